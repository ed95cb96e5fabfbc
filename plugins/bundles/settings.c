/* SPDX-License-Identifier: Apache-2.0 */
/* What the user has set, as texts and paths. */

#include <config.h>

#include <string.h>

#include "discovery.h"

const struct plating_value *
bn_setting (const struct bn_plugin *b, const char *name)
{
  struct plating_text key = { name, strlen (name) };

  return b->host->values->get (b->settings, key);
}

static const char *
copy (struct bn_discovery *d, struct plating_text text)
{
  return pl_arena_strndup (&d->arena, text.ptr, text.len);
}

const char *
bn_path_join (struct bn_discovery *d, const char *dir, const char *name)
{
  size_t n = strlen (dir), m = strlen (name);
  char *path = pl_arena_alloc (&d->arena, n + m + 2);

  if (!path)
    return NULL;
  memcpy (path, dir, n);
  path[n] = '/';
  memcpy (path + n + 1, name, m + 1);
  return path;
}

/* NAME as an absolute path; a relative one starts at the project. */
static const char *
absolute (struct bn_discovery *d, struct plating_text name)
{
  const char *path = copy (d, name);
  size_t n;

  while (path && path[0] == '.' && path[1] == '/')
    path += 2;
  if (!path || path[0] == '/')
    return path;
  n = strlen (path);
  if (!n || !strcmp (path, "."))
    return d->project;
  return bn_path_join (d, d->project, path);
}

const char **
bn_setting_texts (struct bn_discovery *d, const char *name, bool is_path,
                  size_t *n)
{
  const struct plating_values *values = d->plugin->host->values;
  const struct plating_value *list = bn_setting (d->plugin, name);
  const char **texts;
  size_t i;

  *n = list ? values->size (list) : 0;
  texts = pl_arena_array (&d->arena, *n + 1, sizeof *texts);
  for (i = 0; texts && i < *n; i++) {
    struct plating_text one = values->string_get (values->at (list, i));

    texts[i] = is_path ? absolute (d, one) : copy (d, one);
    if (!texts[i])
      return NULL;
  }
  return texts;
}
