/* SPDX-License-Identifier: Apache-2.0 */
/* The table of rules, and findings in the words of the original. */

#include <config.h>

#include "plugins/registry/checks.h"

#define DOCUMENTATION "https://developer.hashicorp.com/terraform/registry/" \
  "providers/docs"
#define LAYOUT_URL DOCUMENTATION "#directory-structure"
#define LIMITS_URL DOCUMENTATION "#storage-limits"
#define FRONT_MATTER_URL DOCUMENTATION "#yaml-frontmatter"

const struct plating_rule checks_rules[CHECKS_N_RULES] = {
  [CHECKS_MIXED_LAYOUTS] = {
    .id = "mixed-layouts", .severity = PLATING_LEVEL_ERROR,
    .text = "pages are either below docs or below website/docs",
    .url = LAYOUT_URL
  },
  [CHECKS_INVALID_DIRECTORY] = {
    .id = "invalid-directory", .severity = PLATING_LEVEL_ERROR,
    .text = "there are no directories but those of the registry's layout",
    .url = LAYOUT_URL
  },
  [CHECKS_FILE_EXTENSION] = {
    .id = "file-extension", .severity = PLATING_LEVEL_ERROR,
    .text = "names of pages end in .md (below website/docs also in "
    ".markdown)",
    .url = LAYOUT_URL
  },
  [CHECKS_FILE_SIZE] = {
    .id = "file-size", .severity = PLATING_LEVEL_ERROR,
    .text = "a page is smaller than 500000 bytes", .url = LIMITS_URL
  },
  [CHECKS_FILE_READ] = {
    .id = "file-readable", .severity = PLATING_LEVEL_ERROR,
    .text = "a page can be read", .url = NULL
  },
  [CHECKS_FRONT_MATTER_MISSING] = {
    .id = "front-matter-present", .severity = PLATING_LEVEL_ERROR,
    .text = "a page starts with front matter", .url = FRONT_MATTER_URL
  },
  [CHECKS_FRONT_MATTER_SYNTAX] = {
    .id = "front-matter-syntax", .severity = PLATING_LEVEL_ERROR,
    .text = "front matter is a mapping with texts as values",
    .url = FRONT_MATTER_URL
  },
  [CHECKS_LAYOUT_FORBIDDEN] = {
    .id = "layout-forbidden", .severity = PLATING_LEVEL_ERROR,
    .text = "front matter below docs has no layout",
    .url = FRONT_MATTER_URL
  },
  [CHECKS_SIDEBAR_CURRENT_FORBIDDEN] = {
    .id = "sidebar-current-forbidden", .severity = PLATING_LEVEL_ERROR,
    .text = "front matter has no sidebar_current", .url = FRONT_MATTER_URL
  },
  [CHECKS_SUBCATEGORY_FORBIDDEN] = {
    .id = "subcategory-forbidden", .severity = PLATING_LEVEL_ERROR,
    .text = "front matter of an index page has no subcategory",
    .url = FRONT_MATTER_URL
  },
  [CHECKS_DESCRIPTION_REQUIRED] = {
    .id = "description-required", .severity = PLATING_LEVEL_ERROR,
    .text = "front matter below website/docs has a description",
    .url = FRONT_MATTER_URL
  },
  [CHECKS_LAYOUT_REQUIRED] = {
    .id = "layout-required", .severity = PLATING_LEVEL_ERROR,
    .text = "front matter below website/docs has a layout",
    .url = FRONT_MATTER_URL
  },
  [CHECKS_PAGE_TITLE_REQUIRED] = {
    .id = "page-title-required", .severity = PLATING_LEVEL_ERROR,
    .text = "front matter of guides, and of all pages below website/docs, "
    "has a page_title",
    .url = FRONT_MATTER_URL
  },
  [CHECKS_SUBCATEGORY_NOT_ALLOWED] = {
    .id = "subcategory-allowed", .severity = PLATING_LEVEL_ERROR,
    .text = "a subcategory is one of those that are allowed", .url = NULL
  },
  [CHECKS_EXTRANEOUS_FILE] = {
    .id = "extraneous-file", .severity = PLATING_LEVEL_ERROR,
    .text = "a page is named like a component of the provider",
    .url = LAYOUT_URL
  },
  [CHECKS_MISSING_FILE] = {
    .id = "missing-file", .severity = PLATING_LEVEL_ERROR,
    .text = "every component of a documented kind has a page",
    .url = LAYOUT_URL
  }
};

void
checks_format_finding (const struct checks_finding *finding,
                       struct pl_buffer *out)
{
  if (finding->has_prefix) {
    pl_buffer_append (out, finding->file.ptr, finding->file.len);
    pl_buffer_puts (out, ": ");
  }
  pl_buffer_append (out, finding->message.ptr, finding->message.len);
}
