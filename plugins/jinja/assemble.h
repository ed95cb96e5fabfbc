/* SPDX-License-Identifier: Apache-2.0 */
/* From a rendered template to a page: front matter, the global header and
 * footer, the notice of components that are for tests alone.
 *
 * Where the texts go is decided by what the page means as Markdown, not by
 * what its lines look like. */

#ifndef PLATE_ASSEMBLE_H
#define PLATE_ASSEMBLE_H

#include <stdbool.h>
#include <stdint.h>

#include <plating/types.h>

#include "common/arena.h"
#include "common/buffer.h"

/* The subcategory of components that are for tests alone. */
#define PLATE_TEST_MODE "Test Mode"

/* A page in its parts. */
struct plate_page_parts {
  struct plating_text text;     /* all */
  bool has_front_matter;
  size_t front_end;             /* behind the closing dashes, without their
                                   line feed */
  struct plating_text body;     /* without the line feeds before it */

  /* Of the front matter; they live in the arena. */
  bool has_subcategory;         /* the key is there */
  struct plating_text subcategory;      /* empty: none */
  struct plating_text page_title;
  int64_t guide_order;          /* 999 unless it says otherwise */
  bool skips_header, skips_footer;
};

/* What was wrong with the front matter. */
struct plate_page_fault {
  struct plating_text message;  /* in the arena */
  uint32_t line, column;        /* of the page, from 1 */
};

/* Takes TEXT, which is borrowed, apart.  Returns 0, PLATING_E_FORMAT or
 * _LIMIT with *FAULT, or PLATING_E_NOMEM. */
int plate_page_split (struct pl_arena *arena, struct plating_text text,
                      struct plate_page_parts *parts,
                      struct plate_page_fault *fault);

struct plate_page_extras {
  /* Texts of the global header and footer, rendered; ptr NULL: none. */
  struct plating_text header, footer;
  bool is_test_only;
  /* The variable that makes the provider publish such components; may be
   * empty. */
  struct plating_text test_variable;
};

/* Appends the page that is made of PARTS and EXTRAS.  Returns 0 or
 * PLATING_E_NOMEM or _LIMIT. */
int plate_page_assemble (struct pl_arena *arena,
                         const struct plate_page_parts *parts,
                         const struct plate_page_extras *extras,
                         struct pl_buffer *out);

#endif
