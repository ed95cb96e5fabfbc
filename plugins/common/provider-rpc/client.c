/* SPDX-License-Identifier: Apache-2.0 */
/* What a discovery plugin needs that gets its schemas from a running
 * provider.
 *
 * A discovery is done when the components are handed over; the provider is
 * then still ending, watched by its own thread, which pr_client_free waits
 * for.  A failed one is done when nothing is left. */

#include <config.h>

#include "client.h"

#include <stdlib.h>
#include <string.h>

/* Components that are handed over at once. */
#define BATCH 256u

/* What a component's source holds. */
struct source {
  uint32_t reading, entry;
  uint64_t reserved;
};

_Static_assert (sizeof (struct source)
                == sizeof ((struct plating_component *) 0)->source,
                "a source has its own size");

const struct plating_value *
pr_client_setting (const struct pr_client *client, const char *name)
{
  struct plating_text key = { name, strlen (name) };

  return client->host->values->get (client->settings, key);
}

struct plating_text
pr_client_text (const struct pr_client *client, const char *name)
{
  return client->host->values->string_get (pr_client_setting (client, name));
}

/* -- clients -------------------------------------------------------------- */

struct pr_client *
pr_client_new (const struct plating_host *host,
               const struct plating_value *settings)
{
  struct pr_client *client = calloc (1, sizeof *client);

  if (!client || pthread_mutex_init (&client->mutex, NULL)) {
    free (client);
    return NULL;
  }
  client->host = host;
  client->settings = host->values->ref (settings);
  return client;
}

void
pr_client_free (struct pr_client *client)
{
  struct pr_reading *reading = client->newest;
  struct pr_asking *asking = client->askings;

  while (asking) {
    struct pr_asking *next = asking->next;

    pr_asking_free (asking);
    asking = next;
  }
  while (reading) {
    struct pr_reading *older = reading->older;

    pr_reply_free (reading->reply);
    free (reading);
    reading = older;
  }
  client->host->values->unref (client->settings);
  pthread_mutex_destroy (&client->mutex);
  free (client);
}

/* Takes REPLY.  Returns its number, or 0 when memory is exhausted. */
static uint32_t
remember (struct pr_client *client, struct pr_reply *reply)
{
  struct pr_reading *reading = malloc (sizeof *reading);

  if (!reading) {
    pr_reply_free (reply);
    return 0;
  }
  pthread_mutex_lock (&client->mutex);
  *reading = (struct pr_reading) {
    .reply = reply, .older = client->newest,
    .number = client->newest ? client->newest->number + 1 : 1,
  };
  client->newest = reading;
  pthread_mutex_unlock (&client->mutex);
  return reading->number;
}

static const struct pr_reply *
recall (struct pr_client *client, uint32_t number)
{
  const struct pr_reading *reading;

  pthread_mutex_lock (&client->mutex);
  for (reading = client->newest; reading && reading->number != number; )
    reading = reading->older;
  pthread_mutex_unlock (&client->mutex);
  return reading ? reading->reply : NULL;
}

static int
state_failure (const struct pr_client *client, uint64_t op,
               const struct pr_fault *fault, struct plating_text component)
{
  struct plating_failure failure = {
    .struct_size = sizeof failure, .code = pr_fault_code (fault),
    .message = pr_fault_message (fault),
    .hint = { fault->hint.data, fault->hint.len },
    .component = component,
  };

  client->host->fail (client->host, op, &failure);
  return failure.code;
}

/* -- asking --------------------------------------------------------------- */

/* A line of the provider's. */
static void
on_line (void *data, uint32_t level, const char *text, size_t len)
{
  struct pr_asking *asking = data;
  const struct plating_host *host = asking->client->host;
  struct plating_text line = { text, len };
  uint64_t op;

  if (!host->log)
    return;
  pthread_mutex_lock (&asking->client->mutex);
  op = asking->op;
  pthread_mutex_unlock (&asking->client->mutex);
  host->log (host, op, level, line);
}

static struct pr_asking *
asking_new (struct pr_client *client, uint64_t op)
{
  struct pr_asking *asking = calloc (1, sizeof *asking);

  if (!asking)
    return NULL;
  asking->client = client;
  asking->op = op;
  asking->req.line = on_line;
  asking->req.data = asking;
  pl_buffer_init (&asking->texts);
  pr_reattach_init (&asking->reattach);
  return asking;
}

static void
forget_op (struct pr_asking *asking)
{
  pthread_mutex_lock (&asking->client->mutex);
  asking->op = 0;
  pthread_mutex_unlock (&asking->client->mutex);
}

/* From now on it can be cancelled. */
static void
list (struct pr_asking *asking)
{
  struct pr_client *client = asking->client;

  pthread_mutex_lock (&client->mutex);
  asking->next = client->askings;
  client->askings = asking;
  pthread_mutex_unlock (&client->mutex);
  if (client->host->op_is_cancelled (client->host, asking->op))
    pr_run_cancel (asking->run);
}

