/* SPDX-License-Identifier: Apache-2.0 */
/* Renderings: their limits, errors and frames. */

#include <config.h>

#include "plugins/common/jinja/run.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "plugins/common/jinja/big-integer.h"

#define DEFAULT_MAX_OUTPUT (64u << 20)
#define DEFAULT_MAX_MEMORY (128u << 20)
#define DEFAULT_MAX_STEPS (UINT64_C (1) << 26)
#define DEFAULT_MAX_DEPTH 200

/* How often the host is asked whether to go on. */
#define STEPS_BETWEEN_CHECKS 20000

/* -- errors -------------------------------------------------------------- */

void
jinja_error_init (struct jinja_error *error)
{
  *error = (struct jinja_error) { .kind = NULL };
  pl_buffer_init (&error->message);
  pl_buffer_init (&error->text);
  pl_buffer_init (&error->name);
}

void
jinja_error_release (struct jinja_error *error)
{
  pl_buffer_release (&error->message);
  pl_buffer_release (&error->text);
  pl_buffer_release (&error->name);
  error->kind = NULL;
  error->line = error->column = 0;
}

/* Errors of Jinja speak for themselves; Python's are shown with their
 * class. */
static bool
is_python (const char *kind)
{
  return strncmp (kind, "Template", 8) != 0
    && strcmp (kind, "UndefinedError") != 0
    && strcmp (kind, "FilterArgumentError") != 0
    && strcmp (kind, "SecurityError") != 0
    && strcmp (kind, "LimitError") != 0
    && strcmp (kind, "Cancelled") != 0;
}

void
jinja_error_set (struct jinja_error *error, const char *kind,
                 const char *name, size_t name_len, unsigned line,
                 unsigned column, const char *text, size_t len)
{
  if (!error)
    return;
  pl_buffer_clear (&error->message);
  pl_buffer_clear (&error->text);
  pl_buffer_clear (&error->name);
  error->kind = kind;
  error->line = line;
  error->column = column;
  pl_buffer_append (&error->name, name, name_len);
  if (is_python (kind)) {
    pl_buffer_puts (&error->text, kind);
    if (len)
      pl_buffer_puts (&error->text, ": ");
  }
  pl_buffer_append (&error->text, text, len);
  pl_buffer_append (&error->message, name, name_len);
  if (line)
    pl_buffer_printf (&error->message, ":%u", line);
  if (line && column)
    pl_buffer_printf (&error->message, ":%u", column);
  pl_buffer_puts (&error->message, ": ");
  if (error->text.len)
    pl_buffer_append (&error->message, error->text.data, error->text.len);
}

static void
note_error (struct jinja_run *run, const char *kind, const char *text,
            size_t len)
{
  const struct jinja_template *t = run->template;
  const struct jinja_node *marker = run->marker, *where = run->where;
  /* Before anything has noted its line, it is the first. */
  unsigned line = marker ? marker->at : 1, column = 0;

  if (where && where->line == line)
    column = where->column;
  else if (marker && marker->line == line)
    column = marker->column;
  jinja_error_set (run->error, kind, t ? t->name : "", t ? t->name_len : 0,
                   line, column, text, len);
}

__attribute__ ((format (printf, 4, 0)))
static int
fail (struct jinja_run *run, int status, const char *kind, const char *fmt,
      va_list ap)
{
  struct pl_buffer text;

  if (run->status)
    return run->status;
  run->status = status;
  if (!run->error)
    return status;
  pl_buffer_init (&text);
  pl_buffer_vprintf (&text, fmt, ap);
  note_error (run, kind, text.data ? text.data : "", text.len);
  pl_buffer_release (&text);
  return run->status;
}

int
jinja_raise (struct jinja_run *run, const char *kind, const char *fmt, ...)
{
  va_list ap;
  int status;

  va_start (ap, fmt);
  status = fail (run, -EINVAL, kind, fmt, ap);
  va_end (ap);
  return status;
}

__attribute__ ((format (printf, 4, 5)))
static int
fail_limit (struct jinja_run *run, const char *kind, int code,
            const char *fmt, ...)
{
  va_list ap;
  int status;

  va_start (ap, fmt);
  status = fail (run, code, kind, fmt, ap);
  va_end (ap);
  return status;
}

int
jinja_no_memory (struct jinja_run *run)
{
  if (run->arena->is_full)
    return jinja_raise_limit (run, "memory");
  return fail_limit (run, "MemoryError", -ENOMEM, "out of memory");
}

