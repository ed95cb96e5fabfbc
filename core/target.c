/* SPDX-License-Identifier: Apache-2.0 */
/* Where the results of host calls go, by kind of operation. */

#include <config.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "catalog.h"
#include "common/buffer.h"
#include "events.h"
#include "findings.h"
#include "log.h"
#include "op.h"
#include "options.h"
#include "plan.h"
#include "roots.h"
#include "run.h"
#include "sink.h"

static struct pl_job *
job_of (void *owner)
{
  return owner;
}

static void *
job_alloc (void *owner, size_t len)
{
  return pl_arena_alloc (&job_of (owner)->strand.arena, len);
}

static int
job_is_cancelled (void *owner)
{
  return pl_strand_group_is_cancelled (&job_of (owner)->run->group);
}

static void
job_report (void *owner, const struct plating_finding *finding)
{
  struct pl_job *j = job_of (owner);

  pl_findings_add (j->run->findings, pl_instance_label (j->strand.instance),
                   finding);
  if (pl_events_wants (j->run->group.events, PLATING_EVENT_DIAGNOSTIC))
    pl_run_tell_finding (j, finding);
}

static int
emit_components (void *owner, const struct plating_component *components,
                 size_t n, size_t stride)
{
  struct pl_run *run = job_of (owner)->run;

  return pl_catalog_add (run->found ? run->found : run->catalog, components,
                         n, stride);
}

static int
copy_text (struct pl_arena *arena, struct plating_text *to,
           struct plating_text from)
{
  if (!from.len)
    return 0;
  to->ptr = pl_arena_strndup (arena, from.ptr, from.len);
  to->len = from.len;
  return to->ptr ? 0 : PLATING_E_NOMEM;
}

/* What configurations call the provider, the last part of its address, is a
 * better name than that of its directory. */
static int
take_name (struct pl_run *run, struct plating_text address)
{
  struct plating_provider *p = &run->provider;
  const char *slash = address.len ? memrchr (address.ptr, '/', address.len)
    : NULL;
  size_t skip = slash ? (size_t) (slash + 1 - address.ptr) : 0;
  struct plating_text name = { address.ptr + skip, address.len - skip };

  if ((p->flags & PLATING_PROVIDER_NAMED) || !name.len
      || (name.len == p->short_name.len
          && !memcmp (name.ptr, p->short_name.ptr, name.len)))
    return 0;
  if (copy_text (&run->texts, &p->name, name) < 0)
    return PLATING_E_NOMEM;
  p->short_name = p->name;
  if (!run->options->rendered_provider_name)
    p->rendered_name = p->name;
  pl_log_line (run->log, PLATING_LEVEL_DEBUG, NULL,
               "provider-name: %s (provider that was found)", p->name.ptr);
  return 0;
}

/* Copies what is said beside the components. */
static int
copy_extras (struct pl_run *run, const struct plating_provider *found)
{
  struct plating_schema_extra *copies;
  uint32_t i;
  int status = 0;

  if (!found->n_extras)
    return 0;
  if (found->extra_size < sizeof *copies)
    return PLATING_E_INVAL;
  copies = pl_arena_alloc (&run->texts, found->n_extras * sizeof *copies);
  if (!copies)
    return PLATING_E_NOMEM;
  for (i = 0; i < found->n_extras && status == 0; i++) {
    memcpy (&copies[i], (const char *) found->extras
            + (size_t) i * found->extra_size, sizeof *copies);
    status = copy_text (&run->texts, &copies[i].key, copies[i].key);
    if (status == 0)
      status = copy_text (&run->texts, &copies[i].json, copies[i].json);
  }
  run->provider.extras = copies;
  run->provider.n_extras = status < 0 ? 0 : found->n_extras;
  run->provider.extra_size = sizeof *copies;
  return status;
}

/* The user's own words, in the other members, stay. */
static int
emit_provider (void *owner, const struct plating_provider *found)
{
  struct pl_run *run = job_of (owner)->run;
  int status = 0;

  if (PLATING_HAS (found, address))
    status = copy_text (&run->texts, &run->provider.address, found->address);
  if (status == 0 && PLATING_HAS (found, version))
    status = copy_text (&run->texts, &run->provider.version, found->version);
  if (status == 0 && PLATING_HAS (found, address))
    status = take_name (run, found->address);
  if (status == 0 && PLATING_HAS (found, extra_size))
    status = copy_extras (run, found);
  return status;
}

static int
add_root (void *owner, struct plating_text root, struct plating_text path)
{
  return pl_roots_add (job_of (owner)->run->roots, root, path, NULL);
}

static int
emit_schema (void *owner, const struct plating_schema_view *view)
{
  if (view->struct_size < sizeof *view
      || view->node_size < sizeof (struct plating_schema_node)
      || (view->n_extras
          && view->extra_size < sizeof (struct plating_schema_extra))
      || !view->n_nodes)
    return PLATING_E_INVAL;
  job_of (owner)->schema = view;
  return 0;
}

/* Whether there is anything in the files that a document is made from: an
 * empty one is there to be filled in.  For info alone, so that a run need
 * not look at each file twice. */
