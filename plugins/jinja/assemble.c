/* SPDX-License-Identifier: Apache-2.0 */
/* Takes a rendered page apart and puts it together again. */

#include <config.h>

#include "plugins/jinja/assemble.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "plugins/common/frontmatter/frontmatter.h"
#include "plugins/common/markdown/markdown.h"

#define GUIDE_ORDER 999

/* -- taking apart ----------------------------------------------------- */

static struct plating_text
text_from (struct plating_text text, size_t start)
{
  return (struct plating_text) { text.ptr + start, text.len - start };
}

/* Whether the block that was found is one of ours: it opens the page, with
 * three dashes, and is closed. */
static bool
is_front_matter (struct plating_text text, const struct fm_block *block)
{
  return block->format == FM_YAML && text.len > 3
         && (text.ptr[3] == '\n' || text.ptr[3] == '\r')
         && (size_t) (block->text - text.ptr) + block->len < text.len;
}

static struct plating_text
entry_text (const struct fm_entry *e)
{
  if (!e || e->type == FM_TYPE_NULL || !e->text)
    return (struct plating_text) { "", 0 };
  return (struct plating_text) { e->text, e->len };
}

/* The same without blanks around it. */
static struct plating_text
entry_trimmed (const struct fm_entry *e)
{
  struct plating_text text = entry_text (e);

  while (text.len && strchr (" \t\r\n", text.ptr[text.len - 1]))
    text.len--;
  while (text.len && strchr (" \t\r\n", text.ptr[0]))
    text = pl_text_skip (text, 1);
  return text;
}

/* The reader's words without "yaml: line N: " before them: it counts the
 * lines from elsewhere. */
static struct plating_text
without_place (struct plating_text message)
{
  struct plating_text rest = message;

  if (pl_text_starts_with (rest, "yaml: "))
    message = rest = pl_text_skip (rest, strlen ("yaml: "));
  if (!pl_text_starts_with (rest, "line "))
    return message;
  rest = pl_text_skip (rest, strlen ("line "));
  while (rest.len && rest.ptr[0] >= '0' && rest.ptr[0] <= '9')
    rest = pl_text_skip (rest, 1);
  return pl_text_starts_with (rest, ": ") ? pl_text_skip (rest, 2) : message;
}

static bool
entry_is_true (const struct fm_entry *e)
{
  return e && e->type == FM_TYPE_BOOL && e->is_true;
}

static int
read_fields (struct pl_arena *arena, const struct fm_block *block,
             struct plate_page_parts *parts, struct plate_page_fault *fault)
{
  const struct fm_entry *entries, *e;
  struct fm_error error;
  size_t n;
  int code = fm_entries (arena, block, &entries, &n, &error);

  if (code < 0) {
    fault->message = without_place ((struct plating_text) { error.message,
                                                            error.len });
    fault->line = error.line;
    fault->column = error.column;
    return code;
  }
  e = fm_entry_find (entries, n, "subcategory");
  parts->has_subcategory = e != NULL;
  parts->subcategory = entry_trimmed (e);
  parts->page_title = entry_text (fm_entry_find (entries, n, "page_title"));
  e = fm_entry_find (entries, n, "guide_order");
  if (e && e->type == FM_TYPE_INT)
    parts->guide_order = e->integer;
  parts->skips_header = entry_is_true (fm_entry_find (entries, n,
                                                      "skip_global_header"));
  parts->skips_footer = entry_is_true (fm_entry_find (entries, n,
                                                      "skip_global_footer"));
  return 0;
}

int
plate_page_split (struct pl_arena *arena, struct plating_text text,
                  struct plate_page_parts *parts,
                  struct plate_page_fault *fault)
{
  struct fm_block block;
  size_t end;

  *parts = (struct plate_page_parts) {
    .text = text, .body = text, .guide_order = GUIDE_ORDER
  };
  *fault = (struct plate_page_fault) { .line = 0 };
  if (text.len < 3 || memcmp (text.ptr, "---", 3) != 0
      || !fm_find (text.ptr, text.len, &block)
      || !is_front_matter (text, &block))
    return 0;
  parts->has_front_matter = true;
  end = block.end;
  while (end && (text.ptr[end - 1] == '\n' || text.ptr[end - 1] == '\r'))
    end--;
  parts->front_end = end;
  end = block.end;
  while (end < text.len && text.ptr[end] == '\n')
    end++;
  parts->body = text_from (text, end);
  return read_fields (arena, &block, parts, fault);
}

