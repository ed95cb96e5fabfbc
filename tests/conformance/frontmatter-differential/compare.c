/* SPDX-License-Identifier: Apache-2.0 */
/* Reads pages and verdicts as judge writes them, gives its own verdict on
 * each page and shows where the two differ. */

#include <config.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "plugins/common/frontmatter/frontmatter.h"

static void
judge (struct pl_arena *arena, const char *page, size_t len,
       struct pl_buffer *out)
{
  struct fm_block block;
  struct fm_fields fields;
  struct fm_error error;
  int i;

  if (!fm_find (page, len, &block)) {
    pl_buffer_puts (out, "none");
    return;
  }
  if (fm_decode (arena, &block, "check.FrontMatterData", &fields,
                 &error) < 0) {
    pl_buffer_puts (out, "error ");
    pl_buffer_append (out, error.message, error.len);
    return;
  }
  pl_buffer_puts (out, "fields\n");
  for (i = 0; i < FM_N_FIELDS; i++) {
    const struct fm_value *v = &fields.values[i];

    if (!v->present) {
      pl_buffer_puts (out, "-\n");
      continue;
    }
    pl_buffer_printf (out, "+%zu:", v->len);
    pl_buffer_append (out, v->text, v->len);
    pl_buffer_putc (out, '\n');
  }
}

static char *
read_bytes (size_t n)
{
  char *p = malloc (n + 1);

  if (!p || fread (p, 1, n, stdin) != n) {
    fprintf (stderr, "compare: truncated input\n");
    exit (99);
  }
  return p;
}

int
main (int argc, char **argv)
{
  unsigned long show = argc > 1 ? strtoul (argv[1], NULL, 10) : 5;
  unsigned long n = 0, n_errors = 0, n_none = 0, n_different = 0;
  size_t page_len, verdict_len;

  while (scanf ("%zu %zu", &page_len, &verdict_len) == 2
         && getchar () == '\n') {
    char *page = read_bytes (page_len), *verdict = read_bytes (verdict_len);
    struct pl_arena arena;
    struct pl_buffer ours;

    pl_arena_init (&arena, 0);
    pl_buffer_init (&ours);
    judge (&arena, page, page_len, &ours);
    n++;
    n_errors += verdict_len > 6 && memcmp (verdict, "error ", 6) == 0;
    n_none += verdict_len == 4 && memcmp (verdict, "none", 4) == 0;
    if (ours.len != verdict_len
        || memcmp (ours.data, verdict, verdict_len) != 0) {
      if (n_different++ < show)
        printf ("-- page %lu\n%.*s\n-- theirs\n%.*s\n-- ours\n%s\n\n", n,
                (int) page_len, page, (int) verdict_len, verdict, ours.data);
    }
    pl_buffer_release (&ours);
    pl_arena_release (&arena);
    free (page);
    free (verdict);
  }
  printf ("%lu pages, %lu errors, %lu without front matter, "
          "%lu differences\n", n, n_errors, n_none, n_different);
  return n == 0 || n_different ? 1 : 0;
}
