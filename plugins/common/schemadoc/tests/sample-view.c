/* SPDX-License-Identifier: Apache-2.0 */
/* Builds schema views node by node. */

#include <config.h>

#include "plugins/common/schemadoc/tests/sample-view.h"

#include <check.h>
#include <string.h>

static struct plating_text
text_of (const char *s)
{
  return (struct plating_text) { s, s ? strlen (s) : 0 };
}

void
sample_start (struct sample_view *s)
{
  memset (s, 0, sizeof *s);
  s->view = (struct plating_schema_view) {
    .struct_size = sizeof s->view,
    .node_size = sizeof s->nodes[0],
    .extra_size = sizeof s->extras[0],
    .nodes = s->nodes,
    .extras = s->extras
  };
}

struct plating_schema_node *
sample_add (struct sample_view *s, uint16_t kind, uint16_t type,
            const char *name, uint32_t flags, const char *text)
{
  uint32_t i = s->view.n_nodes++, k;

  ck_assert_uint_lt (i, SAMPLE_NODES);
  s->nodes[i] = (struct plating_schema_node) {
    .kind = kind, .type = type, .flags = flags, .end = i + 1,
    .name = text_of (name), .text = text_of (text)
  };
  for (k = 0; k < s->n_open; k++)
    s->nodes[s->open[k]].end = i + 1;
  return &s->nodes[i];
}

void
sample_down (struct sample_view *s)
{
  ck_assert_uint_lt (s->n_open, 32);
  s->open[s->n_open++] = s->view.n_nodes - 1;
}

void
sample_up (struct sample_view *s)
{
  ck_assert_uint_gt (s->n_open, 0);
  s->n_open--;
}

void
sample_start_block (struct sample_view *s, const char *name)
{
  sample_start (s);
  sample_add (s, PLATING_NODE_COMPONENT, 0, name, 0, NULL);
  sample_down (s);
  sample_add (s, PLATING_NODE_BLOCK, 0, NULL, 0, NULL);
  sample_down (s);
}

struct plating_schema_node *
sample_attribute (struct sample_view *s, uint16_t type, const char *name,
                  uint32_t flags, const char *text)
{
  return sample_add (s, PLATING_NODE_ATTRIBUTE, type, name, flags, text);
}

struct plating_schema_node *
sample_block (struct sample_view *s, uint16_t mode, const char *name,
              const char *text)
{
  struct plating_schema_node *n
    = sample_add (s, PLATING_NODE_BLOCK_TYPE, 0, name, 0, text);

  n->mode = mode;
  sample_down (s);
  return n;
}

void
sample_extra (struct sample_view *s, const char *key, const char *json)
{
  uint32_t i = s->view.n_extras++;

  ck_assert_uint_lt (i, 4);
  s->extras[i] = (struct plating_schema_extra) {
    .node = s->view.n_nodes - 1, .key = text_of (key),
    .json = text_of (json)
  };
}

const struct plating_schema_view *
sample_finish (struct sample_view *s)
{
  s->n_open = 0;
  return &s->view;
}
