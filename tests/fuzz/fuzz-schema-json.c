/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: the plugin schema-json discovers in the bytes and loads every
 * component that it found; each view must be sound. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plugins/schema-json/tests/fake-host.h"
#include "plugins/schema-json/tests/show-view.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t len);

static void
must (int holds, const char *what)
{
  if (holds)
    return;
  fprintf (stderr, "%s\n", what);
  abort ();
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t len)
{
  struct fake_host host;
  char path[64];
  int fd = fake_host_file ((const char *) data, len, path);
  void *instance;
  size_t i;

  fake_host_init (&host);
  instance = fake_host_create (&host, path, NULL);
  must (fd >= 0 && instance, "set-up failed");
  if (fake_host_discover (&host, instance, "/p", "p") < 0) {
    must (host.n_failures == 1 && host.n_done == 0 && host.message.len > 0,
          "a failure without a reason");
    must (host.n_components == 0, "components of a bad file");
    must (strcmp (host.message.data, "malformed JSON"),
          "the quick reader and the exact one do not agree");
  } else {
    must (host.n_failures == 0 && host.n_done == 1 && host.n_providers == 1,
          "a success that is none");
    must (host.n_components > 0, "no provider");
  }
  for (i = 0; i < host.n_components; i++) {
    const char *wrong;

    must (fake_host_load (&host, instance, i) == 0,
          "a component cannot be loaded");
    wrong = check_view (host.view);
    must (!wrong, wrong);
  }
  fake_host_destroy (instance);
  fake_host_release (&host);
  close (fd);
  return 0;
}
