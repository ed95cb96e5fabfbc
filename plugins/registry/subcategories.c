/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the rules for subcategories and applies them. */

#include <config.h>

#include "plugins/registry/subcategories.h"

#include <string.h>

#include "common/utf8.h"
#include "plugins/common/gotemplate/quote.h"
#include "plugins/registry/names.h"

static const char guides[] = "guides/";

static int
is_directory (struct plating_text text)
{
  int k;

  for (k = 0; k < REGISTRY_PROVIDER; k++)
    if (pl_text_same (text,
                      pl_text_of (registry_kinds[k].directory)))
      return 1;
  return pl_text_same (text, pl_text_of (guides));
}

static int
refuse (struct pl_buffer *message, const char *problem,
        struct plating_text text)
{
  int k;

  pl_buffer_puts (message, problem);
  gotmpl_quote (message, text.ptr, text.len, false);
  pl_buffer_puts (message, "; a rule is [DIRECTORY/]PREFIX=NAME, with the "
                  "directory ");
  for (k = 0; k < REGISTRY_PROVIDER; k++)
    pl_buffer_printf (message, "%s, ", registry_kinds[k].directory);
  pl_buffer_printf (message, "or %s", guides);
  return PLATING_E_CONFIG;
}

/* Cuts TEXT, which stays, into its parts. */
static int
read_rule (struct registry_subcategory *rule, struct plating_text text,
           struct pl_buffer *message)
{
  const char *equals = text.len ? memchr (text.ptr, '=', text.len) : NULL;
  const char *slash;
  struct plating_text prefix;

  if (pl_utf8_valid_prefix (text.ptr, text.len) != text.len)
    return refuse (message, "a rule for subcategories is not UTF-8: ", text);
  if (!equals)
    return refuse (message, "a rule for subcategories has no '=': ", text);
  prefix = (struct plating_text) { text.ptr, (size_t) (equals - text.ptr) };
  rule->name.ptr = equals + 1;
  rule->name.len = text.len - prefix.len - 1;
  slash = prefix.len ? memchr (prefix.ptr, '/', prefix.len) : NULL;
  rule->directory = (struct plating_text) { NULL, 0 };
  if (slash) {
    rule->directory.ptr = prefix.ptr;
    rule->directory.len = (size_t) (slash + 1 - prefix.ptr);
    if (!is_directory (rule->directory))
      return refuse (message, "a rule for subcategories names an unknown "
                     "directory: ", text);
    prefix.ptr += rule->directory.len;
    prefix.len -= rule->directory.len;
  }
  rule->prefix = prefix;
  return 0;
}

int
registry_subcategories_read (struct registry_subcategories *s,
                             const struct plating_values *values,
                             const struct plating_value *list,
                             struct pl_arena *arena,
                             struct pl_buffer *message)
{
  size_t n = values->size (list), i;
  struct registry_subcategory *rules;

  s->rules = NULL;
  s->n_rules = 0;
  if (n == 0)
    return 0;
  if (n > REGISTRY_SUBCATEGORIES_MAX) {
    pl_buffer_printf (message, "there are %zu rules for subcategories; at "
                      "most %u are allowed", n, REGISTRY_SUBCATEGORIES_MAX);
    return PLATING_E_CONFIG;
  }
  rules = pl_arena_array (arena, n, sizeof *rules);
  if (!rules)
    return PLATING_E_NOMEM;
  for (i = 0; i < n; i++) {
    struct plating_text text = values->string_get (values->at (list, i));
    int code;

    text.ptr = pl_arena_strndup (arena, text.ptr, text.len);
    if (!text.ptr)
      return PLATING_E_NOMEM;
    code = read_rule (&rules[i], text, message);
    if (code < 0)
      return code;
  }
  s->rules = rules;
  s->n_rules = n;
  return 0;
}

static int
begins_with (struct plating_text name, size_t skip,
             struct plating_text prefix)
{
  return name.len - skip >= prefix.len
         && (!prefix.len
             || !memcmp (name.ptr + skip, prefix.ptr, prefix.len));
}

/* How many bytes of the name the rule decides about, plus one; 0: it is for
 * others. */
static size_t
cover (const struct registry_subcategory *rule,
       struct plating_text directory, struct plating_text name,
       size_t short_len)
{
  size_t skip = name.len - short_len;

  if (rule->directory.len
      && !pl_text_same (rule->directory, directory))
    return 0;
  /* Nothing at all begins every name, and says nothing about it. */
  if (rule->prefix.len && begins_with (name, skip, rule->prefix))
    return skip + rule->prefix.len + 1;
  return begins_with (name, 0, rule->prefix) ? rule->prefix.len + 1 : 0;
}

struct plating_text
registry_subcategory_of (const struct registry_subcategories *s,
                         struct plating_text directory,
                         struct plating_text name, size_t short_len)
{
  const struct registry_subcategory *best = NULL;
  size_t most = 0, i;

  for (i = 0; i < s->n_rules; i++) {
    const struct registry_subcategory *rule = &s->rules[i];
    size_t n = cover (rule, directory, name, short_len);

    if (n > most || (n && n == most
                     && !rule->directory.len <= !best->directory.len)) {
      best = rule;
      most = n;
    }
  }
  return best ? best->name : (struct plating_text) { "", 0 };
}
