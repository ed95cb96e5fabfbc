/* SPDX-License-Identifier: Apache-2.0 */
/* The snapshot of one directory tree. */

#include <config.h>

#include "tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/snapshot.h"

/* Room for what one system call tells of a directory. */
#define ENTRIES_SIZE 8192u

/* The names in a directory, in one piece: those in TEXT, NUL behind each and
 * the DT_ type before it, and where each begins. */
struct names {
  char *text;
  size_t len, text_cap;
  size_t *starts;
  size_t n, cap;
};

struct scan {
  struct pl_tree *t;
  const struct pl_tree_limits *limits;
  int with_modes;
  struct plating_tree_entry *entries;
  size_t n, cap;
  char **where;
};

void
pl_tree_init (struct pl_tree *t)
{
  *t = (struct pl_tree) { 0 };
  pl_arena_init (&t->arena, 0);
  t->tree.struct_size = sizeof t->tree;
  t->tree.entry_size = sizeof (struct plating_tree_entry);
}

void
pl_tree_release (struct pl_tree *t)
{
  pl_arena_release (&t->arena);
  t->tree.n_entries = 0;
  t->tree.entries = NULL;
}

static void
release_names (struct names *names)
{
  free (names->text);
  free (names->starts);
}

/* Like realloc for an array of at least N elements of SIZE bytes. */
static int
reserve (void *array, size_t n, size_t *cap, size_t size)
{
  size_t larger_cap = *cap ? *cap : 32;
  void *old, *larger;

  if (n <= *cap)
    return 0;
  while (larger_cap < n)
    larger_cap *= 2;
  memcpy (&old, array, sizeof old);
  larger = realloc (old, larger_cap * size);
  if (!larger)
    return -ENOMEM;
  memcpy (array, &larger, sizeof larger);
  *cap = larger_cap;
  return 0;
}

static int
add_name (struct names *names, const char *name, unsigned char type)
{
  size_t len = strlen (name) + 1;

  if (reserve (&names->text, names->len + len + 1, &names->text_cap, 1) < 0
      || reserve (&names->starts, names->n + 1, &names->cap,
                  sizeof *names->starts) < 0)
    return -ENOMEM;
  names->text[names->len++] = (char) type;
  memcpy (names->text + names->len, name, len);
  names->starts[names->n++] = names->len;
  names->len += len;
  return 0;
}

static int
compare_names (const void *a, const void *b, void *data)
{
  const char *text = data;

  return strcmp (text + *(const size_t *) a, text + *(const size_t *) b);
}

/* Adds the names in the SIZE bytes of BUFFER; at most MOST in all. */
static int
add_entries (struct names *names, const char *buffer, size_t size,
             size_t most)
{
  const struct dirent64 *entry;
  size_t at;
  int code = 0;

  for (at = 0; at < size && code == 0; at += entry->d_reclen) {
    entry = (const void *) (buffer + at);
    if (strcmp (entry->d_name, ".") == 0 || strcmp (entry->d_name, "..") == 0)
      continue;
    code = names->n == most ? -E2BIG : add_name (names, entry->d_name,
                                                       entry->d_type);
  }
  return code;
}

/* Reads the names in the directory FD; at most MOST of them.  There may be
 * thousands of directories with a file or two, so that what a DIR costs
 * would be most of it. */
static int
list_names (int fd, struct names *names, size_t most)
{
  _Alignas (struct dirent64) char buffer[ENTRIES_SIZE];
  ssize_t n;
  int code = 0;

  while ((n = getdents64 (fd, buffer, sizeof buffer)) > 0 && code == 0)
    code = add_entries (names, buffer, (size_t) n, most);
  if (n < 0)
    code = -errno;
  if (code == 0 && names->n > 1)
    qsort_r (names->starts, names->n, sizeof *names->starts, compare_names,
             names->text);
  return code;
}

static uint32_t
type_of (mode_t mode)
{
  return S_ISREG (mode) ? PLATING_ENTRY_FILE
         : S_ISDIR (mode) ? PLATING_ENTRY_DIRECTORY
         : S_ISLNK (mode) ? PLATING_ENTRY_LINK : PLATING_ENTRY_OTHER;
}

static struct plating_tree_entry *
append (struct scan *s)
{
  size_t cap = s->cap ? 2 * s->cap : 64;
  struct plating_tree_entry *entries;

  if (s->n == s->cap) {
    entries = realloc (s->entries, cap * sizeof *entries);
    if (!entries)
      return NULL;
    s->entries = entries;
    s->cap = cap;
  }
  return &s->entries[s->n++];
}

/* Joins PREFIX and NAME with a slash, in the arena. */
static int
make_path (struct scan *s, struct plating_text prefix, const char *name,
           struct plating_text *path)
{
  size_t len = strlen (name), start = prefix.len ? prefix.len + 1 : 0;
  char *p;

