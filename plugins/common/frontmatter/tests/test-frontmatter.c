/* SPDX-License-Identifier: Apache-2.0 */
/* Front matter: where it is found, what it holds, what errors say and
 * where they point, and that hostile input costs little. */

#include <config.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <plating/types.h>

#include "common/buffer.h"
#include "plugins/common/frontmatter/frontmatter.h"

static struct pl_arena arena;
static struct fm_block block;
static struct fm_fields fields;
static struct fm_error error;

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

/* -- where it is --------------------------------------------------------- */

static const struct {
  const char *page;
  const char *text;             /* NULL: no front matter */
  enum fm_format format;
  uint32_t line;
  const char *rest;
} found[] = {
  { "---\na: 1\n---\nrest", "a: 1\n", FM_YAML, 2, "rest" },
  { "+++\na = 1\n+++\n", "a = 1\n", FM_TOML, 2, "" },
  { "---\r\na: 1\r\n---\r\nrest", "a: 1\r\n", FM_YAML, 2, "rest" },
  { "---\n---\n", "", FM_YAML, 2, "" },
  { "---", "", FM_YAML, 2, "" },
  { "---\na: 1\n", "a: 1\n", FM_YAML, 2, "" },
  { "----\na: 1\n---\n----\n", "a: 1\n---\n", FM_YAML, 2, "" },
  { "\n---\na\n---\n", "a\n", FM_YAML, 3, "" },
  { " \t\n---\na\n---\n", "a\n", FM_YAML, 3, "" },
  { "# Title\n---\na\n---\n", "a\n", FM_YAML, 3, "" },
  { "***\n+++\na\n+++\n", "a\n", FM_TOML, 3, "" },
  { "    code\n---\na\n---\n", "a\n", FM_YAML, 3, "" },
  { "<!-- comment -->\n---\na\n---\n", "a\n", FM_YAML, 3, "" },
  { "<pre>x</PRE>\n---\na\n---\n", "a\n", FM_YAML, 3, "" },
  { "<?x ?>\n---\na\n---\n", "a\n", FM_YAML, 3, "" },
  { "<!X>\n---\na\n---\n", "a\n", FM_YAML, 3, "" },
  { "> # Title\n---\na\n---\n", "a\n", FM_YAML, 3, "" },
  { ">\n---\na\n---\n", "a\n", FM_YAML, 3, "" },
  { "> ```\n---\na\n---\n", "a\n", FM_YAML, 3, "" },
  { "-\n---\na\n---\n", "a\n", FM_YAML, 3, "" },
  { "1. # T\n---\na\n---\n", "a\n", FM_YAML, 3, "" },
  { "[//]: # (comment)\n---\na\n---\n", "a\n", FM_YAML, 3, "" },
  { "[a]: <b c> 'd'\n---\na\n---\n", "a\n", FM_YAML, 3, "" },
  { "", NULL, FM_NONE, 0, NULL },
  { "--\na\n--\n", NULL, FM_NONE, 0, NULL },
  { "--+\na\n--+\n", NULL, FM_NONE, 0, NULL },
  { "===\na\n===\n", NULL, FM_NONE, 0, NULL },
  { " ---\na\n---\n", NULL, FM_NONE, 0, NULL },
  { "--- \na\n---\n", NULL, FM_NONE, 0, NULL },
  { "\xef\xbb\xbf---\na\n---\n", NULL, FM_NONE, 0, NULL },
  { "\n\n---\na\n---\n", NULL, FM_NONE, 0, NULL },
  { "text\n---\na\n---\n", NULL, FM_NONE, 0, NULL },
  { "#text\n---\na\n---\n", NULL, FM_NONE, 0, NULL },
  { "####### text\n---\na\n---\n", NULL, FM_NONE, 0, NULL },
  { "```\n---\na\n---\n", NULL, FM_NONE, 0, NULL },
  { "~~~ x\n---\na\n---\n", NULL, FM_NONE, 0, NULL },
  { "<div>\n---\na\n---\n", NULL, FM_NONE, 0, NULL },
  { "<!-- comment\n---\na\n---\n", NULL, FM_NONE, 0, NULL },
  { "<pre>\n---\na\n---\n", NULL, FM_NONE, 0, NULL },
  { "> text\n---\na\n---\n", NULL, FM_NONE, 0, NULL },
  { "- text\n---\na\n---\n", NULL, FM_NONE, 0, NULL },
  { "[a]: /b c\n---\na\n---\n", NULL, FM_NONE, 0, NULL },
  { "[a]: /b\n+++\na\n+++\n", NULL, FM_NONE, 0, NULL }
};

