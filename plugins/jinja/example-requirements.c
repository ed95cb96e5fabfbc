/* SPDX-License-Identifier: Apache-2.0 */
/* What the examples of several components require together. */

#include <config.h>

#include "plugins/jinja/example-files.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/toml.h"

int
plate_requirements_read (struct plating_text text, struct pl_arena *arena,
                         const struct toml_value **table,
                         struct toml_error *error)
{
  struct toml_value *root;
  int code = toml_read (arena, text.ptr, text.len, NULL, &root, error);

  *table = NULL;
  if (code < 0)
    return code;
  *table = toml_get (root, "requirements");
  if (*table && (*table)->kind != TOML_TABLE)
    *table = NULL;
  return 0;
}

/* -- values --------------------------------------------------------------- */

static void
put_string (struct pl_buffer *out, const char *text, size_t len)
{
  size_t i;

  pl_buffer_putc (out, '"');
  for (i = 0; i < len; i++) {
    unsigned char c = (unsigned char) text[i];

    if (c == '"' || c == '\\')
      pl_buffer_printf (out, "\\%c", c);
    else if (c == '\n')
      pl_buffer_puts (out, "\\n");
    else if (c < 0x20 || c == 0x7f)
      pl_buffer_printf (out, "\\u%04X", c);
    else
      pl_buffer_putc (out, (char) c);
  }
  pl_buffer_putc (out, '"');
}

static void
put_float (struct pl_buffer *out, double number)
{
  char text[40];

  snprintf (text, sizeof text, "%.17g", number);
  pl_buffer_puts (out, text);
  /* A point or an exponent tells it from an integer, as letters do inf and
   * nan. */
  if (!strpbrk (text, ".en"))
    pl_buffer_puts (out, ".0");
}

static void put_value (struct pl_buffer *out, const struct toml_value *v);

static void
put_table (struct pl_buffer *out, const struct toml_table *table)
{
  size_t i;

  pl_buffer_putc (out, '{');
  for (i = 0; i < table->n; i++) {
    pl_buffer_puts (out, i ? ", " : " ");
    put_string (out, table->members[i].key, table->members[i].key_len);
    pl_buffer_puts (out, " = ");
    put_value (out, table->members[i].value);
  }
  pl_buffer_puts (out, table->n ? " }" : "}");
}

static void
put_value (struct pl_buffer *out, const struct toml_value *v)
{
  size_t i;

  switch (v->kind) {
  case TOML_TABLE:
    put_table (out, &v->u.table);
    break;
  case TOML_ARRAY:
    pl_buffer_putc (out, '[');
    for (i = 0; i < v->u.array.n; i++) {
      pl_buffer_puts (out, i ? ", " : "");
      put_value (out, v->u.array.items[i]);
    }
    pl_buffer_putc (out, ']');
    break;
  case TOML_STRING:
    put_string (out, v->u.string.text, v->u.string.len);
    break;
  case TOML_INTEGER:
    pl_buffer_printf (out, "%" PRId64, v->u.integer);
    break;
  case TOML_FLOAT:
    put_float (out, v->u.number);
    break;
  case TOML_BOOLEAN:
    pl_buffer_puts (out, v->u.boolean ? "true" : "false");
    break;
  default:
    pl_buffer_append (out, v->u.date_time.text, v->u.date_time.len);
    break;
  }
}

/* -- merging -------------------------------------------------------------- */

static bool
is_named (const struct toml_member *m, const char *name)
{
  return m->key_len == strlen (name) && !memcmp (m->key, name, m->key_len);
}

/* Compares versions by their numbers; what follows a number counts as
 * text. */
static int
compare_versions (const char *a, const char *b)
{
  while (*a && *b) {
    if (*a >= '0' && *a <= '9' && *b >= '0' && *b <= '9') {
      char *end_a, *end_b;
      unsigned long long x = strtoull (a, &end_a, 10);
      unsigned long long y = strtoull (b, &end_b, 10);

      if (x != y)
        return x < y ? -1 : 1;
      a = end_a;
      b = end_b;
    } else if (*a != *b) {
      return (unsigned char) *a < (unsigned char) *b ? -1 : 1;
    } else {
      a++;
      b++;
    }
  }
  return (*a != 0) - (*b != 0);
}

/* 1, 0 or PLATING_E_NOMEM. */
static int
is_equal (const struct toml_value *a, const struct toml_value *b)
{
  struct pl_buffer x, y;
  int is;

  pl_buffer_init (&x);
  pl_buffer_init (&y);
  put_value (&x, a);
  put_value (&y, b);
  is = x.failed || y.failed ? PLATING_E_NOMEM
    : x.len == y.len && !memcmp (x.data, y.data, x.len);
  pl_buffer_release (&x);
  pl_buffer_release (&y);
  return is;
}

