/* SPDX-License-Identifier: Apache-2.0 */
/* Markdown as plain text: all constructs, hostile texts, failures. */

#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "plugins/common/markdown/markdown.h"
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
  /* paragraphs */
  { T ("One line of text."), T ("One line of text.") },
  { T ("two\nlines"), T ("two\nlines") },
  { T ("first\n\nsecond"), T ("first\nsecond") },
  { T ("  indented\n   more"), T ("indented\nmore") },
  { T ("trailing   "), T ("trailing") },
  { T ("tab\there"), T ("tab\there") },
  { T ("a\tb\nc"), T ("a\tb\nc") },
  { T (""), T ("") },
  { T ("\n\n"), T ("") },
  { T ("   \n\t\n"), T ("") },
  { T ("nul \000 byte"), T ("nul \000 byte") },
  { T ("one  \ntwo"), T ("onetwo") },
  { T ("one\\\ntwo"), T ("onetwo") },
  { T ("one    \ntwo"), T ("one two") },
  { T ("end\\"), T ("end\\") },
  { T ("end \\\\\nnext"), T ("end \\\\\nnext") },
  { T ("back\\\\\\\n*slash*"), T ("back\\\\\\\nslash") },
  { T ("cr\r\nlf\r\n\r\nnext\r\n"), T ("cr\nlf\nnext") },
  { T ("bell\007"), T ("bell\007") },
  { T ("\303\251t\303\251"), T ("\303\251t\303\251") },
  { T ("broken \377\376 bytes"), T ("broken \377\376 bytes") },
  /* markup */
  { T ("*soft* and **loud**"), T ("soft and loud") },
  { T ("***both***"), T ("both") },
  { T ("snake_case_name"), T ("snake_case_name") },
  { T ("_under_ __score__"), T ("under score") },
  { T ("*a **b* c**"), T ("a b c") },
  { T ("**unclosed"), T ("**unclosed") },
  { T ("* not emphasis*"), T ("not emphasis*") },
  { T ("a*b*c"), T ("abc") },
  { T ("2*3*4"), T ("234") },
  { T ("foo*"), T ("foo*") },
  { T ("\342\200\234*q*\342\200\235"), T ("\342\200\234q\342\200\235") },
  { T ("a_\303\251_"), T ("a_\303\251_") },
  { T ("*(*x*)*"), T ("(x)") },
  { T ("`code` and ``a ` b``"), T ("code and a ` b") },
  { T ("` padded `"), T ("padded") },
  { T ("`  `"), T ("  ") },
  { T ("``` ` ```"), T ("`") },
  { T ("`unclosed"), T ("`unclosed") },
  { T ("`two\nlines`"), T ("two\nlines") },
  { T ("\\*plain\\*"), T ("\\*plain\\*") },
  { T ("\\`no code\\`"), T ("\\`no code\\`") },
  { T ("&amp; &#65; &copy;"), T ("&amp; &#65; &copy;") },
  { T ("~~kept~~"), T ("~~kept~~") },
  /* links */
  { T ("[text](https://x.example/)"), T ("text https://x.example/") },
  { T ("[text](/absolute)"), T ("text") },
  { T ("[text](#part)"), T ("text") },
  { T ("[text](page)"), T ("text page") },
  { T ("[text](./page)"), T ("text ./page") },
  { T ("[text](//host/)"), T ("text //host/") },
  { T ("[text](/)"), T ("text") },
  { T ("[text](mailto:a@b.example)"), T ("text mailto:a@b.example") },
  { T ("[a *b* `c`](u)"), T ("a b c u") },
  { T ("[text](<a b>)"), T ("text a b") },
  { T ("[text](u \"title\")"), T ("text u") },
  { T ("[text](u 'title')"), T ("text u") },
  { T ("[text](u (title))"), T ("text u") },
  { T ("[text](a(b)c)"), T ("text a(b)c") },
  { T ("[text](a\\)b)"), T ("text a\\)b") },
  { T ("[text](a b)"), T ("[text](a b)") },
  { T ("[text] (u)"), T ("[text] (u)") },
  { T ("[outer [inner](u) text](v)"), T ("[outer inner u text](v)") },
  { T ("[a][r]\n\n[r]: /url"), T ("a") },
  { T ("[r][]\n\n[R]: url"), T ("r url") },
  { T ("[r]\n\n[ r ]: url \"t\""), T ("r url") },
  { T ("[missing]"), T ("[missing]") },
  { T ("[a](  u  )"), T ("a u") },
  { T ("[a](\nu\n)"), T ("a u") },
  { T ("[a](u \"t\nt\")"), T ("a u") },
  { T ("[\303\237]\n\n[SS]: sharp"), T ("\303\237 sharp") },
  { T ("[x]: one\n[x]: two\n\n[x]"), T ("x one") },
  { T ("[x]:\n  /u\n  \"t\"\ntext [x]"), T ("text x") },
  { T ("[x]: /u \"t\" rest"), T ("[x]: /u \"t\" rest") },
  { T ("[x]: u\n[x]"), T ("x u") },
  { T ("![alt](u)"), T ("") },
  { T ("see ![alt](u) there"), T ("see  there") },
  { T ("[![alt](i)](u)"), T ("alt u") },
  { T ("![[l](u)](v)"), T ("") },
  { T ("[a](u)[b](v)"), T ("a ub v") },
  { T ("[<b>x</b>](u)"), T ("<b>x</b> u") },
  { T ("a [b](c d) e"), T ("a [b](c d) e") },
  /* bare */
  { T ("see https://x.example/a_b_c."), T ("see https://x.example/a_b_c.") },
  { T ("http://x.example/(a)"), T ("http://x.example/(a)") },
  { T ("(http://x.example/a)"), T ("(http://x.example/a)") },
  { T ("http://x.example/a)."), T ("http://x.example/a).") },
  { T ("http://localhost/_a_"), T ("http://localhost/a") },
  { T ("www.x.example/_a_"), T ("http://www.x.example/_a_") },
  { T ("x www.x.example"), T ("x http://www.x.example") },
  { T ("xwww.x.example"), T ("xwww.x.example") },
  { T ("*www.x.example*"), T ("http://www.x.example") },
  { T ("ftp://x.example"), T ("ftp://x.example") },
  { T ("HTTP://X.example/_a_"), T ("HTTP://X.example/a") },
  { T ("mail a_b_c@x.example now"), T ("mail a_b_c@x.example now") },
  { T ("_a_@x"), T ("a@x") },
  { T ("<https://x.example/_a_>"), T ("https://x.example/_a_") },
  { T ("<a@x.example>"), T ("a@x.example") },
  { T ("<x:y>"), T ("<x:y>") },
  { T ("<notatag"), T ("<notatag") },
  { T ("http://x.example/?a=b&amp;"), T ("http://x.example/?a=b&amp;") },
  { T ("http://x.example/&lt;"), T ("http://x.example/&lt;") },
  { T ("[http://x.example/_a_](u)"), T ("http://x.example/a u") },
  { T ("[ http://x.example/_a_"), T ("[ http://x.example/a") },
  { T ("`x`http://x.example/_a_"), T ("xhttp://x.example/_a_") },
  { T ("http://x.example/a,b!"), T ("http://x.example/a,b!") },
  { T ("~www.x.example/~"), T ("~http://www.x.example/~") },
  { T ("http://x.example:80/_a_"), T ("http://x.example:80/_a_") },
  { T ("a@b.example-x"), T ("a@b.example-x") },
  { T ("a@b"), T ("a@b") },
  { T ("# see www.x.example"), T ("see www.x.example") },
  /* html */
  { T ("a <b>c</b> d"), T ("a c d") },
  { T ("a <br/> b"), T ("a  b") },
  { T ("a <!-- c --> d"), T ("a  d") },
  { T ("a <!---> d"), T ("a  d") },
  { T ("a <?p?> d"), T ("a  d") },
  { T ("a <!D> d"), T ("a  d") },
  { T ("a <![CDATA[x]]> d"), T ("a  d") },
  { T ("a < b > c"), T ("a < b > c") },
  { T ("a <b c=d e=\"f\" g> h"), T ("a  h") },
  { T ("a <b c=\">"), T ("a <b c=\">") },
  { T ("a </b c> d"), T ("a </b c> d") },
  { T ("<div>\n*text*\n</div>\n\nafter"), T ("after") },
  { T ("<!-- a\n\nb -->\nafter"), T ("after") },
  { T ("<script>\nx\n\n</script>\nafter"), T ("after") },
  { T ("<em>\nx"), T ("") },
  { T ("<x-y>\nx\n\nafter"), T ("after") },
  { T ("text\n<div>\nx"), T ("text") },
  { T ("text\n<x>\ny"), T ("text\n\ny") },
  { T ("<?a\n\n?> b\nc"), T ("c") },
  { T ("  <p>x"), T ("") },
  { T ("    <p>x"), T ("<p>x\n") },
  /* headings */
  { T ("# One"), T ("One") },
  { T ("## Two ##"), T ("Two") },
  { T ("### Three #four"), T ("Three #four") },
  { T ("#none"), T ("#none") },
  { T ("####### seven"), T ("####### seven") },
  { T ("#\ttab"), T ("tab") },
  { T ("# *a* ![b](u) [c](u) `d`\nz"), T ("a b c d\nz") },
  { T ("one\n==="), T ("one") },
  { T ("one\ntwo\n---"), T ("one\ntwo") },
  { T ("---\ntext"), T ("text") },
  { T ("# \n#"), T ("") },
  { T ("a\n# b\nc"), T ("a\nb\nc") },
  { T ("# a\\\n"), T ("a\\") },
  { T ("#"), T ("") },
  /* code */
  { T ("    code"), T ("code\n") },
  { T ("\tcode"), T ("code\n") },
  { T ("a\n\n    code\n\n    more\n\nb"), T ("a\ncode\n\nmore\n\nb") },
  { T ("a\n    not code"), T ("a\nnot code") },
  { T ("```\ncode\n```"), T ("code\n") },
  { T ("```go\ncode\n```\nafter"), T ("code\n\nafter") },
  { T ("a\n~~~\nb\n~~~\nc"), T ("a\n\nb\n\nc") },
  { T ("```\nopen"), T ("open\n") },
  { T ("````\n```\n````"), T ("```\n") },
  { T ("``` a`b\nc"), T ("``` a`b\nc") },
  { T ("  ```\n   x\n  ```"), T (" x\n") },
  { T ("```\r\nx\r\n```\r\ny"), T ("x\r\n\ny") },
  { T ("\t\tdeep"), T ("\tdeep\n") },
  { T ("    a\n\n\n"), T ("a\n") },
  { T ("```\n\n```"), T ("\n") },
  { T (" \tx\n   \ty"), T ("x\ny\n") },
  { T ("\tx\n  \t\ty"), T ("x\n\ty\n") },
  { T ("  a\n\n  \tb"), T ("a\nb\n") },
  { T ("```\n\tx\n```"), T ("\tx\n") },
  { T (" ```\n\tx\n```"), T ("   x\n") },
  { T ("- ```\n\tx\n  ```"), T ("  x\n") },
  /* lists */
  { T ("- a\n- b"), T ("ab") },
  { T ("- a\n\n- b"), T ("a\nb") },
  { T ("* a\n+ b"), T ("a\nb") },
  { T ("1. a\n2. b"), T ("ab") },
  { T ("3) a"), T ("a") },
  { T ("text\n- a"), T ("text\na") },
  { T ("text\n1. a"), T ("text\na") },
  { T ("text\n2. a"), T ("text\n2. a") },
  { T ("- a\n  - b\n    - c"), T ("a\nb\nc") },
  { T ("- a\n\n  b"), T ("a\nb") },
  { T ("-\n\n  a"), T ("a") },
  { T ("-\n  a"), T ("a") },
  { T ("- \n- a"), T ("a") },
  { T ("- [ ] a\n- [x] b"), T ("[ ] a[x] b") },
  { T ("10. a\n\n    b"), T ("a\nb") },
  { T ("1234567890. a"), T ("1234567890. a") },
  { T ("-a"), T ("-a") },
  { T ("- a\nlazy"), T ("a\nlazy") },
  { T ("- # h\n  t"), T ("ht") },
  { T ("- ```\n  x\n  ```"), T ("x\n") },
  { T ("-     code"), T ("code\n") },
  { T ("- a\n-- b"), T ("a\n-- b") },
  { T ("*\ta"), T ("a") },
  { T ("- a\n\n\n- b\n\ntext"), T ("a\nb\ntext") },
  { T ("- a\n- \n- b"), T ("ab") },
  { T ("- a\n * b\n  * c"), T ("a\nbc") },
  { T ("- * 1. a"), T ("a") },
  { T ("- a\n\n\tb"), T ("a\nb") },
  { T ("1.\tx\n\n    y"), T ("x\ny") },
  { T ("1.\t\tx"), T (" x\n") },
  { T ("- \ta\n\n   b"), T ("a\nb") },
  { T ("-\t\tcode"), T ("  code\n") },
  /* quotes */
  { T ("> a"), T ("a") },
  { T ("> a\n> b"), T ("a\nb") },
  { T ("> a\nb"), T ("a\nb") },
  { T ("> *a* [b](u)"), T ("*a* [b](u)") },
  { T (">a"), T ("a") },
  { T ("> > a"), T ("a") },
  { T ("> - a\n> - b"), T ("ab") },
  { T ("> ```\n> x\n> ```"), T ("x\n") },
  { T ("> # *a*\n> b"), T ("ab") },
  { T ("> a\n\n> b"), T ("a\nb") },
  { T (">\n> a"), T ("a") },
  { T ("> [r]: u\n\n[r]"), T ("r u") },
  { T ("> <div>\n> a"), T ("<div>\na") },
  { T ("- > a\n  > b"), T ("a\nb") },
  { T ("> a\n---"), T ("a\n") },
  { T (">\ta\n>\t\tb"), T ("a\nb") },
  { T ("> <!-- a\n> b -->\n> c"), T ("<!-- a\nb -->\nc") },
  /* breaks */
  { T ("a\n\n---\n\nb"), T ("a\n\nb") },
  { T ("***"), T ("") },
  { T ("_ _ _"), T ("") },
  { T ("--"), T ("--") },
  { T ("- - -\na"), T ("a") },
  { T ("a\n***\nb"), T ("a\n\nb") },
  /* tables */
  { T ("| a | b |\n|---|---|\n| c | d |"),
    T ("| a | b |\n|---|---|\n| c | d |") },
  { T ("a | b\n--|--"), T ("a | b\n--|--") },
  { T ("x\n| *a* |"), T ("x\n| a |") },
  { T ("| *a* |\n| *b* |"), T ("| *a* |\n| *b* |") },
};

