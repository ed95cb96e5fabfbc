/* SPDX-License-Identifier: Apache-2.0 */
/* Markdown in a uniform style, and the tree that it is made from. */

#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "plugins/common/markdown/format.h"
#include "plugins/common/markdown/markdown.h"
#include "plugins/common/markdown/metadata.h"
#include "plugins/common/markdown/width.h"
#include "tests/unit/rounds.h"

/* A text, which may hold NUL bytes, and its length. */
#define T(s) { (s), sizeof (s) - 1 }

struct text {
  const char *s;
  size_t len;
};

struct sample {
  struct text input, expected;
};

static const struct sample samples[] = {
  /* blocks */
  { T ("a\nb"), T ("a b\n") },
  { T ("a  \nb"), T ("a\nb\n") },
  { T ("a\\\nb"), T ("a\nb\n") },
  { T ("a\n\n\nb"), T ("a\n\nb\n") },
  { T ("a   b    c"), T ("a b  c\n") },
  { T ("# a"), T ("# a\n") },
  { T ("a\n==="), T ("# a\n") },
  { T ("a\nb\n---"), T ("## a b\n") },
  { T ("## a ##"), T ("## a\n") },
  { T ("#"), T ("# \n") },
  { T ("***"), T ("---\n") },
  { T ("a\n\n***\nb"), T ("a\n\n---\n\nb\n") },
  { T ("    code"), T ("```\ncode\n```\n") },
  { T ("~~~~ x\ny\n~~~~\n"), T ("```x\ny\n```\n") },
  { T ("```\n"), T ("```\n```\n") },
  { T ("```x y\na\n```"), T ("```x y\na\n```\n") },
  { T ("<div>\na\n</div>\n\nb"), T ("<div>\na\n</div>\n\nb\n") },
  { T ("a\n<div>"), T ("a\n<div>\n") },
  { T ("> a\n> b"), T ("> a b\n") },
  { T ("> a\nb"), T ("> a b\n") },
  { T ("> a\n>\n> b"), T ("> a\n>\n> b\n") },
  { T ("> > a"), T ("> > a\n") },
  { T (">"), T ("\n") },
  { T ("[r]: u\n\na"), T ("\n\na\n") },
  { T ("a\n\n    b\n\nc"), T ("a\n\n```\nb\n```\n\nc\n") },
  { T ("\r\na\r\nb\r\n"), T ("a b\n") },
  /* inlines */
  { T ("_a_ __b__ ***c***"), T ("*a* **b** ***c***\n") },
  { T ("`` a ` b ``"), T ("`a ` b`\n") },
  { T ("` a `"), T ("`a`\n") },
  { T ("`a\nb`"), T ("`a b`\n") },
  { T ("[a](u)"), T ("[a](u)\n") },
  { T ("[a](u \"t\")"), T ("[a](u \"t\")\n") },
  { T ("[a](<u v> 't')"), T ("[a](u v \"t\")\n") },
  { T ("[a][r]\n\n[r]: u \"t\""), T ("[a](u \"t\")\n") },
  { T ("![a](u)"), T ("![a](u)\n") },
  { T ("<http://x.example>"), T ("http://x.example\n") },
  { T ("http://x.example"), T ("http://x.example\n") },
  { T ("www.x.example"), T ("www.x.example\n") },
  { T ("a <b>c</b>"), T ("a <b>c</b>\n") },
  { T ("&amp; \\* \\\\"), T ("&amp; \\* \\\\\n") },
  { T ("~a~ ~~b~~"), T ("~~a~~ ~~b~~\n") },
  { T ("~~~a~~~"), T ("```a~~~\n```\n") },
  { T ("[](u)"), T ("[](u)\n") },
  { T ("*[](u)*"), T ("*[](u)*\n") },
  { T ("****"), T ("---\n") },
  { T ("a **b"), T ("a **b\n") },
  { T ("a*"), T ("a*\n") },
  { T ("*a\nb*"), T ("*a b*\n") },
  { T ("[a\nb](u)"), T ("[a b](u)\n") },
  /* lists */
  { T ("* a\n* b"), T ("* a\n* b\n") },
  { T ("+ a\n\n+ b"), T ("+ a\n\n+ b\n") },
  { T ("- a\n- b\n\n- c"), T ("- a\n- b\n\n- c\n") },
  { T ("1. a\n1. b\n1. c"), T ("1. a\n2. b\n3. c\n") },
  { T ("0. a\n0. b"), T ("1. a\n2. b\n") },
  { T ("7) a\n9) b"), T ("7) a\n8) b\n") },
  { T ("- a\n  - b\n    c"), T ("- a\n  - b c\n") },
  { T ("- a\n\n  b"), T ("- a\n\n  b\n") },
  { T ("1. a\n\n   b\n2. c"), T ("1. a\n\n   b\n2. c\n") },
  { T ("- a\n      - b"), T ("- a - b\n") },
  { T ("a\n- b"), T ("a\n- b\n") },
  { T ("a\n\n- b"), T ("a\n\n- b\n") },
  { T ("- a\n\nb"), T ("- a\n\nb\n") },
  { T ("- [ ] a\n- [X] b"), T ("- [ ] a\n- [X] b\n") },
  { T ("- [x]"), T ("- [X] \n") },
  { T ("- > a\n  > b\n- c"), T ("- > a b\n- c\n") },
  { T ("- ```\n  x\n\n  y\n  ```"), T ("- ```\n  x\n\n  y\n  ```\n") },
  { T ("-\n- a"),
    T ("- a<!-- yaml: unmarshal errors:\n  line 1: cannot unmarsha"
       "l !!str `a` into yaml.MapItem -->\n") },
  { T ("- # a"), T ("- # a\n") },
  { T ("- a\n- - b"), T ("- a\n- - b\n") },
  { T ("10. a\n11. b\n\n    c"), T ("10. a\n11. b\n\n    c\n") },
  { T ("- a\n  > b"), T ("- a\n\n  > b\n") },
  { T ("-   a\n\n    b"), T ("- a\n\n  b\n") },
  /* tables */
  { T ("a|b\n-|-\nc|d"), T ("| a | b |\n|---|---|\n| c | d |\n") },
  { T ("| a |\n|---|"), T ("| a |\n|---|\n") },
  { T ("|a|bb|\n|:-|-:|\n|ccc|d|\n|e|"),
    T ("| a   | bb |\n|:----|---:|\n| ccc |  d |\n| e   |    |\n") },
  { T ("|a|\n|:-:|\n|bbbb|"), T ("| a    |\n|:----:|\n| bbbb |\n") },
  { T ("|a|b|\n|-|-|\n|c|d|e|"), T ("| a | b |\n|---|---|\n| c | d |\n") },
  { T ("x\n|a|\n|-|\n|b|\ny"), T ("x\n\n| a |\n|---|\n| b |\n| y |\n") },
  { T ("|a|b|\n|-|"), T ("|a|b| |-|\n") },
  { T ("|a|\n|-|-|"), T ("| a |  |\n|---|--|\n") },
  { T ("|`a\\|b`|\\||\n|-|-|"), T ("| `a|b` | \\| |\n|-------|----|\n") },
  { T ("|\346\227\245\346\234\254|\n|-|\n|a|"),
    T ("| \346\227\245\346\234\254 |\n|------|\n| a    |\n") },
  { T ("|\360\237\230\200|e\314\201|\n|-|-|"),
    T ("| \360\237\230\200 | e\314\201 |\n|----|---|\n") },
  { T ("> |a|\n> |-|"), T ("> | a |\n> |---|\n") },
  { T ("a|b\n-|-\n\nc"), T ("| a | b |\n|---|---|\n\nc\n") },
  { T ("|a|\n|-|\n# b"), T ("| a |\n|---|\n\n# b\n") },
  { T ("|*a*|~~b~~|[c](u)|\n|-|-|-|"),
    T ("| *a* | ~~b~~ | [c](u) |\n|-----|-------|--------|\n") },
  { T ("|a|\n|-|\n||"), T ("| a |\n|---|\n|   |\n") },
  /* attributes */
  { T ("# a {#i}"), T ("# a {#i}\n") },
  { T ("# a {.c}"), T ("# a {.c}\n") },
  { T ("# a {.c .d #i k=v}"), T ("# a {#i .c .d k=v}\n") },
  { T ("# a {k=\"x y\"}"), T ("# a {k=x y}\n") },
  { T ("# a {k=1}"), T ("# a {k=%!s(float64=1)}\n") },
  { T ("# a {k=1.50 l=-2e3}"),
    T ("# a {k=%!s(float64=1.5) l=%!s(float64=-2000)}\n") },
  { T ("# a {k=true l=null}"), T ("# a {k=%!s(bool=true) l}\n") },
  { T ("# a {k=[a, 1]}"), T ("# a {k=[a %!s(float64=1)]}\n") },
  { T ("# a {#i"), T ("# a {#i\n") },
  { T ("# a \\{#i}"), T ("# a \\{#i}\n") },
  { T ("# a # {#i}"), T ("# a {#i}\n") },
  { T ("# a #\n{#i}\nb"), T ("# a {#i}\n\nb\n") },
  { T ("# a #\n{#i} c\nb"), T ("# a\n\nb\n") },
  { T ("a {#i}\n==="), T ("# a {#i}\n") },
  { T ("# {#i}"), T ("#  {#i}\n") },
  { T ("# a {#i} b"), T ("# a {#i} b\n") },
  { T ("# a {z=1 b=2 .c #i}"),
    T ("# a {#i .c b=%!s(float64=2) z=%!s(float64=1)}\n") },
  { T ("# a {class=x .y}"), T ("# a {.x .y}\n") },
  { T ("# a {id=3}"), T ("# a {#%!s(float64=3)}\n") },
  { T ("# a {k={#i}}"), T ("# a {k={#i}}\n") },
  { T ("# a {,}"), T ("# a {,}\n") },
  { T ("# a {k=1e400}"), T ("# a {k=1e400}\n") },
  { T ("# a {k=\"\\\"\\n\"}"), T ("# a {k=\"\n}\n") },
  { T ("# a {k=0.00001 l=1000000}"),
    T ("# a {k=%!s(float64=1e-05) l=%!s(float64=1e+06)}\n") },
  /* metadata */
  { T ("---\na: b\n---\n# c"), T ("# c\n") },
  { T ("---\na: b\n---\n\nc"), T ("c\n") },
  { T ("---\na: b"), T ("\n") },
  { T ("---\n---\na"), T ("a\n") },
  { T ("-\na: b\n---\nc"), T ("c\n") },
  { T ("---\n# nothing\n---\na"), T ("a\n") },
  { T ("----\na: 1\n-\nb"), T ("b\n") },
  { T ("a\n\n---\nb: c\n---"), T ("a\n\n---\n\n## b: c\n") },
  { T ("---\na: b: c\n---\nd"),
    T ("a: b: c <!-- yaml: mapping values are not allowed in this "
       "context -->\n\nd\n") },
  { T ("---\ntext\n---\nd"),
    T ("text <!-- yaml: unmarshal errors:\n  line 1: cannot unmars"
       "hal !!str `text` into yaml.MapSlice -->\n\nd\n") },
  { T ("---\n- a\n- b\n---\nd"),
    T ("- a - b <!-- yaml: unmarshal errors:\n  line 1: cannot unm"
       "arshal !!str `a` into yaml.MapItem\n  line 2: cannot unmar"
       "shal !!str `b` into yaml.MapItem -->\n\nd\n") },
  { T ("---\na: *b\n---"),
    T ("a: *b <!-- yaml: unknown anchor 'b' referenced -->\n") },
  { T ("---\na: [b\n---\nc"),
    T ("a: [b <!-- yaml: line 1: did not find expected ',' or ']' "
       "-->\n\nc\n") },
  { T ("---\n42\n---"),
    T ("42 <!-- yaml: unmarshal errors:\n  line 1: cannot unmarsha"
       "l !!int `42` into yaml.MapSlice -->\n") },
  { T ("---\ntext that is long\n---"),
    T ("text that is long <!-- yaml: unmarshal errors:\n  line 1: "
       "cannot unmarshal !!str `text th...` into yaml.MapSlice -->"
       "\n") },
  { T ("---\n? [a]\n: b\n---"),
    T ("? [a] : b <!-- yaml: unmarshal errors:\n  line 1: cannot u"
       "nmarshal !!seq into string -->\n") },
  { T ("---\na: {{ b }}\n---\nc"),
    T ("a: {{ b }} <!-- yaml: invalid map key: map[interface {}]in"
       "terface {}{\"b\":interface {}(nil)} -->\n\nc\n") },
  { T ("---\n!!int x\n---"),
    T ("!!int x <!-- yaml: cannot decode !!str `x` as a !!int -->\n") },
  { T ("---\na: \"b\n---\nc"),
    T ("a: \"b <!-- yaml: line 2: found unexpected end of stream -"
       "->\n\nc\n") },
  { T ("---\na: &x [*x]\n---"),
    T ("a: &x [*x] <!-- yaml: anchor 'x' value contains itself -->"
       "\n") },
  { T ("> ---\n> a: b\n> ---\n> c"), T ("> > c\n") },
  { T ("---\n~\n---\na"), T ("a\n") },
  { T ("---\n{}\n---\na"), T ("a\n") },
  { T ("---\n<<: 1\n---"),
    T ("<<: 1 <!-- yaml: map merge requires map or sequence of map"
       "s as the value -->\n") },
};

