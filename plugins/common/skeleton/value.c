/* SPDX-License-Identifier: Apache-2.0 */
/* Placeholders of the types of values. */

#include <config.h>

#include "plugins/common/skeleton/skeleton.h"

#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "common/utf8.h"

/* Lines of a value are indented by this. */
#define STEP 2

/* Bytes of a list of optional names. */
#define OPTIONAL_MAX 65536

static const struct plating_schema_node *
at (const struct skeleton *s, uint32_t i)
{
  return plating_schema_node_at (s->view, i);
}

int
skeleton_fail (struct skeleton *s, int code,
                        const char *problem)
{
  s->problem = problem;
  return code;
}

/* -- texts ------------------------------------------------------------- */

static bool
is_letter (char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool
skeleton_hcl_is_identifier (struct plating_text text)
{
  size_t i;

  if (!text.len || !is_letter (text.ptr[0]))
    return false;
  for (i = 1; i < text.len; i++)
    if (!is_letter (text.ptr[i]) && text.ptr[i] != '-'
        && (text.ptr[i] < '0' || text.ptr[i] > '9'))
      return false;
  return true;
}

void
skeleton_hcl_quote (struct pl_buffer *out, struct plating_text text)
{
  size_t i, n;

  pl_buffer_putc (out, '"');
  for (i = 0; i < text.len; i += n) {
    uint32_t rune;
    char bytes[4];

    n = pl_utf8_decode (text.ptr + i, text.len - i, &rune);
    if (rune == '"' || rune == '\\')
      pl_buffer_printf (out, "\\%c", (int) rune);
    else if (rune == '\n')
      pl_buffer_puts (out, "\\n");
    else if (rune < ' ' || rune == 0x7f)
      pl_buffer_printf (out, "\\u%04x", (unsigned) rune);
    else {
      /* A doubled sign is no template. */
      if ((rune == '$' || rune == '%') && i + 1 < text.len
          && text.ptr[i + 1] == '{')
        pl_buffer_putc (out, (char) rune);
      pl_buffer_append (out, bytes, pl_utf8_encode (rune, bytes));
    }
  }
  pl_buffer_putc (out, '"');
}

/* Whether a key of an object stands for itself: some words begin an
 * expression. */
static bool
is_plain_key (struct plating_text key)
{
  static const char *const words[] = { "for", "false", "null", "true" };
  size_t i;

  for (i = 0; i < sizeof words / sizeof words[0]; i++)
    if (pl_text_same (key, pl_text_of (words[i])))
      return false;
  return skeleton_hcl_is_identifier (key);
}

static void
write_key (struct pl_buffer *out, struct plating_text key, bool is_object)
{
  if (is_object && !is_plain_key (key))
    skeleton_hcl_quote (out, key);
  else
    pl_buffer_append (out, key.ptr, key.len);
}

/* -- members ----------------------------------------------------------- */

/* The names of an object type's optional attributes, a list in JSON; empty
 * if there is none. */
static struct plating_text
optional_names (const struct skeleton *s, uint32_t object)
{
  static const struct plating_text key = PLATING_TEXT ("optional");
  struct plating_text none = { NULL, 0 };
  uint32_t low = 0, high = s->view->n_extras;

  if (at (s, object)->type != PLATING_TYPE_OBJECT)
    return none;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;

    if (plating_schema_extra_at (s->view, middle)->node < object)
      low = middle + 1;
    else
      high = middle;
  }
  for (; low < s->view->n_extras; low++) {
    const struct plating_schema_extra *e
      = plating_schema_extra_at (s->view, low);

    if (e->node != object)
      break;
    /* A longer list than any that a person reads is not looked through
     * for each name. */
    if (pl_text_same (e->key, key) && e->json.len < OPTIONAL_MAX)
      return e->json;
  }
  return none;
}

/* Whether NAME is in the list NAMES, as it stands between quotes. */
static bool
is_listed (struct plating_text names, struct plating_text name)
{
  const char *p = names.ptr, *end = p ? p + names.len : p;

  if (!names.len || !name.len)
    return false;
  while ((p = memmem (p, (size_t) (end - p), name.ptr, name.len))) {
    if (p > names.ptr && p[-1] == '"' && p + name.len < end
        && p[name.len] == '"')
      return true;
    p++;
  }
  return false;
}

static bool
is_required (const struct plating_schema_node *node, uint32_t flags,
             struct plating_text optional)
{
  if (node->kind == PLATING_NODE_FIELD)
    return !is_listed (optional, node->name);
  return node->kind == PLATING_NODE_ATTRIBUTE && node->flags & flags;
}

int
skeleton_required (struct skeleton *s, uint32_t parent,
                            uint32_t flags, uint32_t **nodes, size_t *n)
{
  struct plating_text optional = optional_names (s, parent);
  uint32_t end = at (s, parent)->end, i;
  size_t count = 0;

  *n = 0;
  for (i = parent + 1; i < end; i = at (s, i)->end)
    count += is_required (at (s, i), flags, optional);
  *nodes = pl_arena_array (s->arena, count + 1, sizeof **nodes);
  if (!*nodes)
    return PLATING_E_NOMEM;
  for (i = parent + 1; i < end; i = at (s, i)->end)
    if (is_required (at (s, i), flags, optional))
      (*nodes)[(*n)++] = i;
  return 0;
}

