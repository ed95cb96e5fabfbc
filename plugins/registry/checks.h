/* SPDX-License-Identifier: Apache-2.0 */
/* The checks of `tfplugindocs validate` as a library: what stands where in
 * a provider's documentation, and whether each file may be published.
 *
 * Both the validator plugin and the compatible command use it.  It opens
 * nothing and prints nothing: trees and files come from a source, results
 * go to a sink, in the order of the original.  Paths are relative to the
 * provider's directory, with '/' between parts; the registry layout is
 * below "docs", the legacy layout below "website/docs". */

#ifndef REGISTRY_CHECKS_H
#define REGISTRY_CHECKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <plating/host.h>
#include <plating/types.h>
#include <plating/validator.h>

#include "common/buffer.h"

enum checks_rule {
  CHECKS_MIXED_LAYOUTS,
  CHECKS_INVALID_DIRECTORY,
  CHECKS_FILE_EXTENSION,
  CHECKS_FILE_SIZE,
  CHECKS_FILE_READ,
  CHECKS_FRONT_MATTER_MISSING,
  CHECKS_FRONT_MATTER_SYNTAX,
  CHECKS_LAYOUT_FORBIDDEN,
  CHECKS_SIDEBAR_CURRENT_FORBIDDEN,
  CHECKS_SUBCATEGORY_FORBIDDEN,
  CHECKS_DESCRIPTION_REQUIRED,
  CHECKS_LAYOUT_REQUIRED,
  CHECKS_PAGE_TITLE_REQUIRED,
  CHECKS_SUBCATEGORY_NOT_ALLOWED,
  CHECKS_EXTRANEOUS_FILE,
  CHECKS_MISSING_FILE,
  CHECKS_N_RULES
};

extern const struct plating_rule checks_rules[CHECKS_N_RULES];

/* Kinds of component, in the order in which the original compares them
 * with the files. */
enum checks_kind {
  CHECKS_RESOURCE,
  CHECKS_DATA_SOURCE,
  CHECKS_FUNCTION,
  CHECKS_EPHEMERAL_RESOURCE,
  CHECKS_ACTION,
  CHECKS_LIST_RESOURCE,
  CHECKS_STATE_STORE,
  CHECKS_N_KINDS
};

/* Finds the kind that the host calls NAME (PLATING_KIND_).  Returns false
 * for a kind that has no files of its own. */
bool checks_find_kind (struct plating_text name, enum checks_kind *kind);

struct checks_name {
  struct plating_text name;     /* full name, as in a configuration */
  bool may_be_missing;          /* nothing is said if it has no page */
};

/* The components of one kind, sorted bytewise, each name once. */
struct checks_names {
  const struct checks_name *names;
  size_t n;
};

struct checks_options {
  struct plating_text provider;       /* name without "terraform-provider-" */
  struct plating_text project_path;   /* absolute; for debug lines only */
  /* What the registry layout's directory is called in messages; empty:
   * "docs". */
  struct plating_text registry_name;
  /* Subcategories that pages may name; none: any. */
  const struct plating_text *guide_subcategories;
  size_t n_guide_subcategories;
  const struct plating_text *resource_subcategories;
  size_t n_resource_subcategories;
  struct checks_names names[CHECKS_N_KINDS];
};

/* Where trees and files come from.  All get DATA; a negative return other
 * than where noted ends the checks and is returned by them. */
struct checks_source {
  void *data;

  /* Whether PATH is a directory, or a link to one. */
  int (*is_directory) (void *data, const char *path, bool *result);

  /* The tree below DIRECTORY as host->tree gives it; an entry may come
   * more than once, then the first counts.  Valid until the next call. */
  int (*tree) (void *data, const char *directory,
               const struct plating_tree **tree);

  /* The bytes of the file PATH, valid until the next call.  *SYSTEM_ERROR
   * is an errno value or 0.  A failure is a finding and not the end,
   * unless it is PLATING_E_NOMEM or PLATING_E_CANCELLED. */
  int (*read) (void *data, const char *path, struct plating_text *bytes,
               int32_t *system_error);

  /* Whether the file PATH is left to others.  May be NULL. */
  bool (*is_checked_elsewhere) (void *data, const char *path);
};

struct checks_finding {
  enum checks_rule rule;
  struct plating_text file;     /* or directory; empty: none in particular */
  bool has_prefix;              /* the original prints "FILE: MESSAGE" */
  struct plating_text message;
  struct plating_text component;  /* a page that is missing; or empty */
  uint32_t line, column;        /* from 1; 0: not known */
};

/* Where results go.  Texts are valid during the call.  PROGRESS and DEBUG
 * may be NULL.  A negative return of FINDING ends the checks. */
struct checks_sink {
  void *data;
  void (*progress) (void *data, const char *line);
  void (*debug) (void *data, const char *line);   /* without "[DEBUG] " */
  int (*finding) (void *data, const struct checks_finding *finding);
};

/* All checks, from the line "running mixed directories check" on.  Returns
 * 0 whatever was found. */
int checks_run (const struct checks_options *options,
                const struct checks_source *source,
                const struct checks_sink *sink);

/* The checks of the file PATH, whose bytes are at hand.  A path that is
 * none of a documentation file is left alone. */
int checks_page (const struct checks_options *options, const char *path,
                 struct plating_text bytes, const struct checks_sink *sink);

/* Appends a finding as the original prints it. */
void checks_format_finding (const struct checks_finding *finding,
                            struct pl_buffer *out);

#endif
