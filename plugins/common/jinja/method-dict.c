/* SPDX-License-Identifier: Apache-2.0 */
/* Methods of dict. */

#include <config.h>

#include "plugins/common/jinja/methods.h"

#include "plugins/common/jinja/dict-view.h"
#include "plugins/common/jinja/sequence.h"

static int
raise_key (struct jinja_run *run, struct tv key)
{
  return jinja_raise_repr (run, "KeyError", "", key, "");
}

static int
method_clear (struct jinja_run *run, struct tv self,
              const struct jinja_args *args, struct tv *result)
{
  int status = jinja_check_arity (run, args, "dict", "clear", 0, 0);

  *result = tv_nil ();
  if (!status)
    *jinja_dict_of (self) = (struct jinja_dict) { .n = 0 };
  return status;
}

/* Sets all entries of FROM in DICT. */
static int
set_all (struct jinja_run *run, struct tv dict, struct tv from)
{
  struct jinja_entry *entry;
  size_t position = 0;
  int status = 0;

  if (dict.u.object == from.u.object)
    return 0;
  while (!status && jinja_dict_next (from, &position, &entry)) {
    status = jinja_charge (run, 1);
    if (!status)
      status = jinja_dict_set (run, dict, entry->key, entry->value);
  }
  return status;
}

static int
method_copy (struct jinja_run *run, struct tv self,
             const struct jinja_args *args, struct tv *result)
{
  int status = jinja_check_arity (run, args, "dict", "copy", 0, 0);

  if (!status)
    status = jinja_make_dict (run, result);
  return status ? status : set_all (run, *result, self);
}

static int
method_fromkeys (struct jinja_run *run, struct tv self,
                 const struct jinja_args *args, struct tv *result)
{
  struct jinja_iterator *it;
  struct tv key;
  int status = jinja_check_arity (run, args, "dict", "fromkeys", 1, 2);

  (void) self;
  if (!status)
    status = jinja_iterate (run, args->args[0], &it);
  if (!status)
    status = jinja_make_dict (run, result);
  while (!status && (status = jinja_next (run, it, &key)) == 1)
    status = jinja_dict_set (run, *result, key,
                             jinja_argument (args, 1, tv_nil ()));
  return status;
}

static int
method_get (struct jinja_run *run, struct tv self,
            const struct jinja_args *args, struct tv *result)
{
  int status = jinja_check_arity (run, args, "dict", "get", 1, 2);

  if (status)
    return status;
  status = jinja_dict_get (run, self, args->args[0], result);
  if (status == 0)
    *result = jinja_argument (args, 1, tv_nil ());
  return status < 0 ? status : 0;
}

static int
method_pop (struct jinja_run *run, struct tv self,
            const struct jinja_args *args, struct tv *result)
{
  int status = jinja_check_arity (run, args, "dict", "pop", 1, 2);

  if (status)
    return status;
  /* In an empty dict nothing is looked for, whatever the key. */
  status = jinja_dict_of (self)->n
    ? jinja_dict_get (run, self, args->args[0], result) : 0;
  if (status < 0)
    return status;
  if (status == 1) {
    status = jinja_dict_delete (run, self, args->args[0]);
    return status < 0 ? status : 0;
  }
  if (args->n_args < 2)
    return raise_key (run, args->args[0]);
  *result = args->args[1];
  return 0;
}

static int
method_popitem (struct jinja_run *run, struct tv self,
                const struct jinja_args *args, struct tv *result)
{
  struct jinja_entry *entry, *last = NULL;
  size_t position = 0;
  int status = jinja_check_arity (run, args, "dict", "popitem", 0, 0);

  if (status)
    return status;
  while (jinja_dict_next (self, &position, &entry))
    last = entry;
  status = jinja_charge (run, 1 + position);
  if (status)
    return status;
  if (!last)
    return jinja_raise (run, "KeyError", "'popitem(): dictionary is empty'");
  status = jinja_make_tuple (run, 2, result);
  if (status)
    return status;
  jinja_list_of (*result)->items[0] = last->key;
  jinja_list_of (*result)->items[1] = last->value;
  status = jinja_dict_delete (run, self, last->key);
  return status < 0 ? status : 0;
}

