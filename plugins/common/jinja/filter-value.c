/* SPDX-License-Identifier: Apache-2.0 */
/* Filters that look at a value or take something out of it. */

#include <config.h>

#include "plugins/common/jinja/filters.h"

#include <string.h>

#include "plugins/common/jinja/dict-view.h"
#include "plugins/common/jinja/methods.h"
#include "plugins/common/jinja/reversed.h"
#include "plugins/common/jinja/sequence.h"
#include "plugins/common/jinja/text.h"
#include "plugins/common/jinja/undefined.h"

static const struct jinja_parameter attr_parameters[] = {
  { "name", false }
};
static const struct jinja_signature attr =
  JINJA_SIGNATURE ("do_attr", 2, attr_parameters);

int
jinja_filter_attr (struct jinja_run *run, struct tv self,
                   const struct jinja_args *args, struct tv *result)
{
  struct tv v[1];
  uint64_t hash;
  int status = jinja_bind (run, &attr, args, v);

  if (status)
    return status;
  status = jinja_hash (run, v[0], &hash);
  if (status)
    return status;
  if (!jinja_is_string (v[0]))
    return jinja_raise (run, "TypeError", "attribute name must be string, "
                        "not '%s'", jinja_type_name (v[0]));
  if (jinja_is_undefined (self)) {
    /* Attributes of a chainable one are itself. */
    *result = self;
    return jinja_undefined_of (self)->kind == JINJA_UNDEFINED_CHAINABLE ? 0
      : jinja_raise_undefined (run, self);
  }
  status = jinja_find_attribute (run, self, v[0].u.text, v[0].len, result);
  if (status)
    return status < 0 ? status : 0;
  return jinja_make_undefined_key (run, self, v[0], result);
}

static const struct jinja_parameter default_parameters[] = {
  { "default_value", true }, { "boolean", true }
};
static const struct jinja_signature default_signature =
  JINJA_SIGNATURE ("do_default", 1, default_parameters);

int
jinja_filter_default (struct jinja_run *run, struct tv self,
                      const struct jinja_args *args, struct tv *result)
{
  struct tv v[2];
  bool is_replaced = jinja_is_undefined (self);
  int truth, status = jinja_bind (run, &default_signature, args, v);

  if (status)
    return status;
  if (!is_replaced) {
    truth = jinja_optional_truth (run, v[1], false);
    if (truth > 0) {
      truth = jinja_truth (run, self);
      is_replaced = truth == 0;
    }
    if (truth < 0)
      return truth;
  }
  *result = !is_replaced ? self
    : jinja_is_absent (v[0]) ? tv_string ("", 0) : v[0];
  return 0;
}

int
jinja_filter_length (struct jinja_run *run, struct tv self,
                     const struct jinja_args *args, struct tv *result)
{
  size_t n;
  int status;

  if (args->n_keywords)
    return jinja_raise (run, "TypeError",
                        "len() takes no keyword arguments");
  if (args->n_args)
    return jinja_raise (run, "TypeError", "len() takes exactly one argument "
                        "(%zu given)", args->n_args + 1);
  status = jinja_length (run, self, &n);
  if (!status)
    *result = tv_int ((int64_t) n);
  return status;
}

int
jinja_filter_list (struct jinja_run *run, struct tv self,
                   const struct jinja_args *args, struct tv *result)
{
  int status = jinja_bind_none (run, "sync_do_list", 1, args);

  return status ? status : jinja_to_list (run, self, result);
}

int
jinja_filter_first (struct jinja_run *run, struct tv self,
                    const struct jinja_args *args, struct tv *result)
{
  struct jinja_iterator *it;
  int status = jinja_bind_none (run, "sync_do_first", 2, args);

  if (!status)
    status = jinja_iterate (run, self, &it);
  if (status)
    return status;
  status = jinja_next (run, it, result);
  if (status)
    return status < 0 ? status : 0;
  return jinja_make_undefined_hint (run, result, "No first item, sequence was "
                                    "empty.");
}

int
jinja_filter_last (struct jinja_run *run, struct tv self,
                   const struct jinja_args *args, struct tv *result)
{
  struct jinja_iterator *it;
  int status = jinja_bind_none (run, "do_last", 2, args);

  if (status)
    return status;
  status = jinja_iterate_reversed (run, self, &it);
  if (status < 0)
    return status;
  if (!status)
    return jinja_raise (run, "TypeError", "'%s' object is not reversible",
                        jinja_type_name (self));
  status = jinja_next (run, it, result);
  if (status)
    return status < 0 ? status : 0;
  return jinja_make_undefined_hint (run, result, "No last item, sequence was "
                                    "empty.");
}

/* Pages must not differ from run to run: the element depends on the number
 * of elements alone. */
int
jinja_filter_random (struct jinja_run *run, struct tv self,
                     const struct jinja_args *args, struct tv *result)
{
  size_t n;
  struct tv key;
  int status = jinja_bind_none (run, "do_random", 2, args);

  if (!status)
    status = jinja_length (run, self, &n);
  if (status)
    return status;
  if (!n)
    return jinja_make_undefined_hint (run, result, "No random item, sequence "
                                      "was empty.");
  key = tv_int ((int64_t) ((n * 0x9e3779b9u >> 7) % n));
  if (JINJA_IS (self, jinja_dict))
    key = tv_int (0);
  status = jinja_find_item (run, self, key, result);
  if (status)
    return status < 0 ? status : 0;
  return JINJA_IS (self, jinja_dict)
    ? jinja_raise (run, "KeyError", "0")
    : jinja_raise (run, "TypeError", "'%s' object is not subscriptable",
                   jinja_type_name (self));
}

