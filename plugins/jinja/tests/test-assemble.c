/* SPDX-License-Identifier: Apache-2.0 */
/* Pages from rendered templates: front matter that is read as YAML, where
 * the global header and footer go, and the notice of test-only
 * components. */

#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "plugins/jinja/assemble.h"

#define NOTICE \
  "> **Test-mode only.** This component is registered `test_only`, so a " \
  "provider\n" \
  "> started normally does not publish it: it is absent from\n" \
  "> `terraform providers schema` and cannot be referenced from a " \
  "configuration.\n" \
  "> It is served only when the provider process is launched with\n" \
  "> `ACME_TEST=true`, which is how the conformance suite exercises it.\n" \
  "> Documented here so the behaviour it demonstrates is discoverable, " \
  "not\n" \
  "> because it is available to a published provider's users."

static struct pl_arena arena;
static struct pl_buffer out;
static struct plate_page_parts parts;
static struct plate_page_fault fault;

static void
set_up (void)
{
  pl_arena_init (&arena, 0);
  pl_buffer_init (&out);
}

static void
tear_down (void)
{
  pl_arena_release (&arena);
  pl_buffer_release (&out);
}

static struct plating_text
text_of (const char *s)
{
  return (struct plating_text) { s, s ? strlen (s) : 0 };
}

static void
expect (const char *page, const char *header, const char *footer,
        bool is_test_only, const char *expected)
{
  struct plate_page_extras extras = {
    .header = text_of (header), .footer = text_of (footer),
    .is_test_only = is_test_only, .test_variable = text_of ("ACME_TEST")
  };

  pl_buffer_clear (&out);
  ck_assert_int_eq (plate_page_split (&arena, text_of (page), &parts,
                                      &fault), 0);
  ck_assert_int_eq (plate_page_assemble (&arena, &parts, &extras, &out), 0);
  ck_assert_str_eq (out.data ? out.data : "", expected);
}

/* -- front matter ----------------------------------------------------- */

static const struct {
  const char *rendered, *page;
} plain[] = {
  { "x\n\n", "x\n\n" },
  { "---\na: 1\n---\n\n\n# H", "---\na: 1\n---\n# H" },
  { "---\na: \"x --- y\"\n---\n\n# H", "---\na: \"x --- y\"\n---\n# H" },
  { "---\nonly", "---\nonly" },
  { "\n\n# nofm\n\nd\n\n", "\n\n# nofm\n\nd\n\n" },
  { "---\na: 1\n---", "---\na: 1\n---\n" },
  { "---\n---\nx", "---\n---\nx" },
  { "# H\n---\na: 1\n---\n", "# H\n---\na: 1\n---\n" }
};

START_TEST (test_plain)
{
  expect (plain[_i].rendered, NULL, NULL, false, plain[_i].page);
}
END_TEST

START_TEST (test_fields)
{
  expect ("---\npage_title: \"a --- b\"\nsubcategory: 'A # b'\n"
          "guide_order: 7\n---\nx", NULL, NULL, false,
          "---\npage_title: \"a --- b\"\nsubcategory: 'A # b'\n"
          "guide_order: 7\n---\nx");
  ck_assert_str_eq (parts.page_title.ptr, "a --- b");
  ck_assert_str_eq (parts.subcategory.ptr, "A # b");
  ck_assert_int_eq (parts.guide_order, 7);
  expect ("---\nsubcategory: A # comment\n---\nx", NULL, NULL, false,
          "---\nsubcategory: A # comment\n---\nx");
  ck_assert_str_eq (parts.subcategory.ptr, "A");
  ck_assert_int_eq (parts.guide_order, 999);
  /* One that nobody would see is none. */
  expect ("---\nsubcategory: ' \t'\n---\nx", NULL, NULL, false,
          "---\nsubcategory: ' \t'\n---\nx");
  ck_assert_uint_eq (parts.subcategory.len, 0);
  expect ("---\nsubcategory: ' A B '\n---\nx", NULL, NULL, false,
          "---\nsubcategory: ' A B '\n---\nx");
  ck_assert_uint_eq (parts.subcategory.len, 3);
  ck_assert_mem_eq (parts.subcategory.ptr, "A B", 3);
}
END_TEST

START_TEST (test_bad_front_matter)
{
  int code = plate_page_split (&arena,
                               text_of ("---\na: 1\nb: \"open\n---\nx"),
                               &parts, &fault);

  ck_assert_int_eq (code, PLATING_E_FORMAT);
  ck_assert_uint_gt (fault.message.len, 0);
  ck_assert_uint_ge (fault.line, 3);
  /* The place stands before the message, not in it too. */
  ck_assert (!pl_text_starts_with (fault.message, "yaml: "));
  ck_assert (!pl_text_starts_with (fault.message, "line "));
}
END_TEST

