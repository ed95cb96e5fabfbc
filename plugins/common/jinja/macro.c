/* SPDX-License-Identifier: Apache-2.0 */
/* Macros: values that remember where they were made. */

#include <config.h>

#include "plugins/common/jinja/run.h"

#include <string.h>

struct macro {
  const struct jinja_node *node;       /* MACRO or CALL_BLOCK */
  const struct jinja_template *template;
  struct jinja_context *context;
  struct jinja_frame *frame;           /* around the macro */
};

static const struct jinja_macro_code *
code_of (const struct macro *m)
{
  return m->node->u.macro.code;
}

static const char *
name_of (const struct jinja_macro_code *code)
{
  return code->name ? code->name->text : "None";
}

/* What stands around the name in errors: None has no quotes. */
static const char *
quote_of (const struct jinja_macro_code *code)
{
  return code->name ? "'" : "";
}

/* -- attributes -------------------------------------------------------- */

static int
parameter_names (struct jinja_run *run, const struct jinja_macro_code *code,
                 struct tv *v)
{
  const struct jinja_node *p;
  size_t i = 0;
  int status = jinja_make_tuple (run, code->parameters.n, v);

  if (status)
    return status;
  for (p = code->parameters.first; p; p = p->next)
    jinja_list_of (*v)->items[i++] = tv_string (p->u.name.name->text,
                                                p->u.name.name->len);
  return 1;
}

static int
macro_attribute (struct jinja_run *run, struct tv self, const char *name,
                 size_t len, struct tv *result)
{
  const struct jinja_macro_code *code = code_of (self.u.object);
  const struct {
    const char *name;
    bool value;
  } flags[] = {
    { "catch_kwargs", code->has_kwargs },
    { "catch_varargs", code->has_varargs },
    { "caller", code->has_caller },
    { "explicit_caller", code->explicit_caller },
  };
  size_t i;

  for (i = 0; i < sizeof flags / sizeof flags[0]; i++)
    if (strlen (flags[i].name) == len
        && memcmp (flags[i].name, name, len) == 0) {
      *result = tv_bool (flags[i].value);
      return 1;
    }
  if (len == 9 && memcmp (name, "arguments", len) == 0)
    return parameter_names (run, code, result);
  if (len != 4 || memcmp (name, "name", len) != 0)
    return 0;
  *result = code->name ? tv_string (code->name->text, code->name->len)
    : tv_nil ();
  return 1;
}

static int
macro_print (struct jinja_run *run, struct pl_buffer *out, struct tv self,
             bool is_repr)
{
  const struct jinja_macro_code *code = code_of (self.u.object);

  (void) run;
  (void) is_repr;
  if (code->name)
    pl_buffer_printf (out, "<Macro '%s'>", code->name->text);
  else
    pl_buffer_puts (out, "<Macro anonymous>");
  return 0;
}

/* -- arguments --------------------------------------------------------- */

/* The keywords of a call that are not used yet. */
struct keywords {
  const struct jinja_keyword *all;
  size_t n;
  bool *used;
};

static bool
take_keyword (struct keywords *k, const char *name, size_t len,
              struct tv *value)
{
  size_t i;

  for (i = 0; i < k->n; i++)
    if (!k->used[i] && k->all[i].name_len == len
        && memcmp (k->all[i].name, name, len) == 0) {
      k->used[i] = true;
      *value = k->all[i].value;
      return true;
    }
  return false;
}

/* A macro without kwargs was given the keyword WORD. */
static int
refuse_keyword (struct jinja_run *run, const struct jinja_macro_code *code,
                const struct keywords *k, size_t i)
{
  const struct jinja_keyword *word = &k->all[i];
  const char *quote = quote_of (code);

  for (; i < k->n; i++)
    if (!k->used[i] && k->all[i].name_len == 6
        && memcmp (k->all[i].name, "caller", 6) == 0)
      return jinja_raise (run, "TypeError", "macro %s%s%s was invoked with "
                          "two values for the special caller argument. This "
                          "is most likely a bug.", quote, name_of (code),
                          quote);
  return jinja_raise (run, "TypeError", "macro %s%s%s takes no keyword "
                      "argument '%.*s'", quote, name_of (code), quote,
                      (int) word->name_len, word->name);
}

/* What is left of the keywords: a dict for the macro, or an error. */
static int
rest_of_keywords (struct jinja_run *run, const struct jinja_macro_code *code,
                  const struct keywords *k, struct jinja_frame *frame)
{
  struct tv dict = tv_none ();
  size_t i;
  int status = code->has_kwargs ? jinja_make_dict (run, &dict) : 0;

  for (i = 0; i < k->n && !status; i++) {
    const struct jinja_keyword *word = &k->all[i];

    if (k->used[i])
      continue;
    if (!code->has_kwargs)
      return refuse_keyword (run, code, k, i);
    status = jinja_dict_set (run, dict, tv_string (word->name,
                                                   word->name_len),
                             word->value);
  }
  if (!status && code->kwargs_slot != JINJA_NO_SLOT)
    frame->slots[code->kwargs_slot] = dict;
  return status;
}

