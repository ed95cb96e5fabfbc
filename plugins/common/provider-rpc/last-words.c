/* SPDX-License-Identifier: Apache-2.0 */
/* How a provider has ended and what it wrote last, for a message. */

#include <config.h>

#include "exchange.h"

#include <string.h>
#include <sys/wait.h>

/* Last words in a message: of a crash, else. */
#define CRASH_SHOWN PR_LOG_KEPT
#define TAIL_SHOWN 4096u

/* How the child ended, if by itself. */
static void
put_status (const struct pr_exchange *x, struct pl_buffer *out)
{
  int status = x->child.status;

  if (!x->child.is_reaped || x->is_killed)
    return;
  if (WIFSIGNALED (status))
    pl_buffer_printf (out, " (it was killed by signal %d, %s)",
                      WTERMSIG (status), strsignal (WTERMSIG (status)));
  else
    pl_buffer_printf (out, " (it ended with status %d)",
                      WEXITSTATUS (status));
}

void
pr_exchange_tell_end (struct pr_exchange *x)
{
  struct pl_buffer *out = &x->fault.message;
  size_t before;

  put_status (x, out);
  pr_log_flush (&x->err_log);
  before = out->len;
  pl_buffer_puts (out, "; its last words: ");
  pr_log_tail (&x->err_log, x->err_log.has_crashed ? CRASH_SHOWN
               : TAIL_SHOWN, out);
  if (x->err_log.total == 0 && !out->failed) {
    out->len = before;
    out->data[before] = '\0';
  }
}
