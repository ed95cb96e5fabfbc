/* SPDX-License-Identifier: Apache-2.0 */
/* What went wrong. */

#include <config.h>

#include "fault.h"

#include <string.h>

void
bn_fault_init (struct bn_fault *fault)
{
  fault->code = 0;
  pl_buffer_init (&fault->message);
  pl_buffer_init (&fault->hint);
  pl_buffer_init (&fault->file);
}

void
bn_fault_release (struct bn_fault *fault)
{
  pl_buffer_release (&fault->message);
  pl_buffer_release (&fault->hint);
  pl_buffer_release (&fault->file);
}

static void
begin (struct bn_fault *fault, int code, const char *file)
{
  fault->code = code;
  pl_buffer_clear (&fault->message);
  pl_buffer_clear (&fault->hint);
  pl_buffer_clear (&fault->file);
  if (file)
    pl_buffer_puts (&fault->file, file);
}

int
bn_fault_set (struct bn_fault *fault, int code, const char *file,
              const char *fmt, ...)
{
  va_list ap;

  begin (fault, code, file);
  va_start (ap, fmt);
  pl_buffer_vprintf (&fault->message, fmt, ap);
  va_end (ap);
  return code;
}

int
bn_fault_set_system (struct bn_fault *fault, int code, int system,
                     const char *file, const char *what)
{
  char text[256];

  begin (fault, code, file);
  pl_buffer_printf (&fault->message, "%s: %s", what,
                    strerror_r (system, text, sizeof text));
  return code;
}

int
bn_fault_no_memory (struct bn_fault *fault)
{
  begin (fault, PLATING_E_NOMEM, NULL);
  return PLATING_E_NOMEM;
}

int
bn_fault_code (const struct bn_fault *fault)
{
  return fault->message.failed || fault->hint.failed || fault->file.failed
    ? PLATING_E_NOMEM : fault->code;
}
