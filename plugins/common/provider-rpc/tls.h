/* SPDX-License-Identifier: Apache-2.0 */
/* TLS between two sides that have made themselves known beforehand: each
 * shows the one certificate that the other expects, and no other will do.
 * No sockets here: bytes are given in and taken out. */

#ifndef PR_TLS_H
#define PR_TLS_H

#include <stdbool.h>
#include <stddef.h>

#include <plating/types.h>

#include "common/buffer.h"

struct pr_fault;
struct pr_tls;

/* Makes a key and a certificate for one run.  NULL with FAULT set. */
struct pr_tls *pr_tls_new (struct pr_fault *fault);
void pr_tls_free (struct pr_tls *tls);

/* Our certificate as PEM; borrowed. */
const char *pr_tls_certificate (const struct pr_tls *tls);

/* Takes the provider's certificate (DER in base64) and starts: there is
 * something to send.  Returns 0, or -1 with FAULT set. */
int pr_tls_begin (struct pr_tls *tls, struct plating_text certificate,
                  struct pr_fault *fault);

/* Takes LEN bytes that came and calls PLAIN with what they say; it returns
 * 0, or -1 to stop.  Returns 0, or -1 with FAULT set. */
int pr_tls_receive (struct pr_tls *tls, const void *bytes, size_t len,
                    int (*plain) (void *data, const void *bytes, size_t len),
                    void *data, struct pr_fault *fault);

/* Whether the other side is known: before that nothing must be written. */
bool pr_tls_is_ready (const struct pr_tls *tls);

/* Encrypts LEN bytes. */
int pr_tls_write (struct pr_tls *tls, const void *bytes, size_t len,
                  struct pr_fault *fault);

/* Appends what is to be sent to OUT. */
void pr_tls_take (struct pr_tls *tls, struct pl_buffer *out);

#endif
