/* SPDX-License-Identifier: Apache-2.0 */
/* Paths and files of the compatible front.
 *
 * It is the one place of the plugin that goes to the file system itself:
 * for what the user asks for by command line, and for what has to be known
 * before an operation of the host's begins. */

#include <config.h>

#include "plugins/registry/front.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Directories in each other. */
#define DEPTH_MAX 200
/* Largest file that is read. */
#define FILE_MAX ((size_t) 1 << 30)

/* -- paths ------------------------------------------------------------ */

/* Appends the part NAME of LEN bytes to the clean path OUT, which has *N
 * bytes; what is before ROOT can't be left. */
static void
push_part (char *out, size_t *n, size_t root, const char *name, size_t len)
{
  if (len == 0 || (len == 1 && name[0] == '.'))
    return;
  if (len == 2 && name[0] == '.' && name[1] == '.') {
    size_t start = *n;

    while (start > root && out[start - 1] != '/')
      start--;
    if (*n > root && !(*n - start == 2 && !memcmp (out + start, "..", 2))) {
      *n = start > root ? start - 1 : root;
      return;
    }
    /* The root is its own parent. */
    if (root)
      return;
  }
  if (*n > root)
    out[(*n)++] = '/';
  memcpy (out + *n, name, len);
  *n += len;
}

const char *
registry_path_clean (struct pl_arena *arena, const char *path)
{
  char *out = pl_arena_alloc (arena, strlen (path) + 2);
  size_t n = 0, root, len;

  if (!out)
    return NULL;
  if (path[0] == '/')
    out[n++] = '/';
  root = n;
  while (*path) {
    len = strcspn (path, "/");
    push_part (out, &n, root, path, len);
    path += len;
    path += *path == '/';
  }
  if (n == 0)
    out[n++] = '.';
  out[n] = '\0';
  return out;
}

const char *
registry_path_join (struct pl_arena *arena, const char *a, const char *b)
{
  size_t n = strlen (a), m = strlen (b);
  char *both = pl_arena_alloc (arena, n + m + 2);

  if (!both)
    return NULL;
  memcpy (both, a, n);
  both[n] = '/';
  memcpy (both + n + 1, b, m + 1);
  if (n == 0)
    return m ? registry_path_clean (arena, b) : both + 1;
  return registry_path_clean (arena, both);
}

const char *
registry_path_absolute (const struct registry_front *f,
                        struct pl_arena *arena, const char *path)
{
  return path[0] == '/' ? registry_path_clean (arena, path)
         : registry_path_join (arena, f->working_dir, path);
}

const char *
registry_path_base (const char *path, size_t *len)
{
  const char *slash = strrchr (path, '/');

  *len = slash ? (size_t) (slash - path) : 0;
  return slash && slash[1] ? slash + 1 : path;
}

/* PATH without its last part; "" for what has none. */
static const char *
parent_of (struct registry_front *f, const char *path)
{
  size_t len;

  registry_path_base (path, &len);
  return pl_arena_strndup (&f->arena, path, len);
}

static bool
is_below (const char *path, const char *dir)
{
  size_t n = strlen (dir);

  return !strncmp (path, dir, n) && (!path[n] || path[n] == '/');
}

bool
registry_stays_inside (struct registry_front *f, const char *path)
{
  const char *shown = path;
  char *top, *real = NULL;
  struct stat st;
  bool is_inside;

  if (!is_below (path, f->provider_dir))
    return true;
  top = realpath (f->provider_dir, NULL);
  /* What does not exist yet, or can't as a file stands above it, is where
   * its parent is; a link that leads to nothing may yet lead anywhere. */
  while (top && path && *path && !(real = realpath (path, NULL))
         && (errno == ENOENT || errno == ENOTDIR) && lstat (path, &st) < 0)
    path = parent_of (f, path);
  is_inside = top && real && is_below (real, top);
  free (top);
  free (real);
  return is_inside
         || registry_front_say (f, "%q is left alone: a link leads out of "
                                "the project", shown);
}

/* -- lists ------------------------------------------------------------ */

int
registry_strings_add (struct pl_arena *arena, struct registry_strings *list,
                      const char *item)
{
  if (!item)
    return ENOMEM;
  if (list->n == list->cap) {
    size_t cap = list->cap ? list->cap * 2 : 16;
    const char **items = pl_arena_array (arena, cap, sizeof *items);

    if (!items)
      return ENOMEM;
    if (list->n)
      memcpy (items, list->items, list->n * sizeof *items);
    list->items = items;
    list->cap = cap;
  }
  list->items[list->n++] = item;
  return 0;
}

