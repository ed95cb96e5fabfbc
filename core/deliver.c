/* SPDX-License-Identifier: Apache-2.0 */
/* Hands a run's documents to a function, in the order of the plan. */

#include <config.h>

#include "deliver.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "spool.h"

/* Most bytes of documents that wait in memory.  One that is slow may have
 * all others behind it. */
#define KEPT_MAX ((size_t) 16 << 20)

/* A document that waits, with its texts behind it; its bytes may have been
 * put aside. */
struct waiting {
  struct plating_document document;
  struct waiting *next;
  uint64_t offset;              /* in the spool, if is_aside */
  int is_aside;
  char texts[];
};

struct slot {
  struct waiting *first, *last;
  int is_over;
};

struct pl_deliver {
  int (*take) (void *data, const struct plating_document *document);
  void *data;
  struct pl_spool *spool;
  pthread_mutex_t mutex;        /* all below */
  size_t kept;                  /* bytes that wait in memory */
  uint64_t n, due;              /* entries before DUE have been handed over */
  int is_busy;                  /* a thread is handing over */
  int status;                   /* of TAKE */
  struct slot slots[];
};

struct pl_deliver *
pl_deliver_new (uint64_t n,
                int (*take) (void *data,
                             const struct plating_document *document),
                void *data)
{
  struct pl_deliver *d;

  if (n >= (SIZE_MAX - sizeof *d) / sizeof d->slots[0])
    return NULL;
  d = calloc (1, sizeof *d + (n + 1) * sizeof d->slots[0]);
  if (!d)
    return NULL;
  d->spool = pl_spool_new ();
  if (!d->spool || pthread_mutex_init (&d->mutex, NULL)) {
    pl_spool_free (d->spool);
    free (d);
    return NULL;
  }
  d->take = take;
  d->data = data;
  d->n = n + 1;
  return d;
}

static void
drop (struct waiting *w)
{
  while (w) {
    struct waiting *next = w->next;

    free (w);
    w = next;
  }
}

void
pl_deliver_free (struct pl_deliver *d)
{
  uint64_t i;

  if (!d)
    return;
  for (i = d->due; i < d->n; i++)
    drop (d->slots[i].first);
  pl_spool_free (d->spool);
  pthread_mutex_destroy (&d->mutex);
  free (d);
}

static void
place (struct plating_text *text, char **to)
{
  if (text->len)
    memcpy (*to, text->ptr, text->len);
  text->ptr = *to;
  *to += text->len;
}

static struct waiting *
copy (const struct plating_document *document, int without_bytes)
{
  size_t len = without_bytes ? 0 : document->bytes.len;
  struct waiting *w
    = malloc (sizeof *w + document->path.len + document->media_type.len
              + len);
  char *to;

  if (!w)
    return NULL;
  w->document = *document;
  w->next = NULL;
  w->is_aside = without_bytes;
  to = w->texts;
  place (&w->document.path, &to);
  place (&w->document.media_type, &to);
  if (!without_bytes)
    place (&w->document.bytes, &to);
  return w;
}

/* Calls out without the lock, which is held before and afterwards. */
static void
hand_over (struct pl_deliver *d, const struct plating_document *document)
{
  int status;

  if (d->status < 0)
    return;
  pthread_mutex_unlock (&d->mutex);
  status = d->take (d->data, document);
  pthread_mutex_lock (&d->mutex);
  if (status < 0)
    d->status = status;
}

/* The same for one that waited, which is freed. */
static void
hand_over_waiting (struct pl_deliver *d, struct waiting *w)
{
  struct plating_document *document = &w->document;
  struct pl_arena arena;
  int code = 0;

  pl_arena_init (&arena, 0);
  if (w->is_aside && d->status == 0) {
    pthread_mutex_unlock (&d->mutex);
    code = pl_spool_get (d->spool, w->offset, document->bytes.len, &arena,
                         &document->bytes);
    pthread_mutex_lock (&d->mutex);
  }
  if (!w->is_aside)
    d->kept -= document->bytes.len;
  if (code == 0)
    hand_over (d, document);
  else if (d->status == 0)
    d->status = code == -ENOMEM ? PLATING_E_NOMEM : PLATING_E_IO;
  pl_arena_release (&arena);
  free (w);
}

/* Hands over what is due, if nobody does that already. */
static void
go_on (struct pl_deliver *d)
{
  struct waiting *w;

  if (d->is_busy)
    return;
  d->is_busy = 1;
  while (d->due < d->n) {
    struct slot *slot = &d->slots[d->due];

    while ((w = slot->first)) {
      slot->first = w->next;
      hand_over_waiting (d, w);
    }
    if (!slot->is_over)
      break;
    d->due++;
  }
  d->is_busy = 0;
}

/* Makes DOCUMENT wait in SLOT: in memory, or with its bytes aside.  The lock
 * is held before and afterwards.  Returns 0 or a negative code. */
static int
keep (struct pl_deliver *d, struct slot *slot,
      const struct plating_document *document)
{
  size_t len = document->bytes.len;
  int is_aside = len > KEPT_MAX - d->kept, code = 0;
  struct waiting *w;

  if (!is_aside)
    d->kept += len;
  pthread_mutex_unlock (&d->mutex);
  w = copy (document, is_aside);
  if (w && is_aside)
    code = pl_spool_put (d->spool, document->bytes, &w->offset);
  pthread_mutex_lock (&d->mutex);
  if (!w || code) {
    if (!is_aside)
      d->kept -= len;
    free (w);
    return code ? PLATING_E_IO : PLATING_E_NOMEM;
  }
  if (slot->first)
    slot->last->next = w;
  else
    slot->first = w;
  slot->last = w;
  return 0;
}

int
pl_deliver_put (struct pl_deliver *d, uint64_t entry,
                const struct plating_document *document)
{
  struct slot *slot = &d->slots[entry];
  int status;

  pthread_mutex_lock (&d->mutex);
  status = d->status;
  if (status == 0 && entry == d->due && !d->is_busy && !slot->first) {
    d->is_busy = 1;
    hand_over (d, document);
    d->is_busy = 0;
    go_on (d);
    status = d->status;
  } else if (status == 0) {
    status = keep (d, slot, document);
    /* Its turn may have come meanwhile. */
    if (status == 0 && entry == d->due) {
      go_on (d);
      status = d->status;
    }
  }
  pthread_mutex_unlock (&d->mutex);
  return status;
}

int
pl_deliver_end_entry (struct pl_deliver *d, uint64_t entry)
{
  int status;

  pthread_mutex_lock (&d->mutex);
  d->slots[entry].is_over = 1;
  go_on (d);
  status = d->status;
  pthread_mutex_unlock (&d->mutex);
  return status;
}
