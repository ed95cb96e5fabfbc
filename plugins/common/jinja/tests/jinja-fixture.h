/* SPDX-License-Identifier: Apache-2.0 */
/* One environment, the data "name" and what is rendered with them. */

#ifndef JINJA_FIXTURE_H
#define JINJA_FIXTURE_H

#include <check.h>
#include <string.h>

#include "plugins/common/jinja/jinja.h"

static struct jinja_environment *environment;
static struct jinja_error error;
static struct pl_buffer out;
static struct pl_arena arena;
static struct jinja_options options;

/* Another environment, with SETTINGS. */
static void
renew_environment (const struct jinja_settings *settings)
{
  jinja_environment_free (environment);
  environment = jinja_environment_new (settings);
  ck_assert_ptr_nonnull (environment);
}

/* The rest; whoever loads templates sets options.load. */
static void
begin (void)
{
  jinja_error_init (&error);
  pl_buffer_init (&out);
  pl_arena_init (&arena, 0);
  options = (struct jinja_options) { 0 };
  ck_assert_int_eq (jinja_dict_new (&arena, &options.data), 0);
  ck_assert_int_eq (jinja_dict_set_text (&arena, options.data, "name", 4,
                                         tv_cstring ("disk")), 0);
}

static void
tear_down (void)
{
  jinja_environment_free (environment);
  environment = NULL;
  jinja_error_release (&error);
  pl_buffer_release (&out);
  pl_arena_release (&arena);
}

static int
render (const char *name, const char *text)
{
  pl_buffer_clear (&out);
  return jinja_render (environment, name, text, strlen (text), &options,
                       &out, &error);
}

static void
expect (const char *text, const char *result)
{
  int status = render ("page", text);

  ck_assert_msg (status == 0, "%s: %s", text,
                 error.message.data ? error.message.data : "");
  ck_assert_str_eq (out.data ? out.data : "", result);
}

#endif
