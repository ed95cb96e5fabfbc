/* SPDX-License-Identifier: Apache-2.0 */
/* The checks of one documentation file. */

#ifndef REGISTRY_CHECKS_FILE_H
#define REGISTRY_CHECKS_FILE_H

#include "plugins/registry/checks-report.h"

/* Checks the file PATH: its name, then the rest with the bytes that the
 * source has.  Only the first thing wrong with it is found. */
int checks_file (struct checks_run *run, const char *path);

/* The same with BYTES at hand. */
int checks_file_bytes (struct checks_run *run, const char *path,
                       struct plating_text bytes);

#endif
