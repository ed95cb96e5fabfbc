/* SPDX-License-Identifier: Apache-2.0 */
/* Character classes of the Markdown grammar. */

#ifndef MD_CHARS_H
#define MD_CHARS_H

#include <stdbool.h>
#include <stdint.h>

enum md_char_class {
  MD_CH_SPACE = 1 << 0,   /* blank, TAB, LF, CR */
  MD_CH_PUNCT = 1 << 1,   /* ASCII punctuation */
  MD_CH_ALPHA = 1 << 2,   /* ASCII letters */
  MD_CH_DIGIT = 1 << 3,
  MD_CH_EMAIL = 1 << 4,   /* local part of a mail address */
  MD_CH_HOST = 1 << 5,    /* host of a bare URL, colon and user included */
  MD_CH_PATH = 1 << 6,    /* path of a bare URL, except $ */
  MD_CH_NAME = 1 << 7     /* HTML attribute name after its first character */
};

extern const uint8_t md_char_classes[256];

static inline bool
md_char_is (char c, unsigned classes)
{
  return (md_char_classes[(unsigned char) c] & classes) != 0;
}

static inline bool
md_is_space (char c)
{
  return md_char_is (c, MD_CH_SPACE);
}

static inline bool
md_is_punct (char c)
{
  return md_char_is (c, MD_CH_PUNCT);
}

static inline bool
md_is_alnum (char c)
{
  return md_char_is (c, MD_CH_ALPHA | MD_CH_DIGIT);
}

/* Unicode general categories P and S, as of Unicode 15. */
bool md_rune_is_punct (uint32_t rune);

#endif
