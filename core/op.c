/* SPDX-License-Identifier: Apache-2.0 */
/* The plugin side's operations.
 *
 * An op moves through phases, always under its own mutex:
 *
 *   IN_CALL ─ returned 0 ─► PENDING ─ op_done ─► ENDED, resume
 *      │  └─ returned < 0 ─► ENDED
 *      ├─ op_done ─► EARLY ─ returned ─► ENDED
 *      └─ abandoned (also from EARLY, PENDING) ─► ENDED
 *
 * An abandoned record is not recycled: the plugin may still be inside. */

#include <config.h>

#include "op.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "error.h"
#include "instance.h"
#include "worker.h"

#define CHUNK 64u
#define MAX_CHUNKS 1024u

#define FREE      0
#define IN_CALL   1
#define EARLY     2
#define PENDING   3
#define ENDED     4

struct pl_op {
  uv_mutex_t mutex;
  uint32_t slot, generation;
  int phase;
  int abandoned;
  int status;
  uint32_t kind;
  struct pl_instance *instance;
  const struct pl_op_target *target;
  void *owner;
  void (*resume) (void *owner);
  struct plating_error *error;
  struct pl_worker *worker;         /* that is inside the call */
  struct pl_op *next_free;
};

/* The table: process-wide, see op.h.  Chunks are only ever added, and an
 * index is handed out only after its chunk is in place. */
static struct pl_op *chunks[MAX_CHUNKS];
static _Atomic uint32_t n_slots;
static struct pl_op *free_ops;
static uv_mutex_t table_mutex;
static uv_once_t table_once = UV_ONCE_INIT;

static void
init_table (void)
{
  uv_mutex_init (&table_mutex);
}

/* Adds a chunk to the free list; the table's mutex is held. */
static int
grow_table (void)
{
  struct pl_op *chunk;
  uint32_t i;

  if (n_slots == CHUNK * MAX_CHUNKS)
    return PLATING_E_LIMIT;
  chunk = calloc (CHUNK, sizeof *chunk);
  if (!chunk)
    return PLATING_E_NOMEM;
  for (i = 0; i < CHUNK; i++) {
    if (uv_mutex_init (&chunk[i].mutex) < 0)
      break;
    chunk[i].slot = n_slots + i;
    chunk[i].generation = 1;
  }
  if (i < CHUNK) {
    while (i--)
      uv_mutex_destroy (&chunk[i].mutex);
    free (chunk);
    return PLATING_E_NOMEM;
  }
  for (i = CHUNK; i--; free_ops = &chunk[i])
    chunk[i].next_free = free_ops;
  chunks[n_slots / CHUNK] = chunk;
  n_slots += CHUNK;
  return 0;
}

const char *
pl_op_kind_name (uint32_t kind)
{
  static const char *const names[] = {
    [PL_OP_DISCOVER / 100] = "discover",
    [PL_OP_LOAD_SCHEMA / 100] = "load schema",
    [PL_OP_PLAN / 100] = "plan",
    [PL_OP_RENDER / 100] = "render",
    [PL_OP_ADORN / 100] = "adorn",
    [PL_OP_FINISH / 100] = "finish",
    [PL_OP_VALIDATE / 100] = "validate",
    [PL_OP_SITE / 100] = "validate site",
    [PL_OP_COMMAND / 100] = "command",
  };

  kind /= 100;
  return kind < sizeof names / sizeof *names && names[kind] ? names[kind]
    : "stage";
}

struct pl_op *
pl_op_new (struct pl_instance *instance, uint32_t kind,
           const struct pl_op_target *target, void *owner,
           void (*resume) (void *owner))
{
  struct pl_op *op;

  uv_once (&table_once, init_table);
  uv_mutex_lock (&table_mutex);
  if (!free_ops && grow_table () < 0) {
    uv_mutex_unlock (&table_mutex);
    return NULL;
  }
  op = free_ops;
  free_ops = op->next_free;
  uv_mutex_unlock (&table_mutex);

  uv_mutex_lock (&op->mutex);
  op->phase = IN_CALL;
  op->abandoned = 0;
  op->status = 0;
  op->kind = kind;
  op->instance = instance;
  op->target = target;
  op->owner = owner;
  op->resume = resume;
  op->error = NULL;
  op->worker = NULL;
  uv_mutex_unlock (&op->mutex);
  return op;
}

