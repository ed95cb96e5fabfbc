/* SPDX-License-Identifier: Apache-2.0 */
/* Reads pages and verdicts as judge writes them, gives its own verdict on
 * each page and shows where the two differ: compare SHOW.
 *
 * Most words of errors in TOML are our own.  libyaml's scanner is not in all
 * things that of yaml.v3 (see plugins/common/frontmatter/yaml-stream.c): in
 * texts that are faulty in more than one way, another fault may come first.
 * So one page in 500 may have another message, and one in 2000 another
 * verdict; both are far from what any fault of ours would cause. */

#include <config.h>

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

struct counts {
  unsigned long pages, errors, none, panics;
  unsigned long words;          /* both are errors, in other words */
  unsigned long verdicts;       /* one takes what the other refuses, or reads
                                   something else */
};

static int
starts_with (const char *s, size_t len, const char *prefix)
{
  size_t n = strlen (prefix);

  return len >= n && memcmp (s, prefix, n) == 0;
}

/* Counts a page.  Returns 1 if it should be shown. */
static int
count (struct counts *c, const char *theirs, size_t len,
       const struct pl_buffer *ours)
{
  c->pages++;
  c->errors += (unsigned long) starts_with (theirs, len, "error ");
  c->none += (unsigned long) starts_with (theirs, len, "none");
  if (starts_with (theirs, len, "panic ")) {
    c->panics++;
    return 0;
  }
  if (ours->len == len && memcmp (ours->data, theirs, len) == 0)
    return 0;
  if (starts_with (theirs, len, "error toml: ")
      && starts_with (ours->data, ours->len, "error toml: "))
    return 0;
  if (starts_with (theirs, len, "error ")
      && starts_with (ours->data, ours->len, "error "))
    c->words++;
  else
    c->verdicts++;
  return 1;
}

int
main (int argc, char **argv)
{
  unsigned long show = argc > 1 ? strtoul (argv[1], NULL, 10) : 5, shown = 0;
  struct counts c = { 0 };
  size_t page_len, verdict_len;

  while (scanf ("%zu %zu", &page_len, &verdict_len) == 2
         && getchar () == '\n') {
    char *page = read_bytes (page_len), *verdict = read_bytes (verdict_len);
    struct pl_arena arena;
    struct pl_buffer ours;

    pl_arena_init (&arena, 0);
    pl_buffer_init (&ours);
    judge (&arena, page, page_len, &ours);
    if (count (&c, verdict, verdict_len, &ours) && shown++ < show)
      printf ("-- page %lu\n%.*s\n-- theirs\n%.*s\n-- ours\n%s\n\n",
              c.pages, (int) page_len, page, (int) verdict_len, verdict,
              ours.data);
    pl_buffer_release (&ours);
    pl_arena_release (&arena);
    free (page);
    free (verdict);
  }
  printf ("%lu pages, %lu errors, %lu without front matter, %lu crashes of "
          "the original; %lu other words, %lu other verdicts\n", c.pages,
          c.errors, c.none, c.panics, c.words, c.verdicts);
  return c.pages == 0 || c.words > c.pages / 500
    || c.verdicts > c.pages / 2000 ? 1 : 0;
}
