/* SPDX-License-Identifier: Apache-2.0 */
/* Other templates: "include", "import", "from"; and contexts, in which
 * templates look up names. */

#include <config.h>

#include "plugins/common/jinja/run.h"
#include "plugins/common/jinja/undefined.h"

#include <errno.h>
#include <string.h>

/* -- names ------------------------------------------------------------- */

/* The host's variable, which becomes one of ours when it is first asked
 * for. */
static int
resolve_data (struct jinja_run *run, const struct jinja_name *name,
              struct tv *v)
{
  struct tv data = run->options.data;
  bool found = false;

  if (tv_kind (run->data) != TV_NONE
      && jinja_dict_get_text (run->data, name->text, name->len, v))
    return 1;
  if (tv_kind (data) == TV_MAP)
    found = tv_map_get (data, name->text, name->len, v);
  else if (tv_kind (data) == TV_STRUCT)
    found = tv_struct_get (data, name->text, name->len, v);
  else if (JINJA_IS (data, jinja_dict))
    found = jinja_dict_get_text (data, name->text, name->len, v);
  if (!found)
    return 0;
  if (jinja_adopt (run, *v, v))
    return run->status;
  if (tv_kind (run->data) == TV_NONE && jinja_make_dict (run, &run->data))
    return run->status;
  return jinja_dict_set (run, run->data, tv_string (name->text, name->len),
                         *v) ? run->status : 1;
}

int
jinja_resolve_name (struct jinja_run *run, const struct jinja_name *name,
                    struct tv *v)
{
  const struct jinja_context *c = run->context;
  const struct jinja_layer *layer;
  int found;

  if (tv_kind (c->vars) != TV_NONE
      && jinja_dict_get_text (c->vars, name->text, name->len, v))
    return 0;
  for (layer = c->layers; layer; layer = layer->next)
    if (jinja_dict_get_text (layer->vars, name->text, name->len, v)
        && tv_kind (*v) != TV_NONE)
      return 0;
  *v = tv_none ();
  found = c->is_isolated ? 0 : resolve_data (run, name, v);
  if (found)
    return found < 0 ? found : 0;
  if (!jinja_find_function (run->environment, name->text, name->len, v))
    jinja_find_global (name->text, name->len, v);
  return 0;
}

int
jinja_export (struct jinja_run *run, const struct jinja_name *name,
              struct tv v, bool is_exported)
{
  struct jinja_context *c = run->context;
  struct tv key = tv_string (name->text, name->len);
  int status = 0;

  if (tv_kind (v) == TV_NONE)
    return 0;
  if (tv_kind (c->vars) == TV_NONE) {
    status = jinja_make_dict (run, &c->vars);
    if (!status)
      status = jinja_make_dict (run, &c->exported);
  }
  if (!status)
    status = jinja_dict_set (run, c->vars, key, v);
  if (status || name->text[0] == '_')
    return status;
  if (is_exported)
    return jinja_dict_set (run, c->exported, key, tv_nil ());
  status = jinja_dict_delete (run, c->exported, key);
  return status < 0 ? status : 0;
}

/* -- contexts ---------------------------------------------------------- */

/* The variables of SCOPE and those around it, inner ones first; one without
 * value hides outer ones. */
static int
collect_locals (struct jinja_run *run, const struct jinja_scope *scope,
                struct tv dict)
{
  const struct jinja_frame *frame = run->frame;
  struct tv v;
  uint32_t i;
  int status = 0;

  for (; scope && !status; scope = scope->parent) {
    for (i = 0; i < scope->n && !status; i++) {
      const struct jinja_symbol *s = &scope->symbols[i];

      if (!s->is_stored
          || jinja_dict_get_text (dict, s->name->text, s->name->len, &v))
        continue;
      status = jinja_dict_set (run, dict, tv_string (s->name->text,
                                                     s->name->len),
                               frame->slots[s->slot]);
    }
    if (scope->parent && scope->parent->code != scope->code)
      frame = frame->outer;
  }
  return status;
}

static int
collect_vars (struct jinja_run *run, struct tv vars, struct tv dict)
{
  struct jinja_entry *entry;
  size_t position = 0;
  struct tv v;
  int status = 0;

  if (tv_kind (vars) == TV_NONE)
    return 0;
  while (!status && jinja_dict_next (vars, &position, &entry))
    if (!jinja_dict_get_text (dict, entry->key.u.text, entry->key.len, &v)
        || tv_kind (v) == TV_NONE)
      status = jinja_dict_set (run, dict, entry->key, entry->value);
  return status;
}

