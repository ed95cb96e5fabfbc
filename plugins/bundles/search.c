/* SPDX-License-Identifier: Apache-2.0 */
/* Where Python would look for modules. */

#include <config.h>

#include "package.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "names.h"
#include "text-file.h"

struct filling {
  struct bn_search *search;
  struct pl_arena *arena;
  struct bn_fault *fault;
  struct pl_buffer path;
  /* The project's directory while what it says itself is added: that must
   * not lead out of it. */
  const char *own;
};

static int
is_directory (const char *path)
{
  struct stat st;

  return stat (path, &st) == 0 && S_ISDIR (st.st_mode);
}

/* Whether the directory PATH is inside DIR, wherever links lead. */
static int
is_inside (const char *path, const char *dir)
{
  char *real = realpath (path, NULL), *top = realpath (dir, NULL);
  size_t n = top ? strlen (top) : 0;
  int inside = real && top && !strncmp (real, top, n)
    && (!real[n] || real[n] == '/');

  free (real);
  free (top);
  return inside;
}

/* Adds the directory PATH (N bytes), unless it is there already. */
static int
add (struct filling *f, const char *path, size_t n)
{
  struct bn_search *s = f->search;
  size_t i;

  while (n > 1 && path[n - 1] == '/')
    n--;
  if (!n || path[0] != '/')
    return 0;
  for (i = 0; i < s->n; i++)
    if (strlen (s->dirs[i]) == n && !memcmp (s->dirs[i], path, n))
      return 0;
  path = pl_arena_strndup (f->arena, path, n);
  if (!path)
    return bn_fault_no_memory (f->fault);
  if (!is_directory (path) || (f->own && !is_inside (path, f->own)))
    return 0;
  if (s->n == s->cap) {
    size_t cap = s->cap ? 2 * s->cap : 16;
    const char **dirs = realloc (s->dirs, cap * sizeof *dirs);

    if (!dirs)
      return bn_fault_no_memory (f->fault);
    s->dirs = dirs;
    s->cap = cap;
  }
  s->dirs[s->n++] = path;
  return 0;
}

static int
add_below (struct filling *f, const char *dir, const char *name)
{
  pl_buffer_clear (&f->path);
  pl_buffer_printf (&f->path, "%s/%s", dir, name);
  return f->path.failed ? bn_fault_no_memory (f->fault)
    : add (f, f->path.data, f->path.len);
}

/* The parts of a list that is separated by colons. */
static int
add_list (struct filling *f, const char *list)
{
  int status = 0;

  for (; list && *list && status == 0; list += *list == ':') {
    size_t n = strcspn (list, ":");

    status = add (f, list, n);
    list += n;
  }
  return status;
}

/* LIB/python3.N/KIND for each version there is. */
static int
add_versions (struct filling *f, const char *lib, const char *const *kinds)
{
  struct bn_names names;
  int error = bn_names_list (AT_FDCWD, lib, true, &names), status = 0;
  char *path = error == ENOMEM ? NULL : strdup (lib);
  size_t i, k;

  if (!path)
    status = bn_fault_no_memory (f->fault);
  for (i = 0; i < names.n && status == 0; i++) {
    if (strncmp (names.all[i].name, "python3", 7) != 0)
      continue;
    for (k = 0; kinds[k] && status == 0; k++) {
      pl_buffer_clear (&f->path);
      pl_buffer_printf (&f->path, "%s/%s/%s", path, names.all[i].name,
                        kinds[k]);
      status = f->path.failed ? bn_fault_no_memory (f->fault)
        : add (f, f->path.data, f->path.len);
    }
  }
  free (path);
  bn_names_release (&names);
  return status;
}

static int
add_prefix (struct filling *f, const char *prefix, const char *const *kinds)
{
  static const char *const libs[] = { "lib", "lib64", "local/lib" };
  struct pl_buffer lib;
  int status = 0;
  size_t i;

  pl_buffer_init (&lib);
  for (i = 0; i < sizeof libs / sizeof *libs && status == 0; i++) {
    pl_buffer_clear (&lib);
    pl_buffer_printf (&lib, "%s/%s", prefix, libs[i]);
    status = lib.failed ? bn_fault_no_memory (f->fault)
      : add_versions (f, lib.data, kinds);
  }
  pl_buffer_release (&lib);
  return status;
}

static const char *const in_environment[] = { "site-packages", NULL };
static const char *const in_system[] = {
  "site-packages", "dist-packages", NULL
};

