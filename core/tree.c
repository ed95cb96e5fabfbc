/* SPDX-License-Identifier: Apache-2.0 */
/* The snapshot of one directory tree. */

#include <config.h>

#include "tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/snapshot.h"
#include "worker.h"

/* Room for what one system call tells of a directory. */
#define ENTRIES_SIZE 8192u

/* A directory of at least twice as many names is scanned in parts, of as many
 * or more; and into how many at most. */
#define PART_NAMES 32u
#define PARTS 16u

/* For the paths of a part: what one needs beside its name, and the bounds of
 * what memory is taken in. */
#define PATH_EXTRA 16u
#define CHUNK_MIN 1024u
#define CHUNK_MAX 65536u

/* The names in a directory, in one piece: those in TEXT, NUL behind each and
 * the DT_ type before it, and where each begins. */
struct names {
  char *text;
  size_t len, text_cap;
  size_t *starts;
  size_t n, cap;
};

/* What the scans of one tree share. */
struct whole {
  const struct pl_tree_limits *limits;
  struct pl_workers *workers;
  int with_modes;
  atomic_size_t n_entries, n_bytes;
};

/* A scan of one thread: of the tree, or of a part of a large directory. */
struct scan {
  struct whole *whole;
  struct pl_arena *arena;      /* for the paths */
  int is_in_order;             /* shares nothing out */
  struct plating_tree_entry *entries;
  size_t n, cap;
  char *where;                 /* the directory at fault */
};

/* Some of the names in the directory FD. */
struct part {
  struct scan scan;
  struct pl_arena arena;
  const struct names *names;
  size_t first, end;
  int fd;
  struct plating_text prefix;
  size_t depth;
  int code;
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

/* Reads the names in the directory FD; at most MOST of them, and none if it
 * was removed meanwhile.  There may be thousands of directories with a file
 * or two, so that what a DIR costs would be most of it. */
static int
list_names (int fd, struct names *names, size_t most)
{
  _Alignas (struct dirent64) char buffer[ENTRIES_SIZE];
  ssize_t n;
  int code = 0;

  while ((n = getdents64 (fd, buffer, sizeof buffer)) > 0 && code == 0)
    code = add_entries (names, buffer, (size_t) n, most);
  if (n < 0 && errno != ENOENT)
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
  if (reserve (&s->entries, s->n + 1, &s->cap, sizeof *s->entries) < 0)
    return NULL;
  return &s->entries[s->n++];
}

/* Joins PREFIX and NAME with a slash, in the arena. */
static int
make_path (struct scan *s, struct plating_text prefix, const char *name,
           struct plating_text *path)
{
  size_t len = strlen (name), start = prefix.len ? prefix.len + 1 : 0;
  char *p;

  if (atomic_fetch_add (&s->whole->n_bytes, start + len + 1) + start + len + 1
      > s->whole->limits->bytes)
    return -EFBIG;
  p = pl_arena_alloc (s->arena, start + len + 1);
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

