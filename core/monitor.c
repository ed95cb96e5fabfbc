/* SPDX-License-Identifier: Apache-2.0 */
/* The monitor's socket: pipes of libuv on the loop of the first operation
 * that asked for it. */

#include <config.h>

#include "monitor.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <jansson.h>

#include <plating/async.h>

#include "error.h"

#define MAX_CONNECTIONS 16
#define MAX_REQUEST 4096u
/* A client that does not read gets no more snapshots than this. */
#define MAX_QUEUE 1048576u
#define MIN_INTERVAL_MS 50

struct connection {
  struct connection *next;
  struct pl_monitor *monitor;
  uv_pipe_t pipe;
  uv_timer_t timer;
  int n_open;
  size_t len;
  char request[MAX_REQUEST];
};

struct pl_monitor {
  struct pl_monitor_source source;
  uv_pipe_t listener;
  int n_open;                   /* the listener and connections */
  int n_connections;
  struct connection *connections;
  char path[sizeof ((struct sockaddr_un *) 0)->sun_path];
};

/* -- what is alive -------------------------------------------------------- */

struct entry {
  void *task;
  uint64_t id;
  json_t *json;
};

struct snapshot {
  uint64_t now;
  struct entry *entries;
  size_t n, capacity;
};

static const char *
state_name (uint32_t state)
{
  return state == PLATING_TASK_PENDING ? "pending"
    : state == PLATING_TASK_RUNNING ? "running" : "ended";
}

static json_int_t
age_ms (uint64_t now, uint64_t since)
{
  return now > since ? (json_int_t) ((now - since) / 1000000) : 0;
}

static void
add_task (void *data, const struct pl_watch_record *r)
{
  struct snapshot *s = data;
  uint64_t done, total;
  json_t *json;

  if (s->n == s->capacity) {
    size_t capacity = s->capacity ? 2 * s->capacity : 64;
    struct entry *larger = realloc (s->entries, capacity * sizeof *larger);

    if (!larger)
      return;
    s->entries = larger;
    s->capacity = capacity;
  }
  plating_task_progress (r->task, &done, &total);
  json = json_pack ("{s:I,s:I,s:s,s:s,s:I,s:I,s:I}",
                    "id", (json_int_t) r->id,
                    "parent", (json_int_t) r->parent, "name", r->name,
                    "state", state_name (plating_task_state (r->task)),
                    "age_ms", age_ms (s->now, r->made_ns),
                    "done", (json_int_t) done, "total", (json_int_t) total);
  if (json)
    s->entries[s->n++] = (struct entry) { r->task, r->id, json };
}

static void
add_op (void *data, void *task, const struct pl_strand_op *op)
{
  struct snapshot *s = data;
  json_t *list, *json;
  size_t i;

  for (i = 0; i < s->n && s->entries[i].task != task; i++)
    continue;
  if (i == s->n)
    return;
  list = json_object_get (s->entries[i].json, "stages");
  if (!list) {
    list = json_array ();
    json_object_set_new (s->entries[i].json, "stages", list);
  }
  json = json_pack ("{s:s,s:s?,s:s?,s:I}", "stage", op->stage, "plugin",
                    op->plugin, "component", op->subject.ptr, "age_ms",
                    age_ms (s->now, op->begin_ns));
  if (json)
    json_array_append_new (list, json);
}

static int
compare_entries (const void *a, const void *b)
{
  const struct entry *x = a, *y = b;

  return x->id < y->id ? -1 : x->id > y->id;
}

static json_t *
list_tasks (struct pl_monitor *m)
{
  struct snapshot s = { .now = uv_hrtime () };
  json_t *tasks = json_array ();
  size_t i;

  pl_watch_each (m->source.watch, add_task, &s);
  m->source.each_op (m->source.owner, add_op, &s);
  if (s.n)
    qsort (s.entries, s.n, sizeof *s.entries, compare_entries);
  for (i = 0; i < s.n; i++)
    json_array_append_new (tasks, s.entries[i].json);
  free (s.entries);
  return json_pack ("{s:o}", "tasks", tasks);
}

struct wanted {
  uint64_t id;
  struct plating_task *task;
};

static void
find_task (void *data, const struct pl_watch_record *r)
{
  struct wanted *w = data;

  /* Not ended, so it holds itself. */
  if (r->id == w->id)
    w->task = plating_task_ref (r->task);
}

/* -- connections ---------------------------------------------------------- */

static void
count_down (struct pl_monitor *m)
{
  if (--m->n_open == 0)
    free (m);
}

