/* SPDX-License-Identifier: Apache-2.0 */
/* Directories and files that a test makes for itself. */

#include <config.h>

#include "scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>

static char top[PATH_MAX - 300];
static pid_t owner;

void
scratch_begin (void)
{
  const char *tmp = getenv ("TMPDIR");
  char name[PATH_MAX - 300], real[PATH_MAX];

  snprintf (name, sizeof name, "%s/plating-unit-XXXXXX",
            tmp && *tmp ? tmp : "/tmp");
  if (!mkdtemp (name) || !realpath (name, real)
      || strlen (real) >= sizeof top) {
    perror (name);
    exit (99);
  }
  strcpy (top, real);
  chmod (top, 0755);
  owner = getpid ();
}

/* Removes what is below FD, which is closed.  Paths may be too long for a
 * name in one piece. */
static void
remove_entries (int fd)
{
  DIR *dir = fdopendir (fd);
  struct dirent *entry;
  int child;

  while (dir && (entry = readdir (dir))) {
    if (strcmp (entry->d_name, ".") == 0 || strcmp (entry->d_name, "..") == 0
        || unlinkat (fd, entry->d_name, 0) == 0)
      continue;
    child = openat (fd, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
    if (child >= 0)
      remove_entries (child);
    unlinkat (fd, entry->d_name, AT_REMOVEDIR);
  }
  if (dir)
    closedir (dir);
}

void
scratch_end (void)
{
  int fd;

  if (getpid () != owner)
    return;
  fd = open (top, O_RDONLY | O_DIRECTORY);
  if (fd >= 0)
    remove_entries (fd);
  rmdir (top);
}

const char *
scratch_new (void)
{
  static char dir[PATH_MAX];

  snprintf (dir, sizeof dir, "%s/XXXXXX", top);
  ck_assert_msg (mkdtemp (dir) != NULL, "%s: %s", dir, strerror (errno));
  ck_assert_int_eq (chmod (dir, 0755), 0);
  return dir;
}

const char *
scratch_path (const char *dir, const char *name)
{
  static char buffers[8][PATH_MAX];
  static unsigned next;
  char *out = buffers[next++ % 8];

  ck_assert_int_lt (snprintf (out, PATH_MAX, "%s/%s", dir, name), PATH_MAX);
  return out;
}

static void
make_parents (const char *path)
{
  char copy[PATH_MAX], *slash;

  snprintf (copy, sizeof copy, "%s", path);
  for (slash = copy + 1; (slash = strchr (slash, '/')); *slash++ = '/') {
    *slash = '\0';
    ck_assert_msg (mkdir (copy, 0755) == 0 || errno == EEXIST, "%s: %s",
                   copy, strerror (errno));
  }
}

void
scratch_write_bytes (const char *dir, const char *name, const void *bytes,
                     size_t len)
{
  const char *path = scratch_path (dir, name);
  FILE *f;

  make_parents (path);
  f = fopen (path, "w");
  ck_assert_msg (f != NULL, "%s: %s", path, strerror (errno));
  ck_assert_uint_eq (fwrite (bytes, 1, len, f), len);
  ck_assert_int_eq (fclose (f), 0);
}

void
scratch_write (const char *dir, const char *name, const char *text)
{
  scratch_write_bytes (dir, name, text, strlen (text));
}

void
scratch_make_directory (const char *dir, const char *name)
{
  const char *path = scratch_path (dir, name);

  make_parents (path);
  ck_assert_msg (mkdir (path, 0755) == 0, "%s: %s", path, strerror (errno));
}

void
scratch_link (const char *target, const char *dir, const char *name)
{
  const char *path = scratch_path (dir, name);

  make_parents (path);
  ck_assert_msg (symlink (target, path) == 0, "%s: %s", path,
                 strerror (errno));
}

const char *
scratch_read (const char *dir, const char *name)
{
  static char text[1 << 20];
  const char *path = scratch_path (dir, name);
  FILE *f = fopen (path, "r");
  size_t n;

  if (!f)
    return NULL;
  n = fread (text, 1, sizeof text - 1, f);
  fclose (f);
  text[n] = '\0';
  return text;
}

static int n_temporaries;

static int
count_one (const char *path, const struct stat *st, int type,
           struct FTW *where)
{
  (void) st, (void) type;
  if (strncmp (path + where->base, ".plating-", 9) == 0)
    n_temporaries++;
  return 0;
}

int
scratch_count_temporaries (const char *dir)
{
  n_temporaries = 0;
  nftw (dir, count_one, 16, FTW_PHYS);
  return n_temporaries;
}