/* Formats all blocks of SRC; returns what md_parse() or md_format_block()
 * does. */
static int
format (const char *src, size_t len, size_t memory, struct pl_buffer *out)
{
  struct pl_arena arena;
  struct md_node *root;
  const char *error = NULL;
  int status;

  pl_arena_init (&arena, 256);
  arena.limit = memory;
  status = md_parse (&arena, src, len, MD_FORMAT_OPTIONS, &root, &error);
  ck_assert (status == 0 || (root == NULL && error != NULL));
  for (const struct md_node *n = status == 0 ? root->first : NULL;
       n != NULL && status == 0; n = n->next)
    status = md_format_block (src, n, out, &error);
  ck_assert (status == 0 || error != NULL);
  pl_arena_release (&arena);
  return status;
}

START_TEST (test_samples)
{
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
    const struct text *input = &samples[i].input;
    const struct text *expected = &samples[i].expected;
    struct pl_buffer out;

    pl_buffer_init (&out);
    ck_assert_msg (format (input->s, input->len, 0, &out) == 0, "\"%s\"",
                   input->s);
    pl_buffer_putc (&out, '\n');
    ck_assert_msg (out.len == expected->len
                   && memcmp (out.data, expected->s, out.len) == 0,
                   "\"%s\" gives \"%s\", not \"%s\"", input->s, out.data,
                   expected->s);
    pl_buffer_release (&out);
  }
}
END_TEST

