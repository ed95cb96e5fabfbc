/* SPDX-License-Identifier: Apache-2.0 */
/* The functions of tfplugindocs that need nothing but their arguments. */

#include <config.h>

#include <string.h>
#include <unicase.h>

#include "common/utf8.h"
#include "plugins/common/gotemplate/builtins.h"
#include "plugins/common/gotemplate/title.h"

/* Maps each character by itself; bytes that are none become U+FFFD. */
static int
map_characters (struct gotmpl_call *call, struct tv text,
                ucs4_t (*map) (ucs4_t), struct tv *result)
{
  struct pl_buffer *out = gotmpl_call_scratch (call);
  const char *s = text.u.text;
  size_t i = 0;

  while (i < text.len) {
    uint32_t rune;
    size_t n = pl_utf8_decode (s + i, text.len - i, &rune);
    char bytes[4];

    i += n;
    pl_buffer_append (out, bytes, pl_utf8_encode (map (rune), bytes));
  }
  return gotmpl_call_finish (call, 0, result);
}

static int
call_lower (struct gotmpl_call *call, const struct tv *args, size_t n,
            struct tv *result)
{
  (void) n;
  return map_characters (call, args[0], uc_tolower, result);
}

static int
call_upper (struct gotmpl_call *call, const struct tv *args, size_t n,
            struct tv *result)
{
  (void) n;
  return map_characters (call, args[0], uc_toupper, result);
}

static int
call_title (struct gotmpl_call *call, const struct tv *args, size_t n,
            struct tv *result)
{
  (void) n;
  gotmpl_title (gotmpl_call_scratch (call), args[0].u.text, args[0].len);
  return gotmpl_call_finish (call, 0, result);
}

static int
call_trimspace (struct gotmpl_call *call, const struct tv *args, size_t n,
                struct tv *result)
{
  const char *s = args[0].u.text;
  size_t len = args[0].len;

  (void) call;
  (void) n;
  pl_utf8_trim (&s, &len);
  *result = tv_string (s, len);
  return 0;
}

/* Length of the piece at the start of S: up to the separator, or one
 * character if that is empty. */
static size_t
piece_length (const char *s, size_t len, struct tv separator)
{
  const char *found;
  uint32_t rune;

  if (separator.len == 0)
    return pl_utf8_decode (s, len, &rune);
  found = memmem (s, len, separator.u.text, separator.len);
  return found ? (size_t) (found - s) : len;
}

static int
call_split (struct gotmpl_call *call, const struct tv *args, size_t n,
            struct tv *result)
{
  const char *s = args[0].u.text, *end = s + args[0].len, *p;
  struct tv separator = args[1], *items;
  size_t n_items = separator.len > 0, i = 0;

  (void) n;
  for (p = s; p < end; n_items++) {
    p += piece_length (p, (size_t) (end - p), separator);
    if (p == end && separator.len > 0)
      break;
    p += separator.len;
  }
  items = pl_arena_array (call->arena, n_items + 1, sizeof *items);
  if (!items)
    return gotmpl_call_no_memory (call);
  for (p = s; i < n_items; i++) {
    size_t len = p < end ? piece_length (p, (size_t) (end - p), separator)
      : 0;

    items[i] = tv_string (p, len);
    p += len + separator.len;
  }
  *result = tv_list (&tv_type_list_string, items, n_items);
  return 0;
}

static int
call_prefixlines (struct gotmpl_call *call, const struct tv *args, size_t n,
                  struct tv *result)
{
  struct pl_buffer *out = gotmpl_call_scratch (call);
  struct tv prefix = args[0], text = args[1];
  const char *p = text.u.text, *end = p + text.len, *newline;

  (void) n;
  do {
    newline = memchr (p, '\n', (size_t) (end - p));
    pl_buffer_append (out, prefix.u.text, prefix.len);
    pl_buffer_append (out, p, (size_t) ((newline ? newline + 1 : end) - p));
    p = newline ? newline + 1 : end;
  } while (newline);
  return gotmpl_call_finish (call, 0, result);
}

#define STRINGS(n) \
  .min_args = n, .max_args = n, .types = { &tv_type_string }, .n_types = 1

static const struct gotmpl_function functions[] = {
  { .name = "lower", STRINGS (1), .call = call_lower },
  { .name = "prefixlines", STRINGS (2), .call = call_prefixlines },
  { .name = "split", STRINGS (2), .call = call_split },
  { .name = "title", STRINGS (1), .call = call_title },
  { .name = "trimspace", STRINGS (1), .call = call_trimspace },
  { .name = "upper", STRINGS (1), .call = call_upper },
};

const struct gotmpl_function_table gotmpl_text_functions = {
  .functions = functions,
  .n_functions = sizeof functions / sizeof functions[0]
};
