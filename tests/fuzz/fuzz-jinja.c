/* SPDX-License-Identifier: Apache-2.0 */
/* libFuzzer target: Jinja templates, compiled and rendered with data of all
 * kinds under small limits.  Form feeds divide the input into the page and
 * the templates "1", "2" and "3" that it may include, import or extend; the
 * settings follow from the length.  What fails has a message with a place,
 * and output and memory stay within bounds. */

#include <config.h>

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/common/jinja/jinja.h"

#define MAX_OUTPUT 100000
#define MAX_MEMORY 1000000
#define N_TEMPLATES 4

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check (int condition)
{
  if (!condition)
    abort ();
}

struct piece {
  const char *text;
  size_t len;
};

static void
divide (const uint8_t *data, size_t size, struct piece *pieces)
{
  const char *p = (const char *) data, *end = p + size, *cut;
  size_t i;

  for (i = 0; i < N_TEMPLATES; i++) {
    cut = p < end ? memchr (p, '\f', (size_t) (end - p)) : NULL;
    if (!cut || i == N_TEMPLATES - 1)
      cut = end;
    pieces[i] = (struct piece) { p, (size_t) (cut - p) };
    p = cut < end ? cut + 1 : end;
  }
}

static int
load (void *user, const char *name, size_t name_len, const char **text,
      size_t *text_len)
{
  const struct piece *pieces = user;
  size_t number = name_len ? (size_t) (name[0] - '0') : 0;

  if (number < 1 || number >= N_TEMPLATES)
    return -ENOENT;
  *text = pieces[number].text;
  *text_len = pieces[number].len;
  return 0;
}

/* -- functions and data --------------------------------------------------- */

static int
call_render (struct jinja_run *run, const struct jinja_function *function,
             const struct tv *values, size_t n_values, struct tv *result)
{
  struct pl_buffer text;
  char *copy;
  int status;

  (void) function;
  (void) n_values;
  if (values[0].type != &tv_type_string)
    return jinja_raise (run, "TypeError", "a name is wanted");
  pl_buffer_init (&text);
  text.limit = MAX_OUTPUT;
  status = jinja_include (run, values[0].u.text, values[0].len, &text);
  copy = status ? NULL
    : pl_arena_strndup (jinja_arena (run), text.data, text.len);
  if (copy)
    *result = tv_string (copy, text.len);
  pl_buffer_release (&text);
  return status ? status : copy ? 0 : jinja_no_memory (run);
}

static const struct jinja_parameter parameters[] = {
  { "name", false }, { "other", true }
};
static const struct jinja_function functions[] = {
  { .name = "render", .parameters = parameters, .n_parameters = 2,
    .call = call_render },
};
static const struct jinja_function_table tables[] = { { functions, 1 } };

static void
set (struct pl_arena *arena, struct tv dict, const char *key, struct tv v)
{
  check (jinja_dict_set_text (arena, dict, key, strlen (key), v) == 0);
}

static struct tv
make_data (struct pl_arena *arena)
{
  struct tv data, list, dict;

  check (jinja_dict_new (arena, &data) == 0);
  check (jinja_dict_new (arena, &dict) == 0);
  check (jinja_list_new (arena, &list) == 0);
  check (jinja_list_append (arena, list, tv_int (3)) == 0
         && jinja_list_append (arena, list, tv_cstring ("b<")) == 0
         && jinja_list_append (arena, list, tv_float (NAN)) == 0
         && jinja_list_append (arena, list, tv_nil ()) == 0);
  set (arena, dict, "z", list);
  set (arena, dict, "a", tv_int (-1));
  set (arena, data, "i", tv_int (INT64_MAX));
  set (arena, data, "f", tv_float (0.1));
  set (arena, data, "s", tv_cstring ("t\xc3\xa9xt <&> \xe6\x97\xa5\xff"));
  set (arena, data, "n", tv_nil ());
  set (arena, data, "b", tv_bool (true));
  set (arena, data, "l", list);
  set (arena, data, "d", dict);
  return data;
}

static void
render (struct jinja_environment *environment, const struct piece *pieces,
        bool escapes)
{
  struct pl_arena arena;
  struct pl_buffer out;
  struct jinja_error error;
  struct jinja_options options = {
    .limits = { .max_output = MAX_OUTPUT, .max_memory = MAX_MEMORY,
                .max_steps = 50000, .max_depth = 30 },
    .load = load, .user = (void *) (uintptr_t) pieces, .arena = &arena
  };
  int status;

  pl_arena_init (&arena, 4096);
  pl_buffer_init (&out);
  jinja_error_init (&error);
  options.data = make_data (&arena);
  status = jinja_render (environment, escapes ? "page.html" : "page",
                         pieces[0].text, pieces[0].len, &options, &out,
                         &error);
  check (out.len <= MAX_OUTPUT && arena.total <= MAX_MEMORY + 65536);
  check (status == 0 || status == -EINVAL || status == -EFBIG);
  check (!status == !error.kind);
  if (status)
    check (error.message.len > 0 && error.line > 0);
  pl_buffer_release (&out);
  jinja_error_release (&error);
  pl_arena_release (&arena);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  struct jinja_settings settings = {
    .trim_blocks = size & 1, .lstrip_blocks = size & 2,
    .keep_trailing_newline = size & 4, .undefined = size / 8 % 3,
    .autoescape = jinja_escape_by_name, .tables = tables, .n_tables = 1
  };
  struct jinja_environment *environment = jinja_environment_new (&settings);
  struct piece pieces[N_TEMPLATES];

  check (environment != NULL);
  divide (data, size, pieces);
  render (environment, pieces, size / 16 % 2);
  jinja_environment_free (environment);
  return 0;
}
