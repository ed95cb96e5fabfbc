/* SPDX-License-Identifier: Apache-2.0 */
/* Finds a package as a module, or by its distribution's files. */

#include <config.h>

#include "package.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "names.h"
#include "text-file.h"

#define INFO_SUFFIX ".dist-info"
#define ENTRY_POINTS "entry_points.txt"
#define TOP_LEVEL "top_level.txt"
#define RECORD "RECORD"

struct finding {
  const struct bn_search *search;
  struct pl_arena *arena;
  struct bn_package *package;
  struct bn_fault *fault;
  struct pl_buffer path;
  const char *single_file;      /* the module is this file, in the arena */
};

static bool
is_of_type (const char *path, mode_t type)
{
  struct stat st;

  return stat (path, &st) == 0 && (st.st_mode & S_IFMT) == type;
}

static int
add (struct finding *f, const char *dir, size_t len)
{
  struct bn_package *p = f->package;

  if (p->n == p->cap) {
    size_t cap = p->cap ? 2 * p->cap : 4;
    const char **dirs = realloc (p->dirs, cap * sizeof *dirs);

    if (!dirs)
      return bn_fault_no_memory (f->fault);
    p->dirs = dirs;
    p->cap = cap;
  }
  dir = pl_arena_strndup (f->arena, dir, len);
  if (!dir)
    return bn_fault_no_memory (f->fault);
  p->dirs[p->n++] = dir;
  return 0;
}

/* -- modules -------------------------------------------------------------- */

/* Whether MODULE, N bytes, is names between dots. */
static bool
is_module_name (const char *module, size_t n)
{
  bool is_start = true;
  size_t i;

  for (i = 0; i < n; i++) {
    unsigned char c = (unsigned char) module[i];

    if (c == '.' && is_start)
      return false;
    if (c != '.' && c != '_' && c < 0x80
        && !((c | 0x20) >= 'a' && (c | 0x20) <= 'z')
        && (is_start || c < '0' || c > '9'))
      return false;
    is_start = c == '.';
  }
  return n > 0 && !is_start;
}

/* Puts DIR/MODULE, with '/' for '.', and ENDING into the path. */
static int
set_path (struct finding *f, const char *dir, const char *module, size_t n,
          const char *ending)
{
  size_t i;

  pl_buffer_clear (&f->path);
  pl_buffer_printf (&f->path, "%s/", dir);
  for (i = 0; i < n; i++)
    pl_buffer_putc (&f->path, module[i] == '.' ? '/' : module[i]);
  pl_buffer_puts (&f->path, ending);
  return f->path.failed ? bn_fault_no_memory (f->fault) : 0;
}

/* A regular package comes before a module of one file, and both before
 * directories that are only parts of a name. */
static int
find_module (struct finding *f, const char *module, size_t n)
{
  int status = 0;
  size_t i, len;

  if (!is_module_name (module, n))
    return 0;
  for (i = 0; i < f->search->n; i++) {
    const char *dir = f->search->dirs[i];

    status = set_path (f, dir, module, n, "/__init__.py");
    if (status < 0)
      return status;
    len = f->path.len - strlen ("/__init__.py");
    if (is_of_type (f->path.data, S_IFREG))
      return add (f, f->path.data, len);
    status = set_path (f, dir, module, n, ".py");
    if (status < 0)
      return status;
    if (is_of_type (f->path.data, S_IFREG)) {
      if (!f->single_file)
        f->single_file = pl_arena_strndup (f->arena, f->path.data,
                                           f->path.len);
      return f->single_file ? 0 : bn_fault_no_memory (f->fault);
    }
  }
  for (i = 0; i < f->search->n && status == 0; i++) {
    status = set_path (f, f->search->dirs[i], module, n, "");
    if (status == 0 && is_of_type (f->path.data, S_IFDIR))
      status = add (f, f->path.data, f->path.len);
  }
  return status;
}

/* -- distributions -------------------------------------------------------- */

/* Compares names of distributions, in which case and the kind of separator
 * do not count.  A ends with NUL, or at '-' and a digit: its version. */
static bool
is_same_name (const char *a, size_t n, const char *b)
{
  size_t i = 0;

  while (i < n && *b) {
    bool is_a = strchr ("-_.", a[i]) != NULL, is_b = strchr ("-_.", *b);

    if (is_a != is_b
        || (!is_a && (a[i] | (a[i] >= 'A' && a[i] <= 'Z' ? 0x20 : 0))
            != (*b | (*b >= 'A' && *b <= 'Z' ? 0x20 : 0))))
      return false;
    if (!is_a) {
      i++;
      b++;
      continue;
    }
    while (i < n && strchr ("-_.", a[i]))
      i++;
    while (*b && strchr ("-_.", *b))
      b++;
  }
  return i == n && !*b;
}

/* Length of the name in NAME-VERSION.dist-info. */
static size_t
name_length (const char *info)
{
  const char *dash = strchr (info, '-');

  return dash ? (size_t) (dash - info) : 0;
}

/* Sets *TEXT to what is in the FILE, or to NULL. */
static int
read_info (struct finding *f, const char *dir, const char *info,
           const char *file, char **text)
{
  *text = NULL;
  pl_buffer_clear (&f->path);
  pl_buffer_printf (&f->path, "%s/%s/%s", dir, info, file);
  return f->path.failed || bn_text_file_read (f->path.data, text, NULL) < 0
    ? bn_fault_no_memory (f->fault) : 0;
}

