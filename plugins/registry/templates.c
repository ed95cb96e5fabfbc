/* SPDX-License-Identifier: Apache-2.0 */
/* Reading and parsing templates. */

#include <config.h>

#include <errno.h>

#include <plating/types.h>

#include "plugins/registry/renderer.h"

static int
code_of (int status)
{
  return status == 0 ? 0 : status == -ENOMEM ? PLATING_E_NOMEM
         : status == -EFBIG ? PLATING_E_LIMIT : PLATING_E_TEMPLATE;
}

void
registry_template_parse (struct registry_renderer *r,
                         struct registry_template *t, const char *name)
{
  gotmpl_error_init (&t->error);
  t->set = gotmpl_set_new (r->tables, r->n_tables);
  if (!t->set) {
    t->code = PLATING_E_NOMEM;
    return;
  }
  t->code = code_of (gotmpl_parse (t->set, name, t->text.ptr, t->text.len,
                                   &t->error));
  if (t->code < 0) {
    gotmpl_set_free (t->set);
    t->set = NULL;
  }
}

void
registry_template_release (struct registry_template *t)
{
  gotmpl_set_free (t->set);
  t->set = NULL;
  gotmpl_error_release (&t->error);
}

int
registry_read_template (struct registry_renderer *r, uint64_t op,
                        struct plating_text path,
                        struct plating_text *bytes,
                        struct pl_buffer *message)
{
  static const struct plating_text root
    = PLATING_TEXT (PLATING_ROOT_TEMPLATES);
  int32_t system_error = 0;
  int code = r->host->read (r->host, op, root, path, bytes, &system_error);

  if (code < 0 && code != PLATING_E_NOMEM) {
    pl_buffer_puts (message, "unable to read file: ");
    registry_read_failure (message, path, code, system_error);
  }
  return code;
}
