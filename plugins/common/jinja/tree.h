/* SPDX-License-Identifier: Apache-2.0 */
/* Compiled templates: the tree that the parser builds and resolve.c
 * completes.
 *
 * Each variable has its place in a frame, found at compile time: a frame
 * belongs to a piece of code that is entered anew (a template's root, a
 * block, a macro, a recursive loop) and has room for the variables of all
 * scopes in it.  A scope says what to do with its variables when it is
 * entered: look the name up in the context, copy the variable of a scope
 * further out, or begin without value. */

#ifndef JINJA_TREE_H
#define JINJA_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/arena.h"
#include "plugins/common/jinja/filter.h"

struct jinja_name {
  const char *text;              /* terminated */
  size_t len;
  uint64_t hash;                 /* as jinja_hash of the text */
  struct jinja_name *next;       /* in the template's table */
};

enum jinja_node_type {
  /* Expressions; the names of errors are in resolve.c. */
  JINJA_CONST, JINJA_NAME, JINJA_NSREF,
  JINJA_TUPLE, JINJA_LIST, JINJA_DICT,
  JINJA_ADD, JINJA_SUB, JINJA_MUL, JINJA_DIV, JINJA_FLOORDIV, JINJA_MOD,
  JINJA_POW,
  JINJA_AND, JINJA_OR, JINJA_NOT, JINJA_NEG, JINJA_POS,
  JINJA_COMPARE, JINJA_CONCAT, JINJA_CONDEXPR,
  JINJA_GETATTR, JINJA_GETITEM, JINJA_SLICE,
  JINJA_CALL, JINJA_FILTER, JINJA_TEST,
  /* What belongs to others. */
  JINJA_OPERAND, JINJA_PAIR, JINJA_KEYWORD,
  /* Statements. */
  JINJA_DATA, JINJA_OUTPUT, JINJA_FOR, JINJA_IF, JINJA_WITH,
  JINJA_SET, JINJA_SET_BLOCK, JINJA_MACRO, JINJA_CALL_BLOCK,
  JINJA_FILTER_BLOCK, JINJA_BLOCK, JINJA_EXTENDS, JINJA_INCLUDE,
  JINJA_IMPORT, JINJA_FROM, JINJA_DO, JINJA_BREAK, JINJA_CONTINUE,
  JINJA_AUTOESCAPE
};

enum jinja_operator {
  JINJA_EQ, JINJA_NE, JINJA_LT, JINJA_LE, JINJA_GT, JINJA_GE, JINJA_IN,
  JINJA_NOT_IN
};

/* What happens to a name. */
enum jinja_use { JINJA_USE_LOAD, JINJA_USE_STORE, JINJA_USE_PARAMETER };

/* Where a variable is: HOPS frames out. */
struct jinja_place {
  uint32_t slot;
  uint32_t hops;
};

struct jinja_node;

struct jinja_nodes {
  struct jinja_node *first, *last;
  uint32_t n;
};

/* What "self" of a piece of code must be set to, and the like. */
#define JINJA_NO_SLOT UINT32_MAX

struct jinja_scope;

/* Code that is entered with a frame of its own. */
struct jinja_code {
  uint32_t n_slots;
  bool has_closures;             /* frames may outlive the call */
  struct jinja_scope *scope;     /* of the outermost variables */
  uint32_t self_slot, super_slot;
};

enum jinja_load { JINJA_LOAD_PARAMETER, JINJA_LOAD_RESOLVE, JINJA_LOAD_ALIAS,
                  JINJA_LOAD_NOTHING };

struct jinja_symbol {
  const struct jinja_name *name;
  uint32_t slot;
  uint8_t load;                  /* enum jinja_load */
  bool is_stored;
  struct jinja_place alias;
};

struct jinja_scope {
  struct jinja_scope *parent;
  struct jinja_code *code;
  struct jinja_symbol *symbols;
  uint32_t n, cap;
  uint32_t n_stores;             /* of symbols that are stored */
  void *index;                   /* by name, while compiling */
};

/* Arguments of calls, filters and tests. */
struct jinja_arguments {
  struct jinja_nodes args;
  struct jinja_nodes keywords;   /* JINJA_KEYWORD */
  struct jinja_node *more_args, *more_keywords;
};

