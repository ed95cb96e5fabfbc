/* SPDX-License-Identifier: Apache-2.0 */
/* Where finished documents go. */

#include <config.h>

#include "sink.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "file.h"
#include "managed.h"
#include "outdir.h"
#include "quote.h"
#include "sink-path.h"
#include "sink-store.h"
#include "sink-table.h"
#include "spool.h"

struct root {
  uint32_t to;
  int in_results;
  char *name;                  /* before the path in messages */
  struct pl_outdir *dir;
  struct root *next;
};

/* The bytes of a document in mode MEMORY. */
struct blob {
  struct blob *next;
  char bytes[];
};

struct pl_sink {
  struct pl_sink_options options;
  char *project;
  struct root *roots;          /* complete before threads start */
  struct pl_sink_table *table;
  struct pl_spool *spool;      /* NULL unless keep_for_reading */
  atomic_ulong n_temporaries;
  atomic_int broken;
  pthread_mutex_t lock;        /* guards blobs */
  struct blob *blobs;
};

/* -- making ----------------------------------------------------------- */

static int
no_memory (struct plating_error **err)
{
  return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
}

int
pl_sink_new (struct pl_sink **sink, const struct pl_sink_options *options,
             struct plating_error **err)
{
  struct pl_sink *s;

  if (options->mode < PL_SINK_WRITE || options->mode > PL_SINK_MEMORY
      || options->mode % 100)
    return pl_error_set (err, PLATING_E_INVAL, "unknown mode %lu of output",
                         (unsigned long) options->mode);
  s = calloc (1, sizeof *s);
  if (!s)
    return no_memory (err);
  s->options = *options;
  s->options.project = NULL;
  if (!s->options.document_size)
    s->options.document_size = (size_t) 256 << 20;
  if (s->options.document_size > UINT32_MAX)
    s->options.document_size = UINT32_MAX;
  pthread_mutex_init (&s->lock, NULL);
  atomic_init (&s->n_temporaries, 0);
  atomic_init (&s->broken, 0);
  s->table = pl_sink_table_new ();
  if (options->project)
    s->project = strdup (options->project);
  if (options->keep_for_reading)
    s->spool = pl_spool_new ();
  if (!s->table || (options->project && !s->project)
      || (options->keep_for_reading && !s->spool)) {
    pl_sink_free (s);
    return no_memory (err);
  }
  *sink = s;
  return 0;
}

static void
free_root (struct root *root)
{
  pl_outdir_free (root->dir);
  free (root->name);
  free (root);
}

void
pl_sink_free (struct pl_sink *sink)
{
  struct root *root;
  struct blob *blob;

  if (!sink)
    return;
  while ((root = sink->roots)) {
    sink->roots = root->next;
    free_root (root);
  }
  while ((blob = sink->blobs)) {
    sink->blobs = blob->next;
    free (blob);
  }
  pl_sink_table_free (sink->table);
  pl_spool_free (sink->spool);
  pthread_mutex_destroy (&sink->lock);
  free (sink->project);
  free (sink);
}

static struct root *
find_root (const struct pl_sink *sink, uint32_t to)
{
  struct root *root = sink->roots;

  while (root && root->to != to)
    root = root->next;
  return root;
}

int
pl_sink_root (struct pl_sink *sink, uint32_t to, const char *directory,
              const char *name, int in_results, struct plating_error **err)
{
  struct root *root;

  if (directory[0] != '/')
    return pl_error_set (err, PLATING_E_INVAL,
                         "the output directory '%s' is no absolute path",
                         directory);
  if (find_root (sink, to))
    return pl_error_set (err, PLATING_E_STATE,
                         "a second output directory '%s'", directory);
  root = calloc (1, sizeof *root);
  if (!root)
    return no_memory (err);
  root->to = to;
  root->in_results = in_results;
  root->name = strdup (name);
  root->dir = pl_outdir_new (directory, sink->project);
  if (!root->name || !root->dir) {
    free_root (root);
    return no_memory (err);
  }
  root->next = sink->roots;
  sink->roots = root;
  return 0;
}

/* -- errors ----------------------------------------------------------- */

static int
is_lasting (int system)
{
  return system == ENOSPC || system == EDQUOT || system == EROFS
         || system == EIO;
}

static void
note_broken (struct pl_sink *sink, int system)
{
  int none = 0;

  if (is_lasting (system))
    atomic_compare_exchange_strong (&sink->broken, &none, system);
}

int
pl_sink_broken (const struct pl_sink *sink)
{
  return atomic_load (&sink->broken);
}

