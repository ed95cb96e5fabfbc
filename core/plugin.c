/* SPDX-License-Identifier: Apache-2.0 */
/* Loads plugin files through libltdl.
 *
 * libltdl is not thread-safe: one mutex of the process guards all of it,
 * and the table of what is loaded.  The mutex is held while the dynamic
 * linker runs a file's constructors and while its descriptor is read, never
 * later.  It is always the innermost lock.
 *
 * libltdl binds lazily and tells "file not found" when one of its loaders
 * fails for any other reason.  So dlopen binds the file first, which brings
 * missing symbols to light here instead of in the middle of a run, and
 * knows the reason; libltdl then finds it mapped.  Nothing is ever
 * unmapped: threads, destructors and texts of a plugin outlive all use. */

#include <config.h>

#include "plugin.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ltdl.h>

#include "core/elf.h"
#include "descriptor.h"
#include "error.h"
#include "naming.h"

#define ENTRY_POINT "plating_plugin_v1"

struct pl_plugin {
  struct pl_plugin *next;
  dev_t device;
  ino_t inode;
  char *path;
  char *label;
  struct pl_descriptor descriptor;
  _Atomic (const char *) disabled;    /* the reason, or NULL */
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct pl_plugin *loaded;      /* guarded by mutex */
static int is_ltdl_ready;             /* guarded by mutex */

static int
no_memory (struct plating_error **err)
{
  return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
}

/* -- opening ------------------------------------------------------------- */

/* The reason of the last failure of dlopen, without the path that it starts
 * with. */
static const char *
linker_reason (const char *path)
{
  const char *reason = dlerror ();
  size_t len = strlen (path);

  if (!reason)
    return "the dynamic linker does not say why";
  if (strncmp (reason, path, len) == 0 && strncmp (reason + len, ": ", 2) == 0)
    reason += len + 2;
  return reason;
}

static int
cannot_load (const char *path, const char *reason, struct plating_error **err)
{
  return pl_error_set (err, PLATING_E_PLUGIN,
                       "plugin file '%s' cannot be loaded: %s", path, reason);
}

static const char *
ltdl_reason (void)
{
  const char *reason = lt_dlerror ();

  return reason ? reason : "libltdl does not say why";
}

static int
open_advised (const char *path, lt_dlhandle *handle,
              struct plating_error **err)
{
  lt_dladvise advise;

  if (!is_ltdl_ready && lt_dlinit () != 0)
    return cannot_load (path, ltdl_reason (), err);
  is_ltdl_ready = 1;
  if (lt_dladvise_init (&advise) != 0)
    return no_memory (err);
  *handle = NULL;
  if (lt_dladvise_local (&advise) == 0 && lt_dladvise_resident (&advise) == 0)
    *handle = lt_dlopenadvise (path, advise);
  lt_dladvise_destroy (&advise);
  return *handle ? 0 : cannot_load (path, ltdl_reason (), err);
}

/* Maps PATH and sets *DESCRIPTOR to what its entry point returns. */
static int
open_file (const char *path, const struct plating_plugin **descriptor,
           struct plating_error **err)
{
  union {
    void *address;
    const struct plating_plugin *(*function) (void);
  } entry;
  lt_dlhandle handle;
  int status;

  *descriptor = NULL;
  if (!dlopen (path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE))
    return cannot_load (path, linker_reason (path), err);
  status = open_advised (path, &handle, err);
  if (status < 0)
    return status;
  entry.address = lt_dlsym (handle, ENTRY_POINT);
  if (!entry.address)
    return pl_error_set (err, PLATING_E_PLUGIN, "plugin file '%s' is not a "
                         "plugin: it has no descriptor (symbol '%s')", path,
                         ENTRY_POINT);
  *descriptor = entry.function ();
  return 0;
}

/* -- the table ----------------------------------------------------------- */

static void
free_plugin (struct pl_plugin *p)
{
  pl_descriptor_release (&p->descriptor);
  free (p->path);
  free (p->label);
  free (p);
}

static char *
make_label (const struct plating_plugin *d)
{
  const char *kind = pl_naming_kind (d->kind);
  size_t name_len = strlen (d->name), kind_len = strlen (kind);
  char *label = malloc (name_len + kind_len + 2);

  if (!label)
    return NULL;
  memcpy (label, d->name, name_len);
  label[name_len] = '-';
  memcpy (label + name_len + 1, kind, kind_len + 1);
  return label;
}

/* Loads PATH, a checked file with status ST, which is not in the table. */
static int
load_new (const char *path, const struct stat *st, struct pl_plugin **plugin,
          struct plating_error **err)
{
  const struct plating_plugin *descriptor;
  struct pl_plugin *p;
  int status;

