/* SPDX-License-Identifier: Apache-2.0 */
/* The compatible front: tfplugindocs' command line on top of the host's
 * operations, and the native command `migrate`.
 *
 * A command line is one struct registry_front.  It is worked on by one
 * thread at a time: that of the command until an operation of the host's is
 * started, then the loop's, which may send it back to a worker.  Its memory
 * is an arena, so nothing in it is freed alone. */

#ifndef REGISTRY_FRONT_H
#define REGISTRY_FRONT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <plating/extensions.h>
#include <plating/host.h>

#include "common/arena.h"
#include "common/buffer.h"

/* Exit status of what would be a panic of the original. */
#define REGISTRY_FRONT_PANIC 2
#define REGISTRY_FRONT_UNKNOWN_COMMAND 127

enum registry_flag {
  REGISTRY_FLAG_EXAMPLES_DIR,
  REGISTRY_FLAG_GUIDES,
  REGISTRY_FLAG_GUIDES_FILE,
  REGISTRY_FLAG_IGNORE_DEPRECATED,
  REGISTRY_FLAG_PROVIDER_DIR,
  REGISTRY_FLAG_PROVIDER_NAME,
  REGISTRY_FLAG_RENDERED_NAME,
  REGISTRY_FLAG_RENDERED_DIR,
  REGISTRY_FLAG_RESOURCES,
  REGISTRY_FLAG_RESOURCES_FILE,
  REGISTRY_FLAG_SCHEMA,
  REGISTRY_FLAG_TEMPLATES_DIR,
  REGISTRY_FLAG_TF_VERSION,
  REGISTRY_FLAG_WEBSITE_SOURCE_DIR,
  REGISTRY_FLAG_WEBSITE_TEMP_DIR,
  REGISTRY_N_FLAGS
};

struct registry_front;

struct registry_front_command {
  const char *name;
  const char *synopsis;
  const char *prefix;           /* of its errors */
  const struct registry_flag_text *flags;     /* sorted by name */
  size_t n_flags;
  /* Ends by registry_front_end, registry_front_fail or
   * registry_front_panic, at once or later. */
  void (*run) (struct registry_front *f);
};

/* A list of texts that grows. */
struct registry_strings {
  const char **items;
  size_t n, cap;
};

struct registry_front {
  const struct plating_host *host;
  uint64_t op;
  int32_t *exit_status;
  const struct registry_front_command *command;
  struct pl_arena arena;
  struct pl_buffer line;        /* the one being made */
  bool has_color;
  const char *working_dir;

  const char *flags[REGISTRY_N_FLAGS];
  const char *provider_dir;     /* absolute */
  const char *provider_name;
  const char *short_name;
  const char *rendered_name;

  const char *schema_path;      /* absolute; of the file to read */
  const char *schema_address;   /* of the provider in it, or NULL */
  const char *schema_error;     /* prefix when it can't be taken */
  const char *build_dir;        /* to be removed in the end, or NULL */
  void (*on_outcome) (struct registry_front *f,
                      const struct plating_operation_outcome *outcome);
  void *state;                  /* the command's own */
};

/* -- front.c ---------------------------------------------------------- */

extern const struct plating_commands registry_commands;

/* Ends the command.  After these F must not be touched. */
void registry_front_end (struct registry_front *f, int32_t exit_status);
/* Prints the error that f->line holds as the original prints it. */
void registry_front_fail (struct registry_front *f);
/* Says in one line why the original would have crashed. */
void registry_front_panic (struct registry_front *f);
/* Without memory, or cancelled. */
void registry_front_abandon (struct registry_front *f, int code);

/* Sets the directory and the names of the provider from the flags.  Returns
 * false if it has ended the command. */
bool registry_front_open (struct registry_front *f);

/* Whether it is `plating migrate`. */
bool registry_front_is_native (const struct registry_front *f);

/* -- front-flags.c ---------------------------------------------------- */

struct registry_flag_text {
  enum registry_flag flag;
  bool is_switch;
  const char *name, *preset, *usage;
};

extern const struct registry_flag_text registry_generate_flags[];
extern const struct registry_flag_text registry_validate_flags[];
extern const struct registry_flag_text registry_migrate_flags[];
#define REGISTRY_N_GENERATE_FLAGS 10
#define REGISTRY_N_VALIDATE_FLAGS 8
#define REGISTRY_N_MIGRATE_FLAGS 4

/* Reads the N arguments as Go's flag package does.  Returns true, or false
 * with the exit status after it has printed why. */
bool registry_flags_parse (struct registry_front *f,
                           const char *const *arguments, size_t n,
                           int32_t *exit_status);

/* Prints the help of COMMAND. */
void registry_flags_help (struct registry_front *f,
                          const struct registry_front_command *command);

