/* SPDX-License-Identifier: Apache-2.0 */
/* Builds a provider from its sources, unless that was done before.
 *
 * An executable is kept in $XDG_CACHE_HOME/plating/go, in a directory named
 * after a checksum of what it was made from, beside the whole list of that:
 * it counts only if the list is the same byte for byte.  Sources outside of
 * the module are not in the list: one that takes some from there is built
 * every time, which go's own cache makes quick. */

#include <config.h>

#include "plugins/go/build.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <plating/types.h>

#include "plugins/common/process/process.h"
#include "plugins/common/process/scratch.h"
#include "plugins/common/provider-rpc/hash.h"
#include "plugins/go/tree.h"

#define EXECUTABLE "terraform-provider-built"
#define LIST "list"

/* Start of the name of a directory in which something is being built. */
#define BUILDING "building-"

/* How long an executable is kept that nobody asks for. */
#define KEPT_S (30L * 24 * 3600)

/* Most bytes of what the compiler complains of that are shown. */
#define COMPLAINT 4000u

/* Variables that change what is built. */
static const char *const variables[] = {
  "CC", "CGO_ENABLED", "CGO_CFLAGS", "CGO_LDFLAGS", "GOARCH", "GOEXPERIMENT",
  "GOFLAGS", "GOOS", "GOTOOLCHAIN", "GOWORK"
};

static int
say (struct pl_buffer *why, int code, const char *what, int system)
{
  pl_buffer_puts (why, what);
  if (system)
    pl_buffer_printf (why, ": %s", strerror (system));
  return system == ENOMEM ? PLATING_E_NOMEM : code;
}

/* -- what is to be built -------------------------------------------------- */

/* Whether the line of go.mod from S to END takes a module from a directory. */
static bool
is_local_replacement (const char *s, const char *end)
{
  const char *arrow = memmem (s, (size_t) (end - s), "=>", 2);

  if (!arrow)
    return false;
  for (arrow += 2; arrow < end && (*arrow == ' ' || *arrow == '\t'); )
    arrow++;
  return arrow < end && (*arrow == '/' || *arrow == '"'
                         || (end - arrow > 1 && arrow[0] == '.'
                             && arrow[1] == '.'));
}

/* Reads a small file; false if there is none.  Without memory OUT has
 * failed. */
