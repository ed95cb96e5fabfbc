/* SPDX-License-Identifier: Apache-2.0 */
/* Reads small text files. */

#include <config.h>

#include "text-file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <plating/types.h>

#include "common/buffer.h"

int
bn_text_file_read (const char *path, char **text, size_t *len)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), status;
  struct pl_buffer all;
  struct stat st;
  ssize_t n = -1;

  *text = NULL;
  pl_buffer_init (&all);
  all.limit = BN_TEXT_FILE_MAX;
  if (fd >= 0 && fstat (fd, &st) == 0 && S_ISREG (st.st_mode))
    while (pl_buffer_reserve (&all, 4096) == 0) {
      n = read (fd, all.data + all.len, 4096);
      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      all.len += (size_t) n;
      all.data[all.len] = '\0';
    }
  if (fd >= 0)
    close (fd);
  status = all.failed == -ENOMEM ? PLATING_E_NOMEM : 0;
  if (n == 0 && !all.failed) {
    all.data[all.len] = '\0';
    *text = pl_buffer_take (&all, len);
  }
  pl_buffer_release (&all);
  return status;
}
