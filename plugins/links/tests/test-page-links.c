/* SPDX-License-Identifier: Apache-2.0 */
/* Links and anchors of a page, and where a link leads. */

#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/links/page-links.h"

static struct pl_arena arena;
static struct links_page page;

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

static struct plating_text
text_of (const char *s)
{
  return (struct plating_text) { s, strlen (s) };
}

static bool
has (const char *anchor)
{
  return links_has_anchor (&page, text_of (anchor));
}

static void
read_page (const char *text)
{
  ck_assert_int_eq (links_read (&arena, text_of (text), &page), 0);
}

START_TEST (test_links)
{
  static const struct {
    const char *target;
    uint32_t line;
  } expected[] = {
    { "a.md", 6 }, { "../b.md#x", 7 }, { "i.png", 8 }, { "ref.md", 9 },
    { "h.md", 11 }, { "s.png", 11 }, { "inline.md", 13 }
  };
  const struct links_link *l;
  size_t i = 0;

  read_page ("---\ntitle: \"[no](no.md)\"\n---\n# H\n\nsee [a](a.md)\n"
             "and [b](../b.md#x 'title')\n![i](i.png)\n[r][ref]\n\n"
             "<p><a href=\"h.md\">x</a><img src='s.png'></p>\n\n"
             "text <a href=\"inline.md\">x</a> `[code](no.md)`\n\n"
             "```\n[no](no.md)\n```\n\n[ref]: ref.md\n");
  for (l = page.links; l; l = l->next, i++) {
    ck_assert_uint_lt (i, sizeof expected / sizeof expected[0]);
    ck_assert_msg (l->target.len == strlen (expected[i].target)
                   && !memcmp (l->target.ptr, expected[i].target,
                               l->target.len),
                   "link %zu: %.*s", i, (int) l->target.len, l->target.ptr);
    ck_assert_uint_eq (l->line, expected[i].line);
  }
  ck_assert_uint_eq (i, sizeof expected / sizeof expected[0]);
}
END_TEST

START_TEST (test_anchors)
{
  read_page ("# The `code` & more\n\n## A - b\n\n## Twice\n\n## Twice\n\n"
             "## \xc3\x9c" "ber\n\n<a id=\"given\"></a>\n\n"
             "text <span name='old'></span>\n");
  ck_assert (has ("the-code-more"));            /* MkDocs */
  ck_assert (has ("the-code--more"));           /* GitHub */
  ck_assert (has ("a-b"));
  ck_assert (has ("a---b"));
  ck_assert (has ("twice"));
  ck_assert (has ("twice_1"));
  ck_assert (has ("twice-1"));
  ck_assert (!has ("twice-2"));
  ck_assert (!has ("a-b-1"));
  ck_assert (has ("ber"));
  ck_assert (has ("\xc3\x9c" "ber"));
  ck_assert (has ("given"));
  ck_assert (has ("old"));
  ck_assert (!has ("other"));
}
END_TEST

static const struct {
  const char *from, *target;
  int result;
  const char *path, *anchor;
} resolved[] = {
  { "a/b.md", "c.md", 1, "a/c.md", NULL },
  { "a/b.md", "./c.md#x%20y", 1, "a/c.md", "x y" },
  { "a/b.md", "../c.md?v=1#x", 1, "c.md", "x" },
  { "a/b.md", "#x", 1, "a/b.md", "x" },
  { "a/b.md", "d%C3%A9.md", 1, "a/d\xc3\xa9.md", NULL },
  { "b.md", "../c.md", PLATING_E_OUTSIDE, NULL, NULL },
  { "a/b.md", "../../c.md", PLATING_E_OUTSIDE, NULL, NULL },
  { "a/b.md", "https://x.example/y", 0, NULL, NULL },
  { "a/b.md", "mailto:x@y.example", 0, NULL, NULL },
  { "a/b.md", "/c.md", 0, NULL, NULL },
  { "a/b.md", "//x.example/c.md", 0, NULL, NULL },
  { "a/b.md", "x/", 1, "a/x/", NULL },
  { "a/b.md", "..", 1, "", NULL }
};

START_TEST (test_resolve)
{
  struct plating_text path, anchor;
  int code = links_resolve (&arena, text_of (resolved[_i].from),
                            text_of (resolved[_i].target), &path, &anchor);

  ck_assert_int_eq (code, resolved[_i].result);
  if (code == 1) {
    ck_assert_str_eq (path.ptr, resolved[_i].path);
    ck_assert_pstr_eq (anchor.ptr, resolved[_i].anchor);
  }
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("page-links");
  TCase *c = tcase_create ("all");
  SRunner *runner;
  int failed;

  tcase_add_checked_fixture (c, set_up, tear_down);
  tcase_add_test (c, test_links);
  tcase_add_test (c, test_anchors);
  tcase_add_loop_test (c, test_resolve, 0,
                       (int) (sizeof resolved / sizeof resolved[0]));
  suite_add_tcase (suite, c);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
