/* SPDX-License-Identifier: Apache-2.0 */
/* Where finished documents go. */

#include <config.h>

#include "sink-parts.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "outdir.h"
#include "quote.h"
#include "sink-path.h"
#include "spool.h"

/* The bytes of a document in mode MEMORY. */
struct pl_sink_blob {
  struct pl_sink_blob *next;
  char bytes[];
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
free_root (struct pl_sink_root *root)
{
  pl_outdir_free (root->dir);
  free (root->name);
  free (root);
}

void
pl_sink_free (struct pl_sink *sink)
{
  struct pl_sink_root *root;
  struct pl_sink_blob *blob;

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

struct pl_sink_root *
pl_sink_find_root (const struct pl_sink *sink, uint32_t to)
{
  struct pl_sink_root *root = sink->roots;

  while (root && root->to != to)
    root = root->next;
  return root;
}

int
pl_sink_root (struct pl_sink *sink, uint32_t to, const char *directory,
              const char *name, int in_results, struct plating_error **err)
{
  struct pl_sink_root *root;

  if (directory[0] != '/')
    return pl_error_set (err, PLATING_E_INVAL,
                         "the output directory '%s' is no absolute path",
                         directory);
  if (pl_sink_find_root (sink, to))
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
  struct pl_sink_blob *blob = extra ? malloc (sizeof *blob + bytes.len + 1)
    : NULL;

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

struct pl_sink_job
pl_sink_make_job (struct pl_sink *sink, const struct pl_sink_root *root,
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
process (struct pl_sink *sink, struct pl_sink_root *root,
         struct pl_sink_job *job, struct plating_error **err)
{
  uint32_t mode = sink->options.mode;
  int code = mode == PL_SINK_MEMORY ? remember_document (sink, job)
                                    : pl_sink_store (job);

  if (code == 0)
    return 0;
  job->entry->status = PLATING_FILE_FAILED;
  return pl_sink_say (sink, root, mode == PL_SINK_WRITE ? "write" : "compare",
                      job->path, code, err);
}

static int
check_document (const struct pl_sink *sink, const struct pl_sink_root *root,
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

const char *
pl_sink_prefix_of (const struct pl_sink_root *root)
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
  struct pl_sink_root *root;
  int code, claimed;

  memcpy (&d, document, document->struct_size < sizeof d
                        ? document->struct_size : sizeof d);
  root = pl_sink_find_root (sink, d.to);
  code = check_document (sink, root, &d, err);
  if (code < 0) {
    pl_sink_fail (sink, sequence, d.to, d.path);
    return code;
  }
  pl_sink_path_copy (d.path, path);
  job = pl_sink_make_job (sink, root, path, &d);
  claimed = pl_sink_table_claim (sink->table, sequence, d.to,
                                 pl_sink_prefix_of (root), path, 1,
                                 &job.entry);
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
                              pl_sink_prefix_of (pl_sink_find_root (sink,
                                                                    to)),
                              copy, 0, &entry);
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
read_back (struct pl_sink *sink, struct pl_sink_root *root,
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
  struct pl_sink_root *root = pl_sink_find_root (sink, to);
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
  return code < 0 ? pl_sink_say (sink, root, "read", copy, code, err) : 0;
}

struct plating_text
pl_sink_page (struct pl_sink *sink, const char *path)
{
  struct pl_sink_entry *entry
    = pl_sink_table_find (sink->table, PLATING_TO_OUTPUT, path);

  return entry ? bytes_in_memory (sink, entry)
               : (struct plating_text) { NULL, 0 };
}

/* -- the end ---------------------------------------------------------- */

int
pl_sink_finish (struct pl_sink *sink, struct plating_error **err)
{
  struct pl_sink_root *root;
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
