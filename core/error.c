/* SPDX-License-Identifier: Apache-2.0 */
/* Errors: a class, a message, where it happened, and what caused it. */

#include <config.h>

#include "error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "common/buffer.h"
#include "quote.h"

/* Most bytes that are taken of a text that a plugin states. */
#define LONGEST_TEXT 16384

struct plating_error {
  atomic_uint refs;            /* 0: static, never changed nor freed */
  int code;
  uint32_t line, column;
  char *message;               /* of this frame, never NULL */
  char *component, *plugin, *file, *hint;  /* NULL: not known */
  struct plating_error *cause;
};

/* What is handed out when there is no memory for an error.  Not const only
 * because the accessors' callers hold errors by a plain pointer. */
static char no_memory_message[] = "out of memory";
static struct plating_error no_memory = {
  .code = PLATING_E_NOMEM,
  .message = no_memory_message,
};

/* The error of tasks that were cancelled before they did anything: to cancel
 * needs no memory. */
static char cancelled_message[] = "the task was cancelled";
static struct plating_error cancelled = {
  .code = PLATING_E_CANCELLED,
  .message = cancelled_message,
};

static const struct {
  int code;
  const char *name;
} classes[] = {
  { PLATING_E_NOMEM, "nomem" },
  { PLATING_E_INVAL, "invalid" },
  { PLATING_E_STATE, "state" },
  { PLATING_E_NOT_FOUND, "not-found" },
  { PLATING_E_UNSUPPORTED, "unsupported" },
  { PLATING_E_LIMIT, "limit" },
  { PLATING_E_IO, "file-system" },
  { PLATING_E_OUTSIDE, "outside" },
  { PLATING_E_FORMAT, "format" },
  { PLATING_E_SCHEMA, "schema" },
  { PLATING_E_TEMPLATE, "template" },
  { PLATING_E_BUNDLE, "bundle" },
  { PLATING_E_VALIDATION, "validation" },
  { PLATING_E_ADORN, "adorn" },
  { PLATING_E_CONFIG, "configuration" },
  { PLATING_E_PLUGIN, "plugin" },
  { PLATING_E_DISCOVERY, "discovery" },
  { PLATING_E_TIMEOUT, "timeout" },
  { PLATING_E_CANCELLED, "cancelled" },
};

static int
is_static (const struct plating_error *e)
{
  return e == &no_memory || e == &cancelled;
}

struct plating_error *
pl_error_no_memory (void)
{
  return &no_memory;
}

struct plating_error *
pl_error_cancelled (void)
{
  return &cancelled;
}

__attribute__ ((format (printf, 1, 0)))
static char *
format_text (const char *fmt, va_list ap)
{
  struct pl_buffer b;

  pl_buffer_init (&b);
  pl_buffer_vprintf (&b, fmt, ap);
  return pl_buffer_take (&b, NULL);
}

/* Sets *ERR to a new error with MESSAGE, which is taken; NULL stands for
 * no memory.  What *ERR holds already came first and stays. */
static int
set (struct plating_error **err, int code, char *message,
     struct plating_error *cause)
{
  struct plating_error *e;

  e = message ? calloc (1, sizeof *e) : NULL;
  if (!e) {
    free (message);
    *err = &no_memory;
    return PLATING_E_NOMEM;
  }
  atomic_init (&e->refs, 1);
  e->code = code;
  e->message = message;
  e->cause = cause;
  *err = e;
  return code;
}

int
pl_error_set (struct plating_error **err, int code, const char *fmt, ...)
{
  va_list ap;
  char *message;

  if (!err || *err)
    return code;
  va_start (ap, fmt);
  message = format_text (fmt, ap);
  va_end (ap);
  return set (err, code, message, NULL);
}

int
pl_error_set_system (struct plating_error **err, int system,
                     const char *fmt, ...)
{
  int code = system == ENOMEM ? PLATING_E_NOMEM : PLATING_E_IO;
  struct pl_buffer b;
  char text[128];
  va_list ap;

  if (!err || *err)
    return code;
  pl_buffer_init (&b);
  va_start (ap, fmt);
  pl_buffer_vprintf (&b, fmt, ap);
  va_end (ap);
  pl_buffer_puts (&b, ": ");
  pl_buffer_puts (&b, strerror_r (system, text, sizeof text));
  return set (err, code, pl_buffer_take (&b, NULL), NULL);
}

/* A copy of what a plugin wrote, as one line; NULL if it is empty. */
static char *
copy_text (struct plating_text text)
{
  struct pl_buffer b;

  if (!text.len)
    return NULL;
  pl_buffer_init (&b);
  pl_quote_append (&b, text, LONGEST_TEXT);
  return pl_buffer_take (&b, NULL);
}

int
pl_error_set_failure (struct plating_error **err,
                      const struct plating_failure *failure)
{
  struct plating_failure f = { 0 };
  size_t size = failure->struct_size;
  int code, set_code;
  char *message;

  memcpy (&f, failure, size < sizeof f ? size : sizeof f);
  code = f.code < 0 ? f.code : PLATING_E_PLUGIN;
  if (!err || *err)
    return code;
  message = f.message.len ? copy_text (f.message)
                          : strdup ("the plugin gave no reason");
  set_code = set (err, code, message, NULL);
  if (*err != &no_memory) {
    (*err)->component = copy_text (f.component);
    (*err)->file = copy_text (f.file);
    (*err)->hint = copy_text (f.hint);
    (*err)->line = f.line;
    (*err)->column = f.column;
  }
  return set_code;
}

