/* SPDX-License-Identifier: Apache-2.0 */
/* Upper and lower case, and the classes of characters, as str has them. */

#include <config.h>

#include "plugins/common/jinja/case.h"

#include <stdlib.h>

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>

#include "plugins/common/jinja/text.h"

bool
jinja_point_is_alnum (uint32_t c)
{
  return uc_is_general_category_withtable (c, UC_CATEGORY_MASK_L)
    || uc_numeric_value (c).denominator != 0
    || uc_digit_value (c) >= 0;
}

bool
jinja_point_is_word (uint32_t c)
{
  return c == '_' || jinja_point_is_alnum (c);
}

static bool
is_upper (uint32_t c)
{
  return uc_is_property_uppercase (c);
}

static bool
is_lower (uint32_t c)
{
  return uc_is_property_lowercase (c);
}

static bool
is_title (uint32_t c)
{
  return uc_is_general_category_withtable (c, UC_CATEGORY_MASK_Lt);
}

static bool
is_cased (uint32_t c)
{
  return is_upper (c) || is_lower (c) || is_title (c);
}

bool
jinja_text_is_lower (const char *text, size_t len)
{
  bool found = false;
  size_t i = 0;
  uint32_t c;

  while (i < len) {
    i += jinja_point (text + i, len - i, &c);
    if (is_upper (c) || is_title (c))
      return false;
    found |= is_lower (c);
  }
  return found;
}

bool
jinja_text_is_upper (const char *text, size_t len)
{
  bool found = false;
  size_t i = 0;
  uint32_t c;

  while (i < len) {
    i += jinja_point (text + i, len - i, &c);
    if (is_lower (c) || is_title (c))
      return false;
    found |= is_upper (c);
  }
  return found;
}

bool
jinja_text_is_title (const char *text, size_t len)
{
  bool found = false, was_cased = false;
  size_t i = 0;
  uint32_t c;

  while (i < len) {
    i += jinja_point (text + i, len - i, &c);
    if (is_upper (c) || is_title (c)) {
      if (was_cased)
        return false;
      was_cased = found = true;
    } else if (is_lower (c)) {
      if (!was_cased)
        return false;
      was_cased = found = true;
    } else
      was_cased = false;
  }
  return found;
}

/* Appends the character in TEXT's LEN bytes in the other case.  A lower
 * case sigma depends on what stands around it, which the caller passes as
 * the rest of the text. */
static void
append_case (struct pl_buffer *out, const char *text, size_t len,
             enum jinja_case to, casing_prefix_context_t before,
             casing_suffix_context_t after)
{
  char space[64];
  size_t n = sizeof space;
  uint8_t *made;
  const uint8_t *s = (const uint8_t *) text;

  if (to == JINJA_CASE_UPPER)
    made = u8_ct_toupper (s, len, before, after, NULL, NULL,
                          (uint8_t *) space, &n);
  else if (to == JINJA_CASE_LOWER)
    made = u8_ct_tolower (s, len, before, after, NULL, NULL,
                          (uint8_t *) space, &n);
  else if (to == JINJA_CASE_FOLD)
    made = u8_ct_casefold (s, len, before, after, NULL, NULL,
                           (uint8_t *) space, &n);
  else
    made = u8_ct_totitle (s, len, before, after, NULL, NULL,
                          (uint8_t *) space, &n);
  if (!made) {
    /* Not UTF-8, or out of memory: as it is. */
    pl_buffer_append (out, text, len);
    return;
  }
  pl_buffer_append (out, made, n);
  if (made != (uint8_t *) space)
    free (made);
}

/* Appends the character at TEXT + I, N bytes. */
static void
append_one (struct pl_buffer *out, struct tv text, size_t i, size_t n,
            enum jinja_case to)
{
  unsigned char c = (unsigned char) text.u.text[i];

  if (n == 1 && c < 0x80) {
    if (to == JINJA_CASE_LOWER || to == JINJA_CASE_FOLD)
      pl_buffer_putc (out, c >= 'A' && c <= 'Z' ? (char) (c + 32)
                      : (char) c);
    else
      pl_buffer_putc (out, c >= 'a' && c <= 'z' ? (char) (c - 32)
                      : (char) c);
    return;
  }
  if (to == JINJA_CASE_LOWER && n == 2 && c == 0xce
      && (unsigned char) text.u.text[i + 1] == 0xa3) {
    /* Capital sigma: the only letter whose case depends on others. */
    const uint8_t *s = (const uint8_t *) text.u.text;

    append_case (out, text.u.text + i, n, to,
                 u8_casing_prefix_context (s, i),
                 u8_casing_suffix_context (s + i + n, text.len - i - n));
    return;
  }
  append_case (out, text.u.text + i, n, to, unicase_empty_prefix_context,
               unicase_empty_suffix_context);
}

int
jinja_change_case (struct jinja_run *run, struct tv text, enum jinja_case to,
                   struct tv *result)
{
  const struct tv_type *type = text.type;
  struct pl_buffer out;
  bool was_cased = false;
  size_t i, n;
  int status = jinja_charge (run, 1 + text.len / 16);

  if (status)
    return status;
  jinja_buffer_init (run, &out);
  for (i = 0; i < text.len; i += n) {
    enum jinja_case one = to;
    uint32_t c;

    n = jinja_point (text.u.text + i, text.len - i, &c);
    if (to == JINJA_CASE_CAPITALIZE)
      one = i ? JINJA_CASE_LOWER : JINJA_CASE_TITLE;
    else if (to == JINJA_CASE_TITLE)
      one = was_cased ? JINJA_CASE_LOWER : JINJA_CASE_TITLE;
    else if (to == JINJA_CASE_SWAP)
      one = is_upper (c) ? JINJA_CASE_LOWER
        : is_lower (c) ? JINJA_CASE_UPPER : JINJA_CASE_SWAP;
    was_cased = is_cased (c);
    if (one == JINJA_CASE_SWAP)
      pl_buffer_append (&out, text.u.text + i, n);
    else
      append_one (&out, text, i, n, one);
  }
  return jinja_take_string (run, &out, type, result);
}