static void
check_plain (const struct text *input, const struct text *expected)
{
  /* A copy without NUL behind it shows what reads too far. */
  char *src = malloc (input->len + 1);
  struct pl_buffer out;
  const char *error = NULL;
  int status;

  ck_assert_ptr_nonnull (src);
  memcpy (src, input->s, input->len);
  src[input->len] = '*';
  pl_buffer_init (&out);
  status = md_plain_text (src, input->len, &out, &error);
  ck_assert_msg (status == 0, "\"%s\": %d, %s", input->s, status, error);
  ck_assert_msg (out.len == expected->len
                 && (out.len == 0
                     || memcmp (out.data, expected->s, out.len) == 0),
                 "\"%s\" gives \"%s\", not \"%s\"", input->s,
                 out.len > 0 ? out.data : "", expected->s);
  pl_buffer_release (&out);
  free (src);
}

START_TEST (test_samples)
{
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
    check_plain (&samples[i].input, &samples[i].expected);
}
END_TEST

START_TEST (test_appends)
{
  struct pl_buffer out;
  const char *error;

  pl_buffer_init (&out);
  pl_buffer_puts (&out, "before:");
  ck_assert_int_eq (md_plain_text ("# a", 3, &out, &error), 0);
  ck_assert_str_eq (out.data, "before:a");
  ck_assert_int_eq (md_plain_text ("b", 1, &out, &error), 0);
  ck_assert_str_eq (out.data, "before:ab");
  pl_buffer_release (&out);
}
END_TEST

