/* SPDX-License-Identifier: Apache-2.0 */
/* Reads TOML from standard input and writes it as the tagged JSON that
 * toml-test compares; ends with 1 and a message if the text is not valid. */

#include <config.h>

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "common/buffer.h"
#include "common/toml.h"

static json_t *
tag (const char *type, const char *value, size_t len)
{
  return json_pack ("{s:s, s:s%}", "type", type, "value", value, len);
}

static json_t *
tag_number (double d)
{
  char text[64];

  if (isnan (d))
    snprintf (text, sizeof text, "nan");
  else if (isinf (d))
    snprintf (text, sizeof text, "%sinf", d < 0 ? "-" : "+");
  else
    snprintf (text, sizeof text, "%.17g", d);
  return tag ("float", text, strlen (text));
}

static json_t *
tag_date_time (const char *type, const struct toml_value *value)
{
  const struct toml_date_time *d = &value->u.date_time;
  char text[128];
  int n = 0, offset = abs (d->offset);
  int room = (int) sizeof text;

  if (value->kind != TOML_LOCAL_TIME)
    n += snprintf (text, sizeof text, "%04d-%02d-%02d", d->year, d->month,
                   d->day);
  if (value->kind == TOML_OFFSET_DATE_TIME
      || value->kind == TOML_LOCAL_DATE_TIME)
    n += snprintf (text + n, (size_t) (room - n), "T");
  if (value->kind != TOML_LOCAL_DATE)
    n += snprintf (text + n, (size_t) (room - n), "%02d:%02d:%02d.%09" PRIu32,
                   d->hour, d->minute, d->second, d->nanosecond);
  if (value->kind == TOML_OFFSET_DATE_TIME)
    n += snprintf (text + n, (size_t) (room - n), "%c%02d:%02d",
                   d->offset < 0 ? '-' : '+', offset / 60, offset % 60);
  return tag (type, text, (size_t) n);
}

static json_t *
convert (const struct toml_value *value)
{
  char text[32];
  json_t *json;
  size_t i;

  switch (value->kind) {
  case TOML_TABLE:
    json = json_object ();
    for (i = 0; i < value->u.table.n; i++) {
      const struct toml_member *m = &value->u.table.members[i];

      json_object_setn_new (json, m->key, m->key_len, convert (m->value));
    }
    return json;
  case TOML_ARRAY:
    json = json_array ();
    for (i = 0; i < value->u.array.n; i++)
      json_array_append_new (json, convert (value->u.array.items[i]));
    return json;
  case TOML_STRING:
    return tag ("string", value->u.string.text, value->u.string.len);
  case TOML_INTEGER:
    snprintf (text, sizeof text, "%" PRId64, value->u.integer);
    return tag ("integer", text, strlen (text));
  case TOML_FLOAT:
    return tag_number (value->u.number);
  case TOML_BOOLEAN:
    return value->u.boolean ? tag ("bool", "true", 4)
      : tag ("bool", "false", 5);
  case TOML_OFFSET_DATE_TIME:
    return tag_date_time ("datetime", value);
  case TOML_LOCAL_DATE_TIME:
    return tag_date_time ("datetime-local", value);
  case TOML_LOCAL_DATE:
    return tag_date_time ("date-local", value);
  case TOML_LOCAL_TIME:
    return tag_date_time ("time-local", value);
  }
  return NULL;
}

int
main (void)
{
  struct pl_arena arena;
  struct pl_buffer input;
  struct toml_value *root;
  struct toml_error error;
  char chunk[4096];
  size_t n;
  int code;

  pl_arena_init (&arena, 0);
  pl_buffer_init (&input);
  while ((n = fread (chunk, 1, sizeof chunk, stdin)) > 0)
    pl_buffer_append (&input, chunk, n);
  code = toml_read (&arena, input.data, input.len, NULL, &root, &error);
  if (code < 0) {
    fprintf (stderr, "%u:%u: %s\n", (unsigned) error.line,
             (unsigned) error.column, error.message);
  } else {
    json_t *json = convert (root);

    code = !json || json_dumpf (json, stdout, JSON_INDENT (2)) < 0 ? -1 : 0;
    putchar ('\n');
    json_decref (json);
  }
  pl_buffer_release (&input);
  pl_arena_release (&arena);
  return code < 0 ? 1 : 0;
}
