/* SPDX-License-Identifier: Apache-2.0 */
/* Slices of text, lists, tuples and ranges. */

#include <config.h>

#include "plugins/common/jinja/sequence.h"

#include "plugins/common/jinja/big-integer.h"
#include "plugins/common/jinja/range.h"
#include "plugins/common/jinja/run.h"
#include "plugins/common/jinja/text.h"
#include "plugins/common/jinja/undefined.h"

struct slice {
  int64_t start, step;
  size_t n;
};

static int64_t
clamp (int64_t i, int64_t n, int64_t low, int64_t high)
{
  if (i < 0)
    i = i < -n ? low : i + n;
  return i < low ? low : i > high ? high : i;
}

/* As Python settles the bounds for a sequence of N elements. */
static int
settle (struct jinja_run *run, const struct tv bounds[3], size_t length,
        struct slice *s)
{
  int64_t n = (int64_t) length, start, stop, step = 1;
  size_t i;

  for (i = 3; i-- > 0; ) {
    if (!jinja_is_none (bounds[i]) && !jinja_is_any_integer (bounds[i]))
      return jinja_raise (run, "TypeError", "slice indices must be integers "
                          "or None or have an __index__ method");
    if (i < 2)
      continue;
    if (!jinja_is_none (bounds[2]))
      step = jinja_integer_clamp (bounds[2]);
    if (!step)
      return jinja_raise (run, "ValueError", "slice step cannot be zero");
  }
  start = step > 0 ? 0 : n - 1;
  stop = step > 0 ? n : -1;
  if (!jinja_is_none (bounds[0]))
    start = clamp (jinja_integer_clamp (bounds[0]), n, step > 0 ? 0 : -1,
                   step > 0 ? n : n - 1);
  if (!jinja_is_none (bounds[1]))
    stop = clamp (jinja_integer_clamp (bounds[1]), n, step > 0 ? 0 : -1,
                  step > 0 ? n : n - 1);
  s->start = start;
  s->step = step;
  s->n = 0;
  if (step > 0 && start < stop)
    s->n = (uint64_t) (stop - start - 1) / (uint64_t) step + 1;
  else if (step < 0 && start > stop)
    s->n = (uint64_t) (start - stop - 1) / (0 - (uint64_t) step) + 1;
  return jinja_charge_fast (run, s->n / 8);
}

static int
slice_text (struct jinja_run *run, struct tv text, const struct slice *s,
            struct tv *result)
{
  struct pl_buffer out;
  struct tv point;
  size_t i, start, end;
  int status = 0;

  if (s->step == 1) {
    start = jinja_text_offset (text, (size_t) s->start);
    end = start + jinja_point_offset (text.u.text + start, text.len - start,
                                      s->n);
    *result = tv_string (text.u.text + start, end - start);
    result->type = text.type;
    return 0;
  }
  jinja_buffer_init (run, &out);
  for (i = 0; i < s->n && status >= 0; i++) {
    status = jinja_index (run, text, s->start + (int64_t) i * s->step,
                          &point);
    if (status > 0)
      pl_buffer_append (&out, point.u.text, point.len);
  }
  if (status < 0) {
    pl_buffer_release (&out);
    return status;
  }
  return jinja_take_string (run, &out, text.type, result);
}

static int
slice_list (struct jinja_run *run, struct tv list, const struct slice *s,
            struct tv *result)
{
  size_t i;
  int status = JINJA_IS (list, jinja_list)
    ? jinja_make_list (run, s->n, result)
    : jinja_make_tuple (run, s->n, result);

  for (i = 0; i < s->n && !status; i++)
    jinja_list_of (*result)->items[i]
      = jinja_list_of (list)->items[s->start + (int64_t) i * s->step];
  return status;
}

int
jinja_slice (struct jinja_run *run, struct tv object,
             const struct tv bounds[3], struct tv *result)
{
  struct slice s = { 0, 1, 0 };
  size_t n = 0;
  int status = 0;

  if (jinja_is_undefined (object)) {
    if (jinja_undefined_of (object)->kind != JINJA_UNDEFINED_CHAINABLE)
      return jinja_raise_undefined (run, object);
    *result = object;
    return 0;
  }
  if (JINJA_IS (object, jinja_dict))
    return jinja_raise (run, "TypeError", "unhashable type: 'slice'");
  if (!jinja_is_string (object) && !jinja_is_sequence (object)
      && !jinja_is_range (object))
    return jinja_raise (run, "TypeError", "'%s' object is not "
                        "subscriptable", jinja_type_name (object));
  if (!jinja_is_range (object))
    status = jinja_length (run, object, &n);
  if (!status)
    status = settle (run, bounds, n, &s);
  if (status)
    return status;
  if (jinja_is_string (object))
    return slice_text (run, object, &s, result);
  if (jinja_is_range (object))
    return jinja_range_slice (run, object, bounds, result);
  return slice_list (run, object, &s, result);
}
