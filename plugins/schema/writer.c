/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a component's view as Terraform prints it.
 *
 * A comma is due unless the object was just opened, which the last byte of
 * the output tells: no value ends in a brace that opens. */

#include <config.h>

#include "plugins/schema/writer.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/schema/text.h"

static void write_attribute (struct schema_writer *w, uint32_t i);
static void write_block (struct schema_writer *w, uint32_t i,
                         uint32_t inner);

void
schema_writer_init (struct schema_writer *w,
                    const struct plating_schema_view *view,
                    struct pl_buffer *out)
{
  *w = (struct schema_writer) { .view = view, .out = out };
}

void
schema_writer_release (struct schema_writer *w)
{
  free (w->members);
}

bool
schema_enter (struct schema_writer *w)
{
  if (w->code == 0 && w->depth >= SCHEMA_MAX_DEPTH)
    w->code = PLATING_E_LIMIT;
  if (w->code < 0)
    return false;
  w->depth++;
  return true;
}

static const struct plating_schema_node *
node_at (const struct schema_writer *w, uint32_t i)
{
  return plating_schema_node_at (w->view, i);
}

/* -- extras ------------------------------------------------------------- */

/* The first extra of NODE or of one behind it. */
static uint32_t
first_extra (const struct schema_writer *w, uint32_t node)
{
  uint32_t low = 0, high = w->view->n_extras;

  while (low < high) {
    uint32_t middle = low + (high - low) / 2;

    if (plating_schema_extra_at (w->view, middle)->node < node)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

struct plating_text
schema_find_extra (const struct schema_writer *w, uint32_t node,
                   struct plating_text key)
{
  struct plating_text found = { NULL, 0 };
  uint32_t i;

  for (i = first_extra (w, node); i < w->view->n_extras; i++) {
    const struct plating_schema_extra *e
      = plating_schema_extra_at (w->view, i);

    if (e->node != node)
      break;
    if (schema_text_compare (e->key, key) == 0)
      found = e->json;
  }
  return found;
}

/* Whether members KEY of NODE have a place of their own. */
static bool
is_placed (const struct schema_writer *w, uint32_t node,
           struct plating_text key)
{
  switch (node_at (w, node)->kind) {
  case PLATING_NODE_COMPONENT:
  case PLATING_NODE_IDENTITY:
    return SCHEMA_TEXT_IS (key, "version");
  case PLATING_NODE_ATTRIBUTE:
  case PLATING_NODE_BLOCK:
  case PLATING_NODE_BLOCK_TYPE:
    return SCHEMA_TEXT_IS (key, "description_kind")
      || SCHEMA_TEXT_IS (key, "deprecation_message")
      || SCHEMA_TEXT_IS (key, "nesting_mode")
      || SCHEMA_TEXT_IS (key, "optional");
  default:
    return SCHEMA_TEXT_IS (key, "optional");
  }
}

/* Members that nobody knows stand at the end of their object.  A nested
 * object that shares a node with another has INNER ones. */
static void
write_unknown (struct schema_writer *w, uint32_t node, uint32_t inner)
{
  uint32_t i;

  if (w->is_old || w->is_plain)
    return;
  for (i = first_extra (w, node); i < w->view->n_extras; i++) {
    const struct plating_schema_extra *e
      = plating_schema_extra_at (w->view, i);

    if (e->node != node)
      break;
    if ((e->reserved & PLATING_EXTRA_INNER) != inner
        || is_placed (w, node, e->key))
      continue;
    schema_write_key (w, e->key);
    schema_text_compact (w->out, e->json);
  }
}

/* -- members ------------------------------------------------------------ */

void
schema_write_key (struct schema_writer *w, struct plating_text name)
{
  if (w->out->len > 0 && w->out->data[w->out->len - 1] != '{')
    pl_buffer_putc (w->out, ',');
  schema_text_quote (w->out, name);
  pl_buffer_putc (w->out, ':');
}

static void
write_number (struct schema_writer *w, struct plating_text key, uint64_t n)
{
  if (n == 0)
    return;
  schema_write_key (w, key);
  pl_buffer_printf (w->out, "%" PRIu64, n);
}

static void
write_text (struct schema_writer *w, struct plating_text key,
            struct plating_text text)
{
  if (text.len == 0)
    return;
  schema_write_key (w, key);
  schema_text_quote (w->out, text);
}

static void
write_version (struct schema_writer *w, uint32_t node)
{
  static const struct plating_text key = PLATING_TEXT ("version");
  struct plating_text version = schema_find_extra (w, node, key);

  schema_write_key (w, key);
  if (version.ptr)
    schema_text_compact (w->out, version);
  else
    pl_buffer_putc (w->out, '0');
}

static void
write_flag (struct schema_writer *w, uint32_t node, uint32_t flag,
            struct plating_text key)
{
  if (!(node_at (w, node)->flags & flag))
    return;
  schema_write_key (w, key);
  pl_buffer_puts (w->out, "true");
}

static void
write_kind (struct schema_writer *w, uint32_t i)
{
  SCHEMA_WRITE_KEY (w, "description_kind");
  pl_buffer_puts (w->out, node_at (w, i)->flags & PLATING_FLAG_MARKDOWN
                  ? "\"markdown\"" : "\"plain\"");
}

static void
write_deprecation (struct schema_writer *w, uint32_t i)
{
  static const struct plating_text deprecated = PLATING_TEXT ("deprecated"),
    key = PLATING_TEXT ("deprecation_message");
  struct plating_text message = schema_find_extra (w, i, key);

  write_flag (w, i, PLATING_FLAG_DEPRECATED, deprecated);
  if (message.ptr && !w->is_old && !SCHEMA_TEXT_IS (message, "\"\"")) {
    schema_write_key (w, key);
    schema_text_compact (w->out, message);
  }
}

static void
write_mode (struct schema_writer *w, uint32_t i)
{
  static const struct plating_text key = PLATING_TEXT ("nesting_mode");
  static const char *const names[] = {
    "", "single", "list", "set", "map", "group"
  };
  uint16_t mode = node_at (w, i)->mode;
  struct plating_text word = schema_find_extra (w, i, key);

  schema_write_key (w, key);
  if (mode > PLATING_MODE_NONE && mode <= PLATING_MODE_GROUP)
    pl_buffer_printf (w->out, "\"%s\"", names[mode / 100]);
  else if (word.ptr && word.len > 0 && word.ptr[0] == '"')
    schema_text_compact (w->out, word);
  else
    pl_buffer_puts (w->out, "\"invalid\"");
}

/* -- maps ----------------------------------------------------------------- */

static int
compare_members (const void *a, const void *b)
{
  const struct schema_member *x = a, *y = b;
  int order = schema_text_compare (x->name, y->name);

  return order ? order : (x->node > y->node) - (x->node < y->node);
}

static bool
grow (struct schema_writer *w)
{
  size_t cap = w->cap_members ? 2 * w->cap_members : 64;
  struct schema_member *members;

  if (w->n_members < w->cap_members)
    return true;
  members = realloc (w->members, cap * sizeof *members);
  if (!members) {
    w->code = PLATING_E_NOMEM;
    return false;
  }
  w->members = members;
  w->cap_members = cap;
  return true;
}

size_t
schema_push_members (struct schema_writer *w, uint32_t parent, uint16_t kind,
                     size_t *base)
{
  uint32_t end = node_at (w, parent)->end, i;
  struct schema_member *m;
  size_t n, k, kept = 0;

  *base = w->n_members;
  for (i = parent + 1; i < end && w->code == 0; i = node_at (w, i)->end)
    if (node_at (w, i)->kind == kind && grow (w))
      w->members[w->n_members++] = (struct schema_member) {
        node_at (w, i)->name, i
      };
  n = w->n_members - *base;
  if (n == 0)
    return 0;
  m = w->members + *base;
  qsort (m, n, sizeof *m, compare_members);
  for (k = 0; k < n; k++)
    if (k + 1 == n || schema_text_compare (m[k].name, m[k + 1].name) != 0)
      m[kept++] = m[k];
  w->n_members = *base + kept;
  return kept;
}

static void
write_map (struct schema_writer *w, uint32_t parent, uint16_t kind,
           struct plating_text key,
           void (*write) (struct schema_writer *w, uint32_t i))
{
  size_t base, n = schema_push_members (w, parent, kind, &base), k;

  if (n > 0) {
    schema_write_key (w, key);
    pl_buffer_putc (w->out, '{');
    for (k = 0; k < n && w->code == 0; k++) {
      uint32_t i = w->members[base + k].node;

      schema_write_key (w, w->members[base + k].name);
      write (w, i);
    }
    pl_buffer_putc (w->out, '}');
  }
  w->n_members = base;
}

/* -- attributes and blocks ------------------------------------------------ */

static void
write_nested_type (struct schema_writer *w, uint32_t i)
{
  static const struct plating_text attributes = PLATING_TEXT ("attributes"),
    least = PLATING_TEXT ("min_items"), most = PLATING_TEXT ("max_items");

  SCHEMA_WRITE_KEY (w, "nested_type");
  pl_buffer_putc (w->out, '{');
  write_map (w, i, PLATING_NODE_ATTRIBUTE, attributes, write_attribute);
  write_mode (w, i);
  write_number (w, least, node_at (w, i)->min_items);
  write_number (w, most, node_at (w, i)->max_items);
  write_unknown (w, i, PLATING_EXTRA_INNER);
  pl_buffer_putc (w->out, '}');
}

static void
write_attribute (struct schema_writer *w, uint32_t i)
{
  static const struct {
    uint32_t flag;
    struct plating_text key;
  } flags[] = {
    { PLATING_FLAG_REQUIRED, PLATING_TEXT ("required") },
    { PLATING_FLAG_OPTIONAL, PLATING_TEXT ("optional") },
    { PLATING_FLAG_COMPUTED, PLATING_TEXT ("computed") },
    { PLATING_FLAG_SENSITIVE, PLATING_TEXT ("sensitive") },
    { PLATING_FLAG_WRITE_ONLY, PLATING_TEXT ("write_only") },
  };
  static const struct plating_text description = PLATING_TEXT ("description");
  const struct plating_schema_node *node = node_at (w, i);
  size_t k;

  if (node->flags & PLATING_FLAG_MISSING) {
    pl_buffer_puts (w->out, "null");
    return;
  }
  if (!schema_enter (w))
    return;
  pl_buffer_putc (w->out, '{');
  if (node->type == PLATING_TYPE_NESTED) {
    write_nested_type (w, i);
  } else if (node->type != PLATING_TYPE_NONE) {
    SCHEMA_WRITE_KEY (w, "type");
    schema_write_type (w, i);
  }
  write_text (w, description, node->text);
  write_kind (w, i);
  write_deprecation (w, i);
  for (k = 0; k < sizeof flags / sizeof *flags; k++)
    write_flag (w, i, flags[k].flag, flags[k].key);
  write_unknown (w, i, 0);
  pl_buffer_putc (w->out, '}');
  w->depth--;
}

static void
write_block_type (struct schema_writer *w, uint32_t i)
{
  static const struct plating_text least = PLATING_TEXT ("min_items"),
    most = PLATING_TEXT ("max_items");
  const struct plating_schema_node *node = node_at (w, i);

  pl_buffer_putc (w->out, '{');
  write_mode (w, i);
  SCHEMA_WRITE_KEY (w, "block");
  if (node->flags & PLATING_FLAG_MISSING)
    pl_buffer_puts (w->out, "null");
  else
    write_block (w, i, PLATING_EXTRA_INNER);
  write_number (w, least, node->min_items);
  write_number (w, most, node->max_items);
  write_unknown (w, i, 0);
  pl_buffer_putc (w->out, '}');
}

/* The block of node I, whose unknown members are INNER. */
static void
write_block (struct schema_writer *w, uint32_t i, uint32_t inner)
{
  static const struct plating_text attributes = PLATING_TEXT ("attributes"),
    block_types = PLATING_TEXT ("block_types"),
    description = PLATING_TEXT ("description");

  if (!schema_enter (w))
    return;
  pl_buffer_putc (w->out, '{');
  write_map (w, i, PLATING_NODE_ATTRIBUTE, attributes, write_attribute);
  write_map (w, i, PLATING_NODE_BLOCK_TYPE, block_types, write_block_type);
  write_text (w, description, node_at (w, i)->text);
  write_kind (w, i);
  write_deprecation (w, i);
  write_unknown (w, i, inner);
  pl_buffer_putc (w->out, '}');
  w->depth--;
}

/* -- components ----------------------------------------------------------- */

static int
end (const struct schema_writer *w)
{
  return w->code < 0 ? w->code : w->out->failed ? PLATING_E_NOMEM : 0;
}

int
schema_write_schema (struct schema_writer *w, bool has_version)
{
  uint32_t block;

  pl_buffer_putc (w->out, '{');
  if (has_version)
    write_version (w, 0);
  block = plating_schema_child (w->view, 0, PLATING_NODE_BLOCK);
  if (block != PLATING_NONE) {
    SCHEMA_WRITE_KEY (w, "block");
    write_block (w, block, 0);
  }
  write_unknown (w, 0, 0);
  pl_buffer_putc (w->out, '}');
  return end (w);
}

static void
write_identity_attribute (struct schema_writer *w, uint32_t i)
{
  static const struct plating_text description = PLATING_TEXT ("description"),
    required = PLATING_TEXT ("required_for_import"),
    optional = PLATING_TEXT ("optional_for_import");

  if (node_at (w, i)->flags & PLATING_FLAG_MISSING) {
    pl_buffer_puts (w->out, "null");
    return;
  }
  pl_buffer_putc (w->out, '{');
  if (node_at (w, i)->type != PLATING_TYPE_NONE) {
    SCHEMA_WRITE_KEY (w, "type");
    schema_write_type (w, i);
  }
  write_text (w, description, node_at (w, i)->text);
  write_flag (w, i, PLATING_FLAG_REQUIRED_FOR_IMPORT, required);
  write_flag (w, i, PLATING_FLAG_OPTIONAL_FOR_IMPORT, optional);
  write_unknown (w, i, 0);
  pl_buffer_putc (w->out, '}');
}

int
schema_write_identity (struct schema_writer *w)
{
  static const struct plating_text attributes = PLATING_TEXT ("attributes");
  uint32_t i = plating_schema_child (w->view, 0, PLATING_NODE_IDENTITY);

  if (i == PLATING_NONE || node_at (w, i)->flags & PLATING_FLAG_MISSING) {
    pl_buffer_puts (w->out, "null");
    return end (w);
  }
  pl_buffer_putc (w->out, '{');
  write_version (w, i);
  write_map (w, i, PLATING_NODE_ATTRIBUTE, attributes,
             write_identity_attribute);
  write_unknown (w, i, 0);
  pl_buffer_putc (w->out, '}');
  return end (w);
}

/* -- functions ------------------------------------------------------------ */

/* The text of the child of KIND that the function has for it. */
static struct plating_text
text_of (const struct schema_writer *w, uint16_t kind)
{
  uint32_t i = plating_schema_child (w->view, 0, kind);
  struct plating_text none = { NULL, 0 };

  return i == PLATING_NONE ? none : node_at (w, i)->text;
}

static void
write_parameter (struct schema_writer *w, uint32_t i)
{
  static const struct plating_text name = PLATING_TEXT ("name"),
    description = PLATING_TEXT ("description"),
    nullable = PLATING_TEXT ("is_nullable");

  if (node_at (w, i)->flags & PLATING_FLAG_MISSING) {
    pl_buffer_puts (w->out, "null");
    return;
  }
  pl_buffer_putc (w->out, '{');
  write_text (w, name, node_at (w, i)->name);
  write_text (w, description, node_at (w, i)->text);
  write_flag (w, i, PLATING_FLAG_NULLABLE, nullable);
  if (node_at (w, i)->type != PLATING_TYPE_NONE) {
    SCHEMA_WRITE_KEY (w, "type");
    schema_write_type (w, i);
  }
  write_unknown (w, i, 0);
  pl_buffer_putc (w->out, '}');
}

static void
write_parameters (struct schema_writer *w)
{
  uint32_t i = plating_schema_child (w->view, 0, PLATING_NODE_PARAMETER), end;

  if (i == PLATING_NONE)
    return;
  SCHEMA_WRITE_KEY (w, "parameters");
  pl_buffer_putc (w->out, '[');
  end = node_at (w, 0)->end;
  for (; i < end && w->code == 0; i = node_at (w, i)->end) {
    if (node_at (w, i)->kind != PLATING_NODE_PARAMETER)
      continue;
    if (w->out->len > 0 && w->out->data[w->out->len - 1] != '[')
      pl_buffer_putc (w->out, ',');
    write_parameter (w, i);
  }
  pl_buffer_putc (w->out, ']');
}

int
schema_write_function (struct schema_writer *w)
{
  static const struct plating_text description = PLATING_TEXT ("description"),
    summary = PLATING_TEXT ("summary"),
    deprecation = PLATING_TEXT ("deprecation_message");
  uint32_t i;

  pl_buffer_putc (w->out, '{');
  write_text (w, description, node_at (w, 0)->text);
  write_text (w, summary, text_of (w, PLATING_NODE_SUMMARY));
  write_text (w, deprecation, text_of (w, PLATING_NODE_DEPRECATION));
  i = plating_schema_child (w->view, 0, PLATING_NODE_RETURN);
  if (i != PLATING_NONE && node_at (w, i)->type != PLATING_TYPE_NONE) {
    SCHEMA_WRITE_KEY (w, "return_type");
    schema_write_type (w, i);
  }
  write_parameters (w);
  i = plating_schema_child (w->view, 0, PLATING_NODE_VARIADIC);
  if (i != PLATING_NONE) {
    SCHEMA_WRITE_KEY (w, "variadic_parameter");
    write_parameter (w, i);
  }
  write_unknown (w, 0, 0);
  pl_buffer_putc (w->out, '}');
  return end (w);
}
