/* SPDX-License-Identifier: Apache-2.0 */
/* The snapshot of what is in the bundles of a root.
 *
 * All of them are listed at once, with what lies between them.  Where that
 * can't be done, because of something that is no bundle's, each is listed by
 * itself.  Links to directories, which a snapshot does not follow, are
 * followed where a bundle has its parts. */

#include <config.h>

#include "plugins/jinja/bundle-tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <plating/types.h>

#include "common/snapshot.h"
#include "common/text.h"

struct listing {
  const struct plate_renderer *r;
  uint64_t op;
  struct pl_arena *memory;
  struct plate_root *root;
  struct plating_text *folders; /* of the components, sorted, each once */
  size_t n_folders;
  struct plating_tree_entry *entries;   /* what was listed by itself */
  size_t n, cap;
};

static int
compare_texts (const void *a, const void *b)
{
  return pl_snapshot_compare (*(const struct plating_text *) a,
                              *(const struct plating_text *) b);
}

static int
compare_entries (const void *a, const void *b)
{
  const struct plating_tree_entry *x = a, *y = b;

  return pl_snapshot_compare (x->path, y->path);
}

/* -- folders ---------------------------------------------------------- */

static const struct plating_folder *
folder_at (const struct plating_catalog_request *req, uint32_t i)
{
  const struct plating_component *c = (const void *)
    ((const char *) req->components + (size_t) i * req->component_size);

  return c->folder;
}

/* Many components may have one folder. */
static int
find_folders (struct listing *l, const struct plating_catalog_request *req)
{
  struct plating_text *all = pl_arena_array (l->memory,
                                             (size_t) req->n_components + 1,
                                             sizeof *all);
  size_t n = 0, i;
  uint32_t k;

  if (!all)
    return PLATING_E_NOMEM;
  for (k = 0; k < req->n_components; k++) {
    const struct plating_folder *folder = folder_at (req, k);

    if (folder && pl_text_same (folder->root, l->root->name))
      all[n++] = folder->path;
  }
  if (n > 1)
    qsort (all, n, sizeof *all, compare_texts);
  for (i = 0; i < n; i++)
    if (!l->n_folders || !pl_text_same (all[i], all[l->n_folders - 1]))
      all[l->n_folders++] = all[i];
  l->folders = all;
  return 0;
}

static bool
is_below (struct plating_text path, struct plating_text directory)
{
  return !directory.len
    || (path.len > directory.len && path.ptr[directory.len] == '/'
        && !memcmp (path.ptr, directory.ptr, directory.len));
}

/* The longest directory that all folders are in, or are: nothing else has to
 * be listed, least of all pages that were made before. */
static struct plating_text
common_directory (const struct listing *l)
{
  struct plating_text first = { NULL, 0 }, last = first, common = first;
  size_t i;

  if (!l->n_folders)
    return common;
  first = common = l->folders[0];
  last = l->folders[l->n_folders - 1];
  if (pl_text_same (first, last) || is_below (last, first))
    return first;
  common.len = 0;
  for (i = 0; i < first.len && i < last.len && first.ptr[i] == last.ptr[i];
       i++)
    if (first.ptr[i] == '/')
      common.len = i;
  return common;
}