/* Parameters of macros and call blocks. */
struct jinja_macro_code {
  struct jinja_code code;
  const struct jinja_name *name; /* NULL: a call block */
  struct jinja_nodes parameters; /* JINJA_NAME */
  struct jinja_nodes defaults;   /* of the last parameters */
  struct jinja_nodes body;
  bool has_caller, has_kwargs, has_varargs;
  bool explicit_caller;
  uint32_t caller_slot, kwargs_slot, varargs_slot;
};

enum jinja_escaping { JINJA_ESCAPE_OFF, JINJA_ESCAPE_ON, JINJA_ESCAPE_ASK };

struct jinja_node {
  uint8_t type;                  /* enum jinja_node_type */
  uint8_t operator;              /* OPERAND: enum jinja_operator; NAME: enum
                                  * jinja_use */
  uint8_t escaping;              /* enum jinja_escaping, where text is made */
  bool flag;                     /* see below */
  bool flag2;
  bool is_toplevel;              /* statement outside of scopes; OUTPUT: not
                                  * if a parent template follows */
  uint32_t line, column;
  uint32_t at;                   /* line that errors are reported at */
  struct jinja_node *next;
  union {
    struct tv constant;
    struct {
      const struct jinja_name *name;
      struct jinja_place place;
      const struct jinja_name *attribute;   /* NSREF */
    } name;
    struct {
      struct jinja_nodes items;  /* tuple, list, dict (pairs), concat */
    } list;
    struct {
      struct jinja_node *a, *b, *c; /* operators; PAIR: key, value; CONDEXPR:
                                       test, then, else; SLICE: all may be
                                       NULL; COMPARE: a and operands */
      struct jinja_nodes operands;
    } op;
    struct {
      struct jinja_node *object;
      const struct jinja_name *name;
    } attribute;                 /* GETATTR; KEYWORD: value and name */
    struct {
      struct jinja_node *object; /* FILTER: NULL in blocks */
      struct jinja_arguments *arguments;
      const struct jinja_name *name;
      union {
        const struct jinja_filter *filter;
        const struct jinja_test *test;
      } f;
    } call;
    struct {
      const char *text;
      size_t len;
    } data;
    struct {
      struct jinja_nodes items;  /* OUTPUT: DATA and expressions */
    } output;
    struct {
      struct jinja_node *target, *iter, *test, *test_target;
      struct jinja_nodes body, otherwise;
      struct jinja_scope *scope, *test_scope, *else_scope;
      struct jinja_code *code;   /* recursive: its own frame */
      uint32_t loop_slot;        /* JINJA_NO_SLOT: "loop" is not used */
    } loop;                      /* flag: recursive */
    struct {
      struct jinja_node *test;
      struct jinja_nodes body, elifs, otherwise;
    } branch;
    struct {
      struct jinja_nodes targets, values, body;
      struct jinja_scope *scope;
      const struct jinja_node *noted; /* see note.h */
    } with;
    struct {
      struct jinja_node *target, *value, *filter;
      struct jinja_nodes body;
      struct jinja_scope *scope;
      const struct jinja_node *noted; /* SET */
    } set;                       /* SET; SET_BLOCK; FILTER_BLOCK */
    struct {
      struct jinja_macro_code *code;
      struct jinja_node *call;   /* CALL_BLOCK */
      struct jinja_place place;  /* MACRO */
    } macro;
    struct {
      const struct jinja_name *name;
      struct jinja_nodes body;
      struct jinja_code code;
      struct jinja_scope *outer; /* where it stands */
    } block;                     /* flag: scoped, flag2: required */
    struct {
      struct jinja_node *template;
      struct jinja_scope *scope;
      const struct jinja_node *noted; /* EXTENDS */
      const struct jinja_name *target;
      struct jinja_place place;
      struct jinja_nodes names;  /* FROM: NAME with attribute = original */
    } import;                    /* flag: with context, flag2: ignore missing,
                                    EXTENDS too */
    struct {
      struct jinja_node *value;
      struct jinja_nodes body;
      struct jinja_scope *scope;
    } modifier;                  /* AUTOESCAPE; DO: value */
  } u;
};

struct jinja_template {
  struct pl_arena arena;
  unsigned n_references;         /* of the environment and renderings */
  uint64_t content_hash, used;
  char *name;
  size_t name_len;
  const char *text;              /* as given, for comparison */
  size_t text_len;
  bool autoescape;
  bool has_extends;
  struct jinja_nodes body;
  struct jinja_code code;
  struct jinja_node **blocks;    /* BLOCK nodes in order */
  size_t n_blocks;
  struct jinja_template *next;   /* in the cache */
};

#endif
