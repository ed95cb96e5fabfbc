/* SPDX-License-Identifier: Apache-2.0 */
/* Promise: the HCL reader finds tokens, blocks, attributes and calls where
 * they are, takes nothing for structure that is text, and says where text is
 * wrong. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "common/buffer.h"
#include "plugins/common/hcl/hcl.h"

static struct plating_text
text_of (const char *s)
{
  return (struct plating_text) { s, strlen (s) };
}

/* A letter for each token, and the token between brackets. */
static char *
tokens_of (const char *text)
{
  static const char letters[] = "eNcn0shx";
  struct hcl_scanner s;
  struct hcl_token token;
  struct pl_buffer out;

  pl_buffer_init (&out);
  hcl_scanner_init (&s, text_of (text));
  do {
    if (hcl_scan (&s, &token) < 0) {
      pl_buffer_printf (&out, "!%zu", s.next);
      break;
    }
    pl_buffer_putc (&out, token.type == HCL_SIGN ? '.'
                    : token.type == HCL_HEREDOC ? 'h' : letters[token.type]);
    if (token.type != HCL_END && token.type != HCL_NEWLINE)
      pl_buffer_printf (&out, "<%.*s>", (int) (token.end - token.start),
                        text + token.start);
  } while (token.type != HCL_END);
  return pl_buffer_take (&out, NULL);
}

static void
put_item (struct pl_buffer *out, const char *text,
          const struct hcl_item *item)
{
  uint32_t k;

  pl_buffer_append (out, item->name.ptr, item->name.len);
  for (k = 0; k < item->n_labels; k++)
    pl_buffer_printf (out, "[%.*s]", (int) item->labels[k].len,
                      item->labels[k].ptr);
  if (item->is_block)
    pl_buffer_putc (out, '{');
  else
    pl_buffer_printf (out, "=<%.*s>",
                      (int) (item->inner_to - item->inner_from),
                      text + item->inner_from);
}

/* "name[label]{a=<1>}", or "LINE:COLUMN MESSAGE". */
static char *
outline_of (const char *text)
{
  uint32_t open[HCL_DEPTH_MAX + 1], n_open = 0, i;
  struct hcl_error error;
  struct pl_arena arena;
  struct hcl_file file;
  struct pl_buffer out;

  pl_arena_init (&arena, 0);
  pl_buffer_init (&out);
  if (hcl_read (text_of (text), &arena, &file, &error) < 0) {
    pl_buffer_printf (&out, "%u:%u %s", error.line, error.column,
                      error.message);
    file.n = 0;
  }
  for (i = 0; i <= file.n; i++) {
    while (n_open && file.items[open[n_open - 1]].end == i) {
      pl_buffer_putc (&out, '}');
      n_open--;
    }
    if (i == file.n)
      break;
    put_item (&out, text, &file.items[i]);
    if (file.items[i].is_block)
      open[n_open++] = i;
  }
  pl_arena_release (&arena);
  return pl_buffer_take (&out, NULL);
}

static void
expect_tokens (const char *text, const char *wanted)
{
  char *tokens = tokens_of (text);

  ck_assert_str_eq (tokens, wanted);
  free (tokens);
}

static void
expect_outline (const char *text, const char *wanted)
{
  char *outline = outline_of (text);

  ck_assert_str_eq (outline, wanted);
  free (outline);
}

START_TEST (test_tokens)
{
  expect_tokens ("", "e");
  expect_tokens ("\xef\xbb\xbf" "a", "n<a>e");
  expect_tokens ("a = 1.5e-3\n", "n<a>.<=>0<1.5e-3>Ne");
  expect_tokens ("a-b_1\r\n# c\r\n// d", "n<a-b_1>Nc<# c>Nc<// d>e");
  expect_tokens ("/* a\n*/ b", "c</* a\n*/>n<b>e");
  expect_tokens ("a::b (1)", "n<a>.<::>n<b>.<(>0<1>.<)>e");
  expect_tokens ("...==!=<=>=&&||=>",
                 ".<...>.<==>.<!=>.<<=>.<>=>.<&&>.<||>.<=>>e");
  expect_tokens ("h\xc3\xa4y", "n<h\xc3\xa4y>e");
  expect_tokens ("\"a\\\"b\" c", "s<\"a\\\"b\">n<c>e");
  expect_tokens ("a @", "n<a>!2");
  expect_tokens ("\n\xef\xbb\xbf" "a", "N!1");
}
END_TEST

START_TEST (test_templates)
{
  static const char text[]
    = "\"${f(\"}\")} $${no} %{ if a }${\"${b}\"}%{ endif }\"";
  static const char *const wanted[] = { "f(\"}\")", " if a ", "\"${b}\"",
                                        " endif " };
  struct hcl_scanner s;
  struct hcl_token token;
  struct plating_text inner;
  size_t at = 0, n = 0;

  hcl_scanner_init (&s, text_of (text));
  ck_assert_int_eq (hcl_scan (&s, &token), 0);
  ck_assert_int_eq (token.type, HCL_STRING);
  ck_assert_uint_eq (token.end, strlen (text));
  for (; hcl_template_next (text_of (text), &token, &at, &inner); n++) {
    ck_assert_uint_lt (n, 4);
    ck_assert_uint_eq (inner.len, strlen (wanted[n]));
    ck_assert_mem_eq (inner.ptr, wanted[n], inner.len);
  }
  ck_assert_uint_eq (n, 4);
}
END_TEST

