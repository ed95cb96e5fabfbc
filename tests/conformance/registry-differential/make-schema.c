/* SPDX-License-Identifier: Apache-2.0 */
/* Random provider schemas that reach every rule of the schema Markdown. */

#include <config.h>

#include "tests/conformance/registry-differential/project.h"

#include <stdio.h>
#include <string.h>

/* Texts are JSON already, between their quotes. */
static const char *const plain_names[] = {
  "a", "b", "name", "value_2", "zone", "Zone", "x-y", "timeouts", "labels",
  "aa", "a_b", "tags", "key", "content", "size"
};

static const char *const odd_names[] = {
  "", "\\u00e4", "a b", "a.b", "`t`", "q\\\"q", "<b>", "n\\u0000l", "\\\\",
  "\\u0041", "\\ud83d\\ude00", "\\ud800", "{{ x }}", "i\\u0307", "\\t"
};

static const char *const ids[] = {
  "id", "ID", "Id", "\\u0130d", "i\\u0044"
};

static const char *const plain_texts[] = {
  "A description.", "two\\nlines", "  padded \\n", "With `code` and *stars*.",
  "See [it](https://example.com/x?y=1).", "- a\\n- b", "ends with blank ",
  "- loose\\n\\n- list", "para\\n\\nanother", "hard  \\nbreak"
};

static const char *const odd_texts[] = {
  "", " ", "\\u2003wide\\u2003", "a\\r\\nb\\r\\n", "{{ .Name }} {{", "|t|",
  "```hcl\\nx = 1\\n```\\nafter", "    indented\\n\\ntext", "<b>raw</b> x",
  "> quote *q*\\n> more", "www.example.com and http://a.b/c_d_", "\\u0000",
  "![image](u) after", "# heading *h*\\ntext", "\\ud800 lone", "\\u200bz",
  "\\\\* not \\\\_ marked", "a\\n---\\nb", "1. one\\n2. two", "&amp; &lt;",
  "<!-- comment -->\\nafter", "[r][1]\\n\\n[1]: https://r.example", "\xff"
};

#define ANY_OF(p, list) (list)[any (p, sizeof (list) / sizeof (list)[0])]

/* Names that an object of the schema has used. */
struct used {
  const char *names[12];
  size_t n;
};

static void
put (struct pl_buffer *out, const char *s)
{
  pl_buffer_puts (out, s);
}

/* Between two members of an object or array. */
static void
next (struct pl_buffer *out)
{
  char last = out->len ? out->data[out->len - 1] : '{';

  if (last != '{' && last != '[')
    put (out, ",");
}

static void
key (struct pl_buffer *out, const char *name)
{
  next (out);
  pl_buffer_printf (out, "\"%s\":", name);
}

/* Opens the member of a new name; NULL if it has been there. */
static const char *
open_name (struct project *p, struct pl_buffer *out, struct used *used)
{
  bool is_odd = rule_in (p, 12, RULE_ODD_NAME);
  const char *name = is_odd ? ANY_OF (p, odd_names)
                     : ANY_OF (p, plain_names);
  size_t i;

  if (used->n == sizeof used->names / sizeof used->names[0])
    return NULL;
  for (i = 0; i < used->n; i++)
    if (!strcmp (used->names[i], name))
      return NULL;
  /* Two spellings of one name. */
  if (!strcmp (name, "\\u0041"))
    return NULL;
  used->names[used->n++] = name;
  key (out, name);
  return name;
}

static void
description (struct project *p, struct pl_buffer *out)
{
  if (once_in (p, 3))
    return;
  key (out, "description");
  pl_buffer_printf (out, "\"%s\"", rule_in (p, 4, RULE_ODD_TEXT)
                    ? ANY_OF (p, odd_texts) : ANY_OF (p, plain_texts));
  if (once_in (p, 2)) {
    key (out, "description_kind");
    put (out, once_in (p, 2) ? "\"plain\"" : "\"markdown\"");
  }
}

/* -- types ---------------------------------------------------------------- */

static void type (struct project *p, struct pl_buffer *out, int depth,
                  bool is_element);

