/* SPDX-License-Identifier: Apache-2.0 */
/* The table of a sink: one entry for each path, who may work on it, and the
 * results. */

#ifndef PL_SINK_TABLE_H
#define PL_SINK_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include <plating/document.h>
#include <plating/run.h>

struct pl_sink_conflict;
struct pl_sink_table;

/* What is known of a path.  While a thread has claimed an entry, it alone
 * changes the members of the first group. */
struct pl_sink_entry {
  uint32_t status;             /* PLATING_FILE_ */
  int has_document;            /* and not only a failure to make one */
  uint64_t size;
  char *diff;                  /* or NULL; freed with the entry */
  const char *bytes;           /* mode MEMORY, or NULL */
  uint64_t offset;             /* of the bytes in the spool */
  int is_spooled;

  uint64_t sequence;           /* of the document that has won */
  int has_conflict, is_claimed;
  uint32_t to;
  const char *path;
  const char *shown;           /* as it stands in the results */
  struct pl_sink_entry *next;
  char memory[];
};

struct pl_sink_table *pl_sink_table_new (void);
void pl_sink_table_free (struct pl_sink_table *t);

/* Claims the entry of PATH for TO in the name of SEQUENCE, waiting while
 * another thread has it.  PREFIX and a slash (unless PREFIX is empty) go
 * before PATH in the results.  Returns 1: *ENTRY is the caller's until
 * pl_sink_table_release; 0: a document with a lower number has the path, and
 * the conflict is noted; or PLATING_E_NOMEM.  WITH_DOCUMENT 0: only that there
 * is no document is to be noted; that is no conflict and loses against any
 * document.  [any] */
int pl_sink_table_claim (struct pl_sink_table *t, uint64_t sequence,
                         uint32_t to, const char *prefix, const char *path,
                         int with_document, struct pl_sink_entry **entry);
void pl_sink_table_release (struct pl_sink_table *t,
                            struct pl_sink_entry *entry);

/* The entry of PATH for TO once nobody has claimed it, or NULL.  [any] */
struct pl_sink_entry *pl_sink_table_find (struct pl_sink_table *t,
                                          uint32_t to, const char *path);

/* Sets the numbers of files by status, and bytes_written.  [any] */
void pl_sink_table_count (struct pl_sink_table *t,
                          struct plating_result_counts *counts);

/* Puts files and conflicts in order.  Returns 0 or PLATING_E_NOMEM. */
int pl_sink_table_finish (struct pl_sink_table *t);

/* After pl_sink_table_finish; borrowed. */
const struct plating_result_file *pl_sink_table_files
  (const struct pl_sink_table *t, size_t *n);
const struct pl_sink_conflict *pl_sink_table_conflicts
  (const struct pl_sink_table *t, size_t *n);

#endif