  if (s->t->arena.total > s->limits->bytes)
    return -EFBIG;
  p = pl_arena_alloc (&s->t->arena, start + len + 1);
  if (!p)
    return -ENOMEM;
  if (start) {
    memcpy (p, prefix.ptr, prefix.len);
    p[prefix.len] = '/';
  }
  memcpy (p + start, name, len + 1);
  *path = (struct plating_text) { p, start + len };
  return 0;
}

static int scan_directory (struct scan *s, int fd, struct plating_text prefix,
                           size_t depth);

/* Sets *MODE to type and mode of NAME in the directory FD, or to its type
 * alone if that is all that is wanted and TYPE, as the directory tells it,
 * is one: asking for each file costs as much as listing them all. */
static int
look_at (const struct scan *s, int fd, const char *name, unsigned char type,
         mode_t *mode)
{
  struct stat st;

  if (!s->with_modes && type != DT_UNKNOWN) {
    *mode = DTTOIF (type);
    return 0;
  }
  if (fstatat (fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
    return -errno;
  *mode = s->with_modes ? st.st_mode : st.st_mode & S_IFMT;
  return 0;
}

/* Adds entry NAME of the directory FD, its type before it, and, if it is a
 * directory itself, what is in it.  What has vanished meanwhile is left
 * out. */
static int
scan_entry (struct scan *s, int fd, struct plating_text prefix,
            const char *name, size_t depth)
{
  struct plating_tree_entry *e;
  struct plating_text path;
  struct stat target;
  mode_t mode = 0;
  int code, child;

  code = look_at (s, fd, name, (unsigned char) name[-1], &mode);
  if (code < 0)
    return code == -ENOENT ? 0 : code;
  if (s->n >= s->limits->entries)
    return -E2BIG;
  if ((code = make_path (s, prefix, name, &path)) < 0)
    return code;
  if (!(e = append (s)))
    return -ENOMEM;
  *e = (struct plating_tree_entry) {
    .path = path,
    .type = type_of (mode),
    .mode = mode & 07777,
  };
  if (e->type == PLATING_ENTRY_LINK && fstatat (fd, name, &target, 0) == 0)
    e->target_type = type_of (target.st_mode);
  if (e->type != PLATING_ENTRY_DIRECTORY)
    return 0;
  child = openat (fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (child >= 0)
    return scan_directory (s, child, path, depth + 1);
  if (errno == ENOENT)
    return 0;
  code = -errno;
  if (s->where && !*s->where)
    *s->where = strdup (path.ptr);
  return code;
}

static int
scan_directory (struct scan *s, int fd, struct plating_text prefix,
                size_t depth)
{
  struct names names = { 0 };
  int code;
  size_t i;

  if (depth > s->limits->depth)
    code = -ENAMETOOLONG;
  else
    code = list_names (fd, &names, s->limits->entries);
  for (i = 0; i < names.n && code == 0; i++)
    code = scan_entry (s, fd, prefix, names.text + names.starts[i], depth);
  close (fd);
  release_names (&names);
  if (code < 0 && s->where && !*s->where)
    *s->where = strdup (depth ? prefix.ptr : "");
  return code;
}

int
pl_tree_scan (struct pl_tree *t, int fd, const struct pl_tree_limits *limits,
              const struct plating_text *prefix, char **where)
{
  struct scan s = { .t = t, .limits = limits, .where = where,
                    .with_modes = !prefix };
  void *entries = NULL;
  int code;

  if (where)
    *where = NULL;
  code = scan_directory (&s, fd, prefix ? *prefix
                         : (struct plating_text) { "", 0 }, 0);
  if (code == 0 && s.n) {
    entries = pl_arena_alloc (&t->arena, s.n * sizeof *s.entries);
    if (entries)
      memcpy (entries, s.entries, s.n * sizeof *s.entries);
    else
      code = -ENOMEM;
  }
  free (s.entries);
  if (code < 0) {
    pl_tree_release (t);
    return code;
  }
  t->tree.entries = entries;
  t->tree.n_entries = s.n;
  return 0;
}

int
pl_tree_take_part (struct pl_tree *t, const struct pl_tree *whole,
                   struct plating_text directory)
{
  const struct plating_tree_entry *entries = whole->tree.entries, *e;
  size_t first = pl_snapshot_bound (&whole->tree, directory), end;

  if (first == whole->tree.n_entries)
    return 0;
  e = &entries[first];
  if (e->type != PLATING_ENTRY_DIRECTORY || e->path.len != directory.len
      || memcmp (e->path.ptr, directory.ptr, directory.len) != 0)
    return 0;
  for (end = ++first; end < whole->tree.n_entries; end++) {
    e = &entries[end];
    if (e->path.len <= directory.len || e->path.ptr[directory.len] != '/'
        || memcmp (e->path.ptr, directory.ptr, directory.len) != 0)
      break;
  }
  t->tree.entries = &entries[first];
  t->tree.n_entries = end - first;
  return 1;
}
