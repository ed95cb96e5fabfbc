/* SPDX-License-Identifier: Apache-2.0 */
/* Decodes a YAML tree into the five fields as yaml.v3 decodes into a
 * struct of optional strings.
 *
 * Type errors are collected and told together; other errors end the
 * decoding.  Values of keys that are not known are not looked at, except
 * that the keys of a mapping which is looked at must differ.  Merge keys
 * ("<<") are followed; how often is bounded by yaml.v3's own measure for
 * documents that consist of aliases. */

#include <config.h>

#include "decode.h"

#include <stdlib.h>
#include <string.h>

#include <plating/types.h>

#include "common/buffer.h"
#include "plugins/common/gotemplate/quote.h"

#include "base64.h"
#include "yaml-resolve.h"
#include "yaml-stream.h"

/* More type errors than this are left out. */
#define ERRORS_MAX 1000
/* Merges inside of what is merged. */
#define MERGE_DEPTH_MAX 1000

struct decoder {
  struct pl_arena *arena;
  struct fm_error *error;
  struct fm_fields *fields;
  const char *type_name;
  struct pl_buffer errors;        /* "\n  line 1: …" each */
  size_t n_errors;
  uint32_t error_line, error_column;  /* of the first */
  size_t decode_count, alias_count, alias_depth;
  size_t merge_depth;
};

/* What became of a scalar. */
struct text {
  bool is_null;
  const char *s;
  size_t len;
};

static int decode_struct (struct decoder *d, struct fm_node *node,
                          unsigned *merged);

static int
fail (struct decoder *d, const struct fm_node *node, const char *message)
{
  int code = fm_fail (d->arena, d->error, PLATING_E_FORMAT, "yaml: %s",
                      message);

  if (code == PLATING_E_FORMAT && node) {
    d->error->line = node->line;
    d->error->column = node->column;
  }
  return code;
}

/* -- type errors ------------------------------------------------------ */

/* Starts one more type error at NODE.  Returns false if there are too
 * many. */
static bool
start_error (struct decoder *d, const struct fm_node *node)
{
  if (d->n_errors++ >= ERRORS_MAX)
    return false;
  if (d->n_errors == 1) {
    d->error_line = node->line;
    d->error_column = node->column;
  }
  pl_buffer_printf (&d->errors, "\n  line %u: ", (unsigned) node->line);
  return true;
}

static void
add_type_error (struct decoder *d, const struct fm_node *node,
                const char *type)
{
  if (!start_error (d, node))
    return;
  pl_buffer_printf (&d->errors, "cannot unmarshal %s", node->tag);
  if (strcmp (node->tag, fm_tag_seq) != 0
      && strcmp (node->tag, fm_tag_map) != 0) {
    pl_buffer_puts (&d->errors, " `");
    /* Bytes, not characters. */
    if (node->kind == FM_SCALAR)
      pl_buffer_append (&d->errors, node->value,
                        node->value_len > 10 ? 7 : node->value_len);
    if (node->kind == FM_SCALAR && node->value_len > 10)
      pl_buffer_puts (&d->errors, "...");
    pl_buffer_putc (&d->errors, '`');
  }
  pl_buffer_printf (&d->errors, " into %s", type);
}

/* -- keys ------------------------------------------------------------- */

struct key {
  const struct fm_node *node;
  size_t position;
  size_t next;          /* position of the next equal key, or SIZE_MAX */
};

/* Keys are equal if kind and text are: all collections have no text. */
static int
compare_keys (const struct fm_node *a, const struct fm_node *b)
{
  size_t n = a->value_len < b->value_len ? a->value_len : b->value_len;
  int order;

  if (a->kind != b->kind)
    return a->kind < b->kind ? -1 : 1;
  order = n ? memcmp (a->value, b->value, n) : 0;
  if (!order && a->value_len != b->value_len)
    order = a->value_len < b->value_len ? -1 : 1;
  return order;
}

static int
compare_entries (const void *a, const void *b)
{
  const struct key *x = a, *y = b;
  int order = compare_keys (x->node, y->node);

  if (!order)
    order = x->position < y->position ? -1 : 1;
  return order;
}

