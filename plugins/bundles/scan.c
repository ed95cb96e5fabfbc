/* SPDX-License-Identifier: Apache-2.0 */
/* Looks for bundles. */

#include <config.h>

#include "scan.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "names.h"

struct walk {
  const struct bn_scan *scan;
  struct bn_bundles *bundles;
  struct bn_fault *fault;
  struct pl_buffer path;        /* below the root; empty: the root */
  uint64_t n_entries;
  bool is_build;                /* the path is setuptools' "build" */
  char *real_root;              /* when it was asked for */
  int root;
  bool is_over;
};

static int
warn (const struct walk *w, const char *why)
{
  return w->scan->warn && w->scan->warn (w->scan->data, w->path.data, why) < 0
    ? bn_fault_no_memory (w->fault) : 0;
}

static bool
is_bundle_name (const char *name)
{
  return name[0] != '.' && bn_ends_with (name, BN_SUFFIX);
}

/* Whether NAME in setuptools' "build" holds copies of what is packaged, or
 * what else it makes there. */
static bool
is_built (const char *name)
{
  return !strcmp (name, "lib") || !strncmp (name, "lib.", 4)
    || !strncmp (name, "bdist.", 6);
}

/* Whether it is nothing that people write. */
static bool
is_skipped (const struct walk *w, const char *name)
{
  static const char *const skipped[] = {
    "__pycache__", "node_modules", "site-packages",
  };
  size_t i;

  if (name[0] == '.')
    return true;
  for (i = 0; i < sizeof skipped / sizeof *skipped; i++)
    if (!strcmp (name, skipped[i]))
      return true;
  for (i = 0; i < w->scan->n_excluded; i++)
    if (fnmatch (w->scan->excluded[i], w->path.data, FNM_PATHNAME) == 0)
      return true;
  return false;
}

/* Whether the link at the path stays inside the root; negative: no memory. */
static int
is_inside (struct walk *w)
{
  struct pl_buffer full;
  char *real = NULL;
  size_t len;
  int is = 0;

  pl_buffer_init (&full);
  pl_buffer_printf (&full, "%s/%s", w->scan->root, w->path.data);
  errno = full.failed ? ENOMEM : 0;
  if (!full.failed && !w->real_root)
    w->real_root = realpath (w->scan->root, NULL);
  if (!full.failed && w->real_root)
    real = realpath (full.data, NULL);
  if (!real) {
    is = errno == ENOMEM ? bn_fault_no_memory (w->fault) : 0;
  } else {
    len = strlen (w->real_root);
    is = !strncmp (real, w->real_root, len)
      && (real[len] == '/' || w->real_root[len - 1] == '/');
  }
  free (real);
  pl_buffer_release (&full);
  return is;
}

static int
add_bundle (struct walk *w, const struct bn_name *name)
{
  struct bn_bundles *b = w->bundles;
  const char *path;
  struct stat st = { .st_dev = 0 };

  if (!(w->scan->is_alone && name->type == BN_DIRECTORY)
      && fstatat (w->root, w->path.data, &st, 0) < 0)
    return warn (w, "it can't be looked at");
  if (b->n == b->cap) {
    size_t cap = b->cap ? 2 * b->cap : 32;
    struct bn_bundle *all = realloc (b->all, cap * sizeof *all);

    if (!all)
      return bn_fault_no_memory (w->fault);
    b->all = all;
    b->cap = cap;
  }
  path = pl_arena_strndup (w->scan->arena, w->path.data, w->path.len);
  if (!path)
    return bn_fault_no_memory (w->fault);
  b->all[b->n++] = (struct bn_bundle) { path, st.st_dev, st.st_ino };
  w->is_over = w->scan->is_probe;
  return 0;
}

static int
over_limit (struct walk *w, const char *what, uint64_t limit,
            const char *setting)
{
  if (w->scan->is_probe) {
    *w->scan->is_cut = true;
    return 0;
  }
  bn_fault_set (w->fault, PLATING_E_LIMIT, w->path.len ? w->path.data
                : w->scan->root, "more than %llu %s",
                (unsigned long long) limit, what);
  pl_buffer_printf (&w->fault->hint, "name the directory of the bundles with"
                    " root=, leave others out with exclude=, or raise %s=",
                    setting);
  return PLATING_E_LIMIT;
}

static int visit (struct walk *w, unsigned depth, bool is_build);

