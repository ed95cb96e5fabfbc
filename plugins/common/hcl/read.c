/* SPDX-License-Identifier: Apache-2.0 */
/* From tokens to blocks and attributes. */

#include <config.h>

#include "plugins/common/hcl/hcl.h"

#include <string.h>

/* Labels of a block. */
#define LABELS_MAX 16

struct reader {
  struct hcl_scanner scanner;
  struct hcl_token token;       /* the one that is looked at */
  struct pl_arena *arena;
  struct hcl_file *file;
  uint32_t cap;
  struct hcl_error *error;
  unsigned depth;               /* of blocks */
};

static int
fail (struct reader *r, size_t at, int status, const char *message)
{
  r->error->message = message;
  hcl_place (r->scanner.text, at, &r->error->line, &r->error->column);
  return status;
}

/* Goes to the next token that is no comment. */
static int
advance (struct reader *r)
{
  int status;

  do
    status = hcl_scan (&r->scanner, &r->token);
  while (status == 0 && r->token.type == HCL_COMMENT);
  return status < 0
    ? fail (r, r->scanner.next, status, r->scanner.problem) : 0;
}

static bool
is_sign (const struct reader *r, const char *sign)
{
  return r->token.type == HCL_SIGN
    && hcl_is (r->scanner.text, &r->token, sign);
}

static struct plating_text
token_text (const struct reader *r)
{
  return (struct plating_text) { r->scanner.text.ptr + r->token.start,
                                 r->token.end - r->token.start };
}

static int
new_item (struct reader *r, uint32_t *index)
{
  struct hcl_file *file = r->file;

  if (file->n == r->cap) {
    uint32_t cap = r->cap ? 2 * r->cap : 32;
    struct hcl_item *items = pl_arena_array (r->arena, cap, sizeof *items);

    if (!items)
      return PLATING_E_NOMEM;
    if (file->n)
      memcpy (items, file->items, file->n * sizeof *items);
    file->items = items;
    r->cap = cap;
  }
  *index = file->n++;
  file->items[*index] = (struct hcl_item) { .end = *index + 1 };
  return 0;
}

/* -- expressions ---------------------------------------------------------- */

static char
closing (char opening)
{
  return opening == '(' ? ')' : opening == '[' ? ']' : '}';
}

/* Passes over an expression: up to the end of the line, or of the block,
 * where no bracket is open. */
static int
read_expression (struct reader *r, struct hcl_item *item)
{
  char open[HCL_DEPTH_MAX];
  unsigned n = 0;
  int status = 0;

  item->inner_from = item->inner_to = r->token.start;
  while (status == 0) {
    char c = r->token.end - r->token.start == 1
      && r->token.type == HCL_SIGN ? token_text (r).ptr[0] : 0;

    if (r->token.type == HCL_END && n)
      return fail (r, r->token.start, PLATING_E_FORMAT,
                   "a bracket is not closed");
    if (!n && (r->token.type == HCL_END || r->token.type == HCL_NEWLINE
               || c == '}'))
      break;
    if (c && strchr ("([{", c)) {
      if (n == HCL_DEPTH_MAX)
        return fail (r, r->token.start, PLATING_E_LIMIT, "too many levels");
      open[n++] = c;
    } else if (c && strchr (")]}", c)) {
      if (!n || closing (open[n - 1]) != c)
        return fail (r, r->token.start, PLATING_E_FORMAT,
                     "this bracket closes none");
      n--;
    }
    if (r->token.type != HCL_NEWLINE)
      item->inner_to = r->token.end;
    status = advance (r);
  }
  if (status == 0 && item->inner_to == item->inner_from)
    return fail (r, item->inner_from, PLATING_E_FORMAT,
                 "a value is missing");
  item->to = item->inner_to;
  return status;
}

/* -- bodies --------------------------------------------------------------- */

static int read_body (struct reader *r, bool is_file);

