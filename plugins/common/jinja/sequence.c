/* SPDX-License-Identifier: Apache-2.0 */
/* Lists, tuples, ranges, text as a sequence; iterating. */

#include <config.h>

#include "plugins/common/jinja/sequence.h"

#include <errno.h>
#include <string.h>

#include "plugins/common/jinja/range.h"
#include "plugins/common/jinja/run.h"
#include "plugins/common/jinja/text.h"
#include "plugins/common/jinja/undefined.h"

/* -- making ------------------------------------------------------------ */

static int
make (struct jinja_run *run, const struct jinja_type *type, size_t n,
      struct tv *v)
{
  struct jinja_list *list;
  size_t i;
  int status = jinja_charge_fast (run, n / 8);

  if (status)
    return status;
  list = pl_arena_zalloc (run->arena, sizeof *list);
  if (list && n) {
    list->items = pl_arena_array (run->arena, n, sizeof *list->items);
    list->n = list->cap = n;
  }
  if (!list || (n && !list->items))
    return jinja_no_memory (run);
  for (i = 0; i < n; i++)
    list->items[i] = tv_nil ();
  *v = jinja_object (type, list);
  return 0;
}

int
jinja_make_list (struct jinja_run *run, size_t n, struct tv *list)
{
  return make (run, &jinja_list, n, list);
}

int
jinja_make_tuple (struct jinja_run *run, size_t n, struct tv *tuple)
{
  return make (run, &jinja_tuple, n, tuple);
}

int
jinja_list_new (struct pl_arena *arena, struct tv *list)
{
  struct jinja_list *l = pl_arena_zalloc (arena, sizeof *l);

  if (!l)
    return -ENOMEM;
  *list = jinja_object (&jinja_list, l);
  return 0;
}

static int
append (struct pl_arena *arena, struct jinja_list *list, struct tv v)
{
  if (list->n == list->cap) {
    size_t cap = list->cap ? list->cap * 2 : 4;
    struct tv *items = pl_arena_array (arena, cap, sizeof *items);

    if (!items)
      return -ENOMEM;
    if (list->n)
      memcpy (items, list->items, list->n * sizeof *items);
    list->items = items;
    list->cap = cap;
  }
  list->items[list->n++] = v;
  return 0;
}

int
jinja_append (struct jinja_run *run, struct tv list, struct tv v)
{
  int status = jinja_charge_fast (run, 1);

  if (status)
    return status;
  return append (run->arena, jinja_list_of (list), v)
    ? jinja_no_memory (run) : 0;
}

int
jinja_list_append_adopted (struct pl_arena *arena, struct tv list,
                           struct tv v)
{
  return append (arena, jinja_list_of (list), v);
}

int
jinja_make_range (struct jinja_run *run, int64_t start, int64_t stop,
                  int64_t step, struct tv *range)
{
  struct jinja_range *r;
  uint64_t n = 0, width;

  if (step > 0 && start < stop) {
    width = (uint64_t) stop - (uint64_t) start - 1;
    n = width / (uint64_t) step + 1;
  } else if (step < 0 && start > stop) {
    width = (uint64_t) start - (uint64_t) stop - 1;
    n = width / (0 - (uint64_t) step) + 1;
  }
  if (n > INT64_MAX)
    return jinja_make_any_range (run, tv_int (start), tv_int (stop),
                                 tv_int (step), range);
  r = pl_arena_alloc (run->arena, sizeof *r);
  if (!r)
    return jinja_no_memory (run);
  *r = (struct jinja_range) { start, stop, step, n };
  *range = jinja_object (&jinja_range, r);
  return 0;
}

/* -- lengths ----------------------------------------------------------- */

static int
list_length (struct jinja_run *run, struct tv self, size_t *n)
{
  (void) run;
  *n = jinja_list_of (self)->n;
  return 0;
}

static int
range_length (struct jinja_run *run, struct tv self, size_t *n)
{
  const struct jinja_range *r = self.u.object;

  (void) run;
  *n = r->n;
  return 0;
}

