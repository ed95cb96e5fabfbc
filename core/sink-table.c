/* SPDX-License-Identifier: Apache-2.0 */
/* The table of a sink: one entry for each path.
 *
 * The lock is held for looking up and for changing flags only; a thread that
 * has claimed an entry works on it without the lock. */

#include <config.h>

#include "sink-table.h"

#include <pthread.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "sink.h"

struct dropped {
  struct pl_sink_entry *entry;
  uint64_t sequence;
};

struct pl_sink_table {
  pthread_mutex_t lock;        /* guards all below */
  pthread_cond_t released;
  unsigned n_waiting;
  void *entries;               /* search tree by place and path */
  struct pl_sink_entry *all;
  size_t n;
  struct dropped *dropped;
  size_t n_dropped, cap_dropped;
  struct plating_result_file *files;
  struct pl_sink_conflict *conflicts;
};

static int
compare_entries (const void *left, const void *right)
{
  const struct pl_sink_entry *a = left, *b = right;

  return a->to != b->to ? (a->to < b->to ? -1 : 1)
                        : strcmp (a->path, b->path);
}

struct pl_sink_table *
pl_sink_table_new (void)
{
  struct pl_sink_table *t = calloc (1, sizeof *t);

  if (t) {
    pthread_mutex_init (&t->lock, NULL);
    pthread_cond_init (&t->released, NULL);
  }
  return t;
}

static void
keep_node (void *node)
{
  (void) node;
}

void
pl_sink_table_free (struct pl_sink_table *t)
{
  struct pl_sink_entry *entry;

  if (!t)
    return;
  tdestroy (t->entries, keep_node);
  while ((entry = t->all)) {
    t->all = entry->next;
    free (entry->diff);
    free (entry);
  }
  free (t->dropped);
  free (t->files);
  free (t->conflicts);
  pthread_cond_destroy (&t->released);
  pthread_mutex_destroy (&t->lock);
  free (t);
}

/* -- claiming --------------------------------------------------------- */

static struct pl_sink_entry *
make_entry (uint32_t to, const char *prefix, const char *path)
{
  size_t prefix_len = strlen (prefix), len = strlen (path);
  struct pl_sink_entry *entry;
  char *next;

  entry = calloc (1, sizeof *entry + prefix_len + len + 2);
  if (!entry)
    return NULL;
  next = entry->memory;
  entry->shown = next;
  if (prefix_len) {
    memcpy (next, prefix, prefix_len);
    next += prefix_len;
    *next++ = '/';
  }
  memcpy (next, path, len);
  entry->path = next;
  entry->to = to;
  return entry;
}

static struct pl_sink_entry *
find (struct pl_sink_table *t, uint32_t to, const char *path)
{
  struct pl_sink_entry probe = { .to = to, .path = path }, **slot;

  slot = tfind (&probe, &t->entries, compare_entries);
  return slot ? *slot : NULL;
}

static void
wait_for (struct pl_sink_table *t, const struct pl_sink_entry *entry)
{
  t->n_waiting++;
  while (entry->is_claimed)
    pthread_cond_wait (&t->released, &t->lock);
  t->n_waiting--;
}

