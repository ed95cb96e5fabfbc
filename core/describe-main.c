/* SPDX-License-Identifier: Apache-2.0 */
/* plating-describe-plugin FILE: loads one plugin file and writes what it
 * says of itself to standard output, as one JSON object.
 *
 * It is started by libplating, so that whatever a plugin does while it is
 * looked at is done to this process; see examine.c. */

#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <jansson.h>

#include <plating/run.h>

#include "common/buffer.h"
#include "describe.h"
#include "error.h"
#include "plugin.h"

/* Moves standard output out of the plugin's reach; what the plugin prints
 * goes where standard error goes. */
static int
keep_output (void)
{
  int fd = fcntl (STDOUT_FILENO, F_DUPFD_CLOEXEC, 10);

  if (fd < 0 || dup2 (STDERR_FILENO, STDOUT_FILENO) < 0)
    return -1;
  return fd;
}

static int
write_all (const char *bytes, size_t len, void *fd)
{
  while (len > 0) {
    ssize_t n = write (*(int *) fd, bytes, len);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return -1;
    bytes += n;
    len -= (size_t) n;
  }
  return 0;
}

/* Returns {"problem": …, "hint": …} of ERROR. */
static json_t *
problem (const struct plating_error *error)
{
  const char *hint = plating_error_hint (error);
  struct pl_buffer text;
  json_t *verdict;

  pl_buffer_init (&text);
  pl_error_format (error, &text);
  pl_buffer_puts (&text, "");
  verdict = text.failed ? NULL
    : json_pack ("{s:s, s:s*}", "problem", text.data, "hint", hint);
  if (!verdict)
    verdict = json_pack ("{s:s}", "problem", "the plugin was refused");
  pl_buffer_release (&text);
  return verdict;
}

int
main (int argc, char **argv)
{
  const struct rlimit no_core = { 0, 0 };
  struct plating_error *error = NULL;
  struct pl_plugin *plugin;
  json_t *verdict;
  int fd;

  if (argc != 2 || strncmp (argv[1], "--", 2) == 0) {
    fprintf (stderr, "usage: plating-describe-plugin FILE\n"
             "plating %s starts this program to look at a plugin.\n",
             PLATING_VERSION);
    return 2;
  }
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  setrlimit (RLIMIT_CORE, &no_core);
  fd = keep_output ();
  if (fd < 0)
    return 3;
  if (pl_plugin_load (argv[1], &plugin, &error) < 0)
    verdict = problem (error);
  else
    verdict = json_pack ("{s:o}", "description", pl_describe_plugin (plugin));
  /* Not by exit: the plugin may have destructors. */
  _exit (verdict && json_dump_callback (verdict, write_all, &fd,
                                        JSON_COMPACT) == 0 ? 0 : 3);
}
