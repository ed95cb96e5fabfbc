/* SPDX-License-Identifier: Apache-2.0 */
/* The functions that users of tfplugindocs miss: those of the sprig library
 * that are asked for most, with its order of arguments. */

#include <config.h>

#include <string.h>

#include "common/utf8.h"
#include "plugins/common/gotemplate/builtins.h"
#include "plugins/common/gotemplate/json.h"
#include "plugins/common/gotemplate/regex.h"

/* -- prefixes, suffixes, parts ----------------------------------------- */

static bool
has_prefix (struct tv s, struct tv prefix)
{
  return s.len >= prefix.len
    && memcmp (s.u.text, prefix.u.text, prefix.len) == 0;
}

static bool
has_suffix (struct tv s, struct tv suffix)
{
  return s.len >= suffix.len
    && memcmp (s.u.text + s.len - suffix.len, suffix.u.text, suffix.len)
    == 0;
}

static int
call_has_prefix (struct gotmpl_call *call, const struct tv *args, size_t n,
                 struct tv *result)
{
  (void) call;
  (void) n;
  *result = tv_bool (has_prefix (args[1], args[0]));
  return 0;
}

static int
call_has_suffix (struct gotmpl_call *call, const struct tv *args, size_t n,
                 struct tv *result)
{
  (void) call;
  (void) n;
  *result = tv_bool (has_suffix (args[1], args[0]));
  return 0;
}

static int
call_contains (struct gotmpl_call *call, const struct tv *args, size_t n,
               struct tv *result)
{
  (void) call;
  (void) n;
  *result = tv_bool (memmem (args[1].u.text, args[1].len, args[0].u.text,
                             args[0].len) != NULL);
  return 0;
}

static int
call_trim_prefix (struct gotmpl_call *call, const struct tv *args, size_t n,
                  struct tv *result)
{
  size_t cut = has_prefix (args[1], args[0]) ? args[0].len : 0;

  (void) call;
  (void) n;
  *result = tv_string (args[1].u.text + cut, args[1].len - cut);
  return 0;
}

static int
call_trim_suffix (struct gotmpl_call *call, const struct tv *args, size_t n,
                  struct tv *result)
{
  size_t cut = has_suffix (args[1], args[0]) ? args[0].len : 0;

  (void) call;
  (void) n;
  *result = tv_string (args[1].u.text, args[1].len - cut);
  return 0;
}

/* -- making text ------------------------------------------------------- */

/* An empty OLD is found before each character and at the end. */
static int
call_replace (struct gotmpl_call *call, const struct tv *args, size_t n,
              struct tv *result)
{
  struct pl_buffer *out = gotmpl_call_scratch (call);
  struct tv old = args[0], new = args[1], text = args[2];
  const char *p = text.u.text, *end = p + text.len, *found;
  uint32_t rune;

  (void) n;
  if (old.len == 0) {
    while (p < end) {
      size_t width = pl_utf8_decode (p, (size_t) (end - p), &rune);

      pl_buffer_append (out, new.u.text, new.len);
      pl_buffer_append (out, p, width);
      p += width;
    }
    pl_buffer_append (out, new.u.text, new.len);
    return gotmpl_call_finish (call, 0, result);
  }
  while ((found = memmem (p, (size_t) (end - p), old.u.text, old.len))) {
    pl_buffer_append (out, p, (size_t) (found - p));
    pl_buffer_append (out, new.u.text, new.len);
    p = found + old.len;
  }
  pl_buffer_append (out, p, (size_t) (end - p));
  return gotmpl_call_finish (call, 0, result);
}

static int
call_repeat (struct gotmpl_call *call, const struct tv *args, size_t n,
             struct tv *result)
{
  struct pl_buffer *out = gotmpl_call_scratch (call);
  int64_t i, count = args[0].u.integer;

  (void) n;
  if (count < 0)
    return gotmpl_call_fail (call, "strings: negative Repeat count");
  for (i = 0; i < count && args[1].len > 0 && !out->failed; i++)
    pl_buffer_append (out, args[1].u.text, args[1].len);
  return gotmpl_call_finish (call, 0, result);
}

static void
append_indented (struct pl_buffer *out, struct tv text, size_t blanks)
{
  const char *p = text.u.text, *end = p + text.len, *newline;

  do {
    newline = memchr (p, '\n', (size_t) (end - p));
    pl_buffer_fill (out, ' ', blanks);
    pl_buffer_append (out, p, (size_t) ((newline ? newline + 1 : end) - p));
    p = newline ? newline + 1 : end;
  } while (newline && !out->failed);
}

static int
call_indent (struct gotmpl_call *call, const struct tv *args, size_t n,
             struct tv *result)
{
  (void) n;
  if (args[0].u.integer < 0)
    return gotmpl_call_fail (call, "strings: negative Repeat count");
  append_indented (gotmpl_call_scratch (call), args[1],
                   (size_t) args[0].u.integer);
  return gotmpl_call_finish (call, 0, result);
}

