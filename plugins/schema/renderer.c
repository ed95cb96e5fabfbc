/* SPDX-License-Identifier: Apache-2.0 */
/* The renderer: each component's schema as JSON, as Terraform prints it.
 *
 * The command puts the pieces together: then each document is a member,
 * "NAME":{...}, and the first one has the provider's address. */

#include <config.h>

#include "plugins/schema/renderer.h"

#include <stdlib.h>
#include <string.h>

#include "common/buffer.h"
#include "plugins/schema/sections.h"
#include "plugins/schema/text.h"
#include "plugins/schema/writer.h"

/* Longest name of a file, without the ending. */
#define NAME_MAX_LEN 200u

/* In plan entries, instead of a section: the address. */
#define ADDRESS UINT64_MAX

/* Instead of a section: members of the provider's object, and those of the
 * document. */
#define REST (UINT64_MAX - 1)
#define DOCUMENT (UINT64_MAX - 2)

static const char *const layouts[] = { "full", "1.11", NULL };

static const struct plating_setting settings[] = {
  { .name = "layout", .type = PLATING_SETTING_CHOICE,
    .default_value = "full", .choices = layouts,
    .help = "full: all that is known; 1.11: what Terraform 1.11 prints" },
  { .name = "unknown", .type = PLATING_SETTING_BOOL, .default_value = "yes",
    .help = "keep members of a schema file that are not known" },
  { .name = "pieces", .type = PLATING_SETTING_BOOL, .default_value = "no",
    .help = "write each schema as a member with its name, for the command" },
};

static int
schema_create (const struct plating_host *host,
               const struct plating_value *values, void **instance)
{
  static const struct plating_text layout = PLATING_TEXT ("layout"),
    unknown = PLATING_TEXT ("unknown"), pieces = PLATING_TEXT ("pieces");
  const struct plating_values *v = host->values;
  struct schema_renderer *r = calloc (1, sizeof *r);

  if (!r)
    return PLATING_E_NOMEM;
  r->host = host;
  r->is_old = SCHEMA_TEXT_IS (v->string_get (v->get (values, layout)),
                              "1.11");
  r->is_plain = !v->bool_get (v->get (values, unknown));
  r->has_pieces = v->bool_get (v->get (values, pieces)) != 0;
  *instance = r;
  return 0;
}

static void
schema_destroy (void *instance)
{
  free (instance);
}

/* -- the plan ------------------------------------------------------------- */

struct plan {
  const struct schema_renderer *renderer;
  const struct plating_catalog_request *req;
  uint64_t op;
  struct pl_buffer path;        /* of the next entry */
};

/* Emits the entry whose path has been written. */
static int
emit (struct plan *p, uint32_t component, uint64_t data)
{
  const struct plating_host *host = p->renderer->host;
  struct plating_plan_entry entry = {
    .path = { p->path.data, p->path.len },
    .component = component, .data = data,
  };
  int status = p->path.failed ? PLATING_E_NOMEM
    : host->emit_plan (host, p->op, &entry, 1, sizeof entry);

  pl_buffer_clear (&p->path);
  return status;
}

/* A file name for what is called NAME; number I keeps long ones apart. */
static void
put_name (struct pl_buffer *out, struct plating_text name, uint32_t i)
{
  size_t start = out->len, k;

  for (k = 0; k < name.len && out->len - start < NAME_MAX_LEN - 16; k++) {
    unsigned char c = (unsigned char) name.ptr[k];

    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9') || c == '_' || c == '-'
        || (c == '.' && k > 0))
      pl_buffer_putc (out, (char) c);
    else
      pl_buffer_printf (out, "%%%02X", c);
  }
  if (k < name.len || name.len == 0)
    pl_buffer_printf (out, "~%u", (unsigned) i);
}

static const struct plating_component *
component_at (const struct plan *p, uint32_t i)
{
  return (const struct plating_component *) (const void *)
    ((const char *) p->req->components + (size_t) i * p->req->component_size);
}

static bool
belongs_to (const struct schema_section *section,
            const struct plating_component *c)
{
  return schema_text_is (c->kind, section->kind, strlen (section->kind))
    && !(section->form == SCHEMA_FORM_IDENTITY
         && !(c->flags & PLATING_COMPONENT_HAS_IDENTITY))
    && !(c->flags & PLATING_COMPONENT_NO_SCHEMA && section->directory);
}

