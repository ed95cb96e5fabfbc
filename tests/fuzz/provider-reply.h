/* SPDX-License-Identifier: Apache-2.0 */
/* What the fuzz targets for replies share. */

#ifndef FUZZ_PROVIDER_REPLY_H
#define FUZZ_PROVIDER_REPLY_H

#include <stddef.h>

/* Reads a reply of PROTOCOL and its identities (may be NULL), loads every
 * component, and aborts if a view is not sound. */
void fuzz_reply (unsigned protocol, const void *schema, size_t schema_len,
                 const void *identity, size_t identity_len);

#endif