int
jinja_raise_limit (struct jinja_run *run, const char *noun)
{
  if (strcmp (noun, "output") == 0)
    return fail_limit (run, "LimitError", -EFBIG, "more than %zu bytes of "
                       "output", run->limits.max_output);
  if (strcmp (noun, "memory") == 0)
    return fail_limit (run, "LimitError", -EFBIG, "more than %zu bytes of "
                       "memory for values", run->limits.max_memory);
  if (strcmp (noun, "steps") == 0)
    return fail_limit (run, "LimitError", -EFBIG, "more than %llu steps",
                       (unsigned long long) run->limits.max_steps);
  return fail_limit (run, "LimitError", -EFBIG, "%s: limit reached", noun);
}

int
jinja_raise_integer (struct jinja_run *run)
{
  return fail_limit (run, "LimitError", -EFBIG, "integer too large: it has "
                     "more than %d bits", JINJA_MAX_BITS);
}

/* -- accounts ---------------------------------------------------------- */

int
jinja_out_of_steps (struct jinja_run *run, uint64_t n)
{
  if (run->status)
    return run->status;
  if (run->options.is_cancelled
      && run->options.is_cancelled (run->options.user))
    return fail_limit (run, "Cancelled", -ECANCELED, "cancelled");
  if (n > run->steps)
    return jinja_raise_limit (run, "steps");
  run->steps -= n;
  run->until_check = run->steps > STEPS_BETWEEN_CHECKS
    ? run->steps - STEPS_BETWEEN_CHECKS : 0;
  return 0;
}

int
jinja_charge (struct jinja_run *run, size_t n)
{
  return jinja_charge_fast (run, n);
}

int
jinja_too_deep (struct jinja_run *run)
{
  return fail_limit (run, "RecursionError", -EFBIG, "maximum recursion depth "
                     "exceeded");
}

int
jinja_enter (struct jinja_run *run)
{
  int status;

  if (run->depth >= run->limits.max_depth)
    return jinja_too_deep (run);
  status = jinja_descend (run);
  if (!status)
    run->depth++;
  return status;
}

void
jinja_leave (struct jinja_run *run)
{
  run->depth--;
  jinja_ascend (run);
}

struct pl_arena *
jinja_arena (struct jinja_run *run)
{
  return run->arena;
}

void *
jinja_user (struct jinja_run *run)
{
  return run->options.user;
}

struct jinja_position
jinja_position_save (const struct jinja_run *run)
{
  return (struct jinja_position) {
    run->template, run->marker, run->where, run->context, run->frame,
    run->scope, run->parent
  };
}

void
jinja_position_restore (struct jinja_run *run,
                        const struct jinja_position *position)
{
  run->template = position->template;
  run->marker = position->marker;
  run->where = position->where;
  run->context = position->context;
  run->frame = position->frame;
  run->scope = position->scope;
  run->parent = position->parent;
}

/* -- output ------------------------------------------------------------ */

int
jinja_write (struct jinja_run *run, const char *text, size_t len)
{
  int status;

  if (!len)
    return 0;
  status = jinja_charge_fast (run, len / 64);
  if (status)
    return status;
  pl_buffer_append (run->out, text, len);
  if (!run->out->failed)
    return 0;
  return run->out->failed == -EFBIG
    ? jinja_raise_limit (run, run->captured ? "memory" : "output")
    : jinja_no_memory (run);
}

void
jinja_buffer_init (struct jinja_run *run, struct pl_buffer *buffer)
{
  size_t max = run->limits.max_memory;

  pl_buffer_init (buffer);
  buffer->limit = run->captured < max ? max - run->captured : 1;
}

/* CAPTURED is never 0 in a capture, so that errors can tell. */
void
jinja_capture (struct jinja_run *run, struct jinja_capture *capture)
{
  capture->outer = run->out;
  capture->held = run->captured ? run->out->len + 1 : 1;
  run->captured += capture->held;
  jinja_buffer_init (run, &capture->buffer);
  run->out = &capture->buffer;
}

int
jinja_release_capture (struct jinja_run *run, struct jinja_capture *capture,
                       const struct tv_type *type, struct tv *v)
{
  run->out = capture->outer;
  run->captured -= capture->held;
  if (v)
    return jinja_take_string (run, &capture->buffer, type, v);
  pl_buffer_release (&capture->buffer);
  return run->status;
}

/* -- frames ------------------------------------------------------------ */

