/* SPDX-License-Identifier: Apache-2.0 */
/* What a configuration file says, whether it is YAML or TOML. */

#include <config.h>

#include "config-tree.h"

#include <string.h>

#include <plating/types.h>

#include "error.h"

const char *
pl_config_type_name (uint32_t type)
{
  switch (type) {
  case PL_CONFIG_NULL:
    return "nothing";
  case PL_CONFIG_BOOL:
    return "true or false";
  case PL_CONFIG_INT:
  case PL_CONFIG_NUMBER:
    return "a number";
  case PL_CONFIG_STRING:
    return "a string";
  case PL_CONFIG_LIST:
    return "a list";
  case PL_CONFIG_MAP:
    return "a map";
  default:
    return "a date or time";
  }
}

/* Looking through all of a map is fine for as many as it may have. */
int
pl_config_add (struct pl_config_node *parent, struct pl_config_node *child,
               struct plating_error **err)
{
  const struct pl_config_node *n;

  if (parent->n >= PL_CONFIG_ITEMS_MAX) {
    pl_error_set (err, PLATING_E_CONFIG, "more than %d values in %s",
                  PL_CONFIG_ITEMS_MAX, pl_config_type_name (parent->type));
    pl_error_add_place (err, NULL, child->line, child->column);
    return PLATING_E_CONFIG;
  }
  for (n = parent->first; n && child->key; n = n->next)
    if (!strcmp (n->key, child->key)) {
      pl_error_set (err, PLATING_E_CONFIG, "key '%s' stands here twice",
                    child->key);
      pl_error_add_place (err, NULL, child->key_line, child->key_column);
      return PLATING_E_CONFIG;
    }
  if (parent->last)
    parent->last->next = child;
  else
    parent->first = child;
  parent->last = child;
  parent->n++;
  return 0;
}
