/* SPDX-License-Identifier: Apache-2.0 */
/* Makes a tree of the first document of a YAML text: tags are resolved,
 * aliases lead to their nodes.  Nothing here recurses. */

#include <config.h>

#include "yaml-tree.h"

#include <stdio.h>
#include <string.h>

#include <plating/types.h>

#include "yaml-resolve.h"
#include "yaml-simple.h"
#include "yaml-stream.h"

#define ANCHORS_MAX 10000

static const char long_prefix[] = "tag:yaml.org,2002:";

struct anchor {
  const char *name;
  struct fm_node *node;
};

struct level {
  struct fm_node *node;
  char closer;              /* of the flow collection around, or NUL */
  size_t flow_line;         /* where that was opened, from 0 */
};

struct reader {
  struct pl_arena *arena;
  struct fm_error *error;
  struct fm_stream stream;
  struct anchor *anchors;   /* open hash table */
  size_t n_anchors, anchor_cap;
  struct fm_node *root;
  size_t depth;
  struct level levels[FM_DEPTH_MAX];
};

/* -- anchors ---------------------------------------------------------- */

static size_t
anchor_slot (const struct reader *r, const char *name)
{
  size_t hash = 5381, slot;
  const char *c;

  for (c = name; *c; c++)
    hash = hash * 33 + (unsigned char) *c;
  hash ^= hash >> 15;
  slot = hash & (r->anchor_cap - 1);
  while (r->anchors[slot].name && strcmp (r->anchors[slot].name, name) != 0)
    slot = (slot + 1) & (r->anchor_cap - 1);
  return slot;
}

static struct fm_node *
find_anchor (const struct reader *r, const char *name)
{
  return r->anchor_cap ? r->anchors[anchor_slot (r, name)].node : NULL;
}

static int
grow_anchors (struct reader *r)
{
  struct anchor *old = r->anchors;
  size_t cap = r->anchor_cap, i;

  r->anchor_cap = cap ? cap * 2 : 16;
  r->anchors = pl_arena_array (r->arena, r->anchor_cap, sizeof *old);
  if (!r->anchors)
    return PLATING_E_NOMEM;
  for (i = 0; i < cap; i++)
    if (old[i].name)
      r->anchors[anchor_slot (r, old[i].name)] = old[i];
  return 0;
}

/* The last node of a name counts from here on. */
static int
set_anchor (struct reader *r, const yaml_char_t *name, struct fm_node *node)
{
  size_t slot;
  char *copy;

  if (!name)
    return 0;
  if (r->n_anchors == ANCHORS_MAX)
    return fm_fail (r->arena, r->error, PLATING_E_LIMIT,
                    "yaml: more than %d anchors", ANCHORS_MAX);
  if (r->n_anchors >= r->anchor_cap / 2 && grow_anchors (r) < 0)
    return PLATING_E_NOMEM;
  slot = anchor_slot (r, (const char *) name);
  if (!r->anchors[slot].name) {
    copy = pl_arena_strndup (r->arena, name, strlen ((const char *) name));
    if (!copy)
      return PLATING_E_NOMEM;
    r->anchors[slot].name = copy;
    r->n_anchors++;
  }
  r->anchors[slot].node = node;
  return 0;
}

/* -- nodes ------------------------------------------------------------ */

/* The short form of TAG, or DEFAULT_TAG. */
static const char *
short_tag (struct reader *r, const yaml_char_t *tag, const char *default_tag)
{
  const char *t = (const char *) tag;
  size_t n = sizeof long_prefix - 1;
  char *copy;

  if (!t || !*t || strcmp (t, "!") == 0)
    return default_tag;
  if (strncmp (t, long_prefix, n) != 0)
    return pl_arena_strndup (r->arena, t, strlen (t));
  copy = pl_arena_alloc (r->arena, strlen (t + n) + 3);
  if (copy) {
    copy[0] = copy[1] = '!';
    strcpy (copy + 2, t + n);
  }
  return copy;
}

