/* SPDX-License-Identifier: Apache-2.0 */
/* Methods of list and tuple. */

#include <config.h>

#include "plugins/common/jinja/methods.h"

#include <string.h>

#include "plugins/common/jinja/big-integer.h"
#include "plugins/common/jinja/sort.h"

static int
method_append (struct jinja_run *run, struct tv self,
               const struct jinja_args *args, struct tv *result)
{
  int status = jinja_check_arity (run, args, "list", "append", 1, 1);

  *result = tv_nil ();
  return status ? status : jinja_append (run, self, args->args[0]);
}

static int
method_clear (struct jinja_run *run, struct tv self,
              const struct jinja_args *args, struct tv *result)
{
  int status = jinja_check_arity (run, args, "list", "clear", 0, 0);

  *result = tv_nil ();
  if (!status)
    jinja_list_of (self)->n = 0;
  return status;
}

static int
method_copy (struct jinja_run *run, struct tv self,
             const struct jinja_args *args, struct tv *result)
{
  int status = jinja_check_arity (run, args, "list", "copy", 0, 0);

  return status ? status : jinja_to_list (run, self, result);
}

static int
method_extend (struct jinja_run *run, struct tv self,
               const struct jinja_args *args, struct tv *result)
{
  struct tv more;
  size_t i;
  int status = jinja_check_arity (run, args, "list", "extend", 1, 1);

  *result = tv_nil ();
  if (!status)
    status = jinja_to_list (run, args->args[0], &more);
  for (i = 0; !status && i < jinja_list_of (more)->n; i++)
    status = jinja_append (run, self, jinja_list_of (more)->items[i]);
  return status;
}

static int
method_insert (struct jinja_run *run, struct tv self,
               const struct jinja_args *args, struct tv *result)
{
  struct jinja_list *list = jinja_list_of (self);
  int64_t at, n = (int64_t) list->n;
  int status = jinja_check_arity (run, args, "list", "insert", 2, 2);

  *result = tv_nil ();
  if (!status)
    status = jinja_to_index (run, args->args[0], &at);
  if (!status)
    status = jinja_charge (run, 1 + list->n / 4);
  if (!status)
    status = jinja_append (run, self, tv_nil ());
  if (status)
    return status;
  if (at < 0)
    at = at + n < 0 ? 0 : at + n;
  if (at > n)
    at = n;
  memmove (list->items + at + 1, list->items + at,
           (size_t) (n - at) * sizeof *list->items);
  list->items[at] = args->args[1];
  return 0;
}

static void
take_out (struct jinja_list *list, size_t i)
{
  list->n--;
  memmove (list->items + i, list->items + i + 1,
           (list->n - i) * sizeof *list->items);
}

static int
method_pop (struct jinja_run *run, struct tv self,
            const struct jinja_args *args, struct tv *result)
{
  struct jinja_list *list = jinja_list_of (self);
  int64_t at = -1;
  int status = jinja_check_arity (run, args, "list", "pop", 0, 1);

  if (!status && args->n_args)
    status = jinja_to_index (run, args->args[0], &at);
  if (!status)
    status = jinja_charge (run, 1 + list->n / 4);
  if (status)
    return status;
  if (!list->n)
    return jinja_raise (run, "IndexError", "pop from empty list");
  if (at < 0)
    at += (int64_t) list->n;
  if (at < 0 || at >= (int64_t) list->n)
    return jinja_raise (run, "IndexError", "pop index out of range");
  *result = list->items[at];
  take_out (list, (size_t) at);
  return 0;
}

/* Where V is between START and STOP: 1 with *AT, 0 or an error. */
static int
find_item (struct jinja_run *run, struct tv self, struct tv v, size_t start,
           size_t stop, size_t *at)
{
  struct jinja_list *list = jinja_list_of (self);
  int status;

  for (*at = start; *at < stop && *at < list->n; (*at)++) {
    status = jinja_charge (run, 1);
    if (!status)
      status = jinja_equal (run, list->items[*at], v);
    if (status)
      return status;
  }
  return 0;
}

static int
method_remove (struct jinja_run *run, struct tv self,
               const struct jinja_args *args, struct tv *result)
{
  size_t at;
  int status = jinja_check_arity (run, args, "list", "remove", 1, 1);

  *result = tv_nil ();
  if (!status) {
    status = find_item (run, self, args->args[0], 0, (size_t) -1, &at);
    if (status == 0)
      return jinja_raise (run, "ValueError",
                          "list.remove(x): x not in list");
  }
  if (status < 0)
    return status;
  take_out (jinja_list_of (self), at);
  return 0;
}

static int
method_reverse (struct jinja_run *run, struct tv self,
                const struct jinja_args *args, struct tv *result)
{
  struct jinja_list *list = jinja_list_of (self);
  size_t i;
  int status = jinja_check_arity (run, args, "list", "reverse", 0, 0);

  if (!status)
    status = jinja_charge (run, 1 + list->n);
  if (status)
    return status;
  for (i = 0; i < list->n / 2; i++) {
    struct tv v = list->items[i];

    list->items[i] = list->items[list->n - 1 - i];
    list->items[list->n - 1 - i] = v;
  }
  *result = tv_nil ();
  return 0;
}

