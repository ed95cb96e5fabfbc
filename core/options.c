/* SPDX-License-Identifier: Apache-2.0 */
/* The one table of options. */

#include <config.h>

#include "options.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buffer.h"
#include "error.h"
#include "naming.h"

#define AT(member) offsetof (struct plating_options, member)

#define PROJECT (PL_VERB_PLATE | PL_VERB_VALIDATE | PL_VERB_ADORN \
                 | PL_VERB_INFO)
#define MAKING  (PL_VERB_PLATE | PL_VERB_ADORN)

static const char *const formats[] = { "text", "json", NULL };
static const char *const levels[] = {
  "trace", "debug", "info", "warning", "error", "critical", NULL
};

static const struct pl_option table[] = {
  { "provider-dir", "DIR", PL_OPTION_PATH, PROJECT,
    "the provider's directory (default: the current one)",
    AT (provider_dir), 0, NULL, 'C', PL_OPTION_TRUSTED },
  { "provider-name", "NAME", PL_OPTION_STRING, PROJECT,
    "the provider's name (default: that of its directory)",
    AT (provider_name), 0, NULL, 0, 0 },
  { "rendered-provider-name", "NAME", PL_OPTION_STRING, MAKING,
    "the name shown in pages (default: the provider's name)",
    AT (rendered_provider_name), 0, NULL, 0, 0 },
  { "providers-schema", "FILE", PL_OPTION_PATH, PROJECT,
    "output of 'terraform providers schema -json'; - reads standard input",
    AT (providers_schema), 0, NULL, 0, PL_OPTION_INSIDE },
  { "discover", "NAME[,KEY=VALUE...]", PL_OPTION_LIST, PROJECT,
    "how to find the schema and what belongs to it: a discovery plugin, or "
    "auto (default) (repeatable)",
    AT (discover), 0, NULL, 0, 0 },
  { "provider-binary", "PATH", PL_OPTION_PATH, PROJECT,
    "the provider's executable, which is started",
    AT (provider_binary), 0, NULL, 0, PL_OPTION_TRUSTED },
  { "terraform", "BIN", PL_OPTION_STRING, PROJECT,
    "ask this Terraform or OpenTofu for the provider's schema",
    AT (terraform), 0, NULL, 0, PL_OPTION_TRUSTED },
  { "no-cache", NULL, PL_OPTION_SWITCH, PROJECT,
    "ask the provider again, and keep no answers",
    AT (no_cache), 0, NULL, 0, 0 },
  { "layout", "NAME", PL_OPTION_STRING, MAKING,
    "how documentation is kept: bundles, or registry (default: found)",
    AT (layout), 0, NULL, 0, 0 },
  { "package-name", "PACKAGE", PL_OPTION_LIST, PROJECT,
    "find bundles in this Python package (repeatable)",
    AT (package_names), 0, NULL, 0, 0 },
  { "output-dir", "DIR", PL_OPTION_STRING, PROJECT,
    "where the pages are (default: docs); adorn: where templates/ and "
    "examples/ go",
    AT (output_dir), 0, NULL, 'o', PL_OPTION_INSIDE },
  { "templates-dir", "DIR", PL_OPTION_STRING, PROJECT,
    "where the templates are (default: templates)",
    AT (templates_dir), 0, NULL, 0, PL_OPTION_INSIDE },
  { "examples-dir", "DIR", PL_OPTION_STRING, PROJECT,
    "where the examples are (default: examples)",
    AT (examples_dir), 0, NULL, 0, PL_OPTION_INSIDE },
  { "generate-examples", NULL, PL_OPTION_SWITCH, PL_VERB_PLATE,
    "let the renderer compile the examples of bundles",
    AT (generate_examples), 0, NULL, 0, PL_OPTION_RENDERER },
  { "grouped-examples-dir", "DIR", PL_OPTION_STRING, PL_VERB_PLATE,
    "where a renderer puts examples of many components (default: "
    "integration in the examples)",
    AT (grouped_examples_dir), 0, NULL, 0, PL_OPTION_INSIDE },
  { "component-type", "KIND", PL_OPTION_LIST, PROJECT,
    "only this kind: resource, data-source, function, ... (repeatable)",
    AT (component_types), 0, NULL, 0, 0 },
  { "components", "GLOB", PL_OPTION_LIST, PROJECT,
    "only components whose full name matches (repeatable)",
    AT (components), 0, NULL, 0, 0 },
  { "ignore-deprecated", NULL, PL_OPTION_SWITCH, MAKING,
    "leave deprecated components out",
    AT (ignore_deprecated), 0, NULL, 0, 0 },
  { "templates-only", NULL, PL_OPTION_SWITCH, PL_VERB_ADORN,
    "propose templates but no examples",
    AT (templates_only), 0, NULL, 0, 0 },
  { "subcategory", "PREFIX=NAME", PL_OPTION_LIST, PL_VERB_PLATE,
    "subcategory of components whose short name begins so (repeatable)",
    AT (subcategories), 0, NULL, 0, PL_OPTION_RENDERER },
  { "guides-dir", "DIR", PL_OPTION_PATH, PL_VERB_PLATE,
    "where the guides are",
    AT (guides_dir), 0, NULL, 0, PL_OPTION_RENDERER | PL_OPTION_INSIDE },
  { "global-partials-dir", "DIR", PL_OPTION_PATH, PL_VERB_PLATE,
    "where the header and footer of all pages are",
    AT (global_partials_dir), 0, NULL, 0,
    PL_OPTION_RENDERER | PL_OPTION_INSIDE },
  { "deduplicate-nested", NULL, PL_OPTION_SWITCH, PL_VERB_PLATE,
    "show nested schemas that repeat once",
    AT (deduplicate_nested), 0, NULL, 0, PL_OPTION_RENDERER },
  { "allow-outside", "PATH", PL_OPTION_PATHS, PROJECT,
    "let templates read this place outside the project (repeatable)",
    AT (allow_outside), 0, NULL, 0, PL_OPTION_TRUSTED },
  { "plugin", "PLUGIN[,KEY=VALUE...]", PL_OPTION_LIST, PROJECT,
    "use a plugin: NAME, KIND/NAME or ./FILE.so (repeatable)",
    AT (plugins), 0, NULL, 'p', 0 },
  { "plugin-path", "DIR", PL_OPTION_PATHS, PL_VERB_ALL,
    "look for plugins here first (repeatable)",
    AT (plugin_path), 0, NULL, 0, PL_OPTION_TRUSTED },
  { "offline", NULL, PL_OPTION_SWITCH, PROJECT,
    "refuse plugins that use the network",
    AT (offline), 0, NULL, 0, 0 },
  { "check", NULL, PL_OPTION_SWITCH, PL_VERB_PLATE,
    "write nothing; exit 1 and name each page that is not up to date",
    AT (check), 0, NULL, 0, 0 },
  { "diff", NULL, PL_OPTION_SWITCH, PL_VERB_PLATE,
    "the same, and show the differences",
    AT (diff), 0, NULL, 0, 0 },
  { "force", NULL, PL_OPTION_SWITCH, PL_VERB_PLATE,
    "write pages again that are up to date",
    AT (force), 0, NULL, 0, 0 },
  { "validate", NULL, PL_OPTION_SWITCH, PL_VERB_PLATE,
    "check the pages that are made, as 'plating validate' does",
    AT (validate), 0, NULL, 0, 0 },
  { "no-validate", NULL, PL_OPTION_SWITCH, PL_VERB_PLATE,
    "check nothing, whatever a configuration file says",
    AT (no_validate), 0, NULL, 0, 0 },
  { "dry-run", NULL, PL_OPTION_SWITCH, MAKING,
    "write nothing; say what would be written",
    AT (dry_run), 0, NULL, 'n', 0 },
  { "prune", NULL, PL_OPTION_SWITCH, PL_VERB_PLATE,
    "remove pages that are no longer wanted",
    AT (prune), 0, NULL, 0, 0 },
  { "fsync", NULL, PL_OPTION_SWITCH, MAKING,
    "flush each page to the disk",
    AT (fsync), 0, NULL, 0, 0 },
  { "in-memory", NULL, PL_OPTION_SWITCH, 0,
    "keep pages in memory instead of writing them",
    AT (in_memory), 0, NULL, 0, PL_OPTION_TRUSTED },
  { "jobs", "N", PL_OPTION_COUNT, PROJECT,
    "threads (default: one for each processor)",
    AT (jobs), 1024, NULL, 'j', 0 },
  { "max-in-flight", "N", PL_OPTION_COUNT, PROJECT,
    "pages under way at once, waiting ones included (default: 4 x jobs)",
    AT (max_in_flight), 65536, NULL, 0, 0 },
  { "time-limit", "SECONDS", PL_OPTION_COUNT, PROJECT,
    "give up on a plugin's operation after this time (default: none)",
    AT (time_limit_s), 1000000, NULL, 0, 0 },
  { "trace", "FILE", PL_OPTION_PATH, PROJECT,
    "record what each thread did when, for Perfetto",
    AT (trace), 0, NULL, 0, PL_OPTION_TRUSTED },
  { "debug", NULL, PL_OPTION_SWITCH, PROJECT,
    "report what a program forgets to do with its tasks",
    AT (debug), 0, NULL, 0, PL_OPTION_TRUSTED },
  { "monitor", "[=SOCKET]", PL_OPTION_OPTIONAL, PROJECT,
    "show what is under way to 'plating monitor'",
    AT (monitor), 0, NULL, 0, PL_OPTION_TRUSTED },
  { "config", "FILE", PL_OPTION_PATH, PROJECT,
    "read this instead of plating.yaml and pyproject.toml",
    AT (config), 0, NULL, 0, PL_OPTION_TRUSTED },
  { "no-config", NULL, PL_OPTION_SWITCH, PROJECT,
    "read no configuration file",
    AT (no_config), 0, NULL, 0, PL_OPTION_TRUSTED },
  { "profile", "NAME", PL_OPTION_STRING, PROJECT,
    "take the options below profiles: NAME: in configuration files first",
    AT (profile), 0, NULL, 0, PL_OPTION_TRUSTED },
  { "format", "FORMAT", PL_OPTION_CHOICE, PL_VERB_ALL,
    "of what is printed: text or json",
    AT (format), 0, formats, 0, 0 },
  { "raw", NULL, PL_OPTION_SWITCH, PL_VERB_PLUGIN,
    "plugin show: key=value lines for programs",
    AT (raw), 0, NULL, 0, 0 },
  { "quiet", NULL, PL_OPTION_SWITCH, PL_VERB_ALL,
    "say nothing but warnings and errors",
    AT (quiet), 0, NULL, 'q', 0 },
  { "verbose", NULL, PL_OPTION_SWITCH, PL_VERB_ALL,
    "say more; name each page",
    AT (verbose), 0, NULL, 'v', 0 },
  { "log-level", "LEVEL", PL_OPTION_CHOICE, PL_VERB_ALL,
    "trace, debug, info, warning, error or critical",
    AT (log_level), 0, levels, 'l', 0 },
  { "log-file", "FILE", PL_OPTION_PATH, PL_VERB_ALL,
    "write messages there and not to standard error",
    AT (log_file), 0, NULL, 0, PL_OPTION_TRUSTED },
  { "log-format", "FORMAT", PL_OPTION_CHOICE, PL_VERB_ALL,
    "of messages: text or json",
    AT (log_format), 0, formats, 0, 0 },
  { "no-color", NULL, PL_OPTION_SWITCH, PL_VERB_ALL,
    "no colour, even on a terminal",
    AT (no_color), 0, NULL, 0, 0 },
};

