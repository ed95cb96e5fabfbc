/* SPDX-License-Identifier: Apache-2.0 */
/* Code points in UTF-8, white space. */

#include <config.h>

#include "plugins/common/jinja/text.h"

#include <string.h>

bool
jinja_point_is_space (uint32_t c)
{
  if (c < 0x80)
    return c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1c && c <= 0x1f);
  return c == 0x85 || c == 0xa0 || c == 0x1680
    || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029
    || c == 0x202f || c == 0x205f || c == 0x3000;
}

size_t
jinja_point (const char *text, size_t len, uint32_t *c)
{
  const unsigned char *s = (const unsigned char *) text;
  static const uint32_t least[5] = { 0, 0, 0x80, 0x800, 0x10000 };
  size_t n, i;
  uint32_t v;

  *c = s[0];
  if (s[0] < 0x80)
    return 1;
  n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
  v = s[0] & (0xffu >> (n + 1));
  *c = 0xfffd;
  if (s[0] < 0xc2 || s[0] > 0xf4 || n > len)
    return 1;
  for (i = 1; i < n; i++) {
    if ((s[i] & 0xc0) != 0x80)
      return 1;
    v = v << 6 | (s[i] & 0x3f);
  }
  if (v < least[n] || v > 0x10ffff || (v >= 0xd800 && v < 0xe000))
    return 1;
  *c = v;
  return n;
}

size_t
jinja_point_write (uint32_t c, char *to)
{
  if (c >= 0xd800 && c < 0xe000)
    c = 0xfffd;
  if (c < 0x80) {
    to[0] = (char) c;
    return 1;
  }
  if (c < 0x800) {
    to[0] = (char) (0xc0 | c >> 6);
    to[1] = (char) (0x80 | (c & 0x3f));
    return 2;
  }
  if (c < 0x10000) {
    to[0] = (char) (0xe0 | c >> 12);
    to[1] = (char) (0x80 | (c >> 6 & 0x3f));
    to[2] = (char) (0x80 | (c & 0x3f));
    return 3;
  }
  to[0] = (char) (0xf0 | c >> 18);
  to[1] = (char) (0x80 | (c >> 12 & 0x3f));
  to[2] = (char) (0x80 | (c >> 6 & 0x3f));
  to[3] = (char) (0x80 | (c & 0x3f));
  return 4;
}

size_t
jinja_count_points (const char *text, size_t len)
{
  size_t i = 0, n = 0;
  uint32_t c;

  while (i < len) {
    i += (unsigned char) text[i] < 0x80 ? 1
      : jinja_point (text + i, len - i, &c);
    n++;
  }
  return n;
}

size_t
jinja_point_offset (const char *text, size_t len, size_t i)
{
  size_t pos = 0;
  uint32_t c;

  for (; i > 0 && pos < len; i--)
    pos += (unsigned char) text[pos] < 0x80 ? 1
      : jinja_point (text + pos, len - pos, &c);
  return pos;
}

size_t
jinja_space_length (const char *text, size_t len)
{
  size_t pos = 0;
  uint32_t c;

  while (pos < len) {
    size_t n = jinja_point (text + pos, len - pos, &c);

    if (!jinja_point_is_space (c))
      break;
    pos += n;
  }
  return pos;
}

size_t
jinja_rstrip_length (const char *text, size_t len)
{
  uint32_t c;

  while (len > 0) {
    size_t start = len - 1;

    while (start > 0 && len - start < 4
           && ((unsigned char) text[start] & 0xc0) == 0x80)
      start--;
    if (jinja_point (text + start, len - start, &c) != len - start
        || !jinja_point_is_space (c))
      break;
    len = start;
  }
  return len;
}
