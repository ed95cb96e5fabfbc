/* SPDX-License-Identifier: Apache-2.0 */
/* The predefined functions len, index and slice. */

#include <config.h>

#include "plugins/common/gotemplate/builtins.h"

int
gotmpl_builtin_len (struct gotmpl_call *call, const struct tv *args,
                    size_t n, struct tv *result)
{
  struct tv v = args[0];

  (void) n;
  switch (tv_kind (v)) {
  case TV_NONE:
    return gotmpl_call_fail (call, "reflect: call of reflect.Value.Type on "
                             "zero Value");
  case TV_INTERFACE:
    return gotmpl_call_fail (call, "len of nil pointer");
  case TV_STRING:
  case TV_LIST:
  case TV_MAP:
    *result = tv_int ((int64_t) v.len);
    return 0;
  default:
    return gotmpl_call_fail (call, "len of type %s", v.type->name);
  }
}

static int
fail_type_of_index (struct gotmpl_call *call, struct tv v)
{
  return gotmpl_call_fail (call, "cannot index slice/array with type %s",
                           tv_static_type (v)->name);
}

/* Reads an index that may be up to and with MOST. */
static int
read_index (struct gotmpl_call *call, struct tv v, size_t most,
            size_t *index)
{
  switch (tv_kind (v)) {
  case TV_INT:
  case TV_UINT:
    if (v.u.integer < 0 || v.u.natural > most)
      return gotmpl_call_fail (call, "index out of range: %lld",
                               (long long) v.u.integer);
    *index = (size_t) v.u.natural;
    return 0;
  case TV_NONE:
    return gotmpl_call_fail (call, "cannot index slice/array with nil");
  default:
    return fail_type_of_index (call, v);
  }
}

static int
index_map (struct gotmpl_call *call, struct tv map, struct tv key,
           struct tv *result)
{
  key = tv_unwrap (key);
  if (!key.type)
    return gotmpl_call_fail (call, "value is nil; should be of type string");
  if (key.type != &tv_type_string)
    return gotmpl_call_fail (call, "value has type %s; should be string",
                             key.type->name);
  if (tv_map_get (map, key.u.text, key.len, result))
    return 0;
  *result = tv_zero (map.type->element, call->arena);
  return result->type ? 0 : gotmpl_call_no_memory (call);
}

/* Element KEY of V. */
static int
index_once (struct gotmpl_call *call, struct tv v, struct tv key,
            struct tv *result)
{
  size_t i = 0;
  int status;

  switch (tv_kind (v)) {
  case TV_INTERFACE:
    return gotmpl_call_fail (call, "index of nil pointer");
  case TV_MAP:
    return index_map (call, v, key, result);
  case TV_STRING:
  case TV_LIST:
    status = read_index (call, tv_unwrap (key), v.len, &i);
    if (status)
      return status;
    if (i == v.len)
      return gotmpl_call_fail (call, "reflect: %s index out of range",
                               tv_kind (v) == TV_LIST ? "slice" : "string");
    *result = tv_kind (v) == TV_LIST ? tv_at (v, i)
      : tv_integer (&tv_type_uint8, (unsigned char) v.u.text[i]);
    return 0;
  default:
    return gotmpl_call_fail (call, "can't index item of type %s",
                             v.type->name);
  }
}

int
gotmpl_builtin_index (struct gotmpl_call *call, const struct tv *args,
                      size_t n, struct tv *result)
{
  struct tv v = tv_unwrap (args[0]);
  size_t i;
  int status = 0;

  if (!v.type)
    return gotmpl_call_fail (call, "index of untyped nil");
  for (i = 1; i < n && !status; i++)
    status = index_once (call, v, args[i], &v);
  *result = v;
  return status;
}

/* Part FROM..TO of V, whose room may end at MOST. */
static struct tv
cut (struct tv v, size_t from, size_t to, size_t most)
{
  if (tv_kind (v) == TV_STRING)
    return tv_string (v.u.text + from, to - from);
  if (v.u.items)
    v.u.items += from;
  v.len = to - from;
  v.spare = (uint32_t) (most - to);
  return v;
}

int
gotmpl_builtin_slice (struct gotmpl_call *call, const struct tv *args,
                      size_t n, struct tv *result)
{
  struct tv v = tv_unwrap (args[0]);
  size_t bounds[3] = { 0, v.len, v.len + v.spare }, i;
  int status;

  if (!v.type)
    return gotmpl_call_fail (call, "slice of untyped nil");
  if (n > 4)
    return gotmpl_call_fail (call, "too many slice indexes: %zu", n - 1);
  if (tv_kind (v) == TV_STRING && n == 4)
    return gotmpl_call_fail (call, "cannot 3-index slice a string");
  if (tv_kind (v) != TV_STRING && tv_kind (v) != TV_LIST)
    return gotmpl_call_fail (call, "can't slice item of type %s",
                             v.type->name);
  for (i = 1; i < n; i++) {
    /* Unlike index, Go's slice leaves an index in its interface. */
    status = args[i].in_interface ? fail_type_of_index (call, args[i])
      : read_index (call, args[i], v.len + v.spare, &bounds[i - 1]);
    if (status)
      return status;
  }
  for (i = 0; i + 1 < 3 && (i == 0 || n == 4); i++)
    if (bounds[i] > bounds[i + 1])
      return gotmpl_call_fail (call, "invalid slice index: %zu > %zu",
                               bounds[i], bounds[i + 1]);
  *result = cut (v, bounds[0], bounds[1], bounds[2]);
  return 0;
}
