/* SPDX-License-Identifier: Apache-2.0 */
/* A plating.yaml.
 *
 * The reader goes through libyaml's events and takes the core schema's plain
 * scalars.  Aliases, tags and a second document have no use here and are
 * refused, so that a small file can't stand for a large one. */

#include <config.h>

#include <string.h>

#include <yaml.h>

#include <plating/types.h>

#include "common/arena.h"
#include "config-tree.h"
#include "error.h"

struct reader {
  yaml_parser_t parser;
  yaml_event_t event;           /* the current one */
  int has_event;
  struct pl_arena *arena;
  struct plating_error **err;
};

static int
no_memory (struct reader *r)
{
  return pl_error_set (r->err, PLATING_E_NOMEM, "out of memory");
}

/* States what is wrong with the current event. */
static int
refuse (struct reader *r, const char *message)
{
  pl_error_set (r->err, PLATING_E_CONFIG, "%s", message);
  pl_error_add_place (r->err, NULL,
                      (uint32_t) r->event.start_mark.line + 1,
                      (uint32_t) r->event.start_mark.column + 1);
  return PLATING_E_CONFIG;
}

static int
next (struct reader *r)
{
  const yaml_parser_t *p = &r->parser;

  if (r->has_event)
    yaml_event_delete (&r->event);
  r->has_event = yaml_parser_parse (&r->parser, &r->event);
  if (r->has_event)
    return 0;
  if (p->error == YAML_MEMORY_ERROR)
    return no_memory (r);
  pl_error_set (r->err, PLATING_E_CONFIG, "%s",
                p->problem ? p->problem : "this is no YAML");
  if (p->error != YAML_READER_ERROR)
    pl_error_add_place (r->err, NULL, (uint32_t) p->problem_mark.line + 1,
                        (uint32_t) p->problem_mark.column + 1);
  return PLATING_E_CONFIG;
}

/* -- scalars -------------------------------------------------------------- */

static int
is_one_of (const char *text, const char *const *words)
{
  for (; *words; words++)
    if (!strcmp (text, *words))
      return 1;
  return 0;
}

static int
are_digits (const char *text)
{
  return *text && strspn (text, "0123456789") == strlen (text);
}

/* Whether TEXT is a number with a point or an exponent. */
static int
is_number (const char *text)
{
  static const char *const words[] = {
    ".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN", NULL
  };
  size_t n;

  if (*text == '-' || *text == '+')
    text++;
  if (is_one_of (text, words))
    return 1;
  n = strspn (text, "0123456789");
  text += n;
  if (*text == '.') {
    size_t more = strspn (++text, "0123456789");

    n += more;
    text += more;
  }
  if (n && (*text == 'e' || *text == 'E')) {
    text++;
    if (*text == '-' || *text == '+')
      text++;
    return are_digits (text);
  }
  return n && !*text;
}

/* What a plain scalar is. */
static uint32_t
type_of (const char *text)
{
  static const char *const nothing[] = { "", "~", "null", "Null", "NULL",
                                         NULL };
  static const char *const bools[] = { "true", "True", "TRUE", "false",
                                       "False", "FALSE", NULL };

  if (is_one_of (text, nothing))
    return PL_CONFIG_NULL;
  if (is_one_of (text, bools))
    return PL_CONFIG_BOOL;
  if (are_digits (text + (*text == '-' || *text == '+')))
    return PL_CONFIG_INT;
  return is_number (text) ? PL_CONFIG_NUMBER : PL_CONFIG_STRING;
}

