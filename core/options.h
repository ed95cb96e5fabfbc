/* SPDX-License-Identifier: Apache-2.0 */
/* The one table of options: parsing, help, and what a run is told to do. */

#ifndef PL_OPTIONS_H
#define PL_OPTIONS_H

#include <stddef.h>
#include <stdint.h>

#include <plating/run.h>

struct pl_buffer;
struct plating_document;
struct plating_error;

/* Verbs, as bits: which command takes an option. */
#define PL_VERB_PLATE    0x01u
#define PL_VERB_VALIDATE 0x02u
#define PL_VERB_ADORN    0x04u
#define PL_VERB_INFO     0x08u
#define PL_VERB_PLUGIN   0x10u
#define PL_VERB_MONITOR  0x40u
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
#define PL_OPTION_OPTIONAL 800u /* string, empty if none is given */

/* Flags of an option. */
#define PL_OPTION_RENDERER 0x01u  /* handed to the first renderer as the
                                     setting of the same name */
#define PL_OPTION_TRUSTED  0x02u  /* not from a file of the repository: where
                                     to look, what may run, what may be read
                                     or written outside */
#define PL_OPTION_INSIDE   0x04u  /* from such a file, a directory inside the
                                     project (or a file: "FILE") */

/* Most options of the table. */
#define PL_OPTIONS_MAX 96

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
  uint32_t flags;               /* PL_OPTION_ */
};

struct pl_strings {
  char **items;                 /* each ends in NUL */
  size_t n;
};

/* Where a value that a configuration file gave stands. */
struct pl_origin {
  const struct pl_option *option;
  size_t item;                  /* of a repeatable option, from 0 */
  char *file;
  uint32_t line, column;        /* from 1 */
};

/* What was asked for.  A NULL string or a zero was not given. */
struct plating_options {
  /* the project */
  char *provider_dir, *provider_name, *rendered_provider_name;
  char *provider_binary, *terraform;
  int no_cache;
  char *providers_schema;
  struct pl_strings discover;
  char *layout;
  char *output_dir, *templates_dir, *examples_dir, *grouped_examples_dir;
  struct pl_strings component_types, components, allow_outside;
  int ignore_deprecated, templates_only;
  struct pl_strings package_names;
  /* plugins */
  struct pl_strings plugins, plugin_path;
  int offline;
  /* what to do with the pages */
  int check, diff, dry_run, prune, in_memory, fsync, force;
  int validate, no_validate;
  /* how */
  uint64_t jobs, time_limit_s, max_in_flight;
  /* what to watch */
  char *trace, *monitor;
  int debug;
  /* what to say */
  char *format;
  int quiet, verbose, no_color, raw;
  char *log_level, *log_file, *log_format;
  /* for the renderer */
  struct pl_strings subcategories, test_only;
  int deduplicate_nested, generate_examples;
  char *guides_dir, *global_partials_dir, *published_schema;
  /* configuration files */
  char *config, *profile;
  int no_config;
  /* a command's own run: gets the documents */
  int (*on_document) (void *data, const struct plating_document *document);
  void *document_data;
  /* by index in the table: whether anybody has set it */
  unsigned char is_given[PL_OPTIONS_MAX];
  struct pl_origin *origins;
  size_t n_origins;
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

int pl_options_is_given (const struct plating_options *o,
                         const struct pl_option *option);
/* The value of a switch. */
int pl_options_switch (const struct plating_options *o,
                       const struct pl_option *option);
/* The text of an option that has one; NULL if it is not set. */
const char *pl_options_text (const struct plating_options *o,
                             const struct pl_option *option);
/* The values of a repeatable option. */
const struct pl_strings *pl_options_strings (const struct plating_options *o,
                                             const struct pl_option *option);

/* Remembers where the value that was set last for OPTION stands.  0 or
 * PLATING_E_NOMEM. */
int pl_options_set_origin (struct plating_options *o,
                           const struct pl_option *option, const char *file,
                           uint32_t line, uint32_t column);
/* Where value ITEM (0 unless OPTION is repeatable) comes from; NULL: not from
 * a file. */
const struct pl_origin *pl_options_origin (const struct plating_options *o,
                                           const struct pl_option *option,
                                           size_t item);
/* Adds that to *ERR, for the option NAME. */
void pl_options_add_place (const struct plating_options *o, const char *name,
                           size_t item, struct plating_error **err);

/* New copy of O (NULL: of empty options); NULL when memory is exhausted. */
struct plating_options *pl_options_copy (const struct plating_options *o);

/* Appends the lines of help for the options of VERB. */
void pl_options_help (uint32_t verb, struct pl_buffer *out);

#endif
