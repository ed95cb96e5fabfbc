/* SPDX-License-Identifier: Apache-2.0 */
/* Warnings about what is allowed in a schema file but is hardly meant. */

#include <config.h>

#include "notes.h"

#include <plating/document.h>

#include "common/buffer.h"
#include "document.h"
#include "fault.h"

/* Longest name that a message quotes. */
#define SHOWN 200u

struct wording {
  const char *message;          /* of one place */
  const char *more;             /* of places that are not listed */
  bool has_name;                /* the name at the place goes in front */
};

static const struct wording wordings[SJ_N_NOTE_KINDS] = {
  [SJ_NOTE_REPEATED_NAME] = {
    " comes twice; the last one counts", "names come twice", true },
  [SJ_NOTE_REPEATED_FIELD] = {
    " comes twice; objects are merged, otherwise the last one counts",
    "members come twice", true },
  [SJ_NOTE_NUL] = {
    "the text holds a NUL character", "texts hold a NUL character", false },
  [SJ_NOTE_UTF8] = {
    "the text is not valid UTF-8; each bad byte becomes U+FFFD",
    "texts are not valid UTF-8", false },
  [SJ_NOTE_SURROGATE] = {
    "the text holds half a surrogate pair, which becomes U+FFFD",
    "texts hold half a surrogate pair", false },
};

static void
append_name (const struct sj_document *doc, uint32_t place,
             struct pl_buffer *message)
{
  struct sj_string name;
  struct pl_buffer text;

  pl_buffer_init (&text);
  if (sj_read_string (doc->text + place, &name) && name.len <= SHOWN
      && pl_buffer_reserve (&text, sj_string_room (&name)) == 0) {
    text.len = sj_string_decode (&name, text.data);
    sj_fault_quote (message, text.data, text.len);
  } else {
    pl_buffer_puts (message, "a name");
  }
  pl_buffer_release (&text);
}

static void
report (const struct plating_host *host, uint64_t op,
        struct plating_finding *finding, const struct pl_buffer *message)
{
  if (message->failed)
    return;
  finding->message.ptr = message->data;
  finding->message.len = message->len;
  host->report (host, op, finding);
}

static void
report_kind (const struct sj_document *doc, enum sj_note_kind kind,
             const struct plating_host *host, uint64_t op,
             struct plating_finding *finding)
{
  const struct sj_notes *notes = &doc->notes[kind];
  const struct wording *wording = &wordings[kind];
  struct pl_buffer message;
  struct sj_place place;
  uint32_t i;

  pl_buffer_init (&message);
  sj_place_init (&place, doc->text);
  for (i = 0; i < notes->n && i < SJ_NOTES; i++) {
    pl_buffer_clear (&message);
    if (wording->has_name)
      append_name (doc, notes->places[i], &message);
    pl_buffer_puts (&message, wording->message);
    /* The place of a string is behind its quote. */
    sj_place_find (&place, notes->places[i] - 1);
    finding->line = place.line;
    finding->column = place.column;
    report (host, op, finding, &message);
  }
  if (notes->n > SJ_NOTES) {
    pl_buffer_clear (&message);
    pl_buffer_printf (&message, "%u more %s", notes->n - SJ_NOTES,
                      wording->more);
    finding->line = finding->column = 0;
    report (host, op, finding, &message);
  }
  pl_buffer_release (&message);
}

void
sj_notes_report (const struct sj_document *doc,
                 const struct plating_host *host, uint64_t op,
                 struct plating_text file)
{
  struct plating_finding finding = {
    .struct_size = sizeof finding,
    .severity = PLATING_LEVEL_WARNING,
    .file = file,
  };
  unsigned kind;

  for (kind = 0; kind < SJ_N_NOTE_KINDS; kind++)
    report_kind (doc, (enum sj_note_kind) kind, host, op, &finding);
}
