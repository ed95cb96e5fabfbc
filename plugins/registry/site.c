/* SPDX-License-Identifier: Apache-2.0 */
/* The files of a provider's documentation: what is there and what is
 * missing. */

#include <config.h>

#include "plugins/registry/site.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <plating/types.h>

#include "common/snapshot.h"

/* -- trees ------------------------------------------------------------- */

const struct plating_tree_entry *
registry_find_entry (const struct plating_tree *tree,
                     struct plating_text path)
{
  size_t i = pl_snapshot_bound (tree, path);

  if (i < tree->n_entries
      && pl_text_same (pl_snapshot_entry (tree, i)->path, path))
    return pl_snapshot_entry (tree, i);
  return NULL;
}

/* Whether the templates directory has the file DIRECTORY NAME SUFFIX.  Its
 * parts are short, see registry_can_be_named. */
static bool
has_file (const struct registry_site *site, const char *directory,
          struct plating_text name, const char *suffix)
{
  char path[REGISTRY_MADE_PATH_SIZE];
  size_t n = strlen (directory), n_suffix = strlen (suffix);
  const struct plating_tree_entry *e;

  if (site->templates->n_entries == 0
      || n + name.len + n_suffix > sizeof path)
    return false;
  memcpy (path, directory, n);
  if (name.len)
    memcpy (path + n, name.ptr, name.len);
  memcpy (path + n + name.len, suffix, n_suffix);
  e = registry_find_entry (site->templates, (struct plating_text) {
    path, n + name.len + n_suffix
  });
  return e && e->type != PLATING_ENTRY_DIRECTORY;
}

/* -- growing arrays ---------------------------------------------------- */

/* Like realloc for an array of the site's arena, which keeps what is left
 * behind: most sites need little more than one item for each component. */
static int
grow (struct registry_site *site, void **items, size_t n, size_t *cap,
      size_t size)
{
  size_t new_cap = *cap ? *cap * 2
    : (size_t) site->catalog.request->n_components + 64;
  void *p;

  if (n < *cap)
    return 0;
  if (new_cap > SIZE_MAX / 2 / size
      || !(p = pl_arena_alloc (site->arena, new_cap * size)))
    return PLATING_E_NOMEM;
  if (n)
    memcpy (p, *items, n * size);
  *items = p;
  *cap = new_cap;
  return 0;
}

static int
add_file (struct registry_site *site, const struct registry_file *file)
{
  void *array = site->files;
  int code = grow (site, &array, site->n_files, &site->files_cap,
                   sizeof *site->files);

  site->files = array;
  if (code == 0)
    site->files[site->n_files++] = *file;
  return code;
}

static int
add_choice (struct registry_site *site, enum registry_kind kind,
            uint32_t component, enum registry_decision decision)
{
  void *array = site->choices;
  int code;

  if (!site->lists_choices)
    return 0;
  code = grow (site, &array, site->n_choices,
                   &site->choices_cap, sizeof *site->choices);

  site->choices = array;
  if (code == 0)
    site->choices[site->n_choices++] = (struct registry_choice) {
      .component = component, .kind = (uint8_t) kind,
      .decision = (uint8_t) decision
    };
  return code;
}

/* -- what is there ----------------------------------------------------- */

/* The path of an entry is a name of the templates directory, which later
 * messages and the documents' paths need as long as the site. */
static int
add_existing (struct registry_site *site, struct plating_text root,
              struct pl_buffer *error)
{
  size_t i;
  int code = 0;

  for (i = 0; code == 0 && i < site->templates->n_entries; i++) {
    const struct plating_tree_entry *e
      = pl_snapshot_entry (site->templates, i);
    struct registry_file file = {
      .path = e->path, .origin = REGISTRY_FROM_FILE, .mode = e->mode,
      .component = PLATING_NONE, .identity = PLATING_NONE,
      .made_for = PLATING_NONE
    };

    if (e->type == PLATING_ENTRY_FILE) {
      file.is_template = registry_is_template (e->path);
      code = add_file (site, &file);
    } else if (e->type != PLATING_ENTRY_DIRECTORY) {
      pl_buffer_clear (error);
      pl_buffer_puts (error, "unknown file type");
      /* Go's number and letters for a symbolic link, whose permission bits
       * are always the same. */
      if (e->type == PLATING_ENTRY_LINK)
        pl_buffer_puts (error, " (134218239 / Lrwxrwxrwx)");
      pl_buffer_puts (error, " for ");
      pl_buffer_append (error, root.ptr, root.len);
      pl_buffer_putc (error, '/');
      pl_buffer_append (error, e->path.ptr, e->path.len);
      code = PLATING_E_UNSUPPORTED;
    }
  }
  return code;
}

