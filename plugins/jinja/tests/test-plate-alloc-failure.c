/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation of putting a page together, of the index and of the
 * navigation fails once: there is an error each time, no crash and no leak.
 *
 * Needs -Wl,--wrap=, see alloc-failure.h. */

#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/jinja/assemble.h"
#include "plugins/jinja/index.h"
#include "plugins/jinja/mkdocs.h"
#include "tests/unit/alloc-failure.h"

static struct plating_text
text_of (const char *s)
{
  return (struct plating_text) { s, strlen (s) };
}

static int
make_page (struct pl_buffer *out)
{
  const struct plate_page_extras extras = {
    .header = text_of ("HEAD\n"), .footer = text_of ("FOOT\n"),
    .is_test_only = true, .test_variable = text_of ("ACME_TEST")
  };
  struct plate_page_parts parts;
  struct plate_page_fault fault;
  struct pl_arena arena;
  int code;

  pl_arena_init (&arena, 0);
  code = plate_page_split (&arena, text_of ("---\na: [b, c]\n---\n\n# H\n"
                                            "text *here*\n\n- x\n"),
                           &parts, &fault);
  if (code == 0)
    code = plate_page_assemble (&arena, &parts, &extras, out);
  pl_arena_release (&arena);
  return code;
}

static int
make_site (struct pl_buffer *out)
{
  struct plate_entry entries[] = {
    { .kind = PLATE_RESOURCE, .name = text_of ("acme_a"),
      .page = text_of ("resources/a.md"), .group = text_of ("G: x") },
    { .kind = PLATE_ACTION, .name = text_of ("acme_b"),
      .page = text_of ("actions/b.md"), .group = text_of ("") }
  };
  const struct plate_guide_entry guide = {
    1, text_of ("yes"), text_of ("guides/a.md")
  };
  struct mkdocs_error error;
  struct plating_text name;
  struct pl_buffer nav;
  uint32_t line;
  int code;

  plate_entries_sort (entries, 2);
  plate_put_default_index (text_of ("acme"), text_of ("Acme"), text_of (""),
                           out);
  plate_put_index (entries, 2, NULL, out);
  pl_buffer_init (&nav);
  plate_put_navigation (entries, 2, &guide, 1, text_of ("index.md"), &nav);
  code = out->failed || nav.failed ? PLATING_E_NOMEM
    : plate_keep_sections (text_of ("a"), text_of ("<!-- BEGIN: X -->\n"
                                                   "<!-- END: X -->\n"),
                           out, &line, &name);
  if (code == 0)
    code = mkdocs_edit (text_of ("a: 1 # x\nnav: [y]\nb: 2\n"),
                        (struct plating_text) { nav.data, nav.len }, out,
                        &error);
  pl_buffer_release (&nav);
  return code;
}

static int (*const work[]) (struct pl_buffer *out) = {
  make_page, make_site
};

START_TEST (each_allocation_fails)
{
  struct pl_buffer out;
  long n;
  int code;

  for (n = 0; n < 100000; n++) {
    pl_buffer_init (&out);
    countdown = n;
    n_failures = 0;
    code = work[_i] (&out);
    countdown = -1;
    pl_buffer_release (&out);
    if (n_failures == 0)
      break;
    ck_assert_msg (code == PLATING_E_NOMEM, "allocation %ld was not missed",
                   n);
  }
  ck_assert_int_eq (code, 0);
  ck_assert_int_gt (n, 4);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("plate-alloc-failure");
  TCase *c = tcase_create ("alloc-failure");
  SRunner *runner;
  int failed;

  tcase_add_loop_test (c, each_allocation_fails, 0,
                       (int) (sizeof work / sizeof work[0]));
  suite_add_tcase (suite, c);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
