/* SPDX-License-Identifier: Apache-2.0 */
/* Loops, and the variable "loop". */

#include <config.h>

#include "plugins/common/jinja/run.h"

#include <string.h>

#include "plugins/common/jinja/method.h"
#include "plugins/common/jinja/sequence.h"

struct loop {
  const struct jinja_node *node;
  struct jinja_position position;  /* outside of the loop */
  struct tv iterable;
  struct jinja_iterator *it;
  struct tv after, current, before;  /* no value: not known */
  struct tv last_changed;
  int64_t index0;                  /* -1 at first */
  int64_t length;                  /* -1: not known */
  unsigned depth0;
};

static int
loop_next (struct jinja_run *run, struct loop *loop, struct tv *v)
{
  int status = 1;

  if (tv_kind (loop->after) != TV_NONE)
    *v = loop->after;
  else
    status = jinja_next (run, loop->it, v);
  loop->after = tv_none ();
  if (status <= 0)
    return status;
  loop->index0++;
  loop->before = loop->current;
  loop->current = *v;
  return 1;
}

/* -- what templates can ask -------------------------------------------- */

static int
loop_peek (struct jinja_run *run, struct loop *loop, bool *found)
{
  int status = 1;

  if (tv_kind (loop->after) == TV_NONE)
    status = jinja_next (run, loop->it, &loop->after);
  if (!status)
    loop->after = tv_none ();
  *found = status > 0;
  return status < 0 ? status : 0;
}

static bool
has_length (struct tv v)
{
  return jinja_is_string (v)
    || (tv_kind (v) == TV_OBJECT && jinja_type_of (v)->length);
}

static int
loop_length (struct jinja_run *run, struct loop *loop, int64_t *length)
{
  struct tv rest;
  size_t n;
  int status;

  if (loop->length < 0 && has_length (loop->iterable)) {
    status = jinja_length (run, loop->iterable, &n);
    if (status)
      return status;
    loop->length = (int64_t) n;
  } else if (loop->length < 0) {
    status = jinja_to_list (run, jinja_make_generator (loop->it), &rest);
    if (!status)
      status = jinja_iterate (run, rest, &loop->it);
    if (status)
      return status;
    loop->length = (int64_t) jinja_list_of (rest)->n + loop->index0 + 1
      + (tv_kind (loop->after) != TV_NONE);
  }
  *length = loop->length;
  return 0;
}

static int
call_cycle (struct jinja_run *run, struct tv self,
            const struct jinja_args *args, struct tv *result)
{
  const struct loop *loop = self.u.object;

  if (args->n_keywords)
    return jinja_raise (run, "TypeError", "LoopContext.cycle() got an "
                        "unexpected keyword argument '%.*s'",
                        (int) args->keywords[0].name_len,
                        args->keywords[0].name);
  if (!args->n_args)
    return jinja_raise (run, "TypeError", "no items for cycling given");
  *result = args->args[(size_t) loop->index0 % args->n_args];
  return 0;
}

static int
call_changed (struct jinja_run *run, struct tv self,
              const struct jinja_args *args, struct tv *result)
{
  struct loop *loop = self.u.object;
  struct tv values;
  int equal = 0;

  if (args->n_keywords)
    return jinja_raise (run, "TypeError", "LoopContext.changed() got an "
                        "unexpected keyword argument '%.*s'",
                        (int) args->keywords[0].name_len,
                        args->keywords[0].name);
  if (jinja_make_tuple (run, args->n_args, &values))
    return run->status;
  if (args->n_args)
    memcpy (jinja_list_of (values)->items, args->args,
            args->n_args * sizeof *args->args);
  if (tv_kind (loop->last_changed) != TV_NONE)
    equal = jinja_equal (run, loop->last_changed, values);
  if (equal < 0)
    return equal;
  if (!equal)
    loop->last_changed = values;
  *result = tv_bool (!equal);
  return 0;
}

static const struct jinja_method cycle_method = { "cycle", call_cycle };
static const struct jinja_method changed_method = { "changed",
                                                    call_changed };

enum {
  INDEX, INDEX0, FIRST, DEPTH, DEPTH0, LENGTH, REVINDEX, REVINDEX0, LAST,
  PREVITEM, NEXTITEM, CYCLE, CHANGED, N_ATTRIBUTES
};

