/* SPDX-License-Identifier: Apache-2.0 */
/* The order of nested sections.
 *
 * A section comes after the lines of its parent and before the parent's
 * closing line feed, depth first.  The schema may be nested thousands of
 * levels deep, so this is done with a stack of frames: PENDING holds the
 * announced sections of all open levels, a frame says which part of them
 * is a level's and how far it has got.
 *
 * Sections that are shared come in the order in which they are announced,
 * so that the first line that leads to one is of those with the shortest
 * path.  PENDING is then a queue, and paths are found through parents. */

#include <config.h>

#include "plugins/common/schemadoc/schema-sections.h"

#include <string.h>

#include <plating/types.h>

#include "plugins/common/schemadoc/schema-blocks.h"
#include "plugins/common/schemadoc/schema-markdown.h"
#include "plugins/common/schemadoc/schema-shares.h"
#include "plugins/common/schemadoc/schema-template.h"

struct registry_frame {
  size_t first, next;           /* in pending */
  size_t last;
  size_t dashes_len, dots_len;  /* of the path above it */
};

int
registry_sections_add (struct registry_sections *s,
                       const struct registry_line *line,
                       enum registry_anchor anchor, uint8_t group)
{
  void *array = s->pending;
  int code;

  if (line->section == REGISTRY_NO_SECTION)
    return 0;
  code = registry_markdown_grow (s->m, &array, s->n_pending,
                                 &s->pending_cap, sizeof *s->pending);
  if (code < 0)
    return code;
  s->pending = array;
  s->pending[s->n_pending++] = (struct registry_pending) {
    .node = line->node,
    .content = line->content,
    .section = (uint8_t) line->section,
    .anchor = (uint8_t) anchor,
    .group = group,
    .owner = line->owner,
    .parent = s->parent
  };
  return 0;
}

int
registry_sections_names (struct registry_sections *s, uint32_t node,
                         uint16_t kind, uint16_t kind2, size_t *n)
{
  uint32_t end = registry_node (s->m, node)->end, i;
  const struct plating_schema_node *child;

  *n = 0;
  for (i = node + 1; i < end; i = child->end) {
    void *array = s->names;
    int code;

    child = registry_node (s->m, i);
    if (child->kind != kind && child->kind != kind2)
      continue;
    code = registry_markdown_grow (s->m, &array, *n, &s->names_cap,
                                   sizeof *s->names);
    if (code < 0)
      return code;
    s->names = array;
    s->names[(*n)++] = (struct registry_name) {
      .ptr = child->name.ptr, .len = child->name.len, .node = i
    };
  }
  registry_sort_names (s->names, *n);
  return 0;
}

/* Opens a level for what was announced since FIRST. */
static int
push_frame (struct registry_sections *s, size_t first, size_t dashes_len,
            size_t dots_len)
{
  void *array = s->frames;
  int code = registry_markdown_grow (s->m, &array, s->n_frames,
                                     &s->frames_cap, sizeof *s->frames);

  if (code < 0)
    return code;
  s->frames = array;
  s->frames[s->n_frames++] = (struct registry_frame) {
    .first = first,
    .next = first,
    .last = s->n_pending,
    .dashes_len = dashes_len,
    .dots_len = dots_len
  };
  return 0;
}

static void
pop_frame (struct registry_sections *s)
{
  const struct registry_frame *f = &s->frames[--s->n_frames];

  s->n_pending = f->first;
  s->dashes.len = f->dashes_len;
  s->dots.len = f->dots_len;
  if (s->n_frames)
    pl_buffer_putc (s->m->out, '\n');
}

/* The template may change the buffer under the anchor that was written. */
static int
word_heading (struct registry_sections *s, size_t start, size_t anchor_start,
              size_t anchor_end, struct plating_text name)
{
  const struct pl_buffer *out = s->m->out;
  struct plating_text anchor;

  if (!s->m->wording || out->failed)
    return 0;
  anchor.len = anchor_end - anchor_start;
  anchor.ptr = pl_arena_strndup (s->m->arena, out->data + anchor_start,
                                 anchor.len);
  return anchor.ptr ? registry_word_nested (s->m, start, name, anchor,
                                            &s->dots)
         : PLATING_E_NOMEM;
}

/* Writes the anchor and the heading of a section. */
static int
write_section_heading (struct registry_sections *s,
                       const struct registry_pending *p,
                       struct plating_text name)
{
  struct pl_buffer *out = s->m->out;
  size_t start = out->len, anchor_start, anchor_end;
  struct plating_text anchor;
  int code;

