/* SPDX-License-Identifier: Apache-2.0 */
/* Prints the JSON Schema of plating.yaml; run when plating is built. */

#include <config.h>

#include <stdio.h>

#include "common/buffer.h"
#include "config-file.h"

int
main (void)
{
  struct pl_buffer b;
  int status;

  pl_buffer_init (&b);
  status = pl_config_schema (&b);
  if (status == 0 && fputs (b.data, stdout) < 0)
    status = -1;
  pl_buffer_release (&b);
  if (fflush (stdout) != 0)
    status = -1;
  return status < 0;
}