static const char *const attributes[N_ATTRIBUTES] = {
  "index", "index0", "first", "depth", "depth0", "length", "revindex",
  "revindex0", "last", "previtem", "nextitem", "cycle", "changed"
};

static int
length_attribute (struct jinja_run *run, struct loop *loop, int which,
                  struct tv *result)
{
  int64_t length, minus = which == REVINDEX ? loop->index0
    : which == REVINDEX0 ? loop->index0 + 1 : 0;
  int status = loop_length (run, loop, &length);

  *result = tv_int (length - minus);
  return status ? status : 1;
}

static int
item_attribute (struct jinja_run *run, struct loop *loop, int which,
                struct tv *result)
{
  bool found;
  int status;

  if (which == PREVITEM) {
    *result = loop->before;
    if (loop->index0 > 0)
      return 1;
    status = jinja_make_undefined_hint (run, result,
                                        "there is no previous item");
    return status ? status : 1;
  }
  status = loop_peek (run, loop, &found);
  if (status)
    return status;
  *result = which == LAST ? tv_bool (!found) : loop->after;
  if (which == NEXTITEM && !found)
    status = jinja_make_undefined_hint (run, result,
                                        "there is no next item");
  return status ? status : 1;
}

static int
loop_attribute (struct jinja_run *run, struct tv self, const char *name,
                size_t len, struct tv *result)
{
  struct loop *loop = self.u.object;
  int which;

  for (which = 0; which < N_ATTRIBUTES; which++)
    if (strlen (attributes[which]) == len
        && memcmp (attributes[which], name, len) == 0)
      break;
  switch (which) {
  case N_ATTRIBUTES:
    return 0;
  case INDEX:
    *result = tv_int (loop->index0 + 1);
    return 1;
  case INDEX0:
    *result = tv_int (loop->index0);
    return 1;
  case FIRST:
    *result = tv_bool (loop->index0 == 0);
    return 1;
  case DEPTH:
    *result = tv_int (loop->depth0 + 1);
    return 1;
  case DEPTH0:
    *result = tv_int (loop->depth0);
    return 1;
  case LENGTH:
  case REVINDEX:
  case REVINDEX0:
    return length_attribute (run, loop, which, result);
  case CYCLE:
    return jinja_bind_method (run, self, &cycle_method, result);
  case CHANGED:
    return jinja_bind_method (run, self, &changed_method, result);
  default:
    return item_attribute (run, loop, which, result);
  }
}

static int
loop_object_length (struct jinja_run *run, struct tv self, size_t *n)
{
  int64_t length;
  int status = loop_length (run, self.u.object, &length);

  *n = (size_t) length;
  return status;
}

static int
loop_truth (struct jinja_run *run, struct tv self)
{
  size_t n;
  int status = loop_object_length (run, self, &n);

  return status ? status : n > 0;
}

static int
loop_print (struct jinja_run *run, struct pl_buffer *out, struct tv self,
            bool is_repr)
{
  struct loop *loop = self.u.object;
  int64_t length;
  int status = loop_length (run, loop, &length);

  (void) is_repr;
  if (!status)
    pl_buffer_printf (out, "<LoopContext %lld/%lld>",
                      (long long) loop->index0 + 1, (long long) length);
  return status;
}

static int loop_call (struct jinja_run *run, struct tv self,
                      const struct jinja_args *args, struct tv *result);

/* "loop" gives what is left of the loop, each with itself. */
struct loop_iterator {
  struct jinja_iterator it;
  struct tv loop;
};

static int
loop_iterator_next (struct jinja_run *run, struct jinja_iterator *it,
                    struct tv *v)
{
  struct loop_iterator *self = (struct loop_iterator *) (void *) it;
  struct tv item;
  int status = loop_next (run, self->loop.u.object, &item);

  if (status <= 0)
    return status;
  if (jinja_make_tuple (run, 2, v))
    return run->status;
  jinja_list_of (*v)->items[0] = item;
  jinja_list_of (*v)->items[1] = self->loop;
  return 1;
}

