/* SPDX-License-Identifier: Apache-2.0 */
/* Which nested sections hold the same, and who owns them.
 *
 * Every node gets the number of its class: nodes of one class hold the same
 * below them.  A node stands before its children, so one pass from the last
 * node to the first finds the children's classes ready; what a node is made
 * of, those classes included, is a string of bytes that is looked up in a
 * hash table.  All of it is linear in the size of the schema.  The hash has
 * a seed, for schemas may come from strangers; numbers of classes depend on
 * the schema alone. */

#include <config.h>

#include "plugins/common/schemadoc/schema-shares.h"

#include <string.h>
#include <sys/random.h>

#include <plating/types.h>

#include "common/utf8.h"

#define FLAGS_SHOWN \
  (PLATING_FLAG_REQUIRED | PLATING_FLAG_OPTIONAL | PLATING_FLAG_COMPUTED \
   | PLATING_FLAG_SENSITIVE | PLATING_FLAG_DEPRECATED \
   | PLATING_FLAG_WRITE_ONLY | PLATING_FLAG_TUPLE_TOO)

/* All paths that a section names; more are no help to readers, and there
 * may be many. */
#define USER_PATHS_MAX 120u

/* Inherited groups, and none. */
#define N_SLOTS 4u

struct entry {
  uint64_t hash;
  const char *key;
  size_t len;
};

/* Numbers for byte strings, from 0 on. */
struct numbers {
  struct pl_arena *arena;
  uint64_t seed;
  struct entry *entries;
  size_t n, entries_cap;
  uint32_t *table;              /* number + 1, or 0 */
  size_t table_size;            /* a power of two */
};

struct owner {
  struct plating_text anchor;
  struct plating_text users[REGISTRY_SHARE_PATHS];
  size_t n_named;               /* of these */
  size_t named_len;             /* in bytes */
  size_t n_users;               /* of all */
};

struct note {
  size_t at;                    /* in the output */
  uint32_t owner;
};

struct registry_shares {
  const struct pl_buffer *dots;
  struct numbers contents, anchors;
  uint32_t *counts;             /* of sections that have an anchor's name */
  size_t n_counts, counts_cap;
  uint32_t *content;            /* the class of what is below a node */
  uint8_t *takes_group;         /* whether that holds objects */
  uint32_t *owner_of;           /* N_SLOTS a class: owner + 1, or 0 */
  struct owner *owners;
  size_t n_owners, owners_cap;
  struct note *notes;
  size_t n_notes, notes_cap;
  struct pl_buffer key;
};

/* -- numbers ----------------------------------------------------------- */

static uint64_t
new_seed (void)
{
  uint64_t seed;

  if (getrandom (&seed, sizeof seed, GRND_NONBLOCK) != sizeof seed)
    seed = (uintptr_t) &seed;
  return seed;
}

static uint64_t
hash_bytes (uint64_t seed, const char *p, size_t len)
{
  uint64_t h = seed ^ len * 0x9e3779b97f4a7c15u, word;

  for (; len >= sizeof word; p += sizeof word, len -= sizeof word) {
    memcpy (&word, p, sizeof word);
    h = (h ^ word) * 0xd6e8feb86659fd93u;
    h ^= (h >> 32) ^ (seed << 7);
  }
  word = 0;
  if (len)
    memcpy (&word, p, len);
  h = (h ^ word) * 0xd6e8feb86659fd93u;
  h = (h ^ h >> 32) * 0xd6e8feb86659fd93u;
  return h ^ h >> 32;
}

/* Doubles the table when it is half full. */
static int
grow_table (struct numbers *s)
{
  size_t size = s->table_size ? s->table_size * 2 : 64, i, slot;
  uint32_t *table;

  if ((s->n + 1) * 2 <= s->table_size)
    return 0;
  table = pl_arena_array (s->arena, size, sizeof *table);
  if (!table)
    return PLATING_E_NOMEM;
  for (i = 0; i < s->n; i++) {
    slot = s->entries[i].hash & (size - 1);
    while (table[slot])
      slot = (slot + 1) & (size - 1);
    table[slot] = (uint32_t) i + 1;
  }
  s->table = table;
  s->table_size = size;
  return 0;
}

