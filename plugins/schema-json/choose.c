/* SPDX-License-Identifier: Apache-2.0 */
/* Which of a file's providers is meant.
 *
 * An address that was set counts alone.  Otherwise first the short name
 * itself, then that provider of HashiCorp's: so does tfplugindocs.  Beyond
 * it, the only provider of that name, whoever's it is, and, when nobody named
 * one, the only provider of the file. */

#include <config.h>

#include "choose.h"

#include <string.h>

#include "document.h"
#include "fault.h"

#define DEFAULT_NAMESPACE "registry.terraform.io/hashicorp/"

/* Addresses that a message names. */
#define NAMED 10u

struct chooser {
  const struct sj_document *doc;
  const struct sj_choice *choice;
  struct pl_buffer *address;
};

static void
read_address (struct chooser *c, uint32_t i)
{
  const struct sj_string *key = &c->doc->providers[i].key;

  pl_buffer_clear (c->address);
  if (pl_buffer_reserve (c->address, sj_string_room (key)) == 0)
    c->address->len = sj_string_decode (key, c->address->data);
}

static bool
ends_with (const struct pl_buffer *address, const char *tail, size_t len)
{
  return !address->failed && address->len >= len
    && (len == 0 || !memcmp (address->data + address->len - len, tail, len));
}

/* The last provider whose address is HEAD and NAME. */
static const struct sj_provider *
find_exactly (struct chooser *c, const char *head, struct plating_text name)
{
  size_t head_len = strlen (head);
  uint32_t i;

  for (i = c->doc->n_providers; i-- > c->doc->providers_from; ) {
    read_address (c, i);
    if (c->address->len == head_len + name.len
        && ends_with (c->address, name.ptr, name.len)
        && (head_len == 0 || !memcmp (c->address->data, head, head_len)))
      return &c->doc->providers[i];
  }
  return NULL;
}

/* Whether the address just read stands for a provider called NAME. */
static bool
is_called (const struct pl_buffer *address, struct plating_text name)
{
  return ends_with (address, name.ptr, name.len)
    && address->len > name.len
    && address->data[address->len - name.len - 1] == '/';
}

/* The provider that is the only one with that last part, or of the whole
 * file if IS_ANY.  Equal addresses are one provider, the last. */
static const struct sj_provider *
find_only (struct chooser *c, bool is_any)
{
  const struct sj_provider *found = NULL;
  struct pl_buffer first;
  bool is_only = true;
  uint32_t i;

  pl_buffer_init (&first);
  for (i = c->doc->n_providers; i-- > c->doc->providers_from && is_only; ) {
    read_address (c, i);
    if (!is_any && !is_called (c->address, c->choice->short_name))
      continue;
    if (!found) {
      found = &c->doc->providers[i];
      pl_buffer_append (&first, c->address->data, c->address->len);
    } else {
      is_only = first.len == c->address->len
        && ends_with (c->address, first.data, first.len);
    }
  }
  if (found && is_only) {
    pl_buffer_clear (c->address);
    pl_buffer_append (c->address, first.data, first.len);
  }
  pl_buffer_release (&first);
  return is_only ? found : NULL;
}

static const struct sj_provider *
find (struct chooser *c)
{
  const struct sj_choice *choice = c->choice;
  const struct sj_provider *found;

  if (choice->address.len > 0)
    return find_exactly (c, "", choice->address);
  found = find_exactly (c, "", choice->short_name);
  if (!found)
    found = find_exactly (c, DEFAULT_NAMESPACE, choice->short_name);
  if (!found && !choice->is_strict && choice->short_name.len > 0)
    found = find_only (c, false);
  if (!found && !choice->is_strict && choice->may_be_any)
    found = find_only (c, true);
  return found;
}

static int
fail (struct chooser *c, struct sj_fault *fault)
{
  struct plating_text name = c->choice->address.len > 0
    ? c->choice->address : c->choice->short_name;
  uint32_t n = c->doc->n_providers - c->doc->providers_from, i;

  sj_fault_set (fault, PLATING_E_DISCOVERY);
  pl_buffer_puts (&fault->message,
                  "unable to find schema in JSON for provider ");
  sj_fault_quote (&fault->message, name.ptr, name.len);
  if (n == 0) {
    pl_buffer_puts (&fault->hint, "the file describes no provider");
    return fault->code;
  }
  pl_buffer_puts (&fault->hint, "the file describes ");
  for (i = 0; i < n && i < NAMED; i++) {
    read_address (c, c->doc->providers_from + i);
    pl_buffer_puts (&fault->hint, i ? ", '" : "'");
    pl_buffer_append (&fault->hint, c->address->data, c->address->len);
    pl_buffer_putc (&fault->hint, '\'');
  }
  if (n > NAMED)
    pl_buffer_printf (&fault->hint, " and %u more", n - NAMED);
  pl_buffer_puts (&fault->hint, "; name the provider with --provider-name,"
                  " or its whole address with the setting provider");
  return fault->code;
}

int
sj_choose (const struct sj_document *doc, const struct sj_choice *choice,
           const struct sj_provider **provider, struct pl_buffer *address,
           struct sj_fault *fault)
{
  struct chooser c = { .doc = doc, .choice = choice, .address = address };

  *provider = find (&c);
  if (address->failed)
    return sj_fault_say (fault, PLATING_E_NOMEM, "out of memory");
  if (!*provider)
    return fail (&c, fault);
  if ((*provider)->is_null) {
    sj_fault_set_at (fault, PLATING_E_DISCOVERY,
                     (size_t) ((*provider)->key.ptr - doc->text));
    pl_buffer_puts (&fault->message, "the schema of provider ");
    sj_fault_quote (&fault->message, address->data, address->len);
    pl_buffer_puts (&fault->message, " is null");
    return fault->code;
  }
  return 0;
}
