/* SPDX-License-Identifier: Apache-2.0 */
/* Checks whether a YAML text is a mapping.
 *
 * The text is read into a tree, because the reference tool complains about
 * syntax first.  Then the tree is checked for the two types that the tool
 * wants it to be: a map with strings as keys, whose inner maps may not have
 * maps or lists as keys, and a list of items; the complaint about the second
 * one, if there is any, replaces that about the first. */

#include <config.h>

#include "plugins/common/markdown/metadata.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "common/arena.h"
#include "common/buffer.h"

#define MAX_DEPTH 500
#define MAX_TREE ((size_t) 256 << 20)

/* Aliases are followed when they are checked; this bounds the visits. */
#define MAX_VISITS ((size_t) 1000000)

struct yaml_node {
  yaml_node_type_t kind;    /* YAML_NO_NODE: an alias */
  size_t line;              /* from 1 */
  const char *value, *tag;  /* scalar; the tag may be NULL */
  size_t value_len;
  bool plain;
  struct yaml_node *first, *last, *next;  /* keys and values alternate */
  struct yaml_node *target; /* alias */
  const char *anchor;
  bool visiting;
};

struct yaml_tree {
  yaml_parser_t parser;
  struct pl_arena arena;
  struct yaml_node **anchors;
  size_t n_anchors, cap_anchors;
  struct pl_buffer *problem;
  size_t visits;
  size_t n_issues;  /* of one check; the problem holds their text */
  int status;
};

/* Gives the syntax problem that the parser found. */
static void
report_syntax (struct yaml_tree *t)
{
  const yaml_parser_t *p = &t->parser;
  size_t line = p->problem_mark.line;

  if (p->error == YAML_MEMORY_ERROR) {
    t->status = -ENOMEM;
    return;
  }
  if (line != 0)
    line += p->error == YAML_SCANNER_ERROR;
  else
    line = p->context_mark.line;
  pl_buffer_puts (t->problem, "yaml: ");
  if (line != 0)
    pl_buffer_printf (t->problem, "line %zu: ", line);
  pl_buffer_puts (t->problem, p->problem != NULL ? p->problem : "unknown "
                  "problem parsing YAML content");
}

static bool
stopped (const struct yaml_tree *t)
{
  return t->status != 0 || t->problem->len > 0 || t->problem->failed;
}

static struct yaml_node *
new_node (struct yaml_tree *t, const yaml_event_t *e, yaml_node_type_t kind,
          const yaml_char_t *anchor)
{
  struct yaml_node *n = pl_arena_zalloc (&t->arena, sizeof *n);

  if (n == NULL) {
    t->status = -ENOMEM;
    return NULL;
  }
  n->kind = kind;
  n->line = e->start_mark.line + 1;
  if (anchor == NULL || kind == YAML_NO_NODE)
    return n;
  n->anchor = pl_arena_strndup (&t->arena, anchor,
                                strlen ((const char *) anchor));
  if (t->n_anchors == t->cap_anchors) {
    size_t cap = t->cap_anchors == 0 ? 8 : t->cap_anchors * 2;
    struct yaml_node **anchors = realloc (t->anchors,
                                          cap * sizeof (void *));

    if (anchors == NULL) {
      t->status = -ENOMEM;
      return NULL;
    }
    t->anchors = anchors;
    t->cap_anchors = cap;
  }
  t->anchors[t->n_anchors++] = n;
  if (n->anchor == NULL)
    t->status = -ENOMEM;
  return n->anchor != NULL ? n : NULL;
}

static struct yaml_node *
read_alias (struct yaml_tree *t, const yaml_event_t *e)
{
  const char *anchor = (const char *) e->data.alias.anchor;
  struct yaml_node *n = new_node (t, e, YAML_NO_NODE, NULL);

  if (n == NULL)
    return NULL;
  t->visits += t->n_anchors;
  for (size_t i = t->n_anchors; i > 0 && n->target == NULL; i--)
    if (strcmp (t->anchors[i - 1]->anchor, anchor) == 0)
      n->target = t->anchors[i - 1];
  if (n->target == NULL)
    pl_buffer_printf (t->problem, "yaml: unknown anchor '%s' referenced",
                      anchor);
  else
    n->anchor = n->target->anchor;
  return n;
}

