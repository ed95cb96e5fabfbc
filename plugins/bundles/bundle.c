/* SPDX-License-Identifier: Apache-2.0 */
/* What a bundle documents.
 *
 * Each sub-directory with docs/ is a component; without any, each template
 * docs/NAME.tmpl.md; without any, the bundle itself. */

#include <config.h>

#include "bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <plating/document.h>

#include "common/utf8.h"
#include "names.h"
#include "scan.h"
#include "snapshot.h"

#define TEMPLATE_SUFFIX ".tmpl.md"
#define PROVIDER_BUNDLE "provider" BN_SUFFIX

/* Directories that say what is in them, the strongest first, and what a
 * sub-directory of a bundle is called that is of that kind. */
static const struct {
  const char *directory, *word, *kind;
} kinds[] = {
  { "ephemerals", "ephemeral_resource", PLATING_KIND_EPHEMERAL_RESOURCE },
  { "list_resources", "list_resource", PLATING_KIND_LIST_RESOURCE },
  { "state_stores", "state_store", PLATING_KIND_STATE_STORE },
  { "actions", "action", PLATING_KIND_ACTION },
  { "data_sources", "data_source", PLATING_KIND_DATA_SOURCE },
  { "functions", "function", PLATING_KIND_FUNCTION },
  { "resources", "resource", PLATING_KIND_RESOURCE },
  { NULL, "provider", PLATING_KIND_PROVIDER },
};
#define N_KINDS (sizeof kinds / sizeof *kinds)

struct reading {
  struct bn_place *place;
  const char *path;
  struct pl_arena *arena;
  struct bn_components *list;
  struct bn_fault *fault;
  const char *kind;
  struct pl_buffer directory;
};

/* Whether a directory above the last part of PATH is called NAME. */
static bool
is_below (const char *path, const char *name)
{
  size_t len = strlen (name);
  const char *slash;

  for (; (slash = strchr (path, '/')); path = slash + 1)
    if ((size_t) (slash - path) == len && !memcmp (path, name, len))
      return true;
  return false;
}

static const char *
last_part (const char *path)
{
  const char *slash = strrchr (path, '/');

  return slash ? slash + 1 : path;
}

/* The kind of the bundle PATH (below its root): by its name "provider", else
 * by the directories above it, else a resource. */
static const char *
kind_of (const char *path)
{
  size_t i;

  if (!strcmp (last_part (path), PROVIDER_BUNDLE))
    return PLATING_KIND_PROVIDER;
  for (i = 0; i < N_KINDS; i++)
    if (kinds[i].directory && is_below (path, kinds[i].directory))
      return kinds[i].kind;
  return PLATING_KIND_RESOURCE;
}

/* No page could be called so, nor be linked. */
static int
check_name (struct reading *r, const char *name, size_t len)
{
  const char *why = NULL;
  size_t i;

  if (pl_utf8_valid_prefix (name, len) != len)
    why = "is not in UTF-8";
  for (i = 0; i < len && !why; i++)
    if ((unsigned char) name[i] < 0x20 || name[i] == 0x7f)
      why = "has a control character";
  return !why ? 0
    : bn_fault_set (r->fault, PLATING_E_BUNDLE, r->path, "rename what is in"
                    " this bundle: the name of the component '%.*s' %s",
                    (int) len, name, why);
}

static int
add (struct reading *r, const char *kind, const char *folder,
     const char *name, size_t len)
{
  struct bn_components *list = r->list;
  struct bn_component c = { .kind = kind, .folder = folder,
                            .root = r->place->number };
  int status = check_name (r, name, len);

  if (status < 0)
    return status;
  if (list->n == list->cap) {
    size_t cap = list->cap ? 2 * list->cap : 64;
    struct bn_component *all = realloc (list->all, cap * sizeof *all);

    if (!all)
      return bn_fault_no_memory (r->fault);
    list->all = all;
    list->cap = cap;
  }
  c.name = c.inner_name = pl_arena_strndup (r->arena, name, len);
  if (!c.name || !folder)
    return bn_fault_no_memory (r->fault);
  list->all[list->n++] = c;
  return 0;
}

/* Sets r->directory to BASE, the bundle's path, NAME and PART, joined by
 * slashes; each of them may be empty. */
static void
set_directory (struct reading *r, const char *base, const char *name,
               const char *part)
{
  const char *const all[] = { base, r->path, name, part };
  size_t i;

  pl_buffer_clear (&r->directory);
  for (i = 0; i < sizeof all / sizeof *all; i++) {
    if (*all[i] && r->directory.len)
      pl_buffer_putc (&r->directory, '/');
    pl_buffer_puts (&r->directory, all[i]);
  }
}

/* Lists the directory PART of NAME in the bundle; either may be empty. */
static int
list_directory (struct reading *r, const char *name, const char *part,
                struct bn_names *names)
{
  struct bn_place *place = r->place;
  int error = ENOTSUP;

  *names = (struct bn_names) { NULL, 0, 0 };
  if (place->tree) {
    set_directory (r, place->prefix, name, part);
    error = r->directory.failed ? ENOMEM
      : bn_snapshot_list (place->tree, r->directory.data, &place->near,
                          names);
  }
  if (error != ENOTSUP)
    return error;
  set_directory (r, place->root, name, part);
  return r->directory.failed ? ENOMEM
    : bn_names_list (AT_FDCWD, r->directory.data, true, names);
}

