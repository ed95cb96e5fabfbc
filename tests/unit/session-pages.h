/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions that make pages by the fixtures' plugins. */

#ifndef SESSION_PAGES_H
#define SESSION_PAGES_H

#include <stdio.h>
#include <stdlib.h>

#include "scratch.h"
#include "task-loop.h"

static const char *base;

static inline void
set_up_pages (void)
{
  base = scratch_new ();
  set_up_loop ();
}

static inline void
set (struct plating_options *o, const char *name, const char *value)
{
  struct plating_error *err = NULL;

  ck_assert_msg (plating_options_set (o, name, value, &err) == 0, "%s: %s",
                 name, plating_error_message (err));
}

/* COUNT pages in memory by two threads; SLOW ones if that plugin is given. */
static inline struct plating_options *
options_for (int count, const char *slow)
{
  struct plating_options *o = plating_options_new ();
  const char *top = getenv ("PLATING_BUILDDIR");
  char text[4200];

  snprintf (text, sizeof text, "%s/tests/fixtures/stages/.libs",
            top ? top : "../..");
  set (o, "plugin-path", text);
  snprintf (text, sizeof text, "fake,count=%d", count);
  set (o, "discover", text);
  set (o, "provider-dir", base);
  set (o, "plugin", "pages");
  if (slow)
    set (o, "plugin", slow);
  set (o, "in-memory", "true");
  set (o, "jobs", "2");
  return o;
}

static inline struct plating_task *
plate (struct plating_session *s, uv_loop_t *on, int count, const char *slow)
{
  struct plating_options *o = options_for (count, slow);
  struct plating_task *task = plating_plate (s, on, o);

  plating_options_free (o);
  ck_assert_ptr_nonnull (task);
  return task;
}

#endif
