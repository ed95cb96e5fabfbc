/* SPDX-License-Identifier: Apache-2.0 */
/* The members of one section of schema Markdown, in their groups. */

#include <config.h>

#include "plugins/common/schemadoc/schema-markdown.h"

#include <string.h>

#include <plating/types.h>

#include "plugins/common/gotemplate/quote.h"
#include "plugins/common/schemadoc/schema-blocks.h"
#include "plugins/common/schemadoc/schema-sections.h"
#include "plugins/common/schemadoc/schema-template.h"

#define WRITE_ONLY_NOTE \
  "> **NOTE**: [Write-only arguments](https://developer.hashicorp.com/" \
  "terraform/language/resources/ephemeral#write-only-arguments) are " \
  "supported in Terraform 1.11 and later.\n\n"

static const struct plating_text id_description
  = PLATING_TEXT ("The ID of this resource.");

static const char *const group_headings[REGISTRY_N_GROUPS] = {
  [REGISTRY_REQUIRED] = "Required",
  [REGISTRY_OPTIONAL] = "Optional",
  [REGISTRY_READ_ONLY] = "Read-Only"
};

static int
attribute_is_in (const struct registry_markdown *m,
                 const struct plating_schema_node *a, unsigned group)
{
  switch (group) {
  case REGISTRY_REQUIRED:
    return (a->flags & PLATING_FLAG_REQUIRED) != 0;
  case REGISTRY_OPTIONAL:
    return (a->flags & PLATING_FLAG_OPTIONAL)
           || (m->shows_all
               && !(a->flags & (PLATING_FLAG_REQUIRED
                                | PLATING_FLAG_COMPUTED)));
  default:
    return (a->flags & (PLATING_FLAG_COMPUTED | PLATING_FLAG_OPTIONAL
                        | PLATING_FLAG_REQUIRED)) == PLATING_FLAG_COMPUTED;
  }
}

/* Whether NAME is "id" when its letters are made small, one by one: the
 * Turkish dotted capital I is one of those that become an "i". */
static int
is_id (struct plating_text name)
{
  if (name.len == 3 && !memcmp (name.ptr, "\xc4\xb0", 2))
    return name.ptr[2] == 'd' || name.ptr[2] == 'D';
  return name.len == 2 && (name.ptr[0] == 'i' || name.ptr[0] == 'I')
         && (name.ptr[1] == 'd' || name.ptr[1] == 'D');
}

/* Whether A, an attribute of the root block, gets the common description
 * of identifiers. */
static int
is_undescribed_id (const struct plating_schema_node *a, int is_root)
{
  return is_root && a->text.len == 0 && is_id (a->name);
}

/* Returns the group of a member, or REGISTRY_N_GROUPS. */
static unsigned
group_of (const struct registry_sections *s, uint32_t node, int is_root)
{
  const struct plating_schema_node *n = registry_node (s->m, node);
  unsigned group;

  if (n->kind == PLATING_NODE_BLOCK_TYPE) {
    uint8_t tests = s->block_tests[node];

    return tests & REGISTRY_BLOCK_REQUIRED ? REGISTRY_REQUIRED
           : tests & REGISTRY_BLOCK_OPTIONAL ? REGISTRY_OPTIONAL
           : tests & REGISTRY_BLOCK_READ_ONLY ? REGISTRY_READ_ONLY
           : s->m->shows_all ? REGISTRY_OPTIONAL : REGISTRY_N_GROUPS;
  }
  if (!(s->flags & REGISTRY_ID_DESCRIBED) && is_undescribed_id (n, is_root))
    return REGISTRY_READ_ONLY;
  for (group = 0; group < REGISTRY_N_GROUPS; group++)
    if (attribute_is_in (s->m, n, group))
      break;
  return group;
}

static int
same_name (const struct registry_name *a, const struct registry_name *b)
{
  return a->len == b->len && (!a->len || !memcmp (a->ptr, b->ptr, a->len));
}

/* Puts each member into its group.  A name that is both an attribute and a
 * block stands for the block, twice. */
static int
group_members (struct registry_sections *s, size_t n, int is_root)
{
  struct registry_name *names = s->names;
  size_t i;

  for (i = 0; i + 1 < n; i++)
    if (same_name (names + i, names + i + 1)) {
      uint32_t b = names[i].node;

      if (registry_node (s->m, b)->kind != PLATING_NODE_BLOCK_TYPE)
        b = names[i + 1].node;
      names[i].node = names[i + 1].node = b;
    }
  for (i = 0; i < n; i++) {
    names[i].group = group_of (s, names[i].node, is_root);
    if (names[i].group == REGISTRY_N_GROUPS) {
      registry_markdown_fail (s->m, "no match for ");
      gotmpl_quote (s->m->error, names[i].ptr, names[i].len, false);
      pl_buffer_puts (s->m->error, ", this can happen if you have "
                      "incompatible schema defined, for example an optional "
                      "block where all the child attributes are computed, "
                      "in which case the block itself should also be marked "
                      "computed");
      return PLATING_E_SCHEMA;
    }
  }
  return 0;
}

/* What is left to do for a line that was written from START on: the
 * project's words for it, and its nested section. */
static int
finish_line (struct registry_sections *s, size_t start,
             const struct registry_line *line, unsigned group,
             enum registry_anchor anchor)
{
  int code = registry_word_line (s->m, start, line, group_headings[group],
                                 &s->dots);

  return code < 0 ? code
         : registry_sections_add (s, line, anchor, line->group);
}

