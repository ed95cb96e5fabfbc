/* SPDX-License-Identifier: Apache-2.0 */
/* A renderer that is built from each snapshot of the headers: it uses only
 * what the oldest of them has.  One page for each component, which says its
 * kind, its name, the description in its schema and the setting. */

#include <string.h>

#include <plating/plugin.h>

/* One instance is enough for a test. */
static const struct plating_host *host;
static const struct plating_value *settings;
static struct plating_text greeting;

static int
create (const struct plating_host *its_host,
        const struct plating_value *its_settings, void **instance)
{
  const struct plating_text key = PLATING_TEXT ("greeting");

  host = its_host;
  settings = host->values->ref (its_settings);
  greeting = host->values->string_get (host->values->get (settings, key));
  *instance = &greeting;
  return 0;
}

static void
destroy (void *instance)
{
  (void) instance;
  host->values->unref (settings);
}

/* Joins N texts in memory of OP's job. */
static int
join (uint64_t op, const struct plating_text *texts, size_t n,
      struct plating_text *joined)
{
  size_t len = 0, i;
  char *bytes;

  for (i = 0; i < n; i++)
    len += texts[i].len;
  bytes = host->arena_alloc (host, op, len + 1);
  if (!bytes)
    return PLATING_E_NOMEM;
  joined->ptr = bytes;
  joined->len = len;
  for (i = 0; i < n; i++) {
    if (texts[i].len)
      memcpy (bytes, texts[i].ptr, texts[i].len);
    bytes += texts[i].len;
  }
  return 0;
}

static int
plan (void *instance, const struct plating_catalog_request *req, uint64_t op)
{
  uint32_t i;

  (void) instance;
  for (i = 0; i < req->n_components; i++) {
    const struct plating_component *c
      = (const void *) ((const char *) req->components
                        + (size_t) i * req->component_size);
    const struct plating_text parts[]
      = { c->kind, PLATING_TEXT ("/"), c->name, PLATING_TEXT (".txt") };
    struct plating_plan_entry entry = { .component = i };
    int status;

    if (!req->selected[i])
      continue;
    status = join (op, parts, 4, &entry.path);
    if (status == 0)
      status = host->emit_plan (host, op, &entry, 1, sizeof entry);
    if (status < 0)
      return status;
  }
  host->op_done (host, op, 0);
  return 0;
}

static int
render (void *instance, const struct plating_render_request *req,
        uint64_t op)
{
  struct plating_text description = { NULL, 0 };
  struct plating_document document = {
    .struct_size = sizeof document,
    .to = PLATING_TO_OUTPUT,
    .path = req->path,
    .media_type = PLATING_TEXT (PLATING_MEDIA_TEXT),
  };
  struct plating_text parts[] = {
    greeting, PLATING_TEXT (" "), req->component->kind, PLATING_TEXT (" "),
    req->component->name, PLATING_TEXT (": "), { NULL, 0 },
    PLATING_TEXT ("\n"),
  };
  int status;

  (void) instance;
  if (req->schema) {
    uint32_t block = plating_schema_child (req->schema, 0,
                                           PLATING_NODE_BLOCK);

    if (block != PLATING_NONE)
      description = plating_schema_node_at (req->schema, block)->text;
  }
  parts[6] = description;
  status = join (op, parts, sizeof parts / sizeof *parts, &document.bytes);
  if (status == 0)
    status = host->emit_document (host, op, &document);
  if (status < 0)
    return status;
  host->op_done (host, op, 0);
  return 0;
}

static const struct plating_setting setting_table[] = {
  { .name = "greeting", .type = PLATING_SETTING_STRING,
    .default_value = "hello", .help = "what stands first" },
};

static const char *const accepts[] = { PLATING_MEDIA_COMPONENT, NULL };
static const char *const produces[] = { PLATING_MEDIA_TEXT, NULL };

static const struct plating_renderer_ops ops = {
  .struct_size = sizeof ops,
  .accepts = accepts,
  .produces = produces,
  .plan = plan,
  .render = render,
};

static const struct plating_plugin plugin = {
  .struct_size = sizeof plugin,
  .abi = PLATING_ABI,
  .kind = PLATING_PLUGIN_RENDERER,
  .thread_model = PLATING_THREADS_PARALLEL,
  .flags = PLATING_PLUGIN_BLOCKING,
  .n_settings = 1,
  .setting_size = sizeof *setting_table,
  .settings = setting_table,
  .name = "frozen",
  .version = "1",
  .summary = "built from frozen headers",
  .license = "Apache-2.0",
  .create = create,
  .destroy = destroy,
  .ops = &ops,
};

PLATING_PLUGIN_DEFINE (plugin)
