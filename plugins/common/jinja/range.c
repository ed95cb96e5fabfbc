/* SPDX-License-Identifier: Apache-2.0 */
/* Ranges of integers of any size. */

#include <config.h>

#include "plugins/common/jinja/range.h"

#include <string.h>

#include "plugins/common/jinja/big-integer.h"
#include "plugins/common/jinja/run.h"
#include "plugins/common/jinja/sequence.h"

struct big_range {
  struct tv start, stop, step;
  struct tv n;                  /* how many numbers */
};

static bool
is_zero (struct tv v)
{
  return !jinja_is_big_integer (v) && jinja_integer (v) == 0;
}

/* The parts of RANGE, whichever it is. */
static struct big_range
parts_of (struct tv range)
{
  const struct jinja_range *r;

  if (JINJA_IS (range, jinja_big_range))
    return *(const struct big_range *) range.u.object;
  r = range.u.object;
  return (struct big_range) {
    tv_int (r->start), tv_int (r->stop), tv_int (r->step),
    tv_int ((int64_t) r->n)
  };
}

/* Sets R's N from the rest. */
static int
count (struct jinja_run *run, struct big_range *r)
{
  bool falls = jinja_integer_is_negative (r->step);
  struct tv step = r->step, n;
  int order = jinja_integer_order (r->start, r->stop), status;

  r->n = tv_int (0);
  if (falls ? order <= 0 : order >= 0)
    return 0;
  status = falls ? jinja_integer_compute (run, "-", r->start, r->stop, &n)
    : jinja_integer_compute (run, "-", r->stop, r->start, &n);
  if (!status && falls)
    status = jinja_integer_negate (run, step, &step);
  if (!status)
    status = jinja_integer_compute (run, "-", n, tv_int (1), &n);
  if (!status)
    status = jinja_integer_compute (run, "//", n, step, &n);
  return status ? status
    : jinja_integer_compute (run, "+", n, tv_int (1), &r->n);
}

static struct tv
plain (struct tv v)
{
  return jinja_is_big_integer (v) ? v : tv_int (jinja_integer (v));
}

int
jinja_make_any_range (struct jinja_run *run, struct tv start, struct tv stop,
                      struct tv step, struct tv *range)
{
  struct big_range made = { plain (start), plain (stop), plain (step),
                            tv_none () }, *kept;
  int status = count (run, &made);

  if (status)
    return status;
  if (!jinja_is_big_integer (start) && !jinja_is_big_integer (stop)
      && !jinja_is_big_integer (step) && !jinja_is_big_integer (made.n))
    return jinja_make_range (run, jinja_integer (start),
                             jinja_integer (stop), jinja_integer (step),
                             range);
  kept = pl_arena_alloc (run->arena, sizeof *kept);
  if (!kept)
    return jinja_no_memory (run);
  *kept = made;
  *range = jinja_object (&jinja_big_range, kept);
  return 0;
}

/* START + I * STEP */
static int
number_at (struct jinja_run *run, const struct big_range *r, struct tv i,
           struct tv *v)
{
  int status = jinja_integer_compute (run, "*", i, r->step, v);

  return status ? status
    : jinja_integer_compute (run, "+", *v, r->start, v);
}

/* -- both types -------------------------------------------------------- */

bool
jinja_range_has_length (struct tv range)
{
  return !jinja_is_big_integer (parts_of (range).n);
}

int
jinja_range_equal (struct jinja_run *run, struct tv a, struct tv b)
{
  struct big_range x, y;

  (void) run;
  if (!jinja_is_range (a) || !jinja_is_range (b))
    return 0;
  x = parts_of (a);
  y = parts_of (b);
  if (jinja_integer_order (x.n, y.n))
    return 0;
  return is_zero (x.n)
    || (!jinja_integer_order (x.start, y.start)
        && (!jinja_integer_order (x.n, tv_int (1))
            || !jinja_integer_order (x.step, y.step)));
}

int
jinja_range_find (struct jinja_run *run, struct tv range, struct tv n,
                  struct tv *at)
{
  struct big_range r = parts_of (range);
  struct tv distance, rest;
  int status = jinja_integer_compute (run, "-", n, r.start, &distance);

  if (!status)
    status = jinja_integer_compute (run, "%", distance, r.step, &rest);
  if (!status)
    status = jinja_integer_compute (run, "//", distance, r.step, at);
  return status ? status
    : is_zero (rest) && !jinja_integer_is_negative (*at)
      && jinja_integer_order (*at, r.n) < 0;
}

int
jinja_range_attribute (struct jinja_run *run, struct tv self,
                       const char *name, size_t len, struct tv *result)
{
  struct big_range r = parts_of (self);

  (void) run;
  if (len == 5 && memcmp (name, "start", 5) == 0)
    *result = r.start;
  else if (len == 4 && memcmp (name, "stop", 4) == 0)
    *result = r.stop;
  else if (len == 4 && memcmp (name, "step", 4) == 0)
    *result = r.step;
  else
    return 0;
  return 1;
}

