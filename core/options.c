/* SPDX-License-Identifier: Apache-2.0 */
/* Options that were given: set, copied, and where each comes from. */

#include <config.h>

#include "options.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buffer.h"
#include "error.h"
#include "naming.h"

/* -- setting -------------------------------------------------------------- */

static size_t
index_of (const struct pl_option *option)
{
  size_t n;

  return (size_t) (option - pl_options_table (&n));
}

static void *
member (struct plating_options *o, const struct pl_option *option)
{
  return (char *) o + option->offset;
}

static int
no_memory (struct plating_error **err)
{
  return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
}

static int
append (struct pl_strings *list, char *item, struct plating_error **err)
{
  char **items = item ? realloc (list->items, (list->n + 1) * sizeof *items)
    : NULL;

  if (!items) {
    free (item);
    return no_memory (err);
  }
  list->items = items;
  items[list->n++] = item;
  return 0;
}

/* VALUE as an absolute path; "-" is left alone: it means a stream. */
static char *
absolute (const char *value, const char *base_dir)
{
  char *base, *path;

  if (value[0] == '/' || !strcmp (value, "-"))
    return strdup (value);
  base = base_dir ? strdup (base_dir) : realpath (".", NULL);
  if (!base)
    return NULL;
  while (value[0] == '.' && value[1] == '/')
    value += 2;
  if (!strcmp (value, ".") || !*value)
    return base;
  path = malloc (strlen (base) + strlen (value) + 2);
  if (path)
    sprintf (path, "%s/%s", base, value);
  free (base);
  return path;
}

static int
set_switch (int *to, const struct pl_option *option, const char *value,
            struct plating_error **err)
{
  if (!strcmp (value, "true"))
    *to = 1;
  else if (!strcmp (value, "false"))
    *to = 0;
  else
    return pl_error_set (err, PLATING_E_CONFIG,
                         "option '%s' takes true or false, not '%s'",
                         option->name, value);
  return 0;
}

static int
set_count (uint64_t *to, const struct pl_option *option, const char *value,
           struct plating_error **err)
{
  unsigned long long n;
  char *end;

  errno = 0;
  n = strtoull (value, &end, 10);
  if (value[0] < '0' || value[0] > '9' || *end || errno || n > option->max)
    return pl_error_set (err, PLATING_E_CONFIG,
                         "option '%s' takes a number from 0 to %llu, not "
                         "'%s'", option->name,
                         (unsigned long long) option->max, value);
  *to = n;
  return 0;
}

static int
set_choice (const struct pl_option *option, const char *value,
            struct plating_error **err)
{
  const char *const *choice;
  struct pl_buffer list;
  int status;

  for (choice = option->choices; *choice; choice++)
    if (!strcmp (*choice, value))
      return 0;
  pl_buffer_init (&list);
  for (choice = option->choices; *choice; choice++)
    pl_buffer_printf (&list, "%s%s", list.len ? ", " : "", *choice);
  status = pl_error_set (err, PLATING_E_CONFIG,
                         "option '%s' takes one of %s, not '%s'",
                         option->name, list.data ? list.data : "", value);
  pl_buffer_release (&list);
  return status;
}

static int
set_string (char **to, char *value, struct plating_error **err)
{
  if (!value)
    return no_memory (err);
  free (*to);
  *to = value;
  return 0;
}

static int
set (struct plating_options *o, const struct pl_option *option,
     const char *value, const char *base_dir, struct plating_error **err)
{
  void *to = member (o, option);

  switch (option->type) {
  case PL_OPTION_SWITCH:
    return set_switch (to, option, value, err);
  case PL_OPTION_COUNT:
    return set_count (to, option, value, err);
  case PL_OPTION_LIST:
    return append (to, strdup (value), err);
  case PL_OPTION_PATHS:
    return append (to, absolute (value, base_dir), err);
  case PL_OPTION_PATH:
    return set_string (to, absolute (value, base_dir), err);
  case PL_OPTION_CHOICE:
    if (set_choice (option, value, err) < 0)
      return PLATING_E_CONFIG;
    /* fall through */
  default:
    return set_string (to, strdup (value), err);
  }
}

int
pl_options_set (struct plating_options *o, const struct pl_option *option,
                const char *value, const char *base_dir,
                struct plating_error **err)
{
  int status = set (o, option, value, base_dir, err);

  if (status == 0)
    o->is_given[index_of (option)] = 1;
  return status;
}

int
pl_options_is_given (const struct plating_options *o,
                     const struct pl_option *option)
{
  return o->is_given[index_of (option)];
}

int
pl_options_switch (const struct plating_options *o,
                   const struct pl_option *option)
{
  return *(const int *) (const void *) ((const char *) o + option->offset);
}

const char *
pl_options_text (const struct plating_options *o,
                 const struct pl_option *option)
{
  return *(char *const *) (const void *) ((const char *) o + option->offset);
}

const struct pl_strings *
pl_options_strings (const struct plating_options *o,
                    const struct pl_option *option)
{
  return (const void *) ((const char *) o + option->offset);
}

/* -- where values come from ----------------------------------------------- */