/* All that the place of the moment sees, as it is now. */
static int
collect_layers (struct jinja_run *run, const struct jinja_scope *scope,
                const struct jinja_layer **layers)
{
  struct jinja_layer *layer = pl_arena_zalloc (run->arena, sizeof *layer);
  int status;

  if (!layer)
    return jinja_no_memory (run);
  status = jinja_make_dict (run, &layer->vars);
  if (!status)
    status = collect_locals (run, scope, layer->vars);
  if (!status)
    status = collect_vars (run, run->context->vars, layer->vars);
  if (status)
    return status;
  layer->next = run->context->layers;
  *layers = jinja_dict_of (layer->vars)->n ? layer : layer->next;
  return 0;
}

static int
make_context (struct jinja_run *run, const struct jinja_template *template,
              struct jinja_context **context)
{
  struct jinja_context *c = pl_arena_zalloc (run->arena, sizeof *c);

  *context = c;
  if (!c)
    return jinja_no_memory (run);
  c->template = template;
  c->own_autoescape = template->autoescape;
  c->autoescape = &c->own_autoescape;
  return 0;
}

/* A context for TEMPLATE that sees what the place of the moment sees. */
static int
new_context (struct jinja_run *run, const struct jinja_template *template,
             const struct jinja_scope *scope, struct jinja_context **context)
{
  int status = make_context (run, template, context);

  if (status)
    return status;
  (*context)->is_isolated = run->context->is_isolated;
  status = collect_layers (run, scope, &(*context)->layers);
  return status ? status : jinja_add_blocks (run, *context, template);
}

int
jinja_derive_context (struct jinja_run *run, const struct jinja_scope *scope,
                      struct jinja_context **context)
{
  const struct jinja_context *c = run->context;
  int status = make_context (run, c->template, context);

  if (status)
    return status;
  (*context)->is_isolated = c->is_isolated;
  (*context)->autoescape = c->autoescape;
  (*context)->blocks = c->blocks;
  return collect_layers (run, scope, &(*context)->layers);
}

/* -- finding templates ------------------------------------------------- */

/* 1 with the template, 0 if the host has none of the name, or an error. */
static int
load (struct jinja_run *run, struct tv name,
      const struct jinja_template **template)
{
  const char *text = NULL, *copy;
  struct jinja_template *compiled;
  struct jinja_held *held;
  size_t len = 0;
  int status;

  for (held = run->held; held; held = held->next)
    if (held->name_len == name.len
        && memcmp (held->name, name.u.text, name.len) == 0) {
      *template = held->template;
      return 1;
    }
  if (!run->options.load)
    return 0;
  status = run->options.load (run->options.user, name.u.text, name.len,
                              &text, &len);
  if (status == -ENOENT)
    return 0;
  if (status)
    return jinja_raise (run, "OSError", "%.*s: %s", (int) name.len,
                        name.u.text, strerror (-status));
  held = pl_arena_zalloc (run->arena, sizeof *held);
  copy = pl_arena_strndup (run->arena, name.u.text, name.len);
  if (!held || !copy)
    return jinja_no_memory (run);
  status = jinja_environment_get (run->environment, copy, name.len, text,
                                  len, &compiled, run->error);
  if (status) {
    run->status = status;
    return status;
  }
  *held = (struct jinja_held) { compiled, copy, name.len, run->held };
  run->held = held;
  *template = compiled;
  return 1;
}

static int
raise_not_found (struct jinja_run *run, struct tv name)
{
  return jinja_raise (run, "TemplateNotFound", "%.*s", (int) name.len,
                      name.u.text);
}

/* As text, if it is not; undefined is an error. */
static int
name_of_template (struct jinja_run *run, struct tv v, struct tv *name)
{
  if (jinja_is_undefined (v))
    return jinja_raise_undefined (run, v);
  return jinja_to_string (run, v, name);
}

int
jinja_get_template (struct jinja_run *run, struct tv v,
                    const struct jinja_template **template)
{
  struct tv name;
  int status = name_of_template (run, v, &name);

  if (status)
    return status;
  status = load (run, name, template);
  if (status)
    return status < 0 ? status : 0;
  return raise_not_found (run, name);
}

