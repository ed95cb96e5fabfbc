/* SPDX-License-Identifier: Apache-2.0 */
/* A schema file that is wrong gets the message that tfplugindocs gives,
 * and the place. */

#include <config.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>

#include "fake-host.h"

/* Around the block of resource "r" of provider "p"; ' stands for ". */
#define HEAD "{'format_version':'1.0','provider_schemas':{'p':{\n" \
  "'resource_schemas':{'r':{'block':\n"
#define TAIL "}}}}}"

/* Around the type of attribute "a". */
#define TYPE(type) HEAD "{'attributes':{'a':{'type':\n" type "}}}" TAIL

#define IN_STRUCT " into Go struct field "
#define IN_BLOCK "provider_schemas.resource_schemas.block."
#define IN_TYPE IN_STRUCT "SchemaAttribute." IN_BLOCK "attributes.type of type "

struct bad_text {
  const char *text;
  const char *message;
  unsigned line, column;
};

static const struct bad_text bad_texts[] = {
  /* Syntax. */
  { "", "unexpected end of JSON input", 1, 1 },
  { " \n ", "unexpected end of JSON input", 2, 2 },
  { "{'a':", "unexpected end of JSON input", 1, 6 },
  { "\xef\xbb\xbf{}",
    "invalid character '\xc3\xaf' looking for beginning of value", 1, 1 },
  { "{} x", "invalid character 'x' after top-level value", 1, 4 },
  { "{'a' 1}", "invalid character '1' after object key", 1, 6 },
  { "{'a':1 2}", "invalid character '2' after object key:value pair", 1, 8 },
  { "{'a':1,}",
    "invalid character '}' looking for beginning of object key string",
    1, 8 },
  { "{'a':[1 2]}", "invalid character '2' after array element", 1, 9 },
  { "{'a':01}", "invalid character '1' after object key:value pair", 1, 7 },
  { "{'a':1.}", "invalid character '}' after decimal point in numeric"
    " literal", 1, 8 },
  { "{'a':1e}", "invalid character '}' in exponent of numeric literal",
    1, 8 },
  { "{'a':-}", "invalid character '}' in numeric literal", 1, 7 },
  { "-", "invalid character ' ' in numeric literal", 1, 2 },
  { "{'a':trUe}", "invalid character 'U' in literal true (expecting 'u')",
    1, 8 },
  { "{'a':fa", "invalid character ' ' in literal false (expecting 'l')",
    1, 8 },
  { "{'a':nil}", "invalid character 'i' in literal null (expecting 'u')",
    1, 7 },
  { "{'a':'\n'}", "invalid character '\\n' in string literal", 1, 7 },
  { "{'a\\x':1}", "invalid character 'x' in string escape code", 1, 5 },
  { "{'a':'\\u00g0'}",
    "invalid character 'g' in \\u hexadecimal character escape", 1, 11 },
  { "{'a':\x7f}", "invalid character '\\x7f' looking for beginning of value",
    1, 6 },
  { "{'a':\xc2\xa0}", "invalid character '\xc3\x82' looking for beginning of"
    " value", 1, 6 },
  { "{'a':\\}", "invalid character '\\\\' looking for beginning of value",
    1, 6 },
  /* The syntax of all of the file comes first. */
  { "{'format_version':1,\n'a':}",
    "invalid character '}' looking for beginning of value", 2, 5 },
  { TYPE ("5") "x", "invalid character 'x' after top-level value", 4, 10 },

  /* Format version. */
  { "null",
    "unexpected provider schema data, format version is missing", 0, 0 },
  { "{'format_version':null}",
    "unexpected provider schema data, format version is missing", 0, 0 },
  { "{\n 'format_version':''}",
    "unexpected provider schema data, format version is missing", 2, 19 },
  { "{'format_version':'abc'}",
    "invalid format version \"abc\": malformed version: abc", 1, 19 },
  { "{'format_version':'1.99999999999999999999'}",
    "invalid format version \"1.99999999999999999999\": error parsing"
    " version: strconv.ParseInt: parsing \"99999999999999999999\": value out"
    " of range", 1, 19 },
  { "{'format_version':'v2'}", "unsupported provider schema format version:"
    " \"2.0.0\" does not satisfy \">= 0.1, < 2.0\"", 1, 19 },
  { "{'format_version':'1.0-beta.1+x'}", "unsupported provider schema format"
    " version: \"1.0.0-beta.1+x\" does not satisfy \">= 0.1, < 2.0\"", 1, 19 },
  { "{'format_version':'0.0.9.1'}", "unsupported provider schema format"
    " version: \"0.0.9.1\" does not satisfy \">= 0.1, < 2.0\"", 1, 19 },

  /* Values of a wrong type. */
  { "[]", "json: cannot unmarshal array into Go value of type"
    " tfjson.rawSchemas", 1, 1 },
  { "{'format_version':1.5}", "json: cannot unmarshal number" IN_STRUCT
    "rawSchemas.format_version of type string", 1, 19 },
  { "{'format_version':'1.0','provider_schemas':[]}",
    "json: cannot unmarshal array" IN_STRUCT "rawSchemas.provider_schemas of"
    " type map[string]*tfjson.ProviderSchema", 1, 44 },
  { "{'format_version':'1.0','provider_schemas':{'p':1}}",
    "json: cannot unmarshal number" IN_STRUCT "rawSchemas.provider_schemas of"
    " type tfjson.ProviderSchema", 1, 49 },
  { HEAD "5" TAIL, "json: cannot unmarshal number" IN_STRUCT
    "Schema.provider_schemas.resource_schemas.block of type"
    " tfjson.SchemaBlock", 3, 1 },
  { HEAD "{'deprecated':'yes'}" TAIL, "json: cannot unmarshal string"
    IN_STRUCT "SchemaBlock." IN_BLOCK "deprecated of type bool", 3, 15 },
  { HEAD "{'attributes':{'a':\n{'optional':'x','required':5}}}" TAIL,
    "json: cannot unmarshal string" IN_STRUCT "SchemaAttribute." IN_BLOCK
    "attributes.optional of type bool", 4, 13 },
  { HEAD "{'block_types':{'b':{'min_items':-1}}}" TAIL,
    "json: cannot unmarshal number -1" IN_STRUCT "SchemaBlockType." IN_BLOCK
    "block_types.min_items of type uint64", 3, 34 },
  { HEAD "{'block_types':{'b':{'max_items':18446744073709551616}}}" TAIL,
    "json: cannot unmarshal number 18446744073709551616" IN_STRUCT
    "SchemaBlockType." IN_BLOCK "block_types.max_items of type uint64",
    3, 34 },
  { HEAD "{'attributes':{'a':{'nested_type':{'nesting_mode':true}}}}" TAIL,
    "json: cannot unmarshal bool" IN_STRUCT "SchemaNestedAttributeType."
    IN_BLOCK "attributes.nested_type.nesting_mode of type"
    " tfjson.SchemaNestingMode", 3, 51 },
  { HEAD "{'description_kind':{}}" TAIL, "json: cannot unmarshal object"
    IN_STRUCT "SchemaBlock." IN_BLOCK "description_kind of type"
    " tfjson.SchemaDescriptionKind", 3, 21 },
  { "{'format_version':'1.0','provider_schemas':{'other':{'functions':"
    "{'f':{'parameters':[{'name':5}]}}}}}", "json: cannot unmarshal number"
    IN_STRUCT "FunctionParameter.provider_schemas.functions.parameters.name"
    " of type string", 1, 94 },
  { "{'format_version':'1.0','provider_schemas':{'p':{'functions':"
    "{'f':{'parameters':{}}}}}}", "json: cannot unmarshal object"
    IN_STRUCT "FunctionSignature.provider_schemas.functions.parameters of"
    " type []*tfjson.FunctionParameter", 1, 81 },

  /* Types, which are worse than those before them. */
  { TYPE ("'int'"), "invalid primitive type name \"int\"", 4, 1 },
  { TYPE ("'\\u0069\\u0000'"), "invalid primitive type name \"i\\x00\"",
    4, 1 },
  { TYPE ("['odd','string']"), "invalid complex type kind name", 4, 2 },
  { TYPE ("[5]"), "invalid complex type kind name", 4, 2 },
  { TYPE ("[]"), "invalid complex type kind name", 4, 2 },
  { TYPE ("{}"), "invalid complex type description", 4, 1 },
  { TYPE ("null"), "invalid type description", 4, 1 },
  { TYPE ("7"), "invalid type description", 4, 1 },
  { TYPE ("1e999"), "json: cannot unmarshal number 1e999" IN_TYPE "float64",
    4, 1 },
  { TYPE ("['list']"), "expected comma after array element", 4, 8 },
  { TYPE ("['list','string','x']"),
    "unexpected extra data in type description", 4, 18 },
  { TYPE ("['list','string',-1e999]"), "json: cannot unmarshal number -1e999"
    IN_TYPE "float64", 4, 18 },
  { TYPE ("['object',5]"), "json: cannot unmarshal number" IN_TYPE
    "map[string]cty.Type", 4, 11 },
  { TYPE ("['tuple',{}]"), "json: cannot unmarshal object" IN_TYPE
    "[]cty.Type", 4, 10 },
  { TYPE ("['object',{},'x']"), "json: cannot unmarshal string" IN_TYPE
    "[]string", 4, 14 },
  { TYPE ("['object',{},['x',5,true]]"), "json: cannot unmarshal number"
    IN_TYPE "string", 4, 19 },
  { TYPE ("['object',{},[],[]]"),
    "unexpected extra data in type description", 4, 17 },
  { TYPE ("['set',['tuple',['string',['map','odd']]]]"),
    "invalid primitive type name \"odd\"", 4, 34 },
  { "{'format_version':1,'provider_schemas':{'p':{'functions':{'f':{"
    "'return_type':'odd'}}}}}", "invalid primitive type name \"odd\"",
    1, 78 },
};

