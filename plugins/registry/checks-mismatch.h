/* SPDX-License-Identifier: Apache-2.0 */
/* Compares the pages of a kind with the components of the schema. */

#ifndef REGISTRY_CHECKS_MISMATCH_H
#define REGISTRY_CHECKS_MISMATCH_H

#include "plugins/registry/checks-report.h"

/* The directory of a kind's pages in each layout ("docs/resources",
 * "website/docs/r"). */
const char *checks_kind_directory (enum checks_kind kind, bool is_legacy);

/* NAMES: what is in the directory of KIND, sorted bytewise. */
int checks_mismatch (struct checks_run *run, enum checks_kind kind,
                     bool is_legacy, const char *const *names, size_t n);

#endif
