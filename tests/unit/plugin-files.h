/* SPDX-License-Identifier: Apache-2.0 */
/* For tests that need plugin files: the built ones of
 * tests/fixtures/plugins, and spoilt copies in a folder of their own. */

#ifndef PLUGIN_FILES_H
#define PLUGIN_FILES_H

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>

/* Folder of the built files, absolute: PLATING_TEST_PLUGINS, else where the
 * build tree has them. */
static inline const char *
plugin_files_dir (void)
{
  const char *dir = getenv ("PLATING_TEST_PLUGINS");
  const char *top = getenv ("PLATING_BUILDDIR");
  static char path[4096], absolute[4096];

  snprintf (path, sizeof path, "%s%s", dir ? dir : top ? top : "../..",
            dir ? "" : "/tests/fixtures/plugins/.libs");
  if (!*absolute)
    ck_assert_msg (realpath (path, absolute) != NULL, "no folder %s", path);
  return absolute;
}

/* Path of the built file plating-NAME.so, in one of four buffers. */
static inline const char *
plugin_file (const char *name)
{
  static char paths[4][4200];
  static unsigned next;
  char *path = paths[next++ % 4];

  snprintf (path, sizeof paths[0], "%s/plating-%s.so", plugin_files_dir (),
            name);
  return path;
}

/* Makes a folder that only the user can write, and returns its path, which
 * stays until the next call. */
static inline const char *
new_folder (void)
{
  const char *tmp = getenv ("TMPDIR");
  static char path[4096];

  snprintf (path, sizeof path, "%s/plating-unit.XXXXXX",
            tmp && *tmp == '/' ? tmp : "/tmp");
  ck_assert_ptr_nonnull (mkdtemp (path));
  return path;
}

static inline int
remove_one (const char *path, const struct stat *st, int type,
            struct FTW *place)
{
  (void) st;
  (void) type;
  (void) place;
  return remove (path);
}

static inline void
remove_folder (const char *path)
{
  nftw (path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* Returns the bytes of PATH, which the caller frees. */
static inline char *
read_bytes (const char *path, size_t *len)
{
  FILE *file = fopen (path, "rb");
  char *bytes;
  long size;

  ck_assert_msg (file != NULL, "no file %s", path);
  fseek (file, 0, SEEK_END);
  size = ftell (file);
  rewind (file);
  ck_assert (size >= 0);
  bytes = malloc ((size_t) size + 1);
  ck_assert_ptr_nonnull (bytes);
  *len = fread (bytes, 1, (size_t) size, file);
  ck_assert_uint_eq (*len, (size_t) size);
  fclose (file);
  return bytes;
}

/* Makes PATH anew with LEN BYTES and mode 0755. */
static inline void
write_bytes (const char *path, const void *bytes, size_t len)
{
  int fd;

  unlink (path);
  fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
  ck_assert_msg (fd >= 0, "can't make %s", path);
  ck_assert_int_eq (write (fd, bytes, len), (ssize_t) len);
  ck_assert_int_eq (fchmod (fd, 0755), 0);
  close (fd);
}

static inline void
copy_file (const char *from, const char *to)
{
  size_t len;
  char *bytes = read_bytes (from, &len);

  write_bytes (to, bytes, len);
  free (bytes);
}

#endif
