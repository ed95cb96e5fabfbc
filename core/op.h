/* SPDX-License-Identifier: Apache-2.0 */
/* The plugin side's operations: handles that end exactly once.
 *
 * Records live in a process-wide table and are recycled but never freed, so
 * that a handle which a plugin uses too late is recognised by its
 * generation and can do no harm. */

#ifndef PL_OP_H
#define PL_OP_H

#include <stdint.h>

#include <uv.h>

#include <plating/document.h>
#include <plating/host.h>

struct pl_instance;
struct pl_op;
struct pl_worker;
struct plating_error;

/* What an op is for: decides which host calls are allowed. */
#define PL_OP_DISCOVER    100u
#define PL_OP_LOAD_SCHEMA 200u
#define PL_OP_PLAN        300u
#define PL_OP_RENDER      400u
#define PL_OP_ADORN       500u
#define PL_OP_FINISH      600u
#define PL_OP_VALIDATE    700u
#define PL_OP_SITE        800u  /* finish of a validator */
#define PL_OP_COMMAND     900u

/* "render".  Static. */
const char *pl_op_kind_name (uint32_t kind);

/* Where the results of host calls go; set by whoever starts the op.  A call
 * whose function is NULL is refused. */
struct pl_op_target {
  void *(*arena_alloc) (void *owner, size_t len);
  void (*report) (void *owner, const struct plating_finding *finding);
  void (*progress) (void *owner, uint64_t done, uint64_t total);
  int (*is_cancelled) (void *owner);
  int (*emit_components) (void *owner, const struct plating_component *c,
                          size_t n, size_t stride);
  int (*emit_provider) (void *owner, const struct plating_provider *p);
  int (*add_root) (void *owner, struct plating_text root,
                   struct plating_text path);
  int (*emit_schema) (void *owner, const struct plating_schema_view *view);
  int (*emit_plan) (void *owner, const struct plating_plan_entry *entries,
                    size_t n, size_t stride);
  int (*emit_document) (void *owner, const struct plating_document *d);
  int (*tree) (void *owner, struct plating_text root,
               struct plating_text directory,
               const struct plating_tree **tree);
  int (*list) (void *owner, struct plating_text root,
               struct plating_text directory,
               const struct plating_tree **tree);
  int (*read) (void *owner, struct plating_text root,
               struct plating_text path, struct plating_text *bytes,
               int32_t *system_error);
  int (*root_path) (void *owner, struct plating_text root,
                    struct plating_text *path);
  int (*component_schema) (void *owner, uint32_t component,
                           const struct plating_schema_view **view);
  int (*site_list) (void *owner, const struct plating_site_entry **entries,
                    size_t *n);
  int (*site_read) (void *owner, size_t i, struct plating_text *bytes);
  void (*print) (void *owner, uint32_t stream, struct plating_text line);
  int (*write) (void *owner, uint32_t stream, struct plating_text bytes);
  int (*run_operation) (void *owner, const struct plating_operation *operation,
                        void (*done) (void *data,
                                      const struct plating_operation_outcome
                                      *outcome),
                        void *data);
};

#define PL_OP_ENDED   1  /* status and error are known */
#define PL_OP_PENDING 0  /* RESUME will be, or has been, called */

/* Makes an op for INSTANCE.  RESUME is called from any thread, once, if the
 * op ends after its start returned; not otherwise.  NULL
 * when memory is exhausted. */
struct pl_op *pl_op_new (struct pl_instance *instance, uint32_t kind,
                         const struct pl_op_target *target, void *owner,
                         void (*resume) (void *owner));

/* Calls CALL (OWNER, handle), which calls into the plugin.  After
 * PL_OP_PENDING the caller touches neither op nor owner. */
int pl_op_start (struct pl_op *op, int (*call) (void *owner, uint64_t op));

/* Of an op that has ended: its status; *ERR becomes the caller's (a plain
 * one is made if the plugin stated none).  Recycles the record. */
int pl_op_end (struct pl_op *op, struct plating_error **err);

/* Gives the op up if HANDLE is still its handle and it has not ended: it ends
 * with CODE.  Returns 1 then, and the caller resumes the owner.  A worker
 * that is still inside the call becomes an orphan, and *STUCK is 1. */
int pl_op_abandon (struct pl_op *op, uint64_t handle, int code, int *stuck);

uint64_t pl_op_handle (const struct pl_op *op);

/* For the host API: the op of HANDLE if it is live and INSTANCE's, with its
 * lock held; else NULL. */
struct pl_op *pl_op_lock (uint64_t handle,
                          const struct pl_instance *instance);
void pl_op_unlock (struct pl_op *op);
const struct pl_op_target *pl_op_target_of (const struct pl_op *op);
void *pl_op_owner (const struct pl_op *op);

/* Keeps what the plugin states as the op's error, dropping an earlier one.
 * With the lock held. */
void pl_op_fail (struct pl_op *op, const struct plating_failure *failure);

/* The plugin's op_done.  Returns 0, or PLATING_E_STATE for a stale handle. */
int pl_op_done (uint64_t handle, const struct pl_instance *instance,
                int status);

#endif
