/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the project and the provider's name, and tells where values come
 * from. */

#include <config.h>

#include "config-detect.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/arena.h"
#include "common/toml.h"
#include "config-tree.h"
#include "error.h"
#include "file.h"
#include "log.h"
#include "options.h"

#define PYPROJECT "pyproject.toml"

static int
no_memory (struct plating_error **err)
{
  return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
}

/* -- the environment ------------------------------------------------------ */

/* Those have variables with a meaning of their own. */
static int
has_own_variable (const char *name)
{
  return !strcmp (name, "plugin-path") || !strcmp (name, "debug")
         || !strcmp (name, "monitor");
}

/* "PLATING_PROVIDER_NAME" of "provider-name". */
static void
name_variable (const char *name, char *variable, size_t size)
{
  size_t n = (size_t) snprintf (variable, size, "PLATING_%s", name), i;

  for (i = 0; i < n && i < size; i++)
    variable[i] = variable[i] == '-' ? '_'
      : (char) toupper ((unsigned char) variable[i]);
}

static int
set_from (struct plating_options *o, const struct pl_option *option,
          const char *value, const char *file, uint32_t line,
          uint32_t column, struct plating_error **err)
{
  int status = pl_options_set (o, option, value, NULL, err);

  if (status == 0
      && pl_options_set_origin (o, option, file, line, column) < 0)
    status = no_memory (err);
  return status;
}

int
pl_config_environment (struct plating_options *o, uint32_t verb,
                       struct plating_error **err)
{
  size_t n, i;
  const struct pl_option *table = pl_options_table (&n);
  char variable[64], place[96];
  int status = 0;

  for (i = 0; i < n && status == 0; i++) {
    const char *value;

    if (!(table[i].verbs & verb) || has_own_variable (table[i].name)
        || pl_options_is_given (o, &table[i]))
      continue;
    name_variable (table[i].name, variable, sizeof variable);
    value = secure_getenv (variable);
    if (!value || !*value)
      continue;
    snprintf (place, sizeof place, "environment variable %s", variable);
    status = set_from (o, &table[i], value, place, 0, 0, err);
    if (status < 0)
      pl_error_add_place (err, place, 0, 0);
  }
  return status;
}

/* -- the project ---------------------------------------------------------- */

/* Whether there is NAME in DIR, of one of the owners that count: in a directory
 * like /tmp anybody may put one above those of others. */
static int
holds (const char *dir, const char *name, const uid_t *owners, size_t n)
{
  struct stat st;
  char *path;
  int found;
  size_t i;

  if (asprintf (&path, "%s/%s", dir, name) < 0)
    return 0;
  found = stat (path, &st) == 0;
  free (path);
  for (i = 0; found && i < n; i++)
    if (owners[i] == st.st_uid)
      return 1;
  return found && !n;
}

/* Whether DIR is the project of the directory START.  What does not belong to
 * plating itself says so to the Python tool of the same name. */
static int
is_project (const char *dir, const char *start)
{
  static const char *const marks[] = {
    "plating.yaml", PYPROJECT, "pyvider.toml", "setup.py", "setup.cfg"
  };
  uid_t owners[] = { geteuid (), 0, 0 };
  struct stat st;
  size_t n = strcmp (dir, start) ? 3 : 0, i;

  if (n && stat (start, &st) == 0)
    owners[2] = st.st_uid;
  for (i = 0; i < sizeof marks / sizeof *marks; i++)
    if (holds (dir, marks[i], owners, n))
      return 1;
  return 0;
}

int
pl_config_find_project (struct plating_options *o,
                        struct plating_error **err)
{
  const struct pl_option *option = pl_options_find ("provider-dir", 12);
  char *dir, *start, *slash;
  int status = 0;

  if (o->provider_dir)
    return 0;
  start = realpath (".", NULL);
  dir = start ? strdup (start) : NULL;
  if (!dir) {
    free (start);
    return pl_error_set (err, PLATING_E_IO, "no current directory");
  }
  /* The root of the file system is no project. */
  while (*dir && dir[1]) {
    if (is_project (dir, start)) {
      if (strcmp (dir, start))
        status = set_from (o, option, dir, "search above the current "
                           "directory", 0, 0, err);
      break;
    }
    if (holds (dir, ".git", NULL, 0))
      break;
    slash = strrchr (dir, '/');
    *slash = '\0';
  }
  free (dir);
  free (start);
  return status;
}

/* -- the name ------------------------------------------------------------- */

/* The table TOP.FIRST.SECOND, or TOP.FIRST if SECOND is NULL. */
static const struct toml_value *
table_of (const struct toml_value *top, const char *first,
          const char *second)
{
  const struct toml_value *t = toml_get (top, first);

  if (t && second)
    t = t->kind == TOML_TABLE ? toml_get (t, second) : NULL;
  return t && t->kind == TOML_TABLE ? t : NULL;
}

static const struct toml_value *
text_in (const struct toml_value *table, const char *key)
{
  const struct toml_value *v = table ? toml_get (table, key) : NULL;

  return v && v->kind == TOML_STRING && v->u.string.len
         && !memchr (v->u.string.text, '\0', v->u.string.len) ? v : NULL;
}

/* The package whose components are documented, or the project itself. */
static const struct toml_value *
package_of (const struct toml_value *top, const struct toml_value *const *own,
            size_t n)
{
  size_t i;

  for (i = 0; i < n; i++) {
    const struct toml_value *list
      = own[i] ? toml_get (own[i], "component_packages") : NULL;

    if (list && list->kind == TOML_ARRAY && list->u.array.n
        && list->u.array.items[0]->kind == TOML_STRING)
      return list->u.array.items[0];
  }
  return text_in (table_of (top, "project", NULL), "name");
}

