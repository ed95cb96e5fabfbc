/* SPDX-License-Identifier: Apache-2.0 */
/* Simple front matter, which is read without libyaml, gives the tree that
 * libyaml gives: line by line of a list, and put together at random. */

#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "common/buffer.h"
#include "plugins/common/frontmatter/yaml-simple.h"
#include "plugins/common/frontmatter/yaml-tree.h"
#include "tests/unit/rounds.h"

#define DOCUMENTS 20000

static const char *const simple[] = {
  "a: b\n",
  "page_title: \"x: y # z\"\n",
  "a: 'it is \"so\"'\n",
  "a: \"\"\n",
  "a: yes\n", "a: true\n", "a: null\n", "a: 12\n", "a: 0x1f\n",
  "a: 1.5\n", "a: 2001\n", "yes: no\n", "a: 1 2  3\n",
  "a: |-\n  one\n  two: # 3\n", "a: |\n  one\n",
  "a: |-\n  - x\nb: \"c\"\n", "a: |-\n  one\nb: |-\n  two\n",
  "a: b\na: c\n", "a: b (c) d/e.f\n",
};

/* Left to libyaml, whether it is right or wrong. */
static const char *const others[] = {
  "", "\n", "a: b", "a:\n", "a: \n", "a:  b\n", "a: b \n", "a: b # c\n",
  "a: \"b\\n\"\n", "a: \"b\" # c\n", "a: 'it''s'\n", "a: \"b\n",
  "a: b: c\n", "a: [b]\n", "a: {b: c}\n", "a: &x b\n", "a: *x\n",
  "a: !t b\n", "a: - b\n", "a: >-\n  b\n", "a: |-\n   b\n",
  "a: |-\n  b\n\n  c\n", "a: |-\n  b\n   c\n", "a: |-\nb: c\n",
  "a: |-\n  b", "a: |2-\n  b\n", "a: |+\n  b\n", "a: b\n  c\n",
  "a: b\n\nc: d\n", "- a: b\n", "a: \xc3\xa9\n", "a: b\r\n", "a: \tb\n",
  "# a\na: b\n", "? a\n: b\n", "\"a\": b\n", "---\na: b\n", "a: @b\n",
  "_a: b\n", "a-b: c\n", "a: -1\n", "a: b,c\n", " a: b\n", "a: |-\n  \n",
};

static struct pl_arena arena;

static void
set_up (void)
{
  pl_arena_init (&arena, 0);
}

static void
tear_down (void)
{
  pl_arena_release (&arena);
}

static void
compare_nodes (const struct fm_node *a, const struct fm_node *b,
               const char *text)
{
  ck_assert_msg (a->kind == b->kind && a->line == b->line
                 && a->column == b->column && a->value_len == b->value_len
                 && memcmp (a->value, b->value, a->value_len + 1) == 0
                 && strcmp (a->tag, b->tag) == 0
                 && a->is_string == b->is_string
                 && a->is_plain == b->is_plain
                 && a->n_children == b->n_children,
                 "'%s' at %u:%u of\n%s", a->value, a->line, a->column, text);
}

/* Returns whether TEXT, copied so that a byte behind it is noticed, was
 * taken for simple; then libyaml agrees. */
static int
compare (const char *text)
{
  size_t len = strlen (text);
  char *copy = malloc (len ? len : 1);
  struct fm_node *mine = NULL, *all = NULL, *a, *b;
  struct fm_error error;
  int taken;

  ck_assert_ptr_nonnull (copy);
  memcpy (copy, text, len);
  taken = fm_yaml_read_simple (&arena, copy, len, &mine);
  ck_assert_int_ge (taken, 0);
  if (taken) {
    ck_assert_msg (fm_yaml_read_all (&arena, copy, len, &all, &error) == 0,
                   "%s", text);
    compare_nodes (mine, all, text);
    for (a = mine->first, b = all->first; a && b; a = a->next, b = b->next)
      compare_nodes (a, b, text);
    ck_assert (!a && !b);
  }
  free (copy);
  pl_arena_reset (&arena);
  return taken;
}

START_TEST (simple_ones_are_taken)
{
  ck_assert_msg (compare (simple[_i]), "%s", simple[_i]);
}
END_TEST

START_TEST (others_are_left)
{
  ck_assert_msg (!compare (others[_i]), "%s", others[_i]);
}
END_TEST

/* -- put together ------------------------------------------------------ */

static unsigned
draw (unsigned long long *state, unsigned n)
{
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (unsigned) (*state >> 33) % n;
}

static void
put_document (struct pl_buffer *out, unsigned long long *state)
{
  static const char *const words[] = {
    "a", "Zz_9", "~", "null", "No", "1e3", "0o17", ".", "..", "(", "/x",
    "2001-12-14", "1_000", "<<", "|", "-", "#", ":", ": ", " #", "'", "\"",
    "\\", ",", "  ", "%", "&", "*", "!", ">", "[", "}", "?", "e\xcc\x81",
    "\t", "-1", "0x", "true", "12:30:45", "---", "...",
  };
  static const char *const joints[] = {
    ": ", ": ", ": ", ": ", ": \"", ": '", ": |-\n  ", ": |\n  ", ":", "\n  ",
  };
  static const char *const ends[] = {
    "\n", "\n", "\n", "\n", "\"\n", "'\n", "\n  ", "", " \n", "\n\n",
  };
  unsigned n = 1 + draw (state, 4), k;

  while (n--) {
    pl_buffer_puts (out, words[draw (state, draw (state, 4) ? 2 : 41)]);
    pl_buffer_puts (out, joints[draw (state, 10)]);
    for (k = draw (state, 4); k; k--)
      pl_buffer_puts (out, words[draw (state, draw (state, 3) ? 13 : 41)]);
    pl_buffer_puts (out, ends[draw (state, 10)]);
  }
}

START_TEST (documents_at_random_agree)
{
  unsigned long long state = 20260131;
  struct pl_buffer text;
  unsigned n = (unsigned) rounds (DOCUMENTS), i, n_taken = 0;

  pl_buffer_init (&text);
  for (i = 0; i < n; i++) {
    pl_buffer_clear (&text);
    put_document (&text, &state);
    ck_assert_int_eq (text.failed, 0);
    n_taken += (unsigned) compare (text.len ? text.data : "");
  }
  pl_buffer_release (&text);
  /* Otherwise they would say little. */
  ck_assert_uint_gt (n_taken, n / 50);
  ck_assert_uint_lt (n_taken, n / 2);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("yaml-simple");
  TCase *tc = tcase_create ("yaml-simple");
  SRunner *runner;
  int n_failed;

  tcase_add_checked_fixture (tc, set_up, tear_down);
  tcase_add_loop_test (tc, simple_ones_are_taken, 0,
                       (int) (sizeof simple / sizeof simple[0]));
  tcase_add_loop_test (tc, others_are_left, 0,
                       (int) (sizeof others / sizeof others[0]));
  tcase_add_test (tc, documents_at_random_agree);
  suite_add_tcase (s, tc);
  runner = srunner_create (s);
  srunner_run_all (runner, CK_ENV);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
