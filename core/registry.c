/* SPDX-License-Identifier: Apache-2.0 */
/* Where plugins are, and what those that are not loaded say of
 * themselves. */

#include <config.h>

#include "registry.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/buffer.h"
#include "core/elf.h"
#include "error.h"
#include "examine.h"
#include "naming.h"
#include "registry-cache.h"

#define EXAMINE_MS 5000
#define MOST_ENTRIES 10000

struct pl_registry {
  char **dirs;                  /* absolute */
  size_t n_dirs, cap_dirs;
};

static int
no_memory (struct plating_error **err)
{
  return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
}

/* -- search path --------------------------------------------------------- */

/* Sets *ABSOLUTE to a new absolute form of PATH. */
static int
make_absolute (const char *path, char **absolute, struct plating_error **err)
{
  struct pl_buffer b;
  char *dir = NULL;

  pl_buffer_init (&b);
  if (*path != '/') {
    dir = getcwd (NULL, 0);
    if (!dir)
      return pl_error_set_system (err, errno,
                                  "can't find the current directory");
    pl_buffer_printf (&b, "%s/", strcmp (dir, "/") == 0 ? "" : dir);
    while (path[0] == '.' && path[1] == '/')
      path += 2;
  }
  pl_buffer_puts (&b, path);
  free (dir);
  *absolute = pl_buffer_take (&b, NULL);
  return *absolute ? 0 : no_memory (err);
}

/* Adds DIR, unless it is there already. */
static int
add_dir (struct pl_registry *r, const char *dir, struct plating_error **err)
{
  char *absolute;
  size_t len;
  int status;

  status = make_absolute (dir, &absolute, err);
  if (status < 0)
    return status;
  for (len = strlen (absolute); len > 1 && absolute[len - 1] == '/'; len--)
    absolute[len - 1] = '\0';
  for (size_t i = 0; i < r->n_dirs; i++)
    if (strcmp (r->dirs[i], absolute) == 0) {
      free (absolute);
      return 0;
    }
  if (r->n_dirs == r->cap_dirs) {
    size_t cap = r->cap_dirs ? r->cap_dirs * 2 : 8;
    char **dirs = realloc (r->dirs, cap * sizeof *dirs);

    if (!dirs) {
      free (absolute);
      return no_memory (err);
    }
    r->dirs = dirs;
    r->cap_dirs = cap;
  }
  r->dirs[r->n_dirs++] = absolute;
  return 0;
}

/* Adds the parts of PATH, which are separated by colons.  An empty part
 * does not mean the current directory. */
static int
add_path (struct pl_registry *r, const char *path, struct plating_error **err)
{
  char *copy = strdup (path), *rest = copy, *part;
  int status = copy ? 0 : no_memory (err);

  while (status == 0 && (part = strsep (&rest, ":")) != NULL)
    if (*part)
      status = add_dir (r, part, err);
  free (copy);
  return status;
}

/* $XDG_DATA_HOME/plating-1/plugins/TRIPLET */
static int
add_own_dir (struct pl_registry *r, struct plating_error **err)
{
  const char *data = secure_getenv ("XDG_DATA_HOME");
  const char *home = secure_getenv ("HOME");
  struct pl_buffer dir;
  int status;

  pl_buffer_init (&dir);
  if (data && *data == '/')
    pl_buffer_puts (&dir, data);
  else if (home && *home == '/')
    pl_buffer_printf (&dir, "%s/.local/share", home);
  else
    return 0;
  pl_buffer_puts (&dir, "/plating-1/plugins/" HOST_TRIPLET);
  status = dir.failed ? no_memory (err) : add_dir (r, dir.data, err);
  pl_buffer_release (&dir);
  return status;
}

int
pl_registry_new (const char *const *dirs, size_t n, struct pl_registry **out,
                 struct plating_error **err)
{
  const char *path = secure_getenv ("PLATING_PLUGIN_PATH");
  struct pl_registry *r = calloc (1, sizeof *r);
  int status = 0;

