/* SPDX-License-Identifier: Apache-2.0 */
/* The view of a component is the same whether it comes from a provider's
 * reply or from the JSON that Terraform makes of that reply; and of odd
 * replies it is what Terraform would make of them. */

#include <config.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>

#include "plugins/common/provider-rpc/fault.h"
#include "plugins/common/provider-rpc/reply.h"
#include "plugins/schema-json/tests/fake-host.h"
#include "plugins/schema-json/tests/show-view.h"
#include "tests/fixtures/provider/message.h"

/* What Terraform prints for the schema that make_reply uses. */
#define SCHEMA(text) \
  "{\"version\":3,\"block\":{\"attributes\":{" \
  "\"age\":{\"type\":\"number\",\"description_kind\":\"plain\"," \
  "\"optional\":true}," \
  "\"parts\":{\"type\":[\"object\",{\"a\":[\"map\",\"string\"]," \
  "\"z\":\"bool\"},[\"z\"]],\"description\":\"Its parts.\"," \
  "\"description_kind\":\"plain\",\"optional\":true}," \
  "\"size\":{\"type\":[\"list\",\"number\"],\"description\":" \
  "\"How \\u003clarge\\u003e it is.\",\"description_kind\":\"plain\"," \
  "\"optional\":true}}," \
  "\"block_types\":{\"layer\":{\"nesting_mode\":\"list\",\"block\":{" \
  "\"attributes\":{\"depth\":{\"type\":\"string\"," \
  "\"description_kind\":\"plain\",\"optional\":true}}," \
  "\"description\":\"A layer.\",\"description_kind\":\"plain\"}," \
  "\"min_items\":1}},\"description\":\"" text "\"," \
  "\"description_kind\":\"markdown\"}}"

static const char json[] =
  "{\"format_version\":\"1.0\",\"provider_schemas\":{\"fake\":{"
  "\"provider\":" SCHEMA ("The fake provider.") ","
  "\"resource_schemas\":{\"fake_apple\":" SCHEMA ("An apple.")
  ",\"fake_rock\":" SCHEMA ("A rock.") "},"
  "\"data_source_schemas\":{\"fake_apple\":"
  SCHEMA ("An apple that is there.") "},"
  "\"ephemeral_resource_schemas\":{\"fake_key\":"
  SCHEMA ("A key that does not stay.") "},"
  "\"list_resource_schemas\":{\"fake_apple\":" SCHEMA ("All apples.") "},"
  "\"functions\":{\"check\":{\"description\":\"Says whether the text is"
  " good.\",\"summary\":\"Checks a text\",\"return_type\":\"bool\","
  "\"parameters\":[{\"name\":\"text\",\"type\":\"string\"}]}},"
  "\"resource_identity_schemas\":{\"fake_apple\":{\"version\":1,"
  "\"attributes\":{\"id\":{\"type\":\"string\",\"description\":"
  "\"Its number.\",\"required_for_import\":true}}}},"
  "\"state_store_schemas\":{\"fake_store\":" SCHEMA ("A store.") "}}}}\n";

static struct fake_host host;
static struct pr_reply *reply;
static struct pr_fault fault;
static struct pl_buffer notes;

static void
on_told (void *data, uint32_t severity, const char *message)
{
  (void) data;
  ck_assert_uint_eq (severity, PLATING_LEVEL_WARNING);
  pl_buffer_printf (&notes, "%s\n", message);
}

static const struct pr_listener listener = { on_told, NULL, NULL };

static void
set_up (void)
{
  fake_host_init (&host);
  pr_fault_init (&fault);
  pl_buffer_init (&notes);
  reply = pr_reply_new (6);
}

static void
tear_down (void)
{
  pr_reply_free (reply);
  pr_fault_release (&fault);
  pl_buffer_release (&notes);
  fake_host_release (&host);
}

/* Gives the reply MESSAGE, which is emptied. */
static void
take (struct pl_buffer *message)
{
  reply->schema = pl_buffer_take (message, &reply->schema_len);
  ck_assert_ptr_nonnull (reply->schema);
}