  status = open_file (path, &descriptor, err);
  if (status < 0)
    return status;
  p = calloc (1, sizeof *p);
  if (!p)
    return no_memory (err);
  status = pl_descriptor_copy (descriptor, path, &p->descriptor, err);
  if (status < 0) {
    free (p);
    return status;
  }
  p->device = st->st_dev;
  p->inode = st->st_ino;
  p->path = strdup (path);
  p->label = make_label (&p->descriptor.plugin);
  if (!p->path || !p->label) {
    free_plugin (p);
    return no_memory (err);
  }
  *plugin = p;
  return 0;
}

/* Finds the file in the table, or loads it.  With the mutex. */
static int
find_or_load (const char *path, const struct stat *st,
              struct pl_plugin **plugin, struct plating_error **err)
{
  struct pl_plugin *p;
  int status;

  for (p = loaded; p; p = p->next)
    if (p->device == st->st_dev && p->inode == st->st_ino) {
      *plugin = p;
      return 0;
    }
  /* The linker knows files by inode but libltdl by name: it would hand out
   * the one that was here before. */
  for (p = loaded; p; p = p->next)
    if (strcmp (p->path, path) == 0)
      return pl_error_set (err, PLATING_E_PLUGIN, "plugin file '%s' was "
                           "replaced after this program had loaded it",
                           path);
  status = load_new (path, st, &p, err);
  if (status < 0)
    return status;
  p->next = loaded;
  loaded = p;
  *plugin = p;
  return 0;
}

/* Returns a new absolute form of PATH.  Links stay as they are: the name is
 * part of what is checked. */
static char *
make_absolute (const char *path)
{
  char *dir, *joined;
  size_t dir_len, len = strlen (path);

  if (*path == '/')
    return strdup (path);
  dir = getcwd (NULL, 0);
  if (!dir)
    return NULL;
  while (path[0] == '.' && path[1] == '/') {
    path += 2;
    len -= 2;
  }
  dir_len = strlen (dir);
  joined = malloc (dir_len + len + 2);
  if (joined) {
    memcpy (joined, dir, dir_len);
    joined[dir_len] = '/';
    memcpy (joined + dir_len + 1, path, len + 1);
  }
  free (dir);
  return joined;
}

int
pl_plugin_load (const char *path, struct pl_plugin **plugin,
                struct plating_error **err)
{
  size_t len = strlen (path);
  struct stat st;
  char *absolute;
  int status;

  *plugin = NULL;
  status = pl_elf_check (path, &st, err);
  if (status < 0)
    return status;
  /* A file of another name might be read by libltdl as a text that says
   * where the object is. */
  if (len < 4 || strcmp (path + len - 3, ".so") != 0)
    return pl_error_set (err, PLATING_E_PLUGIN, "plugin file '%s' has a name "
                         "that does not end in '.so'", path);
  absolute = make_absolute (path);
  if (!absolute)
    return no_memory (err);
  pthread_mutex_lock (&mutex);
  status = find_or_load (absolute, &st, plugin, err);
  pthread_mutex_unlock (&mutex);
  free (absolute);
  return status;
}

/* -- what it says -------------------------------------------------------- */

const char *
pl_plugin_label (const struct pl_plugin *p)
{
  return p->label;
}

const char *
pl_plugin_path (const struct pl_plugin *p)
{
  return p->path;
}

const struct plating_plugin *
pl_plugin_descriptor (const struct pl_plugin *p)
{
  return &p->descriptor.plugin;
}

const struct plating_discovery_ops *
pl_plugin_discovery (const struct pl_plugin *p)
{
  return p->descriptor.plugin.kind == PLATING_PLUGIN_DISCOVERY
    ? &p->descriptor.tables.discovery : NULL;
}

const struct plating_renderer_ops *
pl_plugin_renderer (const struct pl_plugin *p)
{
  return p->descriptor.plugin.kind == PLATING_PLUGIN_RENDERER
    ? &p->descriptor.tables.renderer : NULL;
}

const struct plating_validator_ops *
pl_plugin_validator (const struct pl_plugin *p)
{
  return p->descriptor.plugin.kind == PLATING_PLUGIN_VALIDATOR
    ? &p->descriptor.tables.validator : NULL;
}

const struct plating_template_function *
pl_plugin_template_functions (const struct pl_plugin *p, size_t *n)
{
  *n = p->descriptor.tables.n_functions;
  return p->descriptor.tables.functions;
}

const struct plating_command *
pl_plugin_commands (const struct pl_plugin *p, size_t *n)
{
  *n = p->descriptor.tables.n_commands;
  return p->descriptor.tables.commands;
}

int
pl_plugin_list_has (const char *const *list, const char *type)
{
  for (; *list; list++)
    if (strcmp (*list, type) == 0)
      return 1;
  return 0;
}

/* -- barring ------------------------------------------------------------- */

int
pl_plugin_disable (struct pl_plugin *p, const char *reason)
{
  char *copy = strdup (reason);
  const char *none = NULL;

  if (atomic_compare_exchange_strong (&p->disabled, &none,
                                      copy ? copy : "it broke its contract"))
    return 1;
  free (copy);
  return 0;
}

int
pl_plugin_is_disabled (const struct pl_plugin *p)
{
  return atomic_load (&p->disabled) != NULL;
}

const char *
pl_plugin_disabled_reason (const struct pl_plugin *p)
{
  return atomic_load (&p->disabled);
}
