/* SPDX-License-Identifier: Apache-2.0 */
/* Stands in for the fuzzer: gives each file named on the command line to the
 * target once. */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static int
replay (const char *path)
{
  FILE *file = fopen (path, "rb");
  uint8_t *data = NULL;
  size_t size = 0, room = 0, n;

  if (!file)
    return -1;
  do {
    if (room - size < 65536) {
      uint8_t *more = realloc (data, room += 1 << 20);

      if (!more)
        break;
      data = more;
    }
    n = fread (data + size, 1, room - size, file);
    size += n;
  } while (n);
  fclose (file);
  /* A copy of just that size, so that reading beyond it is seen. */
  if (data) {
    uint8_t *exact = realloc (data, size ? size : 1);

    data = exact ? exact : data;
    LLVMFuzzerTestOneInput (data, size);
  }
  free (data);
  return 0;
}

int
main (int argc, char **argv)
{
  int i;

  for (i = 1; i < argc; i++)
    if (replay (argv[i]) < 0) {
      perror (argv[i]);
      return 1;
    }
  printf ("%d inputs\n", argc - 1);
  return 0;
}