/* -- the first heading ------------------------------------------------ */

struct heading {
  bool exists;
  size_t end;                   /* of its last line, without the line feed */
  /* The end of the paragraph that follows it, or of the heading. */
  size_t paragraph_end;
};

static size_t
end_of_line (struct plating_text text, size_t i)
{
  const char *lf = i < text.len
    ? memchr (text.ptr + i, '\n', text.len - i) : NULL;

  return lf ? (size_t) (lf - text.ptr) : text.len;
}

static size_t
start_of_line (struct plating_text text, size_t i)
{
  while (i > 0 && text.ptr[i - 1] != '\n')
    i--;
  return i;
}

/* A position in the last line of a block that has lines. */
static size_t
last_position (const struct md_node *node)
{
  const struct md_lines *lines = &node->u.lines;
  size_t stop = lines->at[lines->n - 1].stop;

  /* The stop lies behind the line feed if that belongs to the text. */
  return stop > lines->at[lines->n - 1].start ? stop - 1 : stop;
}

/* The end of HEADING: one with dashes has a line below its text. */
static size_t
heading_end (struct plating_text body, const struct md_node *heading)
{
  size_t at = last_position (heading), i;
  size_t end = end_of_line (body, at);

  i = start_of_line (body, heading->u.lines.at[0].start);
  while (i < body.len && body.ptr[i] == ' ')
    i++;
  if (i < body.len && body.ptr[i] == '#')
    return end;
  return end < body.len ? end_of_line (body, end + 1) : end;
}

static void
set_heading (struct plating_text body, const struct md_node *node,
             struct heading *h)
{
  const struct md_node *next = node->next;

  h->exists = true;
  h->end = h->paragraph_end = heading_end (body, node);
  if (next && (next->kind == MD_PARAGRAPH || next->kind == MD_TEXT_BLOCK)
      && next->u.lines.n)
    h->paragraph_end = end_of_line (body, last_position (next));
}

/* Finds the first heading of the first level that stands by itself. */
static int
find_heading (struct pl_arena *arena, struct plating_text body,
              struct heading *h)
{
  const struct md_node *node;
  struct md_node *root;
  const char *error;
  int code;

  *h = (struct heading) { .exists = false };
  code = md_parse (arena, body.ptr, body.len, MD_TABLES, &root, &error);
  if (code < 0)
    return code == -EFBIG ? PLATING_E_LIMIT : PLATING_E_NOMEM;
  for (node = root->first; node; node = node->next)
    if (node->kind == MD_HEADING && node->level == 1 && node->u.lines.n) {
      set_heading (body, node, h);
      break;
    }
  return 0;
}

/* -- header and footer ------------------------------------------------ */

static void
put (struct pl_buffer *out, struct plating_text text)
{
  pl_buffer_append (out, text.ptr, text.len);
}

static struct plating_text
without_end (struct plating_text text)
{
  while (text.len && strchr (" \t\n\v\f\r", text.ptr[text.len - 1])
         && text.ptr[text.len - 1])
    text.len--;
  return text;
}

static int
put_header (struct pl_arena *arena, struct plating_text body,
            struct plating_text header, struct pl_buffer *out)
{
  struct heading h;
  int code = find_heading (arena, body, &h);

  if (code < 0)
    return code;
  if (h.exists) {
    pl_buffer_append (out, body.ptr, h.paragraph_end);
    pl_buffer_puts (out, "\n\n");
    put (out, header);
    pl_buffer_putc (out, '\n');
    put (out, text_from (body, h.paragraph_end));
  } else {
    put (out, header);
    pl_buffer_puts (out, "\n\n");
    put (out, body);
  }
  return 0;
}

static void
put_footer (struct plating_text body, struct plating_text footer,
            struct pl_buffer *out)
{
  put (out, without_end (body));
  pl_buffer_puts (out, "\n\n");
  put (out, without_end (footer));
  pl_buffer_putc (out, '\n');
}

/* -- test mode -------------------------------------------------------- */