START_TEST (test_out_of_memory)
{
  static const char src[] =
    "---\na: [b, *c]\n---\n# a # {#i k=1}\n\n> - [x] *b* `c`\n>   1. [d][e]\n"
    "\n[e]: u \"t\"\n\n|a|`b\\|c`|\n|-|-|\n|~~d~~|\n\nhttp://x.example <i>\n";
  size_t failures = 0;

  for (size_t memory = 256; ; memory += 64) {
    struct pl_buffer out;
    int status;

    pl_buffer_init (&out);
    status = format (src, sizeof src - 1, memory, &out);
    pl_buffer_release (&out);
    if (status == 0)
      break;
    ck_assert_int_eq (status, -ENOMEM);
    failures++;
  }
  ck_assert_uint_gt (failures, 10);
}
END_TEST

START_TEST (test_fence_info)
{
  static const char src[] = "~~~  hcl  x \na\n\n b\n~~~\n\n```\nc\n```\n\nd\n";
  struct pl_arena arena;
  struct md_node *root;
  const struct md_node *n;
  const char *info, *error;
  struct pl_buffer code;
  size_t len;

  pl_arena_init (&arena, 0);
  ck_assert_int_eq (md_parse (&arena, src, sizeof src - 1, MD_FORMAT_OPTIONS,
                              &root, &error), 0);
  n = root->first;
  ck_assert (md_fence_info (src, n, &info, &len));
  ck_assert_uint_eq (len, 6);
  ck_assert_mem_eq (info, "hcl  x", 6);
  pl_buffer_init (&code);
  md_lines_write (src, &n->u.lines, &code);
  ck_assert_str_eq (code.data, "a\n\n b\n");
  pl_buffer_release (&code);
  n = n->next;
  ck_assert_int_eq (n->kind, MD_FENCED_CODE);
  ck_assert (!md_fence_info (src, n, &info, &len));
  n = n->next;
  ck_assert_int_eq (n->kind, MD_PARAGRAPH);
  ck_assert (!md_fence_info (src, n, &info, &len));
  ck_assert_ptr_null (n->next);
  pl_arena_release (&arena);
}
END_TEST