/* Sets *NUMBER to that of KEY and *IS_NEW to whether it was given now. */
static int
number_of (struct registry_markdown *m, struct numbers *s,
           const struct pl_buffer *key, uint32_t *number, int *is_new)
{
  uint64_t hash = hash_bytes (s->seed, key->data, key->len);
  void *array = s->entries;
  struct entry *e;
  size_t slot;
  int code = key->failed ? PLATING_E_NOMEM : grow_table (s);

  if (code < 0)
    return code;
  slot = hash & (s->table_size - 1);
  for (; s->table[slot]; slot = (slot + 1) & (s->table_size - 1)) {
    *number = s->table[slot] - 1;
    e = &s->entries[*number];
    if (e->hash == hash && e->len == key->len
        && !memcmp (e->key, key->data, key->len)) {
      *is_new = 0;
      return 0;
    }
  }
  code = registry_markdown_grow (m, &array, s->n, &s->entries_cap,
                                 sizeof *s->entries);
  if (code < 0)
    return code;
  s->entries = array;
  e = &s->entries[s->n];
  e->hash = hash;
  e->len = key->len;
  e->key = pl_arena_strndup (s->arena, key->data, key->len);
  if (!e->key)
    return PLATING_E_NOMEM;
  *number = (uint32_t) s->n++;
  s->table[slot] = *number + 1;
  *is_new = 1;
  return 0;
}

/* -- classes ----------------------------------------------------------- */

static void
put_number (struct pl_buffer *key, uint64_t n)
{
  pl_buffer_append (key, &n, sizeof n);
}

static void
put_string (struct pl_buffer *key, struct plating_text text)
{
  put_number (key, text.len);
  pl_buffer_append (key, text.ptr, text.len);
}

/* All of NODE that its own line and what is below it show. */
static void
put_member (struct registry_shares *s,
            const struct plating_schema_node *node, uint32_t content)
{
  struct plating_text text = node->text;

  pl_utf8_trim (&text.ptr, &text.len);
  put_number (&s->key, (uint64_t) node->kind << 48
                       | (uint64_t) node->type << 32
                       | (uint64_t) node->mode << 16
                       | (node->flags & FLAGS_SHOWN));
  put_number (&s->key, content);
  put_number (&s->key, node->min_items);
  put_number (&s->key, node->max_items);
  put_string (&s->key, node->name);
  put_string (&s->key, text);
}

static int
is_block (const struct plating_schema_node *node)
{
  return node->kind == PLATING_NODE_BLOCK_TYPE
         || node->kind == PLATING_NODE_BLOCK;
}

static int
classify (struct registry_markdown *m, struct registry_shares *s)
{
  uint32_t i, c;
  int code = 0, is_new;

  for (i = m->view->n_nodes; code == 0 && i-- > 0;) {
    const struct plating_schema_node *node = registry_node (m, i), *child;
    uint8_t takes_group = node->type == PLATING_TYPE_OBJECT;

    pl_buffer_clear (&s->key);
    put_number (&s->key, is_block (node) ? 1 : node->type);
    for (c = i + 1; c < node->end; c = child->end) {
      child = registry_node (m, c);
      put_member (s, child, s->content[c]);
      takes_group |= s->takes_group[c];
    }
    s->takes_group[i] = is_block (node) ? 0 : takes_group;
    code = number_of (m, &s->contents, &s->key, &s->content[i], &is_new);
  }
  return code;
}

static void
numbers_init (struct numbers *s, struct pl_arena *arena)
{
  s->arena = arena;
  s->seed = new_seed ();
}

int
registry_shares_new (struct registry_markdown *m,
                     const struct pl_buffer *dots,
                     struct registry_shares **shares)
{
  struct registry_shares *s = pl_arena_zalloc (m->arena, sizeof *s);
  size_t n = m->view->n_nodes;
  int code = PLATING_E_NOMEM;

