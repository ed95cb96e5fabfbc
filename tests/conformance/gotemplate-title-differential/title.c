/* SPDX-License-Identifier: Apache-2.0 */
/* Copies lines in title case, to be compared with golang.org/x/text. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>

#include "plugins/common/gotemplate/title.h"

int
main (void)
{
  struct pl_buffer out;
  char *line = NULL;
  size_t room = 0;
  ssize_t len;

  pl_buffer_init (&out);
  while ((len = getline (&line, &room, stdin)) > 0) {
    pl_buffer_clear (&out);
    gotmpl_title (&out, line, (size_t) len);
    fwrite (out.data, 1, out.len, stdout);
  }
  free (line);
  pl_buffer_release (&out);
  return 0;
}
