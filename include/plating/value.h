/* SPDX-License-Identifier: Apache-2.0 */
/* Values: settings, front matter, arguments of template functions.
 *
 * A value is immutable, counted, and may be used by several threads at
 * once.  Plugins reach them through the functions of struct
 * plating_values, which the host table points at. */

#ifndef PLATING_VALUE_H
#define PLATING_VALUE_H

#include <plating/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PLATING_VALUE_NULL    100u
#define PLATING_VALUE_BOOL    200u
#define PLATING_VALUE_INT     300u  /* int64_t */
#define PLATING_VALUE_NUMBER  400u  /* double */
#define PLATING_VALUE_STRING  500u
#define PLATING_VALUE_LIST    600u
#define PLATING_VALUE_MAP     700u  /* keys are strings, in insertion order */

struct plating_value;               /* opaque */

/* All functions: [any].  A getter asked for a value of another type gives
 * 0, an empty text or NULL; a NULL value counts as PLATING_VALUE_NULL. */
struct plating_values {
  uint32_t struct_size;
  uint32_t reserved;

  /* Adds a reference and returns VALUE; drops one. */
  const struct plating_value *(*ref) (const struct plating_value *value);
  void (*unref) (const struct plating_value *value);

  uint32_t (*type) (const struct plating_value *value);
  int (*bool_get) (const struct plating_value *value);
  int64_t (*int_get) (const struct plating_value *value);
  double (*number_get) (const struct plating_value *value);
  /* Borrowed: valid as long as VALUE; NUL-terminated. */
  struct plating_text (*string_get) (const struct plating_value *value);

  /* Members of a list or map. */
  size_t (*size) (const struct plating_value *value);
  /* Borrowed; NULL beyond the end. */
  const struct plating_value *(*at) (const struct plating_value *value,
                                     size_t i);
  struct plating_text (*key_at) (const struct plating_value *map, size_t i);
  /* Borrowed; NULL if there is no such key. */
  const struct plating_value *(*get) (const struct plating_value *map,
                                      struct plating_text key);

  /* Return a new value, or NULL when memory is exhausted.  Texts are
   * copied; VALUES are referenced, not taken. */
  const struct plating_value *(*new_null) (void);
  const struct plating_value *(*new_bool) (int b);
  const struct plating_value *(*new_int) (int64_t i);
  const struct plating_value *(*new_number) (double d);
  const struct plating_value *(*new_string) (struct plating_text text);
  const struct plating_value *(*new_list)
    (const struct plating_value *const *values, size_t n);
  /* Of equal keys the last one counts. */
  const struct plating_value *(*new_map)
    (const struct plating_text *keys,
     const struct plating_value *const *values, size_t n);
};

#ifdef __cplusplus
}
#endif

#endif