#define N_OPTIONS (sizeof table / sizeof *table)

/* table[0] is provider-dir. */
_Static_assert (N_OPTIONS <= PL_OPTIONS_MAX, "too many options");

const struct pl_option *
pl_options_table (size_t *n)
{
  *n = N_OPTIONS;
  return table;
}

/* What the Python tool calls it. */
static const char other_name[] = "project-root";

const struct pl_option *
pl_options_find (const char *name, size_t len)
{
  size_t i, k;

  if (len == strlen (other_name) && !memcmp (name, other_name, len))
    return &table[0];

  for (i = 0; i < N_OPTIONS; i++) {
    const char *own = table[i].name;

    for (k = 0; k < len && own[k]; k++)
      if (own[k] != name[k] && !(own[k] == '-' && name[k] == '_'))
        break;
    if (k == len && !own[k])
      return &table[i];
  }
  return NULL;
}

const struct pl_option *
pl_options_find_letter (char letter)
{
  size_t i;

  for (i = 0; i < N_OPTIONS; i++)
    if (table[i].letter == letter)
      return &table[i];
  return NULL;
}

/* -- setting ------------------------------------------------------------------ */

static void *
member (struct plating_options *o, const struct pl_option *option)
{
  return (char *) o + option->offset;
}

static int
no_memory (struct plating_error **err)
{
  return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
}

