/* SPDX-License-Identifier: Apache-2.0 */
/* The reader of schema files: types of values.
 *
 *   "string" "number" "bool" "dynamic"
 *   ["list", T] ["set", T] ["map", T]
 *   ["tuple", [T, ...]]
 *   ["object", {"name": T, ...}] ["object", {...}, ["name", ...]]
 *
 * Whatever is wrong with a type ends the reading, as it does in Go, whose
 * words are used. */

#include <config.h>

#include "decoder.h"

#include <string.h>

#include <plating/schema.h>
#include <plating/types.h>

#include "plugins/common/schemaview/build.h"
#include "fault.h"

struct type_word {
  char word[8];
  uint16_t len;
  uint16_t type;
};

static const struct type_word simple_types[] = {
  { "string", 6, PLATING_TYPE_STRING },
  { "number", 6, PLATING_TYPE_NUMBER },
  { "bool", 4, PLATING_TYPE_BOOL },
  { "dynamic", 7, PLATING_TYPE_DYNAMIC },
  { "", 0, PLATING_TYPE_NONE },
};

static const struct type_word complex_types[] = {
  { "list", 4, PLATING_TYPE_LIST },
  { "set", 3, PLATING_TYPE_SET },
  { "map", 3, PLATING_TYPE_MAP },
  { "object", 6, PLATING_TYPE_OBJECT },
  { "tuple", 5, PLATING_TYPE_TUPLE },
  { "", 0, PLATING_TYPE_NONE },
};

/* The longest word above with every letter escaped. */
#define WORD_ROOM (7 * 6)

static uint16_t
find_word (const struct type_word *words, const struct sj_string *s)
{
  const char *text = s->ptr;
  char decoded[WORD_ROOM];
  size_t len = s->len;

  if (s->flags) {
    if (sj_string_room (s) > sizeof decoded)
      return PLATING_TYPE_NONE;
    len = sj_string_decode (s, decoded);
    text = decoded;
  }
  for (; words->len > 0; words++)
    if (words->len == len && !memcmp (words->word, text, len))
      return words->type;
  return PLATING_TYPE_NONE;
}

bool
sj_type_is_tuple (const char *p)
{
  struct sj_string s;

  if (*p != '[')
    return false;
  p = sj_skip_space (p + 1);
  return *p == '"' && sj_read_string (p + 1, &s)
    && find_word (complex_types, &s) == PLATING_TYPE_TUPLE;
}

/* -- errors ---------------------------------------------------------- */

/* Go reads what stands where no number may, and stumbles over one that no
 * float64 can hold before it sees that none may stand here. */
static int
stop_at_value (struct sj_decoder *d, const char *message)
{
  const char *end;
  int huge;

  if (*d->p == '-' || (*d->p >= '0' && *d->p <= '9')) {
    end = sj_skip_number (d->p);
    if (!end)
      return -1;
    huge = sj_number_is_huge (d->p, end);
    d->no_memory = huge < 0;
    if (huge > 0) {
      sj_fault_set (d->fault, 0);
      sj_decoder_mismatch (d, "number ", "float64");
      d->is_over = true;
    }
    if (huge != 0)
      return -1;
  }
  return sj_decoder_stop (d, message);
}

/* The value at D->p is no GO_TYPE, which is the end here. */
static int
stop_at_mismatch (struct sj_decoder *d, const char *go_type)
{
  sj_fault_set (d->fault, 0);
  if (sj_decoder_mismatch (d, NULL, go_type) == 0)
    d->is_over = true;
  return -1;
}

static int
stop_at_word (struct sj_decoder *d, const char *at, const struct sj_string *s)
{
  size_t room = sj_string_room (s);
  struct pl_buffer text;

  pl_buffer_init (&text);
  if (pl_buffer_reserve (&text, room) < 0) {
    d->no_memory = true;
    return -1;
  }
  text.len = sj_string_decode (s, text.data);
  d->p = at;
  sj_decoder_stop (d, "invalid primitive type name ");
  sj_fault_quote (&d->fault->message, text.data, text.len);
  pl_buffer_release (&text);
  return -1;
}

/* -- parts ----------------------------------------------------------- */

/* A node for a part of a type. */
static int
add_node (struct sj_decoder *d, uint16_t kind, struct plating_text name,
          struct plating_schema_node **node)
{
  *node = NULL;
  if (!d->builder) {
    d->n_nodes++;
    return 0;
  }
  *node = sj_build_node (d->builder, kind, name);
  return *node ? 0 : -1;
}

static int
add_element (struct sj_decoder *d, struct plating_schema_node **node)
{
  return add_node (d, PLATING_NODE_ELEMENT,
                   (struct plating_text) { NULL, 0 }, node);
}

static struct sj_frame *
push (struct sj_decoder *d, enum sj_frame_kind kind,
      struct plating_schema_node *node)
{
  struct sj_frame *f = sj_decoder_push (d, kind);

  if (f)
    f->node = node;
  return f;
}

/* Reads [ "kind" , and stops at the value behind.  The bracket is at
 * D->p. */
static int
read_kind (struct sj_decoder *d, uint16_t *type)
{
  static const char message[] = "invalid complex type kind name";
  struct sj_string s;
  const char *at;

  if (sj_decoder_enter (d) < 0)
    return -1;
  d->p = at = sj_skip_space (d->p);
  if (*at != '"')
    return stop_at_value (d, message);
  if (sj_decoder_string (d, &s) < 0)
    return -1;
  *type = find_word (complex_types, &s);
  if (*type == PLATING_TYPE_NONE) {
    d->p = at;
    return sj_decoder_stop (d, message);
  }
  d->p = sj_skip_space (d->p);
  if (*d->p == ']')
    return sj_decoder_stop (d, "expected comma after array element");
  if (*d->p != ',')
    return -1;
  d->p = sj_skip_space (d->p + 1);
  return 0;
}

