/* SPDX-License-Identifier: Apache-2.0 */
/* The reader sees in a file what jansson sees in it: in the sample data, and
 * in schemas made at random and written by jansson in several ways. */

#include <config.h>

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>
#include <jansson.h>

#include "fake-host.h"
#include "show-view.h"
#include "tests/unit/rounds.h"

#define SCHEMAS 300
/* Larger files are not for valgrind. */
#define SMALL_SIZE 2000000

static const struct {
  const char *kind, *member;
} kinds[] = {
  { PLATING_KIND_RESOURCE, "resource_schemas" },
  { PLATING_KIND_DATA_SOURCE, "data_source_schemas" },
  { PLATING_KIND_EPHEMERAL_RESOURCE, "ephemeral_resource_schemas" },
  { PLATING_KIND_ACTION, "action_schemas" },
  { PLATING_KIND_LIST_RESOURCE, "list_resource_schemas" },
  { PLATING_KIND_STATE_STORE, "state_store_schemas" },
};
#define N_KINDS (sizeof kinds / sizeof kinds[0])

static const struct {
  const char *member;
  uint32_t flag;
} flags[] = {
  { "required", PLATING_FLAG_REQUIRED },
  { "optional", PLATING_FLAG_OPTIONAL },
  { "computed", PLATING_FLAG_COMPUTED },
  { "sensitive", PLATING_FLAG_SENSITIVE },
  { "deprecated", PLATING_FLAG_DEPRECATED },
  { "write_only", PLATING_FLAG_WRITE_ONLY },
  { "required_for_import", PLATING_FLAG_REQUIRED_FOR_IMPORT },
  { "optional_for_import", PLATING_FLAG_OPTIONAL_FOR_IMPORT },
};

/* -- comparing ------------------------------------------------------------ */

static const struct plating_schema_view *view;
static size_t n_compared;

static const struct plating_schema_node *
node_at (uint32_t i)
{
  return plating_schema_node_at (view, i);
}

static void
compare_text (struct plating_text text, const json_t *string)
{
  size_t len = string ? json_string_length (string) : 0;

  ck_assert_uint_eq (text.len, len);
  if (len > 0)
    ck_assert_mem_eq (text.ptr, json_string_value (string), len);
}

static void
compare_number (uint64_t number, const json_t *value)
{
  ck_assert_uint_eq (number, (uint64_t) json_integer_value (value));
}

static void
compare_mode (uint16_t mode, const json_t *value)
{
  static const struct {
    const char *word;
    uint16_t mode;
  } words[] = {
    { "single", PLATING_MODE_SINGLE }, { "list", PLATING_MODE_LIST },
    { "set", PLATING_MODE_SET }, { "map", PLATING_MODE_MAP },
    { "group", PLATING_MODE_GROUP },
  };
  size_t i;

  for (i = 0; value && i < sizeof words / sizeof words[0]; i++)
    if (!strcmp (json_string_value (value), words[i].word))
      ck_assert_uint_eq (mode, words[i].mode);
}

static void
compare_flags (uint32_t found, const json_t *object)
{
  size_t i;

  for (i = 0; i < sizeof flags / sizeof flags[0]; i++)
    ck_assert_int_eq ((found & flags[i].flag) != 0,
                      json_is_true (json_object_get (object,
                                                     flags[i].member)));
}

static const json_t *
member_of_node (uint32_t i, const json_t *map)
{
  struct plating_text name = node_at (i)->name;
  const json_t *member = json_object_getn (map, name.ptr, name.len);

  ck_assert_ptr_nonnull (member);
  n_compared++;
  return member;
}

