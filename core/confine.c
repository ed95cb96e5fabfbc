/* SPDX-License-Identifier: Apache-2.0 */
/* Opening files that must not lie outside of a directory. */

#include <config.h>

#include "confine.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef SYS_openat2
#include <linux/openat2.h>
#endif

/* How often the kernel may say that a rename elsewhere disturbed it. */
#define MOST_TRIES 32

/* Returns a file descriptor or a negative errno value; -ENOSYS: there is no
 * openat2 here. */
static int
open_resolved (int dir, const char *path, int flags, int within_dir)
{
#ifdef SYS_openat2
  struct open_how how = {
    .flags = (unsigned) flags,
    .resolve = RESOLVE_NO_MAGICLINKS
               | (within_dir ? RESOLVE_BENEATH : RESOLVE_NO_SYMLINKS),
  };
  int tries;
  long fd;

  for (tries = 0; tries < MOST_TRIES; tries++) {
    fd = syscall (SYS_openat2, dir, path, &how, sizeof how);
    if (fd >= 0)
      return (int) fd;
    if (errno != EINTR && errno != EAGAIN)
      break;
  }
  /* A sandbox that does not know the call may answer EPERM; a plain open
   * says what is really wrong. */
  return errno == EPERM ? -ENOSYS : -errno;
#else
  (void) dir, (void) path, (void) flags, (void) within_dir;
  return -ENOSYS;
#endif
}

/* Sets OUT (PATH_MAX bytes) to the path of what FD has open. */
static int
path_of (int fd, char *out)
{
  char link[64];
  ssize_t n;

  snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  n = readlink (link, out, PATH_MAX - 1);
  if (n < 0)
    return -errno;
  out[n] = '\0';
  return 0;
}

/* Opens REAL without openat2 and makes sure that it is what was opened. */
static int
open_checked (const char *real, int flags)
{
  char opened[PATH_MAX];
  int fd, code;

  do {
    fd = open (real, flags | O_NOFOLLOW);
  } while (fd < 0 && errno == EINTR);
  if (fd < 0)
    return -errno;
  code = path_of (fd, opened);
  if (code == 0 && strcmp (opened, real) != 0)
    code = -ELOOP;
  if (code < 0) {
    close (fd);
    return code;
  }
  return fd;
}

static int
open_below (int dir, const char *path, int flags)
{
  char base[PATH_MAX], full[PATH_MAX], real[PATH_MAX];
  int code = path_of (dir, base);
  struct stat st;

  if (code < 0)
    return code;
  if (*path == '/')
    return -EXDEV;
  if (snprintf (full, sizeof full, "%s/%s", base, path)
      >= (int) sizeof full)
    return -ENAMETOOLONG;
  if ((flags & O_NOFOLLOW) && lstat (full, &st) == 0 && S_ISLNK (st.st_mode))
    return -ELOOP;
  if (!realpath (full, real))
    return -errno;
  if (!pl_confine_contains (base, real))
    return -EXDEV;
  return open_checked (real, flags);
}

int
pl_confine_open (int dir, const char *path, int flags)
{
  int fd = open_resolved (dir, path, flags | O_CLOEXEC, 1);

  return fd == -ENOSYS ? open_below (dir, path, flags | O_CLOEXEC) : fd;
}

int
pl_confine_open_real (const char *real, int flags)
{
  int fd = open_resolved (AT_FDCWD, real, flags | O_CLOEXEC, 0);

  return fd == -ENOSYS ? open_checked (real, flags | O_CLOEXEC) : fd;
}

int
pl_confine_contains (const char *base, const char *path)
{
  size_t len = strlen (base);

  if (len == 1 && *base == '/')
    return *path == '/';
  return strncmp (base, path, len) == 0
         && (path[len] == '/' || path[len] == '\0');
}

/* PATH without its last part; "/" has none. */
static int
cut_last_part (char *path)
{
  char *slash = strrchr (path, '/');

  if (!slash || !slash[1])
    return 0;
  slash[slash == path] = '\0';
  return 1;
}

int
pl_confine_holds (const char *dir, const char *path)
{
  const char *part = path;
  char *top, *full = NULL, *real = NULL;
  struct stat st;
  int inside;

  if (*path == '/' || !*path)
    return 0;
  for (; *part; part += strcspn (part, "/"), part += strspn (part, "/"))
    if (part[0] == '.' && part[1] == '.' && (!part[2] || part[2] == '/'))
      return 0;
  top = realpath (dir, NULL);
  if (!top || asprintf (&full, "%s/%s", top, path) < 0)
    full = NULL;
  /* A link that leads to nothing may yet lead anywhere. */
  while (full && !(real = realpath (full, NULL)) && errno == ENOENT
         && lstat (full, &st) < 0 && cut_last_part (full))
    continue;
  inside = top && real && pl_confine_contains (top, real);
  free (top);
  free (full);
  free (real);
  return inside;
}

char *
pl_confine_tidy (const char *path, size_t len)
{
  char *out = malloc (len + 2), *to = out;
  size_t i = 0, end;

  if (!out)
    return NULL;
  while (i < len) {
    while (i < len && path[i] == '/')
      i++;
    for (end = i; end < len && path[end] != '/'; end++)
      ;
    if (end > i && !(end == i + 1 && path[i] == '.')) {
      *to++ = '/';
      memcpy (to, path + i, end - i);
      to += end - i;
    }
    i = end;
  }
  if (to == out)
    *to++ = '/';
  *to = '\0';
  return out;
}

char *
pl_confine_find_link (const char *path,
                      int (*inside) (void *data, const char *real),
                      void *data)
{
  char *part = strdup (path), *slash, real[PATH_MAX];
  int parent_inside = 0, here;
  struct stat st;
  size_t i;

  if (!part)
    return NULL;
  for (i = 1; part[i - 1]; i++) {
    slash = strchr (part + i, '/');
    i = slash ? (size_t) (slash - part) : strlen (part);
    part[i] = '\0';
    if (!realpath (part, real))
      break;
    here = inside (data, real);
    if (parent_inside && !here && lstat (part, &st) == 0
        && S_ISLNK (st.st_mode))
      return part;
    parent_inside = here;
    part[i] = path[i];
  }
  free (part);
  return NULL;
}
