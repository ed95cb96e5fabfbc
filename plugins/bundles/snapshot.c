/* SPDX-License-Identifier: Apache-2.0 */
/* Lists directories from what the host has listed. */

#include <config.h>

#include "snapshot.h"

#include <errno.h>
#include <string.h>

#include "common/snapshot.h"

/* The entry PATH, and its number, which is looked for near *I; NULL if there
 * is none. */
static const struct plating_tree_entry *
find (const struct plating_tree *tree, struct plating_text path, size_t *i)
{
  const struct plating_tree_entry *e;

  *i = pl_snapshot_bound_near (tree, path, *i);
  if (*i == tree->n_entries)
    return NULL;
  e = pl_snapshot_entry (tree, *i);
  return e->path.len == path.len && !memcmp (e->path.ptr, path.ptr, path.len)
    ? e : NULL;
}

/* Why there is no entry PATH: the directory above is known not to have it,
 * or it is a link, or not known either. */
static int
why_missing (const struct plating_tree *tree, struct plating_text path)
{
  const char *slash = memrchr (path.ptr, '/', path.len);
  const struct plating_tree_entry *e;
  size_t i = 0;

  if (!slash)
    return ENOENT;
  path.len = (size_t) (slash - path.ptr);
  e = find (tree, path, &i);
  return e && e->type == PLATING_ENTRY_DIRECTORY ? ENOENT : ENOTSUP;
}

static enum bn_entry_type
type_of (const struct plating_tree_entry *e)
{
  switch (e->type) {
  case PLATING_ENTRY_FILE:
    return BN_FILE;
  case PLATING_ENTRY_DIRECTORY:
    return BN_DIRECTORY;
  case PLATING_ENTRY_LINK:
    return e->target_type == PLATING_ENTRY_DIRECTORY ? BN_LINK_TO_DIRECTORY
      : e->target_type == PLATING_ENTRY_FILE ? BN_LINK_TO_FILE : BN_OTHER;
  default:
    return BN_OTHER;
  }
}

int
bn_snapshot_list (const struct plating_tree *tree, const char *directory,
                  size_t *near, struct bn_names *names)
{
  struct plating_text path = { directory, strlen (directory) };
  const struct plating_tree_entry *e;
  size_t i = *near;
  int error = 0;

  *names = (struct bn_names) { NULL, 0, 0 };
  e = find (tree, path, &i);
  *near = i;
  if (!e)
    return why_missing (tree, path);
  if (e->type != PLATING_ENTRY_DIRECTORY)
    return e->type == PLATING_ENTRY_LINK ? ENOTSUP : ENOTDIR;
  while (!error && ++i < tree->n_entries) {
    e = pl_snapshot_entry (tree, i);
    if (e->path.len <= path.len || e->path.ptr[path.len] != '/'
        || memcmp (e->path.ptr, path.ptr, path.len) != 0)
      break;
    if (!memchr (e->path.ptr + path.len + 1, '/', e->path.len - path.len - 1))
      error = bn_names_add (names, e->path.ptr + path.len + 1, type_of (e));
  }
  return error;
}
