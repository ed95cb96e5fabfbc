/* SPDX-License-Identifier: Apache-2.0 */
/* Reads an example as what it is, and takes out what would be there
 * twice. */

#include <config.h>

#include "plugins/jinja/example-text.h"

#include <string.h>

/* The type of block that uses a component; functions are called. */
static const char *const block_types[] = {
  [PLATE_RESOURCE] = "resource",
  [PLATE_DATA_SOURCE] = "data",
  [PLATE_FUNCTION] = NULL,
  [PLATE_EPHEMERAL_RESOURCE] = "ephemeral",
  [PLATE_LIST_RESOURCE] = "list",
  [PLATE_ACTION] = "action",
  [PLATE_STATE_STORE] = "state_store",
};

/* -- reading -------------------------------------------------------------- */

struct collecting {
  struct plate_example_text *example;
  struct plating_text provider;
  struct pl_arena *arena;
  size_t cap;
  bool has_failed;
};

static bool
collect (void *data, struct plating_text provider,
         struct plating_text function)
{
  struct collecting *c = data;
  struct plate_example_text *e = c->example;
  size_t i;

  if (!pl_text_same (provider, c->provider))
    return true;
  for (i = 0; i < e->n_calls; i++)
    if (pl_text_same (e->calls[i], function))
      return true;
  if (e->n_calls == c->cap) {
    size_t cap = c->cap ? 2 * c->cap : 8;
    struct plating_text *calls = pl_arena_array (c->arena, cap,
                                                 sizeof *calls);

    if (!calls) {
      c->has_failed = true;
      return false;
    }
    if (e->n_calls)
      memcpy (calls, e->calls, e->n_calls * sizeof *calls);
    e->calls = calls;
    c->cap = cap;
  }
  e->calls[e->n_calls++] = function;
  return true;
}

/* The same with "\n" for "\r\n" and "\r". */
static struct plating_text
with_line_feeds (struct plating_text text, struct pl_arena *arena)
{
  char *to = pl_arena_alloc (arena, text.len + 1), *p = to;
  size_t i;

  for (i = 0; to && i < text.len; i++) {
    if (text.ptr[i] != '\r')
      *p++ = text.ptr[i];
    else if (i + 1 == text.len || text.ptr[i + 1] != '\n')
      *p++ = '\n';
  }
  if (!to)
    return (struct plating_text) { NULL, 0 };
  *p = '\0';
  return (struct plating_text) { to, (size_t) (p - to) };
}

int
plate_example_read (struct plating_text text, struct plating_text provider,
                    struct pl_arena *arena,
                    struct plate_example_text *example,
                    struct hcl_error *error)
{
  struct collecting c = { .example = example, .provider = provider,
                          .arena = arena };
  uint32_t i = PLATING_NONE;
  int code;

  *example = (struct plate_example_text) {
    .text = with_line_feeds (text, arena)
  };
  if (!example->text.ptr)
    return PLATING_E_NOMEM;
  code = hcl_read (example->text, arena, &example->file, error);
  if (code == 0)
    code = hcl_find_calls (example->text, collect, &c);
  while ((i = hcl_next_item (&example->file, PLATING_NONE, i))
         != PLATING_NONE)
    if (hcl_item_is (&example->file.items[i], true, "list"))
      example->is_query = true;
  return c.has_failed ? PLATING_E_NOMEM : code;
}

/* -- uses ----------------------------------------------------------------- */

/* Whether the body of PARENT has a block of TYPE with the label NAME. */
static bool
has_block (const struct plate_example_text *e, uint32_t parent,
           const char *type, struct plating_text name)
{
  uint32_t i = PLATING_NONE;

  while ((i = hcl_next_item (&e->file, parent, i)) != PLATING_NONE) {
    const struct hcl_item *item = &e->file.items[i];

    if (hcl_item_is (item, true, type) && item->n_labels
        && pl_text_same (item->labels[0], name))
      return true;
  }
  return false;
}

/* The same in all blocks of the type OUTER. */
static bool
has_block_within (const struct plate_example_text *e, const char *outer,
                  const char *type, struct plating_text name)
{
  uint32_t i = PLATING_NONE;

  while ((i = hcl_next_item (&e->file, PLATING_NONE, i)) != PLATING_NONE)
    if (hcl_item_is (&e->file.items[i], true, outer)
        && has_block (e, i, type, name))
      return true;
  return false;
}

bool
plate_example_uses (const struct plate_example_text *e, enum plate_kind kind,
                    struct plating_text name)
{
  size_t i;