static void
unlist (struct pr_asking *asking)
{
  struct pr_asking **at;

  pthread_mutex_lock (&asking->client->mutex);
  for (at = &asking->client->askings; *at != asking; )
    at = &(*at)->next;
  *at = asking->next;
  pthread_mutex_unlock (&asking->client->mutex);
}

void
pr_client_cancel (struct pr_client *client, uint64_t op)
{
  struct pr_asking *asking;

  pthread_mutex_lock (&client->mutex);
  for (asking = client->askings; asking; asking = asking->next)
    if (asking->op == op)
      pr_run_cancel (asking->run);
  pthread_mutex_unlock (&client->mutex);
}

/* -- discovery ------------------------------------------------------------ */

/* One call of discover. */
struct discovery {
  struct pr_client *client;
  const struct pr_launch *launch;
  const struct plating_discover_request *req;
  uint64_t op;
  struct pr_asking *asking;
  struct pl_buffer address;     /* of the provider */
  struct pr_reply *reply;       /* until it is remembered */
  struct pr_fault fault;
};

static void
on_told (void *data, uint32_t severity, const char *message)
{
  struct discovery *run = data;
  const struct plating_host *host = run->client->host;
  const struct plating_finding finding = {
    .struct_size = sizeof finding, .severity = severity,
    .message = { message, strlen (message) },
  };

  if (host->values->bool_get (pr_client_setting (run->client, "strict")))
    pr_fault_say (&run->fault, PLATING_E_SCHEMA, "%s", message);
  host->report (host, run->op, &finding);
}

static int
on_ask_cancelled (void *data)
{
  const struct discovery *run = data;

  return run->client->host->op_is_cancelled (run->client->host, run->op);
}

/* A plugin need not have the setting: then it is no. */
static bool
may_cache (const struct discovery *run)
{
  const struct pr_client *client = run->client;

  return client->host->values->bool_get (pr_client_setting (client,
                                                            "cache"));
}

/* Sets the reply to one that is in the cache. */
static bool
is_cached (struct discovery *run, const struct pr_asking *asking)
{
  static const struct plating_text line
    = PLATING_TEXT ("the replies of this provider are in the cache");
  const struct plating_host *host = run->client->host;

  if (!may_cache (run))
    return false;
  run->reply = pr_cache_find (&asking->key);
  if (run->reply && (run->reply->schema_len > asking->req.limits.max_reply
                     || run->reply->identity_len
                        > asking->req.limits.max_reply)) {
    pr_reply_free (run->reply);
    run->reply = NULL;
  }
  if (run->reply && host->log)
    host->log (host, run->op, PLATING_LEVEL_DEBUG, line);
  return run->reply != NULL;
}

static void *
store (void *data)
{
  struct pr_asking *asking = data;

  pr_cache_store (&asking->key, asking->reply);
  return NULL;
}

/* Fills the cache, beside all else.  What was found in a reply is never
 * changed again, and the reply outlives ASKING. */
static void
start_storing (struct discovery *run, const struct pr_reply *reply)
{
  struct pr_asking *asking = run->asking;

  if (!asking || !asking->key.is_usable || !may_cache (run))
    return;
  asking->reply = reply;
  asking->is_storing
    = pthread_create (&asking->storing, NULL, store, asking) == 0;
}

static int
ask (struct discovery *run)
{
  struct pr_asking *asking = asking_new (run->client, run->op);
  bool is_done = false;
  int status;

  if (!asking)
    return pr_fault_say (&run->fault, PLATING_E_NOMEM, "out of memory");
  if (pr_asking_set_up (asking, run->launch, &run->fault) == 0) {
    is_done = is_cached (run, asking);
    if (!is_done)
      asking->run = pr_run_new (&asking->req, &run->fault);
  }
  if (!asking->run) {
    pr_asking_free (asking);
    return is_done ? 0 : -1;
  }
  list (asking);
  status = pr_run_wait (asking->run, &run->reply, &run->fault);
  if (status == 0) {
    run->asking = asking;
    return 0;
  }
  unlist (asking);
  pr_asking_free (asking);
  return -1;
}

/* The address: as it was given, or guessed from the name. */
static int
find_address (struct discovery *run)
{
  const struct plating_provider *named = run->req->provider;
  struct plating_text given = pr_client_text (run->client, "provider");
  struct plating_text name = named->short_name;
  size_t i, slashes = 0;

  if (run->launch->attaches && run->asking)
    given = (struct plating_text) { run->asking->reattach.provider.data,
      run->asking->reattach.provider.len };
  if (given.len == 0) {
    if (!(named->flags & PLATING_PROVIDER_NAMED)
        && run->launch->name.len > 0)
      name = run->launch->name;
    given = name;
  }
  for (i = 0; i < given.len; i++)
    slashes += given.ptr[i] == '/';
  if (slashes < 2)
    pl_buffer_puts (&run->address, "registry.terraform.io/");
  if (slashes < 1)
    pl_buffer_puts (&run->address, "hashicorp/");
  for (i = 0; i < given.len; i++) {
    char c = given.ptr[i];

    pl_buffer_putc (&run->address,
                    c >= 'A' && c <= 'Z' ? (char) (c - 'A' + 'a') : c);
  }
  return run->address.failed
    ? pr_fault_say (&run->fault, PLATING_E_NOMEM, "out of memory") : 0;
}

