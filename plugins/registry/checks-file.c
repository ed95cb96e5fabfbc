/* SPDX-License-Identifier: Apache-2.0 */
/* Checks a file: extension, size, front matter. */

#include <config.h>

#include "plugins/registry/checks-file.h"

#include <errno.h>
#include <string.h>

#include "plugins/common/frontmatter/frontmatter.h"
#include "plugins/registry/checks-layout.h"

/* A file of this size is refused. */
#define SIZE_LIMIT 500000

/* What the front matter is called in messages about its type. */
#define TYPE_NAME "check.FrontMatterData"

static const char *const registry_extensions[] = { ".md", NULL };
static const char *const legacy_extensions[] = {
  ".html.markdown", ".html.md", ".markdown", ".md", NULL
};

/* The tests of front matter, in the order in which they are done. */
enum demand {
  FORBIDDEN,
  REQUIRED
};

static const struct {
  enum fm_field field;
  enum demand demand;
  enum checks_rule rule;
} front_matter_tests[] = {
  { FM_LAYOUT, FORBIDDEN, CHECKS_LAYOUT_FORBIDDEN },
  { FM_SIDEBAR_CURRENT, FORBIDDEN, CHECKS_SIDEBAR_CURRENT_FORBIDDEN },
  { FM_SUBCATEGORY, FORBIDDEN, CHECKS_SUBCATEGORY_FORBIDDEN },
  { FM_DESCRIPTION, REQUIRED, CHECKS_DESCRIPTION_REQUIRED },
  { FM_LAYOUT, REQUIRED, CHECKS_LAYOUT_REQUIRED },
  { FM_PAGE_TITLE, REQUIRED, CHECKS_PAGE_TITLE_REQUIRED }
};

#define BIT(rule) (1u << CHECKS_##rule)

/* The rules that hold for each class of file. */
static const unsigned registry_rules[] = {
  [CHECKS_CLASS_INDEX] = BIT (LAYOUT_FORBIDDEN)
  | BIT (SIDEBAR_CURRENT_FORBIDDEN) | BIT (SUBCATEGORY_FORBIDDEN),
  [CHECKS_CLASS_GUIDE] = BIT (LAYOUT_FORBIDDEN)
  | BIT (SIDEBAR_CURRENT_FORBIDDEN) | BIT (PAGE_TITLE_REQUIRED),
  [CHECKS_CLASS_OTHER] = BIT (LAYOUT_FORBIDDEN)
  | BIT (SIDEBAR_CURRENT_FORBIDDEN)
};

static const unsigned legacy_rules[] = {
  [CHECKS_CLASS_INDEX] = BIT (SIDEBAR_CURRENT_FORBIDDEN)
  | BIT (SUBCATEGORY_FORBIDDEN) | BIT (DESCRIPTION_REQUIRED)
  | BIT (LAYOUT_REQUIRED) | BIT (PAGE_TITLE_REQUIRED),
  [CHECKS_CLASS_GUIDE] = BIT (SIDEBAR_CURRENT_FORBIDDEN)
  | BIT (DESCRIPTION_REQUIRED) | BIT (LAYOUT_REQUIRED)
  | BIT (PAGE_TITLE_REQUIRED),
  [CHECKS_CLASS_OTHER] = BIT (SIDEBAR_CURRENT_FORBIDDEN)
  | BIT (DESCRIPTION_REQUIRED) | BIT (LAYOUT_REQUIRED)
  | BIT (PAGE_TITLE_REQUIRED)
};

static struct checks_finding
finding_at (struct checks_run *run, const char *path, enum checks_rule rule,
            uint32_t line, uint32_t column)
{
  const char *shown = checks_shown_path (run, path);

  return (struct checks_finding) {
    .rule = rule, .file = { shown, strlen (shown) }, .has_prefix = true,
    .line = line, .column = column
  };
}