static int
put_notice (struct plating_text variable, struct pl_buffer *out)
{
  pl_buffer_puts (out,
                  "> **Test-mode only.** This component is registered "
                  "`test_only`, so a provider\n"
                  "> started normally does not publish it: it is absent "
                  "from\n"
                  "> `terraform providers schema` and cannot be referenced "
                  "from a configuration.\n");
  if (variable.len) {
    pl_buffer_puts (out, "> It is served only when the provider process is "
                    "launched with\n> `");
    put (out, variable);
    pl_buffer_puts (out, "=true`, which is how the conformance suite "
                    "exercises it.\n");
  }
  pl_buffer_puts (out,
                  "> Documented here so the behaviour it demonstrates is "
                  "discoverable, not\n"
                  "> because it is available to a published provider's "
                  "users.");
  return out->failed ? PLATING_E_NOMEM : 0;
}

static bool
has_text (struct plating_text text, const struct pl_buffer *part)
{
  return part->len && memmem (text.ptr, text.len, part->data, part->len);
}

/* BODY with the notice behind its first heading. */
static int
put_noticed (struct pl_arena *arena, struct plating_text body,
             struct plating_text variable, struct pl_buffer *out)
{
  struct pl_buffer notice;
  struct heading h;
  size_t rest;
  int code = find_heading (arena, body, &h);

  pl_buffer_init (&notice);
  if (code == 0)
    code = put_notice (variable, &notice);
  if (code == 0 && has_text (body, &notice)) {
    put (out, body);
  } else if (code == 0 && !h.exists) {
    pl_buffer_append (out, notice.data, notice.len);
    pl_buffer_puts (out, "\n\n");
    put (out, body);
  } else if (code == 0) {
    for (rest = h.end; rest < body.len && body.ptr[rest] == '\n'; rest++)
      continue;
    pl_buffer_append (out, body.ptr, h.end);
    pl_buffer_puts (out, "\n\n");
    pl_buffer_append (out, notice.data, notice.len);
    pl_buffer_puts (out, rest < body.len ? "\n\n" : "\n");
    put (out, text_from (body, rest));
  }
  pl_buffer_release (&notice);
  return code;
}

/* -- putting together ------------------------------------------------- */

static void
put_front_matter (const struct plate_page_parts *parts, bool is_test_only,
                  struct pl_buffer *out)
{
  size_t end = parts->front_end;

  if (!parts->has_front_matter) {
    if (is_test_only)
      pl_buffer_puts (out, "---\nsubcategory: \"" PLATE_TEST_MODE
                      "\"\n---\n\n");
    return;
  }
  if (is_test_only && !parts->has_subcategory) {
    end = start_of_line ((struct plating_text) { parts->text.ptr, end },
                         end);
    pl_buffer_append (out, parts->text.ptr, end);
    pl_buffer_puts (out, "subcategory: \"" PLATE_TEST_MODE "\"\n---\n");
    return;
  }
  pl_buffer_append (out, parts->text.ptr, end);
  pl_buffer_putc (out, '\n');
}

/* One step: what WRITE makes of *BODY becomes the body. */
static int
keep (struct pl_arena *arena, int code, struct pl_buffer *made,
      struct plating_text *body)
{
  if (code == 0 && made->failed)
    code = PLATING_E_NOMEM;
  if (code == 0) {
    body->ptr = pl_arena_strndup (arena, made->data, made->len);
    body->len = made->len;
    if (!body->ptr)
      code = PLATING_E_NOMEM;
  }
  pl_buffer_clear (made);
  return code;
}

int
plate_page_assemble (struct pl_arena *arena,
                     const struct plate_page_parts *parts,
                     const struct plate_page_extras *extras,
                     struct pl_buffer *out)
{
  struct plating_text body = parts->body;
  struct pl_buffer made;
  int code = 0;

  pl_buffer_init (&made);
  if (extras->header.ptr && !parts->skips_header) {
    code = put_header (arena, body, extras->header, &made);
    code = keep (arena, code, &made, &body);
  }
  if (code == 0 && extras->footer.ptr && !parts->skips_footer) {
    put_footer (body, extras->footer, &made);
    code = keep (arena, code, &made, &body);
  }
  if (code == 0 && extras->is_test_only) {
    code = put_noticed (arena, body, extras->test_variable, &made);
    code = keep (arena, code, &made, &body);
  }
  pl_buffer_release (&made);
  if (code < 0)
    return code;
  put_front_matter (parts, extras->is_test_only, out);
  put (out, body);
  return out->failed ? PLATING_E_NOMEM : 0;
}
