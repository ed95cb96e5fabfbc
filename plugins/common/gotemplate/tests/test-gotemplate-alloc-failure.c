/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation of parsing and executing a template fails once: there is
 * an error each time, no crash and no leak.
 *
 * Needs -Wl,--wrap=, see alloc-failure.h. */

#include <config.h>

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/common/gotemplate/gotemplate.h"
#include "tests/unit/alloc-failure.h"

/* Uses what allocates in ways of its own. */
static const char text[]
  = "{{define \"d\"}}{{.}}{{$}}{{end}}{{block \"b\" 1}}{{.}}{{end}}"
    "{{$a := 1}}{{$b := 1.5}}{{$c := 2i}}{{template \"d\" $a}}"
    "{{range $i, $e := list 1 2 3 4 5 6 7 8 9 10}}{{$i}}{{$e}}{{end}}"
    "{{printf \"%q %v %x %.3f %500d\" \"a\" $b \"b\" $b 1}}{{html 1 2}}"
    "{{dict \"a\" 1 2 3}}{{toJson (list \"a\" nil)}}{{split \"a,b\" \",\"}}"
    "{{regexReplaceAll \"a(b)\" \"xab\\xffy\" \"$1\"}}{{title \"\\u00e9t\"}}"
    "{{repeat 100000 \"x\" | len}}{{`raw\r`}}{{\"esc\\n\"}}{{1_000}}"
    "{{define \"long\"}}{{print 1111111111111111111111111111111111111111111"
    "111111111111111111111111111111111111111111111111111111111111111111.5}}"
    "{{end}}{{template \"long\"}}{{(dict \"k\" (dict \"l\" 1)).k.l}}";

/* Returns 0, or the error. */
static int
parse_and_execute (void)
{
  const struct gotmpl_function_table tables[] = {
    gotmpl_text_functions, gotmpl_extra_functions
  };
  struct gotmpl_set *set = gotmpl_set_new (tables, 2);
  struct gotmpl_error error;
  struct pl_buffer out;
  int status = -ENOMEM;

  gotmpl_error_init (&error);
  pl_buffer_init (&out);
  if (set) {
    status = gotmpl_parse (set, "t", text, sizeof text - 1, &error);
    if (!status)
      status = gotmpl_execute (set, "t", tv_none (), NULL, &out, &error);
  }
  gotmpl_error_release (&error);
  pl_buffer_release (&out);
  gotmpl_set_free (set);
  return status;
}

START_TEST (each_allocation_fails)
{
  long n;
  int status;

  ck_assert_int_eq (parse_and_execute (), 0);
  for (n = 0; n < 100000; n++) {
    countdown = n;
    n_failures = 0;
    status = parse_and_execute ();
    countdown = -1;
    if (n_failures == 0)
      break;
    ck_assert_msg (status < 0, "allocation %ld was not missed", n);
  }
  ck_assert_int_eq (status, 0);
  ck_assert_int_gt (n, 20);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("gotemplate-alloc-failure");
  TCase *c = tcase_create ("alloc-failure");
  SRunner *runner;
  int failed;

  tcase_add_test (c, each_allocation_fails);
  suite_add_tcase (suite, c);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
