/* SPDX-License-Identifier: Apache-2.0 */
/* The command: arguments, signals, exit status.
 *
 * The only file that handles signals or exits. */

#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <uv.h>

#include <plating/async.h>
#include <plating/run.h>

#include "common/buffer.h"
#include "config-detect.h"
#include "config-file.h"
#include "error.h"
#include "log.h"
#include "main-arguments.h"
#include "monitor.h"
#include "naming.h"
#include "options.h"
#include "plugin-verb.h"
#include "report.h"
#include "session.h"
#include "trace.h"
#include "worker.h"

static const struct pl_verb verbs[] = {
  { "plate", PL_VERB_PLATE, "make the pages of a provider", "",
    plating_plate },
  { "adorn", PL_VERB_ADORN, "add templates and examples that are missing",
    "", plating_adorn },
  { "validate", PL_VERB_VALIDATE, "check the pages that are there", "",
    plating_validate },
  { "info", PL_VERB_INFO, "list a provider's components", "",
    plating_info },
  { "plugin", PL_VERB_PLUGIN, "list plugins, or show one",
    " list | show NAME", NULL },
  { "monitor", PL_VERB_MONITOR, "show what runs under --monitor",
    " [list | cancel TASK] [SOCKET]", NULL },
};

#define N_VERBS (sizeof verbs / sizeof *verbs)

static void
print_help (const struct pl_verb *verb)
{
  struct pl_buffer b;
  size_t i;

  pl_buffer_init (&b);
  if (verb) {
    pl_buffer_printf (&b, "Usage: plating %s%s [OPTION...]\n\n%c%s.\n\n"
                      "Options:\n", verb->name, verb->arguments,
                      verb->summary[0] - 'a' + 'A', verb->summary + 1);
    pl_options_help (verb->bit, &b);
  } else {
    pl_buffer_puts (&b, "Usage: plating COMMAND [OPTION...]\n\n"
                    "Turns the schema of a Terraform or OpenTofu provider, "
                    "with templates and\nexamples, into documentation.\n\n"
                    "Commands:\n");
    for (i = 0; i < N_VERBS; i++)
      pl_buffer_printf (&b, "  %-14s%s\n", verbs[i].name, verbs[i].summary);
    pl_plugin_verb_help (&b);
    pl_buffer_puts (&b, "\n'plating COMMAND --help' lists the options of a "
                    "command.\n'plating --version' shows the version.\n\n"
                    "Example:\n"
                    "  terraform providers schema -json > schema.json\n"
                    "  plating plate --providers-schema schema.json\n");
  }
  if (b.data)
    fputs (b.data, stdout);
  pl_buffer_release (&b);
}

/* -- running an operation ------------------------------------------------- */

struct running {
  struct plating_task *task;
  struct pl_log *log;
  const char *doing;
  uv_signal_t signals[2];
  uv_timer_t timer;
  int n_signals;
  int n_open;                   /* handles that are not closed yet */
};

static void
on_signal (uv_signal_t *handle, int number)
{
  struct running *r = handle->data;

  (void) number;
  /* Whoever asks twice is not to be kept waiting. */
  if (r->n_signals++)
    _exit (PL_EXIT_INTERRUPTED);
  plating_task_cancel (r->task);
}

static void
on_progress (uv_timer_t *timer)
{
  struct running *r = timer->data;
  uint64_t done, total;
  char line[128];

  plating_task_progress (r->task, &done, &total);
  if (total)
    snprintf (line, sizeof line, "%s: %llu of %llu", r->doing,
              (unsigned long long) done, (unsigned long long) total);
  else
    snprintf (line, sizeof line, "%s: reading the schema", r->doing);
  pl_log_progress (r->log, line);
}

static void
watch (struct running *r, uv_loop_t *loop, int show_progress)
{
  static const int numbers[] = { SIGINT, SIGTERM };
  size_t i;

  for (i = 0; i < 2; i++) {
    uv_signal_init (loop, &r->signals[i]);
    r->signals[i].data = r;
    uv_signal_start (&r->signals[i], on_signal, numbers[i]);
    uv_unref ((uv_handle_t *) &r->signals[i]);
  }
  uv_timer_init (loop, &r->timer);
  r->timer.data = r;
  if (show_progress)
    uv_timer_start (&r->timer, on_progress, 200, 100);
  uv_unref ((uv_handle_t *) &r->timer);
}

