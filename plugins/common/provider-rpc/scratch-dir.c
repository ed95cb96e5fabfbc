/* SPDX-License-Identifier: Apache-2.0 */
/* A directory of our own for the provider's socket and litter.
 *
 * It is locked as long as its run lives: the kernel drops the lock however
 * that ends, and a number of a process, which may be used again or be another
 * one in another container, is not asked.  A directory of ours with no lock
 * on it is what a killed run has left. */

#include <config.h>

#include "scratch-dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <plating/types.h>

#include "fault.h"

/* Levels below the directory that are removed. */
#define LEVELS 32

/* Start of a name, which has six characters more. */
static const char start[] = "plating-rpc-";
#define NAME_LEN (sizeof start - 1 + 6)

/* Entries beside ours that are looked at, directories that are removed. */
#define LOOKED_AT 10000u
#define REMOVED 16u

/* Opens and locks the directory NAME of PARENT, if it is ours and nobody
 * else has.  Returns its descriptor or -1. */
static int
lock (int parent, const char *name)
{
  int fd = openat (parent, name,
                   O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  struct stat st;

  if (fd < 0)
    return -1;
  if (fstat (fd, &st) == 0 && st.st_uid == geteuid ()
      && (st.st_mode & 07777) == 0700 && flock (fd, LOCK_EX | LOCK_NB) == 0
      && fstat (fd, &st) == 0 && st.st_nlink > 0)
    return fd;
  close (fd);
  return -1;
}

static int
make_below (const char *parent, struct pl_buffer *path, int *fd)
{
  char *resolved = realpath (parent, NULL);
  unsigned tries;
  size_t len;

  pl_buffer_clear (path);
  if (!resolved)
    return -1;
  pl_buffer_printf (path, "%s/%s", resolved, start);
  free (resolved);
  len = path->len;
  /* Another's sweep may take it before it is locked. */
  for (tries = 0; tries < 8; tries++) {
    pl_buffer_puts (path, "XXXXXX");
    if (path->failed) {
      errno = ENOMEM;
      return -1;
    }
    if (path->len > PR_SCRATCH_DIR_LIMIT) {
      errno = ENAMETOOLONG;
      return -1;
    }
    if (!mkdtemp (path->data))
      return -1;
    *fd = lock (AT_FDCWD, path->data);
    if (*fd >= 0)
      return 0;
    rmdir (path->data);
    path->len = len;
    path->data[len] = '\0';
  }
  return -1;
}

int
pr_scratch_dir_make (struct pl_buffer *path, int *fd, struct pr_fault *fault)
{
  const char *wanted = getenv ("TMPDIR");

  *fd = -1;
  if (wanted && wanted[0] == '/' && make_below (wanted, path, fd) == 0)
    return 0;
  if (make_below ("/tmp", path, fd) == 0)
    return 0;
  pl_buffer_clear (path);
  return pr_fault_say (fault, PLATING_E_IO, "no directory for the provider's"
                       " socket can be made in /tmp: %s", strerror (errno));
}

static void
empty (int fd, int levels)
{
  DIR *dir = fd >= 0 ? fdopendir (fd) : NULL;
  struct dirent *entry;

  if (!dir) {
    if (fd >= 0)
      close (fd);
    return;
  }
  while ((entry = readdir (dir))) {
    const char *name = entry->d_name;
    int inner;

    if (!strcmp (name, ".") || !strcmp (name, "..")
        || unlinkat (dirfd (dir), name, 0) == 0)
      continue;
    inner = openat (dirfd (dir), name,
                    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (inner < 0 && errno == EACCES
        && fchmodat (dirfd (dir), name, 0700, 0) == 0)
      inner = openat (dirfd (dir), name,
                      O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (inner < 0)
      continue;
    if (levels > 0)
      empty (inner, levels - 1);
    else
      close (inner);
    unlinkat (dirfd (dir), name, AT_REMOVEDIR);
  }
  closedir (dir);
}

/* Removes from PARENT what killed runs have left; closes it. */
static void
sweep (int parent)
{
  DIR *dir = fdopendir (parent);
  unsigned looked_at = 0, removed = 0;
  struct dirent *entry;
  int fd;

  if (!dir) {
    close (parent);
    return;
  }
  while (looked_at++ < LOOKED_AT && removed < REMOVED
         && (entry = readdir (dir))) {
    if (strncmp (entry->d_name, start, sizeof start - 1)
        || strlen (entry->d_name) != NAME_LEN)
      continue;
    fd = lock (parent, entry->d_name);
    if (fd < 0)
      continue;
    empty (fcntl (fd, F_DUPFD_CLOEXEC, 0), LEVELS);
    removed += unlinkat (parent, entry->d_name, AT_REMOVEDIR) == 0;
    close (fd);
  }
  closedir (dir);
}

int
pr_scratch_dir_remove (const char *path, int fd)
{
  int parent = openat (fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int status = rmdir (path);

  if (status < 0) {
    empty (fcntl (fd, F_DUPFD_CLOEXEC, 0), LEVELS);
    status = rmdir (path);
  }
  close (fd);
  if (parent >= 0)
    sweep (parent);
  return status;
}
