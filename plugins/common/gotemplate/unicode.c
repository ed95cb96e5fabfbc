/* SPDX-License-Identifier: Apache-2.0 */
/* Classes of characters as Go's unicode package defines them.
 *
 * Go 1.26 knows Unicode 15.0.  libunistring 1.0 stops at 14.0, so the
 * characters that 15.0 added, or gave case to, are listed here; a newer
 * library knows them as well and the table changes nothing. */

#include <config.h>

#include "plugins/common/gotemplate/unicode.h"

#include <unictype.h>
#include <uniwbrk.h>

enum {
  LETTER = 1,
  DIGIT = 2,
  MARK = 4,         /* takes no room of its own */
  SPACING = 8,      /* a mark that does */
  SIGN = 16,        /* symbols, punctuation, numbers that are no digits */
  IDEOGRAPH = 32,   /* a letter between words without blanks */
  MODIFIER = 64,    /* a letter that changes others */
  CASED = 128,
  FORMAT = 256      /* not seen */
};

struct added_range {
  uint32_t first, last;
  unsigned classes;
};

static const struct added_range added_in_15[] = {
  { 0x00cf3, 0x00cf3, SPACING }, { 0x00ece, 0x00ece, MARK },
  { 0x010fc, 0x010fc, LETTER | MODIFIER | CASED },
  { 0x0a7f2, 0x0a7f4, LETTER | MODIFIER | CASED },
  { 0x0ab69, 0x0ab69, LETTER | MODIFIER | CASED },
  { 0x10efd, 0x10eff, MARK }, { 0x1123f, 0x11240, LETTER },
  { 0x11241, 0x11241, MARK }, { 0x11b00, 0x11b09, SIGN },
  { 0x11f00, 0x11f01, MARK }, { 0x11f02, 0x11f02, LETTER },
  { 0x11f03, 0x11f03, SPACING }, { 0x11f04, 0x11f10, LETTER },
  { 0x11f12, 0x11f33, LETTER }, { 0x11f34, 0x11f35, SPACING },
  { 0x11f36, 0x11f3a, MARK }, { 0x11f3e, 0x11f3f, SPACING },
  { 0x11f40, 0x11f40, MARK }, { 0x11f41, 0x11f41, SPACING },
  { 0x11f42, 0x11f42, MARK }, { 0x11f43, 0x11f4f, SIGN },
  { 0x11f50, 0x11f59, DIGIT }, { 0x1342f, 0x1342f, LETTER },
  { 0x13439, 0x1343f, FORMAT }, { 0x13440, 0x13440, MARK },
  { 0x13441, 0x13446, LETTER }, { 0x13447, 0x13455, MARK },
  { 0x1b132, 0x1b132, LETTER | IDEOGRAPH },
  { 0x1b155, 0x1b155, LETTER | IDEOGRAPH }, { 0x1d2c0, 0x1d2d3, SIGN },
  { 0x1df25, 0x1df2a, LETTER | CASED },
  { 0x1e030, 0x1e06d, LETTER | MODIFIER | CASED },
  { 0x1e08f, 0x1e08f, MARK }, { 0x1e4d0, 0x1e4ea, LETTER },
  { 0x1e4eb, 0x1e4eb, LETTER | MODIFIER }, { 0x1e4ec, 0x1e4ef, MARK },
  { 0x1e4f0, 0x1e4f9, DIGIT }, { 0x1f6dc, 0x1f6dc, SIGN },
  { 0x1f774, 0x1f776, SIGN }, { 0x1f77b, 0x1f77f, SIGN },
  { 0x1f7d9, 0x1f7d9, SIGN }, { 0x1fa75, 0x1fa77, SIGN },
  { 0x1fa87, 0x1fa88, SIGN }, { 0x1faad, 0x1faaf, SIGN },
  { 0x1fabb, 0x1fabd, SIGN }, { 0x1fabf, 0x1fabf, SIGN },
  { 0x1face, 0x1facf, SIGN }, { 0x1fada, 0x1fadb, SIGN },
  { 0x1fae8, 0x1fae8, SIGN }, { 0x1faf7, 0x1faf8, SIGN },
  { 0x2b739, 0x2b739, LETTER | IDEOGRAPH },
  { 0x31350, 0x323af, LETTER | IDEOGRAPH },
};

/* The classes of a character in the table, else 0. */
static unsigned
added_classes (uint32_t rune)
{
  size_t low = 0, high = sizeof added_in_15 / sizeof added_in_15[0];

  while (low < high) {
    size_t middle = low + (high - low) / 2;

    if (rune < added_in_15[middle].first)
      high = middle;
    else if (rune > added_in_15[middle].last)
      low = middle + 1;
    else
      return added_in_15[middle].classes;
  }
  return 0;
}

bool
gotmpl_is_print (uint32_t rune)
{
  if (rune < 0x7f)
    return rune >= 0x20;
  if (rune > 0x10ffff)
    return false;
  return uc_is_general_category_withtable (rune, UC_CATEGORY_MASK_L
                                           | UC_CATEGORY_MASK_M
                                           | UC_CATEGORY_MASK_N
                                           | UC_CATEGORY_MASK_P
                                           | UC_CATEGORY_MASK_S)
    || (added_classes (rune) & ~FORMAT);
}

bool
gotmpl_is_identifier (uint32_t rune)
{
  if (rune < 0x80)
    return rune == '_' || (rune >= '0' && rune <= '9')
      || ((rune | 0x20) >= 'a' && (rune | 0x20) <= 'z');
  if (rune > 0x10ffff)
    return false;
  return uc_is_general_category_withtable (rune, UC_CATEGORY_MASK_L
                                           | UC_CATEGORY_MASK_Nd)
    || (added_classes (rune) & (LETTER | DIGIT));
}

bool
gotmpl_is_cased (uint32_t rune)
{
  if (rune < 0x80)
    return (rune | 0x20) >= 'a' && (rune | 0x20) <= 'z';
  return uc_is_property_cased (rune) || (added_classes (rune) & CASED);
}

bool
gotmpl_is_case_ignorable (uint32_t rune)
{
  return uc_is_property_case_ignorable (rune)
    || (added_classes (rune) & (MARK | MODIFIER | FORMAT));
}

enum gotmpl_word_class
gotmpl_word_class_of (uint32_t rune)
{
  unsigned classes;

  switch (uc_wordbreak_property (rune)) {
  case WBP_ALETTER:
  case WBP_HL:
  case WBP_NUMERIC:
  case WBP_EXTENDNUMLET:
  case WBP_EXTEND:
  case WBP_FORMAT:
  case WBP_ZWJ:
    return GOTMPL_WORD_LETTER;
  case WBP_MIDLETTER:
  case WBP_MIDNUMLET:
  case WBP_SQ:
    return GOTMPL_WORD_MID;
  default:
    classes = added_classes (rune);
    return classes && !(classes & (SIGN | IDEOGRAPH)) ? GOTMPL_WORD_LETTER
      : GOTMPL_WORD_BREAK;
  }
}
