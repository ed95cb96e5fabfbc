/* SPDX-License-Identifier: Apache-2.0 */
/* What discovery plugins that read schemas in JSON share.
 *
 * A text stays in memory as long as the instance, for the texts of views are
 * parts of it.  A second discover reads again and keeps the first one for
 * those who still use it. */

#include <config.h>

#include "reader.h"

#include <stdlib.h>
#include <string.h>

#include <plating/schema.h>

#include "choose.h"
#include "document.h"
#include "fault.h"
#include "load.h"
#include "notes.h"
#include "version.h"

/* Components that are handed over at once. */
#define BATCH 256u

/* One reading. */
struct sj_reading {
  struct sj_document *document;
  struct sj_reading *older;
  uint32_t number;
};

/* What a component's source holds. */
struct sj_source {
  uint32_t reading, record;
  uint64_t reserved;
};

_Static_assert (sizeof (struct sj_source)
                == sizeof ((struct plating_component *) 0)->source,
                "a source has its own size");

const struct plating_value *
sj_reader_setting (const struct sj_reader *p, const char *name)
{
  struct plating_text key = { name, strlen (name) };

  return p->host->values->get (p->settings, key);
}

struct plating_text
sj_reader_text (const struct sj_reader *p, const char *name)
{
  return p->host->values->string_get (sj_reader_setting (p, name));
}

/* -- instances ---------------------------------------------------------- */

int
sj_reader_create (const struct plating_host *host,
                  const struct plating_value *values, void **instance)
{
  struct sj_reader *p = calloc (1, sizeof *p);

  if (!p || pthread_mutex_init (&p->mutex, NULL)) {
    free (p);
    return PLATING_E_NOMEM;
  }
  p->host = host;
  p->settings = host->values->ref (values);
  *instance = p;
  return 0;
}

