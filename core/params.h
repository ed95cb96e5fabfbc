/* SPDX-License-Identifier: Apache-2.0 */
/* Plugin arguments of the command line and typed settings.
 *
 * NAME | KIND/NAME | ./FILE.so, followed by ",key=value" or ",value" any
 * number of times.  A comma that is part of a file name or a value is
 * doubled.  A file is told from a name by a slash or a leading dot; a
 * bare "x.so" is refused with a hint, so that the current directory is
 * never searched by name. */

#ifndef PL_PARAMS_H
#define PL_PARAMS_H

#include <stddef.h>
#include <stdint.h>

#include <plating/plugin.h>

struct plating_error;

/* One setting as it was written. */
struct pl_params_pair {
  char *key;                    /* NULL: written without '=' */
  char *value;
  char *base_dir;               /* relative paths start here; NULL: where
                                   pl_params_convert says */
  int is_confined;              /* what it names has to be below BASE_DIR */
};

/* One plugin as it was asked for. */
struct pl_params {
  uint32_t kind;                /* PLATING_PLUGIN_; 0 if PATH is set */
  char *name;                   /* NULL if PATH is set */
  char *path;                   /* as written; NULL if NAME is set */
  struct pl_params_pair *pairs;
  size_t n_pairs, cap_pairs;
};

/* Parses ARGUMENT into a new *PARAMS.  A bare NAME is of DEFAULT_KIND.
 * Errors: PLATING_E_CONFIG, _NOMEM. [any] */
int pl_params_parse (const char *argument, uint32_t default_kind,
                     struct pl_params **params, struct plating_error **err);

/* Makes *PARAMS for a plugin that is known by kind and name. [any] */
int pl_params_new (uint32_t kind, const char *name,
                   struct pl_params **params, struct plating_error **err);

/* Adds one setting; KEY and BASE_DIR may be NULL.  All copied. [any] */
int pl_params_add (struct pl_params *params, const char *key,
                   const char *value, const char *base_dir,
                   struct plating_error **err);

/* NULL is allowed. [any] */
void pl_params_free (struct pl_params *params);

/* How messages name it: "registry", or the path. Borrowed. [any] */
const char *pl_params_label (const struct pl_params *params);

/* Converts the settings by the table of DESCRIPTOR (checked and copied, as
 * pl_plugin_descriptor gives it) into a new map *SETTINGS: every key that
 * is set or has a default, in the order of the table.  A setting that is
 * given again counts last; a list grows.  Relative paths are put behind
 * BASE_DIR (absolute); "-" stays, as it stands for no file.  Errors:
 * PLATING_E_CONFIG, which names plugin and setting and says what is allowed;
 * PLATING_E_NOMEM. [any] */
int pl_params_convert (const struct pl_params *params,
                       const struct plating_plugin *descriptor,
                       const char *base_dir,
                       const struct plating_value **settings,
                       struct plating_error **err);

#endif