static int
plan_section (struct plan *p, size_t number)
{
  const struct schema_section *section = &schema_sections[number];
  int status = 0;
  uint32_t i;

  if (p->renderer->is_old && !section->is_old)
    return 0;
  for (i = 0; i < p->req->n_components && status == 0; i++) {
    const struct plating_component *c = component_at (p, i);

    if (!p->req->selected[i] || !belongs_to (section, c))
      continue;
    if (section->directory) {
      pl_buffer_printf (&p->path, "%s/", section->directory);
      put_name (&p->path, c->name, i);
      pl_buffer_puts (&p->path, ".json");
    } else {
      pl_buffer_puts (&p->path, SCHEMA_PROVIDER_PATH);
    }
    status = emit (p, i, number);
  }
  return status;
}

static const struct plating_schema_extra *
extra_at (const struct plating_provider *provider, uint32_t i)
{
  return (const struct plating_schema_extra *) (const void *)
    ((const char *) provider->extras + (size_t) i * provider->extra_size);
}

/* Members that belong to no component: a document if there are some. */
static int
plan_members (struct plan *p, const char *path, uint64_t data)
{
  const struct plating_provider *provider = p->req->provider;
  uint32_t wanted = data == DOCUMENT ? PLATING_EXTRA_DOCUMENT : 0, i;

  for (i = 0; i < provider->n_extras; i++)
    if ((extra_at (provider, i)->reserved & PLATING_EXTRA_DOCUMENT) == wanted) {
      pl_buffer_puts (&p->path, path);
      return emit (p, PLATING_NONE, data);
    }
  return 0;
}

static bool
wants_members (const struct plan *p)
{
  const struct schema_renderer *r = p->renderer;

  return r->has_pieces && !r->is_old && !r->is_plain
    && !(p->req->flags & PLATING_CATALOG_FILTERED)
    && PLATING_HAS (p->req->provider, extra_size);
}

static int
schema_plan (void *instance, const struct plating_catalog_request *req,
             uint64_t op)
{
  struct plan p = { .renderer = instance, .req = req, .op = op };
  const struct plating_host *host = p.renderer->host;
  int status = 0;
  size_t i;

  pl_buffer_init (&p.path);
  if (p.renderer->has_pieces) {
    pl_buffer_puts (&p.path, SCHEMA_ADDRESS_PATH);
    status = emit (&p, PLATING_NONE, ADDRESS);
  }
  for (i = 0; i < schema_n_sections && status == 0; i++)
    status = plan_section (&p, i);
  if (status == 0 && wants_members (&p)) {
    status = plan_members (&p, SCHEMA_REST_PATH, REST);
    if (status == 0)
      status = plan_members (&p, SCHEMA_DOCUMENT_PATH, DOCUMENT);
  }
  pl_buffer_release (&p.path);
  if (status == 0)
    host->op_done (host, op, 0);
  return status;
}

/* -- documents ------------------------------------------------------------ */

/* The schema of REQ's component.  A provider may have none. */
static int
write_schema (const struct schema_renderer *r,
              const struct plating_render_request *req,
              const struct schema_section *section, struct pl_buffer *out)
{
  struct schema_writer w;
  int status;

  if (!req->schema) {
    pl_buffer_puts (out, section->directory ? "null" : "{\"version\":0}");
    return out->failed ? PLATING_E_NOMEM : 0;
  }
  schema_writer_init (&w, req->schema, out);
  w.is_old = r->is_old;
  w.is_plain = r->is_plain;
  if (section->form == SCHEMA_FORM_FUNCTION)
    status = schema_write_function (&w);
  else if (section->form == SCHEMA_FORM_IDENTITY)
    status = schema_write_identity (&w);
  else
    status = schema_write_schema (&w, section->form == SCHEMA_FORM_SCHEMA);
  schema_writer_release (&w);
  return status;
}

/* An object of the members that belong to no component. */
static void
write_members (const struct plating_render_request *req,
               struct pl_buffer *out)
{
  uint32_t wanted = req->data == DOCUMENT ? PLATING_EXTRA_DOCUMENT : 0, i;

