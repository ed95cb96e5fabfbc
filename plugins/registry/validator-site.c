/* SPDX-License-Identifier: Apache-2.0 */
/* Lets the checks see the site as it will be: what is on disk, and the
 * pages of this run. */

#include <config.h>

#include "plugins/registry/validator-site.h"

#include <stdlib.h>
#include <string.h>

#include <plating/document.h>

#include "common/arena.h"
#include "common/text.h"
#include "plugins/registry/checks-layout.h"

struct site {
  const struct plating_host *host;
  uint64_t op;
  struct pl_arena arena;
  struct plating_text output_name;
  const char **pages;           /* sorted, without the output's directory */
  size_t n_pages;
  struct plating_tree tree;     /* the last one that was made */
};

int
validator_output_name (const struct plating_host *host, uint64_t op,
                       struct plating_text *name)
{
  struct plating_text project, output;
  int code = host->root_path (host, op, pl_text_of (PLATING_ROOT_PROJECT),
                              &project);

  if (code == 0)
    code = host->root_path (host, op, pl_text_of (PLATING_ROOT_OUTPUT),
                            &output);
  if (code < 0)
    return code;
  if (output.len > project.len + 1
      && memcmp (output.ptr, project.ptr, project.len) == 0
      && output.ptr[project.len] == '/') {
    output.ptr += project.len + 1;
    output.len -= project.len + 1;
  }
  *name = output;
  return 0;
}

/* Where a path of the checks is for the host. */
static void
locate (const char *path, struct plating_text *root,
        struct plating_text *below)
{
  size_t n = strlen (CHECKS_REGISTRY_DIRECTORY);

  if (strncmp (path, CHECKS_REGISTRY_DIRECTORY, n) == 0
      && (!path[n] || path[n] == '/')) {
    *root = pl_text_of (PLATING_ROOT_OUTPUT);
    *below = pl_text_of (path[n] ? path + n + 1 : path + n);
  } else {
    *root = pl_text_of (PLATING_ROOT_PROJECT);
    *below = pl_text_of (path);
  }
}

