/* SPDX-License-Identifier: Apache-2.0 */
/* The connection to the provider, and the bytes on it. */

#include <config.h>

#include "exchange.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <plating/types.h>

#include "tls.h"

/* Bytes that wait to be sent before nghttp2 is asked for more. */
#define QUEUED 65536u

/* How long until a socket that is not there is tried again. */
#define RETRY_MS 50u

/* -- sending -------------------------------------------------------------- */

static void
on_written (uv_write_t *write, int status)
{
  struct pr_exchange *x = write->data;

  x->is_writing = false;
  if (status == UV_ECANCELED || !x->has_link)
    return;
  if (status < 0)
    pr_exchange_lost_link (x);
  else
    pr_link_flush (x);
}

static int
collect (struct pr_exchange *x)
{
  const unsigned char *bytes;
  long n;

  pl_buffer_clear (&x->outgoing);
  while (x->outgoing.len < QUEUED && (!x->tls || pr_tls_is_ready (x->tls))) {
    n = pr_grpc_send (&x->grpc, &bytes);
    if (n < 0)
      return -1;
    if (n == 0)
      break;
    if (!x->tls)
      pl_buffer_append (&x->outgoing, bytes, (size_t) n);
    else if (pr_tls_write (x->tls, bytes, (size_t) n, &x->fault) < 0)
      return -1;
    if (x->tls)
      pr_tls_take (x->tls, &x->outgoing);
  }
  if (x->tls)
    pr_tls_take (x->tls, &x->outgoing);
  return x->outgoing.failed
    ? pr_fault_say (&x->fault, PLATING_E_NOMEM, "out of memory") : 0;
}

void
pr_link_flush (struct pr_exchange *x)
{
  uv_buf_t buf;

  if (!x->has_link || x->is_writing || !x->has_grpc)
    return;
  if (collect (x) < 0) {
    pr_exchange_fail (x, PLATING_E_DISCOVERY, "the connection failed");
    return;
  }
  if (x->outgoing.len == 0)
    return;
  buf = uv_buf_init (x->outgoing.data, (unsigned) x->outgoing.len);
  x->write.data = x;
  x->is_writing = true;
  if (uv_write (&x->write, &x->link.stream, &buf, 1, on_written) < 0) {
    x->is_writing = false;
    pr_exchange_lost_link (x);
  }
}

/* -- receiving ------------------------------------------------------------ */

static void
give_room (uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
  struct pr_exchange *x = handle->data;

  (void) suggested;
  *buf = uv_buf_init (x->input, sizeof x->input);
}

static int
take_plain (void *data, const void *bytes, size_t len)
{
  struct pr_exchange *x = data;

  return pr_grpc_receive (&x->grpc, bytes, len);
}

static void
on_read (uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
  struct pr_exchange *x = stream->data;
  int status;

  if (n == 0 || !x->has_link)
    return;
  if (n < 0) {
    pr_exchange_lost_link (x);
    return;
  }
  if (x->tls)
    status = pr_tls_receive (x->tls, buf->base, (size_t) n, take_plain, x,
                             &x->fault);
  else
    status = pr_grpc_receive (&x->grpc, buf->base, (size_t) n);
  if (status < 0) {
    pr_exchange_fail (x, PLATING_E_DISCOVERY, "the connection failed");
    return;
  }
  pr_link_flush (x);
  pr_exchange_check_calls (x);
}

/* -- connecting ----------------------------------------------------------- */

static void
begin (struct pr_exchange *x)
{
  int status = 0;

  uv_timer_stop (&x->retry);
  if (x->is_secure)
    status = pr_tls_begin (x->tls, x->handshake.certificate, &x->fault);
  if (status == 0)
    status = pr_grpc_init (&x->grpc, x->is_secure, &x->fault);
  if (status == 0) {
    x->has_grpc = true;
    status = uv_read_start (&x->link.stream, give_room, on_read);
  }
  if (status < 0)
    pr_exchange_fail (x, PLATING_E_DISCOVERY, "the connection failed");
  else
    pr_exchange_has_link (x);
}

static void
on_retry (uv_timer_t *timer)
{
  pr_link_connect (timer->data);
}

/* The socket may come a little later than its announcement, unless it has
 * been there before us.  The time limit of the state says when that is
 * enough. */
static void
try_again (struct pr_exchange *x, int code)
{
  if (!x->req->path) {
    pr_exchange_fail (x, PLATING_E_DISCOVERY, "no connection to the"
                      " provider: %s: %s", x->address.data,
                      strerror (code));
    return;
  }
  x->connect_code = code;
  uv_timer_start (&x->retry, on_retry, RETRY_MS, 0);
}

static void
on_connected (uv_connect_t *connect, int status)
{
  struct pr_exchange *x = connect->data;

  if (status == UV_ECANCELED || !x->has_link)
    return;
  if (status < 0)
    pr_exchange_fail_telling (x, PLATING_E_DISCOVERY, "no connection to the"
                              " provider: %s: %s", x->address.data,
                              uv_strerror (status));
  else
    begin (x);
}

static void
connect_tcp (struct pr_exchange *x)
{
  const char *colon = strrchr (x->address.data, ':');
  struct sockaddr_storage address;
  char host[64];
  int port = atoi (colon + 1), status;
  size_t len = (size_t) (colon - x->address.data);

  memcpy (host, x->address.data, len);
  host[len] = '\0';
  if (host[0] == '[' || !strcmp (host, "::1"))
    status = uv_ip6_addr ("::1", port, (struct sockaddr_in6 *) &address);
  else
    status = uv_ip4_addr (host, port, (struct sockaddr_in *) &address);
  uv_tcp_init (&x->loop, &x->link.tcp);
  x->link.handle.data = x;
  x->has_link = true;
  x->connect.data = x;
  if (status == 0)
    status = uv_tcp_connect (&x->connect, &x->link.tcp,
                             (const struct sockaddr *) &address,
                             on_connected);
  if (status < 0)
    pr_exchange_fail (x, PLATING_E_DISCOVERY, "no connection to the"
                      " provider: %s: %s", x->address.data,
                      uv_strerror (status));
}

void
pr_link_connect (struct pr_exchange *x)
{
  int fd;

  if (x->is_tcp) {
    connect_tcp (x);
    return;
  }
  fd = pr_address_connect (x);
  if (fd == -ENOENT || fd == -ECONNREFUSED || fd == -EAGAIN) {
    try_again (x, -fd);
    return;
  }
  if (fd < 0) {
    pr_exchange_fail (x, PLATING_E_DISCOVERY, "no connection to the"
                      " provider: %s: %s", x->address.data, strerror (-fd));
    return;
  }
  uv_pipe_init (&x->loop, &x->link.pipe, 0);
  x->link.handle.data = x;
  x->has_link = true;
  if (uv_pipe_open (&x->link.pipe, fd) < 0) {
    close (fd);
    pr_exchange_fail (x, PLATING_E_IO, "the connection cannot be used");
    return;
  }
  begin (x);
}

void
pr_link_close (struct pr_exchange *x)
{
  if (!x->has_link)
    return;
  x->has_link = false;
  uv_close (&x->link.handle, NULL);
}
