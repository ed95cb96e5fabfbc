/* SPDX-License-Identifier: Apache-2.0 */
/* Writes names as parts of Markdown. */

#include <config.h>

#include "plugins/jinja/markdown-text.h"

#include <stdbool.h>
#include <string.h>

#include "common/utf8.h"

/* What stands for itself in a target wherever it stands, besides letters,
 * digits and other characters than those of ASCII.  Left out are also those
 * that are allowed in a URL but mean something to some reader of Markdown. */
static const char plain[] = "-._~/+,=@:;!$";

static bool
is_plain (uint32_t rune)
{
  return (rune >= 'a' && rune <= 'z') || (rune >= 'A' && rune <= 'Z')
         || (rune >= '0' && rune <= '9') || rune >= 0xa0
         || (rune && rune < 0x80 && strchr (plain, (int) rune));
}

void
plate_put_target (struct pl_buffer *out, struct plating_text path)
{
  size_t i, k, n;
  uint32_t rune;

  for (i = 0; i < path.len; i += n) {
    n = pl_utf8_decode (path.ptr + i, path.len - i, &rune);
    /* A byte that is no character, or a blank of any kind. */
    if (is_plain (rune) && !(n == 1 && rune >= 0x80)
        && !pl_utf8_is_space (rune))
      pl_buffer_append (out, path.ptr + i, n);
    else
      for (k = 0; k < n; k++)
        pl_buffer_printf (out, "%%%02X", (unsigned char) path.ptr[i + k]);
  }
}

void
plate_put_line (struct pl_buffer *out, struct plating_text text)
{
  size_t i, n;
  uint32_t rune;

  for (i = 0; i < text.len; i += n) {
    n = pl_utf8_decode (text.ptr + i, text.len - i, &rune);
    if (rune < 0x20 || (rune >= 0x7f && rune < 0xa0) || rune == 0x2028
        || rune == 0x2029)
      pl_buffer_putc (out, ' ');
    else if (n == 1 && rune >= 0x80)
      pl_buffer_puts (out, "\xef\xbf\xbd");
    else
      pl_buffer_append (out, text.ptr + i, n);
  }
}

void
plate_put_code (struct pl_buffer *out, struct plating_text text)
{
  size_t run = 0, longest = 0, i;
  bool is_padded;

  for (i = 0; i < text.len; i++) {
    run = text.ptr[i] == '`' ? run + 1 : 0;
    if (run > longest)
      longest = run;
  }
  is_padded = text.len && (text.ptr[0] == '`'
                           || text.ptr[text.len - 1] == '`');
  pl_buffer_fill (out, '`', longest + 1);
  pl_buffer_puts (out, is_padded ? " " : "");
  plate_put_line (out, text);
  pl_buffer_puts (out, is_padded ? " " : "");
  pl_buffer_fill (out, '`', longest + 1);
}
