/* SPDX-License-Identifier: Apache-2.0 */
/* The discovery plugin `schema-json`: a provider's components from a file
 * as `terraform providers schema -json` prints it.
 *
 * The file stays in memory as long as the instance, for the texts of views
 * are parts of it.  A second discover reads the file again and keeps the
 * first one for those who still use it. */

#include <config.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <plating/plugin.h>

#include "choose.h"
#include "document.h"
#include "fault.h"
#include "file.h"
#include "load.h"
#include "notes.h"
#include "version.h"

/* Components that are handed over at once. */
#define BATCH 256u

/* One reading of the file. */
struct sj_reading {
  struct sj_document *document;
  struct sj_reading *older;
  uint32_t number;
};

struct schema_json {
  const struct plating_host *host;
  const struct plating_value *settings;
  pthread_mutex_t mutex;        /* newest */
  struct sj_reading *newest;
};

/* What a component's source holds. */
struct sj_source {
  uint32_t reading, record;
  uint64_t reserved;
};

_Static_assert (sizeof (struct sj_source)
                == sizeof ((struct plating_component *) 0)->source,
                "a source has its own size");

/* Names that are looked for in the provider's directory. */
static const char *const usual_names[] = {
  "providers-schema.json", "schema.json",
};
static const uint32_t usual_scores[] = {
  PLATING_PROBE_LIKELY, PLATING_PROBE_POSSIBLE,
};
#define N_USUAL (sizeof usual_names / sizeof usual_names[0])

static const struct plating_setting settings[] = {
  { .name = "file", .type = PLATING_SETTING_PATH,
    .help = "the schema file, or - for standard input; default:"
            " providers-schema.json or schema.json of the provider" },
  { .name = "provider", .type = PLATING_SETTING_STRING,
    .help = "address of the provider to take, as it stands in the file" },
  { .name = "strict", .type = PLATING_SETTING_BOOL, .default_value = "no",
    .help = "take a provider only by its bare name or as HashiCorp's, as"
            " tfplugindocs does" },
  { .name = "max-file-size", .type = PLATING_SETTING_SIZE,
    .default_value = "1G", .min = 1, .max = SJ_SIZE_LIMIT,
    .help = "largest file to read" },
  { .name = "max-depth", .type = PLATING_SETTING_INT,
    .default_value = "10000", .min = 16, .max = SJ_DEPTH_LIMIT,
    .help = "most levels of objects and lists in the file" },
};

static const struct plating_value *
setting (const struct schema_json *p, const char *name)
{
  struct plating_text key = { name, strlen (name) };

  return p->host->values->get (p->settings, key);
}

static struct plating_text
text_setting (const struct schema_json *p, const char *name)
{
  return p->host->values->string_get (setting (p, name));
}

/* -- instances ---------------------------------------------------------- */

static int
schema_json_create (const struct plating_host *host,
                    const struct plating_value *values, void **instance)
{
  struct schema_json *p = calloc (1, sizeof *p);

  if (!p || pthread_mutex_init (&p->mutex, NULL)) {
    free (p);
    return PLATING_E_NOMEM;
  }
  p->host = host;
  p->settings = host->values->ref (values);
  *instance = p;
  return 0;
}

static void
schema_json_destroy (void *instance)
{
  struct schema_json *p = instance;
  struct sj_reading *reading = p->newest;

  while (reading) {
    struct sj_reading *older = reading->older;

    sj_document_free (reading->document);
    free (reading);
    reading = older;
  }
  p->host->values->unref (p->settings);
  pthread_mutex_destroy (&p->mutex);
  free (p);
}

/* Remembers a reading.  Returns its number, or 0 when memory is
 * exhausted. */
static uint32_t
remember (struct schema_json *p, struct sj_document *document)
{
  struct sj_reading *reading = malloc (sizeof *reading);

  if (!reading)
    return 0;
  pthread_mutex_lock (&p->mutex);
  *reading = (struct sj_reading) {
    .document = document, .older = p->newest,
    .number = p->newest ? p->newest->number + 1 : 1,
  };
  p->newest = reading;
  pthread_mutex_unlock (&p->mutex);
  return reading->number;
}

static const struct sj_document *
recall (struct schema_json *p, uint32_t number)
{
  const struct sj_reading *reading;

  pthread_mutex_lock (&p->mutex);
  for (reading = p->newest; reading && reading->number != number; )
    reading = reading->older;
  pthread_mutex_unlock (&p->mutex);
  return reading ? reading->document : NULL;
}