START_TEST (blocks_are_found)
{
  const char *page = found[_i].page;
  bool there = fm_find (page, strlen (page), &block);

  ck_assert_msg (there == (found[_i].text != NULL), "%s", page);
  ck_assert_int_eq (block.format, found[_i].format);
  if (!there)
    return;
  ck_assert_uint_eq (block.len, strlen (found[_i].text));
  ck_assert_mem_eq (block.text, found[_i].text, block.len);
  ck_assert_uint_eq (block.line, found[_i].line);
  ck_assert_str_eq (page + block.end, found[_i].rest);
}
END_TEST

/* -- what it holds ------------------------------------------------------- */

static int
decode (const char *page, size_t len)
{
  ck_assert (fm_find (page, len, &block));
  return fm_decode (&arena, &block, "check.FrontMatterData", &fields,
                    &error);
}

/* The fields on one line, "-" for one that is absent. */
static const char *
shown (void)
{
  struct pl_buffer out;
  const char *s;
  int i;

  pl_buffer_init (&out);
  for (i = 0; i < FM_N_FIELDS; i++) {
    const struct fm_value *v = &fields.values[i];

    pl_buffer_puts (&out, i ? "|" : "");
    if (v->present)
      pl_buffer_append (&out, v->text, v->len);
    else
      pl_buffer_putc (&out, '-');
  }
  s = pl_arena_strndup (&arena, out.data, out.len);
  pl_buffer_release (&out);
  return s;
}

static const struct {
  const char *page, *fields;
} good[] = {
  { "---\n---\n", "-|-|-|-|-" },
  { "---\n# only a comment\n---\n", "-|-|-|-|-" },
  { "---\n~\n---\n", "-|-|-|-|-" },
  { "---\ndescription: |-\n  a\n  b\nlayout: \"l\"\npage_title: 'it''s'\n"
    "sidebar_current: s\nsubcategory: \"\"\nother: [1, {a: b}]\n---\n",
    "a\nb|l|it's|s|" },
  { "---\ndescription: 1.50\nlayout: true\npage_title: 2001-01-02\n"
    "subcategory: 0x1F\n---\n", "1.50|true|2001-01-02|-|0x1F" },
  { "---\ndescription:\nlayout: ~\npage_title: null\nsubcategory: !!str\n"
    "---\n", "-|-|-|-|" },
  { "---\nlayout: !!binary YWJj\nsubcategory: !x y\n---\n",
    "-|abc|-|-|y" },
  { "---\nlayout: &a x\npage_title: *a\n---\n", "-|x|x|-|-" },
  { "---\na: &a {layout: x, page_title: y}\nlayout: z\n<<: *a\n---\n",
    "-|z|y|-|-" },
  { "---\n<<: [{layout: x}, {layout: y, page_title: z}]\n---\n",
    "-|x|z|-|-" },
  { "---\n\"layout\": \"\\x41\\u00e9\\\n  b\"\n---\n",
    "-|A\xc3\xa9" "b|-|-|-" },
  { "---\nlayout: \"it\\'s \\\"ok\\\"\"\npage_title: \"\\'\"\n---\n",
    "-|it's \"ok\"|'|-|-" },
  { "---\nx: {a: b:}\nlayout: c\n---\n", "-|c|-|-|-" },
  { "---\n{layout: a:, page_title: b}\n---\n", "-|a:|b|-|-" },
  { "---\nlayout: a\n# one\n\t# two\npage_title: b\n---\n", "-|a|b|-|-" },
  { "----\nlayout: a\n---\nlayout: b\n...\n----\n", "-|a|-|-|-" },
  { "+++\nlayout = 'a'\nPAGETITLE = \"b\"\npage_title = 1\n+++\n",
    "-|a|b|-|-" },
  { "+++\n+++\n", "-|-|-|-|-" }
};

START_TEST (fields_are_decoded)
{
  int code = decode (good[_i].page, strlen (good[_i].page));

  ck_assert_msg (code == 0, "%s: %s", good[_i].page, error.message);
  ck_assert_str_eq (shown (), good[_i].fields);
}
END_TEST

START_TEST (fields_have_places)
{
  static const char page[] = "\n---\nlayout: a\n\"\\u00e9\": &k subcategory\n"
    "{\xc3\xa9: 1}: 2\n*k : b\n---\n";
  static const char page2[] = "---\n{\xc3\xa9: 1, layout: a}\n---\n";

  ck_assert_int_lt (decode (page, sizeof page - 1), 0);
  ck_assert_int_eq (decode (page2, sizeof page2 - 1), 0);
  ck_assert_uint_eq (fields.values[FM_LAYOUT].line, 2);
  ck_assert_uint_eq (fields.values[FM_LAYOUT].column, 9);
}
END_TEST

