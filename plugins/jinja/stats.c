/* SPDX-License-Identifier: Apache-2.0 */
/* The command `plating stats': how many components there are of each type,
 * and how many of them have a page of their own.
 *
 * It asks for what `plating info' finds, and counts it. */

#include <config.h>

#include "plugins/jinja/stats.h"

#include <stdlib.h>
#include <string.h>

#include <plating/run.h>

#include "common/buffer.h"
#include "plugins/jinja/kinds.h"
#include "plugins/jinja/markdown-text.h"

#define ARGUMENTS_MAX 64

/* What can be asked for, and handed on to the run. */
static const struct {
  const char *name;
  const char *other;            /* or NULL */
  bool is_switch, is_list;
} accepted[] = {
  { "provider-dir", "project-root", false, false },
  { "provider-name", NULL, false, false },
  { "providers-schema", NULL, false, false },
  { "package-name", NULL, false, true },
  { "component-type", NULL, false, true },
  { "components", NULL, false, true },
  { "discover", NULL, false, true },
  { "plugin", NULL, false, true },
  { "config", NULL, false, false },
  { "profile", NULL, false, false },
  { "no-config", NULL, true, false }
};

#define N_ACCEPTED (sizeof accepted / sizeof accepted[0])

struct stats {
  const struct plating_host *host;
  uint64_t op;
  int32_t *exit_status;
  bool is_json;
  /* Values of each option, new. */
  const struct plating_value *given[N_ACCEPTED][ARGUMENTS_MAX];
  size_t n_given[N_ACCEPTED];
};

static void
print (struct stats *s, uint32_t stream, struct pl_buffer *line)
{
  struct plating_text text = { line->len ? line->data : "", line->len };

  if (!line->failed)
    s->host->print (s->host, s->op, stream, text);
  pl_buffer_clear (line);
}

static void
stats_free (struct stats *s)
{
  size_t i, k;

  for (i = 0; i < N_ACCEPTED; i++)
    for (k = 0; k < s->n_given[i]; k++)
      s->host->values->unref (s->given[i][k]);
  free (s);
}

/* Ends the command with STATUS of the program. */
static void
finish (struct stats *s, int32_t status)
{
  const struct plating_host *host = s->host;
  uint64_t op = s->op;

  *s->exit_status = status;
  stats_free (s);
  host->op_done (host, op, 0);
}

/* -- arguments -------------------------------------------------------- */

static int
complain (struct stats *s, const char *what, struct plating_text which)
{
  struct pl_buffer line;

  pl_buffer_init (&line);
  pl_buffer_printf (&line, "plating: error: %s '%.*s'", what,
                    (int) which.len, which.ptr);
  print (s, PLATING_STREAM_ERR, &line);
  pl_buffer_puts (&line, "plating: hint: 'plating stats --help' lists the "
                  "options");
  print (s, PLATING_STREAM_ERR, &line);
  pl_buffer_release (&line);
  return -1;
}

static size_t
find_option (struct plating_text name)
{
  size_t i;

  for (i = 0; i < N_ACCEPTED; i++)
    if (pl_text_same (name, pl_text_of (accepted[i].name))
        || (accepted[i].other
            && pl_text_same (name, pl_text_of (accepted[i].other))))
      break;
  return i;
}

static int
take_format (struct stats *s, struct plating_text value)
{
  s->is_json = pl_text_same (value, pl_text_of ("json"));
  return s->is_json || pl_text_same (value, pl_text_of ("text")) ? 0
         : complain (s, "option 'format' takes one of text, json, not",
                     value);
}

/* Takes the argument at *I and perhaps the next one. */
static int
take_argument (struct stats *s, const struct plating_command_request *req,
               uint32_t *i)
{
  struct plating_text name = req->arguments[*i], value = { NULL, 0 };
  const struct plating_value *v;
  const char *equals;
  size_t option;

  if (pl_text_same (name, pl_text_of ("-C")))
    name = pl_text_of ("--provider-dir");
  if (!pl_text_starts_with (name, "--"))
    return complain (s, "unexpected argument", name);
  name = pl_text_skip (name, 2);
  equals = memchr (name.ptr, '=', name.len);
  if (equals) {
    value = pl_text_skip (name, (size_t) (equals - name.ptr) + 1);
    name.len = (size_t) (equals - name.ptr);
  }
  option = find_option (name);
  if (option == N_ACCEPTED && !pl_text_same (name, pl_text_of ("format")))
    return complain (s, "unknown option", name);
  if (!equals && !(option < N_ACCEPTED && accepted[option].is_switch)) {
    if (*i + 1 >= req->n_arguments)
      return complain (s, "a value is missing for option", name);
    value = req->arguments[++*i];
  }
  if (option == N_ACCEPTED)
    return take_format (s, value);
  if (s->n_given[option] == ARGUMENTS_MAX)
    return complain (s, "too many values for option", name);
  v = accepted[option].is_switch ? s->host->values->new_bool (1)
    : s->host->values->new_string (value);
  if (!v)
    return PLATING_E_NOMEM;
  s->given[option][s->n_given[option]++] = v;
  return 0;
}

