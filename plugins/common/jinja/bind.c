/* SPDX-License-Identifier: Apache-2.0 */
/* Filters and tests by name, and their arguments. */

#include <config.h>

#include "plugins/common/jinja/filter.h"

#include <stdlib.h>
#include <string.h>

#include "plugins/common/jinja/run.h"

/* -- names ------------------------------------------------------------- */

struct wanted {
  const char *name;
  size_t len;
};

static int
compare_name (const struct wanted *w, const char *name)
{
  int order = strncmp (w->name, name, w->len);

  return order ? order : name[w->len] ? -1 : 0;
}

static int
compare_filter (const void *key, const void *element)
{
  return compare_name (key, ((const struct jinja_filter *) element)->name);
}

static int
compare_test (const void *key, const void *element)
{
  return compare_name (key, ((const struct jinja_test *) element)->name);
}

const struct jinja_filter *
jinja_find_filter (const char *name, size_t len)
{
  struct wanted w = { name, len };

  if (memchr (name, 0, len))
    return NULL;
  return bsearch (&w, jinja_filters, jinja_n_filters,
                  sizeof jinja_filters[0], compare_filter);
}

const struct jinja_test *
jinja_find_test (const char *name, size_t len)
{
  struct wanted w = { name, len };

  if (memchr (name, 0, len))
    return NULL;
  return bsearch (&w, jinja_tests, jinja_n_tests, sizeof jinja_tests[0],
                  compare_test);
}

int
jinja_apply_filter (struct jinja_run *run, const char *name, size_t len,
                    struct tv self, const struct jinja_args *args,
                    struct tv *result)
{
  const struct jinja_filter *f = jinja_find_filter (name, len);

  if (!f)
    return jinja_raise (run, "TemplateRuntimeError", "No filter named "
                        "'%.*s'.", (int) len, name);
  return f->call (run, self, args, result);
}

int
jinja_apply_test (struct jinja_run *run, const char *name, size_t len,
                  struct tv self, const struct jinja_args *args)
{
  const struct jinja_test *t = jinja_find_test (name, len);

  if (!t)
    return jinja_raise (run, "TemplateRuntimeError", "No test named "
                        "'%.*s'.", (int) len, name);
  return t->call (run, self, args);
}

/* -- arguments --------------------------------------------------------- */

static size_t
n_required (const struct jinja_signature *s)
{
  size_t i, n = 0;

  for (i = 0; i < s->n_parameters; i++)
    n += !s->parameters[i].is_optional;
  return n;
}

static int
raise_too_many (struct jinja_run *run, const struct jinja_signature *s,
                size_t given)
{
  size_t most = s->n_parameters + s->n_hidden;
  size_t least = n_required (s) + s->n_hidden;
  const char *were = given + s->n_hidden == 1 ? "was" : "were";

  if (least < most)
    return jinja_raise (run, "TypeError", "%s() takes from %zu to %zu "
                        "positional arguments but %zu %s given", s->name,
                        least, most, given + s->n_hidden, were);
  return jinja_raise (run, "TypeError", "%s() takes %zu positional "
                      "argument%s but %zu %s given", s->name, most,
                      most == 1 ? "" : "s", given + s->n_hidden, were);
}

static int
raise_missing (struct jinja_run *run, const struct jinja_signature *s,
               const struct tv *values)
{
  size_t i, n = 0, done = 0;
  struct pl_buffer names;
  int status;

  for (i = 0; i < s->n_parameters; i++)
    n += !s->parameters[i].is_optional && tv_kind (values[i]) == TV_NONE;
  pl_buffer_init (&names);
  for (i = 0; i < s->n_parameters; i++) {
    if (s->parameters[i].is_optional || tv_kind (values[i]) != TV_NONE)
      continue;
    if (done)
      pl_buffer_puts (&names, n == 2 ? " and " : done + 1 == n ? ", and "
                      : ", ");
    pl_buffer_printf (&names, "'%s'", s->parameters[i].name);
    done++;
  }
  status = jinja_raise (run, "TypeError", "%s() missing %zu required "
                        "positional argument%s: %s", s->name, n,
                        n == 1 ? "" : "s", names.data ? names.data : "");
  pl_buffer_release (&names);
  return status;
}

static int
bind_keyword (struct jinja_run *run, const struct jinja_signature *s,
              const struct jinja_keyword *word, struct tv *values)
{
  size_t i;

  for (i = 0; i < s->n_parameters; i++)
    if (strlen (s->parameters[i].name) == word->name_len
        && memcmp (s->parameters[i].name, word->name, word->name_len) == 0)
      break;
  if (i == s->n_parameters)
    return jinja_raise (run, "TypeError", "%s() got an unexpected keyword "
                        "argument '%.*s'", s->name, (int) word->name_len,
                        word->name);
  if (tv_kind (values[i]) != TV_NONE)
    return jinja_raise (run, "TypeError", "%s() got multiple values for "
                        "argument '%s'", s->name, s->parameters[i].name);
  values[i] = word->value;
  return 0;
}

int
jinja_bind (struct jinja_run *run, const struct jinja_signature *signature,
            const struct jinja_args *args, struct tv *values)
{
  size_t i;
  int status;

  for (i = 0; i < signature->n_parameters; i++)
    values[i] = i < args->n_args ? args->args[i] : tv_none ();
  for (i = 0; i < args->n_keywords; i++) {
    status = bind_keyword (run, signature, &args->keywords[i], values);
    if (status)
      return status;
  }
  if (args->n_args > signature->n_parameters)
    return raise_too_many (run, signature, args->n_args);
  for (i = 0; i < signature->n_parameters; i++)
    if (!signature->parameters[i].is_optional
        && tv_kind (values[i]) == TV_NONE)
      return raise_missing (run, signature, values);
  return 0;
}