static struct yaml_node *
read_scalar (struct yaml_tree *t, const yaml_event_t *e)
{
  struct yaml_node *n = new_node (t, e, YAML_SCALAR_NODE,
                                  e->data.scalar.anchor);
  const char *tag = (const char *) e->data.scalar.tag;

  if (n == NULL)
    return NULL;
  n->plain = e->data.scalar.plain_implicit;
  n->value_len = e->data.scalar.length;
  n->value = pl_arena_strndup (&t->arena, e->data.scalar.value,
                               n->value_len);
  if (tag != NULL)
    n->tag = pl_arena_strndup (&t->arena, tag, strlen (tag));
  if (n->value == NULL || (tag != NULL && n->tag == NULL))
    t->status = -ENOMEM;
  return n;
}

/* Makes a node of the event E, NULL if it ends a collection. */
static struct yaml_node *
node_from_event (struct yaml_tree *t, const yaml_event_t *e)
{
  switch (e->type) {
  case YAML_ALIAS_EVENT:
    return read_alias (t, e);
  case YAML_SCALAR_EVENT:
    return read_scalar (t, e);
  case YAML_SEQUENCE_START_EVENT:
    return new_node (t, e, YAML_SEQUENCE_NODE,
                     e->data.sequence_start.anchor);
  case YAML_MAPPING_START_EVENT:
    return new_node (t, e, YAML_MAPPING_NODE, e->data.mapping_start.anchor);
  default:
    return NULL;
  }
}

/* Reads the first document; NULL if there is none, or a problem. */
static struct yaml_node *
read_document (struct yaml_tree *t)
{
  struct yaml_node *open[MAX_DEPTH], *root = NULL;
  size_t depth = 0;
  bool done = false;

  while (!done && !stopped (t)) {
    struct yaml_node *n;
    yaml_event_t e;

    if (!yaml_parser_parse (&t->parser, &e)) {
      report_syntax (t);
      return NULL;
    }
    n = node_from_event (t, &e);
    done = e.type == YAML_DOCUMENT_END_EVENT
           || e.type == YAML_STREAM_END_EVENT;
    if (e.type == YAML_SEQUENCE_END_EVENT || e.type == YAML_MAPPING_END_EVENT)
      depth--;
    yaml_event_delete (&e);
    if (n == NULL)
      continue;
    if (depth == 0) {
      root = n;
    } else {
      struct yaml_node *parent = open[depth - 1];

      if (parent->last != NULL)
        parent->last->next = n;
      else
        parent->first = n;
      parent->last = n;
    }
    if (n->kind != YAML_SEQUENCE_NODE && n->kind != YAML_MAPPING_NODE)
      continue;
    if (depth == MAX_DEPTH)
      t->status = -EFBIG;
    else
      open[depth++] = n;
  }
  return stopped (t) ? NULL : root;
}

enum yaml_type {
  TYPE_STRING, TYPE_NULL, TYPE_BOOL, TYPE_INT, TYPE_FLOAT, TYPE_TIMESTAMP
};

static bool
is_one_of (const char *value, const char *const *words)
{
  for (; *words != NULL; words++)
    if (strcmp (value, *words) == 0)
      return true;
  return false;
}

static size_t
count_digits (const char *s, const char *digits)
{
  return strspn (s, digits);
}

/* A decimal, octal, hexadecimal or binary number with underscores. */
static bool
is_integer (const char *s)
{
  static const char decimal[] = "_0123456789";
  const char *digits = decimal;

  s += *s == '+' || *s == '-';
  if (*s == '0' && s[1] != '\0') {
    s++;
    digits = "_01234567";
    if (*s == 'x' || *s == 'X')
      digits = "_0123456789abcdefABCDEF";
    else if (*s == 'b' || *s == 'B')
      digits = "_01";
    else if (*s != 'o' && *s != 'O')
      s--;
    s++;
  }
  return *s != '\0' && s[count_digits (s, digits)] == '\0';
}

static bool
is_float (const char *s)
{
  static const char digits[] = "_0123456789";
  size_t n, fraction = 0;

  s += *s == '+' || *s == '-';
  n = count_digits (s, digits);
  s += n;
  if (*s == '.') {
    s++;
    fraction = count_digits (s, digits);
    s += fraction;
  }
  if (n + fraction == 0)
    return false;
  if (*s == 'e' || *s == 'E') {
    s++;
    s += *s == '+' || *s == '-';
    n = count_digits (s, digits);
    if (n == 0)
      return false;
    s += n;
  }
  return *s == '\0';
}

