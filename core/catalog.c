/* SPDX-License-Identifier: Apache-2.0 */
/* The components of one run. */

#include <config.h>

#include "catalog.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include <uv.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "catalog-packed.h"
#include "error.h"

struct pl_catalog {
  uv_mutex_t mutex;             /* all below, until it is frozen */
  struct pl_arena texts;        /* of kinds and folders */
  struct pl_arena names;
  struct plating_component *components;
  uint8_t *selected;
  struct pl_packed *packed;     /* or NULL; then in place of names,
                                   components and selected */
  uint32_t n_selected;
  const struct plating_folder *last_folder;   /* copied last, or NULL */
  uint32_t n, cap;
  uint32_t n_sorted;            /* from the start */
  int is_frozen;
  int is_filtered;
};

struct pl_catalog *
pl_catalog_new (void)
{
  struct pl_catalog *c = calloc (1, sizeof *c);

  if (c && uv_mutex_init (&c->mutex) < 0) {
    free (c);
    return NULL;
  }
  if (c) {
    pl_arena_init (&c->texts, 0);
    pl_arena_init (&c->names, 0);
  }
  return c;
}

static void
free_components (struct pl_catalog *c)
{
  pl_arena_release (&c->names);
  free (c->components);
  free (c->selected);
  c->components = NULL;
  c->selected = NULL;
}

void
pl_catalog_free (struct pl_catalog *c)
{
  if (!c)
    return;
  uv_mutex_destroy (&c->mutex);
  free_components (c);
  pl_packed_free (c->packed);
  pl_arena_release (&c->texts);
  free (c);
}

static int
reserve (struct pl_catalog *c, size_t n)
{
  struct plating_component *components;
  uint32_t cap = c->cap ? c->cap : 256;

  if (n > PL_CATALOG_LIMIT - c->n)
    return PLATING_E_LIMIT;
  while (cap < c->n + n)
    cap *= 2;
  if (cap == c->cap)
    return 0;
  components = realloc (c->components, cap * sizeof *components);
  if (!components)
    return PLATING_E_NOMEM;
  c->components = components;
  c->cap = cap;
  return 0;
}

static int
is_same (struct plating_text a, struct plating_text b)
{
  return a.len == b.len && (!a.len || !memcmp (a.ptr, b.ptr, a.len));
}

/* Copies TEXT, or shares BEFORE if that is the same. */
static int
share_text (struct pl_catalog *c, struct plating_text *text,
            const struct plating_text *before)
{
  if (before && is_same (*before, *text))
    text->ptr = before->ptr;
  else
    text->ptr = pl_arena_strndup (&c->texts, text->ptr, text->len);
  return text->ptr ? 0 : PLATING_E_NOMEM;
}

/* Components that share a folder follow each other. */
static int
copy_folder (struct pl_catalog *c, const struct plating_folder **folder)
{
  const struct plating_folder *before = c->last_folder, *from = *folder;
  struct plating_folder *copy;

  if (!from)
    return 0;
  if (from->struct_size < sizeof *from)
    return PLATING_E_INVAL;
  copy = pl_arena_alloc (&c->texts, sizeof *copy);
  if (!copy)
    return PLATING_E_NOMEM;
  *copy = *from;
  copy->struct_size = sizeof *copy;
  copy->reserved = 0;
  if (share_text (c, &copy->root, before ? &before->root : NULL) < 0
      || share_text (c, &copy->path, before ? &before->path : NULL) < 0
      || share_text (c, &copy->name, NULL) < 0)
    return PLATING_E_NOMEM;
  *folder = c->last_folder = copy;
  return 0;
}

/* Kinds are few and come in long runs: a copy is shared with the component
 * before. */
static int
copy_texts (struct pl_catalog *c, struct plating_component *to)
{
  const struct plating_text *before
    = c->n ? &c->components[c->n - 1].kind : NULL;

  to->name.ptr = pl_arena_strndup (&c->names, to->name.ptr, to->name.len);
  if (!to->name.ptr || share_text (c, &to->kind, before) < 0)
    return PLATING_E_NOMEM;
  return copy_folder (c, &to->folder);
}

int
pl_catalog_add (struct pl_catalog *c,
                const struct plating_component *components, size_t n,
                size_t stride)
{
  int status;
  size_t i;

  if (stride < sizeof *components)
    return PLATING_E_INVAL;
  uv_mutex_lock (&c->mutex);
  status = c->is_frozen ? PLATING_E_STATE : reserve (c, n);
  for (i = 0; i < n && status == 0; i++) {
    struct plating_component copy
      = *(const struct plating_component *) (const void *)
        ((const char *) components + i * stride);

    status = copy.kind.len ? copy_texts (c, &copy) : PLATING_E_INVAL;
    if (status == 0)
      c->components[c->n++] = copy;
  }
  uv_mutex_unlock (&c->mutex);
  return status;
}

