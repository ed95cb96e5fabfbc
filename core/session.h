/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions, as far as the command needs more of them than embedders do. */

#ifndef PL_SESSION_H
#define PL_SESSION_H

#include <plating/run.h>

struct pl_log;
struct pl_loop;

/* The session's log, for settings before the first operation.  Borrowed. */
struct pl_log *pl_session_log (struct plating_session *session);

/* The session's binding to LOOP (NULL: its own loop), made if need be; NULL
 * when memory is exhausted or the session is being closed. [loop] */
struct pl_loop *pl_session_bind (struct plating_session *session,
                                 struct uv_loop_s *loop);

/* The session's own loop, made if need be; NULL when that fails. */
struct uv_loop_s *pl_session_loop (struct plating_session *session);

#endif