/* -- finding the file ------------------------------------------------------ */

/* Puts DIRECTORY/NAME into PATH.  Returns whether it is a file. */
static bool
is_in_directory (struct plating_text directory, const char *name,
                 struct pl_buffer *path)
{
  pl_buffer_clear (path);
  pl_buffer_append (path, directory.ptr, directory.len);
  pl_buffer_putc (path, '/');
  pl_buffer_puts (path, name);
  return !path->failed && sj_file_is_regular (path->data);
}

static int
schema_json_probe (void *instance, const struct plating_discover_request *req,
                   uint32_t *score)
{
  struct schema_json *p = instance;
  struct pl_buffer path;
  size_t i;

  *score = PLATING_PROBE_NO;
  if (text_setting (p, "file").len > 0) {
    *score = PLATING_PROBE_CERTAIN;
    return 0;
  }
  pl_buffer_init (&path);
  for (i = 0; i < N_USUAL && *score == PLATING_PROBE_NO; i++)
    if (is_in_directory (req->provider_dir, usual_names[i], &path))
      *score = usual_scores[i];
  pl_buffer_release (&path);
  return 0;
}

/* Puts the path of the file into PATH.  *IS_FOUND: nobody named it. */
static int
find_file (const struct schema_json *p,
           const struct plating_discover_request *req,
           struct pl_buffer *path, bool *is_found, struct sj_fault *fault)
{
  struct plating_text file = text_setting (p, "file");
  size_t i;

  *is_found = file.len == 0;
  pl_buffer_append (path, file.ptr, file.len);
  for (i = 0; *is_found && i < N_USUAL; i++)
    if (is_in_directory (req->provider_dir, usual_names[i], path))
      break;
  if (path->failed)
    return sj_fault_say (fault, PLATING_E_NOMEM, "out of memory");
  if (i < N_USUAL)
    return 0;
  sj_fault_say (fault, PLATING_E_DISCOVERY, "no schema file was named, and"
                " the provider's directory has no providers-schema.json and"
                " no schema.json");
  pl_buffer_puts (&fault->hint, "name the output of 'terraform providers"
                  " schema -json' with --providers-schema");
  return fault->code;
}

/* -- discovery ------------------------------------------------------------- */

/* One call of discover. */
struct discovery {
  struct schema_json *plugin;
  const struct plating_discover_request *req;
  uint64_t op;
  struct pl_buffer path;        /* of the file, or "-" */
  struct pl_buffer address;     /* of the provider */
  struct sj_document *document; /* until it is remembered */
  struct sj_fault fault;
};

static bool
is_cancelled (void *data)
{
  const struct discovery *run = data;
  const struct plating_host *host = run->plugin->host;

  return host->op_is_cancelled (host, run->op);
}

static int
read_document (struct discovery *run)
{
  struct sj_file_request file = { .is_cancelled = is_cancelled };
  const struct schema_json *p = run->plugin;
  const struct plating_values *values = p->host->values;
  char *text;
  size_t len;
  int status;

  status = find_file (p, run->req, &run->path, &file.must_be_regular,
                      &run->fault);
  if (status < 0)
    return status;
  file.path = run->path.data;
  file.max_size = (uint64_t) values->int_get (setting (p, "max-file-size"));
  file.data = run;
  status = sj_file_read (&file, &text, &len, &run->fault);
  if (status < 0)
    return status;
  run->document = sj_document_new (text, len);
  if (!run->document)
    return sj_fault_say (&run->fault, PLATING_E_NOMEM, "out of memory");
  return sj_document_check
    (run->document,
     (unsigned) values->int_get (setting (p, "max-depth")), &run->fault);
}

static int
check_version (struct discovery *run)
{
  const struct sj_string *version = &run->document->format_version;
  struct pl_buffer text;
  int status;

  pl_buffer_init (&text);
  if (version->len > 0
      && pl_buffer_reserve (&text, sj_string_room (version)) == 0)
    text.len = sj_string_decode (version, text.data);
  status = text.failed
    ? sj_fault_say (&run->fault, PLATING_E_NOMEM, "out of memory")
    : sj_version_check (text.data, text.len, &run->fault);
  pl_buffer_release (&text);
  if (status < 0 && version->ptr) {
    run->fault.has_offset = true;
    run->fault.offset = (size_t) (version->ptr - run->document->text) - 1;
  }
  return status;
}

/* Whether the name is only that of the directory. */
static bool
is_unnamed (const struct plating_discover_request *req)
{
  return !(req->provider->flags & PLATING_PROVIDER_NAMED);
}