static int
has_text (const struct pl_run *run, const struct plating_plan_entry *e)
{
  struct pl_buffer path;
  struct stat st;
  int found = 0;
  size_t i;

  pl_buffer_init (&path);
  for (i = 0; i < e->n_sources && !found; i++) {
    const struct plating_text *source = &e->sources[i];

    pl_buffer_clear (&path);
    if (!source->len || source->ptr[0] != '/')
      pl_buffer_printf (&path, "%s/", run->provider_dir);
    pl_buffer_append (&path, source->ptr, source->len);
    found = path.failed || stat (path.data, &st) < 0
      || !S_ISREG (st.st_mode) || st.st_size > 0;
  }
  pl_buffer_release (&path);
  return found;
}

static int
emit_plan (void *owner, const struct plating_plan_entry *entries, size_t n,
           size_t stride)
{
  struct pl_run *run = job_of (owner)->run;
  int status = pl_plan_add (run->plan, entries, n, stride,
                            pl_catalog_size (run->catalog));
  size_t i;

  for (i = 0; i < n && status == 0 && run->has_template; i++) {
    const struct plating_plan_entry *e
      = (const void *) ((const char *) entries + i * stride);

    if (e->component != PLATING_NONE && has_text (run, e))
      atomic_store_explicit (&run->has_template[e->component], 1,
                             memory_order_relaxed);
  }
  return status;
}

static int
items_grow (struct pl_job *job, struct pl_items *list)
{
  size_t cap = list->cap ? 2 * list->cap : 4;
  struct pl_item *items
    = pl_arena_array (&job->strand.arena, cap, sizeof *items);

  if (!items)
    return PLATING_E_NOMEM;
  if (list->n)
    memcpy (items, list->items, list->n * sizeof *items);
  list->items = items;
  list->cap = cap;
  return 0;
}

int
pl_items_add (struct pl_job *job, struct pl_items *list,
              const struct plating_document *d, size_t stage)
{
  struct pl_arena *arena = &job->strand.arena;
  struct pl_item item = { .document = *d, .stage = stage };

  if (list->n == list->cap && items_grow (job, list) < 0)
    return PLATING_E_NOMEM;
  if (copy_text (arena, &item.document.path, d->path) < 0
      || copy_text (arena, &item.document.media_type, d->media_type) < 0)
    return PLATING_E_NOMEM;
  if (!pl_arena_contains (arena, d->bytes.ptr)
      && copy_text (arena, &item.document.bytes, d->bytes) < 0)
    return PLATING_E_NOMEM;
  list->items[list->n++] = item;
  return 0;
}

static int
is_listed (const char *const *list, struct plating_text name)
{
  for (; list && *list; list++)
    if (strlen (*list) == name.len && !memcmp (*list, name.ptr, name.len))
      return 1;
  return 0;
}

/* Where a renderer may write to in the op that it is in. */
static int
may_write (const struct pl_job *j, const struct plating_document *d)
{
  const struct plating_renderer_ops *ops = j->strand.instance->ops;

  switch (d->to) {
  case PLATING_TO_EXAMPLES:
    return 1;
  case PLATING_TO_OUTPUT:
  case PLATING_TO_GROUPED_EXAMPLES:
    return j->strand.kind != PL_OP_ADORN;
  case PLATING_TO_TEMPLATES:
  case PLATING_TO_PROJECT:
    return j->strand.kind == PL_OP_ADORN;
  case PLATING_TO_PROJECT_FILE:
    return is_listed (ops->project_files, d->path);
  default:
    return 0;
  }
}

static int
emit_document (void *owner, const struct plating_document *d)
{
  static const struct plating_text other = PLATING_TEXT (PLATING_MEDIA_OTHER);
  struct pl_job *j = job_of (owner);
  struct plating_document copy;
  int status;

  if (d->struct_size < sizeof *d || !may_write (j, d))
    return PLATING_E_INVAL;
  status = pl_sink_check_path (d->path, NULL);
  if (status < 0)
    return status;
  copy = *d;
  copy.struct_size = sizeof copy;
  if (!copy.media_type.len)
    copy.media_type = other;
  return pl_items_add (j, &j->emitted, &copy, 0);
}

static int
get_tree (void *owner, struct plating_text root,
          struct plating_text directory, const struct plating_tree **tree)
{
  return pl_roots_tree (job_of (owner)->run->roots, root, directory, tree,
                        NULL);
}

static int
get_list (void *owner, struct plating_text root,
          struct plating_text directory, const struct plating_tree **tree)
{
  return pl_roots_list (job_of (owner)->run->roots, root, directory, tree,
                        NULL);
}

static int
read_file (void *owner, struct plating_text root, struct plating_text path,
           struct plating_text *bytes, int32_t *system_error)
{
  struct pl_job *j = job_of (owner);

  return pl_roots_read (j->run->roots, root, path, &j->strand.arena, bytes,
                        system_error, NULL);
}

static int
root_path (void *owner, struct plating_text root, struct plating_text *path)
{
  return pl_roots_path (job_of (owner)->run->roots, root, path, NULL);
}

/* -- a schema asked for in the middle of another plugin's op ----------- */

