/* SPDX-License-Identifier: Apache-2.0 */
/* Reads one component of a provider's reply: the component itself, and what
 * the parts of the reader share. */

#include <config.h>

#include "decode.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <plating/document.h>

#include "common/buffer.h"
#include "common/text.h"
#include "common/utf8.h"
#include "fault.h"
#include "wire.h"

const char *const pr_kind_names[PR_N_KINDS] = {
  [PR_PROVIDER] = PLATING_KIND_PROVIDER,
  [PR_RESOURCE] = PLATING_KIND_RESOURCE,
  [PR_DATA_SOURCE] = PLATING_KIND_DATA_SOURCE,
  [PR_FUNCTION] = PLATING_KIND_FUNCTION,
  [PR_EPHEMERAL_RESOURCE] = PLATING_KIND_EPHEMERAL_RESOURCE,
  [PR_ACTION] = PLATING_KIND_ACTION,
  [PR_LIST_RESOURCE] = PLATING_KIND_LIST_RESOURCE,
  [PR_STATE_STORE] = PLATING_KIND_STATE_STORE,
};

/* Places that a message names, innermost last; more are left out. */
#define PLACES 12u

/* -- messages ---------------------------------------------------------- */

static void
put_place (struct pl_buffer *out, const struct pr_place *place)
{
  const struct pr_place *places[PLACES];
  unsigned n = 0;

  for (; place && n < PLACES; place = place->outer)
    places[n++] = place;
  while (n-- > 0) {
    pl_buffer_puts (out, places[n]->what);
    if (places[n]->name.ptr) {
      size_t len = places[n]->name.len;

      pl_buffer_puts (out, " '");
      pr_fault_escape (out, places[n]->name.ptr, len < 200 ? len : 200);
      pl_buffer_putc (out, '\'');
    }
    pl_buffer_puts (out, n ? ", " : ": ");
  }
}

int
pr_decode_fail (struct pr_decoder *d, const char *fmt, ...)
{
  struct pl_buffer text;
  va_list ap;

  pl_buffer_init (&text);
  put_place (&text, d->place);
  va_start (ap, fmt);
  pl_buffer_vprintf (&text, fmt, ap);
  va_end (ap);
  if (text.failed)
    pr_fault_say (d->fault, PLATING_E_NOMEM, "out of memory");
  else
    pr_fault_say (d->fault, PLATING_E_SCHEMA, "%s", text.data);
  pl_buffer_release (&text);
  return -1;
}

void
pr_decode_note (struct pr_decoder *d, const char *fmt, ...)
{
  struct pl_buffer text;
  va_list ap;

  if (!d->note || d->builder)
    return;
  pl_buffer_init (&text);
  put_place (&text, d->place);
  va_start (ap, fmt);
  pl_buffer_vprintf (&text, fmt, ap);
  va_end (ap);
  if (!text.failed)
    d->note (d->note_data, text.data);
  pl_buffer_release (&text);
}

/* -- memory ------------------------------------------------------------ */

static void *
got (struct pr_decoder *d, void *p)
{
  if (!p)
    pr_fault_say (d->fault, PLATING_E_NOMEM,
                  "out of memory, or the schema needs more than its size"
                  " allows");
  return p;
}

void *
pr_decode_alloc (struct pr_decoder *d, size_t len)
{
  const struct sj_builder *b = d->builder;

  return got (d, b ? b->host->arena_alloc (b->host, b->op, len ? len : 1)
              : pl_arena_alloc (d->scratch, len ? len : 1));
}

void *
pr_decode_scratch (struct pr_decoder *d, size_t n, size_t size)
{
  return got (d, pl_arena_array (d->scratch, n ? n : 1, size));
}

/* -- nodes ------------------------------------------------------------- */

int
pr_decode_node (struct pr_decoder *d, uint16_t kind,
                struct plating_text name, struct plating_schema_node **node)
{
  *node = NULL;
  if (d->n_nodes == UINT32_MAX)
    return pr_decode_fail (d, "too many parts");
  d->n_nodes++;
  if (!d->builder)
    return 0;
  *node = sj_build_node (d->builder, kind, name);
  return got (d, *node) ? 0 : -1;
}

