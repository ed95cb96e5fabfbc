/* SPDX-License-Identifier: Apache-2.0 */
/* Instances of plugins: made for one run from settings, with a host table
 * of their own, so that every call tells who makes it. */

#ifndef PL_INSTANCE_H
#define PL_INSTANCE_H

#include <stdatomic.h>

#include <plating/plugin.h>

#include "gate.h"

struct pl_log;
struct pl_loop;
struct pl_plugin;
struct pl_template_functions;
struct pl_workers;
struct plating_error;

/* What the instances of one run share. */
struct pl_instance_env {
  const struct plating_host *host;      /* without a context */
  struct pl_log *log;
  struct pl_loop *loop;
  struct pl_workers *workers;
  struct pl_template_functions *functions;
  /* Keep the run from ending while a plugin's own work is queued.  HOLD
   * returns 0, or PLATING_E_STATE when the run is ending. [any] */
  int (*hold) (void *owner);
  void (*release) (void *owner);
  void *owner;
};

struct pl_instance {
  struct plating_host host;     /* its context is the instance */
  struct pl_plugin *plugin;
  const struct plating_plugin *descriptor;
  const void *ops;              /* of the descriptor's kind, zero-extended */
  void *handle;                 /* the plugin's own */
  struct pl_gate own_gate;
  struct pl_gate *gate;         /* to pass for each op, or NULL */
  const struct pl_instance_env *env;
  struct plating_error *failure;/* stated outside an op, by create or ready */
  atomic_int abandoned;         /* an op was given up: never destroy */
};

/* Creates an instance of PLUGIN with SETTINGS (borrowed), and calls ready.
 * [worker] */
int pl_instance_new (struct pl_plugin *plugin,
                     const struct plating_value *settings,
                     const struct pl_instance_env *env,
                     struct pl_instance **out, struct plating_error **err);

/* Destroys it, unless it was abandoned: then the plugin may still be inside
 * and the record stays.  NULL is allowed.  [worker] */
void pl_instance_free (struct pl_instance *i);

/* "registry renderer": who it is, in messages.  Borrowed. */
const char *pl_instance_label (const struct pl_instance *i);

/* Whether its ops are to be called on a worker. */
int pl_instance_is_blocking (const struct pl_instance *i);

/* Asks the plugin to end OP soon, if it can be asked. [any] */
void pl_instance_cancel (struct pl_instance *i, uint64_t op);

/* The plugin broke the contract in the way that WHAT says: logs it and gives
 * the plugin no more work. */
void pl_instance_breach (struct pl_instance *i, const char *what);

#endif
