/* SPDX-License-Identifier: Apache-2.0 */
/* Reads JSON that is known to be some.
 *
 * Jansson has a code for a lack of memory, but sets none or that of bad
 * syntax where memory is lacking in most places.  Half of a surrogate pair is
 * bad syntax to it, too: only the words differ. */

#include <config.h>

#include "plugins/schema/json.h"

#include <string.h>

static const char unicode[] = "invalid Unicode";

static int
code_of (const json_error_t *error)
{
  switch (json_error_code (error)) {
  case json_error_stack_overflow:
  case json_error_numeric_overflow:
  case json_error_invalid_utf8:
  case json_error_null_character:
  case json_error_null_byte_in_key:
  case json_error_wrong_type:
    return PLATING_E_FORMAT;
  default:
    return strncmp (error->text, unicode, sizeof unicode - 1)
      ? PLATING_E_NOMEM : PLATING_E_FORMAT;
  }
}

int
schema_json_read (struct plating_text text, size_t flags, json_t **value)
{
  json_error_t error;

  memset (&error, 0, sizeof error);
  *value = json_loadb (text.ptr, text.len, flags, &error);
  return *value ? 0 : code_of (&error);
}