  switch (kind) {
  case PLATE_FUNCTION:
    for (i = 0; i < e->n_calls; i++)
      if (pl_text_same (e->calls[i], name))
        return true;
    return false;
  case PLATE_STATE_STORE:
    return has_block_within (e, "terraform", block_types[kind], name);
  case PLATE_DATA_SOURCE:
    return has_block (e, PLATING_NONE, block_types[kind], name)
           || has_block_within (e, "check", block_types[kind], name);
  case PLATE_RESOURCE:
  case PLATE_EPHEMERAL_RESOURCE:
  case PLATE_LIST_RESOURCE:
  case PLATE_ACTION:
    return has_block (e, PLATING_NONE, block_types[kind], name);
  default:
    return false;
  }
}

/* -- what is taken out ---------------------------------------------------- */

struct range {
  size_t from, to;
};

struct cuts {
  const struct plate_example_text *example;
  struct plating_text provider;
  struct pl_arena *arena;
  struct plate_requirements *others;
  struct range *ranges;         /* in order */
  size_t n, cap;
};

static int
cut (struct cuts *c, const struct hcl_item *item)
{
  if (c->n == c->cap) {
    size_t cap = c->cap ? 2 * c->cap : 8;
    struct range *ranges = pl_arena_array (c->arena, cap, sizeof *ranges);

    if (!ranges)
      return PLATING_E_NOMEM;
    if (c->n)
      memcpy (ranges, c->ranges, c->n * sizeof *ranges);
    c->ranges = ranges;
    c->cap = cap;
  }
  c->ranges[c->n++] = (struct range) { item->from, item->to };
  return 0;
}

static int
add_requirement (struct cuts *c, const struct hcl_item *item)
{
  struct plate_requirements *all = c->others;
  struct plate_requirement *items, new = { .name = item->name };
  size_t i;

  if (item->is_block || pl_text_same (item->name, c->provider))
    return 0;
  for (i = 0; i < all->n; i++)
    if (pl_text_same (all->items[i].name, item->name))
      return 0;
  items = pl_arena_array (c->arena, all->n + 1, sizeof *items);
  new.value = (struct plating_text) {
    c->example->text.ptr + item->inner_from,
    item->inner_to - item->inner_from
  };
  if (!items)
    return PLATING_E_NOMEM;
  if (all->n)
    memcpy (items, all->items, all->n * sizeof *items);
  items[all->n] = new;
  all->items = items;
  all->n++;
  return 0;
}

/* Takes required providers out of the block `terraform', or the whole of
 * it if there is nothing else. */
static int
cut_requirements (struct cuts *c, uint32_t terraform)
{
  const struct hcl_file *file = &c->example->file;
  const struct hcl_item *outer = &file->items[terraform];
  uint32_t i = PLATING_NONE, k, n_found = 0, n = 0;
  size_t before = c->n;
  int code = 0;

  while (code == 0
         && (i = hcl_next_item (file, terraform, i)) != PLATING_NONE) {
    n++;
    if (!hcl_item_is (&file->items[i], true, "required_providers"))
      continue;
    n_found++;
    code = cut (c, &file->items[i]);
    for (k = PLATING_NONE; code == 0
         && (k = hcl_next_item (file, i, k)) != PLATING_NONE;)
      code = add_requirement (c, &file->items[k]);
  }
  if (code < 0 || !n_found || n_found < n)
    return code;
  c->n = before;
  return cut (c, outer);
}

/* Whether the block sets the provider itself up. */
static bool
is_own_provider (const struct cuts *c, uint32_t i)
{
  const struct hcl_file *file = &c->example->file;
  const struct hcl_item *item = &file->items[i];
  uint32_t k = PLATING_NONE;

  if (!hcl_item_is (item, true, "provider") || item->n_labels != 1
      || !pl_text_same (item->labels[0], c->provider))
    return false;
  while ((k = hcl_next_item (file, i, k)) != PLATING_NONE)
    if (hcl_item_is (&file->items[k], false, "alias"))
      return false;
  return true;
}

static int
find_cuts (struct cuts *c)
{
  const struct hcl_file *file = &c->example->file;
  uint32_t i = PLATING_NONE;
  int code = 0;

  while (code == 0
         && (i = hcl_next_item (file, PLATING_NONE, i)) != PLATING_NONE) {
    if (hcl_item_is (&file->items[i], true, "terraform"))
      code = cut_requirements (c, i);
    else if (is_own_provider (c, i))
      code = cut (c, &file->items[i]);
  }
  return code;
}

/* -- writing -------------------------------------------------------------- */