/* An op of the discovery plugin inside one of another plugin.  The worker
 * waits for it, as the call is defined to block. */
struct nested {
  struct pl_job *job;
  const struct plating_component *component;
  const struct plating_schema_view *view;
  uv_sem_t over;
};

static void *
nested_alloc (void *owner, size_t len)
{
  return job_alloc (((struct nested *) owner)->job, len);
}

static int
nested_is_cancelled (void *owner)
{
  return job_is_cancelled (((struct nested *) owner)->job);
}

static int
nested_emit_schema (void *owner, const struct plating_schema_view *view)
{
  struct nested *n = owner;

  n->view = view;
  return 0;
}

static const struct pl_op_target nested_target = {
  .arena_alloc = nested_alloc,
  .is_cancelled = nested_is_cancelled,
  .emit_schema = nested_emit_schema,
};

static void
nested_resume (void *owner)
{
  uv_sem_post (&((struct nested *) owner)->over);
}

static int
nested_call (void *owner, uint64_t op)
{
  struct nested *n = owner;
  struct pl_instance *discovery = n->job->run->discovery;
  const struct plating_discovery_ops *ops = discovery->ops;

  return ops->load_schema (discovery->handle, n->component, op);
}

/* Loads the schema of N's component within the op that asks for it. */
static int
load_nested (struct nested *n, const struct plating_schema_view **view)
{
  struct pl_run *run = n->job->run;
  struct plating_error *error = NULL;
  struct pl_op *op;
  int status;

  if (n->component->flags & PLATING_COMPONENT_NO_SCHEMA)
    return PLATING_E_NOT_FOUND;
  /* A gate could wait for the very op that is asking. */
  if (run->discovery->gate)
    return PLATING_E_UNSUPPORTED;
  if (uv_sem_init (&n->over, 0) < 0)
    return PLATING_E_NOMEM;
  op = pl_op_new (run->discovery, PL_OP_LOAD_SCHEMA, &nested_target, n,
                  nested_resume);
  if (!op) {
    uv_sem_destroy (&n->over);
    return PLATING_E_NOMEM;
  }
  if (pl_op_start (op, nested_call) == PL_OP_PENDING)
    uv_sem_wait (&n->over);
  status = pl_op_end (op, &error);
  plating_error_unref (error);
  uv_sem_destroy (&n->over);
  if (status >= 0 && !n->view)
    status = PLATING_E_NOT_FOUND;
  *view = n->view;
  return status;
}

static int
component_schema (void *owner, uint32_t component,
                  const struct plating_schema_view **view)
{
  struct pl_run *run = job_of (owner)->run;
  struct nested n = { .job = job_of (owner) };
  struct pl_arena arena;
  int status = PLATING_E_NOMEM;

  *view = NULL;
  if (!run->discovery || component >= pl_catalog_size (run->catalog))
    return PLATING_E_NOT_FOUND;
  pl_arena_init (&arena, 1024);
  n.component = pl_catalog_get (run->catalog, component, &arena);
  if (n.component)
    status = load_nested (&n, view);
  pl_arena_release (&arena);
  return status;
}

/* -- finish ------------------------------------------------------------- */

static int
site_list (void *owner, const struct plating_site_entry **entries, size_t *n)
{
  struct pl_job *j = job_of (owner);

  *entries = j->site;
  *n = j->n_site;
  return 0;
}

static int
site_read (void *owner, size_t i, struct plating_text *bytes)
{
  struct pl_job *j = job_of (owner);

  if (i >= j->n_site)
    return PLATING_E_NOT_FOUND;
  if (!j->run->sink)
    return PLATING_E_STATE;
  return pl_sink_read (j->run->sink, PLATING_TO_OUTPUT, j->site[i].path,
                       &j->strand.arena, bytes, NULL);
}

#define COMMON                                  \
  .arena_alloc = job_alloc,                     \
  .report = job_report,                         \
  .is_cancelled = job_is_cancelled

#define READING                                 \
  .tree = get_tree,                             \
  .list = get_list,                             \
  .read = read_file,                            \
  .root_path = root_path

const struct pl_op_target pl_target_discover = {
  COMMON,
  READING,
  .emit_components = emit_components,
  .emit_provider = emit_provider,
  .add_root = add_root,
};

const struct pl_op_target pl_target_load = {
  COMMON,
  .emit_schema = emit_schema,
};

const struct pl_op_target pl_target_plan = {
  COMMON,
  READING,
  .emit_plan = emit_plan,
};

const struct pl_op_target pl_target_render = {
  COMMON,
  READING,
  .emit_document = emit_document,
  .component_schema = component_schema,
};

const struct pl_op_target pl_target_finish = {
  COMMON,
  READING,
  .emit_document = emit_document,
  .component_schema = component_schema,
  .site_list = site_list,
  .site_read = site_read,
};

const struct pl_op_target pl_target_validate = {
  COMMON,
  READING,
  .component_schema = component_schema,
};

const struct pl_op_target pl_target_site = {
  COMMON,
  READING,
  .component_schema = component_schema,
  .site_list = site_list,
  .site_read = site_read,
};
