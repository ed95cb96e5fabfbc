/* SPDX-License-Identifier: Apache-2.0 */
/* gRPC calls over one HTTP/2 connection. */

#include <config.h>

#include "grpc.h"

#include <stdlib.h>
#include <string.h>

#include <nghttp2/nghttp2.h>

#include <plating/types.h>

#include "fault.h"
#include "room.h"

#define WINDOW (16 << 20)

static const char flooding[] = "frames without end and nothing in them";

/* Longest grpc-message that is kept. */
#define TEXT_LIMIT 8192u

static bool
is_word (const uint8_t *text, size_t len, const char *word)
{
  return len == strlen (word) && !memcmp (text, word, len);
}

/* -- the end of a call ---------------------------------------------------- */

/* What HTTP's status says if gRPC says nothing. */
static int
status_of_http (int status)
{
  switch (status) {
  case 400:
    return PR_GRPC_INTERNAL;
  case 401:
    return 16;
  case 403:
    return 7;
  case 404:
    return PR_GRPC_UNIMPLEMENTED;
  case 429:
  case 502:
  case 503:
  case 504:
    return PR_GRPC_UNAVAILABLE;
  default:
    return PR_GRPC_UNKNOWN;
  }
}

static int
status_of_reset (uint32_t code)
{
  switch (code) {
  case NGHTTP2_REFUSED_STREAM:
    return PR_GRPC_UNAVAILABLE;
  case NGHTTP2_CANCEL:
    return PR_GRPC_CANCELLED;
  case NGHTTP2_ENHANCE_YOUR_CALM:
    return PR_GRPC_EXHAUSTED;
  case NGHTTP2_INADEQUATE_SECURITY:
    return 7;
  default:
    return PR_GRPC_INTERNAL;
  }
}

static const char *
status_name (int status)
{
  static const char *const names[] = {
    "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED",
    "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED",
    "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
  };

  return status >= 0 && status <= 16 ? names[status] : "UNKNOWN";
}

/* The last word on a call, when its stream is closed. */
static void
settle (struct pr_call *call, uint32_t code)
{
  bool is_whole = call->has_message && call->got == call->len
    && call->n_prefix == 0;

  call->is_done = true;
  call->reset = code;
  if (call->broken || call->too_large)
    return;
  if (!call->has_ended) {
    call->status = status_of_reset (code);
    return;
  }
  if (call->has_status && call->http_status == 200 && call->is_grpc) {
    call->is_complete = true;
    if (call->status == 0 && !call->message && !is_whole) {
      call->is_complete = false;
      if (!call->has_message && call->n_prefix == 0)
        call->broken = "there is no reply";
      else if (call->has_message && call->got == call->len)
        call->broken = "there is more than was announced";
      else
        call->broken = "the reply is shorter than announced";
    }
    return;
  }
  if (call->has_status && call->status != 0) {
    call->is_complete = true;
    return;
  }
  if (call->http_status == 200) {
    call->broken = call->is_grpc ? "the trailers are missing"
      : "the reply is not of type application/grpc";
    return;
  }
  call->status = status_of_http (call->http_status);
}

void
pr_call_explain (const struct pr_call *call, struct pr_fault *fault)
{
  struct pl_buffer text;

  if (call->too_large) {
    pr_fault_say (fault, PLATING_E_LIMIT, "the provider's reply to %s is too"
                  " large: %llu bytes, the limit is %zu", call->path,
                  (unsigned long long) call->too_large, call->limit);
    pr_fault_advise (fault, "set max-reply to allow more");
    return;
  }
  if (call->broken) {
    pr_fault_say (fault, PLATING_E_DISCOVERY,
                  "the provider's reply to %s is malformed: %s", call->path,
                  call->broken);
    return;
  }
  if (pr_call_is_missing (call)) {
    pr_fault_say (fault, PLATING_E_DISCOVERY, "the provider does not speak"
                  " the protocol that it announced: it has no %s",
                  call->path);
    return;
  }
  pl_buffer_init (&text);
  if (call->text.len > 0) {
    pl_buffer_puts (&text, ": ");
    pr_fault_escape (&text, call->text.data, call->text.len);
  } else if (!call->has_ended) {
    pl_buffer_printf (&text, ": the stream was reset by %s",
                      nghttp2_http2_strerror (call->reset));
  } else if (call->http_status != 200) {
    pl_buffer_printf (&text, ": HTTP status %d", call->http_status);
  }
  pr_fault_say (fault, PLATING_E_DISCOVERY, "the provider refused %s with"
                " status %s%s", call->path, status_name (call->status),
                text.data ? text.data : "");
  if (call->status == PR_GRPC_EXHAUSTED)
    pr_fault_advise (fault, "the reply may be larger than the provider"
                     " dares to send");
  pl_buffer_release (&text);
}

