/* SPDX-License-Identifier: Apache-2.0 */
/* A directory of one's own for files that are needed for a while. */

#include <config.h>

#include "scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/buffer.h"

char *
process_scratch_new (void)
{
  const char *base = getenv ("TMPDIR");
  char *path = NULL;

  if (!base || base[0] != '/')
    base = "/tmp";
  if (asprintf (&path, "%s/plating-XXXXXX", base) < 0) {
    errno = ENOMEM;
    return NULL;
  }
  if (mkdtemp (path))
    return path;
  free (path);
  return NULL;
}

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
process_scratch_write (const char *directory, const char *name,
                       const void *data, size_t len)
{
  struct pl_buffer path;
  int fd, code;

  pl_buffer_init (&path);
  pl_buffer_printf (&path, "%s/%s", directory, name);
  if (path.failed)
    return ENOMEM;
  fd = open (path.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  pl_buffer_release (&path);
  if (fd < 0)
    return errno;
  code = write_all (fd, data, len);
  if (close (fd) < 0 && code == 0)
    code = errno;
  return code;
}

static int
remove_one (const char *path, const struct stat *st, int type,
            struct FTW *where)
{
  (void) st;
  (void) type;
  (void) where;
  remove (path);
  return 0;
}

void
process_scratch_free (char *directory)
{
  if (!directory)
    return;
  nftw (directory, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
  free (directory);
}