static void
add_key_error (struct decoder *d, const struct fm_node *first,
               const struct fm_node *again)
{
  if (!start_error (d, again))
    return;
  pl_buffer_puts (&d->errors, "mapping key ");
  gotmpl_quote (&d->errors, again->value, again->value_len, false);
  pl_buffer_printf (&d->errors, " already defined at line %u",
                    (unsigned) first->line);
}

/* Sets *UNIQUE to whether all keys of MAPPING differ, else adds an error
 * for each pair of equal ones, in the order of the first, then of the
 * second. */
static int
check_keys (struct decoder *d, struct fm_node *mapping, bool *unique)
{
  size_t n = mapping->n_children / 2, i = 0;
  struct key *sorted, *placed;
  const struct fm_node *child;

  *unique = true;
  if (mapping->keys_are_unique || n < 2)
    return 0;
  sorted = calloc (2 * n, sizeof *sorted);
  if (!sorted)
    return PLATING_E_NOMEM;
  placed = sorted + n;
  for (child = mapping->first; child && i < n; child = child->next->next) {
    sorted[i] = (struct key) { child, i, SIZE_MAX };
    i++;
  }
  qsort (sorted, n, sizeof *sorted, compare_entries);
  for (i = 0; i < n; i++) {
    if (i + 1 < n && compare_keys (sorted[i].node, sorted[i + 1].node) == 0) {
      sorted[i].next = sorted[i + 1].position;
      *unique = false;
    }
    placed[sorted[i].position] = sorted[i];
  }
  mapping->keys_are_unique = *unique;
  for (i = 0; i < n && !*unique && d->n_errors <= ERRORS_MAX; i++) {
    size_t j;

    for (j = placed[i].next; j != SIZE_MAX && d->n_errors <= ERRORS_MAX;
         j = placed[j].next)
      add_key_error (d, placed[i].node, placed[j].node);
  }
  free (sorted);
  return 0;
}

/* -- scalars ---------------------------------------------------------- */

static int
decode_binary (struct decoder *d, const struct fm_node *node,
               struct text *text)
{
  char *out = NULL;
  int code = fm_decode_base64 (d->arena, node->value, node->value_len, &out,
                               &text->len);

  if (code == PLATING_E_FORMAT)
    return fail (d, node, "!!binary value contains invalid base64 data");
  text->s = out;
  return code;
}

/* Whether a scalar that looks like ACTUAL may be tagged TAG. */
static bool
tag_fits (const char *tag, const char *actual)
{
  return strcmp (tag, actual) == 0
    || (strcmp (tag, fm_tag_float) == 0
        && strcmp (actual, fm_tag_int) == 0);
}

static bool
is_typed (const char *tag)
{
  return strcmp (tag, fm_tag_bool) == 0 || strcmp (tag, fm_tag_int) == 0
    || strcmp (tag, fm_tag_float) == 0 || strcmp (tag, fm_tag_null) == 0
    || strcmp (tag, fm_tag_timestamp) == 0;
}

/* What a scalar is once its explicit tag is known.  yaml.v3 does not look
 * for a date where another type is asked for. */
static const char *
resolve_tagged (const struct fm_node *node)
{
  const char *actual = fm_resolve (node->value, node->value_len);

  if (strcmp (actual, fm_tag_timestamp) == 0
      && strcmp (node->tag, fm_tag_timestamp) != 0)
    return fm_tag_str;
  return actual;
}

static int
read_scalar (struct decoder *d, const struct fm_node *node,
             struct text *text)
{
  const char *actual;

  *text = (struct text) { .s = node->value, .len = node->value_len };
  if (node->is_string)
    return 0;
  if (strcmp (node->tag, fm_tag_binary) == 0)
    return decode_binary (d, node, text);
  if (!is_typed (node->tag))
    return 0;
  actual = resolve_tagged (node);
  if (!tag_fits (node->tag, actual)) {
    struct pl_buffer message;
    int code;

    pl_buffer_init (&message);
    pl_buffer_printf (&message, "cannot decode %s `", actual);
    pl_buffer_append (&message, node->value, node->value_len);
    pl_buffer_printf (&message, "` as a %s", node->tag);
    code = message.failed ? PLATING_E_NOMEM
      : fail (d, node, message.data);
    pl_buffer_release (&message);
    return code;
  }
  text->is_null = actual == fm_tag_null;
  return 0;
}

/* -- the walk --------------------------------------------------------- */