/* A label: a name, or a string, whose quotes are left out. */
static int
read_label (struct reader *r, struct hcl_item *item)
{
  struct plating_text text = token_text (r);

  if (!item->labels)
    item->labels = pl_arena_array (r->arena, LABELS_MAX,
                                   sizeof *item->labels);
  if (!item->labels)
    return PLATING_E_NOMEM;
  if (item->n_labels == LABELS_MAX)
    return fail (r, r->token.start, PLATING_E_LIMIT,
                 "too many labels of a block");
  if (r->token.type == HCL_STRING) {
    text.ptr++;
    text.len -= 2;
  }
  item->labels[item->n_labels++] = text;
  return advance (r);
}

/* The token is the opening brace of the block INDEX. */
static int
read_block (struct reader *r, uint32_t index)
{
  struct hcl_item *item;
  size_t from = r->token.end;
  int status;

  if (r->depth == HCL_DEPTH_MAX)
    return fail (r, r->token.start, PLATING_E_LIMIT, "too many levels");
  r->depth++;
  status = advance (r);
  if (status == 0)
    status = read_body (r, false);
  r->depth--;
  if (status < 0)
    return status;
  item = &r->file->items[index];
  item->is_block = true;
  item->inner_from = from;
  item->inner_to = r->token.start;
  item->to = r->token.end;
  item->end = r->file->n;
  return advance (r);
}

static int
read_item (struct reader *r)
{
  uint32_t index;
  struct hcl_item item = { .from = r->token.start };
  int status;

  if (r->token.type != HCL_NAME && r->token.type != HCL_STRING)
    return fail (r, r->token.start, PLATING_E_FORMAT,
                 "an attribute or a block was expected");
  item.name = token_text (r);
  status = new_item (r, &index);
  if (status == 0)
    status = advance (r);
  item.end = index + 1;
  if (status == 0 && is_sign (r, "=")) {
    status = advance (r);
    if (status == 0)
      status = read_expression (r, &item);
    r->file->items[index] = item;
    return status;
  }
  while (status == 0 && (r->token.type == HCL_NAME
                         || r->token.type == HCL_STRING))
    status = read_label (r, &item);
  if (status < 0)
    return status;
  if (!is_sign (r, "{"))
    return fail (r, r->token.start, PLATING_E_FORMAT,
                 "'=' or '{' was expected");
  r->file->items[index] = item;
  return read_block (r, index);
}

static int
read_body (struct reader *r, bool is_file)
{
  int status = 0;

  while (status == 0) {
    if (r->token.type == HCL_NEWLINE) {
      status = advance (r);
      continue;
    }
    if (r->token.type == HCL_END)
      return is_file ? 0 : fail (r, r->token.start, PLATING_E_FORMAT,
                                 "a block is not closed");
    if (!is_file && is_sign (r, "}"))
      return 0;
    status = read_item (r);
    /* What follows stands on a line of its own. */
    if (status == 0 && r->token.type != HCL_NEWLINE
        && r->token.type != HCL_END && (is_file || !is_sign (r, "}")))
      return fail (r, r->token.start, PLATING_E_FORMAT,
                   "the end of the line was expected");
  }
  return status;
}

int
hcl_read (struct plating_text text, struct pl_arena *arena,
          struct hcl_file *file, struct hcl_error *error)
{
  struct reader r = { .arena = arena, .file = file, .error = error };
  int status;

  *file = (struct hcl_file) { NULL, 0 };
  *error = (struct hcl_error) { NULL, 0, 0 };
  hcl_scanner_init (&r.scanner, text);
  status = advance (&r);
  return status < 0 ? status : read_body (&r, true);
}

uint32_t
hcl_next_item (const struct hcl_file *file, uint32_t parent, uint32_t after)
{
  uint32_t end = parent == PLATING_NONE ? file->n : file->items[parent].end;
  uint32_t next = after != PLATING_NONE ? file->items[after].end
    : parent == PLATING_NONE ? 0 : parent + 1;

  return next < end ? next : PLATING_NONE;
}

bool
hcl_item_is (const struct hcl_item *item, bool is_block, const char *name)
{
  return item->is_block == is_block && item->name.len == strlen (name)
    && !memcmp (item->name.ptr, name, item->name.len);
}
