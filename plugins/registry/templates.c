/* SPDX-License-Identifier: Apache-2.0 */
/* Reading and parsing templates. */

#include <config.h>

#include <errno.h>

#include <plating/types.h>

#include "plugins/registry/default-templates.h"
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
  t->set = gotmpl_set_new_like (r->functions);
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

struct plating_text
registry_default_template_for (const struct registry_renderer *r,
                               enum registry_kind kind)
{
  return r->subcategories.n_rules ? registry_default_template_by_rule (kind)
         : registry_default_template (kind);
}

/* -- the template of the schema Markdown ------------------------------- */

static void
drop_page (struct registry_site *site, struct plating_text path)
{
  size_t i;

  for (i = 0; i < site->n_files; i++)
    if (pl_text_same (site->files[i].path, path))
      site->files[i].is_unused = true;
}

int
registry_open_schema_template (struct registry_renderer *r, uint64_t op,
                               struct pl_buffer *message)
{
  static const struct plating_text path
    = PLATING_TEXT (REGISTRY_SCHEMA_TEMPLATE);
  struct registry_template *t = &r->schema_template;
  const struct plating_tree_entry *e
    = registry_find_entry (r->site.templates, path);
  int code;

  if (!e || e->type != PLATING_ENTRY_FILE)
    return 0;
  code = registry_read_template (r, op, path, &t->text, message);
  if (code < 0)
    return code;
  registry_template_parse (r, t, REGISTRY_SCHEMA_TEMPLATE);
  if (t->code < 0) {
    pl_buffer_puts (message, "unable to parse template: ");
    pl_buffer_append (message, t->error.message.data, t->error.message.len);
  } else if (registry_schema_template_init (&r->schema_words, t->set)) {
    drop_page (&r->site, path);
  } else {
    r->schema_words.set = NULL;
  }
  return t->code;
}