/* What the view of KIND and NAME shows. */
static char *
show_reply (enum pr_kind kind, const char *name)
{
  struct plating_schema_view *view;
  struct pl_buffer shown;
  uint32_t i;

  for (i = 0; i < reply->n_entries; i++) {
    const struct pr_source *s = &reply->entries[i].source;

    if (s->kind == kind && (kind == PR_PROVIDER
                            || (s->name.len == strlen (name)
                                && !memcmp (s->name.ptr, name,
                                            s->name.len))))
      break;
  }
  ck_assert_uint_lt (i, reply->n_entries);
  ck_assert_int_eq (pr_reply_load (reply, i, (struct plating_text) {
      name, strlen (name) }, &host.table, 1, &view, &fault), 0);
  ck_assert_ptr_null (check_view (view));
  pl_buffer_init (&shown);
  show_view (&shown, view);
  return pl_buffer_take (&shown, NULL);
}

START_TEST (test_same_as_from_json)
{
  struct pl_buffer message;
  char path[64];
  void *instance;
  size_t i;
  int fd;

  pl_buffer_init (&message);
  make_reply (&message, 6);
  take (&message);
  make_identities (&message);
  reply->identity = pl_buffer_take (&message, &reply->identity_len);
  ck_assert_int_eq (pr_reply_read (reply, &listener, &fault), 0);
  ck_assert_uint_eq (notes.len, 0);

  fd = fake_host_file (json, sizeof json - 1, path);
  instance = fake_host_create (&host, path, NULL);
  ck_assert_int_eq (fake_host_discover (&host, instance, "/none", "fake"), 0);
  /* All but the action, whose schema-json has no version, see below. */
  ck_assert_uint_eq (host.n_components + 1, reply->n_entries);
  for (i = 0; i < host.n_components; i++) {
    const struct plating_component *c = &host.components[i];
    struct pl_buffer shown;
    char *other;
    unsigned kind;

    for (kind = 0; kind < PR_N_KINDS; kind++)
      if (!strncmp (pr_kind_names[kind], c->kind.ptr, c->kind.len)
          && strlen (pr_kind_names[kind]) == c->kind.len)
        break;
    ck_assert_int_eq (fake_host_load (&host, instance, i), 0);
    pl_buffer_init (&shown);
    show_view (&shown, host.view);
    other = show_reply ((enum pr_kind) kind, c->name.ptr);
    ck_assert_str_eq (other, shown.data);
    free (other);
    pl_buffer_release (&shown);
  }
  fake_host_destroy (instance);
  close (fd);
}
END_TEST

START_TEST (test_action_has_no_version)
{
  struct pl_buffer message;
  char *shown;

  pl_buffer_init (&message);
  make_reply (&message, 6);
  take (&message);
  ck_assert_int_eq (pr_reply_read (reply, &listener, &fault), 0);
  shown = show_reply (PR_ACTION, "fake_throw");
  ck_assert_ptr_nonnull (strstr (shown, "Throws it."));
  ck_assert_ptr_null (strstr (shown, "version"));
  free (shown);
}
END_TEST

/* -- one attribute -------------------------------------------------------- */

/* Reads a reply whose resource r has BLOCK.  Returns the view, or NULL. */
static char *
with_block (struct pl_buffer *block)
{
  struct pl_buffer message, schema;

  pl_buffer_init (&message);
  pl_buffer_init (&schema);
  put_bytes (&schema, 2, "", 0);
  put_message (&message, 1, &schema);
  put_message (&schema, 2, block);
  put_entry (&message, 2, "r", &schema);
  take (&message);
  if (pr_reply_read (reply, &listener, &fault) < 0)
    return NULL;
  return show_reply (PR_RESOURCE, "r");
}