static void
object_type (struct project *p, struct pl_buffer *out, int depth)
{
  struct used used = { .n = 0 };
  uint32_t n = any (p, 4), i;

  put (out, "[\"object\",{");
  for (i = 0; i < n; i++)
    if (open_name (p, out, &used))
      type (p, out, depth - 1, false);
  put (out, "}");
  /* The names of optional attributes, which change nothing. */
  if (used.n && once_in (p, 8))
    pl_buffer_printf (out, ",[\"%s\"]", used.names[0]);
  put (out, "]");
}

static void
collection_type (struct project *p, struct pl_buffer *out, int depth)
{
  static const char *const words[] = { "list", "set", "map" };
  uint32_t which = any (p, 3);

  count (p, RULE_LIST + which);
  pl_buffer_printf (out, "[\"%s\",", words[which]);
  if (rule_in (p, 3, RULE_COLLECTION_OF_OBJECT))
    object_type (p, out, depth - 1);
  else
    type (p, out, depth - 1, true);
  put (out, "]");
}

/* A tuple is shown only as an element. */
static void
type (struct project *p, struct pl_buffer *out, int depth, bool is_element)
{
  static const char *const words[] = {
    "\"string\"", "\"number\"", "\"bool\"", "\"dynamic\""
  };

  if (depth > 0 && rule_in (p, 7, RULE_OBJECT))
    object_type (p, out, depth);
  else if (depth > 0 && once_in (p, 4))
    collection_type (p, out, depth);
  else if (is_element && rule_in (p, 6, RULE_TUPLE_ELEMENT))
    put (out, "[\"tuple\",[\"string\",[\"list\",\"bool\"]]]");
  else if (!is_element && rule_in (p, 40, RULE_TUPLE_ATTRIBUTE))
    put (out, "[\"tuple\",[\"string\"]]");
  else
    put (out, ANY_OF (p, words));
}

/* -- attributes ----------------------------------------------------------- */

static void
set_flag (struct project *p, struct pl_buffer *out, const char *name,
          enum rule rule)
{
  count (p, rule);
  key (out, name);
  put (out, "true");
}

static void
items (struct project *p, struct pl_buffer *out)
{
  uint32_t least = rule_in (p, 4, RULE_MIN_ITEMS) ? 1 + any (p, 3) : 0;

  if (least) {
    key (out, "min_items");
    pl_buffer_printf (out, "%u", least);
  }
  if (rule_in (p, 4, RULE_MAX_ITEMS)) {
    key (out, "max_items");
    put (out, once_in (p, 10) ? "18446744073709551615" : "4");
  }
}

static void
mode (struct project *p, struct pl_buffer *out, enum rule first)
{
  static const char *const words[] = { "single", "list", "set", "map" };
  static const char *const bad[] = { "group", "", "other\\n\\u00e9" };
  uint32_t which = any (p, 4);

  if (first == RULE_BLOCK_SINGLE)
    count (p, first + which);
  key (out, "nesting_mode");
  pl_buffer_printf (out, "\"%s\"", rule_in (p, 60, RULE_BAD_MODE)
                    ? ANY_OF (p, bad) : words[which]);
}

static void attributes (struct project *p, struct pl_buffer *out, int depth,
                        bool in_block, struct used *used, bool read_only);

static void
attribute_flags (struct project *p, struct pl_buffer *out, bool in_block,
                 bool read_only)
{
  uint32_t which = read_only ? 0 : any (p, 4);

  /* Without a flag, an attribute of a block is an error and one of a nested
   * type is left out. */
  if (in_block ? rule_in (p, 80, RULE_NO_FLAG) : once_in (p, 12))
    which = 9;
  if (which == 0 || which == 1)
    set_flag (p, out, "computed", RULE_COMPUTED);
  if (which == 1 || which == 2)
    set_flag (p, out, "optional", RULE_OPTIONAL);
  if (which == 3 || (which == 2 && once_in (p, 6)))
    set_flag (p, out, "required", RULE_REQUIRED);
  if (once_in (p, 8))
    set_flag (p, out, "sensitive", RULE_SENSITIVE);
  if (once_in (p, 8))
    set_flag (p, out, "deprecated", RULE_DEPRECATED);
  if (once_in (p, 10))
    set_flag (p, out, "write_only", RULE_WRITE_ONLY);
}