void
pr_call_release (struct pr_call *call)
{
  free (call->reply);
  call->reply = NULL;
  pl_buffer_release (&call->text);
}

/* -- headers -------------------------------------------------------------- */

static int
hex (uint8_t c)
{
  return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10
    : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* A '%' that starts no escape stays as it is. */
static void
keep_text (struct pr_call *call, const uint8_t *value, size_t len)
{
  size_t i;

  pl_buffer_clear (&call->text);
  for (i = 0; i < len && call->text.len < TEXT_LIMIT; i++) {
    int high = i + 2 < len ? hex (value[i + 1]) : -1;
    int low = i + 2 < len ? hex (value[i + 2]) : -1;

    if (value[i] == '%' && high >= 0 && low >= 0) {
      pl_buffer_putc (&call->text, (char) (high * 16 + low));
      i += 2;
    } else {
      pl_buffer_putc (&call->text, (char) value[i]);
    }
  }
}

static int
read_status (const uint8_t *value, size_t len, int most)
{
  int n = 0;
  size_t i;

  for (i = 0; i < len; i++) {
    if (value[i] < '0' || value[i] > '9' || n > most)
      return -1;
    n = n * 10 + (value[i] - '0');
  }
  return len > 0 && n <= most ? n : -1;
}

static bool
is_grpc_type (const uint8_t *value, size_t len)
{
  static const char type[] = "application/grpc";
  size_t n = sizeof type - 1;

  return len >= n && !memcmp (value, type, n)
    && (len == n || value[n] == '+' || value[n] == ';');
}

static struct pr_call *
call_of (nghttp2_session *session, int32_t stream)
{
  return nghttp2_session_get_stream_user_data (session, stream);
}

/* Ends the connection: the other side asks too much. */
static int
give_up (struct pr_grpc *grpc, const char *why)
{
  pr_fault_say (grpc->fault, PLATING_E_LIMIT,
                "the provider sends %s", why);
  return NGHTTP2_ERR_CALLBACK_FAILURE;
}

static int
on_begin_headers (nghttp2_session *session, const nghttp2_frame *frame,
                  void *data)
{
  struct pr_call *call = call_of (session, frame->hd.stream_id);

  (void) data;
  if (call) {
    call->n_headers = 0;
    call->headers_size = 0;
  }
  return 0;
}

static int
on_header (nghttp2_session *session, const nghttp2_frame *frame,
           const uint8_t *name, size_t name_len, const uint8_t *value,
           size_t value_len, uint8_t flags, void *data)
{
  struct pr_call *call = call_of (session, frame->hd.stream_id);
  int status;

  (void) flags;
  if (!call)
    return 0;
  call->headers_size += name_len + value_len;
  if (++call->n_headers > PR_HEADERS || call->headers_size > PR_HEADERS_SIZE)
    return give_up (data, "too many headers");
  if (is_word (name, name_len, ":status")) {
    call->http_status = read_status (value, value_len, 999);
  } else if (is_word (name, name_len, "content-type")) {
    call->is_grpc = is_grpc_type (value, value_len);
  } else if (is_word (name, name_len, "grpc-status")) {
    status = read_status (value, value_len, 16);
    call->status = status < 0 ? PR_GRPC_UNKNOWN : status;
    call->has_status = true;
  } else if (is_word (name, name_len, "grpc-message")) {
    keep_text (call, value, value_len);
  }
  return 0;
}

/* -- messages ------------------------------------------------------------- */

/* Ends a stream whose reply is of no use. */
static int
cancel (nghttp2_session *session, struct pr_call *call)
{
  return nghttp2_submit_rst_stream (session, NGHTTP2_FLAG_NONE, call->stream,
                                    NGHTTP2_CANCEL)
    ? NGHTTP2_ERR_CALLBACK_FAILURE : 0;
}

/* The five bytes in front of a message have come. */
static int
begin_message (nghttp2_session *session, struct pr_grpc *grpc,
               struct pr_call *call)
{
  const unsigned char *p = call->prefix;
  uint32_t len = (uint32_t) p[1] << 24 | (uint32_t) p[2] << 16
    | (uint32_t) p[3] << 8 | p[4];

  call->n_prefix = 0;
  if (p[0] != 0)
    call->broken = "it is compressed, which was not asked for";
  else if (call->has_message && !call->message)
    call->broken = "there is a second one";
  else if (len > call->limit)
    call->too_large = len;
  if (call->broken || call->too_large)
    return cancel (session, call);
  call->has_message = true;
  call->got = 0;
  call->len = len;
  free (call->reply);
  /* Pages are paid for when bytes come, not when they are announced. */
  call->reply = pr_room_new (len);
  if (!call->reply) {
    pr_fault_say (grpc->fault, PLATING_E_NOMEM, "out of memory");
    return NGHTTP2_ERR_CALLBACK_FAILURE;
  }
  return 0;
}

static void
end_message (struct pr_call *call)
{
  if (!call->message || call->got != call->len)
    return;
  call->message (call->message_data, call->reply, call->len);
  call->has_message = false;
}

static int
on_data (nghttp2_session *session, uint8_t flags, int32_t stream,
         const uint8_t *bytes, size_t len, void *data)
{
  struct pr_call *call = call_of (session, stream);
  struct pr_grpc *grpc = data;
  int status;

  (void) flags;
  if (len > 0)
    grpc->n_empty = 0;
  while (call && len > 0 && !call->broken && !call->too_large) {
    size_t n = 1;

    if (call->has_message && call->got < call->len) {
      n = call->len - call->got < len ? call->len - call->got : len;
      memcpy (call->reply + call->got, bytes, n);
      call->got += n;
      end_message (call);
    } else {
      call->prefix[call->n_prefix++] = *bytes;
      if (call->n_prefix == sizeof call->prefix) {
        status = begin_message (session, grpc, call);
        if (status)
          return status;
        if (call->has_message && call->len == 0)
          end_message (call);
      }
    }
    bytes += n;
    len -= n;
  }
  return 0;
}

/* -- frames --------------------------------------------------------------- */

/* The library lets streams be pushed until the other side has confirmed that
 * it may not. */
static int
on_begin_frame (nghttp2_session *session, const nghttp2_frame_hd *header,
                void *data)
{
  struct pr_grpc *grpc = data;

  (void) session;
  if (header->type != NGHTTP2_PUSH_PROMISE)
    return 0;
  pr_fault_say (grpc->fault, PLATING_E_DISCOVERY, "the provider breaks the"
                " rules of HTTP/2: it pushes streams, which was refused");
  return NGHTTP2_ERR_CALLBACK_FAILURE;
}

static int
on_frame (nghttp2_session *session, const nghttp2_frame *frame, void *data)
{
  struct pr_grpc *grpc = data;
  struct pr_call *call = call_of (session, frame->hd.stream_id);

  if ((frame->hd.type != NGHTTP2_DATA || frame->hd.length == 0)
      && ++grpc->n_empty > PR_EMPTY_FRAMES)
    return give_up (grpc, flooding);
  if (call && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM)
      && (frame->hd.type == NGHTTP2_DATA
          || frame->hd.type == NGHTTP2_HEADERS))
    call->has_ended = true;
  if (frame->hd.type == NGHTTP2_GOAWAY) {
    grpc->has_goaway = true;
    grpc->goaway_code = frame->goaway.error_code;
    pl_buffer_clear (&grpc->goaway_text);
    pl_buffer_append (&grpc->goaway_text, frame->goaway.opaque_data,
                      frame->goaway.opaque_data_len < 1024
                      ? frame->goaway.opaque_data_len : 1024);
  }
  return 0;
}