static int
loop_iterate (struct jinja_run *run, struct tv self,
              struct jinja_iterator **it)
{
  struct loop_iterator *made = pl_arena_zalloc (run->arena, sizeof *made);

  if (!made)
    return jinja_no_memory (run);
  made->it.next = loop_iterator_next;
  made->loop = self;
  *it = &made->it;
  return 0;
}

static const struct jinja_type loop_type = {
  .tv = { .kind = TV_OBJECT, .name = "LoopContext" },
  .module = "jinja2.runtime",
  .iterate = loop_iterate,
  .attribute = loop_attribute,
  .call = loop_call,
  .length = loop_object_length,
  .truth = loop_truth,
  .print = loop_print
};

/* -- "for x in y if test" ---------------------------------------------- */

struct selection {
  struct jinja_iterator iterator;
  struct jinja_iterator *source;
  const struct jinja_node *node;
  struct jinja_position position;
};

/* What Jinja's generator gives: the targets, with a tuple for each group of
 * them whatever was taken apart. */
static int
read_target (struct jinja_run *run, const struct jinja_node *target,
             struct tv *v)
{
  const struct jinja_node *item;
  size_t i = 0;
  int status;

  if (target->type != JINJA_TUPLE) {
    *v = *jinja_variable (run, &target->u.name.place);
    return 0;
  }
  status = jinja_make_tuple (run, target->u.list.items.n, v);
  for (item = target->u.list.items.first; item && !status; item = item->next)
    status = read_target (run, item, &jinja_list_of (*v)->items[i++]);
  return status;
}

static int
selection_next (struct jinja_run *run, struct jinja_iterator *it,
                struct tv *v)
{
  struct selection *s = (struct selection *) it;
  struct jinja_position here = jinja_position_save (run);
  int status = jinja_descend (run);

  if (status)
    return status;
  jinja_position_restore (run, &s->position);
  run->scope = s->node->u.loop.test_scope;
  for (;;) {
    run->marker = s->node->u.loop.test;
    run->where = s->node;
    status = jinja_next (run, s->source, v);
    if (status <= 0)
      break;
    status = jinja_assign (run, s->node->u.loop.test_target, *v);
    if (status)
      break;
    status = jinja_condition (run, s->node->u.loop.test);
    if (status == 1
        && read_target (run, s->node->u.loop.test_target, v))
      status = run->status;
    if (status)
      break;
  }
  jinja_position_restore (run, &here);
  jinja_ascend (run);
  return status;
}

static int
select_items (struct jinja_run *run, const struct jinja_node *node,
              struct tv *iterable)
{
  struct selection *s = pl_arena_zalloc (run->arena, sizeof *s);
  int status;

  if (!s)
    return jinja_no_memory (run);
  s->iterator.next = selection_next;
  s->node = node;
  run->marker = node->u.loop.test;
  status = jinja_iterate (run, *iterable, &s->source);
  if (!status)
    status = jinja_enter_scope (run, node->u.loop.test_scope);
  s->position = jinja_position_save (run);
  *iterable = jinja_make_generator (&s->iterator);
  return status;
}

/* -- running ----------------------------------------------------------- */

static int
execute_else (struct jinja_run *run, const struct jinja_node *node)
{
  const struct jinja_scope *outer = run->scope;
  int status = jinja_enter_scope (run, node->u.loop.else_scope);

  if (status)
    return status;
  run->scope = node->u.loop.else_scope;
  status = jinja_execute (run, &node->u.loop.otherwise);
  run->scope = outer;
  return status;
}

/* One round; *IS_WHOLE is set if it went to the end of the body. */
static int
execute_round (struct jinja_run *run, const struct jinja_node *node,
               struct tv self, struct tv item, bool *is_whole)
{
  const struct jinja_scope *scope = node->u.loop.scope;
  int status;

  run->scope = scope;
  status = jinja_assign (run, node->u.loop.target, item);
  if (status)
    return status;
  if (node->u.loop.loop_slot != JINJA_NO_SLOT)
    run->frame->slots[node->u.loop.loop_slot] = self;
  status = jinja_enter_scope (run, scope);
  if (!status)
    status = jinja_execute (run, &node->u.loop.body);
  if (status == JINJA_DONE)
    *is_whole = true;
  return status;
}

