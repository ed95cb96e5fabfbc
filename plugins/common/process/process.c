/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a program to its end and keeps what it says. */

#include <config.h>

#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define OUTPUT_LIMIT ((size_t) 1 << 30)

/* How often it is looked whether the program has to end. */
#define PATIENCE_MS 50

/* From asking a program to end to killing it, and how long pipes that others
 * keep open are read after its end. */
#define GRACE_MS 1000u

extern char **environ;

/* What is under way. */
struct running {
  const struct process_request *request;
  struct process_result *result;
  pid_t pid;
  int fds[2];               /* output, errors; -1: at its end */
  uint64_t deadline;        /* 0: none */
  uint64_t kill_at;         /* 0: it was not asked to end */
  uint64_t leave_at;        /* 0: it has not ended */
};

static uint64_t
now_ms (void)
{
  struct timespec t;

  clock_gettime (CLOCK_MONOTONIC, &t);
  return (uint64_t) t.tv_sec * 1000 + (uint64_t) t.tv_nsec / 1000000;
}

/* -- starting ------------------------------------------------------------- */

static int
set_actions (posix_spawn_file_actions_t *actions,
             const struct process_request *r, int out, int err)
{
  int code = posix_spawn_file_actions_addopen (actions, 0, "/dev/null",
                                               O_RDONLY, 0);

  if (!code)
    code = posix_spawn_file_actions_adddup2 (actions, out, 1);
  if (!code)
    code = posix_spawn_file_actions_adddup2
      (actions, r->keeps_errors_apart ? err : out, 2);
  if (!code)
    code = posix_spawn_file_actions_addchdir_np (actions, r->directory);
  return code;
}

static int
spawn (const struct process_request *r, pid_t *pid, int out, int err)
{
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t defaults;
  int code;

  /* Posix_spawn may leave it to the child to say that there is no such
   * program, by status 127, as it does under valgrind. */
  if (r->path[0] == '/' && access (r->path, X_OK) < 0)
    return errno;
  code = posix_spawn_file_actions_init (&actions);
  if (code)
    return code;
  code = posix_spawnattr_init (&attributes);
  if (code) {
    posix_spawn_file_actions_destroy (&actions);
    return code;
  }
  sigemptyset (&defaults);
  sigaddset (&defaults, SIGPIPE);
  posix_spawnattr_setsigdefault (&attributes, &defaults);
  posix_spawnattr_setpgroup (&attributes, 0);
  posix_spawnattr_setflags (&attributes, POSIX_SPAWN_SETSIGDEF
                            | POSIX_SPAWN_SETPGROUP);
  code = set_actions (&actions, r, out, err);
  if (!code)
    code = posix_spawn (pid, r->path, &actions, &attributes,
                        (char *const *) (uintptr_t) r->arguments,
                        r->environment ? r->environment : environ);
  posix_spawnattr_destroy (&attributes);
  posix_spawn_file_actions_destroy (&actions);
  return code;
}

/* -- to its end ----------------------------------------------------------- */

/* Reads what is there; false at the end. */
static bool
drain (int fd, struct pl_buffer *out)
{
  char chunk[65536];
  ssize_t n = read (fd, chunk, sizeof chunk);

  if (n > 0)
    pl_buffer_append (out, chunk, (size_t) n);
  return n > 0 || (n < 0 && (errno == EINTR || errno == EAGAIN));
}

static void
ask_to_end (struct running *p, enum process_end end)
{
  if (p->kill_at)
    return;
  p->result->end = end;
  p->kill_at = now_ms () + GRACE_MS;
  kill (-p->pid, SIGTERM);
}

/* Looks whether the program has ended, and whether it has to. */
static void
look_after (struct running *p)
{
  const struct process_request *r = p->request;
  uint64_t now = now_ms ();

  if (!p->leave_at && waitpid (p->pid, &p->result->status, WNOHANG) == p->pid)
    p->leave_at = now + GRACE_MS;
  if (p->leave_at)
    return;
  if (p->result->out.failed || p->result->err.failed)
    /* If memory is what it lacks, process_run says so. */
    ask_to_end (p, PROCESS_TOO_LOUD);
  else if (r->is_cancelled && r->is_cancelled (r->data))
    ask_to_end (p, PROCESS_CANCELLED);
  else if (p->deadline && now >= p->deadline)
    ask_to_end (p, PROCESS_TIMED_OUT);
  if (p->kill_at && now >= p->kill_at)
    kill (-p->pid, SIGKILL);
}

