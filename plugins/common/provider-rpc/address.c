/* SPDX-License-Identifier: Apache-2.0 */
/* Where to connect, and whether that is allowed. */

#include <config.h>

#include "exchange.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <plating/types.h>

#include "plugins/common/process/scratch.h"

static int
refuse (struct pr_exchange *x, const char *why)
{
  struct pl_buffer shown;

  pl_buffer_init (&shown);
  pr_fault_escape (&shown, x->address.data, x->address.len);
  pr_fault_say (&x->fault, PLATING_E_DISCOVERY, "the provider's address '%s'"
                " is refused: %s", shown.data ? shown.data : "", why);
  pl_buffer_release (&shown);
  return -1;
}

/* Only a socket right inside of our own directory will do: nobody else can
 * have put it there. */
static int
check_socket (struct pr_exchange *x)
{
  const char *path = x->address.data;
  const char *slash = strrchr (path, '/');
  char *parent, *resolved;
  bool is_ours, lacks_memory;

  if (path[0] != '/' || !slash || slash == path || !slash[1])
    return refuse (x, "it is no absolute path of a socket");
  if (x->address.len >= sizeof ((struct sockaddr_un *) 0)->sun_path)
    return refuse (x, "it is too long for a socket");
  if (!strcmp (slash + 1, "..") || !strcmp (slash + 1, "."))
    return refuse (x, "it is no socket");
  parent = strndup (path, (size_t) (slash - path));
  resolved = parent ? realpath (parent, NULL) : NULL;
  lacks_memory = !parent || (!resolved && errno == ENOMEM);
  is_ours = resolved && !strcmp (resolved, process_scratch_path (x->scratch));
  free (resolved);
  free (parent);
  if (lacks_memory)
    return pr_fault_say (&x->fault, PLATING_E_NOMEM, "out of memory");
  return is_ours ? 0
    : refuse (x, "it is outside of the directory that it was given");
}

/* Sets the parts of a TCP address: only this machine will do. */
static bool
is_loopback (const char *address)
{
  const char *colon = strrchr (address, ':');
  char host[64];
  struct in_addr four;
  size_t len = colon ? (size_t) (colon - address) : 0;

  if (!colon || len == 0 || len >= sizeof host)
    return false;
  memcpy (host, address, len);
  host[len] = '\0';
  if (!strcmp (host, "::1") || !strcmp (host, "[::1]"))
    return true;
  return inet_pton (AF_INET, host, &four) == 1
    && ntohl (four.s_addr) >> 24 == 127;
}

int
pr_address_check (struct pr_exchange *x)
{
  const struct pr_handshake *h = &x->handshake;

  pl_buffer_clear (&x->address);
  pl_buffer_append (&x->address, h->address.ptr, h->address.len);
  if (x->address.failed)
    return pr_fault_say (&x->fault, PLATING_E_NOMEM, "out of memory");
  x->is_tcp = h->is_tcp;
  if (x->req->allows_tcp && h->certificate.len == 0)
    return refuse (x, "TLS was asked for and the provider does without");
  x->is_secure = x->req->allows_tcp;
  if (!h->is_tcp)
    return check_socket (x);
  if (!x->req->allows_tcp) {
    pr_fault_advise (&x->fault, "set tls to yes to allow TCP on this machine"
                     " with TLS");
    return refuse (x, "anybody on this machine can connect to a TCP port");
  }
  if (!is_loopback (x->address.data))
    return refuse (x, "it is not on this machine");
  return 0;
}

/* Whose socket is it?  In a program started by a script the process that
 * listens may be another one than the child, but never another user's. */
static bool
is_peer_ours (struct pr_exchange *x, int fd)
{
#ifdef SO_PEERCRED
  struct ucred peer = { .pid = 0 };
  socklen_t len = sizeof peer;

  if (getsockopt (fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) < 0
      || peer.uid != geteuid ()) {
    refuse (x, "its socket is another user's");
    return false;
  }
#endif
  return true;
}

int
pr_address_connect (struct pr_exchange *x)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  struct stat st;
  int fd, code = 0;

  if (x->address.len >= sizeof address.sun_path)
    return -ENAMETOOLONG;
  memcpy (address.sun_path, x->address.data, x->address.len);
  if (lstat (address.sun_path, &st) < 0)
    return -errno;
  if (!S_ISSOCK (st.st_mode)) {
    refuse (x, "it is no socket");
    return -EPERM;
  }
  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0)
    return -errno;
  if (connect (fd, (const struct sockaddr *) &address, sizeof address) < 0)
    code = errno;
  else if (!is_peer_ours (x, fd))
    code = EPERM;
  if (code == 0)
    return fd;
  close (fd);
  return -code;
}
