/* SPDX-License-Identifier: Apache-2.0 */
/* Findings of a run, from many threads: collected, put in order, without
 * repeats.
 *
 * What is kept does not depend on the order of arrival: beyond the limit
 * the less severe go first, then those that sort last.  Counts are of all
 * different findings, also of those not kept; a finding that came before
 * (all its texts and numbers are equal) is neither kept nor counted. */

#ifndef PL_FINDINGS_H
#define PL_FINDINGS_H

#include <stddef.h>
#include <stdint.h>

#include <plating/document.h>
#include <plating/run.h>

struct json_t;
struct pl_buffer;
struct pl_findings;

#define PL_FINDINGS_LIMIT 10000u

struct pl_findings_counts {
  uint64_t errors, warnings, infos;
  uint64_t dropped;             /* counted above but not kept */
};

/* New, empty.  LIMIT: most findings to keep; 0: PL_FINDINGS_LIMIT.  NULL
 * when memory is exhausted. */
struct pl_findings *pl_findings_new (size_t limit);
void pl_findings_free (struct pl_findings *f);

/* Adds a copy of FINDING (as far as its struct_size goes), found by PLUGIN
 * (NULL: the host).  A severity that is not known counts as an error.
 * Returns 0 or PLATING_E_NOMEM; it is counted in any case.  [any], before
 * pl_findings_finish */
int pl_findings_add (struct pl_findings *f, const char *plugin,
                     const struct plating_finding *finding);

/* Adds a finding that stands for a failed page: its error, of which a
 * reference is taken, gives message, plugin, component and place.  FILE
 * (may be NULL) is used when the error knows no place.  [any], before
 * pl_findings_finish */
int pl_findings_add_error (struct pl_findings *f, const char *file,
                           struct plating_error *error);

/* [any] */
void pl_findings_counts_get (struct pl_findings *f,
                             struct pl_findings_counts *counts);

/* Puts what was kept in order: by file, line, column, rule, message,
 * component.  Nothing may be added after it; then the findings are
 * immutable.  Returns 0 or PLATING_E_NOMEM. */
int pl_findings_finish (struct pl_findings *f);

/* After pl_findings_finish: number kept, and number I, borrowed; NULL
 * beyond the end.  [any] */
size_t pl_findings_n (const struct pl_findings *f);
const struct plating_result_finding *pl_findings_at
  (const struct pl_findings *f, size_t i);

/* Appends "file:line:column: severity: message [plugin/rule]", without a
 * line feed; what is not known is left out, and the severity if
 * WITH_SEVERITY is 0.  [any] */
void pl_findings_format (const struct plating_result_finding *finding,
                         int with_severity, struct pl_buffer *out);

/* Returns a new JSON object (drop it with json_decref) with the members
 * severity, message and, where known, plugin, rule, component, file, line,
 * column, and class for a failed page; NULL when memory is exhausted.  Bytes
 * that are no UTF-8 become U+FFFD.  [any] */
struct json_t *pl_findings_json (const struct plating_result_finding *finding);

#endif