static bool
has_extension (const char *path, const char *const *extensions)
{
  size_t len = strlen (path);

  for (; *extensions; extensions++) {
    size_t n = strlen (*extensions);

    if (len >= n && strcmp (path + len - n, *extensions) == 0)
      return true;
  }
  return false;
}

/* Sets *GOOD to whether the file's name ends as it should. */
static int
check_extension (struct checks_run *run, const char *path, bool *good)
{
  bool is_legacy = checks_is_legacy (path);
  const char *const *extensions = is_legacy ? legacy_extensions
    : registry_extensions;

  *good = has_extension (path, extensions);
  if (*good)
    return 0;
  return checks_find (run, finding_at (run, path, CHECKS_FILE_EXTENSION, 0,
                                       0),
                      "error checking file extension: file does not end "
                      "with a valid extension, valid extensions: %s",
                      is_legacy ? "[.html.markdown .html.md .markdown .md]"
                      : "[.md]");
}

static bool
is_allowed (struct plating_text s, const struct plating_text *list,
            size_t n)
{
  size_t i;

  for (i = 0; i < n; i++)
    if (list[i].len == s.len
        && (!s.len || memcmp (list[i].ptr, s.ptr, s.len) == 0))
      return true;
  return n == 0;
}

static int
check_subcategory (struct checks_run *run, const char *path,
                   enum checks_class class, const struct fm_value *value)
{
  const struct checks_options *o = run->options;
  bool is_guide = class == CHECKS_CLASS_GUIDE && !checks_is_legacy (path);
  const struct plating_text *list = is_guide ? o->guide_subcategories
    : o->resource_subcategories;
  size_t n = is_guide ? o->n_guide_subcategories
    : o->n_resource_subcategories;
  struct plating_text name = { value->text, value->len };

  if (class == CHECKS_CLASS_INDEX || !value->present
      || is_allowed (name, list, n))
    return 0;
  return checks_find (run, finding_at (run, path,
                                       CHECKS_SUBCATEGORY_NOT_ALLOWED,
                                       value->line, value->column),
                      "error checking file frontmatter: YAML frontmatter "
                      "contains a subcategory (%.*s) that is not in the "
                      "allowed list", (int) name.len, name.ptr);
}

static int
check_fields (struct checks_run *run, const char *path,
              const struct fm_block *block, const struct fm_fields *fields)
{
  enum checks_class class = checks_class_of (path);
  unsigned rules = checks_is_legacy (path) ? legacy_rules[class]
    : registry_rules[class];
  size_t i;

  for (i = 0; i < sizeof front_matter_tests / sizeof front_matter_tests[0];
       i++) {
    enum fm_field field = front_matter_tests[i].field;
    const struct fm_value *value = &fields->values[field];
    enum checks_rule rule = front_matter_tests[i].rule;

    if (!(rules & 1u << rule))
      continue;
    if (front_matter_tests[i].demand == FORBIDDEN && value->present)
      return checks_find (run, finding_at (run, path, rule, value->line,
                                           value->column),
                          "error checking file frontmatter: YAML "
                          "frontmatter should not contain %s",
                          fm_field_names[field]);
    if (front_matter_tests[i].demand == REQUIRED && !value->present)
      return checks_find (run, finding_at (run, path, rule,
                                           block->line - 1, 0),
                          "error checking file frontmatter: YAML "
                          "frontmatter missing required %s",
                          fm_field_names[field]);
  }
  return check_subcategory (run, path, class,
                            &fields->values[FM_SUBCATEGORY]);
}

static int
check_front_matter (struct checks_run *run, const char *path,
                    struct plating_text bytes)
{
  struct pl_arena arena;
  struct fm_block block;
  struct fm_fields fields;
  struct fm_error error;
  int code;

