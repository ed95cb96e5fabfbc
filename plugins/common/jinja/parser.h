/* SPDX-License-Identifier: Apache-2.0 */
/* The parser's state, shared by the files that parse, and what comes after
 * them.
 *
 * Functions that return a node return NULL after an error, which is then
 * described in the parser. */

#ifndef JINJA_PARSER_H
#define JINJA_PARSER_H

#include "plugins/common/jinja/lexer.h"
#include "plugins/common/jinja/tree.h"

/* Brackets and statements within each other: what the stack can hold. */
#define JINJA_MAX_NESTING 150

#define JINJA_NAME_BUCKETS 64

/* A set of tags that may end a body: up to three words. */
struct jinja_ends {
  const char *words[3];
  const struct jinja_ends *outer;
};

struct jinja_parser {
  struct jinja_lexer lexer;
  struct jinja_template *template;
  struct pl_arena *arena;        /* the template's */
  struct jinja_token current, next;
  bool has_next;
  struct jinja_token last;       /* before the current one */
  const struct jinja_ends *ends;
  unsigned n_tags, nesting;
  struct jinja_name *names[JINJA_NAME_BUCKETS];
  /* While resolving: */
  bool has_parent;               /* "extends" came for certain */
  const struct jinja_node *stray; /* a break or continue outside of loops */
  /* The error: */
  int status;
  const char *kind;
  struct pl_buffer message;
  uint32_t error_line, error_column;
  struct jinja_token tags[JINJA_MAX_NESTING + 1];   /* not cleared */
};

/* -- parser.c ---------------------------------------------------------- */

/* Compiles SETTINGS' language in TEXT into TEMPLATE, whose name and arena are
 * set.  Returns 0 or an error, described in ERROR unless it is NULL. */
int jinja_compile (struct jinja_template *template,
                   const struct jinja_lexer_settings *settings,
                   struct jinja_error *error);

/* All return false. */
bool jinja_parse_fail (struct jinja_parser *p, uint32_t line, uint32_t column,
                       const char *fmt, ...)
  __attribute__ ((format (printf, 4, 5)));
bool jinja_parse_fail_kind (struct jinja_parser *p, const char *kind,
                            uint32_t line, uint32_t column,
                            const char *fmt, ...)
  __attribute__ ((format (printf, 5, 6)));
bool jinja_parse_no_memory (struct jinja_parser *p);

bool jinja_parse_advance (struct jinja_parser *p);
bool jinja_parse_look (struct jinja_parser *p);

/* The current token must be of TYPE, or the name WORD; goes on. */
bool jinja_parse_expect (struct jinja_parser *p, enum jinja_token_type type);
bool jinja_parse_expect_word (struct jinja_parser *p, const char *word);

bool jinja_token_is (const struct jinja_token *token, const char *word);

/* The description of the current token; at most LEN - 1 bytes. */
const char *jinja_parse_describe (const struct jinja_token *token,
                                  struct pl_buffer *scratch);

/* Deeper brackets or statements; false at the limit. */
bool jinja_parse_enter (struct jinja_parser *p);

struct jinja_node *jinja_node_new (struct jinja_parser *p,
                                   enum jinja_node_type type, uint32_t line,
                                   uint32_t column);
void jinja_nodes_add (struct jinja_nodes *list, struct jinja_node *node);
const struct jinja_name *jinja_intern (struct jinja_parser *p,
                                       const char *text, size_t len);

/* -- parse-statement.c ------------------------------------------------- */

/* Parses up to one of ENDS (NULL: the end of the template), which becomes
 * the current token. */
bool jinja_parse_body (struct jinja_parser *p, const struct jinja_ends *ends,
                       struct jinja_nodes *body);
bool jinja_parse_fail_end (struct jinja_parser *p,
                           const struct jinja_token *tag);

/* -- parse-target.c ---------------------------------------------------- */

/* A name or several, with "a.b" if WITH_NAMESPACE, for USE. */
struct jinja_node *jinja_parse_target (struct jinja_parser *p,
                                       bool with_namespace,
                                       enum jinja_use use);

/* A name alone; words that are constants are none. */
struct jinja_node *jinja_parse_target_name (struct jinja_parser *p);

/* -- parse-tag.c ------------------------------------------------------- */

/* The statement whose tag is the current token. */
struct jinja_node *jinja_parse_statement (struct jinja_parser *p);

/* -- parse-primary.c --------------------------------------------------- */

struct jinja_node *jinja_node_constant (struct jinja_parser *p,
                                        const struct jinja_token *at,
                                        struct tv v);

/* NULL if A or B is. */
struct jinja_node *jinja_node_binary (struct jinja_parser *p,
                                      enum jinja_node_type type,
                                      const struct jinja_token *at,
                                      struct jinja_node *a,
                                      struct jinja_node *b);


enum {
  JINJA_TUPLE_SIMPLE = 1,         /* names and literals only */
  JINJA_TUPLE_NO_CONDITION = 2,
  JINJA_TUPLE_PARENTHESES = 4,    /* may be empty */
  JINJA_TUPLE_NAMESPACE = 8       /* with "a.b" */
};
struct jinja_node *jinja_parse_tuple (struct jinja_parser *p, unsigned flags);

struct jinja_node *jinja_parse_primary (struct jinja_parser *p,
                                        bool with_namespace);

/* What errors call the type of NODE: "getattr". */
const char *jinja_node_type_name (const struct jinja_node *node);

/* -- parse-postfix.c --------------------------------------------------- */

/* All attributes, elements and calls behind NODE. */
struct jinja_node *jinja_parse_postfix (struct jinja_parser *p,
                                        struct jinja_node *node);
struct jinja_node *jinja_parse_call (struct jinja_parser *p,
                                     struct jinja_node *callee);
struct jinja_node *jinja_parse_test (struct jinja_parser *p,
                                     struct jinja_node *object);

/* NODE|filter...; with IS_INLINE the first bar is not there. */
struct jinja_node *jinja_parse_filters (struct jinja_parser *p,
                                        struct jinja_node *node,
                                        bool is_inline);

/* -- parse-expression.c ------------------------------------------------ */

struct jinja_node *jinja_parse_expression (struct jinja_parser *p,
                                           bool with_condition);

/* -- resolve.c --------------------------------------------------------- */

/* Gives each variable its place and checks what needs the whole tree. */
bool jinja_resolve (struct jinja_parser *p);

#endif
