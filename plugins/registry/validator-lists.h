/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of allowed subcategories, from settings or from a file. */

#ifndef REGISTRY_VALIDATOR_LISTS_H
#define REGISTRY_VALIDATOR_LISTS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include <plating/host.h>

struct validator_list {
  char *file;                   /* it is in this file; or NULL */
  pthread_mutex_t lock;         /* over what follows, if FILE is set */
  bool is_loaded;               /* then constant */
  char *bytes;                  /* what the texts point into */
  struct plating_text *texts;
  size_t n;
};

/* Sets up a list from the setting NAME (a list) and, which counts more,
 * "NAME-file" (a path).  Returns 0 or PLATING_E_NOMEM; release is due in
 * either case. */
int validator_list_init (struct validator_list *list,
                         const struct plating_values *values,
                         const struct plating_value *settings,
                         const char *name);
void validator_list_release (struct validator_list *list);

/* Gives the texts, valid as long as the list.  Reads the file the first
 * time.  On failure *SYSTEM_ERROR is an errno value or 0.  Any thread. */
int validator_list_get (struct validator_list *list,
                        const struct plating_host *host, uint64_t op,
                        const struct plating_text **texts, size_t *n,
                        int32_t *system_error);

#endif
