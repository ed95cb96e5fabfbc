/* SPDX-License-Identifier: Apache-2.0 */
/* What the writers of schema Markdown share: where they read and write, and
 * how they fail. */

#ifndef REGISTRY_MARKDOWN_H
#define REGISTRY_MARKDOWN_H

#include <stdbool.h>

#include <plating/schema.h>

#include "common/arena.h"
#include "common/buffer.h"

/* The Markdown of one schema may not grow beyond this: the paths of a very
 * deep schema are as long as it is deep. */
#define REGISTRY_MARKDOWN_MAX ((size_t) 256 << 20)

struct registry_wording;

struct registry_markdown {
  const struct plating_schema_view *view;
  struct pl_arena *arena;     /* for scratch memory */
  struct pl_buffer *out;      /* appended to */
  struct pl_buffer *error;    /* why a function failed, innermost part */
  bool shows_all;       /* also what tfplugindocs refuses: tuples, attributes
                           without flags or type */
  struct registry_wording *wording;   /* see schema-template.h; or NULL */
};

/* All functions return 0 or a negative PLATING_E_ code.  PLATING_E_SCHEMA
 * and PLATING_E_LIMIT come with a text in M->error, which is then not
 * empty. */

static inline const struct plating_schema_node *
registry_node (const struct registry_markdown *m, uint32_t i)
{
  return plating_schema_node_at (m->view, i);
}

/* Puts 'PREFIX "NAME": ', NAME quoted, before the text of an error.  Does
 * nothing if there is no text. */
void registry_markdown_wrap (struct registry_markdown *m,
                             const char *prefix, struct plating_text name);

/* Sets the error's text and returns PLATING_E_SCHEMA. */
int registry_markdown_fail (struct registry_markdown *m, const char *fmt,
                            ...)
  __attribute__ ((format (printf, 2, 3)));

/* Returns 0, or the code for what has happened to M->out. */
int registry_markdown_check (struct registry_markdown *m);

/* Makes room for one more element behind the N of the array *ITEMS with
 * room for *CAP of SIZE bytes; old memory stays in the arena.  Returns 0 or
 * PLATING_E_NOMEM. */
int registry_markdown_grow (struct registry_markdown *m, void **items,
                            size_t n, size_t *cap, size_t size);

/* A child to be sorted by name. */
struct registry_name {
  const char *ptr;
  size_t len;
  uint32_t node;
  uint32_t group;             /* the caller's */
};

/* Sorts bytewise; keeps the order of equal names. */
void registry_sort_names (struct registry_name *names, size_t n);

/* The flags' texts and types of lines, see schema-lines.c. */

/* Writes "List of String" or, FRIENDLY, "list of string". */
int registry_write_type (struct registry_markdown *m, uint32_t node,
                         int friendly);

/* Appends " " and the description without white space around it, or
 * nothing. */
void registry_write_description (struct registry_markdown *m,
                                 struct plating_text text);

#endif
