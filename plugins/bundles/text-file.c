/* SPDX-License-Identifier: Apache-2.0 */
/* Reads small text files. */

#include <config.h>

#include "text-file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/buffer.h"

char *
bn_text_file_read (const char *path, size_t *len)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct pl_buffer text;
  struct stat st;
  ssize_t n = -1;

  pl_buffer_init (&text);
  text.limit = BN_TEXT_FILE_MAX;
  if (fd >= 0 && fstat (fd, &st) == 0 && S_ISREG (st.st_mode))
    while (pl_buffer_reserve (&text, 4096) == 0) {
      n = read (fd, text.data + text.len, 4096);
      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      text.len += (size_t) n;
      text.data[text.len] = '\0';
    }
  if (fd >= 0)
    close (fd);
  if (n == 0 && !text.failed) {
    text.data[text.len] = '\0';
    return pl_buffer_take (&text, len);
  }
  pl_buffer_release (&text);
  return NULL;
}