/* Counts one step of decoding and refuses documents that are mostly made
 * of aliases: up to 400,000 steps, 99 in 100 may come from aliases; from
 * 4,000,000 on, 10; in between, proportionally. */
static int
count_step (struct decoder *d)
{
  double allowed = 0.99, low = 400000, high = 4000000;
  double count = (double) ++d->decode_count;

  if (d->alias_depth)
    d->alias_count++;
  if (count >= high)
    allowed = 0.10;
  else if (count > low)
    allowed = 0.99 - 0.89 * ((count - low) / (high - low));
  if (d->alias_count > 100 && d->decode_count > 1000
      && (double) d->alias_count / count > allowed)
    return fail (d, NULL, "document contains excessive aliasing");
  return 0;
}

/* Follows NODE if it is an alias.  Each alias_enter that returns 0 needs
 * an alias_leave. */
static int
alias_enter (struct decoder *d, struct fm_node *node,
             struct fm_node **target)
{
  int code = count_step (d);

  *target = node;
  if (code < 0 || node->kind != FM_ALIAS)
    return code;
  if (node->in_use) {
    struct pl_buffer message;

    pl_buffer_init (&message);
    pl_buffer_printf (&message, "anchor '%s' value contains itself",
                      node->value);
    code = message.failed ? PLATING_E_NOMEM
      : fail (d, node, message.data);
    pl_buffer_release (&message);
    return code;
  }
  node->in_use = true;
  d->alias_depth++;
  *target = node->alias;
  code = count_step (d);
  if (code < 0) {
    node->in_use = false;
    d->alias_depth--;
  }
  return code;
}

static void
alias_leave (struct decoder *d, struct fm_node *node)
{
  if (node->kind == FM_ALIAS) {
    node->in_use = false;
    d->alias_depth--;
  }
}

/* Reads NODE as a string.  *GOOD tells whether it was one, or null. */
static int
read_string (struct decoder *d, struct fm_node *node, const char *type,
             struct text *text, bool *good)
{
  struct fm_node *target;
  bool unique = true;
  int code = alias_enter (d, node, &target);

  *good = false;
  if (code < 0)
    return code;
  if (target->kind == FM_SCALAR) {
    code = read_scalar (d, target, text);
    *good = code == 0;
  } else {
    if (target->kind == FM_MAPPING)
      code = check_keys (d, target, &unique);
    if (code == 0 && unique)
      add_type_error (d, target, strcmp (target->tag, fm_tag_null) == 0
                      ? type : "string");
  }
  alias_leave (d, node);
  return code;
}

static bool
is_merge (const struct fm_node *node)
{
  return node->kind == FM_SCALAR && node->value_len == 2
    && memcmp (node->value, "<<", 2) == 0
    && strcmp (node->tag, fm_tag_merge) == 0;
}

static int
find_field (const struct text *key)
{
  int i;

  for (i = 0; i < FM_N_FIELDS; i++)
    if (key->len == strlen (fm_field_names[i])
        && memcmp (key->s, fm_field_names[i], key->len) == 0)
      return i;
  return -1;
}

static int
set_field (struct decoder *d, int field, const struct fm_node *key,
           struct fm_node *node)
{
  struct fm_value *value = &d->fields->values[field];
  struct text text;
  bool good;
  int code = read_string (d, node, "*string", &text, &good);

  if (code < 0 || !good)
    return code;
  *value = (struct fm_value) { .present = !text.is_null };
  if (value->present) {
    value->text = text.s;
    value->len = text.len;
    value->line = key->line;
    value->column = key->column;
  }
  return 0;
}

/* Decodes one pair.  DONE has a bit for each field that this mapping has
 * set, MERGED (may be NULL) for each that was set before the mapping was
 * merged in. */
static int
decode_pair (struct decoder *d, struct fm_node *key, struct fm_node *value,
             unsigned *done, unsigned *merged)
{
  struct text name;
  bool good;
  int field, code = read_string (d, key, "string", &name, &good);

  if (code < 0 || !good || name.is_null)
    return code;
  field = find_field (&name);
  if (field < 0)
    return 0;
  if (merged) {
    if (*merged & 1u << field)
      return 0;
    *merged |= 1u << field;
  }
  if (*done & 1u << field) {
    if (start_error (d, key))
      pl_buffer_printf (&d->errors, "field %s already set in type %s",
                        fm_field_names[field], d->type_name);
    return 0;
  }
  *done |= 1u << field;
  return set_field (d, field, key, value);
}