/* Opens the parts of an object type or a tuple; null has none. */
static int
open_parts (struct sj_decoder *d, uint16_t type,
            struct plating_schema_node *node)
{
  bool is_object = type == PLATING_TYPE_OBJECT;

  if (!push (d, is_object ? SJ_IN_OBJECT_TYPE : SJ_IN_TYPE, node))
    return -1;
  if (*d->p == 'n')
    return sj_decoder_word (d, "null", 4);
  if (*d->p != (is_object ? '{' : '['))
    return stop_at_mismatch (d, is_object ? "map[string]cty.Type"
                             : "[]cty.Type");
  if (sj_decoder_enter (d) < 0)
    return -1;
  return push (d, is_object ? SJ_IN_OBJECT : SJ_IN_TUPLE, node) ? 0 : -1;
}

int
sj_type_begin (struct sj_decoder *d, struct plating_schema_node *node)
{
  uint16_t type = PLATING_TYPE_NONE;
  struct sj_string s;
  const char *at;

  while (*d->p == '[') {
    if (read_kind (d, &type) < 0)
      return -1;
    if (node)
      node->type = type;
    if (type == PLATING_TYPE_OBJECT || type == PLATING_TYPE_TUPLE)
      return open_parts (d, type, node);
    if (!push (d, SJ_IN_TYPE, node) || add_element (d, &node) < 0)
      return -1;
  }
  at = d->p;
  if (*at == '{')
    return sj_decoder_stop (d, "invalid complex type description");
  if (*at != '"')
    return stop_at_value (d, "invalid type description");
  if (sj_decoder_string (d, &s) < 0)
    return -1;
  type = find_word (simple_types, &s);
  if (type == PLATING_TYPE_NONE)
    return stop_at_word (d, at, &s);
  if (node)
    node->type = type;
  return 0;
}

/* -- going on -------------------------------------------------------- */

/* Reads a list of names, of which only the form matters.  Go reads all of
 * it before it minds a member of another type. */
static int
read_names (struct sj_decoder *d)
{
  struct sj_frame list = { .kind = SJ_IN_LIST };
  bool is_wrong = false;
  struct sj_string s;
  int next;

  if (*d->p == 'n')
    return sj_decoder_word (d, "null", 4);
  if (*d->p != '[')
    return stop_at_mismatch (d, "[]string");
  if (sj_decoder_enter (d) < 0)
    return -1;
  while ((next = sj_decoder_next (d, &list, ']')) > 0) {
    int status;

    if (*d->p == '"') {
      status = sj_decoder_string (d, &s);
    } else if (*d->p == 'n') {
      status = sj_decoder_word (d, "null", 4);
    } else {
      if (!is_wrong)
        sj_fault_set (d->fault, 0);
      is_wrong = true;
      status = sj_decoder_mismatch (d, NULL, "string");
    }
    if (status < 0)
      return status;
  }
  d->is_over = is_wrong;
  return is_wrong ? -1 : next;
}

/* The names of optional attributes are kept as they stand. */
static int
read_optional (struct sj_decoder *d, struct sj_frame *f)
{
  static const struct plating_text key = PLATING_TEXT ("optional");
  const char *start;

  d->p = start = sj_skip_space (d->p + 1);
  if (read_names (d) < 0)
    return -1;
  d->n_extras++;
  if (f->node)
    sj_build_extra (d->builder, f->node, key, start, d->p);
  f->kind = SJ_IN_TYPE;
  return 0;
}

/* The end of a type that is a list is due. */
static int
close_type (struct sj_decoder *d, struct sj_frame *f)
{
  d->p = sj_skip_space (d->p);
  if (*d->p == ',' && f->kind == SJ_IN_OBJECT_TYPE)
    return read_optional (d, f);
  if (*d->p == ',') {
    d->p = sj_skip_space (d->p + 1);
    return stop_at_value (d, "unexpected extra data in type description");
  }
  if (*d->p != ']')
    return -1;
  d->p++;
  d->depth--;
  d->n_frames--;
  if (f->node)
    sj_build_close (d->builder, f->node);
  return 0;
}

static int
step_attributes (struct sj_decoder *d, struct sj_frame *f)
{
  struct plating_text name = { NULL, 0 };
  struct plating_schema_node *node;
  struct sj_string key;
  int next = sj_decoder_next (d, f, '}');

  if (next <= 0) {
    if (next == 0 && !d->builder)
      sj_decoder_close_keys (d, f->keys);
    d->n_frames--;
    return next;
  }
  if (sj_decoder_key (d, &key) < 0)
    return -1;
  if (d->builder)
    name = sj_build_normal_text (d->builder, &key);
  else if (sj_decoder_add_key (d, &key, true) < 0)
    return -1;
  if (add_node (d, PLATING_NODE_FIELD, name, &node) < 0)
    return -1;
  return sj_type_begin (d, node);
}

static int
step_tuple (struct sj_decoder *d, struct sj_frame *f)
{
  struct plating_schema_node *node;
  int next = sj_decoder_next (d, f, ']');

  if (next <= 0) {
    d->n_frames--;
    return next;
  }
  if (add_element (d, &node) < 0)
    return -1;
  return sj_type_begin (d, node);
}

int
sj_type_step (struct sj_decoder *d, struct sj_frame *f)
{
  switch (f->kind) {
  case SJ_IN_OBJECT:
    return step_attributes (d, f);
  case SJ_IN_TUPLE:
    return step_tuple (d, f);
  default:
    return close_type (d, f);
  }
}
