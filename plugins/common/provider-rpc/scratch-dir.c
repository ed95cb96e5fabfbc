/* SPDX-License-Identifier: Apache-2.0 */
/* A directory of our own for the provider's socket and litter. */

#include <config.h>

#include "scratch-dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <plating/types.h>

#include "fault.h"

/* Levels below the directory that are removed. */
#define LEVELS 32

static int
make_below (const char *parent, struct pl_buffer *path)
{
  char *resolved = realpath (parent, NULL);
  int status = -1;

  pl_buffer_clear (path);
  if (!resolved)
    return -1;
  pl_buffer_printf (path, "%s/plating-XXXXXX", resolved);
  free (resolved);
  if (path->failed)
    errno = ENOMEM;
  else if (path->len > PR_SCRATCH_DIR_LIMIT)
    errno = ENAMETOOLONG;
  else
    status = mkdtemp (path->data) ? 0 : -1;
  return status;
}

int
pr_scratch_dir_make (struct pl_buffer *path, struct pr_fault *fault)
{
  const char *wanted = getenv ("TMPDIR");

  if (wanted && wanted[0] == '/' && make_below (wanted, path) == 0)
    return 0;
  if (make_below ("/tmp", path) == 0)
    return 0;
  return pr_fault_say (fault, PLATING_E_IO, "no directory for the provider's"
                       " socket can be made in /tmp: %s", strerror (errno));
}

static void
empty (int fd, int levels)
{
  DIR *dir = fdopendir (fd);
  struct dirent *entry;

  if (!dir) {
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

int
pr_scratch_dir_remove (const char *path)
{
  int fd;

  if (rmdir (path) == 0)
    return 0;
  fd = open (path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd >= 0)
    empty (fd, LEVELS);
  return rmdir (path);
}
