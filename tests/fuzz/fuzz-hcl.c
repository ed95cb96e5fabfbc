/* SPDX-License-Identifier: Apache-2.0 */
/* libFuzzer target: the HCL reader, and what is made of examples.  Blocks and
 * attributes lie within each other and in order; an example that can be read
 * can be read again when it has been tidied, and is tidy then. */

#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/jinja/example-text.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static const struct plating_text provider = PLATING_TEXT ("widget");

static void
check (int condition)
{
  if (!condition)
    abort ();
}

static void
check_body (const struct hcl_file *file, uint32_t parent, size_t from,
            size_t to)
{
  uint32_t i = PLATING_NONE;

  while ((i = hcl_next_item (file, parent, i)) != PLATING_NONE) {
    const struct hcl_item *item = &file->items[i];

    check (item->from >= from && item->to <= to && item->from < item->to);
    check (item->inner_from >= item->from && item->inner_to <= item->to);
    check (item->inner_from <= item->inner_to && item->name.len > 0);
    check (item->end > i && item->end <= file->n);
    check (item->is_block || item->end == i + 1);
    if (item->is_block)
      check_body (file, i, item->inner_from, item->inner_to);
    from = item->to;
  }
}

static void
tidy (const struct plate_example_text *example, struct pl_arena *arena,
      struct pl_buffer *out)
{
  struct plate_requirements others = { NULL, 0 };

  pl_buffer_init (out);
  check (plate_example_write (example, provider, true, arena, &others, out)
         == 0);
  check (out->len > 0 && out->data[out->len - 1] == '\n');
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  struct plating_text text = { (const char *) data, size };
  struct plate_example_text example, again;
  struct pl_buffer once, twice, rest;
  struct plate_requirements others = { NULL, 0 };
  struct hcl_error error;
  struct pl_arena arena;
  int code;

  pl_arena_init (&arena, 0);
  code = plate_example_read (text, provider, &arena, &example, &error);
  if (code < 0) {
    check (code == PLATING_E_FORMAT || code == PLATING_E_LIMIT);
    check (error.message && error.line > 0 && error.column > 0);
  } else {
    check_body (&example.file, PLATING_NONE, 0, example.text.len);
    tidy (&example, &arena, &once);
    text = (struct plating_text) { once.data, once.len };
    check (plate_example_read (text, provider, &arena, &again, &error) == 0);
    tidy (&again, &arena, &twice);
    check (once.len == twice.len && !memcmp (once.data, twice.data,
                                             once.len));
    pl_buffer_init (&rest);
    check (plate_example_write (&example, provider, false, &arena, &others,
                                &rest) == 0);
    pl_buffer_release (&rest);
    pl_buffer_release (&twice);
    pl_buffer_release (&once);
  }
  pl_arena_release (&arena);
  return 0;
}