  *out = NULL;
  if (!r)
    return no_memory (err);
  for (size_t i = 0; i < n && status == 0; i++)
    status = add_dir (r, dirs[i], err);
  if (status == 0 && path)
    status = add_path (r, path, err);
  if (status == 0)
    status = add_own_dir (r, err);
  if (status == 0)
    status = add_dir (r, PLUGINDIR, err);
  if (status < 0) {
    pl_registry_free (r);
    return status;
  }
  *out = r;
  return 0;
}

void
pl_registry_free (struct pl_registry *r)
{
  if (!r)
    return;
  for (size_t i = 0; i < r->n_dirs; i++)
    free (r->dirs[i]);
  free (r->dirs);
  free (r);
}

const char *
pl_registry_dir_at (const struct pl_registry *r, size_t i)
{
  return i < r->n_dirs ? r->dirs[i] : NULL;
}

/* -- lists of files ------------------------------------------------------ */

static int
add_entry (struct pl_registry_list *list, const char *dir, const char *file,
           struct plating_error **err)
{
  struct pl_registry_entry entry = { 0 };
  struct pl_buffer path;
  const char *name;
  size_t len;

  if (!pl_naming_split_file (file, &entry.kind, &name, &len))
    return 0;
  if (list->n_entries == MOST_ENTRIES)
    return pl_error_set (err, PLATING_E_LIMIT, "more than %d plugin files, "
                         "the last ones in '%s'", MOST_ENTRIES, dir);
  if (list->n_entries == list->cap_entries) {
    size_t cap = list->cap_entries ? list->cap_entries * 2 : 16;
    struct pl_registry_entry *entries
      = realloc (list->entries, cap * sizeof *entries);

    if (!entries)
      return no_memory (err);
    list->entries = entries;
    list->cap_entries = cap;
  }
  pl_buffer_init (&path);
  pl_buffer_printf (&path, "%s/%s", strcmp (dir, "/") == 0 ? "" : dir, file);
  entry.path = pl_buffer_take (&path, NULL);
  entry.name = strndup (name, len);
  if (!entry.path || !entry.name) {
    free (entry.path);
    free (entry.name);
    return no_memory (err);
  }
  list->entries[list->n_entries++] = entry;
  return 0;
}

/* Adds the plugin files of DIR.  One that is missing or closed to the user
 * has none. */
static int
scan_dir (struct pl_registry_list *list, const char *dir,
          struct plating_error **err)
{
  DIR *stream = opendir (dir);
  struct dirent *d;
  int status = 0;

  if (!stream)
    return errno == ENOMEM ? no_memory (err) : 0;
  while (status == 0 && (d = readdir (stream)) != NULL)
    status = add_entry (list, dir, d->d_name, err);
  closedir (stream);
  return status;
}

/* What two entries are sorted by, and where they stood before: files of
 * earlier directories come first. */
struct place {
  struct pl_registry_entry entry;
  size_t dir;
};

static int
compare_names (const struct pl_registry_entry *a,
               const struct pl_registry_entry *b)
{
  if (a->kind != b->kind)
    return a->kind < b->kind ? -1 : 1;
  return strcmp (a->name, b->name);
}

static int
compare_places (const void *a, const void *b)
{
  const struct place *x = a, *y = b;
  int order = compare_names (&x->entry, &y->entry);

  return order ? order : (x->dir > y->dir) - (x->dir < y->dir);
}

static int
sort_entries (struct pl_registry_list *list, const size_t *dirs,
              struct plating_error **err)
{
  struct place *places = calloc (list->n_entries + 1, sizeof *places);

  if (!places)
    return no_memory (err);
  for (size_t i = 0; i < list->n_entries; i++)
    places[i] = (struct place) { list->entries[i], dirs[i] };
  qsort (places, list->n_entries, sizeof *places, compare_places);
  for (size_t i = 0; i < list->n_entries; i++) {
    list->entries[i] = places[i].entry;
    list->entries[i].is_hidden
      = i > 0 && compare_names (&list->entries[i], &list->entries[i - 1]) == 0;
  }
  free (places);
  return 0;
}

/* Fills LIST with the plugin files of the search path, sorted. */
static int
scan (const struct pl_registry *r, struct pl_registry_list *list,
      struct plating_error **err)
{
  size_t *dirs = NULL, n = 0;
  int status = 0;

