/* SPDX-License-Identifier: Apache-2.0 */
/* Proposes bundles, where those of the same kind are, and what bundles that
 * are there lack.  Nothing that exists is touched: the host keeps it. */

#include <config.h>

#include "plugins/jinja/adorn.h"

#include <string.h>

#include "common/snapshot.h"
#include "plugins/jinja/renderer.h"

#define BUNDLE_SUFFIX ".plating"
#define DEFAULT_PLACE "components"

/* Directories that say of which kind their bundles are. */
static const char *const places[PLATE_OTHER] = {
  [PLATE_RESOURCE] = "resources",
  [PLATE_DATA_SOURCE] = "data_sources",
  [PLATE_FUNCTION] = "functions",
  [PLATE_EPHEMERAL_RESOURCE] = "ephemerals",
  [PLATE_LIST_RESOURCE] = "list_resources",
  [PLATE_ACTION] = "actions",
  [PLATE_STATE_STORE] = "state_stores",
  [PLATE_PROVIDER] = NULL
};

struct adorn {
  struct plate_renderer *r;
  const struct plating_catalog_request *req;
  uint64_t op;
  struct plating_text provider;
  /* Where new bundles of a kind go, with a slash unless empty; ptr NULL: not
   * known yet. */
  struct plating_text places[PLATE_OTHER];
  struct pl_arena arena;        /* of one component */
  struct pl_buffer text;
};

static const struct plating_text nothing = { NULL, 0 };

static const struct plating_component *
component_at (const struct plating_catalog_request *req, uint32_t i)
{
  return (const struct plating_component *) (const void *)
    ((const char *) req->components + (size_t) i * req->component_size);
}

static int
no_memory (struct adorn *a)
{
  return plate_fail (a->r, a->op, PLATING_E_NOMEM, nothing, 0, 0, " ");
}

static void
warn (struct adorn *a, struct plating_text component, const char *what,
      const char *why)
{
  const struct plating_host *host = a->r->host;
  const struct plating_text parts[] = {
    pl_text_of ("no "), pl_text_of (what), pl_text_of (" was made: "),
    pl_text_of (why)
  };
  struct plating_finding finding = {
    .struct_size = sizeof finding,
    .severity = PLATING_LEVEL_WARNING,
    .component = component,
    .message = pl_text_join (&a->arena, parts, 4)
  };

  if (finding.message.ptr)
    host->report (host, a->op, &finding);
}

/* -- where bundles are ---------------------------------------------------- */

/* The directory that holds the bundle PATH, with a slash unless empty. */
static struct plating_text
parent_of (struct plating_text path)
{
  const char *at = memmem (path.ptr, path.len, BUNDLE_SUFFIX "/",
                           strlen (BUNDLE_SUFFIX) + 1);

  /* The folder may be a part of the bundle. */
  if (at)
    path.len = (size_t) (at - path.ptr);
  while (path.len && path.ptr[path.len - 1] != '/')
    path.len--;
  return path;
}

/* DIR, with a slash, without its last part if that says a kind; ptr NULL if
 * it does not. */
static struct plating_text
above_kind (struct plating_text dir)
{
  struct plating_text part;
  int i;

  if (!dir.len)
    return nothing;
  part = pl_text_base_name ((struct plating_text) { dir.ptr, dir.len - 1 });
  for (i = 0; i < PLATE_OTHER; i++)
    if (places[i] && pl_text_same (part, pl_text_of (places[i])))
      return (struct plating_text) { dir.ptr, dir.len - 1 - part.len };
  return nothing;
}

static bool
is_in_project (const struct plate_component *c)
{
  return pl_text_same (c->bundle.root->name,
                       pl_text_of (PLATING_ROOT_PROJECT));
}

/* Beside those of the kind; else where those of other kinds show that it
 * would be. */
static int
find_place (struct adorn *a, enum plate_kind kind)
{
  const struct plate_renderer *r = a->r;
  struct plating_text base = nothing, parts[] = {
    nothing, pl_text_of (places[kind] ? places[kind] : ""),
    pl_text_of (places[kind] ? "/" : "")
  };
  size_t i;

  for (i = 0; i < r->n_components; i++)
    if (r->components[i].kind == kind && is_in_project (&r->components[i])) {
      a->places[kind] = parent_of (r->components[i].bundle.path);
      return 0;
    }
  for (i = 0; i < r->n_components && !base.ptr; i++)
    if (is_in_project (&r->components[i]))
      base = above_kind (parent_of (r->components[i].bundle.path));
  if (!base.ptr)
    base = pl_text_of (DEFAULT_PLACE "/");
  parts[0] = base;
  a->places[kind] = pl_text_join (&a->r->memory, parts, 3);
  return a->places[kind].ptr ? 0 : no_memory (a);
}

