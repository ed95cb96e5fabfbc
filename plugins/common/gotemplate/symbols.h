/* SPDX-License-Identifier: Apache-2.0 */
/* Tables that map names to things: a balanced tree, so that no choice of
 * names makes them slow. */

#ifndef GOTMPL_SYMBOLS_H
#define GOTMPL_SYMBOLS_H

#include <stddef.h>

#include "common/arena.h"
#include "plugins/common/gotemplate/tree.h"

struct gotmpl_symbol {
  struct gotmpl_name name;
  const void *value;
};

/* The root of a table is a pointer that is NULL at first.  Symbols live in
 * the arena, the tree's nodes do not. */

/* Returns the symbol, or NULL if there is none. */
struct gotmpl_symbol *
gotmpl_symbol_find (void *const *root, const char *text, size_t len);

/* Returns the symbol, which is made with a copy of the name and the value
 * NULL if there is none yet; NULL without memory. */
struct gotmpl_symbol *
gotmpl_symbol_add (void **root, struct pl_arena *arena, const char *text,
                   size_t len);

/* Calls VISIT for each symbol, in the order of names, until it returns
 * non-zero, which is then returned. */
int gotmpl_symbols_visit (void *const *root,
                          int (*visit) (struct gotmpl_symbol *, void *),
                          void *data);

void gotmpl_symbols_release (void **root);

#endif
