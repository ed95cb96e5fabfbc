/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a schema file has a format that is understood. */

#ifndef SJ_VERSION_H
#define SJ_VERSION_H

#include <stddef.h>

struct sj_fault;

/* Checks the value of "format_version"; LEN 0: there is none.  Returns 0,
 * or a negative code with FAULT set, which has no place yet. */
int sj_version_check (const char *text, size_t len, struct sj_fault *fault);

#endif