static const struct {
  const char *type, *shown;     /* NULL: refused */
} types[] = {
  { "\"string\"", "string" },
  { " \"bool\" \n", "bool" },
  { "\"str\\u0069ng\"", "string" },
  { "[ \"list\" , \"dynamic\" ]", "list" },
  { "[\"tuple\",[]]", "tuple" },
  { "[\"object\",{}]", "object" },
  { "[\"object\",{\"a\":\"bool\"},[]]", "object" },
  { "\"strings\"", NULL },
  { "null", NULL },
  { "5", NULL },
  { "[]", NULL },
  { "[\"list\"]", NULL },
  { "[\"list\",\"bool\",\"bool\"]", NULL },
  { "[\"list\",\"bool\"] x", NULL },
  { "[\"list\",null]", NULL },
  { "[\"tuple\",{}]", NULL },
  { "[\"tuple\",[\"bool\"", NULL },
  { "[\"object\",[]]", NULL },
  { "[\"object\",{\"a\":\"bool\"},[\"b\"]]", NULL },
  { "[\"object\",{\"a\":\"bool\"},{}]", NULL },
  { "[\"object\",{\"a\" \"bool\"}]", NULL },
  { "[\"vector\",\"bool\"]", NULL },
  { "\"bool", NULL },
  { "what is this?", NULL },
};

START_TEST (test_type)
{
  struct pl_buffer block;
  char *shown;

  pl_buffer_init (&block);
  put_attribute (&block, "a", types[_i].type, NULL);
  shown = with_block (&block);
  if (types[_i].shown) {
    ck_assert_msg (shown, "%s", pr_fault_message (&fault).ptr);
    ck_assert_ptr_nonnull (strstr (shown, types[_i].shown));
  } else {
    ck_assert_msg (!shown, "taken: %s", types[_i].type);
    ck_assert_ptr_nonnull (strstr (pr_fault_message (&fault).ptr,
                                   "resource 'r', attribute 'a': its type"));
  }
  free (shown);
}
END_TEST

START_TEST (test_type_depth)
{
  struct pl_buffer block, type;
  char *shown;
  int i;

  pl_buffer_init (&block);
  pl_buffer_init (&type);
  for (i = 0; i < _i; i++)
    pl_buffer_puts (&type, "[\"list\",");
  pl_buffer_puts (&type, "\"bool\"");
  pl_buffer_fill (&type, ']', (size_t) i);
  put_attribute (&block, "a", type.data, NULL);
  pl_buffer_release (&type);
  shown = with_block (&block);
  ck_assert_int_eq (shown != NULL, _i <= (int) PR_TYPE_DEPTH);
  free (shown);
}
END_TEST

/* Names are sorted, brought to form NFC, and of equal ones the last one
 * counts. */
START_TEST (test_object_names)
{
  struct pl_buffer block;
  char *shown;

  pl_buffer_init (&block);
  put_attribute (&block, "a", "[\"object\",{\"z\":\"bool\",\"e\\u0301\":"
                 "\"bool\",\"\xc3\xa9\":\"number\",\"b\":\"string\"},"
                 "[\"z\",\"b\",\"z\"]]", NULL);
  shown = with_block (&block);
  ck_assert_ptr_nonnull (shown);
  ck_assert_ptr_nonnull (strstr (shown, "optional = [\"b\",\"z\"]"));
  ck_assert_ptr_nonnull (strstr (shown, "\"\xc3\xa9\" number"));
  ck_assert_ptr_null (strstr (shown, "\"\xc3\xa9\" bool"));
  ck_assert (strstr (shown, "\"b\" string") < strstr (shown, "\"z\" bool"));
  free (shown);
}
END_TEST

/* -- odd messages --------------------------------------------------------- */

/* As protobuf has it, a message that comes twice is merged. */
START_TEST (test_merged)
{
  struct pl_buffer message, schema, block;
  char *shown;

  pl_buffer_init (&message);
  pl_buffer_init (&schema);
  pl_buffer_init (&block);
  put_attribute (&block, "one", "\"bool\"", NULL);
  put_message (&schema, 2, &block);
  put_message (&message, 1, &schema);
  put_attribute (&block, "two", "\"bool\"", NULL);
  put_message (&schema, 2, &block);
  put_number (&schema, 1, 7);
  put_attribute (&block, "three", "\"bool\"", NULL);
  put_text (&block, 4, "Merged.");
  put_message (&schema, 2, &block);
  put_message (&message, 1, &schema);
  take (&message);
  ck_assert_int_eq (pr_reply_read (reply, &listener, &fault), 0);
  shown = show_reply (PR_PROVIDER, "p");
  ck_assert_ptr_nonnull (strstr (shown, "\"one\""));
  ck_assert_ptr_nonnull (strstr (shown, "\"two\""));
  ck_assert_ptr_nonnull (strstr (shown, "\"three\""));
  ck_assert_ptr_nonnull (strstr (shown, "Merged."));
  ck_assert_ptr_nonnull (strstr (shown, "version = 7"));
  free (shown);
}
END_TEST

