/* SPDX-License-Identifier: Apache-2.0 */
/* A schema file in memory, and where in it what stands. */

#include <config.h>

#include "document.h"

#include <stdlib.h>
#include <string.h>

#include <plating/document.h>
#include <plating/types.h>

#include "decoder.h"
#include "fault.h"

struct sj_document *
sj_document_new (char *text, size_t len)
{
  struct sj_document *doc = calloc (1, sizeof *doc);

  if (!doc) {
    free (text);
    return NULL;
  }
  doc->text = text;
  doc->len = len;
  return doc;
}

void
sj_document_free (struct sj_document *doc)
{
  if (!doc)
    return;
  free (doc->text);
  free (doc->providers);
  free (doc->found);
  free (doc->records);
  free (doc->members);
  free (doc);
}

int
sj_document_check (struct sj_document *doc, unsigned max_depth,
                   struct sj_fault *fault)
{
  struct sj_decoder d;
  int status;

  sj_decoder_init (&d, doc->text, max_depth, doc, NULL, fault);
  status = sj_decoder_check (&d, doc->len);
  sj_decoder_release (&d);
  return status;
}

/* -- while the text is read ------------------------------------------ */

void
sj_document_note (struct sj_document *doc, enum sj_note_kind kind,
                  size_t place)
{
  struct sj_notes *notes = &doc->notes[kind];

  if (notes->n < SJ_NOTES)
    notes->places[notes->n] = (uint32_t) place;
  notes->n++;
}

/* Makes room for one more in an array of N elements of SIZE bytes. */
static bool
grow (struct sj_document *doc, void **array, uint32_t n, uint32_t *cap,
      size_t size)
{
  uint32_t larger_cap = *cap ? *cap + *cap / 2 : 64;
  void *larger;

  if (n < *cap)
    return true;
  larger = larger_cap > *cap ? realloc (*array, larger_cap * size) : NULL;
  if (!larger) {
    doc->no_memory = true;
    return false;
  }
  *array = larger;
  *cap = larger_cap;
  return true;
}

void
sj_document_begin_provider (struct sj_document *doc,
                            const struct sj_string *key, bool is_null)
{
  void *array = doc->providers;
  bool has_room = grow (doc, &array, doc->n_providers, &doc->cap_providers,
                        sizeof *doc->providers);

  doc->providers = array;
  if (has_room)
    doc->providers[doc->n_providers++] = (struct sj_provider) {
      .key = *key, .first = doc->n_records, .is_null = is_null
    };
}

void
sj_document_take_back_providers (struct sj_document *doc)
{
  doc->providers_from = doc->n_providers;
}

void
sj_document_begin_record (struct sj_document *doc, enum sj_kind kind,
                          const struct sj_string *key, size_t value)
{
  void *array = doc->found;
  bool has_room = grow (doc, &array, doc->n_records, &doc->cap_found,
                        sizeof *doc->found);
  struct sj_found *found;

  doc->found = array;
  if (!has_room || doc->n_providers == 0)
    return;
  found = &doc->found[doc->n_records++];
  *found = (struct sj_found) {
    .record = {
      .value = (uint32_t) value, .next = SJ_NO_RECORD, .kind = (uint8_t) kind
    }
  };
  if (key) {
    found->name = (uint32_t) (key->ptr - doc->text);
    found->name_len = key->len;
    found->record.name_flags = (uint8_t) key->flags;
  }
  doc->providers[doc->n_providers - 1].n++;
}

void
sj_document_end_record (struct sj_document *doc, const struct sj_decoder *d)
{
  struct sj_record *record;

  if (doc->n_records == 0)
    return;
  record = &doc->found[doc->n_records - 1].record;
  record->n_nodes = d->n_nodes;
  record->n_extras = d->n_extras;
  record->flags = (uint8_t) d->component_flags;
  record->state = d->is_repeated ? SJ_RECORD_REPEATED : 0;
}

void
sj_document_add_member (struct sj_document *doc, const struct sj_string *key,
                        const char *start, const char *end,
                        bool is_of_document)
{
  void *array = doc->members;
  bool has_room = grow (doc, &array, doc->n_members, &doc->cap_members,
                        sizeof *doc->members);

  doc->members = array;
  if (has_room)
    doc->members[doc->n_members++] = (struct sj_member) {
      .key = *key,
      .provider = is_of_document ? SJ_NO_PROVIDER : doc->n_providers - 1,
      .value = (uint32_t) (start - doc->text),
      .len = (uint32_t) (end - start),
    };
}

void
sj_document_take_back_records (struct sj_document *doc, enum sj_kind kind)
{
  if (doc->n_providers > 0)
    doc->providers[doc->n_providers - 1].from[kind] = doc->n_records;
}