int
jinja_length (struct jinja_run *run, struct tv v, size_t *n)
{
  if (jinja_is_string (v)) {
    *n = jinja_text_length (v);
    return jinja_charge_fast (run, v.len / 64);
  }
  if (tv_kind (v) == TV_OBJECT && jinja_type_of (v)->length)
    return jinja_type_of (v)->length (run, v, n);
  return jinja_raise (run, "TypeError", "object of type '%s' has no len()",
                      jinja_type_name (v));
}

/* -- elements ---------------------------------------------------------- */

/* Element I of N: the position counted from the start, or false. */
static bool
position_of (int64_t i, size_t n, size_t *position)
{
  if (i < 0)
    i += (int64_t) n;
  if (i < 0 || (uint64_t) i >= n)
    return false;
  *position = (size_t) i;
  return true;
}

static int
index_text (struct jinja_run *run, struct tv v, int64_t i, struct tv *result)
{
  size_t n = jinja_text_length (v), at, start, end;
  int status = jinja_charge_fast (run, v.len / 64);

  if (status)
    return status;
  if (!position_of (i, n, &at))
    return 0;
  if (n == v.len) {
    start = at;
    end = at + 1;
  } else {
    start = jinja_text_offset (v, at);
    end = start + jinja_point_offset (v.u.text + start, v.len - start, 1);
  }
  *result = tv_string (v.u.text + start, end - start);
  result->type = v.type;
  return 1;
}

int
jinja_index (struct jinja_run *run, struct tv v, int64_t i,
             struct tv *result)
{
  size_t at;

  if (jinja_is_string (v))
    return index_text (run, v, i, result);
  if (JINJA_IS (v, jinja_range)) {
    const struct jinja_range *r = v.u.object;

    if (!position_of (i, r->n, &at))
      return 0;
    *result = tv_int (jinja_range_at (r, at));
    return 1;
  }
  if (!position_of (i, jinja_list_of (v)->n, &at))
    return 0;
  *result = jinja_list_of (v)->items[at];
  return 1;
}

static int
sequence_item (struct jinja_run *run, struct tv self, struct tv key,
               struct tv *result)
{
  if (!jinja_is_integer (key))
    return 0;
  return jinja_index (run, self, jinja_integer (key), result);
}

/* -- iterating --------------------------------------------------------- */

struct position_iterator {
  struct jinja_iterator iterator;
  struct tv v;
  size_t i;
};

static int
next_item (struct jinja_run *run, struct jinja_iterator *it, struct tv *v)
{
  struct position_iterator *p = (struct position_iterator *) it;
  const struct jinja_list *list = jinja_list_of (p->v);

  (void) run;
  if (p->i >= list->n)
    return 0;
  *v = list->items[p->i++];
  return 1;
}

static int
next_number (struct jinja_run *run, struct jinja_iterator *it, struct tv *v)
{
  struct position_iterator *p = (struct position_iterator *) it;
  const struct jinja_range *r = p->v.u.object;

  (void) run;
  if (p->i >= r->n)
    return 0;
  *v = tv_int (jinja_range_at (r, p->i++));
  return 1;
}

static int
next_point (struct jinja_run *run, struct jinja_iterator *it, struct tv *v)
{
  struct position_iterator *p = (struct position_iterator *) it;
  size_t len = p->v.len - p->i, n;
  uint32_t c;

  (void) run;
  if (!len)
    return 0;
  n = jinja_point (p->v.u.text + p->i, len, &c);
  *v = tv_string (p->v.u.text + p->i, n);
  p->i += n;
  return 1;
}

static int
next_nothing (struct jinja_run *run, struct jinja_iterator *it, struct tv *v)
{
  (void) run;
  (void) it;
  (void) v;
  return 0;
}

static int
iterate_with (struct jinja_run *run, struct tv v,
              int (*next) (struct jinja_run *, struct jinja_iterator *,
                           struct tv *), struct jinja_iterator **it)
{
  struct position_iterator *p = pl_arena_zalloc (run->arena, sizeof *p);

