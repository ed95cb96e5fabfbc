/* SPDX-License-Identifier: Apache-2.0 */
/* Says in encoding/json's words why a text is no JSON.
 *
 * It reads byte by byte and is used only when the quick reader has stopped;
 * what is right and wrong must be the same for both. */

#include <config.h>

#include "syntax.h"

#include <stdbool.h>
#include <string.h>

#include <plating/types.h>

#include "common/utf8.h"
#include "fault.h"
#include "plugins/common/schemaview/json.h"
#include "plugins/common/gotemplate/quote.h"

struct checker {
  const char *text;
  size_t len;
  size_t at;                  /* the next byte */
  unsigned depth, max_depth;
  bool in_object[SJ_DEPTH_LIMIT];
  struct sj_fault *fault;
};

/* BYTE, taken as a character, is not wanted WHERE. */
static int
fail_at_byte (struct checker *c, unsigned char byte, const char *where)
{
  struct pl_buffer *message = &c->fault->message, quoted;
  char utf8[4];

  sj_fault_set_at (c->fault, PLATING_E_FORMAT, c->at);
  pl_buffer_puts (message, "invalid character ");
  if (byte == '\'') {
    pl_buffer_puts (message, "'\\''");
  } else if (byte == '"') {
    pl_buffer_puts (message, "'\"'");
  } else {
    pl_buffer_init (&quoted);
    gotmpl_quote (&quoted, utf8, pl_utf8_encode (byte, utf8), false);
    if (quoted.failed) {
      message->failed = quoted.failed;
    } else {
      quoted.data[0] = quoted.data[quoted.len - 1] = '\'';
      pl_buffer_append (message, quoted.data, quoted.len);
    }
    pl_buffer_release (&quoted);
  }
  pl_buffer_putc (message, ' ');
  pl_buffer_puts (message, where);
  return PLATING_E_FORMAT;
}

static int
fail (struct checker *c, const char *where)
{
  if (c->at < c->len)
    return fail_at_byte (c, (unsigned char) c->text[c->at], where);
  sj_fault_set_at (c->fault, PLATING_E_FORMAT, c->len);
  pl_buffer_puts (&c->fault->message, "unexpected end of JSON input");
  return PLATING_E_FORMAT;
}

/* The same inside a word.  Go tries at the end of the text whether a blank
 * would complete what is there; here it does not. */
static int
fail_in_word (struct checker *c, const char *where)
{
  return c->at < c->len ? fail (c, where) : fail_at_byte (c, ' ', where);
}

/* The next byte, or 0 at the end: no byte that is allowed anywhere. */
static char
peek (const struct checker *c)
{
  return c->at < c->len ? c->text[c->at] : '\0';
}

static void
skip_space (struct checker *c)
{
  while (peek (c) == ' ' || peek (c) == '\n' || peek (c) == '\r'
         || peek (c) == '\t')
    c->at++;
}

static bool
is_digit (char c)
{
  return c >= '0' && c <= '9';
}

static int
check_escape (struct checker *c)
{
  unsigned i;

  c->at++;
  if (!peek (c) || !strchr ("bfnrt\\/\"u", peek (c)))
    return fail_in_word (c, "in string escape code");
  if (c->text[c->at++] != 'u')
    return 0;
  for (i = 0; i < 4; i++, c->at++)
    if (!peek (c) || !strchr ("0123456789abcdefABCDEF", peek (c)))
      return fail_in_word (c, "in \\u hexadecimal character escape");
  return 0;
}

/* Checks the string that starts here. */
static int
check_string (struct checker *c)
{
  c->at++;
  while (peek (c) != '"') {
    if (peek (c) == '\\') {
      int status = check_escape (c);

      if (status < 0)
        return status;
    } else if ((unsigned char) peek (c) < 0x20) {
      return fail (c, "in string literal");
    } else {
      c->at++;
    }
  }
  c->at++;
  return 0;
}

static int
check_digits (struct checker *c, const char *where)
{
  if (!is_digit (peek (c)))
    return fail_in_word (c, where);
  while (is_digit (peek (c)))
    c->at++;
  return 0;
}

