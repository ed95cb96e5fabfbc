/* SPDX-License-Identifier: Apache-2.0 */
/* Base64, as YAML has it in values of the tag !!binary. */

#ifndef FM_BASE64_H
#define FM_BASE64_H

#include <stddef.h>

struct pl_arena;

/* Sets *OUT, new in ARENA and followed by a NUL byte, to the *OUT_LEN bytes
 * that the LEN digits at TEXT stand for; line breaks between them do not
 * count.  Returns 0, PLATING_E_FORMAT or _NOMEM. */
int fm_decode_base64 (struct pl_arena *arena, const char *text, size_t len,
                      char **out, size_t *out_len);

#endif