static void
on_closed (uv_handle_t *handle)
{
  ((struct running *) handle->data)->n_open--;
}

static void
unwatch (struct running *r, uv_loop_t *loop)
{
  r->n_open = 3;
  uv_close ((uv_handle_t *) &r->signals[0], on_closed);
  uv_close ((uv_handle_t *) &r->signals[1], on_closed);
  uv_close ((uv_handle_t *) &r->timer, on_closed);
  while (r->n_open)
    uv_run (loop, UV_RUN_NOWAIT);
}

/* Runs TASK to its end; signals cancel it. */
static void
run_task (struct plating_session *session, struct plating_task *task,
          const char *doing, int shows_progress)
{
  uv_loop_t *loop = pl_session_loop (session);
  struct running r = {
    .task = task, .log = pl_session_log (session), .doing = doing,
  };

  watch (&r, loop, shows_progress);
  plating_session_run (session, task, 0);
  unwatch (&r, loop);
}

static int
run_operation (struct plating_session *session, const struct pl_arguments *a)
{
  struct pl_log *log = pl_session_log (session);
  struct plating_task *task = a->verb->start (session, NULL, a->options);
  int status;

  if (!task) {
    pl_log_line (log, PLATING_LEVEL_ERROR, NULL, "out of memory");
    return PL_EXIT_FAILED;
  }
  run_task (session, task, a->verb->name, isatty (2) && !a->options->quiet);
  status = pl_report_result (a->verb->bit, a->options,
                             plating_task_result (task),
                             plating_task_error (task), log);
  plating_task_unref (task);
  return status;
}

/* -- commands of plugins -------------------------------------------------- */

static void
print_line (void *data, int stream, struct plating_text line)
{
  FILE *to = stream == 2 ? stderr : stdout;

  (void) data;
  /* In the order of the calls, also when both go to one place. */
  fflush (stream == 2 ? stdout : stderr);
  fwrite (line.ptr, 1, line.len, to);
  putc ('\n', to);
}

static int
write_bytes (void *data, int stream, struct plating_text bytes)
{
  FILE *to = stream == 2 ? stderr : stdout;

  (void) data;
  fflush (stream == 2 ? stdout : stderr);
  return fwrite (bytes.ptr, 1, bytes.len, to) == bytes.len
    ? 0 : PLATING_E_IO;
}

static int
run_command_of (struct plating_session *session,
                const struct pl_plugin_command *command,
                const char *program_name, int argc, char **argv)
{
  struct pl_log *log = pl_session_log (session);
  struct plating_task *task;
  int status = PL_EXIT_FAILED;

  plating_session_on_print (session, print_line, NULL);
  plating_session_on_write (session, write_bytes, NULL);
  task = plating_command (session, NULL, NULL, command->plugin,
                          command->name, program_name,
                          (const char *const *) argv, (size_t) argc);
  if (!task) {
    pl_log_line (log, PLATING_LEVEL_ERROR, NULL, "out of memory");
    return status;
  }
  run_task (session, task, command->name, 0);
  if (plating_task_error (task)) {
    pl_log_error (log, PLATING_LEVEL_ERROR, plating_task_error (task));
    status = pl_report_status_of_error (plating_task_error (task));
  } else {
    status = plating_result_exit_status (plating_task_result (task));
  }
  plating_task_unref (task);
  if (fflush (stdout) != 0)
    status = PL_EXIT_FAILED;
  return status;
}

/* Whether the usage of COMMAND is wanted.  What is a program of its own has a
 * help of its own for each of its words. */
static int
asks_help (const struct pl_plugin_command *command, int argc, char **argv)
{
  int i;

  for (i = 0; i < argc && strcmp (argv[i], "--") != 0; i++)
    if (!strcmp (argv[i], "--help") || !strcmp (argv[i], "-h"))
      return !command->is_program || argc == 1;
  return 0;
}

/* Runs the command NAME, or the one whose own program is PROGRAM_NAME, if some
 * plugin offers it.  -1: none does. */
static int
run_foreign (struct plating_session *session, const char *program_name,
             const char *name, int argc, char **argv)
{
  struct pl_plugin_command command;
  int status;

  if (!pl_plugin_verb_find (name, program_name, &command))
    return -1;
  if (name && asks_help (&command, argc, argv)) {
    fputs (command.usage, stdout);
    status = PL_EXIT_FINE;
  } else {
    status = run_command_of (session, &command, program_name, argc, argv);
  }
  pl_plugin_verb_release (&command);
  return status;
}

