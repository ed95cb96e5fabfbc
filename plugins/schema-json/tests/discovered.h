/* SPDX-License-Identifier: Apache-2.0 */
/* What the plugin finds in schemas that tests write down. */

#ifndef SJ_DISCOVERED_H
#define SJ_DISCOVERED_H

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>

#include "fake-host.h"
#include "show-view.h"

static struct fake_host host;
static void *instance;
static int fd = -1;

static inline void
set_up (void)
{
  fake_host_init (&host);
  instance = NULL;
}

static inline void
tear_down (void)
{
  if (instance)
    fake_host_destroy (instance);
  fake_host_release (&host);
  if (fd >= 0)
    close (fd);
  fd = -1;
}

/* Discovers provider "p" in a file of TEXT, in which ' stands for ". */
static inline void
discover (const char *text)
{
  static char path[64];         /* the instance reads it again */
  char *copy = strdup (text), *c;

  ck_assert_ptr_nonnull (copy);
  for (c = copy; *c; c++)
    if (*c == '\'')
      *c = '"';
  fd = fake_host_file (copy, strlen (copy), path);
  ck_assert_int_ge (fd, 0);
  free (copy);
  instance = fake_host_create (&host, path, NULL);
  ck_assert_ptr_nonnull (instance);
  ck_assert_msg (fake_host_discover (&host, instance, "/none", "p") == 0,
                 "%s", host.message.data);
  ck_assert_int_eq (host.n_done, 1);
  ck_assert_int_eq (host.n_failures, 0);
}

/* The view of a component must look like EXPECTED. */
static inline void
expect_view (const char *kind, const char *name, const char *expected)
{
  long i = fake_host_find (&host, kind, name);
  struct pl_buffer shown;

  ck_assert_msg (i >= 0, "no %s %s", kind, name);
  ck_assert_int_eq (fake_host_load (&host, instance, (size_t) i), 0);
  ck_assert_ptr_nonnull (host.view);
  ck_assert_msg (!check_view (host.view), "%s", check_view (host.view));
  pl_buffer_init (&shown);
  show_view (&shown, host.view);
  ck_assert_str_eq (shown.data, expected);
  pl_buffer_release (&shown);
}

/* Discovers resource "r" with BLOCK. */
static inline void
discover_block (const char *block)
{
  struct pl_buffer text;

  pl_buffer_init (&text);
  pl_buffer_printf (&text, "{'format_version':'1.0','provider_schemas':{'p':"
                    "{'resource_schemas':{'r':{'block':%s}}}}}", block);
  discover (text.data);
  pl_buffer_release (&text);
}

#endif
