/* SPDX-License-Identifier: Apache-2.0 */
/* What a provider has, by kind, and pages of some of it only, kept in
 * memory. */

#include <string.h>

#include "project.h"

/* Runs TASK, which is taken, to its end. */
static struct plating_task *
finish (struct plating_session *session, struct plating_task *task)
{
  plating_session_run (session, task, 0);
  if (plating_task_error (task))
    give_up (plating_error_message (plating_task_error (task)));
  return task;
}

/* Components are sorted by kind. */
static void
print_kinds (const struct plating_result *result)
{
  const struct plating_result_component *c, *next;
  unsigned n = 0;
  size_t i;

  for (i = 0; (c = plating_result_component_at (result, i)); i++) {
    n++;
    next = plating_result_component_at (result, i + 1);
    if (next && !strcmp (next->kind, c->kind))
      continue;
    printf ("%s: %u\n", c->kind, n);
    n = 0;
  }
}

int
main (int argc, char **argv)
{
  const struct plating_result_file *file;
  struct plating_options *options;
  struct plating_session *session;
  struct plating_text page;
  struct plating_task *task;
  size_t i;

  if (argc != 3)
    give_up ("usage: statistics DIRECTORY SCHEMA");
  options = project_options (argv[1], argv[2]);
  session = new_session ();
  task = finish (session, plating_info (session, NULL, options));
  print_kinds (plating_task_result (task));
  plating_task_unref (task);

  set (options, "component-type", "resource");
  set (options, "components", "*hive*");
  set (options, "in-memory", "true");
  task = finish (session, plating_plate (session, NULL, options));
  for (i = 0; (file = plating_result_output_at (plating_task_result (task),
                                                i)); i++) {
    page = plating_result_page (plating_task_result (task), file->path);
    printf ("%s: %s\n", file->path, page.len == file->size ? "whole" : "cut");
  }
  plating_task_unref (task);
  plating_session_free (session);
  plating_options_free (options);
  return 0;
}
