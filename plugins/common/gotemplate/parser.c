/* SPDX-License-Identifier: Apache-2.0 */
/* Parsing templates: tokens, errors, and the top level of a text. */

#include <config.h>

#include "plugins/common/gotemplate/parser.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "common/utf8.h"
#include "plugins/common/gotemplate/quote.h"

void
gotmpl_parser_init (struct gotmpl_parser *p, struct pl_arena *arena,
                    void **names, void *const *functions,
                    const struct gotmpl_source *source,
                    struct gotmpl_error *error)
{
  *p = (struct gotmpl_parser) {
    .arena = arena, .names = names, .functions = functions,
    .source = source, .error = error
  };
  gotmpl_lexer_init (&p->lexer, arena, source->text, source->len);
}

void
gotmpl_parser_release (struct gotmpl_parser *p)
{
  gotmpl_symbols_release (&p->templates);
}

/* -- tokens ------------------------------------------------------------ */

struct gotmpl_token
gotmpl_parser_next (struct gotmpl_parser *p)
{
  struct gotmpl_scope *s = &p->scope;

  if (s->n_ahead > 0)
    s->n_ahead--;
  else
    s->tokens[0] = gotmpl_lexer_next (&p->lexer);
  return s->tokens[s->n_ahead];
}

struct gotmpl_token
gotmpl_parser_peek (struct gotmpl_parser *p)
{
  struct gotmpl_token t = gotmpl_parser_next (p);

  gotmpl_parser_back (p);
  return t;
}

struct gotmpl_token
gotmpl_parser_next_non_space (struct gotmpl_parser *p)
{
  struct gotmpl_token t;

  do
    t = gotmpl_parser_next (p);
  while (t.type == GOTMPL_TOKEN_SPACE);
  return t;
}

struct gotmpl_token
gotmpl_parser_peek_non_space (struct gotmpl_parser *p)
{
  struct gotmpl_token t = gotmpl_parser_next_non_space (p);

  gotmpl_parser_back (p);
  return t;
}

void
gotmpl_parser_back (struct gotmpl_parser *p)
{
  p->scope.n_ahead++;
}

void
gotmpl_parser_back2 (struct gotmpl_parser *p, struct gotmpl_token t)
{
  p->scope.tokens[1] = t;
  p->scope.n_ahead = 2;
}

void
gotmpl_parser_back3 (struct gotmpl_parser *p, struct gotmpl_token first,
                     struct gotmpl_token second)
{
  p->scope.tokens[1] = second;
  p->scope.tokens[2] = first;
  p->scope.n_ahead = 3;
}

/* -- errors ------------------------------------------------------------ */

/* Begins the message; false if there is one already. */
static bool
begin_error (struct gotmpl_parser *p)
{
  unsigned line = p->scope.tokens[0].line;

  if (p->status)
    return false;
  p->status = -EINVAL;
  if (!p->error)
    return false;
  p->error->line = line;
  p->error->column = -1;
  pl_buffer_printf (&p->error->message, "template: %s:%u: ",
                    p->source->name, line);
  return true;
}

void *
gotmpl_parser_fail (struct gotmpl_parser *p, const char *fmt, ...)
{
  va_list ap;

  if (begin_error (p)) {
    va_start (ap, fmt);
    pl_buffer_vprintf (&p->error->message, fmt, ap);
    va_end (ap);
  }
  return NULL;
}

void *
gotmpl_parser_fail_text (struct gotmpl_parser *p, const char *text,
                         size_t len)
{
  if (begin_error (p))
    pl_buffer_append (&p->error->message, text, len);
  return NULL;
}

void *
gotmpl_parser_fail_quoted (struct gotmpl_parser *p, const char *before,
                           const char *text, size_t len, const char *after)
{
  if (begin_error (p)) {
    pl_buffer_puts (&p->error->message, before);
    gotmpl_quote (&p->error->message, text, len, false);
    pl_buffer_puts (&p->error->message, after);
  }
  return NULL;
}

void *
gotmpl_parser_no_memory (struct gotmpl_parser *p)
{
  gotmpl_parser_fail (p, "out of memory");
  p->status = -ENOMEM;
  return NULL;
}

/* Appends T as errors show it: long ones cut after ten characters. */
static void
print_token (struct pl_buffer *out, struct gotmpl_token t)
{
  uint32_t rune;
  size_t len = 0;
  int n;

  if (t.type == GOTMPL_TOKEN_EOF) {
    pl_buffer_puts (out, "EOF");
  } else if (t.type >= GOTMPL_FIRST_KEYWORD) {
    pl_buffer_printf (out, "<%.*s>", (int) t.len, t.text);
  } else if (t.len > 10) {
    for (n = 0; n < 10 && len < t.len; n++)
      len += pl_utf8_decode (t.text + len, t.len - len, &rune);
    gotmpl_quote (out, t.text, len, false);
    pl_buffer_puts (out, "...");
  } else {
    gotmpl_quote (out, t.text, t.len, false);
  }
}

