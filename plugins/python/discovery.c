/* SPDX-License-Identifier: Apache-2.0 */
/* The discovery plugin `python`: a provider written with the pyvider framework,
 * started through the framework's own command and asked for its schemas.
 *
 * The command wants to be called terraform-provider-NAME and to stand in the
 * folder whose pyproject.toml says what the provider is: a link in a
 * directory of its own gives it the name.
 *
 * Nothing is cached: whatever the command is, what it replies stands in the
 * project's files and in the packages of its environment. */

#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <plating/plugin.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "common/toml.h"
#include "plugins/common/process/process.h"
#include "plugins/common/process/scratch.h"
#include "plugins/common/provider-rpc/plugin.h"

#define PROJECT_FILE "pyproject.toml"

/* Largest project file. */
#define PROJECT_MAX ((size_t) 1 << 20)

static const struct plating_setting settings[] = {
  { .name = "program", .type = PLATING_SETTING_STRING,
    .help = "the framework's command, a path or a name on the PATH; default:"
            " .venv/bin/pyvider or venv/bin/pyvider of the provider's"
            " directory, or else pyvider" },
  { .name = "directory", .type = PLATING_SETTING_PATH,
    .help = "where pyproject.toml is; default: the provider's directory" },
  PR_SETTINGS,
};

/* -- the project ---------------------------------------------------------- */

