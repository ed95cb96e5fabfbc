/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of templates: making them and parsing into them. */

#include <config.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/common/gotemplate/parser.h"
#include "plugins/common/gotemplate/run.h"

static bool
add_function (struct gotmpl_set *set, const struct gotmpl_function *f)
{
  struct gotmpl_symbol *s
    = gotmpl_symbol_add (&set->functions, &set->arena, f->name,
                         strlen (f->name));

  if (s)
    s->value = f;
  return s != NULL;
}

static bool
add_functions (struct gotmpl_set *set,
               const struct gotmpl_function_table *table)
{
  size_t i;

  for (i = 0; i < table->n_functions; i++)
    if (!add_function (set, &table->functions[i]))
      return false;
  return true;
}

struct gotmpl_set *
gotmpl_set_new (const struct gotmpl_function_table *tables, size_t n_tables)
{
  struct gotmpl_set *set = calloc (1, sizeof *set);
  bool is_good;
  size_t i;

  if (!set)
    return NULL;
  pl_arena_init (&set->arena, 16384);
  is_good = gotmpl_symbol_add (&set->names, &set->arena, "$", 1)
    && add_functions (set, &gotmpl_builtins)
    && add_function (set, &gotmpl_builtin_and)
    && add_function (set, &gotmpl_builtin_or)
    && add_function (set, &gotmpl_builtin_call);
  for (i = 0; i < n_tables && is_good; i++)
    is_good = add_functions (set, &tables[i]);
  if (is_good)
    return set;
  gotmpl_set_free (set);
  return NULL;
}

struct gotmpl_set *
gotmpl_set_new_like (const struct gotmpl_set *model)
{
  struct gotmpl_set *set = calloc (1, sizeof *set);

  if (!set)
    return NULL;
  pl_arena_init (&set->arena, 16384);
  set->model = model->model ? model->model : model;
  if (gotmpl_symbol_add (&set->names, &set->arena, "$", 1))
    return set;
  gotmpl_set_free (set);
  return NULL;
}

void
gotmpl_set_free (struct gotmpl_set *set)
{
  if (!set)
    return;
  gotmpl_symbols_release (&set->names);
  gotmpl_symbols_release (&set->functions);
  gotmpl_symbols_release (&set->templates);
  pl_arena_release (&set->arena);
  free (set);
}

/* Takes a template that was parsed into the set DATA.  One that is empty
 * does not replace another. */
static int
take_template (struct gotmpl_symbol *parsed, void *data)
{
  struct gotmpl_set *set = data;
  const struct gotmpl_template *template = parsed->value;
  struct gotmpl_symbol *s;

  if (!template)
    return 0;
  s = gotmpl_symbol_add (&set->templates, &set->arena, parsed->name.text,
                         parsed->name.len);
  if (!s)
    return -ENOMEM;
  if (!s->value || !gotmpl_list_is_empty (&template->root))
    s->value = template;
  return 0;
}

static struct gotmpl_source *
copy_source (struct pl_arena *arena, const char *name, const char *text,
             size_t len)
{
  struct gotmpl_source *source = pl_arena_zalloc (arena, sizeof *source);

  if (!source)
    return NULL;
  source->name = pl_arena_strndup (arena, name, strlen (name));
  source->text = pl_arena_strndup (arena, text, len);
  source->len = len;
  return source->name && source->text ? source : NULL;
}

static int
fail_memory (const char *name, struct gotmpl_error *error)
{
  if (error)
    pl_buffer_printf (&error->message, "template: %s: out of memory", name);
  return -ENOMEM;
}

int
gotmpl_parse (struct gotmpl_set *set, const char *name, const char *text,
              size_t len, struct gotmpl_error *error)
{
  struct gotmpl_source *source
    = copy_source (&set->arena, name, text, len);
  struct gotmpl_parser *parser = source ? malloc (sizeof *parser) : NULL;
  int status;

  if (error) {
    pl_buffer_clear (&error->message);
    error->line = 0;
    error->column = -1;
  }
  if (!parser)
    return fail_memory (name, error);
  gotmpl_parser_init (parser, &set->arena, &set->names,
                      set->model ? &set->model->functions : &set->functions,
                      source, error);
  status = gotmpl_parser_run (parser);
  if (!status
      && gotmpl_symbols_visit (&parser->templates, take_template, set))
    status = fail_memory (name, error);
  gotmpl_parser_release (parser);
  free (parser);
  return status;
}

bool
gotmpl_set_has (const struct gotmpl_set *set, const char *name)
{
  return gotmpl_symbol_find (&set->templates, name, strlen (name)) != NULL;
}
