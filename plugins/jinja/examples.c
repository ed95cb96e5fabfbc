/* SPDX-License-Identifier: Apache-2.0 */
/* Compiles the examples of single components.
 *
 * An example goes to each component of its bundle that it uses, and to no
 * other; a component without any gets no directory. */

#include <config.h>

#include "plugins/jinja/examples.h"

#include <stdlib.h>
#include <string.h>

#include "common/snapshot.h"
#include "common/toml.h"

#define QUERY_SUFFIX ".tfquery.hcl"
#define META_SUFFIX ".meta.toml"
#define BUNDLE_REQUIREMENTS "_requirements" META_SUFFIX
#define PROVIDER_FILE "provider.tf"

/* An example of the bundle. */
struct single {
  struct plating_text stem;     /* its name without the suffix */
  struct plating_text path;     /* below the root */
  struct plating_text meta;     /* path of its requirements; may be empty */
  bool is_query;                /* by its name */
  bool is_read;
  struct plate_example_text text;
};

struct bundle {
  const struct plate_root *root;
  struct plating_text examples; /* directory, with a slash */
  struct single *singles;
  size_t n;
  struct plating_text requirements;     /* path, or empty */
};

/* -- for all examples ----------------------------------------------------- */

struct plating_text
plate_compiler_shown (struct plate_compiler *c, const struct plate_root *root,
                      struct plating_text path)
{
  return plate_shown (c->r, root, path, &c->arena);
}

void
plate_compiler_report (struct plate_compiler *c, struct plating_text file,
                       uint32_t line, uint32_t column, const char *before,
                       struct plating_text message)
{
  const struct plating_host *host = c->r->host;
  const struct plating_text parts[] = { pl_text_of (before), message };
  struct plating_finding finding = {
    .struct_size = sizeof finding,
    .severity = PLATING_LEVEL_ERROR,
    .message = pl_text_join (&c->arena, parts, 2),
    .file = file,
    .line = line,
    .column = column
  };

  if (finding.message.ptr)
    host->report (host, c->op, &finding);
}

int
plate_compiler_emit (struct plate_compiler *c, uint32_t to,
                     struct plating_text name, uint32_t mode)
{
  const struct plating_host *host = c->r->host;
  struct plating_document document = {
    .struct_size = sizeof document,
    .to = to,
    .flags = PLATING_DOCUMENT_VERBATIM,
    .mode = mode,
    .media_type = pl_text_of (PLATING_MEDIA_TEXT),
    .bytes = { c->text.data, c->text.len }
  };
  size_t before = c->path.len;
  int code;

  pl_buffer_append (&c->path, name.ptr, name.len);
  if (c->path.failed || c->text.failed)
    return PLATING_E_NOMEM;
  document.path.ptr = c->path.data;
  document.path.len = c->path.len;
  code = host->emit_document (host, c->op, &document);
  if (code == PLATING_E_OUTSIDE || code == PLATING_E_INVAL
      || code == PLATING_E_LIMIT) {
    plate_compiler_report (c, document.path, 0, 0, "no example was made of"
                           " this name: it can't be that of a file",
                           pl_text_of (""));
    code = 0;
  }
  c->path.len = before;
  return code;
}

int
plate_compiler_read (struct plate_compiler *c, const struct plate_root *root,
                     struct plating_text path, struct plating_text *bytes)
{
  const struct plating_host *host = c->r->host;
  int32_t system_error = 0;
  int code = host->read (host, c->op, root->name, path, bytes,
                         &system_error);
  const char *why = plate_why_unread (code, system_error);

  if (code == 0 || code == PLATING_E_NOMEM || code == PLATING_E_CANCELLED)
    return code;
  *bytes = (struct plating_text) { NULL, 0 };
  plate_compiler_report (c, plate_compiler_shown (c, root, path), 0, 0,
                         why ? "can't read the example: "
                         : "can't read the example", pl_text_of (why ? why
                                                                 : ""));
  return 0;
}

