/* SPDX-License-Identifier: Apache-2.0 */
/* Jobs: documents go through the renderers, one stage after the other. */

#include <config.h>

#include "job.h"

#include <string.h>

#include "error.h"
#include "plugin.h"

int
pl_job_take_emitted (struct pl_job *j, size_t stage)
{
  size_t i;

  /* The last one waiting is taken first. */
  for (i = j->emitted.n; i--;)
    if (pl_items_add (j, &j->waiting, &j->emitted.items[i].document, stage)
        < 0)
      return j->strand.status = pl_error_set (&j->strand.error,
                                              PLATING_E_NOMEM,
                                              "out of memory");
  j->emitted.n = 0;
  return 0;
}

static int
call_render (struct pl_strand *s, uint64_t op)
{
  struct pl_job *j = (struct pl_job *) s;
  const struct plating_renderer_ops *ops = s->instance->ops;

  return ops->render (s->instance->handle, j->request, op);
}

static int
make_render_request (struct pl_job *j)
{
  const struct plating_plan_entry *e = pl_job_entry (j);
  struct plating_render_request *req
    = pl_arena_zalloc (&j->strand.arena, sizeof *req);
  struct plating_document *in
    = pl_arena_alloc (&j->strand.arena, sizeof *in);

  if (!req || !in)
    return PLATING_E_NOMEM;
  *in = j->current.document;
  req->struct_size = sizeof *req;
  req->provider = &j->run->provider;
  req->component = j->component;
  req->schema = j->schema;
  req->component_index = e ? e->component : PLATING_NONE;
  if (e) {
    req->path = e->path;
    req->data = e->data;
  }
  req->in = j->current.stage ? in : NULL;
  j->request = req;
  return 0;
}

/* Whether the renderer at the item's stage has to see it. */
static int
is_for_renderer (const struct pl_job *j, const struct pl_item *item)
{
  const struct plating_renderer_ops *ops;
  char type[128];

  if (item->stage >= j->run->renderers.n
      || (item->document.flags & PLATING_DOCUMENT_VERBATIM))
    return 0;
  if (!item->stage)
    return 1;
  ops = j->run->renderers.items[item->stage]->ops;
  if (item->document.media_type.len >= sizeof type
      || !item->document.media_type.len)
    return 0;
  memcpy (type, item->document.media_type.ptr, item->document.media_type.len);
  type[item->document.media_type.len] = '\0';
  return pl_plugin_list_has (ops->accepts, type)
    || pl_plugin_list_has (ops->accepts, PLATING_MEDIA_ANY);
}

int
pl_job_render_waiting (struct pl_job *j)
{
  struct pl_strand *s = &j->strand;
  int is_job = j != &j->run->main;

  for (;;) {
    if (s->is_over) {
      s->is_over = 0;
      if (!is_job)
        s->subject = (struct plating_text) { NULL, 0 };
      if (s->status < 0 || pl_job_take_emitted (j, j->current.stage + 1) < 0)
        return PL_STRAND_AGAIN;
    }
    s->status = 0;
    if (!j->waiting.n)
      return PL_STRAND_AGAIN;
    j->current = j->waiting.items[--j->waiting.n];
    if (!is_for_renderer (j, &j->current)) {
      if (j->current.stage >= j->run->renderers.n
          || (j->current.document.flags & PLATING_DOCUMENT_VERBATIM)) {
        if (pl_items_add (j, &j->finished, &j->current.document, 0) < 0)
          return pl_job_no_memory (j);
        continue;
      }
      /* Not this one's business: to the next stage as it is. */
      if (pl_items_add (j, &j->waiting, &j->current.document,
                        j->current.stage + 1) < 0)
        return pl_job_no_memory (j);
      continue;
    }
    if (make_render_request (j) < 0)
      return pl_job_no_memory (j);
    /* What finish has made is about no entry of the plan. */
    if (!is_job)
      s->subject = j->current.document.path;
    s->target = &pl_target_render;
    if (pl_strand_call (s, j->run->renderers.items[j->current.stage],
                        PL_OP_RENDER, call_render) == PL_STRAND_AWAY)
      return PL_STRAND_AWAY;
  }
}

int
pl_job_begin_rendering (struct pl_job *j)
{
  static const struct plating_document none = {
    .struct_size = sizeof none,
  };

  return pl_items_add (j, &j->waiting, &none, 0) < 0
    ? pl_job_no_memory (j), -1 : 0;
}
