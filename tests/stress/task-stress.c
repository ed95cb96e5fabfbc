/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks of random shape: nested, failing, timing out, cancelled at random
 * moments, completed by several threads.  Each ends exactly once, groups end
 * after their members, and nothing is left.
 *
 * task-stress [N [SEED]]: N tasks at least; prints the seed.
 * task-stress --soak N: N tasks in rounds; memory must stay flat. */

#include <config.h>

#include <malloc.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <uv.h>

#include <plating/async.h>

#define N_THREADS 3
#define MAX_DEPTH 4
#define MAX_ROOTS 64            /* under way at once */

static uint64_t
next_chance (uint64_t *state)
{
  uint64_t z = *state += 0x9e3779b97f4a7c15u;

  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static void
fail (const char *what)
{
  fprintf (stderr, "task-stress: error: %s\n", what);
  exit (EXIT_FAILURE);
}

/* -- the threads that complete and cancel --------------------------------- */

struct order {
  struct order *next;
  struct plating_task *task;
  uint32_t what;
};

struct helper {
  uv_thread_t thread;
  uv_mutex_t mutex;
  uv_cond_t ready;
  struct order *orders;
  int is_stopping;
};

static void
carry_out (struct order *o)
{
  switch (o->what % 8) {
  case 0:
    plating_task_fail (o->task, plating_error_new (PLATING_E_IO, "planted",
                                                   NULL));
    break;
  case 1:
    plating_task_cancel (o->task);
    plating_task_complete (o->task, NULL, NULL);
    break;
  case 2:
    plating_task_complete (o->task, malloc (16), free);
    plating_task_cancel (o->task);
    break;
  case 3:
    plating_task_complete (o->task, NULL, NULL);
    if (plating_task_complete (o->task, malloc (16), free) == 0)
      fail ("completed twice");
    break;
  case 4:
    plating_task_cancel (o->task);
    break;
  default:
    plating_task_complete (o->task, NULL, NULL);
  }
  plating_task_unref (o->task);
  free (o);
}

static void
help (void *data)
{
  struct helper *h = data;

  uv_mutex_lock (&h->mutex);
  while (h->orders || !h->is_stopping) {
    struct order *o = h->orders;

    if (!o) {
      uv_cond_wait (&h->ready, &h->mutex);
      continue;
    }
    h->orders = o->next;
    uv_mutex_unlock (&h->mutex);
    carry_out (o);
    uv_mutex_lock (&h->mutex);
  }
  uv_mutex_unlock (&h->mutex);
}

/* -- shapes --------------------------------------------------------------- */

struct world {
  struct plating_session *session;
  uv_loop_t loop;
  uint64_t chance;
  struct helper helpers[N_THREADS];
  uint64_t n_wanted, n_made, n_ended, n_roots, n_by_state[6];
  uint64_t n_groups, n_finished_groups;
  int is_closing;
};

static uint32_t
up_to (struct world *w, uint32_t n)
{
  return (uint32_t) (next_chance (&w->chance) % n);
}

/* Has a helper do something to TASK. */
static void
give_order (struct world *w, struct plating_task *task, uint32_t what)
{
  struct helper *h = &w->helpers[up_to (w, N_THREADS)];
  struct order *o = malloc (sizeof *o);

  if (!o)
    fail ("out of memory");
  *o = (struct order) { NULL, plating_task_ref (task), what };
  uv_mutex_lock (&h->mutex);
  o->next = h->orders;
  h->orders = o;
  uv_cond_signal (&h->ready);
  uv_mutex_unlock (&h->mutex);
}

/* What is watched of each task. */
struct record {
  struct world *world;
  int n_ends;
};

static void
note_end (struct plating_task *task, void *data)
{
  struct record *r = data;
  uint32_t state = plating_task_state (task);

  if (state < PLATING_TASK_DONE || r->n_ends++)
    fail ("a task has ended twice, or not at all");
  if ((state == PLATING_TASK_DONE) != !plating_task_error (task))
    fail ("state and error do not fit");
  r->world->n_ended++;
  r->world->n_by_state[state / 100]++;
  free (r);
}

static struct plating_task *
watch (struct world *w, struct plating_task *task)
{
  struct record *r = calloc (1, sizeof *r);

  if (!r || !task)
    fail ("out of memory");
  r->world = w;
  w->n_made++;
  if (plating_task_on_end (task, note_end, r) < 0)
    fail ("no callback");
  return task;
}

static struct plating_task *make (struct world *w, int depth);

/* Does what it was asked to, a little later or never by itself. */
static void
on_cancel (struct plating_task *task, void *data)
{
  give_order (data, task, 5);
}

static struct plating_task *
make_leaf (struct world *w)
{
  struct plating_task *task;

  if (up_to (w, 6) == 0)
    return watch (w, plating_delay (w->session, &w->loop, up_to (w, 3)));
  task = plating_task_new (w->session, &w->loop,
                           up_to (w, 2) ? on_cancel : NULL, w);
  if (!task)
    fail ("out of memory");
  give_order (w, task, up_to (w, 64));
  /* Number 4 is a mere cancel, and some have to be asked. */
  return watch (w, task);
}

static int
step (struct plating_task *before, struct plating_task **next, void *data)
{
  struct world *w = data;

  (void) before;
  if (w->is_closing)
    return PLATING_E_CANCELLED;
  switch (up_to (w, 4)) {
  case 0:
    return 0;
  case 1:
    return PLATING_E_TEMPLATE;
  default:
    *next = make (w, MAX_DEPTH - 1);
    return 0;
  }
}

static int
start_attempt (void *data, uint32_t attempt, struct plating_task **task)
{
  struct world *w = data;

  if (w->is_closing || up_to (w, 5) == 0)
    return PLATING_E_IO;
  *task = make (w, attempt > 1 ? MAX_DEPTH : MAX_DEPTH - 1);
  return 0;
}

static int
next_item (void *data, uint64_t index, struct plating_task **task)
{
  struct world *w = data;

  if (w->is_closing || index >= 8 || up_to (w, 30) == 0)
    return up_to (w, 3) ? 0 : PLATING_E_FORMAT;
  *task = make (w, MAX_DEPTH - 1);
  return 1;
}

static struct plating_task *
make_retry (struct world *w)
{
  struct plating_retry_options o = {
    .struct_size = sizeof o, .attempts = 3, .base_ms = 1, .max_ms = 2,
    .jitter = 0.5, .start = start_attempt, .data = w,
  };

  o.seed = next_chance (&w->chance);
  return plating_retry (w->session, &w->loop, &o);
}

static struct plating_task *
make_batch (struct world *w)
{
  struct plating_batch_options o = {
    .struct_size = sizeof o, .mode = (up_to (w, 3) + 1) * 100,
    .limit = up_to (w, 4) + 1, .source = next_item, .data = w,
  };

  return plating_batch (w->session, &w->loop, &o);
}

/* A member must not outlive its group. */
struct family {
  struct world *world;
  int n_members;
  int is_over;
};

static void
on_member_end (struct plating_task *task, void *data)
{
  struct family *f = data;

  (void) task;
  if (f->is_over || f->n_members-- <= 0)
    fail ("a group has ended before its member");
}

static void
on_group_end (struct plating_task *task, void *data)
{
  struct family *f = data;

  (void) task;
  if (f->n_members)
    fail ("a group has ended before its members");
  f->world->n_finished_groups++;
  free (f);
}

static struct plating_task *
make_group (struct world *w, int depth)
{
  struct plating_group *group
    = plating_group_new (w->session, &w->loop, up_to (w, 2));
  struct family *f = calloc (1, sizeof *f);
  struct plating_task *task;
  uint32_t n = up_to (w, 5);

  if (!group || !f)
    fail ("out of memory");
  f->world = w;
  w->n_groups++;
  while (n--) {
    struct plating_task *member = make (w, depth + 1);

    f->n_members++;
    plating_task_on_end (member, on_member_end, f);
    if (plating_group_add (group, member) < 0)
      fail ("a group has refused a member");
    if (up_to (w, 20) == 0 && n == 0)
      plating_group_cancel (group);
  }
  task = plating_group_close (group, up_to (w, 4) ? PLATING_GROUP_WAIT
                                                  : PLATING_GROUP_CANCEL);
  plating_task_on_end (task, on_group_end, f);
  return task;
}

static struct plating_task *
make_gather (struct world *w, int depth)
{
  struct plating_task *tasks[4];
  uint32_t n = up_to (w, 4) + 1, mode = up_to (w, 5), i;

  for (i = 0; i < n; i++)
    tasks[i] = make (w, depth + 1);
  return mode == 3 ? plating_any (w->session, &w->loop, tasks, n)
    : mode == 4 ? plating_race (w->session, &w->loop, tasks, n)
    : plating_gather (w->session, &w->loop, tasks, n, (mode + 1) * 100);
}

static struct plating_task *
make (struct world *w, int depth)
{
  struct plating_task *task;

  if (depth >= MAX_DEPTH || up_to (w, 3) == 0)
    return make_leaf (w);
  switch (up_to (w, 9)) {
  case 0:
    task = plating_then (make (w, depth + 1), step, w);
    break;
  case 1:
    task = plating_on_error (make (w, depth + 1), step, w);
    break;
  case 2:
    task = plating_finally (make (w, depth + 1), step, w);
    break;
  case 3:
    task = plating_timeout (make (w, depth + 1), up_to (w, 4));
    break;
  case 4:
    task = plating_shield (make (w, depth + 1));
    break;
  case 5:
    task = make_retry (w);
    break;
  case 6:
    task = make_batch (w);
    break;
  case 7:
    task = make_group (w, depth);
    break;
  default:
    task = make_gather (w, depth);
  }
  if (up_to (w, 10) == 0)
    give_order (w, task, 4);
  return watch (w, task);
}

/* -- all together --------------------------------------------------------- */

static void add_roots (struct world *w);

static void
on_root_end (struct plating_task *task, void *data)
{
  struct world *w = data;

  (void) task;
  w->n_roots--;
  add_roots (w);
}

static void
add_roots (struct world *w)
{
  while (w->n_roots < MAX_ROOTS && w->n_made < w->n_wanted) {
    struct plating_task *task = make (w, 0);

    w->n_roots++;
    if (plating_task_on_end (task, on_root_end, w) < 0)
      fail ("no callback");
    plating_task_unref (task);
  }
}

static void
on_closed (void *data)
{
  *(int *) data = 1;
}

static void
run (uint64_t n, uint64_t seed)
{
  static struct world w;
  int is_closed = 0, i;

  w = (struct world) { .n_wanted = n, .chance = seed };
  if (uv_loop_init (&w.loop) < 0 || plating_session_new (&w.session, NULL) < 0)
    fail ("cannot start");
  for (i = 0; i < N_THREADS; i++) {
    uv_mutex_init (&w.helpers[i].mutex);
    uv_cond_init (&w.helpers[i].ready);
    uv_thread_create (&w.helpers[i].thread, help, &w.helpers[i]);
  }
  add_roots (&w);
  uv_run (&w.loop, UV_RUN_DEFAULT);
  /* The last ones are cut off. */
  w.n_wanted += 500;
  add_roots (&w);
  uv_run (&w.loop, UV_RUN_ONCE);
  w.n_wanted = 0;
  w.is_closing = 1;
  plating_session_close (w.session, on_closed, &is_closed);
  uv_run (&w.loop, UV_RUN_DEFAULT);
  for (i = 0; i < N_THREADS; i++) {
    uv_mutex_lock (&w.helpers[i].mutex);
    w.helpers[i].is_stopping = 1;
    uv_cond_signal (&w.helpers[i].ready);
    uv_mutex_unlock (&w.helpers[i].mutex);
    uv_thread_join (&w.helpers[i].thread);
    uv_cond_destroy (&w.helpers[i].ready);
    uv_mutex_destroy (&w.helpers[i].mutex);
  }
  printf ("%llu tasks: %llu done, %llu failed, %llu cancelled;"
          " %llu groups\n",
          (unsigned long long) w.n_made,
          (unsigned long long) w.n_by_state[3],
          (unsigned long long) w.n_by_state[4],
          (unsigned long long) w.n_by_state[5],
          (unsigned long long) w.n_groups);
  if (!is_closed || uv_loop_close (&w.loop) < 0)
    fail ("something is left on the loop");
  if (w.n_ended != w.n_made || w.n_finished_groups != w.n_groups)
    fail ("not all tasks have ended");
}

/* -- soak ----------------------------------------------------------------- */

struct soak {
  struct plating_session *session;
  uv_loop_t *loop;
  uint64_t n;
};

static int
soak_item (void *data, uint64_t index, struct plating_task **task)
{
  struct soak *s = data;
  struct plating_task *pair[2];

  if (index >= s->n)
    return 0;
  pair[0] = plating_task_new (s->session, s->loop, NULL, NULL);
  pair[1] = plating_task_new (s->session, s->loop, NULL, NULL);
  if (!pair[0] || !pair[1])
    fail ("out of memory");
  plating_task_complete (pair[0], NULL, NULL);
  plating_task_fail (pair[1], plating_error_new (PLATING_E_IO, "planted",
                                                 NULL));
  *task = plating_timeout (plating_gather (s->session, s->loop, pair, 2,
                                           PLATING_GATHER_ERRORS), 10000);
  return 1;
}

static void
soak_for (struct soak *s, uint64_t n)
{
  struct plating_batch_options o = {
    .struct_size = sizeof o, .limit = 64, .source = soak_item, .data = s,
  };
  struct plating_task *task;

  s->n = n / 4;                 /* tasks an item, without the batch's own */
  task = plating_batch (s->session, s->loop, &o);
  uv_run (s->loop, UV_RUN_DEFAULT);
  if (!task || plating_task_state (task) != PLATING_TASK_DONE)
    fail ("the batch has failed");
  plating_task_unref (task);
}

static void
soak (uint64_t n)
{
  struct soak s;
  uv_loop_t loop;
  size_t before, after;

  if (uv_loop_init (&loop) < 0
      || plating_session_new (&s.session, NULL) < 0)
    fail ("cannot start");
  s.loop = &loop;
  soak_for (&s, n / 10 + 4);
  before = mallinfo2 ().uordblks;
  soak_for (&s, n);
  after = mallinfo2 ().uordblks;
  printf ("%llu tasks: %zu bytes before, %zu after\n",
          (unsigned long long) n, before, after);
  if (after > before + 4096)
    fail ("memory has grown");
  plating_session_close (s.session, NULL, NULL);
  uv_run (&loop, UV_RUN_DEFAULT);
  if (uv_loop_close (&loop) < 0)
    fail ("something is left on the loop");
}

int
main (int argc, char **argv)
{
  uint64_t n = 5000, seed = (uint64_t) time (NULL);

  if (argc > 2 && !strcmp (argv[1], "--soak")) {
    soak (strtoull (argv[2], NULL, 10));
    return EXIT_SUCCESS;
  }
  if (argc > 1)
    n = strtoull (argv[1], NULL, 10);
  if (argc > 2)
    seed = strtoull (argv[2], NULL, 10);
  printf ("seed %llu\n", (unsigned long long) seed);
  fflush (stdout);
  run (n, seed);
  if (argc < 2)
    soak (40000);
  return EXIT_SUCCESS;
}
