/* SPDX-License-Identifier: Apache-2.0 */
/* A host for the tests of the validator: a project in memory, and the
 * findings as lines of text. */

#ifndef REGISTRY_TESTS_VALIDATOR_HOST_H
#define REGISTRY_TESTS_VALIDATOR_HOST_H

#include <pthread.h>

#include <plating/plugin.h>

#include "common/buffer.h"

struct sample_file {
  const char *root;             /* PLATING_ROOT_ */
  const char *path;
  const char *content;          /* NULL: a directory */
  const char *target;           /* of a link to a directory below the root */
};

struct sample_setting {
  const char *name, *text;      /* a list of one if NAME has no "-file";
                                   more of the same name: a longer list */
};

struct sample_host {
  struct plating_host host;
  const struct sample_file *files;      /* ended by a NULL root */
  const char *output;                   /* absolute path; NULL: docs */
  struct pl_buffer findings;    /* "FILE:LINE:COLUMN [RULE] MESSAGE
                                   (COMPONENT)\n" each */
  struct pl_buffer failure;     /* "CODE MESSAGE FILE" */
  pthread_mutex_t lock;         /* over what calls change */
  int n_done;
  int is_cancelled;
  int n_reads;
  struct plating_tree_entry entries[64];
  struct plating_tree tree;
};

void sample_host_init (struct sample_host *h,
                       const struct sample_file *files);
void sample_host_release (struct sample_host *h);

/* An instance of PLUGIN with SETTINGS (ended by a NULL name, may be NULL);
 * ends the program on failure. */
void *sample_host_create (struct sample_host *h,
                          const struct plating_plugin *plugin,
                          const struct sample_setting *settings);

#endif
