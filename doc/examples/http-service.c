/* SPDX-License-Identifier: Apache-2.0 */
/* A small HTTP service on a loop of libuv: /plate makes the pages, /health
 * answers at any time, /quit ends it.
 *
 * Of a request only the first line counts, and it has to come in 4 KiB. */

#include <arpa/inet.h>
#include <string.h>

#include <uv.h>

#include "project.h"

struct service {
  uv_tcp_t listener;
  struct plating_session *session;
  char **argv;
};

struct client {
  uv_tcp_t socket;
  uv_write_t write;
  struct service *service;
  size_t len;
  char request[4096], answer[512];
};

static void
on_client_closed (uv_handle_t *handle)
{
  free (handle->data);
}

static void
on_written (uv_write_t *write, int status)
{
  (void) status;
  uv_close ((uv_handle_t *) write->handle, on_client_closed);
}

static void
answer (struct client *c, int status, const char *body)
{
  uv_buf_t bytes;
  int n = snprintf (c->answer, sizeof c->answer,
                    "HTTP/1.1 %d %s\r\nContent-Type: application/json\r\n"
                    "Content-Length: %zu\r\nConnection: close\r\n\r\n%s",
                    status, status == 200 ? "OK" : "Error", strlen (body),
                    body);

  uv_read_stop ((uv_stream_t *) &c->socket);
  bytes = uv_buf_init (c->answer, (unsigned) n);
  if (uv_write (&c->write, (uv_stream_t *) &c->socket, &bytes, 1, on_written)
      < 0)
    uv_close ((uv_handle_t *) &c->socket, on_client_closed);
}

static void
on_plated (struct plating_task *task, void *data)
{
  char body[64];

  snprintf (body, sizeof body, "{\"files\": %lu}\n", n_files (task));
  answer (data, plating_task_error (task) ? 500 : 200, body);
  plating_task_unref (task);
}

/* Each request has options, and so a result, of its own. */
static void
plate (struct client *c)
{
  struct plating_options *options
    = project_options (c->service->argv[1], c->service->argv[2]);
  struct plating_task *task
    = plating_plate (c->service->session, c->socket.loop, options);

  plating_options_free (options);
  if (task && plating_task_on_end (task, on_plated, c) == 0)
    return;
  plating_task_unref (task);
  answer (c, 503, "{}\n");
}

static void
quit (struct service *service)
{
  uv_close ((uv_handle_t *) &service->listener, NULL);
  plating_session_close (service->session, NULL, NULL);
}

static void
serve (struct client *c)
{
  if (!strncmp (c->request, "GET /health ", 12))
    answer (c, 200, "{\"status\": \"fine\"}\n");
  else if (!strncmp (c->request, "POST /plate ", 12))
    plate (c);
  else if (!strncmp (c->request, "POST /quit ", 11)) {
    quit (c->service);
    answer (c, 200, "{}\n");
  } else
    answer (c, 404, "{}\n");
}

static void
give_room (uv_handle_t *handle, size_t suggested, uv_buf_t *room)
{
  struct client *c = handle->data;

  (void) suggested;
  *room = uv_buf_init (c->request + c->len,
                       (unsigned) (sizeof c->request - 1 - c->len));
}

static void
on_read (uv_stream_t *stream, ssize_t n, const uv_buf_t *room)
{
  struct client *c = stream->data;

  (void) room;
  if (n < 0) {
    uv_close ((uv_handle_t *) stream, on_client_closed);
    return;
  }
  c->len += (size_t) n;
  if (strstr (c->request, "\r\n\r\n"))
    serve (c);
  else if (c->len == sizeof c->request - 1)
    answer (c, 431, "{}\n");
}

static void
on_connection (uv_stream_t *listener, int status)
{
  struct client *c = status < 0 ? NULL : calloc (1, sizeof *c);

  if (!c)
    return;
  c->service = listener->data;
  uv_tcp_init (listener->loop, &c->socket);
  c->socket.data = c;
  if (uv_accept (listener, (uv_stream_t *) &c->socket) < 0
      || uv_read_start ((uv_stream_t *) &c->socket, give_room, on_read) < 0)
    uv_close ((uv_handle_t *) &c->socket, on_client_closed);
}

int
main (int argc, char **argv)
{
  struct service service = { .argv = argv };
  struct sockaddr_in address;
  int size = sizeof address;
  uv_loop_t loop;

  if (argc != 3)
    give_up ("usage: http-service DIRECTORY SCHEMA");
  service.session = new_session ();
  uv_loop_init (&loop);
  uv_tcp_init (&loop, &service.listener);
  service.listener.data = &service;
  uv_ip4_addr ("127.0.0.1", 0, &address);
  if (uv_tcp_bind (&service.listener, (struct sockaddr *) &address, 0) < 0
      || uv_listen ((uv_stream_t *) &service.listener, 64, on_connection) < 0
      || uv_tcp_getsockname (&service.listener, (struct sockaddr *) &address,
                             &size) < 0)
    give_up ("can't listen");
  printf ("port %u\n", (unsigned) ntohs (address.sin_port));
  fflush (stdout);
  uv_run (&loop, UV_RUN_DEFAULT);
  return uv_loop_close (&loop) < 0;
}
