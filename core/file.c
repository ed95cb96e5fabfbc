/* SPDX-License-Identifier: Apache-2.0 */
/* Whole files: read, compared, replaced. */

#include <config.h>

#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "common/arena.h"

#define TEMPORARY_PREFIX ".plating-"
#define TEMPORARY_SUFFIX ".tmp"

/* Bytes of a file that are compared at a time. */
#define PIECE 65536

/* Most bytes given to one system call. */
#define MOST_AT_ONCE ((size_t) 1 << 30)

/* How often a temporary may be swept away before we give up, and how many
 * names may be taken.  A sweeper has to come between two system calls. */
#define MOST_SWEEPS 1000
#define MOST_NAMES 100000

/* -- reading ---------------------------------------------------------- */

static int
check_regular (const struct stat *st)
{
  if (S_ISREG (st->st_mode))
    return 0;
  return S_ISDIR (st->st_mode) ? -EISDIR : -ENODEV;
}

/* Reads until LEN bytes are there or the file ends; returns how many. */
static ssize_t
read_up_to (int fd, char *out, size_t len)
{
  size_t done = 0, ask;
  ssize_t n;

  while (done < len) {
    ask = len - done < MOST_AT_ONCE ? len - done : MOST_AT_ONCE;
    n = read (fd, out + done, ask);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return -errno;
    if (n == 0)
      break;
    done += (size_t) n;
    /* Less than asked for is the end of a regular file; one more call to
     * hear it again is not worth its cost. */
    if ((size_t) n < ask && done + 1 == len)
      break;
  }
  return (ssize_t) done;
}

int
pl_file_read (int fd, size_t limit, struct pl_arena *arena,
              struct plating_text *bytes)
{
  struct stat st;
  ssize_t n;
  size_t size;
  char *data;
  int code;

  if (fstat (fd, &st) < 0)
    return -errno;
  if ((code = check_regular (&st)) < 0)
    return code;
  if (st.st_size < 0 || (unsigned long long) st.st_size > limit)
    return -EFBIG;
  size = (size_t) st.st_size;
  data = arena ? pl_arena_alloc (arena, size + 1) : malloc (size + 1);
  if (!data)
    return -ENOMEM;
  /* One byte more than there should be shows that the file has grown. */
  n = read_up_to (fd, data, size + 1);
  if (n >= 0 && (size_t) n == size) {
    data[size] = '\0';
    *bytes = (struct plating_text) { data, size };
    return 0;
  }
  if (!arena)
    free (data);
  return n < 0 ? (int) n : -ESTALE;
}

/* -- comparing -------------------------------------------------------- */

static int
compare_bytes (int fd, struct plating_text bytes)
{
  char piece[PIECE];
  size_t done = 0, want;
  ssize_t n;

  do {
    want = bytes.len - done < PIECE ? bytes.len - done : PIECE;
    n = read_up_to (fd, piece, want);
    if (n < 0)
      return (int) n;
    if ((size_t) n != want
        || (want && memcmp (piece, bytes.ptr + done, want) != 0))
      return 1;
    done += want;
  } while (done < bytes.len);
  return 0;
}

int
pl_file_compare (int dir, const char *name, struct plating_text bytes,
                 struct stat *st)
{
  int fd, code;

  do {
    fd = openat (dir, name,
                 O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  } while (fd < 0 && errno == EINTR);
  if (fd < 0)
    return errno == ENXIO ? -ENODEV : -errno;
  if (fstat (fd, st) < 0)
    code = -errno;
  else if ((code = check_regular (st)) == 0)
    code = (unsigned long long) st->st_size != bytes.len
           ? 1 : compare_bytes (fd, bytes);
  close (fd);
  return code;
}

/* -- replacing -------------------------------------------------------- */

struct temporary {
  int fd;
  char name[64];
};

static int
create_temporary (int dir, unsigned mode, atomic_ulong *counter,
                  struct temporary *t)
{
  int tries;