/* -- main ----------------------------------------------------------------- */

/* The level that the names of options stand for. */
static uint32_t
log_level (const char *name)
{
  uint32_t level;

  for (level = PLATING_LEVEL_ERROR; level <= PLATING_LEVEL_TRACE;
       level += PLATING_LEVEL_WARNING - PLATING_LEVEL_ERROR)
    if (!strcmp (name, pl_log_level_name (level)))
      return level;
  /* "critical": there is nothing above an error. */
  return PLATING_LEVEL_ERROR;
}

/* Log lines go to the file of --log-file, which stays open. */
static int
open_log (struct pl_log *log, const char *path, struct plating_error **err)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);

  if (fd < 0)
    return pl_error_set_system (err, errno, "open the log file '%s'", path);
  pl_log_set_fd (log, fd);
  return 0;
}

static int
set_up_log (struct pl_log *log, const struct plating_options *o,
            struct plating_error **err)
{
  const char *no_color = getenv ("NO_COLOR"), *term = getenv ("TERM");

  if (o->quiet)
    pl_log_set_level (log, PLATING_LEVEL_WARNING);
  else if (o->verbose)
    pl_log_set_level (log, PLATING_LEVEL_DEBUG);
  if (o->log_level)
    pl_log_set_level (log, log_level (o->log_level));
  if (o->log_format)
    pl_log_set_format (log, strcmp (o->log_format, "json") ? PL_LOG_TEXT
                            : PL_LOG_JSON);
  pl_log_set_color (log, isatty (2) && !o->no_color
                    && !(no_color && *no_color)
                    && !o->log_file && !(term && !strcmp (term, "dumb")));
  return o->log_file && err ? open_log (log, o->log_file, err) : 0;
}

/* Looks at another process through its socket. */
static int
run_monitor (const struct pl_arguments *a, struct pl_log *log)
{
  struct pl_monitor_view view = { .follows = 1 };
  struct plating_error *error = NULL;
  int used = 0, is_list, is_cancel, status;
  char request[128];

  is_list = a->n_words && !strcmp (a->words[0], "list");
  is_cancel = a->n_words > 1 && !strcmp (a->words[0], "cancel");
  if (is_list || is_cancel) {
    used = is_cancel ? 2 : 1;
    view.follows = 0;
  }
  snprintf (request, sizeof request, "{\"request\":\"%s\",\"task\":%llu}",
            is_list ? "list" : is_cancel ? "cancel" : "follow",
            is_cancel ? strtoull (a->words[1], NULL, 10) : 0);
  view.request = request;
  view.path = a->n_words > used ? a->words[used] : NULL;
  view.is_screen = view.follows && isatty (1);
  view.as_json = a->options->format ? !strcmp (a->options->format, "json")
    : view.follows && !view.is_screen;
  if (a->n_words > used + 1)
    status = pl_error_set (&error, PLATING_E_CONFIG,
                           "unexpected argument '%s'", a->words[used + 1]);
  else
    status = pl_monitor_view (&view, stdout, &error);
  if (error)
    pl_log_error (log, PLATING_LEVEL_ERROR, error);
  status = status < 0 ? pl_report_status_of_error (error) : PL_EXIT_FINE;
  plating_error_unref (error);
  return status;
}

/* What this process starts is part of its trace. */
static void
set_up_trace (const struct plating_options *o)
{
  char context[PL_TRACE_PARENT_SIZE];

  if (!o->trace)
    return;
  pl_trace_context (getenv ("TRACEPARENT"), context);
  setenv ("TRACEPARENT", context, 1);
}

static int
run_command (struct plating_session *session, struct pl_arguments *a,
             char **argv)
{
  struct pl_log *log = pl_session_log (session);
  struct plating_error *error = NULL;
  int status = pl_arguments_parse (a, argv, &error);

  /* What is said before and after the run is configured, too. */
  if (status == 0 && !a->help)
    status = pl_config_environment (a->options, a->verb->bit, &error);
  if (status == 0 && !a->help && a->verb->start)
    status = pl_config_apply (a->options, a->verb->bit, &error);
  if (status == 0)
    status = set_up_log (log, a->options, &error);
  else
    set_up_log (log, a->options, NULL);
  set_up_trace (a->options);
  if (status < 0) {
    pl_log_error (log, PLATING_LEVEL_ERROR, error);
    status = pl_report_status_of_error (error);
    plating_error_unref (error);
    return status;
  }
  if (a->help) {
    print_help (a->verb);
    return PL_EXIT_FINE;
  }
  if (a->verb->bit == PL_VERB_MONITOR)
    return run_monitor (a, log);
  if (a->verb->start)
    pl_config_tell (a->options, a->verb->bit, log);
  return a->verb->start ? run_operation (session, a)
    : pl_plugin_verb_run (a->options, a->words, a->n_words, log);
}

