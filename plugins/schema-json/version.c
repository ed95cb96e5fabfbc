/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a schema file has a format that is understood.
 *
 * Versions are those of hashicorp/go-version, and so are the messages:
 *   ["v"] NUMBER {"." NUMBER} [pre-release] ["+" metadata]
 * A pre-release is a "-" and identifiers of which the first starts with a
 * digit, or identifiers of which the first does not, with or without a
 * "-". */

#include <config.h>

#include "version.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <plating/types.h>

#include "fault.h"

#define CONSTRAINT ">= 0.1, < 2.0"

struct part {
  const char *ptr;
  size_t len;
};

struct version {
  struct part numbers, pre, metadata;
};

static bool
is_digit (char c)
{
  return c >= '0' && c <= '9';
}

/* What an identifier that is no number starts with. */
static bool
is_word (char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'
    || c == '~';
}

static const char *
skip_identifier (const char *p, const char *end)
{
  while (p < end && (is_digit (*p) || is_word (*p)))
    p++;
  return p;
}

/* Skips identifiers joined by dots; NULL if one is empty. */
static const char *
skip_identifiers (const char *p, const char *end)
{
  for (;;) {
    const char *next = skip_identifier (p, end);

    if (next == p)
      return NULL;
    if (next == end || *next != '.')
      return next;
    p = next + 1;
  }
}

static const char *
skip_numbers (const char *p, const char *end)
{
  for (;;) {
    if (p == end || !is_digit (*p))
      return NULL;
    while (p < end && is_digit (*p))
      p++;
    if (p == end || *p != '.')
      return p;
    p++;
  }
}

static bool
parse (const char *p, const char *end, struct version *v)
{
  *v = (struct version) { .pre = { p, 0 }, .metadata = { p, 0 } };
  if (p < end && *p == 'v')
    p++;
  v->numbers.ptr = p;
  p = skip_numbers (p, end);
  if (!p)
    return false;
  v->numbers.len = (size_t) (p - v->numbers.ptr);
  if (p < end && *p != '+') {
    /* A lone "-" is an identifier itself. */
    if (*p == '-' && p + 1 < end && (is_digit (p[1]) || is_word (p[1])))
      p++;
    else if (!is_word (*p))
      return false;
    v->pre.ptr = p;
    p = skip_identifiers (p, end);
    if (!p)
      return false;
    v->pre.len = (size_t) (p - v->pre.ptr);
  }
  if (p < end) {
    if (*p != '+')
      return false;
    v->metadata.ptr = ++p;
    p = skip_identifiers (p, end);
    if (!p)
      return false;
    v->metadata.len = (size_t) (p - v->metadata.ptr);
  }
  return p == end;
}

/* Returns the end of the number at P and sets *N, or NULL if it does not
 * fit. */
static const char *
read_number (const char *p, const char *end, int64_t *n)
{
  *n = 0;
  for (; p < end && is_digit (*p); p++)
    if (__builtin_mul_overflow (*n, 10, n)
        || __builtin_add_overflow (*n, *p - '0', n))
      return NULL;
  return p;
}

static int
fail_malformed (struct sj_fault *fault, const char *text, size_t len)
{
  sj_fault_set (fault, PLATING_E_FORMAT);
  pl_buffer_puts (&fault->message, "invalid format version ");
  sj_fault_quote (&fault->message, text, len);
  pl_buffer_puts (&fault->message, ": ");
  return fault->code;
}

static int
fail_too_large (struct sj_fault *fault, const char *text, size_t len,
                const char *number, const char *end)
{
  const char *p = number;

  while (p < end && is_digit (*p))
    p++;
  fail_malformed (fault, text, len);
  pl_buffer_puts (&fault->message,
                  "error parsing version: strconv.ParseInt: parsing ");
  sj_fault_quote (&fault->message, number, (size_t) (p - number));
  pl_buffer_puts (&fault->message, ": value out of range");
  return fault->code;
}

/* Appends V as a quoted text with at least three numbers. */
static void
append_version (struct pl_buffer *out, const struct version *v)
{
  const char *p = v->numbers.ptr, *end = p + v->numbers.len;
  struct pl_buffer text;
  unsigned n = 0;
  int64_t number;

  pl_buffer_init (&text);
  while (p < end) {
    p = read_number (p, end, &number);
    pl_buffer_printf (&text, "%s%lld", n++ ? "." : "", (long long) number);
    p += p < end;
  }
  while (n++ < 3)
    pl_buffer_puts (&text, ".0");
  if (v->pre.len) {
    pl_buffer_putc (&text, '-');
    pl_buffer_append (&text, v->pre.ptr, v->pre.len);
  }
  if (v->metadata.len) {
    pl_buffer_putc (&text, '+');
    pl_buffer_append (&text, v->metadata.ptr, v->metadata.len);
  }
  if (text.failed)
    out->failed = text.failed;
  else
    sj_fault_quote (out, text.data, text.len);
  pl_buffer_release (&text);
}

int
sj_version_check (const char *text, size_t len, struct sj_fault *fault)
{
  int64_t major = 0, minor = 0, number;
  struct version v;
  const char *p, *end;
  unsigned n;

  if (len == 0)
    return sj_fault_say (fault, PLATING_E_FORMAT, "unexpected provider schema"
                         " data, format version is missing");
  if (!parse (text, text + len, &v)) {
    fail_malformed (fault, text, len);
    pl_buffer_puts (&fault->message, "malformed version: ");
    pl_buffer_append (&fault->message, text, len);
    return fault->code;
  }
  p = v.numbers.ptr;
  end = p + v.numbers.len;
  for (n = 0; p < end; n++) {
    const char *next = read_number (p, end, &number);

    if (!next)
      return fail_too_large (fault, text, len, p, end);
    if (n == 0)
      major = number;
    else if (n == 1)
      minor = number;
    p = next + (next < end);
  }
  if (v.pre.len == 0 && (major == 1 || (major == 0 && minor >= 1)))
    return 0;
  sj_fault_set (fault, PLATING_E_FORMAT);
  pl_buffer_puts (&fault->message,
                  "unsupported provider schema format version: ");
  append_version (&fault->message, &v);
  pl_buffer_puts (&fault->message, " does not satisfy \"" CONSTRAINT "\"");
  return fault->code;
}
