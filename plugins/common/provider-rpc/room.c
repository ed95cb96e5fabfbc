/* SPDX-License-Identifier: Apache-2.0 */
/* Memory for a reply. */

#include <config.h>

#include "room.h"

#include <stdlib.h>
#include <sys/mman.h>

/* A large reply gets large pages, where that is possible: the system takes
 * as long to find thousands of small ones as it takes to fill them. */
#define PAGE ((size_t) 2 << 20)
#define LARGE (2 * PAGE)

char *
pr_room_new (size_t len)
{
  void *room;

  if (len < LARGE)
    return malloc (len ? len : 1);
  if (posix_memalign (&room, PAGE, len))
    return NULL;
#ifdef MADV_HUGEPAGE
  /* The rest stays as it is: a part of a page should not cost a whole. */
  madvise (room, len - len % PAGE, MADV_HUGEPAGE);
#endif
  return room;
}
