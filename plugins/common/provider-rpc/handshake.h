/* SPDX-License-Identifier: Apache-2.0 */
/* The line by which a provider says where it listens. */

#ifndef PR_HANDSHAKE_H
#define PR_HANDSHAKE_H

#include <stdbool.h>

#include <plating/types.h>

struct pr_fault;

/* Longest line that is read. */
#define PR_HANDSHAKE_LIMIT 8192u

struct pr_handshake {
  unsigned protocol;            /* 5 or 6 */
  bool is_tcp;
  struct plating_text address;  /* of the line; neither empty nor with NUL */
  struct plating_text certificate;  /* DER in base64, or empty */
};

/* Takes LINE apart; with or without its line feed.  Returns 0, or -1 with
 * FAULT set. */
int pr_handshake_parse (struct plating_text line,
                        struct pr_handshake *handshake,
                        struct pr_fault *fault);

#endif