/* -- errors -------------------------------------------------------------- */

static const struct {
  const char *page, *message;
  uint32_t line, column;        /* in the page */
} bad[] = {
  /* Types. */
  { "---\nlayout: [a]\n---\n", "yaml: unmarshal errors:\n"
    "  line 1: cannot unmarshal !!seq into string", 2, 9 },
  { "---\nlayout: {a: b}\nsubcategory:\n  - a\n---\n",
    "yaml: unmarshal errors:\n"
    "  line 1: cannot unmarshal !!map into string\n"
    "  line 3: cannot unmarshal !!seq into string", 2, 9 },
  { "\n---\nfoo bar\n---\n", "yaml: unmarshal errors:\n  line 1: cannot "
    "unmarshal !!str `foo bar` into check.FrontMatterData", 3, 1 },
  { "---\nlonger than that\n---\n", "yaml: unmarshal errors:\n  line 1: "
    "cannot unmarshal !!str `longer ...` into check.FrontMatterData", 2, 1 },
  { "---\n12\n---\n", "yaml: unmarshal errors:\n  line 1: cannot "
    "unmarshal !!int `12` into check.FrontMatterData", 2, 1 },
  { "---\n2001-12-14 21:59:43\n---\n", "yaml: unmarshal errors:\n"
    "  line 1: cannot unmarshal !!timestamp `2001-12...` into "
    "check.FrontMatterData", 2, 1 },
  { "---\n- a\n---\n", "yaml: unmarshal errors:\n  line 1: cannot "
    "unmarshal !!seq into check.FrontMatterData", 2, 1 },
  { "---\n!x [a]\n---\n", "yaml: unmarshal errors:\n  line 1: cannot "
    "unmarshal !x `` into check.FrontMatterData", 2, 1 },
  { "---\nlayout: a\nx: b\nlayout: c\n---\n", "yaml: unmarshal errors:\n"
    "  line 3: mapping key \"layout\" already defined at line 1", 4, 1 },
  { "---\nlayout: &a layout\n*a : x\n---\n", "yaml: unmarshal errors:\n"
    "  line 2: field layout already set in type check.FrontMatterData",
    3, 1 },
  { "---\nlayout: !!int a\n---\n",
    "yaml: cannot decode !!str `a` as a !!int", 2, 9 },
  { "---\nlayout: !!binary \"#\"\n---\n",
    "yaml: !!binary value contains invalid base64 data", 2, 9 },
  /* Syntax. */
  { "---\na: 1\nb: c: d\n---\n",
    "yaml: line 2: mapping values are not allowed in this context", 3, 5 },
  { "---\na: b: c\n---\n",
    "yaml: mapping values are not allowed in this context", 2, 5 },
  { "---\na: 1\n- b\n---\n", "yaml: line 1: did not find expected key", 3,
    1 },
  { "---\na: 'b\n---\n", "yaml: line 2: found unexpected end of stream", 3,
    1 },
  { "---\na: [b\nc: d\n---\n",
    "yaml: line 1: did not find expected ',' or ']'", 3, 2 },
  { "---\na: @b\n---\n",
    "yaml: found character that cannot start any token", 2, 4 },
  { "---\na: b\n\tc: d\n---\n",
    "yaml: line 2: found a tab character that violates indentation", 3, 1 },
  { "---\na: b\nc\n---\n", "yaml: line 2: could not find expected ':'", 4,
    1 },
  { "---\na: \"\\q\"\n---\n", "yaml: found unknown escape character", 2,
    5 },
  { "---\na: \"\\/\"\n---\n", "yaml: found unknown escape character", 2,
    4 },
  { "---\n[a?b]\n---\n", "yaml: did not find expected ',' or ']'", 2, 2 },
  { "---\nx: *a\n---\n", "yaml: unknown anchor 'a' referenced", 2, 4 },
  { "---\n%YAML 1.2\na: b\n---\n",
    "yaml: line 2: mapping values are not allowed in this context", 3,
    2 },
  { "----\n%YAML 1.2\n---\na: b\n----\n",
    "yaml: found incompatible YAML document", 2, 1 },
  { "---\na: \xff\n---\n", "yaml: invalid leading UTF-8 octet", 2, 4 },
  { "---\nb: \xc3\xa9\na: \x01\n---\n",
    "yaml: control characters are not allowed", 3, 4 },
  { "---\nx: &a {<<: *a}\n<<: *a\n---\n",
    "yaml: anchor 'a' value contains itself", 2, 12 },
  { "---\n<<: x\n---\n", "yaml: map merge requires map or sequence of maps "
    "as the value", 2, 5 },
  /* TOML. */
  { "+++\nx = 1\nlayout = 1\n+++\n", "toml: line 2 (last key \"layout\"): "
    "incompatible types: TOML value has type int64; destination has type "
    "string", 3, 1 },
  { "+++\nlayout\n+++\n",
    "toml: line 1: expected '.' or '=' at the end of the line", 2, 7 }
};

