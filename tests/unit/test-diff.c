/* SPDX-License-Identifier: Apache-2.0 */
/* A difference turns one text into the other, is short, and is made in
 * bounded time; what patch thinks of it is asked as well. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <check.h>

#include "common/buffer.h"
#include "core/diff.h"
#include "core/diff-search.h"
#include "rounds.h"
#include "scratch.h"

static struct pl_buffer difference;

static const char *
diff_flags (const char *old, size_t old_len, const char *new, size_t new_len,
            unsigned flags)
{
  pl_buffer_clear (&difference);
  pl_buffer_puts (&difference, "");
  ck_assert_int_eq (pl_diff_unified (&difference, "docs/x.md",
                                     (struct plating_text) { old, old_len },
                                     (struct plating_text) { new, new_len },
                                     flags), 0);
  return difference.data;
}

static const char *
diff (const char *old, const char *new)
{
  return diff_flags (old, strlen (old), new, strlen (new), 0);
}

static void
release (void)
{
  pl_buffer_release (&difference);
}

#define HEAD "--- a/docs/x.md\n+++ b/docs/x.md\n"

START_TEST (test_equal)
{
  ck_assert_str_eq (diff ("", ""), "");
  ck_assert_str_eq (diff ("a\nb\n", "a\nb\n"), "");
}
END_TEST

START_TEST (test_small_changes)
{
  ck_assert_str_eq (diff ("a\n", "b\n"), HEAD "@@ -1 +1 @@\n-a\n+b\n");
  ck_assert_str_eq (diff ("a\nb\nc\n", "a\nc\n"),
                    HEAD "@@ -1,3 +1,2 @@\n a\n-b\n c\n");
  ck_assert_str_eq (diff ("1\n2\n3\n4\n5\n6\n7\n8\n9\n",
                          "1\n2\n3\n4\nx\n6\n7\n8\n9\n"),
                    HEAD "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n");
  ck_assert_str_eq (diff ("a\nb\n", "a\nb\nc\n"),
                    HEAD "@@ -1,2 +1,3 @@\n a\n b\n+c\n");
  ck_assert_str_eq (diff ("", "x\ny\n"), HEAD "@@ -0,0 +1,2 @@\n+x\n+y\n");
  ck_assert_str_eq (diff ("x\n", ""), HEAD "@@ -1 +0,0 @@\n-x\n");
}
END_TEST

START_TEST (test_hunks_are_joined_and_parted)
{
  /* Six equal lines between two changes: one hunk; seven: two. */
  ck_assert_str_eq (diff ("a\n1\n2\n3\n4\n5\n6\nb\n",
                          "A\n1\n2\n3\n4\n5\n6\nB\n"),
                    HEAD "@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n"
                    "-b\n+B\n");
  ck_assert_str_eq (diff ("a\n1\n2\n3\n4\n5\n6\n7\nb\n",
                          "A\n1\n2\n3\n4\n5\n6\n7\nB\n"),
                    HEAD "@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n"
                    "@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n");
}
END_TEST

START_TEST (test_no_newline_at_the_end)
{
  ck_assert_str_eq (diff ("a", "a\n"),
                    HEAD "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n"
                    "+a\n");
  ck_assert_str_eq (diff ("a\nb", "x\nb"),
                    HEAD "@@ -1,2 +1,2 @@\n-a\n+x\n b\n"
                    "\\ No newline at end of file\n");
  ck_assert_str_eq (diff ("a\n", "a\nb"),
                    HEAD "@@ -1 +1,2 @@\n a\n+b\n"
                    "\\ No newline at end of file\n");
}
END_TEST

START_TEST (test_missing_sides_binary_and_names)
{
  ck_assert_str_eq (diff_flags ("", 0, "a\n", 2, PL_DIFF_NO_OLD),
                    "--- /dev/null\n+++ b/docs/x.md\n@@ -0,0 +1 @@\n+a\n");
  ck_assert_str_eq (diff_flags ("a\n", 2, "", 0, PL_DIFF_NO_NEW),
                    "--- a/docs/x.md\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n");
  ck_assert_str_eq (diff_flags ("a\0b", 3, "c\n", 2, 0),
                    "Binary files a/docs/x.md and b/docs/x.md differ\n");
  ck_assert_str_eq (diff_flags ("a\n", 2, "\0", 1, 0),
                    "Binary files a/docs/x.md and b/docs/x.md differ\n");
  pl_buffer_clear (&difference);
  pl_diff_unified (&difference, "a b", (struct plating_text) { "1\n", 2 },
                   (struct plating_text) { "2\n", 2 }, 0);
  ck_assert_int_eq (strncmp (difference.data, "--- a/a b\t\n+++ b/a b\t\n",
                             22), 0);
  pl_buffer_clear (&difference);
  pl_diff_unified (&difference, "q\"\n", (struct plating_text) { "1\n", 2 },
                   (struct plating_text) { "2\n", 2 }, 0);
  ck_assert_int_eq (strncmp (difference.data, "--- \"a/q\\\"\\012\"\n", 16),
                    0);
}
END_TEST

