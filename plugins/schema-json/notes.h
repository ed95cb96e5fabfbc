/* SPDX-License-Identifier: Apache-2.0 */
/* Warnings about what is allowed in a schema file but is hardly meant. */

#ifndef SJ_NOTES_H
#define SJ_NOTES_H

#include <stdint.h>

#include <plating/host.h>

struct sj_document;

/* Reports what was noted when DOC was read, as found in FILE. */
void sj_notes_report (const struct sj_document *doc,
                      const struct plating_host *host, uint64_t op,
                      struct plating_text file);

#endif