static int
compare_strings (const void *a, const void *b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

int
registry_list_directory (struct pl_arena *arena, const char *path,
                         struct registry_strings *names)
{
  DIR *d = opendir (path);
  struct dirent *e;
  int code = d ? 0 : errno;

  while (code == 0) {
    errno = 0;
    e = readdir (d);
    if (!e) {
      code = errno;
      break;
    }
    if (strcmp (e->d_name, ".") && strcmp (e->d_name, ".."))
      code = registry_strings_add (arena, names,
                                   pl_arena_strndup (arena, e->d_name,
                                                     strlen (e->d_name)));
  }
  if (d)
    closedir (d);
  if (names->n)
    qsort (names->items, names->n, sizeof *names->items, compare_strings);
  return code;
}

/* -- files ------------------------------------------------------------ */

int
registry_file_read (const char *path, struct pl_buffer *bytes)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC), code;
  ssize_t n = 1;

  if (fd < 0)
    return errno;
  pl_buffer_clear (bytes);
  bytes->limit = FILE_MAX;
  pl_buffer_puts (bytes, "");
  code = bytes->failed;
  while (n > 0 && code == 0) {
    code = pl_buffer_reserve (bytes, 65536);
    if (code < 0)
      break;
    n = read (fd, bytes->data + bytes->len, 65536);
    if (n > 0)
      bytes->len += (size_t) n;
    else if (n < 0 && errno == EINTR)
      n = 1;
    else if (n < 0)
      code = -errno;
  }
  close (fd);
  if (code == 0)
    bytes->data[bytes->len] = '\0';
  return -code;
}

int
registry_file_write (const char *path, int flags, unsigned mode,
                     const void *data, size_t len)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC | flags,
                 (mode_t) mode);
  const char *bytes = data;
  int code = 0;

  if (fd < 0)
    return errno;
  while (len > 0 && code == 0) {
    ssize_t n = write (fd, bytes, len);

    if (n < 0)
      code = errno == EINTR ? 0 : errno;
    else {
      bytes += n;
      len -= (size_t) n;
    }
  }
  if (close (fd) < 0 && code == 0)
    code = errno;
  return code;
}

int
registry_make_directories (const char *path)
{
  struct pl_buffer part;
  size_t n = 0, len = strlen (path);
  struct stat st;
  int code = 0;

  if (len == 0 || (stat (path, &st) == 0 && S_ISDIR (st.st_mode)))
    return 0;
  pl_buffer_init (&part);
  while (n < len && code == 0) {
    n += strspn (path + n, "/");
    n += strcspn (path + n, "/");
    pl_buffer_clear (&part);
    pl_buffer_append (&part, path, n);
    if (part.failed)
      code = ENOMEM;
    else if (mkdir (part.data, 0755) < 0 && errno != EEXIST)
      code = errno;
  }
  pl_buffer_release (&part);
  if (code == 0 && (stat (path, &st) < 0 || !S_ISDIR (st.st_mode)))
    code = ENOTDIR;
  return code;
}

static int
remove_entry (const char *path, const struct stat *st, int type,
              struct FTW *ftw)
{
  (void) st;
  (void) type;
  (void) ftw;
  return remove (path);
}

int
registry_remove_all (const char *path)
{
  struct stat st;

  if (lstat (path, &st) < 0)
    return errno == ENOENT ? 0 : errno;
  return nftw (path, remove_entry, 16, FTW_DEPTH | FTW_PHYS) == 0 ? 0
         : errno;
}

/* -- trees ------------------------------------------------------------ */

struct scan {
  struct pl_arena *arena;
  struct plating_tree_entry *entries;
  size_t n, cap;
};

static uint32_t
type_of (mode_t mode)
{
  return S_ISDIR (mode) ? PLATING_ENTRY_DIRECTORY
    : S_ISREG (mode) ? PLATING_ENTRY_FILE
    : S_ISLNK (mode) ? PLATING_ENTRY_LINK : PLATING_ENTRY_OTHER;
}

static int
add_entry (struct scan *s, const char *name, const char *path)
{
  struct plating_tree_entry entry = { .path = { name, strlen (name) } };
  struct stat st;

  if (lstat (path, &st) < 0)
    return errno == ENOENT ? 0 : errno;
  entry.type = type_of (st.st_mode);
  entry.mode = st.st_mode & 07777;
  if (S_ISLNK (st.st_mode) && stat (path, &st) == 0)
    entry.target_type = type_of (st.st_mode);
  if (s->n == s->cap) {
    size_t cap = s->cap ? s->cap * 2 : 64;
    struct plating_tree_entry *entries
      = pl_arena_array (s->arena, cap, sizeof *entries);

    if (!entries)
      return ENOMEM;
    if (s->n)
      memcpy (entries, s->entries, s->n * sizeof *entries);
    s->entries = entries;
    s->cap = cap;
  }
  s->entries[s->n++] = entry;
  return 0;
}