static int
method_setdefault (struct jinja_run *run, struct tv self,
                   const struct jinja_args *args, struct tv *result)
{
  int status = jinja_check_arity (run, args, "dict", "setdefault", 1, 2);

  if (status)
    return status;
  status = jinja_dict_get (run, self, args->args[0], result);
  if (status)
    return status < 0 ? status : 0;
  *result = jinja_argument (args, 1, tv_nil ());
  return jinja_dict_set (run, self, args->args[0], *result);
}

/* Sets the pairs that iterating over FROM gives. */
static int
set_pairs (struct jinja_run *run, struct tv dict, struct tv from)
{
  struct jinja_iterator *it;
  struct tv pair, list;
  size_t n = 0;
  int status = jinja_iterate (run, from, &it);

  while (!status && (status = jinja_next (run, it, &pair)) == 1) {
    if (!jinja_can_iterate (pair))
      return jinja_raise (run, "TypeError", "cannot convert dictionary "
                          "update sequence element #%zu to a sequence", n);
    status = jinja_to_list (run, pair, &list);
    if (status)
      return status;
    if (jinja_list_of (list)->n != 2)
      return jinja_raise (run, "ValueError", "dictionary update sequence "
                          "element #%zu has length %zu; 2 is required", n,
                          jinja_list_of (list)->n);
    status = jinja_dict_set (run, dict, jinja_list_of (list)->items[0],
                             jinja_list_of (list)->items[1]);
    n++;
  }
  return status;
}

static int
method_update (struct jinja_run *run, struct tv self,
               const struct jinja_args *args, struct tv *result)
{
  size_t i;
  int status = 0;

  *result = tv_nil ();
  if (args->n_args > 1)
    return jinja_raise (run, "TypeError",
                        "update expected at most 1 argument, got %zu",
                        args->n_args);
  if (args->n_args && jinja_is_undefined (args->args[0]))
    return jinja_raise_undefined (run, args->args[0]);
  if (args->n_args)
    status = JINJA_IS (args->args[0], jinja_dict)
      ? set_all (run, self, args->args[0])
      : set_pairs (run, self, args->args[0]);
  for (i = 0; !status && i < args->n_keywords; i++)
    status = jinja_dict_set (run, self,
                             tv_string (args->keywords[i].name,
                                        args->keywords[i].name_len),
                             args->keywords[i].value);
  return status;
}

static int
method_items (struct jinja_run *run, struct tv self,
              const struct jinja_args *args, struct tv *result)
{
  int status = jinja_check_arity (run, args, "dict", "items", 0, 0);

  return status ? status
    : jinja_make_view (run, &jinja_dict_items, self, result);
}

static int
method_keys (struct jinja_run *run, struct tv self,
             const struct jinja_args *args, struct tv *result)
{
  int status = jinja_check_arity (run, args, "dict", "keys", 0, 0);

  return status ? status
    : jinja_make_view (run, &jinja_dict_keys, self, result);
}

static int
method_values (struct jinja_run *run, struct tv self,
               const struct jinja_args *args, struct tv *result)
{
  int status = jinja_check_arity (run, args, "dict", "values", 0, 0);

  return status ? status
    : jinja_make_view (run, &jinja_dict_values, self, result);
}

static const struct jinja_method methods[] = {
  { "clear", method_clear },
  { "copy", method_copy },
  { "fromkeys", method_fromkeys },
  { "get", method_get },
  { "items", method_items },
  { "keys", method_keys },
  { "pop", method_pop },
  { "popitem", method_popitem },
  { "setdefault", method_setdefault },
  { "update", method_update },
  { "values", method_values },
};

const struct jinja_method_table jinja_dict_methods =
  JINJA_METHOD_TABLE (methods);
