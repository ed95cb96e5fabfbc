/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the second half of compiling share: where in a template
 * a node stands, and the way down from there. */

#ifndef JINJA_RESOLVE_H
#define JINJA_RESOLVE_H

#include "plugins/common/jinja/parser.h"

struct jinja_resolver {
  struct jinja_parser *p;
  struct jinja_scope *scope;
  enum jinja_escaping escaping;
  bool is_soft;         /* within "if": unknown filters may be */
  bool is_toplevel;     /* outside of all scopes; "if" is none */
  bool is_certain;      /* not even in an "if" */
  bool checks_output;   /* text is not wanted if there is a parent */
  unsigned loops;       /* around the node, in its code */
};

/* Resolve a node, all of a list, a loop; DATA is the struct jinja_resolver.
 * False after an error, which is kept in the parser. */
bool jinja_resolve_node (struct jinja_node *node, void *data);
bool jinja_resolve_list (struct jinja_resolver *r,
                         const struct jinja_nodes *nodes);
bool jinja_resolve_loop (struct jinja_resolver *r, struct jinja_node *node);

/* R for what is in SCOPE. */
struct jinja_resolver jinja_resolver_inside (const struct jinja_resolver *r,
                                             struct jinja_scope *scope);

/* Code within SCOPE runs elsewhere, with the variables of here. */
void jinja_note_closure (struct jinja_scope *scope);

#endif
