/* SPDX-License-Identifier: Apache-2.0 */
/* Filters that yield their results one by one, when they are asked for. */

#include <config.h>

#include "plugins/common/jinja/filters.h"

#include <string.h>

#include "plugins/common/jinja/big-integer.h"
#include "plugins/common/jinja/print.h"
#include "plugins/common/jinja/undefined.h"

/* A copy of ARGS that lives as long as the rendering. */
static int
keep_args (struct jinja_run *run, const struct jinja_args *args,
           struct jinja_args *kept)
{
  struct jinja_keyword *keywords;
  struct tv *values;

  *kept = *args;
  if (args->n_args) {
    values = pl_arena_array (jinja_arena (run), args->n_args, sizeof *values);
    if (!values)
      return jinja_no_memory (run);
    memcpy (values, args->args, args->n_args * sizeof *values);
    kept->args = values;
  }
  if (args->n_keywords) {
    keywords = pl_arena_array (jinja_arena (run), args->n_keywords,
                               sizeof *keywords);
    if (!keywords)
      return jinja_no_memory (run);
    memcpy (keywords, args->keywords, args->n_keywords * sizeof *keywords);
    kept->keywords = keywords;
  }
  return 0;
}

/* -- map, select and their like ---------------------------------------- */

struct each {
  struct jinja_iterator it;
  struct tv value;
  struct jinja_args args;
  bool is_map, by_attribute, wanted;
  /* Set when the first result is asked for: */
  struct jinja_iterator *inner;
  struct jinja_path path;
  const char *name;          /* of the filter or test; NULL: none */
  size_t name_len;
  const struct tv *no_name;  /* what stands there and is no text, or NULL */
  struct jinja_args rest;    /* its arguments */
};

static bool
is_keyword (const struct jinja_keyword *k, const char *name)
{
  return k->name_len == strlen (name) && !memcmp (k->name, name, k->name_len);
}

static int
unexpected_keyword (struct jinja_run *run, const struct jinja_keyword *k)
{
  struct pl_buffer text;
  int status;

  jinja_buffer_init (run, &text);
  jinja_quote (&text, k->name, k->name_len, false);
  status = jinja_raise (run, "FilterArgumentError",
                        "Unexpected keyword argument %s",
                        text.failed ? "" : text.data);
  pl_buffer_release (&text);
  return status;
}

/* "map" with the keyword "attribute" instead of a filter. */
static int
prepare_attribute (struct jinja_run *run, struct each *each)
{
  struct tv attribute = tv_none (), fallback = tv_none ();
  const struct jinja_keyword *unknown = NULL;
  size_t i;

  for (i = 0; i < each->args.n_keywords; i++) {
    const struct jinja_keyword *k = &each->args.keywords[i];

    if (is_keyword (k, "attribute"))
      attribute = k->value;
    else if (is_keyword (k, "default"))
      fallback = k->value;
    else if (!unknown)
      unknown = k;
  }
  if (jinja_is_absent (attribute))
    return jinja_raise (run, "FilterArgumentError",
                        "map requires a filter argument");
  if (unknown)
    return unexpected_keyword (run, unknown);
  return jinja_path_init (run, &each->path, attribute, fallback, false);
}

static void
set_name (struct each *each, size_t i)
{
  const struct tv *name = &each->args.args[i];

  each->rest = (struct jinja_args) {
    each->args.args + i + 1, each->args.n_args - i - 1, each->args.keywords,
    each->args.n_keywords
  };
  if (jinja_is_string (*name)) {
    each->name = name->u.text;
    each->name_len = name->len;
  } else {
    each->no_name = name;
  }
}

/* There is no filter or test of that name; said when one is to be used, so
 * that nothing is wrong with it where there is nothing. */
