/* SPDX-License-Identifier: Apache-2.0 */
/* Puts a component's view together: nodes, extras and texts. */

#include <config.h>

#include "build.h"

#include <stdlib.h>
#include <string.h>

#include <uninorm.h>

/* Memory for texts is asked for in pieces of this size or more. */
#define ROOM 8192u

static void *
allocate (struct sj_builder *b, size_t len)
{
  void *p = b->host->arena_alloc (b->host, b->op, len ? len : 1);

  if (!p)
    b->no_memory = true;
  return p;
}

int
sj_build_init (struct sj_builder *b, const struct plating_host *host,
               uint64_t op, uint32_t n_nodes, uint32_t n_extras)
{
  size_t nodes_size, extras_size;

  *b = (struct sj_builder) {
    .host = host, .op = op, .cap_nodes = n_nodes, .cap_extras = n_extras
  };
  if (__builtin_mul_overflow (sizeof *b->nodes, n_nodes, &nodes_size)
      || __builtin_mul_overflow (sizeof *b->extras, n_extras, &extras_size))
    return -1;
  b->nodes = allocate (b, nodes_size);
  if (n_extras > 0)
    b->extras = allocate (b, extras_size);
  return b->no_memory ? -1 : 0;
}

void
sj_build_release (struct sj_builder *b)
{
  free (b->taken_back);
  free (b->cuts);
}

/* Makes room for one more in an array of N elements of SIZE bytes. */
static bool
grow (struct sj_builder *b, void **array, uint32_t n, uint32_t *cap,
      size_t size)
{
  uint32_t larger_cap = *cap ? *cap * 2 : 8;
  void *larger;

  if (n < *cap)
    return true;
  larger = larger_cap > *cap ? realloc (*array, larger_cap * size) : NULL;
  if (!larger) {
    b->no_memory = true;
    return false;
  }
  *array = larger;
  *cap = larger_cap;
  return true;
}

void
sj_build_cut (struct sj_builder *b, struct plating_schema_node *node,
              bool itself)
{
  uint32_t n = (uint32_t) (node - b->nodes) + !itself;
  void *cuts = b->cuts;

  if (n == b->n_nodes)
    return;
  b->n_nodes = n;
  while (b->n_taken_back > 0 && b->taken_back[b->n_taken_back - 1].end > n)
    b->n_taken_back--;
  if (b->n_extras == 0
      || !grow (b, &cuts, b->n_cuts, &b->cap_cuts, sizeof *b->cuts))
    return;
  b->cuts = cuts;
  b->cuts[b->n_cuts++] = (struct sj_cut) { b->n_extras, n };
}

/* From the newest extra to the oldest: it is gone if its node was cut off
 * later. */
static void
drop_cut_extras (struct sj_builder *b)
{
  uint32_t i, cut = b->n_cuts, least = UINT32_MAX, kept = b->n_extras, n;

  for (i = b->n_extras; i-- > 0; ) {
    while (cut > 0 && b->cuts[cut - 1].n_extras > i) {
      cut--;
      if (b->cuts[cut].n_nodes < least)
        least = b->cuts[cut].n_nodes;
    }
    if (b->extras[i].node < least)
      b->extras[--kept] = b->extras[i];
  }
  n = b->n_extras - kept;
  memmove (b->extras, b->extras + kept, n * sizeof *b->extras);
  b->n_extras = n;
}

void
sj_build_extra (struct sj_builder *b, const struct plating_schema_node *node,
                struct plating_text key, const char *json, const char *end)
{
  if (b->n_extras >= b->cap_extras) {
    b->no_memory = true;
    return;
  }
  b->extras[b->n_extras++] = (struct plating_schema_extra) {
    .node = (uint32_t) (node - b->nodes),
    .key = key,
    .json = { json, (size_t) (end - json) },
  };
}

static char *
text_room (struct sj_builder *b, size_t len)
{
  char *p;

  if (len > (size_t) (b->room_end - b->room)) {
    size_t size = len > ROOM / 4 ? len : ROOM;

    p = allocate (b, size);
    if (!p || size == len)
      return p;
    b->room = p;
    b->room_end = p + size;
  }
  p = b->room;
  b->room += len;
  return p;
}