static bool
has_required (const struct skeleton *s, uint32_t parent)
{
  struct plating_text optional = optional_names (s, parent);
  uint32_t end = at (s, parent)->end, i;

  for (i = parent + 1; i < end; i = at (s, i)->end)
    if (is_required (at (s, i), PLATING_FLAG_REQUIRED, optional))
      return true;
  return false;
}

static int
compare_nodes (const void *x, const void *y, void *user)
{
  const struct skeleton *s = user;
  const uint32_t *i = x, *k = y;
  int c = pl_text_compare (at (s, *i)->name, at (s, *k)->name);

  return c ? c : *i < *k ? -1 : 1;
}

void
skeleton_sort (struct skeleton *s, uint32_t *nodes,
                        size_t n)
{
  if (n > 1)
    qsort_r (nodes, n, sizeof *nodes, compare_nodes, s);
}

/* How many columns a key takes, or 0 if that is not the number of its
 * bytes. */
static size_t
key_width (struct plating_text key, bool is_object)
{
  struct pl_buffer text;
  size_t i, width;

  for (i = 0; i < key.len; i++)
    if ((unsigned char) key.ptr[i] >= 0x80)
      return 0;
  if (!is_object || is_plain_key (key))
    return key.len;
  pl_buffer_init (&text);
  skeleton_hcl_quote (&text, key);
  width = text.len;
  pl_buffer_release (&text);
  return width;
}

/* Writes "KEY = VALUE", the sign in column WIDTH + 1 of the line. */
static int
write_member (struct skeleton *s, uint32_t node, bool is_object,
              size_t width, size_t indent, unsigned depth)
{
  struct plating_text key = at (s, node)->name;
  size_t own = key_width (key, is_object);
  int code;

  pl_buffer_fill (s->out, ' ', indent);
  write_key (s->out, key, is_object);
  pl_buffer_fill (s->out, ' ', width > own ? width - own : 0);
  pl_buffer_puts (s->out, " = ");
  code = skeleton_value (s, node, indent, depth);
  pl_buffer_putc (s->out, '\n');
  return code;
}

/* What is on one line comes first, the signs in one column; the rest
 * follows behind blank lines, which keep each for itself. */
int
skeleton_members (struct skeleton *s, uint32_t *nodes,
                           size_t n, bool is_object, size_t indent,
                           unsigned depth)
{
  size_t start = s->out->len, width = 0, i;
  bool *is_alone = pl_arena_array (s->arena, n + 1, sizeof *is_alone);
  int code = is_alone ? 0 : PLATING_E_NOMEM;

  skeleton_sort (s, nodes, n);
  for (i = 0; code == 0 && i < n; i++) {
    size_t own = key_width (at (s, nodes[i])->name, is_object);

    is_alone[i] = !own || !skeleton_is_inline (s, nodes[i]);
    if (!is_alone[i] && own > width)
      width = own;
  }
  for (i = 0; code == 0 && i < n; i++)
    if (!is_alone[i])
      code = write_member (s, nodes[i], is_object, width, indent, depth);
  for (i = 0; code == 0 && i < n; i++) {
    if (!is_alone[i]
        || (!is_object
            && !skeleton_hcl_is_identifier (at (s, nodes[i])->name)))
      continue;
    if (s->out->len > start)
      pl_buffer_putc (s->out, '\n');
    code = write_member (s, nodes[i], is_object, 0, indent, depth);
  }
  return code;
}

/* -- values ------------------------------------------------------------ */

/* Whether the placeholder of NODE is one of a type; types nest no deeper
 * than a skeleton may. */
static bool
is_inline_at (const struct skeleton *s, uint32_t node,
              unsigned depth)
{
  const struct plating_schema_node *n = at (s, node);
  uint32_t i;

  if (depth > SKELETON_DEPTH)
    return false;
  switch (n->type) {
  case PLATING_TYPE_MAP:
    return false;
  case PLATING_TYPE_OBJECT:
    return !has_required (s, node);
  case PLATING_TYPE_NESTED:
    return n->mode != PLATING_MODE_MAP && !has_required (s, node);
  case PLATING_TYPE_LIST:
  case PLATING_TYPE_SET:
  case PLATING_TYPE_TUPLE:
    for (i = node + 1; i < n->end; i = at (s, i)->end)
      if (at (s, i)->kind == PLATING_NODE_ELEMENT
          && !is_inline_at (s, i, depth + 1))
        return false;
    return true;
  default:
    return true;
  }
}

bool
skeleton_is_inline (const struct skeleton *s,
                             uint32_t node)
{
  return is_inline_at (s, node, 0);
}

