/* SPDX-License-Identifier: Apache-2.0 */
/* The flags of the compatible front: their texts and their syntax, which is
 * that of Go's flag package. */

#include <config.h>

#include "plugins/registry/front.h"

#include <string.h>

#define NAME_USAGE                                                         \
  "provider name, as used in Terraform configurations; defaults to the "   \
  "--provider-dir short name (after removing `terraform-provider-` prefix)"
#define DIRECTORY_USAGE                                                    \
  "relative or absolute path to the root provider code directory"
#define CURRENT_USAGE                                                      \
  DIRECTORY_USAGE "; this will default to the current working directory "  \
  "if not set"
#define SCHEMA_USAGE                                                       \
  "path to the providers schema JSON file, which contains the output of "  \
  "the terraform providers schema -json command. Setting this flag will "  \
  "skip building the provider and calling Terraform CLI"
#define VERSION_USAGE                                                      \
  "terraform binary version to download. If not provided, will look for "  \
  "a terraform binary in the local environment. If not found in the "      \
  "environment, will download the latest version of Terraform"

const struct registry_flag_text registry_generate_flags[] = {
  { REGISTRY_FLAG_EXAMPLES_DIR, false, "examples-dir", "examples",
    "examples directory based on provider-dir" },
  { REGISTRY_FLAG_IGNORE_DEPRECATED, true, "ignore-deprecated", "false",
    "don't generate documentation for deprecated resources and "
    "data-sources" },
  { REGISTRY_FLAG_PROVIDER_DIR, false, "provider-dir", "",
    DIRECTORY_USAGE " when running the command outside the root provider "
    "code directory" },
  { REGISTRY_FLAG_PROVIDER_NAME, false, "provider-name", "", NAME_USAGE },
  { REGISTRY_FLAG_SCHEMA, false, "providers-schema", "", SCHEMA_USAGE },
  { REGISTRY_FLAG_RENDERED_NAME, false, "rendered-provider-name", "",
    "provider name, as generated in documentation (ex. page titles, ...)" },
  { REGISTRY_FLAG_RENDERED_DIR, false, "rendered-website-dir", "docs",
    "output directory based on provider-dir" },
  { REGISTRY_FLAG_TF_VERSION, false, "tf-version", "", VERSION_USAGE },
  { REGISTRY_FLAG_WEBSITE_SOURCE_DIR, false, "website-source-dir",
    "templates", "templates directory based on provider-dir" },
  { REGISTRY_FLAG_WEBSITE_TEMP_DIR, false, "website-temp-dir", "",
    "temporary directory (used during generation)" }
};
_Static_assert (sizeof registry_generate_flags
                == REGISTRY_N_GENERATE_FLAGS
                   * sizeof registry_generate_flags[0], "count of flags");

const struct registry_flag_text registry_validate_flags[] = {
  { REGISTRY_FLAG_GUIDES, false, "allowed-guide-subcategories", "",
    "comma separated list of allowed guide frontmatter subcategories" },
  { REGISTRY_FLAG_GUIDES_FILE, false, "allowed-guide-subcategories-file", "",
    "path to newline separated file of allowed guide frontmatter "
    "subcategories" },
  { REGISTRY_FLAG_RESOURCES, false, "allowed-resource-subcategories", "",
    "comma separated list of allowed resource frontmatter subcategories" },
  { REGISTRY_FLAG_RESOURCES_FILE, false,
    "allowed-resource-subcategories-file", "",
    "path to newline separated file of allowed resource frontmatter "
    "subcategories" },
  { REGISTRY_FLAG_PROVIDER_DIR, false, "provider-dir", "", CURRENT_USAGE },
  { REGISTRY_FLAG_PROVIDER_NAME, false, "provider-name", "", NAME_USAGE },
  { REGISTRY_FLAG_SCHEMA, false, "providers-schema", "", SCHEMA_USAGE },
  { REGISTRY_FLAG_TF_VERSION, false, "tf-version", "", VERSION_USAGE }
};
_Static_assert (sizeof registry_validate_flags
                == REGISTRY_N_VALIDATE_FLAGS
                   * sizeof registry_validate_flags[0], "count of flags");

const struct registry_flag_text registry_migrate_flags[] = {
  { REGISTRY_FLAG_EXAMPLES_DIR, false, "examples-dir", "examples",
    "examples directory based on provider-dir; extracted code examples will "
    "be migrated to this directory" },
  { REGISTRY_FLAG_PROVIDER_DIR, false, "provider-dir", "", CURRENT_USAGE },
  { REGISTRY_FLAG_PROVIDER_NAME, false, "provider-name", "", NAME_USAGE },
  { REGISTRY_FLAG_TEMPLATES_DIR, false, "templates-dir", "templates",
    "new website templates directory based on provider-dir; files will be "
    "migrated to this directory" }
};
_Static_assert (sizeof registry_migrate_flags
                == REGISTRY_N_MIGRATE_FLAGS
                   * sizeof registry_migrate_flags[0], "count of flags");

/* -- help ------------------------------------------------------------- */

static void
finish_text (struct registry_front *f, struct pl_buffer *text)
{
  if (!text->failed)
    f->host->print (f->host, f->op, PLATING_STREAM_ERR,
                    (struct plating_text) { text->data, text->len });
  pl_buffer_release (text);
}

