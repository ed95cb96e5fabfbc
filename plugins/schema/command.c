/* SPDX-License-Identifier: Apache-2.0 */
/* `plating schema`: beginning, operations of the host, and end. */

#include <config.h>

#include "plugins/schema/command.h"

#include <stdlib.h>
#include <string.h>

#include "plugins/schema/renderer.h"

/* Exit status of what could not be done. */
#define EXIT_STATUS_FAILED 3

static struct plating_text
text_of (const char *s)
{
  return (struct plating_text) { s, s ? strlen (s) : 0 };
}

/* -- the end -------------------------------------------------------------- */

static void
finish (struct schema_command *c, int status)
{
  const struct plating_host *host = c->host;
  uint64_t op = c->op;

  schema_diff_free (c->diff);
  pl_buffer_release (&c->out);
  pl_arena_release (&c->arena);
  free (c);
  host->op_done (host, op, status);
}

void
schema_command_end (struct schema_command *c, int32_t exit_status)
{
  *c->exit_status = exit_status;
  finish (c, 0);
}

void
schema_command_fail (struct schema_command *c, int code, const char *message,
                     const char *hint)
{
  struct plating_failure failure = {
    .struct_size = sizeof failure, .code = code,
    .message = text_of (message), .hint = text_of (hint),
  };

  if (code != PLATING_E_NOMEM && code != PLATING_E_CANCELLED)
    c->host->fail (c->host, c->op, &failure);
  finish (c, code);
}

int
schema_command_flush (struct schema_command *c)
{
  struct plating_text bytes = { c->out.data, c->out.len };
  int status = c->out.failed ? PLATING_E_NOMEM
    : c->host->write (c->host, c->op, PLATING_STREAM_OUT, bytes);

  pl_buffer_clear (&c->out);
  return status;
}

/* -- findings ------------------------------------------------------------- */

static void
put_place (struct pl_buffer *b, const struct plating_finding *f)
{
  if (!f->file.len)
    return;
  pl_buffer_append (b, f->file.ptr, f->file.len);
  if (f->line)
    pl_buffer_printf (b, ":%u", (unsigned) f->line);
  if (f->line && f->column)
    pl_buffer_printf (b, ":%u", (unsigned) f->column);
  pl_buffer_puts (b, ": ");
}

/* Returns 0 or PLATING_E_NOMEM. */
static int
print_finding (struct schema_command *c, const struct plating_finding *f)
{
  bool is_error = f->severity == PLATING_LEVEL_ERROR;
  struct pl_buffer b;
  int status;

  c->n_errors += is_error;
  if (c->is_quiet && f->severity > PLATING_LEVEL_WARNING)
    return 0;
  pl_buffer_init (&b);
  pl_buffer_puts (&b, is_error ? "plating: error: "
                  : f->severity == PLATING_LEVEL_WARNING
                  ? "plating: warning: " : "plating: ");
  put_place (&b, f);
  pl_buffer_append (&b, f->message.ptr, f->message.len);
  status = b.failed ? PLATING_E_NOMEM : 0;
  if (status == 0)
    c->host->print (c->host, c->op, PLATING_STREAM_ERR,
                    (struct plating_text) { b.data, b.len });
  pl_buffer_release (&b);
  return status;
}

bool
schema_command_is_fine (struct schema_command *c,
                        const struct plating_operation_outcome *outcome)
{
  struct plating_failure failure = {
    .struct_size = sizeof failure, .code = outcome->status,
    .message = outcome->message, .hint = outcome->hint,
  };
  int status = 0;
  size_t i;

  for (i = 0; i < outcome->n_findings && status == 0; i++)
    status = print_finding (c, &outcome->findings[i]);
  if (status == 0 && outcome->status < 0) {
    c->host->fail (c->host, c->op, &failure);
    finish (c, outcome->status);
    return false;
  }
  if (status < 0) {
    finish (c, status);
    return false;
  }
  if (c->n_errors) {
    schema_command_end (c, EXIT_STATUS_FAILED);
    return false;
  }
  return true;
}

/* -- operations ----------------------------------------------------------- */

/* The values given for list option NAME. */
static const struct plating_value *
make_list (const struct schema_command *c, const struct schema_passed *all,
           size_t n, const char *name)
{
  const struct plating_values *v = c->host->values;
  const struct plating_value **items = calloc (n + 1, sizeof *items), *list;
  size_t k = 0, i;
  bool is_complete = items != NULL;

  for (i = 0; i < n && is_complete; i++)
    if (!strcmp (all[i].name, name)) {
      items[k] = v->new_string (text_of (all[i].value));
      is_complete = items[k++] != NULL;
    }
  list = is_complete ? v->new_list (items, k) : NULL;
  while (k-- > 0)
    v->unref (items[k]);
  free (items);
  return list;
}

static const struct plating_value *
make_value (const struct schema_command *c, const struct schema_passed *all,
            size_t n, size_t i)
{
  const struct plating_values *v = c->host->values;

  if (all[i].is_list)
    return make_list (c, all, n, all[i].name);
  return all[i].value ? v->new_string (text_of (all[i].value))
    : v->new_bool (1);
}

/* The options as a map; of a name that comes twice the last counts. */
static const struct plating_value *
make_options (const struct schema_command *c,
              const struct schema_passed *all, size_t n)
{
  const struct plating_values *v = c->host->values;
  const struct plating_value **values = calloc (n + 1, sizeof *values);
  struct plating_text *keys = calloc (n + 1, sizeof *keys);
  const struct plating_value *map = NULL;
  bool is_complete = values && keys;
  size_t i;

  for (i = 0; i < n && is_complete; i++) {
    keys[i] = text_of (all[i].name);
    values[i] = make_value (c, all, n, i);
    is_complete = values[i] != NULL;
  }
  if (is_complete)
    map = v->new_map (keys, values, n);
  for (i = 0; values && i < n; i++)
    if (values[i])
      v->unref (values[i]);
  free (keys);
  free (values);
  return map;
}

