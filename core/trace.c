/* SPDX-License-Identifier: Apache-2.0 */
/* Trace files.
 *
 * Events are put together under one mutex and written in large pieces.  A
 * thread gets its track, and the event that names it, with its first span:
 * workers are counted in that order, any other thread runs a loop. */

#include <config.h>

#include "trace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <uv.h>

#include "common/buffer.h"
#include "common/utf8.h"
#include "error.h"
#include "worker.h"

#define FLUSH_SIZE 65536u
#define MAX_TRACKS 4096u
/* Longest text of an event, in bytes. */
#define MAX_TEXT 512u

struct track {
  uv_thread_t thread;
  unsigned number;
};

struct pl_trace {
  uv_mutex_t mutex;             /* all below */
  int fd;
  int failed;                   /* errno of the first failure */
  int pid;
  uint64_t start_ns;
  uint64_t n_away;              /* ids of spans beside the tracks */
  struct pl_buffer text;
  struct track *tracks;
  unsigned n_tracks, n_workers, n_loops;
};

/* -- context -------------------------------------------------------------- */

/* Whether TEXT is N lower-case hexadecimal digits, not all of them 0. */
static int
is_id (const char *text, size_t n)
{
  size_t digits = strspn (text, "0123456789abcdef");

  return digits >= n && strspn (text, "0") < n;
}

static int
is_context (const char *text)
{
  return text && strlen (text) == PL_TRACE_PARENT_SIZE - 1
    && !strncmp (text, "00-", 3) && is_id (text + 3, 32) && text[35] == '-'
    && is_id (text + 36, 16) && text[52] == '-'
    && strspn (text + 53, "0123456789abcdef") == 2;
}

static uint64_t
random_id (void)
{
  uint64_t id = 0;

  if (uv_random (NULL, NULL, &id, sizeof id, 0, NULL) < 0)
    id = uv_hrtime () ^ (uint64_t) getpid () << 32;
  return id ? id : 1;
}

void
pl_trace_context (const char *inherited, char out[PL_TRACE_PARENT_SIZE])
{
  const char *flags = "01";
  char trace[33];

  if (is_context (inherited)) {
    memcpy (trace, inherited + 3, 32);
    trace[32] = '\0';
    flags = inherited + 53;
  } else {
    snprintf (trace, sizeof trace, "%016llx%016llx",
              (unsigned long long) random_id (),
              (unsigned long long) random_id ());
  }
  snprintf (out, PL_TRACE_PARENT_SIZE, "00-%s-%016llx-%.2s", trace,
            (unsigned long long) random_id (), flags);
}

/* -- the file ------------------------------------------------------------- */

static void
flush (struct pl_trace *t)
{
  size_t done = 0;

  if (t->text.failed && !t->failed)
    t->failed = ENOMEM;
  while (done < t->text.len && !t->failed) {
    ssize_t n = write (t->fd, t->text.data + done, t->text.len - done);

    if (n >= 0)
      done += (size_t) n;
    else if (errno != EINTR)
      t->failed = errno;
  }
  pl_buffer_clear (&t->text);
}

int
pl_trace_open (struct pl_trace **trace, const char *path,
               struct plating_error **err)
{
  const char *inherited = getenv ("TRACEPARENT");
  char context[PL_TRACE_PARENT_SIZE];
  struct pl_trace *t = calloc (1, sizeof *t);

  if (!t || uv_mutex_init (&t->mutex) < 0) {
    free (t);
    return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
  }
  t->fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (t->fd < 0) {
    int status = pl_error_set (err, PLATING_E_IO, "can't write '%s': %s",
                               path, strerror (errno));

    uv_mutex_destroy (&t->mutex);
    free (t);
    return status;
  }
  if (is_context (inherited))
    memcpy (context, inherited, sizeof context);
  else
    pl_trace_context (NULL, context);
  t->pid = (int) getpid ();
  t->start_ns = uv_hrtime ();
  pl_buffer_init (&t->text);
  pl_buffer_printf (&t->text,
                    "{\"displayTimeUnit\":\"ms\",\"otherData\":{"
                    "\"program\":\"plating %s\",\"trace_id\":\"%.32s\","
                    "\"traceparent\":\"%s\"},\n\"traceEvents\":[\n"
                    "{\"ph\":\"M\",\"name\":\"process_name\",\"pid\":%d,"
                    "\"args\":{\"name\":\"plating\"}}",
                    PACKAGE_VERSION, context + 3, context, t->pid);
  *trace = t;
  return 0;
}

int
pl_trace_close (struct pl_trace *t)
{
  int failed;

  if (!t)
    return 0;
  pl_buffer_puts (&t->text, "\n]}\n");
  flush (t);
  if (close (t->fd) < 0 && !t->failed)
    t->failed = errno;
  failed = t->failed;
  pl_buffer_release (&t->text);
  uv_mutex_destroy (&t->mutex);
  free (t->tracks);
  free (t);
  return failed;
}

