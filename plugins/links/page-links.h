/* SPDX-License-Identifier: Apache-2.0 */
/* The links of a page of Markdown, and the anchors that can be linked to. */

#ifndef LINKS_PAGE_LINKS_H
#define LINKS_PAGE_LINKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <plating/types.h>

#include "common/arena.h"

struct links_link {
  struct plating_text target;   /* as it is written */
  uint32_t line;                /* from 1 */
  struct links_link *next;
};

enum links_style {
  LINKS_EXPLICIT,               /* <a id="..."> */
  LINKS_MKDOCS,                 /* made of headings */
  LINKS_GITHUB
};

struct links_anchor {
  struct plating_text name;
  enum links_style style;
  struct links_anchor *next;
};

struct links_heading {
  struct plating_text text;
  struct links_heading *next;
};

struct links_page {
  struct links_link *links;
  struct links_anchor *anchors;
  struct links_heading *headings;
};

/* Reads PAGE, which is borrowed; all else lives in ARENA.  Returns 0,
 * PLATING_E_NOMEM or PLATING_E_LIMIT. */
int links_read (struct pl_arena *arena, struct plating_text page,
                struct links_page *result);

/* Whether the page has ANCHOR, which may be one that MkDocs or GitHub makes
 * of a heading. */
bool links_has_anchor (const struct links_page *page,
                       struct plating_text anchor);

/* Where TARGET leads from the page FROM: *PATH is a path below the site, in
 * ARENA, and *ANCHOR what stands behind '#'.  Returns 1; 0 if it leads out
 * of the site by its nature (an address, an absolute path); PLATING_E_OUTSIDE
 * if its dots do, or PLATING_E_NOMEM. */
int links_resolve (struct pl_arena *arena, struct plating_text from,
                   struct plating_text target, struct plating_text *path,
                   struct plating_text *anchor);

#endif