/* Writes the line of a nested block. */
static int
write_block (struct registry_sections *s, const struct registry_name *name)
{
  const struct plating_schema_node *n = registry_node (s->m, name->node);
  struct registry_line line = {
    .node = name->node, .path = &s->dashes, .text = n->text,
    .block_tests = s->block_tests[name->node],
    .group = (uint8_t) name->group, .shares = s->shares
  };
  size_t start = s->m->out->len;
  int code = registry_write_block_line (s->m, &line);

  if (code < 0) {
    registry_markdown_wrap (s->m, "unable to write block description for",
                            n->name);
    registry_markdown_wrap (s->m, "unable to render block", n->name);
    return code;
  }
  return finish_line (s, start, &line, name->group, REGISTRY_ANCHOR_BLOCK);
}

/* Writes the line of an attribute of a block or of a nested attribute
 * type; INHERITED is the group of deeper objects. */
static int
write_attribute (struct registry_sections *s,
                 const struct registry_name *name, unsigned group,
                 unsigned inherited, int is_root)
{
  const struct plating_schema_node *n = registry_node (s->m, name->node);
  struct registry_line line = {
    .node = name->node, .path = &s->dashes, .text = n->text,
    .group = (uint8_t) inherited, .shares = s->shares
  };
  size_t start = s->m->out->len;
  int code;

  if (is_undescribed_id (n, is_root))
    line.text = id_description;
  code = registry_write_attribute_line (s->m, &line);
  if (code < 0) {
    registry_markdown_wrap (s->m, "unable to render attribute", n->name);
    return code;
  }
  return finish_line (s, start, &line, group, REGISTRY_ANCHOR_ATTRIBUTE);
}

static int
write_heading (struct registry_sections *s, unsigned group, int is_root)
{
  struct pl_buffer *out = s->m->out;
  size_t start = out->len;

  if (is_root)
    pl_buffer_puts (out, "### ");
  pl_buffer_puts (out, group_headings[group]);
  pl_buffer_puts (out, is_root ? "\n\n" : ":\n\n");
  return registry_word_group (s->m, start, group_headings[group], &s->dots);
}

static int
takes_write_only (const struct registry_sections *s, uint32_t node)
{
  const struct plating_schema_node *n = registry_node (s->m, node);

  if (n->kind == PLATING_NODE_BLOCK_TYPE)
    return (s->block_tests[node] & REGISTRY_BLOCK_WRITE_ONLY) != 0;
  return (n->flags & PLATING_FLAG_WRITE_ONLY) != 0;
}

static int
write_block_group (struct registry_sections *s, size_t n, unsigned group,
                   int is_root)
{
  int write_only = 0, code;
  size_t i, first = n;

  for (i = n; i-- > 0;)
    if (s->names[i].group == group) {
      first = i;
      write_only |= takes_write_only (s, s->names[i].node);
    }
  if (first == n)
    return 0;
  code = write_heading (s, group, is_root);
  if (code < 0)
    return code;
  if (write_only)
    pl_buffer_puts (s->m->out, WRITE_ONLY_NOTE);
  for (i = first; i < n; i++) {
    const struct registry_name *name = &s->names[i];

    if (name->group != group)
      continue;
    if (registry_node (s->m, name->node)->kind == PLATING_NODE_BLOCK_TYPE)
      code = write_block (s, name);
    else
      code = write_attribute (s, name, group, group, is_root);
    if (code < 0)
      return code;
  }
  pl_buffer_putc (s->m->out, '\n');
  return 0;
}

int
registry_write_block_members (struct registry_sections *s, uint32_t block,
                              int is_root)
{
  unsigned group;
  size_t n;
  int code = registry_sections_names (s, block, PLATING_NODE_ATTRIBUTE,
                                      PLATING_NODE_BLOCK_TYPE, &n);

  if (code == 0)
    code = group_members (s, n, is_root);
  for (group = 0; code == 0 && group < REGISTRY_N_GROUPS; group++)
    code = write_block_group (s, n, group, is_root);
  return code;
}

/* An attribute stands in every group whose test it passes, unlike those of
 * a block. */
int
registry_write_nested_members (struct registry_sections *s,
                               const struct registry_pending *p)
{
  unsigned group;
  size_t n, i;
  int code = registry_sections_names (s, p->content, PLATING_NODE_ATTRIBUTE,
                                      PLATING_NODE_ATTRIBUTE, &n);

  for (group = 0; group < REGISTRY_N_GROUPS; group++) {
    int has_heading = 0;

    for (i = 0; code == 0 && i < n; i++) {
      if (!attribute_is_in (s->m, registry_node (s->m, s->names[i].node),
                            group))
        continue;
      if (!has_heading)
        code = write_heading (s, group, 0);
      has_heading = 1;
      if (code == 0)
        code = write_attribute (s, &s->names[i], group, p->group, 0);
    }
    if (code < 0)
      return code;
    if (has_heading)
      pl_buffer_putc (s->m->out, '\n');
  }
  return code;
}

int
registry_write_object_members (struct registry_sections *s,
                               const struct registry_pending *p)
{
  size_t n, i;
  int code = registry_sections_names (s, p->content, PLATING_NODE_FIELD,
                                      PLATING_NODE_FIELD, &n);

  if (code == 0)
    code = write_heading (s, p->group, 0);
  if (code < 0)
    return code;
  for (i = 0; i < n; i++) {
    struct registry_line line = {
      .node = s->names[i].node, .path = &s->dashes, .group = p->group,
      .shares = s->shares
    };
    size_t start = s->m->out->len;

    code = registry_write_object_line (s->m, &line);
    if (code < 0) {
      registry_markdown_wrap (s->m, "unable to render attribute",
                              registry_node (s->m, line.node)->name);
      return code;
    }
    code = finish_line (s, start, &line, p->group, REGISTRY_ANCHOR_OBJECT);
    if (code < 0)
      return code;
  }
  pl_buffer_putc (s->m->out, '\n');
  return 0;
}
