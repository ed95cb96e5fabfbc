/* SPDX-License-Identifier: Apache-2.0 */
/* What the fuzz targets for replies share. */

#include <config.h>

#include "provider-reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/common/provider-rpc/fault.h"
#include "plugins/common/provider-rpc/reply.h"
#include "plugins/schema-json/tests/fake-host.h"
#include "plugins/schema-json/tests/show-view.h"

static void
must (int holds, const char *what)
{
  if (holds)
    return;
  fprintf (stderr, "%s\n", what);
  abort ();
}

static char *
copy (const void *bytes, size_t len)
{
  char *p = malloc (len ? len : 1);

  must (p != NULL, "no memory");
  if (len > 0)
    memcpy (p, bytes, len);
  return p;
}

static void
on_told (void *data, uint32_t severity, const char *message)
{
  (void) data;
  (void) severity;
  must (message[0], "an empty warning");
}

void
fuzz_reply (unsigned protocol, const void *schema, size_t schema_len,
            const void *identity, size_t identity_len)
{
  const struct pr_listener listener = { on_told, NULL, NULL };
  struct pr_reply *reply = pr_reply_new (protocol);
  struct plating_schema_view *view;
  struct fake_host host;
  struct pr_fault fault;
  uint32_t i;

  must (reply != NULL, "no memory");
  fake_host_init (&host);
  pr_fault_init (&fault);
  reply->schema = copy (schema, schema_len);
  reply->schema_len = schema_len;
  if (identity) {
    reply->identity = copy (identity, identity_len);
    reply->identity_len = identity_len;
  }
  if (pr_reply_read (reply, &listener, &fault) < 0) {
    must (fault.code != 0 && fault.message.len > 0,
          "a failure without a reason");
  } else {
    must (reply->n_entries > 0, "no provider");
    for (i = 0; i < reply->n_entries; i++) {
      const char *wrong;

      must (pr_reply_load (reply, i, reply->entries[i].source.name,
                           &host.table, 1, &view, &fault) == 0,
            "a component cannot be loaded");
      wrong = check_view (view);
      must (!wrong, wrong);
    }
  }
  pr_fault_release (&fault);
  pr_reply_free (reply);
  fake_host_release (&host);
}
