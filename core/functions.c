/* SPDX-License-Identifier: Apache-2.0 */
/* The template functions that the plugins of one run offer.
 *
 * Filled before the first page and only read afterwards. */

#include <config.h>

#include "functions.h"

#include <stdlib.h>
#include <string.h>

#include <plating/extensions.h>

#include "error.h"
#include "instance.h"
#include "plugin.h"

struct function {
  struct pl_instance *instance;
  const struct plating_template_function *function;
};

struct pl_template_functions {
  struct plating_template_function_ref *refs;  /* sorted by name */
  struct function *functions;                  /* by id */
  size_t n;
};

struct pl_template_functions *
pl_functions_new (void)
{
  return calloc (1, sizeof (struct pl_template_functions));
}

void
pl_functions_free (struct pl_template_functions *f)
{
  if (!f)
    return;
  free (f->refs);
  free (f->functions);
  free (f);
}

static size_t
find_place (const struct pl_template_functions *f, const char *name,
            int *found)
{
  size_t i;

  *found = 0;
  for (i = 0; i < f->n; i++) {
    int order = strcmp (f->refs[i].name.ptr, name);

    if (order >= 0) {
      *found = order == 0;
      break;
    }
  }
  return i;
}

static int
add_one (struct pl_template_functions *f, struct pl_instance *instance,
         const struct plating_template_function *function,
         struct plating_error **err)
{
  struct plating_template_function_ref *refs;
  struct function *functions;
  size_t at;
  int found;

  at = find_place (f, function->name, &found);
  if (found) {
    const struct pl_instance *other
      = f->functions[f->refs[at].id].instance;

    if (other->plugin == instance->plugin)
      return 0;
    return pl_error_set (err, PLATING_E_PLUGIN,
                         "template function '%s' is offered by both %s "
                         "and %s", function->name, pl_instance_label (other),
                         pl_instance_label (instance));
  }
  refs = realloc (f->refs, (f->n + 1) * sizeof *refs);
  if (refs)
    f->refs = refs;
  functions = realloc (f->functions, (f->n + 1) * sizeof *functions);
  if (functions)
    f->functions = functions;
  if (!refs || !functions)
    return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
  memmove (refs + at + 1, refs + at, (f->n - at) * sizeof *refs);
  refs[at] = (struct plating_template_function_ref) {
    .name = { function->name, strlen (function->name) },
    .id = (uint32_t) f->n,
    .least = function->least,
    .most = function->most,
  };
  functions[f->n] = (struct function) { instance, function };
  f->n++;
  return 0;
}

int
pl_functions_add (struct pl_template_functions *f,
                  struct pl_instance *instance, struct plating_error **err)
{
  const struct plating_template_function *table;
  size_t i, n;

  table = pl_plugin_template_functions (instance->plugin, &n);
  for (i = 0; i < n; i++) {
    int status = add_one (f, instance, &table[i], err);

    if (status < 0)
      return status;
  }
  return 0;
}

const struct plating_template_function_ref *
pl_functions_list (struct pl_template_functions *f, size_t *n)
{
  *n = f->n;
  return f->refs;
}

int
pl_functions_call (struct pl_template_functions *f,
                   struct pl_instance *caller, uint64_t op, uint32_t id,
                   const struct plating_value *const *arguments, size_t n,
                   const struct plating_value **result)
{
  const struct function *function;
  int status;

  *result = NULL;
  if (id >= f->n)
    return PLATING_E_INVAL;
  function = &f->functions[id];
  if (n < function->function->least
      || (function->function->most != PLATING_NONE
          && n > function->function->most))
    return PLATING_E_INVAL;
  /* The op is the caller's, so the function speaks through its table. */
  status = function->function->call (function->instance->handle,
                                     &caller->host, op, arguments, n,
                                     result);
  if (status >= 0 && !*result)
    status = PLATING_E_PLUGIN;
  return status;
}