/* Of attributes, and of entries of a map, the last one counts; fields that
 * are not known, and groups, are stepped over. */
START_TEST (test_repeated)
{
  struct pl_buffer block;
  char *shown;

  pl_buffer_init (&block);
  put_attribute (&block, "a", "\"bool\"", "First.");
  put_attribute (&block, "a", "\"string\"", "Second.");
  pl_buffer_append (&block, "\x9b\x06\x08\x01\x9c\x06", 6);
  put_number (&block, 99, 5);
  shown = with_block (&block);
  ck_assert_ptr_nonnull (shown);
  ck_assert_ptr_nonnull (strstr (shown, "Second."));
  ck_assert_ptr_null (strstr (shown, "First."));
  free (shown);
}
END_TEST

/* Numbers of fields depend on the protocol. */
START_TEST (test_protocols)
{
  struct pl_buffer block, attribute, object, inner;
  char *shown;

  reply->protocol = _i ? 6 : 5;
  pl_buffer_init (&block);
  pl_buffer_init (&attribute);
  put_text (&attribute, 1, "a");
  put_number (&attribute, 4, 1);
  if (_i) {
    pl_buffer_init (&object);
    pl_buffer_init (&inner);
    put_text (&inner, 1, "inner");
    put_text (&inner, 2, "\"bool\"");
    put_number (&inner, 6, 1);
    put_message (&object, 1, &inner);
    put_number (&object, 3, 4);
    put_message (&attribute, 10, &object);
    put_number (&attribute, 11, 1);
    put_text (&attribute, 12, "Use b.");
  } else {
    put_text (&attribute, 2, "\"bool\"");
    put_number (&attribute, 10, 1);
    put_text (&attribute, 11, "Use b.");
  }
  put_message (&block, 2, &attribute);
  shown = with_block (&block);
  ck_assert_msg (shown, "%s", pr_fault_message (&fault).ptr);
  ck_assert_ptr_nonnull (strstr (shown, "deprecation_message = \"Use b.\""));
  ck_assert_ptr_nonnull (strstr (shown, "+0x21"));
  if (_i)
    ck_assert_ptr_nonnull (strstr (shown, "\"inner\" bool"));
  free (shown);
}
END_TEST

START_TEST (test_notes)
{
  struct pl_buffer block, attribute;
  char *shown;

  pl_buffer_init (&block);
  pl_buffer_init (&attribute);
  put_text (&attribute, 1, "a");
  put_text (&attribute, 2, "\"bool\"");
  put_message (&block, 2, &attribute);
  shown = with_block (&block);
  ck_assert_ptr_nonnull (shown);
  ck_assert_str_eq (notes.data, "resource 'r', attribute 'a': it is neither"
                    " required, optional nor computed\n");
  free (shown);
}
END_TEST

