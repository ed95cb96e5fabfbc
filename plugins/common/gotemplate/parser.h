/* SPDX-License-Identifier: Apache-2.0 */
/* Parsing the text of templates into trees: what the parser's files share.
 *
 * parser.c reads tokens and the top level, parse-action.c actions and
 * control structures, parse-pipeline.c pipelines and operands.  Functions
 * that return a node return NULL after an error, which parser.c has then
 * described; some also return NULL for "there is none", where said so. */

#ifndef GOTMPL_PARSER_H
#define GOTMPL_PARSER_H

#include <stdbool.h>
#include <stddef.h>

#include "common/arena.h"
#include "plugins/common/gotemplate/gotemplate.h"
#include "plugins/common/gotemplate/lexer.h"
#include "plugins/common/gotemplate/symbols.h"
#include "plugins/common/gotemplate/tree.h"

/* Control structures and parentheses within each other.  They are parsed
 * and executed recursively. */
#define GOTMPL_MAX_NESTING 500

/* Variables that are visible at one place. */
#define GOTMPL_MAX_VARIABLES 1000

/* The state of parsing one template.  A template that is defined within
 * another has its own. */
struct gotmpl_scope {
  struct gotmpl_token tokens[3];   /* read ahead; [0] is the newest */
  unsigned n_ahead;
  size_t first_variable;           /* of this template, in the parser */
  unsigned action_line;            /* of the action at hand; 0: none */
  unsigned n_ranges;               /* open around this place */
};

struct gotmpl_parser {
  struct gotmpl_lexer lexer;
  struct gotmpl_scope scope;
  struct pl_arena *arena;
  void **names;                    /* symbols: interned names */
  void *const *functions;          /* symbols: struct gotmpl_function */
  void *templates;                 /* symbols: those parsed so far */
  const struct gotmpl_source *source;
  const struct gotmpl_name *variables[GOTMPL_MAX_VARIABLES];
  size_t n_variables;
  unsigned nesting;
  struct gotmpl_error *error;
  int status;                      /* 0 until something failed */
};

/* Sets up the parser; release frees what parsing needed. */
void gotmpl_parser_init (struct gotmpl_parser *p, struct pl_arena *arena,
                         void **names, void *const *functions,
                         const struct gotmpl_source *source,
                         struct gotmpl_error *error);
void gotmpl_parser_release (struct gotmpl_parser *p);

/* Parses the whole text into p->templates, where a template named like the
 * source is the text's own.  Returns 0 or an error. */
int gotmpl_parser_run (struct gotmpl_parser *p);

/* -- tokens ------------------------------------------------------------ */

struct gotmpl_token gotmpl_parser_next (struct gotmpl_parser *p);
struct gotmpl_token gotmpl_parser_peek (struct gotmpl_parser *p);
struct gotmpl_token gotmpl_parser_next_non_space (struct gotmpl_parser *p);
struct gotmpl_token gotmpl_parser_peek_non_space (struct gotmpl_parser *p);

/* Puts back the newest token; or also one or two that came before it, given
 * in the order in which they were read. */
void gotmpl_parser_back (struct gotmpl_parser *p);
void gotmpl_parser_back2 (struct gotmpl_parser *p, struct gotmpl_token t);
void gotmpl_parser_back3 (struct gotmpl_parser *p, struct gotmpl_token first,
                          struct gotmpl_token second);

/* -- errors: all return NULL ------------------------------------------- */

void *gotmpl_parser_fail (struct gotmpl_parser *p, const char *fmt, ...)
  __attribute__ ((format (printf, 2, 3)));

/* TEXT as it is, NUL and all. */
void *gotmpl_parser_fail_text (struct gotmpl_parser *p, const char *text,
                               size_t len);

/* BEFORE, TEXT quoted, AFTER. */
void *gotmpl_parser_fail_quoted (struct gotmpl_parser *p, const char *before,
                                 const char *text, size_t len,
                                 const char *after);

void *gotmpl_parser_unexpected (struct gotmpl_parser *p,
                                struct gotmpl_token t, const char *context);
void *gotmpl_parser_no_memory (struct gotmpl_parser *p);

/* Counts one level of nesting; false if that was too much. */
bool gotmpl_parser_enter (struct gotmpl_parser *p);
void gotmpl_parser_leave (struct gotmpl_parser *p);

/* -- parts ------------------------------------------------------------- */

struct gotmpl_node *
gotmpl_parser_node (struct gotmpl_parser *p, enum gotmpl_node_type type,
                    size_t pos);
void gotmpl_parser_append (struct gotmpl_list *list,
                           struct gotmpl_node *node);

const struct gotmpl_name *
gotmpl_parser_name (struct gotmpl_parser *p, const char *text, size_t len);

/* Makes the variable known until the end of the control structure. */
bool gotmpl_parser_declare (struct gotmpl_parser *p,
                            const struct gotmpl_name *name);

/* Decodes a string token. */
bool gotmpl_parser_unquote (struct gotmpl_parser *p, struct gotmpl_token t,
                            const char **text, size_t *len);

/* Fills LIST up to an "end" or "else", which is returned. */
struct gotmpl_node *gotmpl_parser_list (struct gotmpl_parser *p,
                                        struct gotmpl_list *list);

/* Parses a template named NAME in a scope of its own up to the "end", which
 * is returned, and registers it.  Also returns an "else" that ended it, of
 * which the caller will complain. */
struct gotmpl_node *gotmpl_parser_body (struct gotmpl_parser *p,
                                        const char *name, size_t len);
void gotmpl_parser_begin_scope (struct gotmpl_parser *p,
                                struct gotmpl_scope *saved);
void gotmpl_parser_end_scope (struct gotmpl_parser *p,
                              const struct gotmpl_scope *saved);

/* What follows "{{". */
struct gotmpl_node *gotmpl_parser_action (struct gotmpl_parser *p);

/* A pipeline up to and with a token END. */
struct gotmpl_node *gotmpl_parser_pipeline (struct gotmpl_parser *p,
                                            const char *context,
                                            enum gotmpl_token_type end);

#endif
