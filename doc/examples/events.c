/* SPDX-License-Identifier: Apache-2.0 */
/* Following a run, event by event. */

#include <inttypes.h>

#include "project.h"

struct counts {
  unsigned components, started, finished, pages;
  uint64_t done, total, dropped;
};

static void
on_event (void *data, const struct plating_event *event)
{
  struct counts *c = data;

  c->dropped += event->dropped;
  switch (event->type) {
  case PLATING_EVENT_COMPONENT:
    c->components++;
    break;
  case PLATING_EVENT_STAGE_STARTED:
    c->started++;
    break;
  case PLATING_EVENT_STAGE_FINISHED:
    c->finished++;
    break;
  case PLATING_EVENT_PAGE:
    c->pages++;
    break;
  case PLATING_EVENT_DIAGNOSTIC:
    printf ("%s: %s\n", event->path ? event->path : "?", event->message);
    break;
  case PLATING_EVENT_PROGRESS:
    c->done = event->done;
    c->total = event->total;
    break;
  default:
    break;
  }
}

int
main (int argc, char **argv)
{
  struct counts counts = { .components = 0 };
  struct plating_subscription_options wanted = {
    .struct_size = sizeof wanted, .capacity = 256,
    /* No worker waits for us; what is too much is counted. */
    .policy = PLATING_DROP_OLDEST,
    .on_event = on_event, .data = &counts,
  };
  struct plating_options *options;
  struct plating_session *session;
  struct plating_task *task;

  if (argc != 3)
    give_up ("usage: events DIRECTORY SCHEMA");
  options = project_options (argv[1], argv[2]);
  session = new_session ();
  if (!plating_subscribe (session, NULL, &wanted))
    give_up ("out of memory");
  task = plating_plate (session, NULL, options);
  if (!task || plating_session_run (session, task, 0) < 0)
    give_up ("out of memory");
  plating_task_unref (task);
  /* Delivers what is left. */
  plating_session_free (session);
  plating_options_free (options);
  printf ("%u components, %u pages, %" PRIu64 " of %" PRIu64 "\n",
          counts.components, counts.pages, counts.done, counts.total);
  return counts.started != counts.finished || counts.dropped;
}