/* The fields that the keys of MAPPING name: what is merged into it does
 * not replace them. */
static int
collect_keys (struct decoder *d, struct fm_node *mapping, unsigned *fields)
{
  struct fm_node *key;

  for (key = mapping->first; key; key = key->next->next) {
    struct fm_node *target;
    struct text name;
    int code = alias_enter (d, key, &target), field;

    if (code < 0)
      return code;
    if (target->kind == FM_SCALAR) {
      code = read_scalar (d, target, &name);
      field = code == 0 && !name.is_null ? find_field (&name) : -1;
      if (field >= 0)
        *fields |= 1u << field;
    }
    alias_leave (d, key);
    if (code < 0)
      return code;
  }
  return 0;
}

static int
merge_one (struct decoder *d, struct fm_node *node, unsigned *merged)
{
  const struct fm_node *what = node->kind == FM_ALIAS ? node->alias : node;
  struct fm_node *target;
  int code;

  if (what->kind != FM_MAPPING)
    return fail (d, node, "map merge requires map or sequence of maps as "
                 "the value");
  if (d->merge_depth >= MERGE_DEPTH_MAX)
    return fail (d, node, "document contains excessive aliasing");
  code = alias_enter (d, node, &target);
  if (code < 0)
    return code;
  d->merge_depth++;
  code = decode_struct (d, target, merged);
  d->merge_depth--;
  alias_leave (d, node);
  return code;
}

static int
merge (struct decoder *d, struct fm_node *parent, struct fm_node *node,
       unsigned *merged)
{
  unsigned fields = 0;
  int code = 0;

  if (!merged) {
    merged = &fields;
    code = collect_keys (d, parent, merged);
  }
  if (code < 0 || node->kind != FM_SEQUENCE)
    return code < 0 ? code : merge_one (d, node, merged);
  for (node = node->first; node && code == 0; node = node->next)
    code = merge_one (d, node, merged);
  return code;
}

/* MERGED: see decode_pair. */
static int
decode_struct (struct decoder *d, struct fm_node *node, unsigned *merged)
{
  struct fm_node *key, *to_merge = NULL;
  unsigned done = 0;
  bool unique;
  int code = check_keys (d, node, &unique);

  if (code < 0 || !unique)
    return code;
  for (key = node->first; key && code == 0; key = key->next->next)
    if (is_merge (key))
      to_merge = key->next;
    else
      code = decode_pair (d, key, key->next, &done, merged);
  if (code == 0 && to_merge)
    code = merge (d, node, to_merge, merged);
  return code;
}

static int
decode_root (struct decoder *d, struct fm_node *root)
{
  /* One step for the document, one for its root. */
  int code = count_step (d);
  struct text text;

  if (code == 0)
    code = count_step (d);
  if (code < 0)
    return code;
  if (root->kind == FM_MAPPING)
    return decode_struct (d, root, NULL);
  if (root->kind == FM_SCALAR) {
    code = read_scalar (d, root, &text);
    if (code < 0 || text.is_null)
      return code;
  }
  add_type_error (d, root, d->type_name);
  return 0;
}

int
fm_decode_yaml (struct pl_arena *arena, struct fm_node *root,
                const char *type_name, struct fm_fields *fields,
                struct fm_error *error)
{
  struct decoder d = {
    .arena = arena, .error = error, .fields = fields,
    .type_name = type_name
  };
  int code;

  if (!root)
    return 0;
  pl_buffer_init (&d.errors);
  code = decode_root (&d, root);
  if (code == 0 && d.n_errors) {
    code = PLATING_E_FORMAT;
    if (d.errors.failed)
      code = PLATING_E_NOMEM;
    else {
      struct pl_buffer all;

      pl_buffer_init (&all);
      pl_buffer_puts (&all, "yaml: unmarshal errors:");
      pl_buffer_append (&all, d.errors.data, d.errors.len);
      *error = (struct fm_error) {
        .message = all.failed ? NULL
          : pl_arena_strndup (arena, all.data, all.len),
        .len = all.len, .line = d.error_line, .column = d.error_column
      };
      if (!error->message)
        code = PLATING_E_NOMEM;
      pl_buffer_release (&all);
    }
  }
  pl_buffer_release (&d.errors);
  return code;
}
