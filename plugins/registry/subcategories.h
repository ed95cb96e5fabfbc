/* SPDX-License-Identifier: Apache-2.0 */
/* Subcategories by rule: which one a page belongs to is decided by how the
 * name of its component begins. */

#ifndef REGISTRY_SUBCATEGORIES_H
#define REGISTRY_SUBCATEGORIES_H

#include <stddef.h>

#include <plating/types.h>
#include <plating/value.h>

#include "common/arena.h"
#include "common/buffer.h"

/* More rules than this are refused: each page looks at all of them. */
#define REGISTRY_SUBCATEGORIES_MAX 10000u

struct registry_subcategory {
  struct plating_text directory;  /* "resources/"; empty: any */
  struct plating_text prefix;     /* of the name */
  struct plating_text name;       /* of the subcategory */
};

struct registry_subcategories {
  const struct registry_subcategory *rules;
  size_t n_rules;
};

/* Reads LIST, texts "PREFIX=NAME", into memory of ARENA.  A prefix can begin
 * with the directory of a kind of page: "guides/".  LIST may be NULL.
 * Returns 0, PLATING_E_NOMEM, or PLATING_E_CONFIG with the reason in
 * MESSAGE. */
int registry_subcategories_read (struct registry_subcategories *s,
                                 const struct plating_values *values,
                                 const struct plating_value *list,
                                 struct pl_arena *arena,
                                 struct pl_buffer *message);

/* The subcategory of NAME, whose page is in DIRECTORY ("resources/"), or an
 * empty text.  A prefix may be that of the whole name or of what is left of
 * it without the provider's name, the last SHORT_LEN bytes.  The rule that
 * covers most of the name wins, then one for one kind of page, then the
 * last one. */
struct plating_text
registry_subcategory_of (const struct registry_subcategories *s,
                         struct plating_text directory,
                         struct plating_text name, size_t short_len);

#endif
