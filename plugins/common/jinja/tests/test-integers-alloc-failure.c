/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation fails once while templates compute with integers that do
 * not fit into 64 bits, and every call of libtommath: there is an error of
 * memory each time, no crash and no leak. */

#include <config.h>

#include <check.h>
#include <errno.h>
#include <string.h>

#include "plugins/common/jinja/tests/integer-failure.h"
#include "plugins/common/jinja/tests/losing-render.h"

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

START_TEST (each_allocation_fails)
{
  expect_each_fails (templates[_i], NULL);
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
