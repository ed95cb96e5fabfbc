/* SPDX-License-Identifier: Apache-2.0 */
/* The only definition of the host table.
 *
 * Each function finds the op of its handle, refuses a stale one, and passes
 * the call on to the op's target, with the op's lock held, so that an op
 * cannot end in the middle of one. */

#include <config.h>

#include "hostapi.h"

#include <stdlib.h>
#include <string.h>

#include <plating/extensions.h>

#include "error.h"
#include "functions.h"
#include "instance.h"
#include "log.h"
#include "loop.h"
#include "op.h"
#include "value.h"
#include "worker.h"

static struct pl_instance *
instance_of (const struct plating_host *host)
{
  return host->context;
}

static void
host_log (const struct plating_host *host, uint64_t op, uint32_t level,
          struct plating_text message)
{
  struct pl_instance *i = instance_of (host);

  (void) op;
  pl_log_text (i->env->log, level, pl_instance_label (i), message);
}

static void
host_fail (const struct plating_host *host, uint64_t handle,
           const struct plating_failure *failure)
{
  struct pl_instance *i = instance_of (host);
  struct pl_op *op;

  if (handle == PLATING_OP_NONE) {
    plating_error_unref (i->failure);
    i->failure = NULL;
    pl_error_set_failure (&i->failure, failure);
    return;
  }
  op = pl_op_lock (handle, i);
  if (!op)
    return;
  pl_op_fail (op, failure);
  pl_op_unlock (op);
}

static void
host_report (const struct plating_host *host, uint64_t handle,
             const struct plating_finding *finding)
{
  struct pl_op *op = pl_op_lock (handle, instance_of (host));

  if (!op)
    return;
  if (pl_op_target_of (op)->report)
    pl_op_target_of (op)->report (pl_op_owner (op), finding);
  pl_op_unlock (op);
}

static void
host_print (const struct plating_host *host, uint64_t handle,
            uint32_t stream, struct plating_text line)
{
  struct pl_op *op = pl_op_lock (handle, instance_of (host));

  if (!op)
    return;
  if (pl_op_target_of (op)->print)
    pl_op_target_of (op)->print (pl_op_owner (op), stream, line);
  pl_op_unlock (op);
}

static int
host_op_done (const struct plating_host *host, uint64_t handle, int status)
{
  struct pl_instance *i = instance_of (host);
  int done = pl_op_done (handle, i, status);

  if (done < 0)
    pl_instance_breach (i, "completed an operation that was over already");
  return done;
}

static int
host_op_is_cancelled (const struct plating_host *host, uint64_t handle)
{
  struct pl_op *op = pl_op_lock (handle, instance_of (host));
  int cancelled = 1;

  if (!op)
    return 1;
  if (pl_op_target_of (op)->is_cancelled)
    cancelled = pl_op_target_of (op)->is_cancelled (pl_op_owner (op));
  pl_op_unlock (op);
  return cancelled;
}

static void
host_op_progress (const struct plating_host *host, uint64_t handle,
                  uint64_t done, uint64_t total)
{
  struct pl_op *op = pl_op_lock (handle, instance_of (host));

  if (!op)
    return;
  if (pl_op_target_of (op)->progress)
    pl_op_target_of (op)->progress (pl_op_owner (op), done, total);
  pl_op_unlock (op);
}

static void *
host_arena_alloc (const struct plating_host *host, uint64_t handle,
                  size_t len)
{
  struct pl_op *op = pl_op_lock (handle, instance_of (host));
  void *p = NULL;

  if (!op)
    return NULL;
  if (pl_op_target_of (op)->arena_alloc)
    p = pl_op_target_of (op)->arena_alloc (pl_op_owner (op), len);
  pl_op_unlock (op);
  return p;
}

