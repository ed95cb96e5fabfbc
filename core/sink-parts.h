/* SPDX-License-Identifier: Apache-2.0 */
/* The sink: what sink.c, sink-say.c and sink-unwanted.c share. */

#ifndef PL_SINK_PARTS_H
#define PL_SINK_PARTS_H

#include <pthread.h>
#include <stdatomic.h>

#include "sink.h"
#include "sink-store.h"
#include "sink-table.h"

struct pl_outdir;
struct pl_sink_blob;
struct pl_spool;

struct pl_sink_root {
  uint32_t to;
  int in_results;
  char *name;                  /* before the path in messages */
  struct pl_outdir *dir;
  struct pl_sink_root *next;
};

struct pl_sink {
  struct pl_sink_options options;
  char *project;
  struct pl_sink_root *roots;  /* complete before threads start */
  struct pl_sink_table *table;
  struct pl_spool *spool;      /* NULL unless keep_for_reading */
  atomic_ulong n_temporaries;
  atomic_int broken;
  pthread_mutex_t lock;        /* guards blobs */
  struct pl_sink_blob *blobs;
};

/* The place of documents for TO, or NULL. */
struct pl_sink_root *pl_sink_find_root (const struct pl_sink *sink,
                                        uint32_t to);

/* What stands before paths of ROOT (NULL: none) in results. */
const char *pl_sink_prefix_of (const struct pl_sink_root *root);

/* A job for PATH of ROOT, which has no entry yet.  All is borrowed. */
struct pl_sink_job
pl_sink_make_job (struct pl_sink *sink, const struct pl_sink_root *root,
                  const char *path, const struct plating_document *document);

/* sink-say.c: turns the negative errno value CODE into an error about PATH,
 * whose code it returns; notes what writing more would only repeat. */
int pl_sink_say (struct pl_sink *sink, struct pl_sink_root *root,
                 const char *verb, const char *path, int code,
                 struct plating_error **err);

#endif