static void
compare_type (uint32_t i, const json_t *type)
{
  static const char *const words[] = {
    [PLATING_TYPE_STRING / 100] = "string",
    [PLATING_TYPE_NUMBER / 100] = "number",
    [PLATING_TYPE_BOOL / 100] = "bool",
    [PLATING_TYPE_DYNAMIC / 100] = "dynamic",
    [PLATING_TYPE_LIST / 100] = "list",
    [PLATING_TYPE_SET / 100] = "set",
    [PLATING_TYPE_MAP / 100] = "map",
    [PLATING_TYPE_TUPLE / 100] = "tuple",
    [PLATING_TYPE_OBJECT / 100] = "object",
  };
  const struct plating_schema_node *node = node_at (i);
  const json_t *word = json_is_array (type) ? json_array_get (type, 0) : type;
  const json_t *parts = json_array_get (type, 1);
  uint32_t part;
  size_t n = 0;

  ck_assert_str_eq (words[node->type / 100], json_string_value (word));
  for (part = i + 1; part < node->end; part = node_at (part)->end, n++)
    if (node->type == PLATING_TYPE_OBJECT)
      compare_type (part, member_of_node (part, parts));
    else if (node->type == PLATING_TYPE_TUPLE)
      compare_type (part, json_array_get (parts, n));
    else
      compare_type (part, parts);
  if (node->type == PLATING_TYPE_OBJECT)
    ck_assert_uint_eq (n, json_object_size (parts));
  else if (node->type == PLATING_TYPE_TUPLE)
    ck_assert_uint_eq (n, json_array_size (parts));
}

static void
compare_attributes (uint32_t parent, const json_t *attributes)
{
  uint32_t i;
  size_t n = 0;

  for (i = parent + 1; i < node_at (parent)->end; i = node_at (i)->end) {
    const struct plating_schema_node *node = node_at (i);
    const json_t *attribute, *nested;

    if (node->kind != PLATING_NODE_ATTRIBUTE)
      continue;
    n++;
    attribute = member_of_node (i, attributes);
    compare_text (node->text, json_object_get (attribute, "description"));
    compare_flags (node->flags, attribute);
    nested = json_object_get (attribute, "nested_type");
    if (!nested) {
      compare_type (i, json_object_get (attribute, "type"));
      continue;
    }
    ck_assert_uint_eq (node->type, PLATING_TYPE_NESTED);
    compare_mode (node->mode, json_object_get (nested, "nesting_mode"));
    compare_number (node->min_items, json_object_get (nested, "min_items"));
    compare_number (node->max_items, json_object_get (nested, "max_items"));
    compare_attributes (i, json_object_get (nested, "attributes"));
  }
  ck_assert_uint_eq (n, json_object_size (attributes));
}

static void
compare_block (uint32_t block, const json_t *object)
{
  const json_t *types = json_object_get (object, "block_types");
  uint32_t i;
  size_t n = 0;

  compare_text (node_at (block)->text,
                json_object_get (object, "description"));
  compare_attributes (block, json_object_get (object, "attributes"));
  for (i = block + 1; i < node_at (block)->end; i = node_at (i)->end) {
    const struct plating_schema_node *node = node_at (i);
    const json_t *type;

    if (node->kind != PLATING_NODE_BLOCK_TYPE)
      continue;
    n++;
    type = member_of_node (i, types);
    compare_mode (node->mode, json_object_get (type, "nesting_mode"));
    compare_number (node->min_items, json_object_get (type, "min_items"));
    compare_number (node->max_items, json_object_get (type, "max_items"));
    compare_block (i, json_object_get (type, "block"));
  }
  ck_assert_uint_eq (n, json_object_size (types));
}