static int
compare_texts (struct plating_text a, struct plating_text b)
{
  size_t n = a.len < b.len ? a.len : b.len;
  int order = n ? memcmp (a.ptr, b.ptr, n) : 0;

  return order ? order : (a.len > b.len) - (a.len < b.len);
}

static int
compare_components (const void *a, const void *b)
{
  const struct plating_component *x = a, *y = b;
  int order = compare_texts (x->kind, y->kind);

  return order ? order : compare_texts (x->name, y->name);
}

static int
is_sorted (const struct pl_catalog *c)
{
  uint32_t i;

  for (i = 1; i < c->n; i++)
    if (compare_components (&c->components[i - 1], &c->components[i]) > 0)
      return 0;
  return 1;
}

/* What comes sorted is left alone: sorting takes as much memory again. */
static void
sort (struct pl_catalog *c)
{
  if (c->n > c->n_sorted && !is_sorted (c))
    qsort (c->components, c->n, sizeof *c->components, compare_components);
  c->n_sorted = c->n;
}

void
pl_catalog_sort (struct pl_catalog *c)
{
  uv_mutex_lock (&c->mutex);
  sort (c);
  uv_mutex_unlock (&c->mutex);
}

uint32_t
pl_catalog_find (const struct pl_catalog *c, struct plating_text kind,
                 struct plating_text name)
{
  const struct plating_component key = { .kind = kind, .name = name };
  const struct plating_component *found = c->n_sorted
    ? bsearch (&key, c->components, c->n_sorted, sizeof key,
               compare_components) : NULL;

  return found ? (uint32_t) (found - c->components) : PLATING_NONE;
}

int
pl_catalog_set_folder (struct pl_catalog *c, uint32_t i,
                       const struct plating_folder *folder)
{
  int status = copy_folder (c, &folder);

  if (status == 0)
    c->components[i].folder = folder;
  return status;
}

/* data-source and data_source are the same kind to a user. */
static int
is_kind (const char *wanted, const char *kind)
{
  for (; *wanted && *kind; wanted++, kind++)
    if (*wanted != *kind && !(*wanted == '_' && *kind == '-'))
      return 0;
  return *wanted == *kind;
}

/* Those that the interface names; plugins may have others. */
static const char *const known_kinds[] = {
  PLATING_KIND_PROVIDER, PLATING_KIND_RESOURCE, PLATING_KIND_DATA_SOURCE,
  PLATING_KIND_FUNCTION, PLATING_KIND_EPHEMERAL_RESOURCE,
  PLATING_KIND_ACTION, PLATING_KIND_LIST_RESOURCE, PLATING_KIND_STATE_STORE
};
enum { N_KNOWN_KINDS = sizeof known_kinds / sizeof known_kinds[0] };

static int
is_known_kind (const struct pl_catalog *c, const char *wanted)
{
  uint32_t i;

  for (i = 0; i < N_KNOWN_KINDS; i++)
    if (is_kind (wanted, known_kinds[i]))
      return 1;
  for (i = 0; i < c->n; i++)
    if (is_kind (wanted, c->components[i].kind.ptr))
      return 1;
  return 0;
}

static int
refuse_kind (const char *wanted, struct plating_error **err)
{
  int status = pl_error_set (err, PLATING_E_CONFIG,
                             "there is no type of component '%s'", wanted);
  struct pl_buffer names;
  size_t i;

  pl_buffer_init (&names);
  for (i = 0; i < N_KNOWN_KINDS; i++)
    pl_buffer_printf (&names, "%s%s", i ? ", " : "", known_kinds[i]);
  if (!names.failed)
    pl_error_add_hint (err, "--component-type takes one of %s", names.data);
  pl_buffer_release (&names);
  return status;
}

/* A provider may have no component of a kind; one that nobody knows was
 * misspelt. */
static int
check_kinds (const struct pl_catalog *c, const struct pl_catalog_filter *f,
             struct plating_error **err)
{
  size_t i;

  for (i = 0; i < f->n_kinds; i++)
    if (!is_known_kind (c, f->kinds[i]))
      return refuse_kind (f->kinds[i], err);
  return 0;
}

