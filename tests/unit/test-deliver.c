/* SPDX-License-Identifier: Apache-2.0 */
/* Documents that are made in any order, by several threads, are handed over
 * in that of the plan, whole; those behind a slow one take no more memory
 * than is set; and who takes none any more is not called again. */

#include <config.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>

#include <plating/types.h>

#include "alloc-failure.h"
#include "core/deliver.h"

/* Size of a large document; so many are more than may wait in memory. */
#define LARGE ((size_t) 1 << 20)
#define N_LARGE 40u

/* What was handed over. */
struct taken {
  unsigned n;
  char last[32];
  unsigned fails_at;            /* number of the one that is refused; 0: none */
  size_t n_bytes;
  int is_inside;
};

static int
take (void *data, const struct plating_document *document)
{
  struct taken *taken = data;
  size_t i;

  ck_assert_int_eq (__atomic_exchange_n (&taken->is_inside, 1,
                                         __ATOMIC_ACQ_REL), 0);
  ck_assert_uint_lt (document->path.len, sizeof taken->last);
  ck_assert_int_lt (strncmp (taken->last, document->path.ptr,
                             document->path.len), 0);
  memcpy (taken->last, document->path.ptr, document->path.len);
  taken->last[document->path.len] = '\0';
  ck_assert_uint_eq (document->media_type.len, 10);
  /* Each is full of the last letter of its path. */
  for (i = 0; i < document->bytes.len; i += 4095)
    ck_assert_int_eq (document->bytes.ptr[i],
                      document->path.ptr[document->path.len - 1]);
  taken->n++;
  taken->n_bytes += document->bytes.len;
  __atomic_store_n (&taken->is_inside, 0, __ATOMIC_RELEASE);
  return taken->n == taken->fails_at ? PLATING_E_CANCELLED : 0;
}

/* Puts document NUMBER of ENTRY, of LEN bytes. */
static int
put (struct pl_deliver *d, unsigned entry, unsigned number, size_t len)
{
  char path[32], *bytes = malloc (len + 1);
  struct plating_document document = {
    .struct_size = sizeof document,
    .media_type = PLATING_TEXT ("text/plain"),
  };
  int status;

  if (!bytes)
    return PLATING_E_NOMEM;
  snprintf (path, sizeof path, "%06u-%06u", entry, number);
  memset (bytes, path[12], len);
  document.path = (struct plating_text) { path, strlen (path) };
  document.bytes = (struct plating_text) { bytes, len };
  status = pl_deliver_put (d, entry, &document);
  free (bytes);
  return status;
}

START_TEST (test_order)
{
  struct taken taken = { .n = 0 };
  struct pl_deliver *d = pl_deliver_new (3, take, &taken);

  ck_assert_int_eq (put (d, 2, 1, 10), 0);
  ck_assert_int_eq (put (d, 0, 1, 10), 0);
  ck_assert_uint_eq (taken.n, 1);
  ck_assert_int_eq (put (d, 3, 1, 0), 0);
  ck_assert_int_eq (put (d, 2, 2, 10), 0);
  ck_assert_int_eq (pl_deliver_end_entry (d, 2), 0);
  ck_assert_int_eq (put (d, 0, 2, 10), 0);
  ck_assert_uint_eq (taken.n, 2);
  ck_assert_int_eq (pl_deliver_end_entry (d, 0), 0);
  ck_assert_uint_eq (taken.n, 2);
  ck_assert_int_eq (pl_deliver_end_entry (d, 1), 0);
  ck_assert_uint_eq (taken.n, 5);
  ck_assert_int_eq (pl_deliver_end_entry (d, 3), 0);
  ck_assert_str_eq (taken.last, "000003-000001");
  pl_deliver_free (d);
  pl_deliver_free (NULL);
}
END_TEST

START_TEST (test_refused)
{
  struct taken taken = { .fails_at = 2 };
  struct pl_deliver *d = pl_deliver_new (3, take, &taken);

  ck_assert_int_eq (put (d, 1, 1, 10), 0);
  ck_assert_int_eq (put (d, 2, 1, 10), 0);
  ck_assert_int_eq (put (d, 0, 1, 10), 0);
  ck_assert_int_eq (pl_deliver_end_entry (d, 1), 0);
  ck_assert_int_eq (pl_deliver_end_entry (d, 0), PLATING_E_CANCELLED);
  ck_assert_int_eq (put (d, 2, 2, 10), PLATING_E_CANCELLED);
  ck_assert_int_eq (pl_deliver_end_entry (d, 2), PLATING_E_CANCELLED);
  ck_assert_uint_eq (taken.n, 2);
  pl_deliver_free (d);
}
END_TEST

/* Puts all but the first, and then that. */
static void
put_large (struct pl_deliver *d, struct taken *taken)
{
  unsigned i;

  for (i = 1; i < N_LARGE; i++) {
    ck_assert_int_eq (put (d, i, i, LARGE), 0);
    ck_assert_int_eq (pl_deliver_end_entry (d, i), 0);
  }
  ck_assert_uint_eq (taken->n, 0);
  ck_assert_int_eq (put (d, 0, 0, LARGE), 0);
  ck_assert_int_eq (pl_deliver_end_entry (d, 0), 0);
  ck_assert_uint_eq (taken->n, N_LARGE);
  ck_assert_uint_eq (taken->n_bytes, N_LARGE * LARGE);
}