  pl_buffer_putc (out, '{');
  for (i = 0; i < req->provider->n_extras; i++) {
    const struct plating_schema_extra *e = extra_at (req->provider, i);

    if ((e->reserved & PLATING_EXTRA_DOCUMENT) != wanted)
      continue;
    if (out->len > 1)
      pl_buffer_putc (out, ',');
    schema_text_quote (out, e->key);
    pl_buffer_putc (out, ':');
    schema_text_compact (out, e->json);
  }
  pl_buffer_putc (out, '}');
}

static int
write_piece (const struct schema_renderer *r,
             const struct plating_render_request *req, struct pl_buffer *out)
{
  const struct schema_section *section;
  struct plating_text name;
  int status;

  if (req->data == ADDRESS) {
    schema_text_quote (out, req->provider->address);
    return out->failed ? PLATING_E_NOMEM : 0;
  }
  if (req->data == REST || req->data == DOCUMENT) {
    write_members (req, out);
    return out->failed ? PLATING_E_NOMEM : 0;
  }
  section = &schema_sections[req->data];
  name = req->component->name;
  if (!section->directory)
    name = (struct plating_text) PLATING_TEXT ("provider");
  if (r->has_pieces) {
    schema_text_quote (out, name);
    pl_buffer_putc (out, ':');
  }
  status = write_schema (r, req, section, out);
  if (status == 0 && !r->has_pieces)
    pl_buffer_putc (out, '\n');
  return status < 0 || !out->failed ? status : PLATING_E_NOMEM;
}

static int
fail (const struct schema_renderer *r, uint64_t op, int status)
{
  struct plating_failure failure = {
    .struct_size = sizeof failure, .code = status,
    .message = PLATING_TEXT ("the schema is nested too deeply"),
  };

  if (status == PLATING_E_LIMIT)
    r->host->fail (r->host, op, &failure);
  return status;
}

static int
schema_render (void *instance, const struct plating_render_request *req,
               uint64_t op)
{
  const struct schema_renderer *r = instance;
  struct plating_document document = {
    .struct_size = sizeof document, .to = PLATING_TO_OUTPUT,
    .path = req->path, .media_type = PLATING_TEXT (PLATING_MEDIA_JSON),
  };
  struct pl_buffer out;
  int status;

  pl_buffer_init (&out);
  status = write_piece (r, req, &out);
  if (status == 0) {
    document.bytes.ptr = out.data;
    document.bytes.len = out.len;
    status = r->host->emit_document (r->host, op, &document);
  }
  pl_buffer_release (&out);
  if (status < 0)
    return fail (r, op, status);
  r->host->op_done (r->host, op, 0);
  return 0;
}

static const char *const accepts[] = { PLATING_MEDIA_COMPONENT, NULL };
static const char *const produces[] = { PLATING_MEDIA_JSON, NULL };
static const char *const manages[] = {
  SCHEMA_PROVIDER_PATH, "resources/", "data-sources/",
  "ephemeral-resources/", "list-resources/", "functions/", "identities/",
  "actions/", "state-stores/", NULL
};

static const struct plating_renderer_ops ops = {
  .struct_size = sizeof ops,
  .accepts = accepts,
  .produces = produces,
  .manages = manages,
  .plan = schema_plan,
  .render = schema_render,
};

static const void *
schema_extension (const char *id)
{
  return strcmp (id, PLATING_EXT_COMMAND) ? NULL : &schema_commands;
}

static const struct plating_plugin descriptor = {
  .struct_size = sizeof descriptor,
  .abi = PLATING_ABI,
  .abi_min_minor = PLATING_ABI_MINOR,
  .kind = PLATING_PLUGIN_RENDERER,
  .thread_model = PLATING_THREADS_PARALLEL,
  .flags = PLATING_PLUGIN_BLOCKING | PLATING_PLUGIN_PURE,
  .n_settings = sizeof settings / sizeof settings[0],
  .setting_size = sizeof settings[0],
  .settings = settings,
  .name = "schema",
  .version = PACKAGE_VERSION,
  .summary = "a provider's schema in JSON, as Terraform prints it",
  .license = "Apache-2.0",
  .create = schema_create,
  .destroy = schema_destroy,
  .ops = &ops,
  .extension = schema_extension,
};

PLATING_PLUGIN_DEFINE (descriptor)
