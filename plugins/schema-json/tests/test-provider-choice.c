/* SPDX-License-Identifier: Apache-2.0 */
/* The provider that is meant is found in the file, or it is said what the
 * file has. */

#include <config.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>

#include "fake-host.h"

static struct fake_host host;

static void
set_up (void)
{
  fake_host_init (&host);
}

static void
tear_down (void)
{
  fake_host_release (&host);
}

/* Discovers provider NAME, in a directory that is called DIRECTORY, in a
 * file whose "provider_schemas" has PROVIDERS; ' stands for ". */
static int
choose (const char *providers, const char *directory, const char *name,
        const struct fake_setting *settings)
{
  struct pl_buffer text;
  char path[64], *c;
  void *instance;
  int fd, code;

  pl_buffer_init (&text);
  pl_buffer_printf (&text, "{'format_version':'1.0','provider_schemas':%s}",
                    providers);
  for (c = text.data; *c; c++)
    if (*c == '\'')
      *c = '"';
  fd = fake_host_file (text.data, text.len, path);
  pl_buffer_release (&text);
  ck_assert_int_ge (fd, 0);
  instance = fake_host_create (&host, path, settings);
  ck_assert_ptr_nonnull (instance);
  code = fake_host_discover (&host, instance, directory, name);
  fake_host_destroy (instance);
  close (fd);
  return code;
}

static void
expect (const char *providers, const char *name, const char *address)
{
  ck_assert_msg (choose (providers, "/src/here", name, NULL) == 0, "%s",
                 host.message.data);
  ck_assert_str_eq (host.address.data, address);
}

static void
expect_none (const char *providers, const char *name, const char *hint)
{
  ck_assert_int_eq (choose (providers, "/src/here", name, NULL),
                    PLATING_E_DISCOVERY);
  ck_assert_ptr_eq (strstr (host.message.data,
                            "unable to find schema in JSON for provider \""),
                    host.message.data);
  ck_assert_msg (strstr (host.hint.data, hint) != NULL, "%s",
                 host.hint.data);
}

#define HC "registry.terraform.io/hashicorp/"
#define ACME "registry.terraform.io/acme/"

START_TEST (test_as_tfplugindocs_does)
{
  expect ("{'" HC "foo':{},'foo':{}}", "terraform-provider-foo", "foo");
  expect ("{'x':{},'" HC "foo':{}}", "foo", HC "foo");
  expect ("{'" ACME "foo':{},'" HC "foo':{}}", "foo", HC "foo");
  expect ("{'" HC "foo':{}}", "terraform-provider-foo", HC "foo");
  expect ("{'" HC "f\\u006fo':{}}", "foo", HC "foo");
}
END_TEST

START_TEST (test_other_namespaces)
{
  expect ("{'" ACME "foo':{},'" HC "bar':{}}", "foo", ACME "foo");
  expect ("{'registry.opentofu.org/hashicorp/foo':{}}", "foo",
          "registry.opentofu.org/hashicorp/foo");
  expect ("{'" ACME "foo':{}}", ACME "foo", ACME "foo");
  expect_none ("{'" ACME "foo':{},'x.org/me/foo':{}}", "foo",
               "'" ACME "foo', 'x.org/me/foo'");
  expect_none ("{'" ACME "xfoo':{},'x':{}}", "foo", "xfoo");
  expect_none ("{'" ACME "bar':{}}", "foo", "--provider-name");
  expect_none ("{}", "foo", "the file describes no provider");
  expect_none ("null", "foo", "the file describes no provider");
}
END_TEST