#define N_SPARE (sizeof ((struct jinja_run *) 0)->spare_frames \
                 / sizeof ((struct jinja_run *) 0)->spare_frames[0])

struct jinja_frame *
jinja_frame_new (struct jinja_run *run, const struct jinja_code *code,
                 struct jinja_frame *outer)
{
  uint32_t n = code->n_slots;
  struct jinja_frame *frame = NULL;

  if (n < N_SPARE && run->spare_frames[n]) {
    frame = run->spare_frames[n];
    run->spare_frames[n] = frame->outer;
    memset (frame->slots, 0, n * sizeof frame->slots[0]);
  } else {
    frame = pl_arena_zalloc (run->arena, sizeof *frame
                             + n * sizeof frame->slots[0]);
  }
  if (!frame) {
    jinja_no_memory (run);
    return NULL;
  }
  frame->n_slots = n;
  frame->outer = outer;
  return frame;
}

void
jinja_frame_free (struct jinja_run *run, const struct jinja_code *code,
                  struct jinja_frame *frame)
{
  if (code->has_closures || frame->n_slots >= N_SPARE)
    return;
  frame->outer = run->spare_frames[frame->n_slots];
  run->spare_frames[frame->n_slots] = frame;
}

/* -- rendering --------------------------------------------------------- */

static size_t
limit_from (size_t used, size_t more, size_t old)
{
  size_t limit = more > SIZE_MAX - used ? SIZE_MAX : used + more;

  return old && old < limit ? old : limit;
}

static void
set_limits (struct jinja_run *run)
{
  struct jinja_limits *l = &run->limits;

  *l = run->options.limits;
  if (!l->max_output)
    l->max_output = DEFAULT_MAX_OUTPUT;
  if (!l->max_memory)
    l->max_memory = DEFAULT_MAX_MEMORY;
  if (!l->max_steps)
    l->max_steps = DEFAULT_MAX_STEPS;
  if (!l->max_depth)
    l->max_depth = DEFAULT_MAX_DEPTH;
  run->steps = l->max_steps;
  run->until_check = run->steps > STEPS_BETWEEN_CHECKS
    ? run->steps - STEPS_BETWEEN_CHECKS : 0;
}

static int
run_template (struct jinja_run *run, const struct jinja_template *template)
{
  struct jinja_context *context
    = pl_arena_zalloc (run->arena, sizeof *context);

  if (!context)
    return jinja_no_memory (run);
  run->template = template;
  context->template = template;
  context->own_autoescape = template->autoescape;
  context->autoescape = &context->own_autoescape;
  if (jinja_add_blocks (run, context, template))
    return run->status;
  jinja_execute_root (run, template, context);
  return run->status;
}

/* Runs in RUN's arena with the output's limit. */
static void
run_limited (struct jinja_run *run, const struct jinja_template *template)
{
  struct pl_buffer *out = run->out;
  size_t out_limit = out->limit, arena_limit = run->arena->limit;
  int out_failed = out->failed;

  out->limit = limit_from (out->len, run->limits.max_output, out_limit);
  run->arena->limit = limit_from (run->arena->total, run->limits.max_memory,
                                  arena_limit);
  run_template (run, template);
  run->arena->limit = arena_limit;
  out->limit = out_limit;
  if (!out_failed && out->failed == -EFBIG)
    out->failed = 0;
}

static void
reset_error (struct jinja_error *error)
{
  if (!error)
    return;
  pl_buffer_clear (&error->message);
  pl_buffer_clear (&error->text);
  pl_buffer_clear (&error->name);
  error->kind = NULL;
  error->line = error->column = 0;
}

int
jinja_render (struct jinja_environment *environment, const char *name,
              const char *text, size_t len,
              const struct jinja_options *options, struct pl_buffer *out,
              struct jinja_error *error)
{
  struct jinja_run run = {
    .environment = environment, .out = out, .error = error
  };
  struct jinja_template *template;
  struct pl_arena own;
  int status;

  reset_error (error);
  status = jinja_environment_get (environment, name, strlen (name), text,
                                  len, &template, error);
  if (status)
    return status;
  if (options)
    run.options = *options;
  set_limits (&run);
  pl_arena_init (&own, 16384);
  run.arena = run.options.arena ? run.options.arena : &own;
  run_limited (&run, template);
  while (run.held) {
    jinja_environment_put (environment, run.held->template);
    run.held = run.held->next;
  }
  pl_arena_release (&own);
  jinja_environment_put (environment, template);
  return run.status;
}
