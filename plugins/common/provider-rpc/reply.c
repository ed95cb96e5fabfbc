/* SPDX-License-Identifier: Apache-2.0 */
/* A provider's replies, and where in them each component stands. */

#include <config.h>

#include "reply.h"

#include <stdlib.h>
#include <string.h>

#include <plating/document.h>

#include "common/text.h"
#include "check.h"
#include "diagnostics.h"
#include "fault.h"
#include "wire.h"

/* Fields of the schema reply; what the maps hold. */
#define FIELD_PROVIDER 1u
#define FIELD_DIAGNOSTICS 4u
#define N_FIELDS 12u

static const int8_t kinds_of_fields[N_FIELDS] = {
  [0] = -1, [1] = -1, [2] = PR_RESOURCE, [3] = PR_DATA_SOURCE, [4] = -1,
  [5] = -1, [6] = -1, [7] = PR_FUNCTION, [8] = PR_EPHEMERAL_RESOURCE,
  [9] = PR_LIST_RESOURCE, [10] = PR_STATE_STORE, [11] = PR_ACTION,
};

struct pr_reply *
pr_reply_new (unsigned protocol)
{
  struct pr_reply *reply = calloc (1, sizeof *reply);

  if (!reply)
    return NULL;
  reply->protocol = protocol;
  pl_arena_init (&reply->memory, 0);
  return reply;
}

void
pr_reply_free (struct pr_reply *reply)
{
  if (!reply)
    return;
  free (reply->schema);
  free (reply->identity);
  free (reply->entries);
  free (reply->measures);
  pl_arena_release (&reply->memory);
  free (reply);
}

/* -- finding ------------------------------------------------------------- */

static int
no_memory (struct pr_fault *fault)
{
  return pr_fault_say (fault, PLATING_E_NOMEM, "out of memory");
}

static int
malformed (struct pr_fault *fault, const char *what)
{
  return pr_fault_say (fault, PLATING_E_DISCOVERY,
                       "the provider's reply is malformed: %s", what);
}

static int
merge (struct pr_reply *reply, struct plating_text *message,
       struct plating_text more, struct pr_fault *fault)
{
  char *both;

  if (!message->ptr || message->len == 0) {
    *message = more;
    return 0;
  }
  both = pl_arena_alloc (&reply->memory, message->len + more.len);
  if (!both)
    return no_memory (fault);
  memcpy (both, message->ptr, message->len);
  memcpy (both + message->len, more.ptr, more.len);
  *message = (struct plating_text) { both, message->len + more.len };
  return 0;
}

/* A component's name becomes part of the name of a file. */
static int
check_name (struct plating_text name, struct pr_fault *fault)
{
  struct pl_buffer shown;
  size_t i;

  for (i = 0; i < name.len; i++) {
    char c = name.ptr[i];

    if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z')
        && !(c >= '0' && c <= '9') && c != '_' && c != '-')
      break;
  }
  if (name.len > 0 && name.len <= 255 && i == name.len)
    return 0;
  pl_buffer_init (&shown);
  pr_fault_escape (&shown, name.ptr, name.len < 200 ? name.len : 200);
  pr_fault_say (fault, PLATING_E_SCHEMA, "the provider has a component with"
                " the name '%s': letters, digits, _ and - may be in it",
                shown.data ? shown.data : "");
  pl_buffer_release (&shown);
  return -1;
}

/* Takes one entry of a map apart. */
static int
read_entry (struct pr_reply *reply, struct plating_text bytes,
            struct plating_text *name, struct plating_text *value,
            struct pr_fault *fault)
{
  struct pr_wire wire = pr_wire_of (bytes);
  struct pr_field f;
  int next;

  *name = (struct plating_text) { "", 0 };
  *value = (struct plating_text) { NULL, 0 };
  while ((next = pr_wire_next (&wire, &f)) > 0) {
    if (f.type != PR_WIRE_BYTES)
      continue;
    if (f.number == 1)
      *name = f.bytes;
    else if (f.number == 2 && merge (reply, value, f.bytes, fault) < 0)
      return -1;
  }
  if (!value->ptr)
    *value = (struct plating_text) { "", 0 };
  return next < 0 ? malformed (fault, "an entry of a map") : 0;
}

