/* SPDX-License-Identifier: Apache-2.0 */
/* Undefined values. */

#include <config.h>

#include "plugins/common/jinja/undefined.h"

#include <stdarg.h>
#include <string.h>

#include "plugins/common/jinja/run.h"

static int
make (struct jinja_run *run, struct jinja_undefined_value **u, struct tv *v)
{
  *u = pl_arena_zalloc (run->arena, sizeof **u);
  if (!*u)
    return jinja_no_memory (run);
  (*u)->kind = jinja_environment_undefined (run->environment);
  *v = jinja_object (&jinja_undefined_type, *u);
  return 0;
}

int
jinja_make_undefined (struct jinja_run *run, const char *name, size_t len,
                      struct tv *v)
{
  struct jinja_undefined_value *u;
  int status = make (run, &u, v);

  if (status)
    return status;
  u->name = name;
  u->name_len = len;
  return 0;
}

int
jinja_make_undefined_hint (struct jinja_run *run, struct tv *v,
                           const char *fmt, ...)
{
  struct jinja_undefined_value *u;
  struct pl_buffer text;
  va_list ap;
  int status = make (run, &u, v);

  if (status)
    return status;
  pl_buffer_init (&text);
  va_start (ap, fmt);
  pl_buffer_vprintf (&text, fmt, ap);
  va_end (ap);
  u->hint = text.failed ? NULL
    : pl_arena_strndup (run->arena, text.data, text.len);
  pl_buffer_release (&text);
  return u->hint ? 0 : jinja_no_memory (run);
}

/* Always of the default kind, whatever the settings say. */
int
jinja_make_undefined_else (struct jinja_run *run, unsigned line,
                           struct tv *v)
{
  const struct jinja_template *t = run->template;
  struct jinja_undefined_value *u;
  int status = jinja_make_undefined_hint
    (run, v, "the inline if-expression on line %u in '%.*s' evaluated to "
     "false and no else section was defined.", line, (int) t->name_len,
     t->name);

  if (status)
    return status;
  u = v->u.object;
  u->kind = JINJA_UNDEFINED_DEFAULT;
  return 0;
}

int
jinja_make_undefined_key (struct jinja_run *run, struct tv object,
                          struct tv key, struct tv *v)
{
  struct jinja_undefined_value *u;
  int status = make (run, &u, v);

  if (status)
    return status;
  u->object = object;
  u->key = key;
  return 0;
}

/* How the message calls an object. */
static void
describe (struct pl_buffer *out, struct tv v)
{
  if (jinja_is_none (v)) {
    pl_buffer_puts (out, "None");
    return;
  }
  if (v.type == &jinja_markup)
    pl_buffer_puts (out, "markupsafe.");
  else if (tv_kind (v) == TV_OBJECT && jinja_type_of (v)->module)
    pl_buffer_printf (out, "%s.", jinja_type_of (v)->module);
  pl_buffer_printf (out, "%s object", jinja_type_name (v));
}

int
jinja_undefined_message (struct jinja_run *run, struct pl_buffer *out,
                         struct tv v)
{
  const struct jinja_undefined_value *u = jinja_undefined_of (v);
  struct tv text;
  int status;

  if (u->hint) {
    pl_buffer_puts (out, u->hint);
    return 0;
  }
  if (u->name) {
    status = jinja_print_repr (run, out, tv_string (u->name, u->name_len));
    pl_buffer_puts (out, " is undefined");
    return status;
  }
  if (!jinja_is_string (u->key)) {
    describe (out, u->object);
    pl_buffer_puts (out, " has no element ");
    return jinja_print_repr (run, out, u->key);
  }
  pl_buffer_puts (out, "'");
  describe (out, u->object);
  pl_buffer_puts (out, "' has no attribute ");
  text = u->key;
  text.type = &tv_type_string;
  return jinja_print_repr (run, out, text);
}

int
jinja_raise_undefined (struct jinja_run *run, struct tv v)
{
  struct pl_buffer text;
  int status;

  jinja_buffer_init (run, &text);
  status = jinja_undefined_message (run, &text, v);
  if (!status && text.failed)
    status = jinja_no_memory (run);
  if (!status)
    status = jinja_raise (run, "UndefinedError", "%s",
                          text.data ? text.data : "");
  pl_buffer_release (&text);
  return status;
}

static int
undefined_print (struct jinja_run *run, struct pl_buffer *out,
                 struct tv self, bool is_repr)
{
  if (is_repr)
    pl_buffer_puts (out, "Undefined");
  else if (jinja_is_strict (self))
    return jinja_raise_undefined (run, self);
  return 0;
}

static int
undefined_length (struct jinja_run *run, struct tv self, size_t *n)
{
  *n = 0;
  return jinja_is_strict (self) ? jinja_raise_undefined (run, self) : 0;
}

const struct jinja_type jinja_undefined_type = {
  .tv = { .kind = TV_OBJECT, .name = "Undefined" },
  .module = "jinja2.runtime",
  .length = undefined_length,
  .print = undefined_print
};
