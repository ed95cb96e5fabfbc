/* SPDX-License-Identifier: Apache-2.0 */
/* What went wrong between us and a provider. */

#include <config.h>

#include "fault.h"

#include <stdarg.h>
#include <stdint.h>

#include "common/utf8.h"

void
pr_fault_init (struct pr_fault *fault)
{
  fault->code = 0;
  pl_buffer_init (&fault->message);
  pl_buffer_init (&fault->hint);
}

void
pr_fault_release (struct pr_fault *fault)
{
  pl_buffer_release (&fault->message);
  pl_buffer_release (&fault->hint);
}

int
pr_fault_say (struct pr_fault *fault, int code, const char *fmt, ...)
{
  va_list ap;

  if (fault->code != 0)
    return -1;
  fault->code = code;
  pl_buffer_clear (&fault->message);
  va_start (ap, fmt);
  pl_buffer_vprintf (&fault->message, fmt, ap);
  va_end (ap);
  return -1;
}

void
pr_fault_advise (struct pr_fault *fault, const char *fmt, ...)
{
  va_list ap;

  if (fault->hint.len > 0)
    return;
  va_start (ap, fmt);
  pl_buffer_vprintf (&fault->hint, fmt, ap);
  va_end (ap);
}

void
pr_fault_copy (struct pr_fault *to, const struct pr_fault *from)
{
  struct plating_text message = pr_fault_message (from);

  pr_fault_say (to, pr_fault_code (from), "%.*s", (int) message.len,
                message.ptr);
  if (from->hint.len > 0)
    pr_fault_advise (to, "%s", from->hint.data);
}

struct plating_text
pr_fault_message (const struct pr_fault *fault)
{
  static const struct plating_text no_memory = PLATING_TEXT ("out of memory");

  if (fault->message.failed || fault->message.len == 0)
    return no_memory;
  return (struct plating_text) { fault->message.data, fault->message.len };
}

int
pr_fault_code (const struct pr_fault *fault)
{
  return fault->message.failed || fault->code == 0 ? PLATING_E_NOMEM
    : fault->code;
}

void
pr_fault_escape (struct pl_buffer *out, const char *s, size_t len)
{
  size_t i, n;

  for (i = 0; i < len; i += n) {
    unsigned char c = (unsigned char) s[i];
    uint32_t rune;

    n = pl_utf8_decode (s + i, len - i, &rune);
    if (c < 0x20 || c == 0x7f || (rune >= 0x80 && rune < 0xa0)
             || (rune == PL_RUNE_ERROR && n == 1))
      for (size_t k = 0; k < n; k++)
        pl_buffer_printf (out, "\\x%02x", (unsigned char) s[i + k]);
    else
      pl_buffer_append (out, s + i, n);
  }
}