static struct fake_host host;

/* Tries to discover in the LEN bytes of TEXT and returns the code. */
static int
discover (const char *text, size_t len, const struct fake_setting *settings)
{
  char path[64];
  int fd = fake_host_file (text, len, path), code;
  void *instance;

  ck_assert_int_ge (fd, 0);
  instance = fake_host_create (&host, path, settings);
  ck_assert_ptr_nonnull (instance);
  code = fake_host_discover (&host, instance, "/none", "p");
  fake_host_destroy (instance);
  close (fd);
  return code;
}

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

START_TEST (test_bad_text)
{
  const struct bad_text *bad = &bad_texts[_i];
  char *text = strdup (bad->text), *c;

  ck_assert_ptr_nonnull (text);
  for (c = text; *c; c++)
    if (*c == '\'')
      *c = '"';
  ck_assert_int_eq (discover (text, strlen (text), NULL), PLATING_E_FORMAT);
  ck_assert_str_eq (host.message.data, bad->message);
  ck_assert_msg (host.line == bad->line && host.column == bad->column,
                 "%s: %u:%u instead of %u:%u", bad->text, host.line,
                 host.column, bad->line, bad->column);
  ck_assert_int_eq (host.n_failures, 1);
  ck_assert_int_eq (host.n_done, 0);
  ck_assert_uint_eq (host.n_components, 0);
  ck_assert_int_eq (strncmp (host.file.data, "/proc/self/fd/", 14), 0);
  free (text);
}
END_TEST