/* Goes over a number of MIN to MAX digits that is at most LIMIT. */
static bool
skip_number (const char **s, size_t min, size_t max, int limit)
{
  size_t n = count_digits (*s, "0123456789");

  if (n < min || n > max || atoi (*s) > limit)
    return false;
  *s += n;
  return true;
}

static bool
skip_char (const char **s, char c)
{
  if (**s != c)
    return false;
  ++*s;
  return true;
}

/* A date, with a time and zone behind T, or a time behind a blank. */
static bool
is_timestamp (const char *s)
{
  bool zoned;

  if (!skip_number (&s, 4, 4, 9999) || !skip_char (&s, '-')
      || !skip_number (&s, 1, 2, 12) || !skip_char (&s, '-')
      || !skip_number (&s, 1, 2, 31))
    return false;
  if (*s == '\0')
    return true;
  zoned = *s == 'T' || *s == 't';
  if (!zoned && *s != ' ')
    return false;
  s++;
  if (!skip_number (&s, 1, 2, 23) || !skip_char (&s, ':')
      || !skip_number (&s, 1, 2, 59) || !skip_char (&s, ':')
      || !skip_number (&s, 1, 2, 59))
    return false;
  if (*s == '.')
    s += 1 + count_digits (s + 1, "0123456789");
  if (!zoned || skip_char (&s, 'Z'))
    return *s == '\0';
  return (skip_char (&s, '+') || skip_char (&s, '-'))
         && skip_number (&s, 2, 2, 24) && skip_char (&s, ':')
         && skip_number (&s, 2, 2, 60) && *s == '\0';
}

/* The type that VALUE looks like. */
static enum yaml_type
guess_type (const char *value)
{
  static const char *const nulls[] = { "", "~", "null", "Null", "NULL",
                                       NULL };
  static const char *const bools[] = {
    "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON",
    "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off",
    "OFF", NULL
  };
  static const char *const floats[] = {
    ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf",
    "+.INF", "-.inf", "-.Inf", "-.INF", NULL
  };

  if (is_one_of (value, nulls))
    return TYPE_NULL;
  if (is_one_of (value, bools))
    return TYPE_BOOL;
  if (is_one_of (value, floats))
    return TYPE_FLOAT;
  if (is_timestamp (value))
    return TYPE_TIMESTAMP;
  if (is_integer (value))
    return TYPE_INT;
  return is_float (value) ? TYPE_FLOAT : TYPE_STRING;
}

static const struct {
  const char *tag, *name;
} types[] = {
  [TYPE_STRING] = { YAML_STR_TAG, "!!str" },
  [TYPE_NULL] = { YAML_NULL_TAG, "!!null" },
  [TYPE_BOOL] = { YAML_BOOL_TAG, "!!bool" },
  [TYPE_INT] = { YAML_INT_TAG, "!!int" },
  [TYPE_FLOAT] = { YAML_FLOAT_TAG, "!!float" },
  [TYPE_TIMESTAMP] = { YAML_TIMESTAMP_TAG, "!!timestamp" }
};

static enum yaml_type
resolve (const struct yaml_node *n)
{
  if (n->tag == NULL)
    return n->plain ? guess_type (n->value) : TYPE_STRING;
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (strcmp (n->tag, types[i].tag) == 0)
      return (enum yaml_type) i;
  return TYPE_STRING;
}

/* Checks that the value of N fits its tag. */
static bool
check_scalar (struct yaml_tree *t, const struct yaml_node *n)
{
  enum yaml_type wanted = resolve (n), found;

  if (n->tag == NULL || wanted == TYPE_STRING || wanted == TYPE_NULL)
    return true;
  found = guess_type (n->value);
  if (found == TYPE_TIMESTAMP && wanted != TYPE_TIMESTAMP)
    found = TYPE_STRING;
  if (found == wanted || (found == TYPE_INT && wanted == TYPE_FLOAT))
    return true;
  pl_buffer_clear (t->problem);
  pl_buffer_printf (t->problem, "yaml: cannot decode %s `%s` as a %s",
                    types[found].name, n->value, types[wanted].name);
  return false;
}

static void
write_tag (struct pl_buffer *out, const struct yaml_node *n)
{
  static const char prefix[] = "tag:yaml.org,2002:";

  if (n->kind == YAML_MAPPING_NODE)
    pl_buffer_puts (out, "!!map");
  else if (n->kind == YAML_SEQUENCE_NODE)
    pl_buffer_puts (out, "!!seq");
  else if (n->tag == NULL)
    pl_buffer_puts (out, types[resolve (n)].name);
  else if (strncmp (n->tag, prefix, sizeof prefix - 1) == 0)
    pl_buffer_printf (out, "!!%s", n->tag + sizeof prefix - 1);
  else
    pl_buffer_puts (out, n->tag);
}

