/* SPDX-License-Identifier: Apache-2.0 */
/* Compares two schemas of one component, and says what breaks.
 *
 * A change breaks if a configuration that was good is refused afterwards, or
 * if an expression that refers to the component means something else. */

#ifndef SCHEMA_COMPARE_H
#define SCHEMA_COMPARE_H

#include <stdbool.h>

#include <jansson.h>

#include "plugins/schema/changes.h"

struct schema_compare {
  struct schema_changes *changes;
  const struct schema_section *section;
  struct plating_text component;
  struct pl_buffer path;    /* of the block that is compared */
  bool has_descriptions;    /* report these, too */
  bool is_output;           /* inside what only the provider sets */
};

/* Compares the objects of one component. */
void schema_compare_component (struct schema_compare *c, const json_t *old,
                               const json_t *new_one);

/* -- between compare.c, compare-function.c and compare-type.c ------------- */

/* Adds a change of PART called NAME (ptr NULL: the block or component that is
 * compared). */
struct schema_note {
  const char *part;
  struct plating_text name;
  const char *code, *text;
  enum schema_group group;
  bool is_breaking;
};
void schema_compare_note (struct schema_compare *c,
                          const struct schema_note *note, const char *before,
                          const char *after);

/* Goes into NAME (ptr NULL: stays); returns what leave needs. */
size_t schema_compare_enter (struct schema_compare *c,
                             struct plating_text name);
void schema_compare_leave (struct schema_compare *c, size_t len);

/* Compares the members, of what is called NAME, whose names are not among
 * KNOWN, which is ended by NULL. */
void schema_compare_rest (struct schema_compare *c, struct plating_text name,
                          const json_t *old, const json_t *new_one,
                          const char *const *known);

void schema_compare_function (struct schema_compare *c, const json_t *old,
                              const json_t *new_one);
void schema_compare_description (struct schema_compare *c, const char *part,
                                 struct plating_text name,
                                 const json_t *old, const json_t *new_one,
                                 const char *key);

/* How a type is used, for what may change in it. */
enum schema_type_use {
  SCHEMA_TYPE_READ,         /* only read */
  SCHEMA_TYPE_SET           /* set, perhaps read, too */
};

/* Whether what is good for type OLD is good for type NEW_ONE. */
bool schema_type_fits (const json_t *old, const json_t *new_one,
                       enum schema_type_use use);
/* Appends a type as it is written in a configuration. */
void schema_type_show (const json_t *type, struct pl_buffer *out);
/* Sets *TYPE to the type of the values of attribute ATTRIBUTE, plain or
 * nested: new, or NULL if it has none.  Returns false, and NULL, when memory
 * is exhausted. */
bool schema_type_of (const json_t *attribute, json_t **type);

#endif
