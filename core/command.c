/* SPDX-License-Identifier: Apache-2.0 */
/* Commands that plugins offer, and the operations that these ask for. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <plating/async.h>

#include "common/buffer.h"
#include "config-detect.h"
#include "error.h"
#include "log.h"
#include "options.h"
#include "plugin.h"
#include "run.h"
#include "value.h"

struct pl_command *
pl_command_new (const char *plugin, const char *name,
                const char *program_name, const char *const *arguments,
                size_t n)
{
  struct pl_command *c = calloc (1, sizeof *c);
  int complete;
  size_t i;

  if (!c)
    return NULL;
  c->plugin = strdup (plugin);
  c->name = strdup (name);
  c->program_name = strdup (program_name);
  c->arguments = calloc (n + 1, sizeof *c->arguments);
  complete = c->plugin && c->name && c->program_name && c->arguments;
  for (i = 0; i < n && complete; i++) {
    c->arguments[i].ptr = strdup (arguments[i]);
    c->arguments[i].len = strlen (arguments[i]);
    c->n_arguments++;
    complete = c->arguments[i].ptr != NULL;
  }
  if (complete)
    return c;
  pl_command_free (c);
  return NULL;
}

void
pl_command_free (struct pl_command *c)
{
  size_t i;

  if (!c)
    return;
  for (i = 0; i < c->n_arguments; i++)
    free ((char *) (uintptr_t) c->arguments[i].ptr);
  free (c->arguments);
  free (c->plugin);
  free (c->name);
  free (c->program_name);
  free (c);
}

static const struct plating_command *
find_command (const struct pl_run *run, struct pl_instance **instance)
{
  const struct plating_command *commands;
  struct pl_instance *i = run->renderers.n ? run->renderers.items[0]
    : run->validators.n ? run->validators.items[0]
    : run->companions.n ? run->companions.items[0] : run->discovery;
  size_t n, k;

  *instance = i;
  commands = i ? pl_plugin_commands (i->plugin, &n) : NULL;
  for (k = 0; commands && k < n; k++)
    if (!strcmp (commands[k].name, run->command->name))
      return &commands[k];
  return NULL;
}

/* -- what the command asks of the host ------------------------------------ */

static void
print (void *owner, uint32_t stream, struct plating_text line)
{
  const struct pl_command *c = ((struct pl_job *) owner)->run->command;

  if (c->print)
    c->print (c->print_data, stream == PLATING_STREAM_ERR ? 2 : 1, line);
}

static int
write_bytes (void *owner, uint32_t stream, struct plating_text bytes)
{
  const struct pl_command *c = ((struct pl_job *) owner)->run->command;

  return !c->write || !bytes.len ? 0
    : c->write (c->write_data, stream == PLATING_STREAM_ERR ? 2 : 1, bytes);
}

static void *
alloc (void *owner, size_t len)
{
  return pl_arena_alloc (&((struct pl_job *) owner)->strand.arena, len);
}

static int
is_cancelled (void *owner)
{
  return pl_strand_group_is_cancelled (&((struct pl_job *) owner)->run->group);
}

/* An operation on its way to the loop and back. */
struct nested {
  struct pl_post post;
  struct pl_run *run;
  uint32_t verb;
  struct plating_options *options;
  void (*done) (void *data, const struct plating_operation_outcome *outcome);
  void *data;
};

static struct plating_text
text_of (const char *s)
{
  struct plating_text t = { s, s ? strlen (s) : 0 };

  return t;
}

static void
set_nested (struct pl_run *run, struct plating_task *task)
{
  struct plating_task *before;

  uv_mutex_lock (&run->mutex);
  before = run->command->nested;
  run->command->nested = plating_task_ref (task);
  uv_mutex_unlock (&run->mutex);
  plating_task_unref (before);
}

void
pl_command_cancel (struct pl_run *run)
{
  struct plating_task *task;

  uv_mutex_lock (&run->mutex);
  task = run->command ? plating_task_ref (run->command->nested) : NULL;
  uv_mutex_unlock (&run->mutex);
  if (task)
    plating_task_cancel (task);
  plating_task_unref (task);
}

static void
end_nested (struct nested *n, const struct plating_operation_outcome *outcome)
{
  struct pl_run *run = n->run;

  set_nested (run, NULL);
  n->done (n->data, outcome);
  plating_options_free (n->options);
  free (n);
  pl_run_release (run);
}

