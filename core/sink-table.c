/* SPDX-License-Identifier: Apache-2.0 */
/* The table of a sink: one entry for each path.
 *
 * The lock is held for looking up and for changing flags only; a thread that
 * has claimed an entry works on it without the lock. */

#include <config.h>

#include "sink-table.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "sink.h"

struct dropped {
  struct pl_sink_entry *entry;
  uint64_t sequence;
};

struct pl_sink_table {
  pthread_mutex_t lock;        /* guards all below, and the entries' states */
  pthread_cond_t released;
  unsigned n_waiting;
  struct pl_sink_entries *entries;
  struct dropped *dropped;
  size_t n_dropped, cap_dropped;
  struct plating_result_file *files;
  size_t n_files;
  char *paths;                 /* those of files */
  struct pl_sink_conflict *conflicts;
  char *conflict_paths;
};

struct pl_sink_table *
pl_sink_table_new (void)
{
  struct pl_sink_table *t = calloc (1, sizeof *t);

  if (!t)
    return NULL;
  t->entries = pl_sink_entries_new ();
  if (!t->entries) {
    free (t);
    return NULL;
  }
  pthread_mutex_init (&t->lock, NULL);
  pthread_cond_init (&t->released, NULL);
  return t;
}

void
pl_sink_table_free (struct pl_sink_table *t)
{
  if (!t)
    return;
  pl_sink_entries_free (t->entries);
  free (t->dropped);
  free (t->files);
  free (t->paths);
  free (t->conflicts);
  free (t->conflict_paths);
  pthread_cond_destroy (&t->released);
  pthread_mutex_destroy (&t->lock);
  free (t);
}

/* -- claiming --------------------------------------------------------- */

static void
wait_for (struct pl_sink_table *t, const struct pl_sink_entry *entry)
{
  t->n_waiting++;
  while (entry->state & PL_SINK_ENTRY_CLAIMED)
    pthread_cond_wait (&t->released, &t->lock);
  t->n_waiting--;
}

static int
note_conflict (struct pl_sink_table *t, struct pl_sink_entry *entry,
               uint64_t sequence)
{
  size_t cap = t->cap_dropped ? 2 * t->cap_dropped : 16;
  struct dropped *list;

  entry->state |= PL_SINK_ENTRY_CONFLICT;
  if (t->n_dropped == t->cap_dropped) {
    list = realloc (t->dropped, cap * sizeof *list);
    if (!list)
      return PLATING_E_NOMEM;
    t->dropped = list;
    t->cap_dropped = cap;
  }
  t->dropped[t->n_dropped++] = (struct dropped) { entry, sequence };
  return 0;
}

/* Decides between what ENTRY holds and a newcomer; returns as
 * pl_sink_table_claim. */
static int
compete (struct pl_sink_table *t, struct pl_sink_entry *entry,
         uint64_t sequence, int with_document)
{
  int wins, code;

  if (!with_document)
    return 0;
  wins = !(entry->state & PL_SINK_ENTRY_DOCUMENT)
         || sequence < entry->sequence;
  code = entry->state & PL_SINK_ENTRY_DOCUMENT
         ? note_conflict (t, entry, wins ? entry->sequence : sequence) : 0;
  if (wins)
    entry->sequence = sequence;
  return code < 0 ? code : wins;
}

int
pl_sink_table_claim (struct pl_sink_table *t, uint64_t sequence, uint32_t to,
                     const char *prefix, const char *path, int with_document,
                     struct pl_sink_entry **entry)
{
  struct pl_sink_entry *e;
  int code = 1;

  pthread_mutex_lock (&t->lock);
  e = pl_sink_entries_find (t->entries, to, path);
  if (e) {
    wait_for (t, e);
    code = compete (t, e, sequence, with_document);
  } else if ((e = pl_sink_entries_add (t->entries, to, prefix, path))) {
    e->sequence = sequence;
  } else {
    code = PLATING_E_NOMEM;
  }
  if (code > 0) {
    e->state |= PL_SINK_ENTRY_CLAIMED;
    if (with_document)
      e->state |= PL_SINK_ENTRY_DOCUMENT;
    *entry = e;
  }
  pthread_mutex_unlock (&t->lock);
  return code;
}

