/* SPDX-License-Identifier: Apache-2.0 */
/* Lists directories. */

#include <config.h>

#include "names.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool
bn_ends_with (const char *name, const char *suffix)
{
  size_t len = strlen (name), n = strlen (suffix);

  return len > n && !memcmp (name + len - n, suffix, n);
}

int
bn_names_add (struct bn_names *names, const char *name,
              enum bn_entry_type type)
{
  char *copy;

  if (names->n == BN_NAMES_MAX)
    return EFBIG;
  if (names->n == names->cap) {
    size_t cap = names->cap ? 2 * names->cap : 16;
    struct bn_name *all = realloc (names->all, cap * sizeof *all);

    if (!all)
      return ENOMEM;
    names->all = all;
    names->cap = cap;
  }
  copy = strdup (name);
  if (!copy)
    return ENOMEM;
  names->all[names->n++] = (struct bn_name) { copy, type };
  return 0;
}

static enum bn_entry_type
type_of (int dir, const struct dirent *d)
{
  struct stat st;
  bool is_link = d->d_type == DT_LNK;

  if (d->d_type == DT_DIR)
    return BN_DIRECTORY;
  if (d->d_type == DT_REG)
    return BN_FILE;
  if (d->d_type != DT_LNK && d->d_type != DT_UNKNOWN)
    return BN_OTHER;
  if (!is_link && fstatat (dir, d->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0)
    is_link = S_ISLNK (st.st_mode);
  if (fstatat (dir, d->d_name, &st, 0) < 0)
    return BN_OTHER;
  if (S_ISDIR (st.st_mode))
    return is_link ? BN_LINK_TO_DIRECTORY : BN_DIRECTORY;
  if (S_ISREG (st.st_mode))
    return is_link ? BN_LINK_TO_FILE : BN_FILE;
  return BN_OTHER;
}

static int
compare (const void *a, const void *b)
{
  const struct bn_name *x = a, *y = b;

  return strcmp (x->name, y->name);
}

int
bn_names_list (int at, const char *directory, bool is_followed,
               struct bn_names *names)
{
  int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
    | (is_followed ? 0 : O_NOFOLLOW);
  int fd = openat (at, directory, flags), error = 0;
  struct dirent *d;
  DIR *dir;

  *names = (struct bn_names) { NULL, 0, 0 };
  if (fd < 0)
    return errno;
  dir = fdopendir (fd);
  if (!dir) {
    error = errno;
    close (fd);
    return error;
  }
  while (!error && (errno = 0, d = readdir (dir)) != NULL)
    if (strcmp (d->d_name, ".") != 0 && strcmp (d->d_name, "..") != 0)
      error = bn_names_add (names, d->d_name, type_of (fd, d));
  if (!error)
    error = errno;
  closedir (dir);
  if (names->n > 1)
    qsort (names->all, names->n, sizeof *names->all, compare);
  return error;
}

void
bn_names_release (struct bn_names *names)
{
  size_t i;

  for (i = 0; i < names->n; i++)
    free (names->all[i].name);
  free (names->all);
  *names = (struct bn_names) { NULL, 0, 0 };
}

bool
bn_names_have (const struct bn_names *names, const char *name)
{
  size_t i;

  for (i = 0; i < names->n; i++)
    if (!strcmp (names->all[i].name, name))
      return true;
  return false;
}
