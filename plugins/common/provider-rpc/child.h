/* SPDX-License-Identifier: Apache-2.0 */
/* Starts and ends a provider's process.
 *
 * Not by uv_spawn, for three reasons: it cannot ask the kernel to kill the
 * child when we die (PR_SET_PDEATHSIG, between its start and exec), it tells of
 * an exit through a handler for SIGCHLD, which a library should not put into
 * an application, and it reaps the child at once, after which the number of
 * its group may belong to someone else.  Here a pidfd tells of the exit and
 * the group is killed before the child is reaped. */

#ifndef PR_CHILD_H
#define PR_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

struct pr_fault;

struct pr_child {
  pid_t pid;                    /* also of its session and group; 0: none */
  int exit_fd;                  /* readable when it has ended; or -1; the
                                   caller closes it */
  int out, err;                 /* our ends of its pipes; or -1 */
  bool is_reaped;
  int status;                   /* as wait has it, if is_reaped */
};

struct pr_child_request {
  const char *path;             /* of the executable */
  char *const *argv, *const *env;
  const char *directory;        /* to start in, or NULL */
};

/* Starts a child with the null device as its input.  It is killed when the
 * calling thread ends.  Returns 0, or -1 with FAULT set; *TRY_AGAIN: the
 * failure may pass. */
int pr_child_start (struct pr_child *child,
                    const struct pr_child_request *req, bool *try_again,
                    struct pr_fault *fault);

/* Sends SIGNAL to the child's group.  Does nothing once it is reaped. */
void pr_child_signal (const struct pr_child *child, int signal);

/* If the child has ended: kills the rest of its group, reaps it, returns
 * true. */
bool pr_child_reap (struct pr_child *child);

/* The same, but waits. */
void pr_child_wait (struct pr_child *child);

/* Kills all other processes of ours that still hold the pipe of which FD is
 * our end: what has left the group but not let go. */
void pr_child_kill_holders (int fd);

#endif