/* Notes that N does not fit the TYPE. */
static void
add_issue (struct yaml_tree *t, const struct yaml_node *n, const char *type)
{
  struct pl_buffer *out = t->problem;

  if (t->n_issues++ == 0)
    pl_buffer_puts (out, "yaml: unmarshal errors:");
  pl_buffer_printf (out, "\n  line %zu: cannot unmarshal ", n->line);
  write_tag (out, n);
  if (n->kind == YAML_SCALAR_NODE) {
    pl_buffer_puts (out, " `");
    pl_buffer_append (out, n->value, n->value_len > 10 ? 7 : n->value_len);
    pl_buffer_puts (out, n->value_len > 10 ? "...`" : "`");
  }
  pl_buffer_printf (out, " into %s", type);
}

/* Says PROBLEM, which replaces the issues that were found. */
static void
fail (struct yaml_tree *t, const char *problem)
{
  pl_buffer_clear (t->problem);
  pl_buffer_puts (t->problem, "yaml: ");
  pl_buffer_puts (t->problem, problem);
}

static void
write_quoted (struct pl_buffer *out, const struct yaml_node *n)
{
  pl_buffer_putc (out, '"');
  for (size_t i = 0; i < n->value_len; i++) {
    unsigned char c = (unsigned char) n->value[i];

    if (c == '"' || c == '\\')
      pl_buffer_printf (out, "\\%c", c);
    else if (c == '\n')
      pl_buffer_puts (out, "\\n");
    else if (c == '\t')
      pl_buffer_puts (out, "\\t");
    else if (c < ' ' || c == 0x7f)
      pl_buffer_printf (out, "\\x%02x", c);
    else
      pl_buffer_putc (out, (char) c);
  }
  pl_buffer_putc (out, '"');
}

/* Writes N as a value of the reference tool's language. */
static void
write_value (struct pl_buffer *out, const struct yaml_node *n)
{
  enum yaml_type type;

  if (n->kind == YAML_NO_NODE)
    n = n->target;
  if (n->kind == YAML_SCALAR_NODE) {
    type = resolve (n);
    if (type == TYPE_NULL)
      pl_buffer_puts (out, "interface {}(nil)");
    else if (type == TYPE_BOOL)
      pl_buffer_puts (out, strchr ("yYtT", n->value[0]) != NULL
                           || (n->value[1] | 0x20) == 'n' ? "true" : "false");
    else if (type == TYPE_INT || type == TYPE_FLOAT)
      pl_buffer_append (out, n->value, n->value_len);
    else
      write_quoted (out, n);
    return;
  }
  pl_buffer_puts (out, n->kind == YAML_MAPPING_NODE
                       ? "map[interface {}]interface {}{"
                       : "[]interface {}{");
  for (const struct yaml_node *c = n->first; c != NULL; c = c->next) {
    write_value (out, c);
    if (n->kind == YAML_MAPPING_NODE && c->next != NULL) {
      pl_buffer_putc (out, ':');
      c = c->next;
      write_value (out, c);
    }
    if (c->next != NULL)
      pl_buffer_puts (out, ", ");
  }
  pl_buffer_putc (out, '}');
}

static bool
is_merge (const struct yaml_node *n)
{
  return n->kind == YAML_SCALAR_NODE && n->plain
         && strcmp (n->value, "<<") == 0;
}

/* A value that can be merged into a mapping. */
static bool
can_merge (const struct yaml_node *n, bool in_list)
{
  if (n->kind == YAML_NO_NODE)
    return n->target->kind == YAML_MAPPING_NODE;
  if (n->kind != YAML_SEQUENCE_NODE || in_list)
    return n->kind == YAML_MAPPING_NODE;
  for (const struct yaml_node *c = n->first; c != NULL; c = c->next)
    if (!can_merge (c, true))
      return false;
  return true;
}

/* What the keys of a mapping may be. */
enum keys {
  STRING_KEYS,   /* anything else is an issue */
  SCALAR_KEYS,   /* anything else is a failure */
  ANY_KEYS
};

/* Checks what lies below N, whose keys must be KEYS.  False if the check
 * ended with a failure. */