static int
choose_provider (struct discovery *run, const struct sj_provider **provider)
{
  const struct schema_json *p = run->plugin;
  struct sj_choice choice = {
    .address = text_setting (p, "provider"),
    .short_name = run->req->provider->short_name,
    .is_strict = p->host->values->bool_get (setting (p, "strict")),
    .may_be_any = is_unnamed (run->req),
  };

  return sj_choose (run->document, &choice, provider, &run->address,
                    &run->fault);
}

/* The last part of the provider's address: what configurations call it. */
static struct plating_text
provider_name (const struct discovery *run)
{
  const char *start = run->address.data, *slash;
  struct plating_text name = { start, run->address.len };

  slash = memrchr (start, '/', run->address.len);
  if (slash) {
    name.ptr = slash + 1;
    name.len -= (size_t) (name.ptr - start);
  }
  return name;
}

/* Components on their way to the host. */
struct batch {
  struct discovery *run;
  uint32_t reading;
  uint32_t n;
  struct plating_component components[BATCH];
};

static int
flush (struct batch *b)
{
  const struct plating_host *host = b->run->plugin->host;
  uint32_t n = b->n;

  b->n = 0;
  return n ? host->emit_components (host, b->run->op, b->components, n,
                                    sizeof b->components[0]) : 0;
}

static int
add (struct batch *b, const struct sj_component *c)
{
  const struct sj_record *record = &b->run->document->records[c->record];
  struct sj_source source = { .reading = b->reading, .record = c->record };
  const char *kind = sj_kind_names[record->kind];
  struct plating_component *to = &b->components[b->n++];

  *to = (struct plating_component) {
    .kind = { kind, strlen (kind) },
    .name = { c->name, c->name_len },
    .flags = record->flags,
  };
  if (record->kind == SJ_PROVIDER)
    to->name = provider_name (b->run);
  memcpy (to->source, &source, sizeof source);
  return b->n == BATCH ? flush (b) : 0;
}

/* In the order that the host wants, by the kinds' names, so that it need not
 * sort. */
