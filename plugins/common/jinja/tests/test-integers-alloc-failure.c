/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation fails once while templates compute with integers that do
 * not fit into 64 bits, and every call of libtommath: there is an error of
 * memory each time, no crash and no leak. */

#include <config.h>

#include <check.h>
#include <errno.h>
#include <string.h>

#include "plugins/common/jinja/jinja.h"
#include "plugins/common/jinja/tests/integer-failure.h"

static const char *const templates[] = {
  "{{ 123456789012345678901234567890 }}{{ 0xffffffffffffffffffff }}",
  "{% set m = 9223372036854775807 %}{{ m + 1 }}{{ -m - 2 }}{{ m * m }}"
  "{{ -(-m - 1) }}{{ (m + 1) // 7 }}{{ -(m + 1) % 7 }}{{ (-m - 1) // -1 }}",
  "{% set b = 7 ** 90 %}{{ b / 3 }}{{ 3 / b }}{{ b ** 2 % 1000 }}"
  "{{ b + 0.5 }}{{ b < 1e9 }}{{ b == b + 1 }}{{ b|abs }}{{ (-b)|abs }}",
  "{{ {2 ** 64: 1, 2.0 ** 70: 2}[2 ** 70] }}{{ [2 ** 64, 2 ** 64]|unique|list "
  "}}{{ [2 ** 64, 1]|sort }}{{ [2 ** 64, 1]|sum }}",
  "{{ '18446744073709551616'|int }}{{ ('f' * 40)|int(0, 16) }}{{ 1e30|int }}"
  "{{ '1e30'|int }}{{ (2 ** 64)|float }}{{ ('1' * 90)|float }}",
  "{{ (2 ** 64)|round(-3) }}{{ 15|round(-1) }}{{ 9223372036854775807|round(-1) "
  "}}{{ (10 ** 25 + 5)|round(-1) }}{{ 1e25|round(1, 'ceil') }}",
  "{{ '%d|%x|%.30d|%030d|%s' % (2 ** 70, 2 ** 70, 2 ** 70, 2 ** 70, 2 ** 70) "
  "}}{{ '%d' % 1e30 }}{{ '{:,}|{:x}|{:e}'.format(2 ** 70, 2 ** 70, 2 ** 70) "
  "}}{{ '%d' % 5 }}",
  "{{ 1e30.as_integer_ratio() }}{{ 1e-30.as_integer_ratio() }}"
  "{{ (2 ** 70).bit_length() }}{{ (2 ** 70) is even }}{{ [2 ** 70]|tojson }}"
  "{{ {2 ** 70: 1}|tojson }}{{ (2 ** 70)|pprint }}",
  "{{ range(2 ** 64, 2 ** 64 + 3)|list }}{{ range(2 ** 70)[2 ** 69] }}"
  "{{ range(2 ** 70)[::-(2 ** 69)]|list }}{{ range(9)[1::3] }}"
  "{{ 2 ** 69 in range(2 ** 70) }}{{ range(2 ** 70).index(2 ** 65) }}"
  "{{ range(2 ** 64, 2 ** 64 + 3)|reverse|list }}{{ range(2 ** 70) }}",
  "{{ [[1]]|map(attribute='18446744073709551616')|list }}{{ 'abc'[:2 ** 70] "
  "}}{{ n + 1 }}",
};

/* Returns 0, or the error. */
static int
render (const char *text)
{
  struct jinja_environment *environment = jinja_environment_new (NULL);
  struct jinja_options options = { .load = NULL };
  struct jinja_error error;
  struct pl_arena arena;
  struct pl_buffer out;
  int status = -ENOMEM;

  jinja_error_init (&error);
  pl_buffer_init (&out);
  pl_arena_init (&arena, 0);
  if (environment && !jinja_dict_new (&arena, &options.data)
      && !jinja_dict_set_text (&arena, options.data, "n", 1, tv_integer (
        &tv_type_uint64, UINT64_MAX)))
    status = jinja_render (environment, "page", text, strlen (text), &options,
                           &out, &error);
  if (status == 0 && out.failed)
    status = out.failed;
  if (status && countdown < 0 && !n_failures)
    ck_abort_msg ("%s: %s", text, error.text.data ? error.text.data : "");
  jinja_error_release (&error);
  pl_buffer_release (&out);
  pl_arena_release (&arena);
  jinja_environment_free (environment);
  return status;
}

START_TEST (each_allocation_fails)
{
  const char *text = templates[_i];
  long n;
  int status;

  n_failures = 0;
  ck_assert_int_eq (render (text), 0);
  for (n = 0; n < 100000; n++) {
    countdown = n;
    n_failures = 0;
    status = render (text);
    countdown = -1;
    if (n_failures == 0)
      break;
    ck_assert_msg (status == -ENOMEM, "allocation %ld gives %d: %s", n,
                   status, text);
  }
  ck_assert_int_eq (status, 0);
  ck_assert_int_gt (n, 20);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("integers-alloc-failure");
  TCase *c = tcase_create ("alloc-failure");
  SRunner *runner;
  int failed;

  tcase_add_loop_test (c, each_allocation_fails, 0,
                       (int) (sizeof templates / sizeof templates[0]));
  suite_add_tcase (suite, c);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