/* -- front-output.c --------------------------------------------------- */

/* Texts are made from a format of their own: %s a string, %q the same as Go
 * quotes it, %t and %T the same two for a struct plating_text by address, %e
 * the words for an errno value, %% a percent sign. */

/* Prints a line of progress, a warning, or one without colour for others. */
void registry_front_info (struct registry_front *f, const char *fmt, ...);
void registry_front_warn (struct registry_front *f, const char *fmt, ...);
void registry_front_print (struct registry_front *f, uint32_t stream,
                           const char *fmt, ...);
/* Prints a line of the original's log, with the time. */
void registry_front_log (struct registry_front *f, const char *fmt, ...);
/* f->line is printed as an error, with its colour. */
void registry_front_error (struct registry_front *f);

/* Sets f->line, or puts text in front of it; both return false. */
bool registry_front_say (struct registry_front *f, const char *fmt, ...);
bool registry_front_wrap (struct registry_front *f, const char *fmt, ...);

/* A text in the arena; NULL without memory. */
const char *registry_front_text (struct registry_front *f, const char *fmt,
                                 ...);

/* -- front-files.c ---------------------------------------------------- */

/* Paths, as Go's filepath makes them; NULL without memory. */
const char *registry_path_clean (struct pl_arena *arena, const char *path);
const char *registry_path_join (struct pl_arena *arena, const char *a,
                                const char *b);
/* PATH as it is if it is absolute, else behind the working directory. */
const char *registry_path_absolute (const struct registry_front *f,
                                    struct pl_arena *arena,
                                    const char *path);
/* The last part; the directory of it has *LEN bytes. */
const char *registry_path_base (const char *path, size_t *len);
/* Whether no link of the project leads PATH (absolute) out of it; says so
 * otherwise.  A place outside that the user has named is left to them. */
bool registry_stays_inside (struct registry_front *f, const char *path);

/* The functions below return 0 or an errno value. */

/* Reads a whole file; *BYTES is followed by a NUL byte. */
int registry_file_read (const char *path, struct pl_buffer *bytes);
/* Writes a file, opened with FLAGS as well as to write, of mode MODE. */
int registry_file_write (const char *path, int flags, unsigned mode,
                         const void *data, size_t len);
int registry_make_directories (const char *path);
/* Removes PATH with all below it; nothing there is fine. */
int registry_remove_all (const char *path);
/* Names in a directory, sorted, in ARENA. */
int registry_list_directory (struct pl_arena *arena, const char *path,
                             struct registry_strings *names);
int registry_strings_add (struct pl_arena *arena,
                          struct registry_strings *list, const char *item);

/* The tree below PATH as host->tree gives it, in ARENA; a directory that
 * can't be read counts as empty. */
int registry_scan_tree (struct pl_arena *arena, const char *path,
                        struct plating_tree *tree);

/* Copies FROM, a tree or a file, to TO as the original does: what is at TO
 * stays.  On failure f->line says why, and it returns false. */
bool registry_copy_tree (struct registry_front *f, const char *from,
                         const char *to);
/* The same walk without copying: whether all can be copied. */
bool registry_check_tree (struct registry_front *f, const char *from);

/* -- the commands ----------------------------------------------------- */

void registry_front_generate (struct registry_front *f);
void registry_front_validate (struct registry_front *f);
void registry_front_migrate (struct registry_front *f);

/* -- front-schema.c --------------------------------------------------- */

/* Finds the schema: f->schema_path, after the lines that the original
 * prints.  Returns false if it has ended the command. */
bool registry_front_find_schema (struct registry_front *f);

/* Starts VERB with the provider's options and the N more in KEYS and VALUES
 * (at most 12); f->on_outcome gets what becomes of it, unless a
 * failure that concerns the schema has ended the command. */
void registry_front_operate (struct registry_front *f, const char *verb,
                             const char *const *keys,
                             const char *const *values, size_t n);

/* -- provider-build.c ------------------------------------------------- */

/* Builds the provider and has terraform or tofu write its schema to
 * f->schema_path.  On failure f->line says why, and it returns false. */
bool registry_provider_build (struct registry_front *f);

/* -- migrate-file.c --------------------------------------------------- */

struct registry_migration {
  struct registry_front *front;
  bool is_native;
  bool is_legacy;               /* the source is website/docs */
  const char *source;           /* absolute */
  const char *templates;        /* absolute */
  const char *examples;         /* as given */
};

/* Makes the template of the file PATH in DIRECTORY below the templates
 * ("": none).  On failure f->line says why, and it returns false. */
bool registry_migrate_file (struct registry_migration *m, const char *path,
                            const char *directory);

#endif
