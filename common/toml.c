/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a TOML document: keys, tables, arrays.
 *
 * Which table may be added to, and how, follows from its origin:
 *
 *   header    [a.b], or the document itself: only by its own body, and by
 *             headers of tables below it
 *   implied   a of [a.b]: by a header, once, which makes it "header", or
 *             by dotted keys, which make it "dotted"
 *   dotted    a of a.b = 1: by dotted keys of the same body, and by headers
 *             of tables below it
 *   inline    { … }: not at all
 *
 * All values of a body have the number of that body (its section), so that
 * dotted keys of two bodies can be told apart.  Nesting is limited; the
 * only recursion, from values to values, is limited by that. */

#include <config.h>

#include "common/toml.h"

#include <string.h>

#include <plating/types.h>

#include "common/toml-reader.h"
#include "common/utf8.h"

#define DEFAULT_SIZE ((size_t) 16 << 20)
#define DEFAULT_DEPTH 128
#define DEPTH_MAX 1000

enum origin {
  BY_HEADER,
  IMPLIED,
  DOTTED,
  INLINE
};

struct key {
  struct toml_part parts[DEPTH_MAX];
  size_t n;
};

struct document {
  struct toml_reader reader;
  struct toml_value *root;
  struct toml_value *current;   /* table whose body is being read */
  struct key key;               /* the one read last, at any depth */
};

static int read_value (struct document *d, struct toml_value **value);

/* -- errors ------------------------------------------------------------- */

/* Fails because of PART of a key. */
static int
fail_part (struct toml_reader *r, const struct toml_part *part,
           const char *problem)
{
  size_t n = part->len > 60 ? 60 : part->len;

  n = pl_utf8_valid_prefix (part->text, n);
  toml_fail (r, r->at, "'%.*s' %s", (int) n, part->text, problem);
  r->error->line = part->line;
  r->error->column = part->column;
  return PLATING_E_FORMAT;
}

/* -- text --------------------------------------------------------------- */

/* Reads blanks, comments and line ends. */
static int
skip_lines (struct toml_reader *r)
{
  int code;

  do {
    toml_skip_blanks (r);
    code = toml_skip_comment (r);
    if (code == 0)
      code = toml_read_line_end (r);
  } while (code > 0);
  return code;
}

/* Reads what may stand behind a value or header on its line. */
static int
end_line (struct toml_reader *r)
{
  int code;

  toml_skip_blanks (r);
  code = toml_skip_comment (r);
  if (code < 0 || r->at == r->end)
    return code;
  code = toml_read_line_end (r);
  if (code == 0)
    return toml_fail_here (r, "the line should end here");
  return code < 0 ? code : 0;
}

/* -- values ------------------------------------------------------------- */

static struct toml_value *
new_table (struct toml_reader *r, enum origin origin, const char *place)
{
  struct toml_value *value = toml_new (r, TOML_TABLE, place);

  if (value) {
    value->u.table.origin = origin;
    value->u.table.section = r->section;
    value->u.table.seed = r->seed;
  }
  return value;
}

static int
add_item (struct toml_reader *r, struct toml_value *array,
          struct toml_value *value)
{
  struct toml_array *a = &array->u.array;

  if (a->n == a->cap) {
    size_t cap = a->cap ? a->cap * 2 : 4;
    struct toml_value **items = pl_arena_array (r->arena, cap,
                                                sizeof *items);

    if (!items)
      return PLATING_E_NOMEM;
    if (a->n)
      memcpy (items, a->items, a->n * sizeof *items);
    a->items = items;
    a->cap = cap;
  }
  a->items[a->n++] = value;
  return 0;
}

/* -- keys --------------------------------------------------------------- */

