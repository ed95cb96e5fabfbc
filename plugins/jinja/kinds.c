/* SPDX-License-Identifier: Apache-2.0 */
/* Kinds of component, and the few things done with texts. */

#include <config.h>

#include "plugins/jinja/kinds.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include <plating/document.h>

#include "common/buffer.h"

const struct plate_kind_names plate_kinds[PLATE_OTHER] = {
  [PLATE_RESOURCE] = {
    PLATING_KIND_RESOURCE, "resource", "Resource", "Resources", "resources"
  },
  [PLATE_DATA_SOURCE] = {
    PLATING_KIND_DATA_SOURCE, "data_source", "Data Source", "Data Sources",
    "data-sources"
  },
  [PLATE_FUNCTION] = {
    PLATING_KIND_FUNCTION, "function", "Function", "Functions", "functions"
  },
  [PLATE_EPHEMERAL_RESOURCE] = {
    PLATING_KIND_EPHEMERAL_RESOURCE, "ephemeral_resource",
    "Ephemeral Resource", "Ephemeral Resources", "ephemeral-resources"
  },
  [PLATE_LIST_RESOURCE] = {
    PLATING_KIND_LIST_RESOURCE, "list_resource", "List Resource",
    "List Resources", "list-resources"
  },
  [PLATE_ACTION] = {
    PLATING_KIND_ACTION, "action", "Action", "Actions", "actions"
  },
  [PLATE_STATE_STORE] = {
    PLATING_KIND_STATE_STORE, "state_store", "State Store", "State Stores",
    "state-stores"
  },
  [PLATE_PROVIDER] = {
    PLATING_KIND_PROVIDER, "provider", "Provider", "Providers", "providers"
  }
};

enum plate_kind
plate_kind_of (struct plating_text kind)
{
  int i;

  for (i = 0; i < PLATE_OTHER; i++)
    if (pl_text_same (kind, pl_text_of (plate_kinds[i].kind)))
      break;
  return (enum plate_kind) i;
}

struct plating_text
plate_page_name (enum plate_kind kind, struct plating_text name,
                 struct plating_text short_name)
{
  if (kind != PLATE_FUNCTION && short_name.len
      && name.len > short_name.len + 1
      && !memcmp (name.ptr, short_name.ptr, short_name.len)
      && name.ptr[short_name.len] == '_')
    return pl_text_skip (name, short_name.len + 1);
  return name;
}

/* -- texts ------------------------------------------------------------ */

bool
plate_glob (struct plating_text glob, struct plating_text name)
{
  char *both = malloc (glob.len + name.len + 2), *end;
  bool matches;

  /* Without memory nothing matches: the caller has more to allocate, and
   * fails there. */
  if (!both)
    return false;
  end = both + glob.len + 1;
  memcpy (both, glob.ptr, glob.len);
  both[glob.len] = '\0';
  memcpy (end, name.ptr, name.len);
  end[name.len] = '\0';
  matches = fnmatch (both, end, FNM_NOESCAPE) == 0;
  free (both);
  return matches;
}

void
plate_put_title (struct pl_buffer *out, struct plating_text text)
{
  bool in_word = false;
  size_t i;

  for (i = 0; i < text.len; i++) {
    char c = text.ptr[i], small = (char) (c | 32);
    bool is_letter = small >= 'a' && small <= 'z';

    if (is_letter)
      c = in_word ? small : (char) (c & ~32);
    /* Bytes of other letters belong to a word. */
    in_word = is_letter || (unsigned char) c >= 0x80;
    pl_buffer_putc (out, c);
  }
}
