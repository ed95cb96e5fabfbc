/* SPDX-License-Identifier: Apache-2.0 */
/* Walks through a provider's documentation and checks it.
 *
 * The order, and what is looked at, are those of the original.  It looks
 * for mixed layouts with links followed, walks without following them, and
 * compares the files of a kind with those of a link's target. */

#include <config.h>

#include "plugins/registry/checks.h"

#include <stdlib.h>
#include <string.h>

#include "plugins/registry/checks-file.h"
#include "plugins/registry/checks-layout.h"
#include "plugins/registry/checks-mismatch.h"
#include "plugins/registry/checks-report.h"

struct entry {
  const char *path;
  uint32_t type, target_type;   /* PLATING_ENTRY_ */
  size_t position;              /* in the tree it came from */
};

/* What is below one of the two directories, as a walk meets it. */
struct layout {
  bool is_legacy, exists;
  const char *directory;
  struct entry *entries;
  size_t n, cap;
};

static int
compare_entries (const void *a, const void *b)
{
  const struct entry *x = a, *y = b;
  int order = checks_compare_paths (x->path, y->path);

  if (!order && x->position != y->position)
    order = x->position < y->position ? -1 : 1;
  return order;
}

static bool
is_directory (const struct entry *entry)
{
  return entry->type == PLATING_ENTRY_DIRECTORY;
}

static bool
leads_to_directory (const struct entry *entry)
{
  return is_directory (entry)
    || (entry->type == PLATING_ENTRY_LINK
        && entry->target_type == PLATING_ENTRY_DIRECTORY);
}

static const char *
join_path (struct pl_arena *arena, const char *directory,
           struct plating_text path)
{
  size_t n = strlen (directory);
  char *joined = pl_arena_alloc (arena, n + path.len + 2);

  if (joined) {
    memcpy (joined, directory, n);
    joined[n] = '/';
    memcpy (joined + n + 1, path.ptr, path.len);
    joined[n + 1 + path.len] = '\0';
  }
  return joined;
}

/* Reads the tree below DIRECTORY, in the order of a walk.  An entry whose
 * name holds a NUL byte can't be. */
static int
read_tree (struct checks_run *run, const char *directory,
           struct entry **entries, size_t *n)
{
  const struct plating_tree *tree;
  int code = run->source->tree (run->source->data, directory, &tree);
  struct entry *list;
  size_t i, kept = 0;

  *entries = NULL;
  *n = 0;
  if (code < 0 || !tree->n_entries)
    return code;
  list = pl_arena_array (run->arena, tree->n_entries, sizeof *list);
  if (!list)
    return PLATING_E_NOMEM;
  for (i = 0; i < tree->n_entries; i++) {
    const struct plating_tree_entry *e
      = (const struct plating_tree_entry *) (const void *)
        ((const char *) tree->entries + i * tree->entry_size);

    list[i].path = join_path (run->arena, directory, e->path);
    if (!list[i].path)
      return PLATING_E_NOMEM;
    list[i].type = e->type;
    list[i].target_type = e->target_type;
    list[i].position = i;
  }
  qsort (list, tree->n_entries, sizeof *list, compare_entries);
  for (i = 0; i < tree->n_entries; i++)
    if (!kept || strcmp (list[kept - 1].path, list[i].path) != 0)
      list[kept++] = list[i];
  *entries = list;
  *n = kept;
  return 0;
}

static int
read_layout (struct checks_run *run, bool is_legacy, struct layout *layout)
{
  int code;

  *layout = (struct layout) {
    .is_legacy = is_legacy,
    .directory = is_legacy ? CHECKS_LEGACY_DIRECTORY
      : CHECKS_REGISTRY_DIRECTORY
  };
  code = run->source->is_directory (run->source->data, layout->directory,
                                    &layout->exists);
  if (code < 0 || !layout->exists)
    return code;
  return read_tree (run, layout->directory, &layout->entries, &layout->n);
}

/* -- mixed layouts ---------------------------------------------------- */

struct path_list {
  const char **paths;
  size_t n, cap;
};