/* -- what is missing --------------------------------------------------- */

/* A path for a page that can't be made, for messages: what is no plain
 * letter of the name becomes %XX, and a long name is cut. */
static int
add_unnamed (struct registry_site *site, enum registry_kind kind,
             uint32_t component, struct plating_text name)
{
  struct registry_file file = {
    .origin = REGISTRY_FROM_DEFAULT, .home = (uint8_t) kind,
    .kind = (uint8_t) kind, .trouble = REGISTRY_BAD_NAME,
    .is_template = true, .component = component,
    .identity = PLATING_NONE, .made_for = component
  };
  struct pl_buffer path;
  size_t i;
  int code = PLATING_E_NOMEM;

  pl_buffer_init (&path);
  pl_buffer_puts (&path, registry_kinds[kind].directory);
  for (i = 0; i < name.len && path.len < 200; i++) {
    unsigned char c = (unsigned char) name.ptr[i];

    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9') || c == '_' || c == '-')
      pl_buffer_putc (&path, (char) c);
    else
      pl_buffer_printf (&path, "%%%02X", c);
  }
  pl_buffer_puts (&path, ".md.tmpl");
  if (!path.failed) {
    file.path.ptr = pl_arena_strndup (site->arena, path.data, path.len);
    file.path.len = path.len;
    if (file.path.ptr)
      code = add_file (site, &file);
  }
  pl_buffer_release (&path);
  return code;
}

/* Whether another component of the same short name came earlier and got a
 * template made: `foo' and `foo_foo' of the provider `foo'. */
static bool
has_earlier_twin (const struct registry_site *site, enum registry_kind kind,
                  uint32_t component, struct plating_text short_name)
{
  const struct registry_catalog *catalog = &site->catalog;
  uint32_t i;

  if (pl_text_same (registry_component (catalog, component)->name,
                    short_name))
    i = registry_find_prefixed (catalog, kind, site->short_name,
                                short_name);
  else
    i = registry_find_component (catalog, kind, short_name);
  return i < component
         && !(catalog->request->flags & PLATING_CATALOG_IGNORE_DEPRECATED
              && registry_component (catalog, i)->flags
                 & PLATING_COMPONENT_DEPRECATED);
}

static bool
has_static_page (const struct registry_site *site, enum registry_kind kind,
                 struct plating_text short_name)
{
  const struct registry_kind_names *k = &registry_kinds[kind];
  const char *const *suffix;

  for (suffix = registry_static_suffixes; *suffix; suffix++)
    if (has_file (site, k->directory, short_name, *suffix)
        || (k->legacy && has_file (site, k->legacy, short_name, *suffix)))
      return true;
  return false;
}

/* Decides on the template K/S.md.tmpl of a component. */
static enum registry_decision
decide (const struct registry_site *site, enum registry_kind kind,
        uint32_t component, struct plating_text short_name)
{
  const struct registry_kind_names *k = &registry_kinds[kind];
  enum registry_decision decision = REGISTRY_USES_DEFAULT;

  if (has_file (site, k->directory, short_name, ".md.tmpl"))
    return REGISTRY_HAS_TEMPLATE;
  if (k->fallback && has_file (site, k->fallback, pl_text_of (""), ""))
    decision = REGISTRY_USES_FALLBACK;
  else if (has_static_page (site, kind, short_name))
    return REGISTRY_HAS_STATIC_PAGE;
  if (kind != REGISTRY_PROVIDER
      && has_earlier_twin (site, kind, component, short_name))
    return REGISTRY_HAS_TEMPLATE;
  return decision;
}