/* Discovers in N times OPEN, MIDDLE, and N times CLOSE. */
static int
discover_deep (const char *open, const char *middle, const char *close_text,
               unsigned n, const struct fake_setting *settings)
{
  struct pl_buffer text;
  unsigned i;
  int code;

  pl_buffer_init (&text);
  for (i = 0; i < n; i++)
    pl_buffer_puts (&text, open);
  pl_buffer_puts (&text, middle);
  for (i = 0; i < n; i++)
    pl_buffer_puts (&text, close_text);
  code = discover (text.data, text.len, settings);
  pl_buffer_release (&text);
  return code;
}

START_TEST (test_too_deep)
{
  const struct fake_setting settings[] = {
    { "max-depth", NULL, 20 }, { NULL, NULL, 0 },
  };

  ck_assert_int_eq (discover_deep ("{\"a\":", "1", "}", 100000, NULL),
                    PLATING_E_LIMIT);
  ck_assert_str_eq (host.message.data,
                    "invalid character '{' exceeded max depth");
  ck_assert_uint_eq (host.line, 1);
  ck_assert_uint_eq (host.column, 50001);
  ck_assert_str_eq (host.hint.data, "objects and lists may nest 10000 levels"
                    " deep (setting max-depth)");
  ck_assert_int_eq (discover_deep ("[", "", "]", 100000, NULL),
                    PLATING_E_LIMIT);
  ck_assert_int_eq (discover_deep ("[", "", "", 100000, NULL),
                    PLATING_E_LIMIT);
  ck_assert_int_eq (discover_deep ("{\"a\":", "1", "}", 10000, NULL),
                    PLATING_E_FORMAT);
  ck_assert_str_eq (host.message.data, "unexpected provider schema data,"
                    " format version is missing");
  ck_assert_int_eq (discover_deep ("{\"a\":", "1", "}", 21, settings),
                    PLATING_E_LIMIT);
  ck_assert_int_eq (discover_deep ("{\"a\":", "1", "}", 20, settings),
                    PLATING_E_FORMAT);
}
END_TEST