static int
refuse_name (struct jinja_run *run, const struct each *each)
{
  const char *text = each->is_map ? "No filter named " : "No test named ";
  struct pl_buffer why;
  uint64_t hash;
  int status = jinja_hash (run, *each->no_name, &hash);

  if (status)
    return status;
  if (!jinja_is_undefined (*each->no_name))
    return jinja_raise_repr (run, "TemplateRuntimeError", text,
                             *each->no_name, ".");
  jinja_buffer_init (run, &why);
  status = jinja_undefined_message (run, &why, *each->no_name);
  if (!status)
    status = jinja_raise (run, "TemplateRuntimeError", "%sUndefined. (%s; "
                          "did you forget to quote the callable name?)",
                          text, why.failed ? "" : why.data);
  pl_buffer_release (&why);
  return status;
}

/* What is done once, when the first result is wanted. */
static int
prepare (struct jinja_run *run, struct each *each)
{
  size_t first = each->by_attribute;
  int status;

  if (each->is_map && !each->args.n_args) {
    status = prepare_attribute (run, each);
  } else {
    if (each->by_attribute && !each->args.n_args)
      return jinja_raise (run, "FilterArgumentError",
                          "Missing parameter for attribute name");
    status = each->by_attribute
      ? jinja_path_init (run, &each->path, each->args.args[0], tv_none (),
                         false)
      : 0;
    if (!status && each->args.n_args > first)
      set_name (each, first);
  }
  return status ? status : jinja_iterate (run, each->value, &each->inner);
}

static int
each_next (struct jinja_run *run, struct jinja_iterator *it, struct tv *v)
{
  struct each *each = (struct each *) (void *) it;
  struct tv item;
  int status;

  if (!each->inner) {
    /* Nothing at all happens for what is false. */
    status = jinja_truth (run, each->value);
    if (status <= 0)
      return status;
    status = prepare (run, each);
    if (status)
      return status;
  }
  while ((status = jinja_next (run, each->inner, v)) == 1) {
    status = jinja_path_follow (run, &each->path, *v, &item);
    if (!status && each->no_name)
      status = refuse_name (run, each);
    if (status)
      return status;
    if (each->is_map) {
      *v = item;
      if (each->name)
        status = jinja_apply_filter (run, each->name, each->name_len, item,
                                     &each->rest, v);
      return status ? status : 1;
    }
    status = each->name
      ? jinja_apply_test (run, each->name, each->name_len, item, &each->rest)
      : jinja_truth (run, item);
    if (status < 0)
      return status;
    if ((status > 0) == each->wanted)
      return 1;
  }
  return status;
}

static int
make_each (struct jinja_run *run, struct tv self,
           const struct jinja_args *args, struct each options,
           const char *name, struct tv *result)
{
  struct each *each = pl_arena_zalloc (jinja_arena (run), sizeof *each);
  int status;

  if (!each)
    return jinja_no_memory (run);
  *each = options;
  each->it = (struct jinja_iterator) { .next = each_next, .name = name };
  each->value = self;
  status = keep_args (run, args, &each->args);
  if (!status)
    *result = jinja_make_generator (&each->it);
  return status;
}

int
jinja_filter_map (struct jinja_run *run, struct tv self,
                  const struct jinja_args *args, struct tv *result)
{
  return make_each (run, self, args, (struct each) { .is_map = true },
                    "sync_do_map", result);
}

int
jinja_filter_select (struct jinja_run *run, struct tv self,
                     const struct jinja_args *args, struct tv *result)
{
  return make_each (run, self, args, (struct each) { .wanted = true },
                    "select_or_reject", result);
}

int
jinja_filter_reject (struct jinja_run *run, struct tv self,
                     const struct jinja_args *args, struct tv *result)
{
  return make_each (run, self, args, (struct each) { .wanted = false },
                    "select_or_reject", result);
}

int
jinja_filter_selectattr (struct jinja_run *run, struct tv self,
                         const struct jinja_args *args, struct tv *result)
{
  return make_each (run, self, args,
                    (struct each) { .by_attribute = true, .wanted = true },
                    "select_or_reject", result);
}