  for (tries = 0; tries < MOST_NAMES; tries++) {
    snprintf (t->name, sizeof t->name,
              TEMPORARY_PREFIX "%ld-%lu" TEMPORARY_SUFFIX, (long) getpid (),
              atomic_fetch_add_explicit (counter, 1, memory_order_relaxed));
    t->fd = openat (dir, t->name,
                    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                    (mode_t) mode);
    if (t->fd < 0 && (errno == EEXIST || errno == EINTR))
      continue;
    if (t->fd < 0)
      return -errno;
    /* A sweeper that came between has the lock and removes the file; on a
     * file system without locks there is none to be had. */
    if (flock (t->fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
      return 0;
    close (t->fd);
    unlinkat (dir, t->name, 0);
  }
  return -EEXIST;
}

static int
write_bytes (int fd, struct plating_text bytes)
{
  size_t done = 0, ask;
  ssize_t n;

  while (done < bytes.len) {
    ask = bytes.len - done < MOST_AT_ONCE ? bytes.len - done : MOST_AT_ONCE;
    n = write (fd, bytes.ptr + done, ask);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return n < 0 ? -errno : -EIO;
    done += (size_t) n;
  }
  return 0;
}

static int
set_mode (int fd, int mode)
{
  struct stat st;

  if (mode < 0)
    return 0;
  if (fstat (fd, &st) < 0)
    return -errno;
  if ((st.st_mode & 0777) == (mode_t) mode)
    return 0;
  return fchmod (fd, (mode_t) mode) < 0 ? -errno : 0;
}

/* Some file systems say only when it is closed that there is no room.  The
 * lock has to stay until the file has its name, so it is another descriptor
 * that is closed. */
static int
flush (int fd)
{
  int other = fcntl (fd, F_DUPFD_CLOEXEC, 0);

  if (other < 0)
    return -errno;
  return close (other) < 0 && errno != EINTR ? -errno : 0;
}

static int
fill_temporary (const struct temporary *t, struct plating_text bytes,
                const struct pl_file_options *options)
{
  int code = write_bytes (t->fd, bytes);

  if (code == 0)
    code = set_mode (t->fd, options->keep_mode);
  if (code == 0 && options->fsync && fsync (t->fd) < 0)
    code = -errno;
  return code == 0 ? flush (t->fd) : code;
}

static int
give_name (int dir, const char *from, const char *to, int exclusive)
{
  if (!exclusive)
    return renameat (dir, from, dir, to) < 0 ? -errno : 0;
  if (renameat2 (dir, from, dir, to, RENAME_NOREPLACE) == 0)
    return 0;
  if (errno != EINVAL && errno != ENOSYS)
    return -errno;
  /* A file system that can't rename so can make a second name. */
  if (linkat (dir, from, dir, to, 0) < 0)
    return -errno;
  return unlinkat (dir, from, 0) < 0 ? -errno : 0;
}

int
pl_file_replace (int dir, const char *name, struct plating_text bytes,
                 const struct pl_file_options *options, atomic_ulong *counter)
{
  struct temporary t;
  int code = 0, tries;

  for (tries = 0; tries < MOST_SWEEPS; tries++) {
    code = create_temporary (dir, options->mode, counter, &t);
    if (code < 0)
      return code;
    code = fill_temporary (&t, bytes, options);
    if (code == 0)
      code = give_name (dir, t.name, name, options->exclusive);
    close (t.fd);
    if (code == 0)
      return 0;
    if (unlinkat (dir, t.name, 0) == 0 || code != -ENOENT)
      return code;
  }
  return code;
}

/* -- left-overs ------------------------------------------------------- */

static size_t
skip_digits (const char *s, size_t i, size_t len)
{
  while (i < len && s[i] >= '0' && s[i] <= '9')
    i++;
  return i;
}

int
pl_file_is_temporary (const char *name, size_t len)
{
  size_t prefix = strlen (TEMPORARY_PREFIX), i, end;

  if (len <= prefix || memcmp (name, TEMPORARY_PREFIX, prefix) != 0)
    return 0;
  i = skip_digits (name, prefix, len);
  if (i == prefix || i == len || name[i] != '-')
    return 0;
  end = skip_digits (name, i + 1, len);
  return end > i + 1 && len - end == strlen (TEMPORARY_SUFFIX)
         && memcmp (name + end, TEMPORARY_SUFFIX, len - end) == 0;
}

/* Where there are no locks, the process that the name tells must be gone. */
static int
writer_is_gone (const char *name)
{
  long pid = strtol (name + strlen (TEMPORARY_PREFIX), NULL, 10);

  return pid > 0 && kill ((pid_t) pid, 0) < 0 && errno == ESRCH;
}

int
pl_file_remove_left_over (int dir, const char *name)
{
  struct stat st;
  int fd, removed = 0;

  fd = openat (dir, name,
               O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  if (fd < 0)
    return 0;
  if (fstat (fd, &st) == 0 && S_ISREG (st.st_mode)
      && (flock (fd, LOCK_EX | LOCK_NB) == 0
          || (errno != EWOULDBLOCK && writer_is_gone (name))))
    removed = unlinkat (dir, name, 0) == 0;
  close (fd);
  return removed;
}