  for (size_t i = 0; i < r->n_dirs && status == 0; i++) {
    size_t *more;

    status = scan_dir (list, r->dirs[i], err);
    more = realloc (dirs, (list->n_entries + 1) * sizeof *dirs);
    if (!more && status == 0)
      status = no_memory (err);
    if (more)
      for (dirs = more; status == 0 && n < list->n_entries; n++)
        dirs[n] = i;
  }
  if (status == 0)
    status = sort_entries (list, dirs, err);
  free (dirs);
  return status;
}

void
pl_registry_list_free (struct pl_registry_list *list)
{
  if (!list)
    return;
  for (size_t i = 0; i < list->n_entries; i++) {
    free (list->entries[i].path);
    free (list->entries[i].name);
    free (list->entries[i].problem);
    json_decref (list->entries[i].description);
  }
  free (list->entries);
  free (list);
}

/* -- by name ------------------------------------------------------------- */

/* Sets *HINT: names that are near, and where was looked. */
static void
explain_missing (const struct pl_registry *r, uint32_t kind, const char *name,
                 struct pl_buffer *hint)
{
  struct pl_registry_list *list = calloc (1, sizeof *list);
  const char **names = NULL;
  size_t n = 0;
  int nearest = -1;

  if (list && scan (r, list, NULL) == 0)
    names = calloc (list->n_entries + 1, sizeof *names);
  for (size_t i = 0; names && i < list->n_entries; i++) {
    const struct pl_registry_entry *e = &list->entries[i];

    if (e->kind == kind)
      names[n++] = e->name;
    else if (!e->is_hidden && strcmp (e->name, name) == 0)
      pl_buffer_printf (hint, "there is a %s of this name; ",
                        pl_naming_kind (e->kind));
  }
  if (names)
    nearest = pl_naming_nearest (name, names, n);
  if (nearest >= 0)
    pl_buffer_printf (hint, "did you mean '%s'? ", names[nearest]);
  pl_buffer_puts (hint, "looked in ");
  for (size_t i = 0; i < r->n_dirs; i++)
    pl_buffer_printf (hint, "%s%s", i ? ", " : "", r->dirs[i]);
  free (names);
  pl_registry_list_free (list);
}

int
pl_registry_find (const struct pl_registry *r, uint32_t kind,
                  const char *name, char **path, struct plating_error **err)
{
  const char *kind_name = pl_naming_kind (kind);
  struct pl_buffer b;
  struct stat st;
  int status;

  *path = NULL;
  if (!kind_name)
    return pl_error_set (err, PLATING_E_CONFIG, "plugin '%s': its kind is "
                         "not known", name);
  if (!pl_naming_is_name (name, strlen (name)))
    return pl_error_set (err, PLATING_E_CONFIG,
                         "'%s' is no name of a plugin: small letters, digits "
                         "and '-', a letter first", name);
  pl_buffer_init (&b);
  for (size_t i = 0; i < r->n_dirs; i++) {
    pl_buffer_clear (&b);
    pl_buffer_printf (&b, "%s/plating-%s-%s.so",
                      strcmp (r->dirs[i], "/") == 0 ? "" : r->dirs[i], name,
                      kind_name);
    if (b.failed)
      break;
    /* A link that leads nowhere is found too: its loading says so. */
    if (lstat (b.data, &st) == 0) {
      *path = pl_buffer_take (&b, NULL);
      return *path ? 0 : no_memory (err);
    }
  }
  if (b.failed) {
    pl_buffer_release (&b);
    return no_memory (err);
  }
  pl_buffer_clear (&b);
  explain_missing (r, kind, name, &b);
  status = pl_error_set (err, PLATING_E_CONFIG, "no %s plugin '%s' found",
                         kind_name, name);
  if (!b.failed)
    pl_error_add_hint (err, "%s", b.data);
  pl_buffer_release (&b);
  return status;
}

/* -- what files say ------------------------------------------------------ */

/* Sets *VERDICT (a new reference) for PATH, from the cache or by a child
 * process. */
static int
judge (struct pl_registry_cache *cache, const char *path, json_t **verdict,
       struct plating_error **err)
{
  struct stat st;
  int status, is_lasting;