void
pr_decode_close (struct pr_decoder *d, struct plating_schema_node *node)
{
  if (node)
    sj_build_close (d->builder, node);
}

int
pr_decode_extra_json (struct pr_decoder *d,
                      const struct plating_schema_node *node,
                      const char *key, struct plating_text json)
{
  struct plating_text name = { key, strlen (key) };
  char *copy;

  d->n_extras++;
  if (!node)
    return 0;
  copy = pr_decode_alloc (d, json.len);
  if (!copy)
    return -1;
  memcpy (copy, json.ptr, json.len);
  sj_build_extra (d->builder, node, name, copy, copy + json.len);
  if (d->is_inner && d->builder->n_extras > 0)
    d->builder->extras[d->builder->n_extras - 1].reserved
      = PLATING_EXTRA_INNER;
  return 0;
}

int
pr_decode_extra_number (struct pr_decoder *d,
                        const struct plating_schema_node *node,
                        const char *key, uint64_t number)
{
  char text[24];
  int len = snprintf (text, sizeof text, "%llu", (unsigned long long) number);

  return pr_decode_extra_json
    (d, node, key, (struct plating_text) { text, (size_t) len });
}

int
pr_decode_extra_text (struct pr_decoder *d,
                      const struct plating_schema_node *node,
                      const char *key, struct plating_text text)
{
  struct pl_buffer json;
  int status = 0;

  if (!node) {
    d->n_extras++;
    return 0;
  }
  pl_buffer_init (&json);
  pr_decode_quote (&json, text);
  if (json.failed)
    status = pr_fault_say (d->fault, PLATING_E_NOMEM, "out of memory");
  else
    status = pr_decode_extra_json
      (d, node, key, (struct plating_text) { json.data, json.len });
  pl_buffer_release (&json);
  return status;
}

void
pr_decode_quote (struct pl_buffer *out, struct plating_text text)
{
  static const char from[] = "\"\\\n\r\t\b\f", to[] = "\"\\nrtbf";
  const char *found;
  size_t i, n;

  pl_buffer_putc (out, '"');
  for (i = 0; i < text.len; i += n) {
    char c = text.ptr[i];
    uint32_t rune;

    n = pl_utf8_decode (text.ptr + i, text.len - i, &rune);
    if (c != '\0' && (found = strchr (from, c)))
      pl_buffer_printf (out, "\\%c", to[found - from]);
    else if (rune < 0x20 || c == '<' || c == '>' || c == '&'
             || rune == 0x2028 || rune == 0x2029)
      pl_buffer_printf (out, "\\u%04x", (unsigned) rune);
    else
      pl_buffer_append (out, text.ptr + i, n);
  }
  pl_buffer_putc (out, '"');
}

/* -- parts of messages --------------------------------------------------- */

int
pr_decode_enter (struct pr_decoder *d)
{
  if (d->depth == PR_DEPTH)
    return pr_decode_fail (d, "more than %u messages in each other",
                           PR_DEPTH);
  if (d->n_messages == PR_MESSAGES)
    return pr_decode_fail (d, "more than %u messages in one schema",
                           PR_MESSAGES);
  d->depth++;
  d->n_messages++;
  return 0;
}

void
pr_decode_leave (struct pr_decoder *d)
{
  d->depth--;
}

int
pr_decode_text (struct pr_decoder *d, struct plating_text text,
                const char *name)
{
  size_t valid;

  if (text.len > PR_TEXT_LIMIT)
    return pr_decode_fail (d, "its %s has %zu bytes, more than %zu", name,
                           text.len, PR_TEXT_LIMIT);
  valid = pl_utf8_valid_prefix (text.ptr, text.len);
  if (valid < text.len)
    return pr_decode_fail (d, "its %s is no UTF-8 text from byte %zu on",
                           name, valid);
  return 0;
}

int
pr_decode_merge (struct pr_decoder *d, struct plating_text *message,
                 struct plating_text more)
{
  char *both;

