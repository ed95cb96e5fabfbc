/* SPDX-License-Identifier: Apache-2.0 */
/* Copies a file to standard output by one write for each byte. */

#include <fcntl.h>
#include <unistd.h>

int
main (int argc, char **argv)
{
  static char block[65536];
  int fd = argc > 1 ? open (argv[1], O_RDONLY) : -1;
  ssize_t n, i;

  if (fd < 0)
    return 1;
  while ((n = read (fd, block, sizeof block)) > 0)
    for (i = 0; i < n; i++)
      if (write (1, block + i, 1) != 1)
        return 1;
  return n < 0;
}