  pl_buffer_puts (out, "<a id=\"");
  anchor_start = out->len;
  if (s->shares) {
    anchor = registry_shares_anchor (s->shares, p->owner);
    pl_buffer_append (out, anchor.ptr, anchor.len);
  } else {
    registry_put_anchor (out, p->anchor, &s->dashes, name);
  }
  anchor_end = out->len;
  pl_buffer_puts (out, "\"></a>\n### Nested Schema for `");
  pl_buffer_append (out, s->dots.data, s->dots.len);
  pl_buffer_append (out, name.ptr, name.len);
  pl_buffer_puts (out, "`\n\n");
  code = word_heading (s, start, anchor_start, anchor_end, name);
  if (code == 0 && s->shares)
    code = registry_shares_note (s->shares, s->m, p->owner);
  return code;
}

static int
write_section (struct registry_sections *s, struct registry_pending p)
{
  struct plating_text name = registry_node (s->m, p.node)->name;
  int code = write_section_heading (s, &p, name);

  if (code < 0)
    return code;
  pl_buffer_append (&s->dashes, name.ptr, name.len);
  pl_buffer_puts (&s->dashes, "--");
  pl_buffer_append (&s->dots, name.ptr, name.len);
  pl_buffer_putc (&s->dots, '.');
  if (s->dashes.failed || s->dots.failed)
    return PLATING_E_NOMEM;

  if (p.section == REGISTRY_BLOCK_SECTION)
    code = registry_write_block_members (s, p.content, 0);
  else if (p.section == REGISTRY_NESTED_SECTION)
    code = registry_write_nested_members (s, &p);
  else
    code = registry_write_object_members (s, &p);
  if (code == 0)
    code = registry_markdown_check (s->m);
  return code;
}

static int
open_section (struct registry_sections *s, struct registry_pending p)
{
  size_t dashes_len = s->dashes.len, dots_len = s->dots.len;
  size_t first = s->n_pending;
  int code = write_section (s, p);

  if (code == 0)
    code = push_frame (s, first, dashes_len, dots_len);
  return code;
}

static int
write_all (struct registry_sections *s, uint32_t root)
{
  int code = registry_write_block_members (s, root, 1);

  if (code == 0)
    code = push_frame (s, 0, 0, 0);
  while (code == 0 && s->n_frames) {
    struct registry_frame *f = &s->frames[s->n_frames - 1];

    if (f->next < f->last)
      code = open_section (s, s->pending[f->next++]);
    else
      pop_frame (s);
  }
  return code;
}

/* Sets the path to that of the section with the line of pending section I;
 * anchors of shared sections need no dashes. */
static int
go_to_parent (struct registry_sections *s, uint32_t i)
{
  size_t n = 0;
  uint32_t up;

  for (up = s->pending[i].parent; up; up = s->pending[up - 1].parent) {
    void *array = s->chain;
    int code = registry_markdown_grow (s->m, &array, n, &s->chain_cap,
                                       sizeof *s->chain);

    if (code < 0)
      return code;
    s->chain = array;
    s->chain[n++] = s->pending[up - 1].node;
  }
  pl_buffer_clear (&s->dashes);
  pl_buffer_clear (&s->dots);
  while (n-- > 0) {
    struct plating_text name = registry_node (s->m, s->chain[n])->name;

    pl_buffer_append (&s->dots, name.ptr, name.len);
    pl_buffer_putc (&s->dots, '.');
  }
  return 0;
}

static int
write_all_shared (struct registry_sections *s, uint32_t root)
{
  int code = registry_write_block_members (s, root, 1);
  uint32_t i;

  for (i = 0; code == 0 && i < s->n_pending; i++) {
    code = go_to_parent (s, i);
    s->parent = i + 1;
    if (code == 0)
      code = write_section (s, s->pending[i]);
  }
  return code;
}

int
registry_schema_markdown (struct registry_markdown *m, unsigned flags)
{
  struct registry_sections s = { .m = m, .flags = flags };
  uint32_t root;
  int code;

  pl_buffer_puts (m->out, "## Schema\n\n");
  root = m->view->n_nodes == 0 ? PLATING_NONE
         : plating_schema_child (m->view, 0, PLATING_NODE_BLOCK);
  if (root == PLATING_NONE)
    return registry_markdown_fail (m, "the schema has no block");
  pl_buffer_init (&s.dashes);
  pl_buffer_init (&s.dots);
  code = registry_test_blocks (m, &s.block_tests);
  if (code == 0 && flags & REGISTRY_SHARE_SECTIONS)
    code = registry_shares_new (m, &s.dots, &s.shares);
  if (code == 0)
    code = s.shares ? write_all_shared (&s, root) : write_all (&s, root);
  if (code == 0)
    code = registry_markdown_check (m);
  if (code == 0 && s.shares)
    code = registry_shares_name_users (s.shares, m);
  registry_shares_free (s.shares);
  pl_buffer_release (&s.dashes);
  pl_buffer_release (&s.dots);
  return code;
}
