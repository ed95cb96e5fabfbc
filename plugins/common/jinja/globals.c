/* SPDX-License-Identifier: Apache-2.0 */
/* What every template can call: range, dict, lipsum, cycler, joiner,
 * namespace. */

#include <config.h>

#include "plugins/common/jinja/method.h"

#include <string.h>

#include "plugins/common/jinja/lipsum.h"
#include "plugins/common/jinja/range.h"
#include "plugins/common/jinja/run.h"
#include "plugins/common/jinja/sequence.h"

static int
refuse_keywords (struct jinja_run *run, const char *name,
                 const struct jinja_args *args)
{
  return args->n_keywords
    ? jinja_raise (run, "TypeError", "%s() takes no keyword arguments", name)
    : 0;
}

/* -- range ------------------------------------------------------------- */

static int
call_range (struct jinja_run *run, struct tv self,
            const struct jinja_args *args, struct tv *result)
{
  struct tv numbers[3] = { tv_int (0), tv_int (0), tv_int (1) };
  bool is_large = false;
  size_t i;

  (void) self;
  if (refuse_keywords (run, "range", args))
    return run->status;
  if (!args->n_args)
    return jinja_raise (run, "TypeError", "range expected at least 1 "
                        "argument, got 0");
  if (args->n_args > 3)
    return jinja_raise (run, "TypeError", "range expected at most 3 "
                        "arguments, got %zu", args->n_args);
  for (i = 0; i < args->n_args; i++) {
    if (!jinja_is_any_integer (args->args[i]))
      return jinja_raise (run, "TypeError", "'%s' object cannot be "
                          "interpreted as an integer",
                          jinja_type_name (args->args[i]));
    numbers[i] = args->args[i];
    is_large |= jinja_is_big_integer (numbers[i]);
  }
  if (args->n_args == 1) {
    numbers[1] = numbers[0];
    numbers[0] = tv_int (0);
  }
  if (!jinja_is_big_integer (numbers[2]) && !jinja_integer (numbers[2]))
    return jinja_raise (run, "ValueError", "range() arg 3 must not be zero");
  if (is_large)
    return jinja_make_any_range (run, numbers[0], numbers[1], numbers[2],
                                 result);
  return jinja_make_range (run, jinja_integer (numbers[0]),
                           jinja_integer (numbers[1]),
                           jinja_integer (numbers[2]), result);
}

/* -- dict -------------------------------------------------------------- */

/* Sets the pair that V is as the I-th element. */
static int
set_pair (struct jinja_run *run, struct tv dict, struct tv v, size_t i)
{
  struct tv list;
  size_t n;
  int status;

  if (!jinja_can_iterate (v))
    return jinja_raise (run, "TypeError", "cannot convert dictionary update "
                        "sequence element #%zu to a sequence", i);
  status = jinja_to_list (run, v, &list);
  if (status)
    return status;
  n = jinja_list_of (list)->n;
  if (n != 2)
    return jinja_raise (run, "ValueError", "dictionary update sequence "
                        "element #%zu has length %zu; 2 is required", i, n);
  return jinja_dict_set (run, dict, jinja_list_of (list)->items[0],
                         jinja_list_of (list)->items[1]);
}

static int
update_dict (struct jinja_run *run, struct tv dict, struct tv from)
{
  struct jinja_iterator *it;
  struct jinja_entry *entry;
  size_t position = 0, i = 0;
  struct tv v;
  int status = 0;

  if (JINJA_IS (from, jinja_dict)) {
    while (!status && jinja_dict_next (from, &position, &entry))
      status = jinja_dict_set (run, dict, entry->key, entry->value);
    return status;
  }
  if (jinja_is_undefined (from))
    return jinja_raise_undefined (run, from);
  status = jinja_iterate (run, from, &it);
  while (!status) {
    status = jinja_next (run, it, &v);
    if (status <= 0)
      return status;
    status = set_pair (run, dict, v, i++);
  }
  return status;
}

/* dict (...) into DICT. */
static int
fill_dict (struct jinja_run *run, const struct jinja_args *args,
           struct tv dict)
{
  size_t i;
  int status = 0;

  if (args->n_args > 1)
    return jinja_raise (run, "TypeError", "dict expected at most 1 argument, "
                        "got %zu", args->n_args);
  if (args->n_args)
    status = update_dict (run, dict, args->args[0]);
  for (i = 0; i < args->n_keywords && !status; i++)
    status = jinja_dict_set (run, dict,
                             tv_string (args->keywords[i].name,
                                        args->keywords[i].name_len),
                             args->keywords[i].value);
  return status;
}

static int
call_dict (struct jinja_run *run, struct tv self,
           const struct jinja_args *args, struct tv *result)
{
  (void) self;
  return jinja_make_dict (run, result) ? run->status
    : fill_dict (run, args, *result);
}

/* -- namespace --------------------------------------------------------- */