int
plate_compiler_read_requirements (struct plate_compiler *c,
                                  const struct plate_root *root,
                                  struct plating_text path,
                                  struct plating_text *bytes,
                                  const struct toml_value **table)
{
  struct toml_error error;
  int code = plate_compiler_read (c, root, path, bytes);

  *table = NULL;
  if (code < 0 || !bytes->ptr)
    return code;
  code = plate_requirements_read (*bytes, &c->arena, table, &error);
  if (code == 0 || code == PLATING_E_NOMEM)
    return code;
  *bytes = (struct plating_text) { NULL, 0 };
  plate_compiler_report (c, plate_compiler_shown (c, root, path), error.line,
                         error.column, "", pl_text_of (error.message));
  return 0;
}

/* -- the examples of a bundle --------------------------------------------- */

static struct plating_text
below (const struct bundle *b, const struct plating_tree_entry *e)
{
  return pl_text_skip (e->path, b->examples.len);
}

static bool
is_in (const struct bundle *b, const struct plating_tree_entry *e)
{
  return e->path.len > b->examples.len
         && !memcmp (e->path.ptr, b->examples.ptr, b->examples.len);
}

static struct plating_text
without (struct plating_text name, const char *suffix)
{
  name.len -= strlen (suffix);
  return name;
}

static void
add_single (struct bundle *b, struct plating_text name,
            struct plating_text path)
{
  struct single *s = &b->singles[b->n];

  *s = (struct single) { .path = path };
  if (pl_text_ends_with (name, QUERY_SUFFIX)) {
    s->is_query = true;
    s->stem = without (name, QUERY_SUFFIX);
  } else if (pl_text_ends_with (name, ".tf")) {
    s->stem = without (name, ".tf");
  }
  if (s->stem.len)
    b->n++;
}

static void
set_requirements (struct bundle *b, struct plating_text name,
                  struct plating_text path)
{
  size_t i;

  if (pl_text_same (name, pl_text_of (BUNDLE_REQUIREMENTS)))
    b->requirements = path;
  else if (pl_text_ends_with (name, META_SUFFIX))
    for (i = 0; i < b->n; i++)
      if (pl_text_same (b->singles[i].stem, without (name, META_SUFFIX))) {
        b->singles[i].meta = path;
        break;
      }
}

/* Lists the examples that lie directly in the directory. */
static int
list_singles (struct plate_compiler *c, const struct plate_bundle *bundle,
              struct bundle *b)
{
  const struct plating_text parts[] = {
    bundle->path, pl_text_of (bundle->path.len ? "/examples/" : "examples/")
  };
  const struct plating_tree *tree = bundle->root->tree;
  size_t first, n = 0, i;

  *b = (struct bundle) { .root = bundle->root,
                         .examples = pl_text_join (&c->arena, parts, 2) };
  if (!b->examples.ptr)
    return PLATING_E_NOMEM;
  first = pl_snapshot_bound (tree, b->examples);
  while (first + n < tree->n_entries
         && is_in (b, pl_snapshot_entry (tree, first + n)))
    n++;
  b->singles = pl_arena_array (&c->arena, n + 1, sizeof *b->singles);
  if (!b->singles)
    return PLATING_E_NOMEM;
  for (i = first; i < first + n; i++) {
    const struct plating_tree_entry *e = pl_snapshot_entry (tree, i);

    if (plate_is_file (e) && !memchr (below (b, e).ptr, '/',
                                      below (b, e).len))
      add_single (b, below (b, e), e->path);
  }
  for (i = first; i < first + n; i++) {
    const struct plating_tree_entry *e = pl_snapshot_entry (tree, i);

    if (plate_is_file (e))
      set_requirements (b, below (b, e), e->path);
  }
  return 0;
}

/* Reads an example; one that is wrong is reported and left out. */
static int
read_single (struct plate_compiler *c, const struct bundle *b,
             struct single *s)
{
  struct plating_text bytes, file;
  struct hcl_error error;
  int code = plate_compiler_read (c, b->root, s->path, &bytes);

  if (code < 0 || !bytes.ptr)
    return code;
  code = plate_example_read (bytes, c->provider.name, &c->arena, &s->text,
                             &error);
  s->is_read = code == 0;
  if (code == 0 || code == PLATING_E_NOMEM)
    return code;
  file = plate_compiler_shown (c, b->root, s->path);
  plate_compiler_report (c, file, error.line, error.column, "",
                         pl_text_of (error.message));
  return 0;
}

