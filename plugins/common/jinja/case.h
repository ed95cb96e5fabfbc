/* SPDX-License-Identifier: Apache-2.0 */
/* Upper and lower case, and the classes of characters, as str has them. */

#ifndef JINJA_CASE_H
#define JINJA_CASE_H

#include "plugins/common/jinja/filter.h"

enum jinja_case {
  JINJA_CASE_UPPER,
  JINJA_CASE_LOWER,
  JINJA_CASE_FOLD,
  JINJA_CASE_TITLE,       /* each word: str.title */
  JINJA_CASE_CAPITALIZE,  /* the first character */
  JINJA_CASE_SWAP
};

/* TEXT in another case; Markup stays Markup. */
int jinja_change_case (struct jinja_run *run, struct tv text,
                       enum jinja_case to, struct tv *result);

/* str.islower, isupper and istitle of TEXT. */
bool jinja_text_is_lower (const char *text, size_t len);
bool jinja_text_is_upper (const char *text, size_t len);
bool jinja_text_is_title (const char *text, size_t len);

/* Letters and digits of any kind: what str.isalnum holds for. */
bool jinja_point_is_alnum (uint32_t c);

/* What "\w" matches. */
bool jinja_point_is_word (uint32_t c);

#endif
