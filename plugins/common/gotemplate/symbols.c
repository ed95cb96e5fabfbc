/* SPDX-License-Identifier: Apache-2.0 */
/* Tables that map names to things, on the C library's tsearch. */

#include <config.h>

#include "plugins/common/gotemplate/symbols.h"

#include <search.h>
#include <string.h>

static int
compare (const void *a, const void *b)
{
  const struct gotmpl_symbol *x = a, *y = b;

  if (x->name.len != y->name.len)
    return x->name.len < y->name.len ? -1 : 1;
  return x->name.len ? memcmp (x->name.text, y->name.text, x->name.len) : 0;
}

struct gotmpl_symbol *
gotmpl_symbol_find (void *const *root, const char *text, size_t len)
{
  const struct gotmpl_symbol key = { .name = { .text = text, .len = len } };
  void *const *found = tfind (&key, root, compare);

  return found ? *found : NULL;
}

struct gotmpl_symbol *
gotmpl_symbol_add (void **root, struct pl_arena *arena, const char *text,
                   size_t len)
{
  struct gotmpl_symbol *s = gotmpl_symbol_find (root, text, len);

  if (s)
    return s;
  s = pl_arena_zalloc (arena, sizeof *s);
  if (!s)
    return NULL;
  s->name.text = pl_arena_strndup (arena, text, len);
  s->name.len = len;
  if (!s->name.text || !tsearch (s, root, compare))
    return NULL;
  return s;
}

struct visit {
  int (*visit) (struct gotmpl_symbol *, void *);
  void *data;
  int status;
};

static void
visit_node (const void *node, VISIT order, void *closure)
{
  struct visit *v = closure;

  if ((order == postorder || order == leaf) && !v->status)
    v->status = v->visit (*(struct gotmpl_symbol *const *) node, v->data);
}

int
gotmpl_symbols_visit (void *const *root,
                      int (*visit) (struct gotmpl_symbol *, void *),
                      void *data)
{
  struct visit v = { .visit = visit, .data = data };

  twalk_r (*root, visit_node, &v);
  return v.status;
}

static void
keep (void *symbol)
{
  (void) symbol;
}

void
gotmpl_symbols_release (void **root)
{
  tdestroy (*root, keep);
  *root = NULL;
}
