/* SPDX-License-Identifier: Apache-2.0 */
/* Roots of a small project, with links within it and out of it.  For one file
 * of a program. */

#ifndef ROOTS_PROJECT_H
#define ROOTS_PROJECT_H

#include <limits.h>
#include <string.h>

#include <check.h>

#include "common/arena.h"
#include "core/roots.h"
#include "scratch.h"

static char base[PATH_MAX];
static struct pl_roots *roots;
static struct pl_arena arena;

static struct plating_text
text (const char *s)
{
  return (struct plating_text) { s, strlen (s) };
}

static void
add_root (const char *name, const char *dir)
{
  ck_assert_int_eq (pl_roots_add (roots, text (name),
                                  text (scratch_path (base, dir)), NULL), 0);
}

static void
set_up (void)
{
  strcpy (base, scratch_new ());
  pl_arena_init (&arena, 0);
  scratch_write (base, "p/README", "readme");
  scratch_write (base, "p/templates/index.md.tmpl", "index");
  scratch_write (base, "p/templates/resources/a.md.tmpl", "a");
  scratch_write (base, "p/examples/resources/a/main.tf", "main");
  scratch_write (base, "other/x", "x");
  scratch_write (base, "secret/key", "key");
  scratch_link ("../README", base, "p/templates/readme");
  scratch_link ("../examples/resources", base, "p/templates/ex");
  scratch_link ("../../secret/key", base, "p/templates/evil");
  scratch_link ("../../secret", base, "p/templates/evildir");
  scratch_link ("../../other/x", base, "p/templates/other");
  scratch_link (scratch_path (base, "p/README"), base, "p/templates/abs");
  scratch_link ("nothing", base, "p/templates/dangling");
  roots = pl_roots_new (NULL, NULL);
  add_root ("templates", "p/templates");
  add_root ("project", "p");
  add_root ("other", "other");
  add_root ("missing", "p/missing");
}

static void
tear_down (void)
{
  pl_roots_free (roots);
  pl_arena_release (&arena);
}

#endif