/* The environment that is active, or the project's own. */
static int
add_environment (struct filling *f, const struct bn_search_options *o)
{
  static const char *const usual[] = { ".venv", "venv" };
  struct pl_buffer dir;
  int status = 0;
  size_t i;

  if (o->virtual_env && o->virtual_env[0] == '/')
    return add_prefix (f, o->virtual_env, in_environment);
  f->own = o->project;
  pl_buffer_init (&dir);
  for (i = 0; i < 2 && status == 0; i++) {
    pl_buffer_clear (&dir);
    pl_buffer_printf (&dir, "%s/%s", o->project, usual[i]);
    status = dir.failed ? bn_fault_no_memory (f->fault)
      : add_prefix (f, dir.data, in_environment);
  }
  f->own = NULL;
  pl_buffer_release (&dir);
  return status;
}

/* The directories of the first python3 on PATH: beside its bin. */
static int
add_system (struct filling *f, const char *path)
{
  struct pl_buffer bin;
  int status = 0, is_found = 0;

  pl_buffer_init (&bin);
  for (; path && *path && !is_found && status == 0; path += *path == ':') {
    size_t n = strcspn (path, ":"), len = n;

    pl_buffer_clear (&bin);
    pl_buffer_append (&bin, path, n);
    pl_buffer_puts (&bin, "/python3");
    path += n;
    if (bin.failed)
      status = bn_fault_no_memory (f->fault);
    else if (bin.data[0] == '/' && access (bin.data, X_OK) == 0) {
      is_found = 1;
      while (len > 0 && bin.data[len - 1] != '/')
        len--;
      bin.data[len ? len - 1 : 0] = '\0';
      status = add_prefix (f, bin.data, in_system);
    }
  }
  pl_buffer_release (&bin);
  return status;
}

/* A path file names one directory a line; lines that are code are left
 * alone. */
static int
add_path_file (struct filling *f, const char *dir, const char *name)
{
  char *text, *line, *rest;
  int status = 0;

  pl_buffer_clear (&f->path);
  pl_buffer_printf (&f->path, "%s/%s", dir, name);
  if (f->path.failed)
    return bn_fault_no_memory (f->fault);
  if (bn_text_file_read (f->path.data, &text, NULL) < 0)
    return bn_fault_no_memory (f->fault);
  rest = text;
  while (status == 0 && rest && (line = strsep (&rest, "\r\n")) != NULL) {
    if (!*line || *line == '#' || !strncmp (line, "import", 6))
      continue;
    status = *line == '/' ? add (f, line, strlen (line))
      : add_below (f, dir, line);
  }
  free (text);
  return status;
}

/* Those in the project's own environment are a part of the project, unless
 * the user has made it the active one. */
static int
add_path_files (struct filling *f, const struct bn_search_options *o)
{
  size_t top = strlen (o->project);
  size_t n = f->search->n, i, k;
  int status = 0;

  for (i = 0; i < n && status == 0; i++) {
    const char *dir = f->search->dirs[i];
    struct bn_names names;

    f->own = !o->virtual_env && i >= o->n_given
      && !strncmp (dir, o->project, top) && (!dir[top] || dir[top] == '/')
      ? o->project : NULL;
    if (bn_names_list (AT_FDCWD, dir, true, &names) == ENOMEM)
      status = bn_fault_no_memory (f->fault);
    for (k = 0; k < names.n && status == 0; k++)
      if (bn_ends_with (names.all[k].name, ".pth"))
        status = add_path_file (f, dir, names.all[k].name);
    bn_names_release (&names);
  }
  return status;
}

int
bn_search_fill (struct bn_search *search, const struct bn_search_options *o,
                struct pl_arena *arena, struct bn_fault *fault)
{
  struct filling f = { .search = search, .arena = arena, .fault = fault };
  int status = 0;
  size_t i;

  pl_buffer_init (&f.path);
  for (i = 0; i < o->n_given && status == 0; i++)
    status = add (&f, o->given[i], strlen (o->given[i]));
  if (status == 0)
    status = add (&f, o->project, strlen (o->project));
  f.own = o->project;
  if (status == 0)
    status = add_below (&f, o->project, "src");
  f.own = NULL;
  if (status == 0)
    status = add_list (&f, o->python_path);
  if (status == 0)
    status = add_environment (&f, o);
  if (status == 0)
    status = add_system (&f, o->path);
  if (status == 0)
    status = add_path_files (&f, o);
  pl_buffer_release (&f.path);
  return status;
}

void
bn_search_release (struct bn_search *search)
{
  free (search->dirs);
  *search = (struct bn_search) { NULL, 0, 0 };
}