/* Every beginning of a good file is an error, at its end. */
START_TEST (test_every_truncation)
{
  static const char text[]
    = "{\"format_version\":\"1.0\",\"provider_schemas\":{\"p\":{"
    "\"resource_schemas\":{\"r\":{\"version\":12,\"block\":{\"attributes\":{"
    "\"\\u00e9\":{\"type\":[\"object\",{\"x\":[\"list\",\"bool\"]},[\"x\"]],"
    "\"optional\":true,\"deprecated\":false,\"required\":null}}}}},"
    "\"functions\":{\"f\":{\"parameters\":[{\"type\":[\"tuple\",[\"string\"]]},"
    "null]}},\"unknown\":[1.5e-3,{\"a\":{}},\"\\ud83d\\ude00\"]}}}";
  size_t len;

  ck_assert_int_eq (discover (text, sizeof text - 1, NULL), 0);
  for (len = 0; len < sizeof text - 1; len++) {
    ck_assert_int_eq (discover (text, len, NULL), PLATING_E_FORMAT);
    ck_assert_uint_eq (host.column, len + 1);
    ck_assert_msg (!strcmp (host.message.data, "unexpected end of JSON input")
                   || !strncmp (host.message.data, "invalid character ' '",
                                21), "%s", host.message.data);
  }
}
END_TEST

START_TEST (test_nul_byte)
{
  ck_assert_int_eq (discover ("{}\0", 3, NULL), PLATING_E_FORMAT);
  ck_assert_str_eq (host.message.data,
                    "invalid character '\\x00' after top-level value");
  ck_assert_int_eq (discover ("{\"a\0\":1}", 8, NULL), PLATING_E_FORMAT);
  ck_assert_str_eq (host.message.data,
                    "invalid character '\\x00' in string literal");
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("schema-json-messages");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  tcase_set_timeout (tests, 60);
  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_loop_test (tests, test_bad_text, 0,
                       sizeof bad_texts / sizeof bad_texts[0]);
  tcase_add_test (tests, test_too_deep);
  tcase_add_test (tests, test_every_truncation);
  tcase_add_test (tests, test_nul_byte);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