/* Adds what is in the directory PATH, whose name in the tree is NAME. */
static int
scan_directory (struct scan *s, const char *path, const char *name,
                int depth)
{
  struct registry_strings names = { NULL, 0, 0 };
  int code = registry_list_directory (s->arena, path, &names);
  size_t i;

  if (depth > DEPTH_MAX)
    return ENAMETOOLONG;
  if (code != ENOMEM)
    code = 0;
  for (i = 0; i < names.n && code == 0; i++) {
    const char *below = registry_path_join (s->arena, name, names.items[i]);
    const char *full = registry_path_join (s->arena, path, names.items[i]);
    size_t n = s->n;

    code = below && full ? add_entry (s, below, full) : ENOMEM;
    if (code == 0 && s->n > n
        && s->entries[n].type == PLATING_ENTRY_DIRECTORY)
      code = scan_directory (s, full, below, depth + 1);
  }
  return code;
}

int
registry_scan_tree (struct pl_arena *arena, const char *path,
                    struct plating_tree *tree)
{
  struct scan s = { .arena = arena };
  int code = scan_directory (&s, path, "", 0);

  *tree = (struct plating_tree) {
    .struct_size = sizeof *tree, .entry_size = sizeof *s.entries,
    .n_entries = s.n, .entries = s.entries
  };
  return code;
}

/* -- copying ---------------------------------------------------------- */

/* Go's bits and letters for what is neither file nor directory. */
static bool
refuse_type (struct registry_front *f, const char *path, mode_t mode)
{
  static const struct {
    mode_t type;
    unsigned bits;
    const char *letters;
  } types[] = {
    { S_IFLNK, 1u << 27, "L" }, { S_IFIFO, 1u << 25, "p" },
    { S_IFSOCK, 1u << 24, "S" }, { S_IFBLK, 1u << 26, "D" },
    { S_IFCHR, 1u << 26 | 1u << 21, "Dc" }
  };
  static const char letters[] = "rwxrwxrwx";
  unsigned bits = mode & 0777;
  char text[16] = "?", number[32];
  size_t i, n = 0;

  for (i = 0; i < sizeof types / sizeof types[0]; i++)
    if ((mode & S_IFMT) == types[i].type) {
      bits |= types[i].bits;
      n = strlen (types[i].letters);
      memcpy (text, types[i].letters, n);
    }
  for (i = 0; i < 9; i++)
    text[n + i] = mode & (0400u >> i) ? letters[i] : '-';
  text[n + 9] = '\0';
  snprintf (number, sizeof number, "%u", bits);
  return registry_front_say (f, "unknown file type (%s / %s) for %s", number,
                             text, path);
}

static bool
copy_file (struct registry_front *f, const char *from, const char *to,
           unsigned mode)
{
  struct pl_buffer bytes;
  const char *directory;
  size_t len;
  int code;

  pl_buffer_init (&bytes);
  code = registry_file_read (from, &bytes);
  if (code) {
    registry_front_say (f, "open %s: %e", from, code);
  } else {
    registry_path_base (to, &len);
    directory = pl_arena_strndup (&f->arena, to, len);
    code = directory ? registry_make_directories (directory) : ENOMEM;
    if (code == 0)
      code = registry_file_write (to, O_EXCL, mode, bytes.data, bytes.len);
    if (code == EEXIST)
      code = 0;
    if (code)
      registry_front_say (f, "open %s: %e", to, code);
  }
  pl_buffer_release (&bytes);
  return code == 0;
}

/* Copies, or with TO NULL only looks. */
static bool
copy_entry (struct registry_front *f, const char *from, const char *to,
            int depth)
{
  struct registry_strings names = { NULL, 0, 0 };
  struct stat st;
  size_t i;
  int code;

  if (depth > DEPTH_MAX)
    return registry_front_say (f, "open %s: %e", from, ENAMETOOLONG);
  if (lstat (from, &st) < 0)
    return registry_front_say (f, "lstat %s: %e", from, errno);
  if (S_ISREG (st.st_mode))
    return !to || copy_file (f, from, to, st.st_mode & 0777);
  if (!S_ISDIR (st.st_mode))
    return refuse_type (f, from, st.st_mode);
  /* Before it is made: TO may lie in FROM. */
  code = registry_list_directory (&f->arena, from, &names);
  if (to && mkdir (to, st.st_mode & 0777) < 0 && errno != EEXIST)
    return registry_front_say (f, "mkdir %s: %e", to, errno);
  if (code)
    return registry_front_say (f, "open %s: %e", from, code);
  for (i = 0; i < names.n; i++) {
    const char *source = registry_path_join (&f->arena, from, names.items[i]);
    const char *target = to ? registry_path_join (&f->arena, to,
                                                  names.items[i]) : NULL;

    if (!source || (to && !target))
      return registry_front_say (f, "%e", ENOMEM);
    if (!copy_entry (f, source, target, depth + 1))
      return false;
  }
  return true;
}

bool
registry_copy_tree (struct registry_front *f, const char *from,
                    const char *to)
{
  return copy_entry (f, from, to, 0);
}

bool
registry_check_tree (struct registry_front *f, const char *from)
{
  return copy_entry (f, from, NULL, 0);
}
