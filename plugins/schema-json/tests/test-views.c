/* SPDX-License-Identifier: Apache-2.0 */
/* Components and their views are what the schema file says, however it is
 * written. */

#include <config.h>

#include "discovered.h"

START_TEST (test_every_kind)
{
  static const char *const kinds[] = {
    PLATING_KIND_ACTION, PLATING_KIND_DATA_SOURCE,
    PLATING_KIND_EPHEMERAL_RESOURCE, PLATING_KIND_FUNCTION,
    PLATING_KIND_LIST_RESOURCE, PLATING_KIND_RESOURCE,
    PLATING_KIND_STATE_STORE,
  };
  size_t i;

  discover ("{'provider_schemas':{'registry.terraform.io/hashicorp/p':{"
            "'state_store_schemas':{'x':{'block':{}}},"
            "'list_resource_schemas':{'x':{'block':{}}},"
            "'functions':{'x':{'return_type':'string'}},"
            "'action_schemas':{'x':{'block':{}}},"
            "'ephemeral_resource_schemas':{'x':{'block':{}}},"
            "'data_source_schemas':{'x':{'block':{}}},"
            "'resource_schemas':{'x':{'block':{}}},"
            "'provider':{'block':{'description':'top'}}"
            "}},'format_version':'1.2'}");
  ck_assert_str_eq (host.address.data, "registry.terraform.io/hashicorp/p");
  ck_assert_int_eq (host.n_providers, 1);
  ck_assert_uint_eq (host.n_components, 8);
  for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    ck_assert_int_ge (fake_host_find (&host, kinds[i], "x"), 0);
  expect_view (PLATING_KIND_PROVIDER, "p",
               "component \"p\"\n"
               "  block : top\n");
}
END_TEST

START_TEST (test_attributes)
{
  discover_block ("{'description':'Does it.','description_kind':'markdown',"
                  "'deprecated':true,'attributes':{"
                  "'b':{'type':['map',['object',{'z':'bool','a':['set',"
                  "'number']}]],'required':true,'sensitive':true},"
                  "'a':{'write_only':true,'computed':true,'optional':true,"
                  "'description':'An a.','type':'dynamic','deprecated':true},"
                  "'t':{'type':['tuple',['string',['list','bool']]]},"
                  "'o':{'type':['object',{'q':'string'},['q']]},"
                  "'none':{}}}");
  expect_view (PLATING_KIND_RESOURCE, "r",
               "component \"r\"\n"
               "  block +0x90 : Does it.\n"
               "    attribute \"b\" map +0x9\n"
               "      element object\n"
               "        field \"z\" bool\n"
               "        field \"a\" set\n"
               "          element number\n"
               "    attribute \"a\" dynamic +0x36 : An a.\n"
               "    attribute \"t\" tuple\n"
               "      element string\n"
               "      element list\n"
               "        element bool\n"
               "    attribute \"o\" object\n"
               "      optional = [\"q\"]\n"
               "      field \"q\" string\n"
               "    attribute \"none\"\n");
  ck_assert_uint_eq (host.components[1].flags, PLATING_COMPONENT_DEPRECATED);
}
END_TEST

START_TEST (test_nested)
{
  discover_block ("{'attributes':{"
                  "'n':{'nested_type':{'nesting_mode':'list','min_items':1,"
                  "'max_items':18446744073709551615,'attributes':{"
                  "'x':{'type':'string'}}},'optional':true},"
                  "'both':{'type':['tuple',['string']],'nested_type':"
                  "{'attributes':{'x':{'type':'bool'}},"
                  "'nesting_mode':'odd'}},"
                  "'too':{'nested_type':{'nesting_mode':'single'},"
                  "'type':['list',['object',{'a':'string'}]]}},"
                  "'block_types':{'b':{'nesting_mode':'group','min_items':2,"
                  "'max_items':3,'block':{'description':'A b.',"
                  "'deprecated':true,'attributes':{'y':{'type':'number'}},"
                  "'block_types':{'c':{'nesting_mode':'set'}}}}}}");
  expect_view (PLATING_KIND_RESOURCE, "r",
               "component \"r\"\n"
               "  block\n"
               "    attribute \"n\" nested list 1..18446744073709551615"
               " +0x2\n"
               "      attribute \"x\" string\n"
               "    attribute \"both\" nested other +0x800\n"
               "      inner nesting_mode = \"odd\"\n"
               "      attribute \"x\" bool\n"
               "    attribute \"too\" nested single\n"
               "    block-type \"b\" group 2..3 +0x10 : A b.\n"
               "      attribute \"y\" number\n"
               "      block-type \"c\" set +0x1000\n");
}
END_TEST

