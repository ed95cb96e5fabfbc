/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the files of a bundle in a snapshot. */

#include <config.h>

#include "plugins/jinja/bundle.h"

#include <stdlib.h>
#include <string.h>

#include "common/snapshot.h"
#include "plugins/jinja/kinds.h"

bool
plate_is_file (const struct plating_tree_entry *entry)
{
  return entry->type == PLATING_ENTRY_FILE
         || (entry->type == PLATING_ENTRY_LINK
             && entry->target_type == PLATING_ENTRY_FILE);
}

static bool
has_file_at (const struct plating_tree *tree, size_t i,
             struct plating_text path)
{
  return i < tree->n_entries
         && pl_text_same (pl_snapshot_entry (tree, i)->path, path)
         && plate_is_file (pl_snapshot_entry (tree, i));
}

bool
plate_tree_has_file (const struct plating_tree *tree,
                     struct plating_text path)
{
  return has_file_at (tree, pl_snapshot_bound (tree, path), path);
}

/* -- walking through a folder ----------------------------------------- */

struct walk {
  const struct plating_tree *tree;
  struct plating_text folder;   /* with a slash behind it */
  size_t next;
};

static int
start_walk (struct walk *w, const struct plate_bundle *bundle,
            const char *folder, struct pl_arena *arena)
{
  const struct plating_text parts[] = {
    bundle->path, pl_text_of (bundle->path.len ? "/" : ""),
    pl_text_of (folder), pl_text_of ("/")
  };

  w->tree = bundle->root->tree;
  w->folder = pl_text_join (arena, parts, 4);
  if (!w->folder.ptr)
    return PLATING_E_NOMEM;
  w->next = pl_snapshot_bound_near (w->tree, w->folder, bundle->near);
  return 0;
}

/* Sets *NAME to the next entry's path below the folder. */
static const struct plating_tree_entry *
next_entry (struct walk *w, struct plating_text *name)
{
  const struct plating_tree_entry *e;

  if (w->next >= w->tree->n_entries)
    return NULL;
  e = pl_snapshot_entry (w->tree, w->next);
  if (e->path.len <= w->folder.len
      || memcmp (e->path.ptr, w->folder.ptr, w->folder.len))
    return NULL;
  w->next++;
  *name = pl_text_skip (e->path, w->folder.len);
  return e;
}

static bool
is_direct (struct plating_text name)
{
  return !memchr (name.ptr, '/', name.len);
}

/* -- templates -------------------------------------------------------- */

int
plate_bundle_template (const struct plate_bundle *bundle,
                       struct plating_text name,
                       struct plating_text full_name, struct pl_arena *arena,
                       struct plating_text *path)
{
  const struct plating_text suffix = pl_text_of (".tmpl.md");
  const struct plating_text names[] = { name, full_name };
  const struct plating_tree_entry *e;
  struct plating_text file, fallback = { NULL, 0 };
  size_t n_templates = 0, i;
  struct walk w;

  *path = (struct plating_text) { NULL, 0 };
  for (i = 0; i < 2; i++) {
    int code = start_walk (&w, bundle, "docs", arena);
    const struct plating_text parts[] = { w.folder, names[i], suffix };
    struct plating_text candidate;

    if (code < 0)
      return code;
    candidate = pl_text_join (arena, parts, 3);
    if (!candidate.ptr)
      return PLATING_E_NOMEM;
    if (has_file_at (w.tree, pl_snapshot_bound_near (w.tree, candidate,
                                                     bundle->near),
                     candidate)) {
      *path = candidate;
      return 0;
    }
  }
  /* One for all, unless it would stand in for several. */
  while ((e = next_entry (&w, &file))) {
    if (!is_direct (file) || !plate_is_file (e))
      continue;
    if (pl_text_same (file, pl_text_of ("main.md.j2")))
      fallback = e->path;
    else if (pl_text_ends_with (file, ".tmpl.md") && file.ptr[0] != '_')
      n_templates++;
  }
  if (n_templates <= 1)
    *path = fallback;
  return 0;
}

/* -- lists ------------------------------------------------------------ */