static void
on_connection_closed (uv_handle_t *handle)
{
  struct connection *c = handle->data;
  struct pl_monitor *m = c->monitor;

  if (--c->n_open)
    return;
  free (c);
  m->n_connections--;
  count_down (m);
}

static void
hang_up (struct connection *c)
{
  struct connection **p;

  if (uv_is_closing ((uv_handle_t *) &c->pipe))
    return;
  for (p = &c->monitor->connections; *p != c; p = &(*p)->next)
    continue;
  *p = c->next;
  uv_close ((uv_handle_t *) &c->pipe, on_connection_closed);
  uv_close ((uv_handle_t *) &c->timer, on_connection_closed);
}

struct answer {
  uv_write_t write;
  char *text;
};

static void
on_written (uv_write_t *write, int status)
{
  struct answer *a = (struct answer *) (void *) write;

  if (status < 0 && status != UV_ECANCELED)
    hang_up (write->data);
  free (a->text);
  free (a);
}

/* Sends JSON, which it takes, as a line. */
static void
send_line (struct connection *c, json_t *json)
{
  char *text = json ? json_dumps (json, JSON_COMPACT) : NULL;
  size_t n = text ? strlen (text) : 0;
  struct answer *a = calloc (1, sizeof *a);
  uv_buf_t line;

  json_decref (json);
  if (!a || !text) {
    free (a);
    free (text);
    hang_up (c);
    return;
  }
  a->text = text;
  text[n] = '\n';
  line = uv_buf_init (text, (unsigned) n + 1);
  a->write.data = c;
  if (uv_write (&a->write, (uv_stream_t *) &c->pipe, &line, 1, on_written)
      < 0) {
    free (a->text);
    free (a);
    hang_up (c);
  }
}

static void
on_interval (uv_timer_t *timer)
{
  struct connection *c = timer->data;

  if (uv_stream_get_write_queue_size ((uv_stream_t *) &c->pipe) < MAX_QUEUE)
    send_line (c, list_tasks (c->monitor));
}

static void
follow (struct connection *c, const json_t *request)
{
  json_int_t ms = json_integer_value (json_object_get (request,
                                                       "interval_ms"));

  if (ms < MIN_INTERVAL_MS)
    ms = ms > 0 ? MIN_INTERVAL_MS : 500;
  uv_timer_start (&c->timer, on_interval, 0, (uint64_t) ms);
}

static void
cancel (struct connection *c, const json_t *request)
{
  json_int_t id = json_integer_value (json_object_get (request, "task"));
  struct wanted wanted = { (uint64_t) id, NULL };

  pl_watch_each (c->monitor->source.watch, find_task, &wanted);
  if (!wanted.task) {
    send_line (c, json_pack ("{s:s}", "error", "there is no such task"));
    return;
  }
  plating_task_cancel (wanted.task);
  plating_task_unref (wanted.task);
  send_line (c, json_pack ("{s:I}", "cancelled", id));
}

static void
serve (struct connection *c, const char *line, size_t n)
{
  json_t *request = json_loadb (line, n, 0, NULL);
  const char *what = json_string_value (json_object_get (request,
                                                         "request"));

  if (what && !strcmp (what, "list"))
    send_line (c, list_tasks (c->monitor));
  else if (what && !strcmp (what, "follow"))
    follow (c, request);
  else if (what && !strcmp (what, "cancel"))
    cancel (c, request);
  else
    send_line (c, json_pack ("{s:s}", "error", "not a request"));
  json_decref (request);
}

static void
give_room (uv_handle_t *handle, size_t suggested, uv_buf_t *room)
{
  struct connection *c = handle->data;

  (void) suggested;
  *room = uv_buf_init (c->request + c->len,
                       (unsigned) (sizeof c->request - c->len));
}

static void
on_read (uv_stream_t *stream, ssize_t n, const uv_buf_t *room)
{
  struct connection *c = stream->data;
  char *end;

  (void) room;
  if (n < 0) {
    hang_up (c);
    return;
  }
  c->len += (size_t) n;
  while ((end = memchr (c->request, '\n', c->len))) {
    size_t used = (size_t) (end - c->request) + 1;

    serve (c, c->request, used - 1);
    if (uv_is_closing ((uv_handle_t *) &c->pipe))
      return;
    memmove (c->request, end + 1, c->len - used);
    c->len -= used;
  }
  if (c->len == sizeof c->request)
    hang_up (c);
}

