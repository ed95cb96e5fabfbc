/* SPDX-License-Identifier: Apache-2.0 */
/* Reads JSON that is known to be some, and tells what the library refuses
 * from a lack of memory. */

#ifndef SCHEMA_JSON_H
#define SCHEMA_JSON_H

#include <stddef.h>

#include <jansson.h>

#include <plating/types.h>

/* Reads TEXT, a value that has been checked, with jansson's FLAGS, and sets
 * *VALUE to it, which is new, or to NULL.  Returns 0; PLATING_E_FORMAT for
 * what jansson does not take: too deep, too large a number, no Unicode; or
 * PLATING_E_NOMEM. */
int schema_json_read (struct plating_text text, size_t flags,
                      json_t **value);

#endif