static struct plating_finding *
findings_of (const struct plating_result *r, size_t *n)
{
  const struct plating_result_finding *f;
  struct plating_finding *list;
  size_t i;

  for (*n = 0; plating_result_finding_at (r, *n); ++*n)
    continue;
  list = calloc (*n + 1, sizeof *list);
  for (i = 0; list && (f = plating_result_finding_at (r, i)); i++)
    list[i] = (struct plating_finding) {
      .struct_size = sizeof *list,
      .severity = f->severity,
      .rule = text_of (f->rule),
      .message = text_of (f->message),
      .component = text_of (f->component),
      .file = text_of (f->file),
      .line = f->line,
      .column = f->column,
    };
  return list;
}

static struct plating_operation_file *
files_of (const struct plating_result *r, size_t *n)
{
  const struct plating_result_file *f;
  struct plating_operation_file *list;
  size_t i;

  for (*n = 0; plating_result_file_at (r, *n); ++*n)
    continue;
  list = calloc (*n + 1, sizeof *list);
  for (i = 0; list && (f = plating_result_file_at (r, i)); i++)
    list[i] = (struct plating_operation_file) {
      .path = text_of (f->path),
      .status = f->status,
    };
  return list;
}

static struct plating_operation_component *
components_of (const struct plating_result *r, size_t *n)
{
  const struct plating_result_component *c;
  struct plating_operation_component *list;
  size_t i;

  for (*n = 0; plating_result_component_at (r, *n); ++*n)
    continue;
  list = calloc (*n + 1, sizeof *list);
  for (i = 0; list && (c = plating_result_component_at (r, i)); i++)
    list[i] = (struct plating_operation_component) {
      .kind = text_of (c->kind),
      .name = text_of (c->name),
      .flags = c->flags,
    };
  return list;
}

static void
on_nested_end (struct plating_task *task, void *data)
{
  const struct plating_result *r = plating_task_result (task);
  const struct plating_error *e = plating_task_error (task);
  struct plating_operation_outcome outcome = {
    .struct_size = sizeof outcome,
    .status = e ? plating_error_code (e) : 0,
  };
  struct plating_operation_component *components = NULL;
  struct plating_operation_file *files = NULL;
  struct plating_finding *findings = NULL;
  struct pl_buffer message, reason;

  pl_buffer_init (&message);
  pl_buffer_init (&reason);
  if (e) {
    pl_error_format (e, &message);
    pl_error_format_message (e, &reason);
    outcome.plugin = text_of (plating_error_plugin (e));
    outcome.hint = text_of (plating_error_hint (e));
  }
  outcome.message.ptr = message.data;
  outcome.message.len = message.len;
  outcome.reason.ptr = reason.data;
  outcome.reason.len = reason.len;
  if (r) {
    outcome.findings = findings = findings_of (r, &outcome.n_findings);
    outcome.files = files = files_of (r, &outcome.n_files);
    outcome.components = components
      = components_of (r, &outcome.n_components);
    if (!findings || !files || !components) {
      outcome.status = PLATING_E_NOMEM;
      outcome.n_findings = outcome.n_files = outcome.n_components = 0;
    }
  }
  end_nested (data, &outcome);
  free (findings);
  free (files);
  free (components);
  pl_buffer_release (&message);
  pl_buffer_release (&reason);
}

static void
start_nested (struct pl_post *post)
{
  struct nested *n = (struct nested *) (void *) post;
  const struct pl_command *c = n->run->command;
  struct plating_operation_outcome failed = {
    .struct_size = sizeof failed,
    .status = PLATING_E_NOMEM,
    .message = PLATING_TEXT ("out of memory"),
  };
  struct plating_task *task
    = c->start (c->owner, n->run->env.loop, n->verb, n->options);

  if (task)
    set_nested (n->run, task);
  if (!task || plating_task_on_end (task, on_nested_end, n) < 0)
    end_nested (n, &failed);
  plating_task_unref (task);
}

static uint32_t
verb_of (const char *name)
{
  static const struct {
    const char *name;
    uint32_t verb;
  } verbs[] = {
    { "plate", PL_VERB_PLATE },
    { "adorn", PL_VERB_ADORN },
    { "validate", PL_VERB_VALIDATE },
    { "info", PL_VERB_INFO },
  };
  size_t i;

  for (i = 0; i < sizeof verbs / sizeof *verbs; i++)
    if (!strcmp (verbs[i].name, name))
      return verbs[i].verb;
  return 0;
}

