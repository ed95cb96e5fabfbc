/* SPDX-License-Identifier: Apache-2.0 */
/* Many providers, a few at once: a source makes each task when there is room
 * for it. */

#include <inttypes.h>

#include "project.h"

#define N_PROVIDERS 12
#define AT_ONCE 3

struct providers {
  struct plating_session *session;
  char **argv;
  unsigned n_running, most;
};

/* Here all are the same provider; each gets pages of its own. */
static int
next (void *data, uint64_t index, struct plating_task **task)
{
  struct providers *p = data;
  struct plating_options *options;
  char directory[64];

  if (index == N_PROVIDERS)
    return 0;
  options = project_options (p->argv[1], p->argv[2]);
  snprintf (directory, sizeof directory, "provider-%" PRIu64, index);
  set (options, "output-dir", directory);
  set (options, "jobs", "2");
  *task = plating_plate (p->session, NULL, options);
  plating_options_free (options);
  if (++p->n_running > p->most)
    p->most = p->n_running;
  return 1;
}

static void
on_item (void *data, uint64_t index, struct plating_task *task)
{
  struct providers *p = data;

  p->n_running--;
  if (plating_task_error (task))
    printf ("provider %" PRIu64 ": %s\n", index,
            plating_error_message (plating_task_error (task)));
}

int
main (int argc, char **argv)
{
  struct providers providers = { .argv = argv };
  struct plating_batch_options batch = {
    .struct_size = sizeof batch, .limit = AT_ONCE,
    .source = next, .on_item = on_item, .data = &providers,
  };
  struct plating_task *task;
  uint64_t done, total;
  int failed;

  if (argc != 3)
    give_up ("usage: batches DIRECTORY SCHEMA");
  providers.session = new_session ();
  task = plating_batch (providers.session, NULL, &batch);
  if (!task || plating_session_run (providers.session, task, 0) < 0)
    give_up ("out of memory");
  plating_task_progress (task, &done, &total);
  printf ("%" PRIu64 " of %" PRIu64 " providers, %u at once\n", done, total,
          providers.most);
  failed = plating_task_error (task) != NULL;
  plating_task_unref (task);
  plating_session_free (providers.session);
  return failed || providers.most > AT_ONCE;
}
