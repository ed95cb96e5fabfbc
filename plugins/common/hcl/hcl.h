/* SPDX-License-Identifier: Apache-2.0 */
/* The structure of HCL text, as configurations of Terraform have it: enough
 * to find blocks, attributes and what lies between them, byte for byte.
 *
 * Nothing is evaluated.  Strings and heredocs are one token each, with all
 * the templates in them; expressions are sequences of tokens whose brackets
 * match. */

#ifndef HCL_H
#define HCL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <plating/types.h>

#include "common/arena.h"

/* Most levels of blocks, brackets and templates within templates. */
#define HCL_DEPTH_MAX 100

struct hcl_error {
  const char *message;          /* static */
  uint32_t line, column;        /* from 1; bytes */
};

/* -- tokens --------------------------------------------------------------- */

enum hcl_token_type {
  HCL_END,
  HCL_NEWLINE,                  /* "\n" or "\r\n" */
  HCL_COMMENT,                  /* without the newline behind it */
  HCL_NAME,
  HCL_NUMBER,
  HCL_STRING,                   /* with its quotes */
  HCL_HEREDOC,                  /* up to its end marker, inclusive */
  HCL_SIGN                      /* an operator, a bracket, "::" */
};

struct hcl_token {
  enum hcl_token_type type;
  size_t start, end;            /* offsets in the text */
};

struct hcl_scanner {
  struct plating_text text;
  size_t next;                  /* where the next token is looked for */
  const char *problem;          /* static; of the token at `next' */
};

/* Starts at the beginning; a byte order mark is passed over. */
void hcl_scanner_init (struct hcl_scanner *s, struct plating_text text);

/* The next token; HCL_END again and again at the end.  Returns 0, or
 * PLATING_E_FORMAT with s->problem, at s->next; or _LIMIT. */
int hcl_scan (struct hcl_scanner *s, struct hcl_token *token);

/* Sets *INNER to the next expression or directive, at or behind *AT, in a
 * template of TOKEN, a string or heredoc that was scanned; false: there is
 * none.  *AT starts as 0. */
bool hcl_template_next (struct plating_text text,
                        const struct hcl_token *token, size_t *at,
                        struct plating_text *inner);

/* Whether TOKEN is the text S. */
bool hcl_is (struct plating_text text, const struct hcl_token *token,
             const char *s);

/* Line and column of an offset. */
void hcl_place (struct plating_text text, size_t offset, uint32_t *line,
                uint32_t *column);

/* -- bodies --------------------------------------------------------------- */

/* An attribute or a block.  Items are in the order of the text, those of a
 * block right after it, up to the index END. */
struct hcl_item {
  bool is_block;
  uint32_t end;                 /* index behind the subtree */
  struct plating_text name;     /* type of a block */
  struct plating_text *labels;  /* of a block, without quotes */
  uint32_t n_labels;
  size_t from, to;              /* the whole of it, without the newline */
  size_t inner_from, inner_to;  /* what is between the braces; the
                                   expression of an attribute */
};

struct hcl_file {
  struct hcl_item *items;
  uint32_t n;
};

/* Reads TEXT, which FILE keeps pointing into.  Returns 0; PLATING_E_FORMAT
 * or _LIMIT with *ERROR; _NOMEM. */
int hcl_read (struct plating_text text, struct pl_arena *arena,
              struct hcl_file *file, struct hcl_error *error);

/* The next item in the body of item PARENT (PLATING_NONE: of the file)
 * behind item AFTER (PLATING_NONE: the first); PLATING_NONE at its end. */
uint32_t hcl_next_item (const struct hcl_file *file, uint32_t parent,
                        uint32_t after);

bool hcl_item_is (const struct hcl_item *item, bool is_block,
                  const char *name);

/* -- calls ---------------------------------------------------------------- */

/* Tells of each call of a function of a provider, provider::NAME::FUNCTION
 * (...), in expressions and templates alike.  FOUND returns whether to go
 * on.  Returns 0, or as hcl_scan does. */
int hcl_find_calls (struct plating_text text,
                    bool (*found) (void *data, struct plating_text provider,
                                   struct plating_text function),
                    void *data);

#endif
