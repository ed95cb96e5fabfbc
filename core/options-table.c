/* SPDX-License-Identifier: Apache-2.0 */
/* The one table of options. */

#include <config.h>

#include "options.h"

#include <stddef.h>
#include <string.h>

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
    "the provider's name (default: as its schema has it, else that of its "
    "directory)",
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
  { "test-only", "GLOB", PL_OPTION_LIST, MAKING,
    "components that only a provider under test has (repeatable)",
    AT (test_only), 0, NULL, 0, PL_OPTION_RENDERER },
  { "published-schema", "FILE", PL_OPTION_STRING, MAKING,
    "what this schema lacks, only a provider under test has",
    AT (published_schema), 0, NULL, 0,
    PL_OPTION_RENDERER | PL_OPTION_INSIDE },
  { "templates-only", NULL, PL_OPTION_SWITCH, PL_VERB_ADORN,
    "propose templates but no examples",
    AT (templates_only), 0, NULL, 0, 0 },
  { "subcategory", "PREFIX=NAME", PL_OPTION_LIST, PL_VERB_PLATE,
    "subcategory of components whose short name begins so (repeatable)",
    AT (subcategories), 0, NULL, 0, PL_OPTION_RENDERER },
  { "guides-dir", "DIR", PL_OPTION_STRING, PL_VERB_PLATE,
    "where the guides are",
    AT (guides_dir), 0, NULL, 0, PL_OPTION_RENDERER | PL_OPTION_INSIDE },
  { "global-partials-dir", "DIR", PL_OPTION_STRING, PL_VERB_PLATE,
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
