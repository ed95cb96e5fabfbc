/* SPDX-License-Identifier: Apache-2.0 */
/* Which of a provider's records count, once all have been seen. */

#include <config.h>

#include "document.h"

#include <stdlib.h>
#include <string.h>

#include <plating/document.h>

#include "common/text.h"

static int
compare_names (const struct sj_component *a, const struct sj_component *b)
{
  return pl_text_compare ((struct plating_text) { a->name, a->name_len },
                          (struct plating_text) { b->name, b->name_len });
}

/* By kind and name; equal ones as they stand in the text. */
static int
compare (const void *one, const void *other, void *data)
{
  const struct sj_found *found = data;
  const struct sj_component *a = one, *b = other;
  int order = found[a->record].record.kind - found[b->record].record.kind;

  if (order == 0)
    order = compare_names (a, b);
  if (order == 0)
    order = a->record < b->record ? -1 : 1;
  return order;
}

static int
find_name (const struct sj_document *doc, struct sj_component *c,
           struct pl_arena *names)
{
  const struct sj_found *found = &doc->found[c->record];
  struct sj_string s = {
    doc->text + found->name, found->name_len, found->record.name_flags
  };
  char *copy;

  c->name = s.ptr;
  c->name_len = s.len;
  if (!sj_string_needs_decoding (&s))
    return 0;
  copy = pl_arena_alloc (names, sj_string_room (&s));
  if (!copy)
    return -1;
  c->name = copy;
  c->name_len = (uint32_t) sj_string_decode (&s, copy);
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

    if (i < from[doc->found[i].record.kind])
      continue;
    c->record = i;
    if (find_name (doc, c, &components->names) < 0)
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
                 doc->found) > 0) {
      qsort_r (components->all, components->n, sizeof *components->all,
               compare, doc->found);
      return;
    }
}

/* Of one kind and name keeps the last, but joins pieces of the provider. */
static void
drop_repeated (struct sj_document *doc, struct sj_components *components)
{
  struct sj_found *found = doc->found;
  struct sj_record *piece = NULL;
  uint32_t i, n = 0;

  for (i = 0; i < components->n; i++) {
    struct sj_component *c = &components->all[i];
    struct sj_record *record = &found[c->record].record;
    const struct sj_component *last = n > 0 ? &components->all[n - 1] : NULL;

    if (record->kind == SJ_PROVIDER && piece) {
      piece->next = c->record;
      found[components->all[0].record].record.flags |= record->flags;
      found[components->all[0].record].record.state |= SJ_RECORD_REPEATED;
    } else if (last && found[last->record].record.kind == record->kind
               && !compare_names (last, c)) {
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
  struct sj_found *found = doc->found;
  uint32_t total = components->n, at = total, i;

  while (at > 0
         && found[components->all[at - 1].record].record.kind == SJ_IDENTITY)
    at--;
  components->n = at;
  for (i = 0; i < components->n && at < total; i++) {
    const struct sj_component *c = &components->all[i];
    struct sj_record *record = &found[c->record].record;

    if (record->kind != SJ_RESOURCE)
      continue;
    while (at < total && compare_names (&components->all[at], c) < 0)
      at++;
    if (at < total && !compare_names (&components->all[at], c)
        && !(found[components->all[at].record].record.flags
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
  struct sj_found *found;
  bool has_block = false;
  uint32_t i;

  for (i = 0; i < SJ_N_KINDS; i++)
    from[i] = provider->from[i] < provider->first ? 0
      : provider->from[i] - provider->first;
  doc->n_records = provider->n;
  if (provider->n > 0)
    memmove (doc->found, doc->found + provider->first,
             provider->n * sizeof *doc->found);
  found = realloc (doc->found, (provider->n + (size_t) 1) * sizeof *found);
  if (!found)
    return -1;
  doc->found = found;
  for (i = from[SJ_PROVIDER]; i < doc->n_records && !has_block; i++)
    has_block = found[i].record.kind == SJ_PROVIDER;
  if (!has_block)
    found[doc->n_records++] = (struct sj_found) {
      .record = {
        .kind = SJ_PROVIDER, .flags = PLATING_COMPONENT_NO_SCHEMA,
        .next = SJ_NO_RECORD
      }
    };
  doc->cap_found = doc->n_records;
  return 0;
}

/* Of what was found, what loading needs. */
static int
make_records (struct sj_document *doc)
{
  uint32_t i;

  doc->records = malloc (doc->n_records * sizeof *doc->records);
  if (!doc->records)
    return -1;
  for (i = 0; i < doc->n_records; i++)
    doc->records[i] = doc->found[i].record;
  free (doc->found);
  doc->found = NULL;
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
  return make_records (doc);
}

void
sj_components_release (struct sj_components *components)
{
  free (components->all);
  pl_arena_release (&components->names);
}