uint64_t
pl_op_handle (const struct pl_op *op)
{
  return (uint64_t) op->generation << 32 | op->slot;
}

const struct pl_op_target *
pl_op_target_of (const struct pl_op *op)
{
  return op->target;
}

void *
pl_op_owner (const struct pl_op *op)
{
  return op->owner;
}

int
pl_op_start (struct pl_op *op, int (*call) (void *owner, uint64_t op))
{
  void *owner = op->owner;
  int status, result = PL_OP_ENDED;
  uint64_t handle;

  uv_mutex_lock (&op->mutex);
  handle = pl_op_handle (op);
  op->worker = pl_worker_self ();
  uv_mutex_unlock (&op->mutex);

  status = call (owner, handle);

  uv_mutex_lock (&op->mutex);
  op->worker = NULL;
  if (op->abandoned) {
    result = PL_OP_PENDING;
  } else if (op->phase == EARLY) {
    op->phase = ENDED;
  } else if (status < 0) {
    op->phase = ENDED;
    op->status = status;
  } else {
    op->phase = PENDING;
    result = PL_OP_PENDING;
  }
  uv_mutex_unlock (&op->mutex);
  return result;
}

int
pl_op_end (struct pl_op *op, struct plating_error **err)
{
  int status = op->status, abandoned = op->abandoned;

  *err = op->error;
  op->error = NULL;
  if (status < 0 && !*err)
    status = pl_error_set (err, status, "the plugin gave no reason");
  else if (status >= 0 && *err) {
    plating_error_unref (*err);
    *err = NULL;
  }
  if (abandoned)
    return status;
  uv_mutex_lock (&op->mutex);
  op->phase = FREE;
  op->instance = NULL;
  op->generation++;
  if (!op->generation)
    op->generation = 1;
  uv_mutex_unlock (&op->mutex);
  uv_mutex_lock (&table_mutex);
  op->next_free = free_ops;
  free_ops = op;
  uv_mutex_unlock (&table_mutex);
  return status;
}

int
pl_op_abandon (struct pl_op *op, uint64_t handle, int code, int *stuck)
{
  int live;

  uv_mutex_lock (&op->mutex);
  live = pl_op_handle (op) == handle
    && (op->phase == IN_CALL || op->phase == EARLY || op->phase == PENDING);
  if (live) {
    op->abandoned = 1;
    op->phase = ENDED;
    op->status = code;
    op->generation++;               /* the handle is stale from now on */
    plating_error_unref (op->error);
    op->error = NULL;
    pl_error_set (&op->error, code, code == PLATING_E_CANCELLED
                  ? "did not end when it was cancelled"
                  : "did not end within the time limit");
    *stuck = op->worker != NULL;
    if (op->worker)
      pl_worker_orphan (op->worker);
  }
  uv_mutex_unlock (&op->mutex);
  return live;
}

struct pl_op *
pl_op_lock (uint64_t handle, const struct pl_instance *instance)
{
  uint32_t slot = (uint32_t) handle, generation = (uint32_t) (handle >> 32);
  struct pl_op *op;

  if (slot >= n_slots)
    return NULL;
  op = &chunks[slot / CHUNK][slot % CHUNK];
  uv_mutex_lock (&op->mutex);
  if (op->generation == generation && op->instance == instance
      && (op->phase == IN_CALL || op->phase == PENDING))
    return op;
  uv_mutex_unlock (&op->mutex);
  return NULL;
}

void
pl_op_unlock (struct pl_op *op)
{
  uv_mutex_unlock (&op->mutex);
}

void
pl_op_fail (struct pl_op *op, const struct plating_failure *failure)
{
  plating_error_unref (op->error);
  op->error = NULL;
  pl_error_set_failure (&op->error, failure);
}

int
pl_op_done (uint64_t handle, const struct pl_instance *instance, int status)
{
  struct pl_op *op = pl_op_lock (handle, instance);
  void (*resume) (void *owner) = NULL;
  void *owner;

  if (!op)
    return PLATING_E_STATE;
  op->status = status < 0 ? status : 0;
  owner = op->owner;
  if (op->phase == PENDING) {
    op->phase = ENDED;
    resume = op->resume;
  } else {
    op->phase = EARLY;
  }
  uv_mutex_unlock (&op->mutex);
  if (resume)
    resume (owner);
  return 0;
}