  if (!s->whole->with_modes && type != DT_UNKNOWN) {
    *mode = DTTOIF (type);
    return 0;
  }
  if (fstatat (fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
    return -errno;
  *mode = s->whole->with_modes ? st.st_mode : st.st_mode & S_IFMT;
  return 0;
}

/* Whether what was a directory can't be opened as one because another thing,
 * or nothing, stands in its place by now. */
static int
has_gone (int code)
{
  return code == ENOENT || code == ENOTDIR || code == ELOOP;
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
  if (atomic_fetch_add (&s->whole->n_entries, 1) >= s->whole->limits->entries)
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
  if (has_gone (errno))
    return 0;
  code = -errno;
  if (!s->where)
    s->where = strdup (path.ptr);
  return code;
}

static int
scan_names (struct scan *s, int fd, struct plating_text prefix,
            const struct names *names, size_t first, size_t end, size_t depth)
{
  int code = 0;
  size_t i;

  for (i = first; i < end && code == 0; i++)
    code = scan_entry (s, fd, prefix, names->text + names->starts[i], depth);
  return code;
}

/* -- parts ------------------------------------------------------------ */

static void
scan_part (void *data, size_t i)
{
  struct part *p = &((struct part *) data)[i];

  p->code = scan_names (&p->scan, p->fd, p->prefix, p->names, p->first,
                        p->end, p->depth);
}

/* Puts what PART has found behind what S has, and empties it. */
static int
take_part_entries (struct scan *s, struct part *part)
{
  struct scan *from = &part->scan;

  if (reserve (&s->entries, s->n + from->n, &s->cap, sizeof *s->entries) < 0)
    return -ENOMEM;
  if (from->n)
    memcpy (s->entries + s->n, from->entries, from->n * sizeof *s->entries);
  s->n += from->n;
  pl_arena_take (s->arena, &part->arena);
  return 0;
}

/* The first part that failed says why. */
static int
join_parts (struct scan *s, struct part *parts, size_t n)
{
  int code = 0;
  size_t i;

  for (i = 0; i < n; i++) {
    if (code == 0) {
      code = parts[i].code;
      if (code == 0) {
        code = take_part_entries (s, &parts[i]);
      } else {
        s->where = parts[i].scan.where;
        parts[i].scan.where = NULL;
      }
    }
    free (parts[i].scan.where);
    free (parts[i].scan.entries);
    pl_arena_release (&parts[i].arena);
  }
  return code;
}

/* Memory for N of NAMES: what a part does not use of a piece is lost, and
 * there may be thousands of large directories. */
static size_t
chunk_size (const struct names *names, struct plating_text prefix, size_t n)
{
  size_t size = n * (prefix.len + names->len / names->n + PATH_EXTRA);

  return size < CHUNK_MIN ? CHUNK_MIN : size < CHUNK_MAX ? size : CHUNK_MAX;
}

/* Scans all NAMES, on as many threads as there are. */
static int
try_parts (struct scan *s, int fd, struct plating_text prefix,
           const struct names *names, size_t depth)
{
  size_t n = names->n / PART_NAMES < PARTS ? names->n / PART_NAMES : PARTS, i;
  struct part *parts = calloc (n, sizeof *parts);
  int code;

  if (!parts)
    return -ENOMEM;
  for (i = 0; i < n; i++) {
    parts[i] = (struct part) {
      .scan = { .whole = s->whole, .arena = &parts[i].arena,
                .is_in_order = 1 },
      .names = names, .first = names->n * i / n,
      .end = names->n * (i + 1) / n,
      .fd = fd, .prefix = prefix, .depth = depth,
    };
    pl_arena_init (&parts[i].arena,
                   chunk_size (names, prefix, parts[i].end - parts[i].first));
  }
  pl_workers_share (s->whole->workers, n, scan_part, parts);
  code = join_parts (s, parts, n);
  free (parts);
  return code;
}

/* Whether a failure is of what the parts have used up together, so that a
 * part may have it for what was done in one behind it. */
static int
is_shared (int code)
{
  return code == -E2BIG || code == -EFBIG || code == -EMFILE;
}

/* What comes of it is what a scan in order gives: after a failure that may
 * be another, there is one.  The counts are those of this thread alone
 * before and afterwards. */
static int
scan_in_parts (struct scan *s, int fd, struct plating_text prefix,
               const struct names *names, size_t depth)
{
  size_t n_entries = atomic_load (&s->whole->n_entries);
  size_t n_bytes = atomic_load (&s->whole->n_bytes), n = s->n;
  int code = try_parts (s, fd, prefix, names, depth);

  if (!is_shared (code))
    return code;
  atomic_store (&s->whole->n_entries, n_entries);
  atomic_store (&s->whole->n_bytes, n_bytes);
  s->n = n;
  free (s->where);
  s->where = NULL;
  s->is_in_order = 1;
  code = scan_names (s, fd, prefix, names, 0, names->n, depth);
  s->is_in_order = 0;
  return code;
}

/* -- the whole -------------------------------------------------------- */

static int
scan_directory (struct scan *s, int fd, struct plating_text prefix,
                size_t depth)
{
  const struct pl_tree_limits *limits = s->whole->limits;
  struct names names = { 0 };
  int code;

  if (depth > limits->depth)
    code = -ENAMETOOLONG;
  else
    code = list_names (fd, &names, limits->entries);
  if (code == 0 && s->whole->workers && !s->is_in_order
      && names.n >= 2 * PART_NAMES)
    code = scan_in_parts (s, fd, prefix, &names, depth);
  else if (code == 0)
    code = scan_names (s, fd, prefix, &names, 0, names.n, depth);
  close (fd);
  release_names (&names);
  if (code < 0 && !s->where)
    s->where = strdup (depth ? prefix.ptr : "");
  return code;
}

int
pl_tree_scan (struct pl_tree *t, int fd, const struct pl_tree_limits *limits,
              const struct plating_text *prefix, struct pl_workers *workers,
              char **where)
{
  struct whole whole = { .limits = limits, .workers = workers,
                         .with_modes = !prefix };
  struct scan s = { .whole = &whole, .arena = &t->arena };
  void *entries = NULL;
  int code;

  atomic_init (&whole.n_entries, 0);
  atomic_init (&whole.n_bytes, 0);
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
  if (where)
    *where = code < 0 ? s.where : NULL;
  if (!where || code == 0)
    free (s.where);
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
