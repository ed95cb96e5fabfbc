/* SPDX-License-Identifier: Apache-2.0 */
/* The navigation of mkdocs.yml is replaced, and every other byte of the
 * file stays: comments, tags, anchors, quotes, line ends. */

#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/jinja/mkdocs.h"

#define NAV "- Overview: index.md\n- A:\n  - x: a/x.md\n"
#define NEW "nav:\n" NAV

static struct pl_buffer out;
static struct mkdocs_error error;

static void
set_up (void)
{
  pl_buffer_init (&out);
}

static void
tear_down (void)
{
  pl_buffer_release (&out);
}

static struct plating_text
text_of (const char *s)
{
  return (struct plating_text) { s, strlen (s) };
}

static const struct {
  const char *old, *edited;
} edits[] = {
  { "", NEW },
  { "# only a comment\n", "# only a comment\n" NEW },
  { "site_name: X\n", "site_name: X\n" NEW },
  { "site_name: X", "site_name: X\n" NEW },
  { "nav:\n", NEW },
  { "nav: []", NEW },
  { "nav:\n- a: b\n- c:\n  - d: e\n", NEW },
  { "nav:\n  - a: b # why\n  # inside\n  - c: d # last\n"
    "# about the theme\ntheme: x\n",
    NEW "# about the theme\ntheme: x\n" },
  { "a: 1\nnav: [x.md, {y: z.md}] # short\n\nb: 2\n",
    "a: 1\nnav: # short\n" NAV "\nb: 2\n" },
  { "nav:  # made by\n- x # no\nb: 2\n", "nav:  # made by\n" NAV "b: 2\n" },
  { "'nav' : # made by\r\n- x\r\n",
    "nav: # made by\r\n- Overview: index.md\r\n- A:\r\n"
    "  - x: a/x.md\r\n" },
  { "nav: 'a # b' # none\n", "nav: # none\n" NAV },
  { "nav:\t# tab\nb: 2\n", "nav:\t# tab\n" NAV "b: 2\n" },
  { "nav: # empty\n# of b\nb: 2\n", "nav: # empty\n" NAV "# of b\nb: 2\n" },
  { "nav:\n- 'a # b'\n", NEW },
  { "nav: a#b\n", NEW },
  { "nav: [\n  x.md,\n  y.md\n]\nb: 2\n", NEW "b: 2\n" },
  { "a: 1   # one\n\n'nav':\n  - x.md\n\n\n# two\nb:   \"2\"\n",
    "a: 1   # one\n\n" NEW "\n\n# two\nb:   \"2\"\n" },
  { "x: !!python/name:material.extensions.emoji.twemoji\ny: !ENV [A, b]\n"
    "nav:\n- a.md\n- b: !ENV [C, d]\nz: *x\n", NULL },
  { "x: &x !!python/name:material.emoji\ny: !ENV [A, b]\n"
    "nav:\n- a.md\nz: *x\n",
    "x: &x !!python/name:material.emoji\ny: !ENV [A, b]\n" NEW "z: *x\n" },
  { "nav:\n- ? x # why\n\n# one\n  # two\n\nb: 2\n",
    NEW "\n# one\n  # two\n\nb: 2\n" },
  { "nav:\n- x\n- # why\n# one\n", NEW "# one\n" },
  { "a: 1\r\nnav:\r\n- x.md\r\nb: 2\r\n",
    "a: 1\r\nnav:\r\n- Overview: index.md\r\n- A:\r\n  - x: a/x.md\r\n"
    "b: 2\r\n" },
  { "\xef\xbb\xbfnav:\n- x.md\nb: 2\n", "\xef\xbb\xbf" NEW "b: 2\n" },
  { "name: \xc3\x84\xe2\x82\xac\xf0\x9f\x98\x80\nnav:\n- \xc3\xa9: e.md\n"
    "b: \xc3\xbc\n",
    "name: \xc3\x84\xe2\x82\xac\xf0\x9f\x98\x80\n" NEW "b: \xc3\xbc\n" },
  { "---\na: 1\n...\n", "---\na: 1\n" NEW "...\n" },
  { "---\nnav: x\n---\nsecond: 1\n", "---\n" NEW "---\nsecond: 1\n" },
  { "---\na: x\n---\nnav: 1\n", "---\na: x\n" NEW "---\nnav: 1\n" },
  { "  a: 1\n  nav:\n  - b: c\n  d: 2\n",
    "  a: 1\n  nav:\n  - Overview: index.md\n  - A:\n    - x: a/x.md\n"
    "  d: 2\n" },
  { "text: |\n  nav:\n  - no\n\nnav: |\n  old # text\nb: 2\n",
    "text: |\n  nav:\n  - no\n\n" NEW "b: 2\n" },
  { "deep:\n  nav:\n  - stays\n", "deep:\n  nav:\n  - stays\n" NEW },
  { "nav: &n [a.md]\nb: 2\n", NEW "b: 2\n" },
  { "list:\n- &l a.md\nnav: *l\nb: 2\n", "list:\n- &l a.md\n" NEW
    "b: 2\n" },
  { "nav:\n     -\n", NEW },
  { "nav:\n- a.md\n-\n# after\nb: 2\n", NEW "# after\nb: 2\n" },
  { "nav:\n- a:\n\n# after\nb: 2\n", NEW "\n# after\nb: 2\n" },
  { "nav: plain text\n  that goes on\nb: 2\n", NEW "b: 2\n" }
};

