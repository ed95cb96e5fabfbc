/* SPDX-License-Identifier: Apache-2.0 */
/* The cache file of the registry.
 *
 *   { "format": 1, "plating": "1.2.3", "abi": "0.2", "examiner": "…",
 *     "files": { "/path": { "state": "…", "verdict": { … } } } }
 *
 * The state of a file is device, inode, size, and both times in
 * nanoseconds: the time of the last change of the inode can't be set back,
 * so that an edit of the same size under an old date is seen.  The examiner
 * is the program that made the verdicts, in the same form: one that was
 * built anew may judge differently. */

#include <config.h>

#include "registry-cache.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <plating/types.h>

#include "common/buffer.h"
#include "examine.h"

#define FORMAT 1
#define LARGEST_FILE (64 << 20)
#define STATE_SIZE 160

/* -- places -------------------------------------------------------------- */

static char *
default_path (void)
{
  const char *cache = secure_getenv ("XDG_CACHE_HOME");
  const char *home = secure_getenv ("HOME");
  struct pl_buffer path;

  pl_buffer_init (&path);
  if (cache && *cache == '/')
    pl_buffer_puts (&path, cache);
  else if (home && *home == '/')
    pl_buffer_printf (&path, "%s/.cache", home);
  else
    return NULL;
  pl_buffer_printf (&path, "/plating/registry-%u.%u-%s.json",
                    PLATING_ABI_MAJOR, PLATING_ABI_MINOR, HOST_TRIPLET);
  return pl_buffer_take (&path, NULL);
}

static char *
choose_path (void)
{
  const char *chosen = secure_getenv ("PLATING_REGISTRY");

  if (chosen)
    return *chosen ? strdup (chosen) : NULL;
  return default_path ();
}

/* Makes the directories above PATH. */
static void
make_directories (const char *path)
{
  char *copy = strdup (path);

  if (!copy)
    return;
  for (char *slash = strchr (copy + 1, '/'); slash;
       slash = strchr (slash + 1, '/')) {
    *slash = '\0';
    mkdir (copy, 0700);
    *slash = '/';
  }
  free (copy);
}

/* -- states -------------------------------------------------------------- */

static void
format_state (char *state, const struct stat *st)
{
  snprintf (state, STATE_SIZE, "%jx.%ju.%jd.%jd.%09ld.%jd.%09ld",
            (uintmax_t) st->st_dev, (uintmax_t) st->st_ino,
            (intmax_t) st->st_size, (intmax_t) st->st_mtim.tv_sec,
            (long) st->st_mtim.tv_nsec, (intmax_t) st->st_ctim.tv_sec,
            (long) st->st_ctim.tv_nsec);
}

/* Empty if there is no such program. */
static void
format_examiner (char *state)
{
  struct stat st;

  *state = '\0';
  if (stat (pl_examine_program (), &st) == 0)
    format_state (state, &st);
}

/* -- reading ------------------------------------------------------------- */

/* Returns the bytes of the user's own regular file PATH, or NULL. */
static char *
read_file (const char *path, size_t *len)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  struct pl_buffer bytes;
  struct stat st;
  ssize_t n = -1;

  if (fd < 0)
    return NULL;
  pl_buffer_init (&bytes);
  bytes.limit = LARGEST_FILE;
  if (fstat (fd, &st) == 0 && S_ISREG (st.st_mode)
      && st.st_uid == geteuid () && !(st.st_mode & (S_IWGRP | S_IWOTH))
      && st.st_size <= LARGEST_FILE) {
    do {
      char part[8192];

      n = read (fd, part, sizeof part);
      if (n > 0)
        pl_buffer_append (&bytes, part, (size_t) n);
    } while ((n > 0 || (n < 0 && errno == EINTR)) && !bytes.failed);
  }
  close (fd);
  if (n == 0)
    return pl_buffer_take (&bytes, len);
  pl_buffer_release (&bytes);
  return NULL;
}

static int
has_text (const json_t *object, const char *key, const char *text)
{
  const char *its = json_string_value (json_object_get (object, key));

  return its && strcmp (its, text) == 0;
}

