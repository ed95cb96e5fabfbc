/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the methods of Python's types that templates may call. */

#include <config.h>

#include "plugins/common/jinja/methods.h"

#include <string.h>

#include "plugins/common/jinja/range.h"

static const struct jinja_method *
find_in (const struct jinja_method_table *table, const char *name, size_t len)
{
  size_t low = 0, high = table->n;

  while (low < high) {
    size_t middle = (low + high) / 2;
    const char *other = table->methods[middle].name;
    int order = strncmp (name, other, len);

    if (!order && other[len])
      order = -1;
    if (!order)
      return &table->methods[middle];
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return NULL;
}

const struct jinja_method *
jinja_find_method (struct tv self, const char *name, size_t len)
{
  const struct jinja_method *found;

  if (!len || name[0] == '_' || memchr (name, '\0', len))
    return NULL;
  switch (tv_kind (self)) {
  case TV_STRING:
    found = find_in (&jinja_text_make_methods, name, len);
    if (!found)
      found = find_in (&jinja_text_ask_methods, name, len);
    return found ? found : find_in (&jinja_text_split_methods, name, len);
  case TV_BOOL: case TV_INT:
    return find_in (&jinja_integer_methods, name, len);
  case TV_FLOAT:
    return find_in (&jinja_float_methods, name, len);
  case TV_OBJECT:
    if (jinja_is_big_integer (self))
      return find_in (&jinja_integer_methods, name, len);
    if (JINJA_IS (self, jinja_list))
      return find_in (&jinja_list_methods, name, len);
    if (jinja_is_tuple (self))
      return find_in (&jinja_tuple_methods, name, len);
    if (jinja_is_range (self))
      return find_in (&jinja_range_methods, name, len);
    if (JINJA_IS (self, jinja_dict))
      return find_in (&jinja_dict_methods, name, len);
    return NULL;
  default:
    return NULL;
  }
}