static int
append (struct pl_strings *list, char *item, struct plating_error **err)
{
  char **items = item ? realloc (list->items, (list->n + 1) * sizeof *items)
    : NULL;

  if (!items) {
    free (item);
    return no_memory (err);
  }
  list->items = items;
  items[list->n++] = item;
  return 0;
}

/* VALUE as an absolute path; "-" is left alone: it means a stream. */
static char *
absolute (const char *value, const char *base_dir)
{
  char *base, *path;

  if (value[0] == '/' || !strcmp (value, "-"))
    return strdup (value);
  base = base_dir ? strdup (base_dir) : realpath (".", NULL);
  if (!base)
    return NULL;
  while (value[0] == '.' && value[1] == '/')
    value += 2;
  if (!strcmp (value, ".") || !*value)
    return base;
  path = malloc (strlen (base) + strlen (value) + 2);
  if (path)
    sprintf (path, "%s/%s", base, value);
  free (base);
  return path;
}

static int
set_switch (int *to, const struct pl_option *option, const char *value,
            struct plating_error **err)
{
  if (!strcmp (value, "true"))
    *to = 1;
  else if (!strcmp (value, "false"))
    *to = 0;
  else
    return pl_error_set (err, PLATING_E_CONFIG,
                         "option '%s' takes true or false, not '%s'",
                         option->name, value);
  return 0;
}

