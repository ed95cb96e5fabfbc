/* SPDX-License-Identifier: Apache-2.0 */
/* The tree that the Markdown parser builds.
 *
 * Nodes live in the arena that was given to the parser; nothing in them is
 * freed alone.  They refer to the source text by offsets, so the source must
 * outlive the tree.  Trees can be arbitrarily deep: walk them with
 * md_node_after() and md_node_following(), not by recursion. */

#ifndef MD_TREE_H
#define MD_TREE_H

#include <stdbool.h>
#include <stddef.h>

struct pl_arena;
struct pl_buffer;

enum md_kind {
  /* Blocks. */
  MD_DOCUMENT,
  MD_PARAGRAPH,
  MD_TEXT_BLOCK,      /* text of a tight item; used up link definitions */
  MD_HEADING,
  MD_THEMATIC_BREAK,
  MD_INDENTED_CODE,
  MD_FENCED_CODE,
  MD_QUOTE,
  MD_LIST,
  MD_ITEM,
  MD_HTML_BLOCK,
  MD_TABLE,
  MD_TABLE_HEADER,
  MD_TABLE_ROW,
  MD_TABLE_CELL,
  /* Inlines. */
  MD_TEXT,
  MD_CODE_SPAN,       /* children: raw texts, one a line */
  MD_EMPHASIS,        /* level 1: emphasis, 2: strong */
  MD_STRIKETHROUGH,
  MD_LINK,
  MD_IMAGE,
  MD_AUTOLINK,
  MD_RAW_HTML,
  MD_TASK_BOX,
  MD_LITERAL,         /* text that is not in the source */
  /* Inlines that exist only while a block is being parsed. */
  MD_DELIMITER,
  MD_BRACKET
};

enum md_flags {
  MD_BLANK_BEFORE = 1 << 0,  /* block: a blank line precedes it */
  MD_TIGHT = 1 << 1,         /* list without blank lines between items */
  MD_SOFT_BREAK = 1 << 2,    /* text: the line ends here */
  MD_HARD_BREAK = 1 << 3,    /* text: the line ends here, visibly */
  MD_RAW = 1 << 4,           /* text of a code span */
  MD_HAS_INFO = 1 << 5,      /* fenced code with an info string */
  MD_HAS_CLOSURE = 1 << 6,   /* HTML block whose last line is extra */
  MD_WWW = 1 << 7,           /* autolink that lacks its http:// */
  MD_EMAIL = 1 << 8,         /* autolink to a mail address */
  MD_CHECKED = 1 << 9        /* task box */
};

/* A piece of the source: PAD blanks that replace a part of a TAB, the bytes
 * from START to STOP, and a LF if NEWLINE is set and they lack one. */
struct md_span {
  size_t start, stop;
  unsigned pad;
  bool newline;
};

struct md_lines {
  struct md_span *at;
  size_t n, cap;
};

struct md_target {
  const char *dest, *title;
  size_t dest_len, title_len;
  bool has_title;
};

struct md_attribute {
  const char *name;
  size_t name_len;
  const char *value;   /* as it is printed */
  size_t value_len;
  bool is_null;        /* printed without a value */
  struct md_attribute *next;
};

enum md_alignment { MD_ALIGN_NONE, MD_ALIGN_LEFT, MD_ALIGN_RIGHT,
                    MD_ALIGN_CENTER };

struct md_node {
  struct md_node *parent, *prev, *next, *first, *last;
  enum md_kind kind;
  unsigned flags;
  int level;           /* heading, emphasis; list: first number; HTML: 1-7 */
  char marker;         /* list: - + * . ) */
  size_t offset;       /* item: columns up to its content */
  union {
    struct md_lines lines;    /* blocks, raw HTML */
    struct md_span span;      /* text, autolink, delimiter, bracket */
    struct md_target target;  /* link, image */
    struct {
      const char *text;
      size_t len;
    } literal;
  } u;
  struct md_span extra;  /* fenced code: info; HTML block: its last line */
  struct md_attribute *attributes;     /* heading */
  enum md_alignment *alignments;       /* table, of n_columns */
  size_t n_columns;
  enum md_alignment alignment;         /* table cell */
};

static inline bool
md_is_block (const struct md_node *n)
{
  return n->kind < MD_TEXT;
}

/* A new unlinked node, NULL without memory. */
struct md_node *md_node_new (struct pl_arena *a, enum md_kind kind);

/* Links NODE, which must be unlinked, as the last child of PARENT, or behind
 * a sibling. */
void md_node_append (struct md_node *parent, struct md_node *node);
void md_node_insert_after (struct md_node *sibling, struct md_node *node);

/* Unlinks NODE with its children. */
void md_node_unlink (struct md_node *node);

/* Puts NODE, which must be unlinked, in the place of OLD. */
void md_node_replace (struct md_node *old, struct md_node *node);

/* The next node in document order within the tree below ROOT: its first
 * child first.  NULL at the end. */
struct md_node *md_node_after (const struct md_node *node,
                               const struct md_node *root);

/* The same, leaving out the children of NODE. */
struct md_node *md_node_following (const struct md_node *node,
                                   const struct md_node *root);

/* Adds a line; 0 or -ENOMEM. */
int md_lines_add (struct pl_arena *a, struct md_lines *lines,
                  struct md_span span);

/* Appends the text of SPAN, or of all LINES. */
void md_span_write (const char *src, struct md_span span,
                    struct pl_buffer *out);
void md_lines_write (const char *src, const struct md_lines *lines,
                     struct pl_buffer *out);

/* Appends the text below NODE as one run, without Markup of inlines; blocks
 * that hold lines give their raw lines. */
void md_node_write_text (const char *src, const struct md_node *node,
                         struct pl_buffer *out);

#endif