START_TEST (test_many)
{
  struct taken taken = { .n = 0 };
  struct pl_deliver *d = pl_deliver_new (2 * N_LARGE, take, &taken);

  put_large (d, &taken);
  pl_deliver_free (d);
}
END_TEST

/* What does not fit in memory goes to a file: without one it cannot wait,
 * but less can, and more once there is room again. */
START_TEST (test_bound)
{
  struct taken taken = { .n = 0 };
  struct pl_deliver *d = pl_deliver_new (2 * N_LARGE, take, &taken);
  const char *usual = getenv ("TMPDIR");
  char *kept = usual ? strdup (usual) : NULL;
  unsigned i, n = 0;

  setenv ("TMPDIR", "/nonexistent", 1);
  for (i = 1; i < N_LARGE && put (d, i, i, LARGE) == 0; i++)
    n++;
  ck_assert_uint_ge (n, 4);
  ck_assert_uint_le (n, 16);
  ck_assert_int_eq (put (d, i, i, LARGE), PLATING_E_IO);
  ck_assert_int_eq (put (d, i, i, 0), 0);
  for (i = 0; i <= n; i++)
    ck_assert_int_eq (pl_deliver_end_entry (d, i), 0);
  ck_assert_uint_eq (taken.n, n + 1);
  for (i = 1; i <= n; i++)
    ck_assert_int_eq (put (d, N_LARGE + i, i, LARGE), 0);
  pl_deliver_free (d);
  if (kept)
    setenv ("TMPDIR", kept, 1);
  else
    unsetenv ("TMPDIR");
  free (kept);
}
END_TEST

/* -- threads -------------------------------------------------------------- */

#define THREADS 4u
#define ENTRIES 400u

struct shared {
  struct pl_deliver *d;
  unsigned next;
};

static void *
make_some (void *data)
{
  struct shared *shared = data;
  unsigned entry, k;

  while ((entry = __atomic_fetch_add (&shared->next, 1, __ATOMIC_RELAXED))
         < ENTRIES) {
    for (k = 0; k < entry % 4; k++)
      ck_assert_int_eq (put (shared->d, entry, k, entry % 7 * 30000), 0);
    ck_assert_int_ge (pl_deliver_end_entry (shared->d, entry), 0);
  }
  return NULL;
}

START_TEST (test_threads)
{
  struct taken taken = { .n = 0 };
  struct shared shared = {
    .d = pl_deliver_new (ENTRIES, take, &taken), .next = 0
  };
  pthread_t threads[THREADS];
  unsigned i;

  for (i = 0; i < THREADS; i++)
    ck_assert_int_eq (pthread_create (&threads[i], NULL, make_some, &shared),
                      0);
  for (i = 0; i < THREADS; i++)
    pthread_join (threads[i], NULL);
  ck_assert_int_eq (pl_deliver_end_entry (shared.d, ENTRIES), 0);
  ck_assert_uint_eq (taken.n, ENTRIES / 4 * 6);
  pl_deliver_free (shared.d);
}
END_TEST

/* -- no memory ------------------------------------------------------------ */

/* Check allocates, too: it is not to be asked here. */
static int
count (void *data, const struct plating_document *document)
{
  struct taken *taken = data;

  taken->n++;
  taken->n_bytes += document->bytes.len;
  return 0;
}

static int
scene (struct plating_error **err)
{
  struct taken taken = { .n = 0 };
  struct pl_deliver *d = pl_deliver_new (3, count, &taken);
  int status = d ? 0 : PLATING_E_NOMEM;

  (void) err;
  if (status == 0)
    status = put (d, 1, 1, (size_t) 12 << 20);
  if (status == 0)
    status = put (d, 2, 1, (size_t) 12 << 20);
  if (status == 0)
    status = pl_deliver_end_entry (d, 1);
  if (status == 0)
    status = put (d, 0, 1, 10);
  if (status == 0)
    status = pl_deliver_end_entry (d, 0);
  if (status == 0)
    status = pl_deliver_end_entry (d, 2);
  pl_deliver_free (d);
  if (status == 0 && taken.n != 3)
    return PLATING_E_INVAL;
  return status;
}

START_TEST (test_no_memory)
{
  fail_each (scene, 0);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("deliver");
  TCase *c = tcase_create ("deliver");
  SRunner *runner;
  int n_failed;

  tcase_set_timeout (c, 120);
  tcase_add_test (c, test_order);
  tcase_add_test (c, test_refused);
  tcase_add_test (c, test_many);
  tcase_add_test (c, test_bound);
  tcase_add_test (c, test_threads);
  tcase_add_test (c, test_no_memory);
  suite_add_tcase (suite, c);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed > 0;
}
