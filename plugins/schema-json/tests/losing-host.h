/* SPDX-License-Identifier: Apache-2.0 */
/* A fake host for discoveries whose allocations fail: what the host takes for
 * itself does not.  After alloc-failure.h. */

#ifndef LOSING_HOST_H
#define LOSING_HOST_H

#include <string.h>

#include <check.h>

#include "plugins/schema-json/tests/fake-host.h"

static int (*take_components) (const struct plating_host *host, uint64_t op,
                               const struct plating_component *components,
                               size_t n, size_t stride);
static int (*take_provider) (const struct plating_host *host, uint64_t op,
                             const struct plating_provider *provider);

static int
emit_components (const struct plating_host *host, uint64_t op,
                 const struct plating_component *components, size_t n,
                 size_t stride)
{
  long later = countdown;
  int status;

  countdown = -1;
  status = take_components (host, op, components, n, stride);
  countdown = later;
  return status;
}

static int
emit_provider (const struct plating_host *host, uint64_t op,
               const struct plating_provider *provider)
{
  long later = countdown;
  int status;

  countdown = -1;
  status = take_provider (host, op, provider);
  countdown = later;
  return status;
}

static void
log_nothing (const struct plating_host *host, uint64_t op, uint32_t level,
             struct plating_text message)
{
  (void) host, (void) op, (void) level, (void) message;
}

static void
losing_host_init (struct fake_host *host)
{
  fake_host_init (host);
  take_components = host->table.emit_components;
  take_provider = host->table.emit_provider;
  host->table.emit_components = emit_components;
  host->table.emit_provider = emit_provider;
  host->table.log = log_nothing;
}

/* What the plugin said of its failure. */
static const char *
losing_host_message (const struct fake_host *host)
{
  return host->message.len ? host->message.data : "";
}

/* What is asked, and what has to come of it if no allocation fails. */
struct losing_scene {
  const char *directory, *name; /* of the provider */
  uint32_t score;               /* of the probe */
  int status;
  const char *message;          /* in what the plugin says of its failure */
};

/* Looks whether the plugin fits, discovers and loads all.  Nothing may be
 * asserted here: that takes memory. */
static int
use_instance (struct fake_host *host, void *instance,
              const struct losing_scene *scene)
{
  const struct plating_discovery_ops *ops = plating_plugin_v1 ()->ops;
  const struct plating_discover_request req = {
    .struct_size = sizeof req,
    .provider_dir = { scene->directory, strlen (scene->directory) },
  };
  uint32_t score;
  int status = ops->probe (instance, &req, &score);
  size_t i;

  if (status < 0)
    return status;
  if (score != scene->score)
    return PLATING_E_STATE;
  status = fake_host_discover (host, instance, scene->directory, scene->name);
  for (i = 0; i < host->n_components && status == 0; i++)
    status = fake_host_load (host, instance, i);
  return status;
}

/* Does SCENE with an instance of its own, with SETTINGS, and allocation
 * LAST_ONE failing (-1: none): what has to come of it comes, or that memory
 * is exhausted.  Returns the status. */
static int
losing_host_work (struct fake_host *host, const struct plating_value *settings,
                  const struct losing_scene *scene, long last_one)
{
  const struct plating_plugin *plugin = plating_plugin_v1 ();
  void *instance;
  int status;

  n_failures = 0;
  countdown = last_one;
  status = plugin->create (&host->table, settings, &instance);
  if (status == 0) {
    status = use_instance (host, instance, scene);
    plugin->destroy (instance);
  }
  countdown = -1;
  if (status == scene->status || last_one < 0)
    ck_assert_msg (status == scene->status
                   && strstr (losing_host_message (host), scene->message),
                   "allocation %ld: %d: %s", last_one, status,
                   losing_host_message (host));
  else
    ck_assert_msg (status == PLATING_E_NOMEM && n_failures > 0,
                   "allocation %ld: %d: %s", last_one, status,
                   losing_host_message (host));
  ck_assert_msg (host->n_failures == 0 || host->code == status,
                 "allocation %ld: %d is stated, %d is returned", last_one,
                 host->code, status);
  return status;
}

#endif