static int
read_project (struct plating_text directory, struct pl_buffer *text)
{
  struct pl_buffer path;
  char chunk[8192];
  ssize_t n;
  int fd, status;

  pl_buffer_init (&path);
  pl_buffer_append (&path, directory.ptr, directory.len);
  pl_buffer_puts (&path, "/" PROJECT_FILE);
  fd = path.failed ? -1 : open (path.data, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  status = path.failed ? PLATING_E_NOMEM
    : fd < 0 ? PLATING_E_NOT_FOUND : 0;
  pl_buffer_release (&path);
  if (status < 0)
    return status;
  text->limit = PROJECT_MAX;
  while ((n = read (fd, chunk, sizeof chunk)) > 0 && !text->failed)
    pl_buffer_append (text, chunk, (size_t) n);
  close (fd);
  if (text->failed == -ENOMEM)
    return PLATING_E_NOMEM;
  return n < 0 || text->failed ? PLATING_E_IO : 0;
}

/* Puts the provider's name, [tool.pyvider] name, into NAME.  Returns 0,
 * PLATING_E_NOT_FOUND if the project is none of pyvider's, PLATING_E_FORMAT
 * with WHY, or PLATING_E_NOMEM. */
static int
find_name (struct plating_text directory, struct pl_buffer *name,
           struct toml_error *why)
{
  const struct toml_value *value;
  struct toml_value *root;
  struct pl_buffer text;
  struct pl_arena arena;
  int status;

  pl_buffer_init (&text);
  pl_arena_init (&arena, 0);
  status = read_project (directory, &text);
  if (status == 0)
    status = toml_read (&arena, text.data ? text.data : "", text.len, NULL,
                        &root, why);
  if (status == 0) {
    value = toml_get (toml_get (toml_get (root, "tool"), "pyvider"), "name");
    if (value && value->kind == TOML_STRING && value->u.string.len > 0)
      pl_buffer_append (name, value->u.string.text, value->u.string.len);
    else
      status = PLATING_E_NOT_FOUND;
  }
  if (status == 0 && name->failed)
    status = PLATING_E_NOMEM;
  pl_arena_release (&arena);
  pl_buffer_release (&text);
  return status;
}

static int
python_probe (void *instance, const struct plating_discover_request *req,
              uint32_t *score)
{
  struct toml_error why;
  struct pl_buffer name;
  int status;

  pl_buffer_init (&name);
  status = find_name (pr_plugin_directory (instance, req), &name, &why);
  pl_buffer_release (&name);
  *score = status == 0 ? PLATING_PROBE_LIKELY : PLATING_PROBE_NO;
  return status == PLATING_E_NOMEM ? status : 0;
}

/* -- discovery ------------------------------------------------------------ */

/* Appends the path of program NAME to PROGRAM, which is empty.  Returns 0,
 * PLATING_E_NOT_FOUND with PROGRAM still empty, or PLATING_E_NOMEM. */
static int
look_for (const char *name, struct pl_buffer *program)
{
  bool is_found = process_find (name, program);

  if (program->failed)
    return PLATING_E_NOMEM;
  if (!is_found)
    pl_buffer_clear (program);
  return is_found ? 0 : PLATING_E_NOT_FOUND;
}

/* The same for the command of an environment in DIRECTORY. */
static int
look_inside (struct plating_text directory, struct pl_buffer *program)
{
  static const char *const usual[] = {
    "/.venv/bin/pyvider", "/venv/bin/pyvider"
  };
  int status = PLATING_E_NOT_FOUND;
  struct pl_buffer path;
  size_t i;

  pl_buffer_init (&path);
  for (i = 0; i < sizeof usual / sizeof *usual
       && status == PLATING_E_NOT_FOUND; i++) {
    pl_buffer_clear (&path);
    pl_buffer_append (&path, directory.ptr, directory.len);
    pl_buffer_puts (&path, usual[i]);
    status = path.failed ? PLATING_E_NOMEM : look_for (path.data, program);
  }
  pl_buffer_release (&path);
  return status;
}

/* The same for the command that the settings name, or else the usual ones. */
static int
find_program (const struct pr_plugin *p, struct plating_text directory,
              struct pl_buffer *program)
{
  struct plating_text given = pr_plugin_text (p, "program");
  char full[PATH_MAX];
  int status = given.len > 0 ? look_for (given.ptr, program)
    : look_inside (directory, program);

  if (status == PLATING_E_NOT_FOUND && given.len == 0)
    status = look_for ("pyvider", program);
  /* A link that leads there from elsewhere needs the whole path. */
  if (status == 0 && program->data[0] != '/'
      && realpath (program->data, full)) {
    pl_buffer_clear (program);
    pl_buffer_puts (program, full);
  }
  return status == 0 && program->failed ? PLATING_E_NOMEM : status;
}

/* Starts the link at PATH and asks. */
static int
ask (struct pr_plugin *p, const char *path, const char *name,
     const struct plating_discover_request *req, uint64_t op)
{
  const char *argv[] = { path, "provide", NULL };
  const struct pr_launch launch = {
    .path = path, .argv = argv,
    .directory = pr_plugin_directory (p, req).ptr,
    .name = { name, strlen (name) },
    .hint = "the framework's command is that of the Python environment that"
            " has the provider's packages: name it with the setting program",
  };

  return pr_client_discover (p->client, &launch, req, op);
}

static int
link_and_ask (struct pr_plugin *p, const char *program, const char *name,
              const struct plating_discover_request *req, uint64_t op)
{
  struct process_scratch *scratch = process_scratch_new (0);
  struct pl_buffer path;
  int code = scratch ? 0 : errno, status;

  pl_buffer_init (&path);
  if (scratch)
    pl_buffer_printf (&path, "%s/terraform-provider-%s",
                      process_scratch_path (scratch), name);
  if (path.failed)
    code = ENOMEM;
  if (code == 0 && symlink (program, path.data) < 0)
    code = errno;
  if (code == ENOMEM)
    status = pr_plugin_fail (p, op, PLATING_E_NOMEM, "out of memory", "");
  else if (code != 0)
    status = pr_plugin_fail (p, op, PLATING_E_IO, "the provider's command"
                             " can't be linked", strerror (code));
  else
    status = ask (p, path.data, name, req, op);
  process_scratch_free (scratch);
  pl_buffer_release (&path);
  return status;
}

static int
find_and_ask (struct pr_plugin *p, struct plating_text directory,
              const char *name, const struct plating_discover_request *req,
              uint64_t op)
{
  struct pl_buffer program;
  int status;

  pl_buffer_init (&program);
  status = find_program (p, directory, &program);
  if (status == 0)
    status = link_and_ask (p, program.data, name, req, op);
  else if (status == PLATING_E_NOMEM)
    status = pr_plugin_fail (p, op, status, "out of memory", "");
  else
    status = pr_plugin_fail (p, op, PLATING_E_DISCOVERY,
                             "there is no pyvider command", "install the"
                             " provider's packages, or name the command with"
                             " the setting program");
  pl_buffer_release (&program);
  return status;
}

static int
fail_project (const struct pr_plugin *p, uint64_t op, int status,
              const struct toml_error *why)
{
  struct plating_failure failure = {
    .struct_size = sizeof failure, .code = PLATING_E_FORMAT,
    .message = { why->message, strlen (why->message) },
    .file = PLATING_TEXT (PROJECT_FILE),
    .line = why->line, .column = why->column,
  };

  if (status == PLATING_E_NOMEM)
    return pr_plugin_fail (p, op, status, "out of memory", "");
  if (status != PLATING_E_FORMAT)
    return pr_plugin_fail (p, op, PLATING_E_DISCOVERY, "the provider's"
                           " directory has no " PROJECT_FILE " with a name in"
                           " [tool.pyvider]",
                           "name the directory with --provider-dir");
  p->host->fail (p->host, op, &failure);
  return PLATING_E_FORMAT;
}

static int
python_discover (void *instance, const struct plating_discover_request *req,
                 uint64_t op)
{
  struct pr_plugin *p = instance;
  struct plating_text directory = pr_plugin_directory (p, req);
  struct toml_error why = { .line = 0 };
  struct pl_buffer name;
  int status;

  pl_buffer_init (&name);
  status = find_name (directory, &name, &why);
  if (status < 0)
    status = fail_project (p, op, status, &why);
  else if (strchr (name.data, '/') || strlen (name.data) != name.len)
    status = pr_plugin_fail (p, op, PLATING_E_FORMAT, "the name in"
                             " [tool.pyvider] is none of a provider", "");
  else
    status = find_and_ask (p, directory, name.data, req, op);
  pl_buffer_release (&name);
  return status;
}

static const struct plating_discovery_ops ops = {
  .struct_size = sizeof ops,
  .probe = python_probe,
  .discover = python_discover,
  .load_schema = pr_plugin_load_schema,
  .cancel = pr_plugin_cancel,
};

static const struct plating_plugin descriptor = {
  .struct_size = sizeof descriptor,
  .abi = PLATING_ABI,
  .abi_min_minor = PLATING_ABI_MINOR,
  .kind = PLATING_PLUGIN_DISCOVERY,
  .thread_model = PLATING_THREADS_PARALLEL,
  .flags = PLATING_PLUGIN_BLOCKING | PLATING_PLUGIN_RUNS_PROGRAMS,
  .n_settings = sizeof settings / sizeof settings[0],
  .setting_size = sizeof settings[0],
  .settings = settings,
  .name = "python",
  .version = PACKAGE_VERSION,
  .summary = "a provider's components from its sources in Python, by pyvider",
  .license = "Apache-2.0",
  .bare_setting = "program",
  .create = pr_plugin_create,
  .destroy = pr_plugin_destroy,
  .ops = &ops,
};

PLATING_PLUGIN_DEFINE (descriptor)
