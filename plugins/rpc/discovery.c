/* SPDX-License-Identifier: Apache-2.0 */
/* The discovery plugin `rpc`: a provider's components from its executable,
 * by the protocol that Terraform speaks with it. */

#include <config.h>

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <plating/plugin.h>

#include "common/buffer.h"
#include "plugins/common/provider-rpc/plugin.h"

static const char prefix[] = "terraform-provider-";

static const struct plating_setting settings[] = {
  { .name = "binary", .type = PLATING_SETTING_PATH,
    .help = "the provider's executable; default: the only file called"
            " terraform-provider-NAME in the provider's directory" },
  { .name = "args", .type = PLATING_SETTING_LIST,
    .help = "an argument for it" },
  { .name = "reattach", .type = PLATING_SETTING_BOOL, .default_value = "no",
    .help = "ask the running provider that TF_REATTACH_PROVIDERS names" },
  PR_SETTINGS,
  PR_CACHE_SETTING,
};

/* -- finding the executable ----------------------------------------------- */

static bool
is_program (const char *path)
{
  struct stat st;

  return stat (path, &st) == 0 && S_ISREG (st.st_mode)
    && access (path, X_OK) == 0;
}

/* Puts DIRECTORY/NAME into PATH if that is a program. */
static bool
is_in_directory (struct plating_text directory, const char *name,
                 struct pl_buffer *path)
{
  pl_buffer_clear (path);
  pl_buffer_append (path, directory.ptr, directory.len);
  pl_buffer_putc (path, '/');
  pl_buffer_puts (path, name);
  return !path->failed && is_program (path->data);
}

/* Counts the programs of DIRECTORY that are called like a provider; PATH
 * becomes the last one. */
static unsigned
look_around (struct plating_text directory, struct pl_buffer *path)
{
  struct pl_buffer one;
  struct dirent *entry;
  unsigned n = 0;
  DIR *dir;

  pl_buffer_clear (path);
  pl_buffer_append (path, directory.ptr, directory.len);
  dir = path->failed || !path->data ? NULL : opendir (path->data);
  if (!dir)
    return 0;
  pl_buffer_init (&one);
  while ((entry = readdir (dir)))
    if (!strncmp (entry->d_name, prefix, sizeof prefix - 1)
        && is_in_directory (directory, entry->d_name, &one)) {
      pl_buffer_clear (path);
      pl_buffer_append (path, one.data, one.len);
      n++;
    }
  pl_buffer_release (&one);
  closedir (dir);
  return n;
}

static int
find_binary (const struct pr_plugin *p,
             const struct plating_discover_request *req, uint64_t op,
             struct pl_buffer *path)
{
  static const char hint[] = "name it with --discover rpc,binary=PATH";
  struct plating_text given = pr_plugin_text (p, "binary");
  unsigned n;

  if (given.len > 0) {
    pl_buffer_append (path, given.ptr, given.len);
    n = 1;
  } else {
    n = look_around (req->provider_dir, path);
  }
  if (path->failed)
    return pr_plugin_fail (p, op, PLATING_E_NOMEM, "out of memory", "");
  if (n == 0)
    return pr_plugin_fail (p, op, PLATING_E_DISCOVERY, "no provider's"
                           " executable was named, and the provider's"
                           " directory has no terraform-provider-NAME", hint);
  if (n > 1)
    return pr_plugin_fail (p, op, PLATING_E_DISCOVERY, "no provider's"
                           " executable was named, and the provider's"
                           " directory has more than one"
                           " terraform-provider-NAME", hint);
  return 0;
}

static int
rpc_probe (void *instance, const struct plating_discover_request *req,
           uint32_t *score)
{
  struct pr_plugin *p = instance;
  struct pl_buffer path;

  *score = PLATING_PROBE_NO;
  if (pr_plugin_text (p, "binary").len > 0
      || p->host->values->bool_get (pr_plugin_setting (p, "reattach"))) {
    *score = PLATING_PROBE_CERTAIN;
    return 0;
  }
  pl_buffer_init (&path);
  if (look_around (req->provider_dir, &path) == 1)
    *score = PLATING_PROBE_POSSIBLE;
  pl_buffer_release (&path);
  return 0;
}

/* -- discovery ------------------------------------------------------------ */

/* NAME of .../terraform-provider-NAME or .../terraform-provider-NAME_v1.2. */
static struct plating_text
name_of (const char *path)
{
  const char *slash = strrchr (path, '/');
  const char *name = slash ? slash + 1 : path, *version;

  if (!strncmp (name, prefix, sizeof prefix - 1))
    name += sizeof prefix - 1;
  version = strstr (name, "_v");
  return (struct plating_text) {
    name, version && version[2] >= '0' && version[2] <= '9'
      ? (size_t) (version - name) : strlen (name)
  };
}

static int
launch (struct pr_plugin *p, const char *path,
        const struct plating_discover_request *req, uint64_t op)
{
  const struct plating_values *values = p->host->values;
  const struct plating_value *args = pr_plugin_setting (p, "args");
  size_t n = args ? values->size (args) : 0, i;
  const char **argv = calloc (n + 2, sizeof *argv);
  struct pr_launch what = {
    .path = path, .argv = argv, .name = name_of (path)
  };
  int status;

  if (!argv)
    return pr_plugin_fail (p, op, PLATING_E_NOMEM, "out of memory", "");
  argv[0] = path;
  for (i = 0; i < n; i++)
    argv[i + 1] = values->string_get (values->at (args, i)).ptr;
  status = pr_client_discover (p->client, &what, req, op);
  free (argv);
  return status;
}

static int
rpc_discover (void *instance, const struct plating_discover_request *req,
              uint64_t op)
{
  struct pr_plugin *p = instance;
  const struct pr_launch attach = { .attaches = true };
  struct pl_buffer path;
  int status;

  if (p->host->values->bool_get (pr_plugin_setting (p, "reattach")))
    return pr_client_discover (p->client, &attach, req, op);
  pl_buffer_init (&path);
  status = find_binary (p, req, op, &path);
  if (status == 0)
    status = launch (p, path.data, req, op);
  pl_buffer_release (&path);
  return status;
}

static const struct plating_discovery_ops ops = {
  .struct_size = sizeof ops,
  .probe = rpc_probe,
  .discover = rpc_discover,
  .load_schema = pr_plugin_load_schema,
  .cancel = pr_plugin_cancel,
};

static const struct plating_plugin rpc = {
  .struct_size = sizeof rpc,
  .abi = PLATING_ABI,
  .abi_min_minor = PLATING_ABI_MINOR,
  .kind = PLATING_PLUGIN_DISCOVERY,
  .thread_model = PLATING_THREADS_PARALLEL,
  .flags = PLATING_PLUGIN_BLOCKING | PLATING_PLUGIN_RUNS_PROGRAMS,
  .n_settings = sizeof settings / sizeof settings[0],
  .setting_size = sizeof settings[0],
  .settings = settings,
  .name = "rpc",
  .version = PACKAGE_VERSION,
  .summary = "a provider's components from its executable, without Terraform",
  .license = "Apache-2.0",
  .create = pr_plugin_create,
  .destroy = pr_plugin_destroy,
  .ops = &ops,
  .bare_setting = "binary",
};

PLATING_PLUGIN_DEFINE (rpc)