START_TEST (errors_are_told)
{
  int code = decode (bad[_i].page, strlen (bad[_i].page));

  ck_assert_msg (code == PLATING_E_FORMAT, "%s", bad[_i].page);
  ck_assert_str_eq (error.message, bad[_i].message);
  ck_assert_uint_eq (error.len, strlen (bad[_i].message));
  ck_assert_uint_eq (error.line, bad[_i].line);
  ck_assert_uint_eq (error.column, bad[_i].column);
}
END_TEST

/* -- hostile input ------------------------------------------------------- */

static int
decode_buffer (struct pl_buffer *page)
{
  int code = decode (page->data, page->len);

  pl_buffer_release (page);
  return code;
}

START_TEST (aliases_do_not_explode)
{
  struct pl_buffer page;
  int i, j;

  /* What is not asked for is not expanded. */
  pl_buffer_init (&page);
  pl_buffer_puts (&page, "---\na0: &a0 x\n");
  for (i = 1; i < 100; i++) {
    pl_buffer_printf (&page, "a%d: &a%d [", i, i);
    for (j = 0; j < 9; j++)
      pl_buffer_printf (&page, "*a%d,", i - 1);
    pl_buffer_puts (&page, "]\n");
  }
  pl_buffer_puts (&page, "layout: z\n---\n");
  ck_assert_int_eq (decode_buffer (&page), 0);
  ck_assert_str_eq (shown (), "-|z|-|-|-");
  /* Merges are. */
  pl_buffer_puts (&page, "---\na0: &a0 {layout: x}\n");
  for (i = 1; i < 100; i++) {
    pl_buffer_printf (&page, "a%d: &a%d {<<: [", i, i);
    for (j = 0; j < 9; j++)
      pl_buffer_printf (&page, "*a%d,", i - 1);
    pl_buffer_puts (&page, "]}\n");
  }
  pl_buffer_puts (&page, "<<: *a99\n---\n");
  ck_assert_int_eq (decode_buffer (&page), PLATING_E_FORMAT);
  ck_assert_str_eq (error.message,
                    "yaml: document contains excessive aliasing");
}
END_TEST

START_TEST (merges_do_not_nest_for_ever)
{
  struct pl_buffer page;
  int i;

  pl_buffer_init (&page);
  pl_buffer_puts (&page, "---\na0: &a0 {layout: x}\n");
  for (i = 1; i < 5000; i++)
    pl_buffer_printf (&page, "a%d: &a%d {<<: *a%d}\n", i, i, i - 1);
  pl_buffer_puts (&page, "<<: *a4999\n---\n");
  ck_assert_int_eq (decode_buffer (&page), PLATING_E_FORMAT);
}
END_TEST

START_TEST (depth_is_limited)
{
  static const char *const opens[] = { "[", "{a: ", "- ", "? ", "[{" };
  struct pl_buffer page;
  int i;

  pl_buffer_init (&page);
  pl_buffer_puts (&page, "---\n");
  for (i = 0; i < 100000; i++)
    pl_buffer_puts (&page, opens[_i]);
  ck_assert_int_eq (decode_buffer (&page), PLATING_E_FORMAT);
  ck_assert_ptr_nonnull (strstr (error.message,
                                 "exceeded max depth of 200"));
}
END_TEST

START_TEST (numbers_of_things_are_limited)
{
  static const char *const lines[] = {
    "%%TAG !a%d! x\n", "a%d: &a%d x\n", "x: \"%d\\'\"\n", "layout: %d\n",
    "? [%d]\n", "- {a: %d:}\n"
  };
  struct pl_buffer page;
  int i;

  pl_buffer_init (&page);
  pl_buffer_puts (&page, "---\n");
  for (i = 0; i < 20000; i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    pl_buffer_printf (&page, lines[_i], i, i);
#pragma GCC diagnostic pop
  }
  ck_assert_int_lt (decode_buffer (&page), 0);
  ck_assert_uint_lt (error.len, 200000);
}
END_TEST