int
jinja_range_print (struct jinja_run *run, struct pl_buffer *out,
                   struct tv self, bool is_repr)
{
  struct big_range r = parts_of (self);
  int status;

  (void) is_repr;
  pl_buffer_puts (out, "range(");
  status = jinja_print_repr (run, out, r.start);
  pl_buffer_puts (out, ", ");
  if (!status)
    status = jinja_print_repr (run, out, r.stop);
  if (!status && jinja_integer_order (r.step, tv_int (1))) {
    pl_buffer_puts (out, ", ");
    status = jinja_print_repr (run, out, r.step);
  }
  pl_buffer_puts (out, ")");
  return status;
}

/* The bound V, or FALLBACK, of a slice, between LOW and HIGH. */
static int
settle (struct jinja_run *run, struct tv v, struct tv fallback, struct tv n,
        struct tv low, struct tv high, struct tv *bound)
{
  int status = 0;

  *bound = jinja_is_none (v) ? fallback : plain (v);
  if (!jinja_is_none (v) && jinja_integer_is_negative (v))
    status = jinja_integer_compute (run, "+", v, n, bound);
  if (jinja_integer_order (*bound, low) < 0)
    *bound = low;
  else if (jinja_integer_order (*bound, high) > 0)
    *bound = high;
  return status;
}

int
jinja_range_slice (struct jinja_run *run, struct tv range,
                   const struct tv bounds[3], struct tv *result)
{
  struct big_range r = parts_of (range);
  struct tv step = jinja_is_none (bounds[2]) ? tv_int (1) : plain (bounds[2]);
  bool falls = jinja_integer_is_negative (step);
  struct tv low = tv_int (falls ? -1 : 0), high = r.n, start, stop;
  int status = falls
    ? jinja_integer_compute (run, "-", r.n, tv_int (1), &high) : 0;

  if (!status)
    status = settle (run, bounds[0], falls ? high : low, r.n, low, high,
                     &start);
  if (!status)
    status = settle (run, bounds[1], falls ? low : high, r.n, low, high,
                     &stop);
  if (!status)
    status = number_at (run, &r, start, &start);
  if (!status)
    status = number_at (run, &r, stop, &stop);
  if (!status)
    status = jinja_integer_compute (run, "*", step, r.step, &step);
  return status ? status
    : jinja_make_any_range (run, start, stop, step, result);
}

/* -- the type ---------------------------------------------------------- */

static int
range_item (struct jinja_run *run, struct tv self, struct tv key,
            struct tv *result)
{
  const struct big_range *r = self.u.object;
  int status = 0;

  if (!jinja_is_any_integer (key))
    return 0;
  if (jinja_integer_is_negative (key))
    status = jinja_integer_compute (run, "+", key, r->n, &key);
  if (status)
    return status;
  if (jinja_integer_is_negative (key) || jinja_integer_order (key, r->n) >= 0)
    return 0;
  status = number_at (run, r, key, result);
  return status ? status : 1;
}

struct walk {
  struct jinja_iterator iterator;
  struct tv left, next, step;
};

static int
next_number (struct jinja_run *run, struct jinja_iterator *it, struct tv *v)
{
  struct walk *w = (struct walk *) (void *) it;
  int status;

  if (is_zero (w->left))
    return 0;
  *v = w->next;
  status = jinja_integer_compute (run, "-", w->left, tv_int (1), &w->left);
  if (!status && !is_zero (w->left))
    status = jinja_integer_compute (run, "+", w->next, w->step, &w->next);
  return status ? status : 1;
}

static int
range_iterate (struct jinja_run *run, struct tv self,
               struct jinja_iterator **it)
{
  const struct big_range *r = self.u.object;
  struct walk *w = pl_arena_zalloc (run->arena, sizeof *w);

  if (!w)
    return jinja_no_memory (run);
  w->iterator.next = next_number;
  w->left = r->n;
  w->next = r->start;
  w->step = r->step;
  *it = &w->iterator;
  return 0;
}

static int
range_length (struct jinja_run *run, struct tv self, size_t *n)
{
  const struct big_range *r = self.u.object;

  if (jinja_is_big_integer (r->n))
    return jinja_raise_overflow (run, "ssize_t");
  *n = (size_t) jinja_integer (r->n);
  return 0;
}

static int
range_truth (struct jinja_run *run, struct tv self)
{
  const struct big_range *r = self.u.object;

  (void) run;
  return !is_zero (r->n);
}

const struct jinja_type jinja_big_range = {
  .tv = { .kind = TV_OBJECT, .name = "range" },
  .attribute = jinja_range_attribute, .item = range_item,
  .iterate = range_iterate, .length = range_length, .truth = range_truth,
  .equal = jinja_range_equal, .print = jinja_range_print
};