START_TEST (test_identity)
{
  discover ("{'format_version':'1.0','provider_schemas':{'p':{"
            "'resource_identity_schemas':{"
            "'b':{'version':1,'attributes':{'id':{'type':'string',"
            "'description':'The id.','required_for_import':true},"
            "'zone':{'type':['list','string'],"
            "'optional_for_import':true}}},"
            "'a':{'attributes':null},'gone':{},'n':null},"
            "'resource_schemas':{'n':{'block':{}},'b':{},'a':{'block':{}},"
            "'c':{'block':{}}}}}}");
  ck_assert_uint_eq (host.n_components, 5);
  expect_view (PLATING_KIND_RESOURCE, "b",
               "component \"b\"\n"
               "  identity\n"
               "    version = 1\n"
               "    attribute \"id\" string +0x100 : The id.\n"
               "    attribute \"zone\" list +0x200\n"
               "      element string\n");
  expect_view (PLATING_KIND_RESOURCE, "a",
               "component \"a\"\n"
               "  block\n"
               "  identity\n");
  expect_view (PLATING_KIND_RESOURCE, "n", "component \"n\"\n  block\n");
  ck_assert_uint_eq
    (host.components[fake_host_find (&host, PLATING_KIND_RESOURCE,
                                     "b")].flags,
     PLATING_COMPONENT_HAS_IDENTITY);
  ck_assert_uint_eq
    (host.components[fake_host_find (&host, PLATING_KIND_RESOURCE,
                                     "n")].flags, 0);
}
END_TEST

START_TEST (test_functions)
{
  discover ("{'format_version':'1.0','provider_schemas':{'p':{'functions':{"
            "'f':{'return_type':['list','string'],'summary':'Short.',"
            "'variadic_parameter':{'name':'rest','type':'dynamic'},"
            "'parameters':[{'name':'one','type':'string','is_nullable':true,"
            "'description':'First.','odd':[1]},{'type':['set','bool'],"
            "'name':'two'},null],'description':'Long.',"
            "'deprecation_message':'Use g.'},"
            "'g':{'return_type':'bool','parameters':[]},"
            "'h':{'return_type':'bool','parameters':null,"
            "'deprecation_message':'','summary':null},"
            "'none':null}}}}");
  expect_view (PLATING_KIND_FUNCTION, "f",
               "component \"f\" +0x400 : Long.\n"
               "  summary : Short.\n"
               "  deprecation : Use g.\n"
               "  parameter \"one\" string +0x40 : First.\n"
               "    odd = [1]\n"
               "  parameter \"two\" set\n"
               "    element bool\n"
               "  parameter +0x1000\n"
               "  variadic \"rest\" dynamic\n"
               "  return list\n"
               "    element string\n");
  expect_view (PLATING_KIND_FUNCTION, "g",
               "component \"g\" +0x400\n  return bool\n");
  expect_view (PLATING_KIND_FUNCTION, "h",
               "component \"h\"\n  return bool\n");
  expect_view (PLATING_KIND_FUNCTION, "none", "component \"none\" +0x1000\n");
  ck_assert_uint_eq
    (host.components[fake_host_find (&host, PLATING_KIND_FUNCTION,
                                     "f")].flags,
     PLATING_COMPONENT_DEPRECATED);
  ck_assert_uint_eq
    (host.components[fake_host_find (&host, PLATING_KIND_FUNCTION,
                                     "none")].flags,
     PLATING_COMPONENT_NO_SCHEMA);
}
END_TEST

START_TEST (test_unknown_members_are_kept)
{
  discover ("{'format_version':'1.0','x':[{}],'provider_schemas':{'p':{"
            "'future_schemas':{'a':{'block':5}},"
            "'resource_schemas':{'r':{'version':3,'new': [ 1 , {} ] ,"
            "'block':{'attributes':{'a':{'type':'string','Later':null,"
            "'e\\u0078':'\\u0041'}},'hint':-1.5e3,"
            "'description_kind':'html','block_types':{'b':{'more':'',"
            "'block':{'less':false}}}}}}}}}");
  expect_view (PLATING_KIND_RESOURCE, "r",
               "component \"r\"\n"
               "  version = 3\n"
               "  new = [ 1 , {} ]\n"
               "  block\n"
               "    hint = -1.5e3\n"
               "    description_kind = \"html\"\n"
               "    attribute \"a\" string\n"
               "      Later = null\n"
               "      ex = \"\\u0041\"\n"
               "    block-type \"b\"\n"
               "      more = \"\"\n"
               "      inner less = false\n");
}
END_TEST

