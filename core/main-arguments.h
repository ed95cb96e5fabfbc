/* SPDX-License-Identifier: Apache-2.0 */
/* The words of a command line: options, as the table has them, and others. */

#ifndef PL_MAIN_ARGUMENTS_H
#define PL_MAIN_ARGUMENTS_H

#include <stdint.h>

struct plating_error;
struct plating_options;
struct plating_session;
struct plating_task;
struct uv_loop_s;

/* A command of our own. */
struct pl_verb {
  const char *name;
  uint32_t bit;                 /* PL_VERB_ */
  const char *summary;
  const char *arguments;        /* besides options */
  struct plating_task *(*start) (struct plating_session *session,
                                 struct uv_loop_s *loop,
                                 const struct plating_options *options);
};

/* What was said. */
struct pl_arguments {
  struct plating_options *options;
  const struct pl_verb *verb;
  char **words;                 /* that are no options */
  int n_words;
  int help;
};

/* Reads the words from NEXT on, which NULL ends, into A, whose options, verb
 * and room for words are set.  0, or the error of a word. */
int pl_arguments_parse (struct pl_arguments *a, char **next,
                        struct plating_error **err);

#endif
