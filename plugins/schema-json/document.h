/* SPDX-License-Identifier: Apache-2.0 */
/* A schema file in memory: its text, and where in it each provider and
 * component stands.
 *
 * Once it is complete nothing changes it, and any number of threads may
 * load components from it. */

#ifndef SJ_DOCUMENT_H
#define SJ_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <plating/types.h>

#include "common/arena.h"
#include "fields.h"
#include "plugins/common/schemaview/json.h"

struct sj_decoder;
struct sj_fault;

/* Largest file: places are 32 bit numbers. */
#define SJ_SIZE_LIMIT (UINT32_MAX - 2 * SJ_PADDING)

/* What is allowed but worth a warning. */
enum sj_note_kind {
  SJ_NOTE_REPEATED_NAME,    /* the last one counts */
  SJ_NOTE_REPEATED_FIELD,   /* objects are merged, else the last counts */
  SJ_NOTE_NUL,
  SJ_NOTE_UTF8,
  SJ_NOTE_SURROGATE,
  SJ_N_NOTE_KINDS
};

/* Notes of one kind that are kept; more are only counted. */
#define SJ_NOTES 20u

struct sj_notes {
  uint32_t n;               /* how many there were */
  uint32_t places[SJ_NOTES];
};

#define SJ_RECORD_REPEATED 0x01u  /* members come twice: needs resolving */
#define SJ_RECORD_DROPPED  0x02u  /* another one counts */

/* No record. */
#define SJ_NO_RECORD UINT32_MAX

/* A component, a piece of one, or an identity. */
struct sj_record {
  uint32_t value;           /* place of the object, or of null */
  uint32_t n_nodes, n_extras;   /* most that its view needs */
  uint32_t next;            /* of a resource: its identity; of a provider:
                               the next piece, which is merged into it */
  uint8_t kind;             /* enum sj_kind */
  uint8_t flags;            /* PLATING_COMPONENT_ */
  uint8_t state;            /* SJ_RECORD_ */
  uint8_t name_flags;       /* SJ_HIGH ... */
};

/* A record while the text is read. */
struct sj_found {
  struct sj_record record;
  uint32_t name, name_len;  /* as it stands in the text */
};

struct sj_provider {
  struct sj_string key;     /* its address in the text */
  uint32_t first, n;        /* its records */
  uint32_t from[SJ_N_KINDS];    /* earlier ones were taken back by a null */
  bool is_null;
};

/* No provider. */
#define SJ_NO_PROVIDER UINT32_MAX

/* A member beside the components that is not known. */
struct sj_member {
  struct sj_string key;
  uint32_t provider;        /* index; SJ_NO_PROVIDER: of the document */
  uint32_t value, len;      /* its place and length */
};

struct sj_document {
  char *text;               /* followed by padding */
  size_t len;
  struct sj_string format_version;
  bool has_format_version;
  struct sj_provider *providers;
  uint32_t n_providers, cap_providers;
  uint32_t providers_from;  /* earlier ones were taken back by a null */
  struct sj_found *found;   /* until it is settled; then */
  struct sj_record *records;
  uint32_t n_records, cap_found;
  struct sj_member *members;
  uint32_t n_members, cap_members;
  struct sj_notes notes[SJ_N_NOTE_KINDS];
  bool no_memory;
};

/* Takes TEXT, LEN bytes and the padding, from malloc. */
struct sj_document *sj_document_new (char *text, size_t len);
void sj_document_free (struct sj_document *doc);

/* Reads the whole text.  Returns 0 or a negative code with FAULT set. */
int sj_document_check (struct sj_document *doc, unsigned max_depth,
                       struct sj_fault *fault);

/* A component that counts. */
struct sj_component {
  const char *name;
  uint32_t name_len;
  uint32_t record;
};

struct sj_components {
  struct sj_component *all;     /* sorted by kind and name */
  uint32_t n;
  struct pl_arena names;        /* those that had to be decoded */
};

/* Finds the components that count among the records of PROVIDER, joins
 * identities to resources and the pieces of the provider's own block, and
 * forgets the records of other providers; PROVIDER is good no more.  A
 * provider always has a block, if only one without a schema.  Returns 0 or
 * -1 when memory is exhausted; COMPONENTS must be released in any case. */
int sj_document_settle (struct sj_document *doc,
                        const struct sj_provider *provider,
                        struct sj_components *components);
void sj_components_release (struct sj_components *components);

/* -- called while the text is read ---------------------------------------- */

void sj_document_note (struct sj_document *doc, enum sj_note_kind kind,
                       size_t place);

void sj_document_begin_provider (struct sj_document *doc,
                                 const struct sj_string *key, bool is_null);
void sj_document_take_back_providers (struct sj_document *doc);

/* KEY is NULL for the provider's own block. */
void sj_document_begin_record (struct sj_document *doc, enum sj_kind kind,
                               const struct sj_string *key, size_t value);
void sj_document_end_record (struct sj_document *doc,
                             const struct sj_decoder *d);
/* A member whose value is from START to END, of the document or of the
 * provider that is read. */
void sj_document_add_member (struct sj_document *doc,
                             const struct sj_string *key, const char *start,
                             const char *end, bool is_of_document);
void sj_document_take_back_records (struct sj_document *doc,
                                    enum sj_kind kind);

#endif
