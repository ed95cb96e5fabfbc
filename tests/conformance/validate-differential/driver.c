/* SPDX-License-Identifier: Apache-2.0 */
/* `tfplugindocs validate` on top of the checks, straight from the file
 * system: driver DIRECTORY PROVIDER-NAME SCHEMA [GUIDES [RESOURCES]], where
 * the last two are lists of subcategories, separated by commas, or "". */

#include <config.h>

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <jansson.h>

#include <plating/document.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "plugins/registry/checks.h"

struct program {
  const char *directory;
  struct pl_arena arena;
  struct plating_tree tree;
  struct plating_tree_entry *entries;
  size_t cap;
  struct pl_buffer bytes, findings;
  size_t n_findings;
};

static void *
need (void *p)
{
  if (!p) {
    fprintf (stderr, "driver: out of memory\n");
    exit (99);
  }
  return p;
}

static const char *
join (struct program *p, const char *a, const char *b)
{
  size_t n = strlen (a) + strlen (b) + 2;
  char *s = need (pl_arena_alloc (&p->arena, n));

  snprintf (s, n, "%s%s%s", a, *a && *b ? "/" : "", b);
  return s;
}

static uint32_t
type_of (mode_t mode)
{
  return S_ISDIR (mode) ? PLATING_ENTRY_DIRECTORY
    : S_ISREG (mode) ? PLATING_ENTRY_FILE
    : S_ISLNK (mode) ? PLATING_ENTRY_LINK : PLATING_ENTRY_OTHER;
}

static void
scan (struct program *p, const char *root, const char *below)
{
  const char *path = join (p, root, below);
  DIR *d = opendir (path);
  struct dirent *e;

  while (d && (e = readdir (d)) != NULL) {
    const char *name;
    struct plating_tree_entry entry = { .type = 0 };
    struct stat st;

    if (strcmp (e->d_name, ".") == 0 || strcmp (e->d_name, "..") == 0)
      continue;
    name = join (p, below, e->d_name);
    if (lstat (join (p, root, name), &st) < 0)
      continue;
    entry.path.ptr = name;
    entry.path.len = strlen (name);
    entry.type = type_of (st.st_mode);
    if (S_ISLNK (st.st_mode) && stat (join (p, root, name), &st) == 0)
      entry.target_type = type_of (st.st_mode);
    if (p->tree.n_entries == p->cap) {
      p->cap = p->cap ? p->cap * 2 : 64;
      p->entries = need (realloc (p->entries,
                                  p->cap * sizeof *p->entries));
    }
    p->entries[p->tree.n_entries++] = entry;
    if (entry.type == PLATING_ENTRY_DIRECTORY)
      scan (p, root, name);
  }
  if (d)
    closedir (d);
}

static int
tree (void *data, const char *directory, const struct plating_tree **result)
{
  struct program *p = data;

  p->tree.n_entries = 0;
  scan (p, join (p, p->directory, directory), "");
  p->tree.struct_size = sizeof p->tree;
  p->tree.entry_size = sizeof *p->entries;
  p->tree.entries = p->entries;
  *result = &p->tree;
  return 0;
}

static int
is_directory (void *data, const char *path, bool *result)
{
  struct program *p = data;
  struct stat st;

  *result = stat (join (p, p->directory, path), &st) == 0
    && S_ISDIR (st.st_mode);
  return 0;
}

static int
read_file (void *data, const char *path, struct plating_text *bytes,
           int32_t *system_error)
{
  struct program *p = data;
  FILE *f = fopen (join (p, p->directory, path), "rb");
  char chunk[65536];
  size_t n;

  if (!f) {
    *system_error = errno;
    return errno == ENOENT ? PLATING_E_NOT_FOUND : PLATING_E_IO;
  }
  pl_buffer_clear (&p->bytes);
  errno = 0;
  while ((n = fread (chunk, 1, sizeof chunk, f)) > 0)
    pl_buffer_append (&p->bytes, chunk, n);
  *system_error = errno;
  n = (size_t) ferror (f);
  fclose (f);
  bytes->ptr = p->bytes.data;
  bytes->len = p->bytes.len;
  return n ? PLATING_E_IO : 0;
}

static void
progress (void *data, const char *line)
{
  (void) data;
  puts (line);
}

static void
debug (void *data, const char *line)
{
  (void) data;
  fprintf (stderr, "[DEBUG] %s\n", line);
}