static int
add_missing (struct registry_site *site, enum registry_kind kind,
             uint32_t component)
{
  const struct plating_component *c
    = registry_component (&site->catalog, component);
  struct plating_text short_name
    = registry_component_short_name (c->name, site->short_name);
  enum registry_decision decision = REGISTRY_IS_DEPRECATED;
  int code = 0;

  if (!(site->catalog.request->flags & PLATING_CATALOG_IGNORE_DEPRECATED
        && c->flags & PLATING_COMPONENT_DEPRECATED)) {
    decision = REGISTRY_CANT_BE_NAMED;
    if (registry_can_be_named (short_name))
      decision = decide (site, kind, component, short_name);
    else
      code = add_unnamed (site, kind, component, c->name);
  }
  if (code == 0)
    code = add_choice (site, kind, component, decision);
  if (decision == REGISTRY_USES_FALLBACK
      || decision == REGISTRY_USES_DEFAULT)
    registry_made_add (site, kind, component,
                       decision == REGISTRY_USES_FALLBACK);
  return code;
}

static int
add_missing_provider (struct registry_site *site)
{
  static const struct plating_text name = PLATING_TEXT ("index");
  const struct registry_catalog *catalog = &site->catalog;
  uint32_t component = PLATING_NONE;
  enum registry_decision decision;
  int code;

  if (catalog->first[REGISTRY_PROVIDER] < catalog->last[REGISTRY_PROVIDER])
    component = catalog->first[REGISTRY_PROVIDER];
  decision = decide (site, REGISTRY_PROVIDER, component, name);
  code = add_choice (site, REGISTRY_PROVIDER, component, decision);
  if (decision == REGISTRY_USES_DEFAULT)
    registry_made_add (site, REGISTRY_PROVIDER, component, false);
  return code;
}

/* -- order and roles --------------------------------------------------- */

static int
compare_files (const void *x, const void *y)
{
  const struct registry_file *a = x, *b = y;

  return pl_snapshot_compare (a->path, b->path);
}

static struct registry_file *
find_file (const struct registry_site *site, struct plating_text path)
{
  struct registry_file key = { .path = path };

  return site->n_files == 0 ? NULL
         : bsearch (&key, site->files, site->n_files, sizeof key,
                    compare_files);
}

/* A static page that also has a template is replaced by what the template
 * makes, which keeps its mode. */
static int
drop_replaced (struct registry_site *site, struct registry_file *page)
{
  const struct plating_text parts[] = {
    page->path, pl_text_of (".tmpl")
  };
  struct plating_text path = pl_text_join (site->arena, parts, 2);
  struct registry_made *made;
  struct registry_file *file;

  if (!path.ptr)
    return PLATING_E_NOMEM;
  file = find_file (site, path);
  made = file ? NULL : registry_made_find (site, path);
  if (file)
    file->mode = page->mode;
  if (made)
    made->mode = (uint16_t) page->mode;
  page->is_unused = file || made;
  return 0;
}

static bool
is_fallback (struct plating_text path)
{
  int k;

  for (k = 0; k < REGISTRY_PROVIDER; k++)
    if (pl_text_same (path,
                      pl_text_of (registry_kinds[k].fallback)))
      return true;
  return false;
}

/* Settles what an existing file shows. */
static int
settle_file (struct registry_site *site, struct registry_file *file)
{
  if (file->trouble == REGISTRY_BAD_NAME)
    return 0;
  if (!file->is_template) {
    file->kind = REGISTRY_PLAIN;
    return drop_replaced (site, file);
  }
  file->is_unused = is_fallback (file->path);
  registry_site_resolve (site, file);
  return 0;
}

/* Finds, in the order of the walk, which page is the first of a component. */
static int
settle_order (struct registry_site *site)
{
  size_t n = site->catalog.request->n_components;
  uint8_t *is_seen = pl_arena_zalloc (site->passing, n + 1);
  struct registry_walk walk = { 0 };
  const struct registry_file *f;

  if (!is_seen)
    return PLATING_E_NOMEM;
  while ((f = registry_site_next (site, &walk))) {
    if (!f->is_template || f->is_unused || f->component == PLATING_NONE
        || f->trouble == REGISTRY_BAD_NAME)
      continue;
    if (is_seen[f->component] && walk.is_made)
      site->made[walk.index].flags |= REGISTRY_MADE_ID_DESCRIBED;
    else if (is_seen[f->component])
      site->files[walk.index].id_is_described = true;
    is_seen[f->component] = 1;
  }
  return 0;
}

