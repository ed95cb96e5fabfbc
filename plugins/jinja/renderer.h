/* SPDX-License-Identifier: Apache-2.0 */
/* An instance of the jinja renderer: pages from the templates that lie in
 * bundles beside the components' code.
 *
 * Plan fills in everything; after it only what became of the pages changes,
 * under the mutex, and workers render at the same time. */

#ifndef PLATE_RENDERER_H
#define PLATE_RENDERER_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <plating/host.h>
#include <plating/renderer.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "plugins/common/jinja/jinja.h"
#include "plugins/jinja/assemble.h"
#include "plugins/jinja/bundle.h"
#include "plugins/jinja/kinds.h"

enum plate_style {
  PLATE_STYLE_REGISTRY,
  PLATE_STYLE_FLAT,
  PLATE_STYLE_TABLE
};

/* What was given; texts live in the arena `settings'. */
struct plate_settings {
  enum plate_style style;
  struct plating_text partials_dir, guides_dir, published_schema;
  struct plating_text test_variable;
  struct plating_text *test_only;       /* globs */
  size_t n_test_only;
  bool makes_index, makes_navigation, makes_examples;
  /* In compiled examples. */
  struct plating_text provider_source, provider_version;
};

/* A component that has a folder. */
struct plate_component {
  uint32_t index;               /* in the catalog */
  enum plate_kind kind;
  struct plating_text name;     /* full */
  struct plating_text folder_name;
  struct plate_bundle bundle;
  struct plating_text template;         /* below the root; empty: none */
  struct plating_text page;             /* its path in the output */
  bool is_selected, is_test_only;
  bool is_left_out;             /* for good: it is deprecated */
  /* Under the mutex: the page was rendered, with this subcategory; or its
   * template is empty. */
  bool is_made, is_empty;
  struct plating_text subcategory;
};

struct plate_guide {
  struct plating_text source;   /* below the project */
  struct plating_text page;     /* in the output */
  bool is_template;
};

/* A text of the directory of global partials. */
struct plate_partial {
  struct plating_text name, path;       /* path: below the project */
  struct plating_text text;             /* ptr NULL: there is none */
};

/* Memory for one page, used again for the next. */
struct plate_workspace {
  struct plate_workspace *next;
  struct pl_arena arena;        /* of the page */
  struct pl_arena values;       /* of the template's values */
  struct pl_buffer made, out, scratch;
  struct jinja_error error;
};

struct plate_renderer {
  const struct plating_host *host;
  struct pl_arena settings_memory;
  struct plate_settings settings;
  struct jinja_environment *environment;

  struct pl_arena memory;       /* of all that plan makes */
  struct plating_text project;  /* absolute */
  struct plating_text provider_name;    /* short */
  struct plating_text shown_name;       /* what pages call the provider */
  struct plate_root **roots;
  size_t n_roots;
  struct plate_component *components;   /* in the order of the catalog */
  size_t n_components;
  struct plate_guide *guides;
  size_t n_guides;
  struct plate_partial header, footer;
  struct plate_partial *partials;       /* all of the directory, `_X' */
  size_t n_partials;
  uint32_t provider_index;      /* of the provider in the catalog */
  struct plate_component *provider;     /* if it has a bundle */
  bool reports_failures;        /* finish: of one page, as a finding */

  pthread_mutex_t mutex;        /* all below */
  struct plate_workspace *workspaces;
  struct pl_arena results;      /* texts of rendered pages */
};

/* -- plan.c ----------------------------------------------------------- */

int plate_plan (void *instance, const struct plating_catalog_request *req,
                uint64_t op);
/* Begins again: roots, components, guides, partials.  On failure the op's
 * failure has been stated. */
int plate_open (struct plate_renderer *r,
                const struct plating_catalog_request *req, uint64_t op);
void plate_plan_release (struct plate_renderer *r);

/* The file PATH of ROOT as messages show it: relative to the project if it
 * is inside.  In ARENA; empty without memory. */