static int
say_outside (struct root *root, const char *verb, const char *path,
             const char *shown, struct plating_error **err)
{
  char *link = pl_outdir_find_link (root->dir, path), place[PL_QUOTE_SIZE];

  if (link)
    pl_error_set (err, PLATING_E_OUTSIDE,
                  "%s %s: the link '%s' leads out of the project", verb,
                  shown, pl_quote (place, (struct plating_text)
                                          { link, strlen (link) }));
  else
    pl_error_set (err, PLATING_E_OUTSIDE,
                  "%s %s: a link leads out of the project", verb, shown);
  free (link);
  return PLATING_E_OUTSIDE;
}

/* Turns the negative errno value CODE into an error about PATH. */
static int
say (struct pl_sink *sink, struct root *root, const char *verb,
     const char *path, int code, struct plating_error **err)
{
  char shown[PL_QUOTE_SIZE + PL_SINK_LONGEST_PART + 1], *end = shown;
  size_t len = strlen (root->name);

  if (len && len <= PL_SINK_LONGEST_PART) {
    memcpy (shown, root->name, len);
    end = shown + len;
    *end++ = '/';
  }
  pl_quote (end, (struct plating_text) { path, strlen (path) });
  note_broken (sink, -code);
  if (code == -EXDEV)
    return say_outside (root, verb, path, shown, err);
  if (code == -ENODEV)
    return pl_error_set (err, PLATING_E_IO, "%s %s: it is no regular file",
                         verb, shown);
  if (code == -ESTALE)
    return pl_error_set (err, PLATING_E_IO,
                         "%s %s: its size changed while it was read", verb,
                         shown);
  return pl_error_set_system (err, -code, "%s %s", verb, shown);
}

/* -- documents -------------------------------------------------------- */

int
pl_sink_check_path (struct plating_text path, struct plating_error **err)
{
  char shown[PL_QUOTE_SIZE];
  const char *fault;
  int code;

  fault = pl_sink_path_fault (path, &code);
  if (!fault)
    return 0;
  return pl_error_set (err, code, "the document path '%s' can't be used: %s",
                       pl_quote (shown, path), fault);
}

static int
remember_document (struct pl_sink *sink, const struct pl_sink_job *job)
{
  struct plating_text bytes = job->document->bytes;
  struct pl_sink_extra *extra = pl_sink_table_extra (job->table, job->entry,
                                                     1);
  struct blob *blob = extra ? malloc (sizeof *blob + bytes.len + 1) : NULL;

  if (!blob)
    return -ENOMEM;
  if (bytes.len)
    memcpy (blob->bytes, bytes.ptr, bytes.len);
  blob->bytes[bytes.len] = '\0';
  pthread_mutex_lock (&sink->lock);
  blob->next = sink->blobs;
  sink->blobs = blob;
  pthread_mutex_unlock (&sink->lock);
  extra->bytes = blob->bytes;
  job->entry->size = (uint32_t) bytes.len;
  job->entry->status = PLATING_FILE_WRITTEN;
  return 0;
}

static struct pl_sink_job
make_job (struct pl_sink *sink, const struct root *root,
          const char *path, const struct plating_document *document)
{
  return (struct pl_sink_job) {
    .options = &sink->options,
    .name = root->name,
    .dir = root->dir,
    .path = path,
    .table = sink->table,
    .document = document,
    .spool = sink->spool,
    .counter = &sink->n_temporaries,
  };
}

static int
process (struct pl_sink *sink, struct root *root, struct pl_sink_job *job,
         struct plating_error **err)
{
  uint32_t mode = sink->options.mode;
  int code = mode == PL_SINK_MEMORY ? remember_document (sink, job)
                                    : pl_sink_store (job);

  if (code == 0)
    return 0;
  job->entry->status = PLATING_FILE_FAILED;
  return say (sink, root, mode == PL_SINK_WRITE ? "write" : "compare",
              job->path, code, err);
}

static int
check_document (const struct pl_sink *sink, const struct root *root,
                const struct plating_document *document,
                struct plating_error **err)
{
  char shown[PL_QUOTE_SIZE];
  int code;

  if (!root)
    return pl_error_set (err, PLATING_E_INVAL,
                         "write %s: this run has no place for documents of "
                         "kind %lu", pl_quote (shown, document->path),
                         (unsigned long) document->to);
  if ((code = pl_sink_check_path (document->path, err)) < 0)
    return code;
  if (document->bytes.len > sink->options.document_size)
    return pl_error_set (err, PLATING_E_LIMIT,
                         "write %s: %zu bytes are more than the %zu that a "
                         "document may have",
                         pl_quote (shown, document->path),
                         document->bytes.len, sink->options.document_size);
  return 0;
}

static const char *
prefix_of (const struct root *root)
{
  return root && root->in_results ? root->name : "";
}

static int
is_example (const struct plating_document *d)
{
  return d->to == PLATING_TO_EXAMPLES || d->to == PLATING_TO_GROUPED_EXAMPLES
         || (d->flags & PLATING_DOCUMENT_EXAMPLE);
}

