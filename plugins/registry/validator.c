/* SPDX-License-Identifier: Apache-2.0 */
/* Validator plugin "registry": whether a provider's pages may be published
 * in a Terraform registry.
 *
 * Pages are checked one by one as they come.  What concerns the whole site
 * is checked at the end: directories, files without a component and
 * components without a file, files on disk that are no pages of this run,
 * and pages in the legacy layout.  So that no file is checked twice, an
 * instance remembers the pages that it has seen until then. */

#include <config.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <plating/plugin.h>

#include "plugins/registry/checks-layout.h"
#include "plugins/registry/checks.h"
#include "plugins/registry/validator-lists.h"
#include "plugins/registry/validator-site.h"

#define RESOURCE_LIST "allowed-resource-subcategories"
#define GUIDE_LIST "allowed-guide-subcategories"

struct validator {
  const struct plating_host *host;
  struct validator_list resources, guides;
  pthread_mutex_t lock;         /* over what follows */
  char **pages;                 /* paths below the output root */
  size_t n_pages, cap;
};

/* One operation, as its findings need it. */
struct context {
  const struct plating_host *host;
  uint64_t op;
  struct plating_text component;
};

static void
validator_destroy (void *instance)
{
  struct validator *v = instance;
  size_t i;

  for (i = 0; i < v->n_pages; i++)
    free (v->pages[i]);
  free (v->pages);
  validator_list_release (&v->resources);
  validator_list_release (&v->guides);
  pthread_mutex_destroy (&v->lock);
  free (v);
}

static int
validator_create (const struct plating_host *host,
                  const struct plating_value *settings, void **instance)
{
  struct validator *v = calloc (1, sizeof *v);
  int code, code2;

  if (!v)
    return PLATING_E_NOMEM;
  v->host = host;
  pthread_mutex_init (&v->lock, NULL);
  code = validator_list_init (&v->resources, host->values, settings,
                              RESOURCE_LIST);
  code2 = validator_list_init (&v->guides, host->values, settings,
                               GUIDE_LIST);
  if (code < 0 || code2 < 0) {
    validator_destroy (v);
    return PLATING_E_NOMEM;
  }
  *instance = v;
  return 0;
}

/* -- results ---------------------------------------------------------- */

static int
report (void *data, const struct checks_finding *f)
{
  const struct context *c = data;
  const struct plating_rule *rule = &checks_rules[f->rule];
  struct plating_finding finding = {
    .struct_size = sizeof finding,
    .severity = rule->severity,
    .rule = { rule->id, strlen (rule->id) },
    .message = f->message,
    .component = f->component.len ? f->component : c->component,
    .file = f->file,
    .line = f->line,
    .column = f->column
  };

  c->host->report (c->host, c->op, &finding);
  return 0;
}

static int
finish_op (struct validator *v, uint64_t op, int code)
{
  if (code < 0)
    return code;
  v->host->op_done (v->host, op, 0);
  return 0;
}

/* -- options ---------------------------------------------------------- */

/* Says that a list of subcategories can't be read. */
static void
fail_list (struct validator *v, uint64_t op,
           const struct validator_list *list, const char *what, int code,
           int32_t system_error)
{
  struct plating_failure failure = {
    .struct_size = sizeof failure, .code = PLATING_E_CONFIG,
    .file = { list->file, strlen (list->file) }
  };
  const char *reason = code == PLATING_E_OUTSIDE
    ? "it is outside of the project"
    : system_error ? strerror (system_error) : "it can't be read";
  char message[256];
  int n = snprintf (message, sizeof message,
                    "read allowed %s subcategories: %s", what, reason);

  failure.message = (struct plating_text) { message, (size_t) n };
  if (n > 0 && (size_t) n < sizeof message)
    v->host->fail (v->host, op, &failure);
}

/* Fills in what does not depend on the operation.  A list that can't be
 * read is the error of finish alone: every page would have the same. */
static int
make_options (struct validator *v, uint64_t op, bool is_finish,
              struct checks_options *options)
{
  int32_t number;
  int code;

  *options = (struct checks_options) { .provider = { NULL, 0 } };
  code = validator_output_name (v->host, op, &options->registry_name);
  if (code < 0)
    return code;
  code = validator_list_get (&v->guides, v->host, op,
                             &options->guide_subcategories,
                             &options->n_guide_subcategories, &number);
  if (code < 0 && is_finish) {
    fail_list (v, op, &v->guides, "guide", code, number);
    return PLATING_E_CONFIG;
  }
  code = validator_list_get (&v->resources, v->host, op,
                             &options->resource_subcategories,
                             &options->n_resource_subcategories, &number);
  if (code < 0 && is_finish) {
    fail_list (v, op, &v->resources, "resource", code, number);
    return PLATING_E_CONFIG;
  }
  return 0;
}

/* -- pages ------------------------------------------------------------ */