int
pl_error_wrap (struct plating_error **err, int code, const char *fmt, ...)
{
  struct plating_error *cause, *e = NULL;
  va_list ap;
  char *message;

  if (!err || !*err)
    return code;
  cause = *err;
  va_start (ap, fmt);
  message = format_text (fmt, ap);
  va_end (ap);
  set (&e, cause->code, message, cause);
  /* Without memory for the frame the error goes on as it is. */
  if (e != &no_memory)
    *err = e;
  return cause->code;
}

static int
can_change (struct plating_error **err)
{
  return err && *err && !is_static (*err);
}

static void
replace (char **place, const char *text)
{
  char *copy;

  if (!text || !(copy = strdup (text)))
    return;
  free (*place);
  *place = copy;
}

void
pl_error_add_place (struct plating_error **err, const char *file,
                    uint32_t line, uint32_t column)
{
  if (!can_change (err))
    return;
  replace (&(*err)->file, file);
  if (line)
    (*err)->line = line;
  if (column)
    (*err)->column = column;
}

void
pl_error_add_component (struct plating_error **err, const char *component)
{
  if (can_change (err))
    replace (&(*err)->component, component);
}

void
pl_error_add_plugin (struct plating_error **err, const char *plugin)
{
  if (can_change (err))
    replace (&(*err)->plugin, plugin);
}

void
pl_error_add_hint (struct plating_error **err, const char *fmt, ...)
{
  va_list ap;
  char *hint;

  if (!can_change (err))
    return;
  va_start (ap, fmt);
  hint = format_text (fmt, ap);
  va_end (ap);
  if (hint) {
    free ((*err)->hint);
    (*err)->hint = hint;
  }
}

void
pl_error_format_message (const struct plating_error *e, struct pl_buffer *out)
{
  const char *separator = "";

  for (; e; e = e->cause) {
    pl_buffer_puts (out, separator);
    pl_buffer_puts (out, e->message);
    separator = ": ";
  }
}

void
pl_error_format (const struct plating_error *e, struct pl_buffer *out)
{
  const char *file = plating_error_file (e);
  uint32_t line = plating_error_line (e), column = plating_error_column (e);

  pl_error_format_message (e, out);
  if (!file)
    return;
  pl_buffer_printf (out, ": %s", file);
  if (line)
    pl_buffer_printf (out, ":%lu", (unsigned long) line);
  if (line && column)
    pl_buffer_printf (out, ":%lu", (unsigned long) column);
}

int
plating_error_code (const struct plating_error *e)
{
  return e ? e->code : PLATING_OK;
}

const char *
plating_error_class (const struct plating_error *e)
{
  size_t i;

  if (!e)
    return NULL;
  for (i = 0; i < sizeof classes / sizeof classes[0]; i++)
    if (classes[i].code == e->code)
      return classes[i].name;
  return "invalid";
}

const char *
plating_error_message (const struct plating_error *e)
{
  return e ? e->message : NULL;
}

/* What the outermost frame does not know may be known by its causes. */

const char *
plating_error_component (const struct plating_error *e)
{
  while (e && !e->component)
    e = e->cause;
  return e ? e->component : NULL;
}

const char *
plating_error_plugin (const struct plating_error *e)
{
  while (e && !e->plugin)
    e = e->cause;
  return e ? e->plugin : NULL;
}

const char *
plating_error_hint (const struct plating_error *e)
{
  while (e && !e->hint)
    e = e->cause;
  return e ? e->hint : NULL;
}

/* File, line and column come from one frame: they belong together. */
static const struct plating_error *
frame_with_place (const struct plating_error *e)
{
  while (e && !e->file && !e->line)
    e = e->cause;
  return e;
}

const char *
plating_error_file (const struct plating_error *e)
{
  e = frame_with_place (e);
  return e ? e->file : NULL;
}

uint32_t
plating_error_line (const struct plating_error *e)
{
  e = frame_with_place (e);
  return e ? e->line : 0;
}

uint32_t
plating_error_column (const struct plating_error *e)
{
  e = frame_with_place (e);
  return e ? e->column : 0;
}

const struct plating_error *
plating_error_cause (const struct plating_error *e)
{
  return e ? e->cause : NULL;
}

struct plating_error *
plating_error_new (int code, const char *message, struct plating_error *cause)
{
  struct plating_error *e = NULL;

  set (&e, code < 0 ? code : PLATING_E_INVAL,
       strdup (message ? message : "no reason was given"), cause);
  if (is_static (e))
    plating_error_unref (cause);
  return e;
}

struct plating_error *
plating_error_ref (struct plating_error *e)
{
  if (e && !is_static (e))
    atomic_fetch_add_explicit (&e->refs, 1, memory_order_relaxed);
  return e;
}

void
plating_error_unref (struct plating_error *e)
{
  struct plating_error *cause;

  while (e && !is_static (e)
         && atomic_fetch_sub_explicit (&e->refs, 1, memory_order_acq_rel)
            == 1) {
    cause = e->cause;
    free (e->message);
    free (e->component);
    free (e->plugin);
    free (e->file);
    free (e->hint);
    free (e);
    e = cause;
  }
}
