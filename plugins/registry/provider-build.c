/* SPDX-License-Identifier: Apache-2.0 */
/* Gets a provider's schema from its sources: builds it with go and asks
 * terraform, or else tofu. */

#include <config.h>

#include "plugins/registry/front.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "plugins/common/process/process.h"

extern char **environ;

/* -- programs --------------------------------------------------------- */

/* What a program is run with and what became of it. */
struct job {
  const char *path;
  const char *const *arguments;
  const char *directory;
  char **environment;
  bool keeps_errors_apart;
  struct process_result result;
};

/* NAME as the shell would find it; NULL if there is none. */
static const char *
find_program (struct registry_front *f, const char *name)
{
  const char *found = NULL;
  struct pl_buffer path;

  pl_buffer_init (&path);
  if (process_find (name, &path))
    found = pl_arena_strndup (&f->arena, path.data, path.len);
  pl_buffer_release (&path);
  return found;
}

static bool
is_cancelled (void *data)
{
  const struct registry_front *f = data;

  return f->host->op_is_cancelled (f->host, f->op);
}

/* Returns 0 or an errno value: it could not be started. */
static int
run_job (struct registry_front *f, struct job *j)
{
  const struct process_request request = {
    .path = j->path, .arguments = j->arguments, .directory = j->directory,
    .environment = j->environment,
    .keeps_errors_apart = j->keeps_errors_apart,
    .is_cancelled = is_cancelled, .data = f,
  };

  return process_run (&request, &j->result);
}

static void
release_job (struct job *j)
{
  process_result_release (&j->result);
  j->result = (struct process_result) { .status = 0 };
}

/* Go's words for how a program has ended. */
static const char *
describe_end (struct registry_front *f, int status)
{
  const char *text = NULL;
  struct pl_buffer b;

  pl_buffer_init (&b);
  process_describe (status, &b);
  if (!b.failed)
    text = pl_arena_strndup (&f->arena, b.data, b.len);
  pl_buffer_release (&b);
  return text;
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

  if (j.path) {
    code = run_job (f, &j);
    reason = code ? registry_front_text (f, "fork/exec %s: %e", j.path, code)
             : describe_end (f, j.result.status);
  }
  if (!j.path || code || j.result.status) {
    registry_front_log (f, "error executing %q, [go build -o %s]",
                        j.path ? j.path : "go", target);
    if (j.result.out.len)
      registry_front_log (f, "%s", j.result.out.data);
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
  end = describe_end (f, j->result.status);
  registry_front_say (f, "%s", end ? end : "");
  pl_buffer_putc (&f->line, '\n');
  pl_buffer_append (&f->line, j->result.err.data, j->result.err.len);
  return false;
}

static bool
write_schema (struct registry_front *f, const struct job *j)
{
  const char *path = registry_path_join (&f->arena, f->build_dir,
                                         "schema.json");
  int code = path && !j->result.out.failed
    ? registry_file_write (path, O_TRUNC, 0600, j->result.out.data,
                           j->result.out.len)
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
  registry_front_info (f, "running terraform init");
  code = run_job (f, &j);
  if (code || j.result.status) {
    fail_terraform (f, &j, code);
    release_job (&j);
    return registry_front_wrap (f, "unable to run terraform init on "
                                "provider: ");
  }
  release_job (&j);
  registry_front_info (f, "getting provider schema");
  j.arguments = schema;
  code = run_job (f, &j);
  is_done = code == 0 && j.result.status == 0;
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
  if (j.environment && run_job (f, &j) == 0 && j.result.status == 0
      && j.result.out.len > n + len)
    is_same = !memcmp (j.result.out.data, start, n)
      && !memcmp (j.result.out.data + n, version, len)
      && (j.result.out.data[n + len] == '\n');
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
