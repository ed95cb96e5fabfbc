/* SPDX-License-Identifier: Apache-2.0 */
/* What the discovery plugins that ask a running provider have in common. */

#include <config.h>

#include "plugin.h"

#include <stdlib.h>
#include <string.h>

int
pr_plugin_create (const struct plating_host *host,
                  const struct plating_value *values, void **instance)
{
  struct pr_plugin *p = calloc (1, sizeof *p);

  if (!p)
    return PLATING_E_NOMEM;
  p->client = pr_client_new (host, values);
  if (!p->client) {
    free (p);
    return PLATING_E_NOMEM;
  }
  p->host = host;
  p->settings = host->values->ref (values);
  *instance = p;
  return 0;
}

void
pr_plugin_destroy (void *instance)
{
  struct pr_plugin *p = instance;

  pr_client_free (p->client);
  p->host->values->unref (p->settings);
  free (p);
}

int
pr_plugin_load_schema (void *instance,
                       const struct plating_component *component, uint64_t op)
{
  struct pr_plugin *p = instance;

  return pr_client_load_schema (p->client, component, op);
}

void
pr_plugin_cancel (void *instance, uint64_t op)
{
  struct pr_plugin *p = instance;

  pr_client_cancel (p->client, op);
}

const struct plating_value *
pr_plugin_setting (const struct pr_plugin *p, const char *name)
{
  struct plating_text key = { name, strlen (name) };

  return p->host->values->get (p->settings, key);
}

struct plating_text
pr_plugin_text (const struct pr_plugin *p, const char *name)
{
  return p->host->values->string_get (pr_plugin_setting (p, name));
}

struct plating_text
pr_plugin_directory (const struct pr_plugin *p,
                     const struct plating_discover_request *req)
{
  struct plating_text given = pr_plugin_text (p, "directory");

  return given.len > 0 ? given : req->provider_dir;
}

int
pr_plugin_fail (const struct pr_plugin *p, uint64_t op, int code,
                const char *message, const char *hint)
{
  struct plating_failure failure = {
    .struct_size = sizeof failure, .code = code,
    .message = { message, strlen (message) },
    .hint = { hint, strlen (hint) },
  };

  p->host->fail (p->host, op, &failure);
  return code;
}
