/* SPDX-License-Identifier: Apache-2.0 */
/* Remembers what plugin files said of themselves: the cache file of the
 * registry, which is never needed. */

#ifndef PL_REGISTRY_CACHE_H
#define PL_REGISTRY_CACHE_H

#include <jansson.h>

struct stat;

struct pl_registry_cache {
  char *path;                   /* NULL: work without */
  json_t *files;                /* by path, or NULL: work without */
  int is_changed;
};

/* Reads the cache file: PLATING_REGISTRY of the environment (empty: none),
 * else $XDG_CACHE_HOME/plating/registry-ABI-MACHINE.json.  One that can't be
 * read, is not the user's own, is damaged or from another plating counts
 * as empty. [worker] */
void pl_registry_cache_open (struct pl_registry_cache *c);

/* Returns what was put for PATH while the file was as ST says; borrowed, or
 * NULL. */
json_t *pl_registry_cache_get (const struct pl_registry_cache *c,
                               const char *path, const struct stat *st);

/* Remembers VERDICT, which is referenced. */
void pl_registry_cache_put (struct pl_registry_cache *c, const char *path,
                            const struct stat *st, json_t *verdict);

/* Writes the file anew if anything was put, without files that are gone,
 * and frees all.  A failure to write is no failure. [worker] */
void pl_registry_cache_close (struct pl_registry_cache *c);

#endif
