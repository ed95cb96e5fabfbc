/* SPDX-License-Identifier: Apache-2.0 */
/* Left-overs of runs that died, and files that no document was put for. */

#include <config.h>

#include "sink-parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "file.h"
#include "managed.h"
#include "outdir.h"

static int
say_walk (struct pl_sink *sink, struct pl_sink_root *root, const char *verb,
          int code, const char *where, struct plating_error **err)
{
  if (code == -EINVAL)
    return pl_error_set (err, PLATING_E_INVAL,
                         "'%s' can't be managed: it is no path inside the "
                         "output directory", where ? where : "");
  if (code == -ENAMETOOLONG)
    return pl_error_set (err, PLATING_E_LIMIT,
                         "list %s: directories are nested too deeply",
                         where ? where : root->name);
  return pl_sink_say (sink, root, verb, where ? where : "", code, err);
}

int
pl_sink_sweep (struct pl_sink *sink, uint32_t to, const char *const *manages,
               size_t *n_removed, struct plating_error **err)
{
  struct pl_sink_root *root = pl_sink_find_root (sink, to);
  size_t n = 0;
  int code = 0;

  if (root && sink->options.mode == PL_SINK_WRITE)
    code = pl_sink_store_sweep (root->dir, manages, &n);
  if (n_removed)
    *n_removed = n;
  return code == -ENOMEM
    ? pl_error_set (err, PLATING_E_NOMEM, "out of memory") : 0;
}

struct unwanted {
  struct pl_sink *sink;
  struct pl_sink_root *root;
  int prune;
  struct plating_error **err;
  int code;                    /* the first that could not be removed */
};

static int
visit_unwanted (void *data, int dir, const char *name, const char *path,
                int is_link)
{
  struct unwanted *u = data;
  struct pl_sink_job job = pl_sink_make_job (u->sink, u->root, path, NULL);
  struct pl_sink_entry *entry;
  int removed = 0;

  if (pl_file_is_temporary (name, strlen (name))
      || pl_sink_table_find (u->sink->table, u->root->to, path)
      || (is_link && pl_outdir_was_used (u->root->dir, path)))
    return 0;
  if (pl_sink_table_claim (u->sink->table, UINT64_MAX, u->root->to,
                           pl_sink_prefix_of (u->root), path, 0, &entry) <= 0)
    return -ENOMEM;
  job.entry = entry;
  entry->status = PLATING_FILE_UNWANTED;
  if (u->sink->options.mode == PL_SINK_DIFF && !is_link)
    pl_sink_store_show_removal (&job, dir, name);
  if (u->prune && u->sink->options.mode == PL_SINK_WRITE) {
    removed = unlinkat (dir, name, 0) == 0 || errno == ENOENT;
    if (removed)
      entry->status = PLATING_FILE_REMOVED;
    else if (u->code == 0)
      u->code = pl_sink_say (u->sink, u->root, "remove", path, -errno, u->err);
  }
  pl_sink_table_release (u->sink->table, entry);
  return removed;
}

int
pl_sink_unwanted (struct pl_sink *sink, uint32_t to,
                  const char *const *manages, int prune,
                  struct plating_error **err)
{
  struct unwanted u = { .sink = sink, .root = pl_sink_find_root (sink, to),
                        .prune = prune, .err = err };
  struct pl_managed_visit visit = {
    .entry = visit_unwanted, .data = &u,
    .remove_empty = prune && sink->options.mode == PL_SINK_WRITE,
  };
  char *where = NULL;
  int code;

  if (!u.root || sink->options.mode == PL_SINK_MEMORY)
    return 0;
  code = pl_managed_walk (u.root->dir, manages, &visit, &where);
  if (code < 0 && u.code == 0)
    u.code = say_walk (sink, u.root, "list", code, where, err);
  free (where);
  return u.code;
}
