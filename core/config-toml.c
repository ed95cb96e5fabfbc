/* SPDX-License-Identifier: Apache-2.0 */
/* The table [tool.plating] of a pyproject.toml. */

#include <config.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <plating/types.h>

#include "common/arena.h"
#include "common/toml.h"
#include "config-tree.h"
#include "error.h"

static int convert (struct pl_arena *arena, const struct toml_value *value,
                    struct pl_config_node **out, struct plating_error **err);

static int
no_memory (struct plating_error **err)
{
  return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
}

static int
has_nul (const char *text, size_t len, uint32_t line, uint32_t column,
         struct plating_error **err)
{
  if (!len || !memchr (text, '\0', len))
    return 0;
  pl_error_set (err, PLATING_E_CONFIG, "a NUL character has no place here");
  pl_error_add_place (err, NULL, line, column);
  return 1;
}

static int
convert_table (struct pl_arena *arena, const struct toml_table *table,
               struct pl_config_node *to, struct plating_error **err)
{
  int status = 0;
  size_t i;

  for (i = 0; i < table->n && status == 0; i++) {
    const struct toml_member *m = &table->members[i];
    struct pl_config_node *child;

    if (has_nul (m->key, m->key_len, m->line, m->column, err))
      return PLATING_E_CONFIG;
    status = convert (arena, m->value, &child, err);
    if (status < 0)
      break;
    child->key = m->key;
    child->key_line = m->line;
    child->key_column = m->column;
    status = pl_config_add (to, child, err);
  }
  return status;
}

static int
convert_array (struct pl_arena *arena, const struct toml_array *array,
               struct pl_config_node *to, struct plating_error **err)
{
  int status = 0;
  size_t i;

  for (i = 0; i < array->n && status == 0; i++) {
    struct pl_config_node *child;

    status = convert (arena, array->items[i], &child, err);
    if (status == 0)
      status = pl_config_add (to, child, err);
  }
  return status;
}

static int
convert_scalar (struct pl_arena *arena, const struct toml_value *v,
                struct pl_config_node *to, struct plating_error **err)
{
  char number[64];

  switch (v->kind) {
  case TOML_STRING:
    if (has_nul (v->u.string.text, v->u.string.len, v->line, v->column, err))
      return PLATING_E_CONFIG;
    to->type = PL_CONFIG_STRING;
    to->text = v->u.string.text;
    return 0;
  case TOML_BOOLEAN:
    to->type = PL_CONFIG_BOOL;
    to->text = v->u.boolean ? "true" : "false";
    return 0;
  case TOML_INTEGER:
    to->type = PL_CONFIG_INT;
    snprintf (number, sizeof number, "%" PRId64, v->u.integer);
    break;
  case TOML_FLOAT:
    to->type = PL_CONFIG_NUMBER;
    snprintf (number, sizeof number, "%.17g", v->u.number);
    break;
  default:
    to->type = PL_CONFIG_DATE;
    to->text = "";
    return 0;
  }
  to->text = pl_arena_strndup (arena, number, strlen (number));
  return to->text ? 0 : no_memory (err);
}

/* The reader has bounded the depth. */
static int
convert (struct pl_arena *arena, const struct toml_value *value,
         struct pl_config_node **out, struct plating_error **err)
{
  struct pl_config_node *to = pl_arena_zalloc (arena, sizeof *to);

  *out = to;
  if (!to)
    return no_memory (err);
  to->line = value->line;
  to->column = value->column;
  if (value->kind == TOML_TABLE) {
    to->type = PL_CONFIG_MAP;
    return convert_table (arena, &value->u.table, to, err);
  }
  if (value->kind == TOML_ARRAY) {
    to->type = PL_CONFIG_LIST;
    return convert_array (arena, &value->u.array, to, err);
  }
  return convert_scalar (arena, value, to, err);
}

int
pl_config_read_toml (struct pl_arena *arena, const char *text, size_t len,
                     struct pl_config_node **root,
                     struct plating_error **err)
{
  struct toml_limits limits = {
    .size = PL_CONFIG_SIZE_MAX, .depth = PL_CONFIG_DEPTH_MAX,
  };
  const struct toml_value *tool, *own;
  struct toml_value *top;
  struct toml_error error;
  int status = toml_read (arena, text, len, &limits, &top, &error);

  *root = NULL;
  if (status == PLATING_E_NOMEM)
    return no_memory (err);
  if (status < 0) {
    pl_error_set (err, PLATING_E_CONFIG, "%s", error.message);
    pl_error_add_place (err, NULL, error.line, error.column);
    return PLATING_E_CONFIG;
  }
  tool = toml_get (top, "tool");
  own = tool ? toml_get (tool, "plating") : NULL;
  return own ? convert (arena, own, root, err) : 0;
}
