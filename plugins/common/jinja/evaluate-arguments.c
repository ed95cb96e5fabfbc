/* SPDX-License-Identifier: Apache-2.0 */
/* The arguments of calls, filters and tests: what "*" and "**" add. */

#include <config.h>

#include "plugins/common/jinja/run.h"

#include <string.h>

#include "plugins/common/jinja/sequence.h"

/* What "*" adds to the positional arguments. */
static int
add_more_args (struct jinja_run *run, const struct jinja_node *node,
               struct jinja_args *args)
{
  struct tv more, *all;
  struct jinja_list *list;
  int status = jinja_evaluate (run, node, &more);

  if (status)
    return status;
  run->where = node;
  if (!jinja_can_iterate (more))
    return jinja_raise (run, "TypeError", "Value after * must be an "
                        "iterable, not %s", jinja_type_name (more));
  status = jinja_to_list (run, more, &more);
  if (status)
    return status;
  list = jinja_list_of (more);
  all = pl_arena_array (run->arena, args->n_args + list->n + 1,
                        sizeof *all);
  if (!all)
    return jinja_no_memory (run);
  if (args->n_args)
    memcpy (all, args->args, args->n_args * sizeof *all);
  if (list->n)
    memcpy (all + args->n_args, list->items, list->n * sizeof *all);
  args->args = all;
  args->n_args += list->n;
  return 0;
}

static bool
has_keyword (const struct jinja_keyword *keywords, size_t n,
             const char *name, size_t len)
{
  size_t i;

  for (i = 0; i < n; i++)
    if (keywords[i].name_len == len
        && memcmp (keywords[i].name, name, len) == 0)
      return true;
  return false;
}

/* What "**" adds to the keywords, of which there are ARGS->n_keywords. */
static int
add_more_keywords (struct jinja_run *run, const struct jinja_node *node,
                   struct jinja_args *args)
{
  struct jinja_entry *entry;
  struct jinja_keyword *all;
  size_t position = 0, n = args->n_keywords;
  struct tv more;
  int status = jinja_evaluate (run, node, &more);

  if (status)
    return status;
  run->where = node;
  if (jinja_is_undefined (more))
    return jinja_raise_undefined (run, more);
  if (!JINJA_IS (more, jinja_dict))
    return jinja_raise (run, "TypeError", "argument after ** must be a "
                        "mapping, not %s", jinja_type_name (more));
  all = pl_arena_array (run->arena, n + jinja_dict_of (more)->n + 1,
                        sizeof *all);
  if (!all)
    return jinja_no_memory (run);
  if (n)
    memcpy (all, args->keywords, n * sizeof *all);
  while (jinja_dict_next (more, &position, &entry)) {
    if (!jinja_is_string (entry->key))
      return jinja_raise (run, "TypeError", "keywords must be strings");
    if (has_keyword (args->keywords, args->n_keywords, entry->key.u.text,
                     entry->key.len))
      return jinja_raise (run, "TypeError", "got multiple values for keyword "
                          "argument '%.*s'", (int) entry->key.len,
                          entry->key.u.text);
    all[n++] = (struct jinja_keyword) {
      entry->key.u.text, entry->key.len, entry->value
    };
  }
  args->keywords = all;
  args->n_keywords = n;
  return 0;
}

static int
evaluate_keywords (struct jinja_run *run,
                   const struct jinja_arguments *arguments, struct tv caller,
                   struct jinja_args *args)
{
  size_t n = arguments->keywords.n, i = 0;
  const struct jinja_node *node;
  struct jinja_keyword *keywords;
  int status;

  keywords = pl_arena_array (run->arena, n + 1, sizeof *keywords);
  if (!keywords)
    return jinja_no_memory (run);
  for (node = arguments->keywords.first; node; node = node->next, i++) {
    keywords[i].name = node->u.attribute.name->text;
    keywords[i].name_len = node->u.attribute.name->len;
    status = jinja_evaluate (run, node->u.attribute.object,
                             &keywords[i].value);
    if (status)
      return status;
  }
  if (tv_kind (caller) != TV_NONE)
    keywords[i++] = (struct jinja_keyword) { "caller", 6, caller };
  args->keywords = keywords;
  args->n_keywords = i;
  return 0;
}

int
jinja_evaluate_arguments (struct jinja_run *run,
                          const struct jinja_arguments *arguments,
                          struct tv caller, struct jinja_args *args)
{
  size_t n = arguments->args.n, i = 0;
  const struct jinja_node *node;
  struct tv *values;
  int status;

  *args = (struct jinja_args) { 0 };
  if (n) {
    values = pl_arena_alloc (run->arena, n * sizeof *values);
    if (!values)
      return jinja_no_memory (run);
    for (node = arguments->args.first; node; node = node->next) {
      status = jinja_evaluate (run, node, &values[i++]);
      if (status)
        return status;
    }
    args->args = values;
    args->n_args = n;
  }
  if (arguments->more_args) {
    status = add_more_args (run, arguments->more_args, args);
    if (status)
      return status;
  }
  if (arguments->keywords.n || tv_kind (caller) != TV_NONE) {
    status = evaluate_keywords (run, arguments, caller, args);
    if (status)
      return status;
  }
  return arguments->more_keywords
    ? add_more_keywords (run, arguments->more_keywords, args) : 0;
}
