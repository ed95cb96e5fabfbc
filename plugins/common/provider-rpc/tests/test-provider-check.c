/* SPDX-License-Identifier: Apache-2.0 */
/* What is odd or wrong in a large reply is told in the order of its
 * components, up to the first that is wrong, however the work on it was
 * shared; and it stops when nobody wants it any more. */

#include <config.h>

#include <stdio.h>
#include <string.h>

#include <check.h>

#include <plating/types.h>

#include "plugins/common/provider-rpc/fault.h"
#include "plugins/common/provider-rpc/reply.h"
#include "tests/fixtures/provider/message.h"

/* What the listener heard. */
struct heard {
  struct pl_buffer text;
  unsigned asked, cancels_at;   /* 0: never */
};

static void
on_told (void *data, uint32_t severity, const char *message)
{
  struct heard *heard = data;

  ck_assert_uint_eq (severity, PLATING_LEVEL_WARNING);
  pl_buffer_printf (&heard->text, "%s\n", message);
}

static int
on_ask (void *data)
{
  struct heard *heard = data;
  unsigned n = __atomic_add_fetch (&heard->asked, 1, __ATOMIC_RELAXED);

  return heard->cancels_at && n >= heard->cancels_at;
}

static void
add_resource (struct pl_buffer *reply, const char *name, bool is_used,
              const char *type)
{
  struct pl_buffer attribute, block, schema;

  pl_buffer_init (&attribute);
  put_text (&attribute, 1, "x");
  put_text (&attribute, 2, type);
  if (is_used)
    put_number (&attribute, 5, 1);
  pl_buffer_init (&block);
  put_message (&block, 2, &attribute);
  pl_buffer_init (&schema);
  put_message (&schema, 2, &block);
  put_entry (reply, 2, name, &schema);
}

/* Reads a reply of several MiB, and MORE of it. */
static int
read_with (const struct pl_buffer *more, struct heard *heard,
           struct pr_fault *fault)
{
  const struct pr_listener listener = { on_told, on_ask, heard };
  struct pr_reply *reply = pr_reply_new (6);
  struct pl_buffer bytes;
  int status;

  ck_assert_ptr_nonnull (reply);
  pl_buffer_init (&heard->text);
  pl_buffer_init (&bytes);
  pr_fault_init (fault);
  make_large_reply (&bytes, (size_t) 5 << 20);
  if (more->len > 0)
    pl_buffer_append (&bytes, more->data, more->len);
  ck_assert (!bytes.failed);
  reply->schema = bytes.data;
  reply->schema_len = bytes.len;
  status = pr_reply_read (reply, &listener, fault);
  ck_assert (reply->has_notes == (heard->text.len > 0));
  pr_reply_free (reply);
  return status;
}

static void
release (struct heard *heard, struct pr_fault *fault)
{
  pl_buffer_release (&heard->text);
  pr_fault_release (fault);
}

START_TEST (test_notes)
{
  struct heard heard = { .asked = 0 };
  struct pl_buffer more;
  struct pr_fault fault;
  char name[64];
  unsigned i;

  pl_buffer_init (&more);
  /* Between the others, as names are sorted. */
  for (i = 0; i < 100; i++) {
    snprintf (name, sizeof name, "fake_resource_%u_odd", i * 9);
    add_resource (&more, name, false, "\"string\"");
  }
  ck_assert_int_eq (read_with (&more, &heard, &fault), 0);
  {
    const char *line = heard.text.data;
    char last[64] = "";

    for (i = 0; i < 100; i++) {
      ck_assert_int_eq (sscanf (line, "resource '%63[^']'", name), 1);
      ck_assert_int_lt (strcmp (last, name), 0);
      strcpy (last, name);
      line = strchr (line, '\n') + 1;
    }
    ck_assert_int_eq (*line, 0);
  }
  release (&heard, &fault);
  pl_buffer_release (&more);
}
END_TEST

