/* SPDX-License-Identifier: Apache-2.0 */
/* Hands a run's documents to a function, in the order of the plan. */

#include <config.h>

#include "deliver.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* A document that waits, with its texts behind it. */
struct waiting {
  struct plating_document document;
  struct waiting *next;
  char texts[];
};

struct slot {
  struct waiting *first, *last;
  int is_over;
};

struct pl_deliver {
  int (*take) (void *data, const struct plating_document *document);
  void *data;
  pthread_mutex_t mutex;        /* all below */
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
  if (pthread_mutex_init (&d->mutex, NULL)) {
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
copy (const struct plating_document *document)
{
  struct waiting *w
    = malloc (sizeof *w + document->path.len + document->media_type.len
              + document->bytes.len);
  char *to;

  if (!w)
    return NULL;
  w->document = *document;
  w->next = NULL;
  to = w->texts;
  place (&w->document.path, &to);
  place (&w->document.media_type, &to);
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
      hand_over (d, &w->document);
      free (w);
    }
    if (!slot->is_over)
      break;
    d->due++;
  }
  d->is_busy = 0;
}

int
pl_deliver_put (struct pl_deliver *d, uint64_t entry,
                const struct plating_document *document)
{
  struct slot *slot = &d->slots[entry];
  struct waiting *w = NULL;
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
    w = copy (document);
    if (!w)
      status = PLATING_E_NOMEM;
    else if (slot->first)
      slot->last->next = w;
    else
      slot->first = w;
    if (w)
      slot->last = w;
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
