/* SPDX-License-Identifier: Apache-2.0 */
/* What the examples share: the provider that they are about.
 *
 * Each is run as PROGRAM DIRECTORY SCHEMA. */

#ifndef PROJECT_H
#define PROJECT_H

#include <stdio.h>
#include <stdlib.h>

#include <plating/async.h>
#include <plating/observe.h>

static inline _Noreturn void
give_up (const char *why)
{
  fprintf (stderr, "error: %s\n", why);
  exit (1);
}

static inline void
set (struct plating_options *options, const char *name, const char *value)
{
  struct plating_error *error = NULL;

  if (plating_options_set (options, name, value, &error) < 0)
    give_up (plating_error_message (error));
}

/* New options for the provider in DIRECTORY with the schema of the file
 * SCHEMA. */
static inline struct plating_options *
project_options (const char *directory, const char *schema)
{
  struct plating_options *options = plating_options_new ();

  if (!options)
    give_up ("out of memory");
  set (options, "provider-dir", directory);
  set (options, "provider-name", "orchard");
  set (options, "providers-schema", schema);
  return options;
}

static inline struct plating_session *
new_session (void)
{
  struct plating_session *session;

  if (plating_session_new (&session, NULL) < 0)
    give_up ("out of memory");
  return session;
}

/* How many files a finished task has made. */
static inline unsigned long
n_files (const struct plating_task *task)
{
  struct plating_plate_result result = { .struct_size = sizeof result };

  if (!plating_task_result (task)
      || plating_result_plate (plating_task_result (task), &result) < 0)
    return 0;
  return (unsigned long) result.files_generated;
}

#endif