static bool
check_tree (struct yaml_tree *t, struct yaml_node *n, enum keys keys)
{
  enum keys inner = keys == STRING_KEYS ? SCALAR_KEYS : keys;
  bool ok = true;

  if (t->visits++ > MAX_VISITS)
    t->status = -EFBIG;
  if (t->status != 0)
    return false;
  if (n->visiting) {
    pl_buffer_clear (t->problem);
    pl_buffer_printf (t->problem, "yaml: anchor '%s' value contains itself",
                      n->anchor != NULL ? n->anchor : "");
    return false;
  }
  if (n->kind == YAML_SCALAR_NODE)
    return check_scalar (t, n);
  n->visiting = true;
  if (n->kind == YAML_NO_NODE)
    ok = check_tree (t, n->target, keys);
  for (struct yaml_node *c = n->first; ok && c != NULL; c = c->next) {
    const struct yaml_node *key = c->kind == YAML_NO_NODE ? c->target : c;

    if (n->kind == YAML_SEQUENCE_NODE) {
      ok = check_tree (t, c, inner);
      continue;
    }
    if (is_merge (c)) {
      ok = can_merge (c->next, false);
      if (!ok)
        fail (t, "map merge requires map or sequence of maps as the value");
      else
        ok = check_tree (t, c->next, keys);
    } else if (key->kind == YAML_SCALAR_NODE) {
      ok = check_scalar (t, key) && check_tree (t, c->next, inner);
    } else if (keys == STRING_KEYS) {
      add_issue (t, key, "string");
    } else {
      ok = check_tree (t, c, inner);
      if (ok && keys == ANY_KEYS) {
        ok = check_tree (t, c->next, inner);
      } else if (ok) {
        fail (t, "invalid map key: ");
        write_value (t->problem, key);
        ok = false;
      }
    }
    c = c->next;
  }
  n->visiting = false;
  return ok;
}

/* Checks ROOT for the type of a list of items. */
static void
check_items (struct yaml_tree *t, const struct yaml_node *root)
{
  t->n_issues = 0;
  if (root->kind == YAML_SCALAR_NODE) {
    pl_buffer_clear (t->problem);
    add_issue (t, root, "yaml.MapSlice");
    return;
  }
  for (const struct yaml_node *c = root->first; c != NULL; c = c->next) {
    const struct yaml_node *n = c->kind == YAML_NO_NODE ? c->target : c;

    if (n->kind == YAML_MAPPING_NODE
        || (n->kind == YAML_SCALAR_NODE && resolve (n) == TYPE_NULL))
      continue;
    if (t->n_issues == 0)
      pl_buffer_clear (t->problem);
    add_issue (t, n, "yaml.MapItem");
  }
}

/* Checks ROOT for both types.  The second one forgives all keys. */
static void
check_mapping (struct yaml_tree *t, struct yaml_node *root)
{
  struct pl_buffer *problem = t->problem, second;

  check_tree (t, root, STRING_KEYS);
  if (problem->len == 0)
    return;
  pl_buffer_init (&second);
  t->problem = &second;
  check_tree (t, root, ANY_KEYS);
  t->problem = problem;
  if (second.failed)
    t->status = second.failed;
  if (second.len > 0) {
    pl_buffer_clear (problem);
    pl_buffer_append (problem, second.data, second.len);
  }
  pl_buffer_release (&second);
}

static void
check_root (struct yaml_tree *t, struct yaml_node *root)
{
  if (root->kind == YAML_SCALAR_NODE
      && (!check_scalar (t, root) || resolve (root) == TYPE_NULL))
    return;
  if (root->kind == YAML_MAPPING_NODE) {
    check_mapping (t, root);
    return;
  }
  add_issue (t, root, "map[string]interface {}");
  check_items (t, root);
}

int
md_check_mapping (const char *text, size_t len, struct pl_buffer *problem)
{
  struct yaml_tree t = { .problem = problem };
  struct yaml_node *root;

  if (!yaml_parser_initialize (&t.parser))
    return -ENOMEM;
  pl_arena_init (&t.arena, 4096);
  t.arena.limit = MAX_TREE;
  yaml_parser_set_input_string (&t.parser,
                                (const unsigned char *) (len > 0 ? text
                                                                 : "\n"),
                                len > 0 ? len : 1);
  root = read_document (&t);
  if (root != NULL)
    check_root (&t, root);
  yaml_parser_delete (&t.parser);
  pl_arena_release (&t.arena);
  free (t.anchors);
  return t.status;
}
