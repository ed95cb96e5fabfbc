/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes put aside in an unnamed temporary file. */

#include <config.h>

#include "spool.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/arena.h"

struct pl_spool {
  pthread_mutex_t lock;        /* guards the making of the file */
  int fd;
  atomic_ullong end;
};

struct pl_spool *
pl_spool_new (void)
{
  struct pl_spool *s = calloc (1, sizeof *s);

  if (s) {
    pthread_mutex_init (&s->lock, NULL);
    atomic_init (&s->end, 0);
    s->fd = -1;
  }
  return s;
}

void
pl_spool_free (struct pl_spool *s)
{
  if (!s)
    return;
  if (s->fd >= 0)
    close (s->fd);
  pthread_mutex_destroy (&s->lock);
  free (s);
}

static int
make_file (void)
{
  const char *dir = secure_getenv ("TMPDIR");
  char name[4096];
  int fd;

  if (!dir || !*dir)
    dir = "/tmp";
  fd = open (dir, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
  if (fd >= 0)
    return fd;
  /* Not every file system has files without a name. */
  if (snprintf (name, sizeof name, "%s/plating-XXXXXX", dir)
      >= (int) sizeof name)
    return -ENAMETOOLONG;
  fd = mkostemp (name, O_CLOEXEC);
  if (fd < 0)
    return -errno;
  unlink (name);
  return fd;
}

static int
get_file (struct pl_spool *s)
{
  int fd;

  pthread_mutex_lock (&s->lock);
  if (s->fd < 0)
    s->fd = make_file ();
  fd = s->fd;
  pthread_mutex_unlock (&s->lock);
  return fd;
}

int
pl_spool_put (struct pl_spool *s, struct plating_text bytes, uint64_t *offset)
{
  int fd = get_file (s);
  size_t done = 0;
  ssize_t n;

  if (fd < 0)
    return fd;
  *offset = atomic_fetch_add (&s->end, bytes.len);
  while (done < bytes.len) {
    n = pwrite (fd, bytes.ptr + done, bytes.len - done,
                (off_t) (*offset + done));
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return n < 0 ? -errno : -EIO;
    done += (size_t) n;
  }
  return 0;
}

int
pl_spool_get (struct pl_spool *s, uint64_t offset, size_t len,
              struct pl_arena *arena, struct plating_text *bytes)
{
  int fd = get_file (s);
  char *data;
  size_t done = 0;
  ssize_t n;

  if (fd < 0)
    return fd;
  data = pl_arena_alloc (arena, len + 1);
  if (!data)
    return -ENOMEM;
  while (done < len) {
    n = pread (fd, data + done, len - done, (off_t) (offset + done));
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return n < 0 ? -errno : -EIO;
    done += (size_t) n;
  }
  data[len] = '\0';
  *bytes = (struct plating_text) { data, len };
  return 0;
}