/* Lists PART of the bundle, which need not exist; empty: all of it. */
static int
list_part (struct reading *r, const char *part, struct bn_names *names)
{
  int error = list_directory (r, part, "", names);

  if (!error || (*part && (error == ENOENT || error == ENOTDIR)))
    return 0;
  bn_names_release (names);
  if (error == ENOMEM)
    return bn_fault_no_memory (r->fault);
  set_directory (r, "", part, "");
  if (r->directory.failed)
    return bn_fault_no_memory (r->fault);
  return bn_fault_set_system (r->fault, PLATING_E_BUNDLE, error,
                              r->directory.data, "can't read the bundle");
}

/* Those directories are parts of a bundle, whatever is in them. */
static bool
is_part_name (const char *name)
{
  return !strcmp (name, "docs") || !strcmp (name, "examples")
    || !strcmp (name, "fixtures");
}

static int
has_docs (struct reading *r, const char *name, bool *has)
{
  struct bn_names names;
  int error;

  error = list_directory (r, name, "docs", &names);
  bn_names_release (&names);
  *has = !error || error == EACCES;
  return error == ENOMEM ? bn_fault_no_memory (r->fault) : 0;
}

/* A part of the bundle with docs of its own. */
static int
add_part (struct reading *r, const char *name)
{
  const char *kind = r->kind, *folder;
  size_t i;

  for (i = 0; i < N_KINDS; i++)
    if (!strcmp (name, kinds[i].word))
      kind = kinds[i].kind;
  set_directory (r, "", name, "");
  if (r->directory.failed)
    return bn_fault_no_memory (r->fault);
  folder = pl_arena_strndup (r->arena, r->directory.data, r->directory.len);
  return add (r, kind, folder, name, strlen (name));
}

static int
read_parts (struct reading *r)
{
  struct bn_names names;
  int status = list_part (r, "", &names);
  size_t i;

  for (i = 0; i < names.n && status == 0; i++) {
    const struct bn_name *one = &names.all[i];
    bool has = false;

    if (!bn_is_directory (one) || is_part_name (one->name))
      continue;
    status = has_docs (r, one->name, &has);
    if (status == 0 && has)
      status = add_part (r, one->name);
  }
  bn_names_release (&names);
  return status;
}

static bool
is_template (const struct bn_name *name)
{
  return name->name[0] != '_' && bn_is_file (name)
    && bn_ends_with (name->name, TEMPLATE_SUFFIX);
}

static int
read_templates (struct reading *r, const char *folder)
{
  struct bn_names names;
  int status = list_part (r, "docs", &names);
  size_t i, n = 0;

  for (i = 0; i < names.n; i++)
    n += is_template (&names.all[i]);
  /* There is one provider, however many templates it has. */
  if (n > 1 && !strcmp (r->kind, PLATING_KIND_PROVIDER))
    n = 0;
  for (i = 0; i < names.n && status == 0 && n > 0; i++) {
    const char *name = names.all[i].name;

    if (is_template (&names.all[i]))
      status = add (r, r->kind, folder, name,
                    strlen (name) - strlen (TEMPLATE_SUFFIX));
  }
  bn_names_release (&names);
  return status;
}

int
bn_bundle_read (struct bn_place *place, const char *path,
                struct pl_arena *arena, struct bn_components *list,
                struct bn_fault *fault)
{
  struct reading r = {
    .place = place, .path = path, .arena = arena, .list = list,
    .fault = fault, .kind = kind_of (path),
  };
  const char *name = last_part (path);
  size_t before = list->n;
  int status;

  pl_buffer_init (&r.directory);
  status = read_parts (&r);
  if (status == 0 && list->n == before)
    status = read_templates (&r, path);
  if (status == 0 && list->n == before)
    status = add (&r, r.kind, path, name, strlen (name) - strlen (BN_SUFFIX));
  pl_buffer_release (&r.directory);
  if (status < 0)
    list->n = before;
  return status;
}

static int
compare (const void *a, const void *b)
{
  const struct bn_component *x = a, *y = b;
  int order = strcmp (x->kind, y->kind);

  if (!order)
    order = strcmp (x->name, y->name);
  if (!order)
    order = (x->root > y->root) - (x->root < y->root);
  return order ? order : strcmp (x->folder, y->folder);
}

int
bn_components_sort (struct bn_components *list, const char *const *roots,
                    struct bn_fault *fault)
{
  size_t i;

  if (list->n > 1)
    qsort (list->all, list->n, sizeof *list->all, compare);
  for (i = 1; i < list->n; i++) {
    const struct bn_component *a = &list->all[i - 1], *b = &list->all[i];

    if (strcmp (a->kind, b->kind) != 0 || strcmp (a->name, b->name) != 0)
      continue;
    bn_fault_set (fault, PLATING_E_BUNDLE, NULL,
                  "the %s '%s' has two bundles: '%s%s%s' and '%s%s%s'",
                  a->kind, a->name, roots[a->root], *roots[a->root]
                  ? "/" : "", a->folder, roots[b->root], *roots[b->root]
                  ? "/" : "", b->folder);
    pl_buffer_puts (&fault->hint, "rename one of them, or leave one out with"
                    " exclude=");
    return PLATING_E_BUNDLE;
  }
  return 0;
}

void
bn_components_release (struct bn_components *list)
{
  free (list->all);
  *list = (struct bn_components) { NULL, 0, 0 };
}
