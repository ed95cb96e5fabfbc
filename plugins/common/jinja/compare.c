/* SPDX-License-Identifier: Apache-2.0 */
/* Truth, equality, order, membership and hashes. */

#include <config.h>

#include "plugins/common/jinja/run.h"

#include <math.h>
#include <string.h>

#include "plugins/common/jinja/big-integer.h"
#include "plugins/common/jinja/dict-view.h"
#include "plugins/common/jinja/range.h"
#include "plugins/common/jinja/undefined.h"

const struct tv_type jinja_markup = { .kind = TV_STRING, .name = "Markup" };

const char *
jinja_type_name (struct tv v)
{
  switch (tv_kind (v)) {
  case TV_INTERFACE:
    return "NoneType";
  case TV_BOOL:
    return "bool";
  case TV_INT:
    return "int";
  case TV_FLOAT:
    return "float";
  case TV_STRING:
    return jinja_is_safe (v) ? "Markup" : "str";
  case TV_OBJECT:
    if (!jinja_is_undefined (v))
      return v.type->name;
    switch (jinja_undefined_of (v)->kind) {
    case JINJA_UNDEFINED_STRICT:
      return "StrictUndefined";
    case JINJA_UNDEFINED_CHAINABLE:
      return "ChainableUndefined";
    case JINJA_UNDEFINED_DEFAULT:
      break;
    }
    return "Undefined";
  default:
    return "object";
  }
}

int
jinja_truth (struct jinja_run *run, struct tv v)
{
  size_t n;
  int status;

  switch (tv_kind (v)) {
  case TV_BOOL:
    return v.u.boolean;
  case TV_INT:
    return v.u.integer != 0;
  case TV_FLOAT:
    return v.u.number != 0;
  case TV_STRING:
    return v.len > 0;
  case TV_OBJECT:
    if (jinja_type_of (v)->truth)
      return jinja_type_of (v)->truth (run, v);
    if (!jinja_type_of (v)->length)
      return 1;
    status = jinja_type_of (v)->length (run, v, &n);
    return status ? status : n > 0;
  default:
    return 0;
  }
}

/* -- numbers ----------------------------------------------------------- */

/* The sign of I - D exactly; 2 if D is not a number. */
static int
compare_mixed (int64_t i, double d)
{
  int64_t whole;

  if (isnan (d))
    return 2;
  if (d >= 9223372036854775808.0)
    return -1;
  if (d < -9223372036854775808.0)
    return 1;
  whole = (int64_t) d;
  if (i != whole)
    return i < whole ? -1 : 1;
  d -= (double) whole;
  return d > 0 ? -1 : d < 0;
}

static int
compare_numbers (struct tv a, struct tv b)
{
  bool x = tv_kind (a) == TV_FLOAT, y = tv_kind (b) == TV_FLOAT;
  int order;

  if (x && y) {
    if (isnan (a.u.number) || isnan (b.u.number))
      return 2;
    return (a.u.number > b.u.number) - (a.u.number < b.u.number);
  }
  if (y)
    return compare_mixed (jinja_integer (a), b.u.number);
  if (x) {
    order = compare_mixed (jinja_integer (b), a.u.number);
    return order == 2 ? 2 : -order;
  }
  return (jinja_integer (a) > jinja_integer (b))
    - (jinja_integer (a) < jinja_integer (b));
}

/* The same for numbers one of which is large. */
static int
compare_large (struct tv a, struct tv b)
{
  int order;

  if (tv_kind (b) == TV_FLOAT)
    return jinja_big_order_float (a, b.u.number);
  if (tv_kind (a) == TV_FLOAT) {
    order = jinja_big_order_float (b, a.u.number);
    return order == 2 ? 2 : -order;
  }
  return jinja_integer_order (a, b);
}

static int
compare_text (struct tv a, struct tv b)
{
  size_t len = a.len < b.len ? a.len : b.len;
  int order = len ? memcmp (a.u.text, b.u.text, len) : 0;

  return order ? (order > 0) - (order < 0)
    : (a.len > b.len) - (a.len < b.len);
}

/* -- equality and order ------------------------------------------------ */