/* The bundle of a component that has none; ptr NULL without memory. */
static struct plating_text
new_bundle (struct adorn *a, enum plate_kind kind, struct plating_text name)
{
  struct plating_text parts[] = {
    a->places[kind], plate_page_name (kind, name, a->provider),
    pl_text_of (BUNDLE_SUFFIX)
  };

  if (kind == PLATE_PROVIDER)
    parts[1] = pl_text_of ("provider");
  return pl_text_join (&a->arena, parts, 3);
}

/* -- proposals ------------------------------------------------------------ */

static int
emit (struct adorn *a, struct plating_text bundle, const char *dir,
      struct plating_text name, const char *suffix, uint32_t flags,
      struct plating_text component)
{
  const struct plating_text parts[] = {
    bundle, pl_text_of (dir), name, pl_text_of (suffix)
  };
  struct plating_document document = {
    .struct_size = sizeof document,
    .to = PLATING_TO_PROJECT,
    .flags = PLATING_DOCUMENT_KEEP_EXISTING | flags,
    .path = pl_text_join (&a->arena, parts, 4),
    .media_type = pl_text_of (PLATING_MEDIA_TEXT),
    .bytes = { a->text.data, a->text.len }
  };
  int code;

  if (!document.path.ptr || a->text.failed)
    return no_memory (a);
  code = a->r->host->emit_document (a->r->host, a->op, &document);
  if (code != PLATING_E_OUTSIDE && code != PLATING_E_INVAL
      && code != PLATING_E_LIMIT)
    return code;
  warn (a, component, flags ? "example" : "template",
        "its name can't be that of a file");
  return 0;
}

/* Whether there is anything in the bundle's directory of examples. */
static bool
has_examples (struct adorn *a, const struct plate_component *c)
{
  const struct plating_text parts[] = {
    c->bundle.path, pl_text_of (c->bundle.path.len ? "/examples/"
                                : "examples/")
  };
  struct plating_text dir = pl_text_join (&a->arena, parts, 2);
  const struct plating_tree *tree = c->bundle.root->tree;
  size_t i = dir.ptr ? pl_snapshot_bound (tree, dir) : tree->n_entries;

  return !dir.ptr
         || (i < tree->n_entries
             && pl_text_starts_with (pl_snapshot_entry (tree, i)->path,
                                     dir.ptr));
}

/* The schema, if there is one. */
static int
load (struct adorn *a, uint32_t index, struct plate_subject *subject)
{
  const struct plating_host *host = a->r->host;
  int code;

  if (component_at (a->req, index)->flags & PLATING_COMPONENT_NO_SCHEMA)
    return 0;
  code = host->component_schema (host, a->op, index, &subject->schema);
  switch (code) {
  case PLATING_E_NOT_FOUND:
    return 0;
  case 0:
  case PLATING_E_NOMEM:
  case PLATING_E_CANCELLED:
    return code;
  case PLATING_E_UNSUPPORTED:
    return plate_fail (a->r, a->op, code, nothing, 0, 0,
                       "the discovery plugin gives no schemas while bundles"
                       " are made");
  default:
    warn (a, subject->name, "bundle", "its schema can't be read");
    return PLATING_E_SCHEMA;
  }
}

static int
propose_example (struct adorn *a, const struct plate_subject *subject,
                 struct plating_text bundle)
{
  const char *problem;
  int code = plate_write_default_example (subject, &a->arena, &a->text,
                                          &problem);

  if (code == PLATING_E_UNSUPPORTED || code == PLATING_E_LIMIT) {
    warn (a, subject->name, "example", problem);
    return 0;
  }
  if (code < 0)
    return no_memory (a);
  return emit (a, bundle, "/examples/", pl_text_of ("example"),
               plate_example_suffix (subject->kind),
               PLATING_DOCUMENT_EXAMPLE, subject->name);
}

/* Whether NAME can be that of a bundle: it would not be found again. */
static bool
can_be_bundle (struct plating_text name)
{
  return name.len && name.ptr[0] != '.' && name.ptr[0] != '_'
    && !memchr (name.ptr, '/', name.len);
}

