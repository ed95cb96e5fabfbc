/* SPDX-License-Identifier: Apache-2.0 */
/* What a sink keeps of each path, in as few bytes as may be: a run of forty
 * thousand pages has forty thousand of them to the end.
 *
 * Directories are kept once; an entry has the rest of its path behind it.
 * Entries stand one after the other in chunks, never move, and are known by
 * 32 bit numbers.  What few entries have is kept apart.
 *
 * No locks here: sink-table.c has one. */

#ifndef PL_SINK_ENTRIES_H
#define PL_SINK_ENTRIES_H

#include <stddef.h>
#include <stdint.h>

#include <plating/types.h>

/* What few documents have, or those of few runs. */
struct pl_sink_extra {
  char *diff;                  /* or NULL; freed with the entry */
  const char *bytes;           /* mode MEMORY, or NULL */
  uint64_t offset;             /* of the bytes in the spool, */
  int is_spooled;              /* if they are there */
};

struct pl_sink_entry {
  uint64_t sequence;           /* of the document that has won */
  uint32_t next;               /* with the same hash, or 0 */
  uint32_t extra;              /* or 0 */
  uint32_t size;
  uint16_t status;             /* PLATING_FILE_ */
  uint16_t directory;
  uint8_t state;               /* PL_SINK_ENTRY_ */
  char name[];                 /* the path behind the directory */
};

#define PL_SINK_ENTRY_CLAIMED  0x01u
#define PL_SINK_ENTRY_CONFLICT 0x02u
#define PL_SINK_ENTRY_DOCUMENT 0x04u  /* not only a failure to make one */
#define PL_SINK_ENTRY_EXAMPLE  0x08u  /* the document is one */

struct pl_sink_entries;

struct pl_sink_entries *pl_sink_entries_new (void);
void pl_sink_entries_free (struct pl_sink_entries *e);

size_t pl_sink_entries_n (const struct pl_sink_entries *e);

/* The entry of PATH for TO, or NULL. */
struct pl_sink_entry *pl_sink_entries_find (const struct pl_sink_entries *e,
                                            uint32_t to, const char *path);

/* Adds an entry, zeroed, for a path that has none.  PREFIX and a slash
 * (unless PREFIX is empty) go before PATH where it is shown; it is the same
 * for all of one TO.  NULL when memory is exhausted. */
struct pl_sink_entry *pl_sink_entries_add (struct pl_sink_entries *e,
                                           uint32_t to, const char *prefix,
                                           const char *path);

/* The extra of ENTRY, which is made if there is none and MAKE is set; it
 * never moves.  NULL: none, or no memory. */
struct pl_sink_extra *pl_sink_entries_extra (struct pl_sink_entries *e,
                                             struct pl_sink_entry *entry,
                                             int make);

uint32_t pl_sink_entries_to (const struct pl_sink_entries *e,
                             const struct pl_sink_entry *entry);

/* Bytes of the path as it is shown, and the path itself, with a NUL behind
 * it. */
size_t pl_sink_entries_shown_len (const struct pl_sink_entries *e,
                                  const struct pl_sink_entry *entry);
void pl_sink_entries_show (const struct pl_sink_entries *e,
                           const struct pl_sink_entry *entry, char *out);

/* Where a walk over all entries stands; zeroed at first. */
struct pl_sink_cursor {
  size_t chunk, offset;
};

/* The next entry, in the order in which they were added, or NULL. */
struct pl_sink_entry *pl_sink_entries_next (const struct pl_sink_entries *e,
                                            struct pl_sink_cursor *cursor);

#endif