  if (!fm_find (bytes.ptr, bytes.len, &block))
    return checks_find (run, finding_at (run, path,
                                         CHECKS_FRONT_MATTER_MISSING, 0, 0),
                        "error checking file frontmatter: no frontmatter "
                        "found");
  pl_arena_init (&arena, 0);
  code = fm_decode (&arena, &block, TYPE_NAME, &fields, &error);
  if (code == 0)
    code = check_fields (run, path, &block, &fields);
  else if (code != PLATING_E_NOMEM)
    code = checks_find (run, finding_at (run, path,
                                         CHECKS_FRONT_MATTER_SYNTAX,
                                         error.line, error.column),
                        "error checking file frontmatter: error parsing "
                        "YAML frontmatter: %s", error.message);
  pl_arena_release (&arena);
  return code;
}

static int
check_bytes (struct checks_run *run, const char *path,
             struct plating_text bytes)
{
  checks_debug (run, "File %s size: %zu (limit: %d)",
                checks_shown_path (run, path), bytes.len, SIZE_LIMIT);
  if (bytes.len >= SIZE_LIMIT)
    return checks_find (run, finding_at (run, path, CHECKS_FILE_SIZE, 0, 0),
                        "error checking file size: exceeded maximum (%d) "
                        "size of documentation file for Terraform "
                        "Registry: %zu", SIZE_LIMIT, bytes.len);
  return check_front_matter (run, path, bytes);
}

static const char *
system_error_text (int32_t number)
{
  switch (number) {
  case ENOENT:
    return "no such file or directory";
  case EACCES:
    return "permission denied";
  case EPERM:
    return "operation not permitted";
  case EISDIR:
    return "is a directory";
  case ENOTDIR:
    return "not a directory";
  case ELOOP:
    return "too many levels of symbolic links";
  case EIO:
    return "input/output error";
  default:
    return "it can't be read";
  }
}

/* Finds that the file could not be read, for the reason that CODE and
 * NUMBER, an errno value, give. */
static int
find_unreadable (struct checks_run *run, const char *path, int code,
                 int32_t number)
{
  struct checks_finding finding = finding_at (run, path, CHECKS_FILE_READ,
                                              0, 0);
  const char *shown = checks_shown_path (run, path);

  if (code == PLATING_E_LIMIT) {
    finding.rule = CHECKS_FILE_SIZE;
    return checks_find (run, finding, "error checking file size: exceeded "
                        "maximum (%d) size of documentation file for "
                        "Terraform Registry: more than is read",
                        SIZE_LIMIT);
  }
  if (code == PLATING_E_OUTSIDE)
    return checks_find (run, finding, "error reading file: open %s: "
                        "it is outside of the project", shown);
  if (number == ENOENT || number == ELOOP || code == PLATING_E_NOT_FOUND) {
    finding.rule = CHECKS_FILE_SIZE;
    return checks_find (run, finding, "error checking file size: stat %s: "
                        "%s", shown,
                        system_error_text (number ? number : ENOENT));
  }
  return checks_find (run, finding, "error reading file: %s %s: %s",
                      number == EISDIR ? "read" : "open", shown,
                      system_error_text (number));
}

static void
tell_file (struct checks_run *run, const char *path)
{
  const char *shown = checks_shown_path (run, path);

  checks_progress (run, "running file checks on %s", shown);
  checks_debug (run, "Checking file: %.*s/%s",
                (int) run->options->project_path.len,
                run->options->project_path.ptr, shown);
}

int
checks_file (struct checks_run *run, const char *path)
{
  struct plating_text bytes = { NULL, 0 };
  int32_t number = 0;
  bool good;
  int code;

  tell_file (run, path);
  code = check_extension (run, path, &good);
  if (code < 0 || !good)
    return code;
  code = run->source->read (run->source->data, path, &bytes, &number);
  if (code == PLATING_E_NOMEM || code == PLATING_E_CANCELLED)
    return code;
  if (code < 0)
    return find_unreadable (run, path, code, number);
  return check_bytes (run, path, bytes);
}

int
checks_file_bytes (struct checks_run *run, const char *path,
                   struct plating_text bytes)
{
  bool good;
  int code;

  tell_file (run, path);
  code = check_extension (run, path, &good);
  return code < 0 || !good ? code : check_bytes (run, path, bytes);
}
