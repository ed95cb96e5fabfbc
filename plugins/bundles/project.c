/* SPDX-License-Identifier: Apache-2.0 */
/* Reads which packages a project has components in. */

#include <config.h>

#include "project.h"

#include <stdlib.h>
#include <string.h>

#include <plating/types.h>

#include "common/buffer.h"
#include "common/toml.h"
#include "text-file.h"

/* The list of the table, if it has one with something in it. */
static const struct toml_value *
list_in (const struct toml_value *table)
{
  const struct toml_value *list
    = table ? toml_get (table, "component_packages") : NULL;

  return list && list->kind == TOML_ARRAY && list->u.array.n ? list : NULL;
}

static const struct toml_value *
find_list (const struct toml_value *top)
{
  const struct toml_value *tool = toml_get (top, "tool"), *list;

  list = list_in (tool ? toml_get (tool, "pyvider") : NULL);
  return list ? list : list_in (toml_get (top, "pyvider"));
}

static const char **
take_names (const struct toml_value *list, struct pl_arena *arena, size_t *n)
{
  size_t most = list ? list->u.array.n : 0, i;
  const char **names = pl_arena_array (arena, most + 1, sizeof *names);

  for (i = 0; names && i < most; i++) {
    const struct toml_value *one = list->u.array.items[i];

    if (one->kind != TOML_STRING || !one->u.string.len
        || memchr (one->u.string.text, '\0', one->u.string.len))
      continue;
    names[*n] = pl_arena_strndup (arena, one->u.string.text,
                                  one->u.string.len);
    if (!names[(*n)++])
      return NULL;
  }
  return names;
}

const char **
bn_project_packages (const char *project, struct pl_arena *arena, size_t *n)
{
  struct toml_value *top = NULL;
  struct toml_error error;
  struct pl_arena memory;
  struct pl_buffer path;
  const char **names = NULL;
  char *text = NULL;
  size_t len;
  int status = PLATING_E_NOMEM;

  *n = 0;
  pl_arena_init (&memory, 0);
  pl_buffer_init (&path);
  pl_buffer_printf (&path, "%s/pyproject.toml", project);
  if (!path.failed)
    status = bn_text_file_read (path.data, &text, &len);
  if (status == 0 && text)
    status = toml_read (&memory, text, len, NULL, &top, &error);
  if (status != PLATING_E_NOMEM)
    names = take_names (status == 0 && top ? find_list (top) : NULL, arena,
                        n);
  free (text);
  pl_buffer_release (&path);
  pl_arena_release (&memory);
  return names;
}