static char *
trim (char *text)
{
  char *end;

  text += strspn (text, " \t");
  end = text + strlen (text);
  while (end > text && strchr (" \t", end[-1]))
    *--end = '\0';
  return text;
}

/* An entry point of the distribution's name leads to a module. */
static int
find_entry_point (struct finding *f, const char *dir, const char *info,
                  const char *name)
{
  char *text, *rest, *line;
  int status = read_info (f, dir, info, ENTRY_POINTS, &text);

  rest = text;
  while (status == 0 && !f->package->n && rest
         && (line = strsep (&rest, "\r\n")) != NULL) {
    char *sign = strchr (line, '=');

    if (!sign)
      continue;
    *sign = '\0';
    if (strcmp (trim (line), name) != 0)
      continue;
    line = trim (sign + 1);
    status = find_module (f, line, strcspn (line, " \t:["));
  }
  free (text);
  return status;
}

/* TOP-REST may stand for TOP.REST. */
static int
find_below_top (struct finding *f, const char *top, const char *name)
{
  size_t n = strlen (top), i;
  char *module;
  int status = 0;

  if (!strncmp (name, top, n) && (name[n] == '-' || name[n] == '_')) {
    module = strdup (name);
    if (!module)
      return bn_fault_no_memory (f->fault);
    module[n] = '.';
    for (i = n; module[i]; i++)
      if (module[i] == '-')
        module[i] = '.';
    status = find_module (f, module, strlen (module));
    free (module);
  }
  if (status == 0 && !f->package->n)
    status = find_module (f, top, n);
  return status;
}

static int
find_top_level (struct finding *f, const char *dir, const char *info,
                const char *name)
{
  char *text, *rest, *line;
  int status = read_info (f, dir, info, TOP_LEVEL, &text);

  rest = text;
  while (status == 0 && !f->package->n && rest
         && (line = strsep (&rest, "\r\n")) != NULL)
    if (*trim (line))
      status = find_below_top (f, trim (line), name);
  free (text);
  return status;
}

/* The first directory of the list of files that is a package. */
static int
find_record (struct finding *f, const char *dir, const char *info,
             const char *name)
{
  char *text, *rest, *line;
  int status = read_info (f, dir, info, RECORD, &text);

  rest = text;
  while (status == 0 && !f->package->n && rest
         && (line = strsep (&rest, "\r\n")) != NULL) {
    size_t n = strcspn (line, "/,");

    if (line[n] != '/' || !is_module_name (line, n))
      continue;
    line[n] = '\0';
    status = find_below_top (f, line, name);
  }
  free (text);
  return status;
}

typedef int (*look_fn) (struct finding *f, const char *dir, const char *info,
                        const char *name);

/* Lets LOOK see the distributions: all, or those of the NAME. */
static int
look_at_distributions (struct finding *f, const char *name, bool is_all,
                       look_fn look)
{
  int status = 0;
  size_t i, k;

  for (i = 0; i < f->search->n && status == 0 && !f->package->n; i++) {
    const char *dir = f->search->dirs[i];
    struct bn_names names;

    if (bn_names_list (AT_FDCWD, dir, true, &names) == ENOMEM)
      status = bn_fault_no_memory (f->fault);
    for (k = 0; k < names.n && status == 0 && !f->package->n; k++) {
      const char *info = names.all[k].name;

      if (bn_ends_with (info, INFO_SUFFIX)
          && (is_all || is_same_name (info, name_length (info), name)))
        status = look (f, dir, info, name);
    }
    bn_names_release (&names);
  }
  return status;
}

/* -- all together --------------------------------------------------------- */

static int
refuse (struct finding *f, const char *name)
{
  size_t i;

  if (f->single_file) {
    bn_fault_set (f->fault, PLATING_E_DISCOVERY, f->single_file,
                  "the package '%s' is a single file", name);
    pl_buffer_puts (&f->fault->hint, "name the directory of its bundles with"
                    " root=");
    return PLATING_E_DISCOVERY;
  }
  bn_fault_set (f->fault, PLATING_E_DISCOVERY, NULL,
                "no Python package '%s' found", name);
  pl_buffer_puts (&f->fault->hint, "add the directory that holds it with"
                  " python-path=; looked in ");
  for (i = 0; i < f->search->n; i++)
    pl_buffer_printf (&f->fault->hint, "%s%s", i ? ", " : "",
                      f->search->dirs[i]);
  return PLATING_E_DISCOVERY;
}

int
bn_package_find (const struct bn_search *search, const char *name,
                 struct pl_arena *arena, struct bn_package *package,
                 struct bn_fault *fault)
{
  static const struct {
    bool is_all;
    look_fn look;
  } ways[] = {
    { true, find_entry_point },
    { false, find_top_level },
    { false, find_record },
  };
  struct finding f = { .search = search, .arena = arena, .package = package,
                       .fault = fault };
  int status;
  size_t i;

  *package = (struct bn_package) { NULL, 0, 0 };
  pl_buffer_init (&f.path);
  status = find_module (&f, name, strlen (name));
  if (!strchr (name, '.'))
    for (i = 0; i < 3 && status == 0 && !package->n && !f.single_file; i++)
      status = look_at_distributions (&f, name, ways[i].is_all,
                                      ways[i].look);
  if (status == 0 && !package->n)
    status = refuse (&f, name);
  pl_buffer_release (&f.path);
  return status;
}

void
bn_package_release (struct bn_package *package)
{
  free (package->dirs);
  *package = (struct bn_package) { NULL, 0, 0 };
}
