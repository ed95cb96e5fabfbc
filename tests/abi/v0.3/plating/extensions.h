/* SPDX-License-Identifier: Apache-2.0 */
/* Optional features of a plugin, asked for by id through
 * struct plating_plugin.extension, and of the host. */

#ifndef PLATING_EXTENSIONS_H
#define PLATING_EXTENSIONS_H

#include <plating/host.h>
#include <plating/types.h>
#include <plating/value.h>

#ifdef __cplusplus
extern "C" {
#endif

/* -- plating.template-functions/1 ----------------------------------- */

#define PLATING_EXT_TEMPLATE_FUNCTIONS "plating.template-functions/1"

/* Only plugins of the parallel thread model may offer these.  All texts
 * static. */
struct plating_template_function {
  const char *name;             /* [A-Za-z_][A-Za-z0-9_]* */
  uint32_t least, most;         /* arguments; most: PLATING_NONE for any */
  /* Sets *RESULT to a new reference.  On a negative return it has called
   * host->fail for OP.  Quick and without side effects.  [worker] */
  int (*call) (void *instance, const struct plating_host *host, uint64_t op,
               const struct plating_value *const *arguments, size_t n,
               const struct plating_value **result);
};

struct plating_template_functions {
  uint32_t struct_size;
  uint32_t function_size;       /* bytes from one function to the next */
  uint32_t n_functions;
  uint32_t reserved;
  const struct plating_template_function *functions;
};

/* -- plating.command/1 ----------------------------------------------- */

#define PLATING_EXT_COMMAND "plating.command/1"

struct plating_command_request {
  uint32_t struct_size;
  uint32_t n_arguments;
  /* The arguments behind the command's name, as typed. */
  const struct plating_text *arguments;
  struct plating_text working_dir;  /* absolute */
  struct plating_text program_name; /* last part of argv[0] */
};

/* A command that the plugin adds to the `plating` program.  It prints
 * through host->print and ends by op_done; exit_status is what the program
 * returns then (0 to 125). */
struct plating_command {
  const char *name;             /* [a-z][a-z0-9-]* */
  const char *summary;          /* one line */
  const char *usage;            /* all of `plating NAME --help` */
  /* A program name under which the whole command line belongs to this
   * command (an installed link), or NULL. */
  const char *program_name;
  int (*run) (void *instance, const struct plating_command_request *req,
              int32_t *exit_status, uint64_t op);
};

struct plating_commands {
  uint32_t struct_size;
  uint32_t command_size;        /* bytes from one command to the next */
  uint32_t n_commands;
  uint32_t reserved;
  const struct plating_command *commands;
};

/* -- plating.uv-loop/1 (of the host) ---------------------------------- */

#define PLATING_EXT_UV_LOOP "plating.uv-loop/1"

struct uv_loop_s;

/* host->extension gives this table to plugins that are not BLOCKING. */
struct plating_uv_loop {
  uint32_t struct_size;
  uint32_t reserved;
  /* The loop of the running session: for handles of the plugin's own,
   * which it closes before its ops are done.  [loop] */
  struct uv_loop_s *(*get) (const struct plating_host *host);
};

#ifdef __cplusplus
}
#endif

#endif