/* "acme" of "terraform-provider-acme" and "acme-provider"; NULL of
 * others. */
static char *
name_of_package (const char *package)
{
  static const char prefix[] = "terraform-provider-", suffix[] = "-provider";
  size_t len = strlen (package), n = strlen (prefix);

  if (len > n && !strncmp (package, prefix, n))
    return strdup (package + n);
  n = strlen (suffix);
  if (len > n && !strcmp (package + len - n, suffix))
    return strndup (package, len - n);
  return NULL;
}

static int
take_name (struct plating_options *o, const struct toml_value *top,
           struct plating_error **err)
{
  static const char *const keys[] = { "name", "provider_name" };
  const struct pl_option *option = pl_options_find ("provider-name", 13);
  const struct toml_value *own[] = {
    table_of (top, "tool", "pyvider"), table_of (top, "pyvider", NULL)
  };
  const struct toml_value *found = NULL;
  char *name = NULL;
  size_t i;
  int status = 0;

  for (i = 0; i < 4 && !found; i++)
    found = text_in (own[i / 2], keys[i % 2]);
  if (found) {
    name = strdup (found->u.string.text);
    if (!name)
      return no_memory (err);
  } else {
    found = package_of (top, own, 2);
    if (found)
      name = name_of_package (found->u.string.text);
  }
  if (name)
    status = set_from (o, option, name, PYPROJECT, found->line,
                       found->column, err);
  free (name);
  return status;
}

/* A file that cannot be read or understood names nothing: whoever it
 * concerns says so elsewhere. */
int
pl_config_find_name (struct plating_options *o, const char *dir,
                     struct plating_error **err)
{
  struct toml_limits limits = {
    .size = PL_CONFIG_SIZE_MAX, .depth = PL_CONFIG_DEPTH_MAX,
  };
  struct plating_text bytes = { NULL, 0 };
  struct toml_error error;
  struct toml_value *top;
  struct pl_arena arena;
  char *path;
  int fd, status = 0;

  if (o->provider_name)
    return 0;
  if (asprintf (&path, "%s/" PYPROJECT, dir) < 0)
    return no_memory (err);
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  free (path);
  if (fd < 0)
    return 0;
  pl_arena_init (&arena, 0);
  if (pl_file_read (fd, PL_CONFIG_SIZE_MAX, &arena, &bytes) == 0 && bytes.ptr
      && toml_read (&arena, bytes.ptr, bytes.len, &limits, &top,
                    &error) == 0)
    status = take_name (o, top, err);
  close (fd);
  pl_arena_release (&arena);
  return status;
}

/* -- telling -------------------------------------------------------------- */

static void
tell_value (const struct plating_options *o, const struct pl_option *option,
            const char *value, size_t item, struct pl_log *log)
{
  const struct pl_origin *from = pl_options_origin (o, option, item);

  if (!from)
    pl_log_line (log, PLATING_LEVEL_DEBUG, NULL, "%s: %s (command line)",
                 option->name, value);
  else if (from->line)
    pl_log_line (log, PLATING_LEVEL_DEBUG, NULL, "%s: %s (%s:%u)",
                 option->name, value, from->file, (unsigned) from->line);
  else
    pl_log_line (log, PLATING_LEVEL_DEBUG, NULL, "%s: %s (%s)",
                 option->name, value, from->file);
}

static void
tell_option (const struct plating_options *o, const struct pl_option *option,
             struct pl_log *log)
{
  const char *at = (const char *) o + option->offset, *text;
  const struct pl_strings *list;
  char number[32];
  size_t i;

  switch (option->type) {
  case PL_OPTION_SWITCH:
    tell_value (o, option, pl_options_switch (o, option) ? "true" : "false",
                0, log);
    break;
  case PL_OPTION_COUNT:
    snprintf (number, sizeof number, "%llu",
              (unsigned long long) *(const uint64_t *) (const void *) at);
    tell_value (o, option, number, 0, log);
    break;
  case PL_OPTION_LIST:
  case PL_OPTION_PATHS:
    list = pl_options_strings (o, option);
    for (i = 0; i < list->n; i++)
      tell_value (o, option, list->items[i], i, log);
    break;
  default:
    text = *(char *const *) (const void *) at;
    if (text)
      tell_value (o, option, text, 0, log);
  }
}

void
pl_config_tell (const struct plating_options *o, uint32_t verb,
                struct pl_log *log)
{
  size_t n, i;
  const struct pl_option *table = pl_options_table (&n);
  const char *slash;
  char *dir;

  if (!pl_log_shows (log, PLATING_LEVEL_DEBUG))
    return;
  for (i = 0; i < n; i++)
    if ((table[i].verbs & verb) && pl_options_is_given (o, &table[i]))
      tell_option (o, &table[i], log);
  dir = o->provider_dir ? strdup (o->provider_dir) : realpath (".", NULL);
  if (!dir)
    return;
  if (!o->provider_dir)
    pl_log_line (log, PLATING_LEVEL_DEBUG, NULL,
                 "provider-dir: %s (current directory)", dir);
  slash = strrchr (dir, '/');
  if (!o->provider_name)
    pl_log_line (log, PLATING_LEVEL_DEBUG, NULL,
                 "provider-name: %s (name of the directory)",
                 slash ? slash + 1 : dir);
  if (!o->output_dir)
    pl_log_line (log, PLATING_LEVEL_DEBUG, NULL,
                 "output-dir: %s/docs (default)", dir);
  free (dir);
}