  if (!p)
    return jinja_no_memory (run);
  p->iterator.next = next;
  p->v = v;
  *it = &p->iterator;
  return 0;
}

static int
list_iterate (struct jinja_run *run, struct tv self,
              struct jinja_iterator **it)
{
  return iterate_with (run, self, next_item, it);
}

static int
range_iterate (struct jinja_run *run, struct tv self,
               struct jinja_iterator **it)
{
  return iterate_with (run, self, next_number, it);
}

static int
generator_iterate (struct jinja_run *run, struct tv self,
                   struct jinja_iterator **it)
{
  (void) run;
  *it = self.u.object;
  return 0;
}

bool
jinja_can_iterate (struct tv v)
{
  return jinja_is_string (v) || jinja_is_undefined (v)
    || (tv_kind (v) == TV_OBJECT && jinja_type_of (v)->iterate);
}

int
jinja_iterate (struct jinja_run *run, struct tv v,
               struct jinja_iterator **it)
{
  if (jinja_is_string (v))
    return iterate_with (run, v, next_point, it);
  if (jinja_is_strict (v))
    return jinja_raise_undefined (run, v);
  if (jinja_is_undefined (v))
    return iterate_with (run, v, next_nothing, it);
  if (tv_kind (v) == TV_OBJECT && jinja_type_of (v)->iterate)
    return jinja_type_of (v)->iterate (run, v, it);
  return jinja_raise (run, "TypeError", "'%s' object is not iterable",
                      jinja_type_name (v));
}

int
jinja_next (struct jinja_run *run, struct jinja_iterator *it, struct tv *v)
{
  int status = jinja_charge_fast (run, 1);

  return status ? status : it->next (run, it, v);
}

int
jinja_to_list (struct jinja_run *run, struct tv v, struct tv *list)
{
  struct jinja_iterator *it;
  struct tv item;
  int status = jinja_iterate (run, v, &it);

  if (!status)
    status = jinja_make_list (run, 0, list);
  if (status)
    return status;
  while ((status = jinja_next (run, it, &item)) > 0) {
    status = jinja_append (run, *list, item);
    if (status)
      break;
  }
  return status;
}

/* -- types ------------------------------------------------------------- */

static int
list_equal (struct jinja_run *run, struct tv a, struct tv b)
{
  const struct jinja_list *x = jinja_list_of (a), *y;
  size_t i;
  int status = 1;

  if (jinja_is_tuple (a) ? !jinja_is_tuple (b) : !JINJA_IS (b, jinja_list))
    return 0;
  y = jinja_list_of (b);
  if (x == y || x->n != y->n)
    return x == y;
  for (i = 0; i < x->n && i < y->n && status > 0; i++) {
    status = jinja_charge_fast (run, 1);
    if (!status)
      status = jinja_equal (run, x->items[i], y->items[i]);
  }
  return status;
}

const struct jinja_type jinja_list = {
  .tv = { .kind = TV_OBJECT, .name = "list" },
  .item = sequence_item, .iterate = list_iterate, .length = list_length,
  .equal = list_equal
};

const struct jinja_type jinja_tuple = {
  .tv = { .kind = TV_OBJECT, .name = "tuple" },
  .is_tuple = true,
  .item = sequence_item, .iterate = list_iterate, .length = list_length,
  .equal = list_equal
};

const struct jinja_type jinja_range = {
  .tv = { .kind = TV_OBJECT, .name = "range" },
  .attribute = jinja_range_attribute,
  .item = sequence_item, .iterate = range_iterate, .length = range_length,
  .equal = jinja_range_equal, .print = jinja_range_print
};

static int
generator_print (struct jinja_run *run, struct pl_buffer *out,
                 struct tv self, bool is_repr)
{
  const struct jinja_iterator *it = self.u.object;

  (void) run;
  (void) is_repr;
  pl_buffer_printf (out, "<generator object %s>",
                    it->name ? it->name : "generator");
  return 0;
}

const struct jinja_type jinja_generator = {
  .tv = { .kind = TV_OBJECT, .name = "generator" },
  .iterate = generator_iterate, .print = generator_print
};
