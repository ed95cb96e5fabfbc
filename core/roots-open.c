/* SPDX-License-Identifier: Apache-2.0 */
/* Opening what is below read roots.
 *
 * A path is opened below its root in one step; the kernel refuses what
 * leaves it.  Only then comes the long way: resolve the path, see which root
 * holds the result, and open that without following any link. */

#include <config.h>

#include "roots-parts.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "confine.h"
#include "error.h"
#include "quote.h"

/* Roots whose directory stays open. */
#define MOST_OPEN 64

/* 1 if REAL, as realpath gives it, is inside some root. */
static int
is_inside (void *data, const char *real)
{
  struct pl_roots *roots = data;
  char resolved[PATH_MAX];
  struct pl_root *root;
  int inside = 0;

  pthread_rwlock_rdlock (&roots->table);
  root = roots->all;
  pthread_rwlock_unlock (&roots->table);
  for (; root && !inside; root = root->next)
    inside = pl_confine_contains (root->path.ptr, real)
             || (realpath (root->path.ptr, resolved)
                 && pl_confine_contains (resolved, real));
  return inside;
}

/* Opens the directory of ROOT; *CLOSE says whether the caller closes it. */
static int
open_root (struct pl_roots *roots, struct pl_root *root, int *do_close)
{
  int fd = atomic_load (&root->fd), none = -1;

  *do_close = 0;
  if (fd >= 0)
    return fd;
  fd = open (root->path.ptr, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return -errno;
  *do_close = 1;
  if (atomic_fetch_add (&roots->n_open, 1) < MOST_OPEN
      && atomic_compare_exchange_strong (&root->fd, &none, fd))
    *do_close = 0;
  else
    atomic_fetch_sub (&roots->n_open, 1);
  return fd;
}

/* Opens the absolute path FULL wherever it leads, as long as that is in some
 * root; -EXDEV if it is not. */
static int
open_anywhere (struct pl_roots *roots, const char *full, int flags)
{
  char real[PATH_MAX];

  if (!realpath (full, real))
    return -errno;
  return is_inside (roots, real) ? pl_confine_open_real (real, flags)
                                 : -EXDEV;
}

/* Opens PATH below ROOT.  *FULL is set to its absolute path, for messages
 * and for the caller to free, if it leads out of the root. */
static int
open_in_root (struct pl_roots *roots, struct pl_root *root, const char *path,
              int flags, char **full)
{
  int dir, do_close, fd;
  size_t len = strlen (path);

  dir = open_root (roots, root, &do_close);
  if (dir < 0)
    return dir;
  fd = pl_confine_open (dir, *path ? path : ".", flags);
  if (do_close)
    close (dir);
  if (fd != -EXDEV)
    return fd;
  *full = malloc (root->path.len + len + 2);
  if (!*full)
    return -ENOMEM;
  memcpy (*full, root->path.ptr, root->path.len);
  (*full)[root->path.len] = '/';
  memcpy (*full + root->path.len + 1, path, len + 1);
  return open_anywhere (roots, *full, flags);
}

static int
open_absolute (struct pl_roots *roots, struct plating_text path, int flags,
               char **full)
{
  char *tidy = pl_confine_tidy (path.ptr, path.len);
  struct pl_root *root;
  int fd;

  if (!tidy)
    return -ENOMEM;
  root = pl_roots_holder (roots, tidy);
  if (!root || root->path.len == strlen (tidy)) {
    *full = tidy;
    fd = open_anywhere (roots, tidy, flags);
    /* What lies outside is not even told to be missing. */
    return !root && fd < 0 && fd != -ENOMEM ? -EXDEV : fd;
  }
  fd = open_in_root (roots, root,
                     tidy + root->path.len + (root->path.len > 1), flags,
                     full);
  free (tidy);
  return fd;
}

int
pl_roots_open_path (struct pl_roots *roots, struct pl_root *root,
                    struct plating_text path, int flags, char **full)
{
  char *tidy;
  int fd;

  *full = NULL;
  if (path.len >= PATH_MAX)
    return -ENAMETOOLONG;
  if (path.len && path.ptr[0] == '/')
    return open_absolute (roots, path, flags, full);
  tidy = pl_confine_tidy (path.ptr, path.len);
  if (!tidy)
    return -ENOMEM;
  fd = open_in_root (roots, root, tidy + 1, flags, full);
  free (tidy);
  return fd;
}

int
pl_roots_say_outside (struct pl_roots *roots, const char *verb,
                      struct plating_text path, const char *full,
                      struct plating_error **err)
{
  char shown[PL_QUOTE_SIZE], shown_link[PL_QUOTE_SIZE];
  char *link = full ? pl_confine_find_link (full, is_inside, roots) : NULL;

  if (link)
    pl_error_set (err, PLATING_E_OUTSIDE,
                  "%s '%s': the link '%s' leads out of the directories that "
                  "may be read", verb, pl_quote (shown, path),
                  pl_quote (shown_link,
                            (struct plating_text) { link, strlen (link) }));
  else
    pl_error_set (err, PLATING_E_OUTSIDE,
                  "%s '%s': it is outside of the directories that may be "
                  "read", verb, pl_quote (shown, path));
  pl_error_add_hint (err, "--allow-outside PATH opens a place for reading");
  free (link);
  return PLATING_E_OUTSIDE;
}

int
pl_roots_say_system (const char *verb, struct plating_text path, int system,
                     struct plating_error **err)
{
  char shown[PL_QUOTE_SIZE], reason[128];

  if (system != ENOENT && system != ENOTDIR)
    return pl_error_set_system (err, system, "%s '%s'", verb,
                                pl_quote (shown, path));
  return pl_error_set (err, PLATING_E_NOT_FOUND, "%s '%s': %s", verb,
                       pl_quote (shown, path),
                       strerror_r (system, reason, sizeof reason));
}
