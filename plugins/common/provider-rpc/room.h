/* SPDX-License-Identifier: Apache-2.0 */
/* Memory for a reply. */

#ifndef PR_ROOM_H
#define PR_ROOM_H

#include <stddef.h>

/* LEN bytes, to be given to free; or NULL when memory is exhausted. */
char *pr_room_new (size_t len);

#endif
