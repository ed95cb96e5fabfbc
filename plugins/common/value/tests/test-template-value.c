/* SPDX-License-Identifier: Apache-2.0 */
/* Template values: kinds, truth, slots of interfaces, maps, structs. */

#include <config.h>

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/common/value/value.h"

static struct pl_arena arena;

static void
set_up (void)
{
  pl_arena_init (&arena, 0);
}

static void
tear_down (void)
{
  pl_arena_release (&arena);
}

static const struct tv_field fields[] = {
  TV_FIELD ("Name", &tv_type_string),
  TV_FIELD ("Any", &tv_type_any),
  TV_FIELD ("Empty", &tv_type_any),
};
static const struct tv_type thing = TV_STRUCT_TYPE ("test.Thing", fields);

START_TEST (truth)
{
  static const double zero[2], one[2] = { 0, 1 };
  struct tv item = tv_int (0);

  ck_assert (!tv_is_true (tv_none ()));
  ck_assert (!tv_is_true (tv_nil ()));
  ck_assert (!tv_is_true (tv_bool (false)));
  ck_assert (tv_is_true (tv_bool (true)));
  ck_assert (!tv_is_true (tv_int (0)));
  ck_assert (tv_is_true (tv_int (-1)));
  ck_assert (!tv_is_true (tv_float (-0.0)));
  ck_assert (tv_is_true (tv_float (0.5)));
  ck_assert (!tv_is_true (tv_complex (zero)));
  ck_assert (tv_is_true (tv_complex (one)));
  ck_assert (!tv_is_true (tv_string ("", 0)));
  ck_assert (tv_is_true (tv_cstring (" ")));
  ck_assert (!tv_is_true (tv_list (&tv_type_list_int, NULL, 0)));
  ck_assert (tv_is_true (tv_list (&tv_type_list_int, &item, 1)));
  ck_assert (tv_is_true (tv_struct (&thing, NULL)));
  ck_assert (!tv_is_true (tv_nil_of (&tv_type_map_any)));
}
END_TEST

START_TEST (nil_and_empty)
{
  ck_assert (tv_is_nil (tv_none ()));
  ck_assert (tv_is_nil (tv_nil ()));
  ck_assert (tv_is_nil (tv_nil_of (&tv_type_list_any)));
  ck_assert (!tv_is_nil (tv_list (&tv_type_list_any, NULL, 0)));
  ck_assert (!tv_is_nil (tv_cstring ("")));
  ck_assert_int_eq (tv_kind (tv_none ()), TV_NONE);
  ck_assert_int_eq (tv_kind (tv_nil ()), TV_INTERFACE);
  ck_assert_int_eq (tv_kind (tv_unwrap (tv_nil ())), TV_NONE);
  ck_assert (tv_cstring (NULL).len == 0);
}
END_TEST

START_TEST (slots)
{
  struct tv values[3] = { tv_cstring ("n"), tv_int (5), tv_nil () };
  struct tv items[2] = { tv_int (1), tv_nil () };
  struct tv s = tv_struct (&thing, values), v;
  struct tv list = tv_list (&tv_type_list_any, items, 2);

  ck_assert (tv_struct_get (s, "Name", 4, &v));
  ck_assert_ptr_eq (tv_static_type (v), &tv_type_string);
  ck_assert (tv_struct_get (s, "Any", 3, &v));
  ck_assert_ptr_eq (tv_static_type (v), &tv_type_any);
  ck_assert_ptr_eq (tv_static_type (tv_unwrap (v)), &tv_type_int);
  ck_assert (tv_struct_get (s, "Empty", 5, &v));
  ck_assert_ptr_eq (tv_static_type (v), &tv_type_any);
  ck_assert (!tv_struct_get (s, "Nam", 3, &v));
  ck_assert (!tv_struct_get (s, "name", 4, &v));
  ck_assert_ptr_eq (tv_static_type (tv_at (list, 0)), &tv_type_any);
  ck_assert_ptr_eq (tv_at (list, 0).type, &tv_type_int);
  ck_assert (!tv_at (list, 1).in_interface);
}
END_TEST

