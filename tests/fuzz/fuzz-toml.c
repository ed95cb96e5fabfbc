/* SPDX-License-Identifier: Apache-2.0 */
/* libFuzzer target: the TOML reader.  What it reads must be well formed:
 * every member is found under its key and every text ends with a NUL. */

#include <config.h>

#include <stdint.h>
#include <stdlib.h>

#include <plating/types.h>

#include "common/toml.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check (int condition)
{
  if (!condition)
    abort ();
}

static void
check_value (const struct toml_value *v)
{
  size_t i;

  check (v->line > 0 && v->column > 0);
  if (v->kind == TOML_TABLE)
    for (i = 0; i < v->u.table.n; i++) {
      const struct toml_member *m = &v->u.table.members[i];

      check (m->key[m->key_len] == '\0');
      check (toml_find (v, m->key, m->key_len) == m);
      check_value (m->value);
    }
  else if (v->kind == TOML_ARRAY)
    for (i = 0; i < v->u.array.n; i++)
      check_value (v->u.array.items[i]);
  else if (v->kind == TOML_STRING)
    check (v->u.string.text[v->u.string.len] == '\0');
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  struct pl_arena arena;
  struct toml_value *root;
  struct toml_error error;
  int code;

  pl_arena_init (&arena, 0);
  code = toml_read (&arena, (const char *) data, size, NULL, &root, &error);
  if (code == 0) {
    check_value (root);
  } else {
    check (code == PLATING_E_FORMAT || code == PLATING_E_LIMIT);
    check (error.line > 0 && error.column > 0 && error.message[0]);
  }
  pl_arena_release (&arena);
  return 0;
}