START_TEST (test_empty_destination)
{
  static const char *const inputs[] = {
    "[a]()", "[a](<>)", "text [a]( ) text", "[r]\n\n[r]: <>", "- *[a]()*"
  };

  for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
    struct pl_buffer out;
    const char *error = NULL;

    pl_buffer_init (&out);
    ck_assert_int_eq (md_plain_text (inputs[i], strlen (inputs[i]), &out,
                                     &error), -EDOM);
    ck_assert_str_eq (error, "runtime error: index out of range [0] with "
                             "length 0");
    pl_buffer_release (&out);
  }
  /* Nobody looks at the destinations of these. */
  check_plain (&(struct text) T ("![a]()"), &(struct text) T (""));
  check_plain (&(struct text) T ("# [a]()"), &(struct text) T ("a"));
  check_plain (&(struct text) T ("> [a]()"), &(struct text) T ("[a]()"));
}
END_TEST

/* Converts N times BEFORE, MIDDLE and N times AFTER. */
static int
convert_repeated (const char *before, const char *middle, const char *after,
                  size_t n, struct pl_buffer *out)
{
  struct pl_buffer src;
  const char *error = NULL;
  int status;

  pl_buffer_init (&src);
  for (size_t i = 0; i < n; i++)
    pl_buffer_puts (&src, before);
  pl_buffer_puts (&src, middle);
  for (size_t i = 0; i < n; i++)
    pl_buffer_puts (&src, after);
  ck_assert_int_eq (src.failed, 0);
  pl_buffer_init (out);
  status = md_plain_text (src.data, src.len, out, &error);
  ck_assert_msg (status == 0 || error != NULL, "no message");
  pl_buffer_release (&src);
  return status;
}