static void
attribute (struct project *p, struct pl_buffer *out, int depth,
           bool in_block, bool read_only)
{
  put (out, "{");
  count (p, RULE_ATTRIBUTE);
  if (depth > 0 && rule_in (p, 5, RULE_NESTED_ATTRIBUTE)) {
    struct used used = { .n = 0 };

    key (out, "nested_type");
    put (out, "{");
    attributes (p, out, depth - 1, false, &used, false);
    mode (p, out, N_RULES);
    items (p, out);
    put (out, "}");
    if (once_in (p, 10)) {
      key (out, "type");
      type (p, out, 1, true);
    }
  } else {
    key (out, "type");
    type (p, out, depth, false);
  }
  description (p, out);
  attribute_flags (p, out, in_block, read_only);
  put (out, "}");
}

static void
attributes (struct project *p, struct pl_buffer *out, int depth,
            bool in_block, struct used *used, bool read_only)
{
  uint32_t n = any (p, 5), i;

  key (out, "attributes");
  put (out, "{");
  for (i = 0; i < n; i++)
    if (open_name (p, out, used))
      attribute (p, out, depth, in_block, read_only);
  put (out, "}");
}

/* -- blocks --------------------------------------------------------------- */

static void block (struct project *p, struct pl_buffer *out, int depth,
                   bool is_root, bool read_only);

/* A block whose members are all computed must not have an upper bound, or it
 * fits no group; one that wants input has something required or optional. */
static void
block_type (struct project *p, struct pl_buffer *out, int depth,
            bool read_only)
{
  bool is_shown = read_only || once_in (p, 5);

  count (p, RULE_BLOCK);
  put (out, "{");
  mode (p, out, RULE_BLOCK_SINGLE);
  if (!is_shown) {
    items (p, out);
  } else if (rule_in (p, 4, RULE_NO_GROUP)) {
    key (out, "max_items");
    put (out, "1");
  }
  key (out, "block");
  block (p, out, depth - 1, false, is_shown);
  put (out, "}");
}

static void
block_types (struct project *p, struct pl_buffer *out, int depth,
             struct used *used, bool read_only)
{
  uint32_t n = any (p, 4), i;

  key (out, "block_types");
  put (out, "{");
  if (used->n && !read_only && rule_in (p, 20, RULE_ATTRIBUTE_AND_BLOCK)) {
    key (out, used->names[any (p, (uint32_t) used->n)]);
    block_type (p, out, depth, read_only);
  }
  for (i = 0; i < n; i++)
    if (open_name (p, out, used))
      block_type (p, out, depth, read_only);
  put (out, "}");
}

static void
block (struct project *p, struct pl_buffer *out, int depth, bool is_root,
       bool read_only)
{
  struct used used = { .n = 0 };

  put (out, "{");
  if (!is_root && !read_only && rule_in (p, 8, RULE_EMPTY_BLOCK)) {
    put (out, "}");
    return;
  }
  attributes (p, out, depth, true, &used, read_only);
  if (!is_root && !read_only) {
    /* Of the block's own group there is always something. */
    out->len--;
    key (out, "sure");
    put (out, "{\"type\":\"bool\",\"optional\":true}}");
  }
  if (is_root && rule_in (p, 3, RULE_ROOT_ID)) {
    out->len--;
    key (out, ANY_OF (p, ids));
    put (out, "{\"type\":\"string\"");
    if (once_in (p, 3)) {
      key (out, "description");
      put (out, once_in (p, 2) ? "\" \"" : "\"Mine.\"");
      key (out, "optional");
      put (out, "true");
    } else if (once_in (p, 2)) {
      key (out, "required");
      put (out, "true");
    }
    put (out, "}}");
  }
  if (depth > 0 && !once_in (p, 3))
    block_types (p, out, depth, &used, read_only);
  description (p, out);
  if (rule_in (p, 6, is_root ? RULE_DEPRECATED_COMPONENT
                     : RULE_DEPRECATED)) {
    key (out, "deprecated");
    put (out, "true");
  }
  put (out, "}");
}

static void
schema (struct project *p, struct pl_buffer *out)
{
  put (out, "{\"version\":1");
  key (out, "block");
  block (p, out, rule_in (p, 6, RULE_DEEP) ? 6 : 2, true, false);
  put (out, "}");
}

/* -- functions and identities --------------------------------------------- */