/* Runs the loop in the frame of the moment. */
static int
run_loop (struct jinja_run *run, struct loop *loop, struct tv iterable)
{
  const struct jinja_node *node = loop->node;
  const struct jinja_scope *outer = run->scope;
  struct tv self = jinja_object (&loop_type, loop), item;
  bool is_whole = false;
  int status = 0, more;

  run->marker = run->where = node;
  if (node->u.loop.test)
    status = select_items (run, node, &iterable);
  loop->iterable = iterable;
  if (!status)
    status = jinja_iterate (run, iterable, &loop->it);
  while (!status) {
    run->marker = run->where = node;
    more = loop_next (run, loop, &item);
    if (more <= 0) {
      status = more;
      break;
    }
    status = execute_round (run, node, self, item, &is_whole);
    run->scope = outer;
    if (status == JINJA_CONTINUED)
      status = 0;
  }
  run->scope = outer;
  if (status == JINJA_BROKE)
    status = 0;
  if (!status && !is_whole && node->u.loop.otherwise.n)
    status = execute_else (run, node);
  return status;
}

static struct loop *
new_loop (struct jinja_run *run, const struct jinja_node *node,
          unsigned depth0)
{
  struct loop *loop = pl_arena_zalloc (run->arena, sizeof *loop);

  if (!loop) {
    jinja_no_memory (run);
    return NULL;
  }
  loop->node = node;
  loop->index0 = loop->length = -1;
  loop->depth0 = depth0;
  loop->position = jinja_position_save (run);
  return loop;
}

/* Runs a recursive loop at the place where it stands, in a frame of its own;
 * what it prints becomes *RESULT. */
static int
run_recursive (struct jinja_run *run, const struct jinja_node *node,
               const struct jinja_position *position, unsigned depth0,
               struct tv iterable, struct tv *result)
{
  struct jinja_position here = jinja_position_save (run);
  struct jinja_capture capture;
  struct jinja_frame *frame;
  struct loop *loop;
  bool is_escaping;
  int status = jinja_enter (run);

  if (status)
    return status;
  jinja_position_restore (run, position);
  is_escaping = jinja_is_escaping (run, node);
  loop = new_loop (run, node, depth0);
  frame = loop ? jinja_frame_new (run, node->u.loop.code, run->frame) : NULL;
  if (frame) {
    jinja_capture (run, &capture);
    run->frame = frame;
    status = run_loop (run, loop, iterable);
    if (jinja_release_capture (run, &capture, is_escaping ? &jinja_markup
                               : &tv_type_string, status ? NULL : result))
      status = run->status;
    jinja_frame_free (run, node->u.loop.code, frame);
  } else {
    status = run->status;
  }
  jinja_position_restore (run, &here);
  jinja_leave (run);
  return status;
}

static int
loop_call (struct jinja_run *run, struct tv self,
           const struct jinja_args *args, struct tv *result)
{
  static const struct jinja_parameter parameters[] = {
    { "iterable", false }
  };
  static const struct jinja_signature signature = {
    "LoopContext.__call__", 1, parameters, 1
  };
  const struct loop *loop = self.u.object;
  struct tv iterable;
  int status = jinja_bind (run, &signature, args, &iterable);

  if (status)
    return status;
  if (!loop->node->flag)
    return jinja_raise (run, "TypeError", "The loop must have the "
                        "'recursive' marker to be called recursively.");
  return run_recursive (run, loop->node, &loop->position, loop->depth0 + 1,
                        iterable, result);
}

int
jinja_execute_loop (struct jinja_run *run, const struct jinja_node *node)
{
  struct jinja_position here;
  struct loop *loop;
  struct tv iterable, text;
  int status;

  run->marker = run->where = node;
  status = jinja_evaluate (run, node->u.loop.iter, &iterable);
  if (status)
    return status;
  run->where = node->u.loop.iter;
  here = jinja_position_save (run);
  if (node->flag) {
    status = run_recursive (run, node, &here, 0, iterable, &text);
    return status ? status : jinja_write (run, text.u.text, text.len);
  }
  loop = new_loop (run, node, 0);
  return loop ? run_loop (run, loop, iterable) : run->status;
}
