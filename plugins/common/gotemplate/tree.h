/* SPDX-License-Identifier: Apache-2.0 */
/* The parsed form of templates.  Never changed after parsing. */

#ifndef GOTMPL_TREE_H
#define GOTMPL_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buffer.h"
#include "plugins/common/gotemplate/gotemplate.h"
#include "plugins/common/gotemplate/number.h"
#include "plugins/common/value/value.h"

/* A name; equal names in one set have equal addresses. */
struct gotmpl_name {
  const char *text;
  size_t len;
};

enum gotmpl_node_type {
  /* Elements of lists. */
  GOTMPL_NODE_TEXT,
  GOTMPL_NODE_ACTION,
  GOTMPL_NODE_IF,
  GOTMPL_NODE_WITH,
  GOTMPL_NODE_RANGE,
  GOTMPL_NODE_TEMPLATE,
  GOTMPL_NODE_BREAK,
  GOTMPL_NODE_CONTINUE,
  GOTMPL_NODE_END,         /* only seen while parsing */
  GOTMPL_NODE_ELSE,        /* likewise */
  /* Parts of actions. */
  GOTMPL_NODE_PIPE,
  GOTMPL_NODE_COMMAND,
  /* Operands. */
  GOTMPL_NODE_BOOL,
  GOTMPL_NODE_CHAIN,
  GOTMPL_NODE_DOT,
  GOTMPL_NODE_FIELD,
  GOTMPL_NODE_IDENTIFIER,
  GOTMPL_NODE_NIL,
  GOTMPL_NODE_NUMBER,
  GOTMPL_NODE_STRING,
  GOTMPL_NODE_VARIABLE
};

struct gotmpl_node;

struct gotmpl_list {
  struct gotmpl_node *first, *last;
};

struct gotmpl_pipe {
  bool is_assign;                   /* the variables exist already */
  unsigned n_variables;
  const struct gotmpl_name *variables[2];
  struct gotmpl_list commands;
};

struct gotmpl_branch {              /* if, with, range */
  struct gotmpl_node *pipe;
  struct gotmpl_list list, else_list;
  bool has_else;
};

struct gotmpl_chain {               /* names after an operand */
  struct gotmpl_node *operand;      /* NULL in a field */
  const struct gotmpl_name *variable;  /* NULL unless a variable */
  const struct gotmpl_name **names;
  size_t n_names;
};

struct gotmpl_node {
  enum gotmpl_node_type type;
  size_t pos;                       /* in the text that was parsed */
  struct gotmpl_node *next;         /* in the list, pipeline or command */
  union {
    struct { const char *text; size_t len; } text;
    struct gotmpl_pipe pipe;
    struct gotmpl_node *action;     /* its pipeline */
    struct gotmpl_branch branch;
    struct { const char *text; size_t len; struct gotmpl_node *pipe; }
      invocation;                   /* PIPE may be NULL */
    struct gotmpl_list command;
    struct { const char *text; size_t len; struct tv value; } constant;
    struct { const char *text; size_t len; struct gotmpl_number number; }
      number;
    struct { const char *name; const struct gotmpl_function *function; }
      identifier;
    struct gotmpl_chain chain;      /* chain, field, variable */
  } u;
};

/* The text that a template was parsed from. */
struct gotmpl_source {
  const char *name;
  const char *text;
  size_t len;
};

struct gotmpl_template {
  const char *name;
  size_t name_len;
  const struct gotmpl_source *source;
  struct gotmpl_list root;
};

/* Appends the canonical form of NODE, as errors show it. */
void gotmpl_node_print (struct pl_buffer *out, const struct gotmpl_node *node);

/* Whether there is nothing but white space. */
bool gotmpl_list_is_empty (const struct gotmpl_list *list);

#endif