START_TEST (maps)
{
  static const char *const keys[] = { "b", "", "abc", "ab", "b", "c" };
  struct tv_map_builder b;
  struct tv map, v;
  size_t i;

  tv_map_builder_init (&b, &arena, 0);
  for (i = 0; i < 6; i++)
    tv_map_builder_set (&b, keys[i], strlen (keys[i]), tv_int ((int) i));
  ck_assert_int_eq (tv_map_builder_finish (&b, &tv_type_map_int, &map), 0);
  ck_assert_uint_eq (map.len, 5);
  ck_assert_uint_eq (map.u.entries[0].key_len, 0);
  ck_assert_uint_eq (map.u.entries[1].key_len, 2);
  ck_assert_uint_eq (map.u.entries[2].key_len, 3);
  /* The later of two values stays. */
  ck_assert (tv_map_get (map, "b", 1, &v));
  ck_assert_int_eq (v.u.integer, 4);
  ck_assert (!tv_map_get (map, "bb", 2, &v));
  ck_assert (!tv_map_get (tv_nil_of (&tv_type_map_int), "b", 1, &v));
  tv_map_builder_init (&b, &arena, 4);
  ck_assert_int_eq (tv_map_builder_finish (&b, &tv_type_map_any, &map), 0);
  ck_assert (map.len == 0 && !tv_is_nil (map));
}
END_TEST

/* Many keys set many times over: the last value of each stays. */
START_TEST (map_keeps_last)
{
  struct tv_map_builder b;
  struct tv map, v;
  char keys[50][4];
  int i;

  tv_map_builder_init (&b, &arena, 0);
  for (i = 0; i < 5000; i++) {
    int k = i * 7 % 50;

    keys[k][0] = (char) ('a' + k / 10);
    keys[k][1] = (char) ('0' + k % 10);
    tv_map_builder_set (&b, keys[k], 2, tv_int (i));
  }
  ck_assert_int_eq (tv_map_builder_finish (&b, &tv_type_map_any, &map), 0);
  ck_assert_uint_eq (map.len, 50);
  for (i = 4950; i < 5000; i++) {
    ck_assert (tv_map_get (map, keys[i * 7 % 50], 2, &v));
    ck_assert_int_eq (v.u.integer, i);
    ck_assert (v.in_interface);
  }
}
END_TEST

START_TEST (no_memory)
{
  struct tv_map_builder b;
  struct tv map;
  int i;

  arena.limit = 65536;
  tv_map_builder_init (&b, &arena, 0);
  for (i = 0; i < 100000; i++)
    tv_map_builder_set (&b, "k", 1, tv_int (i));
  ck_assert_int_eq (tv_map_builder_finish (&b, &tv_type_map_any, &map), -1);
}
END_TEST

START_TEST (zero_values)
{
  struct tv v;

  ck_assert_int_eq (tv_zero (&tv_type_int, &arena).u.integer, 0);
  ck_assert_uint_eq (tv_zero (&tv_type_string, &arena).len, 0);
  ck_assert (tv_is_nil (tv_zero (&tv_type_any, &arena)));
  ck_assert (tv_is_nil (tv_zero (&tv_type_list_any, &arena)));
  ck_assert (!tv_is_true (tv_zero (&tv_type_complex128, &arena)));
  v = tv_zero (&thing, &arena);
  ck_assert_ptr_eq (v.type, &thing);
  ck_assert_ptr_eq (v.u.fields[0].type, &tv_type_string);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("template-value");
  TCase *c = tcase_create ("value");
  SRunner *runner;
  int failed;

  tcase_add_checked_fixture (c, set_up, tear_down);
  tcase_add_test (c, truth);
  tcase_add_test (c, nil_and_empty);
  tcase_add_test (c, slots);
  tcase_add_test (c, maps);
  tcase_add_test (c, map_keeps_last);
  tcase_add_test (c, no_memory);
  tcase_add_test (c, zero_values);
  suite_add_tcase (suite, c);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