void
registry_flags_help (struct registry_front *f,
                     const struct registry_front_command *command)
{
  size_t longest_name = 0, longest_usage = 0, i;
  struct pl_buffer b;

  for (i = 0; i < command->n_flags; i++) {
    const struct registry_flag_text *t = &command->flags[i];

    if (strlen (t->name) > longest_name)
      longest_name = strlen (t->name);
    if (strlen (t->usage) > longest_usage)
      longest_usage = strlen (t->usage);
  }
  pl_buffer_init (&b);
  pl_buffer_printf (&b, "\nUsage: tfplugindocs %s [<args>]\n\n",
                    command->name);
  for (i = 0; i < command->n_flags; i++) {
    const struct registry_flag_text *t = &command->flags[i];

    pl_buffer_printf (&b, "    --%s <ARG> ", t->name);
    pl_buffer_fill (&b, ' ', longest_name - strlen (t->name) + 2);
    pl_buffer_puts (&b, t->usage);
    pl_buffer_fill (&b, ' ', longest_usage - strlen (t->usage) + 2);
    if (*t->preset)
      pl_buffer_printf (&b, "  (default: \"%s\")", t->preset);
    pl_buffer_putc (&b, '\n');
  }
  pl_buffer_putc (&b, '\n');
  finish_text (f, &b);
}

/* What follows an error: the flags as Go lists them.  A word between back
 * quotes in a usage text stands for the flag's type. */
static void
print_usage (struct registry_front *f)
{
  const struct registry_front_command *command = f->command;
  struct pl_buffer b;
  size_t i;

  pl_buffer_init (&b);
  pl_buffer_printf (&b, "Usage of %s:",
                    *command->name ? command->name : "generate");
  for (i = 0; i < command->n_flags; i++) {
    const struct registry_flag_text *t = &command->flags[i];
    const char *open = strchr (t->usage, '`');
    const char *close = open ? strchr (open + 1, '`') : NULL;

    pl_buffer_printf (&b, "\n  -%s", t->name);
    if (close)
      pl_buffer_printf (&b, " %.*s", (int) (close - open - 1), open + 1);
    else if (!t->is_switch)
      pl_buffer_puts (&b, " string");
    pl_buffer_puts (&b, "\n    \t");
    if (close)
      pl_buffer_printf (&b, "%.*s%.*s%s", (int) (open - t->usage), t->usage,
                        (int) (close - open - 1), open + 1, close + 1);
    else
      pl_buffer_puts (&b, t->usage);
    if (*t->preset && !t->is_switch)
      pl_buffer_printf (&b, " (default \"%s\")", t->preset);
  }
  finish_text (f, &b);
}

/* -- parsing ---------------------------------------------------------- */

static bool
refuse (struct registry_front *f, int32_t *exit_status)
{
  if (f->line.len)
    registry_front_print (f, PLATING_STREAM_ERR, "%s", f->line.data);
  print_usage (f);
  *exit_status = f->line.len ? 2 : 0;
  return false;
}

static bool
parse_switch (const char *value, bool *result)
{
  static const char *const words[] = {
    "1", "t", "T", "true", "TRUE", "True",
    "0", "f", "F", "false", "FALSE", "False"
  };
  size_t i;

  for (i = 0; i < sizeof words / sizeof words[0]; i++)
    if (!strcmp (value, words[i])) {
      *result = i < sizeof words / sizeof words[0] / 2;
      return true;
    }
  return false;
}

static const struct registry_flag_text *
find_flag (const struct registry_front *f, const char *name, size_t len)
{
  size_t i;

  for (i = 0; i < f->command->n_flags; i++)
    if (strlen (f->command->flags[i].name) == len
        && !memcmp (f->command->flags[i].name, name, len))
      return &f->command->flags[i];
  return NULL;
}

/* Takes the flag NAME, which has LEN bytes; NEXT is the argument behind it,
 * and *TAKES_NEXT whether that is its value. */
static bool
take_flag (struct registry_front *f, const char *name, size_t len,
           const char *next, bool *takes_next)
{
  const struct registry_flag_text *t = find_flag (f, name, len);
  const char *value = name[len] ? name + len + 1 : NULL;
  struct plating_text text = { name, len };
  bool on = true;

  *takes_next = false;
  if (!t && ((len == 1 && name[0] == 'h')
             || (len == 4 && !memcmp (name, "help", 4)))) {
    pl_buffer_clear (&f->line);
    return false;
  }
  if (!t)
    return registry_front_say (f, "flag provided but not defined: -%t",
                               &text);
  if (t->is_switch) {
    if (value && !parse_switch (value, &on))
      return registry_front_say (f, "invalid boolean value %q for -%t: "
                                 "parse error", value, &text);
    f->flags[t->flag] = on ? "true" : "";
    return true;
  }
  if (!value) {
    value = next;
    *takes_next = true;
  }
  if (!value)
    return registry_front_say (f, "flag needs an argument: -%t", &text);
  f->flags[t->flag] = value;
  return true;
}

bool
registry_flags_parse (struct registry_front *f, const char *const *arguments,
                      size_t n, int32_t *exit_status)
{
  size_t i;

  for (i = 0; i < REGISTRY_N_FLAGS; i++)
    f->flags[i] = "";
  for (i = 0; i < f->command->n_flags; i++)
    if (!f->command->flags[i].is_switch)
      f->flags[f->command->flags[i].flag] = f->command->flags[i].preset;
  for (i = 0; i < n; i++) {
    const char *name = arguments[i];
    bool takes_next;

    if (name[0] != '-' || !name[1])
      break;
    name += name[1] == '-' ? 2 : 1;
    if (!*name)
      break;
    if (*name == '-' || *name == '=') {
      registry_front_say (f, "bad flag syntax: %s", arguments[i]);
      return refuse (f, exit_status);
    }
    if (!take_flag (f, name, 1 + strcspn (name + 1, "="),
                    i + 1 < n ? arguments[i + 1] : NULL, &takes_next))
      return refuse (f, exit_status);
    i += takes_next;
  }
  return true;
}
