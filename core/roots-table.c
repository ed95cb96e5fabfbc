/* SPDX-License-Identifier: Apache-2.0 */
/* The table of read roots: by their names and by their paths.
 *
 * The lock `table` guards the search trees and `all`; it is not held during
 * input.  Roots are never removed: what was found stays. */

#include <config.h>

#include "roots-parts.h"

#include <errno.h>
#include <pthread.h>
#include <search.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/text.h"
#include "confine.h"
#include "error.h"
#include "quote.h"
#include "tree-cache.h"

static int
compare_by_name (const void *left, const void *right)
{
  const struct pl_root *a = left, *b = right;

  return pl_text_compare (a->name, b->name);
}

static int
compare_by_path (const void *left, const void *right)
{
  const struct pl_root *a = left, *b = right;

  return pl_text_compare (a->path, b->path);
}

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

  if (!path.len || path.ptr[0] != '/'
      || memchr (path.ptr, 0, path.len)) {
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

struct pl_root *
pl_roots_find (struct pl_roots *roots, struct plating_text name,
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
  struct pl_root *root = pl_roots_find (roots, name, err);

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