static int
note_conflict (struct pl_sink_table *t, struct pl_sink_entry *entry,
               uint64_t sequence)
{
  size_t cap = t->cap_dropped ? 2 * t->cap_dropped : 16;
  struct dropped *list;

  entry->has_conflict = 1;
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

static int
insert (struct pl_sink_table *t, struct pl_sink_entry *entry)
{
  if (!tsearch (entry, &t->entries, compare_entries))
    return PLATING_E_NOMEM;
  entry->next = t->all;
  t->all = entry;
  t->n++;
  return 1;
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
  wins = !entry->has_document || sequence < entry->sequence;
  code = entry->has_document
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
  struct pl_sink_entry *made = make_entry (to, prefix, path), *e;
  int code;

  if (!made)
    return PLATING_E_NOMEM;
  pthread_mutex_lock (&t->lock);
  e = find (t, to, path);
  if (!e) {
    e = made;
    e->sequence = sequence;
    code = insert (t, e);
    if (code > 0)
      made = NULL;
  } else {
    wait_for (t, e);
    code = compete (t, e, sequence, with_document);
  }
  if (code > 0) {
    e->is_claimed = 1;
    e->has_document |= with_document;
    *entry = e;
  }
  pthread_mutex_unlock (&t->lock);
  free (made);
  return code;
}

void
pl_sink_table_release (struct pl_sink_table *t, struct pl_sink_entry *entry)
{
  pthread_mutex_lock (&t->lock);
  entry->is_claimed = 0;
  if (t->n_waiting)
    pthread_cond_broadcast (&t->released);
  pthread_mutex_unlock (&t->lock);
}

struct pl_sink_entry *
pl_sink_table_find (struct pl_sink_table *t, uint32_t to, const char *path)
{
  struct pl_sink_entry *entry;

  pthread_mutex_lock (&t->lock);
  entry = find (t, to, path);
  if (entry)
    wait_for (t, entry);
  pthread_mutex_unlock (&t->lock);
  return entry;
}

/* -- results ---------------------------------------------------------- */

static uint32_t
final_status (const struct pl_sink_entry *entry)
{
  return entry->has_conflict ? PLATING_FILE_FAILED : entry->status;
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
  const struct pl_sink_entry *entry;

  counts->written = counts->unchanged = counts->removed = 0;
  counts->differs = counts->missing = counts->unwanted = 0;
  counts->kept = counts->failed = counts->bytes_written = 0;
  pthread_mutex_lock (&t->lock);
  for (entry = t->all; entry; entry = entry->next)
    if (!entry->is_claimed)
      count_one (entry, counts);
  pthread_mutex_unlock (&t->lock);
}

static int
compare_shown (const void *left, const void *right)
{
  const struct pl_sink_entry *a = *(struct pl_sink_entry *const *) left;
  const struct pl_sink_entry *b = *(struct pl_sink_entry *const *) right;
  int c = strcmp (a->shown, b->shown);

  return c ? c : compare_entries (a, b);
}

static int
compare_dropped (const void *left, const void *right)
{
  const struct dropped *a = left, *b = right;
  int c = compare_shown (&a->entry, &b->entry);

  return c ? c : a->sequence < b->sequence ? -1 : a->sequence > b->sequence;
}

static int
list_files (struct pl_sink_table *t)
{
  struct pl_sink_entry **sorted = calloc (t->n + 1, sizeof *sorted), *entry;
  size_t i = 0;

  t->files = calloc (t->n + 1, sizeof *t->files);
  if (!sorted || !t->files) {
    free (sorted);
    return PLATING_E_NOMEM;
  }
  for (entry = t->all; entry; entry = entry->next)
    sorted[i++] = entry;
  qsort (sorted, t->n, sizeof *sorted, compare_shown);
  for (i = 0; i < t->n; i++)
    t->files[i] = (struct plating_result_file) {
      .struct_size = sizeof t->files[i],
      .status = final_status (sorted[i]),
      .path = sorted[i]->shown,
      .diff = sorted[i]->diff,
      .size = sorted[i]->size,
    };
  free (sorted);
  return 0;
}

int
pl_sink_table_finish (struct pl_sink_table *t)
{
  size_t i;

  if (list_files (t) < 0)
    return PLATING_E_NOMEM;
  t->conflicts = calloc (t->n_dropped + 1, sizeof *t->conflicts);
  if (!t->conflicts)
    return PLATING_E_NOMEM;
  if (t->n_dropped)
    qsort (t->dropped, t->n_dropped, sizeof *t->dropped, compare_dropped);
  for (i = 0; i < t->n_dropped; i++)
    t->conflicts[i] = (struct pl_sink_conflict) {
      .path = t->dropped[i].entry->shown,
      .kept = t->dropped[i].entry->sequence,
      .dropped = t->dropped[i].sequence,
    };
  return 0;
}

const struct plating_result_file *
pl_sink_table_files (const struct pl_sink_table *t, size_t *n)
{
  *n = t->files ? t->n : 0;
  return t->files;
}

const struct pl_sink_conflict *
pl_sink_table_conflicts (const struct pl_sink_table *t, size_t *n)
{
  *n = t->conflicts ? t->n_dropped : 0;
  return t->conflicts;
}
