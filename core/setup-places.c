/* SPDX-License-Identifier: Apache-2.0 */
/* Before a run: its names and directories. */

#include <config.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "catalog.h"
#include "confine.h"
#include "error.h"
#include "findings.h"
#include "options.h"
#include "plan.h"
#include "roots.h"
#include "run.h"
#include "setup.h"

#define NAME_PREFIX "terraform-provider-"

static int
no_memory (struct plating_error **err)
{
  return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
}

/* The directory GIVEN, or else OTHERWISE; a relative one starts at BASE. */
static char *
place_path (const char *base, const char *given, const char *otherwise)
{
  const char *name = given ? given : otherwise;
  char *path;

  if (name[0] == '/')
    return strdup (name);
  path = malloc (strlen (base) + strlen (name) + 2);
  if (path)
    sprintf (path, "%s/%s", base, name);
  return path;
}

static void
set_project_places (struct pl_run *run)
{
  const struct plating_options *o = run->options;

  run->output_dir = place_path (run->provider_dir, o->output_dir, "docs");
  run->templates_dir = place_path (run->provider_dir, o->templates_dir,
                                   "templates");
  run->examples_dir = place_path (run->provider_dir, o->examples_dir,
                                  "examples");
  run->adorned_dir = strdup (run->provider_dir);
}

/* What adorn makes are the other two, for which an output directory stands
 * in the provider's place.  One that a configuration file names is that of
 * the pages. */
static void
set_adorned_places (struct pl_run *run)
{
  const struct plating_options *o = run->options;
  const struct pl_option *option = pl_options_find ("output-dir", 10);
  char *base = o->output_dir && !pl_options_origin (o, option, 0)
    ? place_path (run->provider_dir, o->output_dir, "")
    : strdup (run->provider_dir);

  run->output_dir = place_path (run->provider_dir, NULL, "docs");
  if (!base)
    return;
  run->templates_dir = place_path (base, o->templates_dir, "templates");
  run->examples_dir = place_path (base, o->examples_dir, "examples");
  run->adorned_dir = base;
}

static void
set_grouped_place (struct pl_run *run)
{
  const char *given = run->options->grouped_examples_dir;

  if (run->examples_dir)
    run->grouped_dir = place_path (given ? run->provider_dir
                                   : run->examples_dir, given, "integration");
}

/* Whether one of the places that --allow-outside opens holds PATH. */
static int
is_allowed (const struct plating_options *o, const char *path)
{
  char *real = realpath (path, NULL), *allowed;
  int found = 0;
  size_t i;

  for (i = 0; real && i < o->allow_outside.n && !found; i++) {
    allowed = realpath (o->allow_outside.items[i], NULL);
    found = allowed && pl_confine_contains (allowed, real);
    free (allowed);
  }
  free (real);
  return found;
}

/* A place that nobody has named, NAME below BASE, may be a link; one that
 * leads out of the project is followed only if the user says so. */
static int
check_place (const struct pl_run *run, const char *option, const char *base,
             const char *name, struct plating_error **err)
{
  const struct plating_options *o = run->options;
  struct stat st;
  char *path;
  int status = 0;

  if (pl_options_text (o, pl_options_find (option, strlen (option))))
    return 0;
  path = place_path (base, NULL, name);
  if (!path)
    return no_memory (err);
  if (lstat (path, &st) == 0 && S_ISLNK (st.st_mode)
      && !pl_confine_holds (base, name) && !is_allowed (o, path)) {
    status = pl_error_set (err, PLATING_E_CONFIG,
                           "the link '%s' leads out of the project", path);
    pl_error_add_hint (err, "if that is meant, name the directory on the "
                       "command line, with --%s", option);
  }
  free (path);
  return status;
}

static int
check_places (const struct pl_run *run, struct plating_error **err)
{
  const char *dir = run->provider_dir, *adorned = run->adorned_dir;
  int status = check_place (run, "output-dir", dir, "docs", err);

  if (status == 0)
    status = check_place (run, "templates-dir", adorned, "templates", err);
  if (status == 0)
    status = check_place (run, "examples-dir", adorned, "examples", err);
  if (status == 0)
    status = check_place (run, "grouped-examples-dir", run->examples_dir,
                          "integration", err);
  return status;
}

