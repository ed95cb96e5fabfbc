/* SPDX-License-Identifier: Apache-2.0 */
/* tfplugindocs generate.
 *
 * The host's operation `plate' makes the pages.  What the original prints on
 * its way follows from the templates, the components and the pages that
 * failed, and is printed when the operation is over.  Pages that fail do not
 * harm those that are there: the old ones stay. */

#include <config.h>

#include "plugins/registry/front-generate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/snapshot.h"
#include "plugins/registry/default-templates.h"
#include "plugins/registry/names.h"

/* -- before ----------------------------------------------------------- */

static bool
prepare_temp_dir (struct registry_front *f, struct registry_generation *g)
{
  const char *flag = f->flags[REGISTRY_FLAG_WEBSITE_TEMP_DIR];
  const char *path;
  size_t len;
  int code;

  if (!*flag)
    return true;
  registry_front_info (f, "cleaning tmp dir %q", flag);
  /* Not made clean: x/.. is nothing as long as there is no x. */
  path = *flag == '/' ? flag
         : registry_front_text (f, "%s/%s", f->working_dir, flag);
  if (!path)
    return registry_front_say (f, "%e", ENOMEM);
  /* Go refuses to remove the directory that it is in. */
  if (!strcmp (registry_path_base (flag, &len), "."))
    return registry_front_say (f, "error removing temporary website "
                               "directory %q: RemoveAll %s: %e", flag, flag,
                               EINVAL);
  code = registry_remove_all (path);
  if (code)
    return registry_front_say (f, "error removing temporary website "
                               "directory %q: unlinkat %s: %e", flag, flag,
                               code);
  registry_front_info (f, "creating tmp dir %q", flag);
  code = registry_make_directories (path);
  if (code)
    return registry_front_say (f, "error creating temporary website "
                               "directory %q: mkdir %s: %e", flag, flag,
                               code);
  g->temp_dir = path;
  return true;
}

/* Go's name of a new temporary directory, for a message. */
static const char *
temporary_name (struct registry_front *f)
{
  const char *base = getenv ("TMPDIR");

  return registry_front_text (f, "%s/tfws0", base && *base ? base : "/tmp");
}

static bool
copy_templates (struct registry_front *f, struct registry_generation *g)
{
  const char *target;
  struct stat st;
  bool is_done;

  if (stat (g->templates, &st) < 0) {
    if (errno == ENOENT)
      return true;
    return registry_front_say (f, "error getting information for provider "
                               "templates directory %q: stat %s: %e",
                               g->templates, g->templates, errno);
  }
  if (!S_ISDIR (st.st_mode))
    return registry_front_say (f, "template path is not a directory: %s",
                               g->templates);
  g->has_templates = true;
  registry_front_info (f, "copying any existing content to tmp dir");
  target = *f->flags[REGISTRY_FLAG_WEBSITE_TEMP_DIR]
    ? f->flags[REGISTRY_FLAG_WEBSITE_TEMP_DIR] : temporary_name (f);
  if (target)
    target = registry_path_join (&f->arena, target, "templates");
  if (!target)
    return registry_front_say (f, "%e", ENOMEM);
  is_done = g->temp_dir
    ? registry_copy_tree (f, g->templates,
                          registry_path_absolute (f, &f->arena, target))
    : registry_check_tree (f, g->templates);
  if (!is_done)
    return registry_front_wrap (f, "error copying exiting content to "
                                "temporary directory %q: ", target);
  if (registry_scan_tree (&f->arena, g->templates, &g->tree))
    return registry_front_say (f, "%e", ENOMEM);
  return true;
}

static bool
is_managed (const char *name, bool is_directory)
{
  struct plating_text path = pl_text_of (name);
  int k;

  if (!is_directory)
    return !strcmp (name, "index.md");
  for (k = 0; k < REGISTRY_PROVIDER; k++) {
    const char *directory = registry_kinds[k].directory;

    if (strlen (directory) == path.len + 1
        && !strncmp (directory, name, path.len))
      return true;
  }
  return !strcmp (name, "guides");
}

/* Notes the links at or below PATH, which must not be written through: the
 * original has removed them by then. */
static void
note_links (struct registry_front *f, struct registry_generation *g,
            const char *path, mode_t mode)
{
  struct plating_tree tree;
  size_t i;

  if (S_ISLNK (mode))
    registry_strings_add (&f->arena, &g->links, path);
  if (!S_ISDIR (mode) || registry_scan_tree (&f->arena, path, &tree))
    return;
  for (i = 0; i < tree.n_entries; i++)
    if (pl_snapshot_entry (&tree, i)->type == PLATING_ENTRY_LINK)
      registry_strings_add (&f->arena, &g->links,
                            registry_path_join
                            (&f->arena, path,
                             pl_snapshot_entry (&tree, i)->path.ptr));
}

/* Looks at what the original would remove first. */
static void
list_docs (struct registry_front *f, struct registry_generation *g)
{
  struct registry_strings names = { NULL, 0, 0 };
  int code = registry_list_directory (&f->arena, g->docs, &names);
  size_t i;

  if (code && code != ENOENT) {
    g->docs_is_bad = true;
    g->docs_error = registry_front_text (f, "unable to read rendered "
                                         "website directory %q: open %s: %e",
                                         g->docs, g->docs, code);
    return;
  }
  for (i = 0; i < names.n; i++) {
    const char *path = registry_path_join (&f->arena, g->docs,
                                           names.items[i]);
    struct stat st;

    if (!path || lstat (path, &st) < 0
        || !is_managed (names.items[i], S_ISDIR (st.st_mode)))
      continue;
    registry_strings_add (&f->arena, &g->docs_entries,
                          registry_front_text
                          (f, S_ISDIR (st.st_mode)
                           ? "removing directory: %q"
                           : "removing file: %q", names.items[i]));
    note_links (f, g, path, st.st_mode);
  }
}

