/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of schema Markdown and the types in them. */

#include <config.h>

#include "plugins/common/schemadoc/schema-lines.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include <plating/types.h>

#include "common/utf8.h"
#include "plugins/common/schemadoc/schema-blocks.h"
#include "plugins/common/schemadoc/schema-shares.h"

#define WRITE_ONLY_URL \
  "https://developer.hashicorp.com/terraform/language/resources/" \
  "ephemeral#write-only-arguments"

/* The words of tfplugindocs. */
#define NO_TUPLES "TODO: tuples are not yet supported"

static void
put_text (struct pl_buffer *b, struct plating_text text)
{
  pl_buffer_append (b, text.ptr, text.len);
}

/* -- types ------------------------------------------------------------- */

struct type_name {
  uint16_t type;
  const char *name;
  const char *friendly;
};

static const struct type_name type_names[] = {
  { PLATING_TYPE_STRING, "String", "string" },
  { PLATING_TYPE_NUMBER, "Number", "number" },
  { PLATING_TYPE_BOOL, "Boolean", "bool" },
  { PLATING_TYPE_DYNAMIC, "Dynamic", "dynamic" },
  { PLATING_TYPE_LIST, "List of ", "list of " },
  { PLATING_TYPE_SET, "Set of ", "set of " },
  { PLATING_TYPE_MAP, "Map of ", "map of " },
  { PLATING_TYPE_TUPLE, "Tuple", "tuple" },
  { PLATING_TYPE_OBJECT, "Object", "object" }
};

static int
is_collection (uint16_t type)
{
  return type == PLATING_TYPE_LIST || type == PLATING_TYPE_SET
         || type == PLATING_TYPE_MAP;
}

int
registry_write_type (struct registry_markdown *m, uint32_t node,
                     int friendly)
{
  size_t k;

  for (;;) {
    uint16_t type = registry_node (m, node)->type;

    if (type == PLATING_TYPE_NONE && m->shows_all)
      type = PLATING_TYPE_STRING;
    for (k = 0; k < sizeof type_names / sizeof type_names[0]; k++)
      if (type_names[k].type == type)
        break;
    if (k == sizeof type_names / sizeof type_names[0])
      return registry_markdown_fail (m, type == PLATING_TYPE_NONE
                                     ? "the schema gives it no type"
                                     : "its type is not known");
    pl_buffer_puts (m->out, friendly ? type_names[k].friendly
                            : type_names[k].name);
    if (!is_collection (type))
      return 0;
    node = plating_schema_child (m->view, node, PLATING_NODE_ELEMENT);
    if (node == PLATING_NONE)
      return registry_markdown_fail (m, "the schema gives its elements no"
                                     " type");
  }
}

/* The node whose fields an object type, or a collection of one, has. */
static uint32_t
object_of (struct registry_markdown *m, uint32_t node)
{
  if (is_collection (registry_node (m, node)->type))
    node = plating_schema_child (m->view, node, PLATING_NODE_ELEMENT);
  if (node != PLATING_NONE
      && registry_node (m, node)->type == PLATING_TYPE_OBJECT)
    return node;
  return PLATING_NONE;
}

/* -- parts of a line --------------------------------------------------- */

void
registry_write_description (struct registry_markdown *m,
                            struct plating_text text)
{
  pl_utf8_trim (&text.ptr, &text.len);
  if (text.len) {
    pl_buffer_putc (m->out, ' ');
    put_text (m->out, text);
  }
}

void
registry_put_anchor (struct pl_buffer *out, enum registry_anchor anchor,
                     const struct pl_buffer *path, struct plating_text name)
{
  static const char *const prefixes[] = {
    [REGISTRY_ANCHOR_BLOCK] = "nestedblock--",
    [REGISTRY_ANCHOR_ATTRIBUTE] = "nestedatt--",
    [REGISTRY_ANCHOR_OBJECT] = "nestedobjatt--"
  };

  pl_buffer_puts (out, prefixes[anchor]);
  pl_buffer_append (out, path->data, path->len);
  put_text (out, name);
}

static int
write_see (struct registry_markdown *m, enum registry_anchor anchor,
           struct registry_line *line)
{
  int code = 0;

  /* What is shared may well stand above. */
  pl_buffer_puts (m->out, line->shares ? " (see [nested schema](#"
                          : " (see [below for nested schema](#");
  line->anchor_start = m->out->len;
  if (line->shares)
    code = registry_shares_refer (line->shares, m, anchor, line);
  else
    registry_put_anchor (m->out, anchor, line->path,
                         registry_node (m, line->node)->name);
  line->anchor_end = m->out->len;
  pl_buffer_puts (m->out, "))");
  return code;
}