static int
raise_none_found (struct jinja_run *run, struct tv names)
{
  const struct jinja_list *list = jinja_list_of (names);
  struct pl_buffer text;
  struct tv part;
  size_t i;
  int status = 0;

  jinja_buffer_init (run, &text);
  pl_buffer_puts (&text, "none of the templates given were found: ");
  for (i = 0; i < list->n && !status; i++) {
    if (i)
      pl_buffer_puts (&text, ", ");
    status = jinja_is_undefined (list->items[i])
      ? jinja_undefined_message (run, &text, list->items[i])
      : jinja_print_str (run, &text, list->items[i]);
  }
  if (!status)
    status = jinja_take_string (run, &text, &tv_type_string, &part);
  else
    pl_buffer_release (&text);
  return status ? status
    : jinja_raise (run, "TemplatesNotFound", "%.*s", (int) part.len,
                   part.u.text);
}

/* The first of NAMES that there is: as load does. */
static int
select_template (struct jinja_run *run, struct tv names, bool may_miss,
                 const struct jinja_template **template)
{
  struct tv list, name;
  size_t i;
  int status = jinja_truth (run, names);

  if (status < 0)
    return status;
  if (!status)
    return may_miss ? 0 : jinja_raise (run, "TemplatesNotFound", "Tried to "
                                       "select from an empty list of "
                                       "templates.");
  status = jinja_to_list (run, names, &list);
  for (i = 0; !status && i < jinja_list_of (list)->n; i++) {
    struct tv v = jinja_list_of (list)->items[i];

    if (jinja_is_undefined (v))
      continue;
    status = name_of_template (run, v, &name);
    if (!status)
      status = load (run, name, template);
  }
  return status || may_miss ? status : raise_none_found (run, list);
}

/* -- include ----------------------------------------------------------- */

/* The template of NODE: 1, 0 if it may be missing and is, or an error. */
static int
find_included (struct jinja_run *run, const struct jinja_node *node,
               const struct jinja_template **template)
{
  struct tv v;
  int status = jinja_evaluate (run, node->u.import.template, &v);

  if (status)
    return status;
  run->where = node->u.import.template;
  if (!jinja_is_string (v) && !jinja_is_undefined (v))
    return select_template (run, v, node->flag2, template);
  status = name_of_template (run, v, &v);
  if (!status)
    status = load (run, v, template);
  return status || node->flag2 ? status : raise_not_found (run, v);
}

static int default_module (struct jinja_run *run,
                           const struct jinja_template *template,
                           struct jinja_module **module);

int
jinja_execute_include (struct jinja_run *run, const struct jinja_node *node)
{
  const struct jinja_template *template;
  struct jinja_context *context;
  struct jinja_module *module;
  int status;

  run->marker = run->where = node;
  status = find_included (run, node, &template);
  if (status <= 0)
    return status;
  if (!node->flag) {
    status = default_module (run, template, &module);
    return status ? status
      : jinja_write (run, module->body.u.text, module->body.len);
  }
  status = new_context (run, template, node->u.import.scope, &context);
  return status ? status : jinja_execute_root (run, template, context);
}

int
jinja_include (struct jinja_run *run, const char *name, size_t name_len,
               struct pl_buffer *out)
{
  const struct jinja_template *template;
  struct jinja_context *context;
  struct pl_buffer *outer = run->out;
  int status = jinja_get_template (run, tv_string (name, name_len),
                                   &template);

  if (!status)
    status = new_context (run, template, run->scope, &context);
  if (status)
    return status;
  run->out = out;
  status = jinja_execute_root (run, template, context);
  run->out = outer;
  return status;
}

/* -- modules ----------------------------------------------------------- */

static int
module_attribute (struct jinja_run *run, struct tv self, const char *name,
                  size_t len, struct tv *result)
{
  const struct jinja_module *m = self.u.object;

  (void) run;
  if (len == 8 && memcmp (name, "__name__", 8) == 0) {
    *result = tv_string (m->template->name, m->template->name_len);
    return 1;
  }
  return jinja_dict_get_text (m->exported, name, len, result);
}

static int
module_print (struct jinja_run *run, struct pl_buffer *out, struct tv self,
              bool is_repr)
{
  const struct jinja_module *m = self.u.object;
  int status = 0;

  if (!is_repr) {
    pl_buffer_append (out, m->body.u.text, m->body.len);
    return 0;
  }
  pl_buffer_puts (out, "<TemplateModule ");
  status = jinja_print_repr (run, out, tv_string (m->template->name,
                                                  m->template->name_len));
  pl_buffer_puts (out, ">");
  return status;
}