static int
set_count (uint64_t *to, const struct pl_option *option, const char *value,
           struct plating_error **err)
{
  unsigned long long n;
  char *end;

  errno = 0;
  n = strtoull (value, &end, 10);
  if (value[0] < '0' || value[0] > '9' || *end || errno || n > option->max)
    return pl_error_set (err, PLATING_E_CONFIG,
                         "option '%s' takes a number from 0 to %llu, not "
                         "'%s'", option->name,
                         (unsigned long long) option->max, value);
  *to = n;
  return 0;
}

static int
set_choice (const struct pl_option *option, const char *value,
            struct plating_error **err)
{
  const char *const *choice;
  struct pl_buffer list;
  int status;

  for (choice = option->choices; *choice; choice++)
    if (!strcmp (*choice, value))
      return 0;
  pl_buffer_init (&list);
  for (choice = option->choices; *choice; choice++)
    pl_buffer_printf (&list, "%s%s", list.len ? ", " : "", *choice);
  status = pl_error_set (err, PLATING_E_CONFIG,
                         "option '%s' takes one of %s, not '%s'",
                         option->name, list.data ? list.data : "", value);
  pl_buffer_release (&list);
  return status;
}

static int
set_string (char **to, char *value, struct plating_error **err)
{
  if (!value)
    return no_memory (err);
  free (*to);
  *to = value;
  return 0;
}

static int
set (struct plating_options *o, const struct pl_option *option,
     const char *value, const char *base_dir, struct plating_error **err)
{
  void *to = member (o, option);

  switch (option->type) {
  case PL_OPTION_SWITCH:
    return set_switch (to, option, value, err);
  case PL_OPTION_COUNT:
    return set_count (to, option, value, err);
  case PL_OPTION_LIST:
    return append (to, strdup (value), err);
  case PL_OPTION_PATHS:
    return append (to, absolute (value, base_dir), err);
  case PL_OPTION_PATH:
    return set_string (to, absolute (value, base_dir), err);
  case PL_OPTION_CHOICE:
    if (set_choice (option, value, err) < 0)
      return PLATING_E_CONFIG;
    /* fall through */
  default:
    return set_string (to, strdup (value), err);
  }
}

int
pl_options_set (struct plating_options *o, const struct pl_option *option,
                const char *value, const char *base_dir,
                struct plating_error **err)
{
  int status = set (o, option, value, base_dir, err);

  if (status == 0)
    o->is_given[option - table] = 1;
  return status;
}

int
pl_options_is_given (const struct plating_options *o,
                     const struct pl_option *option)
{
  return o->is_given[option - table];
}

int
pl_options_switch (const struct plating_options *o,
                   const struct pl_option *option)
{
  return *(const int *) (const void *) ((const char *) o + option->offset);
}

const char *
pl_options_text (const struct plating_options *o,
                 const struct pl_option *option)
{
  return *(char *const *) (const void *) ((const char *) o + option->offset);
}

const struct pl_strings *
pl_options_strings (const struct plating_options *o,
                    const struct pl_option *option)
{
  return (const void *) ((const char *) o + option->offset);
}

/* -- where values come from ----------------------------------------------------- */

static int
add_origin (struct plating_options *o, const struct pl_origin *from)
{
  struct pl_origin *origins
    = realloc (o->origins, (o->n_origins + 1) * sizeof *origins);
  char *file = strdup (from->file);

  if (origins)
    o->origins = origins;
  if (!origins || !file) {
    free (file);
    return PLATING_E_NOMEM;
  }
  origins[o->n_origins] = *from;
  origins[o->n_origins++].file = file;
  return 0;
}

