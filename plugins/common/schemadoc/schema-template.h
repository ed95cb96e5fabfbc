/* SPDX-License-Identifier: Apache-2.0 */
/* The template `schema.md.tmpl', with which a project words its schema
 * Markdown.
 *
 * It defines one or more of these templates; what it does not define stays
 * as it is.  White space around what they give is cut off, and nothing at
 * all leaves out the line or heading.
 *
 *   attribute  one line: an attribute, a block, an object's attribute
 *     .Name .Path         "b" and "a.b"
 *     .Type               "List of String", "Block List, Min: 1"
 *     .Description        without white space around it
 *     .Group              "Required", "Optional" or "Read-Only"
 *     .Required .Optional .Computed .Sensitive .Deprecated .WriteOnly
 *     .IsBlock
 *     .Anchor             of the nested section, or empty
 *     .Default            the line as it would be
 *   group      the heading of a group
 *     .Name               "Required", "Optional" or "Read-Only"
 *     .Path               of the section, empty for the first one
 *     .Default
 *   nested     the anchor and heading of a nested section
 *     .Name .Path .Anchor .Default
 *
 * A file that defines none of them is the template of a page. */

#ifndef REGISTRY_SCHEMA_TEMPLATE_H
#define REGISTRY_SCHEMA_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plugins/common/schemadoc/markdown.h"
#include "plugins/common/schemadoc/schema-lines.h"

#define REGISTRY_SCHEMA_TEMPLATE "schema.md.tmpl"

struct gotmpl_error;
struct gotmpl_set;

/* Which templates SET has. */
struct registry_schema_template {
  const struct gotmpl_set *set;
  bool has_attribute, has_group, has_nested;
};

/* Sets up T; returns whether SET has any of the templates. */
bool registry_schema_template_init (struct registry_schema_template *t,
                                    const struct gotmpl_set *set);

/* The template at work for one page. */
struct registry_wording {
  const struct registry_schema_template *templates;
  void *user;                   /* for template functions */
  struct gotmpl_error *where;   /* of a failure */
  bool has_failed;
  struct pl_arena arena;        /* of one execution */
};

/* Each replaces what was written to M->out from START on, if there is a
 * template for it.  DOTS is the path of the section, "a.b.".  LINE also says
 * where the parts of the default line are.  Returns 0 or PLATING_E_. */
int registry_word_line (struct registry_markdown *m, size_t start,
                        const struct registry_line *line, const char *group,
                        const struct pl_buffer *dots);
int registry_word_group (struct registry_markdown *m, size_t start,
                         const char *group, const struct pl_buffer *dots);
int registry_word_nested (struct registry_markdown *m, size_t start,
                          struct plating_text name,
                          struct plating_text anchor,
                          const struct pl_buffer *dots);

#endif
