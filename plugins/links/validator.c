/* SPDX-License-Identifier: Apache-2.0 */
/* Validator plugin "links": whether a site holds together.
 *
 * Each page is read once as it comes: its front matter and sections are
 * checked, what it says of the schema, and its links are kept.  When all
 * pages are known, the links are followed. */

#include <config.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <plating/plugin.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "common/text.h"
#include "plugins/links/page-check.h"
#include "plugins/links/page-links.h"

struct page {
  struct page *next;
  struct plating_text path;
  bool is_compared;             /* with the schema of its component */
  struct links_page links;
};

struct validator {
  const struct plating_host *host;
  pthread_mutex_t mutex;        /* all below */
  struct page *pages;
  struct pl_arena memory;       /* of the pages */
};

/* -- instances -------------------------------------------------------- */

static void
validator_destroy (void *instance)
{
  struct validator *v = instance;

  pl_arena_release (&v->memory);
  pthread_mutex_destroy (&v->mutex);
  free (v);
}

static int
validator_create (const struct plating_host *host,
                  const struct plating_value *settings, void **instance)
{
  struct validator *v = calloc (1, sizeof *v);

  (void) settings;
  if (!v)
    return PLATING_E_NOMEM;
  v->host = host;
  if (pthread_mutex_init (&v->mutex, NULL)) {
    free (v);
    return PLATING_E_NOMEM;
  }
  pl_arena_init (&v->memory, 0);
  *instance = v;
  return 0;
}

/* -- pages ------------------------------------------------------------ */

/* Keeps what finish needs of the page PATH. */
static int
keep_page (struct validator *v, struct plating_text path,
           struct plating_text bytes, bool is_compared)
{
  struct pl_arena scratch;
  struct links_page found;
  struct page *page;
  struct links_link *l, **last;
  struct links_anchor *a, **last_a;
  int code;

  pl_arena_init (&scratch, 0);
  code = links_read (&scratch, bytes, &found);
  pthread_mutex_lock (&v->mutex);
  page = code == 0 ? pl_arena_zalloc (&v->memory, sizeof *page) : NULL;
  if (page) {
    page->path.ptr = pl_arena_strndup (&v->memory, path.ptr, path.len);
    page->path.len = path.len;
    page->is_compared = is_compared;
    last = &page->links.links;
    for (l = found.links; l; l = l->next, last = &(*last)->next) {
      *last = pl_arena_zalloc (&v->memory, sizeof *l);
      if (!*last)
        break;
      (*last)->line = l->line;
      (*last)->target.len = l->target.len;
      (*last)->target.ptr = pl_arena_strndup (&v->memory, l->target.ptr,
                                              l->target.len);
      if (!(*last)->target.ptr)
        break;
    }
    last_a = &page->links.anchors;
    for (a = found.anchors; a && !l; a = a->next, last_a = &(*last_a)->next) {
      *last_a = pl_arena_zalloc (&v->memory, sizeof *a);
      if (!*last_a)
        break;
      (*last_a)->name.len = a->name.len;
      (*last_a)->name.ptr = pl_arena_strndup (&v->memory, a->name.ptr,
                                              a->name.len);
      if (!(*last_a)->name.ptr)
        break;
    }
    if (l || a || !page->path.ptr) {
      code = PLATING_E_NOMEM;
    } else {
      page->next = v->pages;
      v->pages = page;
    }
  } else if (code == 0) {
    code = PLATING_E_NOMEM;
  }
  pthread_mutex_unlock (&v->mutex);
  pl_arena_release (&scratch);
  return code;
}

static int
validator_validate (void *instance,
                    const struct plating_validate_request *req, uint64_t op)
{
  struct validator *v = instance;
  const struct plating_document *d = req->document;
  struct links_check c = { .host = v->host, .op = op };
  struct links_page page;
  int code = 0;

  if (d->to != PLATING_TO_OUTPUT) {
    v->host->op_done (v->host, op, 0);
    return 0;
  }
  pl_arena_init (&c.arena, 0);
  if (req->component)
    c.component = req->component->name;
  code = links_show_path (&c, d->path);
  if (code == 0)
    code = links_read (&c.arena, d->bytes, &page);
  if (code == 0)
    code = links_check_front_matter (&c, d->bytes, &page);
  if (code == 0 && req->component) {
    links_check_sections (&c, &page, req->component->kind, req->schema);
    if (req->schema && req->schema->n_nodes)
      links_check_names (&c, d->bytes, req->schema);
  }
  if (code == 0)
    code = keep_page (v, d->path, d->bytes, req->component != NULL);
  pl_arena_release (&c.arena);
  if (code == 0)
    v->host->op_done (v->host, op, 0);
  return code;
}

