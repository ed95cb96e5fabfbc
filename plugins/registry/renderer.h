/* SPDX-License-Identifier: Apache-2.0 */
/* An instance of the registry renderer.
 *
 * Plan fills in everything; after it the instance does not change, except
 * for what the mutex protects, and workers render pages from it at the same
 * time. */

#ifndef REGISTRY_RENDERER_H
#define REGISTRY_RENDERER_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <plating/host.h>
#include <plating/renderer.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "plugins/common/gotemplate/gotemplate.h"
#include "plugins/registry/examples.h"
#include "plugins/registry/names.h"
#include "plugins/common/schemadoc/schema-template.h"
#include "plugins/registry/site.h"
#include "plugins/registry/subcategories.h"

/* A parsed template, or why it could not be. */
struct registry_template {
  struct plating_text text;
  struct gotmpl_set *set;       /* NULL if CODE is negative */
  struct gotmpl_error error;
  int code;                     /* 0 or PLATING_E_ */
  bool is_used;
};

/* Memory for one page, used again for the next. */
struct registry_workspace {
  struct registry_workspace *next;
  struct pl_arena arena;
  struct pl_buffer schema;      /* schema Markdown of all kinds */
  struct pl_buffer out;
  struct pl_buffer error;
  struct gotmpl_error template_error;
};

struct registry_include;

struct registry_renderer {
  const struct plating_host *host;
  bool compatible;
  bool shares_sections;         /* nested sections that hold the same */
  bool warns_of_missing;        /* descriptions */
  struct registry_subcategories subcategories;
  struct pl_arena settings;     /* memory of those that were given */

  struct pl_arena memory;       /* of all that plan makes */
  struct pl_arena passing;      /* of what only it needs */
  struct plating_text project, templates_path;  /* absolute */
  struct plating_text templates_name;   /* the same for messages */
  struct plating_text provider_name, provider_short_name;
  struct plating_text rendered_name;
  struct registry_site site;
  struct registry_examples_root examples;
  struct gotmpl_function_table tables[4];
  size_t n_tables;
  struct gotmpl_set *functions; /* the tables' in a set, as a model */
  /* Templates that many pages share, by kind: fallback or default, and as
   * the page of a component or as a plain document. */
  struct registry_template shared[REGISTRY_N_KINDS][2][2];
  struct registry_template schema_template;
  struct registry_schema_template schema_words; /* no set: not used */

  pthread_mutex_t mutex;        /* all below */
  struct registry_workspace *workspaces;
  struct registry_include *includes;
};

/* What a template function finds as the user of an execution. */
struct registry_page_run {
  struct registry_renderer *renderer;
  const struct registry_file *file;
  struct plating_text component;        /* its name; or empty */
  uint64_t op;
  unsigned n_includes;          /* files being included in each other */
  bool is_stated;               /* a plugin's function has called fail */
  bool is_outside;              /* a file was asked for that may not be read */
};

/* -- plan.c ------------------------------------------------------------ */

int registry_plan (void *instance,
                   const struct plating_catalog_request *req, uint64_t op);

/* Begins again: copies names, opens roots and makes the site, with choices
 * if asked to; on failure MESSAGE may have the reason. */
int registry_open_site (struct registry_renderer *r,
                        const struct plating_catalog_request *req,
                        uint64_t op, bool lists_choices,
                        struct pl_buffer *message);

/* States why OP fails, and returns CODE. */
int registry_fail (struct registry_renderer *r, uint64_t op, int code,
                   const struct pl_buffer *message);

/* Frees what plan made. */
void registry_plan_release (struct registry_renderer *r);

/* -- adorn.c ----------------------------------------------------------- */

int registry_adorn (void *instance,
                    const struct plating_catalog_request *req, uint64_t op);

/* -- page.c ------------------------------------------------------------ */

int registry_render (void *instance,
                     const struct plating_render_request *req, uint64_t op);

void registry_workspaces_free (struct registry_workspace *first);

/* -- templates.c ------------------------------------------------------- */

/* Parses text into T, of which text is set, as the template of NAME. */
void registry_template_parse (struct registry_renderer *r,
                              struct registry_template *t,
                              const char *name);
void registry_template_release (struct registry_template *t);

/* Reads the template of the schema Markdown, if there is one, which then
 * makes no page.  On failure MESSAGE has the reason. */
int registry_open_schema_template (struct registry_renderer *r, uint64_t op,
                                   struct pl_buffer *message);

/* The default template of a kind under the settings of R. */
struct plating_text
registry_default_template_for (const struct registry_renderer *r,
                               enum registry_kind kind);

/* Reads the file PATH of the templates directory; *BYTES as host->read has
 * it.  On failure MESSAGE has the reason. */
int registry_read_template (struct registry_renderer *r, uint64_t op,
                            struct plating_text path,
                            struct plating_text *bytes,
                            struct pl_buffer *message);

/* -- template-functions.c ---------------------------------------------- */

/* Sets up the tables of functions that templates can call. */
int registry_functions_start (struct registry_renderer *r);
void registry_includes_free (struct registry_include *first);

/* -- file-functions.c -------------------------------------------------- */

/* Appends the reason of a failed host->read as Go words it. */
void registry_read_failure (struct pl_buffer *message,
                            struct plating_text path, int code,
                            int32_t system_error);

#endif
