/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the types of values. */

#include <config.h>

#include "plugins/schema/writer.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "plugins/schema/json.h"
#include "plugins/schema/text.h"

/* -- the names of an object type's optional attributes -------------------- */

static struct plating_text
item (const json_t *names, size_t i)
{
  const json_t *name = json_array_get (names, i);

  return (struct plating_text) { json_string_value (name),
                                 json_string_length (name) };
}

static int
compare_items (const void *a, const void *b)
{
  return schema_text_compare (*(const struct plating_text *) a,
                              *(const struct plating_text *) b);
}

/* Appends the names sorted, each once; nothing if there are none. */
static void
write_names (struct schema_writer *w, const json_t *names)
{
  size_t n = json_array_size (names), i, n_written = 0;
  struct plating_text *sorted;

  if (n == 0)
    return;
  sorted = calloc (n, sizeof *sorted);
  if (!sorted) {
    w->code = PLATING_E_NOMEM;
    return;
  }
  for (i = 0; i < n; i++)
    sorted[i] = item (names, i);
  qsort (sorted, n, sizeof *sorted, compare_items);
  pl_buffer_puts (w->out, ",[");
  for (i = 0; i < n; i++)
    if (sorted[i].ptr
        && (i == 0 || schema_text_compare (sorted[i - 1], sorted[i]))) {
      if (n_written++ > 0)
        pl_buffer_putc (w->out, ',');
      schema_text_quote (w->out, sorted[i]);
    }
  pl_buffer_putc (w->out, ']');
  free (sorted);
}

static void
write_optional (struct schema_writer *w, uint32_t i)
{
  static const struct plating_text key = PLATING_TEXT ("optional");
  struct plating_text list = schema_find_extra (w, i, key);
  json_t *names;
  int status;

  if (!list.ptr || SCHEMA_TEXT_IS (list, "null"))
    return;
  status = schema_json_read (list, JSON_ALLOW_NUL | JSON_DECODE_ANY, &names);
  if (status == PLATING_E_NOMEM) {
    w->code = status;
  } else if (json_is_array (names) || json_is_object (names)) {
    write_names (w, names);
  } else {
    /* Half a surrogate pair, or the like: as it stands. */
    pl_buffer_putc (w->out, ',');
    schema_text_compact (w->out, list);
  }
  json_decref (names);
}

/* -- types ---------------------------------------------------------------- */

static const char *
word_of (uint16_t type)
{
  static const char *const words[] = {
    "", "string", "number", "bool", "dynamic", "list", "set", "map", "tuple",
    "object"
  };

  return type / 100 < sizeof words / sizeof *words ? words[type / 100] : "";
}

static void
write_object (struct schema_writer *w, uint32_t i)
{
  size_t base, n, k;

  pl_buffer_puts (w->out, "[\"object\",{");
  n = schema_push_members (w, i, PLATING_NODE_FIELD, &base);
  for (k = 0; k < n && w->code == 0; k++) {
    schema_write_key (w, w->members[base + k].name);
    schema_write_type (w, w->members[base + k].node);
  }
  w->n_members = base;
  pl_buffer_putc (w->out, '}');
  write_optional (w, i);
  pl_buffer_putc (w->out, ']');
}

static void
write_tuple (struct schema_writer *w, uint32_t i)
{
  uint32_t end = plating_schema_node_at (w->view, i)->end, k;

  pl_buffer_puts (w->out, "[\"tuple\",[");
  for (k = i + 1; k < end && w->code == 0;
       k = plating_schema_node_at (w->view, k)->end) {
    if (k > i + 1)
      pl_buffer_putc (w->out, ',');
    schema_write_type (w, k);
  }
  pl_buffer_puts (w->out, "]]");
}

void
schema_write_type (struct schema_writer *w, uint32_t i)
{
  uint16_t type = plating_schema_node_at (w->view, i)->type;
  uint32_t element;

  if (!schema_enter (w))
    return;
  switch (type) {
  case PLATING_TYPE_OBJECT:
    write_object (w, i);
    break;
  case PLATING_TYPE_TUPLE:
    write_tuple (w, i);
    break;
  case PLATING_TYPE_LIST:
  case PLATING_TYPE_SET:
  case PLATING_TYPE_MAP:
    pl_buffer_printf (w->out, "[\"%s\",", word_of (type));
    element = plating_schema_child (w->view, i, PLATING_NODE_ELEMENT);
    if (element != PLATING_NONE)
      schema_write_type (w, element);
    pl_buffer_putc (w->out, ']');
    break;
  default:
    pl_buffer_printf (w->out, "\"%s\"", word_of (type));
  }
  w->depth--;
}
