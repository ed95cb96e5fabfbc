/* SPDX-License-Identifier: Apache-2.0 */
/* Writes random provider projects:
 *
 *   make-project DIRECTORY SEED N
 *
 * makes DIRECTORY/1 to DIRECTORY/N, each with schema.json, perhaps templates
 * and examples, a file `options' with command line options, one a line, and
 * a file `compatible-only' if plating does better than tfplugindocs there.
 * Prints how often each rule was used.  The same seed gives the same
 * bytes. */

#include <config.h>

#include "tests/conformance/registry-differential/project.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define ANY_OF(p, list) (list)[any (p, sizeof (list) / sizeof (list)[0])]

const struct kind_names kind_names[N_KINDS] = {
  [KIND_RESOURCE] = { "resource_schemas", "resources", "resource", ".tf",
                      "r" },
  [KIND_DATA_SOURCE] = { "data_source_schemas", "data-sources",
                         "data-source", ".tf", "d" },
  [KIND_FUNCTION] = { "functions", "functions", "function", ".tf", NULL },
  [KIND_EPHEMERAL] = { "ephemeral_resource_schemas", "ephemeral-resources",
                       "ephemeral-resource", ".tf", NULL },
  [KIND_ACTION] = { "action_schemas", "actions", "action", ".tf", NULL },
  [KIND_LIST] = { "list_resource_schemas", "list-resources",
                  "list-resource", ".tfquery.hcl", NULL },
  [KIND_STATE_STORE] = { "state_store_schemas", "state-stores",
                         "state-store", ".tf", NULL }
};

#define RULE_TEXT(rule) #rule,
static const char *const rule_names[] = { RULES (RULE_TEXT) };

static const enum rule failures[] = {
  RULE_TUPLE_ATTRIBUTE, RULE_BAD_MODE, RULE_NO_FLAG, RULE_NO_GROUP,
  RULE_BROKEN_TEMPLATE, RULE_EMPTY_EXAMPLE
};

static const char *top;           /* of the project being written */

static void
die (const char *what)
{
  fprintf (stderr, "make-project: %s: %s\n", what, strerror (errno));
  exit (EXIT_FAILURE);
}

/* -- random numbers ------------------------------------------------------- */