struct plating_text plate_shown (const struct plate_renderer *r,
                                 const struct plate_root *root,
                                 struct plating_text path,
                                 struct pl_arena *arena);

/* PATH, absolute, below the project; ptr is NULL if it is elsewhere. */
struct plating_text plate_below_project (const struct plate_renderer *r,
                                         struct plating_text path);

/* States that OP fails and returns CODE.  FILE may be empty. */
int plate_fail (const struct plate_renderer *r, uint64_t op, int code,
                struct plating_text file, uint32_t line, uint32_t column,
                const char *fmt, ...)
  __attribute__ ((format (printf, 7, 8)));
/* Why host->read has answered with CODE and the system's ERROR; NULL: nobody
 * knows. */
const char *plate_why_unread (int code, int32_t error);
/* The same, with that behind "can't read WHAT". */
int plate_fail_read (const struct plate_renderer *r, uint64_t op, int code,
                     int32_t error, struct plating_text file,
                     const char *what);

/* -- test-only.c ------------------------------------------------------ */

/* Sets is_test_only of the components: by the patterns, and by what the
 * published schema lacks. */
int plate_mark_test_only (struct plate_renderer *r, uint64_t op);

/* -- page.c ----------------------------------------------------------- */

int plate_render (void *instance, const struct plating_render_request *req,
                  uint64_t op);
void plate_workspaces_free (struct plate_workspace *first);
struct plate_workspace *plate_workspace_get (struct plate_renderer *r);
void plate_workspace_put (struct plate_renderer *r,
                          struct plate_workspace *space);

/* What is rendered, and what its templates can reach. */
struct plate_job {
  struct plate_renderer *r;
  struct plate_workspace *space;
  uint64_t op;
  const struct plate_component *component;      /* NULL: a guide */
  const struct plating_schema_view *schema;     /* or NULL */
  struct plate_files examples, partials;
  struct plating_text *example_texts;           /* read so far; ptr NULL */
  struct plating_text schema_text;
  bool is_stated;               /* the failure */
  bool has_components;          /* the list of components was asked for */
  struct plating_text components_text;          /* for the index */
};

/* Reads what the templates of JOB can use, and appends what the template
 * TEXT of the file PATH of ROOT makes to OUT.  A failure is stated. */
int plate_job_open (struct plate_job *job);
int plate_job_render (struct plate_job *job, const struct plate_root *root,
                      struct plating_text path, struct plating_text text,
                      struct pl_buffer *out);
/* The page that is made of OUT, the rendered template of the file PATH of
 * ROOT, in space->out; *PARTS may be asked for its front matter. */
int plate_job_assemble (struct plate_job *job, const struct plate_root *root,
                        struct plating_text path, struct pl_buffer *made,
                        struct plate_page_parts *parts);
/* TEXT without a byte order mark, which is no part of it. */
struct plating_text plate_unmarked (struct plating_text text);
/* Reads a file, without its byte order mark; a failure is stated. */
int plate_job_read (struct plate_job *job, const struct plate_root *root,
                    struct plating_text path, struct plating_text *text);

/* -- functions.c ------------------------------------------------------ */

extern const struct jinja_function_table plate_functions;

/* Finds a template for include and the like: of the bundle, then of the
 * project. */
int plate_load (void *user, const char *name, size_t len, const char **text,
                size_t *text_len);

/* The text of example I; ptr NULL after a failure, which is stated. */
struct plating_text plate_job_example (struct plate_job *job, size_t i);

/* -- schema-text.c ---------------------------------------------------- */

/* Sets *TEXT to the schema of JOB's component in the style of the
 * settings. */
int plate_schema_text (struct plate_job *job, struct plating_text *text);

/* A function's signature on one line, its arguments, its variadic argument:
 * each may be empty. */
struct plate_function_texts {
  struct plating_text signature, arguments, variadic;
  bool has_variadic;
};
int plate_function_texts (struct plate_job *job,
                          struct plate_function_texts *texts);

/* -- site.c ----------------------------------------------------------- */

int plate_finish (void *instance, const struct plating_catalog_request *req,
                  uint64_t op);

#endif
