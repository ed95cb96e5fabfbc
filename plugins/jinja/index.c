/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the provider's index and the navigation of a site. */

#include <config.h>

#include "plugins/jinja/index.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/jinja/assemble.h"
#include "plugins/jinja/markdown-text.h"
#include "plugins/jinja/yaml-scalar.h"

static void
put (struct pl_buffer *out, struct plating_text text)
{
  pl_buffer_append (out, text.ptr, text.len);
}

/* -- order ------------------------------------------------------------ */

static bool
is_test_group (struct plating_text group)
{
  return pl_text_same (group, pl_text_of (PLATE_TEST_MODE));
}

static int
compare_groups (struct plating_text a, struct plating_text b)
{
  bool a_last = is_test_group (a), b_last = is_test_group (b);

  return a_last != b_last ? (a_last ? 1 : -1) : pl_text_compare (a, b);
}

static int
compare_entries (const void *x, const void *y)
{
  const struct plate_entry *a = x, *b = y;
  int c = compare_groups (a->group, b->group);

  if (!c)
    c = a->kind < b->kind ? -1 : a->kind > b->kind;
  if (!c)
    c = pl_text_compare (a->name, b->name);
  return c ? c : pl_text_compare (a->page, b->page);
}

void
plate_entries_sort (struct plate_entry *entries, size_t n)
{
  if (n)
    qsort (entries, n, sizeof *entries, compare_entries);
}

static int
compare_guides (const void *x, const void *y)
{
  const struct plate_guide_entry *a = x, *b = y;

  if (a->order != b->order)
    return a->order < b->order ? -1 : 1;
  return pl_text_compare (a->page, b->page);
}

void
plate_guides_sort (struct plate_guide_entry *guides, size_t n)
{
  if (n)
    qsort (guides, n, sizeof *guides, compare_guides);
}

/* The first entry from I on that is of another group or, with BY_KIND, of
 * another kind. */
static size_t
end_of_run (const struct plate_entry *entries, size_t n, size_t i,
            bool by_kind)
{
  size_t k = i;

  while (k < n && pl_text_same (entries[k].group, entries[i].group)
         && (!by_kind || entries[k].kind == entries[i].kind))
    k++;
  return k;
}

/* -- index ------------------------------------------------------------ */

static void
put_kind (const struct plate_entry *entries, size_t n,
          struct pl_buffer *out)
{
  size_t i;

  pl_buffer_puts (out, is_test_group (entries->group) ? "### Test "
                       : "### ");
  pl_buffer_puts (out, plate_kinds[entries->kind].plural);
  pl_buffer_puts (out, "\n\n");
  for (i = 0; i < n; i++) {
    pl_buffer_puts (out, "- [");
    plate_put_code (out, entries[i].name);
    pl_buffer_puts (out, "](./");
    plate_put_target (out, entries[i].page);
    pl_buffer_puts (out, ")\n");
  }
  pl_buffer_putc (out, '\n');
}

void
plate_put_index (const struct plate_entry *entries, size_t n,
                 const char *top, struct pl_buffer *out)
{
  struct plating_text group = { NULL, 0 };
  size_t i, end;

  for (i = 0; i < n; i = end) {
    if (entries[i].group.len && !pl_text_same (entries[i].group, group)) {
      pl_buffer_puts (out, "## ");
      plate_put_line (out, entries[i].group);
      pl_buffer_puts (out, "\n\n");
    } else if (i == 0 && top) {
      pl_buffer_puts (out, top);
      pl_buffer_puts (out, "\n\n");
    }
    group = entries[i].group;
    end = end_of_run (entries, n, i, true);
    put_kind (entries + i, end - i, out);
  }
}

/* Appends TEXT for between double quotes of YAML or HCL. */
static void
put_quoted (struct pl_buffer *out, struct plating_text text)
{
  size_t i;

  for (i = 0; i < text.len; i++) {
    if (strchr ("\"\\", text.ptr[i]))
      pl_buffer_putc (out, '\\');
    pl_buffer_putc (out, text.ptr[i]);
  }
}

/* What put_default_index says; none has control characters. */
struct names {
  struct plating_text provider, shown, title;
};