/* -- events --------------------------------------------------------------- */

/* Appends TEXT as a JSON string, as far as it is well-formed UTF-8 and not
 * longer than MAX_TEXT. */
static void
put_string (struct pl_buffer *b, const char *text, size_t n)
{
  size_t i;

  n = pl_utf8_valid_prefix (text, n < MAX_TEXT ? n : MAX_TEXT);
  pl_buffer_putc (b, '"');
  for (i = 0; i < n; i++) {
    unsigned char c = (unsigned char) text[i];

    if (c == '"' || c == '\\')
      pl_buffer_printf (b, "\\%c", c);
    else if (c < 0x20 || c == 0x7f)
      pl_buffer_printf (b, "\\u%04x", c);
    else
      pl_buffer_putc (b, (char) c);
  }
  pl_buffer_putc (b, '"');
}

/* Tells what the new track NUMBER is called. */
static void
name_track (struct pl_trace *t, unsigned number)
{
  int is_worker = pl_worker_self () != NULL;
  unsigned n = is_worker ? ++t->n_workers : ++t->n_loops;
  char name[32];

  if (is_worker || n > 1)
    snprintf (name, sizeof name, "%s %u", is_worker ? "worker" : "loop", n);
  else
    snprintf (name, sizeof name, "loop");
  pl_buffer_printf (&t->text, ",\n{\"ph\":\"M\",\"name\":\"thread_name\","
                    "\"pid\":%d,\"tid\":%u,\"args\":{\"name\":\"%s\"}}",
                    t->pid, number, name);
}

/* The calling thread's track; 0, which has no name, if there are too many. */
static unsigned
track (struct pl_trace *t)
{
  uv_thread_t self = uv_thread_self ();
  struct track *tracks;
  unsigned i;

  for (i = t->n_tracks; i--;)
    if (uv_thread_equal (&t->tracks[i].thread, &self))
      return t->tracks[i].number;
  if (t->n_tracks == MAX_TRACKS)
    return 0;
  if (t->n_tracks % 16 == 0) {
    tracks = realloc (t->tracks, (t->n_tracks + 16) * sizeof *tracks);
    if (!tracks)
      return 0;
    t->tracks = tracks;
  }
  t->tracks[t->n_tracks] = (struct track) { self, t->n_tracks + 1 };
  name_track (t, ++t->n_tracks);
  return t->n_tracks;
}

static void
put_time (struct pl_trace *t, const char *name, uint64_t ns)
{
  uint64_t since = ns > t->start_ns ? ns - t->start_ns : 0;

  pl_buffer_printf (&t->text, ",\"%s\":%llu.%03llu", name,
                    (unsigned long long) (since / 1000),
                    (unsigned long long) (since % 1000));
}

static void
begin_event (struct pl_trace *t, const struct pl_trace_span *span,
             const char *phase, unsigned number)
{
  pl_buffer_printf (&t->text, ",\n{\"ph\":\"%s\",\"name\":", phase);
  put_string (&t->text, span->name, strlen (span->name));
  pl_buffer_printf (&t->text, ",\"cat\":\"%s\",\"pid\":%d,\"tid\":%u",
                    span->category, t->pid, number);
}

static void
put_arguments (struct pl_trace *t, const struct pl_trace_span *span)
{
  pl_buffer_puts (&t->text, ",\"args\":{");
  if (span->plugin) {
    pl_buffer_puts (&t->text, "\"plugin\":");
    put_string (&t->text, span->plugin, strlen (span->plugin));
  }
  if (span->subject.ptr && span->subject.len) {
    pl_buffer_puts (&t->text, span->plugin ? ",\"component\":"
                    : "\"component\":");
    put_string (&t->text, span->subject.ptr, span->subject.len);
  }
  pl_buffer_putc (&t->text, '}');
}

void
pl_trace_span (struct pl_trace *t, const struct pl_trace_span *span)
{
  uint64_t now = uv_hrtime ();
  unsigned number;

  uv_mutex_lock (&t->mutex);
  number = track (t);
  if (span->how == PL_TRACE_HERE) {
    begin_event (t, span, "X", number);
    put_time (t, "ts", span->begin_ns);
    put_time (t, "dur", t->start_ns + (now - span->begin_ns));
    put_arguments (t, span);
  } else {
    unsigned long long id = ++t->n_away;

    begin_event (t, span, "b", number);
    pl_buffer_printf (&t->text, ",\"id\":%llu", id);
    put_time (t, "ts", span->begin_ns);
    put_arguments (t, span);
    pl_buffer_putc (&t->text, '}');
    begin_event (t, span, "e", number);
    pl_buffer_printf (&t->text, ",\"id\":%llu", id);
    put_time (t, "ts", now);
  }
  pl_buffer_putc (&t->text, '}');
  if (t->text.len >= FLUSH_SIZE)
    flush (t);
  uv_mutex_unlock (&t->mutex);
}
