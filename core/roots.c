/* SPDX-License-Identifier: Apache-2.0 */
/* Read roots: the directories that plugins may read, each under a name.
 *
 * The lock `table` guards the search trees and `all`; it is not held during
 * input. */

#include <config.h>

#include "roots-parts.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <search.h>
#include <stdatomic.h>
#include <stdio.h>
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
compare_texts (struct plating_text a, struct plating_text b)
{
  size_t least = a.len < b.len ? a.len : b.len;
  int c = least ? memcmp (a.ptr, b.ptr, least) : 0;

  return c ? c : a.len < b.len ? -1 : a.len > b.len;
}

static int
compare_by_name (const void *left, const void *right)
{
  const struct pl_root *a = left, *b = right;

  return compare_texts (a->name, b->name);
}

static int
compare_by_path (const void *left, const void *right)
{
  const struct pl_root *a = left, *b = right;

  return compare_texts (a->path, b->path);
}

/* -- the table -------------------------------------------------------- */

static size_t
or_default (size_t value, size_t instead)
{
  return value ? value : instead;
}

struct pl_roots *
pl_roots_new (const struct pl_roots_limits *limits,
              struct pl_workers *workers)
{
  struct pl_roots *roots = calloc (1, sizeof *roots);
  struct pl_roots_limits l = { 0 };

  if (!roots)
    return NULL;
  roots->trees = pl_tree_cache_new ();
  if (!roots->trees) {
    free (roots);
    return NULL;
  }
  if (limits)
    l = *limits;
  roots->workers = workers;
  roots->limits.file_size = or_default (l.file_size, (size_t) 256 << 20);
  roots->limits.tree_entries = or_default (l.tree_entries, 1000000);
  roots->limits.tree_depth = or_default (l.tree_depth, 64);
  roots->limits.tree_bytes = or_default (l.tree_bytes, (size_t) 512 << 20);
  pthread_rwlock_init (&roots->table, NULL);
  atomic_init (&roots->n_open, 0);
  return roots;
}

static void
free_root (struct pl_root *root)
{
  int fd = atomic_load (&root->fd);

  if (fd >= 0)
    close (fd);
  free (root);
}

static void
keep_node (void *node)
{
  (void) node;
}

void
pl_roots_free (struct pl_roots *roots)
{
  struct pl_root *root;

  if (!roots)
    return;
  tdestroy (roots->by_name, keep_node);
  tdestroy (roots->by_path, keep_node);
  pl_tree_cache_free (roots->trees);
  while ((root = roots->all)) {
    roots->all = root->next;
    free_root (root);
  }
  pthread_rwlock_destroy (&roots->table);
  free (roots);
}

static int
has_nul (struct plating_text text)
{
  return text.len && memchr (text.ptr, 0, text.len);
}

/* The end of the last part of PATH that is "..", or NULL. */
static char *
behind_parent_parts (char *path)
{
  char *s = path, *end = NULL;

  while ((s = strstr (s, "/.."))) {
    s += 3;
    if (*s == '/' || *s == '\0')
      end = s;
  }
  return end;
}

/* Returns the path of a root as it is kept, or NULL with *ERR. */
static char *
root_path (struct plating_text path, int *code, struct plating_error **err)
{
  char *tidy, *rest, *real, *joined = NULL, first, shown[PL_QUOTE_SIZE];

  if (!path.len || path.ptr[0] != '/' || has_nul (path)) {
    *code = pl_error_set (err, PLATING_E_INVAL,
                          "the root '%s' is no absolute path",
                          pl_quote (shown, path));
    return NULL;
  }
  tidy = pl_confine_tidy (path.ptr, path.len);
  if (!tidy) {
    *code = pl_error_set (err, PLATING_E_NOMEM, "out of memory");
    return NULL;
  }
  rest = behind_parent_parts (tidy);
  if (!rest)
    return tidy;
  /* What stands behind need not exist. */
  first = *rest;
  *rest = '\0';
  real = realpath (tidy, NULL);
  *rest = first;
  if (!real)
    *code = pl_error_set_system (err, errno, "open the root '%s'",
                                 pl_quote (shown, path));
  else if (asprintf (&joined, "%s%s", real[1] || !*rest ? real : "", rest)
           < 0) {
    *code = pl_error_set (err, PLATING_E_NOMEM, "out of memory");
    joined = NULL;
  }
  free (real);
  free (tidy);
  return joined;
}

