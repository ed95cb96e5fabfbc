/* SPDX-License-Identifier: Apache-2.0 */
/* Asks a provider for its schemas, on a thread of its own: who waits is
 * woken when the replies are there, while the provider is still being ended
 * in good order. */

#ifndef PR_RUN_H
#define PR_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pr_fault;
struct pr_reply;
struct pr_run;

struct pr_limits {
  uint64_t start_ms;            /* until the handshake */
  uint64_t connect_ms;
  uint64_t call_ms;             /* until both replies are there */
  uint64_t total_ms;            /* until then, from the start */
  uint64_t stop_ms;             /* after Shutdown, before SIGTERM */
  uint64_t term_ms;             /* after SIGTERM, before SIGKILL */
  uint64_t max_output;          /* most bytes on its standard output, error */
  size_t max_reply;             /* most bytes of one reply */
};

extern const struct pr_limits pr_limits_usual;

struct pr_run_request {
  /* A program to start. */
  const char *path;
  char *const *argv;
  const char *const *env;       /* "NAME=VALUE", beside those of go-plugin */
  size_t n_env;
  const char *directory;        /* to start in, or NULL */
  bool allows_tcp;              /* over TLS */

  /* Or one that runs; PATH is NULL. */
  const char *address;          /* of its socket */
  unsigned protocol;            /* 5 or 6 */
  bool stays;                   /* do not end it */
  long pid;                     /* of its process, or 0 */

  struct pr_limits limits;
  /* Called on the run's thread with each line that the provider writes. */
  void (*line) (void *data, uint32_t level, const char *text, size_t len);
  void *data;
};

/* Starts.  REQ and all it points to must last until pr_run_free.  Returns
 * NULL with FAULT set. */
struct pr_run *pr_run_start (const struct pr_run_request *req,
                             struct pr_fault *fault);

/* Waits for the replies and sets *REPLY to them, unread.  Returns 0, or -1
 * with FAULT set: then nothing is left of the provider. */
int pr_run_wait (struct pr_run *run, struct pr_reply **reply,
                 struct pr_fault *fault);

/* Makes the run end soon; any thread, until pr_run_free is called. */
void pr_run_cancel (struct pr_run *run);

/* Waits until nothing is left of the provider. */
void pr_run_free (struct pr_run *run);

#endif