const struct jinja_type jinja_module_type = {
  .tv = { .kind = TV_OBJECT, .name = "TemplateModule" },
  .module = "jinja2.environment",
  .attribute = module_attribute,
  .print = module_print
};

/* Runs TEMPLATE in CONTEXT for what it sets. */
static int
make_module (struct jinja_run *run, const struct jinja_template *template,
             struct jinja_context *context, struct jinja_module **module)
{
  struct jinja_module *m = pl_arena_zalloc (run->arena, sizeof *m);
  struct jinja_capture capture;
  struct jinja_entry *entry;
  size_t position = 0;
  struct tv v;
  int status;

  if (!m)
    return jinja_no_memory (run);
  m->template = template;
  jinja_capture (run, &capture);
  status = jinja_execute_root (run, template, context);
  if (jinja_release_capture (run, &capture, &tv_type_string,
                             status ? NULL : &m->body))
    status = run->status;
  if (!status)
    status = jinja_make_dict (run, &m->exported);
  if (status || tv_kind (context->exported) == TV_NONE) {
    *module = m;
    return status;
  }
  while (!status && jinja_dict_next (context->exported, &position, &entry)) {
    status = jinja_dict_get (run, context->vars, entry->key, &v);
    if (status > 0)
      status = jinja_dict_set (run, m->exported, entry->key, v);
  }
  *module = m;
  return status;
}

/* The module of a template that sees nothing but globals: made once. */
static int
default_module (struct jinja_run *run, const struct jinja_template *template,
                struct jinja_module **module)
{
  struct jinja_module_entry *e;
  struct jinja_context *context;
  int status;

  for (e = run->modules; e; e = e->next)
    if (e->module->template == template) {
      *module = e->module;
      return 0;
    }
  status = make_context (run, template, &context);
  if (status)
    return status;
  context->is_isolated = true;
  status = jinja_add_blocks (run, context, template);
  if (!status)
    status = make_module (run, template, context, module);
  if (status)
    return status;
  e = pl_arena_zalloc (run->arena, sizeof *e);
  if (!e)
    return jinja_no_memory (run);
  e->module = *module;
  e->next = run->modules;
  run->modules = e;
  return 0;
}

static int
import_module (struct jinja_run *run, const struct jinja_node *node,
               struct jinja_module **module)
{
  const struct jinja_template *template;
  struct jinja_context *context;
  struct tv name;
  int status;

  run->marker = run->where = node;
  status = jinja_evaluate (run, node->u.import.template, &name);
  run->where = node;
  if (!status)
    status = jinja_get_template (run, name, &template);
  if (status)
    return status;
  if (!node->flag)
    return default_module (run, template, module);
  status = new_context (run, template, node->u.import.scope, &context);
  return status ? status : make_module (run, template, context, module);
}

static int
import_name (struct jinja_run *run, const struct jinja_node *node,
             const struct jinja_node *name, struct tv module)
{
  const struct jinja_name *original = name->u.name.attribute;
  const struct jinja_module *m = module.u.object;
  struct tv v;
  int status = jinja_find_attribute (run, module, original->text,
                                     original->len, &v);

  if (status < 0)
    return status;
  if (!status) {
    status = jinja_make_undefined_hint
      (run, &v, "the template '%.*s' (imported on line %u in '%.*s') does "
       "not export the requested name '%s'", (int) m->template->name_len,
       m->template->name, node->line, (int) run->template->name_len,
       run->template->name, original->text);
    if (status)
      return status;
  }
  *jinja_variable (run, &name->u.name.place) = v;
  return node->is_toplevel
    ? jinja_export (run, name->u.name.name, v, false) : 0;
}

int
jinja_execute_import (struct jinja_run *run, const struct jinja_node *node)
{
  const struct jinja_node *name;
  struct jinja_module *m;
  struct tv module;
  int status = import_module (run, node, &m);

  if (status)
    return status;
  module = jinja_object (&jinja_module_type, m);
  if (node->type == JINJA_IMPORT) {
    *jinja_variable (run, &node->u.import.place) = module;
    return node->is_toplevel
      ? jinja_export (run, node->u.import.target, module, false) : 0;
  }
  for (name = node->u.import.names.first; name && !status;
       name = name->next)
    status = import_name (run, node, name, module);
  return status;
}