START_TEST (test_output_limit)
{
  struct pl_buffer b;

  pl_buffer_init (&b);
  b.limit = 20;
  ck_assert_int_eq (pl_diff_unified (&b, "x", (struct plating_text)
                                     { "a\n", 2 }, (struct plating_text)
                                     { "b\n", 2 }, 0), PLATING_E_LIMIT);
  pl_buffer_release (&b);
}
END_TEST

/* Applies the hunks of DIFF to OLD; the result is a new string.  Checks that
 * numbers and context are right. */
static char *
apply (const char *old, size_t old_len, const char *text)
{
  struct pl_buffer out;
  const char *at = old, *s = strstr (text, "@@ "), *end;
  unsigned long old_line, line = 1, n;
  char sign;
  size_t len;

  pl_buffer_init (&out);
  pl_buffer_puts (&out, "");
  while (s) {
    ck_assert_int_eq (sscanf (s, "@@ -%lu", &old_line), 1);
    n = strchr (s, ',') && strchr (s, ',') < strchr (s, '+')
        ? strtoul (strchr (s, ',') + 1, NULL, 10) : 1;
    for (; line < old_line + (n == 0); line++) {
      end = memchr (at, '\n', old_len - (size_t) (at - old));
      ck_assert_ptr_nonnull (end);
      pl_buffer_append (&out, at, (size_t) (end + 1 - at));
      at = end + 1;
    }
    s = strchr (s, '\n') + 1;
    while (*s == ' ' || *s == '-' || *s == '+') {
      sign = *s++;
      len = (size_t) (strchr (s, '\n') + 1 - s);
      end = s + len;
      if (*end == '\\') {
        len--;
        end = strchr (end, '\n') + 1;
      }
      if (sign != '+') {
        ck_assert_int_eq (memcmp (at, s, len), 0);
        at += len;
        line++;
      }
      if (sign != '-')
        pl_buffer_append (&out, s, len);
      s = end;
    }
    if (!*s)
      break;
    ck_assert_int_eq (strncmp (s, "@@ ", 3), 0);
  }
  pl_buffer_append (&out, at, old_len - (size_t) (at - old));
  return pl_buffer_take (&out, NULL);
}

static unsigned
pick (unsigned *state, unsigned n)
{
  *state = *state * 1103515245u + 12345u;
  return (*state >> 16) % n;
}

static void
make_text (struct pl_buffer *b, unsigned *state, unsigned n, unsigned kinds)
{
  pl_buffer_clear (b);
  pl_buffer_puts (b, "");
  while (n-- > 0)
    pl_buffer_printf (b, "%u\n", pick (state, kinds));
  if (b->len && pick (state, 3) == 0)
    b->data[--b->len] = '\0';
}

START_TEST (test_random_texts_are_rebuilt)
{
  struct pl_buffer old, new;
  unsigned state = 7, i, kinds;
  char *result;

  pl_buffer_init (&old);
  pl_buffer_init (&new);
  for (i = 0; i < (unsigned) rounds (4000); i++) {
    kinds = 1 + pick (&state, 6);
    make_text (&old, &state, pick (&state, 30), kinds);
    make_text (&new, &state, pick (&state, 30), kinds);
    result = apply (old.data, old.len, diff (old.data, new.data));
    ck_assert_str_eq (result, new.data);
    free (result);
  }
  pl_buffer_release (&old);
  pl_buffer_release (&new);
}
END_TEST

/* Length of the longest common subsequence, by the table. */
static size_t
common_length (const uint32_t *a, size_t n_a, const uint32_t *b, size_t n_b)
{
  size_t table[41][41] = { { 0 } }, i, j;

  for (i = 1; i <= n_a; i++)
    for (j = 1; j <= n_b; j++)
      table[i][j] = a[i - 1] == b[j - 1] ? table[i - 1][j - 1] + 1
                    : table[i - 1][j] > table[i][j - 1]
                    ? table[i - 1][j] : table[i][j - 1];
  return table[n_a][n_b];
}

START_TEST (test_search_finds_the_shortest)
{
  uint32_t a[40], b[40];
  unsigned char a_changed[40], b_changed[40];
  unsigned state = 11, round, kinds;
  size_t n_a, n_b, i, j, kept;

  for (round = 0; round < (unsigned) rounds (8000); round++) {
    kinds = 1 + pick (&state, 5);
    n_a = pick (&state, 41);
    n_b = pick (&state, 41);
    for (i = 0; i < n_a; i++)
      a[i] = pick (&state, kinds);
    for (i = 0; i < n_b; i++)
      b[i] = pick (&state, kinds);
    memset (a_changed, 0, sizeof a_changed);
    memset (b_changed, 0, sizeof b_changed);
    ck_assert_int_eq (pl_diff_search (a, n_a, a_changed, b, n_b, b_changed),
                      0);
    for (i = j = kept = 0; ; i++, j++, kept++) {
      while (i < n_a && a_changed[i])
        i++;
      while (j < n_b && b_changed[j])
        j++;
      if (i == n_a || j == n_b)
        break;
      ck_assert_uint_eq (a[i], b[j]);
    }
    ck_assert (i == n_a && j == n_b);
    ck_assert_uint_eq (kept, common_length (a, n_a, b, n_b));
  }
}
END_TEST