START_TEST (test_first_fault)
{
  struct heard heard = { .asked = 0 };
  struct pl_buffer more;
  struct pr_fault fault;

  pl_buffer_init (&more);
  add_resource (&more, "fake_resource_9_bad", true, "\"strange\"");
  add_resource (&more, "fake_resource_3_bad", true, "\"stranger\"");
  add_resource (&more, "fake_resource_2_odd", false, "\"string\"");
  add_resource (&more, "fake_resource_3_odd", false, "\"string\"");
  add_resource (&more, "fake_resource_8_odd", false, "\"string\"");
  ck_assert_int_eq (read_with (&more, &heard, &fault), -1);
  ck_assert_int_eq (pr_fault_code (&fault), PLATING_E_SCHEMA);
  ck_assert_ptr_nonnull (strstr (fault.message.data,
                                 "resource 'fake_resource_3_bad'"));
  /* Of what stands behind it nothing is told. */
  ck_assert_ptr_nonnull (strstr (heard.text.data, "fake_resource_2_odd"));
  ck_assert_ptr_null (strstr (heard.text.data, "fake_resource_3_odd"));
  ck_assert_ptr_null (strstr (heard.text.data, "fake_resource_8_odd"));
  release (&heard, &fault);
  pl_buffer_release (&more);
}
END_TEST

/* Types that Terraform refuses for parts of an identity. */
START_TEST (test_identity)
{
  static const struct {
    const char *type;
    bool is_odd;
  } types[] = {
    { "\"string\"", false }, { "[\"list\",\"string\"]", false },
    { "[\"map\",\"string\"]", true }, { " [ \"set\",\"bool\"]", true },
    { "[\"object\",{\"a\":\"bool\"}]", true },
    { "[\"list\",[\"map\",\"string\"]]", false },
  };
  size_t i;

  for (i = 0; i < sizeof types / sizeof types[0]; i++) {
    struct heard heard = { .asked = 0 };
    const struct pr_listener listener = { on_told, on_ask, &heard };
    struct pr_reply *reply = pr_reply_new (6);
    struct pl_buffer bytes, attribute, identity;
    struct pr_fault fault;

    ck_assert_ptr_nonnull (reply);
    pr_fault_init (&fault);
    pl_buffer_init (&heard.text);
    pl_buffer_init (&bytes);
    make_reply (&bytes, 6);
    reply->schema = bytes.data;
    reply->schema_len = bytes.len;
    pl_buffer_init (&attribute);
    put_text (&attribute, 1, "key");
    put_text (&attribute, 2, types[i].type);
    pl_buffer_init (&identity);
    put_message (&identity, 2, &attribute);
    pl_buffer_init (&bytes);
    put_entry (&bytes, 1, "fake_apple", &identity);
    reply->identity = bytes.data;
    reply->identity_len = bytes.len;
    ck_assert_int_eq (pr_reply_read (reply, &listener, &fault), 0);
    if (types[i].is_odd)
      ck_assert_ptr_nonnull (strstr (heard.text.data, "resource 'fake_apple',"
                                     " identity, attribute 'key': its type"));
    else
      ck_assert_uint_eq (heard.text.len, 0);
    pr_reply_free (reply);
    release (&heard, &fault);
  }
}
END_TEST

START_TEST (test_cancelled)
{
  struct heard heard = { .cancels_at = 3 };
  struct pl_buffer none;
  struct pr_fault fault;

  pl_buffer_init (&none);
  ck_assert_int_eq (read_with (&none, &heard, &fault), -1);
  ck_assert_int_eq (pr_fault_code (&fault), PLATING_E_CANCELLED);
  /* Each thread asks once more at most. */
  ck_assert_uint_le (heard.asked, 3 + 4);
  release (&heard, &fault);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("provider-check");
  TCase *c = tcase_create ("check");
  SRunner *runner;
  int n_failed;

  tcase_set_timeout (c, 120);
  tcase_add_test (c, test_notes);
  tcase_add_test (c, test_first_fault);
  tcase_add_test (c, test_identity);
  tcase_add_test (c, test_cancelled);
  suite_add_tcase (suite, c);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed > 0;
}