static int
add_origin (struct plating_options *o, const struct pl_origin *from)
{
  struct pl_origin *origins
    = realloc (o->origins, (o->n_origins + 1) * sizeof *origins);
  char *file = strdup (from->file);

  if (origins)
    o->origins = origins;
  if (!origins || !file) {
    free (file);
    return PLATING_E_NOMEM;
  }
  origins[o->n_origins] = *from;
  origins[o->n_origins++].file = file;
  return 0;
}

int
pl_options_set_origin (struct plating_options *o,
                       const struct pl_option *option, const char *file,
                       uint32_t line, uint32_t column)
{
  const struct pl_strings *list = member (o, option);
  int is_list = option->type == PL_OPTION_LIST
    || option->type == PL_OPTION_PATHS;
  struct pl_origin origin = {
    .option = option, .item = is_list ? list->n - 1 : 0,
    .file = (char *) (uintptr_t) file, .line = line, .column = column,
  };

  return add_origin (o, &origin);
}

const struct pl_origin *
pl_options_origin (const struct plating_options *o,
                   const struct pl_option *option, size_t item)
{
  size_t i;

  for (i = 0; i < o->n_origins; i++)
    if (o->origins[i].option == option && o->origins[i].item == item)
      return &o->origins[i];
  return NULL;
}

void
pl_options_add_place (const struct plating_options *o, const char *name,
                      size_t item, struct plating_error **err)
{
  const struct pl_origin *origin
    = pl_options_origin (o, pl_options_find (name, strlen (name)), item);

  if (origin)
    pl_error_add_place (err, origin->file, origin->line, origin->column);
}

/* -- the embedder's view -------------------------------------------------- */

struct plating_options *
plating_options_new (void)
{
  return calloc (1, sizeof (struct plating_options));
}

void
plating_options_free (struct plating_options *o)
{
  size_t n, i, k;
  const struct pl_option *table = pl_options_table (&n);

  if (!o)
    return;
  for (i = 0; i < n; i++) {
    struct pl_strings *list = member (o, &table[i]);

    switch (table[i].type) {
    case PL_OPTION_LIST:
    case PL_OPTION_PATHS:
      for (k = 0; k < list->n; k++)
        free (list->items[k]);
      free (list->items);
      break;
    case PL_OPTION_STRING:
    case PL_OPTION_PATH:
    case PL_OPTION_CHOICE:
    case PL_OPTION_OPTIONAL:
      free (*(char **) member (o, &table[i]));
      break;
    default:
      break;
    }
  }
  for (i = 0; i < o->n_origins; i++)
    free (o->origins[i].file);
  free (o->origins);
  free (o);
}

/* Says that there is no option NAME, with the nearest one there is. */
static int
unknown (const char *name, struct plating_error **err)
{
  const char *names[PL_OPTIONS_MAX];
  size_t n, i;
  const struct pl_option *table = pl_options_table (&n);
  int near;

  for (i = 0; i < n; i++)
    names[i] = table[i].name;
  near = pl_naming_nearest (name, names, n);
  pl_error_set (err, PLATING_E_CONFIG, "unknown option '%s'", name);
  if (near >= 0)
    pl_error_add_hint (err, "did you mean '%s'?", names[near]);
  return PLATING_E_CONFIG;
}

int
plating_options_set (struct plating_options *o, const char *name,
                     const char *value, struct plating_error **err)
{
  const struct pl_option *option = pl_options_find (name, strlen (name));

  if (!option)
    return unknown (name, err);
  if (!o)
    return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
  return pl_options_set (o, option, value, NULL, err);
}

static int
copy_member (struct plating_options *to, const struct plating_options *from,
             const struct pl_option *option)
{
  const void *source = (const char *) from + option->offset;
  const struct pl_strings *list = source;
  char *const *string = source;
  size_t i;

  switch (option->type) {
  case PL_OPTION_SWITCH:
    *(int *) member (to, option) = *(const int *) source;
    return 0;
  case PL_OPTION_COUNT:
    *(uint64_t *) member (to, option) = *(const uint64_t *) source;
    return 0;
  case PL_OPTION_LIST:
  case PL_OPTION_PATHS:
    for (i = 0; i < list->n; i++)
      if (append (member (to, option), strdup (list->items[i]), NULL) < 0)
        return PLATING_E_NOMEM;
    return 0;
  default:
    return *string ? set_string (member (to, option), strdup (*string), NULL)
      : 0;
  }
}

struct plating_options *
pl_options_copy (const struct plating_options *from)
{
  struct plating_options *to = plating_options_new ();
  size_t n, i;
  const struct pl_option *table = pl_options_table (&n);

  if (!to || !from)
    return to;
  for (i = 0; i < n; i++)
    if (copy_member (to, from, &table[i]) < 0) {
      plating_options_free (to);
      return NULL;
    }
  for (i = 0; i < from->n_origins; i++)
    if (add_origin (to, &from->origins[i]) < 0) {
      plating_options_free (to);
      return NULL;
    }
  memcpy (to->is_given, from->is_given, sizeof to->is_given);
  to->on_document = from->on_document;
  to->document_data = from->document_data;
  return to;
}
