/* SPDX-License-Identifier: Apache-2.0 */
/* The reader of schema files: the machine, and values of plain types. */

#include <config.h>

#include "decoder.h"

#include <stdlib.h>
#include <string.h>

#include <plating/document.h>
#include <plating/types.h>

#include "plugins/common/schemaview/build.h"
#include "document.h"
#include "fault.h"
#include "syntax.h"

/* -- set-up ---------------------------------------------------- */

void
sj_decoder_init (struct sj_decoder *d, const char *text, unsigned max_depth,
                 struct sj_document *document, struct sj_builder *builder,
                 struct sj_fault *fault)
{
  d->text = d->p = text;
  d->frames = d->first_frames;
  d->n_frames = 0;
  d->cap_frames = sizeof d->first_frames / sizeof d->first_frames[0];
  d->depth = 0;
  d->max_depth = max_depth < SJ_DEPTH_LIMIT ? max_depth : SJ_DEPTH_LIMIT;
  d->fault = fault;
  d->is_over = d->no_memory = false;
  d->document = document;
  sj_keys_init (&d->keys, text);
  d->n_nodes = d->n_extras = 0;
  d->component_flags = 0;
  d->is_repeated = false;
  d->builder = builder;
}

void
sj_decoder_release (struct sj_decoder *d)
{
  if (d->frames != d->first_frames)
    free (d->frames);
  sj_keys_release (&d->keys);
}

static int
out_of_memory (struct sj_decoder *d)
{
  d->no_memory = true;
  return -1;
}

struct sj_frame *
sj_decoder_push (struct sj_decoder *d, enum sj_frame_kind kind)
{
  struct sj_frame *f;

  if (d->n_frames == d->cap_frames) {
    uint32_t cap = d->cap_frames * 2;
    bool is_first = d->frames == d->first_frames;
    struct sj_frame *larger = realloc (is_first ? NULL : d->frames,
                                       cap * sizeof *larger);

    if (!larger) {
      out_of_memory (d);
      return NULL;
    }
    if (is_first)
      memcpy (larger, d->first_frames, sizeof d->first_frames);
    d->frames = larger;
    d->cap_frames = cap;
  }
  f = &d->frames[d->n_frames++];
  *f = (struct sj_frame) { .kind = (uint8_t) kind, .keys = d->keys.n };
  return f;
}

/* Opens one level of the text. */
int
sj_decoder_enter (struct sj_decoder *d)
{
  if (d->depth >= d->max_depth)
    return -1;
  d->depth++;
  d->p++;
  return 0;
}

/* -- errors ------------------------------------------------------ */

/* Names the field that is being read, as encoding/json does. */
static void
append_context (struct sj_decoder *d, struct pl_buffer *message)
{
  const struct sj_struct *innermost = NULL;
  uint32_t i;

  for (i = 0; i < d->n_frames; i++)
    if (d->frames[i].kind == SJ_IN_STRUCT)
      innermost = d->frames[i].type;
  if (!innermost) {
    pl_buffer_puts (message, "value");
    return;
  }
  pl_buffer_puts (message, "struct field ");
  pl_buffer_puts (message, innermost->name);
  for (i = 0; i < d->n_frames; i++)
    if (d->frames[i].kind == SJ_IN_STRUCT) {
      pl_buffer_putc (message, '.');
      pl_buffer_puts (message, d->frames[i].field->name);
    }
}

static const char *
describe_value (const char *p)
{
  switch (*p) {
  case '"':
    return "string";
  case '{':
    return "object";
  case '[':
    return "array";
  case 't': case 'f':
    return "bool";
  default:
    return "number";
  }
}

int
sj_decoder_mismatch (struct sj_decoder *d, const char *what,
                     const char *go_type)
{
  const char *start = d->p, *end;

  end = sj_skip_value (start, d->max_depth - d->depth);
  if (!end)
    return -1;
  d->p = end;
  if (d->fault->code != 0)
    return 0;
  sj_fault_set_at (d->fault, PLATING_E_FORMAT, (size_t) (start - d->text));
  pl_buffer_puts (&d->fault->message, "json: cannot unmarshal ");
  if (what) {
    pl_buffer_puts (&d->fault->message, what);
    pl_buffer_append (&d->fault->message, start, (size_t) (end - start));
  } else {
    pl_buffer_puts (&d->fault->message, describe_value (start));
  }
  pl_buffer_puts (&d->fault->message, " into Go ");
  append_context (d, &d->fault->message);
  pl_buffer_puts (&d->fault->message, " of type ");
  pl_buffer_puts (&d->fault->message, go_type);
  return 0;
}