static struct pr_entry *
add_entry (struct pr_reply *reply, struct pr_fault *fault)
{
  struct pr_entry *entries = reply->entries;
  uint32_t cap;

  if (reply->n_entries == PR_ENTRIES) {
    pr_fault_say (fault, PLATING_E_LIMIT, "the provider has more than %u"
                  " components", PR_ENTRIES);
    return NULL;
  }
  if (reply->n_entries == reply->cap_entries) {
    cap = reply->cap_entries ? reply->cap_entries * 2 : 32;
    entries = realloc (entries, cap * sizeof *entries);
    if (!entries) {
      no_memory (fault);
      return NULL;
    }
    reply->entries = entries;
    reply->cap_entries = cap;
  }
  entries += reply->n_entries;
  *entries = (struct pr_entry) { .number = reply->n_entries++ };
  return entries;
}

static int
find_component (struct pr_reply *reply, enum pr_kind kind,
                struct plating_text bytes, struct pr_fault *fault)
{
  struct pr_entry *entry = add_entry (reply, fault);

  if (!entry)
    return -1;
  entry->source.kind = kind;
  if (read_entry (reply, bytes, &entry->source.name, &entry->source.message,
                  fault) < 0)
    return -1;
  return check_name (entry->source.name, fault);
}

/* Whether protocol 5 has a component of KIND. */
static bool
is_of_protocol (const struct pr_reply *reply, int kind)
{
  return kind >= 0 && (kind != PR_STATE_STORE || reply->protocol > 5);
}

static int
find_components (struct pr_reply *reply, const struct pr_listener *listener,
                 struct pr_fault *fault)
{
  struct plating_text message = { reply->schema, reply->schema_len };
  struct pr_diagnostics diagnostics;
  struct pr_wire wire = pr_wire_of (message);
  struct pr_field f;
  int next, status = 0;

  pr_diagnostics_init (&diagnostics, listener);
  while (status == 0 && (next = pr_wire_next (&wire, &f)) != 0) {
    if (next < 0)
      status = malformed (fault, "the message breaks off or has bad fields");
    else if (f.type != PR_WIRE_BYTES)
      continue;
    else if (f.number == FIELD_PROVIDER)
      status = merge (reply, &reply->provider, f.bytes, fault);
    else if (f.number == FIELD_DIAGNOSTICS)
      pr_diagnostics_add (&diagnostics, f.bytes);
    else if (f.number < N_FIELDS
             && is_of_protocol (reply, kinds_of_fields[f.number]))
      status = find_component (reply, (enum pr_kind)
                               kinds_of_fields[f.number], f.bytes, fault);
  }
  if (status == 0)
    status = pr_diagnostics_end (&diagnostics, fault);
  pr_diagnostics_release (&diagnostics);
  if (status == 0 && !reply->provider.ptr)
    status = pr_fault_say (fault, PLATING_E_SCHEMA, "the provider's reply has"
                           " no schema of the provider itself");
  return status;
}

/* -- order ---------------------------------------------------------------- */

static int
compare_entries (const void *one, const void *other)
{
  const struct pr_entry *a = one, *b = other;
  int order;

  if (a->source.kind != b->source.kind)
    return a->source.kind < b->source.kind ? -1 : 1;
  order = pl_text_compare (a->source.name, b->source.name);
  return order ? order : a->number < b->number ? -1 : a->number > b->number;
}

/* Sorts the entries from number FROM on; of one name the last counts. */
static void
sort (struct pr_reply *reply, uint32_t from)
{
  uint32_t i, n = from;

  if (reply->n_entries > from)
    qsort (reply->entries + from, reply->n_entries - from,
           sizeof *reply->entries, compare_entries);
  for (i = from; i < reply->n_entries; i++) {
    if (n > from
        && reply->entries[n - 1].source.kind == reply->entries[i].source.kind
        && !pl_text_compare (reply->entries[n - 1].source.name,
                           reply->entries[i].source.name))
      n--;
    reply->entries[n++] = reply->entries[i];
  }
  reply->n_entries = n;
}

