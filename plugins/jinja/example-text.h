/* SPDX-License-Identifier: Apache-2.0 */
/* One example of a bundle: what it uses, and how it reads beside a file
 * that has the provider's settings. */

#ifndef PLATE_EXAMPLE_TEXT_H
#define PLATE_EXAMPLE_TEXT_H

#include <stdbool.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "plugins/common/hcl/hcl.h"
#include "plugins/jinja/kinds.h"

struct plate_example_text {
  struct plating_text text;
  struct hcl_file file;
  struct plating_text *calls;   /* functions of the provider that are called */
  size_t n_calls;
  bool is_query;                /* has blocks that list resources */
};

/* A provider that an example needs beside its own. */
struct plate_requirement {
  struct plating_text name;
  struct plating_text value;    /* an expression */
};

struct plate_requirements {
  struct plate_requirement *items;
  size_t n;
};

/* Reads TEXT, whose line ends become single line feeds, into memory of
 * ARENA.  PROVIDER is what configurations call the provider.  Returns 0,
 * PLATING_E_FORMAT or _LIMIT with *ERROR, or _NOMEM. */
int plate_example_read (struct plating_text text,
                        struct plating_text provider, struct pl_arena *arena,
                        struct plate_example_text *example,
                        struct hcl_error *error);

/* Whether the example uses the component of this KIND and NAME. */
bool plate_example_uses (const struct plate_example_text *example,
                         enum plate_kind kind, struct plating_text name);

/* Appends the example to OUT without what the file of the provider has: the
 * provider's own block, if it is not an alias, and required providers.  If
 * IS_TIDY blank lines are made fewer and remarks of generators left out;
 * else all other bytes stay.  Adds required providers but PROVIDER to
 * OTHERS, unless there is one of the name.  Returns 0 or PLATING_E_NOMEM. */
int plate_example_write (const struct plate_example_text *example,
                         struct plating_text provider, bool is_tidy,
                         struct pl_arena *arena,
                         struct plate_requirements *others,
                         struct pl_buffer *out);

#endif
