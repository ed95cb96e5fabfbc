/* SPDX-License-Identifier: Apache-2.0 */
/* The table of a sink: one entry for each path, who may work on it, and the
 * results. */

#ifndef PL_SINK_TABLE_H
#define PL_SINK_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include <plating/document.h>
#include <plating/run.h>

#include "sink-entries.h"

struct pl_sink_conflict;
struct pl_sink_table;

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

/* What the claimed ENTRY has beside; made if there is nothing and MAKE is
 * set.  NULL: nothing, or no memory.  [any] */
struct pl_sink_extra *pl_sink_table_extra (struct pl_sink_table *t,
                                           struct pl_sink_entry *entry,
                                           int make);

/* The entry of PATH for TO once nobody has claimed it, or NULL.  As long as
 * nobody claims it again its extra may be had as well.  [any] */
struct pl_sink_entry *pl_sink_table_find (struct pl_sink_table *t,
                                          uint32_t to, const char *path);

/* Sets the numbers of files by status, and bytes_written.  [any] */
void pl_sink_table_count (struct pl_sink_table *t,
                          struct plating_result_counts *counts);

/* How many examples were written.  [any] */
uint64_t pl_sink_table_examples_written (struct pl_sink_table *t);

/* Puts conflicts in order.  Returns 0 or PLATING_E_NOMEM. */
int pl_sink_table_finish (struct pl_sink_table *t);
/* Lists the files in order.  Returns 0 or PLATING_E_NOMEM. */
int pl_sink_table_list (struct pl_sink_table *t);

/* After pl_sink_table_list; borrowed. */
const struct plating_result_file *pl_sink_table_files
  (const struct pl_sink_table *t, size_t *n);
/* After pl_sink_table_finish; borrowed. */
const struct pl_sink_conflict *pl_sink_table_conflicts
  (const struct pl_sink_table *t, size_t *n);

#endif
