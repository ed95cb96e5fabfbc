/* SPDX-License-Identifier: Apache-2.0 */
/* The site that a run makes, kept for the plugins that look at all of it at
 * the end. */

#include <config.h>

#include <stdlib.h>

#include "options.h"
#include "run.h"

int
pl_run_keeps_site (const struct pl_run *run)
{
  size_t i;

  if (run->options->on_document)
    return 0;
  for (i = 0; i < run->renderers.n; i++) {
    const struct plating_renderer_ops *ops = run->renderers.items[i]->ops;

    if (ops->finish)
      return 1;
  }
  if (run->verb != PL_VERB_PLATE)
    return 0;
  for (i = 0; i < run->validators.n; i++) {
    const struct plating_validator_ops *ops = run->validators.items[i]->ops;

    if (ops->scopes & PLATING_SCOPE_SITE)
      return 1;
  }
  return 0;
}

int
pl_run_keep_page (struct pl_run *run, uint32_t component,
                  const struct plating_document *d)
{
  struct plating_site_entry *site;
  char *path, *type;

  uv_mutex_lock (&run->mutex);
  if (run->n_site == run->cap_site) {
    size_t cap = run->cap_site ? 2 * run->cap_site : 256;

    site = realloc (run->site, cap * sizeof *site);
    if (site) {
      run->site = site;
      run->cap_site = cap;
    }
  }
  path = pl_arena_strndup (&run->texts, d->path.ptr, d->path.len);
  type = pl_arena_strndup (&run->texts, d->media_type.ptr,
                           d->media_type.len);
  if (run->n_site < run->cap_site && path && type)
    run->site[run->n_site++] = (struct plating_site_entry) {
      .path = { path, d->path.len },
      .media_type = { type, d->media_type.len },
      .component = component,
    };
  else
    path = NULL;
  uv_mutex_unlock (&run->mutex);
  return path ? 0 : PLATING_E_NOMEM;
}