/* Compares what FILE, which is ROOT to jansson, has of provider NAME. */
static void
compare_file (const char *file, const json_t *root, const char *name)
{
  struct fake_host host;
  void *instance;
  const json_t *provider;
  size_t i, k;

  fake_host_init (&host);
  instance = fake_host_create (&host, file, NULL);
  ck_assert_ptr_nonnull (instance);
  ck_assert_msg (fake_host_discover (&host, instance, "/none", name) == 0,
                 "%s: %s", file, host.message.data);
  provider = json_object_get (json_object_get (root, "provider_schemas"),
                              host.address.data);
  ck_assert_ptr_nonnull (provider);
  for (i = 0; i < host.n_components; i++) {
    const struct plating_component *c = &host.components[i];
    const json_t *schema, *block, *identity;
    uint32_t found;

    ck_assert_int_eq (fake_host_load (&host, instance, i), 0);
    view = host.view;
    ck_assert_msg (!check_view (view), "%s", check_view (view));
    for (k = 0; k < N_KINDS && strcmp (c->kind.ptr, kinds[k].kind); )
      k++;
    if (k == N_KINDS)
      continue;
    schema = member_of_node (0, json_object_get (provider, kinds[k].member));
    block = json_object_get (schema, "block");
    found = plating_schema_child (view, 0, PLATING_NODE_BLOCK);
    ck_assert_int_eq (block != NULL, found != PLATING_NONE);
    if (block)
      compare_block (found, block);
    found = plating_schema_child (view, 0, PLATING_NODE_IDENTITY);
    identity = k > 0 ? NULL : json_object_getn
      (json_object_get (provider, "resource_identity_schemas"), c->name.ptr,
       c->name.len);
    ck_assert_int_eq (identity != NULL, found != PLATING_NONE);
    if (identity)
      compare_attributes (found, json_object_get (identity, "attributes"));
  }
  for (k = 0; k < N_KINDS; k++)
    ck_assert_uint_ge (host.n_components,
                       json_object_size (json_object_get
                                         (provider, kinds[k].member)));
  fake_host_destroy (instance);
  fake_host_release (&host);
}

/* -- schemas at random ---------------------------------------------------- */

static uint64_t state;

static unsigned
pick (unsigned n)
{
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (unsigned) (state >> 33) % n;
}

static json_t *
random_text (void)
{
  static const char *const words[] = {
    "", "plain", "with \"quotes\"", "line\nbreak", "caf\xc3\xa9",
    "\xe6\x97\xa5\xe6\x9c\xac", "\xf0\x9f\x98\x80", "\\", "tab\t", "/",
    "much longer words than those before them", "\x7f\x01",
  };
  char text[256] = "";
  unsigned n;

  for (n = pick (5); n > 0; n--)
    strcat (text, words[pick (sizeof words / sizeof words[0])]);
  return json_string (text);
}

static void
set_random (json_t *object, json_t *value)
{
  char name[32];

  snprintf (name, sizeof name, "%s%u", pick (9) ? "name_" : "n\xc3\xa4",
            pick (1000000));
  json_object_set_new (object, name, value);
}

static json_t *
random_type (unsigned depth)
{
  static const char *const simple[] = {
    "string", "number", "bool", "dynamic"
  };
  static const char *const collections[] = { "list", "set", "map" };
  unsigned n = pick (4);
  json_t *parts;

  switch (depth > 0 ? pick (6) : 0) {
  case 4:
    for (parts = json_array (); n > 0; n--)
      json_array_append_new (parts, random_type (depth - 1));
    return json_pack ("[so]", "tuple", parts);
  case 5:
    for (parts = json_object (); n > 0; n--)
      set_random (parts, random_type (depth - 1));
    return json_pack ("[so]", "object", parts);
  case 3:
    return json_pack ("[so]", collections[pick (3)],
                      random_type (depth - 1));
  default:
    return json_string (simple[n]);
  }
}

static json_t *random_attributes (unsigned depth);

