/* SPDX-License-Identifier: Apache-2.0 */
/* A directory that files are written below. */

#include <config.h>

#include "outdir.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "confine.h"

/* Subdirectories that stay open. */
#define MOST_OPEN 128

#define OPEN_PATH (O_PATH | O_DIRECTORY | O_CLOEXEC)

struct node {
  char *path;                  /* relative; "" is the directory itself */
  int fd;                      /* or -1 */
  int is_fresh;
  int was_looked_in;           /* a file was looked for in it */
  struct node *next;
};

struct pl_outdir {
  char *directory, *project;   /* project may be NULL */
  pthread_mutex_t lock;        /* guards all below; no input or output */
  void *nodes;                 /* search tree by path */
  struct node *all;
  int n_open;
};

static int
compare_nodes (const void *left, const void *right)
{
  const struct node *a = left, *b = right;

  return strcmp (a->path, b->path);
}

struct pl_outdir *
pl_outdir_new (const char *directory, const char *project)
{
  struct pl_outdir *o = calloc (1, sizeof *o);

  if (!o)
    return NULL;
  pthread_mutex_init (&o->lock, NULL);
  o->directory = pl_confine_tidy (directory, strlen (directory));
  if (project)
    o->project = pl_confine_tidy (project, strlen (project));
  if (!o->directory || (project && !o->project)) {
    pl_outdir_free (o);
    return NULL;
  }
  return o;
}

static void
keep_node (void *node)
{
  (void) node;
}

void
pl_outdir_close (struct pl_outdir *o)
{
  struct node *node;

  for (node = o->all; node; node = node->next)
    if (node->fd >= 0) {
      close (node->fd);
      node->fd = -1;
    }
  o->n_open = 0;
}

void
pl_outdir_free (struct pl_outdir *o)
{
  struct node *node;

  if (!o)
    return;
  pl_outdir_close (o);
  tdestroy (o->nodes, keep_node);
  while ((node = o->all)) {
    o->all = node->next;
    free (node->path);
    free (node);
  }
  free (o->directory);
  free (o->project);
  pthread_mutex_destroy (&o->lock);
  free (o);
}

/* -- the table of directories ----------------------------------------- */

/* Returns the node of PATH (LEN bytes), which is made if MAKE is set; the
 * lock is held.  NULL: none, or no memory. */
static struct node *
get_node (struct pl_outdir *o, const char *path, size_t len, int make)
{
  struct node probe = { .path = strndup (path, len) }, **slot, *node = NULL;

  if (!probe.path)
    return NULL;
  slot = tfind (&probe, &o->nodes, compare_nodes);
  if (slot || !make) {
    free (probe.path);
    return slot ? *slot : NULL;
  }
  node = calloc (1, sizeof *node);
  if (node) {
    node->path = probe.path;
    node->fd = -1;
    if (tsearch (node, &o->nodes, compare_nodes)) {
      node->next = o->all;
      o->all = node;
      return node;
    }
  }
  free (probe.path);
  free (node);
  return NULL;
}

/* Notes that PATH and the directories above it are used, and keeps FD for
 * PATH unless enough are open.  Returns 1 if it was kept (or *FD changed for
 * one that is), 0 if the caller must close it, or -ENOMEM. */
static int
keep_directory (struct pl_outdir *o, const char *path, int *fd, int is_fresh)
{
  size_t len = strlen (path);
  struct node *node;
  int kept = 0, old = -1;

  pthread_mutex_lock (&o->lock);
  node = get_node (o, path, len, 1);
  if (!node) {
    kept = -ENOMEM;
  } else if (node->fd >= 0) {
    old = *fd;
    *fd = node->fd;
    kept = 1;
  } else if (o->n_open < MOST_OPEN) {
    node->fd = *fd;
    o->n_open++;
    kept = 1;
  }
  if (node)
    node->is_fresh |= is_fresh;
  while (kept >= 0 && len > 0) {
    while (len > 0 && path[--len] != '/')
      ;
    if (get_node (o, path, len, 0))
      break;
    if (!get_node (o, path, len, 1))
      kept = -ENOMEM;
  }
  pthread_mutex_unlock (&o->lock);
  if (old >= 0)
    close (old);
  return kept;
}

static int
find_open (struct pl_outdir *o, const char *path, size_t len, int *is_fresh)
{
  struct node *node;
  int fd = -1;

  pthread_mutex_lock (&o->lock);
  node = get_node (o, path, len, 0);
  if (node) {
    fd = node->fd;
    *is_fresh = node->is_fresh;
  }
  pthread_mutex_unlock (&o->lock);
  return fd;
}

/* -- opening and making ----------------------------------------------- */

