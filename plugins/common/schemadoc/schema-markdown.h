/* SPDX-License-Identifier: Apache-2.0 */
/* The schema parts of a page as Markdown.
 *
 * All functions append to M->out and return 0 or a negative PLATING_E_
 * code, see markdown.h. */

#ifndef REGISTRY_SCHEMA_MARKDOWN_H
#define REGISTRY_SCHEMA_MARKDOWN_H

#include "plugins/common/schemadoc/markdown.h"

/* The schema's attribute `id' without a description has got one by an
 * earlier page of the same schema: it is an ordinary attribute now. */
#define REGISTRY_ID_DESCRIBED 0x01u

/* Nested sections that hold the same are printed once. */
#define REGISTRY_SHARE_SECTIONS 0x02u

/* "## Schema" and all below it. */
int registry_schema_markdown (struct registry_markdown *m, unsigned flags);

/* "### Identity Schema"; IDENTITY is the node. */
int registry_identity_markdown (struct registry_markdown *m,
                                uint32_t identity);

/* Parts of a function's page.  The view's first node is the function. */
int registry_function_signature (struct registry_markdown *m);
int registry_function_arguments (struct registry_markdown *m);
/* Nothing if the function has no variadic parameter. */
int registry_function_variadic (struct registry_markdown *m);

#endif