static int
read_singles (struct plate_compiler *c, struct bundle *b)
{
  static const struct plating_text provider = PLATING_TEXT ("provider");
  int code = 0;
  size_t i;

  for (i = 0; i < b->n && code == 0; i++) {
    code = read_single (c, b, &b->singles[i]);
    if (!b->singles[i].is_read || b->singles[i].is_query
        || !pl_text_same (b->singles[i].stem, provider))
      continue;
    b->singles[i].is_read = false;
    plate_compiler_report (c, plate_compiler_shown (c, b->root,
                                                    b->singles[i].path),
                           0, 0, "an example can't be called " PROVIDER_FILE
                           ", which is the name of the provider's file",
                           pl_text_of (""));
  }
  return code;
}

/* -- one component -------------------------------------------------------- */

/* Whether the example uses the component by its name, with or without the
 * provider's in front. */
static bool
uses (struct plate_compiler *c, const struct single *s,
      const struct plate_component *component)
{
  const struct plating_text parts[] = {
    c->provider.name, pl_text_of ("_"), component->name
  };
  struct plating_text full;

  if (!s->is_read)
    return false;
  if (plate_example_uses (&s->text, component->kind, component->name))
    return true;
  full = pl_text_join (&c->arena, parts, 3);
  return full.ptr && plate_example_uses (&s->text, component->kind, full);
}

/* A file of requirements goes as it is to whoever reads it. */
static int
copy_requirements (struct plate_compiler *c, const struct bundle *b,
                   struct plating_text source, struct plating_text name)
{
  const struct toml_value *table;
  struct plating_text bytes;
  int code = plate_compiler_read_requirements (c, b->root, source, &bytes,
                                               &table);

  if (code < 0 || !bytes.ptr)
    return code;
  pl_buffer_clear (&c->text);
  pl_buffer_append (&c->text, bytes.ptr, bytes.len);
  return plate_compiler_emit (c, PLATING_TO_EXAMPLES, name, 0);
}

static int
write_single (struct plate_compiler *c, const struct bundle *b,
              const struct single *s, struct plate_requirements *others)
{
  bool is_query = s->is_query || s->text.is_query;
  const struct plating_text parts[] = {
    s->stem, pl_text_of (is_query ? QUERY_SUFFIX : ".tf")
  }, meta[] = { s->stem, pl_text_of (META_SUFFIX) };
  struct plating_text name = pl_text_join (&c->arena, parts, 2);
  int code;

  pl_buffer_clear (&c->text);
  code = plate_example_write (&s->text, c->provider.name, true, &c->arena,
                              others, &c->text);
  if (code == 0)
    code = name.ptr ? plate_compiler_emit (c, PLATING_TO_EXAMPLES, name, 0)
      : PLATING_E_NOMEM;
  if (code < 0 || !s->meta.ptr)
    return code;
  name = pl_text_join (&c->arena, meta, 2);
  return name.ptr ? copy_requirements (c, b, s->meta, name) : PLATING_E_NOMEM;
}

/* Puts TYPE/NAME/ of the component into the path. */
static void
set_directory (struct plate_compiler *c,
               const struct plate_component *component)
{
  /* Here functions lose the provider's name too. */
  struct plating_text name = plate_page_name (PLATE_RESOURCE,
                                              component->name,
                                              c->provider.name);

  pl_buffer_clear (&c->path);
  pl_buffer_printf (&c->path, "%s/", plate_kinds[component->kind].value);
  pl_buffer_append (&c->path, name.ptr, name.len);
  pl_buffer_putc (&c->path, '/');
}

static int
compile_component (struct plate_compiler *c, const struct bundle *b,
                   const struct plate_component *component)
{
  struct plate_requirements others = { NULL, 0 };
  size_t n = 0, i;
  int code = 0;

  set_directory (c, component);
  for (i = 0; i < b->n && code == 0; i++)
    if (uses (c, &b->singles[i], component)) {
      n++;
      code = write_single (c, b, &b->singles[i], &others);
    }
  if (code < 0 || !n)
    return code;
  pl_buffer_clear (&c->text);
  plate_put_provider_file (&c->provider, &others, component->is_test_only,
                           &c->text);
  code = plate_compiler_emit (c, PLATING_TO_EXAMPLES,
                              pl_text_of (PROVIDER_FILE), 0);
  if (code < 0 || !b->requirements.ptr)
    return code;
  return copy_requirements (c, b, b->requirements,
                            pl_text_of (BUNDLE_REQUIREMENTS));
}