START_TEST (test_hostile)
{
  /* Texts that are slow to convert if any place is looked at again and
   * again; a quadratic algorithm runs into the time limit. */
  static const struct {
    const char *before, *middle, *after;
  } texts[] = {
    { "[", "", "" }, { "[", "a", "]" }, { "![", "a", "](u)" },
    { "[](", "", "" }, { "[](", "", ")" }, { "[](<", "", "" },
    { "[](<", "> \"", "x" }, { "[](x \"", "", "" }, { "[a](b (", "", "" },
    { "*a ", "", "" }, { "a*", "", "" }, { "*a_ ", "", "" },
    { "*a **a ", "", "" }, { "*a **b ", "", " b** a*" },
    { "_a ", "", "a_ " }, { "**", "a", "" }, { "`a``", "", "" },
    { "<!--", "", "" }, { "<?", "", "" }, { "<!A", "", "" },
    { "<![CDATA[", "", "" }, { "<a b='", "", "" }, { "<a b ", "", "" },
    { "> ", "a", "" }, { "- ", "a", "" }, { "1. ", "a", "" },
    { "> - ", "a", "\n" }, { "a~", "@", "b." }, { " a", "@", "" },
    { " http://", "", "a." }, { "[a]: b\n(x (\n", "", "" },
    { "[a]: u\n", "\n", "[a] " }, { "\\", "", "" }, { "a", "", " " },
    { "- - ", "", "" }, { "a\n", "", "=\n" }, { "\x80*", "", "" },
    { ">", "a\n", "b\n" }
  };

  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct pl_buffer out;
    int status = convert_repeated (texts[i].before, texts[i].middle,
                                   texts[i].after,
                                   (size_t) rounds (100000), &out);

    ck_assert_msg (status == 0 || status == -EDOM, "text %zu: %d", i, status);
    pl_buffer_release (&out);
  }
}
END_TEST

