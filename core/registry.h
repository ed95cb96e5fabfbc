/* SPDX-License-Identifier: Apache-2.0 */
/* Where plugins are, and what those that are not loaded say of themselves.
 *
 * By name a plugin is found through its file name alone: no scan, no
 * cache.  Lists, and files that the user points at, are described by a
 * child process, so that a plugin that crashes or hangs while it is looked
 * at only marks its file.  Descriptions are kept in a cache file, which
 * is never needed. */

#ifndef PL_REGISTRY_H
#define PL_REGISTRY_H

#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

struct plating_error;
struct pl_registry;

/* Makes the search path: DIRS (N of them, may be relative to the current
 * directory), PLATING_PLUGIN_PATH (unless privileges differ), the user's
 * own directory, the installed one.  *R is new and immutable. [worker] */
int pl_registry_new (const char *const *dirs, size_t n,
                     struct pl_registry **r, struct plating_error **err);
void pl_registry_free (struct pl_registry *r);

/* Directory I of the search path, absolute; NULL beyond the end. [any] */
const char *pl_registry_dir_at (const struct pl_registry *r, size_t i);

/* Sets *PATH (the caller frees it) to the file of plugin NAME of KIND.
 * Errors: PLATING_E_CONFIG if there is none, with the places that were
 * looked at and names that are near; PLATING_E_IO, _NOMEM. [worker] */
int pl_registry_find (const struct pl_registry *r, uint32_t kind,
                      const char *name, char **path,
                      struct plating_error **err);

/* One plugin file. */
struct pl_registry_entry {
  char *path;                   /* absolute */
  char *name;                   /* by the file name */
  uint32_t kind;                /* by the file name */
  int is_hidden;                /* another of this name and kind is first */
  json_t *description;          /* as describe.h makes it, or NULL */
  char *problem;                /* why not, one line; NULL if all is well */
};

struct pl_registry_list {
  struct pl_registry_entry *entries;  /* by kind, name, search order */
  size_t n_entries, cap_entries;
};

/* Sets *LIST (new) to the plugin files of the search path: of KIND, or all
 * if that is 0.  [worker] */
int pl_registry_list (const struct pl_registry *r, uint32_t kind,
                      struct pl_registry_list **list,
                      struct plating_error **err);
/* Whether the plugin says that it has OPERATION, such as "load_schema". */
int pl_registry_entry_has (const struct pl_registry_entry *entry,
                           const char *operation);
void pl_registry_list_free (struct pl_registry_list *list);

/* Describes one file without loading it into this process.  *DESCRIPTION
 * is a new reference.  Errors: those of pl_plugin_load, and PLATING_E_PLUGIN
 * if the file crashes or hangs the child process. [worker] */
int pl_registry_describe (const char *path, json_t **description,
                          struct plating_error **err);

/* The same for its verdict alone: whether it is safe to load. [worker] */
int pl_registry_examine (const char *path, struct plating_error **err);

#endif