/* -- all bundles ---------------------------------------------------------- */

static int
compare_components (const void *a, const void *b)
{
  const struct plate_component *x = *(struct plate_component *const *) a;
  const struct plate_component *y = *(struct plate_component *const *) b;
  int order = pl_text_compare (x->bundle.root->name, y->bundle.root->name);

  if (!order)
    order = pl_text_compare (x->bundle.path, y->bundle.path);
  if (!order)
    order = (x->kind > y->kind) - (x->kind < y->kind);
  return order ? order : pl_text_compare (x->name, y->name);
}

static bool
is_same_bundle (const struct plate_component *a,
                const struct plate_component *b)
{
  return a->bundle.root == b->bundle.root
         && pl_text_same (a->bundle.path, b->bundle.path);
}

/* The N components of one bundle. */
static int
compile_bundle (struct plate_compiler *c,
                struct plate_component *const *components, size_t n)
{
  struct bundle b;
  int code;
  size_t i;

  pl_arena_reset (&c->arena);
  if (c->r->host->op_is_cancelled (c->r->host, c->op))
    return PLATING_E_CANCELLED;
  code = list_singles (c, &components[0]->bundle, &b);
  if (code == 0 && b.n)
    code = read_singles (c, &b);
  for (i = 0; i < n && code == 0 && b.n; i++)
    if (components[i]->kind < PLATE_N_KINDS)
      code = compile_component (c, &b, components[i]);
  return code < 0 ? code : plate_groups_collect (c, components, n);
}

static int
compile_all (struct plate_compiler *c)
{
  struct plate_renderer *r = c->r;
  struct plate_component **list
    = pl_arena_array (&c->memory, r->n_components + 1, sizeof (*list));
  size_t n = 0, i, k;
  int code = list ? 0 : PLATING_E_NOMEM;

  for (i = 0; code == 0 && i < r->n_components; i++)
    if (r->components[i].is_selected)
      list[n++] = &r->components[i];
  if (n > 1)
    qsort (list, n, sizeof (*list), compare_components);
  for (i = 0; i < n && code == 0; i = k) {
    for (k = i + 1; k < n && is_same_bundle (list[i], list[k]); k++)
      continue;
    code = compile_bundle (c, list + i, k - i);
  }
  return code < 0 ? code : plate_groups_emit (c);
}

/* -- the provider --------------------------------------------------------- */

/* The address as sources are written: that of a public registry is left
 * out. */
static struct plating_text
source_of (struct plating_text address)
{
  static const char *const registries[] = {
    "registry.terraform.io/", "registry.opentofu.org/"
  };
  size_t i;

  for (i = 0; i < 2; i++)
    if (pl_text_starts_with (address, registries[i]))
      return pl_text_skip (address, strlen (registries[i]));
  return address;
}

static int
set_provider (struct plate_compiler *c, const struct plating_provider *found)
{
  struct plate_example_provider *p = &c->provider;
  const struct plate_settings *s = &c->r->settings;
  const struct plating_text source[] = {
    pl_text_of ("local/providers/"), c->r->provider_name
  }, version[] = { pl_text_of (">= "), found->version };

  p->name = c->r->provider_name;
  p->test_variable = s->test_variable;
  p->source = s->provider_source.len ? s->provider_source
    : found->address.len ? source_of (found->address)
    : pl_text_join (&c->memory, source, 2);
  p->version = s->provider_version;
  if (!p->version.len && found->version.len)
    p->version = pl_text_join (&c->memory, version, 2);
  return p->source.ptr ? 0 : PLATING_E_NOMEM;
}

int
plate_compile_examples (struct plate_renderer *r,
                        const struct plating_catalog_request *req,
                        uint64_t op)
{
  struct plate_compiler c = { .r = r, .op = op };
  int code;

  pl_arena_init (&c.memory, 0);
  pl_arena_init (&c.arena, 0);
  pl_buffer_init (&c.text);
  pl_buffer_init (&c.path);
  code = set_provider (&c, req->provider);
  if (code == 0)
    code = compile_all (&c);
  pl_buffer_release (&c.path);
  pl_buffer_release (&c.text);
  pl_arena_release (&c.arena);
  pl_arena_release (&c.memory);
  return code;
}
