/* SPDX-License-Identifier: Apache-2.0 */
/* Brings one document to its place on disk, or compares it with what is
 * there. */

#include <config.h>

#include "sink-store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "diff.h"
#include "file.h"
#include "managed.h"
#include "outdir.h"
#include "sink.h"
#include "sink-table.h"
#include "spool.h"

#define OPEN_FILE (O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)

static int
sweep_entry (void *data, int dir, const char *name, const char *path,
             int is_link)
{
  size_t *n_removed = data;

  (void) path;
  if (is_link || !pl_file_is_temporary (name, strlen (name))
      || !pl_file_remove_left_over (dir, name))
    return 0;
  ++*n_removed;
  return 1;
}

int
pl_sink_store_sweep (struct pl_outdir *dir, const char *const *manages,
                     size_t *n)
{
  struct pl_managed_visit visit = {
    .entry = sweep_entry, .data = n, .with_siblings = 1,
  };
  char *where;
  int code = pl_managed_walk (dir, manages, &visit, &where);

  free (where);
  return code;
}

/* Only a favour: what can't be read or removed is left. */
static void
sweep_directory (struct pl_outdir *dir, const char *path)
{
  const char *const managed[] = { path, NULL };
  size_t n = 0;

  pl_sink_store_sweep (dir, managed, &n);
}

/* Compares the file on disk with the document, at the end of a link if it is
 * one.  Returns as pl_file_compare, or -EXDEV. */
static int
compare (struct pl_sink_job *job, struct pl_outdir_place *place,
         struct stat *st)
{
  struct plating_text bytes = job->document->bytes;
  int code = pl_file_compare (place->dir, place->name, bytes, st);

  if (code != -ELOOP
      || (job->document->flags & PLATING_DOCUMENT_KEEP_EXISTING))
    return code;
  code = pl_outdir_follow (job->dir, job->path, place);
  return code < 0 ? code
                  : pl_file_compare (place->dir, place->name, bytes, st);
}

/* 1 if the document leaves what stands at its path alone. */
static int
is_kept (const struct pl_sink_job *job, int was_written, int compared)
{
  if (!(job->document->flags & PLATING_DOCUMENT_KEEP_EXISTING) || was_written)
    return 0;
  return compared >= 0 || compared == -ELOOP || compared == -EISDIR
         || compared == -ENODEV || compared == -EACCES;
}

static int
replace (struct pl_sink_job *job, int was_written,
         const struct pl_outdir_place *place, int compared,
         const struct stat *st)
{
  unsigned mode = job->document->mode & 0777;
  struct pl_file_options options = {
    .mode = mode ? mode : 0666,
    .keep_mode = compared == 1 && !mode ? (int) (st->st_mode & 0777) : -1,
    .fsync = job->options->fsync,
    .exclusive = (job->document->flags & PLATING_DOCUMENT_KEEP_EXISTING)
                 && !was_written,
  };
  int code;

  code = pl_file_replace (place->dir, place->name, job->document->bytes,
                          &options, job->counter);
  if (code == -EEXIST && options.exclusive) {
    job->entry->status = PLATING_FILE_KEPT;
    return 0;
  }
  if (code == 0)
    job->entry->status = PLATING_FILE_WRITTEN;
  return code;
}

static int
write_at (struct pl_sink_job *job, int was_written,
          struct pl_outdir_place *place)
{
  struct stat st = { 0 };
  int code;

  if (place->is_first && !place->is_fresh)
    sweep_directory (job->dir, job->path);
  code = place->is_fresh && !was_written ? -ENOENT
                                              : compare (job, place, &st);
  if (is_kept (job, was_written, code)) {
    job->entry->status = PLATING_FILE_KEPT;
    return 0;
  }
  if (code == 0 && (was_written || !job->options->force)) {
    job->entry->status = was_written ? PLATING_FILE_WRITTEN
                                          : PLATING_FILE_UNCHANGED;
    return 0;
  }
  /* What can't be read can still be replaced. */
  if (code == 0 || code == 1 || code == -ENOENT || code == -EACCES)
    return replace (job, was_written, place, code, &st);
  return code;
}

static int
write_document (struct pl_sink_job *job, int was_written)
{
  struct pl_outdir_place place;
  int code = pl_outdir_find (job->dir, job->path, 1, &place);

  if (code < 0)
    return code;
  code = write_at (job, was_written, &place);
  pl_outdir_release_place (&place);
  return code;
}

/* Sets *BYTES to what the file NAME in DIR has. */
static int
read_at (const struct pl_sink_job *job, int dir, const char *name,
         struct pl_arena *arena, struct plating_text *bytes)
{
  int fd = openat (dir, name, OPEN_FILE), code;

  if (fd < 0)
    return -errno;
  code = pl_file_read (fd, job->options->document_size, arena, bytes);
  close (fd);
  return code;
}