static json_t *
random_attribute (unsigned depth)
{
  json_t *attribute = json_object ();
  size_t i;

  if (pick (3))
    json_object_set_new (attribute, "description", random_text ());
  for (i = 0; i < 6; i++)
    if (pick (3) == 0)
      json_object_set_new (attribute, flags[i].member,
                           json_boolean (pick (2)));
  if (pick (5) == 0)
    json_object_set_new (attribute, "unknown", random_type (3));
  if (depth > 0 && pick (3) == 0)
    json_object_set_new (attribute, "nested_type",
                         json_pack ("{so,ss,si}", "attributes",
                                    random_attributes (depth - 1),
                                    "nesting_mode", "set", "max_items",
                                    pick (9)));
  else
    json_object_set_new (attribute, "type", random_type (4));
  return attribute;
}

static json_t *
random_attributes (unsigned depth)
{
  json_t *attributes = json_object ();
  unsigned n;

  for (n = pick (6); n > 0; n--)
    set_random (attributes, random_attribute (depth));
  return attributes;
}

static json_t *
random_block (unsigned depth)
{
  json_t *block = json_pack ("{so,so}", "attributes",
                             random_attributes (depth), "description",
                             random_text ()), *types;
  unsigned n;

  if (depth > 0) {
    types = json_object ();
    for (n = pick (3); n > 0; n--)
      set_random (types, json_pack ("{ss,si,so}", "nesting_mode", "list",
                                    "min_items", pick (3), "block",
                                    random_block (depth - 1)));
    json_object_set_new (block, "block_types", types);
  }
  return block;
}

static json_t *
random_schemas (void)
{
  json_t *provider = json_object ();
  size_t k;

  for (k = 0; k < N_KINDS; k++) {
    json_t *schemas = json_object ();
    unsigned n;

    for (n = pick (4); n > 0; n--)
      set_random (schemas, json_pack ("{si,so}", "version", pick (5), "block",
                                      random_block (2)));
    json_object_set_new (provider, kinds[k].member, schemas);
  }
  return json_pack ("{ss,s{so}}", "format_version", "1.0",
                    "provider_schemas", "p", provider);
}

START_TEST (test_random_schemas)
{
  static const size_t ways[] = {
    JSON_COMPACT, JSON_INDENT (2), JSON_ENSURE_ASCII | JSON_SORT_KEYS,
    JSON_ESCAPE_SLASH | JSON_INDENT (31),
  };
  unsigned i;

  state = 20240607;
  n_compared = 0;
  for (i = 0; i < (unsigned) rounds (SCHEMAS); i++) {
    json_t *root = random_schemas ();
    char *text = json_dumps (root, ways[i % 4]), path[64];
    int fd = fake_host_file (text, strlen (text), path);

    compare_file (path, root, "p");
    close (fd);
    free (text);
    json_decref (root);
  }
  ck_assert_uint_gt (n_compared, (unsigned) rounds (SCHEMAS) * 50);
}
END_TEST

START_TEST (test_sample_data)
{
  const char *corpus = getenv ("PLATING_CORPUS");
  char pattern[4096];
  glob_t files;
  size_t i;

  snprintf (pattern, sizeof pattern, "%s/registry/*/schema.json",
            corpus ? corpus : "");
  if (!corpus || glob (pattern, 0, NULL, &files) != 0) {
    fprintf (stderr, "no sample data: only schemas made at random\n");
    return;
  }
  for (i = 0; i < files.gl_pathc; i++) {
    const char *file = files.gl_pathv[i], *address, *name;
    struct stat st;
    json_t *root;

    if (rounds (2) < 2
        && (stat (file, &st) < 0 || st.st_size > SMALL_SIZE))
      continue;
    root = json_load_file (file, JSON_REJECT_DUPLICATES, NULL);
    ck_assert_ptr_nonnull (root);
    address = json_object_iter_key
      (json_object_iter (json_object_get (root, "provider_schemas")));
    name = strrchr (address, '/');
    compare_file (file, root, name ? name + 1 : address);
    json_decref (root);
  }
  globfree (&files);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("schema-json-jansson");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  tcase_set_timeout (tests, 60);
  tcase_add_test (tests, test_random_schemas);
  tcase_add_test (tests, test_sample_data);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
