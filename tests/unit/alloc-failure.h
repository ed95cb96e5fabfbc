/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the n-th allocation fail.  For one file of a program that is linked
 * with $(FAIL_ALLOCATIONS). */

#ifndef ALLOC_FAILURE_H
#define ALLOC_FAILURE_H

#include <stdlib.h>

#include <check.h>

#include <plating/run.h>

/* Those of all threads count. */
static _Atomic long countdown = -1;     /* until one fails; -1: none */
static _Atomic int n_failures;

static int
allocation_fails (void)
{
  if (countdown < 0 || countdown-- > 0)
    return 0;
  n_failures++;
  return 1;
}

void *__real_malloc (size_t size);
void *__real_calloc (size_t n, size_t size);
void *__real_realloc (void *p, size_t size);
char *__real_strdup (const char *s);
char *__real_strndup (const char *s, size_t n);
void *__wrap_malloc (size_t size);
void *__wrap_calloc (size_t n, size_t size);
void *__wrap_realloc (void *p, size_t size);
char *__wrap_strdup (const char *s);
char *__wrap_strndup (const char *s, size_t n);

void *
__wrap_malloc (size_t size)
{
  return allocation_fails () ? NULL : __real_malloc (size);
}

void *
__wrap_calloc (size_t n, size_t size)
{
  return allocation_fails () ? NULL : __real_calloc (n, size);
}

void *
__wrap_realloc (void *p, size_t size)
{
  return allocation_fails () ? NULL : __real_realloc (p, size);
}

char *
__wrap_strdup (const char *s)
{
  return allocation_fails () ? NULL : __real_strdup (s);
}

char *
__wrap_strndup (const char *s, size_t n)
{
  return allocation_fails () ? NULL : __real_strndup (s, n);
}

/* Runs SCENE with the first, the second, … allocation failing, until none
 * fails any more and it returns EXPECTED.  Until then it may return that or
 * PLATING_E_NOMEM, and an error that it sets must be of the class that it
 * returns. */
static inline void
fail_each (int (*scene) (struct plating_error **err), int expected)
{
  int code;
  long n;

  for (n = 0; n < 5000; n++) {
    struct plating_error *err = NULL;

    countdown = n;
    n_failures = 0;
    code = scene (&err);
    countdown = -1;
    ck_assert_msg (code == expected || code == PLATING_E_NOMEM,
                   "allocation %ld: %d", n, code);
    ck_assert_msg (!err || plating_error_code (err) == code,
                   "allocation %ld: %d is returned, %d is set", n, code,
                   plating_error_code (err));
    plating_error_unref (err);
    if (n_failures == 0)
      break;
  }
  ck_assert_int_eq (code, expected);
  ck_assert_int_gt (n, 0);
}

#endif
