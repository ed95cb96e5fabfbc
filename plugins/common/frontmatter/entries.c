/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of a block of YAML front matter, whatever they are called. */

#include <config.h>

#include "frontmatter.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <plating/types.h>

#include "decode.h"
#include "yaml-resolve.h"

/* The words of YAML 1.1 that yaml.v3 takes for texts unless a boolean is
 * wanted. */
static bool
is_old_boolean (const struct fm_node *node, bool *is_true)
{
  static const char *const words[][2] = {
    { "no", "yes" }, { "off", "on" }, { "n", "y" }
  };
  size_t i, k;

  if (!node->is_plain)
    return false;
  for (i = 0; i < sizeof words / sizeof words[0]; i++)
    for (k = 0; k < 2; k++)
      if (node->value_len == strlen (words[i][k])
          && strncasecmp (node->value, words[i][k], node->value_len) == 0) {
        *is_true = k == 1;
        return true;
      }
  return false;
}

static void
set_scalar (struct fm_entry *e, const struct fm_node *node)
{
  char *end;

  e->text = node->value;
  e->len = node->value_len;
  e->type = FM_TYPE_OTHER;
  if (strcmp (node->tag, fm_tag_str) == 0) {
    e->type = is_old_boolean (node, &e->is_true) ? FM_TYPE_BOOL
      : FM_TYPE_STRING;
  } else if (strcmp (node->tag, fm_tag_bool) == 0) {
    e->type = FM_TYPE_BOOL;
    e->is_true = node->value_len == 4;  /* true, True, TRUE */
  } else if (strcmp (node->tag, fm_tag_null) == 0) {
    e->type = FM_TYPE_NULL;
  } else if (strcmp (node->tag, fm_tag_int) == 0) {
    errno = 0;
    e->integer = strtoll (node->value, &end, 0);
    if (!errno && end != node->value && !*end)
      e->type = FM_TYPE_INT;
  }
}

static size_t
count (const struct fm_node *root)
{
  return root && root->kind == FM_MAPPING ? root->n_children / 2 : 0;
}

int
fm_entries (struct pl_arena *arena, const struct fm_block *block,
            const struct fm_entry **entries, size_t *n,
            struct fm_error *error)
{
  const struct fm_node *key, *value;
  struct fm_node *root = NULL;
  struct fm_entry *e;
  int code = 0;

  *entries = NULL;
  *n = 0;
  *error = (struct fm_error) { 0 };
  if (block->format == FM_YAML)
    code = fm_yaml_read (arena, block->text, block->len, &root, error);
  if (code < 0) {
    fm_move_place (block, &error->line, &error->column);
    return code;
  }
  if (!count (root))
    return 0;
  e = pl_arena_array (arena, count (root), sizeof *e);
  if (!e)
    return PLATING_E_NOMEM;
  *entries = e;
  for (key = root->first; key && key->next; key = value->next) {
    value = key->next;
    if (key->kind != FM_SCALAR)
      continue;
    e->key = key->value;
    e->key_len = key->value_len;
    e->line = key->line;
    e->column = key->column;
    fm_move_place (block, &e->line, &e->column);
    if (value->kind == FM_ALIAS && value->alias)
      e->type = FM_TYPE_OTHER;
    if (value->kind == FM_SCALAR)
      set_scalar (e, value);
    else if (value->kind == FM_ALIAS && value->alias->kind == FM_SCALAR)
      set_scalar (e, value->alias);
    else
      e->type = FM_TYPE_OTHER;
    e++;
    ++*n;
  }
  return 0;
}

const struct fm_entry *
fm_entry_find (const struct fm_entry *entries, size_t n, const char *key)
{
  size_t i, len = strlen (key);

  for (i = 0; i < n; i++)
    if (entries[i].key_len == len && memcmp (entries[i].key, key, len) == 0)
      return &entries[i];
  return NULL;
}