/* The options of the run, as a new map.  Configuration files count unless
 * it was said that they do not. */
static const struct plating_value *
make_options (struct stats *s)
{
  const struct plating_values *values = s->host->values;
  const struct plating_value *members[N_ACCEPTED + 1], *map = NULL;
  struct plating_text keys[N_ACCEPTED + 1];
  size_t n = 0, i;

  for (i = 0; i < N_ACCEPTED; i++) {
    size_t count = s->n_given[i];

    if (!count)
      continue;
    keys[n] = pl_text_of (accepted[i].name);
    members[n] = accepted[i].is_list
      ? values->new_list (s->given[i], count)
      : values->ref (s->given[i][count - 1]);
    if (!members[n])
      goto end;
    n++;
  }
  if (!s->n_given[find_option (pl_text_of ("no-config"))]) {
    keys[n] = pl_text_of ("no-config");
    members[n] = values->new_bool (0);
    if (!members[n])
      goto end;
    n++;
  }
  map = values->new_map (keys, members, n);
end:
  while (n--)
    values->unref (members[n]);
  return map;
}

/* -- counting --------------------------------------------------------- */

/* In the order of their names. */
static const enum plate_kind by_name[] = {
  PLATE_ACTION, PLATE_DATA_SOURCE, PLATE_EPHEMERAL_RESOURCE, PLATE_FUNCTION,
  PLATE_LIST_RESOURCE, PLATE_RESOURCE, PLATE_STATE_STORE
};

struct counts {
  size_t all, total[PLATE_N_KINDS], pages[PLATE_N_KINDS];
};

static void
count (const struct plating_operation_outcome *outcome, struct counts *c)
{
  size_t i;
  int kind;

  *c = (struct counts) { .all = 0 };
  for (i = 0; i < outcome->n_components; i++) {
    const struct plating_operation_component *one = &outcome->components[i];

    kind = plate_kind_of (one->kind);
    if (kind < PLATE_N_KINDS) {
      c->total[kind]++;
      c->pages[kind] += (one->flags & PLATING_COMPONENT_HAS_TEMPLATE) != 0;
      c->all++;
    }
  }
}

/* Prints what was found on the way.  Returns whether an error is among it. */
static bool
print_findings (struct stats *s,
                const struct plating_operation_outcome *outcome)
{
  struct pl_buffer line;
  bool has_error = false;
  size_t i;

  pl_buffer_init (&line);
  for (i = 0; i < outcome->n_findings; i++) {
    const struct plating_finding *f = &outcome->findings[i];

    if (f->severity != PLATING_LEVEL_ERROR
        && f->severity != PLATING_LEVEL_WARNING)
      continue;
    has_error = has_error || f->severity == PLATING_LEVEL_ERROR;
    pl_buffer_printf (&line, "plating: %s: ",
                      f->severity == PLATING_LEVEL_ERROR ? "error"
                      : "warning");
    if (f->file.len) {
      plate_put_line (&line, f->file);
      if (f->line)
        pl_buffer_printf (&line, ":%u", f->line);
      pl_buffer_puts (&line, ": ");
    }
    plate_put_line (&line, f->message);
    print (s, PLATING_STREAM_ERR, &line);
  }
  pl_buffer_release (&line);
  return has_error;
}

static void
print_text (struct stats *s, const struct counts *c)
{
  struct pl_buffer line;
  size_t i;

  pl_buffer_init (&line);
  pl_buffer_puts (&line, "Registry Statistics:");
  print (s, PLATING_STREAM_OUT, &line);
  pl_buffer_printf (&line, "   Total components: %zu", c->all);
  print (s, PLATING_STREAM_OUT, &line);
  for (i = 0; i < PLATE_N_KINDS; i++) {
    enum plate_kind kind = by_name[i];

    if (!c->total[kind])
      continue;
    pl_buffer_printf (&line, "   %s: %zu total, %zu with templates",
                      plate_kinds[kind].value, c->total[kind],
                      c->pages[kind]);
    print (s, PLATING_STREAM_OUT, &line);
  }
  pl_buffer_release (&line);
}