START_TEST (long_texts_are_refused)
{
  struct pl_buffer page;

  pl_buffer_init (&page);
  pl_buffer_puts (&page, "---\n");
  pl_buffer_fill (&page, ' ', 2 << 20);
  ck_assert_int_eq (decode_buffer (&page), PLATING_E_LIMIT);
}
END_TEST

START_TEST (memory_may_run_out)
{
  static const char page[] = "---\nlayout: &a [x, {b: c}]\nx: *a\n"
    "<<: {page_title: \"it\\'s\"}\nlayout: y\n---\n";
  size_t limit;
  int code = PLATING_E_NOMEM;

  for (limit = 512; code == PLATING_E_NOMEM && limit < 1 << 20;
       limit += 64) {
    pl_arena_init (&arena, 64);
    arena.limit = limit;
    code = decode (page, sizeof page - 1);
    ck_assert (code == PLATING_E_FORMAT || code == PLATING_E_NOMEM);
    pl_arena_release (&arena);
  }
  ck_assert_int_eq (code, PLATING_E_FORMAT);
}
END_TEST

/* -- all keys ------------------------------------------------------------- */

START_TEST (test_entries)
{
  static const char page[] =
    "---\npage_title: \"x --- y\"\nguide_order: 12\nskip: yes\n"
    "quoted: \"yes\"\nshown: False\nnothing: ~\nlist: [a]\n"
    "base: &b text\nsame: *b\n---\n# H\n";
  const struct fm_entry *e;
  size_t n;

  ck_assert (fm_find (page, strlen (page), &block));
  ck_assert_int_eq (fm_entries (&arena, &block, &e, &n, &error), 0);
  ck_assert_uint_eq (n, 9);
  ck_assert_str_eq (fm_entry_find (e, n, "page_title")->text, "x --- y");
  ck_assert_int_eq (fm_entry_find (e, n, "guide_order")->type, FM_TYPE_INT);
  ck_assert_int_eq (fm_entry_find (e, n, "guide_order")->integer, 12);
  ck_assert_uint_eq (fm_entry_find (e, n, "guide_order")->line, 3);
  ck_assert_int_eq (fm_entry_find (e, n, "skip")->type, FM_TYPE_BOOL);
  ck_assert (fm_entry_find (e, n, "skip")->is_true);
  ck_assert_int_eq (fm_entry_find (e, n, "quoted")->type, FM_TYPE_STRING);
  ck_assert_int_eq (fm_entry_find (e, n, "shown")->type, FM_TYPE_BOOL);
  ck_assert (!fm_entry_find (e, n, "shown")->is_true);
  ck_assert_int_eq (fm_entry_find (e, n, "nothing")->type, FM_TYPE_NULL);
  ck_assert_int_eq (fm_entry_find (e, n, "list")->type, FM_TYPE_OTHER);
  ck_assert_str_eq (fm_entry_find (e, n, "same")->text, "text");
  ck_assert_ptr_null (fm_entry_find (e, n, "page"));
}
END_TEST

START_TEST (test_entries_refused)
{
  static const char page[] = "---\na: 1\nb: \"open\n---\n";
  const struct fm_entry *e;
  size_t n;

  ck_assert (fm_find (page, strlen (page), &block));
  ck_assert_int_eq (fm_entries (&arena, &block, &e, &n, &error),
                    PLATING_E_FORMAT);
  ck_assert_uint_ge (error.line, 3);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("frontmatter");
  TCase *t = tcase_create ("frontmatter");
  SRunner *r;
  int failed;

  tcase_add_checked_fixture (t, set_up, tear_down);
  tcase_add_loop_test (t, blocks_are_found, 0,
                       sizeof found / sizeof found[0]);
  tcase_add_loop_test (t, fields_are_decoded, 0,
                       sizeof good / sizeof good[0]);
  tcase_add_test (t, fields_have_places);
  tcase_add_test (t, test_entries);
  tcase_add_test (t, test_entries_refused);
  tcase_add_loop_test (t, errors_are_told, 0, sizeof bad / sizeof bad[0]);
  tcase_add_test (t, aliases_do_not_explode);
  tcase_add_test (t, merges_do_not_nest_for_ever);
  tcase_add_loop_test (t, depth_is_limited, 0, 5);
  tcase_add_loop_test (t, numbers_of_things_are_limited, 0, 6);
  tcase_add_test (t, long_texts_are_refused);
  tcase_add_test (t, memory_may_run_out);
  suite_add_tcase (s, t);
  r = srunner_create (s);
  srunner_run_all (r, CK_ENV);
  failed = srunner_ntests_failed (r);
  srunner_free (r);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