int
pl_sink_put (struct pl_sink *sink, uint64_t sequence,
             const struct plating_document *document,
             struct plating_error **err)
{
  char path[PL_SINK_LONGEST_PATH + 1];
  struct plating_document d = { 0 };
  struct pl_sink_job job;
  struct root *root;
  int code, claimed;

  memcpy (&d, document, document->struct_size < sizeof d
                        ? document->struct_size : sizeof d);
  root = find_root (sink, d.to);
  code = check_document (sink, root, &d, err);
  if (code < 0) {
    pl_sink_fail (sink, sequence, d.to, d.path);
    return code;
  }
  pl_sink_path_copy (d.path, path);
  job = make_job (sink, root, path, &d);
  claimed = pl_sink_table_claim (sink->table, sequence, d.to,
                                 prefix_of (root), path, 1, &job.entry);
  if (claimed < 0)
    return no_memory (err);
  if (claimed == 0)
    return 0;
  job.entry->state &= (uint8_t) ~PL_SINK_ENTRY_EXAMPLE;
  if (is_example (&d))
    job.entry->state |= PL_SINK_ENTRY_EXAMPLE;
  code = process (sink, root, &job, err);
  pl_sink_table_release (sink->table, job.entry);
  return code;
}

int
pl_sink_fail (struct pl_sink *sink, uint64_t sequence, uint32_t to,
              struct plating_text path)
{
  char copy[PL_SINK_LONGEST_PATH + 1];
  struct pl_sink_entry *entry;
  int code;

  pl_sink_path_copy (path, copy);
  code = pl_sink_table_claim (sink->table, sequence, to,
                              prefix_of (find_root (sink, to)), copy, 0,
                              &entry);
  if (code <= 0)
    return code;
  entry->status = PLATING_FILE_FAILED;
  pl_sink_table_release (sink->table, entry);
  return 0;
}

/* -- reading back ----------------------------------------------------- */

static int
is_on_disk (const struct pl_sink_entry *entry)
{
  return entry->status == PLATING_FILE_WRITTEN
         || entry->status == PLATING_FILE_UNCHANGED
         || entry->status == PLATING_FILE_KEPT;
}

/* The document's bytes in memory, or ptr NULL. */
static struct plating_text
bytes_in_memory (struct pl_sink *sink, struct pl_sink_entry *entry)
{
  const struct pl_sink_extra *extra
    = pl_sink_table_extra (sink->table, entry, 0);

  return (struct plating_text) {
    extra ? extra->bytes : NULL, extra && extra->bytes ? entry->size : 0
  };
}

/* Returns 1 if the document is not where it could be read again. */
static int
read_back (struct pl_sink *sink, struct root *root,
           struct pl_sink_entry *entry, const char *path,
           struct pl_arena *arena, struct plating_text *bytes)
{
  const struct pl_sink_extra *extra
    = pl_sink_table_extra (sink->table, entry, 0);

  if (extra && extra->is_spooled)
    return pl_spool_get (sink->spool, extra->offset, entry->size, arena,
                         bytes);
  return is_on_disk (entry)
         ? pl_sink_store_read (root->dir, path, sink->options.document_size,
                               arena, bytes) : 1;
}

int
pl_sink_read (struct pl_sink *sink, uint32_t to, struct plating_text path,
              struct pl_arena *arena, struct plating_text *bytes,
              struct plating_error **err)
{
  char copy[PL_SINK_LONGEST_PATH + 1];
  struct pl_sink_entry *entry;
  struct root *root = find_root (sink, to);
  int code;

  pl_sink_path_copy (path, copy);
  entry = root ? pl_sink_table_find (sink->table, to, copy) : NULL;
  if (!entry || !(entry->state & PL_SINK_ENTRY_DOCUMENT)
      || entry->status == PLATING_FILE_FAILED)
    return pl_error_set (err, PLATING_E_NOT_FOUND,
                         "there is no document '%s'", copy);
  *bytes = bytes_in_memory (sink, entry);
  if (bytes->ptr)
    return 0;
  code = read_back (sink, root, entry, copy, arena, bytes);
  if (code > 0)
    return pl_error_set (err, PLATING_E_STATE,
                         "the document '%s' was not kept for reading", copy);
  return code < 0 ? say (sink, root, "read", copy, code, err) : 0;
}

struct plating_text
pl_sink_page (struct pl_sink *sink, const char *path)
{
  struct pl_sink_entry *entry
    = pl_sink_table_find (sink->table, PLATING_TO_OUTPUT, path);

  return entry ? bytes_in_memory (sink, entry)
               : (struct plating_text) { NULL, 0 };
}

/* -- left-overs and unwanted files ------------------------------------ */

