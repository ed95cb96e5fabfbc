/* SPDX-License-Identifier: Apache-2.0 */
/* From settings to a request: limits, environment, where to attach. */

#include <config.h>

#include "client.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Variables that a provider gets from ours.  No credentials: no schema
 * needs them. */
static const char *const handed_on[] = { "PATH", "HOME", "LANG", NULL };

static bool
is_handed_on (const char *entry)
{
  size_t i, len;

  if (!strncmp (entry, "LC_", 3))
    return true;
  for (i = 0; handed_on[i]; i++) {
    len = strlen (handed_on[i]);
    if (!strncmp (entry, handed_on[i], len) && entry[len] == '=')
      return true;
  }
  return false;
}

static void
add_variable (struct pr_asking *asking, const char *entry)
{
  pl_buffer_append (&asking->texts, entry, strlen (entry) + 1);
  asking->req.n_env++;
}

/* An entry of the setting: NAME=VALUE, or NAME to hand on. */
static int
add_given (struct pr_asking *asking, struct plating_text entry,
           struct pr_fault *fault)
{
  const char *value;

  if (entry.len == 0 || entry.ptr[0] == '='
      || memchr (entry.ptr, '\0', entry.len))
    return pr_fault_say (fault, PLATING_E_CONFIG, "env takes NAME=VALUE or"
                         " NAME, not '%s'", entry.len ? entry.ptr : "");
  if (memchr (entry.ptr, '=', entry.len)) {
    add_variable (asking, entry.ptr);
    return 0;
  }
  value = getenv (entry.ptr);
  if (value) {
    pl_buffer_printf (&asking->texts, "%s=%s%c", entry.ptr, value, 0);
    asking->req.n_env++;
  }
  return 0;
}

/* Of two variables with one name the first counts: what the user gives, what
 * the plugin adds, what we have ourselves. */
static int
make_environment (struct pr_asking *asking, const struct pr_launch *launch,
                  struct pr_fault *fault)
{
  const struct plating_values *values = asking->client->host->values;
  const struct plating_value *given
    = pr_client_setting (asking->client, "env");
  size_t i, n = given ? values->size (given) : 0;
  const char *text;
  char **entry;

  for (i = 0; i < n; i++)
    if (add_given (asking, values->string_get (values->at (given, i)),
                   fault) < 0)
      return -1;
  for (i = 0; launch->env && launch->env[i]; i++)
    add_variable (asking, launch->env[i]);
  for (entry = environ; entry && *entry; entry++)
    if (is_handed_on (*entry)) {
      add_variable (asking, *entry);
      asking->n_ours++;
    }
  asking->env = calloc (asking->req.n_env + 1, sizeof *asking->env);
  if (!asking->env || asking->texts.failed)
    return pr_fault_say (fault, PLATING_E_NOMEM, "out of memory");
  text = asking->texts.data;
  for (i = 0; i < asking->req.n_env; i++, text += strlen (text) + 1)
    asking->env[i] = text;
  asking->req.env = asking->env;
  return 0;
}

static uint64_t
seconds (const struct pr_client *client, const char *name)
{
  const struct plating_value *value = pr_client_setting (client, name);

  return (uint64_t) client->host->values->int_get (value) * 1000;
}

static int
attach (struct pr_asking *asking, struct pr_fault *fault)
{
  struct plating_text provider = pr_client_text (asking->client, "provider");
  struct pr_reattach *r = &asking->reattach;

  if (pr_reattach_read (r, getenv ("TF_REATTACH_PROVIDERS"), provider,
                        fault) < 0)
    return -1;
  asking->req.address = r->address.data;
  asking->req.protocol = r->protocol;
  asking->req.stays = r->stays;
  asking->req.pid = r->pid;
  return 0;
}

int
pr_asking_set_up (struct pr_asking *asking, const struct pr_launch *launch,
                  struct pr_fault *fault)
{
  const struct pr_client *client = asking->client;
  const struct plating_values *values = client->host->values;
  struct pr_limits *limits = &asking->req.limits;

  *limits = pr_limits_usual;
  limits->start_ms = seconds (client, "start-timeout");
  limits->call_ms = seconds (client, "call-timeout");
  limits->total_ms = seconds (client, "timeout");
  limits->max_reply
    = (size_t) values->int_get (pr_client_setting (client, "max-reply"));
  if (launch->attaches)
    return attach (asking, fault);
  asking->req.path = launch->path;
  asking->req.argv = (char *const *) (uintptr_t) launch->argv;
  asking->req.directory = launch->directory;
  asking->req.allows_tcp
    = values->bool_get (pr_client_setting (client, "tls"));
  if (make_environment (asking, launch, fault) < 0)
    return -1;
  /* What is only handed on of ours changes no schema. */
  pr_cache_key_init (&asking->key, launch, asking->env,
                     asking->req.n_env - asking->n_ours);
  return 0;
}

void
pr_asking_free (struct pr_asking *asking)
{
  if (!asking)
    return;
  if (asking->is_storing)
    pthread_join (asking->storing, NULL);
  pr_run_free (asking->run);
  pr_cache_key_release (&asking->key);
  pr_reattach_release (&asking->reattach);
  pl_buffer_release (&asking->texts);
  free (asking->env);
  free (asking);
}