static int
check_number (struct checker *c)
{
  int status = 0;

  if (peek (c) == '-')
    c->at++;
  if (peek (c) == '0')
    c->at++;
  else
    status = check_digits (c, "in numeric literal");
  if (status == 0 && peek (c) == '.') {
    c->at++;
    status = check_digits (c, "after decimal point in numeric literal");
  }
  if (status == 0 && (peek (c) == 'e' || peek (c) == 'E')) {
    c->at++;
    if (peek (c) == '+' || peek (c) == '-')
      c->at++;
    status = check_digits (c, "in exponent of numeric literal");
  }
  return status;
}

static int
check_word (struct checker *c, const char *word)
{
  char where[48] = "in literal ";
  const char *letter;

  for (letter = word; *letter; letter++, c->at++)
    if (peek (c) != *letter) {
      strcat (strcat (where, word), " (expecting 'x')");
      where[strlen (where) - 3] = *letter;
      return fail_in_word (c, where);
    }
  return 0;
}

static int
check_scalar (struct checker *c)
{
  switch (peek (c)) {
  case '"':
    return check_string (c);
  case 't':
    return check_word (c, "true");
  case 'f':
    return check_word (c, "false");
  case 'n':
    return check_word (c, "null");
  case '-': case '0': case '1': case '2': case '3': case '4':
  case '5': case '6': case '7': case '8': case '9':
    return check_number (c);
  default:
    return fail (c, "looking for beginning of value");
  }
}

/* Checks a key and its colon. */
static int
check_key (struct checker *c)
{
  int status;

  skip_space (c);
  if (peek (c) != '"')
    return fail (c, "looking for beginning of object key string");
  status = check_string (c);
  if (status < 0)
    return status;
  skip_space (c);
  if (peek (c) != ':')
    return fail (c, "after object key");
  c->at++;
  return 0;
}

static bool
closes (const struct checker *c)
{
  return peek (c) == (c->in_object[c->depth - 1] ? '}' : ']');
}

/* Opens the object or array that starts here.  Returns 1 when a value is
 * due next, 0 when it is empty. */
static int
open_level (struct checker *c)
{
  int status;

  if (c->depth == c->max_depth) {
    status = fail (c, "exceeded max depth");
    c->fault->code = PLATING_E_LIMIT;
    pl_buffer_printf (&c->fault->hint, "objects and lists may nest %u levels"
                      " deep (setting max-depth)", c->max_depth);
    return PLATING_E_LIMIT;
  }
  c->in_object[c->depth++] = peek (c) == '{';
  c->at++;
  skip_space (c);
  if (closes (c))
    return 0;
  status = c->in_object[c->depth - 1] ? check_key (c) : 0;
  return status < 0 ? status : 1;
}

/* Goes on behind a value.  Returns 1 when another one is due, 0 at the end
 * of the outermost. */
static int
check_after_value (struct checker *c)
{
  while (c->depth > 0) {
    bool in_object = c->in_object[c->depth - 1];

    skip_space (c);
    if (peek (c) == ',') {
      int status;

      c->at++;
      status = in_object ? check_key (c) : 0;
      return status < 0 ? status : 1;
    }
    if (!closes (c))
      return fail (c, in_object ? "after object key:value pair"
                   : "after array element");
    c->at++;
    c->depth--;
  }
  return 0;
}

static int
check_text (struct checker *c)
{
  int due = 1;

  while (due > 0) {
    skip_space (c);
    if (peek (c) == '{' || peek (c) == '[')
      due = open_level (c);
    else
      due = check_scalar (c);
    if (due == 0)
      due = check_after_value (c);
  }
  if (due < 0)
    return due;
  skip_space (c);
  return c->at < c->len ? fail (c, "after top-level value") : 0;
}

int
sj_syntax_check (const char *text, size_t len, unsigned max_depth,
                 struct sj_fault *fault)
{
  struct checker c;

  c.text = text;
  c.len = len;
  c.at = 0;
  c.depth = 0;
  c.max_depth = max_depth < SJ_DEPTH_LIMIT ? max_depth : SJ_DEPTH_LIMIT;
  c.fault = fault;
  return check_text (&c);
}