static const char *
base_name (const char *path)
{
  const char *slash = strrchr (path, '/');
  const char *name = slash ? slash + 1 : path;

  /* What libtool runs in a build tree. */
  return strncmp (name, "lt-", 3) ? name : name + 3;
}

static int
run_verb (struct plating_session *session, const struct pl_verb *verb, int argc,
          char **argv)
{
  struct pl_arguments a = { .verb = verb };
  int status = PL_EXIT_FAILED;

  a.options = plating_options_new ();
  a.words = calloc ((size_t) argc + 1, sizeof *a.words);
  if (a.options && a.words)
    status = run_command (session, &a, argv);
  else
    fputs ("plating: error: out of memory\n", stderr);
  plating_options_free (a.options);
  free (a.words);
  return status;
}

static void
refuse_command (const char *name)
{
  const char *names[N_VERBS];
  size_t i;
  int near;

  for (i = 0; i < N_VERBS; i++)
    names[i] = verbs[i].name;
  near = pl_naming_nearest (name, names, N_VERBS);
  fprintf (stderr, "plating: error: there is no command '%s'\n", name);
  if (near >= 0)
    fprintf (stderr, "plating: hint: did you mean '%s'?\n", names[near]);
  else
    fputs ("plating: hint: 'plating --help' lists the commands\n", stderr);
}

/* The first word is a verb of ours or a command of a plugin. */
static int
run_first_word (struct plating_session *session, int argc, char **argv)
{
  int status;
  size_t i;

  for (i = 0; i < N_VERBS; i++)
    if (!strcmp (argv[1], verbs[i].name))
      return run_verb (session, &verbs[i], argc, argv + 2);
  status = argv[1][0] == '-' ? -1
    : run_foreign (session, base_name (argv[0]), argv[1], argc - 2,
                   argv + 2);
  if (status >= 0)
    return status;
  refuse_command (argv[1]);
  return PL_EXIT_USAGE;
}

static int
run (int argc, char **argv)
{
  struct plating_session *session;
  int status = -1;

  if (plating_session_new (&session, NULL) < 0) {
    fputs ("plating: error: out of memory\n", stderr);
    return PL_EXIT_FAILED;
  }
  if (strcmp (base_name (argv[0]), "plating"))
    status = run_foreign (session, base_name (argv[0]), NULL, argc - 1,
                          argv + 1);
  if (status >= 0)
    ;
  else if (argc < 2 || !strcmp (argv[1], "--help") || !strcmp (argv[1], "-h")
           || !strcmp (argv[1], "help")) {
    print_help (NULL);
    status = argc < 2 ? PL_EXIT_USAGE : PL_EXIT_FINE;
  } else if (!strcmp (argv[1], "--version") || !strcmp (argv[1], "-V")) {
    printf ("plating %s\n", plating_version ());
    status = PL_EXIT_FINE;
  } else {
    status = run_first_word (session, argc, argv);
  }
  plating_session_free (session);
  return status;
}

/* What is large is the plugins' and the catalog's, lives for one stage and is
 * to be given back: by itself the library would soon keep such blocks, in the
 * part of one thread, for good. */
static void
set_up_memory (void)
{
#ifdef M_MMAP_THRESHOLD
  mallopt (M_MMAP_THRESHOLD, 256 * 1024);
#endif
#ifdef M_TRIM_THRESHOLD
  /* What one page gives back, the next one wants again: the kernel would
   * clear it each time. */
  mallopt (M_TRIM_THRESHOLD, 4 * 1024 * 1024);
#endif
}

int
main (int argc, char **argv)
{
  int status;

  set_up_memory ();
  setlocale (LC_CTYPE, "");
  signal (SIGPIPE, SIG_IGN);
  status = run (argc, argv);
  /* A thread that is stuck in a plugin would hang exit handlers. */
  if (pl_workers_n_orphans ()) {
    fflush (NULL);
    _exit (status);
  }
  return status;
}