static struct fm_node *
add_node (struct reader *r, enum fm_node_kind kind, yaml_mark_t mark)
{
  struct fm_node *node = pl_arena_zalloc (r->arena, sizeof *node), *parent;

  if (!node)
    return NULL;
  node->kind = kind;
  node->line = (uint32_t) mark.line + 1;
  node->column = (uint32_t) mark.column + 1;
  node->tag = node->value = "";
  if (!r->depth) {
    r->root = node;
    return node;
  }
  parent = r->levels[r->depth - 1].node;
  if (parent->last)
    parent->last->next = node;
  else
    parent->first = node;
  parent->last = node;
  parent->n_children++;
  return node;
}

static int
open_collection (struct reader *r, enum fm_node_kind kind, bool is_flow,
                 const yaml_event_t *event, const yaml_char_t *anchor,
                 const yaml_char_t *tag)
{
  struct fm_node *node = add_node (r, kind, event->start_mark);
  struct level *level;
  int code;

  if (!node)
    return PLATING_E_NOMEM;
  node->tag = short_tag (r, tag, kind == FM_MAPPING ? fm_tag_map
                         : fm_tag_seq);
  code = node->tag ? set_anchor (r, anchor, node) : PLATING_E_NOMEM;
  if (code < 0)
    return code;
  if (r->depth == FM_DEPTH_MAX) {
    char text[64];

    snprintf (text, sizeof text, "exceeded max depth of %d", FM_DEPTH_MAX);
    return fm_stream_fault (&r->stream, event->start_mark.line + 1,
                            event->start_mark, text);
  }
  level = &r->levels[r->depth++];
  level->node = node;
  level->closer = !is_flow ? '\0' : kind == FM_MAPPING ? '}' : ']';
  level->flow_line = event->start_mark.line;
  /* A single pair in a flow sequence has no bracket of its own. */
  if (level->closer == '}' && r->depth > 1 && level[-1].closer == ']') {
    size_t at = fm_stream_offset (&r->stream, event->start_mark);

    if (at >= r->stream.len || r->stream.text[at] != '{') {
      level->closer = ']';
      level->flow_line = level[-1].flow_line;
    }
  }
  return 0;
}

/* In a flow collection, '?' ends a plain scalar for yaml.v3, and then
 * stands where a comma is expected. */
static int
check_plain (struct reader *r, const yaml_event_t *event)
{
  const struct level *level = r->depth ? &r->levels[r->depth - 1] : NULL;
  yaml_mark_t mark = event->start_mark;
  size_t i, end;

  if (event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE || !level
      || !level->closer || r->stream.parser.encoding != YAML_UTF8_ENCODING
      || !memchr (event->data.scalar.value, '?', event->data.scalar.length))
    return 0;
  i = fm_stream_offset (&r->stream, event->start_mark);
  end = fm_stream_offset (&r->stream, event->end_mark);
  for (; i < end && r->stream.text[i] != '?'; i++)
    mark.line += r->stream.text[i] == '\n';
  return fm_stream_fault (&r->stream,
                          level->flow_line ? level->flow_line : mark.line,
                          mark, level->closer == '}'
                          ? "did not find expected ',' or '}'"
                          : "did not find expected ',' or ']'");
}

