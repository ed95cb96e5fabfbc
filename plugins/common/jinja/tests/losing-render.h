/* SPDX-License-Identifier: Apache-2.0 */
/* Renders a template again and again, each time with another allocation
 * failing.  After arena-failure.h. */

#ifndef LOSING_RENDER_H
#define LOSING_RENDER_H

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <check.h>

#include "plugins/common/jinja/jinja.h"

/* TEXT with the data "n", which is larger than 63 bits, and other templates
 * from LOAD, which may be NULL.  Returns 0, or the error. */
static int
render (const char *text, int (*load) (void *user, const char *name,
                                       size_t name_len, const char **result,
                                       size_t *len))
{
  struct jinja_settings settings = {
    .undefined = JINJA_UNDEFINED_CHAINABLE
  };
  struct jinja_environment *environment = jinja_environment_new (&settings);
  struct jinja_options options = { .load = load };
  struct jinja_error error;
  struct pl_arena arena;
  struct pl_buffer out;
  int status = -ENOMEM;

  jinja_error_init (&error);
  pl_buffer_init (&out);
  pl_arena_init (&arena, 0);
  if (environment && !jinja_dict_new (&arena, &options.data)
      && !jinja_dict_set_text (&arena, options.data, "n", 1, tv_integer (
        &tv_type_uint64, UINT64_MAX)))
    status = jinja_render (environment, "page", text, strlen (text), &options,
                           &out, &error);
  if (status == 0 && out.failed)
    status = out.failed;
  if (status && countdown < 0 && !n_failures)
    ck_abort_msg ("%s: %s", text, error.text.data ? error.text.data : "");
  jinja_error_release (&error);
  pl_buffer_release (&out);
  pl_arena_release (&arena);
  jinja_environment_free (environment);
  return status;
}

/* Each allocation that TEXT takes fails once, with an error of memory. */
static void
expect_each_fails (const char *text,
                   int (*load) (void *user, const char *name, size_t name_len,
                                const char **result, size_t *len))
{
  long n;
  int status;

  n_failures = 0;
  ck_assert_int_eq (render (text, load), 0);
  for (n = 0; n < 100000; n++) {
    countdown = n;
    n_failures = 0;
    status = render (text, load);
    countdown = -1;
    if (n_failures == 0)
      break;
    ck_assert_msg (status == -ENOMEM, "allocation %ld gives %d: %s", n,
                   status, text);
  }
  ck_assert_int_eq (status, 0);
  ck_assert_int_gt (n, 20);
}

#endif
