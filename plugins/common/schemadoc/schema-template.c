/* SPDX-License-Identifier: Apache-2.0 */
/* Schema Markdown in the words of a project's template.
 *
 * The usual text is written first and then replaced by what the template
 * makes of its parts: nothing needs to be done where there is no
 * template. */

#include <config.h>

#include "plugins/common/schemadoc/schema-template.h"

#include <errno.h>
#include <string.h>

#include <plating/types.h>

#include "common/utf8.h"
#include "plugins/common/gotemplate/gotemplate.h"
#include "plugins/common/value/value.h"

#define STRING &tv_type_string
#define BOOL &tv_type_bool

static const struct tv_field attribute_fields[] = {
  TV_FIELD ("Name", STRING),
  TV_FIELD ("Path", STRING),
  TV_FIELD ("Type", STRING),
  TV_FIELD ("Description", STRING),
  TV_FIELD ("Group", STRING),
  TV_FIELD ("Required", BOOL),
  TV_FIELD ("Optional", BOOL),
  TV_FIELD ("Computed", BOOL),
  TV_FIELD ("Sensitive", BOOL),
  TV_FIELD ("Deprecated", BOOL),
  TV_FIELD ("WriteOnly", BOOL),
  TV_FIELD ("IsBlock", BOOL),
  TV_FIELD ("Anchor", STRING),
  TV_FIELD ("Default", STRING)
};

static const struct tv_field group_fields[] = {
  TV_FIELD ("Name", STRING),
  TV_FIELD ("Path", STRING),
  TV_FIELD ("Default", STRING)
};

static const struct tv_field nested_fields[] = {
  TV_FIELD ("Name", STRING),
  TV_FIELD ("Path", STRING),
  TV_FIELD ("Anchor", STRING),
  TV_FIELD ("Default", STRING)
};

static const struct tv_type attribute_type
  = TV_STRUCT_TYPE ("schema.Attribute", attribute_fields);
static const struct tv_type group_type
  = TV_STRUCT_TYPE ("schema.Group", group_fields);
static const struct tv_type nested_type
  = TV_STRUCT_TYPE ("schema.Nested", nested_fields);

bool
registry_schema_template_init (struct registry_schema_template *t,
                               const struct gotmpl_set *set)
{
  *t = (struct registry_schema_template) {
    .set = set,
    .has_attribute = gotmpl_set_has (set, "attribute"),
    .has_group = gotmpl_set_has (set, "group"),
    .has_nested = gotmpl_set_has (set, "nested")
  };
  return t->has_attribute || t->has_group || t->has_nested;
}

/* -- texts ------------------------------------------------------------- */

static struct tv
value_of (struct plating_text text)
{
  return tv_string (text.ptr, text.len);
}

/* A copy of what was written between two places. */
static int
written (struct registry_markdown *m, size_t start, size_t end, struct tv *v)
{
  struct plating_text text = { m->out->data + start, end - start };

  text.ptr = pl_arena_strndup (&m->wording->arena, text.ptr, text.len);
  *v = value_of (text);
  return text.ptr ? 0 : PLATING_E_NOMEM;
}

/* The default text from START on, without line feeds at its end. */
static int
written_since (struct registry_markdown *m, size_t start, struct tv *v)
{
  size_t end = m->out->len;

  while (end > start && m->out->data[end - 1] == '\n')
    end--;
  return written (m, start, end, v);
}

static int
path_of (struct registry_markdown *m, const struct pl_buffer *dots,
         struct plating_text name, struct tv *v)
{
  size_t len = dots->len + name.len;
  char *path = pl_arena_alloc (&m->wording->arena, len + 1);

  if (!path)
    return PLATING_E_NOMEM;
  if (dots->len)
    memcpy (path, dots->data, dots->len);
  if (name.len)
    memcpy (path + dots->len, name.ptr, name.len);
  path[len] = '\0';
  *v = tv_string (path, len);
  return 0;
}

/* -- execution --------------------------------------------------------- */

static int
fail (struct registry_markdown *m, int status)
{
  m->wording->has_failed = true;
  if (status == -ENOMEM)
    return PLATING_E_NOMEM;
  pl_buffer_clear (m->error);
  pl_buffer_puts (m->error, "unable to execute template: ");
  pl_buffer_append (m->error, m->wording->where->message.data,
                    m->wording->where->message.len);
  return status == -EFBIG ? PLATING_E_LIMIT : PLATING_E_TEMPLATE;
}