static int
read_scalar (struct reader *r, struct pl_config_node *to)
{
  const char *text = (const char *) r->event.data.scalar.value;
  size_t len = r->event.data.scalar.length;

  if (memchr (text, '\0', len))
    return refuse (r, "a NUL character has no place here");
  to->type = PL_CONFIG_STRING;
  if (r->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
    to->type = type_of (text);
  to->text = to->type == PL_CONFIG_BOOL
    ? (text[0] == 't' || text[0] == 'T' ? "true" : "false")
    : pl_arena_strndup (r->arena, text, len);
  return to->text ? 0 : no_memory (r);
}

/* -- nodes ---------------------------------------------------------------- */

static int read_node (struct reader *r, unsigned depth,
                      struct pl_config_node **out);

/* Reads up to the end of the list or map that the current event begins. */
static int
read_members (struct reader *r, unsigned depth, struct pl_config_node *to)
{
  int is_map = to->type == PL_CONFIG_MAP, status;
  yaml_event_type_t end = is_map ? YAML_MAPPING_END_EVENT
    : YAML_SEQUENCE_END_EVENT;
  struct pl_config_node *key = NULL, *child;

  if (depth >= PL_CONFIG_DEPTH_MAX)
    return refuse (r, "values are nested too deeply");
  for (;;) {
    status = next (r);
    if (status < 0 || r->event.type == end)
      return status;
    if (is_map) {
      status = read_node (r, depth + 1, &key);
      if (status == 0 && !key->text)
        status = refuse (r, "a key has to be a string");
      if (status == 0)
        status = next (r);
    }
    if (status == 0)
      status = read_node (r, depth + 1, &child);
    if (status < 0)
      return status;
    if (is_map) {
      child->key = key->text;
      child->key_line = key->line;
      child->key_column = key->column;
    }
    status = pl_config_add (to, child, r->err);
    if (status < 0)
      return status;
  }
}

static int
is_tagged (const yaml_event_t *e)
{
  switch (e->type) {
  case YAML_SCALAR_EVENT:
    return e->data.scalar.tag != NULL;
  case YAML_SEQUENCE_START_EVENT:
    return e->data.sequence_start.tag != NULL;
  case YAML_MAPPING_START_EVENT:
    return e->data.mapping_start.tag != NULL;
  default:
    return 0;
  }
}

/* Reads the node that the current event begins. */
static int
read_node (struct reader *r, unsigned depth, struct pl_config_node **out)
{
  struct pl_config_node *to = pl_arena_zalloc (r->arena, sizeof *to);

  *out = to;
  if (!to)
    return no_memory (r);
  to->line = (uint32_t) r->event.start_mark.line + 1;
  to->column = (uint32_t) r->event.start_mark.column + 1;
  if (is_tagged (&r->event))
    return refuse (r, "tags are not supported here");
  switch (r->event.type) {
  case YAML_SCALAR_EVENT:
    return read_scalar (r, to);
  case YAML_SEQUENCE_START_EVENT:
    to->type = PL_CONFIG_LIST;
    return read_members (r, depth, to);
  case YAML_MAPPING_START_EVENT:
    to->type = PL_CONFIG_MAP;
    return read_members (r, depth, to);
  case YAML_ALIAS_EVENT:
    return refuse (r, "aliases are not supported here");
  default:
    return refuse (r, "a value is missing");
  }
}

static int
read_stream (struct reader *r, struct pl_config_node **root)
{
  int status = next (r);        /* the stream's start */

  if (status == 0)
    status = next (r);
  if (status < 0)
    return status;
  if (r->event.type == YAML_STREAM_END_EVENT) {
    *root = pl_arena_zalloc (r->arena, sizeof **root);
    if (!*root)
      return no_memory (r);
    (*root)->type = PL_CONFIG_NULL;
    (*root)->line = (*root)->column = 1;
    return 0;
  }
  status = next (r);
  if (status == 0)
    status = read_node (r, 0, root);
  if (status == 0)
    status = next (r);          /* the document's end */
  if (status == 0)
    status = next (r);
  if (status == 0 && r->event.type != YAML_STREAM_END_EVENT)
    status = refuse (r, "a second document has no place here");
  return status;
}

int
pl_config_read_yaml (struct pl_arena *arena, const char *text, size_t len,
                     struct pl_config_node **root,
                     struct plating_error **err)
{
  struct reader r = { .arena = arena, .err = err };
  int status;

  *root = NULL;
  if (len > PL_CONFIG_SIZE_MAX)
    return pl_error_set (err, PLATING_E_CONFIG,
                         "it has more than %zu bytes", PL_CONFIG_SIZE_MAX);
  if (!yaml_parser_initialize (&r.parser))
    return no_memory (&r);
  yaml_parser_set_input_string (&r.parser, (const unsigned char *) text, len);
  yaml_parser_set_encoding (&r.parser, YAML_UTF8_ENCODING);
  status = read_stream (&r, root);
  if (r.has_event)
    yaml_event_delete (&r.event);
  yaml_parser_delete (&r.parser);
  return status;
}
