/* SPDX-License-Identifier: Apache-2.0 */
/* Immutable, counted values: settings, front matter, arguments.
 *
 * The public functions are those of struct plating_values; inside the core
 * they are called through pl_value_table or by the names below.  Null and
 * the two booleans are static and never counted. */

#ifndef PL_VALUE_H
#define PL_VALUE_H

#include <stddef.h>
#include <stdint.h>

#include <plating/value.h>

/* What every plugin gets as host->values. */
extern const struct plating_values pl_value_table;

/* As the functions of the same name in struct plating_values. [any] */
const struct plating_value *pl_value_ref (const struct plating_value *v);
void pl_value_unref (const struct plating_value *v);
uint32_t pl_value_type (const struct plating_value *v);
int pl_value_bool_get (const struct plating_value *v);
int64_t pl_value_int_get (const struct plating_value *v);
double pl_value_number_get (const struct plating_value *v);
struct plating_text pl_value_string_get (const struct plating_value *v);
size_t pl_value_size (const struct plating_value *v);
const struct plating_value *pl_value_at (const struct plating_value *v,
                                         size_t i);
struct plating_text pl_value_key_at (const struct plating_value *v, size_t i);
const struct plating_value *pl_value_get (const struct plating_value *v,
                                          struct plating_text key);

/* Return a new value, or NULL when memory is exhausted. [any] */
const struct plating_value *pl_value_new_null (void);
const struct plating_value *pl_value_new_bool (int b);
const struct plating_value *pl_value_new_int (int64_t i);
const struct plating_value *pl_value_new_number (double d);
const struct plating_value *pl_value_new_string (struct plating_text text);
const struct plating_value *pl_value_new_list
  (const struct plating_value *const *values, size_t n);
const struct plating_value *pl_value_new_map
  (const struct plating_text *keys, const struct plating_value *const *values,
   size_t n);

/* For the core's own C strings; KEY and S end in NUL. [any] */
const struct plating_value *pl_value_new_c_string (const char *s);
const struct plating_value *pl_value_get_c (const struct plating_value *map,
                                            const char *key);

/* Puts a list or a map together, member by member, in one thread.  A
 * failure is remembered: add freely, ask once at the end. */
struct pl_value_builder {
  struct plating_text *keys;    /* owned copies; NULL for a list */
  const struct plating_value **values;
  size_t n, cap;
  int is_map;
  int failed;                   /* memory was exhausted */
};

/* Set up an empty builder; allocate nothing. */
void pl_value_builder_init_list (struct pl_value_builder *b);
void pl_value_builder_init_map (struct pl_value_builder *b);

/* Frees what was gathered; the builder can be used again. */
void pl_value_builder_release (struct pl_value_builder *b);

/* Adds VALUE, whose reference is taken, even on failure; NULL counts as
 * memory exhausted.  KEY is copied, and ignored for a list. */
void pl_value_builder_take (struct pl_value_builder *b,
                            struct plating_text key,
                            const struct plating_value *value);

/* Returns the new list or map, or NULL when memory was exhausted on the
 * way.  Releases the builder. */
const struct plating_value *pl_value_builder_finish
  (struct pl_value_builder *b);

#endif