  *verdict = NULL;
  status = pl_elf_check (path, &st, err);
  if (status < 0)
    return status;
  *verdict = json_incref (pl_registry_cache_get (cache, path, &st));
  if (*verdict)
    return 0;
  status = pl_examine_file (path, EXAMINE_MS, verdict, &is_lasting, err);
  if (status == 0 && is_lasting)
    pl_registry_cache_put (cache, path, &st, *verdict);
  return status;
}

static int
describe_entry (struct pl_registry_cache *cache,
                struct pl_registry_entry *entry, struct plating_error **err)
{
  struct plating_error *why = NULL;
  const char *problem = NULL;
  struct pl_buffer text;
  json_t *verdict;
  int status;

  pl_buffer_init (&text);
  status = judge (cache, entry->path, &verdict, &why);
  if (status == PLATING_E_NOMEM) {
    plating_error_unref (why);
    return no_memory (err);
  }
  if (status == 0) {
    entry->description
      = json_incref (json_object_get (verdict, "description"));
    problem = json_string_value (json_object_get (verdict, "problem"));
    if (problem)
      pl_buffer_puts (&text, problem);
  } else
    pl_error_format (why, &text);
  if (status < 0 || problem)
    entry->problem = pl_buffer_take (&text, NULL);
  pl_buffer_release (&text);
  plating_error_unref (why);
  json_decref (verdict);
  return entry->description || entry->problem ? 0 : no_memory (err);
}

/* Drops all entries but those of KIND. */
static void
keep_kind (struct pl_registry_list *list, uint32_t kind)
{
  size_t n = 0;

  for (size_t i = 0; i < list->n_entries; i++) {
    struct pl_registry_entry *entry = &list->entries[i];

    if (entry->kind == kind) {
      list->entries[n++] = *entry;
    } else {
      free (entry->path);
      free (entry->name);
    }
  }
  list->n_entries = n;
}

int
pl_registry_list (const struct pl_registry *r, uint32_t kind,
                  struct pl_registry_list **out, struct plating_error **err)
{
  struct pl_registry_list *list = calloc (1, sizeof *list);
  struct pl_registry_cache cache;
  int status;

  *out = NULL;
  if (!list)
    return no_memory (err);
  status = scan (r, list, err);
  if (status == 0) {
    if (kind)
      keep_kind (list, kind);
    pl_registry_cache_open (&cache);
    for (size_t i = 0; i < list->n_entries && status == 0; i++)
      status = describe_entry (&cache, &list->entries[i], err);
    pl_registry_cache_close (&cache);
  }
  if (status < 0) {
    pl_registry_list_free (list);
    return status;
  }
  *out = list;
  return 0;
}

int
pl_registry_entry_has (const struct pl_registry_entry *entry,
                       const char *operation)
{
  json_t *one, *all = json_object_get (entry->description, "operations");
  size_t i;

  json_array_foreach (all, i, one)
    if (strcmp (json_string_value (one), operation) == 0)
      return 1;
  return 0;
}

int
pl_registry_describe (const char *path, json_t **description,
                      struct plating_error **err)
{
  struct pl_registry_cache cache;
  json_t *verdict, *problem;
  const char *hint;
  char *absolute;
  int status;

  *description = NULL;
  status = make_absolute (path, &absolute, err);
  if (status < 0)
    return status;
  pl_registry_cache_open (&cache);
  status = judge (&cache, absolute, &verdict, err);
  pl_registry_cache_close (&cache);
  free (absolute);
  if (status < 0)
    return status;
  problem = json_object_get (verdict, "problem");
  hint = json_string_value (json_object_get (verdict, "hint"));
  if (json_is_string (problem)) {
    status = pl_error_set (err, PLATING_E_PLUGIN, "%s",
                           json_string_value (problem));
    if (hint)
      pl_error_add_hint (err, "%s", hint);
  } else
    *description = json_incref (json_object_get (verdict, "description"));
  json_decref (verdict);
  return status;
}

int
pl_registry_examine (const char *path, struct plating_error **err)
{
  json_t *description;
  int status = pl_registry_describe (path, &description, err);

  json_decref (description);
  return status;
}