static struct pl_root *
make_root (const struct plating_text *name, const char *path)
{
  size_t name_len = name ? name->len : 0, path_len = strlen (path);
  struct pl_root *root = calloc (1, sizeof *root + name_len + path_len + 2);
  char *next;

  if (!root)
    return NULL;
  next = root->memory;
  if (name) {
    if (name_len)
      memcpy (next, name->ptr, name_len);
    root->name = (struct plating_text) { next, name_len };
    next += name_len + 1;
  }
  memcpy (next, path, path_len);
  root->path = (struct plating_text) { next, path_len };
  atomic_init (&root->fd, -1);
  return root;
}

/* Puts ROOT in the trees.  Two names may stand for one path: the first root
 * of a path is the one that is found by it.  Returns 0, 1 (there is such a
 * root), or a PLATING_E_ code. */
static int
insert_root (struct pl_roots *roots, struct pl_root *root)
{
  struct pl_root **slot = NULL;

  if (root->name.ptr) {
    slot = tsearch (root, &roots->by_name, compare_by_name);
    if (!slot)
      return PLATING_E_NOMEM;
    if (*slot != root)
      return compare_by_path (*slot, root) == 0 ? 1 : PLATING_E_STATE;
  }
  if (!tsearch (root, &roots->by_path, compare_by_path)) {
    if (slot)
      tdelete (root, &roots->by_name, compare_by_name);
    return PLATING_E_NOMEM;
  }
  root->next = roots->all;
  roots->all = root;
  return 0;
}

static int
add (struct pl_roots *roots, const struct plating_text *name,
     struct plating_text path, struct plating_error **err)
{
  char shown[PL_QUOTE_SIZE], *tidy;
  struct pl_root *root;
  int code = 0;

  if (!(tidy = root_path (path, &code, err)))
    return code;
  root = make_root (name, tidy);
  free (tidy);
  if (!root)
    return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
  pthread_rwlock_wrlock (&roots->table);
  code = insert_root (roots, root);
  pthread_rwlock_unlock (&roots->table);
  if (code == 0)
    return 0;
  free_root (root);
  if (code == PLATING_E_STATE)
    return pl_error_set (err, code,
                         "the root '%s' is already another directory",
                         pl_quote (shown, *name));
  if (code < 0)
    return pl_error_set (err, code, "out of memory");
  return 0;
}

int
pl_roots_add (struct pl_roots *roots, struct plating_text name,
              struct plating_text path, struct plating_error **err)
{
  return add (roots, &name, path, err);
}

int
pl_roots_allow (struct pl_roots *roots, struct plating_text path,
                struct plating_error **err)
{
  return add (roots, NULL, path, err);
}

/* Roots are never removed: what is found stays. */
static struct pl_root *
find_root (struct pl_roots *roots, struct plating_text name,
           struct plating_error **err)
{
  char shown[PL_QUOTE_SIZE];
  struct pl_root probe = { .name = name }, **slot;

  pthread_rwlock_rdlock (&roots->table);
  slot = tfind (&probe, &roots->by_name, compare_by_name);
  pthread_rwlock_unlock (&roots->table);
  if (slot)
    return *slot;
  pl_error_set (err, PLATING_E_NOT_FOUND, "there is no read root '%s'",
                pl_quote (shown, name));
  return NULL;
}

int
pl_roots_path (struct pl_roots *roots, struct plating_text name,
               struct plating_text *path, struct plating_error **err)
{
  struct pl_root *root = find_root (roots, name, err);

  if (!root)
    return PLATING_E_NOT_FOUND;
  *path = root->path;
  return 0;
}

struct pl_root *
pl_roots_holder (struct pl_roots *roots, const char *path)
{
  struct pl_root probe = { .path = { path, strlen (path) } };
  struct pl_root **slot = NULL;

  pthread_rwlock_rdlock (&roots->table);
  for (;;) {
    slot = tfind (&probe, &roots->by_path, compare_by_path);
    if (slot || probe.path.len <= 1)
      break;
    do {
      probe.path.len--;
    } while (path[probe.path.len] != '/');
    if (!probe.path.len)
      probe.path.len = 1;
  }
  pthread_rwlock_unlock (&roots->table);
  return slot ? *slot : NULL;
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
      && !(root = find_root (roots, name, err)))
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
  struct pl_root *root = find_root (roots, name, err);
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
