/* SPDX-License-Identifier: Apache-2.0 */
/* Nested sections that are printed once though many lines lead to them.
 *
 * Two sections may be one if nothing in them differs: names, types,
 * descriptions, flags, nesting, and all that below.  The first line that
 * leads to such a section owns it: the section stands under the path of that
 * line; other lines link to it.  A section that holds objects also depends
 * on the group that they inherit.
 *
 * A shared section belongs to no single place, so its anchor does not tell
 * one: it is made of the last name alone, "nested--request", and counted if
 * different sections have that name, "nested--request--2".  The sections of
 * the schema's own lines have the anchors that they always have, since pages
 * are known to link to those. */

#ifndef REGISTRY_SCHEMA_SHARES_H
#define REGISTRY_SCHEMA_SHARES_H

#include <stddef.h>
#include <stdint.h>

#include "plugins/common/schemadoc/markdown.h"
#include "plugins/common/schemadoc/schema-lines.h"

/* The paths of other lines that a section names, if they are short; more are
 * counted. */
#define REGISTRY_SHARE_PATHS 5

struct registry_shares;

/* Finds out which nodes of M->view hold the same.  DOTS is the path, "a.b.",
 * of the section that is being written.  Returns 0, PLATING_E_NOMEM or
 * PLATING_E_LIMIT. */
int registry_shares_new (struct registry_markdown *m,
                         const struct pl_buffer *dots,
                         struct registry_shares **shares);

/* SHARES may be NULL. */
void registry_shares_free (struct registry_shares *shares);

/* Writes the anchor of the section that LINE leads to, and sets
 * LINE->owner if LINE is the first to do so, or else LINE->section to
 * REGISTRY_NO_SECTION. */
int registry_shares_refer (struct registry_shares *shares,
                           struct registry_markdown *m,
                           enum registry_anchor anchor,
                           struct registry_line *line);

/* The anchor of an owner's section. */
struct plating_text
registry_shares_anchor (const struct registry_shares *shares,
                        uint32_t owner);

/* The other lines that lead to an owner's section are to be named here, at
 * the end of M->out, by registry_shares_name_users, when they are known. */
int registry_shares_note (struct registry_shares *shares,
                          struct registry_markdown *m, uint32_t owner);
int registry_shares_name_users (struct registry_shares *shares,
                                struct registry_markdown *m);

#endif
