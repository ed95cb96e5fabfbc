/* SPDX-License-Identifier: Apache-2.0 */
/* Which of a provider's records count, once all have been seen. */

#include <config.h>

#include "document.h"

#include <stdlib.h>
#include <string.h>

#include <plating/document.h>

static int
compare_names (const struct sj_component *a, const struct sj_component *b)
{
  size_t n = a->name.len < b->name.len ? a->name.len : b->name.len;
  int order = n ? memcmp (a->name.ptr, b->name.ptr, n) : 0;

  if (order)
    return order;
  return a->name.len < b->name.len ? -1 : a->name.len > b->name.len;
}

/* By kind and name; equal ones as they stand in the text. */
static int
compare (const void *one, const void *other, void *data)
{
  const struct sj_record *records = data;
  const struct sj_component *a = one, *b = other;
  int order = records[a->record].kind - records[b->record].kind;

  if (order == 0)
    order = compare_names (a, b);
  if (order == 0)
    order = a->record < b->record ? -1 : 1;
  return order;
}

static int
find_name (const struct sj_document *doc, uint32_t i,
           struct sj_components *components, struct plating_text *name)
{
  const struct sj_record *record = &doc->records[i];
  struct sj_string s = {
    doc->text + record->name, record->name_len, record->name_flags
  };
  char *copy;

  *name = (struct plating_text) { s.ptr, s.len };
  if (!sj_string_needs_decoding (&s))
    return 0;
  copy = pl_arena_alloc (&components->names, sj_string_room (&s));
  if (!copy)
    return -1;
  *name = (struct plating_text) { copy, sj_string_decode (&s, copy) };
  return 0;
}

/* Takes what no null took back, identities among them. */
static int
take_living (const struct sj_document *doc, const uint32_t *from,
             struct sj_components *components)
{
  uint32_t i;

  for (i = 0; i < doc->n_records; i++) {
    struct sj_component *c = &components->all[components->n];

    if (i < from[doc->records[i].kind])
      continue;
    c->record = i;
    if (find_name (doc, i, components, &c->name) < 0)
      return -1;
    components->n++;
  }
  return 0;
}

static void
sort (struct sj_document *doc, struct sj_components *components)
{
  uint32_t i;

  for (i = 1; i < components->n; i++)
    if (compare (&components->all[i - 1], &components->all[i],
                 doc->records) > 0) {
      qsort_r (components->all, components->n, sizeof *components->all,
               compare, doc->records);
      return;
    }
}

/* Of one kind and name keeps the last, but joins pieces of the provider. */
static void
drop_repeated (struct sj_document *doc, struct sj_components *components)
{
  struct sj_record *records = doc->records, *piece = NULL;
  uint32_t i, n = 0;

  for (i = 0; i < components->n; i++) {
    struct sj_component *c = &components->all[i];
    struct sj_record *record = &records[c->record];

    if (record->kind == SJ_PROVIDER && piece) {
      piece->next = c->record;
      records[components->all[0].record].flags |= record->flags;
      records[components->all[0].record].state |= SJ_RECORD_REPEATED;
    } else if (n > 0
               && records[components->all[n - 1].record].kind == record->kind
               && !compare_names (&components->all[n - 1], c)) {
      components->all[n - 1] = *c;
    } else {
      components->all[n++] = *c;
    }
    if (record->kind == SJ_PROVIDER)
      piece = record;
  }
  components->n = n;
}

/* Identities stand behind all components, in the order of resources. */
static void
join_identities (struct sj_document *doc, struct sj_components *components)
{
  struct sj_record *records = doc->records;
  uint32_t total = components->n, at = total, i;

  while (at > 0
         && records[components->all[at - 1].record].kind == SJ_IDENTITY)
    at--;
  components->n = at;
  for (i = 0; i < components->n && at < total; i++) {
    const struct sj_component *c = &components->all[i];
    struct sj_record *record = &records[c->record];

    if (record->kind != SJ_RESOURCE)
      continue;
    while (at < total && compare_names (&components->all[at], c) < 0)
      at++;
    if (at < total && !compare_names (&components->all[at], c)
        && !(records[components->all[at].record].flags
             & PLATING_COMPONENT_NO_SCHEMA)) {
      record->next = components->all[at].record;
      record->flags |= PLATING_COMPONENT_HAS_IDENTITY;
    }
  }
}

/* Keeps only the records of PROVIDER, and one more that stands for a
 * missing block of the provider.  FROM becomes where those start that
 * count. */
static int
keep_records (struct sj_document *doc, const struct sj_provider *provider,
              uint32_t *from)
{
  struct sj_record *records;
  bool has_block = false;
  uint32_t i;

  for (i = 0; i < SJ_N_KINDS; i++)
    from[i] = provider->from[i] < provider->first ? 0
      : provider->from[i] - provider->first;
  doc->n_records = provider->n;
  if (provider->n > 0)
    memmove (doc->records, doc->records + provider->first,
             provider->n * sizeof *doc->records);
  records = realloc (doc->records, (provider->n + (size_t) 1)
                     * sizeof *records);
  if (!records)
    return -1;
  doc->records = records;
  for (i = from[SJ_PROVIDER]; i < doc->n_records && !has_block; i++)
    has_block = records[i].kind == SJ_PROVIDER;
  if (!has_block)
    records[doc->n_records++] = (struct sj_record) {
      .kind = SJ_PROVIDER, .flags = PLATING_COMPONENT_NO_SCHEMA,
      .next = SJ_NO_RECORD
    };
  doc->cap_records = doc->n_records;
  return 0;
}

int
sj_document_settle (struct sj_document *doc,
                    const struct sj_provider *provider,
                    struct sj_components *components)
{
  uint32_t from[SJ_N_KINDS];

  *components = (struct sj_components) { .n = 0 };
  pl_arena_init (&components->names, 0);
  if (keep_records (doc, provider, from) < 0)
    return -1;
  components->all = malloc (doc->n_records * sizeof *components->all);
  if (!components->all || take_living (doc, from, components) < 0)
    return -1;
  sort (doc, components);
  drop_repeated (doc, components);
  join_identities (doc, components);
  return 0;
}

void
sj_components_release (struct sj_components *components)
{
  free (components->all);
  pl_arena_release (&components->names);
}
