/* SPDX-License-Identifier: Apache-2.0 */
/* The reader of schema files: one machine, driven by the tables of
 * fields.h, for both jobs.
 *
 *   - Checking reads the whole file once.  It finds every error that Go's
 *     encoding/json would find, and tells a struct sj_document what stands
 *     where.
 *   - Building reads one component again and gives its nodes to a struct
 *     sj_builder.  The text has been checked, so nothing can be wrong.
 *
 * The machine keeps a stack of frames, one for each object or list that is
 * open; it does not call itself, so that depth costs no stack. */

#ifndef SJ_DECODER_H
#define SJ_DECODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <plating/schema.h>

#include "fields.h"
#include "plugins/common/schemaview/json.h"
#include "keys.h"

struct sj_builder;
struct sj_document;
struct sj_fault;
struct sj_part;

/* What is open. */
enum sj_frame_kind {
  SJ_IN_STRUCT,
  SJ_IN_MAP,                /* names to objects */
  SJ_IN_LIST,               /* of parameters */
  SJ_IN_TYPE,               /* list of kind and type: its end is due */
  SJ_IN_OBJECT_TYPE,        /* its end, or names of optional attributes */
  SJ_IN_OBJECT,             /* attributes of an object type */
  SJ_IN_TUPLE               /* types of a tuple */
};

struct sj_frame {
  const struct sj_struct *type;   /* of STRUCT; of MAP's and LIST's members */
  const struct sj_field *field;   /* STRUCT: read now; MAP, LIST: what it is */
  struct plating_schema_node *node;   /* building: what members belong to */
  struct sj_part **part;    /* building: STRUCT: NULL or its parameter;
                               LIST: where the next one goes */
  const char *type_at;      /* building: its type in the source, or NULL */
  uint32_t seen;            /* STRUCT: bits of the fields that came */
  uint32_t keys;            /* checking: its first key */
  uint8_t kind;             /* enum sj_frame_kind */
  bool has_members;         /* one was read */
  bool owns_node;           /* building: node ends with it */
  bool is_record;           /* checking: the document knows it */
};

struct sj_decoder {
  const char *text;         /* where offsets count from */
  const char *p;            /* next byte */
  struct sj_frame *frames;
  uint32_t n_frames, cap_frames;
  struct sj_frame first_frames[24];
  unsigned depth, max_depth;

  /* The first value of a wrong type, or what ended the reading. */
  struct sj_fault *fault;
  bool is_over;             /* it did: Go stops at once */
  bool no_memory;

  /* Checking; document is NULL otherwise. */
  struct sj_document *document;
  struct sj_keys keys;
  uint32_t n_nodes, n_extras;   /* most that building will need */
  uint32_t component_flags;     /* PLATING_COMPONENT_ of the one being read */
  bool is_repeated;             /* a member came twice */

  /* Building; NULL otherwise. */
  struct sj_builder *builder;
};

/* Sets up a decoder for checking (with DOCUMENT) or building (with
 * BUILDER); the other is NULL.  MAX_DEPTH is at most SJ_DEPTH_LIMIT. */
void sj_decoder_init (struct sj_decoder *d, const char *text,
                      unsigned max_depth, struct sj_document *document,
                      struct sj_builder *builder, struct sj_fault *fault);
void sj_decoder_release (struct sj_decoder *d);

/* Checks the LEN bytes of text.  Returns 0, or a negative code with the
 * fault set. */
int sj_decoder_check (struct sj_decoder *d, size_t len);

/* Builds from the object at AT, of TYPE, whose members belong to NODE.
 * Returns 0 or a negative code. */
int sj_decoder_build (struct sj_decoder *d, const struct sj_struct *type,
                      struct plating_schema_node *node, const char *at);

/* Builds the type at AT into NODE. */
int sj_decoder_build_type (struct sj_decoder *d,
                           struct plating_schema_node *node, const char *at);

/* -- between decoder.c, members.c, values.c and types.c --------------------
 *
 * All that return int return 0, or -1: the reading cannot go on. */

/* A new frame; NULL when memory is exhausted. */
struct sj_frame *sj_decoder_push (struct sj_decoder *d,
                                  enum sj_frame_kind kind);

/* Steps over the bracket at D->p, one level down. */
int sj_decoder_enter (struct sj_decoder *d);

/* Goes on to the next member of F, which CLOSE ends.  Returns 1 if there
 * is one, at D->p, and 0 behind the end. */
static inline int
sj_decoder_next (struct sj_decoder *d, struct sj_frame *f, char close)
{
  const char *p = sj_skip_space (d->p);

  if (f->has_members) {
    if (*p == ',') {
      d->p = sj_skip_space (p + 1);
      return 1;
    }
  } else if (*p != close) {
    f->has_members = true;
    d->p = p;
    return 1;
  }
  if (*p != close)
    return -1;
  d->p = p + 1;
  d->depth--;
  return 0;
}

/* Checking: adds a key to the innermost open set, or closes the set that
 * starts with key number BASE. */
int sj_decoder_add_key (struct sj_decoder *d, const struct sj_string *s,
                        bool normalise);
void sj_decoder_close_keys (struct sj_decoder *d, uint32_t base);

/* Reads the string whose quote is at D->p. */
int sj_decoder_string (struct sj_decoder *d, struct sj_string *s);

/* Reads a key and its colon, up to the value. */
int sj_decoder_key (struct sj_decoder *d, struct sj_string *s);

/* Steps over WORD, if that is at D->p. */
static inline int
sj_decoder_word (struct sj_decoder *d, const char *word, size_t len)
{
  if (memcmp (d->p, word, len))
    return -1;
  d->p += len;
  return 0;
}

/* Steps over the value at D->p, which is no GO_TYPE, and says so.  WHAT: how
 * it is called in front of its source; NULL: by what it is. */
int sj_decoder_mismatch (struct sj_decoder *d, const char *what,
                         const char *go_type);

/* Go stops here, with MESSAGE.  Returns -1. */
int sj_decoder_stop (struct sj_decoder *d, const char *message);

/* members.c: starts to read the whole file; starts to read an object. */
int sj_member_root (struct sj_decoder *d);
int sj_member_object (struct sj_decoder *d, const struct sj_struct *type,
                      struct plating_schema_node *node);

/* Reads the next member in a frame that belongs to no type. */
int sj_member_step (struct sj_decoder *d, struct sj_frame *f);

/* values.c: reads the value of F's field, which is no object, map or list.
 * IS_AGAIN: the field came before. */
int sj_value_read (struct sj_decoder *d, struct sj_frame *f, bool is_again);

/* Building: keeps the value from START to D->p, for which F's node has no
 * place. */
void sj_value_extra (struct sj_decoder *d, struct sj_frame *f,
                     struct plating_text key, const char *start);

static inline void
sj_set_flag (uint32_t *flags, uint32_t flag, bool value)
{
  *flags = value ? *flags | flag : *flags & ~flag;
}

/* types.c: starts to read the type at D->p; nodes of its parts follow NODE,
 * which is NULL when checking. */
int sj_type_begin (struct sj_decoder *d, struct plating_schema_node *node);

/* Goes on in a frame that belongs to a type. */
int sj_type_step (struct sj_decoder *d, struct sj_frame *f);

/* Whether the type at P, which has been checked, is a tuple. */
bool sj_type_is_tuple (const char *p);

#endif
