/* SPDX-License-Identifier: Apache-2.0 */
/* Where finished documents go: compared with what is on disk, and written,
 * listed, shown as a difference or kept in memory.
 *
 * Use: pl_sink_new, pl_sink_root for each place, pl_sink_sweep; then
 * pl_sink_put from any thread, and pl_sink_read; then, alone,
 * pl_sink_unwanted, pl_sink_finish and pl_sink_list; then the results.
 *
 * A file is written under a temporary name in its directory, on which the
 * writer holds a lock (flock), and renamed: at any moment the file is whole,
 * old or new, and a temporary without a lock is a left-over of a process
 * that died.  A file whose bytes are right is not touched.
 *
 * Of two documents with one path the one with the lower sequence number
 * wins, whenever it arrives.  Such a path is no page that anybody asked
 * for: its status is PLATING_FILE_FAILED and it is listed as a conflict, so
 * that results do not depend on the order of arrival. */

#ifndef PL_SINK_H
#define PL_SINK_H

#include <stddef.h>
#include <stdint.h>

#include <plating/document.h>
#include <plating/run.h>

struct pl_arena;
struct pl_sink;

#define PL_SINK_WRITE   100u
#define PL_SINK_CHECK   200u  /* write nothing; DIFFERS, MISSING */
#define PL_SINK_DIFF    300u  /* the same with the difference as text */
#define PL_SINK_DRY_RUN 400u  /* as CHECK */
#define PL_SINK_MEMORY  500u  /* keep the bytes; look at no file */

struct pl_sink_options {
  uint32_t mode;                /* PL_SINK_ */
  int fsync;                    /* flush files and directories to disk */
  int force;                    /* write also what is there already */
  /* Documents will be asked for by pl_sink_read: those that do not reach the
   * disk in this mode are put aside in an unnamed temporary file. */
  int keep_for_reading;
  const char *project;          /* absolute: links in an output directory may
                                   lead below it; may be NULL */
  size_t document_size;         /* most bytes of a document, less than 4 GiB;
                                   0: 256 MiB */
};

/* One conflict of two documents for PATH. */
struct pl_sink_conflict {
  const char *path;             /* as in struct plating_result_file */
  uint64_t kept, dropped;       /* sequence numbers */
};

/* New; OPTIONS are copied.  Returns 0 or PLATING_E_NOMEM, _INVAL, _IO. */
int pl_sink_new (struct pl_sink **sink, const struct pl_sink_options *options,
                 struct plating_error **err);
/* NULL is allowed. */
void pl_sink_free (struct pl_sink *sink);

/* Lets documents for TO (PLATING_TO_) go below DIRECTORY (absolute; made
 * when the first file is written).  NAME is put before a document's path in
 * messages and differences ("docs"; may be empty); with IN_RESULTS also in
 * the results.  Copied.  Before any other use, one thread. */
int pl_sink_root (struct pl_sink *sink, uint32_t to, const char *directory,
                  const char *name, int in_results,
                  struct plating_error **err);

/* Checks a document's path: relative, parts of 1 to 255 bytes, none of them
 * "." or "..", no NUL, 4096 bytes at most, no name of a temporary.  Returns
 * 0, PLATING_E_OUTSIDE (absolute or ".."), _LIMIT or _INVAL with an error
 * that names the path and what is wrong with it.  [any] */
int pl_sink_check_path (struct plating_text path, struct plating_error **err);

/* Takes one document.  SEQUENCE is its place in the order of the run, unique
 * for each document.  Its bytes are not needed after the return.  Returns 0
 * (also for a conflict), or PLATING_E_OUTSIDE, _LIMIT, _INVAL, _IO, _NOMEM:
 * then the file is as before and its status is PLATING_FILE_FAILED.
 * [worker] */
int pl_sink_put (struct pl_sink *sink, uint64_t sequence,
                 const struct plating_document *document,
                 struct plating_error **err);

/* Records that a document for PATH could not be made: unless another one is
 * put for it, its status is PLATING_FILE_FAILED; the file stays and is not
 * unwanted.  Returns 0 or PLATING_E_NOMEM.  [any] */
int pl_sink_fail (struct pl_sink *sink, uint64_t sequence, uint32_t to,
                  struct plating_text path);

/* The errno value of the first error that further writing would only repeat
 * (ENOSPC, EDQUOT, EROFS, EIO), or 0.  [any] */
int pl_sink_broken (const struct pl_sink *sink);

/* Sets *BYTES to the document put for PATH, followed by a NUL byte; borrowed
 * from ARENA or, in mode MEMORY, from the sink.  Returns 0,
 * PLATING_E_NOT_FOUND, _STATE (not kept: see keep_for_reading), _IO,
 * _NOMEM.  [any], one thread at a time for ARENA */
int pl_sink_read (struct pl_sink *sink, uint32_t to, struct plating_text path,
                  struct pl_arena *arena, struct plating_text *bytes,
                  struct plating_error **err);

/* Removes temporaries that dead processes left: in mode WRITE only, in the
 * directories that MANAGES (as in struct plating_renderer_ops: ended by
 * NULL; a name with '/' at its end stands for all below) covers for TO,
 * links not followed.  *N_REMOVED may be NULL.  Returns 0; what can't be
 * read or removed is left.  PLATING_E_NOMEM.  [worker] */
int pl_sink_sweep (struct pl_sink *sink, uint32_t to,
                   const char *const *manages, size_t *n_removed,
                   struct plating_error **err);

/* Looks for files in the places that MANAGES covers for TO for which no
 * document was put or failed.  They get status UNWANTED or, with PRUNE in
 * mode WRITE, are removed (status REMOVED), and so are directories that
 * became empty by it.  A link is a file: it is not followed.  Returns 0, or
 * PLATING_E_IO, _LIMIT, _NOMEM, _INVAL; then what was seen before is
 * recorded.  [worker], alone */
int pl_sink_unwanted (struct pl_sink *sink, uint32_t to,
                      const char *const *manages, int prune,
                      struct plating_error **err);

/* Ends the run: flushes directories if asked to, closes what is open, sorts
 * the conflicts.  Only the functions below, pl_sink_read and pl_sink_free may
 * follow.  Returns 0 or PLATING_E_NOMEM, _IO.  [worker], alone */
int pl_sink_finish (struct pl_sink *sink, struct plating_error **err);

/* After pl_sink_finish: makes the list of files.  Apart from it because it
 * takes memory, which is there when a run's plugins are gone.  Returns 0 or
 * PLATING_E_NOMEM.  [worker], alone */
int pl_sink_list (struct pl_sink *sink, struct plating_error **err);

/* After pl_sink_list: the files, sorted by path; number N, borrowed.
 * [any] */
const struct plating_result_file *pl_sink_files (const struct pl_sink *sink,
                                                 size_t *n);
/* After pl_sink_finish: the conflicts, sorted by path, then by number. */
const struct pl_sink_conflict *pl_sink_conflicts (const struct pl_sink *sink,
                                                  size_t *n);

/* How many of the files that were written are examples.  [any] */
uint64_t pl_sink_examples_written (struct pl_sink *sink);

/* Sets the numbers of files by status and bytes_written in *COUNTS; leaves
 * its other members alone.  [any] */
void pl_sink_counts (struct pl_sink *sink,
                     struct plating_result_counts *counts);

/* Mode MEMORY: the bytes of the document for PLATING_TO_OUTPUT at PATH,
 * followed by a NUL byte; borrowed.  ptr is NULL if there is none.  [any] */
struct plating_text pl_sink_page (struct pl_sink *sink, const char *path);

#endif
