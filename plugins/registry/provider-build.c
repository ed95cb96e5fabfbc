/* SPDX-License-Identifier: Apache-2.0 */
/* Gets a provider's schema from its sources: builds it with go and asks
 * terraform, or else tofu. */

#include <config.h>

#include "plugins/registry/front.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

/* Largest output of a program that is kept. */
#define OUTPUT_MAX ((size_t) 1 << 30)

/* How often it is looked whether the user has given up. */
#define PATIENCE_MS 200

extern char **environ;

/* -- programs --------------------------------------------------------- */

/* What a program is run with and what became of it. */
struct job {
  const char *path;
  const char *const *arguments;
  const char *directory;
  char **environment;
  bool keeps_errors_apart;
  struct pl_buffer out, err;    /* err: also the output if not kept apart */
  int status;                   /* as wait has it */
};

/* NAME as the shell would find it; NULL if there is none. */
static const char *
find_program (struct registry_front *f, const char *name)
{
  const char *path = getenv ("PATH");

  while (path && *path) {
    size_t len = strcspn (path, ":");
    const char *directory = pl_arena_strndup (&f->arena, path, len);
    const char *full = directory && directory[0] == '/'
      ? registry_path_join (&f->arena, directory, name) : NULL;
    struct stat st;

    if (full && stat (full, &st) == 0 && S_ISREG (st.st_mode)
        && access (full, X_OK) == 0)
      return full;
    path += len;
    path += *path == ':';
  }
  return NULL;
}

static int
start_job (struct job *j, pid_t *pid, int pipes[2][2])
{
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t defaults;
  int code = posix_spawn_file_actions_init (&actions);

  if (code)
    return code;
  code = posix_spawnattr_init (&attributes);
  if (code) {
    posix_spawn_file_actions_destroy (&actions);
    return code;
  }
  sigemptyset (&defaults);
  sigaddset (&defaults, SIGPIPE);
  /* A group of its own, so that its children end with it. */
  posix_spawnattr_setsigdefault (&attributes, &defaults);
  posix_spawnattr_setpgroup (&attributes, 0);
  posix_spawnattr_setflags (&attributes, POSIX_SPAWN_SETSIGDEF
                            | POSIX_SPAWN_SETPGROUP);
  code = posix_spawn_file_actions_addopen (&actions, 0, "/dev/null",
                                           O_RDONLY, 0);
  if (!code)
    code = posix_spawn_file_actions_adddup2 (&actions, pipes[0][1], 1);
  if (!code)
    code = posix_spawn_file_actions_adddup2
      (&actions, pipes[j->keeps_errors_apart ? 1 : 0][1], 2);
  if (!code)
    code = posix_spawn_file_actions_addchdir_np (&actions, j->directory);
  if (!code)
    code = posix_spawn (pid, j->path, &actions, &attributes,
                        (char *const *) (uintptr_t) j->arguments,
                        j->environment ? j->environment : environ);
  posix_spawnattr_destroy (&attributes);
  posix_spawn_file_actions_destroy (&actions);
  return code;
}

/* Reads what is there; false at the end. */
static bool
drain (int fd, struct pl_buffer *out)
{
  char chunk[65536];
  ssize_t n = read (fd, chunk, sizeof chunk);

  if (n > 0)
    pl_buffer_append (out, chunk, (size_t) n);
  return n > 0 || (n < 0 && errno == EINTR);
}

static void
collect (struct registry_front *f, struct job *j, pid_t pid, int out,
         int err)
{
  struct pollfd fds[2] = {
    { .fd = out, .events = POLLIN }, { .fd = err, .events = POLLIN }
  };
  bool is_killed = false;

  while (fds[0].fd >= 0 || fds[1].fd >= 0) {
    if (poll (fds, 2, PATIENCE_MS) < 0 && errno != EINTR)
      break;
    if (!is_killed && f->host->op_is_cancelled (f->host, f->op)) {
      kill (-pid, SIGTERM);
      is_killed = true;
    }
    if (fds[0].fd >= 0 && fds[0].revents && !drain (out, &j->out))
      fds[0].fd = -1;
    if (fds[1].fd >= 0 && fds[1].revents && !drain (err, &j->err))
      fds[1].fd = -1;
    fds[0].revents = fds[1].revents = 0;
  }
  while (waitpid (pid, &j->status, 0) < 0 && errno == EINTR)
    continue;
}

