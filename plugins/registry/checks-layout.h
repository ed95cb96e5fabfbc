/* SPDX-License-Identifier: Apache-2.0 */
/* Where documentation may stand. */

#ifndef REGISTRY_CHECKS_LAYOUT_H
#define REGISTRY_CHECKS_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#define CHECKS_REGISTRY_DIRECTORY "docs"
#define CHECKS_LEGACY_DIRECTORY "website/docs"

enum checks_class {
  CHECKS_CLASS_INDEX,
  CHECKS_CLASS_GUIDE,           /* registry layout only */
  CHECKS_CLASS_OTHER
};

/* Whether PATH belongs to the legacy layout. */
bool checks_is_legacy (const char *path);

/* Whether PATH, a file or directory, is part of the documentation. */
bool checks_is_documentation (const char *path);

/* Whether the directory PATH is one that is checked at all, and whether
 * such a one may exist. */
bool checks_is_checked_directory (const char *path);
bool checks_is_valid_directory (const char *path);

/* Whether PATH is one of the directories that hold the pages of a layout;
 * "docs" itself is not, "website/docs" is. */
bool checks_is_registry_directory (const char *path);
bool checks_is_legacy_directory (const char *path);

/* The class of the documentation file PATH. */
enum checks_class checks_class_of (const char *path);

/* Orders paths as a walk through the tree meets them: bytewise, and a
 * directory with all in it before what follows it. */
int checks_compare_paths (const char *a, const char *b);

#endif
