/* SPDX-License-Identifier: Apache-2.0 */
/* What a job has from the other files of job-*.c. */

#ifndef PL_JOB_H
#define PL_JOB_H

#include "run.h"

/* -- job-render.c -- */

/* Adds the item that makes the first renderer start.  Returns 0 or -1. */
int pl_job_begin_rendering (struct pl_job *job);

/* -- job-validate.c -- */

/* Takes the page as it is on disk for finished.  Returns 0 or -1. */
int pl_job_read_page (struct pl_job *job);
/* Shows each finished document to each validator.  PL_STRAND_AWAY: call
 * again from the next step. */
int pl_job_validate_finished (struct pl_job *job);

#endif