static void
put_default_index (const struct names *names, struct plating_text schema,
                   struct pl_buffer *out)
{
  pl_buffer_puts (out, "---\npage_title: \"");
  put_quoted (out, names->title);
  pl_buffer_puts (out, " Provider\"\ndescription: |-\n"
                  "  Terraform provider for ");
  put (out, names->shown);
  pl_buffer_puts (out, "\n---\n\n# ");
  put (out, names->title);
  pl_buffer_puts (out, " Provider\n\nTerraform provider for ");
  put (out, names->shown);
  pl_buffer_puts (out, ".\n\n## Example Usage\n\n```terraform\nprovider \"");
  put_quoted (out, names->provider);
  pl_buffer_puts (out, "\" {\n  # Configuration options\n}\n```\n\n");
  if (schema.len)
    put (out, schema);
  else
    pl_buffer_puts (out, "## Schema\n\nNo provider configuration "
                    "required.\n");
  pl_buffer_putc (out, '\n');
}

static struct plating_text
text_in (const struct pl_buffer *buffer)
{
  return (struct plating_text) { buffer->data, buffer->len };
}

void
plate_put_default_index (struct plating_text provider,
                         struct plating_text shown,
                         struct plating_text schema, struct pl_buffer *out)
{
  struct pl_buffer line, shown_line, title;

  pl_buffer_init (&line);
  pl_buffer_init (&shown_line);
  pl_buffer_init (&title);
  plate_put_line (&line, provider);
  plate_put_line (&shown_line, shown);
  /* A name that was made for pages has the capitals that it should have. */
  if (pl_text_same (provider, shown))
    plate_put_title (&title, text_in (&line));
  else
    plate_put_line (&title, shown);
  if (line.failed || shown_line.failed || title.failed)
    out->failed = -ENOMEM;
  else
    put_default_index (&(const struct names) {
      text_in (&line), text_in (&shown_line), text_in (&title)
    }, schema, out);
  pl_buffer_release (&line);
  pl_buffer_release (&shown_line);
  pl_buffer_release (&title);
}

/* -- navigation ------------------------------------------------------- */

/* "- KEY:" with its line feed; the entries below start with "- " in the
 * next level. */
static void
open_list (struct pl_buffer *out, size_t indent, struct plating_text key)
{
  pl_buffer_fill (out, ' ', indent);
  pl_buffer_puts (out, "- ");
  yaml_put_key (out, key.ptr, key.len, indent + 2);
  pl_buffer_putc (out, '\n');
}

static void
put_link (struct pl_buffer *out, size_t indent, struct plating_text key,
          struct plating_text page)
{
  size_t start, column;

  pl_buffer_fill (out, ' ', indent);
  start = out->len;
  pl_buffer_puts (out, "- ");
  yaml_put_key (out, key.ptr, key.len, indent + 2);
  pl_buffer_putc (out, ' ');
  column = indent + (out->len - start);
  yaml_put_value (out, page.ptr, page.len, column, indent + 4);
  pl_buffer_putc (out, '\n');
}

/* The file without directory and suffix. */
static struct plating_text
page_stem (struct plating_text page)
{
  struct plating_text name = pl_text_base_name (page);

  if (pl_text_ends_with (name, ".md"))
    name.len -= 3;
  return name;
}

static void
put_nav_kind (const struct plate_entry *entries, size_t n, size_t indent,
              struct pl_buffer *out)
{
  size_t i;

  open_list (out, indent, pl_text_of (plate_kinds[entries->kind].plural));
  for (i = 0; i < n; i++)
    put_link (out, indent + 2, page_stem (entries[i].page),
              entries[i].page);
}

void
plate_put_navigation (const struct plate_entry *entries, size_t n,
                      const struct plate_guide_entry *guides,
                      size_t n_guides, struct plating_text index,
                      struct pl_buffer *out)
{
  struct plating_text group = { NULL, 0 };
  size_t i, end;

  if (index.len)
    put_link (out, 0, pl_text_of ("Overview"), index);
  if (n_guides)
    open_list (out, 0, pl_text_of ("Guides"));
  for (i = 0; i < n_guides; i++)
    put_link (out, 2, guides[i].title, guides[i].page);
  for (i = 0; i < n; i = end) {
    bool is_grouped = entries[i].group.len > 0;

    if (is_grouped && !pl_text_same (entries[i].group, group))
      open_list (out, 0, entries[i].group);
    group = entries[i].group;
    end = end_of_run (entries, n, i, true);
    put_nav_kind (entries + i, end - i, is_grouped ? 2 : 0, out);
  }
}