static int
host_emit_components (const struct plating_host *host, uint64_t handle,
                      const struct plating_component *components, size_t n,
                      size_t stride)
{
  struct pl_op *op = pl_op_lock (handle, instance_of (host));
  int status = PLATING_E_STATE;

  if (!op)
    return status;
  if (pl_op_target_of (op)->emit_components)
    status = pl_op_target_of (op)->emit_components (pl_op_owner (op),
                                                    components, n, stride);
  pl_op_unlock (op);
  return status;
}

static int
host_emit_provider (const struct plating_host *host, uint64_t handle,
                    const struct plating_provider *provider)
{
  struct pl_op *op = pl_op_lock (handle, instance_of (host));
  int status = PLATING_E_STATE;

  if (!op)
    return status;
  if (pl_op_target_of (op)->emit_provider)
    status = pl_op_target_of (op)->emit_provider (pl_op_owner (op),
                                                  provider);
  pl_op_unlock (op);
  return status;
}

static int
host_add_root (const struct plating_host *host, uint64_t handle,
               struct plating_text root, struct plating_text path)
{
  struct pl_op *op = pl_op_lock (handle, instance_of (host));
  int status = PLATING_E_STATE;

  if (!op)
    return status;
  if (pl_op_target_of (op)->add_root)
    status = pl_op_target_of (op)->add_root (pl_op_owner (op), root, path);
  pl_op_unlock (op);
  return status;
}

static int
host_emit_schema (const struct plating_host *host, uint64_t handle,
                  const struct plating_schema_view *view)
{
  struct pl_op *op = pl_op_lock (handle, instance_of (host));
  int status = PLATING_E_STATE;

  if (!op)
    return status;
  if (pl_op_target_of (op)->emit_schema)
    status = pl_op_target_of (op)->emit_schema (pl_op_owner (op), view);
  pl_op_unlock (op);
  return status;
}

static int
host_emit_plan (const struct plating_host *host, uint64_t handle,
                const struct plating_plan_entry *entries, size_t n,
                size_t stride)
{
  struct pl_op *op = pl_op_lock (handle, instance_of (host));
  int status = PLATING_E_STATE;

  if (!op)
    return status;
  if (pl_op_target_of (op)->emit_plan)
    status = pl_op_target_of (op)->emit_plan (pl_op_owner (op), entries, n,
                                              stride);
  pl_op_unlock (op);
  return status;
}

static int
host_emit_document (const struct plating_host *host, uint64_t handle,
                    const struct plating_document *document)
{
  struct pl_op *op = pl_op_lock (handle, instance_of (host));
  int status = PLATING_E_STATE;

  if (!op)
    return status;
  if (pl_op_target_of (op)->emit_document)
    status = pl_op_target_of (op)->emit_document (pl_op_owner (op),
                                                  document);
  pl_op_unlock (op);
  return status;
}

/* Finds target and owner of a live op without keeping its lock: for calls
 * that go on into another plugin. */
static const struct pl_op_target *
find_target (const struct plating_host *host, uint64_t handle, void **owner)
{
  struct pl_op *op = pl_op_lock (handle, instance_of (host));
  const struct pl_op_target *target;

  if (!op)
    return NULL;
  target = pl_op_target_of (op);
  *owner = pl_op_owner (op);
  pl_op_unlock (op);
  return target;
}

static int
host_tree (const struct plating_host *host, uint64_t handle,
           struct plating_text root, struct plating_text directory,
           const struct plating_tree **tree)
{
  struct pl_op *op = pl_op_lock (handle, instance_of (host));
  int status = PLATING_E_STATE;

  if (!op)
    return status;
  if (pl_op_target_of (op)->tree)
    status = pl_op_target_of (op)->tree (pl_op_owner (op), root, directory,
                                         tree);
  pl_op_unlock (op);
  return status;
}

