/* SPDX-License-Identifier: Apache-2.0 */
/* Adorn: templates and examples that components lack.
 *
 * What is there already under the very name of a proposal is proposed all
 * the same: the host keeps the file and counts it.  A component that has
 * its template or examples in another way gets none. */

#include <config.h>

#include <string.h>

#include <plating/types.h>

#include "plugins/common/skeleton/skeleton.h"
#include "plugins/registry/renderer.h"

struct adorn {
  struct registry_renderer *r;
  uint64_t op;
  const struct plating_catalog_request *req;
  /* Default templates in memory of the op, which the host does not copy. */
  struct plating_text templates[REGISTRY_N_KINDS];
  struct pl_arena arena;        /* of one component */
  struct pl_buffer text;
  struct pl_buffer message;
};

/* -- messages ---------------------------------------------------------- */

static void
report (struct adorn *a, uint32_t severity, struct plating_text component,
        const char *what, const char *why)
{
  const struct plating_host *host = a->r->host;
  struct plating_finding finding = {
    .struct_size = sizeof finding,
    .severity = severity,
    .component = component
  };

  pl_buffer_clear (&a->message);
  pl_buffer_printf (&a->message, "no %s was made: %s", what, why);
  finding.message.ptr = a->message.data;
  finding.message.len = a->message.len;
  if (!a->message.failed)
    host->report (host, a->op, &finding);
  pl_buffer_clear (&a->message);
}

/* -- documents --------------------------------------------------------- */

static const char *
refusal (int code)
{
  switch (code) {
  case PLATING_E_OUTSIDE:
  case PLATING_E_INVAL:
    return "its name can't be that of a file";
  case PLATING_E_LIMIT:
    return "its name is too long for a file";
  default:
    return NULL;
  }
}

/* Hands over BYTES, which the op's memory holds. */
static int
emit (struct adorn *a, uint32_t to, struct plating_text path,
      struct plating_text bytes, struct plating_text component,
      const char *what)
{
  const struct plating_host *host = a->r->host;
  struct plating_document document = {
    .struct_size = sizeof document,
    .to = to,
    .flags = PLATING_DOCUMENT_KEEP_EXISTING,
    .path = path,
    .media_type = pl_text_of (PLATING_MEDIA_TEXT),
    .bytes = bytes
  };
  int code = host->emit_document (host, a->op, &document);
  const char *why = refusal (code);

  if (!why)
    return code;
  report (a, PLATING_LEVEL_WARNING, component, what, why);
  return 0;
}

static int
copy_to_op (struct adorn *a, struct plating_text from,
            struct plating_text *to)
{
  char *p = a->r->host->arena_alloc (a->r->host, a->op, from.len + 1);

  if (!p)
    return PLATING_E_NOMEM;
  memcpy (p, from.ptr, from.len);
  p[from.len] = '\0';
  *to = (struct plating_text) { p, from.len };
  return 0;
}

/* -- templates --------------------------------------------------------- */

/* Proposes the default template unless the component's page comes from
 * something else; of two components with one page the first counts. */
static int
propose_template (struct adorn *a, const struct registry_choice *choice,
                  struct plating_text name)
{
  enum registry_kind kind = choice->kind;
  struct registry_site *site = &a->r->site;
  const struct plating_text parts[] = {
    pl_text_of (registry_kinds[kind].directory),
    kind == REGISTRY_PROVIDER ? pl_text_of ("index")
    : registry_component_short_name (name, site->short_name),
    pl_text_of (".md.tmpl")
  };
  struct plating_text path = pl_text_join (&a->arena, parts, 3);
  int code = path.ptr ? 0 : PLATING_E_NOMEM;

  if (code < 0
      || (choice->decision != REGISTRY_USES_DEFAULT
          && (choice->decision != REGISTRY_HAS_TEMPLATE
              || !registry_find_entry (site->templates, path))))
    return code;
  if (!a->templates[kind].ptr)
    code = copy_to_op (a, registry_default_template_for (a->r, kind),
                       &a->templates[kind]);
  return code < 0 ? code
         : emit (a, PLATING_TO_TEMPLATES, path, a->templates[kind], name,
                 "template");
}

/* -- examples ---------------------------------------------------------- */

/* Both count the kinds alike. */
_Static_assert ((int) SKELETON_RESOURCE == (int) REGISTRY_RESOURCE
                && (int) SKELETON_DATA_SOURCE == (int) REGISTRY_DATA_SOURCE
                && (int) SKELETON_FUNCTION == (int) REGISTRY_FUNCTION
                && (int) SKELETON_EPHEMERAL_RESOURCE
                == (int) REGISTRY_EPHEMERAL_RESOURCE
                && (int) SKELETON_ACTION == (int) REGISTRY_ACTION
                && (int) SKELETON_LIST_RESOURCE
                == (int) REGISTRY_LIST_RESOURCE
                && (int) SKELETON_STATE_STORE == (int) REGISTRY_STATE_STORE
                && (int) SKELETON_PROVIDER == (int) REGISTRY_PROVIDER,
                "kinds in another order");

static enum registry_kind
registry_kind_in (const struct skeleton *s)
{
  return (enum registry_kind) s->kind;
}

