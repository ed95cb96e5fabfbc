/* SPDX-License-Identifier: Apache-2.0 */
/* What the methods items, keys and values of dict give. */

#include <config.h>

#include "plugins/common/jinja/dict-view.h"

#include "plugins/common/jinja/filter.h"

struct view {
  struct tv dict;
};

struct view_iterator {
  struct jinja_iterator it;
  const struct jinja_type *type;
  struct tv dict;
  size_t position, n;
};

static struct tv
dict_of (struct tv view)
{
  return ((const struct view *) view.u.object)->dict;
}

static int
make_pair (struct jinja_run *run, struct tv a, struct tv b, struct tv *pair)
{
  int status = jinja_make_tuple (run, 2, pair);

  if (status)
    return status;
  jinja_list_of (*pair)->items[0] = a;
  jinja_list_of (*pair)->items[1] = b;
  return 0;
}

static int
view_next (struct jinja_run *run, struct jinja_iterator *it, struct tv *v)
{
  struct view_iterator *self = (struct view_iterator *) (void *) it;
  struct jinja_entry *entry;
  int status;

  if (jinja_dict_of (self->dict)->n != self->n)
    return jinja_raise (run, "RuntimeError",
                        "dictionary changed size during iteration");
  if (!jinja_dict_next (self->dict, &self->position, &entry))
    return 0;
  if (self->type == &jinja_dict_keys)
    *v = entry->key;
  else if (self->type == &jinja_dict_values)
    *v = entry->value;
  else {
    status = make_pair (run, entry->key, entry->value, v);
    if (status)
      return status;
  }
  return 1;
}

int
jinja_iterate_view (struct jinja_run *run, const struct jinja_type *type,
                    struct tv dict, const char *name,
                    struct jinja_iterator **it)
{
  struct view_iterator *self = pl_arena_zalloc (jinja_arena (run),
                                                sizeof *self);

  if (!self)
    return jinja_no_memory (run);
  self->it.next = view_next;
  self->it.name = name;
  self->type = type;
  self->dict = dict;
  self->n = jinja_dict_of (dict)->n;
  *it = &self->it;
  return 0;
}

static int
view_iterate (struct jinja_run *run, struct tv self,
              struct jinja_iterator **it)
{
  return jinja_iterate_view (run, jinja_type_of (self), dict_of (self), NULL,
                             it);
}

static int
view_length (struct jinja_run *run, struct tv self, size_t *n)
{
  (void) run;
  *n = jinja_dict_of (dict_of (self))->n;
  return 0;
}

static int
view_print (struct jinja_run *run, struct pl_buffer *out, struct tv self,
            bool is_repr)
{
  struct tv list;
  int status = jinja_to_list (run, self, &list);

  (void) is_repr;
  if (!status)
    status = jinja_enter (run);
  if (status)
    return status;
  pl_buffer_printf (out, "%s(", jinja_type_name (self));
  status = jinja_print_repr (run, out, list);
  pl_buffer_putc (out, ')');
  jinja_leave (run);
  return status;
}

/* An item is a pair that is found by its first; no other value is looked
 * at. */
static int
contains_item (struct jinja_run *run, struct tv dict, struct tv needle)
{
  const struct jinja_list *pair;
  struct tv v;
  int status;

  if (!jinja_is_tuple (needle) || jinja_list_of (needle)->n != 2)
    return 0;
  pair = jinja_list_of (needle);
  status = jinja_dict_get (run, dict, pair->items[0], &v);
  if (status != 1)
    return status;
  return jinja_is_same (v, pair->items[1])
    ? 1 : jinja_equal (run, v, pair->items[1]);
}

int
jinja_view_contains (struct jinja_run *run, struct tv view, struct tv needle)
{
  struct jinja_iterator *it = NULL;
  struct tv v;
  int status;

  if (JINJA_IS (view, jinja_dict_keys))
    return jinja_dict_get (run, dict_of (view), needle, &v);
  if (JINJA_IS (view, jinja_dict_items))
    return contains_item (run, dict_of (view), needle);
  status = view_iterate (run, view, &it);
  if (status)
    return status;
  while ((status = jinja_next (run, it, &v)) == 1) {
    status = jinja_is_same (v, needle) ? 1 : jinja_equal (run, v, needle);
    if (status)
      break;
  }
  return status;
}

bool
jinja_is_set_view (struct tv v)
{
  return JINJA_IS (v, jinja_dict_keys) || JINJA_IS (v, jinja_dict_items);
}

/* Whether all that is in A is in B. */
static int
is_part (struct jinja_run *run, struct tv a, struct tv b)
{
  struct jinja_iterator *it = NULL;
  struct tv v;
  int status = view_iterate (run, a, &it);

  if (status)
    return status;
  while ((status = jinja_next (run, it, &v)) == 1) {
    status = jinja_charge (run, 1);
    if (!status)
      status = jinja_view_contains (run, b, v);
    if (status != 1)
      return status;
  }
  return status < 0 ? status : 1;
}

int
jinja_view_order (struct jinja_run *run, struct tv a, struct tv b, int *order)
{
  size_t n = jinja_dict_of (dict_of (a))->n;
  size_t m = jinja_dict_of (dict_of (b))->n;
  int status = n <= m ? is_part (run, a, b) : is_part (run, b, a);

  *order = status != 1 ? 2 : (n > m) - (n < m);
  return status < 0 ? status : 0;
}

/* Views of keys and items are equal if they hold the same; those of values
 * never are, unless they are one. */
static int
view_equal (struct jinja_run *run, struct tv a, struct tv b)
{
  int order, status;

  if (a.u.object == b.u.object)
    return 1;
  if (!jinja_is_set_view (a) || !jinja_is_set_view (b)
      || jinja_dict_of (dict_of (a))->n != jinja_dict_of (dict_of (b))->n)
    return 0;
  status = jinja_view_order (run, a, b, &order);
  return status ? status : order == 0;
}

#define VIEW_TYPE(NAME) \
  const struct jinja_type jinja_##NAME = { \
    .tv = { .kind = TV_OBJECT, .name = #NAME }, \
    .iterate = view_iterate, \
    .length = view_length, \
    .equal = view_equal, \
    .print = view_print \
  }

VIEW_TYPE (dict_items);
VIEW_TYPE (dict_keys);
VIEW_TYPE (dict_values);

int
jinja_make_view (struct jinja_run *run, const struct jinja_type *type,
                 struct tv dict, struct tv *view)
{
  struct view *self = pl_arena_zalloc (jinja_arena (run), sizeof *self);

  if (!self)
    return jinja_no_memory (run);
  self->dict = dict;
  *view = jinja_object (type, self);
  return 0;
}
