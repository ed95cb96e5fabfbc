/* SPDX-License-Identifier: Apache-2.0 */
/* Migration: the walk through rendered pages, which become templates and
 * examples. */

#include <config.h>

#include "plugins/registry/front.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* Directories in each other. */
#define DEPTH_MAX 200

/* Directories that are handled whole, wherever they are. */
static const struct {
  const char *name, *words, *target;
} kinds[] = {
  { "d", "datasources", "data-sources" },
  { "data-sources", "datasources", "data-sources" },
  { "r", "resources", "resources" },
  { "resources", "resources", "resources" },
  { "functions", "functions", "functions" },
  { "ephemeral-resources", "ephemeral resources", "ephemeral-resources" },
  { "actions", "actions", "actions" },
  { "list-resources", "list resources", "list-resources" },
  { "state-stores", "state stores", "state-stores" }
};
#define N_KINDS (sizeof kinds / sizeof kinds[0])

struct walk {
  struct registry_migration *migration;
  const char *target;           /* of the files, or NULL outside */
};

static bool walk_directory (struct walk *w, const char *path, int depth);

static bool
copy_guides (struct registry_migration *m, const char *path,
             const char *name)
{
  struct registry_front *f = m->front;
  const char *to = registry_path_join (&f->arena, m->templates, "guides");

  registry_front_info (f, "copying guides directory: %s", name);
  if (!to)
    return registry_front_say (f, "%e", ENOMEM);
  if (!registry_stays_inside (f, path) || !registry_stays_inside (f, to))
    return false;
  /* The original can't make the directory above either. */
  if (m->is_native)
    registry_make_directories (m->templates);
  return registry_copy_tree (f, path, to)
         || registry_front_wrap (f, "unable to copy guides directory %q: ",
                                 path);
}

/* Takes a directory outside of those that are handled whole. */
static bool
take_directory (struct walk *w, const char *path, const char *name,
                int depth)
{
  size_t i;

  if (!strcmp (name, "guides"))
    return copy_guides (w->migration, path, name);
  for (i = 0; i < N_KINDS; i++)
    if (!strcmp (name, kinds[i].name)) {
      struct walk inner = { w->migration, kinds[i].target };

      registry_front_info (w->migration->front,
                           "migrating %s directory: %s", kinds[i].words,
                           name);
      return walk_directory (&inner, path, depth);
    }
  return walk_directory (w, path, depth);
}

static bool
take_entry (struct walk *w, const char *path, const char *name, int depth)
{
  struct registry_front *f = w->migration->front;
  struct stat st;

  if (f->host->op_is_cancelled (f->host, f->op))
    return registry_front_say (f, "cancelled");
  if (lstat (path, &st) < 0)
    return registry_front_say (f, "unable to walk path %q: lstat %s: %e",
                               path, path, errno);
  if (S_ISDIR (st.st_mode))
    return w->target ? walk_directory (w, path, depth)
           : take_directory (w, path, name, depth);
  if (w->target)
    return registry_migrate_file (w->migration, path, w->target);
  if (!strstr (name, "index"))
    return true;
  registry_front_info (f, "migrating provider index: %s", name);
  return registry_migrate_file (w->migration, path, "");
}

static bool
walk_directory (struct walk *w, const char *path, int depth)
{
  struct registry_front *f = w->migration->front;
  struct registry_strings names = { NULL, 0, 0 };
  int code = depth > DEPTH_MAX ? ENAMETOOLONG
    : registry_list_directory (&f->arena, path, &names);
  size_t i;

  if (code)
    return w->target ? registry_front_say (f, "open %s: %e", path, code)
           : registry_front_say (f, "unable to walk path %q: open %s: %e",
                                 path, path, code);
  for (i = 0; i < names.n; i++) {
    const char *below = registry_path_join (&f->arena, path,
                                            names.items[i]);

    if (!below)
      return registry_front_say (f, "%e", ENOMEM);
    if (!take_entry (w, below, names.items[i], depth + 1))
      return false;
  }
  return true;
}

/* -- the command ------------------------------------------------------ */

static bool
find_source (struct registry_migration *m)
{
  static const char *const names[] = { "website/docs", "docs" };
  static const char *const words[] = { "website", "docs" };
  struct registry_front *f = m->front;
  struct stat st;
  size_t i;

  for (i = 0; i < 2; i++) {
    m->source = registry_path_join (&f->arena, f->provider_dir, names[i]);
    if (!m->source)
      return registry_front_say (f, "%e", ENOMEM);
    if (stat (m->source, &st) == 0) {
      m->is_legacy = i == 0;
      if (S_ISDIR (st.st_mode))
        return true;
    } else if (i == 1 || errno != ENOENT) {
      return registry_front_say (f, "error getting information for provider "
                                 "%s directory %q: stat %s: %e", words[i],
                                 f->provider_dir, m->source, errno);
    }
  }
  return registry_front_say (f, "unable to determine website directory for "
                             "provider %q", f->provider_dir);
}

/* A link in the place of the source is a file for the original's walk. */
static bool
walk_source (struct registry_migration *m)
{
  struct walk w = { m, NULL };
  size_t len;
  const char *name = registry_path_base (m->source, &len);

  return take_entry (&w, m->source, name, 0);
}

static bool
remove_website (struct registry_migration *m)
{
  struct registry_front *f = m->front;
  const char *website = registry_path_join (&f->arena, f->provider_dir,
                                            "website");
  int code;

  if (m->is_native && !m->is_legacy)
    return true;
  code = website ? registry_remove_all (website) : ENOMEM;
  return code == 0
         || registry_front_say (f, "unable to remove legacy website "
                                "directory: unlinkat %s: %e", website, code);
}

void
registry_front_migrate (struct registry_front *f)
{
  struct registry_migration m = {
    .front = f, .is_native = registry_front_is_native (f),
    .examples = f->flags[REGISTRY_FLAG_EXAMPLES_DIR]
  };
  bool is_done;

  if (!registry_front_open (f))
    return;
  m.templates = registry_path_join (&f->arena, f->provider_dir,
                                    f->flags[REGISTRY_FLAG_TEMPLATES_DIR]);
  if (!m.templates) {
    registry_front_abandon (f, PLATING_E_NOMEM);
    return;
  }
  if (!find_source (&m)) {
    registry_front_fail (f);
    return;
  }
  registry_front_info (f, "migrating website from %q to %q", m.source,
                       m.templates);
  is_done = walk_source (&m)
            || registry_front_wrap (f, "unable to migrate website: ");
  if (is_done && remove_website (&m))
    registry_front_end (f, 0);
  else
    registry_front_fail (f);
}
