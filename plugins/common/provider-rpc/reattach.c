/* SPDX-License-Identifier: Apache-2.0 */
/* Reads TF_REATTACH_PROVIDERS. */

#include <config.h>

#include "reattach.h"

#include <string.h>

#include <jansson.h>

#include "fault.h"

#define VARIABLE "TF_REATTACH_PROVIDERS"

void
pr_reattach_init (struct pr_reattach *reattach)
{
  *reattach = (struct pr_reattach) { .protocol = 0 };
  pl_buffer_init (&reattach->address);
  pl_buffer_init (&reattach->provider);
}

void
pr_reattach_release (struct pr_reattach *reattach)
{
  pl_buffer_release (&reattach->address);
  pl_buffer_release (&reattach->provider);
}

static bool
is_meant (const char *key, struct plating_text provider)
{
  size_t len = strlen (key);

  if (len < provider.len
      || memcmp (key + len - provider.len, provider.ptr, provider.len))
    return false;
  return len == provider.len || key[len - provider.len - 1] == '/';
}

/* Sets *KEY to the name of the provider that is meant. */
static json_t *
find_provider (json_t *all, struct plating_text provider, const char **key,
               struct pr_fault *fault)
{
  json_t *value, *found = NULL;
  const char *name;
  unsigned n = 0;

  json_object_foreach (all, name, value)
    if (provider.len == 0 || is_meant (name, provider)) {
      found = value;
      *key = name;
      n++;
    }
  if (n == 1)
    return found;
  pr_fault_say (fault, PLATING_E_DISCOVERY, n == 0
                ? VARIABLE " does not name the provider"
                : VARIABLE " names more than one provider that could be"
                  " meant");
  pr_fault_advise (fault, "set provider to an address that stands there");
  return NULL;
}

static int
malformed (struct pr_fault *fault, const char *what)
{
  return pr_fault_say (fault, PLATING_E_DISCOVERY, VARIABLE " is malformed:"
                       " %s", what);
}

static int
take (struct pr_reattach *reattach, json_t *one, struct pr_fault *fault)
{
  json_t *protocol = json_object_get (one, "Protocol");
  json_t *version = json_object_get (one, "ProtocolVersion");
  json_t *address = json_object_get (one, "Addr");
  const char *network
    = json_string_value (json_object_get (address, "Network"));
  const char *path = json_string_value (json_object_get (address, "String"));
  json_int_t number = json_integer_value (version);

  if (!json_is_object (one) || !json_is_object (address) || !network || !path
      || !path[0])
    return malformed (fault, "Addr with Network and String are needed");
  if (protocol && (!json_is_string (protocol)
                   || strcmp (json_string_value (protocol), "grpc")))
    return malformed (fault, "its Protocol is other than grpc");
  if (version && !json_is_integer (version))
    return malformed (fault, "its ProtocolVersion is no number");
  if (number != 0 && number != 5 && number != 6)
    return pr_fault_say (fault, PLATING_E_DISCOVERY, "the running provider"
                         " speaks protocol %lld: 5 and 6 are understood",
                         (long long) number);
  if (strcmp (network, "unix"))
    return pr_fault_say (fault, PLATING_E_DISCOVERY, "the running provider"
                         " listens on %.20s: only a socket of this machine,"
                         " unix, is used", network);
  pl_buffer_puts (&reattach->address, path);
  reattach->protocol = number == 6 ? 6 : 5;
  reattach->pid = (long) json_integer_value (json_object_get (one, "Pid"));
  reattach->stays = json_is_true (json_object_get (one, "Test"));
  return 0;
}

int
pr_reattach_read (struct pr_reattach *reattach, const char *json,
                  struct plating_text provider, struct pr_fault *fault)
{
  json_t *all, *one;
  const char *key = "";
  int status = -1;

  if (!json || !json[0])
    return pr_fault_say (fault, PLATING_E_DISCOVERY, VARIABLE " is not set");
  all = json_loads (json, 0, NULL);
  if (!json_is_object (all)) {
    json_decref (all);
    return malformed (fault, "it is no JSON object");
  }
  one = find_provider (all, provider, &key, fault);
  if (one)
    status = take (reattach, one, fault);
  pl_buffer_puts (&reattach->provider, key);
  json_decref (all);
  if (status == 0 && (reattach->address.failed || reattach->provider.failed))
    status = pr_fault_say (fault, PLATING_E_NOMEM, "out of memory");
  return status;
}