/* A file in the directory of a component's examples. */
static int
propose_file (struct adorn *a, const struct skeleton *s,
              const char *file, int code)
{
  struct plating_text parts[] = {
    registry_examples_directory (registry_kind_in (s), s->name, &a->arena),
    pl_text_of (file)
  };
  struct plating_text path, bytes = { a->text.data, a->text.len };

  if (code == PLATING_E_NOT_FOUND)
    return 0;
  if (code == PLATING_E_UNSUPPORTED || code == PLATING_E_LIMIT) {
    report (a, PLATING_LEVEL_WARNING, s->name, file,
            s->problem ? s->problem : "it can't be written");
    return 0;
  }
  if (code < 0)
    return code;
  path = parts[0].ptr ? pl_text_join (&a->arena, parts, 2) : parts[0];
  if (!path.ptr || copy_to_op (a, bytes, &bytes) < 0)
    return PLATING_E_NOMEM;
  return emit (a, PLATING_TO_EXAMPLES, path, bytes, s->name, file);
}

static int
propose_example (struct adorn *a, struct skeleton *s,
                 const struct registry_examples *there)
{
  const struct registry_kind_names *k = &registry_kinds[registry_kind_in (s)];
  const struct plating_text parts[] = {
    pl_text_of (k->example), pl_text_of (k->example_suffix)
  };
  struct plating_text file = pl_text_join (&a->arena, parts, 2);

  if (!file.ptr)
    return PLATING_E_NOMEM;
  if (there->n_files > 0 && !there->single.exists)
    return 0;
  return propose_file (a, s, file.ptr, skeleton_example (s));
}

/* Loads the schema.  A component whose schema is wrong gets no page
 * either: that is an error, but one of this component. */
static int
load (struct adorn *a, uint32_t component, struct plating_text name,
      const struct plating_schema_view **view)
{
  const struct plating_host *host = a->r->host;
  int code = host->component_schema (host, a->op, component, view);

  switch (code) {
  case 0:
  case PLATING_E_NOMEM:
  case PLATING_E_CANCELLED:
    return code;
  case PLATING_E_UNSUPPORTED:
    pl_buffer_puts (&a->message, "the discovery plugin gives no schemas "
                    "while examples are made; --templates-only does "
                    "without");
    return code;
  default:
    report (a, PLATING_LEVEL_ERROR, name, "example",
            "its schema can't be read");
    return 0;
  }
}

static int
propose_examples (struct adorn *a, const struct registry_choice *choice,
                  struct plating_text name)
{
  struct skeleton s = {
    .kind = (enum skeleton_kind) choice->kind, .name = name,
    .provider = a->r->site.short_name,
    .arena = &a->arena, .out = &a->text
  };
  struct registry_examples there;
  int code = registry_examples_find (&a->r->examples, a->r->host, a->op,
                                     choice->kind, name, &a->arena, &there);

  if (code < 0) {
    pl_buffer_puts (&a->message, "can't list the examples directory");
    return code;
  }
  code = load (a, choice->component, name, &s.view);
  if (code < 0 || !s.view)
    return code;
  code = propose_example (a, &s, &there);
  if (code < 0 || choice->kind != REGISTRY_RESOURCE)
    return code;
  code = propose_file (a, &s, "import.sh", skeleton_import (&s));
  return code < 0 ? code
         : propose_file (a, &s, "import-by-identity.tf",
                         skeleton_import_identity (&s));
}

/* -- the operation ----------------------------------------------------- */

static bool
takes_part (const struct adorn *a, const struct registry_choice *choice)
{
  uint32_t i = choice->component;

  if (choice->decision == REGISTRY_IS_DEPRECATED)
    return false;
  if (i == PLATING_NONE)
    return !(a->req->flags & PLATING_CATALOG_FILTERED);
  return !a->req->selected || a->req->selected[i];
}

static int
propose (struct adorn *a, const struct registry_choice *choice)
{
  const struct plating_component *c = choice->component == PLATING_NONE
    ? NULL : registry_component (&a->r->site.catalog, choice->component);
  struct plating_text name = c ? c->name : a->r->provider_short_name;
  int code;

  if (!takes_part (a, choice))
    return 0;
  if (a->r->host->op_is_cancelled (a->r->host, a->op))
    return PLATING_E_CANCELLED;
  pl_arena_reset (&a->arena);
  if (choice->decision == REGISTRY_CANT_BE_NAMED) {
    report (a, PLATING_LEVEL_WARNING, name, "template",
            refusal (PLATING_E_INVAL));
    return 0;
  }
  if (c && c->flags & PLATING_COMPONENT_NO_SCHEMA) {
    report (a, PLATING_LEVEL_WARNING, name, "template",
            "it has no schema");
    return 0;
  }
  code = propose_template (a, choice, name);
  if (code < 0 || !c || a->req->flags & PLATING_CATALOG_TEMPLATES_ONLY)
    return code;
  return propose_examples (a, choice, name);
}

int
registry_adorn (void *instance, const struct plating_catalog_request *req,
                uint64_t op)
{
  struct adorn a = { .r = instance, .op = op, .req = req };
  size_t i;
  int code;

  pl_arena_init (&a.arena, 0);
  pl_buffer_init (&a.text);
  pl_buffer_init (&a.message);
  code = registry_open_site (a.r, req, op, true, &a.message);
  for (i = 0; code == 0 && i < a.r->site.n_choices; i++) {
    pl_buffer_clear (&a.message);
    code = propose (&a, &a.r->site.choices[i]);
  }
  if (code < 0 && code != PLATING_E_CANCELLED)
    registry_fail (a.r, op, code, &a.message);
  a.r->site.catalog.request = NULL;
  pl_buffer_release (&a.message);
  pl_buffer_release (&a.text);
  pl_arena_release (&a.arena);
  if (code == 0)
    a.r->host->op_done (a.r->host, op, 0);
  return code;
}
