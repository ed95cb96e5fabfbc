/* SPDX-License-Identifier: Apache-2.0 */
/* Components in few bytes. */

#include <config.h>

#include "catalog-packed.h"

#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "varint.h"

/* A component of so many begins anew, so that it can be found. */
#define BLOCK 32u

#define SOURCE sizeof ((struct plating_component *) 0)->source

struct pl_packed {
  char *bytes;
  size_t *blocks;              /* where the first of each BLOCK stands */
  struct plating_text *kinds;  /* in the order of components */
  const struct plating_folder **folders;
  uint32_t n, n_kinds, n_folders;
};

/* -- packing ----------------------------------------------------------- */

static int
is_same (struct plating_text a, struct plating_text b)
{
  return a.len == b.len && (!a.len || !memcmp (a.ptr, b.ptr, a.len));
}

static void
count (struct pl_packed *p, const struct plating_component *components)
{
  uint32_t i;

  for (i = 0; i < p->n; i++) {
    p->n_kinds += !i || !is_same (components[i - 1].kind,
                                  components[i].kind);
    p->n_folders += components[i].folder != NULL;
  }
}

static void
pack_name (struct pl_buffer *out, struct plating_text last,
           struct plating_text name)
{
  size_t shared = 0;

  while (shared < last.len && shared < name.len
         && last.ptr[shared] == name.ptr[shared])
    shared++;
  pl_varint_put (out, shared);
  pl_varint_put (out, name.len - shared);
  if (name.len > shared)
    pl_buffer_append (out, name.ptr + shared, name.len - shared);
}

/* The bytes of a source that are others than those of the last one, behind
 * where they begin and end, in one byte. */
static void
pack_source (struct pl_buffer *out, const uint8_t *last,
             const uint8_t *source)
{
  size_t from = 0, to = SOURCE;

  while (to > 1 && last[to - 1] == source[to - 1])
    to--;
  while (from + 1 < to && last[from] == source[from])
    from++;
  pl_buffer_putc (out, (char) (from << 4 | (to - 1)));
  pl_buffer_append (out, (const char *) source + from, to - from);
}

static void
pack_one (struct pl_packed *p, struct pl_buffer *out,
          const struct plating_component *last,
          const struct plating_component *c, int is_selected)
{
  static const struct plating_component none;

  if (!p->n_kinds || !is_same (p->kinds[p->n_kinds - 1], c->kind))
    p->kinds[p->n_kinds++] = c->kind;
  if (!last)
    last = &none;
  pl_varint_put (out, (p->n_kinds - 1) << 1 | (is_selected != 0));
  pack_name (out, last->name, c->name);
  pack_source (out, last->source, c->source);
  pl_varint_put (out, (uint64_t) c->flags << 1 | (c->folder != NULL));
  if (c->folder) {
    pl_varint_put (out, p->n_folders);
    p->folders[p->n_folders++] = c->folder;
  }
}

struct pl_packed *
pl_packed_new (const struct plating_component *components,
               const uint8_t *selected, uint32_t n)
{
  struct pl_packed *p = calloc (1, sizeof *p);
  struct pl_buffer out;
  uint32_t i;

  if (!p)
    return NULL;
  p->n = n;
  count (p, components);
  p->blocks = calloc (n / BLOCK + 1, sizeof *p->blocks);
  p->kinds = calloc (p->n_kinds + 1, sizeof *p->kinds);
  p->folders = calloc (p->n_folders + 1, sizeof *p->folders);
  p->n_kinds = p->n_folders = 0;
  pl_buffer_init (&out);
  for (i = 0; i < n && p->blocks && p->kinds && p->folders; i++) {
    if (i % BLOCK == 0)
      p->blocks[i / BLOCK] = out.len;
    pack_one (p, &out, i % BLOCK ? &components[i - 1] : NULL,
              &components[i], selected[i]);
  }
  pl_buffer_putc (&out, '\0');
  p->bytes = pl_buffer_take (&out, NULL);
  pl_buffer_release (&out);
  if (p->bytes && i == n)
    return p;
  pl_packed_free (p);
  return NULL;
}

void
pl_packed_free (struct pl_packed *p)
{
  if (!p)
    return;
  free (p->bytes);
  free (p->blocks);
  free (p->kinds);
  free (p->folders);
  free (p);
}

/* -- unpacking --------------------------------------------------------- */

/* Where reading stands, with the component that was read last. */
struct reader {
  const struct pl_packed *p;
  const char *at;
  uint32_t next;
  struct plating_component c;  /* name.ptr is not set */
  struct pl_buffer name;
  int is_selected;
};

static void
begin (struct reader *r, const struct pl_packed *p, uint32_t block)
{
  r->p = p;
  r->at = p->bytes + p->blocks[block];
  r->next = block * BLOCK;
  pl_buffer_init (&r->name);
}

static void
read_name (struct reader *r)
{
  size_t shared = (size_t) pl_varint_get (&r->at);
  size_t len = (size_t) pl_varint_get (&r->at);

  r->name.len = shared;
  pl_buffer_append (&r->name, r->at, len);
  r->at += len;
  r->c.name.len = shared + len;
}

static void
read_source (struct reader *r)
{
  unsigned char ends = (unsigned char) *r->at++;
  size_t from = ends >> 4, to = (ends & 15) + 1u;

  memcpy (r->c.source + from, r->at, to - from);
  r->at += to - from;
}

/* Reads the next component; the name may have failed. */
static void
read_one (struct reader *r)
{
  uint64_t kind, flags;

  if (r->next++ % BLOCK == 0) {
    memset (&r->c, 0, sizeof r->c);
    pl_buffer_clear (&r->name);
  }
  kind = pl_varint_get (&r->at);
  r->is_selected = kind & 1;
  r->c.kind = r->p->kinds[kind >> 1];
  read_name (r);
  read_source (r);
  flags = pl_varint_get (&r->at);
  r->c.flags = (uint32_t) (flags >> 1);
  r->c.folder = flags & 1 ? r->p->folders[pl_varint_get (&r->at)] : NULL;
}

static int
copy (const struct reader *r, struct pl_arena *arena,
      struct plating_component *out)
{
  *out = r->c;
  out->name.ptr = r->name.failed ? NULL
    : pl_arena_strndup (arena, r->name.data, r->c.name.len);
  return out->name.ptr ? 0 : PLATING_E_NOMEM;
}

int
pl_packed_get (const struct pl_packed *p, uint32_t i, struct pl_arena *arena,
               struct plating_component *out)
{
  struct reader r;
  int status;

  begin (&r, p, i / BLOCK);
  while (r.next <= i)
    read_one (&r);
  status = copy (&r, arena, out);
  pl_buffer_release (&r.name);
  return status;
}

int
pl_packed_get_all (const struct pl_packed *p, struct pl_arena *arena,
                   struct plating_component *out, uint8_t *selected)
{
  struct reader r;
  int status = 0;

  begin (&r, p, 0);
  while (r.next < p->n && status == 0) {
    uint32_t i = r.next;

    read_one (&r);
    selected[i] = (uint8_t) r.is_selected;
    status = copy (&r, arena, &out[i]);
  }
  pl_buffer_release (&r.name);
  return status;
}