void
pl_sink_table_release (struct pl_sink_table *t, struct pl_sink_entry *entry)
{
  pthread_mutex_lock (&t->lock);
  entry->state &= (uint8_t) ~PL_SINK_ENTRY_CLAIMED;
  if (t->n_waiting)
    pthread_cond_broadcast (&t->released);
  pthread_mutex_unlock (&t->lock);
}

struct pl_sink_extra *
pl_sink_table_extra (struct pl_sink_table *t, struct pl_sink_entry *entry,
                     int make)
{
  struct pl_sink_extra *extra;

  pthread_mutex_lock (&t->lock);
  extra = pl_sink_entries_extra (t->entries, entry, make);
  pthread_mutex_unlock (&t->lock);
  return extra;
}

struct pl_sink_entry *
pl_sink_table_find (struct pl_sink_table *t, uint32_t to, const char *path)
{
  struct pl_sink_entry *entry;

  pthread_mutex_lock (&t->lock);
  entry = pl_sink_entries_find (t->entries, to, path);
  if (entry)
    wait_for (t, entry);
  pthread_mutex_unlock (&t->lock);
  return entry;
}

/* -- results ---------------------------------------------------------- */

static uint32_t
final_status (const struct pl_sink_entry *entry)
{
  return entry->state & PL_SINK_ENTRY_CONFLICT ? PLATING_FILE_FAILED
                                               : entry->status;
}

static void
count_one (const struct pl_sink_entry *entry,
           struct plating_result_counts *counts)
{
  switch (final_status (entry)) {
  case PLATING_FILE_WRITTEN:
    counts->written++;
    counts->bytes_written += entry->size;
    break;
  case PLATING_FILE_UNCHANGED:
    counts->unchanged++;
    break;
  case PLATING_FILE_REMOVED:
    counts->removed++;
    break;
  case PLATING_FILE_DIFFERS:
    counts->differs++;
    break;
  case PLATING_FILE_MISSING:
    counts->missing++;
    break;
  case PLATING_FILE_UNWANTED:
    counts->unwanted++;
    break;
  case PLATING_FILE_KEPT:
    counts->kept++;
    break;
  case PLATING_FILE_FAILED:
    counts->failed++;
    break;
  default:
    break;
  }
}

void
pl_sink_table_count (struct pl_sink_table *t,
                     struct plating_result_counts *counts)
{
  struct pl_sink_cursor cursor = { 0 };
  const struct pl_sink_entry *entry;

  counts->written = counts->unchanged = counts->removed = 0;
  counts->differs = counts->missing = counts->unwanted = 0;
  counts->kept = counts->failed = counts->bytes_written = 0;
  pthread_mutex_lock (&t->lock);
  while ((entry = pl_sink_entries_next (t->entries, &cursor)))
    if (!(entry->state & PL_SINK_ENTRY_CLAIMED))
      count_one (entry, counts);
  pthread_mutex_unlock (&t->lock);
}

uint64_t
pl_sink_table_examples_written (struct pl_sink_table *t)
{
  struct pl_sink_cursor cursor = { 0 };
  const struct pl_sink_entry *entry;
  uint64_t n = 0;

  pthread_mutex_lock (&t->lock);
  while ((entry = pl_sink_entries_next (t->entries, &cursor)))
    n += (entry->state & PL_SINK_ENTRY_EXAMPLE)
         && entry->status == PLATING_FILE_WRITTEN;
  pthread_mutex_unlock (&t->lock);
  return n;
}

/* A file in the making: which entry it is of decides between two that are
 * shown alike. */
struct listed {
  const char *path;
  struct pl_sink_entry *entry;
  uint32_t to;
};

