/* SPDX-License-Identifier: Apache-2.0 */
/* A host that tests and fuzzers give to the plugin: it collects what the
 * plugin hands over. */

#ifndef SJ_FAKE_HOST_H
#define SJ_FAKE_HOST_H

#include <plating/plugin.h>

#include "common/arena.h"
#include "common/buffer.h"

/* Operations that may load at once. */
#define FAKE_HOST_OPS 8u

struct fake_host {
  struct plating_host table;    /* first: the table's address is the host's */
  struct pl_arena run;          /* components and their texts */
  struct pl_arena jobs[FAKE_HOST_OPS];  /* what arena_alloc gives */
  struct plating_component *components;
  size_t n_components, cap_components;
  struct pl_buffer address;     /* of the provider */
  struct pl_buffer findings;    /* "LINE:COLUMN: MESSAGE" lines */
  size_t n_findings;
  struct pl_buffer message, hint, file; /* of the failure */
  int code;
  uint32_t line, column;
  int n_failures, n_done, n_providers;
  const struct plating_schema_view *view;   /* the last one */
  const struct plating_schema_view *views[FAKE_HOST_OPS];
  int is_cancelled;
  long allocations_left;        /* of arena_alloc; negative: no end */
};

/* A setting of the plugin: TEXT or, if that is NULL, NUMBER. */
struct fake_setting {
  const char *name;
  const char *text;
  int64_t number;
};

void fake_host_init (struct fake_host *host);
void fake_host_release (struct fake_host *host);

/* Forgets what was collected. */
void fake_host_reset (struct fake_host *host);

/* Settings of an instance: what fake_host_create makes one with. */
const struct plating_value *
fake_host_settings (struct fake_host *host, const char *file,
                    const struct fake_setting *settings);

/* An instance of the plugin that reads FILE (NULL: none is set), with
 * SETTINGS, ended by a name of NULL, over the defaults. */
void *fake_host_create (struct fake_host *host, const char *file,
                        const struct fake_setting *settings);
void fake_host_destroy (void *instance);

/* Calls discover for the provider NAME of DIRECTORY. */
int fake_host_discover (struct fake_host *host, void *instance,
                        const char *directory, const char *name);

/* Loads component I into host->view; what the last one used is freed. */
int fake_host_load (struct fake_host *host, void *instance, size_t i);

/* The same as operation OP (from 1, less than FAKE_HOST_OPS), into
 * host->views[OP].  Several may run at once. */
int fake_host_load_as (struct fake_host *host, void *instance, size_t i,
                       uint64_t op);

/* The component of KIND called NAME, or -1. */
long fake_host_find (const struct fake_host *host, const char *kind,
                     const char *name);

/* Makes a file of LEN bytes in memory; PATH (64 bytes) leads to it while
 * the descriptor, which is returned, is open. */
int fake_host_file (const char *text, size_t len, char *path);

#endif