START_TEST (test_extras_of_dropped_types_are_dropped)
{
  discover_block ("{'attributes':{'a':{'odd':1,'type':['tuple',[['object',"
                  "{},[]],['object',{},null]]],'nested_type':{'odd':2,"
                  "'attributes':{'b':{'odd':3}}},'odd':4}}}");
  expect_view (PLATING_KIND_RESOURCE, "r",
               "component \"r\"\n"
               "  block\n"
               "    attribute \"a\" nested +0x800\n"
               "      odd = 1\n"
               "      inner odd = 2\n"
               "      odd = 4\n"
               "      attribute \"b\"\n"
               "        odd = 3\n");
}
END_TEST

/* The word for MODE_OTHER is found under a name that is its own. */
START_TEST (test_other_mode_is_not_hidden)
{
  discover_block ("{'block_types':{'b':{'block':{'nesting_mode':5},"
                  "'nesting_mode':'odd'}},'attributes':{'a':{"
                  "'nesting_mode':[],'nested_type':{"
                  "'nesting_mode':'strange'}}}}");
  expect_view (PLATING_KIND_RESOURCE, "r",
               "component \"r\"\n"
               "  block\n"
               "    block-type \"b\" other\n"
               "      nesting_mode = \"odd\"\n"
               "    attribute \"a\" nested other\n"
               "      inner nesting_mode = \"strange\"\n");
}
END_TEST

START_TEST (test_names_in_other_letters)
{
  discover ("{'FORMAT_VERSION':'1.0','Provider_Schemas':{'p':{"
            "'re\xc5\xbfource_schema\xc5\xbf':{'r':{'BLOC\xe2\x84\xaa':{"
            "'attributes':{'a':{'TYPE':'string','Required':true,"
            "'deprecated':false,'\\u0063omputed':true}}}}}}}}");
  expect_view (PLATING_KIND_RESOURCE, "r",
               "component \"r\"\n"
               "  block\n"
               "    attribute \"a\" string +0x5\n");
}
END_TEST

START_TEST (test_texts)
{
  discover_block ("{'description':'\\ud83d\\ude00 \\u00e9\\n\\t\\/\\\\',"
                  "'attributes':{'e\\u0301':{'type':['object',"
                  "{'e\\u0301':'string','plain':'bool'}],"
                  "'description':'\xff\\ud800x\\udc00'}}}");
  expect_view (PLATING_KIND_RESOURCE, "r",
               "component \"r\"\n"
               "  block : \xf0\x9f\x98\x80 \xc3\xa9\n\t/\\\n"
               "    attribute \"e\xcc\x81\" object"
               " : \xef\xbf\xbd\xef\xbf\xbdx\xef\xbf\xbd\n"
               "      field \"\xc3\xa9\" string\n"
               "      field \"plain\" bool\n");
  ck_assert_uint_eq (host.n_findings, 2);
}
END_TEST

START_TEST (test_nul_is_kept)
{
  const struct plating_schema_node *node;

  discover_block ("{'description':'a\\u0000b'}");
  ck_assert_int_eq (fake_host_load (&host, instance, 1), 0);
  node = plating_schema_node_at (host.view, 1);
  ck_assert_uint_eq (node->text.len, 3);
  ck_assert_mem_eq (node->text.ptr, "a\0b", 3);
  ck_assert_str_eq (host.findings.data,
                    "1:98: the text holds a NUL character\n");
}
END_TEST

START_TEST (test_repeated_names)
{
  discover_block ("{'attributes':{'a':{'type':['list','bool'],'odd':1},"
                  "'b':{'type':'bool'},'a':{'type':'number'},"
                  "'c':{'type':['object',{'x':'string','x':['set',"
                  "'bool']}]}}}");
  expect_view (PLATING_KIND_RESOURCE, "r",
               "component \"r\"\n"
               "  block\n"
               "    attribute \"b\" bool\n"
               "    attribute \"a\" number\n"
               "    attribute \"c\" object\n"
               "      field \"x\" set\n"
               "        element bool\n");
  ck_assert_str_eq (host.findings.data,
                    "1:213: \"x\" comes twice; the last one counts\n"
                    "1:155: \"a\" comes twice; the last one counts\n");
}
END_TEST