static int
set_text (struct pl_run *run, struct plating_text *to, const char *from,
          size_t len)
{
  to->ptr = pl_arena_strndup (&run->texts, from, len);
  to->len = len;
  return to->ptr ? 0 : PLATING_E_NOMEM;
}

static int
set_names (struct pl_run *run)
{
  const struct plating_options *o = run->options;
  struct plating_provider *p = &run->provider;
  const char *name = o->provider_name, *rendered;
  size_t skip;

  p->struct_size = sizeof *p;
  if (name) {
    p->flags |= PLATING_PROVIDER_NAMED;
  } else {
    name = strrchr (run->provider_dir, '/');
    name = name ? name + 1 : run->provider_dir;
  }
  rendered = o->rendered_provider_name ? o->rendered_provider_name : name;
  skip = strncmp (name, NAME_PREFIX, strlen (NAME_PREFIX)) == 0
    ? strlen (NAME_PREFIX) : 0;
  if (set_text (run, &p->name, name, strlen (name)) < 0
      || set_text (run, &p->short_name, name + skip, strlen (name) - skip) < 0
      || set_text (run, &p->rendered_name, rendered, strlen (rendered)) < 0)
    return PLATING_E_NOMEM;
  return 0;
}

static int
add_root (struct pl_run *run, const char *name, const char *path,
          struct plating_error **err)
{
  struct plating_text n = { name, strlen (name) };
  struct plating_text p = { path, strlen (path) };

  return pl_roots_add (run->roots, n, p, err);
}

int
pl_setup_places (struct pl_run *run, struct plating_error **err)
{
  const struct plating_options *o = run->options;
  struct stat st;
  int status;
  size_t i;

  run->provider_dir = o->provider_dir ? strdup (o->provider_dir)
    : realpath (".", NULL);
  if (!run->provider_dir && (o->provider_dir || errno == ENOMEM))
    return no_memory (err);
  if (!run->provider_dir)
    return pl_error_set (err, PLATING_E_IO, "no current directory");
  if (stat (run->provider_dir, &st) < 0)
    return pl_error_set_system (err, errno, "provider directory '%s'",
                                run->provider_dir);
  if (!S_ISDIR (st.st_mode))
    return pl_error_set (err, PLATING_E_CONFIG,
                         "provider directory '%s' is not a directory",
                         run->provider_dir);
  if (run->verb == PL_VERB_ADORN)
    set_adorned_places (run);
  else
    set_project_places (run);
  set_grouped_place (run);
  run->roots = pl_roots_new (NULL, run->group.workers);
  run->findings = pl_findings_new (0);
  run->catalog = pl_catalog_new ();
  run->plan = pl_plan_new ();
  if (!run->output_dir || !run->templates_dir || !run->examples_dir
      || !run->grouped_dir || !run->adorned_dir || !run->roots
      || !run->findings || !run->catalog || !run->plan
      || set_names (run) < 0)
    return no_memory (err);
  /* A command of a plugin asks for operations, which look for themselves. */
  status = run->verb == PL_VERB_COMMAND ? 0 : check_places (run, err);
  if (status < 0)
    return status;
  if ((status = add_root (run, PLATING_ROOT_PROJECT, run->provider_dir,
                          err)) < 0
      || (status = add_root (run, PLATING_ROOT_TEMPLATES, run->templates_dir,
                             err)) < 0
      || (status = add_root (run, PLATING_ROOT_EXAMPLES, run->examples_dir,
                             err)) < 0
      || (status = add_root (run, PLATING_ROOT_OUTPUT, run->output_dir,
                             err)) < 0)
    return status;
  for (i = 0; i < o->allow_outside.n && status == 0; i++) {
    struct plating_text path = { o->allow_outside.items[i],
                                 strlen (o->allow_outside.items[i]) };

    status = pl_roots_allow (run->roots, path, err);
  }
  return status;
}