/* The resource called NAME, or NULL. */
static struct pr_entry *
find_resource (struct pr_reply *reply, struct plating_text name)
{
  const struct pr_entry key = {
    .source = { .kind = PR_RESOURCE, .name = name }
  };
  uint32_t low = 0, high = reply->n_entries;

  while (low < high) {
    uint32_t i = low + (high - low) / 2;
    struct pr_entry *e = &reply->entries[i];
    int order = e->source.kind != PR_RESOURCE
      ? (e->source.kind < PR_RESOURCE ? -1 : 1)
      : pl_text_compare (e->source.name, key.source.name);

    if (order == 0)
      return e;
    if (order < 0)
      low = i + 1;
    else
      high = i;
  }
  return NULL;
}

/* Joins identities to resources; others have no use.  Of one name the last
 * counts. */
static int
find_identities (struct pr_reply *reply, const struct pr_listener *listener,
                 struct pr_fault *fault)
{
  struct plating_text message = { reply->identity, reply->identity_len };
  struct pr_diagnostics diagnostics;
  struct pr_wire wire = pr_wire_of (message);
  struct plating_text name, value;
  struct pr_entry *resource;
  struct pr_field f;
  int next, status = 0;

  pr_diagnostics_init (&diagnostics, listener);
  while (status == 0 && (next = pr_wire_next (&wire, &f)) != 0) {
    if (next < 0) {
      status = malformed (fault, "the message of identities breaks off or"
                          " has bad fields");
    } else if (f.type == PR_WIRE_BYTES && f.number == 2) {
      pr_diagnostics_add (&diagnostics, f.bytes);
    } else if (f.type == PR_WIRE_BYTES && f.number == 1) {
      status = read_entry (reply, f.bytes, &name, &value, fault);
      resource = status == 0 ? find_resource (reply, name) : NULL;
      if (resource) {
        resource->source.identity = value;
        resource->source.has_identity = true;
      }
    }
  }
  if (status == 0)
    status = pr_diagnostics_end (&diagnostics, fault);
  pr_diagnostics_release (&diagnostics);
  return status;
}

/* -- reading -------------------------------------------------------------- */

static void
take_measures (struct pr_reply *reply)
{
  uint32_t i;

  for (i = 0; i < reply->n_entries; i++) {
    reply->entries[i].n_nodes = reply->measures[i].n_nodes;
    reply->entries[i].n_extras = reply->measures[i].n_extras;
    reply->entries[i].flags = reply->measures[i].flags;
  }
}

int
pr_reply_read (struct pr_reply *reply, const struct pr_listener *listener,
               struct pr_fault *fault)
{
  struct pr_entry *provider = add_entry (reply, fault);

  if (!provider || find_components (reply, listener, fault) < 0)
    return -1;
  reply->entries[0].source = (struct pr_source) {
    .kind = PR_PROVIDER, .name = { "", 0 }, .message = reply->provider
  };
  sort (reply, 1);
  if (find_identities (reply, listener, fault) < 0)
    return -1;
  if (reply->n_measures != reply->n_entries)
    return pr_reply_check (reply, listener, fault);
  take_measures (reply);
  return 0;
}

/* -- loading -------------------------------------------------------------- */

int
pr_reply_load (const struct pr_reply *reply, uint32_t i,
               struct plating_text name, const struct plating_host *host,
               uint64_t op, struct plating_schema_view **view,
               struct pr_fault *fault)
{
  const struct pr_entry *entry = &reply->entries[i];
  struct pr_source source = entry->source;
  struct pl_arena scratch;
  struct sj_builder b;
  struct pr_decoder d = {
    .protocol = reply->protocol, .scratch = &scratch, .builder = &b,
    .fault = fault,
  };
  int status = -1;

  *view = NULL;
  source.name = name;
  pl_arena_init (&scratch, 8192);
  scratch.limit = PR_SCRATCH (source.message.len + source.identity.len);
  if (sj_build_init (&b, host, op, entry->n_nodes, entry->n_extras) == 0) {
    status = pr_decode (&d, &source);
    if (status == 0)
      *view = sj_build_view (&b);
  }
  sj_build_release (&b);
  pl_arena_release (&scratch);
  return *view ? 0 : status < 0 && fault->code ? -1 : no_memory (fault);
}