/* The first folder that does not come before PATH. */
static size_t
folder_bound (const struct listing *l, struct plating_text path)
{
  size_t low = 0, high = l->n_folders;

  while (low < high) {
    size_t middle = low + (high - low) / 2;

    if (pl_snapshot_compare (l->folders[middle], path) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* -- listing ---------------------------------------------------------- */

static int
add_entries (struct listing *l, const struct plating_tree *tree)
{
  size_t i;

  if (l->n + tree->n_entries > l->cap) {
    size_t cap = 2 * (l->n + tree->n_entries);
    struct plating_tree_entry *all = pl_arena_array (l->memory, cap,
                                                     sizeof *all);

    if (!all)
      return PLATING_E_NOMEM;
    if (l->n)
      memcpy (all, l->entries, l->n * sizeof *all);
    l->entries = all;
    l->cap = cap;
  }
  for (i = 0; i < tree->n_entries; i++)
    l->entries[l->n++] = *pl_snapshot_entry (tree, i);
  return 0;
}

/* Says what of the bundle PATH can't be listed.  The snapshot of it has the
 * code alone; reading its parts tells which of them it is, and why. */
static int
report (struct listing *l, struct plating_text path, int code)
{
  static const char *const parts[] = { "", "/docs", "/examples" };
  const struct plating_host *host = l->r->host;
  struct plating_text file = path, why = pl_text_of (
    code == PLATING_E_LIMIT ? "it has too many files or levels"
    : code == PLATING_E_OUTSIDE ? "a link leads out of the project"
    : "a directory in it can't be read");
  struct plating_finding finding = {
    .struct_size = sizeof finding, .severity = PLATING_LEVEL_ERROR
  };
  int32_t error = 0;
  size_t i;

  for (i = 0; i < sizeof parts / sizeof *parts && !error; i++) {
    const struct plating_text join[] = { path, pl_text_of (parts[i]) };
    struct plating_text bytes;

    file = pl_text_join (l->memory, join, 2);
    if (!file.ptr)
      return PLATING_E_NOMEM;
    if (host->read (host, l->op, l->root->name, file, &bytes, &error) == 0
        || error == ENOENT || error == EISDIR)
      error = 0;
  }
  if (error)
    why = pl_text_of (strerror (error));
  else
    file = path;
  {
    const struct plating_text join[] = {
      pl_text_of ("can't list the bundle: "), why
    };

    finding.message = pl_text_join (l->memory, join, 2);
  }
  finding.file = plate_shown (l->r, l->root, file, l->memory);
  if (!finding.message.ptr || !finding.file.ptr)
    return PLATING_E_NOMEM;
  host->report (host, l->op, &finding);
  return 0;
}

static bool
is_fatal (int code)
{
  return code == PLATING_E_NOMEM || code == PLATING_E_CANCELLED;
}

/* Lists the directory PATH by itself. */
static int
list_one (struct listing *l, struct plating_text path)
{
  const struct plating_host *host = l->r->host;
  const struct plating_tree *tree;
  int code = host->list (host, l->op, l->root->name, path, &tree);

  if (code == 0)
    return add_entries (l, tree);
  return is_fatal (code) ? code : report (l, path, code);
}

/* Lists each folder that is not in one before. */
static int
list_each (struct listing *l)
{
  const struct plating_text *last = NULL;
  size_t i;
  int code = 0;

  for (i = 0; i < l->n_folders && code == 0; i++) {
    if (last && is_below (l->folders[i], *last))
      continue;
    last = &l->folders[i];
    code = list_one (l, *last);
  }
  return code;
}

/* -- links ------------------------------------------------------------ */

/* Whether a bundle has a part at NAME, a path below its folder. */
static bool
is_part (struct plating_text name)
{
  const char *slash = memchr (name.ptr, '/', name.len);

  if (!slash)
    return pl_text_same (name, pl_text_of ("docs"))
      || pl_text_same (name, pl_text_of ("examples"));
  if (!pl_text_starts_with (name, "examples/"))
    return false;
  /* examples/GROUP, examples/GROUP/fixtures */
  name = pl_text_skip (name, strlen ("examples/"));
  slash = memchr (name.ptr, '/', name.len);
  return !slash || pl_text_same (pl_text_skip (name, (size_t) (slash + 1
                                                               - name.ptr)),
                                 pl_text_of ("fixtures"));
}

/* Whether the link PATH leads to a bundle, or a part of one. */
static bool
is_wanted (const struct listing *l, struct plating_text path)
{
  size_t i = folder_bound (l, path);
  struct plating_text folder = path;

  if (i < l->n_folders && (pl_text_same (l->folders[i], path)
                           || is_below (l->folders[i], path)))
    return true;
  while (folder.len) {
    while (folder.len && folder.ptr[--folder.len] != '/')
      continue;
    i = folder_bound (l, folder);
    if (i < l->n_folders && pl_text_same (l->folders[i], folder)
        && is_part (pl_text_skip (path, folder.len + (folder.len != 0))))
      return true;
  }
  return false;
}

static bool
is_link_to_directory (const struct plating_tree_entry *e)
{
  return e->type == PLATING_ENTRY_LINK
    && e->target_type == PLATING_ENTRY_DIRECTORY;
}

/* Adds what is behind the links of TREE, and of what was listed by itself.
 * There is an end to it: a bundle has few parts. */
static int
follow_links (struct listing *l, const struct plating_tree *tree)
{
  size_t i;
  int code = 0;

  for (i = 0; i < tree->n_entries && code == 0; i++) {
    const struct plating_tree_entry *e = pl_snapshot_entry (tree, i);

    if (is_link_to_directory (e) && is_wanted (l, e->path))
      code = list_one (l, e->path);
  }
  for (i = 0; i < l->n && code == 0; i++) {
    const struct plating_tree_entry e = l->entries[i];

    if (is_link_to_directory (&e) && is_wanted (l, e.path))
      code = list_one (l, e.path);
  }
  return code;
}

/* Makes one snapshot of TREE and of what was listed by itself. */
static int
join (struct listing *l, const struct plating_tree *tree, bool is_empty)
{
  struct plating_tree *whole;

  l->root->tree = tree;
  if (!l->n && !is_empty)
    return 0;
  if (add_entries (l, tree) < 0)
    return PLATING_E_NOMEM;
  if (l->n > 1)
    qsort (l->entries, l->n, sizeof *l->entries, compare_entries);
  whole = pl_arena_zalloc (l->memory, sizeof *whole);
  if (!whole)
    return PLATING_E_NOMEM;
  *whole = (struct plating_tree) {
    .struct_size = sizeof *whole, .entry_size = sizeof *l->entries,
    .n_entries = l->n, .entries = l->entries
  };
  l->root->tree = whole;
  return 0;
}

int
plate_bundle_tree (struct plate_renderer *r, uint64_t op,
                   const struct plating_catalog_request *req,
                   struct plate_root *root)
{
  struct listing l = { .r = r, .op = op, .memory = &r->memory, .root = root };
  const struct plating_tree nothing = {
    .struct_size = sizeof nothing, .entry_size = sizeof *l.entries
  };
  const struct plating_tree *tree = &nothing;
  int code = find_folders (&l, req);

  if (code == 0)
    code = r->host->list (r->host, op, root->name, common_directory (&l),
                          &tree);
  if (code < 0 && !is_fatal (code)) {
    tree = &nothing;
    code = list_each (&l);
  }
  if (code == 0)
    code = follow_links (&l, tree);
  return code == 0 ? join (&l, tree, tree == &nothing) : code;
}