int
pl_options_set_origin (struct plating_options *o,
                       const struct pl_option *option, const char *file,
                       uint32_t line, uint32_t column)
{
  const struct pl_strings *list = member (o, option);
  int is_list = option->type == PL_OPTION_LIST
    || option->type == PL_OPTION_PATHS;
  struct pl_origin origin = {
    .option = option, .item = is_list ? list->n - 1 : 0,
    .file = (char *) (uintptr_t) file, .line = line, .column = column,
  };

  return add_origin (o, &origin);
}

const struct pl_origin *
pl_options_origin (const struct plating_options *o,
                   const struct pl_option *option, size_t item)
{
  size_t i;

  for (i = 0; i < o->n_origins; i++)
    if (o->origins[i].option == option && o->origins[i].item == item)
      return &o->origins[i];
  return NULL;
}

void
pl_options_add_place (const struct plating_options *o, const char *name,
                      size_t item, struct plating_error **err)
{
  const struct pl_origin *origin
    = pl_options_origin (o, pl_options_find (name, strlen (name)), item);

  if (origin)
    pl_error_add_place (err, origin->file, origin->line, origin->column);
}

/* -- the embedder's view -------------------------------------------------------- */

struct plating_options *
plating_options_new (void)
{
  return calloc (1, sizeof (struct plating_options));
}

void
plating_options_free (struct plating_options *o)
{
  size_t i, k;

  if (!o)
    return;
  for (i = 0; i < N_OPTIONS; i++) {
    struct pl_strings *list = member (o, &table[i]);

    switch (table[i].type) {
    case PL_OPTION_LIST:
    case PL_OPTION_PATHS:
      for (k = 0; k < list->n; k++)
        free (list->items[k]);
      free (list->items);
      break;
    case PL_OPTION_STRING:
    case PL_OPTION_PATH:
    case PL_OPTION_CHOICE:
    case PL_OPTION_OPTIONAL:
      free (*(char **) member (o, &table[i]));
      break;
    default:
      break;
    }
  }
  for (i = 0; i < o->n_origins; i++)
    free (o->origins[i].file);
  free (o->origins);
  free (o);
}

/* Says that there is no option NAME, with the nearest one there is. */
static int
unknown (const char *name, struct plating_error **err)
{
  const char *names[N_OPTIONS];
  int near;
  size_t i;

  for (i = 0; i < N_OPTIONS; i++)
    names[i] = table[i].name;
  near = pl_naming_nearest (name, names, N_OPTIONS);
  pl_error_set (err, PLATING_E_CONFIG, "unknown option '%s'", name);
  if (near >= 0)
    pl_error_add_hint (err, "did you mean '%s'?", names[near]);
  return PLATING_E_CONFIG;
}

int
plating_options_set (struct plating_options *o, const char *name,
                     const char *value, struct plating_error **err)
{
  const struct pl_option *option = pl_options_find (name, strlen (name));

  if (!option)
    return unknown (name, err);
  if (!o)
    return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
  return pl_options_set (o, option, value, NULL, err);
}

static int
copy_member (struct plating_options *to, const struct plating_options *from,
             const struct pl_option *option)
{
  const void *source = (const char *) from + option->offset;
  const struct pl_strings *list = source;
  char *const *string = source;
  size_t i;

  switch (option->type) {
  case PL_OPTION_SWITCH:
    *(int *) member (to, option) = *(const int *) source;
    return 0;
  case PL_OPTION_COUNT:
    *(uint64_t *) member (to, option) = *(const uint64_t *) source;
    return 0;
  case PL_OPTION_LIST:
  case PL_OPTION_PATHS:
    for (i = 0; i < list->n; i++)
      if (append (member (to, option), strdup (list->items[i]), NULL) < 0)
        return PLATING_E_NOMEM;
    return 0;
  default:
    return *string ? set_string (member (to, option), strdup (*string), NULL)
      : 0;
  }
}

struct plating_options *
pl_options_copy (const struct plating_options *from)
{
  struct plating_options *to = plating_options_new ();
  size_t i;

  if (!to || !from)
    return to;
  for (i = 0; i < N_OPTIONS; i++)
    if (copy_member (to, from, &table[i]) < 0) {
      plating_options_free (to);
      return NULL;
    }
  for (i = 0; i < from->n_origins; i++)
    if (add_origin (to, &from->origins[i]) < 0) {
      plating_options_free (to);
      return NULL;
    }
  memcpy (to->is_given, from->is_given, sizeof to->is_given);
  to->on_document = from->on_document;
  to->document_data = from->document_data;
  return to;
}
