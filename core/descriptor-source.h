/* SPDX-License-Identifier: Apache-2.0 */
/* Reading what a plugin says of itself: checks and copies of the pieces that
 * a descriptor and its tables are made of.  Errors: PLATING_E_PLUGIN, which
 * names the file; PLATING_E_NOMEM. */

#ifndef PL_DESCRIPTOR_SOURCE_H
#define PL_DESCRIPTOR_SOURCE_H

#include <stddef.h>
#include <stdint.h>

struct pl_arena;
struct plating_error;

/* Longest text of one line, longest text of many. */
#define PL_DESCRIPTOR_LINE_MAX   1000
#define PL_DESCRIPTOR_PAGE_MAX  65536

/* Where a descriptor comes from and where its copy goes. */
struct pl_descriptor_source {
  const char *path;
  struct pl_arena *memory;
  struct plating_error **err;
};

/* Sets the error "plugin file 'PATH' …" and returns its class. */
int pl_descriptor_refuse (const struct pl_descriptor_source *s,
                          const char *fmt, ...)
  __attribute__ ((format (printf, 2, 3)));
int pl_descriptor_no_memory (const struct pl_descriptor_source *s);

/* Copy a text of at most MOST bytes (with lines, if that is
 * PL_DESCRIPTOR_PAGE_MAX) or a list of texts that ends with NULL; a NULL
 * list gives an empty one.  WHAT names it in messages. */
int pl_descriptor_copy_text (const struct pl_descriptor_source *s,
                             const char *what, const char *text, size_t most,
                             const char **copy);
int pl_descriptor_copy_list (const struct pl_descriptor_source *s,
                             const char *what, const char *const *list,
                             size_t most, const char *const **copy);

/* Check an array's address, count and stride; a name; a set of bits. */
int pl_descriptor_check_array (const struct pl_descriptor_source *s,
                               const char *what, const void *array, size_t n,
                               size_t most, size_t stride,
                               size_t least_stride);
int pl_descriptor_check_name (const struct pl_descriptor_source *s,
                              const char *what, const char *name);
int pl_descriptor_check_flags (const struct pl_descriptor_source *s,
                               const char *what, uint32_t flags,
                               uint32_t known);

#endif