/* Proposes what component INDEX lacks; C is its folder's entry, or NULL. */
static int
propose (struct adorn *a, uint32_t index, const struct plate_component *c,
         bool is_test_only)
{
  const struct plating_component *component = component_at (a->req, index);
  struct plate_subject subject = {
    .kind = plate_kind_of (component->kind), .name = component->name,
    .provider = a->provider, .is_test_only = is_test_only
  };
  struct plating_text bundle, name = c ? c->folder_name : component->name;
  int code;

  if (!c && !can_be_bundle (name)) {
    warn (a, subject.name, "bundle", "its name can't be that of a file");
    return 0;
  }
  code = load (a, index, &subject);
  if (code < 0)
    return code == PLATING_E_SCHEMA ? 0 : code;
  if (!c && !a->places[subject.kind].ptr)
    code = find_place (a, subject.kind);
  if (code < 0)
    return code;
  bundle = c ? c->bundle.path : new_bundle (a, subject.kind, name);
  if (!bundle.ptr)
    return no_memory (a);
  pl_buffer_clear (&a->text);
  plate_put_default_template (&subject, &a->text);
  code = emit (a, bundle, "/docs/", name, ".tmpl.md", 0, subject.name);
  if (code < 0 || a->req->flags & PLATING_CATALOG_TEMPLATES_ONLY
      || (c && has_examples (a, c)))
    return code;
  return propose_example (a, &subject, bundle);
}

/* -- the operation -------------------------------------------------------- */

static bool
takes_part (const struct adorn *a, uint32_t i)
{
  const struct plating_component *c = component_at (a->req, i);
  enum plate_kind kind = plate_kind_of (c->kind);

  if (kind == PLATE_OTHER || (a->req->selected && !a->req->selected[i]))
    return false;
  if (a->req->flags & PLATING_CATALOG_IGNORE_DEPRECATED
      && c->flags & PLATING_COMPONENT_DEPRECATED)
    return false;
  /* With a template of its own the index has no lists any more: whoever
   * wants that asks for it. */
  return kind != PLATE_PROVIDER || a->req->flags & PLATING_CATALOG_FILTERED;
}

/* The entry of component I, if it has a folder. */
static const struct plate_component *
find_entry (const struct plate_renderer *r, uint32_t i)
{
  size_t low = 0, high = r->n_components;

  while (low < high) {
    size_t middle = low + (high - low) / 2;

    if (r->components[middle].index < i)
      low = middle + 1;
    else
      high = middle;
  }
  return low < r->n_components && r->components[low].index == i
    ? &r->components[low] : NULL;
}

/* Lists the components without a folder, by their index, with whether they
 * are for tests only. */
static int
list_missing (struct adorn *a, struct plate_component **list, size_t *n)
{
  struct plate_renderer *r = a->r;
  struct plate_component *all = r->components;
  size_t n_all = r->n_components;
  uint32_t i;
  int code;

  *n = 0;
  *list = pl_arena_array (&r->memory, a->req->n_components + 1,
                          sizeof (**list));
  if (!*list)
    return no_memory (a);
  for (i = 0; i < a->req->n_components; i++)
    if (takes_part (a, i) && !find_entry (r, i))
      (*list)[(*n)++] = (struct plate_component) {
        .index = i, .kind = plate_kind_of (component_at (a->req, i)->kind),
        .name = component_at (a->req, i)->name
      };
  /* What is asked for is asked of the renderer's own list. */
  r->components = *list;
  r->n_components = *n;
  code = plate_mark_test_only (r, a->op);
  r->components = all;
  r->n_components = n_all;
  return code;
}

static int
propose_all (struct adorn *a)
{
  const struct plating_host *host = a->r->host;
  struct plate_component *missing;
  size_t n, next = 0;
  uint32_t i;
  int code = list_missing (a, &missing, &n);

  for (i = 0; i < a->req->n_components && code == 0; i++) {
    const struct plate_component *c = find_entry (a->r, i);
    bool is_test_only = c && c->is_test_only;

    if (!takes_part (a, i))
      continue;
    if (host->op_is_cancelled (host, a->op))
      return PLATING_E_CANCELLED;
    if (!c)
      is_test_only = missing[next++].is_test_only;
    else if (c->template.ptr || !is_in_project (c))
      continue;
    pl_arena_reset (&a->arena);
    code = propose (a, i, c, is_test_only);
  }
  return code;
}

int
plate_adorn (void *instance, const struct plating_catalog_request *req,
             uint64_t op)
{
  struct adorn a = { .r = instance, .req = req, .op = op };
  int code = plate_open (a.r, req, op);

  pl_arena_init (&a.arena, 0);
  pl_buffer_init (&a.text);
  a.provider = req->provider->short_name;
  if (code == 0)
    code = propose_all (&a);
  pl_buffer_release (&a.text);
  pl_arena_release (&a.arena);
  if (code == 0)
    a.r->host->op_done (a.r->host, op, 0);
  return code;
}
