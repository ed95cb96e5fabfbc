/* SPDX-License-Identifier: Apache-2.0 */
/* A validator that asks a service of this machine about each page:
 * "POST /check" to the port of the setting, and an answer other than 200 is a
 * finding. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uv.h>

#include <plating/plugin.h>

struct checker {
  const struct plating_host *host;
  struct sockaddr_in address;
};

struct check {
  struct checker *checker;
  const struct plating_document *page;
  uint64_t op;
  int status;                   /* of libuv; 0 so far */
  uv_tcp_t socket;
  uv_connect_t connect;
  uv_write_t write;
  size_t len;
  char head[256], answer[1024];
};

static int
create (const struct plating_host *host, const struct plating_value *settings,
        void **instance)
{
  static const struct plating_text key = PLATING_TEXT ("port");
  struct checker *c = calloc (1, sizeof *c);

  if (!c)
    return PLATING_E_NOMEM;
  c->host = host;
  uv_ip4_addr ("127.0.0.1",
               (int) host->values->int_get (host->values->get (settings, key)),
               &c->address);
  *instance = c;
  return 0;
}

static void
destroy (void *instance)
{
  free (instance);
}

static void
on_closed (uv_handle_t *handle)
{
  struct check *k = handle->data;
  const struct plating_host *host = k->checker->host;
  struct plating_finding finding = {
    .struct_size = sizeof finding,
    .severity = PLATING_LEVEL_WARNING,
    .rule = PLATING_TEXT ("refused"),
    .message = PLATING_TEXT ("the service does not like this page"),
    .file = k->page->path,
  };
  struct plating_failure failure = {
    .struct_size = sizeof failure,
    .code = PLATING_E_IO,
    .message = PLATING_TEXT ("the service can't be reached"),
  };

  if (k->status < 0)
    host->fail (host, k->op, &failure);
  else if (strncmp (k->answer, "HTTP/1.1 200", 12)
           && strncmp (k->answer, "HTTP/1.0 200", 12))
    host->report (host, k->op, &finding);
  host->op_done (host, k->op, k->status < 0 ? PLATING_E_IO : 0);
  free (k);
}

static void
end (struct check *k, int status)
{
  k->status = status;
  if (!uv_is_closing ((uv_handle_t *) &k->socket))
    uv_close ((uv_handle_t *) &k->socket, on_closed);
}

static void
give_room (uv_handle_t *handle, size_t suggested, uv_buf_t *room)
{
  struct check *k = handle->data;

  (void) suggested;
  *room = uv_buf_init (k->answer + k->len,
                       (unsigned) (sizeof k->answer - 1 - k->len));
}

/* The first line is all that counts. */
static void
on_read (uv_stream_t *stream, ssize_t n, const uv_buf_t *room)
{
  struct check *k = stream->data;

  (void) room;
  if (n > 0)
    k->len += (size_t) n;
  if (strchr (k->answer, '\n') || k->len == sizeof k->answer - 1)
    end (k, 0);
  else if (n < 0)
    end (k, (int) n);
}

static void
on_written (uv_write_t *write, int status)
{
  struct check *k = write->data;

  if (status < 0 && status != UV_ECANCELED)
    end (k, status);
}

static void
on_connected (uv_connect_t *connect, int status)
{
  struct check *k = connect->data;
  uv_stream_t *socket = (uv_stream_t *) &k->socket;
  uv_buf_t parts[2];
  int n;

  if (status < 0) {
    end (k, status);
    return;
  }
  n = snprintf (k->head, sizeof k->head, "POST /check HTTP/1.0\r\n"
                "Content-Length: %zu\r\n\r\n", k->page->bytes.len);
  parts[0] = uv_buf_init (k->head, (unsigned) n);
  parts[1] = uv_buf_init ((char *) (uintptr_t) k->page->bytes.ptr,
                          (unsigned) k->page->bytes.len);
  k->write.data = k;
  status = uv_write (&k->write, socket, parts, 2, on_written);
  if (status == 0)
    status = uv_read_start (socket, give_room, on_read);
  if (status < 0)
    end (k, status);
}

static int
validate (void *instance, const struct plating_validate_request *req,
          uint64_t op)
{
  struct checker *c = instance;
  const struct plating_uv_loop *uv
    = c->host->extension (c->host, PLATING_EXT_UV_LOOP);
  struct check *k = uv ? calloc (1, sizeof *k) : NULL;
  int status;

  if (!k)
    return uv ? PLATING_E_NOMEM : PLATING_E_UNSUPPORTED;
  k->checker = c;
  k->page = req->document;
  k->op = op;
  k->connect.data = k;
  uv_tcp_init (uv->get (c->host), &k->socket);
  k->socket.data = k;
  status = uv_tcp_connect (&k->connect, &k->socket,
                           (const struct sockaddr *) &c->address,
                           on_connected);
  if (status < 0)
    end (k, status);
  return 0;
}

static const struct plating_setting settings[] = {
  { .name = "port", .type = PLATING_SETTING_INT, .default_value = "80",
    .min = 1, .max = 65535, .help = "where the service listens" },
};

static const struct plating_rule rules[] = {
  { .id = "refused", .severity = PLATING_LEVEL_WARNING,
    .text = "the service likes the page" },
};

static const char *const types[] = { PLATING_MEDIA_MARKDOWN, NULL };
static const struct plating_validator_ops ops = {
  .struct_size = sizeof ops,
  .scopes = PLATING_SCOPE_PAGE,
  .rules = rules,
  .n_rules = 1,
  .rule_size = sizeof *rules,
  .accepts = types,
  .validate = validate,
};

static const struct plating_plugin async_validator = {
  .struct_size = sizeof async_validator,
  .abi = PLATING_ABI,
  .kind = PLATING_PLUGIN_VALIDATOR,
  .thread_model = PLATING_THREADS_PARALLEL,
  .flags = 0,
  .name = "async",
  .version = "1.0",
  .summary = "asks a service about each page",
  .license = "Apache-2.0",
  .settings = settings,
  .n_settings = 1,
  .setting_size = sizeof *settings,
  .create = create,
  .destroy = destroy,
  .ops = &ops,
};

PLATING_PLUGIN_DEFINE (async_validator)
