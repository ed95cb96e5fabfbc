/* SPDX-License-Identifier: Apache-2.0 */
/* libFuzzer target: the scanner of bundles, on a tree that the input
 * describes.  Each line makes a file "PATH", a directory "PATH/" or a link
 * "PATH>TARGET".  What is found is there, has a name, and comes in order. */

#include <config.h>

#include <fcntl.h>
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugins/bundles/bundle.h"
#include "plugins/bundles/scan.h"

#define MOST_ENTRIES 100
#define LONGEST_PATH 200

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check (int condition)
{
  if (!condition)
    abort ();
}

static int
remove_one (const char *path, const struct stat *st, int type,
            struct FTW *where)
{
  (void) st;
  (void) type;
  (void) where;
  return remove (path);
}

/* Whether PATH stays where it is made. */
static int
is_inner (const char *path)
{
  const char *part;

  if (!*path || *path == '/')
    return 0;
  for (part = path; part; part = strchr (part, '/')) {
    part += *part == '/';
    if (!strncmp (part, "..", 2) && (!part[2] || part[2] == '/'))
      return 0;
  }
  return 1;
}

static void
make_parents (int top, char *path)
{
  char *slash;

  for (slash = strchr (path, '/'); slash; slash = strchr (slash + 1, '/')) {
    *slash = '\0';
    mkdirat (top, path, 0755);
    *slash = '/';
  }
}

static void
make_entry (int top, char *line)
{
  char *target = strchr (line, '>');
  int fd;

  if (target)
    *target++ = '\0';
  if (!is_inner (line) || strlen (line) > LONGEST_PATH)
    return;
  make_parents (top, line);
  if (target) {
    if (symlinkat (target, top, line) < 0)
      return;
  } else if ((fd = openat (top, line, O_WRONLY | O_CREAT | O_NOFOLLOW
                           | O_CLOEXEC, 0644)) >= 0) {
    close (fd);
  }
}

/* A link may lead anywhere, but nothing is made through one. */
static void
make_tree (const char *root, const uint8_t *data, size_t size)
{
  char *text = malloc (size + 1), *rest = text, *line;
  int top = open (root, O_RDONLY | O_DIRECTORY | O_CLOEXEC), n = 0;

  check (text != NULL && top >= 0);
  memcpy (text, data, size);
  text[size] = '\0';
  /* Links come last: nothing is made behind one. */
  while ((line = strsep (&rest, "\n")) != NULL && n++ < MOST_ENTRIES)
    if (!strchr (line, '>'))
      make_entry (top, line);
  memcpy (text, data, size);
  text[size] = '\0';
  for (rest = text, n = 0;
       (line = strsep (&rest, "\n")) != NULL && n++ < MOST_ENTRIES;)
    if (strchr (line, '>') && !strchr (line, '/'))
      make_entry (top, line);
  close (top);
  free (text);
}

static void
scan (const char *root)
{
  struct pl_arena arena;
  struct bn_scan request = { .root = root, .max_depth = 20,
                             .max_entries = 10000, .arena = &arena };
  struct bn_bundles bundles = { NULL, 0, 0 };
  struct bn_components list = { NULL, 0, 0 };
  const char *const names[] = { "" };
  struct bn_fault fault;
  struct stat st;
  char path[8192];
  size_t n_refused = 0, i;
  int status;

  pl_arena_init (&arena, 0);
  bn_fault_init (&fault);
  status = bn_scan_run (&request, &bundles, &fault);
  check (status == 0 || status == PLATING_E_LIMIT);
  for (i = 0; i < bundles.n; i++) {
    snprintf (path, sizeof path, "%s/%s", root, bundles.all[i].path);
    check (stat (path, &st) == 0 && S_ISDIR (st.st_mode));
    check (!i || strcmp (bundles.all[i - 1].path, bundles.all[i].path) != 0);
    status = bn_bundle_read (&(struct bn_place) { .root = root },
                             bundles.all[i].path, &arena, &list, &fault);
    check (status == 0 || status == PLATING_E_BUNDLE);
    n_refused += status < 0;
  }
  check (list.n + n_refused >= bundles.n);
  status = bn_components_sort (&list, names, &fault);
  check (status == 0 || (status == PLATING_E_BUNDLE && fault.message.len));
  for (i = 0; i < list.n; i++) {
    snprintf (path, sizeof path, "%s/%s", root, list.all[i].folder);
    check (list.all[i].name[0] && stat (path, &st) == 0);
    check (!i || strcmp (list.all[i - 1].kind, list.all[i].kind) <= 0);
  }
  bn_components_release (&list);
  bn_bundles_release (&bundles);
  bn_fault_release (&fault);
  pl_arena_release (&arena);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *base = getenv ("TMPDIR");
  char root[4096];

  snprintf (root, sizeof root, "%s/fuzz-bundles.XXXXXX",
            base ? base : "/tmp");
  check (mkdtemp (root) != NULL);
  make_tree (root, data, size);
  scan (root);
  nftw (root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  return 0;
}
