/* SPDX-License-Identifier: Apache-2.0 */
/* Promise: values keep what they were made from, are freed with their last
 * reference however deep they are, and can be shared by threads. */

#include <config.h>

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "core/value.h"
#include "rounds.h"

#define T(literal) ((struct plating_text) PLATING_TEXT (literal))

static const struct plating_values *const v = &pl_value_table;

static int
text_is (struct plating_text text, const char *expected)
{
  return text.len == strlen (expected)
    && memcmp (text.ptr, expected, text.len) == 0;
}

START_TEST (test_scalars)
{
  const struct plating_value *s, *i, *n;

  ck_assert_uint_eq (v->type (NULL), PLATING_VALUE_NULL);
  ck_assert_uint_eq (v->type (v->new_null ()), PLATING_VALUE_NULL);
  ck_assert_int_eq (v->bool_get (v->new_bool (7)), 1);
  ck_assert_int_eq (v->bool_get (v->new_bool (0)), 0);
  i = v->new_int (INT64_MIN);
  ck_assert (v->int_get (i) == INT64_MIN);
  n = v->new_number (0.5);
  ck_assert (v->number_get (n) == 0.5);
  s = v->new_string ((struct plating_text) { "a\0b", 3 });
  ck_assert_uint_eq (v->string_get (s).len, 3);
  ck_assert_mem_eq (v->string_get (s).ptr, "a\0b\0", 4);
  v->unref (i);
  v->unref (n);
  v->unref (s);
  s = v->new_string ((struct plating_text) { NULL, 0 });
  ck_assert_uint_eq (v->string_get (s).len, 0);
  ck_assert_str_eq (v->string_get (s).ptr, "");
  v->unref (s);
}
END_TEST

START_TEST (test_getters_of_another_type)
{
  const struct plating_value *i = v->new_int (7), *list;

  ck_assert (v->string_get (i).ptr == NULL);
  ck_assert (v->number_get (i) == 0);
  ck_assert_int_eq (v->bool_get (i), 0);
  ck_assert_uint_eq (v->size (i), 0);
  ck_assert_ptr_null (v->at (i, 0));
  ck_assert_ptr_null (v->get (i, T ("a")));
  ck_assert (v->key_at (i, 0).ptr == NULL);
  list = v->new_list (&i, 1);
  ck_assert_ptr_null (v->get (list, T ("a")));
  ck_assert (v->key_at (list, 0).ptr == NULL);
  ck_assert_ptr_null (v->at (list, 1));
  v->unref (list);
  v->unref (i);
  v->unref (NULL);
  ck_assert_ptr_null (v->ref (NULL));
}
END_TEST

START_TEST (test_list_references_members)
{
  const struct plating_value *a = v->new_string (T ("a"));
  const struct plating_value *members[] = { a, NULL, a };
  const struct plating_value *list = v->new_list (members, 3);

  v->unref (a);
  ck_assert_uint_eq (v->size (list), 3);
  ck_assert (text_is (v->string_get (v->at (list, 2)), "a"));
  ck_assert_uint_eq (v->type (v->at (list, 1)), PLATING_VALUE_NULL);
  ck_assert_ptr_nonnull (v->at (list, 1));
  v->unref (list);
  list = v->new_list (NULL, 0);
  ck_assert_uint_eq (v->type (list), PLATING_VALUE_LIST);
  v->unref (list);
}
END_TEST