  if (!message->ptr || message->len == 0) {
    *message = more;
    return 0;
  }
  if (more.len == 0)
    return 0;
  /* In the place of what lasts: texts of the view may be parts of it. */
  both = pr_decode_alloc (d, message->len + more.len);
  if (!both)
    return -1;
  memcpy (both, message->ptr, message->len);
  memcpy (both + message->len, more.ptr, more.len);
  *message = (struct plating_text) { both, message->len + more.len };
  return 0;
}

static int
compare_names (const struct pr_member *a, const struct pr_member *b)
{
  return pl_text_compare (a->name, b->name);
}

static int
compare_members (const void *one, const void *other)
{
  const struct pr_member *a = one, *b = other;
  int order = compare_names (a, b);

  return order ? order : a->number < b->number ? -1 : a->number > b->number;
}

void
pr_decode_sort (struct pr_member *members, uint32_t *n)
{
  uint32_t i, kept = 0;
  bool is_sorted = true;

  for (i = 1; i < *n && is_sorted; i++)
    is_sorted = compare_names (&members[i - 1], &members[i]) < 0;
  if (is_sorted)
    return;
  qsort (members, *n, sizeof *members, compare_members);
  for (i = 0; i < *n; i++) {
    if (kept > 0 && compare_names (&members[kept - 1], &members[i]) == 0)
      kept--;
    members[kept++] = members[i];
  }
  *n = kept;
}

static int
find_name (struct pr_decoder *d, struct pr_member *member)
{
  struct pr_wire wire = pr_wire_of (member->message);
  struct pr_field f;
  int next;

  member->name = (struct plating_text) { "", 0 };
  while ((next = pr_wire_next (&wire, &f)) > 0)
    if (f.number == 1 && f.type == PR_WIRE_BYTES)
      member->name = f.bytes;
  if (next < 0)
    return pr_decode_fail (d, "malformed message");
  return pr_decode_text (d, member->name, "name");
}

/* Makes room for the N members of a list. */
static int
begin_members (struct pr_decoder *d, struct pr_members *list)
{
  uint32_t n = list->n;

  list->n = 0;
  list->list = NULL;
  if (n == 0)
    return 0;
  list->list = pr_decode_scratch (d, n, sizeof *list->list);
  return list->list ? 0 : -1;
}

static int
add_member (struct pr_decoder *d, struct pr_members *list,
            struct plating_text message)
{
  struct pr_member *member = &list->list[list->n];

  member->message = message;
  member->number = list->n++;
  return find_name (d, member);
}

int
pr_decode_members (struct pr_decoder *d, struct plating_text message,
                   const uint32_t *fields, struct pr_members *lists,
                   unsigned n_lists)
{
  struct pr_wire wire = pr_wire_of (message);
  struct pr_field f;
  uint32_t total = 0;
  unsigned i;
  int next;

  for (i = 0; i < n_lists; i++)
    lists[i].n = 0;
  while ((next = pr_wire_next (&wire, &f)) > 0)
    for (i = 0; i < n_lists && f.type == PR_WIRE_BYTES; i++)
      if (f.number == fields[i] && total <= PR_MEMBERS) {
        lists[i].n++;
        total++;
      }
  if (next < 0)
    return pr_decode_fail (d, "malformed message");
  if (total > PR_MEMBERS)
    return pr_decode_fail (d, "more than %u members", PR_MEMBERS);
  for (i = 0; i < n_lists; i++)
    if (begin_members (d, &lists[i]) < 0)
      return -1;
  wire = pr_wire_of (message);
  while (total > 0 && pr_wire_next (&wire, &f) > 0)
    for (i = 0; i < n_lists && f.type == PR_WIRE_BYTES; i++)
      if (f.number == fields[i]) {
        total--;
        if (add_member (d, &lists[i], f.bytes) < 0)
          return -1;
      }
  for (i = 0; i < n_lists; i++)
    pr_decode_sort (lists[i].list, &lists[i].n);
  return 0;
}

/* -- components ----------------------------------------------------------- */

