/* SPDX-License-Identifier: Apache-2.0 */
/* Starts the provider's process with the environment that it needs. */

#include <config.h>

#include "exchange.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <plating/types.h>

#include "plugins/common/process/scratch.h"
#include "tls.h"

/* Longest path of the directory: a provider appends up to 18 bytes, and a
 * socket's path has an end at 108 (at 104 elsewhere). */
#define DIRECTORY_LIMIT 80u

/* The environment: go-plugin's variables, then what the request has.  Of two
 * with one name the first counts. */
static char **
make_environment (struct pr_exchange *x, struct pl_buffer *texts)
{
  const struct pr_run_request *req = x->req;
  const char *directory = process_scratch_path (x->scratch);
  char **env = calloc (req->n_env + 8, sizeof *env);
  size_t n = 0, starts[3], i;

  if (!env)
    return NULL;
  env[n++] = (char *) (uintptr_t) "TF_PLUGIN_MAGIC_COOKIE="
    "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";
  env[n++] = (char *) (uintptr_t) "PLUGIN_PROTOCOL_VERSIONS=5,6";
  starts[0] = texts->len;
  pl_buffer_printf (texts, "PLUGIN_UNIX_SOCKET_DIR=%s%c", directory, 0);
  starts[1] = texts->len;
  pl_buffer_printf (texts, "TMPDIR=%s%c", directory, 0);
  starts[2] = texts->len;
  if (x->tls)
    pl_buffer_printf (texts, "PLUGIN_CLIENT_CERT=%s",
                      pr_tls_certificate (x->tls));
  if (texts->failed) {
    free (env);
    return NULL;
  }
  for (i = 0; i < (x->tls ? 3u : 2u); i++)
    env[n++] = texts->data + starts[i];
  for (i = 0; i < req->n_env; i++)
    env[n++] = (char *) (uintptr_t) req->env[i];
  /* Without it some write megabytes of traces; who asks for them gets
   * them. */
  env[n++] = (char *) (uintptr_t) "TF_LOG_SDK=OFF";
  return env;
}

int
pr_launch_make_directory (struct pr_exchange *x)
{
  x->scratch = process_scratch_new (DIRECTORY_LIMIT);
  if (x->scratch)
    return 0;
  if (errno == ENOMEM)
    return pr_fault_say (&x->fault, PLATING_E_NOMEM, "out of memory");
  return pr_fault_say (&x->fault, PLATING_E_IO, "no directory for the"
                       " provider's socket can be made in /tmp: %s",
                       strerror (errno));
}

int
pr_launch_child (struct pr_exchange *x)
{
  struct pr_child_request child = {
    .path = x->req->path, .argv = x->req->argv,
    .directory = x->req->directory,
  };
  struct pl_buffer texts;
  bool try_again = false;
  char **env;
  int status = -1, tries;

  pl_buffer_init (&texts);
  env = make_environment (x, &texts);
  if (!env)
    pr_fault_say (&x->fault, PLATING_E_NOMEM, "out of memory");
  child.env = env;
  /* Once more if it may pass: no process free, or just being written. */
  for (tries = 0; env && status < 0 && tries < 2; tries++) {
    if (tries > 0)
      uv_sleep (50);
    status = pr_child_start (&x->child, &child, &try_again, &x->fault);
    if (status < 0 && !try_again)
      break;
  }
  if (status < 0)
    pr_fault_say (&x->fault, PLATING_E_DISCOVERY, "the provider %s cannot be"
                  " started now: no process is free, or the file is being"
                  " written", x->req->path);
  free (env);
  pl_buffer_release (&texts);
  return status;
}