static int
keep_difference (struct pl_sink_job *job, struct plating_text old_bytes,
                 struct plating_text new_bytes, unsigned flags)
{
  struct pl_sink_extra *extra;
  struct pl_buffer diff, name;
  int code = 0;

  pl_buffer_init (&diff);
  pl_buffer_init (&name);
  if (*job->name)
    pl_buffer_printf (&name, "%s/", job->name);
  pl_buffer_puts (&name, job->path);
  if (name.failed
      || pl_diff_unified (&diff, name.data, old_bytes, new_bytes, flags) < 0)
    code = -ENOMEM;
  extra = code == 0 ? pl_sink_table_extra (job->table, job->entry, 1) : NULL;
  if (extra) {
    free (extra->diff);
    extra->diff = pl_buffer_take (&diff, NULL);
  } else {
    code = -ENOMEM;
  }
  pl_buffer_release (&diff);
  pl_buffer_release (&name);
  return code;
}

static int
show_change (struct pl_sink_job *job, const struct pl_outdir_place *place)
{
  struct plating_text old_bytes;
  struct pl_arena arena;
  int code;

  pl_arena_init (&arena, 0);
  code = read_at (job, place->dir, place->name, &arena, &old_bytes);
  if (code == 0)
    code = keep_difference (job, old_bytes, job->document->bytes, 0);
  pl_arena_release (&arena);
  return code;
}

static int
show_addition (struct pl_sink_job *job)
{
  return keep_difference (job, (struct plating_text) { "", 0 },
                          job->document->bytes, PL_DIFF_NO_OLD);
}

void
pl_sink_store_show_removal (struct pl_sink_job *job, int parent,
                            const char *name)
{
  struct plating_text old_bytes;
  struct pl_arena arena;

  pl_arena_init (&arena, 0);
  if (read_at (job, parent, name, &arena, &old_bytes) == 0)
    keep_difference (job, old_bytes, (struct plating_text) { "", 0 },
                     PL_DIFF_NO_NEW);
  pl_arena_release (&arena);
}

static int
look_at (struct pl_sink_job *job, struct pl_outdir_place *place)
{
  int with_diff = job->options->mode == PL_SINK_DIFF;
  struct stat st;
  int code = compare (job, place, &st);

  if (is_kept (job, 0, code)) {
    job->entry->status = PLATING_FILE_KEPT;
    return 0;
  }
  if (code == 0) {
    job->entry->status = PLATING_FILE_UNCHANGED;
  } else if (code == 1) {
    job->entry->status = PLATING_FILE_DIFFERS;
    code = with_diff ? show_change (job, place) : 0;
  } else if (code == -ENOENT) {
    job->entry->status = PLATING_FILE_MISSING;
    code = with_diff ? show_addition (job) : 0;
  }
  return code;
}

static int
put_aside (struct pl_sink_job *job)
{
  struct pl_sink_extra *extra = pl_sink_table_extra (job->table, job->entry,
                                                     1);
  int code = -ENOMEM;

  if (extra) {
    code = pl_spool_put (job->spool, job->document->bytes, &extra->offset);
    extra->is_spooled = code == 0;
  }
  return code;
}

static int
check_document (struct pl_sink_job *job)
{
  struct pl_outdir_place place;
  int code = pl_outdir_find (job->dir, job->path, 0, &place);

  if (code == 0) {
    code = look_at (job, &place);
    pl_outdir_release_place (&place);
  } else if (code == -ENOENT) {
    job->entry->status = PLATING_FILE_MISSING;
    code = job->options->mode == PL_SINK_DIFF ? show_addition (job) : 0;
  }
  if (code == 0 && job->spool
      && (job->entry->status == PLATING_FILE_DIFFERS
          || job->entry->status == PLATING_FILE_MISSING))
    code = put_aside (job);
  return code;
}

int
pl_sink_store (struct pl_sink_job *job)
{
  int was_written = job->entry->status == PLATING_FILE_WRITTEN;
  struct pl_sink_extra *extra = pl_sink_table_extra (job->table, job->entry,
                                                     0);

  job->entry->size = (uint32_t) job->document->bytes.len;
  if (extra)
    extra->is_spooled = 0;
  return job->options->mode == PL_SINK_WRITE
         ? write_document (job, was_written) : check_document (job);
}

int
pl_sink_store_read (struct pl_outdir *dir, const char *path, size_t limit,
                    struct pl_arena *arena, struct plating_text *bytes)
{
  struct pl_outdir_place place;
  int code = pl_outdir_find (dir, path, 0, &place), fd;

  if (code < 0)
    return code;
  fd = openat (place.dir, place.name, OPEN_FILE);
  if (fd < 0 && errno == ELOOP
      && (code = pl_outdir_follow (dir, path, &place)) == 0)
    fd = openat (place.dir, place.name, OPEN_FILE);
  if (fd < 0) {
    code = code < 0 ? code : -errno;
  } else {
    code = pl_file_read (fd, limit, arena, bytes);
    close (fd);
  }
  pl_outdir_release_place (&place);
  return code;
}