static int
finding (void *data, const struct checks_finding *f)
{
  struct program *p = data;

  if (p->n_findings++)
    pl_buffer_putc (&p->findings, '\n');
  checks_format_finding (f, &p->findings);
  return 0;
}

static int
compare_names (const void *a, const void *b)
{
  const struct checks_name *x = a, *y = b;

  return strcmp (x->name.ptr, y->name.ptr);
}

static void
read_names (struct program *p, const char *file, struct checks_options *o)
{
  static const char *const keys[CHECKS_N_KINDS] = {
    [CHECKS_RESOURCE] = "resource_schemas",
    [CHECKS_DATA_SOURCE] = "data_source_schemas",
    [CHECKS_FUNCTION] = "functions",
    [CHECKS_EPHEMERAL_RESOURCE] = "ephemeral_resource_schemas",
    [CHECKS_ACTION] = "action_schemas",
    [CHECKS_LIST_RESOURCE] = "list_resource_schemas",
    [CHECKS_STATE_STORE] = "state_store_schemas"
  };
  json_t *root = json_load_file (file, 0, NULL);
  json_t *schemas = json_object_get (root, "provider_schemas");
  json_t *provider = json_object_iter_value (json_object_iter (schemas));
  int kind;

  for (kind = 0; kind < CHECKS_N_KINDS; kind++) {
    json_t *list = json_object_get (provider, keys[kind]), *value;
    size_t n = json_object_size (list), i = 0;
    struct checks_name *names
      = need (pl_arena_array (&p->arena, n + 1, sizeof *names));
    const char *key;

    json_object_foreach (list, key, value) {
      const char *copy = join (p, key, "");

      names[i++].name = (struct plating_text) { copy, strlen (copy) };
    }
    qsort (names, n, sizeof *names, compare_names);
    o->names[kind].names = names;
    o->names[kind].n = n;
  }
  json_decref (root);
}

static size_t
split (struct program *p, const char *list,
       const struct plating_text **result)
{
  struct plating_text *texts
    = need (pl_arena_array (&p->arena, strlen (list) + 1, sizeof *texts));
  size_t n = 0;

  *result = texts;
  while (*list) {
    size_t len = strcspn (list, ",");

    texts[n++] = (struct plating_text) { list, len };
    list += len;
    if (*list == ',' && !*++list)
      texts[n++] = (struct plating_text) { "", 0 };
  }
  return n;
}

int
main (int argc, char **argv)
{
  struct program p = { .n_findings = 0 };
  struct checks_options options = { .provider = { NULL, 0 } };
  struct checks_source source = {
    .data = &p, .is_directory = is_directory, .tree = tree,
    .read = read_file
  };
  struct checks_sink sink = {
    .data = &p, .progress = progress, .debug = debug, .finding = finding
  };
  const char *prefix = "terraform-provider-", *name;
  int code;

  if (argc < 4) {
    fprintf (stderr, "usage: driver DIRECTORY PROVIDER-NAME SCHEMA "
             "[GUIDES [RESOURCES]]\n");
    return 99;
  }
  pl_arena_init (&p.arena, 0);
  p.directory = argv[1];
  name = argv[2];
  if (strncmp (name, prefix, strlen (prefix)) == 0)
    name += strlen (prefix);
  options.provider = (struct plating_text) { name, strlen (name) };
  options.project_path = (struct plating_text) { argv[1], strlen (argv[1]) };
  read_names (&p, argv[3], &options);
  if (argc > 4)
    options.n_guide_subcategories
      = split (&p, argv[4], &options.guide_subcategories);
  if (argc > 5)
    options.n_resource_subcategories
      = split (&p, argv[5], &options.resource_subcategories);
  puts ("exporting schema from JSON file");
  puts ("getting provider schema");
  code = checks_run (&options, &source, &sink);
  fflush (stdout);
  if (p.n_findings) {
    fputs ("Error executing command: validation errors found: \n", stderr);
    fwrite (p.findings.data, 1, p.findings.len, stderr);
    fputs ("\n\n", stderr);
  }
  pl_buffer_release (&p.bytes);
  pl_buffer_release (&p.findings);
  pl_arena_release (&p.arena);
  free (p.entries);
  return code < 0 ? 99 : p.n_findings ? 1 : 0;
}
