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

#include <stdbool.h>
#include <string.h>

#include "common/buffer.h"
#include "plugins/common/markdown/yaml-tree.h"

/* Aliases are followed when they are checked; this bounds the visits. */
#define MAX_VISITS ((size_t) 1000000)

/* Checks that the value of N fits its tag. */
static bool
check_scalar (struct md_yaml_tree *t, const struct md_yaml_node *n)
{
  enum md_yaml_type wanted = md_yaml_resolve (n), found;

  if (n->tag == NULL || wanted == MD_YAML_STRING || wanted == MD_YAML_NULL)
    return true;
  found = md_yaml_guess (n->value);
  if (found == MD_YAML_TIMESTAMP && wanted != MD_YAML_TIMESTAMP)
    found = MD_YAML_STRING;
  if (found == wanted || (found == MD_YAML_INT && wanted == MD_YAML_FLOAT))
    return true;
  pl_buffer_clear (t->problem);
  pl_buffer_printf (t->problem, "yaml: cannot decode %s `%s` as a %s",
                    md_yaml_type_name (found), n->value,
                    md_yaml_type_name (wanted));
  return false;
}

static void
write_tag (struct pl_buffer *out, const struct md_yaml_node *n)
{
  static const char prefix[] = "tag:yaml.org,2002:";

  if (n->kind == YAML_MAPPING_NODE)
    pl_buffer_puts (out, "!!map");
  else if (n->kind == YAML_SEQUENCE_NODE)
    pl_buffer_puts (out, "!!seq");
  else if (n->tag == NULL)
    pl_buffer_puts (out, md_yaml_type_name (md_yaml_resolve (n)));
  else if (strncmp (n->tag, prefix, sizeof prefix - 1) == 0)
    pl_buffer_printf (out, "!!%s", n->tag + sizeof prefix - 1);
  else
    pl_buffer_puts (out, n->tag);
}

/* Notes that N does not fit the TYPE. */
static void
add_issue (struct md_yaml_tree *t, const struct md_yaml_node *n,
           const char *type)
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
fail (struct md_yaml_tree *t, const char *problem)
{
  pl_buffer_clear (t->problem);
  pl_buffer_puts (t->problem, "yaml: ");
  pl_buffer_puts (t->problem, problem);
}

static void
write_quoted (struct pl_buffer *out, const struct md_yaml_node *n)
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
write_value (struct pl_buffer *out, const struct md_yaml_node *n)
{
  enum md_yaml_type type;

  if (n->kind == YAML_NO_NODE)
    n = n->target;
  if (n->kind == YAML_SCALAR_NODE) {
    type = md_yaml_resolve (n);
    if (type == MD_YAML_NULL)
      pl_buffer_puts (out, "interface {}(nil)");
    else if (type == MD_YAML_BOOL)
      pl_buffer_puts (out, strchr ("yYtT", n->value[0]) != NULL
                           || (n->value[1] | 0x20) == 'n' ? "true" : "false");
    else if (type == MD_YAML_INT || type == MD_YAML_FLOAT)
      pl_buffer_append (out, n->value, n->value_len);
    else
      write_quoted (out, n);
    return;
  }
  pl_buffer_puts (out, n->kind == YAML_MAPPING_NODE
                       ? "map[interface {}]interface {}{"
                       : "[]interface {}{");
  for (const struct md_yaml_node *c = n->first; c != NULL; c = c->next) {
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
is_merge (const struct md_yaml_node *n)
{
  return n->kind == YAML_SCALAR_NODE && n->plain
         && strcmp (n->value, "<<") == 0;
}

/* A value that can be merged into a mapping. */
static bool
can_merge (const struct md_yaml_node *n, bool in_list)
{
  if (n->kind == YAML_NO_NODE)
    return n->target->kind == YAML_MAPPING_NODE;
  if (n->kind != YAML_SEQUENCE_NODE || in_list)
    return n->kind == YAML_MAPPING_NODE;
  for (const struct md_yaml_node *c = n->first; c != NULL; c = c->next)
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
check_tree (struct md_yaml_tree *t, struct md_yaml_node *n, enum keys keys)
{
  enum keys inner = keys == STRING_KEYS ? SCALAR_KEYS : keys;
  bool ok = true;

  if (t->visits++ > MAX_VISITS) {
    fail (t, "document contains excessive aliasing");
    return false;
  }
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
  for (struct md_yaml_node *c = n->first; ok && c != NULL; c = c->next) {
    const struct md_yaml_node *key = c->kind == YAML_NO_NODE ? c->target : c;

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

/* Adds an issue that takes the place of those of the first check. */
static void
add_item_issue (struct md_yaml_tree *t, const struct md_yaml_node *n,
                const char *type)
{
  if (t->n_issues == 0)
    pl_buffer_clear (t->problem);
  add_issue (t, n, type);
}

/* Checks the mapping N for the type of one item.  False: failed. */
static bool
check_item (struct md_yaml_tree *t, const struct md_yaml_node *n)
{
  for (const struct md_yaml_node *c = n->first; c != NULL; c = c->next->next) {
    const struct md_yaml_node *key = c->kind == YAML_NO_NODE ? c->target : c;

    if (is_merge (c) && !can_merge (c->next, false)) {
      fail (t, "map merge requires map or sequence of maps as the value");
      return false;
    }
    if (key->kind != YAML_SCALAR_NODE)
      add_item_issue (t, key, "string");
  }
  return true;
}

/* Checks ROOT, which is no mapping, for the type of a list of items. */
static void
check_items (struct md_yaml_tree *t, const struct md_yaml_node *root)
{
  t->n_issues = 0;
  if (root->kind == YAML_SCALAR_NODE) {
    add_item_issue (t, root, "yaml.MapSlice");
    return;
  }
  for (const struct md_yaml_node *c = root->first; c != NULL; c = c->next) {
    const struct md_yaml_node *n = c->kind == YAML_NO_NODE ? c->target : c;

    if (n->kind == YAML_MAPPING_NODE) {
      if (!check_item (t, n))
        return;
    } else if (n->kind != YAML_SCALAR_NODE
               || md_yaml_resolve (n) != MD_YAML_NULL) {
      add_item_issue (t, n, "yaml.MapItem");
    }
  }
}

/* Checks ROOT for both types.  The second one forgives all keys. */
static void
check_mapping (struct md_yaml_tree *t, struct md_yaml_node *root)
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
check_root (struct md_yaml_tree *t, struct md_yaml_node *root)
{
  if (root->kind == YAML_SCALAR_NODE
      && (!check_scalar (t, root) || md_yaml_resolve (root) == MD_YAML_NULL))
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
  struct md_yaml_tree t;
  struct md_yaml_node *root = md_yaml_tree_read (&t, text, len, problem);

  if (root != NULL)
    check_root (&t, root);
  md_yaml_tree_release (&t);
  return t.status;
}