static int
method_sort (struct jinja_run *run, struct tv self,
             const struct jinja_args *args, struct tv *result)
{
  static const struct jinja_parameter parameters[] = {
    { "key", true }, { "reverse", true }
  };
  struct jinja_signature signature = { "sort", 0, parameters, 2 };
  struct jinja_list *list = jinja_list_of (self);
  struct jinja_sorted *pairs;
  struct tv values[2];
  size_t i, n = list->n;
  bool reverse = false;
  int status;

  if (args->n_args + args->n_keywords > 2)
    return jinja_raise (run, "TypeError", "sort() takes at most 2 %s"
                        "arguments (%zu given)",
                        args->n_args ? "" : "keyword ",
                        args->n_args + args->n_keywords);
  if (args->n_args)
    return jinja_raise (run, "TypeError",
                        "sort() takes no positional arguments");
  status = jinja_check_keywords (run, &signature, args);
  if (!status)
    status = jinja_bind (run, &signature, args, values);
  if (status)
    return status;
  if (!jinja_is_absent (values[1])) {
    status = jinja_to_flag (run, values[1], &reverse);
    if (status)
      return status;
  }
  pairs = pl_arena_array (jinja_arena (run), n, sizeof *pairs);
  if (n && !pairs)
    return jinja_no_memory (run);
  for (i = 0; i < n; i++) {
    pairs[i].key = pairs[i].value = list->items[i];
    if (!jinja_is_absent (values[0]) && !jinja_is_none (values[0])) {
      struct jinja_args one = { .args = &pairs[i].value, .n_args = 1 };

      status = jinja_call (run, values[0], &one, &pairs[i].key);
      if (status)
        return status;
    }
  }
  status = jinja_sort (run, pairs, n, reverse);
  for (i = 0; !status && i < n && i < list->n; i++)
    list->items[i] = pairs[i].value;
  *result = tv_nil ();
  return status;
}

static int
count (struct jinja_run *run, struct tv self, const struct jinja_args *args,
       const char *type, struct tv *result)
{
  struct jinja_list *list = jinja_list_of (self);
  int64_t n = 0;
  size_t i;
  int status = jinja_check_arity (run, args, type, "count", 1, 1);

  for (i = 0; status >= 0 && i < list->n; i++) {
    status = jinja_charge (run, 1);
    if (!status)
      status = jinja_equal (run, list->items[i], args->args[0]);
    n += status > 0;
  }
  *result = tv_int (n);
  return status < 0 ? status : 0;
}

static int
method_list_count (struct jinja_run *run, struct tv self,
                   const struct jinja_args *args, struct tv *result)
{
  return count (run, self, args, "list", result);
}

static int
method_tuple_count (struct jinja_run *run, struct tv self,
                    const struct jinja_args *args, struct tv *result)
{
  return count (run, self, args, "tuple", result);
}

static int
index_of (struct jinja_run *run, struct tv self,
          const struct jinja_args *args, const char *type, struct tv *result)
{
  int64_t bounds[2] = { 0, INT64_MAX }, n;
  size_t i, at;
  int status = jinja_check_arity (run, args, type, "index", 1, 3);

  n = (int64_t) jinja_list_of (self)->n;
  for (i = 0; !status && i + 1 < args->n_args; i++) {
    if (!jinja_is_any_integer (args->args[i + 1]))
      return jinja_raise (run, "TypeError", "slice indices must be integers "
                          "or have an __index__ method");
    bounds[i] = jinja_integer_clamp (args->args[i + 1]);
    if (bounds[i] < 0)
      bounds[i] = bounds[i] + n < 0 ? 0 : bounds[i] + n;
  }
  if (status)
    return status;
  status = find_item (run, self, args->args[0], (size_t) bounds[0],
                      (size_t) bounds[1], &at);
  if (status < 0)
    return status;
  if (status == 1) {
    *result = tv_int ((int64_t) at);
    return 0;
  }
  if (!strcmp (type, "tuple"))
    return jinja_raise (run, "ValueError",
                        "tuple.index(x): x not in tuple");
  return jinja_raise_repr (run, "ValueError", "", args->args[0],
                           " is not in list");
}

static int
method_list_index (struct jinja_run *run, struct tv self,
                   const struct jinja_args *args, struct tv *result)
{
  return index_of (run, self, args, "list", result);
}

static int
method_tuple_index (struct jinja_run *run, struct tv self,
                    const struct jinja_args *args, struct tv *result)
{
  return index_of (run, self, args, "tuple", result);
}

static const struct jinja_method list_methods[] = {
  { "append", method_append },
  { "clear", method_clear },
  { "copy", method_copy },
  { "count", method_list_count },
  { "extend", method_extend },
  { "index", method_list_index },
  { "insert", method_insert },
  { "pop", method_pop },
  { "remove", method_remove },
  { "reverse", method_reverse },
  { "sort", method_sort },
};

static const struct jinja_method tuple_methods[] = {
  { "count", method_tuple_count },
  { "index", method_tuple_index },
};

const struct jinja_method_table jinja_list_methods =
  JINJA_METHOD_TABLE (list_methods);
const struct jinja_method_table jinja_tuple_methods =
  JINJA_METHOD_TABLE (tuple_methods);