/* -- header and footer ------------------------------------------------ */

static const struct {
  const char *page, *expected;
} placed[] = {
  { "# H\n\nd", "# H\n\nd\n\nHDR\n\nFTR\n" },
  /* A paragraph is not split. */
  { "# H\nd1\nd2", "# H\nd1\nd2\n\nHDR\n\nFTR\n" },
  { "# H\n\nd1\nd2\n\nrest", "# H\n\nd1\nd2\n\nHDR\n\n\n\nrest\n\nFTR\n"
  },
  { "text only", "HDR\n\n\ntext only\n\nFTR\n" },
  { "---\nskip_global_footer: yes\n---\n# H\n\nd\n",
    "---\nskip_global_footer: yes\n---\n# H\n\nd\n\nHDR\n\n\n" },
  { "---\nskip_global_header: true\n---\n# H\n\nd",
    "---\nskip_global_header: true\n---\n# H\n\nd\n\nFTR\n" },
  { "---\nskip_global_header: \"true\"\n---\n# H\n\nd",
    "---\nskip_global_header: \"true\"\n---\n# H\n\nd\n\nHDR\n\nFTR\n" },
  /* What looks like a heading in code is none. */
  { "```sh\n# comment\n```\n\n# H\n\nd",
    "```sh\n# comment\n```\n\n# H\n\nd\n\nHDR\n\nFTR\n" },
  { "    # code\n\ntext", "HDR\n\n\n    # code\n\ntext\n\nFTR\n" },
  /* Code and lists after the heading are not torn. */
  { "# H\n\n```\na\n\nb\n```\n\nd",
    "# H\n\nHDR\n\n\n\n```\na\n\nb\n```\n\nd\n\nFTR\n" },
  { "# H\n## I\n\nd", "# H\n\nHDR\n\n\n## I\n\nd\n\nFTR\n" },
  { "# H", "# H\n\nHDR\n\nFTR\n" },
  { "H\n=\n\nd", "H\n=\n\nd\n\nHDR\n\nFTR\n" },
  { "> # Quoted\n\n# H\n\nd", "> # Quoted\n\n# H\n\nd\n\nHDR\n\nFTR\n" }
};

START_TEST (test_placed)
{
  expect (placed[_i].page, "HDR\n", "FTR\n\n", false, placed[_i].expected);
}
END_TEST

/* -- test mode -------------------------------------------------------- */

START_TEST (test_notice)
{
  expect ("---\nsubcategory: \"A\"\n---\n\n# H\n\n\nd\n", NULL, NULL, true,
          "---\nsubcategory: \"A\"\n---\n# H\n\n" NOTICE "\n\nd\n");
  expect ("---\npage_title: x\n---\n\n# H\n\nd\n", NULL, NULL, true,
          "---\npage_title: x\nsubcategory: \"Test Mode\"\n---\n# H\n\n"
          NOTICE "\n\nd\n");
  expect ("# H\n", NULL, NULL, true,
          "---\nsubcategory: \"Test Mode\"\n---\n\n# H\n\n" NOTICE "\n");
  expect ("```\n# no\n```\n", NULL, NULL, true,
          "---\nsubcategory: \"Test Mode\"\n---\n\n" NOTICE
          "\n\n```\n# no\n```\n");
  /* Not a second time. */
  expect ("# H\n\n" NOTICE "\n\nd\n", NULL, NULL, true,
          "---\nsubcategory: \"Test Mode\"\n---\n\n# H\n\n" NOTICE
          "\n\nd\n");
}
END_TEST

/* Header, footer and notice together. */
START_TEST (test_all)
{
  expect ("---\na: 1\n---\n# H\n\nd\n", "HDR\n", "FTR\n", true,
          "---\na: 1\nsubcategory: \"Test Mode\"\n---\n# H\n\n" NOTICE
          "\n\nd\n\nHDR\n\nFTR\n");
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("assemble");
  TCase *c = tcase_create ("all");
  SRunner *runner;
  int failed;

  tcase_add_checked_fixture (c, set_up, tear_down);
  tcase_add_loop_test (c, test_plain, 0,
                       (int) (sizeof plain / sizeof plain[0]));
  tcase_add_test (c, test_fields);
  tcase_add_test (c, test_bad_front_matter);
  tcase_add_loop_test (c, test_placed, 0,
                       (int) (sizeof placed / sizeof placed[0]));
  tcase_add_test (c, test_notice);
  tcase_add_test (c, test_all);
  suite_add_tcase (suite, c);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