/* An error of the lexer is reported as it is, with the place where its
 * action began if that is another line. */
static void
report_lexer_error (struct gotmpl_parser *p, struct gotmpl_token t)
{
  static const char action[] = " action";
  size_t n = sizeof action - 1;
  bool names_action
    = t.len >= n && memcmp (t.text + t.len - n, action, n) == 0;

  if (!begin_error (p))
    return;
  pl_buffer_append (&p->error->message, t.text, t.len);
  if (p->scope.action_line && p->scope.action_line != t.line)
    pl_buffer_printf (&p->error->message, "%s started at %s:%u",
                      names_action ? "" : " in action", p->source->name,
                      p->scope.action_line);
}

void *
gotmpl_parser_unexpected (struct gotmpl_parser *p, struct gotmpl_token t,
                          const char *context)
{
  if (t.type == GOTMPL_TOKEN_ERROR) {
    report_lexer_error (p, t);
  } else if (begin_error (p)) {
    pl_buffer_puts (&p->error->message, "unexpected ");
    print_token (&p->error->message, t);
    pl_buffer_printf (&p->error->message, " in %s", context);
  }
  return NULL;
}

bool
gotmpl_parser_enter (struct gotmpl_parser *p)
{
  return ++p->nesting <= GOTMPL_MAX_NESTING;
}

void
gotmpl_parser_leave (struct gotmpl_parser *p)
{
  p->nesting--;
}

/* -- parts ------------------------------------------------------------- */

struct gotmpl_node *
gotmpl_parser_node (struct gotmpl_parser *p, enum gotmpl_node_type type,
                    size_t pos)
{
  struct gotmpl_node *node = pl_arena_zalloc (p->arena, sizeof *node);

  if (!node)
    return gotmpl_parser_no_memory (p);
  node->type = type;
  node->pos = pos;
  return node;
}

void
gotmpl_parser_append (struct gotmpl_list *list, struct gotmpl_node *node)
{
  if (list->last)
    list->last->next = node;
  else
    list->first = node;
  list->last = node;
}

const struct gotmpl_name *
gotmpl_parser_name (struct gotmpl_parser *p, const char *text, size_t len)
{
  struct gotmpl_symbol *s
    = gotmpl_symbol_add (p->names, p->arena, text, len);

  return s ? &s->name : gotmpl_parser_no_memory (p);
}

bool
gotmpl_parser_declare (struct gotmpl_parser *p,
                       const struct gotmpl_name *name)
{
  size_t i;

  for (i = p->scope.first_variable; i < p->n_variables; i++)
    if (p->variables[i] == name)
      return true;
  if (p->n_variables == GOTMPL_MAX_VARIABLES) {
    gotmpl_parser_fail (p, "too many variables (limit %d)",
                        GOTMPL_MAX_VARIABLES);
    return false;
  }
  p->variables[p->n_variables++] = name;
  return true;
}

bool
gotmpl_parser_unquote (struct gotmpl_parser *p, struct gotmpl_token t,
                       const char **text, size_t *len)
{
  switch (gotmpl_unquote (p->arena, t.text, t.len, text, len)) {
  case GOTMPL_UNQUOTE_SYNTAX:
    gotmpl_parser_fail (p, "invalid syntax");
    return false;
  case GOTMPL_UNQUOTE_NO_MEMORY:
    gotmpl_parser_no_memory (p);
    return false;
  case GOTMPL_UNQUOTE_OK:
    break;
  }
  return true;
}

/* text | action.  Ends and elses are nodes here. */
static struct gotmpl_node *
text_or_action (struct gotmpl_parser *p)
{
  struct gotmpl_token t = gotmpl_parser_next_non_space (p);
  struct gotmpl_node *node;

  switch (t.type) {
  case GOTMPL_TOKEN_TEXT:
    node = gotmpl_parser_node (p, GOTMPL_NODE_TEXT, t.pos);
    if (node) {
      node->u.text.text = t.text;
      node->u.text.len = t.len;
    }
    return node;
  case GOTMPL_TOKEN_LEFT_DELIM:
    p->scope.action_line = t.line;
    node = gotmpl_parser_action (p);
    p->scope.action_line = 0;
    return node;
  default:
    return gotmpl_parser_unexpected (p, t, "input");
  }
}

struct gotmpl_node *
gotmpl_parser_list (struct gotmpl_parser *p, struct gotmpl_list *list)
{
  while (gotmpl_parser_peek_non_space (p).type != GOTMPL_TOKEN_EOF) {
    struct gotmpl_node *node = text_or_action (p);

    if (!node || node->type == GOTMPL_NODE_END
        || node->type == GOTMPL_NODE_ELSE)
      return node;
    gotmpl_parser_append (list, node);
  }
  return gotmpl_parser_fail (p, "unexpected EOF");
}

