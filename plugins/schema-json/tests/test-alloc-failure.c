/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation fails once: the plugin says that it is out of memory,
 * and nothing is lost or broken.
 *
 * Needs -Wl,--wrap=, see alloc-failure.h. */

#include <config.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>

#include "fake-host.h"
#include "show-view.h"
#include "tests/unit/alloc-failure.h"

/* Something of everything that needs memory. */
static const char *const texts[] = {
  "{'beside':{'x':1},'format_version':'1.0','provider_schemas':{"
  "'registry.terraform.io/hashicorp/\\u0070':{'provider':{'block':{}},"
  "'provider':{'block':{}},"
  "'resource_schemas':{'\\u0072':{'version':1,'block':{'description':"
  "'\\u00e9','attributes':{'a':{'type':['object',{'e\\u0301':'string',"
  "'e\\u0301':'bool'},['x']],'x':1},'a':{'nested_type':{},'nested_type':null,"
  "'type':['list',['list',['list',['list',['list',['list',['list',['list',"
  "['list',['list',['list',['list',['list',['list',['list',['list',['list',"
  "'bool']]]]]]]]]]]]]]]]]}},'attributes':null,'attributes':{'b':{'type':"
  "'bool'}}},'block':null,'block':{}}},'resource_identity_schemas':{'r':{"
  "'attributes':{'i':{'type':'string'}}}},'functions':{'f':{'summary':'s',"
  "'parameters':[{'name':'p','type':'string','y':2},{'name':'\\u0071'}],"
  "'variadic_parameter':{'type':['tuple',['bool']]},"
  "'return_type':'bool'}}}}}",
  "{'format_version':'2.0'}",
  "{'format_version':'99999999999999999999'}",
  "{'format_version':'x'}",
  "{'format_version':5}",
  "{'a':'\x01'}",
  "{'format_version':'1.0','provider_schemas':{'x':{},'y':{}}}",
  "{'format_version':'1.0','provider_schemas':{'p':{'functions':{'f':"
  "{'return_type':'od\\u0064'}}}}}",
  "{'format_version':'1.0','provider_schemas':{'p':{'functions':{'f':"
  "{'return_type':1e999}}}}}",
};

static char *text;
static int fd = -1;
static char path[64];

static void
set_up (void)
{
  fd = -1;
}

static void
tear_down (void)
{
  countdown = -1;
  free (text);
  text = NULL;
  if (fd >= 0)
    close (fd);
}

/* All of a run with its failing allocation number N.  Returns whether one
 * failed. */
static int
run (long n, int code_without)
{
  struct fake_host host;
  void *instance;
  size_t i;
  int code;

  n_failures = 0;
  fake_host_init (&host);
  instance = fake_host_create (&host, path, NULL);
  ck_assert_ptr_nonnull (instance);
  countdown = n;
  code = fake_host_discover (&host, instance, "/none", "p");
  countdown = -1;
  if (code != 0) {
    ck_assert_int_eq (host.n_failures, 1);
    ck_assert_int_eq (host.n_done, 0);
    ck_assert_uint_gt (host.message.len, 0);
    if (n_failures == 0 || code != PLATING_E_NOMEM)
      ck_assert_int_eq (code, code_without);
  } else {
    ck_assert_int_eq (code_without, 0);
    ck_assert_int_eq (host.n_done, 1);
  }
  for (i = 0; code == 0 && n_failures == 0 && i < host.n_components; i++) {
    countdown = n;
    code = fake_host_load (&host, instance, i);
    countdown = -1;
    ck_assert_int_eq (code, n_failures ? PLATING_E_NOMEM : 0);
    n -= code == 0;
  }
  fake_host_destroy (instance);
  fake_host_release (&host);
  return n_failures;
}

START_TEST (test_every_allocation)
{
  int code_without, i;
  long n;
  char *c;

  text = strdup (texts[_i]);
  ck_assert_ptr_nonnull (text);
  for (c = text; *c; c++)
    if (*c == '\'')
      *c = '"';
  fd = fake_host_file (text, strlen (text), path);
  ck_assert_int_ge (fd, 0);
  code_without = _i == 0 ? 0 : _i == 6 ? PLATING_E_DISCOVERY
    : PLATING_E_FORMAT;
  ck_assert_int_eq (run (-1, code_without), 0);
  for (n = 0; run (n, code_without); n++)
    ck_assert_int_lt (n, 1000);
  ck_assert_int_gt (n, 2);
  for (i = 0; i < 3; i++)
    ck_assert_int_eq (run (n + i, code_without), 0);
}
END_TEST

/* The host's memory for views runs out. */
START_TEST (test_every_arena_allocation)
{
  struct fake_host host;
  void *instance;
  size_t i;
  char *c;
  long n;

  text = strdup (texts[0]);
  ck_assert_ptr_nonnull (text);
  for (c = text; *c; c++)
    if (*c == '\'')
      *c = '"';
  fd = fake_host_file (text, strlen (text), path);
  fake_host_init (&host);
  instance = fake_host_create (&host, path, NULL);
  ck_assert_int_eq (fake_host_discover (&host, instance, "/none", "p"), 0);
  ck_assert_uint_eq (host.n_components, 3);
  for (i = 0; i < host.n_components; i++) {
    for (n = 0;; n++) {
      int code;

      host.allocations_left = n;
      code = fake_host_load (&host, instance, i);
      if (code == 0)
        break;
      ck_assert_int_eq (code, PLATING_E_NOMEM);
      ck_assert_str_eq (host.message.data, "out of memory");
    }
    ck_assert_int_gt (n, 1);
    ck_assert_msg (!check_view (host.view), "%s", check_view (host.view));
  }
  fake_host_destroy (instance);
  fake_host_release (&host);
}
END_TEST

START_TEST (test_create)
{
  struct fake_host host;
  void *instance;

  fake_host_init (&host);
  instance = fake_host_create (&host, NULL, NULL);
  ck_assert_ptr_nonnull (instance);
  fake_host_destroy (instance);
  countdown = 0;
  ck_assert_ptr_null (fake_host_create (&host, NULL, NULL));
  countdown = -1;
  fake_host_release (&host);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("schema-json-alloc-failure");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  tcase_set_timeout (tests, 60);
  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_loop_test (tests, test_every_allocation, 0,
                       sizeof texts / sizeof texts[0]);
  tcase_add_test (tests, test_every_arena_allocation);
  tcase_add_test (tests, test_create);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
