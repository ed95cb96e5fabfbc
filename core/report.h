/* SPDX-License-Identifier: Apache-2.0 */
/* What the command prints of a result, and the exit status it means. */

#ifndef PL_REPORT_H
#define PL_REPORT_H

#include <stdint.h>

#include <plating/run.h>

struct pl_log;
struct plating_options;

/* Exit statuses; the highest that applies counts. */
#define PL_EXIT_FINE       0
#define PL_EXIT_FINDINGS   1  /* or a --check difference */
#define PL_EXIT_USAGE      2  /* command line, configuration, plugin */
#define PL_EXIT_FAILED     3  /* input, output, stage, limit */
#define PL_EXIT_BUG        4
#define PL_EXIT_INTERRUPTED 130

/* The status that a failed run means. */
int pl_report_status_of_error (const struct plating_error *error);

/* Prints the result of VERB (PL_VERB_): data on standard output, the rest
 * through LOG.  ERROR is why the run failed, or NULL.  Returns the exit
 * status. */
int pl_report_result (uint32_t verb, const struct plating_options *options,
                      const struct plating_result *result,
                      const struct plating_error *error, struct pl_log *log);

#endif