/* Replaces what was written since START by the text of the template NAME,
 * followed by END. */
static int
replace (struct registry_markdown *m, size_t start, const char *name,
         struct tv data, const char *end)
{
  struct registry_wording *w = m->wording;
  struct gotmpl_options options = { .arena = &w->arena, .user = w->user };
  struct pl_buffer text;
  const char *p;
  size_t len;
  int status;

  pl_buffer_init (&text);
  status = gotmpl_execute (w->templates->set, name, data, &options, &text,
                           w->where);
  if (status == 0 && text.failed)
    status = -ENOMEM;
  if (status == 0) {
    p = text.data;
    len = text.len;
    pl_utf8_trim (&p, &len);
    m->out->len = start;
    if (len) {
      pl_buffer_append (m->out, p, len);
      pl_buffer_puts (m->out, end);
    }
  }
  pl_buffer_release (&text);
  pl_arena_reset (&w->arena);
  return status == 0 ? registry_markdown_check (m) : fail (m, status);
}

int
registry_word_line (struct registry_markdown *m, size_t start,
                    const struct registry_line *line, const char *group,
                    const struct pl_buffer *dots)
{
  const struct plating_schema_node *node = registry_node (m, line->node);
  struct plating_text text = line->text;
  struct tv fields[sizeof attribute_fields / sizeof attribute_fields[0]];
  struct tv *f = fields;
  int code;

  if (!m->wording || !m->wording->templates->has_attribute)
    return 0;
  if (m->out->failed)
    return registry_markdown_check (m);
  pl_utf8_trim (&text.ptr, &text.len);
  *f++ = value_of (node->name);
  code = path_of (m, dots, node->name, f++);
  if (code == 0)
    code = written (m, line->type_start, line->type_end, f);
  f++;
  *f++ = value_of (text);
  *f++ = tv_cstring (group);
  *f++ = tv_bool ((node->flags & PLATING_FLAG_REQUIRED) != 0);
  *f++ = tv_bool ((node->flags & PLATING_FLAG_OPTIONAL) != 0);
  *f++ = tv_bool ((node->flags & PLATING_FLAG_COMPUTED) != 0);
  *f++ = tv_bool ((node->flags & PLATING_FLAG_SENSITIVE) != 0);
  *f++ = tv_bool ((node->flags & PLATING_FLAG_DEPRECATED) != 0);
  *f++ = tv_bool ((node->flags & PLATING_FLAG_WRITE_ONLY) != 0);
  *f++ = tv_bool (node->kind == PLATING_NODE_BLOCK_TYPE);
  if (code == 0)
    code = written (m, line->anchor_start, line->anchor_end, f);
  f++;
  if (code == 0)
    code = written_since (m, start, f);
  return code < 0 ? code
         : replace (m, start, "attribute",
                    tv_struct (&attribute_type, fields), "\n");
}

int
registry_word_group (struct registry_markdown *m, size_t start,
                     const char *group, const struct pl_buffer *dots)
{
  struct tv fields[sizeof group_fields / sizeof group_fields[0]];
  int code;

  if (!m->wording || !m->wording->templates->has_group)
    return 0;
  if (m->out->failed)
    return registry_markdown_check (m);
  fields[0] = tv_cstring (group);
  fields[1] = tv_string (dots->data, dots->len ? dots->len - 1 : 0);
  code = written_since (m, start, &fields[2]);
  return code < 0 ? code
         : replace (m, start, "group", tv_struct (&group_type, fields),
                    "\n\n");
}

int
registry_word_nested (struct registry_markdown *m, size_t start,
                      struct plating_text name, struct plating_text anchor,
                      const struct pl_buffer *dots)
{
  struct tv fields[sizeof nested_fields / sizeof nested_fields[0]];
  int code;

  if (!m->wording || !m->wording->templates->has_nested)
    return 0;
  if (m->out->failed)
    return registry_markdown_check (m);
  fields[0] = value_of (name);
  code = path_of (m, dots, name, &fields[1]);
  fields[2] = value_of (anchor);
  if (code == 0)
    code = written_since (m, start, &fields[3]);
  return code < 0 ? code
         : replace (m, start, "nested", tv_struct (&nested_type, fields),
                    "\n\n");
}