static void
print_json (struct stats *s, const struct counts *c)
{
  struct pl_buffer line, types;
  size_t i;

  pl_buffer_init (&line);
  pl_buffer_init (&types);
  pl_buffer_printf (&line, "{\"total_components\": %zu", c->all);
  for (i = 0; i < PLATE_N_KINDS; i++) {
    enum plate_kind kind = by_name[i];

    if (!c->total[kind])
      continue;
    pl_buffer_printf (&types, "%s\"%s\"", types.len ? ", " : "",
                      plate_kinds[kind].value);
    pl_buffer_printf (&line, ", \"%s\": {\"total\": %zu, "
                      "\"with_templates\": %zu}", plate_kinds[kind].value,
                      c->total[kind], c->pages[kind]);
  }
  pl_buffer_printf (&line, ", \"component_types\": [%s]}",
                    types.len ? types.data : "");
  print (s, PLATING_STREAM_OUT, &line);
  pl_buffer_release (&types);
  pl_buffer_release (&line);
}

static void
counted (void *data, const struct plating_operation_outcome *outcome)
{
  struct stats *s = data;
  struct counts counts;
  struct pl_buffer line;
  bool has_error;

  if (outcome->status < 0) {
    pl_buffer_init (&line);
    pl_buffer_printf (&line, "plating: error: %.*s",
                      (int) outcome->message.len, outcome->message.ptr);
    if (PLATING_HAS (outcome, hint) && outcome->hint.len)
      pl_buffer_printf (&line, "\nplating: hint: %.*s",
                        (int) outcome->hint.len, outcome->hint.ptr);
    print (s, PLATING_STREAM_ERR, &line);
    pl_buffer_release (&line);
    finish (s, outcome->status == PLATING_E_CONFIG
               || outcome->status == PLATING_E_PLUGIN ? 2 : 3);
    return;
  }
  count (outcome, &counts);
  has_error = print_findings (s, outcome);
  if (s->is_json)
    print_json (s, &counts);
  else
    print_text (s, &counts);
  finish (s, has_error ? 1 : 0);
}

/* -- the command ------------------------------------------------------ */

static int
run_stats (void *instance, const struct plating_command_request *req,
           int32_t *exit_status, uint64_t op)
{
  struct stats *s = calloc (1, sizeof *s);
  struct plating_operation operation = {
    .struct_size = sizeof operation, .verb = "info"
  };
  const struct plating_host *host = plate_stats_host (instance);
  uint32_t i;
  int code = 0;

  if (!s)
    return PLATING_E_NOMEM;
  s->host = host;
  s->op = op;
  s->exit_status = exit_status;
  for (i = 0; i < req->n_arguments && code == 0; i++)
    code = take_argument (s, req, &i);
  if (code == -1) {
    finish (s, 2);
    return 0;
  }
  operation.options = code == 0 ? make_options (s) : NULL;
  if (!operation.options) {
    stats_free (s);
    return PLATING_E_NOMEM;
  }
  code = host->run_operation (host, op, &operation, counted, s);
  host->values->unref (operation.options);
  if (code < 0)
    stats_free (s);
  return code;
}

static const struct plating_command commands[] = {
  { .name = "stats",
    .summary = "count components, and those that have templates",
    .usage =
      "Usage: plating stats [OPTION...]\n\n"
      "Counts components by type, and those that have templates.\n"
      "\nOptions:\n"
      "  -C, --provider-dir DIR       the provider's directory\n"
      "      --provider-name NAME     the provider's name\n"
      "      --providers-schema FILE  its schema\n"
      "      --package-name PACKAGE   find bundles in this Python package\n"
      "      --component-type KIND    only this kind\n"
      "      --components GLOB        only components whose name matches\n"
      "      --discover NAME          how to find components\n"
      "      --plugin PLUGIN          whose templates count\n"
      "      --config FILE, --no-config, --profile NAME\n"
      "                               configuration, as for plating plate\n"
      "      --format FORMAT          text or json\n",
    .run = run_stats }
};

const struct plating_commands plate_commands = {
  .struct_size = sizeof plate_commands,
  .command_size = sizeof commands[0],
  .n_commands = 1,
  .commands = commands
};