/* Returns 0 or an errno value: it could not be started. */
static int
run_job (struct registry_front *f, struct job *j)
{
  int pipes[2][2] = { { -1, -1 }, { -1, -1 } }, code = 0;
  pid_t pid;

  j->out.limit = j->err.limit = OUTPUT_MAX;
  if (pipe2 (pipes[0], O_CLOEXEC) < 0 || pipe2 (pipes[1], O_CLOEXEC) < 0)
    code = errno;
  if (code == 0)
    code = start_job (j, &pid, pipes);
  if (pipes[0][1] >= 0)
    close (pipes[0][1]);
  if (pipes[1][1] >= 0)
    close (pipes[1][1]);
  if (code == 0)
    collect (f, j, pid, pipes[0][0], pipes[1][0]);
  if (pipes[0][0] >= 0)
    close (pipes[0][0]);
  if (pipes[1][0] >= 0)
    close (pipes[1][0]);
  return code;
}

static void
release_job (struct job *j)
{
  pl_buffer_release (&j->out);
  pl_buffer_release (&j->err);
}

/* Go's words for how a program has ended. */
static const char *
describe_end (struct registry_front *f, int status)
{
  char number[32];

  if (WIFSIGNALED (status))
    return registry_front_text (f, "signal: %s",
                                strsignal (WTERMSIG (status)));
  snprintf (number, sizeof number, "%d", WEXITSTATUS (status));
  return registry_front_text (f, "exit status %s", number);
}

/* -- the provider ----------------------------------------------------- */

/* Names of the machine as Go has them. */
static const char *
platform (struct registry_front *f)
{
  static const char *const machines[][2] = {
    { "x86_64", "amd64" }, { "aarch64", "arm64" }, { "armv7l", "arm" },
    { "armv6l", "arm" }, { "i686", "386" }, { "i386", "386" },
    { "ppc64le", "ppc64le" }, { "s390x", "s390x" },
    { "riscv64", "riscv64" }, { "loongarch64", "loong64" }
  };
  struct utsname names;
  const char *machine;
  size_t i;

  if (uname (&names) < 0)
    return NULL;
  machine = names.machine;
  for (i = 0; i < sizeof machines / sizeof machines[0]; i++)
    if (!strcmp (machine, machines[i][0]))
      machine = machines[i][1];
  return registry_front_text (f, "linux_%s", machine);
}

static bool
build (struct registry_front *f, const char *target)
{
  const char *arguments[] = { "go", "build", "-o", target, NULL };
  struct job j = {
    .path = find_program (f, "go"), .arguments = arguments,
    .directory = f->provider_dir
  };
  const char *reason = "exec: \"go\": executable file not found in $PATH";
  int code = 0;

  pl_buffer_init (&j.out);
  pl_buffer_init (&j.err);
  if (j.path) {
    code = run_job (f, &j);
    reason = code ? registry_front_text (f, "fork/exec %s: %e", j.path, code)
             : describe_end (f, j.status);
  }
  if (!j.path || code || j.status) {
    registry_front_log (f, "error executing %q, [go build -o %s]",
                        j.path ? j.path : "go", target);
    if (j.out.len)
      registry_front_log (f, "%s", j.out.data);
    else
      registry_front_log (f, "");
    release_job (&j);
    return registry_front_say (f, "unable to execute go build command: error "
                               "executing %q: %s", j.path ? j.path : "go",
                               reason ? reason : "out of memory");
  }
  release_job (&j);
  return true;
}

/* -- terraform -------------------------------------------------------- */

