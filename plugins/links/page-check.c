/* SPDX-License-Identifier: Apache-2.0 */
/* What one page is checked for by itself, and how that is told. */

#include <config.h>

#include "plugins/links/page-check.h"

#include <string.h>
#include <strings.h>

#include "common/buffer.h"
#include "common/text.h"
#include "plugins/common/frontmatter/frontmatter.h"
#include "plugins/links/page-links.h"
#include "plugins/links/schema-names.h"

const struct plating_rule links_rules[N_RULES] = {
  [RULE_DEAD_LINK] = { .id = "dead-link", .severity = PLATING_LEVEL_ERROR,
    .text = "a relative link leads to a file of the site" },
  [RULE_DEAD_ANCHOR] = { .id = "dead-anchor",
    .severity = PLATING_LEVEL_ERROR,
    .text = "the part of a page that a link names is there" },
  [RULE_OUTSIDE] = { .id = "outside-link", .severity = PLATING_LEVEL_ERROR,
    .text = "the dots of a relative link do not leave the site" },
  [RULE_FRONT_MATTER] = { .id = "front-matter",
    .severity = PLATING_LEVEL_ERROR,
    .text = "front matter is YAML, and is closed" },
  [RULE_TITLE] = { .id = "page-title", .severity = PLATING_LEVEL_WARNING,
    .text = "front matter has a page_title, or the page a heading" },
  [RULE_SECTION] = { .id = "section", .severity = PLATING_LEVEL_WARNING,
    .text = "the page of a component has an example, and its schema or "
            "signature" },
  [RULE_MISSING] = { .id = "undocumented",
    .severity = PLATING_LEVEL_WARNING,
    .text = "a page names all attributes, blocks or parameters of its "
            "schema" },
  [RULE_STALE] = { .id = "stale-attribute",
    .severity = PLATING_LEVEL_ERROR,
    .text = "an attribute that a page lists is in the schema" }
};

void
links_report (struct links_check *c, enum links_rule rule, uint32_t line,
              uint32_t column, const char *before, struct plating_text what,
              const char *behind)
{
  struct plating_finding finding = {
    .struct_size = sizeof finding, .severity = links_rules[rule].severity,
    .rule = pl_text_of (links_rules[rule].id), .component = c->component,
    .file = c->file, .line = line, .column = column
  };
  struct pl_buffer message;

  pl_buffer_init (&message);
  pl_buffer_puts (&message, before);
  pl_buffer_append (&message, what.ptr, what.len);
  pl_buffer_puts (&message, behind);
  finding.message = (struct plating_text) { message.data, message.len };
  if (!message.failed)
    c->host->report (c->host, c->op, &finding);
  pl_buffer_release (&message);
}

/* The page PATH as messages show it: below the project if it is there. */
int
links_show_path (struct links_check *c, struct plating_text path)
{
  const struct plating_host *host = c->host;
  struct plating_text project, output;
  struct pl_buffer b;
  int code = host->root_path (host, c->op, pl_text_of (PLATING_ROOT_PROJECT),
                              &project);

  if (code == 0)
    code = host->root_path (host, c->op, pl_text_of (PLATING_ROOT_OUTPUT),
                            &output);
  if (code < 0)
    return code;
  if (output.len > project.len + 1
      && !memcmp (output.ptr, project.ptr, project.len)
      && output.ptr[project.len] == '/') {
    output.ptr += project.len + 1;
    output.len -= project.len + 1;
  }
  pl_buffer_init (&b);
  pl_buffer_append (&b, output.ptr, output.len);
  pl_buffer_putc (&b, '/');
  pl_buffer_append (&b, path.ptr, path.len);
  c->file.ptr = pl_arena_strndup (&c->arena, b.data, b.len);
  c->file.len = b.len;
  code = b.failed || !c->file.ptr ? PLATING_E_NOMEM : 0;
  pl_buffer_release (&b);
  return code;
}

int
links_check_front_matter (struct links_check *c, struct plating_text page,
                          const struct links_page *links)
{
  const struct plating_text none = { NULL, 0 };
  const struct fm_entry *entries = NULL, *title;
  struct fm_error error;
  struct fm_block block;
  size_t n = 0;
  int code = 0;

  if (fm_find (page.ptr, page.len, &block)) {
    if ((size_t) (block.text - page.ptr) + block.len >= page.len)
      links_report (c, RULE_FRONT_MATTER, 1, 1,
                    "the front matter is not closed", none, "");
    code = fm_entries (&c->arena, &block, &entries, &n, &error);
    if (code == PLATING_E_NOMEM)
      return code;
    if (code < 0) {
      links_report (c, RULE_FRONT_MATTER, error.line, error.column, "",
                    (struct plating_text) { error.message, error.len }, "");
      return 0;
    }
  }
  title = fm_entry_find (entries, n, "page_title");
  if ((!title || !title->len) && !links->headings)
    links_report (c, RULE_TITLE, 1, 0, "the page has no title", none, "");
  return 0;
}

static bool
has_heading (const struct links_page *page, const char *word)
{
  const struct links_heading *h;
  size_t n = strlen (word), i;

  for (h = page->headings; h; h = h->next)
    for (i = 0; i + n <= h->text.len; i++)
      if (!strncasecmp (h->text.ptr + i, word, n))
        return true;
  return false;
}

static bool
has_members (const struct plating_schema_view *v)
{
  uint32_t block = plating_schema_child (v, 0, PLATING_NODE_BLOCK);

  return block != PLATING_NONE
         && plating_schema_node_at (v, block)->end > block + 1;
}

void
links_check_sections (struct links_check *c, const struct links_page *page,
                      struct plating_text kind,
                      const struct plating_schema_view *schema)
{
  const struct plating_text none = { NULL, 0 };
  bool is_function = pl_text_same (kind, pl_text_of (PLATING_KIND_FUNCTION));

  if (!has_heading (page, "Example"))
    links_report (c, RULE_SECTION, 0, 0,
                  "the page has no section with an example", none, "");
  if (is_function && !has_heading (page, "Signature"))
    links_report (c, RULE_SECTION, 0, 0,
                  "the page has no section 'Signature'", none, "");
  if (!is_function && schema && has_members (schema)
      && !has_heading (page, "Schema") && !has_heading (page, "Argument"))
    links_report (c, RULE_SECTION, 0, 0,
                  "the page has no section 'Schema'", none, "");
}

static void
found_name (void *data, bool is_stale, struct plating_text name,
            uint32_t line)
{
  if (is_stale)
    links_report (data, RULE_STALE, line, 0,
                  "the schema has no attribute '", name, "'");
  else
    links_report (data, RULE_MISSING, 0, 0, "the page does not name '", name,
                  "' of the schema");
}

void
links_check_names (struct links_check *c, struct plating_text page,
                   const struct plating_schema_view *schema)
{
  links_compare_schema (page, schema, found_name, c);
}