START_TEST (test_label_lengths)
{
  /* Two open brackets may be as far apart as the longest label. */
  for (size_t n = 996; n <= 997; n++) {
    struct pl_buffer src, out;
    const char *error;

    pl_buffer_init (&src);
    pl_buffer_init (&out);
    pl_buffer_putc (&src, '[');
    pl_buffer_fill (&src, 'a', n);
    pl_buffer_puts (&src, "[[b](u)");
    ck_assert_int_eq (md_plain_text (src.data, src.len, &out, &error), 0);
    ck_assert_str_eq (out.data + 1 + n, n == 996 ? "[b u" : "[[b](u)");
    pl_buffer_release (&src);
    pl_buffer_release (&out);
  }
  for (size_t n = 999; n <= 1000; n++) {
    struct pl_buffer src, out;
    const char *error;

    pl_buffer_init (&src);
    pl_buffer_init (&out);
    pl_buffer_putc (&src, '[');
    pl_buffer_fill (&src, 'b', n);
    pl_buffer_puts (&src, "]\n\n[");
    pl_buffer_fill (&src, 'b', n);
    pl_buffer_puts (&src, "]: u");
    ck_assert_int_eq (md_plain_text (src.data, src.len, &out, &error), 0);
    ck_assert_uint_eq (out.len, n + 2);
    ck_assert_str_eq (out.data + n, n == 999 ? " u" : "b]");
    pl_buffer_release (&src);
    pl_buffer_release (&out);
  }
}
END_TEST

