/* SPDX-License-Identifier: Apache-2.0 */
/* Views are loaded of any number of components, by threads at once, of
 * former discoveries, and never of what is no component of the plugin's. */

#include <config.h>

#include <pthread.h>

#include "discovered.h"

START_TEST (test_many_components)
{
  struct pl_buffer text;
  unsigned i;

  pl_buffer_init (&text);
  pl_buffer_puts (&text, "{'format_version':'1.0','provider_schemas':{'p':{"
                  "'data_source_schemas':{");
  for (i = 0; i < 40000; i++)
    pl_buffer_printf (&text, "%s'd%05u':{'block':{'attributes':{'a%u':"
                      "{'type':'string'}}}}", i ? "," : "", 39999 - i, i);
  /* The last of one name counts, however many there are. */
  for (i = 0; i < 40000; i += 10)
    pl_buffer_printf (&text, ",'d%05u':{}", i);
  pl_buffer_puts (&text, "}}}}");
  discover (text.data);
  pl_buffer_release (&text);
  ck_assert_uint_eq (host.n_components, 40001);
  expect_view (PLATING_KIND_DATA_SOURCE, "d12340",
               "component \"d12340\"\n");
  expect_view (PLATING_KIND_DATA_SOURCE, "d39998",
               "component \"d39998\"\n"
               "  block\n"
               "    attribute \"a1\" string\n");
  ck_assert_uint_eq (host.n_findings, 21);
  ck_assert_ptr_nonnull (strstr (host.findings.data,
                                 "0:0: 3980 more names come twice\n"));
}
END_TEST

/* What a thread loads, several times over. */
struct loader {
  pthread_t thread;
  uint64_t op;
  struct pl_buffer shown;
};

static void *
load_all (void *data)
{
  struct loader *loader = data;
  unsigned round;
  size_t i;

  for (round = 0; round < 50; round++) {
    pl_buffer_clear (&loader->shown);
    for (i = 0; i < host.n_components; i++)
      if (fake_host_load_as (&host, instance, i, loader->op) == 0)
        show_view (&loader->shown, host.views[loader->op]);
  }
  return NULL;
}

START_TEST (test_loads_at_once)
{
  struct loader loaders[4], alone = { .op = 5 };
  size_t i;

  discover ("{'format_version':'1.0','provider_schemas':{'p':{"
            "'resource_schemas':{'a':{'block':{'description':'\u00e9',"
            "'attributes':{'x':{'type':['object',{'e\u0301':'bool'}]},"
            "'x':{'type':'string','odd':1}}}},'b':{'block':{}}},"
            "'resource_identity_schemas':{'a':{'attributes':{'i':{}}}},"
            "'functions':{'f':{'return_type':['list','string'],"
            "'parameters':[{'name':'q','type':'bool'}]}}}}}");
  pl_buffer_init (&alone.shown);
  load_all (&alone);
  ck_assert_ptr_nonnull (strstr (alone.shown.data, "parameter \"q\""));
  for (i = 0; i < 4; i++) {
    loaders[i].op = 1 + i;
    pl_buffer_init (&loaders[i].shown);
    ck_assert_int_eq (pthread_create (&loaders[i].thread, NULL, load_all,
                                      &loaders[i]), 0);
  }
  for (i = 0; i < 4; i++) {
    ck_assert_int_eq (pthread_join (loaders[i].thread, NULL), 0);
    ck_assert_str_eq (loaders[i].shown.data, alone.shown.data);
    pl_buffer_release (&loaders[i].shown);
  }
  pl_buffer_release (&alone.shown);
}
END_TEST

START_TEST (test_second_discover_keeps_the_first)
{
  struct plating_component first;

  discover_block ("{'description':'text'}");
  first = host.components[1];
  ck_assert_int_eq (fake_host_discover (&host, instance, "/none", "p"), 0);
  ck_assert_mem_ne (first.source, host.components[1].source,
                    sizeof first.source);
  expect_view (PLATING_KIND_RESOURCE, "r",
               "component \"r\"\n  block : text\n");
  host.components[1] = first;
  expect_view (PLATING_KIND_RESOURCE, "r",
               "component \"r\"\n  block : text\n");
}
END_TEST

START_TEST (test_foreign_component)
{
  discover_block ("{}");
  memset (host.components[1].source, 0x55,
          sizeof host.components[1].source);
  ck_assert_int_eq (fake_host_load (&host, instance, 1), PLATING_E_INVAL);
  ck_assert_int_eq (host.n_failures, 1);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("schema-json-loads");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  tcase_set_timeout (tests, 60);
  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_test (tests, test_many_components);
  tcase_add_test (tests, test_loads_at_once);
  tcase_add_test (tests, test_second_discover_keeps_the_first);
  tcase_add_test (tests, test_foreign_component);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