static int
on_close (nghttp2_session *session, int32_t stream, uint32_t code,
          void *data)
{
  struct pr_call *call = call_of (session, stream);

  (void) data;
  if (call)
    settle (call, code);
  return 0;
}

/* -- the connection ------------------------------------------------------- */

static int
set_up_session (struct pr_grpc *grpc)
{
  nghttp2_session_callbacks *callbacks;
  nghttp2_option *option;
  int status = nghttp2_session_callbacks_new (&callbacks);

  if (status)
    return status;
  nghttp2_session_callbacks_set_on_begin_frame_callback (callbacks,
                                                         on_begin_frame);
  nghttp2_session_callbacks_set_on_begin_headers_callback (callbacks,
                                                           on_begin_headers);
  nghttp2_session_callbacks_set_on_header_callback (callbacks, on_header);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback (callbacks,
                                                             on_data);
  nghttp2_session_callbacks_set_on_frame_recv_callback (callbacks, on_frame);
  nghttp2_session_callbacks_set_on_stream_close_callback (callbacks,
                                                          on_close);
  status = nghttp2_option_new (&option);
  if (!status) {
    nghttp2_option_set_peer_max_concurrent_streams (option, 100);
    nghttp2_option_set_no_closed_streams (option, 1);
    status = nghttp2_session_client_new2 (&grpc->session, callbacks, grpc,
                                          option);
    nghttp2_option_del (option);
  }
  nghttp2_session_callbacks_del (callbacks);
  return status;
}

