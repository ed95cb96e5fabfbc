/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions, as far as the command needs more of them than embedders do. */

#ifndef PL_SESSION_H
#define PL_SESSION_H

#include <plating/run.h>

struct pl_log;

/* The session's log, for settings before the first operation.  Borrowed. */
struct pl_log *pl_session_log (struct plating_session *session);

/* The session's own loop, made if need be; NULL when that fails. */
struct uv_loop_s *pl_session_loop (struct plating_session *session);

#endif
