/* SPDX-License-Identifier: Apache-2.0 */
/* The parser's tokens, nodes, names and errors. */

#include <config.h>

#include "plugins/common/jinja/parser.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "plugins/common/jinja/run.h"

/* -- errors -------------------------------------------------------------- */

__attribute__ ((format (printf, 5, 0)))
static void
fail_with (struct jinja_parser *p, const char *kind, uint32_t line,
           uint32_t column, const char *fmt, va_list ap)
{
  if (p->status)
    return;
  p->status = -EINVAL;
  p->kind = kind;
  p->error_line = line;
  p->error_column = column;
  pl_buffer_vprintf (&p->message, fmt, ap);
}

bool
jinja_parse_fail_kind (struct jinja_parser *p, const char *kind,
                       uint32_t line, uint32_t column, const char *fmt, ...)
{
  va_list ap;

  va_start (ap, fmt);
  fail_with (p, kind, line, column, fmt, ap);
  va_end (ap);
  return false;
}

bool
jinja_parse_fail (struct jinja_parser *p, uint32_t line, uint32_t column,
                  const char *fmt, ...)
{
  va_list ap;

  va_start (ap, fmt);
  fail_with (p, "TemplateSyntaxError", line, column, fmt, ap);
  va_end (ap);
  return false;
}

bool
jinja_parse_no_memory (struct jinja_parser *p)
{
  if (!p->status)
    p->status = -ENOMEM;
  return false;
}

bool
jinja_parse_enter (struct jinja_parser *p)
{
  if (p->nesting < JINJA_MAX_NESTING) {
    p->nesting++;
    return true;
  }
  jinja_parse_fail (p, p->current.line, p->current.column,
                    "too deeply nested: more than %u brackets or statements "
                    "within each other", JINJA_MAX_NESTING);
  p->status = p->status == -EINVAL ? -EFBIG : p->status;
  return false;
}

/* -- tokens ------------------------------------------------------------ */

static bool
read_token (struct jinja_parser *p, struct jinja_token *token)
{
  int status = jinja_lexer_next (&p->lexer, token);

  if (!status)
    return true;
  if (status == -ENOMEM || !p->lexer.message)
    return jinja_parse_no_memory (p);
  return jinja_parse_fail (p, p->lexer.error_line, p->lexer.error_column,
                           "%s", p->lexer.message);
}

bool
jinja_parse_advance (struct jinja_parser *p)
{
  p->last = p->current;
  if (p->has_next) {
    p->current = p->next;
    p->has_next = false;
    return true;
  }
  return read_token (p, &p->current);
}

bool
jinja_parse_look (struct jinja_parser *p)
{
  if (!p->has_next) {
    if (!read_token (p, &p->next))
      return false;
    p->has_next = true;
  }
  return true;
}

bool
jinja_token_is (const struct jinja_token *token, const char *word)
{
  return token->type == JINJA_TOKEN_NAME && token->len == strlen (word)
    && memcmp (token->text, word, token->len) == 0;
}

const char *
jinja_parse_describe (const struct jinja_token *token,
                      struct pl_buffer *scratch)
{
  if (token->type != JINJA_TOKEN_NAME)
    return jinja_token_describe (token->type);
  pl_buffer_append (scratch, token->text, token->len);
  return scratch->data ? scratch->data : "";
}

static bool
fail_expected (struct jinja_parser *p, const char *expected)
{
  const struct jinja_token *t = &p->current;
  struct pl_buffer scratch;

  if (t->type == JINJA_TOKEN_EOF)
    return jinja_parse_fail (p, t->line, t->column, "unexpected end of "
                             "template, expected '%s'.", expected);
  pl_buffer_init (&scratch);
  jinja_parse_fail (p, t->line, t->column, "expected token '%s', got '%s'",
                    expected, jinja_parse_describe (t, &scratch));
  pl_buffer_release (&scratch);
  return false;
}

bool
jinja_parse_expect (struct jinja_parser *p, enum jinja_token_type type)
{
  if (p->current.type != type)
    return fail_expected (p, jinja_token_describe (type));
  return jinja_parse_advance (p);
}

bool
jinja_parse_expect_word (struct jinja_parser *p, const char *word)
{
  if (!jinja_token_is (&p->current, word))
    return fail_expected (p, word);
  return jinja_parse_advance (p);
}

/* -- nodes and names --------------------------------------------------- */

struct jinja_node *
jinja_node_new (struct jinja_parser *p, enum jinja_node_type type,
                uint32_t line, uint32_t column)
{
  struct jinja_node *node = pl_arena_zalloc (p->arena, sizeof *node);

  if (!node) {
    jinja_parse_no_memory (p);
    return NULL;
  }
  node->type = (uint8_t) type;
  node->line = node->at = line;
  node->column = column;
  return node;
}

void
jinja_nodes_add (struct jinja_nodes *list, struct jinja_node *node)
{
  if (list->last)
    list->last->next = node;
  else
    list->first = node;
  list->last = node;
  list->n++;
}

const struct jinja_name *
jinja_intern (struct jinja_parser *p, const char *text, size_t len)
{
  uint64_t hash = jinja_hash_text (text, len);
  struct jinja_name **bucket = &p->names[hash % JINJA_NAME_BUCKETS], *n;

  for (n = *bucket; n; n = n->next)
    if (n->hash == hash && n->len == len
        && memcmp (n->text, text, len) == 0)
      return n;
  n = pl_arena_zalloc (p->arena, sizeof *n);
  if (n)
    n->text = pl_arena_strndup (p->arena, text, len);
  if (!n || !n->text) {
    jinja_parse_no_memory (p);
    return NULL;
  }
  n->len = len;
  n->hash = hash;
  n->next = *bucket;
  *bucket = n;
  return n;
}

/* -- templates --------------------------------------------------------- */

static void
report (struct jinja_parser *p, struct jinja_error *error)
{
  const struct jinja_template *t = p->template;

  if (!error)
    return;
  if (p->status == -ENOMEM) {
    jinja_error_set (error, "MemoryError", t->name, t->name_len, 0, 0,
                     "out of memory", 13);
    return;
  }
  jinja_error_set (error, p->kind, t->name, t->name_len, p->error_line,
                   p->error_column, p->message.data, p->message.len);
}

int
jinja_compile (struct jinja_template *template,
               const struct jinja_lexer_settings *settings,
               struct jinja_error *error)
{
  struct jinja_parser parser, *p = &parser;
  int status;

  memset (p, 0, offsetof (struct jinja_parser, tags));
  p->template = template;
  p->arena = &template->arena;
  pl_buffer_init (&p->message);
  if (jinja_lexer_init (&p->lexer, settings, p->arena, template->text,
                        template->text_len) < 0)
    jinja_parse_no_memory (p);
  else if (jinja_parse_advance (p)
           && jinja_parse_body (p, NULL, &template->body))
    jinja_resolve (p);
  status = p->status;
  if (p->message.failed)
    status = p->status = -ENOMEM;
  if (status)
    report (p, error);
  jinja_lexer_release (&p->lexer);
  pl_buffer_release (&p->message);
  return status;
}