/* The environment of terraform, in the arena. */
static char **
make_environment (struct registry_front *f)
{
  static const char *const settings[] = {
    "TF_IN_AUTOMATION=1", "TF_LOG=", "TF_LOG_CORE=", "TF_LOG_PROVIDER=",
    "TF_LOG_PATH=", "CHECKPOINT_DISABLE="
  };
  size_t n_settings = sizeof settings / sizeof settings[0], n = 0, i, k;
  char **environment;

  while (environ[n])
    n++;
  environment = pl_arena_array (&f->arena, n + n_settings + 1,
                                sizeof *environment);
  if (!environment)
    return NULL;
  n = 0;
  for (i = 0; environ[i]; i++) {
    for (k = 0; k < n_settings; k++)
      if (!strncmp (environ[i], settings[k],
                    strcspn (settings[k], "=") + 1))
        break;
    if (k == n_settings)
      environment[n++] = environ[i];
  }
  for (k = 0; k < n_settings; k++)
    environment[n++] = pl_arena_strndup (&f->arena, settings[k],
                                         strlen (settings[k]));
  return environment;
}

/* Puts the end of a program and what it said into f->line. */
static bool
fail_terraform (struct registry_front *f, const struct job *j, int code)
{
  const char *end;

  if (code)
    return registry_front_say (f, "fork/exec %s: %e", j->path, code);
  end = describe_end (f, j->status);
  registry_front_say (f, "%s", end ? end : "");
  pl_buffer_putc (&f->line, '\n');
  pl_buffer_append (&f->line, j->err.data, j->err.len);
  return false;
}

static bool
write_schema (struct registry_front *f, const struct job *j)
{
  const char *path = registry_path_join (&f->arena, f->build_dir,
                                         "schema.json");
  int code = path && !j->out.failed
    ? registry_file_write (path, O_TRUNC, 0600, j->out.data, j->out.len)
    : ENOMEM;

  f->schema_path = path;
  return code == 0 || registry_front_say (f, "%e", code);
}

/* Asks PROGRAM for the schema. */
static bool
ask (struct registry_front *f, const char *program)
{
  const char *init[] = {
    program, "init", "-no-color", "-input=false", "-backend=true",
    "-get=false", "-upgrade=false", "-plugin-dir=./plugins", NULL
  };
  const char *schema[] = {
    program, "providers", "schema", "-json", "-no-color", NULL
  };
  struct job j = {
    .path = program, .arguments = init, .directory = f->build_dir,
    .environment = make_environment (f), .keeps_errors_apart = true
  };
  bool is_done;
  int code;

  if (!j.environment)
    return registry_front_say (f, "%e", ENOMEM);
  pl_buffer_init (&j.out);
  pl_buffer_init (&j.err);
  registry_front_info (f, "running terraform init");
  code = run_job (f, &j);
  if (code || j.status) {
    fail_terraform (f, &j, code);
    release_job (&j);
    return registry_front_wrap (f, "unable to run terraform init on "
                                "provider: ");
  }
  release_job (&j);
  registry_front_info (f, "getting provider schema");
  j.arguments = schema;
  code = run_job (f, &j);
  is_done = code == 0 && j.status == 0;
  if (!is_done) {
    fail_terraform (f, &j, code);
    registry_front_wrap (f, "unable to retrieve provider schema from "
                         "terraform exec: ");
  } else {
    is_done = write_schema (f, &j);
  }
  release_job (&j);
  return is_done;
}

/* Whether PROGRAM is of the version that was asked for. */
static bool
has_version (struct registry_front *f, const char *program,
             const char *version)
{
  static const char start[] = "Terraform v";
  const char *arguments[] = { program, "version", NULL };
  struct job j = {
    .path = program, .arguments = arguments, .directory = f->build_dir,
    .environment = make_environment (f), .keeps_errors_apart = true
  };
  size_t n = sizeof start - 1, len;
  bool is_same = false;

  version += version[0] == 'v';
  len = strlen (version);
  pl_buffer_init (&j.out);
  pl_buffer_init (&j.err);
  if (j.environment && run_job (f, &j) == 0 && j.status == 0
      && j.out.len > n + len)
    is_same = !memcmp (j.out.data, start, n)
      && !memcmp (j.out.data + n, version, len)
      && (j.out.data[n + len] == '\n');
  release_job (&j);
  return is_same;
}