int
schema_command_operate (struct schema_command *c, const char *verb,
                        const struct schema_passed *more, size_t n,
                        int (*on_document)
                          (void *data,
                           const struct plating_document *document),
                        void (*done)
                          (void *data,
                           const struct plating_operation_outcome *outcome))
{
  struct plating_operation operation = {
    .struct_size = sizeof operation, .verb = verb,
    .on_document = on_document,
  };
  struct schema_passed *all
    = pl_arena_array (&c->arena, c->n_passed + n + 1, sizeof *all);
  int status;

  if (!all)
    return PLATING_E_NOMEM;
  if (c->n_passed)
    memcpy (all, c->passed, c->n_passed * sizeof *all);
  if (n)
    memcpy (all + c->n_passed, more, n * sizeof *all);
  operation.options = make_options (c, all, c->n_passed + n);
  if (!operation.options)
    return PLATING_E_NOMEM;
  status = c->host->run_operation (c->host, c->op, &operation, done, c);
  c->host->values->unref (operation.options);
  return status;
}

/* -- the beginning -------------------------------------------------------- */

static int
start (struct schema_command *c, const struct plating_command_request *req)
{
  static const struct schema_passed with_config = {
    "no-config", "false", false
  };
  int status = schema_options_read (c, req);
  size_t i;

  for (i = 0; status == 0 && i < c->n_passed; i++)
    if (!strcmp (c->passed[i].name, "no-config"))
      break;
  if (status == 0 && i == c->n_passed)
    status = schema_options_add (c, with_config.name, with_config.value,
                                 false);
  if (status < 0)
    return status;
  return c->is_diff ? schema_diff (c) : c->is_summary ? schema_summary (c)
    : schema_print (c);
}

static int
run_schema (void *instance, const struct plating_command_request *req,
            int32_t *exit_status, uint64_t op)
{
  const struct schema_renderer *r = instance;
  struct schema_command *c = calloc (1, sizeof *c);
  int status;

  if (!c)
    return PLATING_E_NOMEM;
  c->host = r->host;
  c->op = op;
  c->exit_status = exit_status;
  pl_arena_init (&c->arena, 0);
  pl_buffer_init (&c->out);
  status = start (c, req);
  if (status < 0) {
    schema_diff_free (c->diff);
    pl_buffer_release (&c->out);
    pl_arena_release (&c->arena);
    free (c);
  }
  return status;
}

static const struct plating_command table[] = {
  {
    .name = "schema",
    .summary = "print a provider's schema, or what changed between two",
    .usage =
      "Usage: plating schema [OPTION...]\n"
      "       plating schema diff OLD NEW [OPTION...]\n"
      "\n"
      "Prints the schema of a provider as 'terraform providers schema -json'\n"
      "does, wherever it comes from. diff compares two, which are schema\n"
      "files, providers' directories or executables, and exits 1 when a\n"
      "change breaks configurations.\n"
      "\n"
      "What to print:\n"
      "      --summary               only how many components of each kind\n"
      "                              there are\n"
      "      --format FORMAT         of --summary and diff: text (default),\n"
      "                              markdown or json\n"
      "      --layout LAYOUT         full (default), or 1.11: no more than\n"
      "                              Terraform 1.11 prints\n"
      "      --address ADDRESS       the provider's address to print\n"
      "      --component-type KIND   only this kind: resource, data-source,\n"
      "                              function, ... (repeatable)\n"
      "      --components GLOB       only components whose full name matches\n"
      "                              (repeatable)\n"
      "      --ignore-deprecated     leave deprecated components out\n"
      "      --descriptions          diff: report changed descriptions, too\n"
      "\n"
      "Where it comes from:\n"
      "  -C, --provider-dir DIR      the provider's directory (default: the\n"
      "                              current one)\n"
      "      --provider-name NAME    the provider's name (default: that of\n"
      "                              its directory)\n"
      "      --providers-schema FILE output of 'terraform providers schema\n"
      "                              -json'; - reads standard input\n"
      "      --discover NAME[,KEY=VALUE...]\n"
      "                              a discovery plugin, or auto (default)\n"
      "      --provider-binary PATH  the provider's executable, which is\n"
      "                              started\n"
      "      --terraform BIN         ask this Terraform or OpenTofu\n"
      "      --no-cache              ask the provider again\n"
      "      --offline               refuse plugins that use the network\n"
      "      --plugin-path DIR       look for plugins here first (repeatable)\n"
      "      --config FILE           read this instead of plating.yaml and\n"
      "                              pyproject.toml\n"
      "      --no-config             read no configuration file\n"
      "\n"
      "How:\n"
      "  -j, --jobs N                threads\n"
      "      --time-limit SECONDS    give up on a plugin's operation\n"
      "  -q, --quiet                 say nothing but warnings and errors\n"
      "  -v, --verbose               say what is tried and chosen\n"
      "      --no-color              accepted; nothing here has colour\n",
    .run = run_schema
  }
};

const struct plating_commands schema_commands = {
  .struct_size = sizeof schema_commands,
  .command_size = sizeof table[0],
  .n_commands = sizeof table / sizeof table[0],
  .commands = table
};