static int
write_object (struct skeleton *s, uint32_t node, size_t indent,
              unsigned depth)
{
  uint32_t *nodes;
  size_t n;
  int code = skeleton_required (s, node, PLATING_FLAG_REQUIRED,
                                         &nodes, &n);

  if (code < 0 || n == 0) {
    pl_buffer_puts (s->out, "{}");
    return code;
  }
  pl_buffer_puts (s->out, "{\n");
  code = skeleton_members (s, nodes, n, true, indent + STEP,
                                    depth + 1);
  pl_buffer_fill (s->out, ' ', indent);
  pl_buffer_putc (s->out, '}');
  return code;
}

/* Writes one element: NODE, or what a nested type that NODE has makes of
 * its attributes. */
static int
write_element (struct skeleton *s, uint32_t node, bool is_nested,
               size_t indent, unsigned depth)
{
  if (is_nested)
    return write_object (s, node, indent, depth);
  return skeleton_value (s, node, indent, depth + 1);
}

/* Writes a map of one element, as write_element has it. */
static int
write_map (struct skeleton *s, uint32_t node, bool is_nested,
           size_t indent, unsigned depth)
{
  int code;

  pl_buffer_puts (s->out, "{\n");
  pl_buffer_fill (s->out, ' ', indent + STEP);
  pl_buffer_puts (s->out, "key = ");
  code = write_element (s, node, is_nested, indent + STEP, depth);
  pl_buffer_putc (s->out, '\n');
  pl_buffer_fill (s->out, ' ', indent);
  pl_buffer_putc (s->out, '}');
  return code;
}

/* Appends what is in the buffer from START on N times more, each after the
 * text BETWEEN. */
static void
repeat (struct skeleton *s, size_t start, uint64_t n,
        const char *between, size_t indent)
{
  size_t len = s->out->len - start;

  for (; n && !s->out->failed; n--) {
    pl_buffer_puts (s->out, between);
    pl_buffer_fill (s->out, ' ', indent);
    if (pl_buffer_reserve (s->out, len) == 0)
      pl_buffer_append (s->out, s->out->data + start, len);
  }
}

/* Writes the elements of NODE between brackets, the last one N_MORE times
 * more. */
static int
write_sequence (struct skeleton *s, uint32_t node, uint64_t n_more,
                size_t indent, unsigned depth)
{
  const struct plating_schema_node *n = at (s, node);
  bool is_inline = skeleton_is_inline (s, node);
  bool is_nested = n->type == PLATING_TYPE_NESTED;
  size_t inner = is_inline ? 0 : indent + STEP, start = 0;
  const char *between = is_inline ? ", " : ",\n";
  uint32_t i = is_nested ? node : node + 1;
  int code = 0, n_written = 0;

  pl_buffer_puts (s->out, is_inline ? "[" : "[\n");
  for (; code == 0 && (is_nested ? !n_written : i < n->end);
       i = at (s, i)->end) {
    if (!is_nested && at (s, i)->kind != PLATING_NODE_ELEMENT)
      continue;
    if (n_written++)
      pl_buffer_puts (s->out, between);
    pl_buffer_fill (s->out, ' ', inner);
    start = s->out->len;
    code = write_element (s, i, is_nested, inner, depth);
  }
  if (code == 0)
    repeat (s, start, n_more, between, inner);
  if (!is_inline) {
    pl_buffer_putc (s->out, '\n');
    pl_buffer_fill (s->out, ' ', indent);
  }
  pl_buffer_putc (s->out, ']');
  return code;
}

static int
write_nested (struct skeleton *s, uint32_t node, size_t indent,
              unsigned depth)
{
  const struct plating_schema_node *n = at (s, node);

  switch (n->mode) {
  case PLATING_MODE_LIST:
  case PLATING_MODE_SET:
    return write_sequence (s, node, n->min_items > 1 ? n->min_items - 1 : 0,
                           indent, depth);
  case PLATING_MODE_MAP:
    return write_map (s, node, true, indent, depth);
  default:
    return write_object (s, node, indent, depth);
  }
}

int
skeleton_value (struct skeleton *s, uint32_t node,
                         size_t indent, unsigned depth)
{
  const struct plating_schema_node *n = at (s, node);
  uint32_t element;

  if (depth > SKELETON_DEPTH)
    return skeleton_fail (s, PLATING_E_LIMIT,
                                   "its arguments are nested too deeply");
  switch (n->type) {
  case PLATING_TYPE_NUMBER:
    pl_buffer_putc (s->out, '1');
    return 0;
  case PLATING_TYPE_BOOL:
    pl_buffer_puts (s->out, "true");
    return 0;
  case PLATING_TYPE_LIST:
  case PLATING_TYPE_SET:
  case PLATING_TYPE_TUPLE:
    return write_sequence (s, node, 0, indent, depth);
  case PLATING_TYPE_MAP:
    element = plating_schema_child (s->view, node, PLATING_NODE_ELEMENT);
    if (element != PLATING_NONE)
      return write_map (s, element, false, indent, depth);
    pl_buffer_puts (s->out, "{}");
    return 0;
  case PLATING_TYPE_OBJECT:
    return write_object (s, node, indent, depth);
  case PLATING_TYPE_NESTED:
    return write_nested (s, node, indent, depth);
  default:
    pl_buffer_puts (s->out, "\"example\"");
    return 0;
  }
}