static const char *
find_terraform (struct registry_front *f, bool *is_tofu)
{
  const char *version = f->flags[REGISTRY_FLAG_TF_VERSION];
  const char *program = find_program (f, "terraform");

  *is_tofu = false;
  if (*version) {
    registry_front_info (f, "downloading Terraform CLI binary version from "
                         "releases.hashicorp.com: %s", version);
    if (program && has_version (f, program, version))
      return program;
    registry_front_say (f, "unable to download Terraform binary: terraform "
                        "%s is not on PATH, and nothing is downloaded: "
                        "install it", version);
    return NULL;
  }
  registry_front_info (f, "using Terraform CLI binary from PATH if available, "
                       "otherwise downloading latest Terraform CLI binary");
  if (!program) {
    program = find_program (f, "tofu");
    *is_tofu = program != NULL;
  }
  if (!program)
    registry_front_say (f, "unable to download Terraform binary: there is "
                        "neither terraform nor tofu on PATH, and nothing is "
                        "downloaded: install one");
  return program;
}

/* -- all of it -------------------------------------------------------- */

static const char *
make_build_dir (struct registry_front *f)
{
  const char *base = getenv ("TMPDIR");
  char *path;

  if (!base || !*base)
    base = "/tmp";
  path = pl_arena_alloc (&f->arena, strlen (base) + sizeof "/tfwsXXXXXX");
  if (!path)
    return NULL;
  strcpy (path, base);
  strcat (path, "/tfwsXXXXXX");
  return mkdtemp (path);
}

/* Where terraform, or tofu, looks for the provider. */
static const char *
plugin_path (struct registry_front *f, const char *registry)
{
  const char *machine = platform (f);

  return machine
    ? registry_front_text (f, "%s/plugins/%s/hashicorp/%s/0.0.1/%s/"
                           "terraform-provider-%s", f->build_dir, registry,
                           f->short_name, machine, f->short_name) : NULL;
}

/* Gives the provider the name under which tofu looks for it, too. */
static bool
move_for_tofu (struct registry_front *f, const char *from)
{
  const char *to = plugin_path (f, "registry.opentofu.org");
  const char *old = registry_path_join (&f->arena, f->build_dir,
                                        "plugins/registry.terraform.io");
  const char *directory = NULL;
  size_t len;

  if (to) {
    registry_path_base (to, &len);
    directory = pl_arena_strndup (&f->arena, to, len);
  }
  f->schema_address
    = registry_front_text (f, "registry.opentofu.org/hashicorp/%s",
                           f->short_name);
  return directory && f->schema_address && old
         && registry_make_directories (directory) == 0
         && rename (from, to) == 0 && registry_remove_all (old) == 0;
}

bool
registry_provider_build (struct registry_front *f)
{
  const char *target, *configuration, *path, *program;
  bool is_tofu;
  int code;

  f->build_dir = make_build_dir (f);
  if (!f->build_dir)
    return registry_front_say (f, "unable to create temporary provider "
                               "install directory \"\": %e", errno);
  registry_front_info (f, "compiling provider %q", f->short_name);
  target = plugin_path (f, "registry.terraform.io");
  path = registry_path_join (&f->arena, f->build_dir, "provider.tf");
  configuration = registry_front_text (f, "\nprovider %q {\n}\n",
                                       f->short_name);
  if (!target || !path || !configuration)
    return registry_front_say (f, "%e", ENOMEM);
  if (!build (f, target))
    return false;
  code = registry_file_write (path, O_TRUNC, 0644, configuration,
                              strlen (configuration));
  if (code)
    return registry_front_say (f, "unable to write provider.tf file: %e",
                               code);
  program = find_terraform (f, &is_tofu);
  if (!program)
    return false;
  if (is_tofu && !move_for_tofu (f, target))
    return registry_front_say (f, "unable to move the provider for tofu: "
                               "%e", errno);
  return ask (f, program);
}
