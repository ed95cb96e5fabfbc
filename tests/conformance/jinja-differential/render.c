/* SPDX-License-Identifier: Apache-2.0 */
/* Renders the cases that Jinja2 renders, too: lines of JSON on standard
 * input, a line of JSON for each result on standard output; judge.py says
 * what is in them. */

#include <config.h>

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/common/jinja/jinja.h"

/* What "load" knows. */
struct templates {
  json_t *others;
};

/* -- data ------------------------------------------------------------- */

static struct tv
to_value (struct pl_arena *arena, json_t *json)
{
  struct tv v = tv_nil ();
  const char *key;
  json_t *item;
  size_t i;

  switch (json_typeof (json)) {
  case JSON_OBJECT:
    jinja_dict_new (arena, &v);
    json_object_foreach (json, key, item)
      jinja_dict_set_text (arena, v, key, strlen (key),
                           to_value (arena, item));
    return v;
  case JSON_ARRAY:
    jinja_list_new (arena, &v);
    json_array_foreach (json, i, item)
      jinja_list_append (arena, v, to_value (arena, item));
    return v;
  case JSON_STRING:
    return tv_string (json_string_value (json), json_string_length (json));
  case JSON_INTEGER:
    return tv_int (json_integer_value (json));
  case JSON_REAL:
    return tv_float (json_real_value (json));
  case JSON_TRUE: case JSON_FALSE:
    return tv_bool (json_is_true (json));
  default:
    return v;
  }
}

static int
load (void *user, const char *name, size_t name_len, const char **text,
      size_t *text_len)
{
  const struct templates *templates = user;
  char *key = strndup (name, name_len);
  json_t *found = key ? json_object_get (templates->others, key) : NULL;

  free (key);
  if (!found)
    return -ENOENT;
  *text = json_string_value (found);
  *text_len = json_string_length (found);
  return 0;
}

/* -- functions of the host ---------------------------------------------- */

static int
call_schema (struct jinja_run *run, const struct jinja_function *function,
             const struct tv *values, size_t n_values, struct tv *result)
{
  (void) run;
  (void) function;
  (void) values;
  (void) n_values;
  *result = tv_string ("## Schema\n", 10);
  return 0;
}

static int
call_example (struct jinja_run *run, const struct jinja_function *function,
              const struct tv *values, size_t n_values, struct tv *result)
{
  struct pl_buffer text;
  char *copy;
  size_t len;

  (void) function;
  (void) n_values;
  if (tv_kind (values[0]) != TV_STRING)
    return jinja_raise (run, "TypeError", "a name is text");
  pl_buffer_init (&text);
  pl_buffer_puts (&text, "```terraform\n");
  pl_buffer_append (&text, values[0].u.text, values[0].len);
  pl_buffer_puts (&text, "\n```");
  copy = text.failed ? NULL
    : pl_arena_strndup (jinja_arena (run), text.data, text.len);
  len = text.len;
  pl_buffer_release (&text);
  if (!copy)
    return jinja_no_memory (run);
  *result = tv_string (copy, len);
  return 0;
}

static const struct jinja_parameter key_parameter[] = { { "key", false } };
static const struct jinja_function functions[] = {
  { .name = "schema", .call = call_schema },
  { .name = "example", .parameters = key_parameter, .n_parameters = 1,
    .call = call_example },
};
static const struct jinja_function_table table = { functions, 2 };

/* -- cases ---------------------------------------------------------------- */

static bool
is_set (json_t *settings, const char *name)
{
  return json_is_true (json_object_get (settings, name));
}

static struct jinja_environment *
make_environment (json_t *settings)
{
  const char *undefined = json_string_value (
    json_object_get (settings, "undefined"));
  struct jinja_settings s = {
    .trim_blocks = is_set (settings, "trim_blocks"),
    .lstrip_blocks = is_set (settings, "lstrip_blocks"),
    .keep_trailing_newline = is_set (settings, "keep_trailing_newline"),
    .autoescape = jinja_escape_by_name,
    .tables = &table,
    .n_tables = 1
  };

  if (undefined && !strcmp (undefined, "strict"))
    s.undefined = JINJA_UNDEFINED_STRICT;
  if (undefined && !strcmp (undefined, "chainable"))
    s.undefined = JINJA_UNDEFINED_CHAINABLE;
  return jinja_environment_new (&s);
}

/* The text of BUFFER, bytes that are not UTF-8 replaced. */
static json_t *
to_json (const struct pl_buffer *buffer)
{
  json_t *text = json_stringn (buffer->data ? buffer->data : "",
                               buffer->len);

  return text ? text : json_string ("(not UTF-8)");
}

static json_t *
render (json_t *one, json_t *data)
{
  json_t *settings = json_object_get (one, "settings");
  json_t *text = json_object_get (one, "text"), *result = json_object ();
  const char *name = json_string_value (json_object_get (settings, "main"));
  struct templates templates = { json_deep_copy (
    json_object_get (one, "templates")) };
  struct jinja_environment *environment = make_environment (settings);
  struct jinja_options options = { .load = load, .user = &templates };
  struct jinja_error error;
  struct pl_arena arena;
  struct pl_buffer out;
  int status;

  if (!name)
    name = "main.tmpl";
  json_object_set (templates.others, name, text);
  pl_arena_init (&arena, 0);
  pl_buffer_init (&out);
  jinja_error_init (&error);
  options.data = to_value (&arena, data);
  status = jinja_render (environment, name, json_string_value (text),
                         json_string_length (text), &options, &out, &error);
  json_object_set (result, "name", json_object_get (one, "name"));
  if (!status)
    json_object_set_new (result, "output", to_json (&out));
  else {
    json_object_set_new (result, "error",
                         json_string (error.kind ? error.kind : "?"));
    json_object_set_new (result, "file", to_json (&error.name));
    json_object_set_new (result, "line", json_integer (error.line));
    json_object_set_new (result, "text", to_json (&error.text));
  }
  jinja_error_release (&error);
  pl_buffer_release (&out);
  pl_arena_release (&arena);
  jinja_environment_free (environment);
  json_decref (templates.others);
  return result;
}

int
main (int argc, char **argv)
{
  json_error_t error;
  json_t *data = argc == 2 ? json_load_file (argv[1], 0, &error) : NULL;
  char *line = NULL;
  size_t cap = 0;
  ssize_t len;

  if (!data) {
    fprintf (stderr, "usage: render DATA <CASES\n");
    return 2;
  }
  while ((len = getline (&line, &cap, stdin)) > 0) {
    json_t *one = json_loadb (line, (size_t) len, JSON_ALLOW_NUL, &error);
    json_t *result;

    if (!one) {
      fprintf (stderr, "render: %s\n", error.text);
      return 2;
    }
    result = render (one, data);
    json_dumpf (result, stdout, JSON_COMPACT);
    putchar ('\n');
    json_decref (result);
    json_decref (one);
  }
  free (line);
  json_decref (data);
  return 0;
}
