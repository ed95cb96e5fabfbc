/* SPDX-License-Identifier: Apache-2.0 */
/* Errors, growing arrays and sorted names of the schema Markdown writers. */

#include <config.h>

#include "plugins/common/schemadoc/markdown.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <plating/types.h>

#include "common/text.h"
#include "plugins/common/gotemplate/quote.h"

void
registry_markdown_wrap (struct registry_markdown *m, const char *prefix,
                        struct plating_text name)
{
  struct pl_buffer inner = *m->error;

  if (!inner.len || inner.failed)
    return;
  pl_buffer_init (m->error);
  pl_buffer_puts (m->error, prefix);
  pl_buffer_putc (m->error, ' ');
  gotmpl_quote (m->error, name.ptr, name.len, false);
  pl_buffer_puts (m->error, ": ");
  pl_buffer_append (m->error, inner.data, inner.len);
  pl_buffer_release (&inner);
}

int
registry_markdown_fail (struct registry_markdown *m, const char *fmt, ...)
{
  va_list ap;

  pl_buffer_clear (m->error);
  va_start (ap, fmt);
  pl_buffer_vprintf (m->error, fmt, ap);
  va_end (ap);
  return PLATING_E_SCHEMA;
}

int
registry_markdown_check (struct registry_markdown *m)
{
  if (!m->out->failed)
    return 0;
  if (m->out->failed != -EFBIG)
    return PLATING_E_NOMEM;
  registry_markdown_fail (m, "its Markdown would be larger than %zu MiB",
                          REGISTRY_MARKDOWN_MAX >> 20);
  return PLATING_E_LIMIT;
}

int
registry_markdown_grow (struct registry_markdown *m, void **items, size_t n,
                        size_t *cap, size_t size)
{
  size_t new_cap = *cap ? *cap * 2 : 16;
  void *p;

  if (n < *cap)
    return 0;
  if (new_cap > SIZE_MAX / 2 / size)
    return PLATING_E_NOMEM;
  p = pl_arena_alloc (m->arena, new_cap * size);
  if (!p)
    return PLATING_E_NOMEM;
  if (n)
    memcpy (p, *items, n * size);
  *items = p;
  *cap = new_cap;
  return 0;
}

/* Equal names are in the order of their nodes. */
static int
compare_names (const void *x, const void *y)
{
  const struct registry_name *a = x, *b = y;
  int c = pl_text_compare ((struct plating_text) { a->ptr, a->len },
                           (struct plating_text) { b->ptr, b->len });

  return c ? c : a->node < b->node ? -1 : a->node > b->node;
}

void
registry_sort_names (struct registry_name *names, size_t n)
{
  size_t i;

  /* Terraform writes its JSON sorted, so there is mostly nothing to do. */
  for (i = 1; i < n; i++)
    if (compare_names (names + i - 1, names + i) > 0) {
      qsort (names, n, sizeof *names, compare_names);
      return;
    }
}