static bool
is_bare (char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
    || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

static int
read_part (struct toml_reader *r, struct toml_part *part)
{
  const char *start = r->at;

  part->line = r->line;
  part->column = toml_column (r, start);
  if (r->at < r->end && (*r->at == '"' || *r->at == '\''))
    return toml_read_string (r, false, &part->text, &part->len);
  while (r->at < r->end && is_bare (*r->at))
    r->at++;
  part->len = (size_t) (r->at - start);
  if (!part->len)
    return toml_fail_here (r, "a key is missing");
  part->text = pl_arena_strndup (r->arena, start, part->len);
  return part->text ? 0 : PLATING_E_NOMEM;
}

static int
fail_depth (struct toml_reader *r)
{
  toml_fail (r, r->at, "more than %zu levels of nesting", r->max_depth);
  return PLATING_E_LIMIT;
}

/* Reads parts and dots, and the blanks around them. */
static int
read_key (struct toml_reader *r, struct key *key)
{
  int code;

  key->n = 0;
  for (;;) {
    if (r->depth + key->n >= r->max_depth)
      return fail_depth (r);
    toml_skip_blanks (r);
    code = read_part (r, &key->parts[key->n++]);
    if (code < 0)
      return code;
    toml_skip_blanks (r);
    if (r->at == r->end || *r->at != '.')
      return 0;
    r->at++;
  }
}

/* The table below TABLE that dotted keys lead to, made if need be. */
static int
enter_dotted (struct toml_reader *r, struct toml_value **table,
              const struct toml_part *part)
{
  struct toml_member *m = toml_table_find (&(*table)->u.table, part->text,
                                           part->len);
  struct toml_table *t;
  struct toml_value *value;

  if (!m) {
    value = new_table (r, DOTTED, r->at);
    if (!value || toml_table_add (r, *table, part, value) < 0)
      return PLATING_E_NOMEM;
    value->line = part->line;
    value->column = part->column;
    *table = value;
    return 0;
  }
  if (m->value->kind != TOML_TABLE)
    return fail_part (r, part, "has a value that is no table");
  t = &m->value->u.table;
  if (t->origin == INLINE)
    return fail_part (r, part, "is an inline table, which can't be added "
                      "to");
  if (t->origin == BY_HEADER
      || (t->origin == DOTTED && t->section != r->section))
    return fail_part (r, part, "is a table that was defined before");
  t->origin = DOTTED;
  t->section = r->section;
  *table = m->value;
  return 0;
}

/* There is something else than '=' behind a key.  The words are those of the
 * Go library that reads front matter. */
static int
fail_separator (struct toml_reader *r)
{
  uint32_t rune;
  size_t n;

  if (r->at == r->end)
    return toml_fail (r, r->at, "unexpected EOF; expected key separator '='");
  n = pl_utf8_decode (r->at, (size_t) (r->end - r->at), &rune);
  if (rune < 0x20 || rune == 0x7f || *r->at == '\'')
    return toml_fail_here (r, "expected '.' or '='");
  return toml_fail (r, r->at, "expected '.' or '=', but got '%.*s' instead",
                    (int) n, r->at);
}

/* Reads "key = value" into TABLE. */
static int
read_pair (struct document *d, struct toml_value *table)
{
  struct toml_reader *r = &d->reader;
  struct key *key = &d->key;
  struct toml_value *value;
  struct toml_part last;
  size_t depth = r->depth, i;
  int code = read_key (r, key);

  if (code < 0)
    return code;
  if (r->at == r->end || *r->at != '=')
    return fail_separator (r);
  r->at++;
  for (i = 0; i + 1 < key->n; i++) {
    code = enter_dotted (r, &table, &key->parts[i]);
    if (code < 0)
      return code;
  }
  if (toml_table_find (&table->u.table, key->parts[i].text, key->parts[i].len))
    return fail_part (r, &key->parts[i], "was defined before");
  toml_skip_blanks (r);
  r->depth += key->n;
  /* An inline table reads keys of its own. */
  last = key->parts[i];
  code = read_value (d, &value);
  if (code == 0)
    code = toml_table_add (r, table, &last, value);
  r->depth = depth;
  return code;
}

/* -- arrays and inline tables ------------------------------------------ */

static int
read_array (struct document *d, struct toml_value **array)
{
  struct toml_reader *r = &d->reader;
  int code;

  *array = toml_new (r, TOML_ARRAY, r->at);
  if (!*array)
    return PLATING_E_NOMEM;
  r->at++;
  for (;;) {
    struct toml_value *item;

    code = skip_lines (r);
    if (code < 0)
      return code;
    if (r->at < r->end && *r->at == ']')
      break;
    code = read_value (d, &item);
    if (code == 0)
      code = add_item (r, *array, item);
    if (code == 0)
      code = skip_lines (r);
    if (code < 0)
      return code;
    if (r->at < r->end && *r->at == ',')
      r->at++;
    else if (r->at == r->end || *r->at != ']')
      return toml_fail_here (r, "expected ',' or ']' in an array");
  }
  r->at++;
  return 0;
}

static int
read_inline_table (struct document *d, struct toml_value **table)
{
  struct toml_reader *r = &d->reader;
  uint32_t outer = r->section;
  int code = 0;

  /* While it is read, its own keys may add to it. */
  r->section++;
  *table = new_table (r, BY_HEADER, r->at);
  if (!*table)
    return PLATING_E_NOMEM;
  r->at++;
  toml_skip_blanks (r);
  if (r->at < r->end && *r->at == '}') {
    r->at++;
  } else {
    for (;;) {
      code = read_pair (d, *table);
      if (code < 0)
        return code;
      toml_skip_blanks (r);
      if (r->at < r->end && *r->at == '}')
        break;
      if (r->at == r->end || *r->at != ',')
        return toml_fail_here (r, "expected ',' or '}' in an inline table");
      r->at++;
    }
    r->at++;
  }
  (*table)->u.table.origin = INLINE;
  r->section = outer;
  return code;
}

static int
read_value (struct document *d, struct toml_value **value)
{
  struct toml_reader *r = &d->reader;
  int code;

  if (r->at < r->end && (*r->at == '"' || *r->at == '\'')) {
    *value = toml_new (r, TOML_STRING, r->at);
    if (!*value)
      return PLATING_E_NOMEM;
    return toml_read_string (r, true, &(*value)->u.string.text,
                             &(*value)->u.string.len);
  }
  if (r->at == r->end || (*r->at != '[' && *r->at != '{'))
    return toml_read_scalar (r, value);
  if (r->depth >= r->max_depth)
    return fail_depth (r);
  r->depth++;
  code = *r->at == '[' ? read_array (d, value)
    : read_inline_table (d, value);
  r->depth--;
  return code;
}

/* -- headers ------------------------------------------------------------ */

/* The table below *TABLE that a header leads through, made if need be: of
 * an array of tables, the last one. */
static int
enter_header (struct toml_reader *r, struct toml_value **table,
              const struct toml_part *part)
{
  struct toml_member *m = toml_table_find (&(*table)->u.table, part->text,
                                           part->len);
  struct toml_value *value;

  if (!m) {
    value = new_table (r, IMPLIED, r->at);
    if (!value || toml_table_add (r, *table, part, value) < 0)
      return PLATING_E_NOMEM;
    value->line = part->line;
    value->column = part->column;
  } else {
    value = m->value;
  }
  if (value->kind == TOML_ARRAY && value->u.array.is_of_tables)
    value = value->u.array.items[value->u.array.n - 1];
  if (value->kind != TOML_TABLE)
    return fail_part (r, part, value->kind == TOML_ARRAY
                      ? "is an array, which can't be added to"
                      : "has a value that is no table");
  if (value->u.table.origin == INLINE)
    return fail_part (r, part, "is an inline table, which can't be added "
                      "to");
  *table = value;
  return 0;
}

/* Makes the table that [KEY] names, below PARENT. */
static int
open_table (struct document *d, struct toml_value *parent,
            const struct toml_part *part)
{
  struct toml_reader *r = &d->reader;
  struct toml_member *m = toml_table_find (&parent->u.table, part->text,
                                           part->len);

  if (!m) {
    d->current = new_table (r, BY_HEADER, r->line_start);
    return d->current ? toml_table_add (r, parent, part, d->current)
      : PLATING_E_NOMEM;
  }
  if (m->value->kind != TOML_TABLE
      || m->value->u.table.origin != IMPLIED)
    return fail_part (r, part, "was defined before");
  d->current = m->value;
  d->current->u.table.origin = BY_HEADER;
  d->current->u.table.section = r->section;
  return 0;
}

/* Makes the next table of the array that [[KEY]] names. */
static int
open_array_table (struct document *d, struct toml_value *parent,
                  const struct toml_part *part)
{
  struct toml_reader *r = &d->reader;
  struct toml_member *m = toml_table_find (&parent->u.table, part->text,
                                           part->len);
  struct toml_value *array = m ? m->value : NULL;
  int code;

  if (!array) {
    array = toml_new (r, TOML_ARRAY, r->line_start);
    if (!array)
      return PLATING_E_NOMEM;
    array->u.array.is_of_tables = true;
    code = toml_table_add (r, parent, part, array);
    if (code < 0)
      return code;
  }
  if (array->kind != TOML_ARRAY || !array->u.array.is_of_tables)
    return fail_part (r, part, "was defined before, not as an array of "
                      "tables");
  d->current = new_table (r, BY_HEADER, r->line_start);
  return d->current ? add_item (r, array, d->current) : PLATING_E_NOMEM;
}

static int
read_header (struct document *d)
{
  struct toml_reader *r = &d->reader;
  bool is_array = r->end - r->at > 1 && r->at[1] == '[';
  struct toml_value *table = d->root;
  size_t i;
  int code;

  r->section++;
  r->depth = 0;
  r->at += is_array ? 2 : 1;
  code = read_key (r, &d->key);
  if (code < 0)
    return code;
  if (r->at == r->end || *r->at != ']')
    return toml_fail_here (r, "expected ']' behind the name of a table");
  r->at++;
  if (is_array && (r->at == r->end || *r->at != ']'))
    return toml_fail_here (r, "expected ']]' behind the name of a table");
  r->at += is_array;
  for (i = 0; i + 1 < d->key.n; i++) {
    code = enter_header (r, &table, &d->key.parts[i]);
    if (code < 0)
      return code;
  }
  code = is_array ? open_array_table (d, table, &d->key.parts[i])
    : open_table (d, table, &d->key.parts[i]);
  r->depth = d->key.n;
  return code < 0 ? code : end_line (r);
}

/* -- the document ------------------------------------------------------- */

static int
read_document (struct document *d)
{
  struct toml_reader *r = &d->reader;
  int code;

  while ((code = skip_lines (r)) == 0 && r->at < r->end) {
    if (*r->at == '[') {
      code = read_header (d);
    } else {
      code = read_pair (d, d->current);
      if (code == 0)
        code = end_line (r);
    }
    if (code < 0)
      return code;
  }
  return code;
}

/* Finds the place of the first byte that is not UTF-8. */
static int
check_encoding (struct toml_reader *r)
{
  size_t len = (size_t) (r->end - r->at);
  size_t valid = pl_utf8_valid_prefix (r->at, len), i;
  const char *start = r->at;

  if (valid == len)
    return 0;
  for (i = 0; i < valid; i++)
    if (start[i] == '\n') {
      r->line++;
      r->line_start = start + i + 1;
    }
  return toml_fail (r, start + valid, "byte 0x%02x is not valid UTF-8 here",
                    (unsigned char) start[valid]);
}

int
toml_read (struct pl_arena *arena, const char *text, size_t len,
           const struct toml_limits *limits, struct toml_value **root,
           struct toml_error *error)
{
  struct document *d = pl_arena_zalloc (arena, sizeof *d);
  size_t size = limits && limits->size ? limits->size : DEFAULT_SIZE;
  struct toml_reader *r;
  int code;

  *root = NULL;
  *error = (struct toml_error) { .line = 0 };
  if (!d)
    return PLATING_E_NOMEM;
  r = &d->reader;
  if (!len)
    text = "";
  *r = (struct toml_reader) {
    .arena = arena, .error = error, .at = text, .end = text + len,
    .line_start = text, .line = 1, .seed = toml_table_seed (),
    .max_depth = limits && limits->depth ? limits->depth : DEFAULT_DEPTH
  };
  if (r->max_depth > DEPTH_MAX)
    r->max_depth = DEPTH_MAX;
  if (len > size) {
    toml_fail (r, r->at, "the text is longer than %zu bytes", size);
    return PLATING_E_LIMIT;
  }
  if (len >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    r->at += 3;
  d->root = d->current = new_table (r, BY_HEADER, r->at);
  code = d->root ? check_encoding (r) : PLATING_E_NOMEM;
  if (code == 0)
    code = read_document (d);
  pl_buffer_release (&r->buffer);
  if (r->numbers)
    freelocale (r->numbers);
  if (code == 0)
    *root = d->root;
  return code;
}
