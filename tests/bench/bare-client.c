/* SPDX-License-Identifier: Apache-2.0 */
/* What a provider itself needs to start and answer, seen by a client that
 * does nothing else: bare-client PROGRAM [ARGUMENT...] starts it, calls for
 * schema and identities, drops the replies, prints the seconds from the
 * start to the last byte, and kills it.  No check, no log, no care. */

#include <config.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <nghttp2/nghttp2.h>

#include "seconds.h"

static int n_closed;
static size_t n_bytes;          /* of replies */

static int
on_close (nghttp2_session *session, int32_t stream, uint32_t code,
          void *data)
{
  (void) session;
  (void) stream;
  (void) code;
  (void) data;
  n_closed++;
  return 0;
}

static int
on_data (nghttp2_session *session, uint8_t flags, int32_t stream,
         const uint8_t *bytes, size_t len, void *data)
{
  (void) session;
  (void) flags;
  (void) stream;
  (void) bytes;
  (void) data;
  n_bytes += len;
  return 0;
}

static ssize_t
give_body (nghttp2_session *session, int32_t stream, uint8_t *bytes,
           size_t len, uint32_t *flags, nghttp2_data_source *source,
           void *data)
{
  (void) session;
  (void) stream;
  (void) len;
  (void) source;
  (void) data;
  memset (bytes, 0, 5);
  *flags |= NGHTTP2_DATA_FLAG_EOF;
  return 5;
}

static void
die (const char *what)
{
  perror (what);
  exit (1);
}

static void
call (nghttp2_session *session, const char *path)
{
#define HEADER(name, value) \
  { (uint8_t *) (uintptr_t) name, (uint8_t *) (uintptr_t) value, \
    strlen (name), strlen (value), NGHTTP2_NV_FLAG_NONE }
  const nghttp2_nv headers[] = {
    HEADER (":method", "POST"), HEADER (":scheme", "http"),
    HEADER (":path", path), HEADER (":authority", "localhost"),
    HEADER ("te", "trailers"), HEADER ("content-type", "application/grpc"),
  };
  const nghttp2_data_provider body = { .read_callback = give_body };

  if (nghttp2_submit_request (session, NULL, headers, 6, &body, NULL) < 0)
    exit (1);
}

static void
talk (int fd, int err, int protocol)
{
  static const nghttp2_settings_entry window
    = { NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 16 << 20 };
  struct pollfd fds[2] = { { fd, POLLIN, 0 }, { err, POLLIN, 0 } };
  nghttp2_session_callbacks *callbacks;
  nghttp2_session *session;
  static uint8_t bytes[65536];
  const uint8_t *out;
  ssize_t n;

  nghttp2_session_callbacks_new (&callbacks);
  nghttp2_session_callbacks_set_on_stream_close_callback (callbacks,
                                                          on_close);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback (callbacks,
                                                             on_data);
  nghttp2_session_client_new (&session, callbacks, NULL);
  nghttp2_session_callbacks_del (callbacks);
  nghttp2_submit_settings (session, 0, &window, 1);
  nghttp2_session_set_local_window_size (session, 0, 0, 16 << 20);
  call (session, protocol == 5 ? "/tfplugin5.Provider/GetSchema"
        : "/tfplugin6.Provider/GetProviderSchema");
  call (session, protocol == 5
        ? "/tfplugin5.Provider/GetResourceIdentitySchemas"
        : "/tfplugin6.Provider/GetResourceIdentitySchemas");
  while (n_closed < 2) {
    while ((n = nghttp2_session_mem_send (session, &out)) > 0)
      if (write (fd, out, (size_t) n) != n)
        die ("write");
    if (poll (fds, 2, 60000) <= 0)
      die ("poll");
    if (fds[1].revents && read (err, bytes, sizeof bytes) <= 0)
      fds[1].fd = -1;
    if (fds[0].revents) {
      n = read (fd, bytes, sizeof bytes);
      if (n <= 0 || nghttp2_session_mem_recv (session, bytes, (size_t) n) < 0)
        die ("read");
    }
  }
  nghttp2_session_del (session);
}

static void
become (char **argv, const char *directory, int out, int err)
{
  dup2 (open ("/dev/null", O_RDONLY), 0);
  dup2 (out, 1);
  dup2 (err, 2);
  setenv ("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf"
          "76d1a219cb4d6991ca9872b2", 1);
  setenv ("PLUGIN_PROTOCOL_VERSIONS", "5,6", 1);
  setenv ("PLUGIN_UNIX_SOCKET_DIR", directory, 1);
  setenv ("TF_LOG_SDK", "OFF", 1);
  execv (argv[0], argv);
  die (argv[0]);
}

static int
connect_to (char *line, int *protocol)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM, 0);
  char path[100];

  if (sscanf (line, "1|%d|unix|%99[^|]|grpc", protocol, path) != 2)
    die (line);
  memcpy (address.sun_path, path, strlen (path));
  if (connect (fd, (struct sockaddr *) &address, sizeof address) < 0)
    die (path);
  unlink (path);
  return fd;
}

int
main (int argc, char **argv)
{
  char directory[] = "/tmp/bare-XXXXXX", line[4096] = "";
  int out[2], err[2], protocol, fd;
  size_t len = 0;
  double start;
  pid_t child;

  if (argc < 2 || !mkdtemp (directory) || pipe (out) < 0 || pipe (err) < 0)
    die ("bare-client PROGRAM [ARGUMENT...]");
  signal (SIGPIPE, SIG_IGN);
  start = seconds_now ();
  child = fork ();
  if (child == 0)
    become (argv + 1, directory, out[1], err[1]);
  close (out[1]);
  close (err[1]);
  while (!strchr (line, '\n') && len < sizeof line - 1) {
    ssize_t n = read (out[0], line + len, sizeof line - 1 - len);

    if (n <= 0)
      die ("handshake");
    len += (size_t) n;
  }
  fd = connect_to (line, &protocol);
  talk (fd, err[0], protocol);
  if (n_bytes < 100)            /* it was not the schema */
    die ("reply");
  printf ("%.6f\n", seconds_now () - start);
  kill (child, SIGKILL);
  waitpid (child, NULL, 0);
  rmdir (directory);
  return 0;
}
