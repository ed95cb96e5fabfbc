/* SPDX-License-Identifier: Apache-2.0 */
/* Instances of plugins. */

#include <config.h>

#include "instance.h"

#include <stdlib.h>

#include "error.h"
#include "log.h"
#include "plugin.h"

/* The gate of a serial plugin: one op at a time in the whole process, so it
 * is process-wide like the plugin itself, and stays like it. */
struct serial_gate {
  struct serial_gate *next;
  const struct pl_plugin *plugin;
  struct pl_gate gate;
};

static struct serial_gate *serial_gates;
static uv_mutex_t serial_mutex;
static uv_once_t serial_once = UV_ONCE_INIT;

static void
init_serial (void)
{
  uv_mutex_init (&serial_mutex);
}

static struct pl_gate *
serial_gate (const struct pl_plugin *plugin)
{
  struct serial_gate *g;

  uv_once (&serial_once, init_serial);
  uv_mutex_lock (&serial_mutex);
  for (g = serial_gates; g; g = g->next)
    if (g->plugin == plugin)
      break;
  if (!g) {
    g = calloc (1, sizeof *g);
    if (g && pl_gate_init (&g->gate) < 0) {
      free (g);
      g = NULL;
    }
    if (g) {
      g->plugin = plugin;
      g->next = serial_gates;
      serial_gates = g;
    }
  }
  uv_mutex_unlock (&serial_mutex);
  return g ? &g->gate : NULL;
}

static int
choose_gate (struct pl_instance *i)
{
  switch (i->descriptor->thread_model) {
  case PLATING_THREADS_PARALLEL:
    return 0;
  case PLATING_THREADS_PER_INSTANCE:
    i->gate = &i->own_gate;
    return 0;
  default:
    i->gate = serial_gate (i->plugin);
    return i->gate ? 0 : PLATING_E_NOMEM;
  }
}

static const void *
ops_of (const struct pl_plugin *plugin)
{
  switch (pl_plugin_descriptor (plugin)->kind) {
  case PLATING_PLUGIN_DISCOVERY:
    return pl_plugin_discovery (plugin);
  case PLATING_PLUGIN_RENDERER:
    return pl_plugin_renderer (plugin);
  default:
    return pl_plugin_validator (plugin);
  }
}

/* Turns a negative STATUS of create or ready into an error. */
static int
refusal (struct pl_instance *i, int status, const char *doing,
         struct plating_error **err)
{
  if (!i->failure)
    pl_error_set (&i->failure, status, "the plugin gave no reason");
  if (err && !*err) {
    *err = i->failure;
    i->failure = NULL;
    pl_error_add_plugin (err, pl_instance_label (i));
    pl_error_wrap (err, status, "%s of plugin '%s' failed", doing,
                   pl_instance_label (i));
  }
  return status;
}

static void
free_record (struct pl_instance *i)
{
  plating_error_unref (i->failure);
  pl_gate_release (&i->own_gate);
  free (i);
}

int
pl_instance_new (struct pl_plugin *plugin,
                 const struct plating_value *settings,
                 const struct pl_instance_env *env, struct pl_instance **out,
                 struct plating_error **err)
{
  struct pl_instance *i = calloc (1, sizeof *i);
  int status;

  if (!i || pl_gate_init (&i->own_gate) < 0) {
    free (i);
    return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
  }
  i->plugin = plugin;
  i->descriptor = pl_plugin_descriptor (plugin);
  i->ops = ops_of (plugin);
  i->env = env;
  i->host = *env->host;
  i->host.context = i;
  if (choose_gate (i) < 0) {
    free_record (i);
    return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
  }
  status = i->descriptor->create (&i->host, settings, &i->handle);
  if (status < 0) {
    refusal (i, status, "start", err);
    free_record (i);
    return status;
  }
  status = i->descriptor->ready ? i->descriptor->ready (i->handle) : 0;
  if (status < 0) {
    refusal (i, status, "start", err);
    pl_instance_free (i);
    return status;
  }
  plating_error_unref (i->failure);
  i->failure = NULL;
  *out = i;
  return 0;
}

void
pl_instance_free (struct pl_instance *i)
{
  if (!i || atomic_load (&i->abandoned))
    return;
  i->descriptor->destroy (i->handle);
  free_record (i);
}

const char *
pl_instance_label (const struct pl_instance *i)
{
  return pl_plugin_label (i->plugin);
}

int
pl_instance_is_blocking (const struct pl_instance *i)
{
  return (i->descriptor->flags & PLATING_PLUGIN_BLOCKING) != 0;
}

void
pl_instance_cancel (struct pl_instance *i, uint64_t op)
{
  void (*cancel) (void *instance, uint64_t op);

  switch (i->descriptor->kind) {
  case PLATING_PLUGIN_DISCOVERY:
    cancel = ((const struct plating_discovery_ops *) i->ops)->cancel;
    break;
  case PLATING_PLUGIN_RENDERER:
    cancel = ((const struct plating_renderer_ops *) i->ops)->cancel;
    break;
  default:
    cancel = ((const struct plating_validator_ops *) i->ops)->cancel;
    break;
  }
  if (cancel)
    cancel (i->handle, op);
}

void
pl_instance_breach (struct pl_instance *i, const char *what)
{
  if (pl_plugin_disable (i->plugin, what))
    pl_log_line (i->env->log, PLATING_LEVEL_ERROR, pl_instance_label (i),
                 "plugin misbehaves and gets no more work: it %s", what);
}
