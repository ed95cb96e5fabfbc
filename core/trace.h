/* SPDX-License-Identifier: Apache-2.0 */
/* Trace files: what each thread did when, in the Chrome trace-event format,
 * which Perfetto and browsers show.
 *
 * Whoever records asks first whether there is a trace: without one nothing
 * but that question is paid for.  A span is recorded when it is over, so
 * that nothing is left open by a plugin that never comes back. */

#ifndef PL_TRACE_H
#define PL_TRACE_H

#include <stdint.h>

#include <plating/types.h>

struct plating_error;
struct pl_trace;

/* A W3C traceparent and its NUL. */
#define PL_TRACE_PARENT_SIZE 56

/* Fills OUT with the context of a new span: in the trace of INHERITED, if that
 * is a valid traceparent, or in a new one.  INHERITED may be NULL. */
void pl_trace_context (const char *inherited, char out[PL_TRACE_PARENT_SIZE]);

/* Starts the file PATH.  The environment's TRACEPARENT, if valid, names the
 * trace.  Returns 0, PLATING_E_IO or _NOMEM. */
int pl_trace_open (struct pl_trace **trace, const char *path,
                   struct plating_error **err);

/* Ends the file.  Returns 0 or the errno value of what went wrong with it.
 * No thread records any more. */
int pl_trace_close (struct pl_trace *trace);

/* How a span is drawn. */
#define PL_TRACE_HERE 100u      /* on the track of the calling thread */
#define PL_TRACE_AWAY 200u      /* beside the tracks: waited for something */

struct pl_trace_span {
  const char *name;
  const char *category;
  const char *plugin;           /* or NULL */
  struct plating_text subject;  /* component or path; ptr may be NULL */
  uint64_t begin_ns;            /* of uv_hrtime */
  uint32_t how;                 /* PL_TRACE_ */
};

/* Records a span that ends now. [any] */
void pl_trace_span (struct pl_trace *trace, const struct pl_trace_span *span);

#endif
