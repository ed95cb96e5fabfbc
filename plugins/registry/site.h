/* SPDX-License-Identifier: Apache-2.0 */
/* Which files a provider's documentation is made from: those in its
 * templates directory and the templates that are missing there, each with
 * the component that it shows.
 *
 * Everything that depends on the order of files is settled here, so that
 * pages can be rendered in any order. */

#ifndef REGISTRY_SITE_H
#define REGISTRY_SITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <plating/host.h>
#include <plating/renderer.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "plugins/registry/names.h"

/* Where the text of a file comes from. */
enum registry_origin {
  REGISTRY_FROM_FILE,         /* it exists */
  REGISTRY_FROM_FALLBACK,     /* the template for all of its kind */
  REGISTRY_FROM_DEFAULT       /* the default template of its kind */
};

/* What is wrong with a file's component. */
enum registry_trouble {
  REGISTRY_NO_TROUBLE,
  REGISTRY_MISSING,           /* no component has that name: plain document */
  REGISTRY_BAD_NAME,          /* its name can't be that of a file */
  REGISTRY_NO_PROVIDER        /* the schema has no provider block */
};

struct registry_file {
  struct plating_text path;   /* in the templates directory */
  uint8_t origin;             /* enum registry_origin */
  uint8_t home;               /* the kind whose directory it is in */
  uint8_t kind;               /* what it is rendered as */
  uint8_t trouble;            /* enum registry_trouble */
  bool is_template;
  bool is_unused;             /* makes no document of its own */
  bool id_is_described;       /* an earlier page described the `id' */
  uint32_t mode;              /* of the document; 0: the usual one */
  uint32_t component;         /* shown; or PLATING_NONE */
  uint32_t identity;          /* resource whose identity is shown */
  uint32_t made_for;          /* component that this template was made for */
};

/* What was decided about the template of a component. */
enum registry_decision {
  REGISTRY_HAS_TEMPLATE,
  REGISTRY_USES_FALLBACK,
  REGISTRY_HAS_STATIC_PAGE,
  REGISTRY_USES_DEFAULT,
  REGISTRY_IS_DEPRECATED,     /* and is left out for that */
  REGISTRY_CANT_BE_NAMED
};

struct registry_choice {
  uint32_t component;         /* or PLATING_NONE: a provider without one */
  uint8_t kind;
  uint8_t decision;           /* enum registry_decision */
};

/* The components, by kind and name. */
struct registry_catalog {
  const struct plating_catalog_request *request;
  uint32_t first[REGISTRY_N_KINDS], last[REGISTRY_N_KINDS];
};

/* A template that is missing and is made: what registry_site_next makes a
 * struct registry_file of.  There may be one for each component. */
struct registry_made {
  uint32_t component;         /* made for; or PLATING_NONE: the provider */
  uint16_t mode;              /* as in struct registry_file */
  uint8_t kind;
  uint8_t flags;              /* REGISTRY_MADE_ */
};

#define REGISTRY_MADE_OF_FALLBACK  0x01u
#define REGISTRY_MADE_ID_DESCRIBED 0x02u

/* Longest name of a component that files are named after: that of most file
 * systems, less ".md". */
#define REGISTRY_SHORT_NAME_MAX 252
/* Room for the path of a template that is made. */
#define REGISTRY_MADE_PATH_SIZE (REGISTRY_SHORT_NAME_MAX + 64)

struct registry_site {
  struct pl_arena *arena;               /* of the files and choices */
  struct pl_arena *passing;             /* of what is made */
  struct registry_catalog catalog;
  struct plating_text short_name;       /* of the provider */
  const struct plating_tree *templates;
  bool compatible;
  bool lists_choices;
  struct registry_file *files;          /* that exist, and can't be named;
                                           in the order of a walk */
  size_t n_files, files_cap;
  struct registry_made *made;           /* in the same order */
  size_t n_made;
  struct registry_choice *choices;      /* in the order they are made */
  size_t n_choices, choices_cap;
};

/* Fills in SITE, of which arena, passing, short_name, templates, compatible
 * and lists_choices are set, for the components of REQUEST.  On
 * PLATING_E_UNSUPPORTED (something in the templates directory is no file)
 * ERROR has the message, for which ROOT is the path of that directory. */
int registry_site_make (struct registry_site *site,
                        const struct plating_catalog_request *request,
                        struct plating_text root, struct pl_buffer *error);

/* Where a walk over a site stands; zeroed at first. */
struct registry_walk {
  size_t next_file, next_made;
  bool is_made;               /* what was last returned is, */
  size_t index;               /* and where it is in its array */
  bool is_ahead;              /* MADE is the next of those */
  struct registry_file made;
  char path[REGISTRY_MADE_PATH_SIZE];
};

/* The next file of the site, existing or made, or NULL.  One that is made is
 * good until the next call. */
const struct registry_file *
registry_site_next (const struct registry_site *site,
                    struct registry_walk *walk);

const struct plating_component *
registry_component (const struct registry_catalog *catalog, uint32_t i);

/* The component of that kind and name, or PLATING_NONE. */
uint32_t registry_find_component (const struct registry_catalog *catalog,
                                  enum registry_kind kind,
                                  struct plating_text name);

/* The same with PREFIX and "_" before NAME; prefix.ptr is not NULL. */
uint32_t registry_find_prefixed (const struct registry_catalog *catalog,
                                 enum registry_kind kind,
                                 struct plating_text prefix,
                                 struct plating_text name);

/* The entry of TREE with the path PATH, or NULL. */
const struct plating_tree_entry *
registry_find_entry (const struct plating_tree *tree,
                     struct plating_text path);

/* -- site-made.c -------------------------------------------------------- */

/* Makes room for one template for each component. */
int registry_made_start (struct registry_site *site);

/* Whether a file can be named SHORT_NAME. */
bool registry_can_be_named (struct plating_text short_name);

/* Adds a template of the component's kind; KIND is REGISTRY_PROVIDER for
 * index.md.tmpl. */
void registry_made_add (struct registry_site *site, enum registry_kind kind,
                        uint32_t component, bool is_of_fallback);

void registry_made_sort (struct registry_site *site);

/* Makes FILE of MADE, with its path in memory of REGISTRY_MADE_PATH_SIZE
 * bytes at PATH. */
void registry_made_expand (const struct registry_site *site,
                           const struct registry_made *made, char *path,
                           struct registry_file *file);

/* The one with that path, or NULL. */
struct registry_made *registry_made_find (const struct registry_site *site,
                                          struct plating_text path);

/* What a plan entry tells of a file in its data: where it is among the
 * files, or all that is known of one that is made.  ... _file_of gives it
 * back; COMPONENT is that of the entry, PATH the file's. */
uint64_t registry_file_data (const struct registry_walk *walk,
                             const struct registry_file *file);
bool registry_data_is_made (uint64_t data);
struct registry_file registry_file_of_data (uint64_t data,
                                            struct plating_text path,
                                            uint32_t component);

/* -- site-components.c ------------------------------------------------- */

/* Sets what FILE, a template, shows. */
void registry_site_resolve (const struct registry_site *site,
                            struct registry_file *file);

#endif
