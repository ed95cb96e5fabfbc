/* SPDX-License-Identifier: Apache-2.0 */
/* Text made safe for HTML, JavaScript and the query of a URL. */

#include <config.h>

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "common/utf8.h"
#include "plugins/common/gotemplate/builtins.h"
#include "plugins/common/gotemplate/unicode.h"

void
gotmpl_escape_html (struct pl_buffer *out, const char *s, size_t len)
{
  size_t i, start = 0;

  for (i = 0; i < len; i++) {
    const char *entity;

    switch (s[i]) {
    case '\0': entity = "\xef\xbf\xbd"; break;
    case '"': entity = "&#34;"; break;
    case '\'': entity = "&#39;"; break;
    case '&': entity = "&amp;"; break;
    case '<': entity = "&lt;"; break;
    case '>': entity = "&gt;"; break;
    default: continue;
    }
    pl_buffer_append (out, s + start, i - start);
    pl_buffer_puts (out, entity);
    start = i + 1;
  }
  pl_buffer_append (out, s + start, len - start);
}

void
gotmpl_escape_js (struct pl_buffer *out, const char *s, size_t len)
{
  size_t i = 0;

  while (i < len) {
    uint32_t rune;
    size_t n = pl_utf8_decode (s + i, len - i, &rune);

    if (rune == '\\' || rune == '\'' || rune == '"') {
      pl_buffer_putc (out, '\\');
      pl_buffer_putc (out, (char) rune);
    } else if (rune < ' ' || rune == '<' || rune == '>' || rune == '&'
               || rune == '=') {
      pl_buffer_printf (out, "\\u%04X", (unsigned) rune);
    } else if (rune < 0x80 || gotmpl_is_print (rune)) {
      pl_buffer_append (out, s + i, n);
    } else {
      pl_buffer_printf (out, "\\u%04X", (unsigned) rune);
    }
    i += n;
  }
}

void
gotmpl_escape_query (struct pl_buffer *out, const char *s, size_t len)
{
  static const char hex[] = "0123456789ABCDEF";
  size_t i;

  for (i = 0; i < len; i++) {
    unsigned char c = (unsigned char) s[i];
    bool is_plain = (c >= '0' && c <= '9')
      || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')
      || (c && strchr ("-_.~", c));

    if (is_plain) {
      pl_buffer_putc (out, s[i]);
    } else if (c == ' ') {
      pl_buffer_putc (out, '+');
    } else {
      pl_buffer_putc (out, '%');
      pl_buffer_putc (out, hex[c >> 4]);
      pl_buffer_putc (out, hex[c & 15]);
    }
  }
}