/* What configurations call the provider. */
static struct plating_text
provider_name (const struct discovery *run)
{
  const char *start = run->address.data;
  const char *slash = memrchr (start, '/', run->address.len);

  return (struct plating_text) {
    slash + 1, run->address.len - (size_t) (slash + 1 - start)
  };
}

static int
emit_components (struct discovery *run, const struct pr_reply *reply,
                 uint32_t reading)
{
  const struct plating_host *host = run->client->host;
  struct plating_component batch[BATCH];
  uint32_t i, n = 0;
  int status = 0;

  for (i = 0; i < reply->n_entries && status == 0; i++) {
    const struct pr_entry *entry = &reply->entries[i];
    struct source source = { .reading = reading, .entry = i };
    const char *kind = pr_kind_names[entry->source.kind];

    batch[n] = (struct plating_component) {
      .kind = { kind, strlen (kind) },
      .name = entry->source.kind == PR_PROVIDER ? provider_name (run)
        : entry->source.name,
      .flags = entry->flags,
    };
    memcpy (batch[n].source, &source, sizeof source);
    if (++n == BATCH || i + 1 == reply->n_entries) {
      status = host->emit_components (host, run->op, batch, n,
                                      sizeof batch[0]);
      n = 0;
    }
  }
  return status;
}

static int
emit_all (struct discovery *run)
{
  const struct plating_host *host = run->client->host;
  struct plating_provider provider = { .struct_size = sizeof provider };
  struct pr_reply *reply = run->reply;
  uint32_t reading;
  int status;

  if (find_address (run) < 0)
    return -1;
  run->reply = NULL;
  reading = remember (run->client, reply);
  if (reading == 0)
    return pr_fault_say (&run->fault, PLATING_E_NOMEM, "out of memory");
  start_storing (run, reply);
  status = emit_components (run, reply, reading);
  provider.address.ptr = run->address.data;
  provider.address.len = run->address.len;
  if (status == 0)
    status = host->emit_provider (host, run->op, &provider);
  if (status < 0)
    pr_fault_say (&run->fault, status, "the components were not taken");
  return status < 0 ? -1 : 0;
}

int
pr_client_discover (struct pr_client *client, const struct pr_launch *launch,
                    const struct plating_discover_request *req, uint64_t op)
{
  struct discovery run = {
    .client = client, .launch = launch, .req = req, .op = op
  };
  const struct pr_listener listener = { on_told, on_ask_cancelled, &run };
  int status;

  pl_buffer_init (&run.address);
  pr_fault_init (&run.fault);
  status = ask (&run);
  if (status == 0)
    status = pr_reply_read (run.reply, &listener, &run.fault);
  if (status == 0 && run.fault.code == 0)
    status = emit_all (&run);
  if (run.asking) {
    forget_op (run.asking);
    pr_run_leave (run.asking->run);
  }
  if (run.fault.code != 0 || status < 0) {
    if (run.asking) {
      unlist (run.asking);
      pr_asking_free (run.asking);
    }
    if (launch->hint)
      pr_fault_advise (&run.fault, "%s", launch->hint);
    status = state_failure (client, op, &run.fault,
                            (struct plating_text) { NULL, 0 });
  } else {
    client->host->op_done (client->host, op, 0);
  }
  pr_reply_free (run.reply);
  pr_fault_release (&run.fault);
  pl_buffer_release (&run.address);
  return status;
}

/* -- loading -------------------------------------------------------------- */

static int
load (struct pr_client *client, const struct plating_component *component,
      uint64_t op, struct pr_fault *fault)
{
  const struct plating_host *host = client->host;
  struct plating_schema_view *view;
  const struct pr_reply *reply;
  struct source source;
  char *name;
  int status;

  memcpy (&source, component->source, sizeof source);
  reply = recall (client, source.reading);
  if (!reply || source.entry >= reply->n_entries)
    return pr_fault_say (fault, PLATING_E_INVAL,
                         "the component is none of this plugin's");
  name = host->arena_alloc (host, op, component->name.len + 1);
  if (!name)
    return pr_fault_say (fault, PLATING_E_NOMEM, "out of memory");
  if (component->name.len > 0)
    memcpy (name, component->name.ptr, component->name.len);
  if (pr_reply_load (reply, source.entry,
                     (struct plating_text) { name, component->name.len },
                     host, op, &view, fault) < 0)
    return -1;
  status = host->emit_schema (host, op, view);
  return status == 0 ? 0
    : pr_fault_say (fault, status, "the schema was not taken");
}

int
pr_client_load_schema (struct pr_client *client,
                       const struct plating_component *component,
                       uint64_t op)
{
  struct pr_fault fault;
  int status;

  pr_fault_init (&fault);
  status = load (client, component, op, &fault);
  if (status < 0)
    status = state_failure (client, op, &fault, component->name);
  else
    client->host->op_done (client->host, op, 0);
  pr_fault_release (&fault);
  return status;
}