/* -- the temporary directory ------------------------------------------ */

/* Leaves there the templates that were missing, as the original does. */
static void
fill_temp_dir (struct registry_front *f, const struct registry_generation *g)
{
  const char *base = registry_path_join (&f->arena, g->temp_dir,
                                         "templates");
  struct registry_walk walk = { 0 };
  const struct registry_file *file;
  struct pl_buffer text;
  size_t len;

  pl_buffer_init (&text);
  while (base && (file = registry_site_next (&g->site, &walk))) {
    const char *path, *from, *directory;

    if (file->origin == REGISTRY_FROM_FILE
        || file->trouble == REGISTRY_BAD_NAME)
      continue;
    path = registry_path_join (&f->arena, base, file->path.ptr);
    pl_buffer_clear (&text);
    if (file->origin == REGISTRY_FROM_DEFAULT) {
      struct plating_text t
        = registry_default_template ((enum registry_kind) file->home);

      pl_buffer_append (&text, t.ptr, t.len);
    } else {
      from = registry_path_join (&f->arena, g->templates,
                                 registry_kinds[file->home].fallback);
      if (from)
        registry_file_read (from, &text);
    }
    if (!path || text.failed)
      break;
    registry_path_base (path, &len);
    directory = pl_arena_strndup (&f->arena, path, len);
    if (directory)
      registry_make_directories (directory);
    registry_file_write (path, 0, 0644, text.data, text.len);
  }
  pl_buffer_release (&text);
}

/* -- the command ------------------------------------------------------ */

/* A failure that no page is to blame for. */
static void
fail_operation (struct registry_front *f,
                const struct plating_operation_outcome *outcome)
{
  registry_front_say (f, "error rendering static website: unable to render "
                      "templated website to static markdown: %t",
                      &outcome->reason);
  registry_front_fail (f);
}

static void
on_outcome (struct registry_front *f,
            const struct plating_operation_outcome *outcome)
{
  struct registry_generation *g = f->state;
  size_t i;

  if (outcome->status < 0) {
    fail_operation (f, outcome);
    return;
  }
  if (!registry_generation_make_site (f, g, outcome)) {
    registry_front_abandon (f, PLATING_E_NOMEM);
    return;
  }
  if (!registry_generation_print_choices (f, g)) {
    registry_front_panic (f);
    return;
  }
  if (g->temp_dir)
    fill_temp_dir (f, g);
  registry_front_info (f, "rendering static website");
  registry_front_info (f, "cleaning rendered website dir");
  if (g->docs_is_bad) {
    registry_front_say (f, "error rendering static website: %s",
                        g->docs_error ? g->docs_error : "out of memory");
    registry_front_fail (f);
    return;
  }
  for (i = 0; i < g->docs_entries.n; i++)
    registry_front_info (f, "%s", g->docs_entries.items[i]);
  if (registry_generation_print_pages (f, g, outcome)) {
    registry_front_end (f, 0);
  } else if (registry_generation_is_panic (f)) {
    registry_front_panic (f);
  } else {
    registry_front_wrap (f, "error rendering static website: unable to "
                         "render templated website to static markdown: ");
    registry_front_fail (f);
  }
}

static void
start (struct registry_front *f, const struct registry_generation *g)
{
  size_t i;
  const char *const keys[] = {
    "rendered-provider-name", "output-dir", "templates-dir", "examples-dir",
    "plugin", "prune", "ignore-deprecated"
  };
  const char *const values[] = {
    f->rendered_name, g->docs, g->templates, g->examples,
    "renderer/registry,compatible=true", "true",
    *f->flags[REGISTRY_FLAG_IGNORE_DEPRECATED] ? "true" : "false"
  };

  for (i = 0; i < g->links.n; i++)
    unlink (g->links.items[i]);
  f->on_outcome = on_outcome;
  /* Nothing can be written: only the messages are needed. */
  if (g->docs_is_bad)
    registry_front_operate (f, "info", NULL, NULL, 0);
  else
    registry_front_operate (f, "plate", keys, values,
                            sizeof keys / sizeof keys[0]);
}

void
registry_front_generate (struct registry_front *f)
{
  struct registry_generation *g;

  if (!registry_front_open (f))
    return;
  registry_front_info (f, "rendering website for provider %q (as %q)",
                       f->provider_name, f->rendered_name);
  g = pl_arena_zalloc (&f->arena, sizeof *g);
  if (g) {
    g->templates
      = registry_path_join (&f->arena, f->provider_dir,
                            f->flags[REGISTRY_FLAG_WEBSITE_SOURCE_DIR]);
    g->examples = registry_path_join (&f->arena, f->provider_dir,
                                      f->flags[REGISTRY_FLAG_EXAMPLES_DIR]);
    g->docs = registry_path_join (&f->arena, f->provider_dir,
                                  f->flags[REGISTRY_FLAG_RENDERED_DIR]);
    f->state = g;
  }
  if (!g || !g->templates || !g->examples || !g->docs) {
    registry_front_abandon (f, PLATING_E_NOMEM);
    return;
  }
  if (!prepare_temp_dir (f, g) || !copy_templates (f, g)) {
    registry_front_fail (f);
    return;
  }
  if (!registry_front_find_schema (f))
    return;
  list_docs (f, g);
  start (f, g);
}