static int
settle (struct registry_site *site)
{
  size_t i;
  int code = 0;

  for (i = 0; i < site->n_files; i++)
    if (site->files[i].is_template
        && site->files[i].origin == REGISTRY_FROM_FILE)
      site->files[i].mode = 0;
  for (i = 0; code == 0 && i < site->n_files; i++)
    code = settle_file (site, &site->files[i]);
  return code < 0 ? code : settle_order (site);
}

/* Adds what is missing: for choices in the order in which the original
 * makes it, else in that of a walk, so that little is left to sort. */
static int
add_all_missing (struct registry_site *site)
{
  static const enum registry_kind by_making[] = {
    REGISTRY_RESOURCE, REGISTRY_DATA_SOURCE, REGISTRY_FUNCTION,
    REGISTRY_EPHEMERAL_RESOURCE, REGISTRY_ACTION, REGISTRY_LIST_RESOURCE,
    REGISTRY_STATE_STORE, REGISTRY_PROVIDER
  };
  static const enum registry_kind by_walk[] = {
    REGISTRY_ACTION, REGISTRY_DATA_SOURCE, REGISTRY_EPHEMERAL_RESOURCE,
    REGISTRY_FUNCTION, REGISTRY_PROVIDER, REGISTRY_LIST_RESOURCE,
    REGISTRY_RESOURCE, REGISTRY_STATE_STORE
  };
  const enum registry_kind *kinds = site->lists_choices ? by_making : by_walk;
  uint32_t i;
  int code = 0;
  size_t k;

  for (k = 0; k < sizeof by_walk / sizeof by_walk[0] && code == 0; k++) {
    if (kinds[k] == REGISTRY_PROVIDER) {
      code = add_missing_provider (site);
      continue;
    }
    for (i = site->catalog.first[kinds[k]];
         code == 0 && i < site->catalog.last[kinds[k]]; i++)
      code = add_missing (site, kinds[k], i);
  }
  return code;
}

int
registry_site_make (struct registry_site *site,
                    const struct plating_catalog_request *request,
                    struct plating_text root, struct pl_buffer *error)
{
  size_t n_existing;
  uint32_t i;
  int code, k;

  site->catalog.request = request;
  for (k = 0; k < REGISTRY_N_KINDS; k++)
    site->catalog.first[k] = site->catalog.last[k] = 0;
  for (i = 0; i < request->n_components; i++) {
    k = registry_kind_of (registry_component (&site->catalog, i)->kind);
    if (k == REGISTRY_PLAIN)
      continue;
    if (site->catalog.last[k] == 0)
      site->catalog.first[k] = i;
    site->catalog.last[k] = i + 1;
  }
  code = registry_made_start (site);
  if (code == 0)
    code = add_existing (site, root, error);
  n_existing = site->n_files;
  if (code == 0)
    code = add_all_missing (site);
  if (code == 0 && site->n_files > n_existing)
    qsort (site->files, site->n_files, sizeof *site->files, compare_files);
  if (code == 0) {
    registry_made_sort (site);
    code = settle (site);
  }
  return code;
}

/* -- walking ----------------------------------------------------------- */

const struct registry_file *
registry_site_next (const struct registry_site *site,
                    struct registry_walk *walk)
{
  const struct registry_file *file = walk->next_file < site->n_files
    ? &site->files[walk->next_file] : NULL;

  if (!walk->is_ahead && walk->next_made < site->n_made) {
    registry_made_expand (site, &site->made[walk->next_made], walk->path,
                          &walk->made);
    walk->is_ahead = true;
  }
  walk->is_made = walk->is_ahead
    && (!file || pl_snapshot_compare (walk->made.path, file->path) < 0);
  if (!walk->is_made) {
    walk->index = walk->next_file;
    walk->next_file += file != NULL;
    return file;
  }
  walk->is_ahead = false;
  walk->index = walk->next_made++;
  return &walk->made;
}