/* Adds the items of B that A does not have. */
static int
join_arrays (struct toml_value *a, const struct toml_value *b,
             struct pl_arena *arena)
{
  size_t n = a->u.array.n, i, k;
  struct toml_value **items
    = pl_arena_array (arena, n + b->u.array.n + 1, sizeof (*items));

  if (!items)
    return PLATING_E_NOMEM;
  if (n)
    memcpy (items, a->u.array.items, n * sizeof (*items));
  for (i = 0; i < b->u.array.n; i++) {
    int is = 0;

    for (k = 0; k < n && !is; k++)
      is = is_equal (items[k], b->u.array.items[i]);
    if (is < 0)
      return is;
    if (!is)
      items[n++] = b->u.array.items[i];
  }
  a->u.array.items = items;
  a->u.array.n = n;
  return 0;
}

static int
join_strings (struct toml_value *a, const struct toml_value *b,
              struct pl_arena *arena)
{
  const struct plating_text parts[] = {
    { a->u.string.text, a->u.string.len }, pl_text_of ("; "),
    { b->u.string.text, b->u.string.len }
  };
  struct plating_text both;

  if (memmem (parts[0].ptr, parts[0].len, parts[2].ptr, parts[2].len))
    return 0;
  both = pl_text_join (arena, parts, 3);
  a->u.string.text = both.ptr;
  a->u.string.len = both.len;
  return both.ptr ? 0 : PLATING_E_NOMEM;
}

/* Makes *TO what both require of the member M. */
static int
join (struct toml_value *to, const struct toml_member *m,
      struct pl_arena *arena)
{
  const struct toml_value *from = m->value;

  if (to->kind != from->kind) {
    /* `false' for a version says that there is none. */
    if (from->kind == TOML_BOOLEAN && !from->u.boolean)
      *to = *from;
    return 0;
  }
  switch (from->kind) {
  case TOML_ARRAY:
    return join_arrays (to, from, arena);
  case TOML_BOOLEAN:
    /* Experiments have to be asked for; the others are allowed or not. */
    if (from->u.boolean == is_named (m, "experiments"))
      to->u.boolean = from->u.boolean;
    return 0;
  case TOML_STRING:
    if (!is_named (m, "terraform_min") && !is_named (m, "opentofu_min"))
      return join_strings (to, from, arena);
    if (compare_versions (from->u.string.text, to->u.string.text) > 0)
      *to = *from;
    return 0;
  default:
    *to = *from;
    return 0;
  }
}

struct merged {
  const struct toml_member *member;
  struct toml_value value;
};

static int
merge_member (struct merged *all, size_t *n, const struct toml_member *m,
              struct pl_arena *arena)
{
  size_t i;

  for (i = 0; i < *n; i++)
    if (all[i].member->key_len == m->key_len
        && !memcmp (all[i].member->key, m->key, m->key_len))
      return join (&all[i].value, m, arena);
  all[*n].member = m;
  all[(*n)++].value = *m->value;
  return 0;
}

int
plate_requirements_merge (const struct toml_value *const *tables, size_t n,
                          struct pl_arena *arena, struct pl_buffer *out)
{
  size_t n_all = 0, n_members = 0, i, k;
  struct merged *all;
  int code = 0;

  for (i = 0; i < n; i++)
    n_members += tables[i]->u.table.n;
  all = pl_arena_array (arena, n_members + 1, sizeof *all);
  if (!all)
    return PLATING_E_NOMEM;
  for (i = 0; i < n; i++)
    for (k = 0; k < tables[i]->u.table.n && code == 0; k++)
      code = merge_member (all, &n_all, &tables[i]->u.table.members[k],
                           arena);
  if (code < 0)
    return code;
  pl_buffer_puts (out, "[requirements]\n");
  for (i = 0; i < n_all; i++) {
    const struct toml_member *m = all[i].member;
    size_t plain = strspn (m->key, "abcdefghijklmnopqrstuvwxyz"
                           "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    if (plain == m->key_len && plain)
      pl_buffer_append (out, m->key, m->key_len);
    else
      put_string (out, m->key, m->key_len);
    pl_buffer_puts (out, " = ");
    put_value (out, &all[i].value);
    pl_buffer_putc (out, '\n');
  }
  return out->failed ? PLATING_E_NOMEM : 0;
}