/* -- kept sections ---------------------------------------------------- */

struct section {
  bool exists;
  size_t start, end;            /* of all, in the page */
  struct plating_text name;
  struct plating_text content;  /* between the markers */
};

/* Finds the marker "<!-- WORD: NAME -->" from AT on. */
static bool
find_marker (struct plating_text page, size_t at, const char *word,
             const struct plating_text *name, struct section *s)
{
  static const char open[] = "<!-- ", close[] = " -->";
  size_t n_word = strlen (word);

  while (at < page.len) {
    const char *p = memmem (page.ptr + at, page.len - at, open,
                            strlen (open)), *end;
    struct plating_text rest;

    if (!p)
      return false;
    rest = pl_text_skip (page, (size_t) (p - page.ptr) + strlen (open));
    at = (size_t) (rest.ptr - page.ptr);
    if (!pl_text_starts_with (rest, word))
      continue;
    rest = pl_text_skip (rest, n_word);
    end = memmem (rest.ptr, rest.len, close, strlen (close));
    if (!end || memchr (rest.ptr, '\n', (size_t) (end - rest.ptr)))
      continue;
    s->name = (struct plating_text) { rest.ptr, (size_t) (end - rest.ptr) };
    if (name && !pl_text_same (s->name, *name))
      continue;
    s->start = (size_t) (p - page.ptr);
    s->end = (size_t) (end - page.ptr) + strlen (close);
    return true;
  }
  return false;
}

/* Finds the next section from AT on.  Returns 0 or PLATING_E_FORMAT for one
 * that does not end. */
static int
next_section (struct plating_text page, size_t at,
              const struct plating_text *name, struct section *s)
{
  struct section begin, end;

  s->exists = find_marker (page, at, "BEGIN: ", name, &begin);
  if (!s->exists)
    return 0;
  *s = begin;
  s->exists = true;
  if (!find_marker (page, begin.end, "END: ", &begin.name, &end))
    return PLATING_E_FORMAT;
  s->content = (struct plating_text) { page.ptr + begin.end,
                                       end.start - begin.end };
  s->end = end.end;
  return 0;
}

static uint32_t
line_of (struct plating_text page, size_t at)
{
  uint32_t line = 1;
  size_t i;

  for (i = 0; i < at; i++)
    line += page.ptr[i] == '\n';
  return line;
}

int
plate_keep_sections (struct plating_text made, struct plating_text old,
                     struct pl_buffer *out, uint32_t *line,
                     struct plating_text *name)
{
  struct section s, kept;
  size_t at = 0;

  for (;;) {
    /* One in the template that does not end is no section. */
    if (next_section (made, at, NULL, &s) < 0 || !s.exists)
      break;
    if (next_section (old, 0, &s.name, &kept) < 0)
      break;
    pl_buffer_append (out, made.ptr + at, (size_t) (s.content.ptr - made.ptr)
                      - at);
    put (out, kept.exists ? kept.content : s.content);
    at = (size_t) (s.content.ptr + s.content.len - made.ptr);
    pl_buffer_append (out, made.ptr + at, s.end - at);
    at = s.end;
  }
  put (out, pl_text_skip (made, at));
  for (at = 0; next_section (old, at, NULL, &kept) == 0 && kept.exists;
       at = kept.end) {
    if (next_section (made, 0, &kept.name, &s) == 0 && s.exists)
      continue;
    if (out->len && out->data[out->len - 1] != '\n')
      pl_buffer_putc (out, '\n');
    if (out->len > 1 && out->data[out->len - 2] != '\n')
      pl_buffer_putc (out, '\n');
    pl_buffer_append (out, old.ptr + kept.start, kept.end - kept.start);
    pl_buffer_putc (out, '\n');
  }
  if (next_section (old, at, NULL, &kept) < 0) {
    *line = line_of (old, kept.start);
    *name = kept.name;
    return PLATING_E_FORMAT;
  }
  return out->failed ? PLATING_E_NOMEM : 0;
}
