/* SPDX-License-Identifier: Apache-2.0 */
/* `plating plugin list` and `show`, and the commands that plugins offer. */

#ifndef PL_PLUGIN_VERB_H
#define PL_PLUGIN_VERB_H

struct pl_buffer;
struct pl_log;
struct plating_options;

/* Runs `plating plugin WORDS` and returns the exit status. */
int pl_plugin_verb_run (const struct plating_options *options, char **words,
                        int n_words, struct pl_log *log);

/* A command of a plugin; all strings are the caller's. */
struct pl_plugin_command {
  char *plugin;                 /* KIND/NAME */
  char *name;
  char *usage;
  int is_program;               /* it has a program of its own */
};

/* Looks for the command NAME or, if that is NULL, for the one whose own
 * program is PROGRAM_NAME.  Returns 1 if some plugin offers it. */
int pl_plugin_verb_find (const char *name, const char *program_name,
                         struct pl_plugin_command *command);
/* Appends the lines of help that name all of them, if there are any. */
void pl_plugin_verb_help (struct pl_buffer *out);
void pl_plugin_verb_release (struct pl_plugin_command *command);

#endif