static int
add_path (struct checks_run *run, struct path_list *list, const char *path)
{
  if (list->n == list->cap) {
    size_t cap = list->cap ? list->cap * 2 : 64;
    const char **paths = pl_arena_array (run->arena, cap, sizeof *paths);

    if (!paths)
      return PLATING_E_NOMEM;
    if (list->n)
      memcpy (paths, list->paths, list->n * sizeof *paths);
    list->paths = paths;
    list->cap = cap;
  }
  list->paths[list->n++] = path;
  return 0;
}

static int
compare_names (const void *a, const void *b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Adds the documentation below a layout's directory.  Links that stand for
 * the directory of a kind are followed: what is behind others can't be
 * part of a layout. */
static int
list_documentation (struct checks_run *run, const struct layout *layout,
                    struct path_list *list)
{
  size_t i;
  int code = 0;

  for (i = 0; i < layout->n && code == 0; i++) {
    const struct entry *e = &layout->entries[i];
    struct entry *behind;
    size_t n, j;

    if (checks_is_documentation (e->path))
      code = add_path (run, list, e->path);
    if (code < 0 || e->type != PLATING_ENTRY_LINK || !leads_to_directory (e)
        || (!checks_is_registry_directory (e->path)
            && !checks_is_legacy_directory (e->path)))
      continue;
    code = read_tree (run, e->path, &behind, &n);
    for (j = 0; j < n && code == 0; j++)
      if (checks_is_documentation (behind[j].path))
        code = add_path (run, list, behind[j].path);
  }
  return code;
}

static void
tell_files (struct checks_run *run, const struct path_list *list)
{
  struct pl_buffer line;
  size_t i;

  if (!run->sink->debug)
    return;
  pl_buffer_init (&line);
  for (i = 0; i < list->n; i++)
    pl_buffer_printf (&line, "%s%s", i ? " " : "",
                      checks_shown_path (run, list->paths[i]));
  if (!line.failed)
    checks_debug (run, "Found documentation files [%s]",
                  line.data ? line.data : "");
  pl_buffer_release (&line);
}

static int
check_mixed_layouts (struct checks_run *run, const struct layout *registry,
                     const struct layout *legacy)
{
  struct path_list list = { NULL, 0, 0 };
  bool has_registry = false, has_legacy = false;
  int code = list_documentation (run, registry, &list);
  size_t i;

  if (code == 0)
    code = list_documentation (run, legacy, &list);
  if (code < 0)
    return code;
  /* Here a directory's entries come behind "DIRECTORY.md". */
  if (list.n)
    qsort (list.paths, list.n, sizeof *list.paths, compare_names);
  tell_files (run, &list);
  checks_progress (run, "running mixed directories check");
  for (i = 0; i < list.n; i++) {
    size_t n = (size_t) (strrchr (list.paths[i], '/') - list.paths[i]);
    char *directory = pl_arena_strndup (run->arena, list.paths[i], n);

    if (!directory)
      return PLATING_E_NOMEM;
    checks_debug (run, "Found directory: %s",
                  checks_shown_path (run, directory));
    has_registry |= checks_is_registry_directory (directory);
    has_legacy |= checks_is_legacy_directory (directory);
    if (has_registry && has_legacy) {
      struct checks_finding finding = { .rule = CHECKS_MIXED_LAYOUTS };

      checks_debug (run, "Found mixed directories");
      return checks_find (run, finding, "mixed Terraform Provider "
                          "documentation directory layouts found, must use "
                          "only legacy or registry layout");
    }
  }
  return 0;
}

/* -- the walk --------------------------------------------------------- */

static int
check_directory (struct checks_run *run, const char *path)
{
  const char *shown = checks_shown_path (run, path);
  struct checks_finding finding = {
    .rule = CHECKS_INVALID_DIRECTORY, .file = { shown, strlen (shown) }
  };

  if (!checks_is_checked_directory (path))
    return 0;
  checks_progress (run, "running invalid directories check on %s", shown);
  if (checks_is_valid_directory (path))
    return 0;
  return checks_find (run, finding, "invalid Terraform Provider "
                      "documentation directory found: %s", shown);
}

static int
walk (struct checks_run *run, const struct layout *layout)
{
  size_t i;
  int code = 0;

  for (i = 0; i < layout->n && code == 0; i++) {
    const struct entry *e = &layout->entries[i];

    if (is_directory (e))
      code = check_directory (run, e->path);
    else if (checks_is_documentation (e->path)
             && !(run->source->is_checked_elsewhere
                  && run->source->is_checked_elsewhere (run->source->data,
                                                        e->path)))
      code = checks_file (run, e->path);
  }
  return code;
}

/* -- files and components --------------------------------------------- */

/* Collects the names of what is directly in DIRECTORY. */
static int
list_directory (struct checks_run *run, const struct entry *entries,
                size_t n, const char *directory, struct path_list *list)
{
  size_t len = strlen (directory), i;
  int code = 0;

  for (i = 0; i < n && code == 0; i++) {
    const char *path = entries[i].path;

    if (strncmp (path, directory, len) == 0 && path[len] == '/'
        && !strchr (path + len + 1, '/'))
      code = add_path (run, list, path + len + 1);
  }
  if (list->n)
    qsort (list->paths, list->n, sizeof *list->paths, compare_names);
  return code;
}

static const struct entry *
find_entry (const struct layout *layout, const char *path)
{
  size_t i;

  for (i = 0; i < layout->n; i++)
    if (strcmp (layout->entries[i].path, path) == 0)
      return &layout->entries[i];
  return NULL;
}

static int
check_kind (struct checks_run *run, const struct layout *layout,
            enum checks_kind kind)
{
  const char *directory = checks_kind_directory (kind, layout->is_legacy);
  const struct entry *e = find_entry (layout, directory);
  struct path_list list = { NULL, 0, 0 };
  struct entry *entries = layout->entries;
  size_t n = layout->n;
  int code = 0;

  if (!e || !leads_to_directory (e))
    return 0;
  if (!is_directory (e))
    code = read_tree (run, directory, &entries, &n);
  if (code == 0)
    code = list_directory (run, entries, n, directory, &list);
  if (code == 0)
    code = checks_mismatch (run, kind, layout->is_legacy, list.paths,
                            list.n);
  return code;
}

static int
check_layout (struct checks_run *run, const struct layout *layout)
{
  int code, kind;

  if (!layout->exists)
    return 0;
  checks_progress (run, layout->is_legacy
                   ? "detected legacy website directory, running checks"
                   : "detected static docs directory, running checks");
  code = walk (run, layout);
  if (code == 0)
    checks_progress (run, "running file mismatch check");
  for (kind = 0; kind < CHECKS_N_KINDS && code == 0; kind++)
    code = check_kind (run, layout, (enum checks_kind) kind);
  return code;
}

int
checks_run (const struct checks_options *options,
            const struct checks_source *source,
            const struct checks_sink *sink)
{
  struct pl_arena arena;
  struct checks_run run;
  struct layout registry, legacy;
  int code;

  pl_arena_init (&arena, 0);
  checks_report_init (&run, &arena, options, source, sink);
  code = read_layout (&run, false, &registry);
  if (code == 0)
    code = read_layout (&run, true, &legacy);
  if (code == 0)
    code = check_mixed_layouts (&run, &registry, &legacy);
  if (code == 0)
    code = check_layout (&run, &registry);
  if (code == 0)
    code = check_layout (&run, &legacy);
  checks_report_release (&run);
  pl_arena_release (&arena);
  return code;
}

int
checks_page (const struct checks_options *options, const char *path,
             struct plating_text bytes, const struct checks_sink *sink)
{
  struct pl_arena arena;
  struct checks_run run;
  int code;

  if (!checks_is_documentation (path))
    return 0;
  pl_arena_init (&arena, 4096);
  checks_report_init (&run, &arena, options, NULL, sink);
  code = checks_file_bytes (&run, path, bytes);
  checks_report_release (&run);
  pl_arena_release (&arena);
  return code;
}
