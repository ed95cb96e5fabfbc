/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the types of a reply: JSON texts inside the messages.
 *
 *   "string" "number" "bool" "dynamic"
 *   ["list", T] ["set", T] ["map", T]
 *   ["tuple", [T, ...]]
 *   ["object", {"name": T, ...}] ["object", {...}, ["name", ...]]
 *
 * schema-json reads them as they come out of Terraform and says what Go's
 * reader would say.  Here they come from a provider, and Terraform's own
 * part has to be done: names in form NFC, sorted, of equal ones the last,
 * optional names that exist. */

#include <config.h>

#include "decode.h"

#include <stdlib.h>
#include <string.h>

#include <uninorm.h>

#include "common/buffer.h"
#include "fault.h"
#include "plugins/common/schemaview/json.h"

struct type_word {
  const char *word;
  uint16_t type;
};

static const struct type_word simple_types[] = {
  { "string", PLATING_TYPE_STRING },
  { "number", PLATING_TYPE_NUMBER },
  { "bool", PLATING_TYPE_BOOL },
  { "dynamic", PLATING_TYPE_DYNAMIC },
  { NULL, PLATING_TYPE_NONE },
};

static const struct type_word complex_types[] = {
  { "list", PLATING_TYPE_LIST },
  { "set", PLATING_TYPE_SET },
  { "map", PLATING_TYPE_MAP },
  { "object", PLATING_TYPE_OBJECT },
  { "tuple", PLATING_TYPE_TUPLE },
  { NULL, PLATING_TYPE_NONE },
};

static uint16_t
find_word (const struct type_word *words, struct plating_text text)
{
  for (; words->word; words++)
    if (strlen (words->word) == text.len
        && !memcmp (words->word, text.ptr, text.len))
      return words->type;
  return PLATING_TYPE_NONE;
}

static const char *
fail (struct pr_decoder *d, const char *why)
{
  pr_decode_fail (d, "its type is malformed: %s", why);
  return NULL;
}

/* Reads the string whose quote is at P; *TEXT is what it says, in form
 * NFC. */
static const char *
read_text (struct pr_decoder *d, const char *p, struct plating_text *text)
{
  struct sj_string s;
  uint8_t *nfc;
  size_t len;
  char *copy;

  if (*p != '"')
    return fail (d, "a name is missing");
  p = sj_read_string (p + 1, &s);
  if (!p)
    return fail (d, "no JSON string");
  *text = (struct plating_text) { s.ptr, s.len };
  if (!s.flags)
    return p;
  copy = pr_decode_alloc (d, sj_string_room (&s));
  if (!copy)
    return NULL;
  *text = (struct plating_text) { copy, sj_string_decode (&s, copy) };
  if (text->len == 0)
    return p;
  nfc = u8_normalize (UNINORM_NFC, (const uint8_t *) text->ptr, text->len,
                      NULL, &len);
  if (!nfc) {
    pr_fault_say (d->fault, PLATING_E_NOMEM, "out of memory");
    return NULL;
  }
  copy = pr_decode_alloc (d, len);
  if (copy)
    *text = (struct plating_text) { memcpy (copy, nfc, len), len };
  free (nfc);
  return copy ? p : NULL;
}

static const char *read_type (struct pr_decoder *d, const char *p,
                              struct plating_schema_node *node,
                              unsigned depth);

/* -- parts ------------------------------------------------------------- */

static const char *
read_element (struct pr_decoder *d, const char *p, unsigned depth)
{
  struct plating_schema_node *node;

  if (pr_decode_node (d, PLATING_NODE_ELEMENT,
                      (struct plating_text) { NULL, 0 }, &node) < 0)
    return NULL;
  p = read_type (d, p, node, depth);
  if (p)
    pr_decode_close (d, node);
  return p;
}

static const char *
read_tuple (struct pr_decoder *d, const char *p, unsigned depth)
{
  if (*p != '[')
    return fail (d, "a tuple without a list");
  p = sj_skip_space (p + 1);
  if (*p == ']')
    return p + 1;
  for (;;) {
    p = read_element (d, p, depth);
    if (!p)
      return NULL;
    p = sj_skip_space (p);
    if (*p == ']')
      return p + 1;
    if (*p != ',')
      return fail (d, "a comma is missing");
    p = sj_skip_space (p + 1);
  }
}

