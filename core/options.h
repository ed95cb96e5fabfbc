/* SPDX-License-Identifier: Apache-2.0 */
/* The one table of options: parsing, help, and what a run is told to do. */

#ifndef PL_OPTIONS_H
#define PL_OPTIONS_H

#include <stddef.h>
#include <stdint.h>

#include <plating/run.h>

struct pl_buffer;
struct plating_error;

/* Verbs, as bits: which command takes an option. */
#define PL_VERB_PLATE    0x01u
#define PL_VERB_VALIDATE 0x02u
#define PL_VERB_ADORN    0x04u
#define PL_VERB_INFO     0x08u
#define PL_VERB_PLUGIN   0x10u
#define PL_VERB_COMMAND  0x20u  /* a command that a plugin offers */
#define PL_VERB_ALL      0xffu

/* Types of option. */
#define PL_OPTION_SWITCH 100u
#define PL_OPTION_STRING 200u
#define PL_OPTION_PATH   300u   /* made absolute when it is set */
#define PL_OPTION_COUNT  400u   /* 0 … max */
#define PL_OPTION_LIST   500u   /* repeatable string */
#define PL_OPTION_PATHS  600u   /* repeatable path */
#define PL_OPTION_CHOICE 700u

struct pl_option {
  const char *name;             /* without dashes */
  const char *argument;         /* in help; NULL: a switch */
  uint32_t type;                /* PL_OPTION_ */
  uint32_t verbs;               /* PL_VERB_ */
  const char *help;             /* one line */
  size_t offset;                /* in struct plating_options */
  uint64_t max;                 /* COUNT */
  const char *const *choices;   /* CHOICE, ended by NULL */
  char letter;                  /* -X, or 0 */
};

struct pl_strings {
  char **items;                 /* each ends in NUL */
  size_t n;
};

/* What was asked for.  A NULL string or a zero was not given. */
struct plating_options {
  /* the project */
  char *provider_dir, *provider_name, *rendered_provider_name;
  char *providers_schema, *discover;
  char *output_dir, *templates_dir, *examples_dir;
  struct pl_strings component_types, components, allow_outside;
  int ignore_deprecated, templates_only;
  /* plugins */
  struct pl_strings plugins, plugin_path;
  int offline;
  /* what to do with the pages */
  int check, diff, dry_run, prune, in_memory, fsync;
  /* how */
  uint64_t jobs, time_limit_s, max_in_flight;
  /* what to say */
  char *format;
  int quiet, verbose, no_color, raw;
};

/* The table: *N options in the order of the help. */
const struct pl_option *pl_options_table (size_t *n);
/* By name (also with '_' for '-') or by letter; NULL if there is none. */
const struct pl_option *pl_options_find (const char *name, size_t len);
const struct pl_option *pl_options_find_letter (char letter);

/* Sets OPTION from VALUE; relative paths are put behind BASE_DIR, or the
 * current directory if that is NULL. */
int pl_options_set (struct plating_options *o, const struct pl_option *option,
                    const char *value, const char *base_dir,
                    struct plating_error **err);

/* New copy of O (NULL: of empty options); NULL when memory is exhausted. */
struct plating_options *pl_options_copy (const struct plating_options *o);

/* Appends the lines of help for the options of VERB. */
void pl_options_help (uint32_t verb, struct pl_buffer *out);

#endif