static void
write_name (struct registry_markdown *m,
            const struct plating_schema_node *node)
{
  pl_buffer_puts (m->out, "- `");
  put_text (m->out, node->name);
  pl_buffer_puts (m->out, "` (");
}

/* The code point of four hexadecimal digits; other characters count as
 * some digit, for the reader has checked the text. */
static uint32_t
four_digits (const char *s)
{
  uint32_t rune = 0;
  int i;

  for (i = 0; i < 4; i++)
    rune = rune << 4
           | (uint32_t) (((unsigned char) s[i] & 0xf)
                         + (s[i] > '9' ? 9 : 0)) % 16;
  return rune;
}

/* Appends the text of the JSON string JSON. */
static void
put_json_string (struct pl_buffer *b, struct plating_text json)
{
  static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
  const char *s = json.ptr, *end = s + json.len, *p;

  for (s++; s < end && *s != '"'; s++) {
    if (*s != '\\' || end - s < 2) {
      pl_buffer_putc (b, *s);
    } else if (*++s == 'u' && end - s > 4) {
      char utf8[4];
      uint32_t rune = four_digits (s + 1);

      s += 4;
      if (rune >= 0xd800 && rune < 0xdc00 && end - s > 6 && s[1] == '\\'
          && s[2] == 'u' && (four_digits (s + 3) & 0xfc00) == 0xdc00) {
        rune = 0x10000 + ((rune - 0xd800) << 10)
               + (four_digits (s + 3) - 0xdc00);
        s += 6;
      }
      pl_buffer_append (b, utf8, pl_utf8_encode (rune, utf8));
    } else {
      p = strchr (from, *s);
      pl_buffer_putc (b, p && *s ? to[p - from] : *s);
    }
  }
}

/* The source's own word for the nesting mode of NODE, as JSON; ptr is NULL if
 * it has none. */
static struct plating_text
other_mode (const struct registry_markdown *m, uint32_t node)
{
  static const struct plating_text key = PLATING_TEXT ("nesting_mode");
  const struct plating_schema_view *v = m->view;
  uint32_t low = 0, high = v->n_extras;

  while (low < high) {
    uint32_t middle = low + (high - low) / 2;

    if (plating_schema_extra_at (v, middle)->node < node)
      low = middle + 1;
    else
      high = middle;
  }
  for (; low < v->n_extras; low++) {
    const struct plating_schema_extra *e = plating_schema_extra_at (v, low);

    if (e->node != node)
      break;
    if (e->key.len == key.len && !memcmp (e->key.ptr, key.ptr, key.len)
        && e->json.len > 1 && e->json.ptr[0] == '"')
      return e->json;
  }
  return (struct plating_text) { NULL, 0 };
}

/* Fails for a nesting mode that has no words. */
static int
fail_mode (struct registry_markdown *m, uint32_t node, const char *what)
{
  struct plating_text json;

  registry_markdown_fail (m, "unexpected nesting mode for %s: ", what);
  if (registry_node (m, node)->mode == PLATING_MODE_GROUP)
    pl_buffer_puts (m->error, "group");
  if (registry_node (m, node)->mode != PLATING_MODE_OTHER)
    return PLATING_E_SCHEMA;
  json = other_mode (m, node);
  if (json.ptr)
    put_json_string (m->error, json);
  return PLATING_E_SCHEMA;
}

/* Some write the words of the protocol, which are large. */
static int
write_other_mode (struct registry_markdown *m, uint32_t node)
{
  static const char *const words[] = { "List", "Set", "Map" };
  struct plating_text json = other_mode (m, node);
  size_t i;

  for (i = 0; json.ptr && i < sizeof words / sizeof words[0]; i++)
    if (json.len == strlen (words[i]) + 2
        && !strncasecmp (json.ptr + 1, words[i], json.len - 2)) {
      pl_buffer_putc (m->out, ' ');
      pl_buffer_puts (m->out, words[i]);
    }
  return 0;
}

/* Appends " List" and the like. */
static int
write_mode (struct registry_markdown *m, uint32_t node, const char *what)
{
  switch (registry_node (m, node)->mode) {
  case PLATING_MODE_SINGLE:
    return 0;
  case PLATING_MODE_LIST:
    pl_buffer_puts (m->out, " List");
    return 0;
  case PLATING_MODE_SET:
    pl_buffer_puts (m->out, " Set");
    return 0;
  case PLATING_MODE_MAP:
    pl_buffer_puts (m->out, " Map");
    return 0;
  default:
    return m->shows_all ? write_other_mode (m, node)
      : fail_mode (m, node, what);
  }
}