/* Reads an object or a list of strings up to its end.  With MEMBERS each
 * name goes there, with the place of its value; *N counts them. */
static const char *
read_names (struct pr_decoder *d, const char *p, char close,
            struct pr_member *members, uint32_t *n)
{
  *n = 0;
  p = sj_skip_space (p + 1);
  if (*p == close)
    return p + 1;
  for (;; p = sj_skip_space (p + 1)) {
    struct plating_text name;
    const char *value;

    p = read_text (d, p, &name);
    if (!p)
      return NULL;
    p = value = sj_skip_space (p);
    if (close == '}') {
      if (*p != ':')
        return fail (d, "a colon is missing");
      value = sj_skip_space (p + 1);
      p = sj_skip_value (value, 2 * PR_TYPE_DEPTH + 2);
      if (!p)
        return fail (d, "no JSON, or too many levels");
    }
    if (members)
      members[*n] = (struct pr_member) {
        .name = name, .message = { value, 0 }, .number = *n
      };
    ++*n;
    p = sj_skip_space (p);
    if (*p == close)
      return p + 1;
    if (*p != ',')
      return fail (d, "a comma is missing");
    if (*n == PR_MEMBERS)
      return fail (d, "an object with too many attributes");
  }
}

/* The same, sorted, of equal names the last. */
static const char *
collect (struct pr_decoder *d, const char *p, char close,
         struct pr_member **members, uint32_t *n)
{
  const char *start = p;

  p = read_names (d, start, close, NULL, n);
  if (!p)
    return NULL;
  *members = pr_decode_scratch (d, *n, sizeof **members);
  if (!*members)
    return NULL;
  p = read_names (d, start, close, *members, n);
  if (p)
    pr_decode_sort (*members, n);
  return p;
}

static bool
has_name (const struct pr_member *fields, uint32_t n,
          struct plating_text name)
{
  uint32_t low = 0, high = n;

  while (low < high) {
    uint32_t i = low + (high - low) / 2;
    const struct plating_text other = fields[i].name;
    size_t len = other.len < name.len ? other.len : name.len;
    int order = len ? memcmp (other.ptr, name.ptr, len) : 0;

    if (order == 0 && other.len == name.len)
      return true;
    if (order < 0 || (order == 0 && other.len < name.len))
      low = i + 1;
    else
      high = i;
  }
  return false;
}

/* Reads the names of optional attributes, which NODE keeps as Terraform
 * would write them. */
static const char *
read_optional (struct pr_decoder *d, const char *p,
               const struct pr_member *fields, uint32_t n_fields,
               struct plating_schema_node *node)
{
  struct pr_member *names;
  struct pl_buffer json;
  uint32_t i, n;

  if (*p != '[')
    return fail (d, "optional attributes that are no list");
  p = collect (d, p, ']', &names, &n);
  if (!p || n == 0)
    return p;
  pl_buffer_init (&json);
  for (i = 0; i < n; i++) {
    pl_buffer_putc (&json, i ? ',' : '[');
    pr_decode_quote (&json, names[i].name);
    if (!has_name (fields, n_fields, names[i].name)) {
      pl_buffer_release (&json);
      return fail (d, "an optional attribute that does not exist");
    }
  }
  pl_buffer_putc (&json, ']');
  if (json.failed)
    pr_fault_say (d->fault, PLATING_E_NOMEM, "out of memory");
  if (json.failed
      || pr_decode_extra_json (d, node, "optional", (struct plating_text) {
             json.data, json.len }) < 0)
    p = NULL;
  pl_buffer_release (&json);
  return p;
}

static const char *
read_object (struct pr_decoder *d, const char *p,
             struct plating_schema_node *node, unsigned depth)
{
  struct pr_member *fields;
  uint32_t i, n;