static const char *
own_abi (char *text, size_t size)
{
  snprintf (text, size, "%u.%u", PLATING_ABI_MAJOR, PLATING_ABI_MINOR);
  return text;
}

/* Returns the "files" of the cache file, a new reference, or NULL. */
static json_t *
load (const char *path)
{
  char examiner[STATE_SIZE], abi[32];
  json_t *top, *files = NULL;
  size_t len;
  char *bytes = read_file (path, &len);

  if (!bytes)
    return NULL;
  top = json_loadb (bytes, len, 0, NULL);
  free (bytes);
  format_examiner (examiner);
  if (json_integer_value (json_object_get (top, "format")) == FORMAT
      && has_text (top, "plating", PLATING_VERSION)
      && has_text (top, "abi", own_abi (abi, sizeof abi))
      && has_text (top, "examiner", examiner)
      && json_is_object (json_object_get (top, "files")))
    files = json_incref (json_object_get (top, "files"));
  json_decref (top);
  return files;
}

void
pl_registry_cache_open (struct pl_registry_cache *c)
{
  *c = (struct pl_registry_cache) { .path = choose_path () };
  if (c->path)
    c->files = load (c->path);
  if (c->path && !c->files)
    c->files = json_object ();
}

json_t *
pl_registry_cache_get (const struct pl_registry_cache *c, const char *path,
                       const struct stat *st)
{
  const json_t *file = json_object_get (c->files, path);
  json_t *verdict = json_object_get (file, "verdict");
  char state[STATE_SIZE];

  format_state (state, st);
  if (!has_text (file, "state", state))
    return NULL;
  return json_is_object (json_object_get (verdict, "description"))
         || json_is_string (json_object_get (verdict, "problem"))
    ? verdict : NULL;
}

/* -- writing ------------------------------------------------------------- */

void
pl_registry_cache_put (struct pl_registry_cache *c, const char *path,
                       const struct stat *st, json_t *verdict)
{
  char state[STATE_SIZE];

  if (!c->files)
    return;
  format_state (state, st);
  /* Fails for a path that is not UTF-8: then it is asked for each time. */
  if (json_object_set_new (c->files, path,
                           json_pack ("{s:s, s:O}", "state", state,
                                      "verdict", verdict)) == 0)
    c->is_changed = 1;
}

static void
drop_missing (json_t *files)
{
  const char *path;
  json_t *file;
  void *next;

  json_object_foreach_safe (files, next, path, file) {
    if (access (path, F_OK) < 0)
      json_object_del (files, path);
  }
}

/* Writes TOP to a new file beside PATH and renames it. */
static void
save (const char *path, const json_t *top)
{
  struct pl_buffer temporary;
  int fd, is_whole;

  pl_buffer_init (&temporary);
  pl_buffer_printf (&temporary, "%s.XXXXXX", path);
  if (temporary.failed)
    return;
  fd = mkostemp (temporary.data, O_CLOEXEC);
  if (fd >= 0) {
    is_whole = json_dumpfd (top, fd, JSON_COMPACT) == 0;
    if (close (fd) < 0)
      is_whole = 0;
    if (!is_whole || rename (temporary.data, path) < 0)
      unlink (temporary.data);
  }
  pl_buffer_release (&temporary);
}

void
pl_registry_cache_close (struct pl_registry_cache *c)
{
  char examiner[STATE_SIZE], abi[32];
  json_t *top;

  if (c->is_changed) {
    drop_missing (c->files);
    format_examiner (examiner);
    top = json_pack ("{s:i, s:s, s:s, s:s, s:O}", "format", FORMAT,
                     "plating", PLATING_VERSION, "abi",
                     own_abi (abi, sizeof abi), "examiner", examiner,
                     "files", c->files);
    if (top) {
      make_directories (c->path);
      save (c->path, top);
    }
    json_decref (top);
  }
  json_decref (c->files);
  free (c->path);
  *c = (struct pl_registry_cache) { 0 };
}