static int
add_scalar (struct reader *r, const yaml_event_t *event)
{
  size_t len = event->data.scalar.length;
  char *value = pl_arena_strndup (r->arena, event->data.scalar.value, len);
  struct fm_node *node = add_node (r, FM_SCALAR, event->start_mark);
  const char *tag;
  int code;

  if (!node || !value)
    return PLATING_E_NOMEM;
  fm_stream_restore (&r->stream, value, &len);
  node->value = value;
  node->value_len = len;
  if (event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
    tag = fm_tag_str;
  else if (len == 2 && memcmp (value, "<<", 2) == 0)
    tag = fm_tag_merge;
  else
    tag = fm_resolve (value, len);
  node->tag = short_tag (r, event->data.scalar.tag, tag);
  code = node->tag ? set_anchor (r, event->data.scalar.anchor, node)
    : PLATING_E_NOMEM;
  if (code < 0)
    return code;
  node->is_string = strcmp (node->tag, fm_tag_str) == 0;
  node->is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
  return check_plain (r, event);
}

static int
add_alias (struct reader *r, const yaml_event_t *event)
{
  const char *name = (const char *) event->data.alias.anchor;
  struct fm_node *node = add_node (r, FM_ALIAS, event->start_mark);

  if (!node)
    return PLATING_E_NOMEM;
  node->value_len = strlen (name);
  node->value = pl_arena_strndup (r->arena, name, node->value_len);
  if (!node->value)
    return PLATING_E_NOMEM;
  node->alias = find_anchor (r, name);
  if (!node->alias) {
    int code = fm_fail (r->arena, r->error, PLATING_E_FORMAT,
                        "yaml: unknown anchor '%s' referenced", name);

    r->error->line = node->line;
    r->error->column = node->column;
    return code;
  }
  return 0;
}

static int
take_event (struct reader *r, const yaml_event_t *event, bool *done)
{
  switch (event->type) {
  case YAML_SCALAR_EVENT:
    return add_scalar (r, event);
  case YAML_ALIAS_EVENT:
    return add_alias (r, event);
  case YAML_SEQUENCE_START_EVENT:
    return open_collection (r, FM_SEQUENCE,
                            event->data.sequence_start.style
                            == YAML_FLOW_SEQUENCE_STYLE, event,
                            event->data.sequence_start.anchor,
                            event->data.sequence_start.tag);
  case YAML_MAPPING_START_EVENT:
    return open_collection (r, FM_MAPPING,
                            event->data.mapping_start.style
                            == YAML_FLOW_MAPPING_STYLE, event,
                            event->data.mapping_start.anchor,
                            event->data.mapping_start.tag);
  case YAML_SEQUENCE_END_EVENT:
  case YAML_MAPPING_END_EVENT:
    r->depth--;
    return 0;
  case YAML_DOCUMENT_END_EVENT:
  case YAML_STREAM_END_EVENT:
    *done = true;
    return 0;
  default:
    return 0;
  }
}

static int
read_document (struct reader *r)
{
  bool done = false;
  int code = fm_stream_start (&r->stream);

  if (code < 0)
    return code;
  r->depth = 0;
  r->root = NULL;
  r->anchors = NULL;
  r->n_anchors = r->anchor_cap = 0;
  while (code == 0 && !done) {
    yaml_event_t event;

    if (yaml_parser_parse (&r->stream.parser, &event)) {
      code = take_event (r, &event, &done);
      yaml_event_delete (&event);
    } else {
      code = fm_stream_libyaml_fault (&r->stream);
    }
  }
  return fm_stream_finish (&r->stream, code);
}

int
fm_yaml_read_all (struct pl_arena *arena, const char *text, size_t len,
                  struct fm_node **root, struct fm_error *error)
{
  struct reader *r = pl_arena_zalloc (arena, sizeof *r);
  int code;

  *root = NULL;
  if (!r)
    return PLATING_E_NOMEM;
  r->arena = arena;
  r->error = error;
  code = fm_stream_init (&r->stream, arena, text, len, error);
  if (code < 0)
    return code;
  do
    code = read_document (r);
  while (code < 0 && r->stream.is_repaired);
  if (code == 0)
    *root = r->root;
  return code;
}

int
fm_yaml_read (struct pl_arena *arena, const char *text, size_t len,
              struct fm_node **root, struct fm_error *error)
{
  int code = fm_yaml_read_simple (arena, text, len, root);

  if (code == 0)
    return fm_yaml_read_all (arena, text, len, root, error);
  return code < 0 ? code : 0;
}
