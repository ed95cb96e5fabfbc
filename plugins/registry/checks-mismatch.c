/* SPDX-License-Identifier: Apache-2.0 */
/* Finds pages that show no component, and components without a page. */

#include <config.h>

#include "plugins/registry/checks-mismatch.h"

#include <stdlib.h>
#include <string.h>

#include <plating/document.h>

#include "common/text.h"

static const struct {
  const char *kind;             /* PLATING_KIND_ */
  const char *words;            /* in messages */
  const char *directory, *legacy_directory;
} kinds[CHECKS_N_KINDS] = {
  [CHECKS_RESOURCE] = {
    PLATING_KIND_RESOURCE, "resource", "docs/resources", "website/docs/r"
  },
  [CHECKS_DATA_SOURCE] = {
    PLATING_KIND_DATA_SOURCE, "datasource", "docs/data-sources",
    "website/docs/d"
  },
  [CHECKS_FUNCTION] = {
    PLATING_KIND_FUNCTION, "function", "docs/functions",
    "website/docs/functions"
  },
  [CHECKS_EPHEMERAL_RESOURCE] = {
    PLATING_KIND_EPHEMERAL_RESOURCE, "ephemeral resource",
    "docs/ephemeral-resources", "website/docs/ephemeral-resources"
  },
  [CHECKS_ACTION] = {
    PLATING_KIND_ACTION, "action", "docs/actions", "website/docs/actions"
  },
  [CHECKS_LIST_RESOURCE] = {
    PLATING_KIND_LIST_RESOURCE, "list resource", "docs/list-resources",
    "website/docs/list-resources"
  },
  [CHECKS_STATE_STORE] = {
    PLATING_KIND_STATE_STORE, "state store", "docs/state-stores",
    "website/docs/state-stores"
  }
};

bool
checks_find_kind (struct plating_text name, enum checks_kind *kind)
{
  int i;

  for (i = 0; i < CHECKS_N_KINDS; i++)
    if (name.len == strlen (kinds[i].kind)
        && memcmp (name.ptr, kinds[i].kind, name.len) == 0) {
      *kind = (enum checks_kind) i;
      return true;
    }
  return false;
}

const char *
checks_kind_directory (enum checks_kind kind, bool is_legacy)
{
  return is_legacy ? kinds[kind].legacy_directory : kinds[kind].directory;
}

static int
compare_bases (const void *a, const void *b)
{
  return pl_text_compare (*(const struct plating_text *) a,
                        *(const struct plating_text *) b);
}

/* The name up to its first '.', unless it starts with that. */
static struct plating_text
base_of (const char *name)
{
  const char *dot = strchr (name, '.');

  if (!dot || dot == name)
    return (struct plating_text) { name, strlen (name) };
  return (struct plating_text) { name, (size_t) (dot - name) };
}

static bool
has_name (const struct checks_names *names, struct plating_text name)
{
  size_t low = 0, high = names->n;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = pl_text_compare (names->names[middle].name, name);

    if (!order)
      return true;
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return false;
}

/* Whether a component is called BASE, or BASE behind the provider's
 * name. */
static bool
shows_component (struct checks_run *run, enum checks_kind kind,
                 struct plating_text base)
{
  struct plating_text provider = run->options->provider, full;
  const struct checks_names *names = &run->options->names[kind];
  char *joined;

  if (has_name (names, base))
    return true;
  if (kind == CHECKS_FUNCTION)
    return false;
  joined = pl_arena_alloc (run->arena, provider.len + 1 + base.len);
  if (!joined)
    return false;
  if (provider.len)
    memcpy (joined, provider.ptr, provider.len);
  joined[provider.len] = '_';
  memcpy (joined + provider.len + 1, base.ptr, base.len);
  full = (struct plating_text) { joined, provider.len + 1 + base.len };
  return has_name (names, full);
}

/* Whether NAME, or what follows the provider's name in it, is in BASES. */
static bool
has_page (struct checks_run *run, enum checks_kind kind,
          struct plating_text name, const struct plating_text *bases,
          size_t n)
{
  struct plating_text provider = run->options->provider;

  if (bsearch (&name, bases, n, sizeof *bases, compare_bases))
    return true;
  if (kind == CHECKS_FUNCTION || name.len < provider.len + 1
      || (provider.len && memcmp (name.ptr, provider.ptr, provider.len) != 0)
      || name.ptr[provider.len] != '_')
    return false;
  name.ptr += provider.len + 1;
  name.len -= provider.len + 1;
  return bsearch (&name, bases, n, sizeof *bases, compare_bases) != NULL;
}

static int
find_extraneous (struct checks_run *run, enum checks_kind kind,
                 bool is_legacy, const char *name)
{
  const char *directory = checks_shown_path
    (run, checks_kind_directory (kind, is_legacy));
  size_t n = strlen (directory), len = strlen (name);
  char *path = pl_arena_alloc (run->arena, n + len + 2);
  struct checks_finding finding = { .rule = CHECKS_EXTRANEOUS_FILE };

  if (!path)
    return PLATING_E_NOMEM;
  memcpy (path, directory, n);
  path[n] = '/';
  memcpy (path + n + 1, name, len + 1);
  finding.file = (struct plating_text) { path, n + 1 + len };
  return checks_find (run, finding, "matching %s for documentation file "
                      "(%s) not found, file is extraneous or incorrectly "
                      "named", kinds[kind].words, name);
}

int
checks_mismatch (struct checks_run *run, enum checks_kind kind,
                 bool is_legacy, const char *const *names, size_t n)
{
  const struct checks_names *schema = &run->options->names[kind];
  bool quiet = kind == CHECKS_FUNCTION;
  const char *words = kinds[kind].words;
  struct plating_text *bases;
  bool *extraneous, *missing;
  size_t i;
  int code = 0;

  if (!n || !schema->n) {
    checks_debug (run, "Skipping %s file mismatch checks due to missing %s",
                  words, n ? "schemas" : "file list");
    return 0;
  }
  bases = pl_arena_array (run->arena, n, sizeof *bases);
  extraneous = pl_arena_array (run->arena, n, sizeof *extraneous);
  missing = pl_arena_array (run->arena, schema->n, sizeof *missing);
  if (!bases || !extraneous || !missing)
    return PLATING_E_NOMEM;
  for (i = 0; i < n; i++) {
    bases[i] = base_of (names[i]);
    if (!quiet)
      checks_debug (run, "Found file %s", names[i]);
    extraneous[i] = !shows_component (run, kind, bases[i]);
    if (extraneous[i] && !quiet)
      checks_debug (run, "Found extraneous file %s", names[i]);
  }
  qsort (bases, n, sizeof *bases, compare_bases);
  for (i = 0; i < schema->n; i++) {
    struct plating_text name = schema->names[i].name;

    if (!quiet)
      checks_debug (run, "Found %s %.*s", words, (int) name.len, name.ptr);
    missing[i] = !schema->names[i].may_be_missing
      && !has_page (run, kind, name, bases, n);
    if (missing[i] && !quiet)
      checks_debug (run, "Missing file for %s %.*s", words, (int) name.len,
                    name.ptr);
  }
  for (i = 0; i < n && code == 0; i++)
    if (extraneous[i])
      code = find_extraneous (run, kind, is_legacy, names[i]);
  for (i = 0; i < schema->n && code == 0; i++)
    if (missing[i]) {
      struct plating_text name = schema->names[i].name;
      struct checks_finding finding = {
        .rule = CHECKS_MISSING_FILE, .component = name
      };

      code = checks_find (run, finding, "missing documentation file for "
                          "%s: %.*s", words, (int) name.len, name.ptr);
    }
  return code;
}