static int
is_named (const struct pl_catalog_filter *f,
          const struct plating_component *c)
{
  int wanted = !f->n_kinds;
  size_t i;

  for (i = 0; i < f->n_kinds && !wanted; i++)
    wanted = is_kind (f->kinds[i], c->kind.ptr);
  if (wanted && f->n_globs) {
    wanted = 0;
    for (i = 0; i < f->n_globs && !wanted; i++)
      wanted = fnmatch (f->globs[i], c->name.ptr, 0) == 0;
  }
  return wanted;
}

/* ONE is a component that came before. */
static int
refuse_twice (const struct plating_component *one, struct plating_error **err)
{
  const struct plating_folder *a = one[-1].folder, *b = one->folder;
  int status;

  if (a && b)
    status = pl_error_set (err, PLATING_E_DISCOVERY,
                           "the %s '%s' was found twice: in '%s' and '%s'",
                           one->kind.ptr, one->name.ptr, a->path.ptr,
                           b->path.ptr);
  else
    status = pl_error_set (err, PLATING_E_DISCOVERY,
                           "the %s '%s' was found twice", one->kind.ptr,
                           one->name.ptr);
  pl_error_add_component (err, one->name.ptr);
  return status;
}

int
pl_catalog_freeze (struct pl_catalog *c,
                   const struct pl_catalog_filter *filter,
                   struct plating_error **err)
{
  uint32_t i;
  int status;

  sort (c);
  status = check_kinds (c, filter, err);
  if (status < 0)
    return status;
  c->selected = malloc (c->n ? c->n : 1);
  if (!c->selected)
    return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
  for (i = 0; i < c->n; i++) {
    const struct plating_component *one = &c->components[i];

    if (i && !compare_components (one - 1, one))
      return refuse_twice (one, err);
    c->selected[i] = (uint8_t) is_named (filter, one);
    if (!c->selected[i])
      c->is_filtered = 1;
    /* Without its deprecated components a site is still complete. */
    if (filter->ignore_deprecated
        && (one->flags & PLATING_COMPONENT_DEPRECATED))
      c->selected[i] = 0;
    c->n_selected += c->selected[i];
  }
  c->is_frozen = 1;
  return 0;
}

int
pl_catalog_has_match (const struct pl_catalog *c, const char *glob)
{
  uint32_t i;

  for (i = 0; i < c->n; i++)
    if (fnmatch (glob, c->components[i].name.ptr, 0) == 0)
      return 1;
  return 0;
}

int
pl_catalog_is_frozen (const struct pl_catalog *c)
{
  return c->is_frozen;
}

uint32_t
pl_catalog_size (const struct pl_catalog *c)
{
  return c->n;
}

int
pl_catalog_pack (struct pl_catalog *c)
{
  c->packed = pl_packed_new (c->components, c->selected, c->n);
  if (!c->packed)
    return PLATING_E_NOMEM;
  free_components (c);
  return 0;
}

const struct plating_component *
pl_catalog_at (const struct pl_catalog *c, uint32_t i)
{
  return &c->components[i];
}

const struct plating_component *
pl_catalog_get (const struct pl_catalog *c, uint32_t i,
                struct pl_arena *arena)
{
  struct plating_component *out;

  if (!c->packed)
    return &c->components[i];
  out = pl_arena_alloc (arena, sizeof *out);
  return out && pl_packed_get (c->packed, i, arena, out) == 0 ? out : NULL;
}

int
pl_catalog_is_selected (const struct pl_catalog *c, uint32_t i)
{
  return c->selected[i];
}

uint32_t
pl_catalog_n_selected (const struct pl_catalog *c)
{
  return c->n_selected;
}

int
pl_catalog_is_filtered (const struct pl_catalog *c)
{
  return c->is_filtered;
}

int
pl_catalog_describe (const struct pl_catalog *c, struct pl_arena *arena,
                     struct plating_catalog_request *req)
{
  struct plating_component *components = c->components;
  uint8_t *selected = c->selected;

  if (c->packed) {
    components = pl_arena_array (arena, (size_t) c->n + 1,
                                 sizeof *components);
    selected = pl_arena_alloc (arena, (size_t) c->n + 1);
    if (!components || !selected
        || pl_packed_get_all (c->packed, arena, components, selected) < 0)
      return PLATING_E_NOMEM;
  }
  req->components = components;
  req->component_size = sizeof *components;
  req->n_components = c->n;
  req->selected = selected;
  if (c->is_filtered)
    req->flags |= PLATING_CATALOG_FILTERED;
  return 0;
}