START_TEST (test_repeated_members)
{
  discover ("{'format_version':'1.0','provider_schemas':{'p':{"
            "'resource_schemas':{'gone':{'block':{}}},"
            "'resource_schemas':null,"
            "'resource_schemas':{'r':{'block':{'description':'old',"
            "'attributes':{'a':{'type':'bool'},'b':{'type':'bool'}},"
            "'attributes':{'b':{'type':'string'}}},"
            "'block':{'attributes':{'c':{'type':'number',"
            "'nested_type':{},'nested_type':null}},"
            "'block_types':{'x':{'block':{}}},'block_types':null,"
            "'deprecated':true}}},"
            "'resource_schemas':{'s':{},'t':{}},"
            "'resource_schemas':{'s':null}}}}");
  ck_assert_uint_eq (host.n_components, 4);
  expect_view (PLATING_KIND_RESOURCE, "r",
               "component \"r\"\n"
               "  block +0x10 : old\n"
               "    attribute \"a\" bool\n"
               "    attribute \"b\" string\n"
               "    attribute \"c\" number\n");
  expect_view (PLATING_KIND_RESOURCE, "s", "component \"s\" +0x1000\n");
  ck_assert_ptr_nonnull (strstr (host.findings.data, "\"attributes\" comes"
                                 " twice; objects are merged"));
}
END_TEST

START_TEST (test_pieces_of_the_provider)
{
  discover ("{'format_version':'1.0','provider_schemas':{'p':{"
            "'provider':{'block':{'attributes':{'z':{'type':'bool'}}}},"
            "'provider':null,"
            "'provider':{'block':{'attributes':{'a':{'type':'bool'}}}},"
            "'Provider':{'block':{'attributes':{'a':{'type':'string'},"
            "'b':{'type':'bool'}},'description':'both'}}}}}");
  ck_assert_uint_eq (host.n_components, 1);
  expect_view (PLATING_KIND_PROVIDER, "p",
               "component \"p\"\n"
               "  block : both\n"
               "    attribute \"a\" string\n"
               "    attribute \"b\" bool\n");
}
END_TEST

START_TEST (test_repeated_parameters)
{
  discover ("{'format_version':'1.0','provider_schemas':{'p':{'functions':"
            "{'f':{'parameters':[{'name':'a','type':'string'},{'name':'b',"
            "'type':'bool'}],'parameters':[{'description':'A.'}],"
            "'parameters':[{},{'is_nullable':true}],"
            "'variadic_parameter':{'name':'v'},"
            "'variadic_parameter':{'type':'number'}}}}}}");
  expect_view (PLATING_KIND_FUNCTION, "f",
               "component \"f\" +0x400\n"
               "  parameter \"a\" string : A.\n"
               "  parameter \"b\" bool +0x40\n"
               "  variadic \"v\" number\n");
}
END_TEST

START_TEST (test_without_provider_block)
{
  discover ("{'format_version':'0.1','provider_schemas':{'p':{}}}");
  ck_assert_uint_eq (host.n_components, 1);
  ck_assert_uint_eq (host.components[0].flags, PLATING_COMPONENT_NO_SCHEMA);
  expect_view (PLATING_KIND_PROVIDER, "p", "component \"p\" +0x1000\n");
}
END_TEST

/* Types may be as deep as the file, without recursion. */
START_TEST (test_deep_type)
{
  struct pl_buffer block;
  uint32_t i;

  pl_buffer_init (&block);
  pl_buffer_puts (&block, "{'attributes':{'a':{'type':");
  for (i = 0; i < 9990; i++)
    pl_buffer_puts (&block, "['list',");
  pl_buffer_puts (&block, "'bool'");
  pl_buffer_fill (&block, ']', 9990);
  pl_buffer_puts (&block, "}}}");
  discover_block (block.data);
  pl_buffer_release (&block);
  ck_assert_int_eq (fake_host_load (&host, instance, 1), 0);
  ck_assert_msg (!check_view (host.view), "%s", check_view (host.view));
  ck_assert_uint_eq (host.view->n_nodes, 3 + 9990);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("schema-json-views");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  tcase_set_timeout (tests, 60);
  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_test (tests, test_every_kind);
  tcase_add_test (tests, test_attributes);
  tcase_add_test (tests, test_nested);
  tcase_add_test (tests, test_identity);
  tcase_add_test (tests, test_functions);
  tcase_add_test (tests, test_unknown_members_are_kept);
  tcase_add_test (tests, test_extras_of_dropped_types_are_dropped);
  tcase_add_test (tests, test_other_mode_is_not_hidden);
  tcase_add_test (tests, test_names_in_other_letters);
  tcase_add_test (tests, test_texts);
  tcase_add_test (tests, test_nul_is_kept);
  tcase_add_test (tests, test_repeated_names);
  tcase_add_test (tests, test_repeated_members);
  tcase_add_test (tests, test_pieces_of_the_provider);
  tcase_add_test (tests, test_repeated_parameters);
  tcase_add_test (tests, test_without_provider_block);
  tcase_add_test (tests, test_deep_type);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
