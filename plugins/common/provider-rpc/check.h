/* SPDX-License-Identifier: Apache-2.0 */
/* Checks the components of a reply, and measures them. */

#ifndef PR_CHECK_H
#define PR_CHECK_H

struct pr_fault;
struct pr_listener;
struct pr_reply;

/* Checks all entries of REPLY and sets their measures.  What is odd is told
 * to LISTENER, in the order of the entries, on the calling thread; it may be
 * asked on others whether the reading is cancelled.  Returns 0, or -1 with
 * FAULT set to what is wrong in the first entry that is not right. */
int pr_reply_check (struct pr_reply *reply,
                    const struct pr_listener *listener,
                    struct pr_fault *fault);

#endif