  *shares = s;
  if (!s)
    return PLATING_E_NOMEM;
  s->dots = dots;
  numbers_init (&s->contents, m->arena);
  numbers_init (&s->anchors, m->arena);
  pl_buffer_init (&s->key);
  s->content = pl_arena_array (m->arena, n, sizeof *s->content);
  s->takes_group = pl_arena_zalloc (m->arena, n);
  if (s->content && s->takes_group)
    code = classify (m, s);
  if (code == 0) {
    s->owner_of = pl_arena_array (m->arena, s->contents.n,
                                  N_SLOTS * sizeof *s->owner_of);
    if (!s->owner_of)
      code = PLATING_E_NOMEM;
  }
  return code;
}

void
registry_shares_free (struct registry_shares *shares)
{
  if (shares)
    pl_buffer_release (&shares->key);
}

/* -- owners ------------------------------------------------------------ */

/* Whether NAME can stand in an anchor as it is. */
static int
is_plain (struct plating_text name)
{
  size_t i;

  for (i = 0; i < name.len; i++) {
    unsigned char c = (unsigned char) name.ptr[i];

    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9') || c == '_' || c == '-' || c >= 0x80))
      return 0;
  }
  return name.len > 0;
}

/* How many sections have the name of anchor NUMBER, this one included. */
static int
count_anchor (struct registry_shares *s, struct registry_markdown *m,
              uint32_t number, uint32_t *count)
{
  void *array = s->counts;
  int code;

  for (; s->n_counts <= number; s->counts[s->n_counts++] = 0) {
    code = registry_markdown_grow (m, &array, s->n_counts, &s->counts_cap,
                                   sizeof *s->counts);
    if (code < 0)
      return code;
    s->counts = array;
  }
  *count = ++s->counts[number];
  return 0;
}

/* A counted name may be another's own, hence the loop. */
static int
make_anchor (struct registry_shares *s, struct registry_markdown *m,
             enum registry_anchor anchor, const struct registry_line *line,
             struct plating_text *text)
{
  static const struct plating_text no_name = { NULL, 0 };
  struct plating_text name = registry_node (m, line->node)->name;
  uint32_t number, base, count;
  int is_new, code;
  size_t len;

  pl_buffer_clear (&s->key);
  if (s->dots->len)
    pl_buffer_puts (&s->key, "nested--");
  else
    registry_put_anchor (&s->key, anchor, line->path, no_name);
  if (is_plain (name))
    pl_buffer_append (&s->key, name.ptr, name.len);
  else
    pl_buffer_printf (&s->key, ".%lu", (unsigned long) line->node);
  len = s->key.len;
  code = number_of (m, &s->anchors, &s->key, &number, &is_new);
  base = number;
  if (code == 0)
    code = count_anchor (s, m, base, &count);
  while (code == 0 && !is_new) {
    s->key.len = len;
    pl_buffer_printf (&s->key, "--%lu", (unsigned long) count);
    code = number_of (m, &s->anchors, &s->key, &number, &is_new);
    if (code == 0 && !is_new)
      code = count_anchor (s, m, base, &count);
  }
  if (code == 0) {
    text->ptr = s->anchors.entries[number].key;
    text->len = s->anchors.entries[number].len;
  }
  return code;
}

static int
add_owner (struct registry_shares *s, struct registry_markdown *m,
           enum registry_anchor anchor, const struct registry_line *line,
           uint32_t *number)
{
  void *array = s->owners;
  struct owner *o;
  int code = registry_markdown_grow (m, &array, s->n_owners, &s->owners_cap,
                                     sizeof *s->owners);

  if (code < 0)
    return code;
  s->owners = array;
  o = &s->owners[s->n_owners];
  memset (o, 0, sizeof *o);
  code = make_anchor (s, m, anchor, line, &o->anchor);
  if (code == 0)
    *number = (uint32_t) ++s->n_owners;
  return code;
}

