/* SPDX-License-Identifier: Apache-2.0 */
/* What filters, tests and methods ask of their arguments. */

#include <config.h>

#include "plugins/common/jinja/arguments.h"

#include <limits.h>
#include <string.h>

#include "plugins/common/jinja/big-integer.h"

static int
bad_count (struct jinja_run *run, const struct jinja_args *args,
           const char *type, const char *name, size_t least, size_t most)
{
  size_t n = args->n_args;

  if (!most)
    return jinja_raise (run, "TypeError",
                        "%s.%s() takes no arguments (%zu given)", type, name,
                        n);
  if (least == 1 && most == 1)
    return jinja_raise (run, "TypeError",
                        "%s.%s() takes exactly one argument (%zu given)",
                        type, name, n);
  if (n < least)
    return jinja_raise (run, "TypeError",
                        "%s expected %s%zu argument%s, got %zu", name,
                        least == most ? "" : "at least ", least,
                        least == 1 ? "" : "s", n);
  return jinja_raise (run, "TypeError",
                      "%s expected %s%zu argument%s, got %zu", name,
                      least == most ? "" : "at most ", most,
                      most == 1 ? "" : "s", n);
}

int
jinja_check_arity (struct jinja_run *run, const struct jinja_args *args,
                   const char *type, const char *name, size_t least,
                   size_t most)
{
  if (args->n_keywords)
    return jinja_raise (run, "TypeError",
                        "%s.%s() takes no keyword arguments", type, name);
  if (args->n_args < least || args->n_args > most)
    return bad_count (run, args, type, name, least, most);
  return 0;
}

int
jinja_check_keywords (struct jinja_run *run,
                      const struct jinja_signature *signature,
                      const struct jinja_args *args)
{
  size_t i, j;

  for (i = 0; i < args->n_keywords; i++) {
    const struct jinja_keyword *k = &args->keywords[i];

    for (j = 0; j < signature->n_parameters; j++)
      if (strlen (signature->parameters[j].name) == k->name_len
          && !memcmp (signature->parameters[j].name, k->name, k->name_len))
        break;
    if (j == signature->n_parameters)
      return jinja_raise (run, "TypeError", "'%.*s' is an invalid keyword "
                          "argument for %s()", (int) k->name_len, k->name,
                          signature->name);
  }
  return 0;
}

int
jinja_read_only_argument (struct jinja_run *run,
                          const struct jinja_args *args,
                          const char *function, const char *name,
                          struct tv fallback, struct tv *v)
{
  struct jinja_parameter parameter = { name, true };
  struct jinja_signature signature = { function, 0, &parameter, 1 };
  size_t given = args->n_args + args->n_keywords;
  int status;

  if (given > 1)
    return jinja_raise (run, "TypeError", "%s() takes at most 1 argument "
                        "(%zu given)", function, given);
  status = jinja_check_keywords (run, &signature, args);
  *v = args->n_args ? args->args[0]
    : given ? args->keywords[0].value : fallback;
  return status;
}

int
jinja_to_index (struct jinja_run *run, struct tv v, int64_t *n)
{
  if (jinja_is_big_integer (v))
    return jinja_raise_overflow (run, "ssize_t");
  if (!jinja_is_integer (v))
    return jinja_raise (run, "TypeError",
                        "'%s' object cannot be interpreted as an integer",
                        jinja_type_name (v));
  *n = jinja_integer (v);
  return 0;
}

int
jinja_to_flag (struct jinja_run *run, struct tv v, bool *flag)
{
  int64_t n = 0;
  int status = 0;

  if (jinja_is_big_integer (v))
    n = INT64_MAX;
  else
    status = jinja_to_index (run, v, &n);
  if (!status && (n < INT_MIN || n > INT_MAX))
    status = jinja_raise_overflow (run, "int");
  *flag = n != 0;
  return status;
}

int
jinja_to_plain (struct jinja_run *run, struct tv v, struct tv *result)
{
  int status = jinja_to_string (run, v, result);

  if (!status && jinja_is_safe (*result))
    result->type = &tv_type_string;
  return status;
}

int
jinja_no_method (struct jinja_run *run, struct tv v, const char *name)
{
  struct tv found;
  int status;

  if (jinja_is_undefined (v))
    return jinja_raise_undefined (run, v);
  status = jinja_find_attribute (run, v, name, strlen (name), &found);
  if (status < 0)
    return status;
  if (status && !jinja_is_callable (found))
    return jinja_raise (run, "TypeError", "'%s' object is not callable",
                        jinja_type_name (found));
  return jinja_raise (run, "AttributeError",
                      "'%s' object has no attribute '%s'",
                      jinja_type_name (v), name);
}

int
jinja_bind_none (struct jinja_run *run, const char *function,
                 unsigned n_hidden, const struct jinja_args *args)
{
  struct jinja_signature signature = { .name = function,
                                       .n_hidden = n_hidden };

  return jinja_bind (run, &signature, args, NULL);
}

int
jinja_optional_truth (struct jinja_run *run, struct tv v, bool fallback)
{
  return jinja_is_absent (v) ? fallback : jinja_truth (run, v);
}
