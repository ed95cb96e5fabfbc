/* SPDX-License-Identifier: Apache-2.0 */
/* Base64, as YAML has it in values of the tag !!binary. */

#include <config.h>

#include "base64.h"

#include <stdint.h>
#include <string.h>

#include <plating/types.h>

#include "common/arena.h"

static int
base64_digit (char c)
{
  static const char digits[]
    = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const char *at = c ? strchr (digits, c) : NULL;

  return at ? (int) (at - digits) : -1;
}

int
fm_decode_base64 (struct pl_arena *arena, const char *text, size_t len,
                  char **out, size_t *out_len)
{
  char *to = pl_arena_alloc (arena, len / 4 * 3 + 4);
  size_t n = 0, i, n_digits = 0, n_pads = 0;
  uint32_t bits = 0;

  if (!to)
    return PLATING_E_NOMEM;
  for (i = 0; i < len; i++) {
    char c = text[i];
    int digit = base64_digit (c);

    if (c == '\r' || c == '\n')
      continue;
    if (c == '=')
      n_pads++;
    if ((digit < 0 && c != '=') || (n_pads && c != '='))
      break;
    if (c == '=')
      continue;
    bits = bits << 6 | (uint32_t) digit;
    if (++n_digits % 4)
      continue;
    to[n++] = (char) (bits >> 16);
    to[n++] = (char) (bits >> 8);
    to[n++] = (char) bits;
  }
  if (i < len || n_pads > 2 || (n_digits + n_pads) % 4 || n_digits % 4 == 1)
    return PLATING_E_FORMAT;
  if (n_digits % 4 == 2)
    to[n++] = (char) (bits >> 4);
  if (n_digits % 4 == 3) {
    to[n++] = (char) (bits >> 10);
    to[n++] = (char) (bits >> 2);
  }
  to[n] = '\0';
  *out = to;
  *out_len = n;
  return 0;
}