/* Reads a Schema.  An action's has no version. */
static int
read_schema (struct pr_decoder *d, struct plating_text schema,
             struct plating_schema_node *node, bool has_version)
{
  struct pr_wire wire = pr_wire_of (schema);
  struct plating_text block = { NULL, 0 };
  struct plating_schema_node *block_node;
  struct pr_field f;
  int64_t version = 0;
  int next;

  if (pr_decode_enter (d) < 0)
    return -1;
  while ((next = pr_wire_next (&wire, &f)) > 0) {
    if (f.number == 1 && f.type == PR_WIRE_VARINT)
      version = (int64_t) f.value;
    else if (f.number == 2 && f.type == PR_WIRE_BYTES
             && pr_decode_merge (d, &block, f.bytes) < 0)
      return -1;
  }
  if (next < 0)
    return pr_decode_fail (d, "malformed message");
  if (!block.ptr)
    return pr_decode_fail (d, "its schema has no block");
  if (version < 0 && !d->is_lenient)
    return pr_decode_fail (d, "its version is negative: %lld",
                           (long long) version);
  if (has_version
      && pr_decode_extra_number (d, node, "version", (uint64_t) version) < 0)
    return -1;
  if (pr_decode_node (d, PLATING_NODE_BLOCK,
                      (struct plating_text) { NULL, 0 }, &block_node) < 0
      || pr_decode_block (d, block, block_node, true) < 0)
    return -1;
  pr_decode_close (d, block_node);
  pr_decode_leave (d);
  return 0;
}

/* Reads an ActionSchema. */
static int
read_action (struct pr_decoder *d, struct plating_text action,
             struct plating_schema_node *node)
{
  struct pr_wire wire = pr_wire_of (action);
  struct plating_text schema = { NULL, 0 };
  struct pr_field f;
  int next;

  if (pr_decode_enter (d) < 0)
    return -1;
  while ((next = pr_wire_next (&wire, &f)) > 0)
    if (f.number == 1 && f.type == PR_WIRE_BYTES
        && pr_decode_merge (d, &schema, f.bytes) < 0)
      return -1;
  if (next < 0)
    return pr_decode_fail (d, "malformed message");
  if (!schema.ptr)
    return pr_decode_fail (d, "the action has no schema");
  if (read_schema (d, schema, node, false) < 0)
    return -1;
  pr_decode_leave (d);
  return 0;
}

/* What a component is called in messages. */
static const char *const kind_words[PR_N_KINDS] = {
  [PR_PROVIDER] = "provider configuration",
  [PR_RESOURCE] = "resource",
  [PR_DATA_SOURCE] = "data source",
  [PR_FUNCTION] = "function",
  [PR_EPHEMERAL_RESOURCE] = "ephemeral resource",
  [PR_ACTION] = "action",
  [PR_LIST_RESOURCE] = "list resource",
  [PR_STATE_STORE] = "state store",
};

int
pr_decode (struct pr_decoder *d, const struct pr_source *source)
{
  struct pr_place place = { .what = kind_words[source->kind] };
  struct plating_schema_node *node;
  int status;

  if (source->kind != PR_PROVIDER)
    place.name = source->name;
  d->place = &place;
  d->is_lenient = source->kind != PR_RESOURCE
    && source->kind != PR_DATA_SOURCE
    && source->kind != PR_EPHEMERAL_RESOURCE;
  status = pr_decode_node (d, PLATING_NODE_COMPONENT, source->name, &node);
  if (status == 0 && source->kind == PR_FUNCTION)
    status = pr_decode_function (d, source->message, node);
  else if (status == 0 && source->kind == PR_ACTION)
    status = read_action (d, source->message, node);
  else if (status == 0)
    status = read_schema (d, source->message, node, true);
  if (status == 0 && source->has_identity) {
    d->flags |= PLATING_COMPONENT_HAS_IDENTITY;
    status = pr_decode_identity (d, source->identity);
  }
  if (status == 0)
    pr_decode_close (d, node);
  d->place = NULL;
  return status;
}