static int
compare_listed (const void *left, const void *right)
{
  const struct listed *a = left, *b = right;
  int c = strcmp (a->path, b->path);

  return c ? c : a->to < b->to ? -1 : a->to > b->to;
}

/* Puts the path that is shown for ENTRY into *END and goes behind it. */
static const char *
show (const struct pl_sink_table *t, const struct pl_sink_entry *entry,
      char **end)
{
  char *path = *end;

  pl_sink_entries_show (t->entries, entry, path);
  *end += strlen (path) + 1;
  return path;
}

static void
list_sorted (struct pl_sink_table *t, struct listed *sorted)
{
  struct pl_sink_cursor cursor = { 0 };
  struct pl_sink_entry *entry;
  char *end = t->paths;
  size_t i = 0;

  while ((entry = pl_sink_entries_next (t->entries, &cursor)))
    sorted[i++] = (struct listed) {
      .path = show (t, entry, &end), .entry = entry,
      .to = pl_sink_entries_to (t->entries, entry),
    };
  if (i)
    qsort (sorted, i, sizeof *sorted, compare_listed);
}

int
pl_sink_table_list (struct pl_sink_table *t)
{
  size_t n = pl_sink_entries_n (t->entries), len = 1, i;
  struct listed *sorted = malloc ((n + 1) * sizeof *sorted);
  struct pl_sink_cursor cursor = { 0 };
  const struct pl_sink_extra *extra;
  struct pl_sink_entry *entry;

  while ((entry = pl_sink_entries_next (t->entries, &cursor)))
    len += pl_sink_entries_shown_len (t->entries, entry) + 1;
  t->files = malloc ((n + 1) * sizeof *t->files);
  t->paths = malloc (len);
  if (!sorted || !t->files || !t->paths) {
    free (sorted);
    return PLATING_E_NOMEM;
  }
  list_sorted (t, sorted);
  for (i = 0; i < n; i++) {
    entry = sorted[i].entry;
    extra = pl_sink_entries_extra (t->entries, entry, 0);
    t->files[i] = (struct plating_result_file) {
      .struct_size = sizeof t->files[i],
      .status = final_status (entry),
      .path = sorted[i].path,
      .diff = extra ? extra->diff : NULL,
      .size = entry->size,
    };
  }
  t->n_files = n;
  free (sorted);
  return 0;
}

static int
compare_conflicts (const void *left, const void *right)
{
  const struct pl_sink_conflict *a = left, *b = right;
  int c = strcmp (a->path, b->path);

  if (c)
    return c;
  if (a->kept != b->kept)
    return a->kept < b->kept ? -1 : 1;
  return a->dropped < b->dropped ? -1 : a->dropped > b->dropped;
}

int
pl_sink_table_finish (struct pl_sink_table *t)
{
  size_t len = 1, i;
  char *end;

  for (i = 0; i < t->n_dropped; i++)
    len += pl_sink_entries_shown_len (t->entries, t->dropped[i].entry) + 1;
  t->conflicts = malloc ((t->n_dropped + 1) * sizeof *t->conflicts);
  t->conflict_paths = end = malloc (len);
  if (!t->conflicts || !end)
    return PLATING_E_NOMEM;
  for (i = 0; i < t->n_dropped; i++)
    t->conflicts[i] = (struct pl_sink_conflict) {
      .path = show (t, t->dropped[i].entry, &end),
      .kept = t->dropped[i].entry->sequence,
      .dropped = t->dropped[i].sequence,
    };
  if (t->n_dropped)
    qsort (t->conflicts, t->n_dropped, sizeof *t->conflicts,
           compare_conflicts);
  return 0;
}

const struct plating_result_file *
pl_sink_table_files (const struct pl_sink_table *t, size_t *n)
{
  *n = t->n_files;
  return t->files;
}

const struct pl_sink_conflict *
pl_sink_table_conflicts (const struct pl_sink_table *t, size_t *n)
{
  *n = t->conflicts ? t->n_dropped : 0;
  return t->conflicts;
}
