/* SPDX-License-Identifier: Apache-2.0 */
/* What discovery plugins that read schemas in JSON share: instances, and all
 * of discover and load_schema but where the text comes from. */

#ifndef SJ_READER_H
#define SJ_READER_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include <plating/plugin.h>

#include "common/buffer.h"

struct sj_document;
struct sj_fault;
struct sj_reading;

/* An instance. */
struct sj_reader {
  const struct plating_host *host;
  const struct plating_value *settings;
  pthread_mutex_t mutex;        /* newest */
  struct sj_reading *newest;
};

/* One call of discover. */
struct sj_discovery {
  struct sj_reader *reader;
  const struct plating_discover_request *req;
  uint64_t op;
  struct pl_buffer shown;       /* how messages call the text */
  bool may_be_any;              /* the text has one provider, if any */
  struct sj_fault *fault;
  struct pl_buffer address;     /* of the provider */
  struct sj_document *document; /* until it is remembered */
};

/* Functions of a descriptor. */
int sj_reader_create (const struct plating_host *host,
                      const struct plating_value *values, void **instance);
void sj_reader_destroy (void *instance);
int sj_reader_load (void *instance, const struct plating_component *component,
                    uint64_t op);

/* GET sets *TEXT, from malloc and followed by SJ_PADDING zeros, and *LEN, or
 * returns a negative code with run->fault set; it may set run->shown and
 * run->may_be_any. */
int sj_reader_discover (void *instance,
                        const struct plating_discover_request *req,
                        uint64_t op,
                        int (*get) (struct sj_discovery *run, char **text,
                                    size_t *len));

const struct plating_value *sj_reader_setting (const struct sj_reader *p,
                                               const char *name);
struct plating_text sj_reader_text (const struct sj_reader *p,
                                    const char *name);
/* Whether the op of the struct sj_discovery DATA is to end. */
bool sj_reader_is_cancelled (void *data);

#endif
