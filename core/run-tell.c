/* SPDX-License-Identifier: Apache-2.0 */
/* What a run tells subscribers; whoever calls has asked whether anybody wants
 * to know. */

#include <config.h>

#include "catalog.h"
#include "events.h"
#include "op.h"
#include "run.h"

/* Tells of the components that were found. */
void
pl_run_tell_components (struct pl_run *run)
{
  const struct pl_instance *finder = run->discovery ? run->discovery
    : run->companions.n ? run->companions.items[0] : NULL;
  uint32_t n = pl_catalog_size (run->catalog), i;

  for (i = 0; i < n; i++) {
    const struct plating_component *c = pl_catalog_at (run->catalog, i);
    struct plating_event event = {
      .type = PLATING_EVENT_COMPONENT,
      .stage = pl_op_kind_name (PL_OP_DISCOVER),
      .plugin = finder ? pl_instance_label (finder) : NULL,
      .component = c->name.ptr,
    };

    if (pl_catalog_is_selected (run->catalog, i))
      pl_events_tell (run->group.events, &event);
  }
}

void
pl_run_tell_page (struct pl_job *j, const struct plating_document *d)
{
  char *path = pl_arena_strndup (&j->strand.arena, d->path.ptr, d->path.len);
  struct plating_event event = {
    .type = PLATING_EVENT_PAGE,
    .component = j->component ? j->component->name.ptr : NULL,
    .path = path,
    .size = d->bytes.len,
  };

  pl_events_tell (j->run->group.events, &event);
}

void
pl_run_tell_failure (struct pl_job *j, struct plating_text path,
                     const struct plating_error *error)
{
  const struct plating_error *cause = plating_error_cause (error);
  struct plating_event event = {
    .type = PLATING_EVENT_DIAGNOSTIC,
    .severity = PLATING_LEVEL_ERROR,
    .plugin = plating_error_plugin (error),
    .component = j->component ? j->component->name.ptr : NULL,
    .path = path.ptr,
    .message = plating_error_message (cause ? cause : error),
    .line = plating_error_line (error),
  };

  pl_events_tell (j->run->group.events, &event);
}

/* How many entries are over.  One worker after the other tells it, so that
 * the number never goes back; if there is no room for the event, all wait, and
 * the loop, which makes room, does not come here. */
void
pl_run_tell_progress (struct pl_run *run)
{
  struct plating_event event = {
    .type = PLATING_EVENT_PROGRESS,
    .total = run->n_entries,
  };

  pthread_mutex_lock (&run->telling);
  event.done = atomic_load (&run->n_done);
  pl_events_tell (run->group.events, &event);
  pthread_mutex_unlock (&run->telling);
}

/* TEXT, which need not end in NUL, in the memory of J. */
static const char *
text_in (struct pl_job *j, struct plating_text text)
{
  return text.ptr && text.len
    ? pl_arena_strndup (&j->strand.arena, text.ptr, text.len) : NULL;
}

void
pl_run_tell_finding (struct pl_job *j, const struct plating_finding *finding)
{
  struct plating_event event = {
    .type = PLATING_EVENT_DIAGNOSTIC,
    .severity = finding->severity,
    .stage = pl_op_kind_name (j->strand.kind),
    .plugin = pl_instance_label (j->strand.instance),
    .component = text_in (j, finding->component),
    .path = text_in (j, finding->file),
    .message = text_in (j, finding->message),
    .line = finding->line,
  };

  pl_events_tell (j->run->group.events, &event);
}