int
sj_decoder_stop (struct sj_decoder *d, const char *message)
{
  sj_fault_set_at (d->fault, PLATING_E_FORMAT, (size_t) (d->p - d->text));
  pl_buffer_puts (&d->fault->message, message);
  d->is_over = true;
  return -1;
}

/* -- words ------------------------------------------------------- */

/* Tells the document of what is strange in a string's text. */
static void
note_string (struct sj_decoder *d, const struct sj_string *s)
{
  size_t offset = (size_t) (s->ptr - d->text);

  if ((s->flags & SJ_HIGH) && !sj_is_utf8 (s->ptr, s->len))
    sj_document_note (d->document, SJ_NOTE_UTF8, offset);
  if (s->flags & SJ_SURROGATE)
    sj_document_note (d->document, SJ_NOTE_SURROGATE, offset);
  if (s->flags & SJ_NUL)
    sj_document_note (d->document, SJ_NOTE_NUL, offset);
}

int
sj_decoder_string (struct sj_decoder *d, struct sj_string *s)
{
  const char *end = sj_read_string (d->p + 1, s);

  if (!end)
    return -1;
  d->p = end;
  if (s->flags && d->document)
    note_string (d, s);
  return 0;
}

int
sj_decoder_key (struct sj_decoder *d, struct sj_string *s)
{
  const char *p = d->p;

  if (*p != '"' || sj_decoder_string (d, s) < 0)
    return -1;
  p = sj_skip_space (d->p);
  if (*p != ':')
    return -1;
  d->p = sj_skip_space (p + 1);
  return 0;
}

/* -- repeated names -------------------------------------------------- */

int
sj_decoder_add_key (struct sj_decoder *d, const struct sj_string *s,
                    bool normalise)
{
  return sj_keys_push (&d->keys, s, normalise) < 0 ? out_of_memory (d) : 0;
}

static void
found_repeated (void *data, uint32_t place)
{
  struct sj_decoder *d = data;

  d->is_repeated = true;
  sj_document_note (d->document, SJ_NOTE_REPEATED_NAME, place);
}

void
sj_decoder_close_keys (struct sj_decoder *d, uint32_t base)
{
  if (d->keys.n > base)
    sj_keys_pop (&d->keys, base, found_repeated, d);
}

/* -- running ------------------------------------------------------- */

static int
run (struct sj_decoder *d, uint32_t base)
{
  int status = 0;

  while (status == 0 && d->n_frames > base) {
    struct sj_frame *f = &d->frames[d->n_frames - 1];

    status = f->kind >= SJ_IN_TYPE ? sj_type_step (d, f)
      : sj_member_step (d, f);
  }
  return status;
}

/* Of several things that are wrong, the first offence against JSON's
 * syntax counts, else what made Go stop, else the first wrong type. */
static int
explain (struct sj_decoder *d, size_t len)
{
  struct sj_fault syntax;
  int status;

  if (d->no_memory)
    return sj_fault_say (d->fault, PLATING_E_NOMEM, "out of memory");
  sj_fault_init (&syntax);
  status = sj_syntax_check (d->text, len, d->max_depth, &syntax);
  if (status < 0) {
    sj_fault_release (d->fault);
    *d->fault = syntax;
    return status;
  }
  sj_fault_release (&syntax);
  if (d->is_over)
    return d->fault->code;
  return sj_fault_say (d->fault, PLATING_E_FORMAT, "malformed JSON");
}

int
sj_decoder_check (struct sj_decoder *d, size_t len)
{
  d->p = sj_skip_space (d->p);
  if (sj_member_root (d) < 0 || run (d, 0) < 0
      || sj_skip_space (d->p) != d->text + len)
    return explain (d, len);
  return d->document->no_memory
    ? sj_fault_say (d->fault, PLATING_E_NOMEM, "out of memory")
    : d->fault->code;
}

int
sj_decoder_build (struct sj_decoder *d, const struct sj_struct *type,
                  struct plating_schema_node *node, const char *at)
{
  uint32_t base = d->n_frames;

  d->p = at;
  if (sj_member_object (d, type, node) < 0 || run (d, base) < 0
      || d->builder->no_memory)
    return d->no_memory || d->builder->no_memory ? PLATING_E_NOMEM
      : PLATING_E_FORMAT;
  return 0;
}

int
sj_decoder_build_type (struct sj_decoder *d, struct plating_schema_node *node,
                       const char *at)
{
  const char *p = d->p;
  uint32_t base = d->n_frames;
  int status;

  d->p = at;
  status = sj_type_begin (d, node) < 0 || run (d, base) < 0 ? -1 : 0;
  d->p = p;
  return status;
}