static int
equal_objects (struct jinja_run *run, struct tv a, struct tv b)
{
  int status;

  if (jinja_is_strict (a))
    return jinja_raise_undefined (run, a);
  if (jinja_is_strict (b))
    return jinja_raise_undefined (run, b);
  if (jinja_is_undefined (a) || jinja_is_undefined (b))
    return jinja_is_undefined (a) && jinja_is_undefined (b)
      && jinja_undefined_of (a)->kind == jinja_undefined_of (b)->kind;
  if (tv_kind (a) != TV_OBJECT || tv_kind (b) != TV_OBJECT)
    return jinja_is_any_number (a) && jinja_is_any_number (b)
      && compare_large (a, b) == 0;
  if (!jinja_type_of (a)->equal)
    return a.type == b.type && a.u.object == b.u.object;
  status = jinja_descend (run);
  if (status)
    return status;
  status = jinja_type_of (a)->equal (run, a, b);
  jinja_ascend (run);
  return status;
}

int
jinja_equal (struct jinja_run *run, struct tv a, struct tv b)
{
  if (tv_kind (a) == TV_OBJECT || tv_kind (b) == TV_OBJECT)
    return equal_objects (run, a, b);
  if (jinja_is_number (a) && jinja_is_number (b))
    return compare_numbers (a, b) == 0;
  if (jinja_is_string (a) && jinja_is_string (b))
    return a.len == b.len
      && (!a.len || memcmp (a.u.text, b.u.text, a.len) == 0);
  return jinja_is_none (a) && jinja_is_none (b);
}

/* The first elements that differ decide. */
static int
compare_lists (struct jinja_run *run, struct tv a, struct tv b,
               const char *operator, int *order)
{
  const struct jinja_list *x = jinja_list_of (a), *y = jinja_list_of (b);
  size_t i;
  int status = jinja_descend (run);

  if (status)
    return status;
  for (i = 0; i < x->n && i < y->n && !status; i++) {
    status = jinja_charge_fast (run, 1);
    if (status)
      break;
    status = jinja_equal (run, x->items[i], y->items[i]);
    if (status < 0)
      break;
    if (!status) {
      status = jinja_compare (run, x->items[i], y->items[i], operator,
                              order);
      jinja_ascend (run);
      return status;
    }
    status = 0;
  }
  *order = (x->n > y->n) - (x->n < y->n);
  jinja_ascend (run);
  return status;
}

int
jinja_compare (struct jinja_run *run, struct tv a, struct tv b,
               const char *operator, int *order)
{
  if (jinja_is_number (a) && jinja_is_number (b)) {
    *order = compare_numbers (a, b);
    return 0;
  }
  if (jinja_is_string (a) && jinja_is_string (b)) {
    *order = compare_text (a, b);
    return 0;
  }
  if (jinja_is_any_number (a) && jinja_is_any_number (b)) {
    *order = compare_large (a, b);
    return jinja_charge_fast (run, jinja_integer_cost (a));
  }
  if (jinja_is_undefined (a) || jinja_is_undefined (b))
    return jinja_raise_undefined (run, jinja_is_undefined (a) ? a : b);
  if (jinja_is_set_view (a) && jinja_is_set_view (b))
    return jinja_view_order (run, a, b, order);
  if ((JINJA_IS (a, jinja_list) && JINJA_IS (b, jinja_list))
      || (jinja_is_tuple (a) && jinja_is_tuple (b)))
    return compare_lists (run, a, b, operator, order);
  return jinja_raise (run, "TypeError", "'%s' not supported between "
                      "instances of '%s' and '%s'", operator,
                      jinja_type_name (a), jinja_type_name (b));
}

/* -- membership -------------------------------------------------------- */

static int
contains_text (struct jinja_run *run, struct tv haystack, struct tv needle)
{
  int status;

  if (!jinja_is_string (needle))
    return jinja_raise (run, "TypeError", "'in <string>' requires string as "
                        "left operand, not %s", jinja_type_name (needle));
  status = jinja_charge_fast (run, haystack.len / 64);
  if (status)
    return status;
  return !needle.len || memmem (haystack.u.text, haystack.len, needle.u.text,
                                needle.len) != NULL;
}

bool
jinja_is_same (struct tv a, struct tv b)
{
  return tv_kind (a) == TV_OBJECT && a.type == b.type
    && a.u.object == b.u.object;
}

