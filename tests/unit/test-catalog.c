/* SPDX-License-Identifier: Apache-2.0 */
/* Promise: a catalog holds the same components packed as before, each by
 * itself and all together. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "common/arena.h"
#include "core/catalog.h"

#define N 1000u

static struct pl_catalog *catalog;
static struct pl_arena arena;
static struct plating_component given[N];
static char names[N][300];

static const struct plating_folder folder = {
  .struct_size = sizeof folder, .root = PLATING_TEXT ("r"),
  .path = PLATING_TEXT ("p"), .name = PLATING_TEXT ("n"),
};

/* Component I in the catalog's order.  Of sources all bytes, some or one
 * differ from those before. */
static void
fill (uint32_t i)
{
  struct plating_component *c = &given[i];
  uint8_t tail = (uint8_t) (i * 37);

  snprintf (names[i], sizeof names[i], "name_%04u%s", i,
            i % 3 ? "" : "_and_more");
  if (i % 100 == 0)
    memset (names[i] + strlen (names[i]), 'x', 200);
  *c = (struct plating_component) {
    .kind = { i < N / 2 ? "a-kind" : "kind", i < N / 2 ? 6 : 4 },
    .name = { names[i], strlen (names[i]) },
    .flags = i % 5 ? 0 : PLATING_COMPONENT_DEPRECATED
                         | PLATING_COMPONENT_NO_SCHEMA,
  };
  memcpy (c->source, &i, i % 2 ? sizeof i : 1);
  if (i % 7 == 0)
    memset (c->source, tail, sizeof c->source);
  if (i % 11 == 0)
    c->source[15] = tail;
  if (i % 13 == 0)
    c->folder = &folder;
}

static void
set_up (void)
{
  static const char *const globs[] = { "*5*" };
  struct pl_catalog_filter filter = { .globs = globs, .n_globs = 1 };
  uint32_t i;

  catalog = pl_catalog_new ();
  pl_arena_init (&arena, 0);
  /* In another order: from the end. */
  for (i = N; i--;) {
    fill (i);
    ck_assert_int_eq (pl_catalog_add (catalog, &given[i], 1,
                                      sizeof given[i]), 0);
  }
  ck_assert_int_eq (pl_catalog_freeze (catalog, &filter, NULL), 0);
}

static void
tear_down (void)
{
  pl_catalog_free (catalog);
  pl_arena_release (&arena);
}

static void
expect_text (struct plating_text text, struct plating_text wanted)
{
  ck_assert_uint_eq (text.len, wanted.len);
  ck_assert_int_eq (memcmp (text.ptr, wanted.ptr, text.len), 0);
  ck_assert_int_eq (text.ptr[text.len], '\0');
}

static void
expect (const struct plating_component *c, uint32_t i)
{
  const struct plating_component *wanted = &given[i];

  ck_assert_ptr_nonnull (c);
  expect_text (c->kind, wanted->kind);
  expect_text (c->name, wanted->name);
  ck_assert_uint_eq (c->flags, wanted->flags);
  ck_assert_int_eq (memcmp (c->source, wanted->source, sizeof c->source), 0);
  ck_assert_int_eq (c->folder != NULL, wanted->folder != NULL);
  if (c->folder)
    expect_text (c->folder->path, folder.path);
}

static void
expect_all (void)
{
  struct plating_catalog_request all = { 0 };
  const struct plating_component *components;
  uint32_t i, n = 0;

  for (i = 0; i < N; i++)
    expect (pl_catalog_get (catalog, (i * 7) % N, &arena), (i * 7) % N);
  ck_assert_int_eq (pl_catalog_describe (catalog, &arena, &all), 0);
  ck_assert_uint_eq (all.n_components, N);
  ck_assert (all.flags & PLATING_CATALOG_FILTERED);
  components = all.components;
  for (i = 0; i < N; i++) {
    expect (&components[i], i);
    ck_assert_int_eq (all.selected[i], strchr (names[i], '5') != NULL);
    n += all.selected[i];
  }
  ck_assert_uint_eq (pl_catalog_n_selected (catalog), n);
}

START_TEST (test_as_it_was)
{
  expect_all ();
}
END_TEST

START_TEST (test_packed)
{
  ck_assert_int_eq (pl_catalog_pack (catalog), 0);
  expect_all ();
}
END_TEST

START_TEST (test_nothing_packed)
{
  struct pl_catalog *empty = pl_catalog_new ();
  struct pl_catalog_filter filter = { .n_kinds = 0 };
  struct plating_catalog_request all = { 0 };

  ck_assert_int_eq (pl_catalog_freeze (empty, &filter, NULL), 0);
  ck_assert_int_eq (pl_catalog_pack (empty), 0);
  ck_assert_int_eq (pl_catalog_describe (empty, &arena, &all), 0);
  ck_assert_uint_eq (all.n_components, 0);
  pl_catalog_free (empty);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("catalog");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_test (tests, test_as_it_was);
  tcase_add_test (tests, test_packed);
  tcase_add_test (tests, test_nothing_packed);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