START_TEST (test_options)
{
  static const char src[] = "---\na: b\n---\n# c {#i}\n\n|d|\n|-|\n\n~~e~~\n\n"
                            "- [x] http://f.example\n";
  struct pl_arena arena;
  struct md_node *root;
  const char *error;
  bool with[MD_BRACKET + 1] = { false };

  for (int round = 0; round < 2; round++) {
    pl_arena_init (&arena, 0);
    ck_assert_int_eq (md_parse (&arena, src, sizeof src - 1,
                                round == 0 ? 0 : MD_FORMAT_OPTIONS, &root,
                                &error), 0);
    memset (with, 0, sizeof with);
    for (const struct md_node *n = root; n != NULL;
         n = md_node_after (n, root)) {
      with[n->kind] = true;
      if (n->kind == MD_HEADING && n->level == 1)
        ck_assert_int_eq (n->attributes != NULL, round);
    }
    ck_assert_int_eq (with[MD_TABLE], round);
    ck_assert_int_eq (with[MD_STRIKETHROUGH], round);
    ck_assert_int_eq (with[MD_TASK_BOX], round);
    ck_assert_int_eq (with[MD_AUTOLINK], round);
    ck_assert_int_eq (with[MD_THEMATIC_BREAK], !round);
    ck_assert (!with[MD_DELIMITER] && !with[MD_BRACKET]);
    pl_arena_release (&arena);
  }
}
END_TEST

