/* SPDX-License-Identifier: Apache-2.0 */
/* Scopes while a template is compiled: which variables they have and where
 * each comes from.
 *
 * The rules are Jinja's.  A scope gets a variable of its own for a name that
 * is used in it and not known further out, and for each name that is set in
 * it.  What is set and known further out starts as a copy of the outer one;
 * what is first set in a branch of an "if", or first read, starts with what
 * the context has. */

#ifndef JINJA_SCOPE_H
#define JINJA_SCOPE_H

#include "plugins/common/jinja/parser.h"

/* A scope within PARENT (NULL: none) in CODE's frame; NULL without memory. */
struct jinja_scope *jinja_scope_new (struct jinja_parser *p,
                                     struct jinja_scope *parent,
                                     struct jinja_code *code);

/* Makes a variable that whoever enters the scope sets; returns its slot, or
 * JINJA_NO_SLOT without memory. */
uint32_t jinja_scope_declare (struct jinja_parser *p,
                              struct jinja_scope *scope,
                              const struct jinja_name *name);

/* Notes what the nodes do with names, as far as they belong to SCOPE. */
void jinja_scope_analyze (struct jinja_parser *p, struct jinja_scope *scope,
                          const struct jinja_nodes *nodes);
void jinja_scope_analyze_node (struct jinja_parser *p,
                               struct jinja_scope *scope,
                               struct jinja_node *node);

/* The same for the target of a loop or "with". */
void jinja_scope_analyze_target (struct jinja_parser *p,
                                 struct jinja_scope *scope,
                                 struct jinja_node *node);

/* Where SCOPE finds NAME; false if it is not known. */
bool jinja_scope_find (const struct jinja_scope *scope,
                       const struct jinja_name *name,
                       struct jinja_place *place);

#endif