#define N_EDITS ((int) (sizeof edits / sizeof edits[0]))

START_TEST (test_edits)
{
  int code = mkdocs_edit (text_of (edits[_i].old), text_of (NAV), &out,
                          &error);

  if (!edits[_i].edited) {
    ck_assert_int_eq (code, PLATING_E_FORMAT);
    ck_assert_uint_eq (out.len, 0);
    return;
  }
  ck_assert_msg (code == 0, "%s", error.message);
  ck_assert_str_eq (out.data, edits[_i].edited);
  /* A second time nothing changes. */
  {
    struct pl_buffer again;

    pl_buffer_init (&again);
    ck_assert_int_eq (mkdocs_edit ((struct plating_text) { out.data,
                                                           out.len },
                                   text_of (NAV), &again, &error), 0);
    ck_assert_str_eq (again.data, out.data);
    pl_buffer_release (&again);
  }
}
END_TEST

static const struct {
  const char *old, *message;
  uint32_t line, column;
} refused[] = {
  { "a: 1\nnav: [x\nb: 2\n", "", 3, 0 },
  { "nav: []\na: 1\nnav: []\n", "twice", 3, 1 },
  { "a: &x nav\n? *x\n: []\n", "a key of the settings is an alias", 2, 3 },
  { "{a: 1, nav: []}\n", "braces", 1, 1 },
  { "- a\n", "no map", 1, 1 },
  { "nav: &n [a]\nb: *n\n", "anchor", 1, 1 },
  { "? nav\n: []\n", "start of a line", 1, 3 },
  { "?\n nav\n: []\n", "no colon", 2, 2 },
  { "?\r>\r nav", "a block of text", 2, 1 },
  { "a: 1\nb: \x01\nc: 2\n", "control", 2, 4 },
  { "!x\n", "no map", 1, 1 },
  /* The map, and the document, end at the last line's start. */
  { "      nav: \"\n   #\"a: b\n", "document start", 2, 0 },
  { "a: \xff\n", "UTF-8", 0, 0 }
};

START_TEST (test_refused)
{
  int code = mkdocs_edit (text_of (refused[_i].old), text_of (NAV), &out,
                          &error);

  ck_assert_int_eq (code, PLATING_E_FORMAT);
  ck_assert_msg (strstr (error.message, refused[_i].message) != NULL,
                 "%s", error.message);
  ck_assert_uint_eq (error.line, refused[_i].line);
  if (refused[_i].column)
    ck_assert_uint_eq (error.column, refused[_i].column);
  ck_assert_uint_eq (out.len, 0);
}
END_TEST

START_TEST (test_limits)
{
  static char deep[4000];
  size_t n = MKDOCS_SIZE_MAX + 1;
  char *large = malloc (n);

  ck_assert_ptr_nonnull (large);
  memset (large, '#', n);
  ck_assert_int_eq (mkdocs_edit ((struct plating_text) { large, n },
                                 text_of (NAV), &out, &error),
                    PLATING_E_LIMIT);
  free (large);
  strcpy (deep, "a: ");
  memset (deep + 3, '[', 1000);
  memset (deep + 1003, ']', 1000);
  ck_assert_int_lt (mkdocs_edit (text_of (deep), text_of (NAV), &out,
                                 &error), 0);
}
END_TEST

/* No navigation is an empty list. */
START_TEST (test_empty)
{
  ck_assert_int_eq (mkdocs_edit (text_of ("a: 1\n"), text_of (""), &out,
                                 &error), 0);
  ck_assert_str_eq (out.data, "a: 1\nnav: []\n");
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("mkdocs");
  TCase *c = tcase_create ("all");
  SRunner *runner;
  int failed;

  tcase_add_checked_fixture (c, set_up, tear_down);
  tcase_add_loop_test (c, test_edits, 0, N_EDITS);
  tcase_add_loop_test (c, test_refused, 0,
                       (int) (sizeof refused / sizeof refused[0]));
  tcase_add_test (c, test_limits);
  tcase_add_test (c, test_empty);
  suite_add_tcase (suite, c);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
