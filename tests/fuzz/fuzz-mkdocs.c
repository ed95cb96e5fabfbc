/* SPDX-License-Identifier: Apache-2.0 */
/* libFuzzer target: the editor of navigations.  What it writes is the old
 * file but for one run of bytes, which is the new navigation; written a
 * second time it stays as it is. */

#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <plating/types.h>

#include "common/buffer.h"
#include "plugins/jinja/mkdocs.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static const struct plating_text nav
  = PLATING_TEXT ("- Overview: index.md\n- A:\n  - x: a/x.md\n");

static void
check (int condition)
{
  if (!condition)
    abort ();
}

/* Whether EDITED is OLD but for a run of bytes. */
static void
check_edit (struct plating_text old, const struct pl_buffer *edited)
{
  static const char last[] = "a/x.md";
  const char *key = memmem (edited->data, edited->len, "nav:", 4);
  size_t front = 0, back = 0, most = old.len < edited->len ? old.len
    : edited->len;

  while (front < most && old.ptr[front] == edited->data[front])
    front++;
  while (back < most - front
         && old.ptr[old.len - 1 - back] == edited->data[edited->len - 1
                                                        - back])
    back++;
  check (key != NULL);
  /* What differs lies within the lines of some navigation. */
  key = memmem (edited->data, edited->len, last, strlen (last));
  check (key != NULL);
  check (front + back <= edited->len);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  struct plating_text old = { (const char *) data, size };
  struct mkdocs_error error;
  struct pl_buffer first, second;
  int code;

  pl_buffer_init (&first);
  pl_buffer_init (&second);
  code = mkdocs_edit (old, nav, &first, &error);
  if (code == 0) {
    check_edit (old, &first);
    code = mkdocs_edit ((struct plating_text) { first.data, first.len }, nav,
                        &second, &error);
    check (code == 0 && second.len == first.len
           && !memcmp (first.data, second.data, first.len));
  } else {
    check (code == PLATING_E_FORMAT || code == PLATING_E_LIMIT);
    check (first.len == 0 && error.message[0]);
  }
  pl_buffer_release (&first);
  pl_buffer_release (&second);
  return 0;
}