struct writing {
  const struct cuts *cuts;
  struct plating_text text;
  struct pl_buffer *out;
  size_t start;                 /* of what is written, in OUT */
  size_t next_cut;
  unsigned n_newlines;          /* that were written last */
  bool is_after_cut;
};

static bool
is_generated_remark (const struct writing *w, const struct hcl_token *token)
{
  static const char words[] = "Generated by Plating";
  size_t at = token->start + 1;

  if (token->type != HCL_COMMENT || w->text.ptr[token->start] != '#')
    return false;
  while (at < token->end && strchr (" \t", w->text.ptr[at]))
    at++;
  return token->end - at >= strlen (words)
         && !memcmp (w->text.ptr + at, words, strlen (words));
}

/* Whether TOKEN is in what is cut out. */
static bool
is_cut (struct writing *w, const struct hcl_token *token)
{
  const struct cuts *c = w->cuts;

  while (w->next_cut < c->n && token->start >= c->ranges[w->next_cut].to)
    w->next_cut++;
  return w->next_cut < c->n && token->start >= c->ranges[w->next_cut].from;
}

/* Writes what is tidy of the token, with the blanks before it, which begin
 * at GAP. */
static void
write_tidy (struct writing *w, size_t gap, const struct hcl_token *token)
{
  if (is_cut (w, token) || is_generated_remark (w, token)) {
    w->is_after_cut = true;
    return;
  }
  if (token->type == HCL_NEWLINE) {
    if (w->is_after_cut)
      return;
    if (gap < token->start) {
      pl_buffer_append (w->out, w->text.ptr + gap, token->start - gap);
      w->n_newlines = 0;
    }
    if (w->n_newlines < 2)
      pl_buffer_putc (w->out, '\n');
    w->n_newlines++;
    return;
  }
  /* The line goes on with what stood on another. */
  if (!w->is_after_cut || token->type != HCL_END)
    pl_buffer_append (w->out, w->text.ptr + gap, token->start - gap);
  pl_buffer_append (w->out, w->text.ptr + token->start,
                    token->end - token->start);
  w->n_newlines = 0;
  w->is_after_cut = false;
}

static bool
is_blank (char c)
{
  return strchr (" \t\n\r\f\v", c) != NULL && c;
}

/* Without blanks at both ends, one newline behind. */
static void
trim (struct writing *w)
{
  struct pl_buffer *out = w->out;
  size_t from = w->start;

  if (out->failed || !out->data)
    return;
  while (out->len > w->start && is_blank (out->data[out->len - 1]))
    out->len--;
  while (from < out->len && is_blank (out->data[from]))
    from++;
  memmove (out->data + w->start, out->data + from, out->len - from);
  out->len -= from - w->start;
  pl_buffer_putc (out, '\n');
}

static void
write_tokens (struct writing *w)
{
  struct hcl_scanner scanner;
  struct hcl_token token = { HCL_END, 0, 0 };
  size_t gap;

  hcl_scanner_init (&scanner, w->text);
  do {
    gap = scanner.next;
    /* It has been read once: there is nothing wrong with it. */
    if (hcl_scan (&scanner, &token) < 0)
      return;
    write_tidy (w, gap, &token);
  } while (token.type != HCL_END);
}

/* All but what is cut out and the end of its last line. */
static void
write_rest (struct writing *w)
{
  const struct cuts *c = w->cuts;
  size_t at = 0, i;

  for (i = 0; i < c->n; i++) {
    pl_buffer_append (w->out, w->text.ptr + at, c->ranges[i].from - at);
    at = c->ranges[i].to;
    while (at < w->text.len && strchr (" \t", w->text.ptr[at]))
      at++;
    if (at < w->text.len && w->text.ptr[at] == '\n')
      at++;
  }
  pl_buffer_append (w->out, w->text.ptr + at, w->text.len - at);
}

int
plate_example_write (const struct plate_example_text *example,
                     struct plating_text provider, bool is_tidy,
                     struct pl_arena *arena,
                     struct plate_requirements *others,
                     struct pl_buffer *out)
{
  struct cuts cuts = { .example = example, .provider = provider,
                       .arena = arena, .others = others };
  struct writing w = { .cuts = &cuts, .text = example->text, .out = out,
                       .start = out->len };
  int code = find_cuts (&cuts);

  if (code < 0)
    return code;
  if (is_tidy) {
    write_tokens (&w);
    trim (&w);
  } else {
    write_rest (&w);
  }
  return out->failed ? PLATING_E_NOMEM : 0;
}
