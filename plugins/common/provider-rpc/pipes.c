/* SPDX-License-Identifier: Apache-2.0 */
/* The child's standard output and error.  Both are read to the end, whatever
 * is done with it: a provider whose pipe is full stands still. */

#include <config.h>

#include "exchange.h"

#include <string.h>
#include <unistd.h>

#include <plating/types.h>

static void
give_room (uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
  struct pr_exchange *x = handle->data;

  (void) suggested;
  *buf = uv_buf_init (x->input, sizeof x->input);
}

/* Takes what belongs to the handshake.  Returns how much that is. */
static size_t
take_line (struct pr_exchange *x, const char *bytes, size_t len)
{
  const char *end = memchr (bytes, '\n', len);
  size_t n = end ? (size_t) (end - bytes) + 1 : len;

  if (x->line.len + n > PR_HANDSHAKE_LIMIT) {
    struct pl_buffer shown;

    pl_buffer_append (&x->line, bytes, n < 200 ? n : 200);
    pl_buffer_init (&shown);
    pr_fault_escape (&shown, x->line.data,
                     x->line.len < 200 ? x->line.len : 200);
    pr_exchange_fail (x, PLATING_E_DISCOVERY, "the provider's first line is"
                      " longer than %u bytes: '%s' and more",
                      PR_HANDSHAKE_LIMIT, shown.data ? shown.data : "");
    pl_buffer_release (&shown);
    x->has_line = true;
    return len;
  }
  pl_buffer_append (&x->line, bytes, n);
  if (end) {
    x->has_line = true;
    pr_exchange_has_line (x);
  }
  return n;
}

static void
check_flood (struct pr_exchange *x)
{
  uint64_t most = x->req->limits.max_output;

  if (x->out_log.total + x->err_log.total > most)
    pr_exchange_fail (x, PLATING_E_LIMIT, "the provider writes without end:"
                      " more than %llu bytes",
                      (unsigned long long) most);
}

static void
on_read (uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
  struct pr_exchange *x = stream->data;
  bool is_out = stream == (uv_stream_t *) &x->out_pipe;
  size_t used = 0;

  if (n == 0)
    return;
  if (n < 0) {
    if (is_out)
      x->out_is_open = false;
    else
      x->err_is_open = false;
    uv_close ((uv_handle_t *) stream, NULL);
    pr_exchange_check_pipes (x);
    return;
  }
  if (is_out && !x->has_line)
    used = take_line (x, buf->base, (size_t) n);
  pr_log_add (is_out ? &x->out_log : &x->err_log, buf->base + used,
              (size_t) n - used);
  check_flood (x);
}

static int
open_pipe (struct pr_exchange *x, uv_pipe_t *pipe, int *fd, bool *is_open)
{
  int status;

  uv_pipe_init (&x->loop, pipe, 0);
  pipe->data = x;
  *is_open = true;
  status = uv_pipe_open (pipe, *fd);
  if (status == 0)
    *fd = -1;                   /* the handle closes it */
  if (status == 0)
    status = uv_read_start ((uv_stream_t *) pipe, give_room, on_read);
  return status;
}

int
pr_pipes_open (struct pr_exchange *x)
{
  int status;

  x->has_pipes = true;
  status = open_pipe (x, &x->out_pipe, &x->child.out, &x->out_is_open);
  if (open_pipe (x, &x->err_pipe, &x->child.err, &x->err_is_open) < 0
      && status == 0)
    status = -1;
  return status < 0 ? -1 : 0;
}

static void
close_pipe (uv_pipe_t *pipe, bool *is_open)
{
  uv_os_fd_t fd;

  if (!*is_open)
    return;
  *is_open = false;
  /* Somebody still holds the other end, though the child is gone. */
  if (uv_fileno ((uv_handle_t *) pipe, &fd) == 0)
    pr_child_kill_holders (fd);
  uv_close ((uv_handle_t *) pipe, NULL);
}

void
pr_pipes_close (struct pr_exchange *x)
{
  close_pipe (&x->out_pipe, &x->out_is_open);
  close_pipe (&x->err_pipe, &x->err_is_open);
}
