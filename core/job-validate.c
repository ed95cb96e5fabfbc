/* SPDX-License-Identifier: Apache-2.0 */
/* Jobs: each finished page is shown to each validator. */

#include <config.h>

#include "job.h"

#include <string.h>

#include "plugin.h"
#include "roots.h"

static const char *
media_type_of (struct plating_text path)
{
  static const struct {
    const char *suffix, *type;
  } types[] = {
    { ".md", PLATING_MEDIA_MARKDOWN },
    { ".markdown", PLATING_MEDIA_MARKDOWN },
    { ".html", PLATING_MEDIA_HTML },
    { ".json", PLATING_MEDIA_JSON },
    { ".txt", PLATING_MEDIA_TEXT },
  };
  size_t i;

  for (i = 0; i < sizeof types / sizeof *types; i++) {
    size_t n = strlen (types[i].suffix);

    if (path.len > n && !memcmp (path.ptr + path.len - n, types[i].suffix, n))
      return types[i].type;
  }
  return PLATING_MEDIA_OTHER;
}

int
pl_job_read_page (struct pl_job *j)
{
  static const struct plating_text output
    = PLATING_TEXT (PLATING_ROOT_OUTPUT);
  const struct plating_plan_entry *e = pl_job_entry (j);
  const char *type = media_type_of (e->path);
  struct plating_document d = {
    .struct_size = sizeof d,
    .to = PLATING_TO_OUTPUT,
    .path = e->path,
    .media_type = { type, strlen (type) },
  };

  j->strand.status = pl_roots_read (j->run->roots, output, e->path,
                                    &j->strand.arena, &d.bytes, NULL,
                                    &j->strand.error);
  if (j->strand.status < 0)
    return -1;
  return pl_items_add (j, &j->finished, &d, 0) < 0
    ? pl_job_no_memory (j), -1 : 0;
}

static int
call_validate (struct pl_strand *s, uint64_t op)
{
  struct pl_job *j = (struct pl_job *) s;
  const struct plating_validator_ops *ops = s->instance->ops;

  return ops->validate (s->instance->handle, j->request, op);
}

static int
make_validate_request (struct pl_job *j,
                       const struct plating_document *document)
{
  struct plating_validate_request *req
    = pl_arena_zalloc (&j->strand.arena, sizeof *req);

  if (!req)
    return PLATING_E_NOMEM;
  req->struct_size = sizeof *req;
  req->provider = &j->run->provider;
  req->document = document;
  req->component = j->component;
  req->schema = j->schema;
  j->request = req;
  return 0;
}

static int
wants_page (const struct pl_instance *validator,
            const struct plating_document *d)
{
  const struct plating_validator_ops *ops = validator->ops;

  return (ops->scopes & PLATING_SCOPE_PAGE)
    && (pl_plugin_list_has (ops->accepts, PLATING_MEDIA_ANY)
        || pl_plugin_list_has (ops->accepts, d->media_type.ptr));
}

int
pl_job_validate_finished (struct pl_job *j)
{
  struct pl_strand *s = &j->strand;

  for (;;) {
    const struct plating_document *d;
    struct pl_instance *validator;

    if (s->is_over) {
      s->is_over = 0;
      if (s->status < 0)
        return PL_STRAND_AGAIN;
      j->validator++;
    }
    s->status = 0;
    if (j->validator >= j->run->validators.n) {
      j->validator = 0;
      j->checked++;
    }
    if (j->checked >= j->finished.n || !j->run->validators.n)
      return PL_STRAND_AGAIN;
    d = &j->finished.items[j->checked].document;
    validator = j->run->validators.items[j->validator];
    if (!wants_page (validator, d)) {
      j->validator++;
      continue;
    }
    if (make_validate_request (j, d) < 0)
      return pl_job_no_memory (j);
    s->target = &pl_target_validate;
    if (pl_strand_call (s, validator, PL_OP_VALIDATE, call_validate)
        == PL_STRAND_AWAY)
      return PL_STRAND_AWAY;
  }
}
