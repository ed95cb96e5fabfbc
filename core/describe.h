/* SPDX-License-Identifier: Apache-2.0 */
/* What a plugin says of itself, as JSON, as text for people, and as
 * key=value lines for programs. */

#ifndef PL_DESCRIBE_H
#define PL_DESCRIBE_H

#include <stdint.h>

#include <jansson.h>

struct pl_buffer;
struct pl_plugin;
struct pl_registry_list;

/* Forms of output. */
#define PL_DESCRIBE_HUMAN 100u
#define PL_DESCRIBE_RAW   200u  /* key=value, one a line, stable */
#define PL_DESCRIBE_JSON  300u

/* Returns the description of P (a new reference), or NULL when memory is
 * exhausted.  Defaults of secret settings are left out. [any] */
json_t *pl_describe_plugin (const struct pl_plugin *p);

/* Appends DESCRIPTION to OUT in FORM; what is missing in it or of a wrong
 * type is left out.  OUT remembers a failure. [any] */
void pl_describe_show (json_t *description, uint32_t form,
                       struct pl_buffer *out);

/* Appends the table of `plugin list`. [any] */
void pl_describe_list (const struct pl_registry_list *list, uint32_t form,
                       struct pl_buffer *out);

#endif