void
sj_reader_destroy (void *instance)
{
  struct sj_reader *p = instance;
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
remember (struct sj_reader *p, struct sj_document *document)
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
recall (struct sj_reader *p, uint32_t number)
{
  const struct sj_reading *reading;

  pthread_mutex_lock (&p->mutex);
  for (reading = p->newest; reading && reading->number != number; )
    reading = reading->older;
  pthread_mutex_unlock (&p->mutex);
  return reading ? reading->document : NULL;
}

/* -- discovery ------------------------------------------------------------ */

static struct plating_text
shown_path (const struct sj_discovery *run)
{
  return (struct plating_text) { run->shown.data, run->shown.len };
}

bool
sj_reader_is_cancelled (void *data)
{
  const struct sj_discovery *run = data;
  const struct plating_host *host = run->reader->host;

  return host->op_is_cancelled (host, run->op);
}

/* Takes TEXT. */
static int
read_document (struct sj_discovery *run, char *text, size_t len)
{
  const struct plating_value *depth
    = sj_reader_setting (run->reader, "max-depth");

  run->document = sj_document_new (text, len);
  if (!run->document)
    return sj_fault_say (run->fault, PLATING_E_NOMEM, "out of memory");
  return sj_document_check
    (run->document, depth ? (unsigned) run->reader->host->values->int_get
     (depth) : SJ_DEPTH_LIMIT, run->fault);
}

static int
check_version (struct sj_discovery *run)
{
  const struct sj_string *version = &run->document->format_version;
  struct pl_buffer text;
  int status;

  pl_buffer_init (&text);
  if (version->len > 0
      && pl_buffer_reserve (&text, sj_string_room (version)) == 0)
    text.len = sj_string_decode (version, text.data);
  status = text.failed
    ? sj_fault_say (run->fault, PLATING_E_NOMEM, "out of memory")
    : sj_version_check (text.data, text.len, run->fault);
  pl_buffer_release (&text);
  if (status < 0 && version->ptr) {
    run->fault->has_offset = true;
    run->fault->offset = (size_t) (version->ptr - run->document->text) - 1;
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
choose_provider (struct sj_discovery *run, const struct sj_provider **provider)
{
  const struct sj_reader *p = run->reader;
  struct sj_choice choice = {
    .address = sj_reader_text (p, "provider"),
    .short_name = run->req->provider->short_name,
    .is_strict = p->host->values->bool_get (sj_reader_setting (p, "strict")),
    .may_be_any = run->may_be_any || is_unnamed (run->req)
      || p->host->values->bool_get (sj_reader_setting (p, "any")),
  };

  return sj_choose (run->document, &choice, provider, &run->address,
                    run->fault);
}

/* The last part of the provider's address: what configurations call it. */
static struct plating_text
provider_name (const struct sj_discovery *run)
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
  struct sj_discovery *run;
  uint32_t reading;
  uint32_t n;
  struct plating_component components[BATCH];
};

static int
flush (struct batch *b)
{
  const struct plating_host *host = b->run->reader->host;
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
emit_components (struct sj_discovery *run, const struct sj_components *all,
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

/* Gives PROVIDER the members of the document and of CHOSEN that nobody
 * knows. */
static int
take_members (const struct sj_document *doc, const struct sj_provider *chosen,
              struct pl_arena *arena, struct plating_provider *provider)
{
  uint32_t number = (uint32_t) (chosen - doc->providers), i, n = 0;
  struct plating_schema_extra *extras;

  provider->extra_size = sizeof *extras;
  if (!doc->n_members)
    return 0;
  extras = pl_arena_alloc (arena, doc->n_members * sizeof *extras);
  if (!extras)
    return -1;
  for (i = 0; i < doc->n_members; i++) {
    const struct sj_member *m = &doc->members[i];
    char *key;

    if (m->provider != SJ_NO_PROVIDER && m->provider != number)
      continue;
    key = pl_arena_alloc (arena, sj_string_room (&m->key) + 1);
    if (!key)
      return -1;
    extras[n++] = (struct plating_schema_extra) {
      .reserved = m->provider == SJ_NO_PROVIDER ? PLATING_EXTRA_DOCUMENT : 0,
      .key = { key, sj_string_decode (&m->key, key) },
      .json = { doc->text + m->value, m->len },
    };
  }
  provider->extras = extras;
  provider->n_extras = n;
  return 0;
}

/* Hands over what has been read, with the PROVIDER's members. */
static int
emit_settled (struct sj_discovery *run, const struct sj_provider *chosen,
              struct plating_provider *provider)
{
  const struct plating_host *host = run->reader->host;
  struct sj_components components;
  uint32_t reading = 0;
  int status;

  if (sj_document_settle (run->document, chosen, &components) == 0)
    reading = remember (run->reader, run->document);
  if (reading == 0) {
    sj_components_release (&components);
    return sj_fault_say (run->fault, PLATING_E_NOMEM, "out of memory");
  }
  status = emit_components (run, &components, reading);
  sj_components_release (&components);
  run->document = NULL;
  provider->address.ptr = run->address.data;
  provider->address.len = run->address.len;
  if (status == 0)
    status = host->emit_provider (host, run->op, provider);
  if (status < 0)
    sj_fault_say (run->fault, status, "the components were not taken");
  return status;
}

static int
emit_all (struct sj_discovery *run, const struct sj_provider *chosen)
{
  struct plating_provider provider = { .struct_size = sizeof provider };
  struct pl_arena arena;
  int status;

  pl_arena_init (&arena, 0);
  status = take_members (run->document, chosen, &arena, &provider) < 0
    ? sj_fault_say (run->fault, PLATING_E_NOMEM, "out of memory")
    : emit_settled (run, chosen, &provider);
  pl_arena_release (&arena);
  return status;
}

/* Returns the code. */
static int
state_failure (const struct sj_discovery *run)
{
  const struct plating_host *host = run->reader->host;
  const struct sj_fault *fault = run->fault;
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

int
sj_reader_discover (void *instance,
                    const struct plating_discover_request *req, uint64_t op,
                    int (*get) (struct sj_discovery *run, char **text,
                                size_t *len))
{
  struct sj_discovery run = { .reader = instance, .req = req, .op = op };
  const struct plating_host *host = run.reader->host;
  const struct sj_provider *provider;
  struct sj_fault fault;
  size_t len = 0;
  char *text = NULL;
  int status;

  run.fault = &fault;
  pl_buffer_init (&run.shown);
  pl_buffer_init (&run.address);
  sj_fault_init (&fault);
  status = get (&run, &text, &len);
  if (status == 0)
    status = read_document (&run, text, len);
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
  sj_fault_release (&fault);
  pl_buffer_release (&run.address);
  pl_buffer_release (&run.shown);
  return status;
}

/* -- loading -------------------------------------------------------------- */

static int
load (struct sj_reader *p, const struct plating_component *component,
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

int
sj_reader_load (void *instance, const struct plating_component *component,
                uint64_t op)
{
  struct sj_reader *p = instance;
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
