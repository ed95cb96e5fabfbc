/* SPDX-License-Identifier: Apache-2.0 */
/* Migration of one page: its front matter and text become a template, its
 * code blocks example files that the template refers to. */

#include <config.h>

#include "plugins/registry/front.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/text.h"
#include "plugins/common/markdown/format.h"
#include "plugins/common/markdown/markdown.h"

/* Longer lines end the front matter, as Go's scanner has it. */
#define LINE_MAX_BYTES 65535

/* What follows the front matter. */
#define COMMENT(value, words, described)                                   \
  "\n{{/* This template serves as a starting point for documentation "     \
  "generation, and can be customized with hardcoded values and/or doc "    \
  "gen templates.\n\nFor example, the {{ ." value " }} template can be "   \
  "used to replace manual " words " documentation if descriptions of "     \
  described " are added in the provider source code. */ -}}\n\n"

struct page {
  struct registry_migration *migration;
  struct registry_front *front;
  const char *name;             /* of the file */
  const char *template;         /* absolute path */
  const char *directory;        /* of its kind, or "" */
  const char *examples;         /* directory of its examples, as given */
  bool has_queries;             /* examples are list resource queries */
  unsigned n_examples, n_imports;
  struct pl_buffer source;
  struct pl_buffer out;
};

/* -- front matter ----------------------------------------------------- */

/* The next line of REST, without its end; false at the end of the text. */
static bool
next_line (struct plating_text *rest, struct plating_text *line)
{
  const char *stop;

  if (rest->len == 0)
    return false;
  stop = memchr (rest->ptr, '\n', rest->len);
  line->ptr = rest->ptr;
  line->len = stop ? (size_t) (stop - rest->ptr) : rest->len;
  rest->ptr += line->len + (stop != NULL);
  rest->len -= line->len + (stop != NULL);
  if (line->len > LINE_MAX_BYTES)
    return false;
  if (line->len && line->ptr[line->len - 1] == '\r')
    line->len--;
  return true;
}

static bool
copy_front_matter (struct page *p)
{
  struct plating_text rest = { p->source.data, p->source.len }, line;
  static const struct plating_text fence = PLATING_TEXT ("---");

  if (!next_line (&rest, &line) || !pl_text_same (line, fence)) {
    registry_front_warn (p->front, "no frontmatter found in %q",
                         p->template);
    return true;
  }
  pl_buffer_puts (&p->out, "---\n");
  while (next_line (&rest, &line)) {
    if (line.len && memmem (line.ptr, line.len, "layout:", 7))
      continue;
    pl_buffer_append (&p->out, line.ptr, line.len);
    pl_buffer_putc (&p->out, '\n');
    if (!pl_text_same (line, fence))
      continue;
    pl_buffer_puts (&p->out, !strcmp (p->directory, "functions")
                    ? COMMENT ("FunctionArgumentsMarkdown", "argument",
                               "function arguments")
                    : COMMENT ("SchemaMarkdown", "schema",
                               "schema attributes"));
    return true;
  }
  return registry_front_say (p->front, "unable to extract front matter to "
                             "%q: cannot find ending of frontmatter block in "
                             "%q", p->template, p->template);
}

/* -- examples --------------------------------------------------------- */

/* Writes the lines of code of BLOCK to the file PATH, as given. */
static bool
write_code (struct page *p, const struct md_node *block, const char *path)
{
  struct registry_front *f = p->front;
  const char *full = p->migration->is_native
    ? registry_path_join (&f->arena, f->provider_dir, path)
    : registry_path_absolute (f, &f->arena, path);
  const char *directory = NULL;
  struct pl_buffer code;
  int status = ENOMEM;
  size_t len;

  if (full && !registry_stays_inside (f, full))
    return false;
  pl_buffer_init (&code);
  md_lines_write (p->source.data, &block->u.lines, &code);
  if (full) {
    registry_path_base (full, &len);
    directory = pl_arena_strndup (&f->arena, full, len);
  }
  if (directory && !code.failed) {
    status = registry_make_directories (directory);
    if (status == 0)
      status = registry_file_write (full, O_TRUNC, 0644, code.data,
                                    code.len);
  }
  pl_buffer_release (&code);
  return status == 0
         || registry_front_say (f, "unable to extract code examples from "
                                "%q: unable to walk AST: unable to write "
                                "file %q: unable to write file %q: open %s: "
                                "%e", p->template, path, path, path,
                                status);
}

/* Makes an example of BLOCK, if INFO says that it is one.  *IS_TAKEN tells
 * whether. */
static bool
take_code (struct page *p, const struct md_node *block,
           struct plating_text info, bool *is_taken)
{
  struct registry_front *f = p->front;
  bool is_import = pl_text_same (info, pl_text_of ("console"));
  const char *path, *shown;
  char name[64];

  *is_taken = is_import
    || pl_text_same (info, pl_text_of ("hcl"))
    || pl_text_same (info, pl_text_of ("terraform"));
  if (!*is_taken) {
    registry_front_info (f, "skipping code block with unknown language %T",
                         &info);
    return true;
  }
  if (is_import)
    snprintf (name, sizeof name, "import_%u.sh", ++p->n_imports);
  else
    snprintf (name, sizeof name, "example_%u%s", ++p->n_examples,
              p->has_queries ? ".tfquery.hcl" : ".tf");
  path = registry_path_join (&f->arena, p->examples, name);
  shown = path ? registry_path_join (&f->arena, f->provider_dir, path)
          : NULL;
  if (!shown)
    return registry_front_say (f, "%e", ENOMEM);
  registry_front_info (f, is_import ? "creating import file %q"
                       : "creating example file %q", shown);
  if (!write_code (p, block, path))
    return false;
  pl_buffer_puts (&p->out, is_import ? "\n\n{{codefile \"shell\" \""
                  : "\n\n{{tffile \"");
  pl_buffer_puts (&p->out, path);
  pl_buffer_puts (&p->out, "\"}}");
  return true;
}