static int
call_regex_replace_all (struct gotmpl_call *call, const struct tv *args,
                        size_t n, struct tv *result)
{
  struct pl_buffer *out = gotmpl_call_scratch (call);

  (void) n;
  return gotmpl_call_finish (call,
                             gotmpl_regex_replace (call, out, args[0],
                                                   args[1], args[2]),
                             result);
}

static int
call_to_json (struct gotmpl_call *call, const struct tv *args, size_t n,
              struct tv *result)
{
  struct pl_buffer *out = gotmpl_call_scratch (call);

  (void) n;
  return gotmpl_call_finish (call, gotmpl_json_append (call, out, args[0]),
                             result);
}

/* -- lists and maps ---------------------------------------------------- */

/* What is not a list is joined as if it were the only element; empty slots
 * are left out. */
static int
call_join (struct gotmpl_call *call, const struct tv *args, size_t n,
           struct tv *result)
{
  struct pl_buffer *out = gotmpl_call_scratch (call);
  struct tv list = tv_unwrap (args[1]);
  bool is_first = true;
  size_t i;
  int status = 0;

  (void) n;
  if (tv_kind (list) != TV_LIST) {
    if (list.type)
      status = gotmpl_call_print (call, out, list);
    return gotmpl_call_finish (call, status, result);
  }
  for (i = 0; i < list.len && !status && !out->failed; i++) {
    struct tv item = tv_unwrap (tv_at (list, i));

    if (!item.type)
      continue;
    if (!is_first)
      pl_buffer_append (out, args[0].u.text, args[0].len);
    is_first = false;
    status = gotmpl_call_print (call, out, item);
  }
  return gotmpl_call_finish (call, status, result);
}

static int
call_default (struct gotmpl_call *call, const struct tv *args, size_t n,
              struct tv *result)
{
  (void) call;
  *result = n > 1 && tv_is_true (args[1]) ? args[1] : args[0];
  return 0;
}

static int
call_list (struct gotmpl_call *call, const struct tv *args, size_t n,
           struct tv *result)
{
  struct tv *items = pl_arena_array (call->arena, n + 1, sizeof *items);

  if (!items)
    return gotmpl_call_no_memory (call);
  if (n > 0)
    memcpy (items, args, n * sizeof *items);
  *result = tv_list (&tv_type_list_any, items, n);
  return 0;
}

/* A key that is not a string is printed; a last key without a value is
 * given an empty string. */
static int
call_dict (struct gotmpl_call *call, const struct tv *args, size_t n,
           struct tv *result)
{
  struct tv_map_builder b;
  size_t i;
  int status;

  tv_map_builder_init (&b, call->arena, (n + 1) / 2);
  for (i = 0; i < n; i += 2) {
    struct tv key = args[i];

    if (tv_kind (key) != TV_STRING) {
      status = gotmpl_call_print (call, gotmpl_call_scratch (call),
                                  key.type == &tv_type_any
                                  ? tv_string ("<nil>", 5) : key);
      status = gotmpl_call_finish (call, status, &key);
      if (status)
        return status;
    }
    tv_map_builder_set (&b, key.u.text, key.len,
                        i + 1 < n ? args[i + 1] : tv_string ("", 0));
  }
  if (tv_map_builder_finish (&b, &tv_type_map_any, result))
    return gotmpl_call_no_memory (call);
  return 0;
}

#define STRINGS(n) \
  .min_args = n, .max_args = n, .types = { &tv_type_string }, .n_types = 1
#define INT_AND_STRING \
  .min_args = 2, .max_args = 2, \
  .types = { &tv_type_int, &tv_type_string }, .n_types = 2
#define ANYTHING(min, max) \
  .min_args = min, .max_args = max, .types = { &tv_type_any }, .n_types = 1

static const struct gotmpl_function functions[] = {
  { .name = "contains", STRINGS (2), .call = call_contains },
  { .name = "default", ANYTHING (1, GOTMPL_VARIADIC), .call = call_default },
  { .name = "dict", ANYTHING (0, GOTMPL_VARIADIC), .call = call_dict },
  { .name = "hasPrefix", STRINGS (2), .call = call_has_prefix },
  { .name = "hasSuffix", STRINGS (2), .call = call_has_suffix },
  { .name = "indent", INT_AND_STRING, .call = call_indent },
  { .name = "join", .min_args = 2, .max_args = 2,
    .types = { &tv_type_string, &tv_type_any }, .n_types = 2,
    .call = call_join },
  { .name = "list", ANYTHING (0, GOTMPL_VARIADIC), .call = call_list },
  { .name = "regexReplaceAll", STRINGS (3),
    .call = call_regex_replace_all },
  { .name = "repeat", INT_AND_STRING, .call = call_repeat },
  { .name = "replace", STRINGS (3), .call = call_replace },
  { .name = "toJson", ANYTHING (1, 1), .call = call_to_json },
  { .name = "trimPrefix", STRINGS (2), .call = call_trim_prefix },
  { .name = "trimSuffix", STRINGS (2), .call = call_trim_suffix },
};

const struct gotmpl_function_table gotmpl_extra_functions = {
  .functions = functions,
  .n_functions = sizeof functions / sizeof functions[0]
};