/* Formats N times BEFORE, MIDDLE and N times AFTER. */
static int
format_repeated (const char *before, const char *middle, const char *after,
                 size_t n)
{
  struct pl_buffer src, out;
  int status;

  pl_buffer_init (&src);
  for (size_t i = 0; i < n; i++)
    pl_buffer_puts (&src, before);
  pl_buffer_puts (&src, middle);
  for (size_t i = 0; i < n; i++)
    pl_buffer_puts (&src, after);
  ck_assert_int_eq (src.failed, 0);
  pl_buffer_init (&out);
  status = format (src.data, src.len, 0, &out);
  pl_buffer_release (&src);
  pl_buffer_release (&out);
  return status;
}

START_TEST (test_hostile)
{
  size_t many = (size_t) rounds (100000), some = (size_t) rounds (20000);

  ck_assert_int_eq (format_repeated ("> ", "a", "", many), 0);
  ck_assert_int_eq (format_repeated ("~a ", "", "a~ ", some), 0);
  ck_assert_int_eq (format_repeated ("# a {", "", "", some), 0);
  ck_assert_int_eq (format_repeated ("# a #\n", "{", "", some), 0);
  ck_assert_int_eq (format_repeated ("a|b\n-|-\n\n", "", "", some), 0);
  ck_assert_int_eq (format_repeated ("a|b\n", "-|-\n", "`c\\|`|d\n", some),
                    0);
  /* Much output from little text. */
  ck_assert_int_eq (format_repeated ("> ", "a", "\\\na", 20000), -EFBIG);
  ck_assert_int_eq (format_repeated ("- ", "a", "\n", 100000), -EFBIG);
  ck_assert_int_eq (format_repeated ("", "# a {k=", "[", 20000), -EFBIG);
  ck_assert_int_eq (format_repeated ("", "# a {", "a=1 ", 20000), -EFBIG);
  ck_assert_int_eq (format_repeated ("", "---\n", "- ", 20000), -EFBIG);
}
END_TEST