/* 1 if REAL, as realpath gives it, may be written to. */
static int
is_inside (void *data, const char *real)
{
  struct pl_outdir *o = data;
  char resolved[PATH_MAX];

  return (realpath (o->directory, resolved)
          && pl_confine_contains (resolved, real))
         || (o->project && realpath (o->project, resolved)
             && pl_confine_contains (resolved, real));
}

static char *
absolute_path (struct pl_outdir *o, const char *path, size_t len)
{
  size_t base = strlen (o->directory);
  char *full = malloc (base + len + 2);

  if (!full)
    return NULL;
  memcpy (full, o->directory, base);
  full[base] = '/';
  memcpy (full + base + 1, path, len);
  full[base + 1 + len] = '\0';
  return full;
}

/* Opens the directory with the absolute path FULL where links lead it. */
static int
open_linked (struct pl_outdir *o, const char *full)
{
  char real[PATH_MAX];

  if (!realpath (full, real))
    return -errno;
  return is_inside (o, real) ? pl_confine_open_real (real, OPEN_PATH)
                             : -EXDEV;
}

/* Makes the directory itself, and those above it. */
static int
make_base (struct pl_outdir *o)
{
  char *path = strdup (o->directory), *slash;
  int code = 0;

  if (!path)
    return -ENOMEM;
  for (slash = path + 1; (slash = strchr (slash, '/')); *slash++ = '/') {
    *slash = '\0';
    if (mkdir (path, 0777) < 0 && errno != EEXIST && access (path, F_OK) < 0)
      break;
  }
  if (mkdir (o->directory, 0777) < 0)
    code = errno == EEXIST ? 0 : -errno;
  else
    code = 1;
  free (path);
  return code;
}

static int
open_base (struct pl_outdir *o, int make, int *is_fresh)
{
  int fd = open (o->directory, OPEN_PATH), code;

  *is_fresh = 0;
  if (fd >= 0 || errno != ENOENT || !make)
    return fd >= 0 ? fd : -errno;
  code = make_base (o);
  if (code < 0)
    return code;
  *is_fresh = code;
  fd = open (o->directory, OPEN_PATH);
  return fd >= 0 ? fd : -errno;
}

static int open_directory (struct pl_outdir *o, const char *path, size_t len,
                           int make, int *is_fresh, int *owns);

/* Opens the directory PATH, which stands below the open directory BASE. */
static int
open_below (struct pl_outdir *o, int base, const char *path)
{
  char *full;
  int fd = pl_confine_open (base, path, OPEN_PATH);

  if (fd != -EXDEV)
    return fd;
  full = absolute_path (o, path, strlen (path));
  fd = full ? open_linked (o, full) : -ENOMEM;
  free (full);
  return fd;
}

/* Makes the directory PATH in the one above it, which is made as well.
 * Returns 1 if it was not there before. */
static int
make_directory (struct pl_outdir *o, const char *path)
{
  const char *slash = strrchr (path, '/');
  const char *name = slash ? slash + 1 : path;
  int is_fresh, owns, parent, code;

  parent = open_directory (o, path, slash ? (size_t) (slash - path) : 0, 1,
                           &is_fresh, &owns);
  if (parent < 0)
    return parent;
  code = mkdirat (parent, name, 0777) == 0 ? 1 : errno == EEXIST ? 0 : -errno;
  if (owns)
    close (parent);
  return code;
}

static int
open_new (struct pl_outdir *o, const char *path, int make, int *is_fresh)
{
  int base, owns, fd, code;

  *is_fresh = 0;
  if (!*path)
    return open_base (o, make, is_fresh);
  base = open_directory (o, "", 0, make, &code, &owns);
  if (base < 0)
    return base;
  fd = open_below (o, base, path);
  if (fd == -ENOENT && make) {
    code = make_directory (o, path);
    fd = code < 0 ? code : open_below (o, base, path);
    *is_fresh = code > 0;
  }
  if (owns)
    close (base);
  return fd;
}

/* Opens the directory PATH (LEN bytes, relative).  With *OWNS the caller
 * closes it.  Recursion goes up by one directory each time. */
static int
open_directory (struct pl_outdir *o, const char *path, size_t len, int make,
                int *is_fresh, int *owns)
{
  int fd, kept;
  char *copy;

  *owns = 0;
  fd = find_open (o, path, len, is_fresh);
  if (fd >= 0)
    return fd;
  copy = strndup (path, len);
  if (!copy)
    return -ENOMEM;
  fd = open_new (o, copy, make, is_fresh);
  if (fd >= 0) {
    kept = keep_directory (o, copy, &fd, *is_fresh);
    *owns = kept == 0;
    if (kept < 0) {
      close (fd);
      fd = kept;
    }
  }
  free (copy);
  return fd;
}

int
pl_outdir_fd (struct pl_outdir *o)
{
  int is_fresh, owns;

  return open_directory (o, "", 0, 0, &is_fresh, &owns);
}

