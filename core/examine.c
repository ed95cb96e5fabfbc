/* SPDX-License-Identifier: Apache-2.0 */
/* Lets a child process load one plugin file and tell what it found.
 *
 * The child gets a process group of its own, so that what a plugin starts
 * ends with it.  Its standard output is a pipe to us, the other two lead
 * nowhere.  It writes one JSON object when all went well; what a crash,
 * an exit or a hang leaves behind is judged by its end. */

#include <config.h>

#include "examine.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/buffer.h"
#include "error.h"

#define LARGEST_OUTPUT (16u << 20)

extern char **environ;

const char *
pl_examine_program (void)
{
  const char *program = secure_getenv ("PLATING_DESCRIBE_PLUGIN");

  return program && *program
    ? program : PLATING_HELPER_DIR "/plating-describe-plugin";
}

static int
no_memory (struct plating_error **err)
{
  return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
}

static int64_t
now_ms (void)
{
  struct timespec t;

  clock_gettime (CLOCK_MONOTONIC, &t);
  return (int64_t) t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* -- starting ------------------------------------------------------------ */

static int
set_attributes (posix_spawnattr_t *attributes)
{
  sigset_t signals;
  int system;

  system = posix_spawnattr_setflags (attributes, POSIX_SPAWN_SETPGROUP
                                     | POSIX_SPAWN_SETSIGMASK
                                     | POSIX_SPAWN_SETSIGDEF);
  if (!system)
    system = posix_spawnattr_setpgroup (attributes, 0);
  sigemptyset (&signals);
  if (!system)
    system = posix_spawnattr_setsigmask (attributes, &signals);
  sigfillset (&signals);
  sigdelset (&signals, SIGKILL);
  sigdelset (&signals, SIGSTOP);
  if (!system)
    system = posix_spawnattr_setsigdefault (attributes, &signals);
  return system;
}

static int
set_files (posix_spawn_file_actions_t *files, int output)
{
  int system;

  /* First, since OUTPUT may be one of the other two. */
  system = posix_spawn_file_actions_adddup2 (files, output, STDOUT_FILENO);
  if (!system)
    system = posix_spawn_file_actions_addopen (files, STDIN_FILENO,
                                               "/dev/null", O_RDONLY, 0);
  if (!system)
    system = posix_spawn_file_actions_addopen (files, STDERR_FILENO,
                                               "/dev/null", O_WRONLY, 0);
  return system;
}

/* Starts the program for PATH with its standard output to OUTPUT.  Returns
 * 0 or an errno value. */
static int
spawn (const char *program, const char *path, int output, pid_t *child)
{
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  char *copies[2] = { strdup (program), strdup (path) };
  char *argv[] = { copies[0], copies[1], NULL };
  int system;

  if (!copies[0] || !copies[1]) {
    system = ENOMEM;
    goto end;
  }
  system = posix_spawnattr_init (&attributes);
  if (system)
    goto end;
  system = posix_spawn_file_actions_init (&files);
  if (!system) {
    system = set_attributes (&attributes);
    if (!system)
      system = set_files (&files, output);
    if (!system)
      system = posix_spawn (child, program, &files, &attributes, argv,
                            environ);
    posix_spawn_file_actions_destroy (&files);
  }
  posix_spawnattr_destroy (&attributes);

end:
  free (copies[0]);
  free (copies[1]);
  return system;
}

/* -- listening ----------------------------------------------------------- */

/* Reads from FD until its end.  Returns 0, or -1 when the deadline is over
 * or there is too much. */
static int
read_output (int fd, int64_t deadline, struct pl_buffer *output)
{
  for (;;) {
    struct pollfd p = { .fd = fd, .events = POLLIN };
    int64_t left = deadline - now_ms ();
    char bytes[4096];
    ssize_t n;

    if (left <= 0)
      return -1;
    if (poll (&p, 1, (int) left) <= 0)
      continue;
    n = read (fd, bytes, sizeof bytes);
    if (n == 0)
      return 0;
    if (n < 0 && errno != EINTR && errno != EAGAIN)
      return 0;
    if (n > 0)
      pl_buffer_append (output, bytes, (size_t) n);
    if (output->failed)
      return -1;
  }
}

/* How a child ended. */
struct end {
  int is_known;                 /* 0: somebody else has reaped it */
  int is_late;                  /* it was killed by us */
  int status;                   /* of waitpid */
};

/* Waits for CHILD until the deadline and kills what is left of its group. */
static struct end
reap (pid_t child, int is_late, int64_t deadline)
{
  struct end end = { .is_late = is_late };
  struct timespec pause = { .tv_nsec = 500000 };

  while (!end.is_late) {
    siginfo_t info = { 0 };

    if (waitid (P_PID, (id_t) child, &info, WEXITED | WNOHANG | WNOWAIT) < 0
        && errno != EINTR)
      return end;
    if (info.si_pid == child) {
      end.is_known = 1;
      break;
    }
    if (now_ms () >= deadline)
      end.is_late = 1;
    else
      nanosleep (&pause, NULL);
    if (pause.tv_nsec < 20000000)
      pause.tv_nsec *= 2;
  }
  /* Also what it has started and left behind; its number is not given to
   * others before it is reaped. */
  kill (-child, SIGKILL);
  while (waitpid (child, &end.status, 0) < 0 && errno == EINTR)
    ;
  return end;
}

/* -- judging ------------------------------------------------------------- */

static int
set_problem (json_t **verdict, struct plating_error **err, const char *fmt,
             ...)
  __attribute__ ((format (printf, 3, 4)));

static int
set_problem (json_t **verdict, struct plating_error **err, const char *fmt,
             ...)
{
  struct pl_buffer text;
  va_list ap;

  pl_buffer_init (&text);
  va_start (ap, fmt);
  pl_buffer_vprintf (&text, fmt, ap);
  va_end (ap);
  *verdict = NULL;
  /* A path that is not UTF-8 can't be part of it. */
  if (!text.failed)
    *verdict = json_pack ("{s:s}", "problem", text.data);
  if (!*verdict && !text.failed)
    *verdict = json_pack ("{s:s}", "problem",
                          "the plugin file failed while it was examined");
  pl_buffer_release (&text);
  return *verdict ? 0 : no_memory (err);
}

/* Whether JSON has the shape that the child program writes. */
static int
is_verdict (const json_t *json)
{
  return json_is_object (json_object_get (json, "description"))
    || json_is_string (json_object_get (json, "problem"));
}

static int
judge (const char *path, uint32_t timeout_ms, struct end end,
       const struct pl_buffer *output, json_t **verdict, int *is_lasting,
       struct plating_error **err)
{
  json_error_t error = { .line = -1 };

  *is_lasting = 0;
  if (output->failed)
    return output->failed == -EFBIG
      ? set_problem (verdict, err, "plugin file '%s' says more of itself "
                     "than is allowed", path)
      : no_memory (err);
  if (end.is_late)
    return set_problem (verdict, err, "plugin file '%s' took longer than %u "
                        "ms to be examined", path, (unsigned) timeout_ms);
  if (end.is_known && WIFSIGNALED (end.status)) {
    int number = WTERMSIG (end.status);

    *is_lasting = number != SIGKILL && number != SIGTERM && number != SIGINT;
    return set_problem (verdict, err, "plugin file '%s' crashed while it was "
                        "examined (signal %d: %s)", path, number,
                        strsignal (number));
  }
  *verdict = output->len
    ? json_loadb (output->data, output->len, JSON_REJECT_DUPLICATES, &error)
    : NULL;
  if (output->len && !*verdict
      && json_error_code (&error) == json_error_out_of_memory)
    return no_memory (err);
  if (is_verdict (*verdict)) {
    /* Why a file was refused may lie outside it, in a library that is
     * missing: that is asked for again each time. */
    *is_lasting = json_object_get (*verdict, "description") != NULL;
    return 0;
  }
  json_decref (*verdict);
  return set_problem (verdict, err, "plugin file '%s' ended the program "
                      "while it was examined (exit status %d)", path,
                      end.is_known ? WEXITSTATUS (end.status) : -1);
}

int
pl_examine_file (const char *path, uint32_t timeout_ms, json_t **verdict,
                 int *is_lasting, struct plating_error **err)
{
  const char *program = pl_examine_program ();
  int64_t deadline = now_ms () + timeout_ms;
  struct pl_buffer output;
  struct end end;
  int ends[2], system, status;
  pid_t child;

  *verdict = NULL;
  *is_lasting = 0;
  if (pipe2 (ends, O_CLOEXEC) < 0)
    return pl_error_set (err, PLATING_E_PLUGIN, "can't examine '%s': %s",
                         path, strerror (errno));
  /* Not every system's posix_spawn tells that the program is missing. */
  system = access (program, X_OK) < 0
    ? errno : spawn (program, path, ends[1], &child);
  close (ends[1]);
  if (system) {
    close (ends[0]);
    return pl_error_set (err, system == ENOMEM ? PLATING_E_NOMEM
                                               : PLATING_E_PLUGIN,
                         "can't start '%s', which examines plugins: %s",
                         program, strerror (system));
  }
  pl_buffer_init (&output);
  output.limit = LARGEST_OUTPUT;
  status = read_output (ends[0], deadline, &output);
  close (ends[0]);
  end = reap (child, status < 0, deadline);
  status = judge (path, timeout_ms, end, &output, verdict, is_lasting, err);
  pl_buffer_release (&output);
  return status;
}
