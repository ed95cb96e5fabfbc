/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: a provider's handshake, and what it writes beside; what is
 * said about it must be fit for a terminal. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/common/provider-rpc/fault.h"
#include "plugins/common/provider-rpc/handshake.h"
#include "plugins/common/provider-rpc/log.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t len);

static void
must_be_plain (const char *text, size_t len)
{
  size_t i;

  for (i = 0; i < len; i++)
    if ((unsigned char) text[i] < 0x20 || text[i] == 0x7f) {
      fprintf (stderr, "a control character in a message\n");
      abort ();
    }
}

static void
on_line (void *data, uint32_t level, const char *text, size_t len)
{
  (void) data;
  (void) level;
  must_be_plain (text, len);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t len)
{
  const struct plating_text line = { (const char *) data, len };
  struct pr_handshake handshake;
  struct pl_buffer tail;
  struct pr_fault fault;
  struct pr_log log;

  pr_fault_init (&fault);
  if (pr_handshake_parse (line, &handshake, &fault) < 0) {
    const struct plating_text message = pr_fault_message (&fault);

    must_be_plain (message.ptr, message.len);
  } else if (handshake.address.len == 0 || handshake.protocol < 5
             || handshake.protocol > 6) {
    abort ();
  }
  pr_fault_release (&fault);
  if (pr_log_init (&log) == 0) {
    log.line = on_line;
    pr_log_add (&log, line.ptr, len / 2);
    pr_log_add (&log, line.ptr + len / 2, len - len / 2);
    pr_log_flush (&log);
    pl_buffer_init (&tail);
    pr_log_tail (&log, 4096, &tail);
    must_be_plain (tail.data, tail.len);
    pl_buffer_release (&tail);
  }
  pr_log_release (&log);
  return 0;
}