/* Takes PATH. */
static int
remember_page (struct validator *v, char *path)
{
  int code = 0;

  pthread_mutex_lock (&v->lock);
  if (v->n_pages == v->cap) {
    size_t cap = v->cap ? v->cap * 2 : 64;
    char **pages = realloc (v->pages, cap * sizeof *pages);

    if (pages) {
      v->pages = pages;
      v->cap = cap;
    } else {
      code = PLATING_E_NOMEM;
    }
  }
  if (code == 0)
    v->pages[v->n_pages++] = path;
  else
    free (path);
  pthread_mutex_unlock (&v->lock);
  return code;
}

static int
validator_validate (void *instance,
                    const struct plating_validate_request *req, uint64_t op)
{
  struct validator *v = instance;
  const struct plating_document *document = req->document;
  size_t prefix = strlen (CHECKS_REGISTRY_DIRECTORY "/");
  struct context context = { .host = v->host, .op = op };
  struct checks_sink sink = { .data = &context, .finding = report };
  struct checks_options options;
  char *path, *page;
  int code;

  if (document->to != PLATING_TO_OUTPUT || !document->path.len
      || memchr (document->path.ptr, '\0', document->path.len))
    return finish_op (v, op, 0);
  if (req->component)
    context.component = req->component->name;
  path = malloc (prefix + document->path.len + 1);
  if (!path)
    return PLATING_E_NOMEM;
  memcpy (path, CHECKS_REGISTRY_DIRECTORY "/", prefix);
  memcpy (path + prefix, document->path.ptr, document->path.len);
  path[prefix + document->path.len] = '\0';
  code = make_options (v, op, false, &options);
  if (code == 0)
    code = checks_page (&options, path, document->bytes, &sink);
  page = code == 0 ? strdup (path + prefix) : NULL;
  free (path);
  if (code == 0)
    code = page ? remember_page (v, page) : PLATING_E_NOMEM;
  return finish_op (v, op, code);
}

/* -- the site --------------------------------------------------------- */

static int
validator_finish (void *instance, const struct plating_catalog_request *req,
                  uint64_t op)
{
  struct validator *v = instance;
  struct context context = { .host = v->host, .op = op };
  struct checks_sink sink = { .data = &context, .finding = report };
  struct checks_options options;
  char **pages;
  size_t n_pages, i;
  int code = make_options (v, op, true, &options);

  pthread_mutex_lock (&v->lock);
  pages = v->pages;
  n_pages = v->n_pages;
  v->pages = NULL;
  v->n_pages = v->cap = 0;
  pthread_mutex_unlock (&v->lock);
  options.provider = req->provider->short_name;
  if (code == 0)
    code = validator_check_site (v->host, op, req, &options,
                                 (const char *const *) pages, n_pages,
                                 &sink);
  for (i = 0; i < n_pages; i++)
    free (pages[i]);
  free (pages);
  return finish_op (v, op, code);
}

/* -- the descriptor --------------------------------------------------- */

static const char *const validator_accepts[] = { PLATING_MEDIA_ANY, NULL };

static const struct plating_validator_ops validator_ops = {
  .struct_size = sizeof validator_ops,
  .scopes = PLATING_SCOPE_PAGE | PLATING_SCOPE_SITE,
  .rules = checks_rules,
  .n_rules = CHECKS_N_RULES,
  .rule_size = sizeof checks_rules[0],
  .accepts = validator_accepts,
  .validate = validator_validate,
  .finish = validator_finish
};

static const struct plating_setting validator_settings[] = {
  {
    .name = RESOURCE_LIST,
    .type = PLATING_SETTING_LIST,
    .help = "a subcategory that pages other than guides may have"
  },
  {
    .name = RESOURCE_LIST "-file",
    .type = PLATING_SETTING_PATH,
    .help = "file of the project with such subcategories, one on a line"
  },
  {
    .name = GUIDE_LIST,
    .type = PLATING_SETTING_LIST,
    .help = "a subcategory that guides may have"
  },
  {
    .name = GUIDE_LIST "-file",
    .type = PLATING_SETTING_PATH,
    .help = "file of the project with such subcategories, one on a line"
  }
};

static const struct plating_plugin validator_plugin = {
  .struct_size = sizeof validator_plugin,
  .abi = PLATING_ABI,
  .abi_min_minor = PLATING_ABI_MINOR,
  .kind = PLATING_PLUGIN_VALIDATOR,
  .thread_model = PLATING_THREADS_PARALLEL,
  .flags = PLATING_PLUGIN_BLOCKING | PLATING_PLUGIN_PURE,
  .n_settings = sizeof validator_settings / sizeof validator_settings[0],
  .setting_size = sizeof validator_settings[0],
  .settings = validator_settings,
  .name = "registry",
  .version = PACKAGE_VERSION,
  .summary = "whether pages may be published in a Terraform registry",
  .license = "Apache-2.0",
  .create = validator_create,
  .destroy = validator_destroy,
  .ops = &validator_ops
};

PLATING_PLUGIN_DEFINE (validator_plugin)
