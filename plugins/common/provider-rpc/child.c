/* SPDX-License-Identifier: Apache-2.0 */
/* Starts and ends a provider's process. */

#include <config.h>

#include "child.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <plating/types.h>

#include "fault.h"

/* What the child needs between its start and exec. */
struct plan {
  const struct pr_child_request *req;
  int null, out, err, report;
  pid_t parent;
};

/* Puts FD at the place TO; neither is closed by exec any more. */
static int
move_fd (int fd, int to)
{
  if (fd == to)
    return fcntl (fd, F_SETFD, 0);
  return dup2 (fd, to) < 0 ? -1 : 0;
}

static int
prepare (const struct plan *plan)
{
  struct sigaction action = { .sa_handler = SIG_DFL };
  sigset_t none;
  int i;

  for (i = 1; i < NSIG; i++)
    if (i != SIGKILL && i != SIGSTOP)
      sigaction (i, &action, NULL);
  sigemptyset (&none);
  if (sigprocmask (SIG_SETMASK, &none, NULL) < 0 || setsid () < 0)
    return -1;
  /* From here on the kernel kills us with our parent; if that was over
   * before, nobody would. */
  if (prctl (PR_SET_PDEATHSIG, SIGKILL) < 0)
    return -1;
  if (getppid () != plan->parent)
    _exit (127);
  if (plan->req->directory && chdir (plan->req->directory) < 0)
    return -1;
  return move_fd (plan->null, 0) < 0 || move_fd (plan->out, 1) < 0
    || move_fd (plan->err, 2) < 0 ? -1 : 0;
}

/* Never returns; tells its parent why if it cannot go on. */
static void
become (const struct plan *plan)
{
  int code;

  if (prepare (plan) == 0) {
#ifdef SYS_close_range
    /* 4: close on exec.  Others may have descriptors open without it. */
    syscall (SYS_close_range, 3u, ~0u, 4u);
#endif
    execve (plan->req->path, plan->req->argv, plan->req->env);
  }
  code = errno;
  while (write (plan->report, &code, sizeof code) < 0 && errno == EINTR)
    continue;
  _exit (127);
}

static void
close_fd (int *fd)
{
  if (*fd >= 0)
    close (*fd);
  *fd = -1;
}

/* A pipe whose ends are not 0, 1 or 2, so that they do not stand in each
 * other's way in the child. */
static int
make_pipe (int *ends)
{
  int i;

  if (pipe2 (ends, O_CLOEXEC) < 0)
    return -1;
  for (i = 0; i < 2; i++)
    if (ends[i] < 3) {
      int higher = fcntl (ends[i], F_DUPFD_CLOEXEC, 3);

      if (higher < 0) {
        close_fd (&ends[0]);
        close_fd (&ends[1]);
        return -1;
      }
      close (ends[i]);
      ends[i] = higher;
    }
  return 0;
}

/* By vfork: a copy of our tables of pages, and what is then written and
 * copied once more, would take longer than all else here.  So the child has
 * our memory until exec, and makes only system calls in it. */
static __attribute__ ((noinline)) pid_t
start (const struct plan *plan)
{
  pid_t pid = vfork ();

  if (pid == 0)
    become (plan);
  return pid;
}

/* Starts.  Returns the error of that, or which the child reports. */
static int
spawn (struct pr_child *child, struct plan *plan)
{
  int report[2], code = 0;
  sigset_t all, old;
  ssize_t n;
  pid_t pid;

  if (make_pipe (report) < 0)
    return errno;
  plan->report = report[1];
  plan->parent = getpid ();
  /* No handler of ours may run in the child. */
  sigfillset (&all);
  pthread_sigmask (SIG_SETMASK, &all, &old);
  pid = start (plan);
  code = pid < 0 ? errno : 0;
  pthread_sigmask (SIG_SETMASK, &old, NULL);
  close_fd (&report[1]);
  if (pid > 0) {
    child->pid = pid;
    do
      n = read (report[0], &code, sizeof code);
    while (n < 0 && errno == EINTR);
    if (n != sizeof code)
      code = 0;
  }
  close_fd (&report[0]);
  return code;
}

