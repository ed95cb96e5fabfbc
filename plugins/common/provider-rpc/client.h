/* SPDX-License-Identifier: Apache-2.0 */
/* What a discovery plugin keeps between its operations, and one discovery
 * on its way. */

#ifndef PR_CLIENT_H
#define PR_CLIENT_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include <plating/plugin.h>

#include "cache.h"
#include "common/buffer.h"
#include "fault.h"
#include "provider-rpc.h"
#include "reattach.h"
#include "reply.h"
#include "run.h"

/* One provider that was asked.  What stands here is used by its run until
 * that is freed. */
struct pr_asking {
  struct pr_client *client;
  struct pr_asking *next;
  struct pr_run *run;
  struct pr_run_request req;
  struct pl_buffer texts;       /* of env */
  const char **env;
  size_t n_ours;                /* the last ones of env: handed on */
  struct pr_reattach reattach;
  uint64_t op;                  /* 0 once it is done; the client's mutex */
  struct pr_cache_key key;
  pthread_t storing;            /* fills the cache with reply */
  bool is_storing;
  const struct pr_reply *reply; /* the client's */
};

/* Replies that components point into. */
struct pr_reading {
  struct pr_reply *reply;
  struct pr_reading *older;
  uint32_t number;
};

struct pr_client {
  const struct plating_host *host;
  const struct plating_value *settings;
  pthread_mutex_t mutex;        /* all below */
  struct pr_asking *askings;
  struct pr_reading *newest;
};

const struct plating_value *pr_client_setting (const struct pr_client *client,
                                               const char *name);
struct plating_text pr_client_text (const struct pr_client *client,
                                    const char *name);

/* Makes what LAUNCH and the settings ask for into ASKING's request.
 * Returns 0, or -1 with FAULT set. */
int pr_asking_set_up (struct pr_asking *asking,
                      const struct pr_launch *launch,
                      struct pr_fault *fault);
void pr_asking_free (struct pr_asking *asking);

#endif
