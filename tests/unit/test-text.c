/* SPDX-License-Identifier: Apache-2.0 */
/* Texts are compared by all their bytes, and joined ones end with a NUL
 * byte that is not theirs; what is joined can run out of memory. */

#include <config.h>

#include <check.h>
#include <stdint.h>
#include <stdlib.h>

#include "common/text.h"

#define TEXT(literal) \
  ((struct plating_text) { literal, sizeof (literal) - 1 })

static const struct plating_text nothing = { NULL, 0 };

START_TEST (test_comparison)
{
  ck_assert (pl_text_same (TEXT ("a\0b"), TEXT ("a\0b")));
  ck_assert (!pl_text_same (TEXT ("a\0b"), TEXT ("a\0c")));
  ck_assert (!pl_text_same (TEXT ("a"), TEXT ("a\0")));
  ck_assert (pl_text_same (nothing, TEXT ("")));
  ck_assert_int_eq (pl_text_compare (TEXT ("a"), TEXT ("a")), 0);
  ck_assert_int_lt (pl_text_compare (TEXT ("a"), TEXT ("a\0")), 0);
  ck_assert_int_gt (pl_text_compare (TEXT ("b"), TEXT ("aa")), 0);
  ck_assert_int_lt (pl_text_compare (TEXT ("z"), TEXT ("\xc3\xa9")), 0);
  ck_assert_int_eq (pl_text_compare (nothing, nothing), 0);
  ck_assert_int_lt (pl_text_compare (nothing, TEXT ("a")), 0);
}
END_TEST

START_TEST (test_parts)
{
  ck_assert (pl_text_starts_with (TEXT ("ab"), "a"));
  ck_assert (pl_text_starts_with (nothing, ""));
  ck_assert (!pl_text_starts_with (TEXT ("a"), "ab"));
  ck_assert (!pl_text_starts_with (TEXT ("ba"), "a"));
  ck_assert (pl_text_ends_with (TEXT ("x.md"), ".md"));
  ck_assert (pl_text_ends_with (nothing, ""));
  ck_assert (!pl_text_ends_with (TEXT ("md"), ".md"));
  ck_assert (!pl_text_ends_with (TEXT (".md "), ".md"));
  ck_assert (pl_text_same (pl_text_skip (TEXT ("abc"), 2), TEXT ("c")));
  ck_assert (pl_text_same (pl_text_skip (TEXT ("abc"), 3), TEXT ("")));
  ck_assert (pl_text_same (pl_text_base_name (TEXT ("a/b/c")), TEXT ("c")));
  ck_assert (pl_text_same (pl_text_base_name (TEXT ("c")), TEXT ("c")));
  ck_assert (pl_text_same (pl_text_base_name (TEXT ("a/")), TEXT ("")));
}
END_TEST

START_TEST (test_joining)
{
  const struct plating_text parts[] = { TEXT ("a\0"), nothing, TEXT ("b") };
  struct plating_text joined;
  struct pl_arena arena;

  pl_arena_init (&arena, 0);
  joined = pl_text_join (&arena, parts, 3);
  ck_assert (pl_text_same (joined, TEXT ("a\0b")));
  ck_assert_int_eq (joined.ptr[joined.len], '\0');
  joined = pl_text_join (&arena, NULL, 0);
  ck_assert_ptr_nonnull (joined.ptr);
  ck_assert_uint_eq (joined.len, 0);
  joined = pl_text_copy (&arena, pl_text_of ("copy"));
  ck_assert_str_eq (joined.ptr, "copy");
  pl_arena_release (&arena);
}
END_TEST

/* Lengths whose sum is no length; nothing is read from what has them. */
START_TEST (test_too_long)
{
  const struct plating_text parts[] = {
    { "a", SIZE_MAX / 2 }, { "b", SIZE_MAX / 2 }
  };
  struct plating_text joined;
  struct pl_arena arena;

  pl_arena_init (&arena, 0);
  joined = pl_text_join (&arena, parts, 2);
  ck_assert_ptr_null (joined.ptr);
  ck_assert_uint_eq (joined.len, 0);
  pl_arena_release (&arena);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("text");
  TCase *c = tcase_create ("text");
  SRunner *r;
  int failed;

  tcase_add_test (c, test_comparison);
  tcase_add_test (c, test_parts);
  tcase_add_test (c, test_joining);
  tcase_add_test (c, test_too_long);
  suite_add_tcase (s, c);
  r = srunner_create (s);
  srunner_run_all (r, CK_NORMAL);
  failed = srunner_ntests_failed (r);
  srunner_free (r);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