static void
on_connection (uv_stream_t *listener, int status)
{
  struct pl_monitor *m = listener->data;
  struct connection *c = status < 0 ? NULL : calloc (1, sizeof *c);

  if (!c)
    return;
  c->monitor = m;
  uv_pipe_init (listener->loop, &c->pipe, 0);
  uv_timer_init (listener->loop, &c->timer);
  c->pipe.data = c->timer.data = c;
  uv_unref ((uv_handle_t *) &c->pipe);
  uv_unref ((uv_handle_t *) &c->timer);
  c->n_open = 2;
  c->next = m->connections;
  m->connections = c;
  m->n_open++;
  m->n_connections++;
  if (uv_accept (listener, (uv_stream_t *) &c->pipe) < 0
      || m->n_connections > MAX_CONNECTIONS
      || uv_read_start ((uv_stream_t *) &c->pipe, give_room, on_read) < 0)
    hang_up (c);
}

/* -- the socket ----------------------------------------------------------- */

static int
choose_path (char *out, size_t size, const char *path,
             struct plating_error **err)
{
  const char *dir = getenv ("XDG_RUNTIME_DIR");
  int n;

  if (!*path && (!dir || dir[0] != '/')) {
    pl_error_set (err, PLATING_E_CONFIG,
                  "the monitor needs a place for its socket");
    pl_error_add_hint (err, "set XDG_RUNTIME_DIR, or say --monitor=SOCKET");
    return PLATING_E_CONFIG;
  }
  n = *path ? snprintf (out, size, "%s", path)
    : snprintf (out, size, "%s/plating-%d.sock", dir, (int) getpid ());
  if (n < 0 || (size_t) n >= size)
    return pl_error_set (err, PLATING_E_CONFIG,
                         "the name of the monitor's socket is too long");
  return 0;
}

/* Whether what is at ADDRESS is a socket where nobody listens: it was left
 * behind.  Other files refuse a connection, too. */
static int
is_left_over (const struct sockaddr_un *address)
{
  struct stat st;
  int fd, refused;

  if (lstat (address->sun_path, &st) < 0 || !S_ISSOCK (st.st_mode))
    return 0;
  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return 0;
  refused = connect (fd, (const struct sockaddr *) address, sizeof *address)
    < 0 && errno == ECONNREFUSED;
  close (fd);
  return refused;
}

/* A bound socket that only its owner may use from its first moment. */
static int
bind_socket (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  int status = -1;

  if (fd < 0)
    return -1;
  memcpy (address.sun_path, path, strlen (path) + 1);
  if (fchmod (fd, 0600) == 0) {
    status = bind (fd, (struct sockaddr *) &address, sizeof address);
    if (status < 0 && errno == EADDRINUSE && is_left_over (&address)
        && unlink (path) == 0)
      status = bind (fd, (struct sockaddr *) &address, sizeof address);
  }
  if (status < 0) {
    int why = errno;

    close (fd);
    errno = why;
    return -1;
  }
  return fd;
}

static void
on_listener_closed (uv_handle_t *handle)
{
  count_down (handle->data);
}

int
pl_monitor_open (struct pl_monitor **monitor, uv_loop_t *loop,
                 const char *path, const struct pl_monitor_source *source,
                 struct plating_error **err)
{
  struct pl_monitor *m = calloc (1, sizeof *m);
  int status, fd;

  if (!m)
    return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
  m->source = *source;
  status = choose_path (m->path, sizeof m->path, path, err);
  if (status == 0 && (fd = bind_socket (m->path)) < 0)
    status = pl_error_set (err, PLATING_E_IO, "can't listen at '%s': %s",
                           m->path, strerror (errno));
  if (status < 0) {
    free (m);
    return status;
  }
  uv_pipe_init (loop, &m->listener, 0);
  m->listener.data = m;
  m->n_open = 1;
  if (uv_pipe_open (&m->listener, fd) < 0
      || uv_listen ((uv_stream_t *) &m->listener, 8, on_connection) < 0) {
    status = pl_error_set (err, PLATING_E_IO, "can't listen at '%s'",
                           m->path);
    pl_monitor_close (m);
    return status;
  }
  uv_unref ((uv_handle_t *) &m->listener);
  *monitor = m;
  return 0;
}

void
pl_monitor_close (struct pl_monitor *m)
{
  if (!m)
    return;
  unlink (m->path);
  while (m->connections)
    hang_up (m->connections);
  uv_close ((uv_handle_t *) &m->listener, on_listener_closed);
}
