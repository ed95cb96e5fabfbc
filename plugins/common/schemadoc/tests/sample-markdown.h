/* SPDX-License-Identifier: Apache-2.0 */
/* A view made by hand, and where its Markdown goes. */

#ifndef REGISTRY_SAMPLE_MARKDOWN_H
#define REGISTRY_SAMPLE_MARKDOWN_H

#include <check.h>

#include <plating/types.h>

#include "plugins/common/schemadoc/schema-markdown.h"
#include "plugins/common/schemadoc/tests/sample-view.h"

#define REQ  PLATING_FLAG_REQUIRED
#define OPT  PLATING_FLAG_OPTIONAL
#define COMP PLATING_FLAG_COMPUTED
#define STR  PLATING_TYPE_STRING

static struct sample_view s;
static struct pl_arena arena;
static struct pl_buffer out, error;
static struct registry_markdown m;

static inline void
set_up (void)
{
  pl_arena_init (&arena, 0);
  pl_buffer_init (&out);
  pl_buffer_init (&error);
  m = (struct registry_markdown) {
    .view = &s.view, .arena = &arena, .out = &out, .error = &error
  };
}

static inline void
tear_down (void)
{
  pl_arena_release (&arena);
  pl_buffer_release (&out);
  pl_buffer_release (&error);
}

static inline const char *
text_of (const struct pl_buffer *b)
{
  return b->data ? b->data : "";
}

static inline void
add_element (uint16_t type)
{
  sample_down (&s);
  sample_add (&s, PLATING_NODE_ELEMENT, type, NULL, 0, NULL);
}

#endif
