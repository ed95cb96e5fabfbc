/* SPDX-License-Identifier: Apache-2.0 */
/* Read roots: the directories that plugins may read, each under a name.  Here
 * files and trees are read. */

#include <config.h>

#include "roots-parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/arena.h"
#include "confine.h"
#include "error.h"
#include "file.h"
#include "quote.h"
#include "tree.h"
#include "tree-cache.h"

#define OPEN_FILE (O_RDONLY | O_NONBLOCK | O_NOCTTY)
#define OPEN_DIRECTORY (O_RDONLY | O_DIRECTORY)

static int
has_nul (struct plating_text text)
{
  return text.len && memchr (text.ptr, 0, text.len);
}

/* -- files ------------------------------------------------------------ */

static int
say_read (struct pl_roots *roots, struct plating_text path, int code,
          const char *full, int32_t *system_error,
          struct plating_error **err)
{
  char shown[PL_QUOTE_SIZE];

  if (code == -EXDEV)
    return pl_roots_say_outside (roots, "read", path, full, err);
  if (code == -EFBIG)
    return pl_error_set (err, PLATING_E_LIMIT,
                         "read '%s': larger than %zu bytes",
                         pl_quote (shown, path), roots->limits.file_size);
  if (code == -ESTALE)
    return pl_error_set (err, PLATING_E_IO,
                         "read '%s': its size changed while it was read",
                         pl_quote (shown, path));
  if (code == -ENODEV || code == -ENXIO)
    return pl_error_set (err, PLATING_E_IO,
                         "read '%s': it is no regular file",
                         pl_quote (shown, path));
  if (system_error)
    *system_error = -code;
  return pl_roots_say_system ("read", path, -code, err);
}

int
pl_roots_read (struct pl_roots *roots, struct plating_text name,
               struct plating_text path, struct pl_arena *arena,
               struct plating_text *bytes, int32_t *system_error,
               struct plating_error **err)
{
  char shown[PL_QUOTE_SIZE], *full;
  struct pl_root *root = NULL;
  int fd, code;

  if (system_error)
    *system_error = 0;
  if (has_nul (path))
    return pl_error_set (err, PLATING_E_INVAL,
                         "read '%s': the name contains a NUL byte",
                         pl_quote (shown, path));
  if (!(path.len && path.ptr[0] == '/')
      && !(root = pl_roots_find (roots, name, err)))
    return PLATING_E_NOT_FOUND;
  fd = pl_roots_open_path (roots, root, path, OPEN_FILE, &full);
  code = fd;
  if (fd >= 0) {
    code = pl_file_read (fd, roots->limits.file_size, arena, bytes);
    close (fd);
  }
  if (code < 0)
    code = say_read (roots, path, code, full, system_error, err);
  free (full);
  return code;
}

/* -- trees ------------------------------------------------------------ */

static int
say_tree (struct pl_roots *roots, struct plating_text directory, int code,
          const char *full, const char *where, struct plating_error **err)
{
  char shown[PL_QUOTE_SIZE], shown_where[PL_QUOTE_SIZE];
  struct plating_text place = { where, where ? strlen (where) : 0 };

  pl_quote (shown, directory);
  if (code == -EXDEV)
    return pl_roots_say_outside (roots, "list", directory, full, err);
  if (code == -E2BIG)
    return pl_error_set (err, PLATING_E_LIMIT,
                         "list '%s': more than %zu entries", shown,
                         roots->limits.tree_entries);
  if (code == -EFBIG)
    return pl_error_set (err, PLATING_E_LIMIT,
                         "list '%s': its names take more than %zu bytes",
                         shown, roots->limits.tree_bytes);
  if (code == -ENAMETOOLONG && where)
    return pl_error_set (err, PLATING_E_LIMIT,
                         "list '%s': directories deeper than %zu at '%s'",
                         shown, roots->limits.tree_depth,
                         pl_quote (shown_where, place));
  if (place.len)
    return pl_error_set_system (err, -code, "list '%s': '%s'", shown,
                                pl_quote (shown_where, place));
  return pl_error_set_system (err, -code, "list '%s'", shown);
}

/* PREFIX as for pl_tree_scan. */
static int
take_snapshot (struct pl_roots *roots, struct pl_root *root,
               struct plating_text directory,
               const struct plating_text *prefix, struct pl_tree *tree,
               struct plating_error **err)
{
  struct pl_tree_limits limits = {
    .entries = roots->limits.tree_entries,
    .depth = roots->limits.tree_depth,
    .bytes = roots->limits.tree_bytes,
  };
  char *full, *where = NULL;
  int fd, code;