int
jinja_filter_rejectattr (struct jinja_run *run, struct tv self,
                         const struct jinja_args *args, struct tv *result)
{
  return make_each (run, self, args, (struct each) { .by_attribute = true },
                    "select_or_reject", result);
}

/* -- batch and slice --------------------------------------------------- */

struct parts {
  struct jinja_iterator it;
  struct tv value, count, fill;
  struct jinja_iterator *inner;    /* batch */
  struct tv held;                  /* the item after the last batch */
  bool has_held, is_prepared;
  struct jinja_list *list;         /* slice */
  int64_t slices, each, extra, number;
};

static int
batch_next (struct jinja_run *run, struct jinja_iterator *it, struct tv *v)
{
  struct parts *self = (struct parts *) (void *) it;
  struct tv item;
  size_t n = 0;
  int order, status;

  if (!self->inner) {
    status = jinja_iterate (run, self->value, &self->inner);
    if (status)
      return status;
  }
  status = jinja_make_list (run, 0, v);
  if (!status && self->has_held) {
    status = jinja_append (run, *v, self->held);
    self->has_held = false;
    n = 1;
  }
  while (!status && (status = jinja_next (run, self->inner, &item)) == 1) {
    int full = jinja_equal (run, tv_int ((int64_t) n), self->count);

    if (full < 0)
      return full;
    if (full) {
      self->held = item;
      self->has_held = true;
      return 1;
    }
    status = jinja_append (run, *v, item);
    n++;
  }
  if (status || !n)
    return status;
  if (!jinja_is_none (self->fill)) {
    status = jinja_compare (run, tv_int ((int64_t) n), self->count, "<",
                            &order);
    if (!status && order < 0) {
      int64_t count;

      status = jinja_is_big_integer (self->count)
        ? jinja_raise_overflow (run, "index")
        : jinja_to_index (run, self->count, &count);
      for (; !status && (int64_t) n < count; n++) {
        status = jinja_charge (run, 1);
        if (!status)
          status = jinja_append (run, *v, self->fill);
      }
    }
  }
  return status ? status : 1;
}

static int
prepare_slices (struct jinja_run *run, struct parts *self)
{
  struct tv list, each, extra;
  int status = jinja_to_list (run, self->value, &list);

  if (status)
    return status;
  self->list = jinja_list_of (list);
  status = jinja_arithmetic (run, "//", tv_int ((int64_t) self->list->n),
                             self->count, &each);
  if (!status)
    status = jinja_arithmetic (run, "%", tv_int ((int64_t) self->list->n),
                               self->count, &extra);
  if (!status && !jinja_is_big_integer (self->count))
    status = jinja_to_index (run, self->count, &self->slices);
  if (status)
    return status;
  /* Of less than no slices, none is ever made. */
  if (jinja_is_big_integer (self->count))
    self->slices = jinja_integer_clamp (self->count);
  self->each = jinja_integer_clamp (each);
  self->extra = jinja_integer_clamp (extra);
  self->is_prepared = true;
  return 0;
}

static int
slice_next (struct jinja_run *run, struct jinja_iterator *it, struct tv *v)
{
  struct parts *self = (struct parts *) (void *) it;
  int64_t start, n, i;
  int status = 0;

  if (!self->is_prepared)
    status = prepare_slices (run, self);
  if (status || self->number >= self->slices)
    return status;
  n = self->each + (self->number < self->extra);
  start = self->number * self->each
    + (self->number < self->extra ? self->number : self->extra);
  status = jinja_make_list (run, 0, v);
  for (i = 0; i < n && !status; i++)
    status = jinja_append (run, *v, self->list->items[start + i]);
  if (!status && !jinja_is_none (self->fill) && self->number >= self->extra)
    status = jinja_append (run, *v, self->fill);
  self->number++;
  return status ? status : 1;
}