struct plating_text
sj_build_text (struct sj_builder *b, const struct sj_string *s)
{
  struct plating_text text = { s->ptr, s->len };
  char *copy;

  if (!s->flags || !sj_string_needs_decoding (s))
    return text;
  copy = text_room (b, sj_string_room (s));
  text.ptr = copy;
  text.len = copy ? sj_string_decode (s, copy) : 0;
  return text;
}

struct plating_text
sj_build_normal_text (struct sj_builder *b, const struct sj_string *s)
{
  struct plating_text text = sj_build_text (b, s);
  uint8_t *nfc;
  size_t len;
  char *copy;

  if (!s->flags || text.len == 0)
    return text;
  nfc = u8_normalize (UNINORM_NFC, (const uint8_t *) text.ptr, text.len,
                      NULL, &len);
  if (!nfc) {
    b->no_memory = true;
    return text;
  }
  if (len != text.len || memcmp (nfc, text.ptr, len)) {
    copy = text_room (b, len);
    if (copy)
      text = (struct plating_text) { memcpy (copy, nfc, len), len };
  }
  free (nfc);
  return text;
}

void
sj_build_take_back (struct sj_builder *b,
                    const struct plating_schema_node *node, uint16_t kind)
{
  uint32_t parent = (uint32_t) (node - b->nodes);
  void *array = b->taken_back;

  if (b->n_nodes == parent + 1
      || !grow (b, &array, b->n_taken_back, &b->cap_taken_back,
                sizeof *b->taken_back))
    return;
  b->taken_back = array;
  b->taken_back[b->n_taken_back++] = (struct sj_taken_back) {
    .parent = parent, .end = b->n_nodes, .kind = kind
  };
}

struct sj_part *
sj_build_part (struct sj_builder *b)
{
  struct sj_part *part = allocate (b, sizeof *part);

  if (part)
    *part = (struct sj_part) { .next = NULL };
  return part;
}

void
sj_build_clear_part (struct sj_part *part)
{
  *part = (struct sj_part) {
    .node.flags = PLATING_FLAG_MISSING, .next = part->next
  };
}

void
sj_build_drop_parameters (struct sj_builder *b)
{
  b->parameters = NULL;
  b->n_parameters = 0;
}

void
sj_build_part_extra (struct sj_builder *b, struct sj_part *part,
                     struct plating_text key, const char *json,
                     const char *end)
{
  struct sj_part_extra *extra = allocate (b, sizeof *extra);

  if (!extra)
    return;
  *extra = (struct sj_part_extra) {
    .key = key, .json = { json, (size_t) (end - json) }, .next = part->extras
  };
  part->extras = extra;
}

/* By node, then as they stand in the source. */
static int
compare_extras (const void *one, const void *other)
{
  const struct plating_schema_extra *a = one, *b = other;

  if (a->node != b->node)
    return a->node < b->node ? -1 : 1;
  if (a->json.ptr == b->json.ptr)
    return 0;
  return (uintptr_t) a->json.ptr < (uintptr_t) b->json.ptr ? -1 : 1;
}

void
sj_build_settle_extras (struct sj_builder *b)
{
  uint32_t i;

  if (b->n_cuts > 0)
    drop_cut_extras (b);
  for (i = 1; i < b->n_extras; i++)
    if (compare_extras (&b->extras[i - 1], &b->extras[i]) > 0) {
      qsort (b->extras, b->n_extras, sizeof *b->extras, compare_extras);
      return;
    }
}

struct plating_schema_view *
sj_build_view (struct sj_builder *b)
{
  struct plating_schema_view *view;

  view = allocate (b, sizeof *view);
  if (!view)
    return NULL;
  *view = (struct plating_schema_view) {
    .struct_size = sizeof *view,
    .node_size = sizeof (struct plating_schema_node),
    .n_nodes = b->n_nodes,
    .extra_size = sizeof (struct plating_schema_extra),
    .nodes = b->nodes,
    .extras = b->extras,
    .n_extras = b->n_extras,
  };
  return view;
}