static int
host_list (const struct plating_host *host, uint64_t handle,
           struct plating_text root, struct plating_text directory,
           const struct plating_tree **tree)
{
  struct pl_op *op = pl_op_lock (handle, instance_of (host));
  int status = PLATING_E_STATE;

  if (!op)
    return status;
  if (pl_op_target_of (op)->list)
    status = pl_op_target_of (op)->list (pl_op_owner (op), root, directory,
                                         tree);
  pl_op_unlock (op);
  return status;
}

static int
host_read (const struct plating_host *host, uint64_t handle,
           struct plating_text root, struct plating_text path,
           struct plating_text *bytes, int32_t *system_error)
{
  struct pl_op *op = pl_op_lock (handle, instance_of (host));
  int status = PLATING_E_STATE;

  if (!op)
    return status;
  if (pl_op_target_of (op)->read)
    status = pl_op_target_of (op)->read (pl_op_owner (op), root, path, bytes,
                                         system_error);
  pl_op_unlock (op);
  return status;
}

static int
host_root_path (const struct plating_host *host, uint64_t handle,
                struct plating_text root, struct plating_text *path)
{
  struct pl_op *op = pl_op_lock (handle, instance_of (host));
  int status = PLATING_E_STATE;

  if (!op)
    return status;
  if (pl_op_target_of (op)->root_path)
    status = pl_op_target_of (op)->root_path (pl_op_owner (op), root, path);
  pl_op_unlock (op);
  return status;
}

static int
host_component_schema (const struct plating_host *host, uint64_t handle,
                       uint32_t component,
                       const struct plating_schema_view **view)
{
  void *owner;
  const struct pl_op_target *t = find_target (host, handle, &owner);

  if (!t || !t->component_schema)
    return PLATING_E_STATE;
  return t->component_schema (owner, component, view);
}

static int
host_site_list (const struct plating_host *host, uint64_t handle,
                const struct plating_site_entry **entries, size_t *n,
                size_t *stride)
{
  void *owner;
  const struct pl_op_target *t = find_target (host, handle, &owner);

  if (!t || !t->site_list)
    return PLATING_E_STATE;
  *stride = sizeof **entries;
  return t->site_list (owner, entries, n);
}

static int
host_site_read (const struct plating_host *host, uint64_t handle, size_t i,
                struct plating_text *bytes)
{
  struct pl_op *op = pl_op_lock (handle, instance_of (host));
  int status = PLATING_E_STATE;

  if (!op)
    return status;
  if (pl_op_target_of (op)->site_read)
    status = pl_op_target_of (op)->site_read (pl_op_owner (op), i, bytes);
  pl_op_unlock (op);
  return status;
}

/* Work that a plugin asked for. */
struct errand {
  struct pl_work work;
  struct pl_post post;
  const struct pl_instance_env *env;
  const char *plugin;
  void (*function) (void *data);
  void *data;
};

static void
end_errand (struct errand *e)
{
  const struct pl_instance_env *env = e->env;

  free (e);
  env->release (env->owner);
}

static void
on_errand_work (struct pl_work *work)
{
  struct errand *e = (struct errand *) (void *)
    ((char *) work - offsetof (struct errand, work));

  e->function (e->data);
  end_errand (e);
}

static void
on_errand_post (struct pl_post *post)
{
  struct errand *e = (struct errand *) (void *)
    ((char *) post - offsetof (struct errand, post));

  pl_loop_call (e->env->loop, e->function, e->data, e->plugin);
  end_errand (e);
}

static struct errand *
new_errand (const struct plating_host *host, void (*function) (void *data),
            void *data, int *status)
{
  const struct pl_instance_env *env = instance_of (host)->env;
  struct errand *e = malloc (sizeof *e);

  *status = e ? env->hold (env->owner) : PLATING_E_NOMEM;
  if (*status < 0) {
    free (e);
    return NULL;
  }
  *e = (struct errand) {
    .work.run = on_errand_work, .post.run = on_errand_post,
    .env = env, .function = function, .data = data,
    .plugin = pl_instance_label (instance_of (host)),
  };
  return e;
}