static const struct jinja_parameter batch_parameters[] = {
  { "linecount", false }, { "fill_with", true }
};
static const struct jinja_signature batch =
  JINJA_SIGNATURE ("do_batch", 1, batch_parameters);
static const struct jinja_parameter slice_parameters[] = {
  { "slices", false }, { "fill_with", true }
};
static const struct jinja_signature slice =
  JINJA_SIGNATURE ("sync_do_slice", 1, slice_parameters);

static int
make_parts (struct jinja_run *run, struct tv self,
            const struct jinja_args *args,
            const struct jinja_signature *signature,
            int (*next) (struct jinja_run *run, struct jinja_iterator *it,
                         struct tv *v), struct tv *result)
{
  struct parts *parts;
  struct tv v[2];
  int status = jinja_bind (run, signature, args, v);

  if (status)
    return status;
  parts = pl_arena_zalloc (jinja_arena (run), sizeof *parts);
  if (!parts)
    return jinja_no_memory (run);
  parts->it = (struct jinja_iterator) { .next = next,
                                        .name = signature->name };
  parts->value = self;
  parts->count = v[0];
  parts->fill = jinja_is_absent (v[1]) ? tv_nil () : v[1];
  *result = jinja_make_generator (&parts->it);
  return 0;
}

int
jinja_filter_batch (struct jinja_run *run, struct tv self,
                    const struct jinja_args *args, struct tv *result)
{
  return make_parts (run, self, args, &batch, batch_next, result);
}

int
jinja_filter_slice (struct jinja_run *run, struct tv self,
                    const struct jinja_args *args, struct tv *result)
{
  return make_parts (run, self, args, &slice, slice_next, result);
}

/* -- unique ------------------------------------------------------------ */

struct unique {
  struct jinja_iterator it;
  struct tv value, attribute, case_sensitive, seen;
  struct jinja_iterator *inner;
  struct jinja_path path;
};

static int
prepare_unique (struct jinja_run *run, struct unique *self)
{
  int truth = jinja_optional_truth (run, self->case_sensitive, false);
  int status = truth < 0 ? truth
    : jinja_path_init (run, &self->path, self->attribute, tv_none (),
                       !truth);

  if (!status)
    status = jinja_make_dict (run, &self->seen);
  return status ? status : jinja_iterate (run, self->value, &self->inner);
}

static int
unique_next (struct jinja_run *run, struct jinja_iterator *it, struct tv *v)
{
  struct unique *self = (struct unique *) (void *) it;
  struct tv key, found;
  int status = self->inner ? 0 : prepare_unique (run, self);

  while (!status && (status = jinja_next (run, self->inner, v)) == 1) {
    status = jinja_path_follow (run, &self->path, *v, &key);
    if (status)
      return status;
    status = jinja_dict_get (run, self->seen, key, &found);
    if (status < 0)
      return status;
    if (status == 0) {
      status = jinja_dict_set (run, self->seen, key, tv_nil ());
      return status ? status : 1;
    }
    status = 0;
  }
  return status;
}

static const struct jinja_parameter unique_parameters[] = {
  { "case_sensitive", true }, { "attribute", true }
};
static const struct jinja_signature unique =
  JINJA_SIGNATURE ("sync_do_unique", 2, unique_parameters);

int
jinja_filter_unique (struct jinja_run *run, struct tv self,
                     const struct jinja_args *args, struct tv *result)
{
  struct unique *it;
  struct tv v[2];
  int status = jinja_bind (run, &unique, args, v);

  if (status)
    return status;
  it = pl_arena_zalloc (jinja_arena (run), sizeof *it);
  if (!it)
    return jinja_no_memory (run);
  it->it = (struct jinja_iterator) { .next = unique_next,
                                     .name = "sync_do_unique" };
  it->value = self;
  it->case_sensitive = v[0];
  it->attribute = v[1];
  *result = jinja_make_generator (&it->it);
  return 0;
}