static double
seconds (void)
{
  struct timespec t;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

/* Texts made to take long: few kinds of lines in no order. */
START_TEST (test_hostile_texts_take_bounded_time)
{
  static const unsigned shapes[][3] = {
    /* lines of the old text, of the new one, kinds */
    { 100000, 100000, 2 }, { 200000, 1000, 3 }, { 100000, 100000, 30000 },
    { 600000, 600000, 4 },
  };
  struct pl_buffer old, new;
  unsigned state = 3;
  double start;
  size_t i;
  char *result;

  pl_buffer_init (&old);
  pl_buffer_init (&new);
  for (i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
    make_text (&old, &state, (unsigned) rounds ((int) shapes[i][0]),
               shapes[i][2]);
    make_text (&new, &state, (unsigned) rounds ((int) shapes[i][1]),
               shapes[i][2]);
    start = seconds ();
    diff (old.data, new.data);
    ck_assert_double_lt (seconds () - start, 20);
    result = apply (old.data, old.len, difference.data);
    ck_assert_int_eq (strcmp (result, new.data), 0);
    free (result);
  }
  pl_buffer_release (&old);
  pl_buffer_release (&new);
}
END_TEST

START_TEST (test_small_change_of_a_large_text)
{
  struct pl_buffer old, new;
  unsigned i, n = (unsigned) rounds (300000);

  pl_buffer_init (&old);
  pl_buffer_init (&new);
  for (i = 0; i < n; i++) {
    pl_buffer_printf (&old, "line %u\n", i % 1000);
    pl_buffer_printf (&new, "line %u%s\n", i % 1000,
                      i == 10 || i == n - 10 ? " changed" : "");
  }
  diff (old.data, new.data);
  ck_assert_uint_lt (difference.len, 600);
  pl_buffer_release (&old);
  pl_buffer_release (&new);
}
END_TEST

START_TEST (test_patch_applies_it)
{
  const char *dir = scratch_new ();
  struct pl_buffer old, new;
  unsigned state = 5, i;
  char command[8192];

  if (system ("patch --version >/dev/null 2>&1") != 0) {
    fprintf (stderr, "skipped: there is no patch\n");
    return;
  }
  pl_buffer_init (&old);
  pl_buffer_init (&new);
  for (i = 0; i < 12; i++) {
    make_text (&old, &state, 30, 5);
    make_text (&new, &state, 31, 5);
    scratch_write (dir, "docs/x.md", old.data);
    scratch_write (dir, "d.patch", diff (old.data, new.data));
    snprintf (command, sizeof command,
              "cd '%s' && patch -s -p1 --fuzz=0 <d.patch", dir);
    ck_assert_int_eq (system (command), 0);
    ck_assert_str_eq (scratch_read (dir, "docs/x.md"), new.data);
  }
  scratch_write (dir, "d.patch",
                 diff_flags (new.data, new.len, "", 0, PL_DIFF_NO_NEW));
  ck_assert_int_eq (system (command), 0);
  ck_assert_ptr_null (scratch_read (dir, "docs/x.md"));
  scratch_write (dir, "d.patch",
                 diff_flags ("", 0, new.data, new.len, PL_DIFF_NO_OLD));
  ck_assert_int_eq (system (command), 0);
  ck_assert_str_eq (scratch_read (dir, "docs/x.md"), new.data);
  pl_buffer_release (&old);
  pl_buffer_release (&new);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("diff");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  scratch_begin ();
  tcase_set_timeout (tests, 120);
  tcase_add_checked_fixture (tests, NULL, release);
  tcase_add_test (tests, test_equal);
  tcase_add_test (tests, test_small_changes);
  tcase_add_test (tests, test_hunks_are_joined_and_parted);
  tcase_add_test (tests, test_no_newline_at_the_end);
  tcase_add_test (tests, test_missing_sides_binary_and_names);
  tcase_add_test (tests, test_output_limit);
  tcase_add_test (tests, test_random_texts_are_rebuilt);
  tcase_add_test (tests, test_search_finds_the_shortest);
  tcase_add_test (tests, test_hostile_texts_take_bounded_time);
  tcase_add_test (tests, test_small_change_of_a_large_text);
  tcase_add_test (tests, test_patch_applies_it);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  scratch_end ();
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