static bool
read_file (const char *directory, const char *name, struct pl_buffer *out)
{
  char chunk[8192];
  struct pl_buffer path;
  ssize_t n;
  int fd;

  pl_buffer_init (&path);
  pl_buffer_printf (&path, "%s/%s", directory, name);
  fd = path.failed ? -1 : open (path.data, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (path.failed)
    out->failed = path.failed;
  pl_buffer_release (&path);
  if (fd < 0)
    return false;
  while ((n = read (fd, chunk, sizeof chunk)) > 0)
    pl_buffer_append (out, chunk, (size_t) n);
  close (fd);
  return n == 0 && !out->failed;
}

/* Whether DIRECTORY or one above has the file NAME; PATH becomes that
 * directory. */
static bool
find_above (const char *directory, const char *name, struct pl_buffer *path)
{
  size_t len = strlen (directory);

  for (;;) {
    pl_buffer_clear (path);
    pl_buffer_printf (path, "%.*s/%s", (int) len, directory, name);
    if (path->failed)
      return false;
    if (access (path->data, F_OK) == 0)
      break;
    if (len == 0)
      return false;
    while (len > 0 && directory[len - 1] != '/')
      len--;
    if (len > 0)
      len--;
  }
  path->len -= strlen (name) + 1;
  path->data[path->len] = '\0';
  return true;
}

/* Whether a workspace says where modules are. */
static bool
has_workspace (const char *directory)
{
  const char *work = getenv ("GOWORK");
  struct pl_buffer path;
  bool is_found;

  if (work && *work)
    return strcmp (work, "off") != 0;
  pl_buffer_init (&path);
  is_found = find_above (directory, "go.work", &path) || path.failed;
  pl_buffer_release (&path);
  return is_found;
}

/* Whether all sources that are no versioned modules are in the tree. */
static bool
is_closed (const char *directory)
{
  struct pl_buffer text;
  bool is_closed = false;
  const char *s, *end;

  if (has_workspace (directory))
    return false;
  pl_buffer_init (&text);
  if (read_file (directory, "go.mod", &text) && text.data) {
    is_closed = true;
    for (s = text.data; *s && is_closed; s = *end ? end + 1 : end) {
      end = strchrnul (s, '\n');
      is_closed = !is_local_replacement (s, end);
    }
  }
  pl_buffer_release (&text);
  return is_closed;
}

/* Appends what `go env -w` has set. */
static void
put_settings (struct pl_buffer *list)
{
  const char *file = getenv ("GOENV");
  const char *config = getenv ("XDG_CONFIG_HOME"), *home = getenv ("HOME");

  if (file && *file)
    read_file (file[0] == '/' ? "" : ".", file, list);
  else if (config && config[0] == '/')
    read_file (config, "go/env", list);
  else if (home && home[0] == '/')
    read_file (home, ".config/go/env", list);
}

/* Appends what the executable is made from; ROOT has the sources. */
static int
describe (const struct go_build *build, const char *root,
          struct pl_buffer *list)
{
  struct stat st;
  size_t i;

  if (stat (build->program, &st) < 0)
    return errno;
  pl_buffer_printf (list, "go %s %llu %lld.%09ld\n", build->program,
                    (unsigned long long) st.st_size,
                    (long long) st.st_ctim.tv_sec, st.st_ctim.tv_nsec);
  for (i = 0; i < sizeof variables / sizeof *variables; i++)
    if (getenv (variables[i]))
      pl_buffer_printf (list, "%s=%s\n", variables[i],
                        getenv (variables[i]));
  put_settings (list);
  pl_buffer_printf (list, "in %s of %s\n", build->directory, root);
  return go_tree_list (root, list);
}

/* -- the cache ------------------------------------------------------------ */

static bool
make_directory (const char *path)
{
  struct stat st;

  if (mkdir (path, 0700) == 0)
    return true;
  return errno == EEXIST && stat (path, &st) == 0 && S_ISDIR (st.st_mode)
    && st.st_uid == geteuid ();
}

/* Puts the directory for LIST into PATH, without making it.  Returns whether
 * there can be one. */
static bool
cache_place (const struct pl_buffer *list, struct pl_buffer *path)
{
  const char *base = getenv ("XDG_CACHE_HOME"), *home = getenv ("HOME");

  if (base && base[0] == '/')
    pl_buffer_puts (path, base);
  else if (home && home[0] == '/')
    pl_buffer_printf (path, "%s/.cache", home);
  else
    return false;
  if (path->failed)
    return false;
  mkdir (path->data, 0700);
  pl_buffer_puts (path, "/plating");
  if (path->failed || !make_directory (path->data))
    return false;
  pl_buffer_puts (path, "/go");
  if (path->failed || !make_directory (path->data))
    return false;
  pl_buffer_printf (path, "/%016" PRIx64,
                    pr_hash_sum (0, list->data, list->len));
  return !path->failed;
}

/* Whether PLACE has the executable that LIST stands for. */
static bool
is_kept (const char *place, const struct pl_buffer *list)
{
  struct pl_buffer text;
  bool is_same;

  pl_buffer_init (&text);
  is_same = read_file (place, LIST, &text) && text.len == list->len
    && !memcmp (text.data, list->data, list->len);
  pl_buffer_clear (&text);
  pl_buffer_printf (&text, "%s/" EXECUTABLE, place);
  is_same = is_same && !text.failed && access (text.data, X_OK) == 0;
  pl_buffer_release (&text);
  return is_same;
}

/* Moves what was built to PLACE.  The cache is never needed: if this fails,
 * the executable stays where it is. */
static void
keep (struct go_build *build, const char *place,
      const struct pl_buffer *list)
{
  if (process_scratch_write (build->scratch, LIST, list->data, list->len)
      || process_scratch_keep (build->scratch, place))
    return;
  pl_buffer_clear (&build->executable);
  pl_buffer_printf (&build->executable, "%s/" EXECUTABLE, place);
}

/* Removes from the directory of PLACE what nobody has asked for in a long
 * time: each change of the sources leaves an executable. */
static void
sweep (const char *place)
{
  const char *slash = strrchr (place, '/');
  char *parent = strndup (place, (size_t) (slash - place));
  DIR *dir = parent ? opendir (parent) : NULL;
  time_t now = time (NULL);
  struct dirent *entry;
  struct pl_buffer path;
  struct stat st;

  pl_buffer_init (&path);
  while (dir && (entry = readdir (dir))) {
    if (strlen (entry->d_name) != strlen (slash + 1)
        || strspn (entry->d_name, "0123456789abcdef")
           != strlen (entry->d_name))
      continue;
    pl_buffer_clear (&path);
    pl_buffer_printf (&path, "%s/%s", parent, entry->d_name);
    if (!path.failed && lstat (path.data, &st) == 0 && S_ISDIR (st.st_mode)
        && st.st_mtim.tv_sec + KEPT_S < now)
      process_scratch_remove (path.data);
  }
  pl_buffer_release (&path);
  if (dir)
    closedir (dir);
  free (parent);
}

/* -- building ------------------------------------------------------------- */

static int
fail_build (const struct go_build *build, const struct process_result *result,
            struct pl_buffer *why)
{
  size_t len = result->out.len;

  pl_buffer_puts (why, "go build: ");
  if (result->end == PROCESS_CANCELLED)
    return say (why, PLATING_E_CANCELLED, "cancelled", 0);
  if (result->end == PROCESS_TIMED_OUT) {
    pl_buffer_printf (why, "not done within %llu seconds",
                      (unsigned long long) (build->time_limit_ms / 1000));
    return PLATING_E_TIMEOUT;
  }
  if (result->end == PROCESS_TOO_LOUD)
    return say (why, PLATING_E_LIMIT, "its output is too long", 0);
  process_describe (result->status, why);
  while (len > 0 && result->out.data[len - 1] == '\n')
    len--;
  if (len > 0) {
    pl_buffer_putc (why, '\n');
    pl_buffer_append (why, result->out.data,
                      len < COMPLAINT ? len : COMPLAINT);
  }
  return PLATING_E_DISCOVERY;
}

static int
compile (struct go_build *build, struct pl_buffer *why)
{
  const char *arguments[] = {
    build->program, "build", "-o", build->executable.data, NULL
  };
  const struct process_request request = {
    .path = build->program, .arguments = arguments,
    .directory = build->directory, .time_limit_ms = build->time_limit_ms,
    .is_cancelled = build->is_cancelled, .data = build->data,
  };
  struct process_result result;
  int code = process_run (&request, &result), status = 0;

  if (code)
    status = say (why, PLATING_E_IO, build->program, code);
  else if (result.end != PROCESS_ENDED || result.status != 0)
    status = fail_build (build, &result, why);
  process_result_release (&result);
  /* For a package that is no program go writes nothing, or a library. */
  if (status == 0 && access (build->executable.data, X_OK) < 0)
    status = say (why, PLATING_E_DISCOVERY, "the package is no program: the"
                  " provider's directory has to be that of its package main",
                  0);
  return status;
}

/* A directory beside PLACE, so that it can be moved there; or one for
 * temporary files. */
static struct process_scratch *
make_scratch (const char *place)
{
  struct process_scratch *scratch = NULL;
  const char *slash = place ? strrchr (place, '/') : NULL;
  char *parent = slash ? strndup (place, (size_t) (slash - place)) : NULL;

  if (parent)
    scratch = process_scratch_new_in (parent, BUILDING);
  free (parent);
  return scratch ? scratch : process_scratch_new (0);
}

static int
build_at (struct go_build *build, const char *place,
          const struct pl_buffer *list, struct pl_buffer *why)
{
  int status;

  build->scratch = make_scratch (place);
  if (!build->scratch)
    return say (why, PLATING_E_IO, "a directory for the executable", errno);
  pl_buffer_printf (&build->executable, "%s/" EXECUTABLE,
                    process_scratch_path (build->scratch));
  if (build->executable.failed)
    return say (why, PLATING_E_NOMEM, "out of memory", 0);
  status = compile (build, why);
  if (status == 0 && place) {
    keep (build, place, list);
    sweep (place);
  }
  if (build->executable.failed)
    return say (why, PLATING_E_NOMEM, "out of memory", 0);
  return status;
}

int
go_build (struct go_build *build, struct pl_buffer *why)
{
  struct pl_buffer list, place, root;
  bool has_place;
  int status = 0;

  pl_buffer_init (&build->executable);
  pl_buffer_init (&list);
  pl_buffer_init (&place);
  pl_buffer_init (&root);
  has_place = build->has_cache && find_above (build->directory, "go.mod", &root)
    && is_closed (root.data) && describe (build, root.data, &list) == 0
    && !list.failed && cache_place (&list, &place);
  if (has_place && is_kept (place.data, &list)) {
    build->was_there = true;
    /* It was asked for now. */
    utimensat (AT_FDCWD, place.data, NULL, 0);
    pl_buffer_printf (&build->executable, "%s/" EXECUTABLE, place.data);
    if (build->executable.failed)
      status = say (why, PLATING_E_NOMEM, "out of memory", 0);
  } else {
    status = build_at (build, has_place ? place.data : NULL, &list, why);
  }
  pl_buffer_release (&list);
  pl_buffer_release (&place);
  pl_buffer_release (&root);
  return status;
}

void
go_build_release (struct go_build *build)
{
  process_scratch_free (build->scratch);
  build->scratch = NULL;
  pl_buffer_release (&build->executable);
}
