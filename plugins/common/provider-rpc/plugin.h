/* SPDX-License-Identifier: Apache-2.0 */
/* What the discovery plugins that ask a running provider have in common: an
 * instance that has a client and nothing else, and the operations that it
 * hands on. */

#ifndef PR_PLUGIN_H
#define PR_PLUGIN_H

#include <plating/plugin.h>

#include "provider-rpc.h"

struct pr_plugin {
  const struct plating_host *host;
  const struct plating_value *settings;
  struct pr_client *client;
};

/* For the descriptor: create and destroy; and for the table of operations. */
int pr_plugin_create (const struct plating_host *host,
                      const struct plating_value *values, void **instance);
void pr_plugin_destroy (void *instance);
int pr_plugin_load_schema (void *instance,
                           const struct plating_component *component,
                           uint64_t op);
void pr_plugin_cancel (void *instance, uint64_t op);

const struct plating_value *pr_plugin_setting (const struct pr_plugin *plugin,
                                               const char *name);

/* What the setting NAME says, which is text. */
struct plating_text pr_plugin_text (const struct pr_plugin *plugin,
                                    const char *name);

/* Where the setting "directory" says, or else where the provider is. */
struct plating_text
pr_plugin_directory (const struct pr_plugin *plugin,
                     const struct plating_discover_request *req);

/* States a failure of OP and returns CODE. */
int pr_plugin_fail (const struct pr_plugin *plugin, uint64_t op, int code,
                    const char *message, const char *hint);

#endif
