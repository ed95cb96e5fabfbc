/* SPDX-License-Identifier: Apache-2.0 */
/* The list of what differs between two schemas. */

#include <config.h>

#include "plugins/schema/changes.h"

#include <stdlib.h>
#include <string.h>

#include "plugins/schema/text.h"

void
schema_changes_init (struct schema_changes *changes)
{
  *changes = (struct schema_changes) { .items = NULL };
  pl_arena_init (&changes->arena, 0);
}

void
schema_changes_release (struct schema_changes *changes)
{
  pl_arena_release (&changes->arena);
  free (changes->items);
}

static void
copy_text (struct schema_changes *changes, struct plating_text *text)
{
  text->ptr = pl_arena_strndup (&changes->arena, text->ptr, text->len);
  if (!text->ptr)
    changes->no_memory = true;
}

static void
copy_string (struct schema_changes *changes, const char **s)
{
  if (!*s)
    return;
  *s = pl_arena_strndup (&changes->arena, *s, strlen (*s));
  if (!*s)
    changes->no_memory = true;
}

void
schema_changes_add (struct schema_changes *changes,
                    const struct schema_change *change)
{
  struct schema_change *copy;

  if (changes->n == changes->cap) {
    size_t cap = changes->cap ? 2 * changes->cap : 64;
    struct schema_change *items
      = realloc (changes->items, cap * sizeof *items);

    if (!items) {
      changes->no_memory = true;
      return;
    }
    changes->items = items;
    changes->cap = cap;
  }
  copy = &changes->items[changes->n];
  *copy = *change;
  copy->number = changes->n;
  copy_text (changes, &copy->component);
  copy_text (changes, &copy->path);
  copy_string (changes, &copy->before);
  copy_string (changes, &copy->after);
  if (changes->no_memory)
    return;
  changes->n++;
  changes->n_breaking += change->is_breaking;
}

static int
compare (const void *a, const void *b)
{
  const struct schema_change *x = a, *y = b;
  int order = (x->section > y->section) - (x->section < y->section);

  if (order == 0)
    order = schema_text_compare (x->component, y->component);
  if (order == 0)
    order = schema_text_compare (x->path, y->path);
  return order ? order : (x->number > y->number) - (x->number < y->number);
}

void
schema_changes_sort (struct schema_changes *changes)
{
  if (changes->n)
    qsort (changes->items, changes->n, sizeof *changes->items, compare);
}