static int
host_run_on_worker (const struct plating_host *host,
                    void (*function) (void *data), void *data)
{
  int status;
  struct errand *e = new_errand (host, function, data, &status);

  if (e)
    pl_workers_push (e->env->workers, &e->work);
  return status;
}

static int
host_run_on_loop (const struct plating_host *host,
                  void (*function) (void *data), void *data)
{
  int status;
  struct errand *e = new_errand (host, function, data, &status);

  if (e)
    pl_loop_post (e->env->loop, &e->post);
  return status;
}

static int
host_template_functions (const struct plating_host *host,
                         const struct plating_template_function_ref **refs,
                         size_t *n, size_t *stride)
{
  *refs = pl_functions_list (instance_of (host)->env->functions, n);
  *stride = sizeof **refs;
  return 0;
}

static int
host_call_template_function (const struct plating_host *host, uint64_t op,
                             uint32_t id,
                             const struct plating_value *const *arguments,
                             size_t n, const struct plating_value **result)
{
  struct pl_instance *i = instance_of (host);

  return pl_functions_call (i->env->functions, i, op, id, arguments, n,
                            result);
}

static struct uv_loop_s *
uv_loop_get (const struct plating_host *host)
{
  return pl_loop_uv (instance_of (host)->env->loop);
}

static const struct plating_uv_loop uv_loop_table = {
  .struct_size = sizeof uv_loop_table,
  .get = uv_loop_get,
};

static const void *
host_extension (const struct plating_host *host, const char *id)
{
  if (!strcmp (id, PLATING_EXT_UV_LOOP)
      && !pl_instance_is_blocking (instance_of (host)))
    return &uv_loop_table;
  return NULL;
}

static int
host_run_operation (const struct plating_host *host, uint64_t handle,
                    const struct plating_operation *operation,
                    void (*done) (void *data,
                                  const struct plating_operation_outcome
                                  *outcome),
                    void *data)
{
  struct pl_op *op = pl_op_lock (handle, instance_of (host));
  int status = PLATING_E_STATE;

  if (!op)
    return status;
  if (pl_op_target_of (op)->run_operation)
    status = pl_op_target_of (op)->run_operation (pl_op_owner (op),
                                                  operation, done, data);
  pl_op_unlock (op);
  return status;
}

static int
host_write (const struct plating_host *host, uint64_t handle,
            uint32_t stream, struct plating_text bytes)
{
  struct pl_op *op = pl_op_lock (handle, instance_of (host));
  int status = PLATING_E_STATE;

  if (!op)
    return status;
  if (pl_op_target_of (op)->write)
    status = pl_op_target_of (op)->write (pl_op_owner (op), stream, bytes);
  pl_op_unlock (op);
  return status;
}

static const struct plating_host table = {
  .struct_size = sizeof table,
  .abi = PLATING_ABI,
  .values = &pl_value_table,
  .log = host_log,
  .fail = host_fail,
  .report = host_report,
  .print = host_print,
  .op_done = host_op_done,
  .op_is_cancelled = host_op_is_cancelled,
  .op_progress = host_op_progress,
  .arena_alloc = host_arena_alloc,
  .emit_components = host_emit_components,
  .emit_provider = host_emit_provider,
  .add_root = host_add_root,
  .emit_schema = host_emit_schema,
  .emit_plan = host_emit_plan,
  .emit_document = host_emit_document,
  .tree = host_tree,
  .read = host_read,
  .root_path = host_root_path,
  .component_schema = host_component_schema,
  .site_list = host_site_list,
  .site_read = host_site_read,
  .run_on_worker = host_run_on_worker,
  .run_on_loop = host_run_on_loop,
  .template_functions = host_template_functions,
  .call_template_function = host_call_template_function,
  .extension = host_extension,
  .run_operation = host_run_operation,
  .write = host_write,
  .list = host_list,
};

const struct plating_host *
pl_hostapi_table (void)
{
  return &table;
}
