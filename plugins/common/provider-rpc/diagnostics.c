/* SPDX-License-Identifier: Apache-2.0 */
/* The diagnostics of a reply. */

#include <config.h>

#include "diagnostics.h"

#include "fault.h"
#include "reply.h"
#include "wire.h"

/* Diagnostics that are shown; more are counted. */
#define SHOWN 50u

/* Bytes of one part that are shown. */
#define PART_SHOWN 4096u

void
pr_diagnostics_init (struct pr_diagnostics *diagnostics,
                     const struct pr_listener *listener)
{
  *diagnostics = (struct pr_diagnostics) { .listener = listener };
  pl_buffer_init (&diagnostics->errors);
}

void
pr_diagnostics_release (struct pr_diagnostics *diagnostics)
{
  pl_buffer_release (&diagnostics->errors);
}

static void
put (struct pl_buffer *out, struct plating_text text)
{
  pr_fault_escape (out, text.ptr,
                   text.len < PART_SHOWN ? text.len : PART_SHOWN);
}

/* Appends one step of a path. */
static void
put_step (struct pl_buffer *out, struct plating_text step)
{
  struct pr_wire wire = pr_wire_of (step);
  struct pr_field f;

  while (pr_wire_next (&wire, &f) > 0) {
    if (f.number == 1 && f.type == PR_WIRE_BYTES) {
      if (out->len > 0)
        pl_buffer_putc (out, '.');
      put (out, f.bytes);
    } else if (f.number == 2 && f.type == PR_WIRE_BYTES) {
      pl_buffer_puts (out, "[\"");
      put (out, f.bytes);
      pl_buffer_puts (out, "\"]");
    } else if (f.number == 3 && f.type == PR_WIRE_VARINT) {
      pl_buffer_printf (out, "[%lld]", (long long) f.value);
    }
  }
}

static void
put_path (struct pl_buffer *out, struct plating_text path)
{
  struct pr_wire wire = pr_wire_of (path);
  struct pr_field f;

  while (pr_wire_next (&wire, &f) > 0 && out->len < PART_SHOWN)
    if (f.number == 1 && f.type == PR_WIRE_BYTES)
      put_step (out, f.bytes);
}

/* Appends what a Diagnostic says; returns its severity. */
static uint64_t
put_diagnostic (struct pl_buffer *out, struct plating_text message)
{
  struct plating_text summary = { NULL, 0 }, detail = { NULL, 0 };
  struct pr_wire wire = pr_wire_of (message);
  struct pl_buffer path;
  uint64_t severity = 0;
  struct pr_field f;

  pl_buffer_init (&path);
  while (pr_wire_next (&wire, &f) > 0) {
    if (f.number == 1 && f.type == PR_WIRE_VARINT)
      severity = f.value;
    else if (f.number == 2 && f.type == PR_WIRE_BYTES)
      summary = f.bytes;
    else if (f.number == 3 && f.type == PR_WIRE_BYTES)
      detail = f.bytes;
    else if (f.number == 4 && f.type == PR_WIRE_BYTES)
      put_path (&path, f.bytes);
  }
  put (out, summary);
  if (detail.len > 0) {
    if (summary.len > 0)
      pl_buffer_puts (out, ": ");
    put (out, detail);
  }
  if (path.len > 0)
    pl_buffer_printf (out, " (%s)", path.data);
  pl_buffer_release (&path);
  return severity;
}

void
pr_diagnostics_add (struct pr_diagnostics *diagnostics,
                    struct plating_text message)
{
  const struct pr_listener *listener = diagnostics->listener;
  struct pl_buffer text;

  pl_buffer_init (&text);
  if (put_diagnostic (&text, message) == 1) {
    if (diagnostics->n_errors++ < SHOWN) {
      if (diagnostics->errors.len > 0)
        pl_buffer_puts (&diagnostics->errors, "; ");
      pl_buffer_append (&diagnostics->errors, text.data, text.len);
    }
  } else if (diagnostics->n++ < SHOWN && listener->told && !text.failed) {
    listener->told (listener->data, PLATING_LEVEL_WARNING,
                    text.data ? text.data : "a warning without words");
  }
  pl_buffer_release (&text);
}

int
pr_diagnostics_end (struct pr_diagnostics *diagnostics,
                    struct pr_fault *fault)
{
  if (diagnostics->n_errors == 0)
    return 0;
  if (diagnostics->errors.failed)
    return pr_fault_say (fault, PLATING_E_NOMEM, "out of memory");
  pr_fault_say (fault, PLATING_E_DISCOVERY, "the provider reports%s: %s",
                diagnostics->n_errors == 1 ? "" : " errors",
                diagnostics->errors.data ? diagnostics->errors.data
                : "an error without words");
  if (diagnostics->n_errors > SHOWN)
    pl_buffer_printf (&fault->message, "; and %u more",
                      diagnostics->n_errors - SHOWN);
  return -1;
}