static void
write_min (struct registry_markdown *m,
           const struct plating_schema_node *node)
{
  if (node->min_items > 0)
    pl_buffer_printf (m->out, ", Min: %" PRIu64, node->min_items);
}

static void
write_max (struct registry_markdown *m,
           const struct plating_schema_node *node)
{
  if (node->max_items > 0)
    pl_buffer_printf (m->out, ", Max: %" PRIu64, node->max_items);
}

/* -- lines ------------------------------------------------------------- */

static int
write_attribute_type (struct registry_markdown *m, uint32_t node)
{
  const struct plating_schema_node *a = registry_node (m, node);
  int code;

  if (a->type != PLATING_TYPE_NESTED)
    return registry_write_type (m, node, 0);
  pl_buffer_puts (m->out, "Attributes");
  code = write_mode (m, node, "attributes");
  if (code < 0)
    return code;
  if (a->mode != PLATING_MODE_SINGLE)
    write_min (m, a);
  write_max (m, a);
  return 0;
}

int
registry_write_attribute_line (struct registry_markdown *m,
                               struct registry_line *line)
{
  const struct plating_schema_node *a = registry_node (m, line->node);
  int code;

  write_name (m, a);
  line->type_start = m->out->len;
  code = write_attribute_type (m, line->node);
  if (code < 0)
    return code;
  line->type_end = m->out->len;
  if (a->flags & PLATING_FLAG_SENSITIVE)
    pl_buffer_puts (m->out, ", Sensitive");
  if (a->flags & PLATING_FLAG_DEPRECATED)
    pl_buffer_puts (m->out, ", Deprecated");
  if (a->flags & PLATING_FLAG_WRITE_ONLY)
    pl_buffer_puts (m->out, ", [Write-only](" WRITE_ONLY_URL ")");
  pl_buffer_putc (m->out, ')');
  registry_write_description (m, line->text);
  if ((a->type == PLATING_TYPE_TUPLE || a->flags & PLATING_FLAG_TUPLE_TOO)
      && !m->shows_all)
    return registry_markdown_fail (m, NO_TUPLES);

  line->section = REGISTRY_NO_SECTION;
  if (a->type == PLATING_TYPE_NESTED) {
    line->section = REGISTRY_NESTED_SECTION;
    line->content = line->node;
  } else if ((line->content = object_of (m, line->node)) != PLATING_NONE) {
    line->section = REGISTRY_OBJECT_SECTION;
  }
  if (line->section)
    code = write_see (m, REGISTRY_ANCHOR_ATTRIBUTE, line);
  pl_buffer_putc (m->out, '\n');
  return code;
}

int
registry_write_block_line (struct registry_markdown *m,
                           struct registry_line *line)
{
  const struct plating_schema_node *b = registry_node (m, line->node);
  int code;

  write_name (m, b);
  line->type_start = m->out->len;
  pl_buffer_puts (m->out, "Block");
  code = write_mode (m, line->node, "block");
  if (code < 0)
    return code;
  if (b->mode != PLATING_MODE_SINGLE)
    write_min (m, b);
  else if (line->block_tests & REGISTRY_BLOCK_REQUIRED)
    pl_buffer_puts (m->out, ", Required");
  else if (line->block_tests & REGISTRY_BLOCK_OPTIONAL)
    pl_buffer_puts (m->out, ", Optional");
  else
    pl_buffer_puts (m->out, ", Read-only");
  write_max (m, b);
  line->type_end = m->out->len;
  if (b->flags & PLATING_FLAG_DEPRECATED)
    pl_buffer_puts (m->out, ", Deprecated");
  pl_buffer_putc (m->out, ')');
  registry_write_description (m, line->text);
  line->section = REGISTRY_BLOCK_SECTION;
  line->content = line->node;
  code = write_see (m, REGISTRY_ANCHOR_BLOCK, line);
  pl_buffer_putc (m->out, '\n');
  return code;
}

int
registry_write_object_line (struct registry_markdown *m,
                            struct registry_line *line)
{
  int code;

  write_name (m, registry_node (m, line->node));
  line->type_start = m->out->len;
  code = registry_write_type (m, line->node, 0);
  if (code < 0)
    return code;
  line->type_end = m->out->len;
  pl_buffer_putc (m->out, ')');
  if (registry_node (m, line->node)->type == PLATING_TYPE_TUPLE
      && !m->shows_all)
    return registry_markdown_fail (m, NO_TUPLES);
  line->section = REGISTRY_NO_SECTION;
  line->content = object_of (m, line->node);
  if (line->content != PLATING_NONE) {
    line->section = REGISTRY_OBJECT_SECTION;
    code = write_see (m, REGISTRY_ANCHOR_OBJECT, line);
  }
  pl_buffer_putc (m->out, '\n');
  return code;
}