static int
say_walk (struct pl_sink *sink, struct root *root, const char *verb, int code,
          const char *where, struct plating_error **err)
{
  if (code == -EINVAL)
    return pl_error_set (err, PLATING_E_INVAL,
                         "'%s' can't be managed: it is no path inside the "
                         "output directory", where ? where : "");
  if (code == -ENAMETOOLONG)
    return pl_error_set (err, PLATING_E_LIMIT,
                         "list %s: directories are nested too deeply",
                         where ? where : root->name);
  return say (sink, root, verb, where ? where : "", code, err);
}

int
pl_sink_sweep (struct pl_sink *sink, uint32_t to, const char *const *manages,
               size_t *n_removed, struct plating_error **err)
{
  struct root *root = find_root (sink, to);
  size_t n = 0;
  int code = 0;

  if (root && sink->options.mode == PL_SINK_WRITE)
    code = pl_sink_store_sweep (root->dir, manages, &n);
  if (n_removed)
    *n_removed = n;
  return code == -ENOMEM ? no_memory (err) : 0;
}

struct unwanted {
  struct pl_sink *sink;
  struct root *root;
  int prune;
  struct plating_error **err;
  int code;                    /* the first that could not be removed */
};

static int
visit_unwanted (void *data, int dir, const char *name, const char *path,
                int is_link)
{
  struct unwanted *u = data;
  struct pl_sink_job job = make_job (u->sink, u->root, path, NULL);
  struct pl_sink_entry *entry;
  int removed = 0;

  if (pl_file_is_temporary (name, strlen (name))
      || pl_sink_table_find (u->sink->table, u->root->to, path)
      || (is_link && pl_outdir_was_used (u->root->dir, path)))
    return 0;
  if (pl_sink_table_claim (u->sink->table, UINT64_MAX, u->root->to,
                           prefix_of (u->root), path, 0, &entry) <= 0)
    return -ENOMEM;
  job.entry = entry;
  entry->status = PLATING_FILE_UNWANTED;
  if (u->sink->options.mode == PL_SINK_DIFF && !is_link)
    pl_sink_store_show_removal (&job, dir, name);
  if (u->prune && u->sink->options.mode == PL_SINK_WRITE) {
    removed = unlinkat (dir, name, 0) == 0 || errno == ENOENT;
    if (removed)
      entry->status = PLATING_FILE_REMOVED;
    else if (u->code == 0)
      u->code = say (u->sink, u->root, "remove", path, -errno, u->err);
  }
  pl_sink_table_release (u->sink->table, entry);
  return removed;
}

int
pl_sink_unwanted (struct pl_sink *sink, uint32_t to,
                  const char *const *manages, int prune,
                  struct plating_error **err)
{
  struct unwanted u = { .sink = sink, .root = find_root (sink, to),
                        .prune = prune, .err = err };
  struct pl_managed_visit visit = {
    .entry = visit_unwanted, .data = &u,
    .remove_empty = prune && sink->options.mode == PL_SINK_WRITE,
  };
  char *where = NULL;
  int code;

  if (!u.root || sink->options.mode == PL_SINK_MEMORY)
    return 0;
  code = pl_managed_walk (u.root->dir, manages, &visit, &where);
  if (code < 0 && u.code == 0)
    u.code = say_walk (sink, u.root, "list", code, where, err);
  free (where);
  return u.code;
}

/* -- the end ---------------------------------------------------------- */

int
pl_sink_finish (struct pl_sink *sink, struct plating_error **err)
{
  struct root *root;
  int code = 0;

  for (root = sink->roots; root; root = root->next) {
    if (sink->options.fsync && sink->options.mode == PL_SINK_WRITE
        && code == 0) {
      code = pl_outdir_flush (root->dir);
      if (code < 0)
        code = pl_error_set_system (err, -code, "flush the directory '%s'",
                                    root->name);
    }
    pl_outdir_close (root->dir);
  }
  if (pl_sink_table_finish (sink->table) < 0)
    return no_memory (err);
  return code;
}

int
pl_sink_list (struct pl_sink *sink, struct plating_error **err)
{
  return pl_sink_table_list (sink->table) < 0 ? no_memory (err) : 0;
}

const struct plating_result_file *
pl_sink_files (const struct pl_sink *sink, size_t *n)
{
  return pl_sink_table_files (sink->table, n);
}

const struct pl_sink_conflict *
pl_sink_conflicts (const struct pl_sink *sink, size_t *n)
{
  return pl_sink_table_conflicts (sink->table, n);
}

uint64_t
pl_sink_examples_written (struct pl_sink *sink)
{
  return pl_sink_table_examples_written (sink->table);
}

void
pl_sink_counts (struct pl_sink *sink, struct plating_result_counts *counts)
{
  pl_sink_table_count (sink->table, counts);
}