START_TEST (test_only_provider_of_an_unnamed_one)
{
  ck_assert_int_eq (choose ("{'" ACME "bar':{}}", "/src/here", "here", NULL),
                    0);
  ck_assert_str_eq (host.address.data, ACME "bar");
  ck_assert_str_eq (host.components[0].name.ptr, "bar");
  ck_assert_int_eq (choose ("{'" ACME "bar':{}}", "/src/here", "", NULL), 0);
  ck_assert_int_eq (choose ("{'" ACME "bar':{},'x':{}}", "/src/here", "here",
                            NULL), PLATING_E_DISCOVERY);
  /* "here" is not where "ere" ends. */
  ck_assert_int_eq (choose ("{'" ACME "bar':{}}", "/src/here", "ere", NULL),
                    PLATING_E_DISCOVERY);
}
END_TEST

START_TEST (test_strict)
{
  const struct fake_setting settings[] = {
    { "strict", NULL, 1 }, { NULL, NULL, 0 },
  };

  ck_assert_int_eq (choose ("{'" ACME "foo':{}}", "/src/foo", "foo",
                            settings), PLATING_E_DISCOVERY);
  ck_assert_str_eq (host.message.data,
                    "unable to find schema in JSON for provider \"foo\"");
  ck_assert_int_eq (choose ("{'" HC "foo':{}}", "/src/foo", "foo",
                            settings), 0);
}
END_TEST

START_TEST (test_address_setting)
{
  const struct fake_setting settings[] = {
    { "provider", ACME "foo", 0 }, { NULL, NULL, 0 },
  };

  ck_assert_int_eq (choose ("{'foo':{},'" ACME "foo':{}}", "/src", "foo",
                            settings), 0);
  ck_assert_str_eq (host.address.data, ACME "foo");
  ck_assert_int_eq (choose ("{'foo':{}}", "/src", "foo", settings),
                    PLATING_E_DISCOVERY);
  ck_assert_str_eq (host.message.data, "unable to find schema in JSON for"
                    " provider \"" ACME "foo\"");
}
END_TEST

START_TEST (test_null_provider)
{
  ck_assert_int_eq (choose ("{\n'foo':null}", "/src", "foo", NULL),
                    PLATING_E_DISCOVERY);
  ck_assert_str_eq (host.message.data,
                    "the schema of provider \"foo\" is null");
  ck_assert_uint_eq (host.line, 2);
  ck_assert_uint_eq (host.column, 2);
}
END_TEST

START_TEST (test_repeated_providers)
{
  expect ("{'foo':null,'foo':{'functions':{'f':{}}}}", "foo", "foo");
  ck_assert_uint_eq (host.n_components, 2);
  expect ("{'" ACME "foo':{'functions':{'f':{}}},'" ACME "foo':{}}", "foo",
          ACME "foo");
  ck_assert_uint_eq (host.n_components, 1);
  expect ("{'" ACME "foo':{}},'Provider_schemas':{'x':{}}", "foo",
          ACME "foo");
  expect_none ("{'foo':{}},'provider_schemas':null", "foo",
               "the file describes no provider");
  expect ("{'foo':{}},'provider_schemas':null,'provider_schemas':{'" HC
          "foo':{'functions':{'f':{}}}}", "foo", HC "foo");
  ck_assert_uint_eq (host.n_components, 2);
}
END_TEST

START_TEST (test_long_list_is_cut)
{
  struct pl_buffer providers;
  unsigned i;

  pl_buffer_init (&providers);
  for (i = 0; i < 25; i++)
    pl_buffer_printf (&providers, "%s'n%u':{}", i ? "," : "{", i);
  pl_buffer_putc (&providers, '}');
  expect_none (providers.data, "foo", "'n9' and 15 more;");
  pl_buffer_release (&providers);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("schema-json-provider-choice");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_test (tests, test_as_tfplugindocs_does);
  tcase_add_test (tests, test_other_namespaces);
  tcase_add_test (tests, test_only_provider_of_an_unnamed_one);
  tcase_add_test (tests, test_strict);
  tcase_add_test (tests, test_address_setting);
  tcase_add_test (tests, test_null_provider);
  tcase_add_test (tests, test_repeated_providers);
  tcase_add_test (tests, test_long_list_is_cut);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