static int
call_namespace (struct jinja_run *run, struct tv self,
                const struct jinja_args *args, struct tv *result)
{
  (void) self;
  if (jinja_make_dict (run, result))
    return run->status;
  result->type = &jinja_namespace.tv;
  return fill_dict (run, args, *result);
}

static int
namespace_attribute (struct jinja_run *run, struct tv self, const char *name,
                     size_t len, struct tv *result)
{
  (void) run;
  return jinja_dict_get_text (self, name, len, result);
}

static int
namespace_print (struct jinja_run *run, struct pl_buffer *out,
                 struct tv self, bool is_repr)
{
  int status;

  (void) is_repr;
  pl_buffer_puts (out, "<Namespace ");
  self.type = &jinja_dict.tv;
  status = jinja_print_repr (run, out, self);
  pl_buffer_puts (out, ">");
  return status;
}

const struct jinja_type jinja_namespace = {
  .tv = { .kind = TV_OBJECT, .name = "Namespace" },
  .module = "jinja2.utils",
  .attribute = namespace_attribute, .print = namespace_print
};

/* -- cycler ------------------------------------------------------------ */

struct cycler {
  struct tv items;      /* a tuple */
  size_t position;
};

static struct tv
current_of (const struct cycler *c)
{
  return jinja_list_of (c->items)->items[c->position];
}

static int
cycler_next (struct jinja_run *run, struct tv self,
             const struct jinja_args *args, struct tv *result)
{
  static const struct jinja_signature signature = {
    "Cycler.next", 1, NULL, 0
  };
  struct cycler *c = self.u.object;

  if (jinja_bind (run, &signature, args, NULL))
    return run->status;
  *result = current_of (c);
  c->position = (c->position + 1) % jinja_list_of (c->items)->n;
  return 0;
}

static int
cycler_reset (struct jinja_run *run, struct tv self,
              const struct jinja_args *args, struct tv *result)
{
  static const struct jinja_signature signature = {
    "Cycler.reset", 1, NULL, 0
  };
  struct cycler *c = self.u.object;

  if (jinja_bind (run, &signature, args, NULL))
    return run->status;
  c->position = 0;
  *result = tv_nil ();
  return 0;
}

static const struct jinja_method next_method = { "next", cycler_next };
static const struct jinja_method reset_method = { "reset", cycler_reset };

static bool
is_name (const char *name, size_t len, const char *word)
{
  return strlen (word) == len && memcmp (name, word, len) == 0;
}

static int
cycler_attribute (struct jinja_run *run, struct tv self, const char *name,
                  size_t len, struct tv *result)
{
  const struct cycler *c = self.u.object;

  if (is_name (name, len, "next"))
    return jinja_bind_method (run, self, &next_method, result);
  if (is_name (name, len, "reset"))
    return jinja_bind_method (run, self, &reset_method, result);
  if (is_name (name, len, "current"))
    *result = current_of (c);
  else if (is_name (name, len, "items"))
    *result = c->items;
  else if (is_name (name, len, "pos"))
    *result = tv_int ((int64_t) c->position);
  else
    return 0;
  return 1;
}

static const struct jinja_type cycler_type = {
  .tv = { .kind = TV_OBJECT, .name = "Cycler" },
  .module = "jinja2.utils",
  .attribute = cycler_attribute
};

static int
call_cycler (struct jinja_run *run, struct tv self,
             const struct jinja_args *args, struct tv *result)
{
  struct cycler *c;

  (void) self;
  if (args->n_keywords)
    return jinja_raise (run, "TypeError", "Cycler.__init__() got an "
                        "unexpected keyword argument '%.*s'",
                        (int) args->keywords[0].name_len,
                        args->keywords[0].name);
  if (!args->n_args)
    return jinja_raise (run, "RuntimeError", "at least one item has to be "
                        "provided");
  c = pl_arena_zalloc (run->arena, sizeof *c);
  if (!c)
    return jinja_no_memory (run);
  if (jinja_make_tuple (run, args->n_args, &c->items))
    return run->status;
  memcpy (jinja_list_of (c->items)->items, args->args,
          args->n_args * sizeof *args->args);
  *result = jinja_object (&cycler_type, c);
  return 0;
}

/* -- joiner ------------------------------------------------------------ */

struct joiner {
  struct tv separator;
  bool is_used;
};

static int
joiner_call (struct jinja_run *run, struct tv self,
             const struct jinja_args *args, struct tv *result)
{
  static const struct jinja_signature signature = {
    "Joiner.__call__", 1, NULL, 0
  };
  struct joiner *j = self.u.object;

  if (jinja_bind (run, &signature, args, NULL))
    return run->status;
  *result = j->is_used ? j->separator : tv_string ("", 0);
  j->is_used = true;
  return 0;
}