/* -- the site --------------------------------------------------------- */

static int
compare_pages (const void *x, const void *y)
{
  const struct page *a = *(struct page *const *) x;
  const struct page *b = *(struct page *const *) y;

  return pl_text_compare (a->path, b->path);
}

struct site {
  struct page **pages;
  size_t n_pages;
  const struct plating_tree *tree;
};

static const struct page *
find_page (const struct site *s, struct plating_text path)
{
  struct page key = { .path = path };
  const struct page *k = &key;
  struct page **found = s->n_pages
    ? bsearch (&k, s->pages, s->n_pages, sizeof *s->pages, compare_pages)
    : NULL;

  return found ? *found : NULL;
}

/* Whether the output has PATH on disk; *IS_DIRECTORY says how.  The tree is
 * in the order of a walk, which is not that of bytes: it is looked at from
 * one end to the other, for only links to other files come here. */
static bool
is_on_disk (const struct site *s, struct plating_text path,
            bool *is_directory)
{
  size_t i;

  for (i = 0; i < s->tree->n_entries; i++) {
    const struct plating_tree_entry *e
      = (const struct plating_tree_entry *) (const void *)
        ((const char *) s->tree->entries + i * s->tree->entry_size);

    if (pl_text_same (e->path, path)) {
      *is_directory = e->type == PLATING_ENTRY_DIRECTORY
                      || e->target_type == PLATING_ENTRY_DIRECTORY;
      return true;
    }
  }
  return false;
}

static int
check_link (struct links_check *c, const struct site *s,
            const struct page *from, const struct links_link *link)
{
  struct plating_text path, anchor;
  const struct page *to;
  bool is_directory = false;
  int code = links_resolve (&c->arena, from->path, link->target, &path,
                            &anchor);

  if (code == 0 || code == PLATING_E_NOMEM)
    return code;
  if (code < 0) {
    links_report (c, RULE_OUTSIDE, link->line, 0,
                  "the link leads out of the site: ", link->target, "");
    return 0;
  }
  while (path.len && path.ptr[path.len - 1] == '/')
    path.len--;
  to = find_page (s, path);
  if (!to && !is_on_disk (s, path, &is_directory) && path.len)
    links_report (c, RULE_DEAD_LINK, link->line, 0,
                  "the site has no file for the link ", link->target, "");
  else if (!to && (is_directory || !path.len))
    links_report (c, RULE_DEAD_LINK, link->line, 0,
                  "the link leads to a directory, not to a page: ",
                  link->target, "");
  else if (to && anchor.len && !links_has_anchor (&to->links, anchor))
    links_report (c, RULE_DEAD_ANCHOR, link->line, 0,
                  "the page has no such part: ", link->target, "");
  return 0;
}

static int
check_site (struct links_check *c, const struct site *s)
{
  const struct links_link *link;
  size_t i;
  int code = 0;

  for (i = 0; i < s->n_pages && code == 0; i++) {
    code = links_show_path (c, s->pages[i]->path);
    for (link = s->pages[i]->links.links; link && code == 0;
         link = link->next)
      code = check_link (c, s, s->pages[i], link);
    pl_arena_reset (&c->arena);
  }
  return code;
}

/* -- pages of the disk and their components --------------------------- */

static const char *const directories[][2] = {
  { PLATING_KIND_ACTION, "actions/" },
  { PLATING_KIND_DATA_SOURCE, "data-sources/" },
  { PLATING_KIND_EPHEMERAL_RESOURCE, "ephemeral-resources/" },
  { PLATING_KIND_FUNCTION, "functions/" },
  { PLATING_KIND_LIST_RESOURCE, "list-resources/" },
  { PLATING_KIND_RESOURCE, "resources/" },
  { PLATING_KIND_STATE_STORE, "state-stores/" }
};

/* The page that shows a component; NULL if there is none. */
static const struct page *
page_of (const struct site *s, const struct plating_component *component,
         struct plating_text short_name)
{
  bool is_function = pl_text_same (component->kind,
                                   pl_text_of (PLATING_KIND_FUNCTION));
  struct plating_text name = component->name;
  const struct page *page = NULL;
  struct pl_buffer path;
  size_t i;

