/* SPDX-License-Identifier: Apache-2.0 */
/* What a source tree has. */

#include <config.h>

#include "plugins/go/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugins/common/provider-rpc/hash.h"

/* Bounds of what counts as a source tree. */
#define MAX_DEPTH 64u
#define MAX_FILES 200000u

struct walk {
  struct pl_buffer *list;
  struct pl_buffer path;        /* relative to the tree, of the directory */
  unsigned depth;
  unsigned n_files;
};

static int visit (struct walk *w, int dir, const char *name);

static int
is_visible (const struct dirent *entry)
{
  return entry->d_name[0] != '.';
}

/* The order must not depend on the locale. */
static int
by_bytes (const struct dirent **a, const struct dirent **b)
{
  return strcmp ((*a)->d_name, (*b)->d_name);
}

static int
list_directory (struct walk *w, int dir)
{
  struct dirent **entries;
  int n, i, code = 0;

  if (++w->depth > MAX_DEPTH)
    return ELOOP;
  n = scandirat (dir, ".", &entries, is_visible, by_bytes);
  if (n < 0)
    return errno;
  for (i = 0; i < n; i++) {
    if (code == 0)
      code = visit (w, dir, entries[i]->d_name);
    free (entries[i]);
  }
  free (entries);
  w->depth--;
  return code;
}

static int
add_file (struct walk *w, int dir, const char *name, unsigned mode)
{
  int fd = openat (dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW
                   | O_NONBLOCK), code;
  char hash[PR_HASH_TEXT];

  if (fd < 0)
    return errno;
  code = pr_hash_file (fd, "", 0, hash) < 0 ? EIO : 0;
  close (fd);
  if (code)
    return code;
  if (++w->n_files > MAX_FILES)
    return EFBIG;
  pl_buffer_printf (w->list, "%o %s %s%s\n", mode & 0111, hash,
                    w->path.data ? w->path.data : "", name);
  return 0;
}

static int
add_link (struct walk *w, int dir, const char *name)
{
  char target[PATH_MAX];
  ssize_t n = readlinkat (dir, name, target, sizeof target - 1);

  if (n < 0)
    return errno;
  target[n] = '\0';
  pl_buffer_printf (w->list, "link %s %s%s\n", target,
                    w->path.data ? w->path.data : "", name);
  return 0;
}

static int
enter (struct walk *w, int dir, const char *name)
{
  size_t len = w->path.len;
  int fd = openat (dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW
                   | O_DIRECTORY), code;

  if (fd < 0)
    return errno;
  pl_buffer_printf (&w->path, "%s/", name);
  code = w->path.failed ? ENOMEM : list_directory (w, fd);
  close (fd);
  w->path.len = len;
  if (w->path.data)
    w->path.data[len] = '\0';
  return code;
}

static int
visit (struct walk *w, int dir, const char *name)
{
  struct stat st;

  if (fstatat (dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
    return errno;
  if (S_ISDIR (st.st_mode))
    return enter (w, dir, name);
  if (S_ISLNK (st.st_mode))
    return add_link (w, dir, name);
  return S_ISREG (st.st_mode) ? add_file (w, dir, name, st.st_mode) : 0;
}

int
go_tree_list (const char *directory, struct pl_buffer *list)
{
  struct walk w = { .list = list };
  int dir = open (directory, O_RDONLY | O_CLOEXEC | O_DIRECTORY), code;

  if (dir < 0)
    return errno;
  pl_buffer_init (&w.path);
  code = list_directory (&w, dir);
  close (dir);
  pl_buffer_release (&w.path);
  return code ? code : list->failed ? ENOMEM : 0;
}
