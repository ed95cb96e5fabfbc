/* SPDX-License-Identifier: Apache-2.0 */
/* Classes of characters as Go's unicode package defines them.
 *
 * Go 1.26 knows Unicode 15.0.  libunistring 1.0 stops at 14.0, so the
 * characters that 15.0 added are listed here; a newer library knows them
 * as well and the table changes nothing. */

#include <config.h>

#include "plugins/common/gotemplate/unicode.h"

#include <unictype.h>

enum { MARK, LETTER, DIGIT };

struct added_range {
  uint32_t first, last;
  int category;             /* MARK also stands for symbols and the like */
};

static const struct added_range added_in_15[] = {
  { 0x00cf3, 0x00cf3, MARK }, { 0x00ece, 0x00ece, MARK },
  { 0x10efd, 0x10eff, MARK }, { 0x1123f, 0x11240, LETTER },
  { 0x11241, 0x11241, MARK }, { 0x11b00, 0x11b09, MARK },
  { 0x11f00, 0x11f01, MARK }, { 0x11f02, 0x11f02, LETTER },
  { 0x11f03, 0x11f03, MARK }, { 0x11f04, 0x11f10, LETTER },
  { 0x11f12, 0x11f33, LETTER }, { 0x11f34, 0x11f3a, MARK },
  { 0x11f3e, 0x11f4f, MARK }, { 0x11f50, 0x11f59, DIGIT },
  { 0x1342f, 0x1342f, LETTER }, { 0x13440, 0x13440, MARK },
  { 0x13441, 0x13446, LETTER }, { 0x13447, 0x13455, MARK },
  { 0x1b132, 0x1b132, LETTER }, { 0x1b155, 0x1b155, LETTER },
  { 0x1d2c0, 0x1d2d3, MARK }, { 0x1df25, 0x1df2a, LETTER },
  { 0x1e030, 0x1e06d, LETTER }, { 0x1e08f, 0x1e08f, MARK },
  { 0x1e4d0, 0x1e4eb, LETTER }, { 0x1e4ec, 0x1e4ef, MARK },
  { 0x1e4f0, 0x1e4f9, DIGIT }, { 0x1f6dc, 0x1f6dc, MARK },
  { 0x1f774, 0x1f776, MARK }, { 0x1f77b, 0x1f77f, MARK },
  { 0x1f7d9, 0x1f7d9, MARK }, { 0x1fa75, 0x1fa77, MARK },
  { 0x1fa87, 0x1fa88, MARK }, { 0x1faad, 0x1faaf, MARK },
  { 0x1fabb, 0x1fabd, MARK }, { 0x1fabf, 0x1fabf, MARK },
  { 0x1face, 0x1facf, MARK }, { 0x1fada, 0x1fadb, MARK },
  { 0x1fae8, 0x1fae8, MARK }, { 0x1faf7, 0x1faf8, MARK },
  { 0x2b739, 0x2b739, LETTER }, { 0x31350, 0x323af, LETTER },
};

static const struct added_range *
find_added (uint32_t rune)
{
  size_t low = 0, high = sizeof added_in_15 / sizeof added_in_15[0];

  while (low < high) {
    size_t middle = low + (high - low) / 2;

    if (rune < added_in_15[middle].first)
      high = middle;
    else if (rune > added_in_15[middle].last)
      low = middle + 1;
    else
      return &added_in_15[middle];
  }
  return NULL;
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
    || find_added (rune);
}

bool
gotmpl_is_letter (uint32_t rune)
{
  const struct added_range *added;

  if (rune < 0x80)
    return (rune | 0x20) >= 'a' && (rune | 0x20) <= 'z';
  if (rune > 0x10ffff)
    return false;
  if (uc_is_general_category_withtable (rune, UC_CATEGORY_MASK_L))
    return true;
  added = find_added (rune);
  return added && added->category == LETTER;
}

bool
gotmpl_is_identifier (uint32_t rune)
{
  const struct added_range *added;

  if (rune < 0x80)
    return rune == '_' || (rune >= '0' && rune <= '9')
      || ((rune | 0x20) >= 'a' && (rune | 0x20) <= 'z');
  if (rune > 0x10ffff)
    return false;
  if (uc_is_general_category_withtable (rune, UC_CATEGORY_MASK_L
                                        | UC_CATEGORY_MASK_Nd))
    return true;
  added = find_added (rune);
  return added && added->category != MARK;
}
