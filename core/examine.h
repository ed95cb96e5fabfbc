/* SPDX-License-Identifier: Apache-2.0 */
/* Lets a child process load one plugin file and tell what it found. */

#ifndef PL_EXAMINE_H
#define PL_EXAMINE_H

#include <stdint.h>

#include <jansson.h>

struct plating_error;

/* Sets *VERDICT to a new object with either "description" (an object, see
 * describe.h) or "problem" (a text) and perhaps "hint" for the file PATH,
 * which is absolute.  *IS_LASTING says that it stays true as long as the
 * file does not change.  Waits for at most TIMEOUT_MS.  Errors, when the
 * child process could not do its work: PLATING_E_PLUGIN, _NOMEM. [worker] */
int pl_examine_file (const char *path, uint32_t timeout_ms, json_t **verdict,
                     int *is_lasting, struct plating_error **err);

/* The program that is started: PLATING_DESCRIBE_PLUGIN of the environment,
 * else the installed one.  Borrowed. [any] */
const char *pl_examine_program (void);

#endif