uint32_t
any (struct project *p, uint32_t n)
{
  uint64_t z = p->state += UINT64_C (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * UINT64_C (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C (0x94d049bb133111eb);
  return (uint32_t) ((z ^ (z >> 31)) % n);
}

bool
once_in (struct project *p, uint32_t n)
{
  return any (p, n) == 0;
}

void
count (struct project *p, enum rule rule)
{
  p->counts[rule]++;
}

bool
rule_in (struct project *p, uint32_t n, enum rule rule)
{
  bool holds = once_in (p, n);
  size_t i;

  for (i = 0; i < sizeof failures / sizeof failures[0]; i++)
    if (failures[i] == rule && !p->may_fail)
      holds = false;
  if (holds)
    count (p, rule);
  return holds;
}

/* -- files ---------------------------------------------------------------- */

/* Makes the directories above PATH. */
static void
make_parents (char *path)
{
  char *s;

  for (s = path + 1; (s = strchr (s, '/')); s++) {
    *s = '\0';
    if (mkdir (path, 0755) < 0 && errno != EEXIST)
      die (path);
    *s = '/';
  }
}

static void
write_file (const char *name, const char *text, size_t len, mode_t mode)
{
  char path[1024];
  FILE *f;

  if (snprintf (path, sizeof path, "%s/%s", top, name)
      >= (int) sizeof path) {
    errno = ENAMETOOLONG;
    die (name);
  }
  make_parents (path);
  f = fopen (path, "w");
  if (!f || fwrite (text, 1, len, f) != len || fclose (f)
      || chmod (path, mode) < 0)
    die (path);
}

static void
write_text (const char *name, const char *text)
{
  write_file (name, text, strlen (text), 0644);
}

static const char *
short_of (const struct project *p, const struct component *c)
{
  size_t n = strlen (p->short_name);

  return strlen (c->name) > n && !strncmp (c->name, p->short_name, n)
         && c->name[n] == '_' ? c->name + n + 1 : c->name;
}

/* -- templates ------------------------------------------------------------ */

static const char *const common_parts[] = {
  "# {{.Name}} ({{ .Type }})\n",
  "{{ .Description | trimspace }}\n",
  "{{ .Description | plainmarkdown | upper }}\n",
  "{{ if .HasExample }}{{ tffile .ExampleFile }}{{ else }}none{{ end }}\n",
  "{{ range $i, $f := .ExampleFiles }}{{ $i }}: {{ tffile $f }}\n{{ end }}",
  "{{- range .ExampleFiles -}} {{ codefile \"hcl\" . }} {{- end -}}\n",
  "{{ .HasExample }} {{ .HasExamples }} {{ len .ExampleFiles }}\n",
  "{{ .ProviderName }}|{{ .ProviderShortName }}\n",
  "{{ .RenderedProviderName }}\n",
  "{{ lower .Name }} {{ upper .Name }} {{ title .Name }}\n",
  "{{ index (split .Name \"_\") 0 }} {{ split .ProviderName \"-\" }}\n",
  "{{ prefixlines \"> \" .Description }}\n",
  "{{ with .Description }}[{{ . }}]{{ else }}no description{{ end }}\n",
  "{{ printf \"%q %v %s\" .Name .HasExample .Type }}\n",
  "{{ define \"x\" }}<{{ . }}>{{ end }}{{ template \"x\" .Name }}\n",
  "{{ $n := .Name }}{{ if eq $n \"foo_alpha\" }}yes{{ end }}\n",
  "{{ . | printf \"%v\" | len }}\n",
  "{{ . }}\n",
  "{{/* a comment */ -}}\n\n  trimmed\n"
};

static const char *const schema_parts[] = {
  "{{ .SchemaMarkdown }}\n", "{{ .SchemaMarkdown | trimspace }}\n"
};

static const char *const resource_parts[] = {
  "{{ .HasImport }} {{ .HasImportIDConfig }}\n",
  "{{ .HasImportIdentityConfig }}\n",
  "{{ .IdentitySchemaMarkdown }}\n",
  "{{ if .HasImport }}{{ codefile \"shell\" .ImportFile }}{{ end }}\n",
  "{{ .ImportFile }} {{ .ImportIDConfigFile }}\n",
  "{{ .ImportIdentityConfigFile }}\n"
};

static const char *const function_parts[] = {
  "{{ .FunctionSignatureMarkdown }}\n",
  "{{ .FunctionArgumentsMarkdown }}\n",
  "{{ if .HasVariadic }}{{ .FunctionVariadicArgumentMarkdown }}{{ end }}\n",
  "{{ .Summary }}\n"
};

static const char *const plain_parts[] = {
  "# A guide\n\ntext\n", "{{ .Name }} {{ .X.Y }}\n", "{{ . }}\n",
  "{{ tffile \"examples/shared.tf\" }}\n",
  "{{ codefile \"json\" \"./examples/../examples/shared.tf\" }}\n",
  "{{ if .Nothing }}a{{ else }}b{{ end }}{{ print .X }}\n",
  "{{ title \"some words\" }} {{ upper \"x\" }}\n"
};

static const char *const broken_parts[] = {
  "{{ nofunction }}", "{{ if }}", "{{ .Name.Sub }}", "{{ tffile \"gone.tf\" }}",
  "a\nb\n  {{ upper 5 }}", "{{ template \"none\" }}", "{{ end }}",
  "{{ codefile \"x\" \"examples/empty.tf\" }}", "{{ \"open }}",
  "{{ $x }}", "{{ index \"abc\" 9 }}", "{{ tffile \".\" }}"
};

/* A template for pages of KIND; N_KINDS: a plain document. */
static void
write_template (struct project *p, const char *name, enum kind kind)
{
  struct pl_buffer out;
  uint32_t n = 1 + any (p, 5), i;
  bool has_definition = false;

  pl_buffer_init (&out);
  if (rule_in (p, 12, RULE_EMPTY_TEMPLATE))
    n = 0;
  for (i = 0; i < n; i++) {
    const char *part = ANY_OF (p, common_parts);

    if (kind == N_KINDS)
      part = ANY_OF (p, plain_parts);
    else if (once_in (p, 3))
      part = kind == KIND_FUNCTION ? ANY_OF (p, function_parts)
             : ANY_OF (p, schema_parts);
    else if (kind == KIND_RESOURCE && once_in (p, 4))
      part = ANY_OF (p, resource_parts);
    /* A second definition of one name is an error. */
    if (!strstr (part, "define") || !has_definition)
      pl_buffer_puts (&out, part);
    has_definition |= strstr (part, "define") != NULL;
  }
  if (n && rule_in (p, 8, RULE_BROKEN_TEMPLATE))
    pl_buffer_puts (&out, ANY_OF (p, broken_parts));
  write_file (name, out.data ? out.data : "", out.len, 0644);
  pl_buffer_release (&out);
}

static void
write_static (struct project *p, const char *name)
{
  static const mode_t modes[] = { 0644, 0600, 0755 };

  write_file (name, "static {{ .Name }}\n", 19, ANY_OF (p, modes));
}

static void
component_templates (struct project *p, const struct component *c)
{
  static const char *const suffixes[] = {
    ".md", ".markdown", ".html.markdown", ".html.md"
  };
  const struct kind_names *k = &kind_names[c->kind];
  char name[256];

  if (rule_in (p, 5, RULE_OWN_TEMPLATE)) {
    snprintf (name, sizeof name, "templates/%s/%s.md.tmpl", k->directory,
              short_of (p, c));
    write_template (p, name, c->kind);
    if (rule_in (p, 6, RULE_PAGE_AND_TEMPLATE)) {
      *strrchr (name, '.') = '\0';
      write_static (p, name);
    }
  } else if (rule_in (p, 8, RULE_STATIC_PAGE)) {
    const char *directory = k->directory;

    if (k->legacy && rule_in (p, 2, RULE_LEGACY_PAGE))
      directory = k->legacy;
    snprintf (name, sizeof name, "templates/%s/%s%s", directory,
              short_of (p, c), ANY_OF (p, suffixes));
    write_static (p, name);
  }
}

static void
other_templates (struct project *p)
{
  char name[256];
  int k;

  for (k = 0; k < N_KINDS; k++) {
    if (rule_in (p, 4, RULE_FALLBACK)) {
      snprintf (name, sizeof name, "templates/%s.md.tmpl",
                kind_names[k].directory);
      write_template (p, name, (enum kind) k);
    }
    if (rule_in (p, 8, RULE_LOST_TEMPLATE)) {
      /* What they show depends on whether there is a catch-all. */
      snprintf (name, sizeof name, "templates/%s/aaa.md.tmpl",
                kind_names[k].directory);
      write_text (name, "lost {{ .Name }} {{ .SchemaMarkdown }}\n");
      snprintf (name, sizeof name, "templates/%s/zzz.md.tmpl",
                kind_names[k].directory);
      write_text (name, "{{ .SchemaMarkdown }}{{ .Type }}\n");
    }
  }
  if (rule_in (p, 4, RULE_GUIDE)) {
    write_template (p, "templates/guides/one.md.tmpl", N_KINDS);
    write_static (p, "templates/guides/two.md");
  }
  if (rule_in (p, 4, RULE_OTHER_FILE)) {
    write_static (p, "templates/images/x.svg");
    write_template (p, "templates/resources/sub/x.md.tmpl", N_KINDS);
    write_template (p, "templates/other.md.tmpl", N_KINDS);
    write_static (p, "templates/resources-notes.txt");
  }
  if (rule_in (p, 6, RULE_OWN_TEMPLATE))
    write_text ("templates/index.md.tmpl", "{{ .ProviderShortName }}\n"
                "{{ .SchemaMarkdown }}{{ .Description }}{{ . }}\n");
  else if (rule_in (p, 8, RULE_STATIC_PAGE))
    write_static (p, "templates/index.html.markdown");
}

/* -- examples ------------------------------------------------------------- */

static void
write_example (struct project *p, const char *directory, const char *name,
               const char *file)
{
  char path[300];

  snprintf (path, sizeof path, "examples/%s/%s/%s", directory, name, file);
  write_text (path, rule_in (p, 40, RULE_EMPTY_EXAMPLE) ? " \n"
              : once_in (p, 2) ? "\n  resource \"x\" \"y\" {}  \n\n"
              : "# one\r\nlocals {\n  a = \"{{ b }}\"\n}");
}

static void
component_examples (struct project *p, const struct component *c)
{
  const struct kind_names *k = &kind_names[c->kind];
  static const char *const middles[] = {
    "", "_2", "-x", "10", "2", "s", " a", "_Z", ".b"
  };
  char name[128];
  size_t i;

  if (rule_in (p, 3, RULE_EXAMPLE)) {
    snprintf (name, sizeof name, "%s%s", k->example, k->example_suffix);
    write_example (p, k->directory, c->name, name);
  }
  if (rule_in (p, 6, RULE_MANY_EXAMPLES)) {
    for (i = 0; i < sizeof middles / sizeof middles[0]; i++)
      if (once_in (p, 2)) {
        snprintf (name, sizeof name, "%s%s%s", k->example, middles[i],
                  k->example_suffix);
        write_example (p, k->directory, c->name, name);
      }
    write_example (p, k->directory, c->name, "other.tf");
  }
  if (rule_in (p, 5, RULE_IMPORT))
    write_example (p, k->directory, c->name, "import.sh");
  if (rule_in (p, 6, RULE_IMPORT_ID))
    write_example (p, k->directory, c->name, "import-by-string-id.tf");
  if ((c->has_identity || (p->may_fail && once_in (p, 20)))
      && rule_in (p, 2, RULE_IMPORT_IDENTITY))
    write_example (p, k->directory, c->name, "import-by-identity.tf");
}

/* -- projects ------------------------------------------------------------- */

static bool
is_known (const struct project *p, const struct component *c)
{
  size_t i;

  for (i = 0; i < p->n_components; i++)
    if (p->components[i].kind == c->kind
        && !strcmp (p->components[i].name, c->name))
      return true;
  return false;
}

static void
choose_components (struct project *p)
{
  uint32_t n = any (p, COMPONENTS_MAX), i;

  for (i = 0; i < n; i++) {
    struct component c = { .kind = (enum kind) any (p, N_KINDS) };

    if (once_in (p, 3))
      c.kind = KIND_RESOURCE;
    make_component_name (p, &c);
    if (is_known (p, &c))
      continue;
    c.has_identity = c.kind == KIND_RESOURCE && once_in (p, 2);
    p->components[p->n_components++] = c;
  }
}

static void
write_options (struct project *p)
{
  char text[300];

  snprintf (text, sizeof text, "--provider-name=%s\n%s%s", p->provider,
            rule_in (p, 4, RULE_IGNORE_DEPRECATED)
            ? "--ignore-deprecated\n" : "",
            rule_in (p, 4, RULE_RENDERED_NAME)
            ? "--rendered-provider-name=Some \"Name\"\n" : "");
  write_text ("options", text);
}

static void
make_project (struct project *p)
{
  static const char *const names[] = { "foo", "h-t", "x_y", "http" };
  struct pl_buffer schema;
  size_t i;

  snprintf (p->short_name, sizeof p->short_name, "%s", ANY_OF (p, names));
  snprintf (p->provider, sizeof p->provider, "%s%s",
            once_in (p, 2) ? "terraform-provider-" : "", p->short_name);
  p->may_fail = once_in (p, 3);
  choose_components (p);
  pl_buffer_init (&schema);
  make_schema (p, &schema);
  if (schema.failed) {
    errno = ENOMEM;
    die ("schema");
  }
  write_file ("schema.json", schema.data, schema.len, 0644);
  pl_buffer_release (&schema);
  write_options (p);
  if (p->has_lost_components)
    write_text ("compatible-only", "");
  write_text ("examples/shared.tf", "shared {}\n");
  write_text ("examples/empty.tf", "\n");
  for (i = 0; i < p->n_components; i++) {
    component_templates (p, &p->components[i]);
    component_examples (p, &p->components[i]);
  }
  if (once_in (p, 2))
    other_templates (p);
  if (once_in (p, 3))
    write_example (p, "provider", ".", "provider.tf");
}

int
main (int argc, char **argv)
{
  static unsigned long counts[N_RULES];
  uint64_t seed;
  int n, i;

  if (argc != 4) {
    fprintf (stderr, "usage: make-project DIRECTORY SEED N\n");
    return EXIT_FAILURE;
  }
  seed = strtoull (argv[2], NULL, 10);
  n = atoi (argv[3]);
  for (i = 1; i <= n; i++) {
    char path[512];
    struct project p = {
      .state = seed * 1000003 + (uint64_t) i, .counts = counts
    };

    snprintf (path, sizeof path, "%s/%d", argv[1], i);
    top = path;
    make_project (&p);
  }
  for (i = 0; i < N_RULES; i++)
    printf ("%6lu %s\n", counts[i], rule_names[i] + 5);
  return EXIT_SUCCESS;
}