/* -- templates --------------------------------------------------------- */

void
gotmpl_parser_begin_scope (struct gotmpl_parser *p,
                           struct gotmpl_scope *saved)
{
  *saved = p->scope;
  p->scope = (struct gotmpl_scope) { .first_variable = p->n_variables };
}

void
gotmpl_parser_end_scope (struct gotmpl_parser *p,
                         const struct gotmpl_scope *saved)
{
  p->n_variables = p->scope.first_variable;
  p->scope = *saved;
}

/* Registers a template.  One that is empty gives way to another of its
 * name. */
static bool
add_template (struct gotmpl_parser *p, const char *name, size_t len,
              const struct gotmpl_list *root)
{
  struct gotmpl_symbol *symbol
    = gotmpl_symbol_add (&p->templates, p->arena, name, len);
  const struct gotmpl_template *old = symbol ? symbol->value : NULL;
  struct gotmpl_template *template;

  if (old && !gotmpl_list_is_empty (&old->root)) {
    if (gotmpl_list_is_empty (root))
      return true;
    gotmpl_parser_fail_quoted (p, "template: multiple definition of "
                               "template ", name, len, "");
    return false;
  }
  template = symbol ? pl_arena_zalloc (p->arena, sizeof *template) : NULL;
  if (!template) {
    gotmpl_parser_no_memory (p);
    return false;
  }
  template->name = symbol->name.text;
  template->name_len = len;
  template->source = p->source;
  template->root = *root;
  symbol->value = template;
  return true;
}

struct gotmpl_node *
gotmpl_parser_body (struct gotmpl_parser *p, const char *name, size_t len)
{
  struct gotmpl_list list = { NULL, NULL };
  struct gotmpl_node *end = gotmpl_parser_list (p, &list);

  if (end && end->type == GOTMPL_NODE_END
      && !add_template (p, name, len, &list))
    return NULL;
  return end;
}

/* After "define". */
static bool
parse_definition (struct gotmpl_parser *p)
{
  static const char context[] = "define clause";
  struct gotmpl_token t = gotmpl_parser_next_non_space (p), end;
  const struct gotmpl_node *body;
  const char *name;
  size_t len;

  if (t.type != GOTMPL_TOKEN_STRING && t.type != GOTMPL_TOKEN_RAW_STRING) {
    gotmpl_parser_unexpected (p, t, context);
    return false;
  }
  if (!gotmpl_parser_unquote (p, t, &name, &len))
    return false;
  end = gotmpl_parser_next_non_space (p);
  if (end.type != GOTMPL_TOKEN_RIGHT_DELIM) {
    gotmpl_parser_unexpected (p, end, context);
    return false;
  }
  body = gotmpl_parser_body (p, name, len);
  if (body && body->type != GOTMPL_NODE_END)
    gotmpl_parser_fail (p, "unexpected {{else}} in %s", context);
  return !p->status;
}

/* Parses "define" if it comes next.  Returns 1 if it did, 0 if something
 * else comes, -1 after an error. */
static int
try_definition (struct gotmpl_parser *p)
{
  struct gotmpl_token delim;
  struct gotmpl_scope saved;
  bool is_good;

  if (gotmpl_parser_peek (p).type != GOTMPL_TOKEN_LEFT_DELIM)
    return 0;
  delim = gotmpl_parser_next (p);
  if (gotmpl_parser_next_non_space (p).type != GOTMPL_TOKEN_DEFINE) {
    gotmpl_parser_back2 (p, delim);
    return 0;
  }
  gotmpl_parser_begin_scope (p, &saved);
  is_good = parse_definition (p);
  gotmpl_parser_end_scope (p, &saved);
  return is_good ? 1 : -1;
}

static bool
parse_top_level (struct gotmpl_parser *p, struct gotmpl_list *root)
{
  while (gotmpl_parser_peek (p).type != GOTMPL_TOKEN_EOF) {
    struct gotmpl_node *node;
    int defined = try_definition (p);

    if (defined < 0)
      return false;
    if (defined)
      continue;
    node = text_or_action (p);
    if (!node)
      return false;
    if (node->type == GOTMPL_NODE_END || node->type == GOTMPL_NODE_ELSE) {
      gotmpl_parser_fail (p, "unexpected %s",
                          node->type == GOTMPL_NODE_END ? "{{end}}"
                          : "{{else}}");
      return false;
    }
    gotmpl_parser_append (root, node);
  }
  return true;
}

int
gotmpl_parser_run (struct gotmpl_parser *p)
{
  struct gotmpl_list root = { NULL, NULL };

  if (parse_top_level (p, &root))
    add_template (p, p->source->name, strlen (p->source->name), &root);
  return p->status;
}