  if (*p != '{')
    return fail (d, "an object without attributes");
  p = collect (d, p, '}', &fields, &n);
  if (!p)
    return NULL;
  p = sj_skip_space (p);
  if (*p == ',') {
    p = read_optional (d, sj_skip_space (p + 1), fields, n, node);
    if (!p)
      return NULL;
  }
  for (i = 0; i < n; i++) {
    struct plating_schema_node *field;

    if (pr_decode_node (d, PLATING_NODE_FIELD, fields[i].name, &field) < 0
        || !read_type (d, fields[i].message.ptr, field, depth))
      return NULL;
    pr_decode_close (d, field);
  }
  return p;
}

/* -- types --------------------------------------------------------------- */

static const char *
read_complex (struct pr_decoder *d, const char *p,
              struct plating_schema_node *node, unsigned depth)
{
  struct plating_text word;
  uint16_t type;

  p = read_text (d, sj_skip_space (p + 1), &word);
  if (!p)
    return NULL;
  type = find_word (complex_types, word);
  if (type == PLATING_TYPE_NONE)
    return fail (d, "an unknown kind of type");
  p = sj_skip_space (p);
  if (*p != ',')
    return fail (d, "a type without its parts");
  p = sj_skip_space (p + 1);
  if (node)
    node->type = type;
  if (type == PLATING_TYPE_OBJECT)
    p = read_object (d, p, node, depth + 1);
  else if (type == PLATING_TYPE_TUPLE)
    p = read_tuple (d, p, depth + 1);
  else
    p = read_element (d, p, depth + 1);
  if (!p)
    return NULL;
  p = sj_skip_space (p);
  return *p == ']' ? p + 1 : fail (d, "more than a type may have");
}

static const char *
read_type (struct pr_decoder *d, const char *p,
           struct plating_schema_node *node, unsigned depth)
{
  struct plating_text word;
  uint16_t type;

  if (depth > PR_TYPE_DEPTH)
    return fail (d, "too many types in each other");
  if (*p == '[')
    return read_complex (d, p, node, depth);
  if (*p != '"')
    return fail (d, "neither a word nor a list");
  p = read_text (d, p, &word);
  if (!p)
    return NULL;
  type = find_word (simple_types, word);
  if (type == PLATING_TYPE_NONE)
    return fail (d, "an unknown type");
  d->has_dynamic = d->has_dynamic || type == PLATING_TYPE_DYNAMIC;
  if (node)
    node->type = type;
  return p;
}

/* What the type at P is, which has been read. */
static uint16_t
outer_type (const char *p)
{
  const struct type_word *words = *p == '[' ? complex_types : simple_types;
  struct sj_string s;

  if (*p == '[')
    p = sj_skip_space (p + 1);
  /* One with escapes is as good, and no provider's. */
  return sj_read_string (p + 1, &s) && !s.flags
    ? find_word (words, (struct plating_text) { s.ptr, s.len })
    : PLATING_TYPE_NONE;
}

int
pr_decode_type (struct pr_decoder *d, struct plating_text json,
                struct plating_schema_node *node)
{
  const char *p;
  uint16_t type;
  char *copy;

  d->has_dynamic = false;
  /* Nearly all types are one word. */
  if (json.len > 2 && json.ptr[0] == '"' && json.ptr[json.len - 1] == '"') {
    type = find_word (simple_types, (struct plating_text) {
                        json.ptr + 1, json.len - 2 });
    if (type != PLATING_TYPE_NONE) {
      d->has_dynamic = type == PLATING_TYPE_DYNAMIC;
      d->type = type;
      if (node)
        node->type = type;
      return 0;
    }
  }
  if (pr_decode_text (d, json, "type") < 0)
    return -1;
  copy = pr_decode_alloc (d, json.len + SJ_PADDING);
  if (!copy)
    return -1;
  memcpy (copy, json.ptr, json.len);
  memset (copy + json.len, 0, SJ_PADDING);
  p = read_type (d, sj_skip_space (copy), node, 0);
  if (!p)
    return -1;
  d->type = outer_type (sj_skip_space (copy));
  p = sj_skip_space (p);
  if (p != copy + json.len)
    return pr_decode_fail (d, "its type is malformed: more behind it");
  return 0;
}
