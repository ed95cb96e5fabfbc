/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the inline stage share.
 *
 * The text of a block is read once from left to right.  Functions that look
 * ahead in vain leave a note behind, so that the next ones of their kind need
 * not look at the same text again. */

#ifndef MD_INLINE_H
#define MD_INLINE_H

#include <stdbool.h>
#include <stddef.h>

#include "plugins/common/markdown/link.h"
#include "plugins/common/markdown/parser.h"
#include "plugins/common/markdown/reader.h"

/* A run of * _ or ~ that may open or close emphasis. */
struct md_delimiter {
  struct md_node *node;
  struct md_delimiter *prev, *next;
  char mark;
  bool can_open, can_close;
  size_t length;    /* characters that are left */
  size_t original;  /* characters at first */
  size_t order;     /* grows along the text, from 1 */
};

/* A [ or ![ without its ]. */
struct md_bracket {
  struct md_node *node;
  size_t line;                   /* of the block */
  bool is_image;
  struct md_delimiter *bottom;   /* the last delimiter before it */
  size_t n_links;                /* links before it */
};

enum md_html_end {
  MD_END_COMMENT, MD_END_INSTRUCTION, MD_END_DECLARATION, MD_END_CDATA,
  MD_N_HTML_ENDS
};

struct md_inline {
  struct md_parser *p;
  struct md_node *parent;        /* the block */
  struct md_reader r;

  struct md_delimiter *first, *last;
  size_t order;

  struct md_bracket *brackets;
  size_t n_brackets, cap_brackets;
  size_t n_links;

  /* Notes on what is not in the rest of the block. */
  bool html_end_missing[MD_N_HTML_ENDS];
  size_t *last_run;              /* of backquotes, by length */
  size_t n_runs;
  struct md_link_memo link_memo;

  /* The local part of a mail address ends at MAIL_AT if it is somewhere
   * between MAIL_FROM and there; the domain behind it ends at MAIL_STOP, 0:
   * there is none. */
  size_t mail_from, mail_at, mail_stop;
};

/* Each parses what its name says at the current place.  Returns the new node
 * with the place behind it, or NULL with the place anywhere. */
struct md_node *md_parse_bare_link (struct md_inline *in);
struct md_node *md_parse_delimiter (struct md_inline *in);
struct md_node *md_parse_bracket (struct md_inline *in);

/* Makes emphasis of the delimiters behind BOTTOM, NULL: of all, and turns
 * the others into text. */
void md_pair_delimiters (struct md_inline *in, struct md_delimiter *bottom);

/* Turns the brackets that have no partner into text. */
void md_drop_brackets (struct md_inline *in);

/* Adds the source from START to STOP to the last node if that is the text
 * just before it, otherwise as a new text. */
bool md_append_text (struct md_inline *in, size_t start, size_t stop);

/* The same for the span of NODE, which is removed. */
bool md_turn_into_text (struct md_inline *in, struct md_node *node);

/* Length of a mail address's domain at S, 0: there is none. */
size_t md_match_domain (const char *s, size_t len);

#endif