START_TEST (test_deep_nesting)
{
  struct pl_buffer out;

  ck_assert_int_eq (convert_repeated ("> ", "a", "", 100000, &out), 0);
  ck_assert_str_eq (out.data, "a");
  pl_buffer_release (&out);
  ck_assert_int_eq (convert_repeated ("*a **b ", "", " b** a*", 100000, &out),
                    0);
  pl_buffer_release (&out);
  /* Each of these lines concerns each of these lists. */
  ck_assert_int_eq (convert_repeated ("- ", "a", "\n", 100000, &out), -EFBIG);
  pl_buffer_release (&out);
}
END_TEST

START_TEST (test_limits)
{
  struct pl_buffer out;
  const char *error = NULL;
  char *src = calloc (1, MD_MAX_TEXT + 1);

  ck_assert_ptr_nonnull (src);
  pl_buffer_init (&out);
  ck_assert_int_eq (md_plain_text (src, MD_MAX_TEXT + 1, &out, &error),
                    -EFBIG);
  ck_assert_str_eq (error, "the Markdown text is too long");
  free (src);

  out.limit = 3;
  ck_assert_int_eq (md_plain_text ("*abcd*", 6, &out, &error), -EFBIG);
  pl_buffer_release (&out);
}
END_TEST

static Suite *
make_suite (void)
{
  Suite *s = suite_create ("markdown plain text");
  TCase *samples_case = tcase_create ("samples");
  TCase *limits_case = tcase_create ("limits");

  tcase_add_test (samples_case, test_samples);
  tcase_add_test (samples_case, test_appends);
  tcase_add_test (samples_case, test_empty_destination);
  suite_add_tcase (s, samples_case);
  tcase_add_test (limits_case, test_hostile);
  tcase_add_test (limits_case, test_label_lengths);
  tcase_add_test (limits_case, test_deep_nesting);
  tcase_add_test (limits_case, test_limits);
  tcase_set_timeout (limits_case, 10);
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
