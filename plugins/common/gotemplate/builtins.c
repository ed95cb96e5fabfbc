/* SPDX-License-Identifier: Apache-2.0 */
/* The functions that every template knows. */

#include <config.h>

#include "plugins/common/gotemplate/builtins.h"

#include <errno.h>

#include "plugins/common/gotemplate/format.h"
#include "plugins/common/gotemplate/run.h"

struct pl_buffer *
gotmpl_call_scratch (struct gotmpl_call *call)
{
  pl_buffer_clear (&call->run->scratch);
  return &call->run->scratch;
}

int
gotmpl_call_finish (struct gotmpl_call *call, int status, struct tv *result)
{
  struct pl_buffer *b = &call->run->scratch;
  char *text;

  if (status == -ELOOP)
    return gotmpl_call_fail (call, "value is nested too deeply (limit %d)",
                             GOTMPL_MAX_VALUE_DEPTH);
  if (status)
    return status;
  text = b->failed ? NULL
    : pl_arena_strndup (call->arena, b->data, b->len);
  if (!text)
    return gotmpl_call_no_memory (call);
  *result = tv_string (text, b->len);
  return 0;
}

static int
call_print (struct gotmpl_call *call, const struct tv *args, size_t n,
            struct tv *result)
{
  struct pl_buffer *out = gotmpl_call_scratch (call);

  return gotmpl_call_finish (call, gotmpl_sprint (out, args, n), result);
}

static int
call_println (struct gotmpl_call *call, const struct tv *args, size_t n,
              struct tv *result)
{
  struct pl_buffer *out = gotmpl_call_scratch (call);

  return gotmpl_call_finish (call, gotmpl_sprintln (out, args, n), result);
}

static int
call_printf (struct gotmpl_call *call, const struct tv *args, size_t n,
             struct tv *result)
{
  struct pl_buffer *out = gotmpl_call_scratch (call);
  int status = gotmpl_sprintf (out, args[0].u.text, args[0].len, args + 1,
                               n - 1);

  return gotmpl_call_finish (call, status, result);
}

/* Prints the arguments as actions would, with blanks as "print" puts them,
 * and escapes what comes out. */
static int
call_escape (struct gotmpl_call *call, const struct tv *args, size_t n,
             struct tv *result,
             void (*escape) (struct pl_buffer *, const char *, size_t))
{
  struct pl_buffer plain;
  struct pl_buffer *out = gotmpl_call_scratch (call);
  bool after_string = false;
  size_t i;
  int status = 0;

  if (n == 1 && tv_kind (args[0]) == TV_STRING) {
    escape (out, args[0].u.text, args[0].len);
    return gotmpl_call_finish (call, 0, result);
  }
  pl_buffer_init (&plain);
  plain.limit = out->limit;
  for (i = 0; i < n && !status && !plain.failed; i++) {
    /* No value is printed as a text here. */
    bool is_string = tv_kind (args[i]) == TV_STRING
      || !tv_unwrap (args[i]).type;

    if (i > 0 && !is_string && !after_string)
      pl_buffer_putc (&plain, ' ');
    status = gotmpl_call_print (call, &plain, args[i]);
    after_string = is_string;
  }
  if (!status && plain.failed)
    status = gotmpl_call_no_memory (call);
  if (!status)
    escape (out, plain.data ? plain.data : "", plain.len);
  pl_buffer_release (&plain);
  return gotmpl_call_finish (call, status, result);
}

static int
call_html (struct gotmpl_call *call, const struct tv *args, size_t n,
           struct tv *result)
{
  return call_escape (call, args, n, result, gotmpl_escape_html);
}

static int
call_js (struct gotmpl_call *call, const struct tv *args, size_t n,
         struct tv *result)
{
  return call_escape (call, args, n, result, gotmpl_escape_js);
}

static int
call_urlquery (struct gotmpl_call *call, const struct tv *args, size_t n,
               struct tv *result)
{
  return call_escape (call, args, n, result, gotmpl_escape_query);
}

static int
call_not (struct gotmpl_call *call, const struct tv *args, size_t n,
          struct tv *result)
{
  (void) call;
  (void) n;
  *result = tv_bool (!tv_is_true (tv_unwrap (args[0])));
  return 0;
}

#define ANY_NUMBER_OF_ANY \
  .max_args = GOTMPL_VARIADIC, .types = { &tv_type_any }, .n_types = 1

static const struct gotmpl_function functions[] = {
  { .name = "eq", .min_args = 1, .max_args = GOTMPL_VARIADIC,
    .call = gotmpl_builtin_eq },
  { .name = "ge", .min_args = 2, .max_args = 2, .call = gotmpl_builtin_ge },
  { .name = "gt", .min_args = 2, .max_args = 2, .call = gotmpl_builtin_gt },
  { .name = "html", ANY_NUMBER_OF_ANY, .call = call_html },
  { .name = "index", .min_args = 1, .max_args = GOTMPL_VARIADIC,
    .call = gotmpl_builtin_index },
  { .name = "js", ANY_NUMBER_OF_ANY, .call = call_js },
  { .name = "le", .min_args = 2, .max_args = 2, .call = gotmpl_builtin_le },
  { .name = "len", .min_args = 1, .max_args = 1,
    .call = gotmpl_builtin_len },
  { .name = "lt", .min_args = 2, .max_args = 2, .call = gotmpl_builtin_lt },
  { .name = "ne", .min_args = 2, .max_args = 2, .call = gotmpl_builtin_ne },
  { .name = "not", .min_args = 1, .max_args = 1, .call = call_not },
  { .name = "print", ANY_NUMBER_OF_ANY, .call = call_print },
  { .name = "printf", .min_args = 1, .max_args = GOTMPL_VARIADIC,
    .types = { &tv_type_string, &tv_type_any }, .n_types = 2,
    .call = call_printf },
  { .name = "println", ANY_NUMBER_OF_ANY, .call = call_println },
  { .name = "slice", .min_args = 1, .max_args = GOTMPL_VARIADIC,
    .call = gotmpl_builtin_slice },
  { .name = "urlquery", ANY_NUMBER_OF_ANY, .call = call_urlquery },
};

const struct gotmpl_function gotmpl_builtin_and = {
  .name = "and", .min_args = 1, .max_args = GOTMPL_VARIADIC
};
const struct gotmpl_function gotmpl_builtin_or = {
  .name = "or", .min_args = 1, .max_args = GOTMPL_VARIADIC
};
const struct gotmpl_function gotmpl_builtin_call = {
  .name = "call", .min_args = 1, .max_args = GOTMPL_VARIADIC
};

const struct gotmpl_function_table gotmpl_builtins = {
  .functions = functions,
  .n_functions = sizeof functions / sizeof functions[0]
};