static int
joiner_attribute (struct jinja_run *run, struct tv self, const char *name,
                  size_t len, struct tv *result)
{
  const struct joiner *j = self.u.object;

  (void) run;
  if (is_name (name, len, "sep"))
    *result = j->separator;
  else if (is_name (name, len, "used"))
    *result = tv_bool (j->is_used);
  else
    return 0;
  return 1;
}

static const struct jinja_type joiner_type = {
  .tv = { .kind = TV_OBJECT, .name = "Joiner" },
  .module = "jinja2.utils",
  .attribute = joiner_attribute, .call = joiner_call
};

static int
call_joiner (struct jinja_run *run, struct tv self,
             const struct jinja_args *args, struct tv *result)
{
  static const struct jinja_parameter parameters[] = { { "sep", true } };
  static const struct jinja_signature signature = {
    "Joiner.__init__", 1, parameters, 1
  };
  struct joiner *j;
  struct tv separator;

  (void) self;
  if (jinja_bind (run, &signature, args, &separator))
    return run->status;
  j = pl_arena_zalloc (run->arena, sizeof *j);
  if (!j)
    return jinja_no_memory (run);
  j->separator = tv_kind (separator) == TV_NONE ? tv_string (", ", 2)
    : separator;
  *result = jinja_object (&joiner_type, j);
  return 0;
}

/* -- lipsum ------------------------------------------------------------ */

static int
call_lipsum (struct jinja_run *run, struct tv self,
             const struct jinja_args *args, struct tv *result)
{
  static const struct jinja_parameter parameters[] = {
    { "n", true }, { "html", true }, { "min", true }, { "max", true }
  };
  static const struct jinja_signature signature = {
    "generate_lorem_ipsum", 0, parameters, 4
  };
  int64_t numbers[4] = { 5, 1, 20, 100 };
  struct pl_buffer out;
  struct tv values[4];
  size_t i;
  int status, is_html = 1;

  (void) self;
  if (jinja_bind (run, &signature, args, values))
    return run->status;
  for (i = 0; i < 4; i++) {
    if (tv_kind (values[i]) == TV_NONE)
      continue;
    if (i == 1) {
      is_html = jinja_truth (run, values[i]);
      if (is_html < 0)
        return is_html;
    } else if (jinja_is_big_integer (values[i])) {
      return jinja_raise_limit (run, "length of the text");
    } else if (!jinja_is_integer (values[i])) {
      return jinja_raise (run, "TypeError", "'%s' object cannot be "
                          "interpreted as an integer",
                          jinja_type_name (values[i]));
    } else {
      numbers[i] = jinja_integer (values[i]);
    }
  }
  if (numbers[0] > 0 && numbers[2] >= numbers[3])
    return jinja_raise (run, "ValueError", "empty range for randrange() "
                        "(%lld, %lld, %lld)", (long long) numbers[2],
                        (long long) numbers[3],
                        (long long) (numbers[3] - numbers[2]));
  jinja_buffer_init (run, &out);
  status = jinja_lipsum (run, &out, numbers[0], is_html, numbers[2],
                         numbers[3]);
  if (!status)
    return jinja_take_string (run, &out, is_html ? &jinja_markup
                              : &tv_type_string, result);
  pl_buffer_release (&out);
  return status;
}

/* -- the table --------------------------------------------------------- */

struct global {
  const char *name;
  const char *text;     /* when printed */
  int (*call) (struct jinja_run *run, struct tv self,
               const struct jinja_args *args, struct tv *result);
};

static const struct global globals[] = {
  { "range", "<class 'range'>", call_range },
  { "dict", "<class 'dict'>", call_dict },
  { "lipsum", "<function generate_lorem_ipsum>", call_lipsum },
  { "cycler", "<class 'jinja2.utils.Cycler'>", call_cycler },
  { "joiner", "<class 'jinja2.utils.Joiner'>", call_joiner },
  { "namespace", "<class 'jinja2.utils.Namespace'>", call_namespace },
};

static int
global_call (struct jinja_run *run, struct tv self,
             const struct jinja_args *args, struct tv *result)
{
  const struct global *g = self.u.object;

  return g->call (run, self, args, result);
}

static int
global_print (struct jinja_run *run, struct pl_buffer *out, struct tv self,
              bool is_repr)
{
  const struct global *g = self.u.object;

  (void) run;
  (void) is_repr;
  pl_buffer_puts (out, g->text);
  return 0;
}

static const struct jinja_type global_type = {
  .tv = { .kind = TV_OBJECT, .name = "type" },
  .call = global_call, .print = global_print
};

int
jinja_find_global (const char *name, size_t len, struct tv *v)
{
  size_t i;

  for (i = 0; i < sizeof globals / sizeof globals[0]; i++)
    if (is_name (name, len, globals[i].name)) {
      *v = jinja_object (&global_type, (void *) (uintptr_t) &globals[i]);
      return 1;
    }
  return 0;
}
