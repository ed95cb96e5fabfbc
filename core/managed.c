/* SPDX-License-Identifier: Apache-2.0 */
/* A walk through the places in an output directory that a renderer
 * manages. */

#include <config.h>

#include "managed.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/buffer.h"
#include "outdir.h"

/* Directories in each other. */
#define MOST_DEPTH 64

#define OPEN_DIRECTORY (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

struct walk {
  const struct pl_managed_visit *visit;
  struct pl_buffer path;       /* of the directory or entry in hand */
};

static int
is_real_entry (const struct dirent *entry)
{
  return strcmp (entry->d_name, ".") != 0 && strcmp (entry->d_name, "..") != 0;
}

static int
by_name (const struct dirent **a, const struct dirent **b)
{
  return strcmp ((*a)->d_name, (*b)->d_name);
}

/* The DT_ type of NAME in DIR; DT_UNKNOWN if there is none. */
static int
type_of (int dir, const char *name)
{
  struct stat st;

  return fstatat (dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0
         ? DT_UNKNOWN : (int) IFTODT (st.st_mode);
}

/* Adds NAME to the path; returns the length to go back to. */
static size_t
push (struct walk *w, const char *name)
{
  size_t before = w->path.len;

  if (before)
    pl_buffer_putc (&w->path, '/');
  pl_buffer_puts (&w->path, name);
  return before;
}

static void
pop (struct walk *w, size_t len)
{
  w->path.len = len;
  if (w->path.data)
    w->path.data[len] = '\0';
}

static int walk_directory (struct walk *w, int parent, const char *name,
                           int depth);

/* Visits one entry; returns 1 if it is gone now. */
static int
walk_entry (struct walk *w, int dir, const struct dirent *entry, int depth)
{
  int type = entry->d_type == DT_UNKNOWN ? type_of (dir, entry->d_name)
                                         : entry->d_type;
  size_t before = push (w, entry->d_name);
  int code;

  if (w->path.failed)
    return w->path.failed;
  if (type != DT_DIR)
    code = w->visit->entry (w->visit->data, dir, entry->d_name,
                            w->path.data, type == DT_LNK);
  else if (depth < 0)
    code = 0;
  else
    code = walk_directory (w, dir, entry->d_name, depth + 1);
  if (code >= 0)
    pop (w, before);
  return code;
}

/* Visits the entries of DIR; a DEPTH below 0 means only those of itself.
 * Returns how many are gone. */
static int
walk_entries (struct walk *w, int dir, int depth)
{
  struct dirent **entries;
  int n, i, code = 0, removed = 0;

  n = scandirat (dir, ".", &entries, is_real_entry, by_name);
  if (n < 0)
    return -errno;
  for (i = 0; i < n; i++) {
    if (code >= 0) {
      code = walk_entry (w, dir, entries[i], depth);
      removed |= code > 0;
    }
    free (entries[i]);
  }
  free (entries);
  return code < 0 ? code : removed;
}

/* Visits what is below directory NAME of PARENT; returns 1 if that is gone
 * now.  The path is that of the directory. */
static int
walk_directory (struct walk *w, int parent, const char *name, int depth)
{
  int dir, code;

  if (depth > MOST_DEPTH)
    return -ENAMETOOLONG;
  dir = openat (parent, name, OPEN_DIRECTORY);
  if (dir < 0)
    return errno == ENOENT || errno == ELOOP || errno == ENOTDIR ? 0 : -errno;
  code = walk_entries (w, dir, depth);
  close (dir);
  if (code <= 0 || !w->visit->remove_empty)
    return code < 0 ? code : 0;
  return unlinkat (parent, name, AT_REMOVEDIR) == 0;
}

/* 1 if NAME has no part that is empty (but for a slash at its end), "." or
 * "..". */
static int
is_below (const char *name)
{
  size_t len;

  do {
    len = strcspn (name, "/");
    if (len == 0 || (len == 1 && name[0] == '.')
        || (len == 2 && name[0] == '.' && name[1] == '.'))
      return 0;
    name += len;
    name += *name == '/';
  } while (*name);
  return 1;
}

/* Opens the directory that the last part of NAME stands in and leaves that
 * part, without a slash, in *LAST (NAME is changed).  Links are not
 * followed. */
static int
open_parent (struct walk *w, int base, char *name, char **last)
{
  int dir = openat (base, ".", OPEN_DIRECTORY), next;
  char *slash;

  while (dir >= 0 && (slash = strchr (name, '/')) && slash[1]) {
    *slash = '\0';
    push (w, name);
    next = openat (dir, name, OPEN_DIRECTORY);
    close (dir);
    dir = next;
    name = slash + 1;
  }
  name[strcspn (name, "/")] = '\0';
  *last = name;
  return dir >= 0 ? dir : -errno;
}

static int
walk_file (struct walk *w, int dir, const char *name)
{
  int type, code;

  if (w->visit->with_siblings)
    return walk_entries (w, dir, -1);
  type = type_of (dir, name);
  if (type == DT_UNKNOWN || type == DT_DIR)
    return 0;
  push (w, name);
  code = w->path.failed;
  return code < 0 ? code : w->visit->entry (w->visit->data, dir, name,
                                            w->path.data, type == DT_LNK);
}

static int
walk_name (struct walk *w, int base, const char *managed)
{
  size_t len = strlen (managed);
  char *name, *last;
  int dir, code;

  if (strcmp (managed, "/") == 0) {
    dir = openat (base, ".", OPEN_DIRECTORY);
    code = dir < 0 ? -errno : walk_entries (w, dir, 0);
    if (dir >= 0)
      close (dir);
    return code;
  }
  name = is_below (managed) ? strdup (managed) : NULL;
  if (!name)
    return is_below (managed) ? -ENOMEM : -EINVAL;
  dir = open_parent (w, base, name, &last);
  if (dir < 0) {
    code = dir == -ENOENT || dir == -ELOOP || dir == -ENOTDIR ? 0 : dir;
  } else if (managed[len - 1] == '/') {
    push (w, last);
    code = walk_directory (w, dir, last, 0);
  } else {
    code = walk_file (w, dir, last);
  }
  if (dir >= 0)
    close (dir);
  free (name);
  return code;
}

int
pl_managed_walk (struct pl_outdir *o, const char *const *manages,
                 const struct pl_managed_visit *visit, char **where)
{
  struct walk w = { .visit = visit };
  int base, code = 0;

  *where = NULL;
  base = pl_outdir_fd (o);
  if (base < 0)
    return base == -ENOENT ? 0 : base;
  pl_buffer_init (&w.path);
  for (; manages && *manages && code >= 0; manages++) {
    pl_buffer_clear (&w.path);
    code = walk_name (&w, base, *manages);
    if (code == -EINVAL)
      *where = strdup (*manages);
    else if (code < 0 && !w.path.failed && w.path.data)
      *where = strdup (w.path.data);
  }
  pl_buffer_release (&w.path);
  return code < 0 ? code : 0;
}
