/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a program and writes what it cost to a file.
 *
 *   measure FILE PROGRAM ARGUMENT...
 *
 * The line is "WALL USER SYS PEAK STATUS": seconds, KiB of memory at most,
 * exit status.  What the program prints is dropped; the status of measure
 * is that of the program. */

#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "seconds.h"

static void
become (char **arguments)
{
  int null = open ("/dev/null", O_RDWR);

  if (null >= 0) {
    dup2 (null, STDIN_FILENO);
    dup2 (null, STDOUT_FILENO);
    dup2 (null, STDERR_FILENO);
    execvp (arguments[0], arguments);
  }
  _exit (127);
}

int
main (int argc, char **argv)
{
  struct rusage usage;
  double begin, wall;
  int status;
  pid_t child;
  FILE *f;

  if (argc < 3) {
    fputs ("usage: measure FILE PROGRAM ARGUMENT...\n", stderr);
    return 2;
  }
  begin = seconds_now ();
  child = fork ();
  if (child == 0)
    become (argv + 2);
  if (child < 0 || wait4 (child, &status, 0, &usage) != child) {
    fprintf (stderr, "measure: %s\n", strerror (errno));
    return 3;
  }
  wall = seconds_now () - begin;
  status = WIFEXITED (status) ? WEXITSTATUS (status) : 128;
  f = fopen (argv[1], "w");
  if (!f || fprintf (f, "%.6f %.6f %.6f %ld %d\n", wall,
                     seconds_of (usage.ru_utime),
                     seconds_of (usage.ru_stime), usage.ru_maxrss,
                     status) < 0
      || fclose (f) != 0) {
    fprintf (stderr, "measure: %s: %s\n", argv[1], strerror (errno));
    return 3;
  }
  return status;
}