START_TEST (test_wide_table)
{
  struct pl_buffer src, out;

  pl_buffer_init (&src);
  pl_buffer_fill (&src, '|', 20000);
  pl_buffer_puts (&src, "\n-");
  for (size_t i = 1; i < 20000; i++)
    pl_buffer_puts (&src, "|-");
  for (size_t i = 0; i < 20000; i++)
    pl_buffer_puts (&src, "\na");
  ck_assert_int_eq (src.failed, 0);
  pl_buffer_init (&out);
  ck_assert_int_eq (format (src.data, src.len, 0, &out), -EFBIG);
  pl_buffer_release (&src);
  pl_buffer_release (&out);
}
END_TEST

START_TEST (test_mapping)
{
  static const struct {
    const char *text, *problem;
  } checks[] = {
    { "", "" }, { "a: b\nc: [d, {e: f}]\n", "" }, { "# only\n", "" },
    { "1: 2\n~: 3\n", "" }, { "a: &x {b: c}\nd: {<<: *x}\n", "" },
    { "x", "yaml: unmarshal errors:\n  line 1: cannot unmarshal !!str `x` "
           "into yaml.MapSlice" },
    { "- a\n- {b: c}\n", "yaml: unmarshal errors:\n  line 1: cannot unmarshal"
      " !!str `a` into yaml.MapItem" },
    { "- {b: c}\n", "yaml: unmarshal errors:\n  line 1: cannot unmarshal "
      "!!seq into map[string]interface {}" },
    { "a: *b", "yaml: unknown anchor 'b' referenced" },
    { "\na: b: c", "yaml: line 2: mapping values are not allowed in this "
      "context" },
    { "a: &b {c: *b}", "yaml: anchor 'b' value contains itself" },
    { "a: {{b: 1}: 2}", "yaml: invalid map key: map[interface {}]"
      "interface {}{\"b\":1}" },
    { "<<: 2001-01-01", "yaml: map merge requires map or sequence of maps as "
      "the value" }
  };

  for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
    struct pl_buffer problem;

    pl_buffer_init (&problem);
    ck_assert_int_eq (md_check_mapping (checks[i].text,
                                        strlen (checks[i].text), &problem),
                      0);
    pl_buffer_putc (&problem, '$');
    problem.data[problem.len - 1] = '\0';
    ck_assert_str_eq (problem.data, checks[i].problem);
    pl_buffer_release (&problem);
  }
}
END_TEST

START_TEST (test_width)
{
  ck_assert_uint_eq (md_text_width ("", 0), 0);
  ck_assert_uint_eq (md_text_width ("abc", 3), 3);
  ck_assert_uint_eq (md_text_width ("e\xcc\x81", 3), 1);
  ck_assert_uint_eq (md_text_width ("\xe6\x97\xa5\xf0\x9f\x98\x80", 7), 4);
  ck_assert_uint_eq (md_text_width ("\xff\xfe", 2), 2);
  ck_assert_uint_eq (md_text_width ("\t", 1), 0);
}
END_TEST

static Suite *
make_suite (void)
{
  Suite *s = suite_create ("markdown format");
  TCase *samples_case = tcase_create ("samples");
  TCase *limits_case = tcase_create ("limits");

  tcase_add_test (samples_case, test_samples);
  tcase_add_test (samples_case, test_fence_info);
  tcase_add_test (samples_case, test_options);
  tcase_add_test (samples_case, test_mapping);
  tcase_add_test (samples_case, test_width);
  suite_add_tcase (s, samples_case);
  tcase_add_test (limits_case, test_out_of_memory);
  tcase_add_test (limits_case, test_hostile);
  tcase_add_test (limits_case, test_wide_table);
  tcase_set_timeout (limits_case, 20);
  suite_add_tcase (s, limits_case);
  return s;
}

int
main (void)
{
  SRunner *runner = srunner_create (make_suite ());
  int failed;

  srunner_run_all (runner, CK_NORMAL);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