const struct plate_file *
plate_files_find (const struct plate_files *files, struct plating_text key)
{
  size_t i;

  for (i = 0; i < files->n; i++)
    if (pl_text_same (files->items[i].key, key))
      return &files->items[i];
  return NULL;
}

static size_t
count_entries (struct walk w)
{
  struct plating_text name;
  size_t n = 0;

  while (next_entry (&w, &name))
    n++;
  return n;
}

static void
add_file (struct plate_files *files, struct plating_text key,
          struct plating_text path)
{
  files->items[files->n++] = (struct plate_file) { .key = key, .path = path };
}

/* By key, the earlier one first. */
static int
compare_files (const void *a, const void *b)
{
  const struct plate_file *const *x = a, *const *y = b;
  int order = pl_text_compare ((*x)->key, (*y)->key);

  return order ? order : (*x > *y) - (*x < *y);
}

/* Leaves one file of each key: in the place of the first one, the last
 * one. */
static int
merge_files (struct plate_files *files, struct pl_arena *arena)
{
  struct plate_file **all, *first;
  size_t i, n = 0;

  if (files->n < 2)
    return 0;
  all = pl_arena_array (arena, files->n, sizeof *all);
  if (!all)
    return PLATING_E_NOMEM;
  for (i = 0; i < files->n; i++)
    all[i] = &files->items[i];
  qsort (all, files->n, sizeof *all, compare_files);
  for (first = all[0], i = 1; i < files->n; i++) {
    if (!pl_text_same (all[i]->key, first->key)) {
      first = all[i];
      continue;
    }
    first->path = all[i]->path;
    all[i]->path.ptr = NULL;
  }
  for (i = 0; i < files->n; i++)
    if (files->items[i].path.ptr)
      files->items[n++] = files->items[i];
  files->n = n;
  return 0;
}

/* Makes room for all that is in FOLDER; *W stands before it. */
static int
start_list (struct walk *w, const struct plate_bundle *bundle,
            const char *folder, struct pl_arena *arena,
            struct plate_files *files)
{
  int code = start_walk (w, bundle, folder, arena);
  size_t n = code == 0 ? count_entries (*w) : 0;

  *files = (struct plate_files) { NULL, 0 };
  if (n) {
    files->items = pl_arena_array (arena, n, sizeof *files->items);
    if (!files->items)
      code = PLATING_E_NOMEM;
  }
  return code;
}

int
plate_bundle_partials (const struct plate_bundle *bundle,
                       struct pl_arena *arena, struct plate_files *files)
{
  const struct plating_tree_entry *e;
  struct plating_text name;
  struct walk w;
  int code = start_list (&w, bundle, "docs", arena, files);

  while (code == 0 && files->items && (e = next_entry (&w, &name)))
    if (name.ptr[0] == '_' && is_direct (name) && plate_is_file (e))
      add_file (files, name, e->path);
  return code;
}

/* The name up to its first dot. */
static struct plating_text
stem_of (struct plating_text name)
{
  const char *dot = memchr (name.ptr, '.', name.len);

  if (dot)
    name.len = (size_t) (dot - name.ptr);
  return name;
}

/* Single examples of one suffix, or with NULL those of groups. */
static void
add_examples (struct walk w, const char *suffix, struct plate_files *files)
{
  const struct plating_tree_entry *e;
  struct plating_text name;

  while ((e = next_entry (&w, &name))) {
    if (!plate_is_file (e))
      continue;
    if (suffix) {
      if (is_direct (name) && pl_text_ends_with (name, suffix))
        add_file (files, stem_of (name), e->path);
    } else if (pl_text_ends_with (name, "/main.tf")) {
      name.len -= strlen ("/main.tf");
      if (is_direct (name))
        add_file (files, name, e->path);
    }
  }
}

int
plate_bundle_examples (const struct plate_bundle *bundle,
                       struct pl_arena *arena, struct plate_files *files)
{
  struct walk w;
  int code = start_list (&w, bundle, "examples", arena, files);

  if (code < 0 || !files->items)
    return code;
  add_examples (w, ".tf", files);
  add_examples (w, ".tfquery.hcl", files);
  add_examples (w, NULL, files);
  return merge_files (files, arena);
}