static int
set_option (struct plating_options *o, const char *name,
            const struct plating_value *value, struct plating_error **err)
{
  char number[32];
  int status = 0;
  size_t i;

  switch (pl_value_type (value)) {
  case PLATING_VALUE_BOOL:
    return plating_options_set (o, name, pl_value_bool_get (value) ? "true"
                                : "false", err);
  case PLATING_VALUE_INT:
    snprintf (number, sizeof number, "%lld",
              (long long) pl_value_int_get (value));
    return plating_options_set (o, name, number, err);
  case PLATING_VALUE_LIST:
    for (i = 0; i < pl_value_size (value) && status == 0; i++)
      status = set_option (o, name, pl_value_at (value, i), err);
    return status;
  default:
    return plating_options_set (o, name, pl_value_string_get (value).ptr,
                                err);
  }
}

/* A command has options of its own: it says whether those of files, and of
 * the environment, which comes before them, count. */
static int
settle_nested (struct pl_run *run, const struct plating_operation *operation,
               struct nested *n, void *data, struct plating_error **err)
{
  const struct pl_option *no_config = pl_options_find ("no-config", 9);
  struct plating_options *o = n->options;
  int status = 0;

  if (!o->config && !pl_options_is_given (o, no_config))
    o->no_config = 1;
  else if (!o->no_config)
    status = pl_config_environment (o, n->verb, err);
  if (status < 0)
    return status;
  if (o->verbose)
    pl_log_set_level (run->log, PLATING_LEVEL_DEBUG);
  if (!PLATING_HAS (operation, on_document) || !operation->on_document)
    return 0;
  if (n->verb != PL_VERB_PLATE)
    return PLATING_E_INVAL;
  o->on_document = operation->on_document;
  o->document_data = data;
  return 0;
}

static int
run_operation (void *owner, const struct plating_operation *operation,
               void (*done) (void *data,
                             const struct plating_operation_outcome *outcome),
               void *data)
{
  struct pl_run *run = ((struct pl_job *) owner)->run;
  struct nested *n = calloc (1, sizeof *n);
  struct plating_error *error = NULL;
  int status = n ? 0 : PLATING_E_NOMEM;
  size_t i;

  if (status < 0)
    return status;
  *n = (struct nested) {
    .post.run = start_nested, .run = run, .done = done, .data = data,
    .verb = verb_of (operation->verb),
    .options = plating_options_new (),
  };
  if (!n->options)
    status = PLATING_E_NOMEM;
  else if (!n->verb)
    status = PLATING_E_INVAL;
  for (i = 0; status == 0 && i < pl_value_size (operation->options); i++)
    status = set_option (n->options,
                         pl_value_key_at (operation->options, i).ptr,
                         pl_value_at (operation->options, i), &error);
  if (status == 0)
    status = settle_nested (run, operation, n, data, &error);
  if (error)
    pl_log_error (run->log, PLATING_LEVEL_ERROR, error);
  plating_error_unref (error);
  if (status == 0)
    status = pl_run_hold (run);
  if (status < 0) {
    plating_options_free (n->options);
    free (n);
    return status;
  }
  pl_loop_post (run->env.loop, &n->post);
  return 0;
}

static const struct pl_op_target command_target = {
  .arena_alloc = alloc,
  .is_cancelled = is_cancelled,
  .print = print,
  .run_operation = run_operation,
  .write = write_bytes,
};

/* -- the op --------------------------------------------------------------- */

static int
call_command (struct pl_strand *s, uint64_t op)
{
  struct pl_job *j = (struct pl_job *) s;
  struct pl_instance *instance;
  const struct plating_command *command = find_command (j->run, &instance);

  return command->run (instance->handle, j->request,
                       &j->run->command->exit_status, op);
}

int
pl_command_call (struct pl_run *run)
{
  const struct pl_command *c = run->command;
  struct pl_strand *s = &run->main.strand;
  struct plating_command_request *req
    = pl_arena_zalloc (&s->arena, sizeof *req);
  struct pl_instance *instance;

  if (!req) {
    s->status = pl_error_set (&s->error, PLATING_E_NOMEM, "out of memory");
    return PL_STRAND_AGAIN;
  }
  if (!find_command (run, &instance)) {
    s->status = pl_error_set (&s->error, PLATING_E_CONFIG,
                              "plugin '%s' has no command '%s'", c->plugin,
                              c->name);
    return PL_STRAND_AGAIN;
  }
  req->struct_size = sizeof *req;
  req->n_arguments = (uint32_t) c->n_arguments;
  req->arguments = c->arguments;
  req->working_dir = text_of (run->provider_dir);
  req->program_name = text_of (c->program_name);
  run->main.request = req;
  s->target = &command_target;
  return pl_strand_call (s, instance, PL_OP_COMMAND, call_command);
}