static void
parameter (struct project *p, struct pl_buffer *out)
{
  put (out, "{");
  key (out, "name");
  pl_buffer_printf (out, "\"%s\"", ANY_OF (p, plain_names));
  key (out, "type");
  type (p, out, 2, true);
  description (p, out);
  if (once_in (p, 3)) {
    key (out, "is_nullable");
    put (out, "true");
  }
  put (out, "}");
}

static void
function (struct project *p, struct pl_buffer *out)
{
  uint32_t n = any (p, 4), i;

  count (p, RULE_FUNCTION);
  put (out, "{");
  key (out, "return_type");
  type (p, out, 2, true);
  if (n || rule_in (p, 2, RULE_EMPTY_PARAMETERS)) {
    key (out, "parameters");
    put (out, "[");
    for (i = 0; i < n; i++) {
      next (out);
      parameter (p, out);
    }
    put (out, "]");
  }
  if (rule_in (p, 3, RULE_VARIADIC)) {
    key (out, "variadic_parameter");
    parameter (p, out);
  }
  description (p, out);
  if (once_in (p, 2)) {
    key (out, "summary");
    pl_buffer_printf (out, "\"%s\"", ANY_OF (p, plain_texts));
  }
  if (rule_in (p, 5, RULE_DEPRECATED_COMPONENT)) {
    key (out, "deprecation_message");
    put (out, "\"gone\"");
  }
  put (out, "}");
}

static void
identity (struct project *p, struct pl_buffer *out)
{
  struct used used = { .n = 0 };
  uint32_t n = any (p, 4), i;

  count (p, RULE_IDENTITY);
  put (out, "{\"version\":0");
  key (out, "attributes");
  put (out, "{");
  for (i = 0; i < n; i++)
    if (open_name (p, out, &used)) {
      put (out, "{");
      key (out, "type");
      type (p, out, 1, true);
      description (p, out);
      if (once_in (p, 2)) {
        key (out, "required_for_import");
        put (out, "true");
      }
      key (out, "optional_for_import");
      put (out, "true");
      put (out, "}");
    }
  put (out, "}}");
}

/* -- the file ------------------------------------------------------------- */

void
make_component_name (struct project *p, struct component *c)
{
  static const char *const stems[] = {
    "alpha", "beta", "gamma_x", "Delta", "e-f", "z9", "long_name_of_it"
  };
  const char *stem = ANY_OF (p, stems);

  if (c->kind == KIND_FUNCTION) {
    snprintf (c->name, sizeof c->name, "%s", stem);
  } else if (rule_in (p, 14, RULE_CATCH_ALL)) {
    snprintf (c->name, sizeof c->name, "%s", p->short_name);
  } else if (rule_in (p, 14, RULE_TWINS)) {
    snprintf (c->name, sizeof c->name, "%s_%s", p->short_name,
              p->short_name);
  } else if (p->may_fail && rule_in (p, 15, RULE_NO_PREFIX)) {
    snprintf (c->name, sizeof c->name, "%s", stem);
    p->has_lost_components = true;
  } else {
    snprintf (c->name, sizeof c->name, "%s_%s", p->short_name, stem);
  }
}

static void
components_of (struct project *p, struct pl_buffer *out, enum kind kind)
{
  size_t i;

  key (out, kind_names[kind].schemas);
  put (out, "{");
  for (i = 0; i < p->n_components; i++) {
    const struct component *c = &p->components[i];

    if (c->kind != kind)
      continue;
    key (out, c->name);
    if (kind == KIND_FUNCTION)
      function (p, out);
    else
      schema (p, out);
  }
  put (out, "}");
}

void
make_schema (struct project *p, struct pl_buffer *out)
{
  size_t i;
  int k;

  put (out, "{\"format_version\":\"1.0\",\"provider_schemas\":{");
  pl_buffer_printf (out, "\"%s%s\":{", once_in (p, 3) ? ""
                    : "registry.terraform.io/hashicorp/", p->short_name);
  key (out, "provider");
  schema (p, out);
  for (k = 0; k < N_KINDS; k++)
    components_of (p, out, (enum kind) k);
  key (out, "resource_identity_schemas");
  put (out, "{");
  for (i = 0; i < p->n_components; i++)
    if (p->components[i].has_identity) {
      key (out, p->components[i].name);
      identity (p, out);
    }
  put (out, "}}}}\n");
}