/* A set's elements are of one known type, and are kept. */
START_TEST (test_set_notes)
{
  static const char *const unknown[] = {
    "\"dynamic\"", "[\"list\",[\"object\",{\"dynamic\":\"dynamic\"}]]",
    "[\"object\",{\"dynamic\":\"bool\"}]",
  };
  struct pl_buffer block, inner, nested, attribute;
  char *shown;

  pl_buffer_init (&block);
  pl_buffer_init (&inner);
  pl_buffer_init (&nested);
  pl_buffer_init (&attribute);
  put_attribute (&inner, "a", unknown[_i % 3], NULL);
  put_text (&attribute, 1, "b");
  put_text (&attribute, 2, "\"bool\"");
  put_number (&attribute, 5, 1);
  put_number (&attribute, 11, 1);
  put_message (&inner, 2, &attribute);
  put_text (&nested, 1, "n");
  put_message (&nested, 2, &inner);
  put_number (&nested, 3, _i < 3 ? 3 : 2);
  put_message (&block, 3, &nested);
  /* Outside of it there is nothing to say. */
  put_attribute (&block, "z", "\"dynamic\"", NULL);
  shown = with_block (&block);
  ck_assert_msg (shown, "%s", pr_fault_message (&fault).ptr);
  if (_i < 2)
    ck_assert_str_eq (notes.data, "resource 'r', block 'n', attribute 'a':"
                      " its type is dynamic, within a set\n"
                      "resource 'r', block 'n', attribute 'b': it is"
                      " write-only, within a set\n");
  else if (_i == 2)
    ck_assert_str_eq (notes.data, "resource 'r', block 'n', attribute 'b':"
                      " it is write-only, within a set\n");
  else
    ck_assert_uint_eq (notes.len, 0);
  free (shown);
}
END_TEST

START_TEST (test_function_notes)
{
  static const char *const names[] = { "one", "2", "one", "a-3" };
  struct pl_buffer message, function, parameter, result;
  unsigned i;

  pl_buffer_init (&message);
  pl_buffer_init (&function);
  pl_buffer_init (&parameter);
  pl_buffer_init (&result);
  for (i = 0; i < 4; i++) {
    put_text (&parameter, 1, names[i]);
    put_text (&parameter, 2, "\"bool\"");
    put_message (&function, 1, &parameter);
  }
  put_text (&result, 1, "\"bool\"");
  put_message (&function, 3, &result);
  make_reply (&message, 6);
  put_entry (&message, 7, "-f", &function);
  take (&message);
  ck_assert_int_eq (pr_reply_read (reply, &listener, &fault), 0);
  ck_assert_str_eq (notes.data, "function '-f': its name is no identifier\n"
                    "function '-f', parameter '2': its name is no"
                    " identifier\n"
                    "function '-f': two of its parameters have one name\n");
}
END_TEST

/* Anything may come back for bytes that are no message, but nothing may
 * break; ask the sanitizers. */
START_TEST (test_damaged)
{
  struct pl_buffer message;
  size_t i, n;

  pl_buffer_init (&message);
  make_reply (&message, 6);
  n = message.len;
  for (i = 0; i < n; i++) {
    struct pr_reply *one = pr_reply_new (6);
    struct pr_fault its;
    char c = message.data[i];

    pr_fault_init (&its);
    message.data[i] = (char) (c ^ (char) (1u << i % 8));
    one->schema = malloc (n);
    memcpy (one->schema, message.data, n);
    one->schema_len = i % 3 ? n : i;
    if (pr_reply_read (one, &listener, &its) < 0)
      ck_assert_int_ne (its.code, 0);
    message.data[i] = c;
    pr_fault_release (&its);
    pr_reply_free (one);
  }
  pl_buffer_release (&message);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("rpc-views");
  TCase *c = tcase_create ("views");
  SRunner *runner;
  int n_failed;

  tcase_add_checked_fixture (c, set_up, tear_down);
  tcase_add_test (c, test_same_as_from_json);
  tcase_add_test (c, test_action_has_no_version);
  tcase_add_loop_test (c, test_type, 0, sizeof types / sizeof types[0]);
  tcase_add_loop_test (c, test_type_depth, PR_TYPE_DEPTH - 1,
                       PR_TYPE_DEPTH + 3);
  tcase_add_test (c, test_object_names);
  tcase_add_test (c, test_merged);
  tcase_add_test (c, test_repeated);
  tcase_add_loop_test (c, test_protocols, 0, 2);
  tcase_add_test (c, test_notes);
  tcase_add_loop_test (c, test_set_notes, 0, 6);
  tcase_add_test (c, test_function_notes);
  tcase_add_test (c, test_damaged);
  suite_add_tcase (suite, c);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed > 0;
}
