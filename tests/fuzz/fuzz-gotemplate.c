/* SPDX-License-Identifier: Apache-2.0 */
/* libFuzzer target: Go templates, parsed and executed with data of all kinds
 * under small limits.  What fails has a message with a place in the text,
 * and output and memory stay within bounds. */

#include <config.h>

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "plugins/common/gotemplate/gotemplate.h"

#define MAX_OUTPUT 100000
#define MAX_MEMORY 1000000

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check (int condition)
{
  if (!condition)
    abort ();
}

/* -- data of all kinds --------------------------------------------------- */

static const struct tv_field inner_fields[] = {
  TV_FIELD ("Name", &tv_type_string),
  TV_FIELD ("Count", &tv_type_int),
  TV_FIELD ("Extra", &tv_type_any),
};
static const struct tv_type inner_type
  = TV_STRUCT_TYPE ("test.Inner", inner_fields);

static const struct tv_type function_type = {
  .kind = TV_FUNCTION, .name = "func(int) int"
};

static const struct tv_field fields[] = {
  TV_FIELD ("B", &tv_type_bool),
  TV_FIELD ("I", &tv_type_int),
  TV_FIELD ("U", &tv_type_uint64),
  TV_FIELD ("F", &tv_type_float64),
  TV_FIELD ("C", &tv_type_complex128),
  TV_FIELD ("S", &tv_type_string),
  TV_FIELD ("A", &tv_type_any),
  TV_FIELD ("N", &tv_type_any),
  TV_FIELD ("L", &tv_type_list_any),
  TV_FIELD ("T", &tv_type_list_string),
  TV_FIELD ("M", &tv_type_map_any),
  TV_FIELD ("X", &inner_type),
  TV_FIELD ("G", &function_type),
  TV_FIELD ("Z", &tv_type_list_string),
};
static const struct tv_type type = TV_STRUCT_TYPE ("test.Outer", fields);

static int
add_one (const struct tv_function *function, struct pl_arena *arena,
         const struct tv *args, size_t n_args, struct tv *result,
         const char **error)
{
  (void) function;
  (void) arena;
  (void) n_args;
  (void) error;
  *result = tv_int ((int64_t) (args[0].u.natural + 1));
  return 0;
}

static struct tv
make_data (struct pl_arena *arena)
{
  static const double complex[2] = { 1.5, -2 };
  static const struct tv_type *const int_args[] = { &tv_type_int };
  static const struct tv_function function = {
    .args = int_args, .n_args = 1, .call = add_one
  };
  static struct tv inner[3], items[4], texts[3], outer[14];
  struct tv_map_builder b;
  struct tv map;

  inner[0] = tv_cstring ("in\xc3\xa9\xff");
  inner[1] = tv_int (-3);
  inner[2] = tv_nil ();
  items[0] = tv_int (7);
  items[1] = tv_nil ();
  items[2] = tv_struct (&inner_type, inner);
  items[3] = tv_float (NAN);
  texts[0] = tv_cstring ("b");
  texts[1] = tv_cstring ("");
  texts[2] = tv_cstring ("a\nb");
  tv_map_builder_init (&b, arena, 3);
  tv_map_builder_set (&b, "z", 1, tv_list (&tv_type_list_any, items, 4));
  tv_map_builder_set (&b, "a", 1, tv_cstring ("<&>"));
  tv_map_builder_set (&b, "nil", 3, tv_nil ());
  check (tv_map_builder_finish (&b, &tv_type_map_any, &map) == 0);
  outer[0] = tv_bool (true);
  outer[1] = tv_int (-42);
  outer[2] = tv_integer (&tv_type_uint64, UINT64_MAX);
  outer[3] = tv_float (0.1);
  outer[4] = tv_complex (complex);
  outer[5] = tv_cstring ("text \xe6\x97\xa5");
  outer[6] = tv_struct (&inner_type, inner);
  outer[7] = tv_nil ();
  outer[8] = tv_list (&tv_type_list_any, items, 4);
  outer[9] = tv_list (&tv_type_list_string, texts, 3);
  outer[10] = map;
  outer[11] = tv_struct (&inner_type, inner);
  outer[12] = tv_function (&function_type, &function);
  outer[13] = tv_nil_of (&tv_type_list_string);
  return tv_struct (&type, outer);
}

/* -- functions ----------------------------------------------------------- */

/* Executes a template of the same set. */
static int
call_include (struct gotmpl_call *call, const struct tv *args, size_t n,
              struct tv *result)
{
  struct pl_buffer text;
  const char *name = pl_arena_strndup (call->arena, args[0].u.text,
                                       args[0].len);
  char *copy;
  int status;

  (void) n;
  if (!name)
    return gotmpl_call_no_memory (call);
  pl_buffer_init (&text);
  status = gotmpl_call_execute (call, call->user, name, args[1], &text);
  copy = status ? NULL : pl_arena_strndup (call->arena, text.data, text.len);
  if (copy)
    *result = tv_string (copy, text.len);
  else if (!status)
    status = gotmpl_call_no_memory (call);
  pl_buffer_release (&text);
  return status;
}

static const struct gotmpl_function own_functions[] = {
  { .name = "include", .min_args = 2, .max_args = 2,
    .types = { &tv_type_string, NULL }, .n_types = 2,
    .call = call_include },
};

static void
execute (struct gotmpl_set *set, size_t size)
{
  struct pl_arena arena;
  struct pl_buffer out;
  struct gotmpl_error error;
  struct gotmpl_options options = {
    .limits = { .max_output = MAX_OUTPUT, .max_memory = MAX_MEMORY,
                .max_steps = 50000, .max_depth = 50 },
    .arena = &arena, .user = set
  };
  int status;

  pl_arena_init (&arena, 4096);
  pl_buffer_init (&out);
  gotmpl_error_init (&error);
  status = gotmpl_execute (set, "page", make_data (&arena), &options, &out,
                           &error);
  check (out.len <= MAX_OUTPUT && arena.total <= MAX_MEMORY + 65536);
  check (status == 0 || status == -EINVAL || status == -EFBIG);
  if (status)
    check (error.message.len > 0 && error.line > 0 && error.column >= 0
           && (size_t) error.column <= size);
  pl_buffer_release (&out);
  gotmpl_error_release (&error);
  pl_arena_release (&arena);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const struct gotmpl_function_table tables[] = {
    gotmpl_text_functions, gotmpl_extra_functions, { own_functions, 1 }
  };
  struct gotmpl_set *set = gotmpl_set_new (tables, 3);
  struct gotmpl_error error;
  int status;

  check (set != NULL);
  gotmpl_error_init (&error);
  status = gotmpl_parse (set, "page", (const char *) data, size, &error);
  if (status)
    check (status == -EINVAL && error.message.len > 0 && error.line > 0);
  else
    execute (set, size);
  gotmpl_error_release (&error);
  gotmpl_set_free (set);
  return 0;
}