static int
rest_of_arguments (struct jinja_run *run,
                   const struct jinja_macro_code *code,
                   const struct jinja_args *args, struct jinja_frame *frame)
{
  size_t n = code->parameters.n;
  size_t rest = args->n_args > n ? args->n_args - n : 0;
  struct tv tuple;

  if (rest && !code->has_varargs)
    return jinja_raise (run, "TypeError", "macro %s%s%s takes not more "
                        "than %zu argument(s)", quote_of (code),
                        name_of (code), quote_of (code), n);
  if (!code->has_varargs)
    return 0;
  if (jinja_make_tuple (run, rest, &tuple))
    return run->status;
  if (rest)
    memcpy (jinja_list_of (tuple)->items, args->args + n,
            rest * sizeof (struct tv));
  frame->slots[code->varargs_slot] = tuple;
  return 0;
}

static int
set_caller (struct jinja_run *run, const struct jinja_macro_code *code,
            struct keywords *k, struct jinja_frame *frame)
{
  struct tv *slot;

  if (code->caller_slot == JINJA_NO_SLOT)
    return 0;
  slot = &frame->slots[code->caller_slot];
  if (take_keyword (k, "caller", 6, slot) && !jinja_is_none (*slot))
    return 0;
  return jinja_make_undefined_hint (run, slot, "No caller defined");
}

/* Puts the arguments into FRAME; parameters without one stay without
 * value. */
static int
bind_arguments (struct jinja_run *run, const struct jinja_macro_code *code,
                const struct jinja_args *args, struct jinja_frame *frame)
{
  struct keywords k = { args->keywords, args->n_keywords, NULL };
  const struct jinja_node *p;
  size_t i = 0;
  int status;

  if (k.n) {
    k.used = pl_arena_zalloc (run->arena, k.n * sizeof *k.used);
    if (!k.used)
      return jinja_no_memory (run);
  }
  for (p = code->parameters.first; p; p = p->next, i++) {
    struct tv *slot = &frame->slots[p->u.name.place.slot];

    *slot = tv_none ();
    if (i < args->n_args)
      *slot = args->args[i];
    else
      take_keyword (&k, p->u.name.name->text, p->u.name.name->len, slot);
  }
  status = set_caller (run, code, &k, frame);
  if (!status)
    status = rest_of_keywords (run, code, &k, frame);
  return status ? status : rest_of_arguments (run, code, args, frame);
}

/* Parameters that were not given get their default, in the macro's scope,
 * or are undefined. */
static int
set_defaults (struct jinja_run *run, const struct jinja_macro_code *code)
{
  const struct jinja_node *value = code->defaults.first, *p;
  size_t i = 0, n_without = code->parameters.n - code->defaults.n;
  int status = 0;

  for (p = code->parameters.first; p && !status; p = p->next, i++) {
    struct tv *slot = &run->frame->slots[p->u.name.place.slot], v;
    const struct jinja_node *own = i < n_without ? NULL : value;

    if (own)
      value = value->next;
    if (tv_kind (*slot) != TV_NONE)
      continue;
    if (own)
      status = jinja_evaluate (run, own, &v);
    else
      status = jinja_make_undefined_hint (run, &v, "parameter '%s' was not "
                                          "provided", p->u.name.name->text);
    if (!status)
      *slot = v;
  }
  return status;
}

/* -- calls ------------------------------------------------------------- */

/* Runs the macro in FRAME; what it prints becomes *RESULT. */
static int
run_macro (struct jinja_run *run, const struct macro *m,
           struct jinja_frame *frame, bool is_safe, struct tv *result)
{
  const struct jinja_macro_code *code = code_of (m);
  struct jinja_position here = jinja_position_save (run);
  struct jinja_capture capture;
  int status;

  run->template = m->template;
  run->context = m->context;
  run->frame = frame;
  run->scope = code->code.scope;
  run->parent = NULL;
  run->marker = run->where = m->node;
  jinja_capture (run, &capture);
  status = jinja_enter_scope (run, code->code.scope);
  if (!status)
    status = set_defaults (run, code);
  if (!status)
    status = jinja_execute (run, &code->body);
  if (jinja_release_capture (run, &capture,
                             is_safe ? &jinja_markup : &tv_type_string,
                             status ? NULL : result))
    status = run->status;
  jinja_position_restore (run, &here);
  return status;
}

static int
macro_call (struct jinja_run *run, struct tv self,
            const struct jinja_args *args, struct tv *result)
{
  const struct macro *m = self.u.object;
  const struct jinja_code *code = &code_of (m)->code;
  bool is_safe = *run->context->autoescape;
  struct jinja_frame *frame;
  int status = jinja_enter (run);

  if (status)
    return status;
  frame = jinja_frame_new (run, code, m->frame);
  if (frame) {
    status = bind_arguments (run, code_of (m), args, frame);
    if (!status)
      status = run_macro (run, m, frame, is_safe, result);
    jinja_frame_free (run, code, frame);
  } else {
    status = run->status;
  }
  jinja_leave (run);
  return status;
}

static const struct jinja_type macro_type = {
  .tv = { .kind = TV_OBJECT, .name = "Macro" },
  .module = "jinja2.runtime",
  .attribute = macro_attribute,
  .call = macro_call,
  .print = macro_print
};

int
jinja_make_macro (struct jinja_run *run, const struct jinja_node *node,
                  struct tv *macro)
{
  struct macro *m = pl_arena_alloc (run->arena, sizeof *m);

  if (!m)
    return jinja_no_memory (run);
  *m = (struct macro) {
    .node = node, .template = run->template, .context = run->context,
    .frame = run->frame
  };
  *macro = jinja_object (&macro_type, m);
  return 0;
}
