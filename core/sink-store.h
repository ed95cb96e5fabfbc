/* SPDX-License-Identifier: Apache-2.0 */
/* Brings one document to its place on disk, or compares it with what is
 * there.
 *
 * Functions return 0 or a negative errno value; -EXDEV: a link leads
 * outside. */

#ifndef PL_SINK_STORE_H
#define PL_SINK_STORE_H

#include <stdatomic.h>
#include <stddef.h>

#include <plating/document.h>

struct pl_arena;
struct pl_outdir;
struct pl_sink_entry;
struct pl_sink_options;
struct pl_sink_table;
struct pl_spool;

/* A document on its way. */
struct pl_sink_job {
  const struct pl_sink_options *options;
  const char *name;            /* before the path in differences */
  struct pl_outdir *dir;
  const char *path;
  struct pl_sink_table *table;
  struct pl_sink_entry *entry; /* of that path, claimed by the caller */
  const struct plating_document *document;
  struct pl_spool *spool;      /* NULL: not kept for reading */
  atomic_ulong *counter;       /* names of temporaries */
};

/* Writes or compares as the mode says, and sets status, size, difference and
 * place in the spool of the entry.  Not for PL_SINK_MEMORY.  [worker] */
int pl_sink_store (struct pl_sink_job *job);

/* Sets *BYTES to the content of the file PATH, from ARENA.  [worker] */
int pl_sink_store_read (struct pl_outdir *dir, const char *path, size_t limit,
                        struct pl_arena *arena, struct plating_text *bytes);

/* Keeps the removal of the file NAME in the open directory PARENT as the
 * entry's difference; what can't be read has none.  [worker] */
void pl_sink_store_show_removal (struct pl_sink_job *job, int parent,
                                 const char *name);

/* Removes left-over temporaries where MANAGES says (pl_managed_walk) and adds
 * their number to *N.  [worker] */
int pl_sink_store_sweep (struct pl_outdir *dir, const char *const *manages,
                         size_t *n);

#endif