static int
add_user (struct registry_shares *s, struct registry_markdown *m,
          struct owner *o, uint32_t node)
{
  struct plating_text name = registry_node (m, node)->name;
  struct plating_text *path;

  o->n_users++;
  if (o->n_named == REGISTRY_SHARE_PATHS
      || o->named_len + s->dots->len + name.len > USER_PATHS_MAX)
    return 0;
  path = &o->users[o->n_named++];
  pl_buffer_clear (&s->key);
  pl_buffer_append (&s->key, s->dots->data, s->dots->len);
  pl_buffer_append (&s->key, name.ptr, name.len);
  path->len = s->key.len;
  o->named_len += path->len;
  path->ptr = s->key.failed ? NULL
              : pl_arena_strndup (m->arena, s->key.data, s->key.len);
  return path->ptr ? 0 : PLATING_E_NOMEM;
}

int
registry_shares_refer (struct registry_shares *shares,
                       struct registry_markdown *m,
                       enum registry_anchor anchor,
                       struct registry_line *line)
{
  uint32_t slot
    = shares->takes_group[line->content] ? 1u + line->group : 0u;
  uint32_t *owner = &shares->owner_of
    [(size_t) shares->content[line->content] * N_SLOTS + slot];
  struct plating_text text;
  int code;

  if (*owner) {
    line->section = REGISTRY_NO_SECTION;
    code = add_user (shares, m, &shares->owners[*owner - 1], line->node);
  } else {
    code = add_owner (shares, m, anchor, line, owner);
    line->owner = *owner - 1;
  }
  if (code == 0) {
    text = shares->owners[*owner - 1].anchor;
    pl_buffer_append (m->out, text.ptr, text.len);
  }
  return code;
}

struct plating_text
registry_shares_anchor (const struct registry_shares *shares,
                        uint32_t owner)
{
  return shares->owners[owner].anchor;
}

/* -- users ------------------------------------------------------------- */

int
registry_shares_note (struct registry_shares *shares,
                      struct registry_markdown *m, uint32_t owner)
{
  void *array = shares->notes;
  int code = registry_markdown_grow (m, &array, shares->n_notes,
                                     &shares->notes_cap,
                                     sizeof *shares->notes);

  if (code < 0)
    return code;
  shares->notes = array;
  shares->notes[shares->n_notes++] = (struct note) {
    .at = m->out->len, .owner = owner
  };
  return 0;
}

static void
write_users (const struct owner *o, struct pl_buffer *out)
{
  size_t n = o->n_named, rest = o->n_users - n, i;

  for (i = 0; i < n; i++) {
    pl_buffer_puts (out, i == 0 ? "Also the schema of "
                         : i + 1 < n || rest ? ", " : " and ");
    pl_buffer_putc (out, '`');
    pl_buffer_append (out, o->users[i].ptr, o->users[i].len);
    pl_buffer_putc (out, '`');
  }
  if (n && rest)
    pl_buffer_printf (out, " and %zu more", rest);
  if (!n && rest)
    pl_buffer_printf (out, "Also the schema of %zu other path%s", rest,
                      rest > 1 ? "s" : "");
  if (n || rest)
    pl_buffer_puts (out, ".\n\n");
}

int
registry_shares_name_users (struct registry_shares *shares,
                            struct registry_markdown *m)
{
  struct pl_buffer out;
  size_t from = 0, i;
  int code;

  pl_buffer_init (&out);
  out.limit = m->out->limit;
  for (i = 0; i < shares->n_notes; i++) {
    const struct note *note = &shares->notes[i];

    pl_buffer_append (&out, m->out->data + from, note->at - from);
    write_users (&shares->owners[note->owner], &out);
    from = note->at;
  }
  if (from == 0)
    return 0;
  pl_buffer_append (&out, m->out->data + from, m->out->len - from);
  pl_buffer_release (m->out);
  *m->out = out;
  code = registry_markdown_check (m);
  return code;
}
