/* SPDX-License-Identifier: Apache-2.0 */
/* Checks the components of a reply, and measures them.
 *
 * Of a large provider this takes longer than its reply takes to come, and
 * each component can be checked by itself: so the entries are dealt out in
 * pieces to all processors.  What is to be told waits until all that comes
 * before is checked; nothing depends on who was first. */

#include <config.h>

#include "check.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <uv.h>

#include "common/buffer.h"
#include "fault.h"
#include "reply.h"

/* Entries of a piece. */
#define PIECE 32u

/* Bytes of a reply for which it is worth it to start a thread, and the most
 * threads beside the calling one. */
#define SHARE ((size_t) 1 << 20)
#define HELPERS 3u

struct piece {
  struct pl_buffer notes;       /* each ended by a zero */
  struct pr_fault fault;
};

struct crew {
  struct pr_reply *reply;
  const struct pr_listener *listener;
  struct piece *pieces;
  uint32_t n_pieces;
  pthread_mutex_t mutex;        /* all below */
  uint32_t next;                /* piece that nobody has yet */
};

static void
keep_note (void *data, const char *message)
{
  struct piece *piece = data;

  pl_buffer_append (&piece->notes, message, strlen (message) + 1);
}

static int
check_entry (const struct crew *crew, struct piece *piece,
             struct pr_entry *entry, struct pl_arena *scratch)
{
  struct pr_decoder d = {
    .protocol = crew->reply->protocol, .scratch = scratch,
    .fault = &piece->fault, .note = keep_note, .note_data = piece,
  };
  int status;

  scratch->limit = PR_SCRATCH (entry->source.message.len
                               + entry->source.identity.len);
  status = pr_decode (&d, &entry->source);
  pl_arena_reset (scratch);
  entry->n_nodes = d.n_nodes;
  entry->n_extras = d.n_extras;
  entry->flags = d.flags;
  return status;
}

static int
check_piece (const struct crew *crew, uint32_t number,
             struct pl_arena *scratch)
{
  const struct pr_listener *listener = crew->listener;
  struct piece *piece = &crew->pieces[number];
  struct pr_reply *reply = crew->reply;
  uint32_t i = number * PIECE, end = i + PIECE;

  if (end > reply->n_entries)
    end = reply->n_entries;
  if (listener->is_cancelled && listener->is_cancelled (listener->data))
    return pr_fault_say (&piece->fault, PLATING_E_CANCELLED, "cancelled");
  for (; i < end; i++)
    if (check_entry (crew, piece, &reply->entries[i], scratch) < 0)
      return -1;
  return piece->notes.failed
    ? pr_fault_say (&piece->fault, PLATING_E_NOMEM, "out of memory") : 0;
}

/* Checks pieces until none is left.  After a fault no piece is begun, but
 * all before it were. */
static void
check_pieces (struct crew *crew)
{
  struct pl_arena scratch;
  bool has_more = true;

  pl_arena_init (&scratch, 0);
  while (has_more) {
    uint32_t number;

    pthread_mutex_lock (&crew->mutex);
    number = crew->next;
    has_more = number < crew->n_pieces;
    crew->next += has_more;
    pthread_mutex_unlock (&crew->mutex);
    if (!has_more || check_piece (crew, number, &scratch) == 0)
      continue;
    pthread_mutex_lock (&crew->mutex);
    crew->next = crew->n_pieces;
    pthread_mutex_unlock (&crew->mutex);
  }
  pl_arena_release (&scratch);
}

static void *
helper_main (void *data)
{
  check_pieces (data);
  return NULL;
}

/* Starts threads that are worth it; returns how many. */
static unsigned
start_helpers (struct crew *crew, pthread_t *helpers)
{
  size_t len = crew->reply->schema_len + crew->reply->identity_len;
  unsigned n = 0, most = uv_available_parallelism () - 1;
  sigset_t all, old;

  if (most > HELPERS)
    most = HELPERS;
  /* Signals are for the application's threads. */
  sigfillset (&all);
  pthread_sigmask (SIG_SETMASK, &all, &old);
  while (n < most && len / SHARE > n
         && pthread_create (&helpers[n], NULL, helper_main, crew) == 0)
    n++;
  pthread_sigmask (SIG_SETMASK, &old, NULL);
  return n;
}

static void
tell_notes (const struct crew *crew, const struct piece *piece)
{
  const struct pr_listener *listener = crew->listener;
  const char *note = piece->notes.data;
  const char *end = note ? note + piece->notes.len : NULL;

  for (; note != end; note += strlen (note) + 1) {
    crew->reply->has_notes = true;
    if (listener->told)
      listener->told (listener->data, PLATING_LEVEL_WARNING, note);
  }
}

/* Tells what was found, up to the first fault. */
static int
conclude (const struct crew *crew, struct pr_fault *fault)
{
  uint32_t i;

  for (i = 0; i < crew->n_pieces; i++) {
    const struct piece *piece = &crew->pieces[i];

    if (!piece->notes.failed)
      tell_notes (crew, piece);
    if (piece->fault.code != 0) {
      pr_fault_copy (fault, &piece->fault);
      return -1;
    }
  }
  return 0;
}

static void
run (struct crew *crew)
{
  pthread_t helpers[HELPERS];
  unsigned n = start_helpers (crew, helpers);

  check_pieces (crew);
  while (n > 0)
    pthread_join (helpers[--n], NULL);
}

int
pr_reply_check (struct pr_reply *reply, const struct pr_listener *listener,
                struct pr_fault *fault)
{
  struct crew crew = {
    .reply = reply, .listener = listener,
    .n_pieces = (reply->n_entries + PIECE - 1) / PIECE,
  };
  int status;
  uint32_t i;

  crew.pieces = calloc (crew.n_pieces, sizeof *crew.pieces);
  if (!crew.pieces || pthread_mutex_init (&crew.mutex, NULL)) {
    free (crew.pieces);
    return pr_fault_say (fault, PLATING_E_NOMEM, "out of memory");
  }
  for (i = 0; i < crew.n_pieces; i++) {
    pl_buffer_init (&crew.pieces[i].notes);
    pr_fault_init (&crew.pieces[i].fault);
  }
  run (&crew);
  status = conclude (&crew, fault);
  for (i = 0; i < crew.n_pieces; i++) {
    pl_buffer_release (&crew.pieces[i].notes);
    pr_fault_release (&crew.pieces[i].fault);
  }
  free (crew.pieces);
  pthread_mutex_destroy (&crew.mutex);
  return status;
}