/* The path is that of a link that is named as a bundle is. */
static int
add_link (struct walk *w, const struct bn_name *name)
{
  int inside = is_inside (w);

  return inside < 0 ? inside : inside ? add_bundle (w, name)
    : warn (w, "it is a link that leads out of where bundles are looked for");
}

/* Whether the directory with NAMES is where a Python package is built. */
static bool
is_python_project (const struct bn_names *names)
{
  return bn_names_have (names, "pyproject.toml")
    || bn_names_have (names, "setup.py") || bn_names_have (names, "setup.cfg");
}

/* Looks at NAME, one of NAMES. */
static int
visit_name (struct walk *w, const struct bn_names *names,
            const struct bn_name *name, unsigned depth)
{
  size_t len = w->path.len;
  int status = 0;

  if (len)
    pl_buffer_putc (&w->path, '/');
  pl_buffer_puts (&w->path, name->name);
  if (w->path.failed)
    return bn_fault_no_memory (w->fault);
  if (is_bundle_name (name->name) && bn_is_directory (name)) {
    if (!is_skipped (w, name->name))
      status = name->type == BN_DIRECTORY ? add_bundle (w, name)
        : add_link (w, name);
  } else if (name->type == BN_DIRECTORY && !is_skipped (w, name->name)
             && !(w->is_build && is_built (name->name))) {
    status = visit (w, depth + 1, !strcmp (name->name, "build")
                    && is_python_project (names));
  }
  w->path.len = len;
  w->path.data[len] = '\0';
  return status;
}

static int
visit_names (struct walk *w, const struct bn_names *names, unsigned depth,
             bool is_build)
{
  const struct bn_scan *scan = w->scan;
  int status = 0;
  size_t i;

  w->n_entries += names->n;
  if (w->n_entries > scan->max_entries) {
    w->is_over = scan->is_probe;
    return over_limit (w, "names to look at", scan->max_entries,
                       "max-entries");
  }
  if (scan->is_cancelled && scan->is_cancelled (scan->data))
    return bn_fault_set (w->fault, PLATING_E_CANCELLED, NULL, "cancelled");
  if (depth > 0 && bn_names_have (names, "pyvenv.cfg"))
    return 0;
  for (i = 0; i < names->n && status == 0 && !w->is_over; i++) {
    w->is_build = is_build;
    status = visit_name (w, names, &names->all[i], depth);
  }
  return status;
}

static int
visit (struct walk *w, unsigned depth, bool is_build)
{
  struct bn_names names;
  char text[256];
  int error, status = 0;

  if (depth > w->scan->max_depth)
    return over_limit (w, "levels of directories", w->scan->max_depth,
                       "max-depth");
  error = bn_names_list (w->root, w->path.len ? w->path.data : ".", false,
                         &names);
  if (error == ENOMEM)
    status = bn_fault_no_memory (w->fault);
  else if (error == EFBIG)
    status = over_limit (w, "names in a directory", BN_NAMES_MAX,
                         "max-entries");
  else if (error && depth > 0)
    status = warn (w, strerror_r (error, text, sizeof text));
  else if (error)
    status = bn_fault_set_system (w->fault, PLATING_E_DISCOVERY, error,
                                  w->scan->root, "can't look for bundles");
  else
    status = visit_names (w, &names, depth, is_build);
  bn_names_release (&names);
  return status;
}

int
bn_scan_run (const struct bn_scan *scan, struct bn_bundles *bundles,
             struct bn_fault *fault)
{
  struct walk w = { .scan = scan, .bundles = bundles, .fault = fault };
  int status;

  pl_buffer_init (&w.path);
  pl_buffer_puts (&w.path, "");
  w.root = open (scan->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (w.root < 0)
    status = bn_fault_set_system (fault, PLATING_E_DISCOVERY, errno,
                                  scan->root, "can't look for bundles");
  else if (pl_buffer_reserve (&w.path, 1) < 0)
    status = bn_fault_no_memory (fault);
  else
    status = visit (&w, 0, false);
  if (w.root >= 0)
    close (w.root);
  free (w.real_root);
  pl_buffer_release (&w.path);
  return status;
}

void
bn_bundles_release (struct bn_bundles *bundles)
{
  free (bundles->all);
  *bundles = (struct bn_bundles) { NULL, 0, 0 };
}
