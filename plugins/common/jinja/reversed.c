/* SPDX-License-Identifier: Apache-2.0 */
/* Iterating from the end: Python's reversed (). */

#include <config.h>

#include "plugins/common/jinja/reversed.h"

#include "plugins/common/jinja/dict-view.h"
#include "plugins/common/jinja/filter.h"
#include "plugins/common/jinja/range.h"
#include "plugins/common/jinja/sequence.h"

struct reversed {
  struct jinja_iterator it;
  struct tv value;          /* indexed from the end */
  int64_t next;             /* the element to come; -1: none */
  const struct jinja_type *type;
};

static int
reversed_next (struct jinja_run *run, struct jinja_iterator *it,
               struct tv *v)
{
  struct reversed *self = (struct reversed *) (void *) it;
  int status;

  if (self->next < 0)
    return 0;
  status = jinja_index (run, self->value, self->next, v);
  self->next = status == 1 ? self->next - 1 : -1;
  return status;
}

static int
value_iterate (struct jinja_run *run, struct tv self,
               struct jinja_iterator **it)
{
  (void) run;
  *it = self.u.object;
  return 0;
}

static int
value_print (struct jinja_run *run, struct pl_buffer *out, struct tv self,
             bool is_repr)
{
  (void) run;
  (void) is_repr;
  pl_buffer_printf (out, "<%s object>", self.type->name);
  return 0;
}

/* As Python calls the iterators of its types. */
#define REVERSED(type_name) { \
  .tv = { .kind = TV_OBJECT, .name = type_name }, \
  .iterate = value_iterate, .print = value_print \
}
static const struct jinja_type of_list = REVERSED ("list_reverseiterator");
static const struct jinja_type of_range = REVERSED ("range_iterator");
static const struct jinja_type of_keys = REVERSED ("dict_reversekeyiterator");
static const struct jinja_type of_items
  = REVERSED ("dict_reverseitemiterator");
static const struct jinja_type of_values
  = REVERSED ("dict_reversevalueiterator");
static const struct jinja_type of_others = REVERSED ("reversed");

static const struct jinja_type *
iterator_type (struct tv v)
{
  if (JINJA_IS (v, jinja_list))
    return &of_list;
  if (jinja_is_range (v))
    return &of_range;
  if (JINJA_IS (v, jinja_dict) || JINJA_IS (v, jinja_dict_keys))
    return &of_keys;
  if (JINJA_IS (v, jinja_dict_items))
    return &of_items;
  if (JINJA_IS (v, jinja_dict_values))
    return &of_values;
  return &of_others;
}

int
jinja_iterate_reversed (struct jinja_run *run, struct tv v,
                        struct jinja_iterator **it)
{
  struct reversed *self;
  struct tv value = v;
  size_t n = 0;
  int status;

  if (JINJA_IS (v, jinja_dict) || JINJA_IS (v, jinja_dict_keys)
      || JINJA_IS (v, jinja_dict_items) || JINJA_IS (v, jinja_dict_values)
      || JINJA_IS (v, jinja_big_range)) {
    status = jinja_to_list (run, v, &value);
    if (status)
      return status;
  } else if (!jinja_is_string (v) && !jinja_is_sequence (v)
             && !JINJA_IS (v, jinja_range) && !jinja_is_undefined (v))
    return 0;
  status = jinja_length (run, value, &n);
  if (status)
    return status;
  self = pl_arena_zalloc (jinja_arena (run), sizeof *self);
  if (!self)
    return jinja_no_memory (run);
  self->it.next = reversed_next;
  self->value = value;
  self->next = (int64_t) n - 1;
  self->type = iterator_type (v);
  *it = &self->it;
  return 1;
}

struct tv
jinja_reversed_value (struct jinja_iterator *it)
{
  const struct reversed *self = (struct reversed *) (void *) it;

  return jinja_object (self->type, it);
}
