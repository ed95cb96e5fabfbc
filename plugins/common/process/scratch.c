/* SPDX-License-Identifier: Apache-2.0 */
/* A directory of one's own for files that are needed for a while.
 *
 * It is locked as long as its run lives: the kernel drops the lock however
 * that ends, and a number of a process, which may be used again or be another
 * one in another container, is not asked.  A directory of ours with no lock
 * on it is what a killed run has left. */

#include <config.h>

#include "scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/buffer.h"

struct process_scratch {
  struct pl_buffer path;
  const char *start;            /* of its name; static */
  int lock;                     /* the directory, open */
  bool stays;
};

/* Levels below the directory that are removed. */
#define LEVELS 64

/* Start of the names of those for temporary files. */
static const char usual_start[] = "plating-run-";

/* Characters that follow the start of a name. */
#define RANDOM "XXXXXX"
#define N_RANDOM (sizeof RANDOM - 1)

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

/* Makes the directory; its path is not longer than LONGEST.  Returns 0 or an
 * errno value. */
static int
make_below (struct process_scratch *scratch, const char *parent,
            size_t longest)
{
  struct pl_buffer *path = &scratch->path;
  char *resolved = realpath (parent, NULL);
  unsigned tries;
  size_t len;

  pl_buffer_clear (path);
  if (!resolved)
    return errno;
  pl_buffer_printf (path, "%s/%s", resolved, scratch->start);
  free (resolved);
  len = path->len;
  if (longest && len + N_RANDOM > longest)
    return ENAMETOOLONG;
  /* Another's sweep may take it before it is locked. */
  for (tries = 0; tries < 8; tries++) {
    pl_buffer_puts (path, RANDOM);
    if (path->failed)
      return ENOMEM;
    if (!mkdtemp (path->data))
      return errno;
    scratch->lock = lock (AT_FDCWD, path->data);
    if (scratch->lock >= 0)
      return 0;
    rmdir (path->data);
    path->len = len;
    path->data[len] = '\0';
  }
  return EAGAIN;
}

static struct process_scratch *
scratch_new (const char *start)
{
  struct process_scratch *scratch = calloc (1, sizeof *scratch);

  if (!scratch) {
    errno = ENOMEM;
    return NULL;
  }
  pl_buffer_init (&scratch->path);
  scratch->start = start;
  scratch->lock = -1;
  return scratch;
}

static struct process_scratch *
give_up (struct process_scratch *scratch, int code)
{
  pl_buffer_release (&scratch->path);
  free (scratch);
  errno = code;
  return NULL;
}

struct process_scratch *
process_scratch_new (size_t longest)
{
  struct process_scratch *scratch = scratch_new (usual_start);
  const char *wanted = getenv ("TMPDIR");
  int code;

  if (!scratch || (wanted && wanted[0] == '/'
                   && make_below (scratch, wanted, longest) == 0))
    return scratch;
  code = make_below (scratch, "/tmp", longest);
  return code ? give_up (scratch, code) : scratch;
}

struct process_scratch *
process_scratch_new_in (const char *parent, const char *start)
{
  struct process_scratch *scratch = scratch_new (start);
  int code = scratch ? make_below (scratch, parent, 0) : 0;

  return code ? give_up (scratch, code) : scratch;
}

const char *
process_scratch_path (const struct process_scratch *scratch)
{
  return scratch->path.data;
}

/* -- files ---------------------------------------------------------------- */

static int
write_all (int fd, const char *data, size_t len)
{
  while (len > 0) {
    ssize_t n = write (fd, data, len);

    if (n < 0 && errno != EINTR)
      return errno;
    if (n > 0) {
      data += n;
      len -= (size_t) n;
    }
  }
  return 0;
}

int
process_scratch_write (const struct process_scratch *scratch,
                       const char *name, const void *data, size_t len)
{
  int fd = openat (scratch->lock, name,
                   O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600), code;

  if (fd < 0)
    return errno;
  code = write_all (fd, data, len);
  if (close (fd) < 0 && code == 0)
    code = errno;
  return code;
}

/* -- the end -------------------------------------------------------------- */

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
sweep (int parent, const char *start)
{
  DIR *dir = fdopendir (parent);
  unsigned looked_at = 0, removed = 0;
  size_t len = strlen (start);
  struct dirent *entry;
  int fd;

  if (!dir) {
    close (parent);
    return;
  }
  while (looked_at++ < LOOKED_AT && removed < REMOVED
         && (entry = readdir (dir))) {
    if (strncmp (entry->d_name, start, len)
        || strlen (entry->d_name) != len + N_RANDOM)
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

void
process_scratch_remove (const char *path)
{
  if (rmdir (path) == 0)
    return;
  empty (open (path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC),
         LEVELS);
  rmdir (path);
}

int
process_scratch_keep (struct process_scratch *scratch, const char *path)
{
  if (rename (scratch->path.data, path) < 0) {
    if (errno != EEXIST && errno != ENOTEMPTY)
      return errno;
    process_scratch_remove (path);
    if (rename (scratch->path.data, path) < 0)
      return errno;
  }
  scratch->stays = true;
  return 0;
}

void
process_scratch_free (struct process_scratch *scratch)
{
  int parent;

  if (!scratch)
    return;
  parent = openat (scratch->lock, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (!scratch->stays && rmdir (scratch->path.data) < 0) {
    empty (fcntl (scratch->lock, F_DUPFD_CLOEXEC, 0), LEVELS);
    rmdir (scratch->path.data);
  }
  close (scratch->lock);
  if (parent >= 0)
    sweep (parent, scratch->start);
  pl_buffer_release (&scratch->path);
  free (scratch);
}
