/* SPDX-License-Identifier: Apache-2.0 */
/* Promise: each allocation of the loader may fail: no crash, no leak, and
 * the answer says that memory was exhausted.
 *
 * Needs -Wl,--wrap=, see alloc-failure.h. */

#include <config.h>

#include <jansson.h>

#include "common/buffer.h"
#include "core/describe.h"
#include "core/descriptor.h"
#include "core/params.h"
#include "core/plugin.h"
#include "core/registry.h"
#include "core/value.h"

#include "alloc-failure.h"
#include "plugin-files.h"

static struct pl_plugin *complete;
static char *folder;

/* What jansson allocates counts too, and a cache would hide failures. */
static void
set_up (void)
{
  char path[4200];

  json_object_seed (1);
  json_set_alloc_funcs (__wrap_malloc, free);
  setenv ("PLATING_REGISTRY", "", 1);
  /* A list of one folder: each file costs a process for each allocation. */
  unsetenv ("PLATING_PLUGIN_PATH");
  folder = strdup (new_folder ());
  snprintf (path, sizeof path, "%s/plating-minimal-renderer.so", folder);
  copy_file (plugin_file ("minimal-renderer"), path);
  ck_assert_int_eq (pl_plugin_load (plugin_file ("complete-validator"),
                                    &complete, NULL), 0);
}

static void
tear_down (void)
{
  remove_folder (folder);
  free (folder);
}

static int
load (struct plating_error **err)
{
  struct pl_plugin *p;

  return pl_plugin_load (plugin_file ("create-fails-renderer"), &p, err);
}

static int
copy_descriptor (struct plating_error **err)
{
  struct pl_descriptor copy;
  int status = pl_descriptor_copy (pl_plugin_descriptor (complete), "/x.so",
                                   &copy, err);

  if (status == 0)
    pl_descriptor_release (&copy);
  return status;
}

static int
convert (const char *argument, struct plating_error **err)
{
  const struct plating_value *settings = NULL;
  struct pl_params *p;
  int status = pl_params_parse (argument, PLATING_PLUGIN_VALIDATOR, &p, err);

  if (status == 0)
    status = pl_params_convert (p, pl_plugin_descriptor (complete), "/base",
                                &settings, err);
  pl_value_unref (settings);
  pl_params_free (p);
  return status;
}

static int
good_params (struct plating_error **err)
{
  return convert ("complete,words=x,skip=a,skip=b,width=30,limit=2K,"
                  "strict=yes,colour=red", err);
}

static int
unknown_setting (struct plating_error **err)
{
  return convert ("complete,wrds=x", err);
}

static int
wrong_choice (struct plating_error **err)
{
  return convert ("complete,x,colour=redd", err);
}

static int
describe (struct plating_error **err)
{
  json_t *description = pl_describe_plugin (complete);
  struct pl_buffer out;
  int status;

  (void) err;
  if (!description)
    return PLATING_E_NOMEM;
  pl_buffer_init (&out);
  pl_describe_show (description, PL_DESCRIBE_HUMAN, &out);
  pl_describe_show (description, PL_DESCRIBE_RAW, &out);
  pl_describe_show (description, PL_DESCRIBE_JSON, &out);
  status = out.failed ? PLATING_E_NOMEM : 0;
  pl_buffer_release (&out);
  json_decref (description);
  return status;
}

static int
find (const char *name, struct plating_error **err)
{
  const char *dirs[] = { folder };
  struct pl_registry *r;
  char *path = NULL;
  int status = pl_registry_new (dirs, 1, &r, err);

  if (status == 0)
    status = pl_registry_find (r, PLATING_PLUGIN_RENDERER, name, &path, err);
  free (path);
  pl_registry_free (r);
  return status;
}

static int
find_one (struct plating_error **err)
{
  return find ("minimal", err);
}

static int
find_none (struct plating_error **err)
{
  return find ("minimall", err);
}

static int
list (struct plating_error **err)
{
  const char *dirs[] = { folder };
  struct pl_registry_list *all = NULL;
  struct pl_registry *r;
  struct pl_buffer out;
  int status = pl_registry_new (dirs, 1, &r, err);

  if (status == 0)
    status = pl_registry_list (r, 0, &all, err);
  if (status == 0) {
    pl_buffer_init (&out);
    pl_describe_list (all, PL_DESCRIBE_HUMAN, &out);
    pl_describe_list (all, PL_DESCRIBE_RAW, &out);
    pl_describe_list (all, PL_DESCRIBE_JSON, &out);
    if (out.failed)
      status = PLATING_E_NOMEM;
    pl_buffer_release (&out);
  }
  pl_registry_list_free (all);
  pl_registry_free (r);
  return status;
}

static const struct {
  int (*scene) (struct plating_error **err);
  int expected;
} scenes[] = {
  { load, 0 },
  { copy_descriptor, 0 },
  { good_params, 0 },
  { unknown_setting, PLATING_E_CONFIG },
  { wrong_choice, PLATING_E_CONFIG },
  { describe, 0 },
  { find_one, 0 },
  { find_none, PLATING_E_CONFIG },
  { list, 0 },
};

START_TEST (test_scene)
{
  fail_each (scenes[_i].scene, scenes[_i].expected);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("loader-alloc-failure");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  suite_add_tcase (suite, tests);
  tcase_set_timeout (tests, 60);
  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_loop_test (tests, test_scene, 0,
                       (int) (sizeof scenes / sizeof *scenes));
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? 1 : 0;
}