int
jinja_filter_reverse (struct jinja_run *run, struct tv self,
                      const struct jinja_args *args, struct tv *result)
{
  struct jinja_iterator *it;
  struct pl_buffer out;
  struct jinja_list *list;
  size_t i, at;
  int status = jinja_bind_none (run, "do_reverse", 1, args);

  if (status)
    return status;
  if (jinja_is_string (self)) {
    status = jinja_charge (run, 1 + self.len / 16);
    if (status)
      return status;
    jinja_buffer_init (run, &out);
    for (i = self.len; i > 0; i = at) {
      for (at = i - 1; at && (self.u.text[at] & 0xc0) == 0x80;)
        at--;
      pl_buffer_append (&out, self.u.text + at, i - at);
    }
    return jinja_take_string (run, &out, self.type, result);
  }
  status = jinja_iterate_reversed (run, self, &it);
  if (status) {
    if (status > 0)
      *result = jinja_reversed_value (it);
    return status < 0 ? status : 0;
  }
  if (!jinja_can_iterate (self))
    return jinja_raise (run, "FilterArgumentError",
                        "argument must be iterable");
  status = jinja_to_list (run, self, result);
  if (status)
    return status;
  list = jinja_list_of (*result);
  for (i = 0; i < list->n / 2; i++) {
    struct tv v = list->items[i];

    list->items[i] = list->items[list->n - 1 - i];
    list->items[list->n - 1 - i] = v;
  }
  return 0;
}

/* -- items ------------------------------------------------------------- */

/* Begins to look at the value only when the first pair is wanted. */
struct items_iterator {
  struct jinja_iterator it;
  struct tv value;
  struct jinja_iterator *inner;
};

static int
items_next (struct jinja_run *run, struct jinja_iterator *it, struct tv *v)
{
  struct items_iterator *self = (struct items_iterator *) (void *) it;
  int status;

  if (!self->inner) {
    if (jinja_is_undefined (self->value))
      return 0;
    if (!JINJA_IS (self->value, jinja_dict))
      return jinja_raise (run, "TypeError",
                          "Can only get item pairs from a mapping.");
    status = jinja_iterate_view (run, &jinja_dict_items, self->value, NULL,
                                 &self->inner);
    if (status)
      return status;
  }
  return jinja_next (run, self->inner, v);
}

int
jinja_filter_items (struct jinja_run *run, struct tv self,
                    const struct jinja_args *args, struct tv *result)
{
  struct items_iterator *it;
  int status = jinja_bind_none (run, "do_items", 1, args);

  if (status)
    return status;
  it = pl_arena_zalloc (jinja_arena (run), sizeof *it);
  if (!it)
    return jinja_no_memory (run);
  it->it = (struct jinja_iterator) { .next = items_next, .name = "do_items" };
  it->value = self;
  *result = jinja_make_generator (&it->it);
  return 0;
}

/* -- join -------------------------------------------------------------- */

static const struct jinja_parameter join_parameters[] = {
  { "d", true }, { "attribute", true }
};
static const struct jinja_signature join =
  JINJA_SIGNATURE ("sync_do_join", 2, join_parameters);

/* The values to be joined, and whether one of them is Markup. */
static int
collect (struct jinja_run *run, struct tv self, struct tv attribute,
         struct tv *list, bool *any_safe)
{
  struct jinja_iterator *it;
  struct jinja_path path;
  struct tv v;
  int status = jinja_path_init (run, &path, attribute, tv_none (), false);

  if (!status)
    status = jinja_iterate (run, self, &it);
  if (!status)
    status = jinja_make_list (run, 0, list);
  if (status)
    return status;
  *any_safe = false;
  while ((status = jinja_next (run, it, &v)) == 1) {
    status = jinja_path_follow (run, &path, v, &v);
    *any_safe |= jinja_is_safe (v);
    if (!status)
      status = jinja_to_string (run, v, &v);
    if (!status)
      status = jinja_append (run, *list, v);
    if (status)
      break;
  }
  return status;
}

int
jinja_filter_join (struct jinja_run *run, struct tv self,
                   const struct jinja_args *args, struct tv *result)
{
  struct tv v[2], separator, list;
  bool any_safe = false;
  int status = jinja_bind (run, &join, args, v);

  if (status)
    return status;
  separator = jinja_is_absent (v[0]) ? tv_string ("", 0) : v[0];
  if (jinja_is_strict (separator) && !jinja_autoescapes (run))
    return jinja_raise_undefined (run, separator);
  status = collect (run, self, v[1], &list, &any_safe);
  if (status)
    return status;
  if (!jinja_autoescapes (run))
    status = jinja_to_plain (run, separator, &separator);
  else if (any_safe)
    status = jinja_escape (run, separator, &separator);
  else
    status = jinja_to_string (run, separator, &separator);
  return status ? status : jinja_text_join (run, separator, list, result);
}