int
jinja_contains (struct jinja_run *run, struct tv haystack, struct tv needle)
{
  struct jinja_iterator *it;
  struct tv v;
  int status;

  if (jinja_is_string (haystack))
    return contains_text (run, haystack, needle);
  if (JINJA_IS (haystack, jinja_dict))
    return jinja_dict_get (run, haystack, needle, &v);
  if (jinja_is_set_view (haystack) || JINJA_IS (haystack, jinja_dict_values))
    return jinja_view_contains (run, haystack, needle);
  if (jinja_is_range (haystack) && jinja_is_any_integer (needle))
    return jinja_range_find (run, haystack, needle, &v);
  if (jinja_is_strict (haystack))
    return jinja_raise_undefined (run, haystack);
  if (!jinja_is_undefined (haystack)
      && (tv_kind (haystack) != TV_OBJECT
          || !jinja_type_of (haystack)->iterate))
    return jinja_raise (run, "TypeError", "argument of type '%s' is not "
                        "iterable", jinja_type_name (haystack));
  status = jinja_iterate (run, haystack, &it);
  while (!status) {
    status = jinja_next (run, it, &v);
    if (status <= 0)
      return status;
    status = jinja_is_same (v, needle) ? 1 : jinja_equal (run, v, needle);
  }
  return status;
}

/* -- hashes ------------------------------------------------------------ */

static uint64_t
mix (uint64_t h)
{
  h ^= h >> 31;
  h *= UINT64_C (0x7fb5d329728ea185);
  h ^= h >> 27;
  h *= UINT64_C (0x81dadef4bc2dd44d);
  return h ^ h >> 33;
}

/* Numbers that are equal have equal hashes. */
static uint64_t
hash_float (double d)
{
  uint64_t bits;

  if (d == floor (d) && d >= -9223372036854775808.0
      && d < 9223372036854775808.0)
    return mix ((uint64_t) (int64_t) d);
  memcpy (&bits, &d, sizeof bits);
  return mix (~bits);
}

static int
hash_large (struct jinja_run *run, struct tv v, uint64_t *hash)
{
  bool is_float;
  double d;
  uint64_t bits = jinja_big_mix (v, &is_float, &d);

  *hash = is_float ? hash_float (d) : mix (bits);
  return jinja_charge_fast (run, jinja_integer_cost (v));
}

static int
hash_tuple (struct jinja_run *run, struct tv tuple, uint64_t *hash)
{
  const struct jinja_list *list = jinja_list_of (tuple);
  uint64_t h = list->n + 17, part;
  size_t i;
  int status = jinja_descend (run);

  if (status)
    return status;
  for (i = 0; i < list->n && !status; i++) {
    status = jinja_charge_fast (run, 1);
    if (!status)
      status = jinja_hash (run, list->items[i], &part);
    h = mix (h * 31 + part);
  }
  jinja_ascend (run);
  *hash = h;
  return status;
}

bool
jinja_is_unhashable (struct tv v)
{
  return JINJA_IS (v, jinja_list) || JINJA_IS (v, jinja_dict)
    || JINJA_IS (v, jinja_dict_keys) || JINJA_IS (v, jinja_dict_items);
}

int
jinja_hash (struct jinja_run *run, struct tv v, uint64_t *hash)
{
  switch (tv_kind (v)) {
  case TV_STRING:
    *hash = jinja_hash_text (v.u.text, v.len);
    return 0;
  case TV_BOOL:
  case TV_INT:
    *hash = mix ((uint64_t) jinja_integer (v));
    return 0;
  case TV_FLOAT:
    *hash = hash_float (v.u.number);
    return 0;
  case TV_OBJECT:
    break;
  default:
    *hash = 1;
    return 0;
  }
  if (jinja_is_tuple (v))
    return hash_tuple (run, v, hash);
  if (jinja_is_big_integer (v))
    return hash_large (run, v, hash);
  if (jinja_is_unhashable (v))
    return jinja_raise (run, "TypeError", "unhashable type: '%s'",
                        jinja_type_name (v));
  if (jinja_is_strict (v))
    return jinja_raise_undefined (run, v);
  *hash = jinja_is_undefined (v) ? 2
    : mix ((uint64_t) (uintptr_t) v.u.object);
  return 0;
}
