/* SPDX-License-Identifier: Apache-2.0 */
/* What a run leaves to the embedder.
 *
 * Nothing is copied: the result becomes the owner of the run's catalog,
 * findings and sink. */

#include <config.h>

#include "result.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "catalog.h"
#include "findings.h"
#include "sink.h"

struct plating_result {
  atomic_uint refs;
  struct pl_catalog *catalog;
  struct pl_findings *findings;
  struct pl_sink *sink;
  struct plating_result_component *components;
  struct plating_result_counts counts;
  int exit_status;
};

static void
result_free (struct plating_result *r)
{
  pl_catalog_free (r->catalog);
  pl_findings_free (r->findings);
  pl_sink_free (r->sink);
  free (r->components);
  free (r);
}

static int
list_components (struct plating_result *r)
{
  uint32_t n = r->catalog ? pl_catalog_size (r->catalog) : 0, i;

  if (!n)
    return 0;
  r->components = calloc (n, sizeof *r->components);
  if (!r->components)
    return PLATING_E_NOMEM;
  for (i = 0; i < n; i++) {
    const struct plating_component *c = pl_catalog_at (r->catalog, i);

    r->components[i] = (struct plating_result_component) {
      .struct_size = sizeof r->components[i],
      .flags = c->flags,
      .kind = c->kind.ptr,
      .name = c->name.ptr,
    };
  }
  return 0;
}

int
pl_result_new (struct plating_result **out, struct pl_catalog *catalog,
               struct pl_findings *findings, struct pl_sink *sink,
               uint64_t planned, uint64_t duration_ns, int exit_status)
{
  struct plating_result *r = calloc (1, sizeof *r);
  struct pl_findings_counts found = { 0 };

  if (!r) {
    pl_catalog_free (catalog);
    pl_findings_free (findings);
    pl_sink_free (sink);
    return PLATING_E_NOMEM;
  }
  atomic_init (&r->refs, 1);
  r->catalog = catalog;
  r->findings = findings;
  r->sink = sink;
  r->exit_status = exit_status;
  if (list_components (r) < 0) {
    result_free (r);
    return PLATING_E_NOMEM;
  }
  r->counts.struct_size = sizeof r->counts;
  r->counts.components = catalog ? pl_catalog_size (catalog) : 0;
  r->counts.planned = planned;
  r->counts.duration_ns = duration_ns;
  if (sink)
    pl_sink_counts (sink, &r->counts);
  if (findings)
    pl_findings_counts_get (findings, &found);
  r->counts.errors = found.errors;
  r->counts.warnings = found.warnings;
  *out = r;
  return 0;
}

struct plating_result *
plating_result_ref (struct plating_result *r)
{
  if (r)
    atomic_fetch_add (&r->refs, 1);
  return r;
}

void
plating_result_unref (struct plating_result *r)
{
  if (r && atomic_fetch_sub (&r->refs, 1) == 1)
    result_free (r);
}

void
plating_result_counts_get (const struct plating_result *r,
                           struct plating_result_counts *counts)
{
  uint32_t size = counts->struct_size;

  if (size > sizeof r->counts)
    size = sizeof r->counts;
  memcpy (counts, &r->counts, size);
  counts->struct_size = size;
}

const struct plating_result_file *
plating_result_file_at (const struct plating_result *r, size_t i)
{
  const struct plating_result_file *files;
  size_t n;

  if (!r->sink)
    return NULL;
  files = pl_sink_files (r->sink, &n);
  return i < n ? &files[i] : NULL;
}

const struct plating_result_finding *
plating_result_finding_at (const struct plating_result *r, size_t i)
{
  return r->findings ? pl_findings_at (r->findings, i) : NULL;
}

const struct plating_result_component *
plating_result_component_at (const struct plating_result *r, size_t i)
{
  return i < r->counts.components ? &r->components[i] : NULL;
}

int
plating_result_exit_status (const struct plating_result *r)
{
  return r->exit_status;
}

struct plating_text
plating_result_page (const struct plating_result *r, const char *path)
{
  struct plating_text none = { NULL, 0 };

  return r->sink ? pl_sink_page (r->sink, path) : none;
}