/* Keys keep the order of insertion; of equal keys the last value counts. */
START_TEST (test_map_order_and_duplicates)
{
  const struct plating_text keys[] = {
    PLATING_TEXT ("z"), PLATING_TEXT ("a"), PLATING_TEXT ("z"),
    PLATING_TEXT ("m"), PLATING_TEXT ("a\0b"), PLATING_TEXT (""),
  };
  const struct plating_value *members[6], *map;

  for (int i = 0; i < 6; i++)
    members[i] = v->new_int (i);
  map = v->new_map (keys, members, 6);
  for (int i = 0; i < 6; i++)
    v->unref (members[i]);
  ck_assert_uint_eq (v->size (map), 5);
  ck_assert (text_is (v->key_at (map, 0), "z"));
  ck_assert_int_eq (v->int_get (v->at (map, 0)), 2);
  ck_assert (text_is (v->key_at (map, 1), "a"));
  ck_assert (text_is (v->key_at (map, 2), "m"));
  ck_assert_int_eq (v->int_get (v->get (map, T ("z"))), 2);
  ck_assert_int_eq (v->int_get (v->get (map, T ("a"))), 1);
  ck_assert_int_eq (v->int_get (v->get (map, T ("a\0b"))), 4);
  ck_assert_int_eq (v->int_get (v->get (map, T (""))), 5);
  ck_assert_ptr_null (v->get (map, T ("b")));
  ck_assert_int_eq (pl_value_int_get (pl_value_get_c (map, "m")), 3);
  v->unref (map);
}
END_TEST

START_TEST (test_large_map)
{
  const int n = rounds (20000);
  struct pl_value_builder b;
  const struct plating_value *map;
  char key[32];

  pl_value_builder_init_map (&b);
  for (int i = 0; i < n; i++) {
    int len = snprintf (key, sizeof key, "k%d", (i * 7919) % n);

    pl_value_builder_take (&b, (struct plating_text) { key, (size_t) len },
                           v->new_int (i));
  }
  map = pl_value_builder_finish (&b);
  ck_assert_uint_eq (v->size (map), (size_t) n);
  for (int i = 0; i < n; i++) {
    snprintf (key, sizeof key, "k%d", (i * 7919) % n);
    ck_assert_int_eq (v->int_get (pl_value_get_c (map, key)), i);
  }
  v->unref (map);
}
END_TEST

/* A million levels must not need a million stack frames. */
START_TEST (test_deep_value_is_freed)
{
  const struct plating_value *deep = v->new_int (1);
  int n = rounds (1000000);

  for (int i = 0; i < n; i++) {
    const struct plating_value *outer = v->new_list (&deep, 1);

    ck_assert_ptr_nonnull (outer);
    v->unref (deep);
    deep = outer;
  }
  v->unref (deep);
}
END_TEST

START_TEST (test_builder_remembers_failure)
{
  struct pl_value_builder b;

  pl_value_builder_init_list (&b);
  pl_value_builder_take (&b, T (""), v->new_int (1));
  pl_value_builder_take (&b, T (""), NULL);
  pl_value_builder_take (&b, T (""), v->new_int (2));
  ck_assert_ptr_null (pl_value_builder_finish (&b));
  pl_value_builder_init_map (&b);
  pl_value_builder_take (&b, T ("a"), v->new_int (1));
  pl_value_builder_release (&b);
}
END_TEST

static void *
count_up_and_down (void *value)
{
  int n = rounds (20000);

  for (int i = 0; i < n; i++) {
    v->ref (value);
    v->get (value, T ("a"));
    v->unref (value);
  }
  return NULL;
}

START_TEST (test_threads_share)
{
  const struct plating_text key = PLATING_TEXT ("a");
  const struct plating_value *one = v->new_int (1);
  union {
    const struct plating_value *map;
    void *data;
  } shared = { v->new_map (&key, &one, 1) };
  pthread_t threads[4];

  v->unref (one);
  for (int i = 0; i < 4; i++)
    ck_assert_int_eq (pthread_create (&threads[i], NULL, count_up_and_down,
                                      shared.data), 0);
  for (int i = 0; i < 4; i++)
    pthread_join (threads[i], NULL);
  ck_assert_int_eq (v->int_get (v->get (shared.map, key)), 1);
  v->unref (shared.map);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("value");
  TCase *tests = tcase_create ("value");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  suite_add_tcase (suite, tests);
  tcase_set_timeout (tests, 60);
  tcase_add_test (tests, test_scalars);
  tcase_add_test (tests, test_getters_of_another_type);
  tcase_add_test (tests, test_list_references_members);
  tcase_add_test (tests, test_map_order_and_duplicates);
  tcase_add_test (tests, test_large_map);
  tcase_add_test (tests, test_deep_value_is_freed);
  tcase_add_test (tests, test_builder_remembers_failure);
  tcase_add_test (tests, test_threads_share);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? 1 : 0;
}