START_TEST (test_heredocs)
{
  expect_outline ("a = <<EOT\n} { \" # ${x} $${\nEOTX\n EOT\nb = 1\n",
                  "a=<<<EOT\n} { \" # ${x} $${\nEOTX\n EOT>b=<1>");
  expect_outline ("a = <<-E\n  ${f(<<F\nE\nF\n)}\nE\n",
                  "a=<<<-E\n  ${f(<<F\nE\nF\n)}\nE>");
  expect_outline ("a = <<E\nE\n", "a=<<<E\nE>");
  expect_outline ("a = <<E\n", "1:5 this heredoc has no end");
  expect_outline ("a = << E\nE\n",
                  "1:5 a heredoc begins with a name at the end of its line");
}
END_TEST

START_TEST (test_outline)
{
  expect_outline ("a = 1\nb = [\n  2, # two\n  { c = 3 }\n]\n",
                  "a=<1>b=<[\n  2, # two\n  { c = 3 }\n]>");
  expect_outline ("resource \"x\" y {\n  a = 1\n  b {}\n  c { d = 2 }\n}\n",
                  "resource[x][y]{a=<1>b{}c{d=<2>}}");
  expect_outline ("t {\n  p {\n    q = { r = \"}\" }\n  }\n}\nu {}",
                  "t{p{q=<{ r = \"}\" }>}}u{}");
  expect_outline ("a = 1 # more\nb = 2 /* x */\n", "a=<1>b=<2>");
}
END_TEST

START_TEST (test_wrong)
{
  expect_outline ("a", "1:2 '=' or '{' was expected");
  expect_outline ("a =\n", "1:4 a value is missing");
  expect_outline ("a {\n", "2:1 a block is not closed");
  expect_outline ("a {\n}}\n", "2:2 the end of the line was expected");
  expect_outline ("a = [1\n", "2:1 a bracket is not closed");
  expect_outline ("a = (1]\n", "1:7 this bracket closes none");
  expect_outline ("\n  = 1\n", "2:3 an attribute or a block was expected");
  expect_outline ("a {} b {}\n", "1:6 the end of the line was expected");
  expect_outline ("a = \"x\n", "1:5 this string has no end");
  expect_outline ("a = \"${x\"\n", "1:9 this string has no end");
  expect_outline ("/* a", "1:1 this comment has no end");
  expect_outline ("a = 'x'\n", "1:5 this character has no meaning here");
}
END_TEST

/* "a = ", N times HEAD, MIDDLE, N times TAIL. */
static char *
nest (const char *start, const char *head, const char *middle,
      const char *tail, unsigned n)
{
  struct pl_buffer b;
  unsigned i;

  pl_buffer_init (&b);
  pl_buffer_puts (&b, start);
  for (i = 0; i < n; i++)
    pl_buffer_puts (&b, head);
  pl_buffer_puts (&b, middle);
  for (i = 0; i < n; i++)
    pl_buffer_puts (&b, tail);
  pl_buffer_putc (&b, '\n');
  return pl_buffer_take (&b, NULL);
}

START_TEST (test_limits)
{
  static const struct {
    const char *start, *head, *middle, *tail;
  } cases[] = {
    { "", "a {\n", "b = 1\n", "}\n" },
    { "a = ", "(", "1", ")" },
    { "a = ", "\"${", "x", "}\"" },
  };
  size_t i;

  for (i = 0; i < sizeof cases / sizeof *cases; i++) {
    unsigned n;

    for (n = 40; n <= 100000; n += 99960) {
      char *text = nest (cases[i].start, cases[i].head, cases[i].middle,
                         cases[i].tail, n);
      char *outline = outline_of (text);

      ck_assert (!!strstr (outline, "too many levels") == (n > 40));
      free (outline);
      free (text);
    }
  }
}
END_TEST

struct calls {
  struct pl_buffer out;
  unsigned most;
};

static bool
add_call (void *data, struct plating_text provider,
          struct plating_text function)
{
  struct calls *c = data;

  pl_buffer_printf (&c->out, "%.*s.%.*s ", (int) provider.len, provider.ptr,
                    (int) function.len, function.ptr);
  return --c->most > 0;
}

START_TEST (test_calls)
{
  static const char text[]
    = "a = provider::p::one(1)\n# provider::p::remark(1)\n"
      "b = \"x ${provider::p::two (2)} provider::p::text(1)\"\n"
      "c = <<E\n%{ if provider::q::three(\"${provider::p::four()}\") }\n"
      "provider::p::plain(1)\nE\nd = provider::p::value\n"
      "e = core::p::other(1)\nf = [provider::p::five([])]\n";
  struct calls c = { .most = 100 };

  pl_buffer_init (&c.out);
  ck_assert_int_eq (hcl_find_calls (text_of (text), add_call, &c), 0);
  ck_assert_str_eq (c.out.data, "p.one p.two q.three p.four p.five ");
  pl_buffer_clear (&c.out);
  c.most = 2;
  ck_assert_int_eq (hcl_find_calls (text_of (text), add_call, &c), 0);
  ck_assert_str_eq (c.out.data, "p.one p.two ");
  pl_buffer_release (&c.out);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("hcl");
  TCase *tests = tcase_create ("hcl");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  suite_add_tcase (suite, tests);
  tcase_add_test (tests, test_tokens);
  tcase_add_test (tests, test_templates);
  tcase_add_test (tests, test_heredocs);
  tcase_add_test (tests, test_outline);
  tcase_add_test (tests, test_wrong);
  tcase_add_test (tests, test_limits);
  tcase_add_test (tests, test_calls);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? 1 : 0;
}