static int
emit_components (struct discovery *run, const struct sj_components *all,
                 uint32_t reading)
{
  static const enum sj_kind kinds[] = {
    SJ_ACTION, SJ_DATA_SOURCE, SJ_EPHEMERAL_RESOURCE, SJ_FUNCTION,
    SJ_LIST_RESOURCE, SJ_PROVIDER, SJ_RESOURCE, SJ_STATE_STORE
  };
  _Static_assert (sizeof kinds / sizeof kinds[0] == SJ_N_COMPONENT_KINDS,
                  "every kind has its place");
  struct batch b = { .run = run, .reading = reading };
  int status = 0;
  uint32_t i;
  size_t k;

  for (k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
    for (i = 0; i < all->n && status == 0; i++)
      if (run->document->records[all->all[i].record].kind == kinds[k])
        status = add (&b, &all->all[i]);
  return status == 0 ? flush (&b) : status;
}

static int
emit_all (struct discovery *run, const struct sj_provider *chosen)
{
  const struct plating_host *host = run->plugin->host;
  struct plating_provider provider = { .struct_size = sizeof provider };
  struct sj_components components;
  uint32_t reading = 0;
  int status;

  if (sj_document_settle (run->document, chosen, &components) == 0)
    reading = remember (run->plugin, run->document);
  if (reading == 0) {
    sj_components_release (&components);
    return sj_fault_say (&run->fault, PLATING_E_NOMEM, "out of memory");
  }
  status = emit_components (run, &components, reading);
  sj_components_release (&components);
  run->document = NULL;
  provider.address.ptr = run->address.data;
  provider.address.len = run->address.len;
  if (status == 0)
    status = host->emit_provider (host, run->op, &provider);
  if (status < 0)
    sj_fault_say (&run->fault, status, "the components were not taken");
  return status;
}

/* The name under which messages show the file. */
static struct plating_text
shown_path (const struct discovery *run)
{
  struct plating_text dir = run->req->provider_dir;
  struct plating_text path = { run->path.data, run->path.len };

  if (path.len == 1 && path.ptr[0] == '-')
    return (struct plating_text) PLATING_TEXT ("standard input");
  if (path.len > dir.len + 1 && dir.len > 0 && path.ptr[dir.len] == '/'
      && !memcmp (path.ptr, dir.ptr, dir.len)) {
    path.ptr += dir.len + 1;
    path.len -= dir.len + 1;
  }
  return path;
}

/* Returns the code. */
static int
state_failure (const struct discovery *run)
{
  const struct plating_host *host = run->plugin->host;
  const struct sj_fault *fault = &run->fault;
  struct plating_failure failure = {
    .struct_size = sizeof failure, .code = sj_fault_code (fault),
    .message = sj_fault_message (fault),
    .hint = { fault->hint.data, fault->hint.len },
    .file = shown_path (run),
  };
  struct sj_place place;

  if (run->document && fault->has_offset) {
    sj_place_init (&place, run->document->text);
    sj_place_find (&place, fault->offset);
    failure.line = place.line;
    failure.column = place.column;
  }
  host->fail (host, run->op, &failure);
  return failure.code;
}

static int
schema_json_discover (void *instance,
                      const struct plating_discover_request *req,
                      uint64_t op)
{
  struct discovery run = { .plugin = instance, .req = req, .op = op };
  const struct plating_host *host = run.plugin->host;
  const struct sj_provider *provider;
  int status;

  pl_buffer_init (&run.path);
  pl_buffer_init (&run.address);
  sj_fault_init (&run.fault);
  status = read_document (&run);
  if (status == 0)
    status = check_version (&run);
  if (status == 0)
    status = choose_provider (&run, &provider);
  if (status == 0) {
    sj_notes_report (run.document, host, op, shown_path (&run));
    status = emit_all (&run, provider);
  }
  if (status < 0)
    status = state_failure (&run);
  else
    host->op_done (host, op, 0);
  sj_document_free (run.document);
  sj_fault_release (&run.fault);
  pl_buffer_release (&run.address);
  pl_buffer_release (&run.path);
  return status;
}

/* -- loading --------------------------------------------------------------- */

static int
load (struct schema_json *p, const struct plating_component *component,
      uint64_t op, struct sj_fault *fault)
{
  const struct plating_host *host = p->host;
  const struct sj_document *document;
  struct plating_schema_view *view;
  struct sj_source source;
  char *name;
  int status;

  memcpy (&source, component->source, sizeof source);
  document = recall (p, source.reading);
  if (!document || source.record >= document->n_records)
    return sj_fault_say (fault, PLATING_E_INVAL,
                         "the component is none of this plugin's");
  name = host->arena_alloc (host, op, component->name.len + 1);
  if (!name)
    return sj_fault_say (fault, PLATING_E_NOMEM, "out of memory");
  if (component->name.len > 0)
    memcpy (name, component->name.ptr, component->name.len);
  status = sj_load (document, source.record,
                    (struct plating_text) { name, component->name.len },
                    host, op, &view, fault);
  if (status < 0)
    return status;
  status = host->emit_schema (host, op, view);
  return status < 0
    ? sj_fault_say (fault, status, "the schema was not taken") : 0;
}

static int
schema_json_load (void *instance, const struct plating_component *component,
                  uint64_t op)
{
  struct schema_json *p = instance;
  struct sj_fault fault;
  int status;

  sj_fault_init (&fault);
  status = load (p, component, op, &fault);
  if (status < 0) {
    struct plating_failure failure = {
      .struct_size = sizeof failure, .code = sj_fault_code (&fault),
      .message = sj_fault_message (&fault),
      .component = component->name,
    };

    p->host->fail (p->host, op, &failure);
    status = failure.code;
  } else {
    p->host->op_done (p->host, op, 0);
  }
  sj_fault_release (&fault);
  return status;
}

static const struct plating_discovery_ops ops = {
  .struct_size = sizeof ops,
  .probe = schema_json_probe,
  .discover = schema_json_discover,
  .load_schema = schema_json_load,
};

static const struct plating_plugin descriptor = {
  .struct_size = sizeof descriptor,
  .abi = PLATING_ABI,
  .abi_min_minor = PLATING_ABI_MINOR,
  .kind = PLATING_PLUGIN_DISCOVERY,
  .thread_model = PLATING_THREADS_PARALLEL,
  .flags = PLATING_PLUGIN_BLOCKING | PLATING_PLUGIN_PURE,
  .n_settings = sizeof settings / sizeof settings[0],
  .setting_size = sizeof settings[0],
  .settings = settings,
  .name = "schema-json",
  .version = PACKAGE_VERSION,
  .summary = "components of a provider from a schema file in JSON",
  .license = "Apache-2.0",
  .bare_setting = "file",
  .create = schema_json_create,
  .destroy = schema_json_destroy,
  .ops = &ops,
};

PLATING_PLUGIN_DEFINE (descriptor)
