/* SPDX-License-Identifier: Apache-2.0 */
/* What went wrong, and where in the text. */

#include <config.h>

#include "fault.h"

#include <string.h>

#include "plugins/common/gotemplate/quote.h"

void
sj_fault_init (struct sj_fault *fault)
{
  *fault = (struct sj_fault) { .code = 0 };
  pl_buffer_init (&fault->message);
  pl_buffer_init (&fault->hint);
}

void
sj_fault_release (struct sj_fault *fault)
{
  pl_buffer_release (&fault->message);
  pl_buffer_release (&fault->hint);
}

int
sj_fault_set (struct sj_fault *fault, int code)
{
  pl_buffer_clear (&fault->message);
  pl_buffer_clear (&fault->hint);
  fault->has_offset = false;
  fault->code = code;
  return code;
}

int
sj_fault_set_at (struct sj_fault *fault, int code, size_t offset)
{
  sj_fault_set (fault, code);
  fault->offset = offset;
  fault->has_offset = true;
  return code;
}

int
sj_fault_say (struct sj_fault *fault, int code, const char *message)
{
  sj_fault_set (fault, code);
  pl_buffer_puts (&fault->message, message);
  return code;
}

struct plating_text
sj_fault_message (const struct sj_fault *fault)
{
  static const struct plating_text no_memory = PLATING_TEXT ("out of memory");

  if (fault->message.failed)
    return no_memory;
  return (struct plating_text) { fault->message.data, fault->message.len };
}

int
sj_fault_code (const struct sj_fault *fault)
{
  return fault->message.failed ? PLATING_E_NOMEM : fault->code;
}

void
sj_fault_quote (struct pl_buffer *out, const char *s, size_t len)
{
  gotmpl_quote (out, s, len, false);
}

void
sj_place_init (struct sj_place *place, const char *text)
{
  *place = (struct sj_place) { .text = text, .line = 1, .column = 1 };
}

void
sj_place_find (struct sj_place *place, size_t offset)
{
  const char *newline;

  if (offset < place->line_start)
    sj_place_init (place, place->text);
  while ((newline = memchr (place->text + place->line_start, '\n',
                            offset - place->line_start))) {
    place->line_start = (size_t) (newline - place->text) + 1;
    place->line++;
  }
  place->column = (uint32_t) (offset - place->line_start) + 1;
}
