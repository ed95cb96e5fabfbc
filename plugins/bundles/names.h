/* SPDX-License-Identifier: Apache-2.0 */
/* The names in a directory, sorted, with what they stand for. */

#ifndef BN_NAMES_H
#define BN_NAMES_H

#include <stdbool.h>
#include <stddef.h>

enum bn_entry_type {
  BN_OTHER,
  BN_FILE,
  BN_DIRECTORY,
  BN_LINK_TO_DIRECTORY,
  BN_LINK_TO_FILE
};

struct bn_name {
  char *name;
  enum bn_entry_type type;
};

struct bn_names {
  struct bn_name *all;
  size_t n, cap;
};

/* Most names of one directory. */
#define BN_NAMES_MAX 1000000u

/* Lists what DIRECTORY, relative to the descriptor AT or absolute, holds,
 * sorted bytewise, without "." and "..".  A link as the directory itself is
 * followed only if IS_FOLLOWED.  Returns 0 or an errno value; EFBIG: too
 * many.  NAMES has to be released either way. */
int bn_names_list (int at, const char *directory, bool is_followed,
                   struct bn_names *names);
void bn_names_release (struct bn_names *names);

/* Adds NAME at the end.  Returns 0, ENOMEM or EFBIG. */
int bn_names_add (struct bn_names *names, const char *name,
                  enum bn_entry_type type);

bool bn_names_have (const struct bn_names *names, const char *name);

/* Whether a name stands for a directory or file, by way of a link too. */
static inline bool
bn_is_directory (const struct bn_name *name)
{
  return name->type == BN_DIRECTORY || name->type == BN_LINK_TO_DIRECTORY;
}

static inline bool
bn_is_file (const struct bn_name *name)
{
  return name->type == BN_FILE || name->type == BN_LINK_TO_FILE;
}

/* Whether NAME ends in SUFFIX and has more before it. */
bool bn_ends_with (const char *name, const char *suffix);

#endif