  if (!is_function && name.len > short_name.len + 1
      && !memcmp (name.ptr, short_name.ptr, short_name.len)
      && name.ptr[short_name.len] == '_') {
    name.ptr += short_name.len + 1;
    name.len -= short_name.len + 1;
  }
  pl_buffer_init (&path);
  for (i = 0; i < sizeof directories / sizeof directories[0]; i++)
    if (pl_text_same (component->kind, pl_text_of (directories[i][0]))) {
      pl_buffer_puts (&path, directories[i][1]);
      pl_buffer_append (&path, name.ptr, name.len);
      pl_buffer_puts (&path, ".md");
    }
  if (path.len && !path.failed)
    page = find_page (s, (struct plating_text) { path.data, path.len });
  pl_buffer_release (&path);
  return page;
}

static int
compare_component (struct links_check *c, const struct site *s,
                   const struct plating_catalog_request *req, uint32_t i)
{
  const struct plating_host *host = c->host;
  const struct plating_component *component
    = (const struct plating_component *) (const void *)
      ((const char *) req->components + (size_t) i * req->component_size);
  const struct page *page = page_of (s, component, req->provider->short_name);
  const struct plating_schema_view *schema = NULL;
  struct plating_text bytes;
  struct links_page links;
  int code;

  if (!page || page->is_compared)
    return 0;
  code = links_show_path (c, page->path);
  if (code == 0)
    code = host->read (host, c->op, pl_text_of (PLATING_ROOT_OUTPUT),
                       page->path, &bytes, NULL);
  if (code == 0)
    code = links_read (&c->arena, bytes, &links);
  if (code == 0 && !(component->flags & PLATING_COMPONENT_NO_SCHEMA))
    code = host->component_schema (host, c->op, i, &schema);
  if (code < 0)
    return code;
  c->component = component->name;
  links_check_sections (c, &links, component->kind, schema);
  if (schema && schema->n_nodes)
    links_check_names (c, bytes, schema);
  return 0;
}

static int
compare_components (struct links_check *c, const struct site *s,
                    const struct plating_catalog_request *req)
{
  uint32_t i;
  int code = 0;

  for (i = 0; i < req->n_components && code == 0; i++) {
    if (!req->selected || req->selected[i])
      code = compare_component (c, s, req, i);
    c->component = (struct plating_text) { NULL, 0 };
    pl_arena_reset (&c->arena);
  }
  return code;
}

static int
validator_finish (void *instance, const struct plating_catalog_request *req,
                  uint64_t op)
{
  const struct plating_text all = { NULL, 0 };
  struct validator *v = instance;
  struct links_check c = { .host = v->host, .op = op };
  struct site s = { NULL, 0, NULL };
  struct page *page;
  int code;

  pl_arena_init (&c.arena, 0);
  for (page = v->pages; page; page = page->next)
    s.n_pages++;
  s.pages = malloc ((s.n_pages + 1) * sizeof *s.pages);
  code = !s.pages ? PLATING_E_NOMEM
    : v->host->list (v->host, op, pl_text_of (PLATING_ROOT_OUTPUT), all,
                     &s.tree);
  if (code == 0) {
    s.n_pages = 0;
    for (page = v->pages; page; page = page->next)
      s.pages[s.n_pages++] = page;
    qsort (s.pages, s.n_pages, sizeof *s.pages, compare_pages);
    code = check_site (&c, &s);
    if (code == 0)
      code = compare_components (&c, &s, req);
  }
  free (s.pages);
  pl_arena_release (&c.arena);
  v->pages = NULL;
  pl_arena_release (&v->memory);
  if (code == 0)
    v->host->op_done (v->host, op, 0);
  return code;
}

/* -- the plugin ------------------------------------------------------- */

static const char *const accepts[] = { PLATING_MEDIA_MARKDOWN, NULL };

static const struct plating_validator_ops ops = {
  .struct_size = sizeof ops,
  .scopes = PLATING_SCOPE_PAGE | PLATING_SCOPE_SITE,
  .rules = links_rules,
  .n_rules = N_RULES,
  .rule_size = sizeof links_rules[0],
  .accepts = accepts,
  .validate = validator_validate,
  .finish = validator_finish
};

static const struct plating_plugin descriptor = {
  .struct_size = sizeof descriptor,
  .abi = PLATING_ABI,
  .abi_min_minor = PLATING_ABI_MINOR,
  .kind = PLATING_PLUGIN_VALIDATOR,
  .thread_model = PLATING_THREADS_PARALLEL,
  .flags = PLATING_PLUGIN_BLOCKING | PLATING_PLUGIN_PURE,
  .name = "links",
  .version = PACKAGE_VERSION,
  .summary = "whether the pages of a site hold together",
  .license = "Apache-2.0",
  .create = validator_create,
  .destroy = validator_destroy,
  .ops = &ops
};

PLATING_PLUGIN_DEFINE (descriptor)