  fd = pl_roots_open_path (roots, root, directory, OPEN_DIRECTORY, &full);
  if (fd >= 0)
    code = pl_tree_scan (tree, fd, &limits, prefix, roots->workers, &where);
  else
    code = fd == -ENOENT ? 0 : fd;
  if (code < 0)
    code = say_tree (roots, directory, code, full, where, err);
  free (full);
  free (where);
  return code;
}

/* The two forms of snapshots. */
enum { FORM_TREE = 't', FORM_LIST = 'l' };

/* Looks for a list of a directory above the one that KEY, of ROOT, stands
 * for, and takes what it knows of that.  Returns 1 if there was one. */
static int
take_part (struct pl_roots *roots, const struct pl_root *root,
           struct plating_text key, struct pl_tree *t)
{
  const size_t base = root->path.len + 3;      /* of the path in the root */
  const struct plating_text directory = { key.ptr + base, key.len - base };
  const struct pl_tree *whole;
  int is_taken = 0;

  while (!is_taken && key.len > base) {
    do
      key.len--;
    while (key.len > base && key.ptr[key.len] != '/');
    whole = pl_tree_cache_find (roots->trees, key);
    is_taken = whole && pl_tree_take_part (t, whole, directory);
  }
  return is_taken;
}

static int
fill_tree (struct pl_roots *roots, struct pl_root *root,
           struct plating_text directory, struct plating_text key, int form,
           struct pl_tree *t, struct plating_error **err)
{
  const size_t base = root->path.len + 3;
  struct plating_text prefix = { "", key.len - base };

  if (form == FORM_TREE)
    return take_snapshot (roots, root, directory, NULL, t, err);
  if (take_part (roots, root, key, t))
    return 0;
  if (prefix.len) {
    prefix.ptr = pl_arena_strndup (&t->arena, key.ptr + base, prefix.len);
    if (!prefix.ptr)
      return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
  }
  return take_snapshot (roots, root, directory, &prefix, t, err);
}

/* Gets the snapshot of DIRECTORY, in the form TIDY; takes it if nobody has. */
static int
get_tree (struct pl_roots *roots, struct pl_root *root,
          struct plating_text directory, const char *tidy, int form,
          const struct plating_tree **tree, struct plating_error **err)
{
  size_t len = strlen (tidy);
  struct plating_text key = { NULL, root->path.len + 2 + len };
  char *text = malloc (key.len + 1);
  struct pl_tree *t;
  int code = 0, is_ours;

  if (!text)
    return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
  memcpy (text, root->path.ptr, root->path.len + 1);
  text[root->path.len + 1] = (char) form;
  memcpy (text + root->path.len + 2, tidy, len + 1);
  key.ptr = text;
  t = pl_tree_cache_claim (roots->trees, key, &is_ours);
  if (t && is_ours) {
    code = fill_tree (roots, root, directory, key, form, t, err);
    pl_tree_cache_release (roots->trees, t, code == 0);
  }
  free (text);
  if (!t)
    return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
  if (code == 0)
    *tree = &t->tree;
  return code;
}

static int
find_tree (struct pl_roots *roots, struct plating_text name,
           struct plating_text directory, int form,
           const struct plating_tree **tree, struct plating_error **err)
{
  char shown[PL_QUOTE_SIZE], *tidy;
  struct pl_root *root = pl_roots_find (roots, name, err);
  int code;

  if (!root)
    return PLATING_E_NOT_FOUND;
  if (has_nul (directory) || (directory.len && directory.ptr[0] == '/'))
    return pl_error_set (err, PLATING_E_INVAL,
                         "list '%s': no directory relative to a root",
                         pl_quote (shown, directory));
  tidy = pl_confine_tidy (directory.ptr, directory.len);
  if (!tidy)
    return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
  code = get_tree (roots, root, directory, tidy, form, tree, err);
  free (tidy);
  return code;
}

int
pl_roots_tree (struct pl_roots *roots, struct plating_text name,
               struct plating_text directory, const struct plating_tree **tree,
               struct plating_error **err)
{
  return find_tree (roots, name, directory, FORM_TREE, tree, err);
}

int
pl_roots_list (struct pl_roots *roots, struct plating_text name,
               struct plating_text directory, const struct plating_tree **tree,
               struct plating_error **err)
{
  return find_tree (roots, name, directory, FORM_LIST, tree, err);
}