int
pr_grpc_init (struct pr_grpc *grpc, bool is_secure, struct pr_fault *fault)
{
  static const nghttp2_settings_entry settings[] = {
    { NGHTTP2_SETTINGS_ENABLE_PUSH, 0 },
    { NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, WINDOW },
    { NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, PR_HEADERS_SIZE },
  };
  int status;

  (void) is_secure;
  *grpc = (struct pr_grpc) { .fault = fault };
  pl_buffer_init (&grpc->goaway_text);
  status = set_up_session (grpc);
  if (!status)
    status = nghttp2_submit_settings (grpc->session, NGHTTP2_FLAG_NONE,
                                      settings,
                                      sizeof settings / sizeof settings[0]);
  if (!status)
    status = nghttp2_session_set_local_window_size
      (grpc->session, NGHTTP2_FLAG_NONE, 0, WINDOW);
  if (!status)
    return 0;
  return pr_fault_say (fault, PLATING_E_NOMEM,
                       "HTTP/2 cannot be set up: %s",
                       nghttp2_strerror (status));
}

void
pr_grpc_release (struct pr_grpc *grpc)
{
  nghttp2_session_del (grpc->session);
  grpc->session = NULL;
  pl_buffer_release (&grpc->goaway_text);
}

/* The body of every request: an empty message. */
static ssize_t
give_body (nghttp2_session *session, int32_t stream, uint8_t *bytes,
           size_t len, uint32_t *flags, nghttp2_data_source *source,
           void *data)
{
  (void) session;
  (void) stream;
  (void) source;
  (void) data;
  if (len < 5)
    return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  memset (bytes, 0, 5);
  *flags |= NGHTTP2_DATA_FLAG_EOF;
  return 5;
}

static nghttp2_nv
header (const char *name, const char *value)
{
  return (nghttp2_nv) {
    .name = (uint8_t *) (uintptr_t) name, .namelen = strlen (name),
    .value = (uint8_t *) (uintptr_t) value, .valuelen = strlen (value),
    .flags = NGHTTP2_NV_FLAG_NO_COPY_NAME,
  };
}

int
pr_grpc_call (struct pr_grpc *grpc, struct pr_call *call, bool is_secure)
{
  const nghttp2_nv headers[] = {
    header (":method", "POST"),
    header (":scheme", is_secure ? "https" : "http"),
    header (":path", call->path),
    header (":authority", "localhost"),
    header ("te", "trailers"),
    header ("content-type", "application/grpc"),
    header ("user-agent", "plating/" PLATING_VERSION),
  };
  const nghttp2_data_provider body = { .read_callback = give_body };

  call->status = -1;
  call->stream = nghttp2_submit_request
    (grpc->session, NULL, headers, sizeof headers / sizeof headers[0], &body,
     call);
  if (call->stream >= 0)
    return 0;
  return pr_fault_say (grpc->fault, PLATING_E_DISCOVERY,
                       "%s cannot be called: %s", call->path,
                       nghttp2_strerror (call->stream));
}

int
pr_grpc_receive (struct pr_grpc *grpc, const void *bytes, size_t len)
{
  ssize_t n = nghttp2_session_mem_recv (grpc->session, bytes, len);

  if (n == NGHTTP2_ERR_NOMEM)
    return pr_fault_say (grpc->fault, PLATING_E_NOMEM, "out of memory");
  if (n >= 0)
    return 0;
  if (n == NGHTTP2_ERR_FLOODED)
    give_up (grpc, flooding);
  return pr_fault_say (grpc->fault, PLATING_E_DISCOVERY,
                       "the provider does not speak HTTP/2: %s",
                       nghttp2_strerror ((int) n));
}

long
pr_grpc_send (struct pr_grpc *grpc, const unsigned char **bytes)
{
  ssize_t n = nghttp2_session_mem_send (grpc->session, bytes);

  if (n >= 0)
    return (long) n;
  return pr_fault_say (grpc->fault, n == NGHTTP2_ERR_NOMEM
                       ? PLATING_E_NOMEM : PLATING_E_DISCOVERY,
                       "HTTP/2 fails: %s", nghttp2_strerror ((int) n));
}

bool
pr_grpc_is_over (const struct pr_grpc *grpc)
{
  return !nghttp2_session_want_read (grpc->session)
    && !nghttp2_session_want_write (grpc->session);
}

void
pr_grpc_explain (const struct pr_grpc *grpc, struct pr_fault *fault)
{
  struct pl_buffer text;

  if (!grpc->has_goaway) {
    pr_fault_say (fault, PLATING_E_DISCOVERY, "the provider breaks the rules"
                  " of HTTP/2");
    return;
  }
  pl_buffer_init (&text);
  pr_fault_escape (&text, grpc->goaway_text.data, grpc->goaway_text.len);
  pr_fault_say (fault, PLATING_E_DISCOVERY, "the provider ended the"
                " connection before it answered: GOAWAY, %s%s%s",
                nghttp2_http2_strerror (grpc->goaway_code),
                text.len > 0 ? ": " : "", text.len > 0 ? text.data : "");
  pl_buffer_release (&text);
}
