/* SPDX-License-Identifier: Apache-2.0 */
/* The discovery plugin `go`: builds a provider from its sources, as
 * tfplugindocs does, and asks the executable for its schemas. */

#include <config.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <plating/plugin.h>

#include "common/buffer.h"
#include "plugins/common/process/process.h"
#include "plugins/common/provider-rpc/plugin.h"
#include "plugins/go/build.h"

static const struct plating_setting settings[] = {
  { .name = "go", .type = PLATING_SETTING_STRING, .default_value = "go",
    .help = "the go command, a path or a name on the PATH" },
  { .name = "directory", .type = PLATING_SETTING_PATH,
    .help = "the package to build; default: the provider's directory" },
  { .name = "build-timeout", .type = PLATING_SETTING_INT,
    .default_value = "900", .min = 1, .max = 86400,
    .help = "most seconds for the build" },
  PR_SETTINGS,
  PR_CACHE_SETTING,
};

static int
go_probe (void *instance, const struct plating_discover_request *req,
          uint32_t *score)
{
  struct plating_text directory = pr_plugin_directory (instance, req);
  struct pl_buffer path;
  struct stat st;
  int status;

  *score = PLATING_PROBE_NO;
  pl_buffer_init (&path);
  pl_buffer_append (&path, directory.ptr, directory.len);
  pl_buffer_puts (&path, "/go.mod");
  status = path.failed ? PLATING_E_NOMEM : 0;
  if (status == 0 && stat (path.data, &st) == 0)
    *score = PLATING_PROBE_POSSIBLE;
  pl_buffer_release (&path);
  return status;
}

/* What the build asks. */
struct asked {
  const struct pr_plugin *plugin;
  uint64_t op;
};

static bool
is_cancelled (void *data)
{
  const struct asked *a = data;

  return a->plugin->host->op_is_cancelled (a->plugin->host, a->op);
}

static void
log_text (const struct pr_plugin *p, uint64_t op, uint32_t level,
          const char *text)
{
  p->host->log (p->host, op, level,
                (struct plating_text) { text, strlen (text) });
}

static void
tell (const struct pr_plugin *p, uint64_t op, const struct go_build *build)
{
  struct pl_buffer line;

  pl_buffer_init (&line);
  pl_buffer_printf (&line, "%s %s", build->was_there
                    ? "the sources were built before:" : "built",
                    build->executable.data);
  if (!line.failed)
    log_text (p, op, PLATING_LEVEL_DEBUG, line.data);
  pl_buffer_release (&line);
}

/* Ends OP with what is in WHY: a line that says what failed, and below it
 * what go printed.  The error has the first complaint; where there are more,
 * all of them are logged, a line each. */
static int
complain (const struct pr_plugin *p, uint64_t op, int code,
          struct pl_buffer *why)
{
  char *rest = why->data, *what = strsep (&rest, "\n"), *line;
  const char *first = NULL;
  struct pl_buffer message;
  size_t n = 0;

  while ((line = strsep (&rest, "\n"))) {
    if (!*line || *line == '#')          /* "# PACKAGE" is a heading */
      continue;
    if (++n == 1)
      first = line;
    if (n == 2)
      log_text (p, op, PLATING_LEVEL_ERROR, first);
    if (n >= 2)
      log_text (p, op, PLATING_LEVEL_ERROR, line);
  }
  pl_buffer_init (&message);
  pl_buffer_printf (&message, "%s%s%s", what, first ? ": " : "",
                    first ? first : "");
  if (message.failed)
    code = PLATING_E_NOMEM;
  code = pr_plugin_fail (p, op, code, message.failed ? "out of memory"
                         : message.data,
                         "the executable may also be built by hand and named"
                         " with --provider-binary PATH");
  pl_buffer_release (&message);
  return code;
}

static int
build_and_ask (struct pr_plugin *p, struct go_build *build,
               const struct plating_discover_request *req, uint64_t op)
{
  const char *argv[] = { NULL, NULL };
  struct pr_launch launch = {
    .argv = argv, .name = req->provider->short_name,
  };
  struct pl_buffer why;
  int status;

  pl_buffer_init (&why);
  status = go_build (build, &why);
  if (status < 0 && why.failed) {
    status = pr_plugin_fail (p, op, PLATING_E_NOMEM, "out of memory", "");
  } else if (status < 0) {
    status = complain (p, op, status, &why);
  } else {
    tell (p, op, build);
    launch.path = argv[0] = build->executable.data;
    status = pr_client_discover (p->client, &launch, req, op);
  }
  pl_buffer_release (&why);
  go_build_release (build);
  return status;
}

static int
go_discover (void *instance, const struct plating_discover_request *req,
             uint64_t op)
{
  struct pr_plugin *p = instance;
  const struct plating_values *values = p->host->values;
  struct asked asked = { .plugin = p, .op = op };
  struct go_build build = {
    .directory = pr_plugin_directory (p, req).ptr,
    .has_cache = values->bool_get (pr_plugin_setting (p, "cache")),
    .time_limit_ms = 1000 * (uint64_t) values->int_get
      (pr_plugin_setting (p, "build-timeout")),
    .is_cancelled = is_cancelled, .data = &asked,
  };
  struct pl_buffer program;
  int status;

  pl_buffer_init (&program);
  if (process_find (pr_plugin_text (p, "go").ptr, &program)) {
    build.program = program.data;
    status = build_and_ask (p, &build, req, op);
  } else if (program.failed) {
    status = pr_plugin_fail (p, op, PLATING_E_NOMEM, "out of memory", "");
  } else {
    status = pr_plugin_fail (p, op, PLATING_E_DISCOVERY,
                             "there is no go command",
                             "install Go, or name an executable with"
                             " --provider-binary PATH");
  }
  pl_buffer_release (&program);
  return status;
}

static const struct plating_discovery_ops ops = {
  .struct_size = sizeof ops,
  .probe = go_probe,
  .discover = go_discover,
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
  .name = "go",
  .version = PACKAGE_VERSION,
  .summary = "a provider's components from its sources in Go",
  .license = "Apache-2.0",
  .bare_setting = "directory",
  .create = pr_plugin_create,
  .destroy = pr_plugin_destroy,
  .ops = &ops,
};

PLATING_PLUGIN_DEFINE (descriptor)
