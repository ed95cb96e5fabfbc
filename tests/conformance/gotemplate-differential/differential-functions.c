/* SPDX-License-Identifier: Apache-2.0 */
/* Functions that the test cases call: the same as functions.go has beside
 * those that the library offers. */

#include <config.h>

#include "differential.h"

#include <string.h>

/* -- functions as values ----------------------------------------------- */

static int
value_add (const struct tv_function *function, struct pl_arena *arena,
           const struct tv *args, size_t n_args, struct tv *result,
           const char **error)
{
  (void) function;
  (void) arena;
  (void) n_args;
  (void) error;
  *result = tv_int (args[0].u.integer + args[1].u.integer);
  return 0;
}

static int
value_join (const struct tv_function *function, struct pl_arena *arena,
            const struct tv *args, size_t n_args, struct tv *result,
            const char **error)
{
  struct pl_buffer b;
  size_t i;

  (void) function;
  (void) error;
  pl_buffer_init (&b);
  for (i = 1; i < n_args; i++) {
    if (i > 1)
      pl_buffer_append (&b, args[0].u.text, args[0].len);
    pl_buffer_append (&b, args[i].u.text, args[i].len);
  }
  *result = tv_string (pl_arena_strndup (arena, b.data, b.len), b.len);
  pl_buffer_release (&b);
  return 0;
}

static int
value_fail (const struct tv_function *function, struct pl_arena *arena,
            const struct tv *args, size_t n_args, struct tv *result,
            const char **error)
{
  (void) function;
  (void) arena;
  (void) args;
  (void) n_args;
  (void) result;
  *error = "it was asked to fail";
  return -1;
}

static const struct tv_type *const two_ints[] = {
  &tv_type_int, &tv_type_int
};
static const struct tv_type *const strings[] = {
  &tv_type_string, &tv_type_string
};
static const struct tv_function add = {
  .args = two_ints, .n_args = 2, .call = value_add
};
static const struct tv_function join = {
  .args = strings, .n_args = 2, .is_variadic = true, .call = value_join
};
static const struct tv_function fail = { .call = value_fail };

static const struct tv_type add_type = {
  .kind = TV_FUNCTION, .name = "func(int, int) int"
};
static const struct tv_type join_type = {
  .kind = TV_FUNCTION, .name = "func(string, ...string) string"
};
static const struct tv_type fail_type = {
  .kind = TV_FUNCTION, .name = "func() (string, error)"
};
const struct tv_type differential_no_function_type = {
  .kind = TV_FUNCTION, .name = "func() string"
};

struct tv
differential_function_value (const char *name)
{
  if (strcmp (name, "add") == 0)
    return tv_function (&add_type, &add);
  if (strcmp (name, "join") == 0)
    return tv_function (&join_type, &join);
  return tv_function (&fail_type, &fail);
}

static int
call_function_value (struct gotmpl_call *call, const struct tv *args,
                     size_t n, struct tv *result)
{
  (void) args;
  (void) n;
  *result = call->function->data
    ? differential_function_value (call->function->data)
    : tv_nil_of (&differential_no_function_type);
  return 0;
}

/* -- functions of templates -------------------------------------------- */

static int
call_fails (struct gotmpl_call *call, const struct tv *args, size_t n,
            struct tv *result)
{
  (void) args;
  (void) n;
  (void) result;
  return gotmpl_call_fail (call, "it \"always\" fails: 100%%");
}

static int
call_nothing (struct gotmpl_call *call, const struct tv *args, size_t n,
              struct tv *result)
{
  (void) call;
  (void) args;
  (void) n;
  *result = tv_nil ();
  return 0;
}

/* Returns its only argument. */
static int
call_same (struct gotmpl_call *call, const struct tv *args, size_t n,
           struct tv *result)
{
  (void) call;
  (void) n;
  *result = args[0];
  return 0;
}

static int
call_want_any (struct gotmpl_call *call, const struct tv *args, size_t n,
               struct tv *result)
{
  struct tv v = tv_unwrap (args[0]);

  (void) call;
  (void) n;
  *result = tv_cstring (v.type ? v.type->name : "<nil>");
  return 0;
}

static int
call_count (struct gotmpl_call *call, const struct tv *args, size_t n,
            struct tv *result)
{
  (void) args;
  *result = tv_int ((int64_t) n - (call->function->min_args ? 1 : 0));
  return 0;
}

static int
call_pair (struct gotmpl_call *call, const struct tv *args, size_t n,
           struct tv *result)
{
  struct tv *items = pl_arena_array (call->arena, n, sizeof *items);

  if (!items)
    return gotmpl_call_no_memory (call);
  memcpy (items, args, n * sizeof *items);
  *result = tv_list (&tv_type_list_any, items, n);
  return 0;
}

#define WANT(t) \
  .min_args = 1, .max_args = 1, .types = { t }, .n_types = 1, \
  .call = call_same
#define GIVE(what) .call = call_function_value, .data = what

static char add_name[] = "add", join_name[] = "join", fail_name[] = "fail";

static const struct gotmpl_function functions[] = {
  { .name = "fails", .call = call_fails },
  { .name = "nothing", .call = call_nothing },
  { .name = "adder", GIVE (add_name) },
  { .name = "joiner", GIVE (join_name) },
  { .name = "failer", GIVE (fail_name) },
  { .name = "noFunction", GIVE (NULL) },
  { .name = "wantBool", WANT (&tv_type_bool) },
  { .name = "wantInt", WANT (&tv_type_int) },
  { .name = "wantInt64", WANT (&tv_type_int64) },
  { .name = "wantUint", WANT (&tv_type_uint) },
  { .name = "wantUint8", WANT (&tv_type_uint8) },
  { .name = "wantFloat", WANT (&tv_type_float64) },
  { .name = "wantComplex", WANT (&tv_type_complex128) },
  { .name = "wantString", WANT (&tv_type_string) },
  { .name = "wantStrings", WANT (&tv_type_list_string) },
  { .name = "wantList", WANT (&tv_type_list_any) },
  { .name = "wantMap", WANT (&tv_type_map_any) },
  { .name = "wantAny", .min_args = 1, .max_args = 1,
    .types = { &tv_type_any }, .n_types = 1, .call = call_want_any },
  { .name = "variadicInt", .min_args = 1, .max_args = GOTMPL_VARIADIC,
    .types = { &tv_type_string, &tv_type_int }, .n_types = 2,
    .call = call_count },
  { .name = "pair", .min_args = 2, .max_args = 2,
    .types = { &tv_type_any }, .n_types = 1, .call = call_pair },
  { .name = "many", .max_args = GOTMPL_VARIADIC,
    .types = { &tv_type_any }, .n_types = 1, .call = call_count },
};

const struct gotmpl_function_table differential_functions = {
  .functions = functions,
  .n_functions = sizeof functions / sizeof functions[0]
};