static int
compare_paths (const void *a, const void *b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static bool
is_page (const struct site *site, const char *path)
{
  struct plating_text root, below;

  locate (path, &root, &below);
  return strcmp (root.ptr, PLATING_ROOT_OUTPUT) == 0
    && site->n_pages
    && bsearch (&below.ptr, site->pages, site->n_pages, sizeof *site->pages,
                compare_paths);
}

/* Appends an entry for each directory above PATH, then one for PATH. */
static size_t
add_page (struct plating_tree_entry *entries, size_t n, const char *path)
{
  const char *slash = path;

  while ((slash = strchr (slash, '/')) != NULL) {
    entries[n++] = (struct plating_tree_entry) {
      .path = { path, (size_t) (slash - path) },
      .type = PLATING_ENTRY_DIRECTORY
    };
    slash++;
  }
  entries[n++] = (struct plating_tree_entry) {
    .path = pl_text_of (path), .type = PLATING_ENTRY_FILE
  };
  return n;
}

static size_t
count_parts (const char *path)
{
  size_t n = 1;

  for (; *path; path++)
    n += *path == '/';
  return n;
}

/* What is on disk comes first and counts: a link stays a link. */
static int
add_pages (struct site *site, const struct plating_tree *disk)
{
  size_t n = disk->n_entries, i;
  struct plating_tree_entry *entries;

  for (i = 0; i < site->n_pages; i++)
    n += count_parts (site->pages[i]);
  entries = pl_arena_array (&site->arena, n + 1, sizeof *entries);
  if (!entries)
    return PLATING_E_NOMEM;
  for (i = 0; i < disk->n_entries; i++)
    entries[i] = *(const struct plating_tree_entry *) (const void *)
      ((const char *) disk->entries + i * disk->entry_size);
  n = disk->n_entries;
  for (i = 0; i < site->n_pages; i++)
    n = add_page (entries, n, site->pages[i]);
  site->tree = (struct plating_tree) {
    .struct_size = sizeof site->tree, .entry_size = sizeof *entries,
    .n_entries = n, .entries = entries
  };
  return 0;
}

static int
site_tree (void *data, const char *directory,
           const struct plating_tree **tree)
{
  struct site *site = data;
  struct plating_text root, below;
  int code;

  if (site->host->op_is_cancelled (site->host, site->op))
    return PLATING_E_CANCELLED;
  locate (directory, &root, &below);
  code = site->host->tree (site->host, site->op, root, below, tree);
  if (code == 0 && strcmp (directory, CHECKS_REGISTRY_DIRECTORY) == 0) {
    code = add_pages (site, *tree);
    *tree = &site->tree;
  }
  return code;
}

/* An empty directory need not be told from one that is not there. */
static int
site_is_directory (void *data, const char *path, bool *result)
{
  struct site *site = data;
  const struct plating_tree *tree;
  int code = 0;

  *result = false;
  /* The output may be where the legacy layout would be. */
  if (strcmp (path, CHECKS_LEGACY_DIRECTORY) == 0
      && site->output_name.len == strlen (path)
      && memcmp (site->output_name.ptr, path, site->output_name.len) == 0)
    return 0;
  code = site_tree (data, path, &tree);
  if (code == 0)
    *result = tree->n_entries > 0;
  return code;
}

static int
site_read (void *data, const char *path, struct plating_text *bytes,
           int32_t *system_error)
{
  struct site *site = data;
  struct plating_text root, below;

  if (site->host->op_is_cancelled (site->host, site->op))
    return PLATING_E_CANCELLED;
  locate (path, &root, &below);
  return site->host->read (site->host, site->op, root, below, bytes,
                           system_error);
}

static bool
site_is_checked_elsewhere (void *data, const char *path)
{
  return is_page (data, path);
}

/* -- names ------------------------------------------------------------ */

static int
compare_names (const void *a, const void *b)
{
  return pl_text_compare (((const struct checks_name *) a)->name,
                          ((const struct checks_name *) b)->name);
}

/* Sorts the components of the catalog into the options. */
static int
collect_names (struct site *site, const struct plating_catalog_request *req,
               struct checks_options *options)
{
  struct checks_name *names[CHECKS_N_KINDS] = { NULL };
  size_t n[CHECKS_N_KINDS] = { 0 };
  int pass, kind;
  uint32_t i;

  /* The first pass counts, the second one fills in. */
  for (pass = 0; pass < 2; pass++) {
    for (i = 0; i < req->n_components; i++) {
      const struct plating_component *c
        = (const struct plating_component *) (const void *)
          ((const char *) req->components
           + (size_t) i * req->component_size);
      enum checks_kind k;

      if (!checks_find_kind (c->kind, &k))
        continue;
      if (pass)
        names[k][n[k]] = (struct checks_name) {
          .name = c->name,
          .may_be_missing = req->selected && !req->selected[i]
        };
      n[k]++;
    }
    for (kind = 0; kind < CHECKS_N_KINDS && !pass; kind++) {
      names[kind] = pl_arena_array (&site->arena, n[kind] + 1,
                                    sizeof *names[kind]);
      n[kind] = 0;
      if (!names[kind])
        return PLATING_E_NOMEM;
    }
  }
  for (kind = 0; kind < CHECKS_N_KINDS; kind++) {
    qsort (names[kind], n[kind], sizeof *names[kind], compare_names);
    options->names[kind].names = names[kind];
    options->names[kind].n = n[kind];
  }
  return 0;
}

int
validator_check_site (const struct plating_host *host, uint64_t op,
                      const struct plating_catalog_request *req,
                      struct checks_options *options,
                      const char *const *pages, size_t n_pages,
                      const struct checks_sink *sink)
{
  struct site site = { .host = host, .op = op, .n_pages = n_pages };
  struct checks_source source = {
    .data = &site, .is_directory = site_is_directory, .tree = site_tree,
    .read = site_read, .is_checked_elsewhere = site_is_checked_elsewhere
  };
  int code;

  pl_arena_init (&site.arena, 0);
  site.output_name = options->registry_name;
  site.pages = pl_arena_array (&site.arena, n_pages + 1,
                               sizeof *site.pages);
  code = site.pages ? 0 : PLATING_E_NOMEM;
  if (code == 0) {
    if (n_pages)
      memcpy (site.pages, pages, n_pages * sizeof *pages);
    qsort (site.pages, n_pages, sizeof *site.pages, compare_paths);
    code = collect_names (&site, req, options);
  }
  if (code == 0)
    code = checks_run (options, &source, sink);
  pl_arena_release (&site.arena);
  return code;
}
