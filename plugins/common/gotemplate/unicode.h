/* SPDX-License-Identifier: Apache-2.0 */
/* Classes of characters as Go's unicode package defines them. */

#ifndef GOTMPL_UNICODE_H
#define GOTMPL_UNICODE_H

#include <stdbool.h>
#include <stdint.h>

/* Letters, marks, numbers, punctuation, symbols and the ASCII blank. */
bool gotmpl_is_print (uint32_t rune);

/* Letters, decimal digits and '_': what identifiers are made of. */
bool gotmpl_is_identifier (uint32_t rune);

/* Has upper and lower case, or looks as if. */
bool gotmpl_is_cased (uint32_t rune);

/* Does not matter to the case of what is beside it. */
bool gotmpl_is_case_ignorable (uint32_t rune);

/* How a character bears on the end of words when these get capitals. */
enum gotmpl_word_class {
  GOTMPL_WORD_LETTER,    /* does not end a word */
  GOTMPL_WORD_MID,       /* two of them end it */
  GOTMPL_WORD_BREAK      /* ends it */
};

enum gotmpl_word_class gotmpl_word_class_of (uint32_t rune);

#endif