/* -- text ------------------------------------------------------------- */

static bool
fail_markdown (struct page *p, const char *error)
{
  return registry_front_say (p->front, "unable to extract code examples from "
                             "%q: unable to walk AST: unable to render node: "
                             "%s", p->template, error);
}

static bool
format_blocks (struct page *p, struct pl_arena *arena)
{
  const char *source = p->source.data, *error = "out of memory", *info;
  const struct md_node *block;
  struct md_node *root;
  size_t len;

  if (md_parse (arena, source, p->source.len, MD_FORMAT_OPTIONS, &root,
                &error) < 0)
    return fail_markdown (p, error);
  for (block = root->first; block; block = block->next) {
    bool is_taken = false;

    if (md_fence_info (source, block, &info, &len)
        && !take_code (p, block, (struct plating_text) { info, len },
                       &is_taken))
      return false;
    if (!is_taken && md_format_block (source, block, &p->out, &error) < 0)
      return fail_markdown (p, error);
  }
  pl_buffer_putc (&p->out, '\n');
  return true;
}

/* Turns the source into what the template is to hold. */
static bool
convert (struct page *p)
{
  struct pl_arena arena;
  bool is_done;

  registry_front_info (p->front, "extracting YAML frontmatter to %q",
                       p->template);
  if (!copy_front_matter (p))
    return false;
  registry_front_info (p->front, "extracting code examples from %q",
                       p->name);
  pl_arena_init (&arena, 0);
  is_done = format_blocks (p, &arena);
  pl_arena_release (&arena);
  return is_done;
}

/* -- the file --------------------------------------------------------- */

/* Sets the places that follow from the file's name. */
static bool
place (struct page *p, const char *directory)
{
  struct registry_front *f = p->front;
  struct pl_arena *arena = &f->arena;
  size_t len = strcspn (p->name, "."), n = strlen (f->short_name);
  const char *stem = pl_arena_strndup (arena, p->name, len), *file;

  if (!stem)
    return false;
  if (!strncmp (stem, f->short_name, n) && stem[n] == '_')
    stem += n + 1;
  p->directory = directory;
  p->examples = p->migration->examples;
  if (*directory)
    p->examples = registry_path_join (arena, p->examples, directory);
  if (p->examples && strcmp (stem, "index"))
    p->examples = registry_path_join (arena, p->examples, stem);
  p->has_queries = strstr (directory, "list-resources")
                   || strstr (stem, "list-resources");
  file = registry_front_text (f, "%s.md.tmpl", stem);
  p->template = registry_path_join (arena, p->migration->templates,
                                    directory);
  if (p->template && file)
    p->template = registry_path_join (arena, p->template, file);
  return p->template && file && p->examples;
}

/* Makes an empty template, as early as the original does. */
static int
open_template (struct page *p)
{
  struct registry_front *f = p->front;
  const char *directory;
  size_t len;
  int code;

  registry_path_base (p->template, &len);
  directory = pl_arena_strndup (&f->arena, p->template, len);
  code = directory ? registry_make_directories (directory) : ENOMEM;
  if (code)
    return registry_front_say (f, "unable to create directory %q: mkdir %s: "
                               "%e", p->template, directory ? directory : "",
                               code), code;
  /* What is in it stays, and with it the end of a longer one. */
  code = registry_file_write (p->template,
                              p->migration->is_native ? O_TRUNC : 0,
                              p->migration->is_native ? 0666 : 0600, "", 0);
  if (code)
    registry_front_say (f, "unable to open file %q: open %s: %e",
                        p->template, p->template, code);
  return code;
}

static bool
migrate_page (struct page *p, const char *path, const char *directory)
{
  struct registry_front *f = p->front;
  bool is_done;
  int code;

  registry_front_info (f, "migrating file %q", p->name);
  /* Of a link that leads to nothing reading says so. */
  if (access (path, F_OK) == 0 && !registry_stays_inside (f, path))
    return false;
  code = registry_file_read (path, &p->source);
  if (code)
    return registry_front_say (f, "unable to read file %q: %s %s: %e",
                               p->name, code == EISDIR ? "read" : "open",
                               path, code);
  if (!place (p, directory))
    return registry_front_say (f, "%e", ENOMEM);
  if (!registry_stays_inside (f, p->template) || open_template (p))
    return false;
  is_done = convert (p);
  if (p->out.failed)
    return registry_front_say (f, "%e", ENOMEM);
  code = registry_file_write (p->template, 0, 0600, p->out.data, p->out.len);
  if (code && is_done)
    return registry_front_say (f, "unable to write to template %q: write "
                               "%s: %e", p->template, p->template, code);
  if (is_done)
    registry_front_info (f, "finished creating template %q", p->template);
  return is_done;
}

bool
registry_migrate_file (struct registry_migration *m, const char *path,
                       const char *directory)
{
  struct page p = { .migration = m, .front = m->front };
  size_t len;
  bool is_done;

  p.name = registry_path_base (path, &len);
  pl_buffer_init (&p.source);
  pl_buffer_init (&p.out);
  is_done = migrate_page (&p, path, directory);
  pl_buffer_release (&p.source);
  pl_buffer_release (&p.out);
  return is_done;
}