/* Explains what exec says about PATH. */
static void
explain (const char *path, int code, struct pr_fault *fault)
{
  pr_fault_say (fault, PLATING_E_DISCOVERY, "the provider %s cannot be"
                " started: %s", path, strerror (code));
  if (code == EACCES)
    pr_fault_advise (fault, "it must be an executable file, on a file system"
                     " that allows it");
  else if (code == ENOEXEC)
    pr_fault_advise (fault, "it is no program for this machine");
  else if (code == ENOENT && access (path, F_OK) == 0)
    pr_fault_advise (fault, "the file is there: the interpreter or loader"
                     " that it names is missing");
}

static int
open_all (struct pr_child *child, struct plan *plan)
{
  int out[2], err[2];

  plan->null = open ("/dev/null", O_RDONLY | O_CLOEXEC);
  if (plan->null < 0)
    return -1;
  if (plan->null < 3) {
    int higher = fcntl (plan->null, F_DUPFD_CLOEXEC, 3);

    close (plan->null);
    plan->null = higher;
    if (higher < 0)
      return -1;
  }
  if (make_pipe (out) < 0)
    return -1;
  child->out = out[0];
  plan->out = out[1];
  if (make_pipe (err) < 0)
    return -1;
  child->err = err[0];
  plan->err = err[1];
  return 0;
}

static void
abandon (struct pr_child *child)
{
  if (child->pid > 0)
    pr_child_wait (child);
  close_fd (&child->out);
  close_fd (&child->err);
  child->pid = 0;
}

int
pr_child_start (struct pr_child *child, const struct pr_child_request *req,
                bool *try_again, struct pr_fault *fault)
{
  struct plan plan = { .req = req, .null = -1, .out = -1, .err = -1 };
  int code;

  *child = (struct pr_child) { .exit_fd = -1, .out = -1, .err = -1 };
  *try_again = false;
  code = open_all (child, &plan) < 0 ? errno : spawn (child, &plan);
  close_fd (&plan.null);
  close_fd (&plan.out);
  close_fd (&plan.err);
  if (code != 0) {
    *try_again = code == EAGAIN || code == ETXTBSY;
    abandon (child);
    if (!*try_again)
      explain (req->path, code, fault);
    return -1;
  }
#ifdef SYS_pidfd_open
  child->exit_fd = (int) syscall (SYS_pidfd_open, child->pid, 0);
#endif
  return 0;
}

void
pr_child_signal (const struct pr_child *child, int signal)
{
  if (child->pid > 0 && !child->is_reaped)
    kill (-child->pid, signal);
}

static bool
reap (struct pr_child *child, int options)
{
  siginfo_t info = { .si_pid = 0 };
  int status;

  if (child->pid <= 0 || child->is_reaped)
    return true;
  do
    status = waitid (P_PID, (id_t) child->pid, &info,
                     WEXITED | WNOWAIT | options);
  while (status < 0 && errno == EINTR);
  if (status == 0 && info.si_pid == 0)
    return false;
  /* As long as it is not reaped, the number of the group is its own. */
  kill (-child->pid, SIGKILL);
  while (waitpid (child->pid, &child->status, 0) < 0 && errno == EINTR)
    continue;
  child->is_reaped = true;
  return true;
}

bool
pr_child_reap (struct pr_child *child)
{
  return reap (child, WNOHANG);
}

void
pr_child_wait (struct pr_child *child)
{
  reap (child, 0);
}

/* Whether a descriptor of the process of DIRECTORY is the file NODE. */
static bool
holds (const char *directory, const struct stat *node)
{
  char path[512];
  struct dirent *entry;
  struct stat st;
  bool found = false;
  DIR *dir;

  snprintf (path, sizeof path, "%s/fd", directory);
  dir = opendir (path);
  if (!dir)
    return false;
  while (!found && (entry = readdir (dir)))
    found = entry->d_name[0] != '.'
      && fstatat (dirfd (dir), entry->d_name, &st, 0) == 0
      && st.st_dev == node->st_dev && st.st_ino == node->st_ino;
  closedir (dir);
  return found;
}

void
pr_child_kill_holders (int fd)
{
  struct dirent *entry;
  struct stat node;
  DIR *dir;

  if (fstat (fd, &node) < 0 || !(dir = opendir ("/proc")))
    return;
  while ((entry = readdir (dir))) {
    char path[300];
    long pid = strtol (entry->d_name, NULL, 10);

    if (pid <= 1 || pid == (long) getpid ())
      continue;
    snprintf (path, sizeof path, "/proc/%s", entry->d_name);
    if (holds (path, &node))
      kill ((pid_t) pid, SIGKILL);
  }
  closedir (dir);
}
