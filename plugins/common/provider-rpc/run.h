/* SPDX-License-Identifier: Apache-2.0 */
/* Asks a provider for its schemas: who waits has the replies as soon as they
 * are there, and leaves it to a thread to end the provider in good order.
 *
 * A provider that only starts and answers takes a hundredth of a second: a
 * thread that had to start for it, and one that had to be woken, would be
 * seen beside that. */

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
  /* Called with each line that the provider writes, on the thread that waits
   * or on the run's own. */
  void (*line) (void *data, uint32_t level, const char *text, size_t len);
  void *data;
};

/* Sets a run up.  REQ and all it points to must last until pr_run_free.
 * Returns NULL with FAULT set. */
struct pr_run *pr_run_new (const struct pr_run_request *req,
                           struct pr_fault *fault);

/* Starts the provider, waits for the replies and sets *REPLY to them,
 * unread.  Returns 0, or -1 with FAULT set: then nothing is left of the
 * provider.  It dies when the calling thread ends.  Once, before all else
 * but pr_run_cancel. */
int pr_run_wait (struct pr_run *run, struct pr_reply **reply,
                 struct pr_fault *fault);

/* After that: the provider ends while the caller does something else. */
void pr_run_leave (struct pr_run *run);

/* Makes the run end soon; any thread, until pr_run_free is called. */
void pr_run_cancel (struct pr_run *run);

/* Waits until nothing is left of the provider. */
void pr_run_free (struct pr_run *run);

#endif
