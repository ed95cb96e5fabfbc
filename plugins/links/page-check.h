/* SPDX-License-Identifier: Apache-2.0 */
/* What one page is checked for by itself, and how that is told. */

#ifndef LINKS_PAGE_CHECK_H
#define LINKS_PAGE_CHECK_H

#include <stdint.h>

#include <plating/plugin.h>

#include "common/arena.h"

struct links_page;

enum links_rule {
  RULE_DEAD_LINK,
  RULE_DEAD_ANCHOR,
  RULE_OUTSIDE,
  RULE_FRONT_MATTER,
  RULE_TITLE,
  RULE_SECTION,
  RULE_MISSING,
  RULE_STALE,
  N_RULES
};

extern const struct plating_rule links_rules[N_RULES];

/* One page being checked. */
struct links_check {
  const struct plating_host *host;
  uint64_t op;
  struct plating_text file;     /* as messages show it */
  struct plating_text component;
  struct pl_arena arena;
};

/* Reports a breach of RULE: BEFORE, WHAT and BEHIND make the message. */
void links_report (struct links_check *c, enum links_rule rule,
                   uint32_t line, uint32_t column, const char *before,
                   struct plating_text what, const char *behind);

/* Sets the file of C to the page PATH as messages show it: below the project
 * if it is there.  0 or an error code. */
int links_show_path (struct links_check *c, struct plating_text path);

/* Checks the front matter of PAGE, whose LINKS are known.  0 or
 * PLATING_E_NOMEM. */
int links_check_front_matter (struct links_check *c, struct plating_text page,
                              const struct links_page *links);

/* Checks the sections of the page of a component of KIND; SCHEMA may be
 * NULL. */
void links_check_sections (struct links_check *c,
                           const struct links_page *page,
                           struct plating_text kind,
                           const struct plating_schema_view *schema);

/* Checks whether PAGE names what SCHEMA has, and nothing else. */
void links_check_names (struct links_check *c, struct plating_text page,
                        const struct plating_schema_view *schema);

#endif
