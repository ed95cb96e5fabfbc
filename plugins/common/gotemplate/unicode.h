/* SPDX-License-Identifier: Apache-2.0 */
/* Classes of characters as Go's unicode package defines them. */

#ifndef GOTMPL_UNICODE_H
#define GOTMPL_UNICODE_H

#include <stdbool.h>
#include <stdint.h>

/* Letters, marks, numbers, punctuation, symbols and the ASCII blank. */
bool gotmpl_is_print (uint32_t rune);

bool gotmpl_is_letter (uint32_t rune);

/* Letters, decimal digits and '_': what identifiers are made of. */
bool gotmpl_is_identifier (uint32_t rune);

#endif