static void
collect (struct running *p)
{
  struct pl_buffer *buffers[2] = { &p->result->out, &p->result->err };
  struct pollfd fds[2] = {
    { .fd = p->fds[0], .events = POLLIN },
    { .fd = p->fds[1], .events = POLLIN },
  };
  int i;

  while (!p->leave_at || (now_ms () < p->leave_at
                          && (fds[0].fd >= 0 || fds[1].fd >= 0))) {
    fds[0].revents = fds[1].revents = 0;
    if (poll (fds, 2, PATIENCE_MS) < 0 && errno != EINTR)
      break;
    for (i = 0; i < 2; i++)
      if (fds[i].fd >= 0 && fds[i].revents && !drain (fds[i].fd, buffers[i]))
        fds[i].fd = -1;
    look_after (p);
  }
  /* What it has left behind ends with it. */
  kill (-p->pid, SIGKILL);
  while (!p->leave_at && waitpid (p->pid, &p->result->status, 0) < 0
         && errno == EINTR)
    continue;
}

static void
close_pair (const int pair[2])
{
  if (pair[0] >= 0)
    close (pair[0]);
  if (pair[1] >= 0)
    close (pair[1]);
}

int
process_run (const struct process_request *request,
             struct process_result *result)
{
  struct running p = { .request = request, .result = result };
  int pipes[2][2] = { { -1, -1 }, { -1, -1 } }, code = 0;

  *result = (struct process_result) { .end = PROCESS_ENDED };
  pl_buffer_init (&result->out);
  pl_buffer_init (&result->err);
  result->out.limit = result->err.limit
    = request->output_limit ? request->output_limit : OUTPUT_LIMIT;
  if (pipe2 (pipes[0], O_CLOEXEC) < 0 || pipe2 (pipes[1], O_CLOEXEC) < 0)
    code = errno;
  if (request->time_limit_ms)
    p.deadline = now_ms () + request->time_limit_ms;
  if (code == 0)
    code = spawn (request, &p.pid, pipes[0][1], pipes[1][1]);
  if (code == 0) {
    close (pipes[0][1]);
    close (pipes[1][1]);
    pipes[0][1] = pipes[1][1] = -1;
    p.fds[0] = pipes[0][0];
    p.fds[1] = pipes[1][0];
    collect (&p);
    if (result->out.failed == -ENOMEM || result->err.failed == -ENOMEM)
      code = ENOMEM;
    /* It may have ended before anybody noticed. */
    else if ((result->out.failed || result->err.failed)
             && result->end == PROCESS_ENDED)
      result->end = PROCESS_TOO_LOUD;
  }
  close_pair (pipes[0]);
  close_pair (pipes[1]);
  return code;
}

void
process_result_release (struct process_result *result)
{
  pl_buffer_release (&result->out);
  pl_buffer_release (&result->err);
}

/* -- names and surroundings ----------------------------------------------- */

static bool
is_program (const char *path)
{
  struct stat st;

  return stat (path, &st) == 0 && S_ISREG (st.st_mode)
    && access (path, X_OK) == 0;
}

bool
process_find (const char *name, struct pl_buffer *path)
{
  const char *rest = getenv ("PATH");
  size_t start = path->len;

  if (strchr (name, '/')) {
    pl_buffer_puts (path, name);
    return !path->failed && is_program (path->data + start);
  }
  while (rest && *rest) {
    size_t len = strcspn (rest, ":");

    path->len = start;
    if (len && rest[0] == '/') {
      pl_buffer_append (path, rest, len);
      pl_buffer_putc (path, '/');
      pl_buffer_puts (path, name);
      if (!path->failed && is_program (path->data + start))
        return true;
    }
    rest += len;
    rest += *rest == ':';
  }
  path->len = start;
  return false;
}

static bool
is_dropped (const char *variable, const char *const *dropped)
{
  for (; *dropped; dropped++)
    if (!strncmp (variable, *dropped, strlen (*dropped)))
      return true;
  return false;
}

char **
process_environment (const char *const *dropped, const char *const *added)
{
  size_t n = 0, n_added = 0, i;
  char **environment;

  while (environ[n])
    n++;
  while (added[n_added])
    n_added++;
  environment = calloc (n + n_added + 1, sizeof *environment);
  if (!environment)
    return NULL;
  n = 0;
  for (i = 0; environ[i]; i++)
    if (!is_dropped (environ[i], dropped))
      environment[n++] = environ[i];
  for (i = 0; i < n_added; i++)
    environment[n++] = (char *) (uintptr_t) added[i];
  return environment;
}

void
process_describe (int status, struct pl_buffer *out)
{
  if (WIFSIGNALED (status))
    pl_buffer_printf (out, "signal: %s", strsignal (WTERMSIG (status)));
  else
    pl_buffer_printf (out, "exit status %d", WEXITSTATUS (status));
}
