/* SPDX-License-Identifier: Apache-2.0 */
/* The first stage of a run: calls the source of schemas, then the companions
 * one after the other. */

#include <config.h>

#include <string.h>

#include "catalog.h"
#include "companion.h"
#include "error.h"
#include "run.h"

static int
no_memory (struct pl_strand *s)
{
  return s->status = pl_error_set (&s->error, PLATING_E_NOMEM,
                                   "out of memory");
}

/* The plugin that is called after N others, or NULL. */
static struct pl_instance *
plugin_at (const struct pl_run *run, size_t n)
{
  if (run->discovery && n-- == 0)
    return run->discovery;
  return n < run->companions.n ? run->companions.items[n] : NULL;
}

static int
call_discover (struct pl_strand *s, uint64_t op)
{
  struct pl_job *j = (struct pl_job *) s;
  const struct plating_discovery_ops *ops = s->instance->ops;

  return ops->discover (s->instance->handle, j->request, op);
}

static struct plating_discover_request *
new_request (struct pl_run *run)
{
  struct plating_discover_request *req
    = pl_arena_zalloc (&run->main.strand.arena, sizeof *req);

  if (!req)
    return NULL;
  req->struct_size = sizeof *req;
  req->provider_dir.ptr = run->provider_dir;
  req->provider_dir.len = strlen (run->provider_dir);
  req->provider = &run->provider;
  return req;
}

/* The companion that was called last is done. */
static void
join (struct pl_run *run)
{
  struct pl_strand *s = &run->main.strand;

  if (run->found && s->status >= 0)
    s->status = pl_companion_join (run->catalog, run->found, &run->provider,
                                   pl_instance_label (s->instance),
                                   &s->error);
  pl_catalog_free (run->found);
  run->found = NULL;
}

int
pl_run_discover (struct pl_run *run, int *is_over)
{
  struct pl_job *j = &run->main;
  struct pl_strand *s = &j->strand;
  struct pl_instance *plugin = plugin_at (run, j->stage);

  s->is_over = 0;
  join (run);
  if (s->status >= 0 && plugin) {
    j->request = new_request (run);
    if (plugin != run->discovery)
      run->found = pl_catalog_new ();
    if (!j->request || (plugin != run->discovery && !run->found))
      no_memory (s);
  }
  *is_over = s->status < 0 || !plugin;
  if (*is_over) {
    j->stage = 0;
    return PL_STRAND_AGAIN;
  }
  j->stage++;
  s->target = &pl_target_discover;
  return pl_strand_call (s, plugin, PL_OP_DISCOVER, call_discover);
}