static int
is_first_look (struct pl_outdir *o, const char *path, size_t len)
{
  struct node *node;
  int first = 0;

  pthread_mutex_lock (&o->lock);
  node = get_node (o, path, len, 0);
  if (node && !node->was_looked_in)
    first = node->was_looked_in = 1;
  pthread_mutex_unlock (&o->lock);
  return first;
}

int
pl_outdir_find (struct pl_outdir *o, const char *path, int make,
                struct pl_outdir_place *place)
{
  const char *slash = strrchr (path, '/');
  size_t len = slash ? (size_t) (slash - path) : 0;

  *place = (struct pl_outdir_place) { .name = slash ? slash + 1 : path };
  place->dir = open_directory (o, path, len, make, &place->is_fresh,
                               &place->owns_dir);
  if (place->dir < 0)
    return place->dir;
  place->is_first = is_first_look (o, path, len);
  return 0;
}

void
pl_outdir_release_place (struct pl_outdir_place *place)
{
  if (place->owns_dir)
    close (place->dir);
  free (place->own_name);
  *place = (struct pl_outdir_place) { .dir = -1 };
}

/* -- links ------------------------------------------------------------ */

/* Resolves the link FULL, whose end does not exist: one step, and the
 * directory that leads to must exist.  Returns its path, NULL with errno. */
static char *
resolve_dangling (const char *full)
{
  char target[PATH_MAX], joined[PATH_MAX], real[PATH_MAX];
  const char *slash = strrchr (full, '/');
  size_t base = (size_t) (slash - full) + 1;
  char *name, *out;
  ssize_t n = readlink (full, target, sizeof target - 1);

  if (n < 0)
    return NULL;
  target[n] = '\0';
  if (target[0] == '/')
    base = 0;
  if (base + (size_t) n >= sizeof joined) {
    errno = ENAMETOOLONG;
    return NULL;
  }
  memcpy (joined, full, base);
  memcpy (joined + base, target, (size_t) n + 1);
  name = strrchr (joined, '/');
  *name++ = '\0';
  if (!*name || strcmp (name, ".") == 0 || strcmp (name, "..") == 0) {
    errno = ENOENT;
    return NULL;
  }
  if (!realpath (*joined ? joined : "/", real))
    return NULL;
  out = malloc (strlen (real) + strlen (name) + 2);
  if (out) {
    strcpy (out, real);
    strcat (out, "/");
    strcat (out, name);
  }
  return out;
}

int
pl_outdir_follow (struct pl_outdir *o, const char *path,
                  struct pl_outdir_place *place)
{
  char *full = absolute_path (o, path, strlen (path)), *real, *slash;
  int code = 0;

  if (!full)
    return -ENOMEM;
  real = realpath (full, NULL);
  if (!real && errno == ENOENT)
    real = resolve_dangling (full);
  if (!real)
    code = -errno;
  else if (!is_inside (o, real))
    code = -EXDEV;
  free (full);
  if (code < 0) {
    free (real);
    return code;
  }
  pl_outdir_release_place (place);
  slash = strrchr (real, '/');
  place->own_name = strdup (slash + 1);
  place->name = place->own_name;
  slash[slash == real] = '\0';
  place->dir = place->own_name ? pl_confine_open_real (real, OPEN_PATH)
                               : -ENOMEM;
  place->owns_dir = place->dir >= 0;
  free (real);
  return place->dir < 0 ? place->dir : 0;
}

char *
pl_outdir_find_link (struct pl_outdir *o, const char *path)
{
  char *full = absolute_path (o, path, strlen (path)), *link;

  if (!full)
    return NULL;
  link = pl_confine_find_link (full, is_inside, o);
  free (full);
  return link;
}

int
pl_outdir_was_used (struct pl_outdir *o, const char *path)
{
  int used;

  pthread_mutex_lock (&o->lock);
  used = get_node (o, path, strlen (path), 0) != NULL;
  pthread_mutex_unlock (&o->lock);
  return used;
}

/* -- flushing --------------------------------------------------------- */

static int
flush_directory (struct pl_outdir *o, const struct node *node)
{
  char *full = absolute_path (o, node->path, strlen (node->path));
  int fd, code = 0;

  if (!full)
    return -ENOMEM;
  fd = open (full, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  free (full);
  if (fd < 0)
    return errno == ENOENT || errno == ENOTDIR ? 0 : -errno;
  if (fsync (fd) < 0 && errno != EINVAL && errno != EROFS)
    code = -errno;
  close (fd);
  return code;
}

int
pl_outdir_flush (struct pl_outdir *o)
{
  struct node *node;
  int code = 0;

  for (node = o->all; node && code == 0; node = node->next)
    code = flush_directory (o, node);
  return code;
}
