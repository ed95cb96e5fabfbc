/* SPDX-License-Identifier: Apache-2.0 */
/* Makes a view of a component whose members are repeated what Go would have
 * made of it: of one name the last counts, and what a later null took back
 * is gone.
 *
 * One pass over the nodes marks what is dead, with a hash table from
 * {parent, kind, name} to node; a second one moves the rest together. */

#include <config.h>

#include "build.h"

#include <stdlib.h>
#include <string.h>

struct resolver {
  struct sj_builder *b;
  uint32_t *parents;            /* of each node */
  uint32_t *moved_to;           /* new number of each node, one more */
  uint8_t *dead;                /* of each node */
  uint32_t *table;              /* number of a node + 1 */
  size_t mask;
  uint64_t salt;                /* nobody can choose names that collide */
};

static uint64_t
mix (uint64_t hash, uint64_t n)
{
  hash = (hash ^ n) * 0x9e3779b97f4a7c15u;
  return hash ^ hash >> 29;
}

static uint64_t
hash_name (struct plating_text name, uint64_t salt)
{
  uint64_t hash = mix (salt, name.len), word;
  size_t i, n;

  for (i = 0; i < name.len; i += n) {
    n = name.len - i < 8 ? name.len - i : 8;
    word = 0;
    memcpy (&word, name.ptr + i, n);
    hash = mix (hash, word);
  }
  return hash;
}

static bool
is_same (const struct resolver *r, uint32_t i, uint32_t j)
{
  const struct plating_schema_node *a = &r->b->nodes[i];
  const struct plating_schema_node *b = &r->b->nodes[j];

  return a->kind == b->kind && r->parents[i] == r->parents[j]
    && a->name.len == b->name.len
    && (a->name.len == 0
        || !memcmp (a->name.ptr, b->name.ptr, a->name.len));
}

static bool
is_named (const struct plating_schema_node *node)
{
  return node->kind == PLATING_NODE_ATTRIBUTE
    || node->kind == PLATING_NODE_BLOCK_TYPE
    || node->kind == PLATING_NODE_FIELD;
}

/* Enters node I; an earlier one of its name dies. */
static void
enter (struct resolver *r, uint32_t i)
{
  const struct plating_schema_node *node = &r->b->nodes[i];
  uint64_t hash = hash_name (node->name, r->salt);
  size_t slot = (size_t) (mix (mix (hash, r->parents[i]), node->kind) >> 24);

  for (slot &= r->mask; r->table[slot]; slot = (slot + 1) & r->mask)
    if (is_same (r, i, r->table[slot] - 1)) {
      r->dead[r->table[slot] - 1] = 1;
      break;
    }
  r->table[slot] = i + 1;
}

static int
compare_taken_back (const void *one, const void *other)
{
  const struct sj_taken_back *a = one, *b = other;

  if (a->parent != b->parent)
    return a->parent < b->parent ? -1 : 1;
  if (a->kind != b->kind)
    return a->kind < b->kind ? -1 : 1;
  return a->end < b->end ? 1 : a->end > b->end ? -1 : 0;
}

/* Whether node I was taken back.  What was is sorted: the first entry for
 * a parent and kind reaches farthest. */
static bool
is_taken_back (const struct sj_builder *b, uint32_t parent, uint32_t i)
{
  struct sj_taken_back key = {
    .parent = parent, .kind = b->nodes[i].kind, .end = UINT32_MAX
  };
  uint32_t low = 0, high = b->n_taken_back;

  while (low < high) {
    uint32_t middle = low + (high - low) / 2;

    if (compare_taken_back (&b->taken_back[middle], &key) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low < b->n_taken_back && b->taken_back[low].parent == parent
    && b->taken_back[low].kind == key.kind && i < b->taken_back[low].end;
}

static void
mark_dead (struct resolver *r)
{
  struct sj_builder *b = r->b;
  uint32_t i, parent = 0;

  if (b->n_taken_back > 0)
    qsort (b->taken_back, b->n_taken_back, sizeof *b->taken_back,
           compare_taken_back);
  for (i = 1; i < b->n_nodes; i++) {
    /* The node before is the parent or ended its subtree. */
    for (parent = i - 1; b->nodes[parent].end <= i;
         parent = r->parents[parent])
      ;
    r->parents[i] = parent;
    r->dead[i] = b->n_taken_back > 0 && is_taken_back (b, parent, i);
    if (is_named (&b->nodes[i]) && !r->dead[i])
      enter (r, i);
  }
}

/* Moves what lives together. */
static void
compact (struct resolver *r)
{
  struct sj_builder *b = r->b;
  uint32_t i, n = 0;

  for (i = 0; i < b->n_nodes; ) {
    if (r->dead[i]) {
      uint32_t end = b->nodes[i].end;

      for (; i < end; i++) {
        r->dead[i] = 1;
        r->moved_to[i] = n;
      }
    } else {
      r->moved_to[i++] = n++;
    }
  }
  r->moved_to[i] = n;
  for (i = 0; i < b->n_nodes; i++)
    if (!r->dead[i]) {
      b->nodes[i].end = r->moved_to[b->nodes[i].end];
      b->nodes[r->moved_to[i]] = b->nodes[i];
    }
  b->n_nodes = n;
}

/* Drops the extras of dead nodes, and words for a nesting mode that a
 * later one replaced. */
static void
compact_extras (struct resolver *r)
{
  static const char mode_key[] = "nesting_mode";
  struct sj_builder *b = r->b;
  uint32_t i, n = 0, mode_at = UINT32_MAX;

  for (i = 0; i < b->n_extras; i++) {
    struct plating_schema_extra extra = b->extras[i];

    if (r->dead[extra.node])
      continue;
    extra.node = r->moved_to[extra.node];
    if (extra.key.len == sizeof mode_key - 1
        && !memcmp (extra.key.ptr, mode_key, sizeof mode_key - 1)) {
      if (b->nodes[extra.node].mode != PLATING_MODE_OTHER)
        continue;
      if (mode_at < n && b->extras[mode_at].node == extra.node) {
        b->extras[mode_at] = extra;
        continue;
      }
      mode_at = n;
    }
    b->extras[n++] = extra;
  }
  b->n_extras = n;
}

int
sj_build_resolve (struct sj_builder *b)
{
  struct resolver r = { .b = b };
  size_t n = b->n_nodes, size = 16;
  int status = -1;

  while (size < n * 2)
    size *= 2;
  r.mask = size - 1;
  r.parents = calloc (n + 1, sizeof *r.parents);
  r.moved_to = calloc (n + 1, sizeof *r.moved_to);
  r.dead = calloc (n + 1, 1);
  r.table = calloc (size, sizeof *r.table);
  r.salt = (uintptr_t) r.table ^ (uintptr_t) &r << 16;
  if (r.parents && r.moved_to && r.dead && r.table) {
    mark_dead (&r);
    compact (&r);
    compact_extras (&r);
    status = 0;
  }
  free (r.parents);
  free (r.moved_to);
  free (r.dead);
  free (r.table);
  return status;
}
