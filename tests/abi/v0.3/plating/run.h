/* SPDX-License-Identifier: Apache-2.0 */
/* For programs that embed libplating: options, sessions, the operations
 * and their results.
 *
 * A program makes a session, fills in options by name (the names are those
 * of the command line), and starts an operation, which gives it a task
 * (<plating/async.h>).  Nothing here blocks, except plating_session_run. */

#ifndef PLATING_RUN_H
#define PLATING_RUN_H

#include <plating/types.h>
#include <plating/value.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The library hides all that is not declared here. */
#if defined __GNUC__
#pragma GCC visibility push(default)
#endif

struct uv_loop_s;
struct plating_error;
struct plating_options;
struct plating_result;
struct plating_session;
struct plating_task;

/* -- plating-error(3): errors, with class, place and cause ---------------- */

/* Who made an error known says what went wrong; each layer that passes it up
 * adds an error of its own, whose cause it becomes.  The outermost one is what
 * an application gets.  Errors are immutable. */

/* Its class, PLATING_E_, and the same for people: "template", "schema",
 * "bundle", "file-system", "validation", "adorn", "configuration",
 * "plugin", "discovery", "timeout", "cancelled" and others. [any] */
int plating_error_code (const struct plating_error *e);
const char *plating_error_class (const struct plating_error *e);

/* What went wrong, without a line's end, and what it is about.  All texts are
 * borrowed from the error; NULL or 0 where not known.  The hint says what to
 * do. [any] */
const char *plating_error_message (const struct plating_error *e);
const char *plating_error_component (const struct plating_error *e);
const char *plating_error_plugin (const struct plating_error *e);
const char *plating_error_file (const struct plating_error *e);
uint32_t plating_error_line (const struct plating_error *e);
uint32_t plating_error_column (const struct plating_error *e);
const char *plating_error_hint (const struct plating_error *e);

/* What caused it, borrowed; NULL at the end of the chain. */
const struct plating_error *plating_error_cause
  (const struct plating_error *e);

/* A new error of class CODE with a copy of MESSAGE, caused by CAUSE (taken,
 * may be NULL).  Without memory it is one of class PLATING_E_NOMEM, never NULL.
 * [any] */
struct plating_error *plating_error_new (int code, const char *message,
                                         struct plating_error *cause);

/* Counted: a new reference, and one less.  NULL is allowed. [any] */
struct plating_error *plating_error_ref (struct plating_error *e);
void plating_error_unref (struct plating_error *e);

/* -- plating-options(3): what an operation is to do ----------------------- */

/* Options are a bag of named values.  plating(1) lists the names and says what
 * each does; all have defaults. */

/* New, empty options; NULL when memory is exhausted.  They belong to the
 * caller: an operation copies what it needs.  NULL may be freed.  [any] */
struct plating_options *plating_options_new (void);
void plating_options_free (struct plating_options *o);

/* Sets option NAME ("provider-dir", "jobs", …: those of the command line,
 * without dashes) from its text; a repeatable option gets one more value.
 * A switch takes "true" or "false".  Copied.  Returns 0 or
 * PLATING_E_CONFIG / _NOMEM with *ERR (may be NULL) set to a new error.
 * [any], one thread at a time */
int plating_options_set (struct plating_options *o, const char *name,
                         const char *value, struct plating_error **err);

/* -- plating-session(3): workers, plugins, loops -------------------------- */

/* Version of the library that is running, "1.2.3".  Static.  [any] */
const char *plating_version (void);

/* A session owns workers, loaded plugins' instances and results.  It can be
 * made before any loop exists; threads start with the first operation.
 * *SESSION is new.  Returns 0 or PLATING_E_NOMEM.  [any] */
int plating_session_new (struct plating_session **session,
                         struct plating_error **err);

/* LOG gets each line of the session's log, of LEVEL (PLATING_LEVEL_; 0: of
 * _INFO) or a more severe one, without a line feed; PLUGIN, which it comes
 * from, may be NULL.  Without it, or with NULL, lines go to standard error.
 * It is called on the thread that logs, by several at once.  [loop], before
 * the first operation */
void plating_session_on_log (struct plating_session *session, uint32_t level,
                             void (*log) (void *data, uint32_t level,
                                          const char *plugin,
                                          const char *line),
                             void *data);

/* Starts to close: cancels all tasks of the session, on all its loops, and
 * when the last one has ended stops the workers.  ON_CLOSED (may be NULL) is
 * called once, last of all, on one of the session's loops.  Nothing can be
 * started in the session from now on, and it must not be used after that
 * call; tasks may be held, and asked, for as long as one likes.  All loops
 * that were used have to be run until then (one of another thread that has
 * nothing else to do needs something of its owner to keep it going); none
 * of them is stopped or closed.  What the session does on its own loop is
 * waited for in here; without any other loop in use, ON_CLOSED is called
 * before this returns.  Within a callback of the session's own loop it
 * closes when the plating_session_run on the stack has ended.  [loop] */
void plating_session_close (struct plating_session *session,
                            void (*on_closed) (void *data), void *data);

/* Runs a loop of the session's own until TASK has ended or TIMEOUT_MS
 * (0: no limit) is over; TASK goes on then.  TASK must have been started with
 * a NULL loop.  Returns 0 when it has ended (however), PLATING_E_TIMEOUT,
 * PLATING_E_NOMEM if TASK is NULL, or PLATING_E_STATE where waiting would
 * never end: from within a callback of the same loop, for a task on a borrowed
 * one or of another session, in another thread.  [the thread that started the
 * task] */
int plating_session_run (struct plating_session *session,
                         struct plating_task *task, uint64_t timeout_ms);

/* plating_session_close without a callback: for a session that was only
 * used with its own loop it closes and waits.  NULL is allowed.  [the thread
 * that used it] */
void plating_session_free (struct plating_session *session);

/* -- plating-operation(3): adorn, plate, validate ------------------------- */

/* Each starts an operation and returns a new task, never NULL except when
 * memory is exhausted or the session is being closed: what is wrong with the
 * options makes the task fail.
 * LOOP is borrowed until the task has ended and the session is closed; NULL:
 * the session's own loop, driven by plating_session_run.  OPTIONS are
 * copied; NULL: defaults.  [loop] */
struct plating_task *plating_plate (struct plating_session *session,
                                    struct uv_loop_s *loop,
                                    const struct plating_options *options);
struct plating_task *plating_validate (struct plating_session *session,
                                       struct uv_loop_s *loop,
                                       const struct plating_options *options);
struct plating_task *plating_adorn (struct plating_session *session,
                                    struct uv_loop_s *loop,
                                    const struct plating_options *options);
/* Finds the provider and lists its components: fills the result's
 * components and writes nothing. [loop] */
struct plating_task *plating_info (struct plating_session *session,
                                   struct uv_loop_s *loop,
                                   const struct plating_options *options);

/* Runs command NAME that PLUGIN ("registry", "KIND/NAME" or a file) offers
 * (plating.command/1), with N arguments (copied).  What it prints goes to
 * the function of plating_session_on_print.  The result has its exit
 * status. [loop] */
struct plating_task *plating_command (struct plating_session *session,
                                      struct uv_loop_s *loop,
                                      const struct plating_options *options,
                                      const char *plugin, const char *name,
                                      const char *program_name,
                                      const char *const *arguments, size_t n);

/* PRINT gets each line, without a line feed, that a command prints: STREAM is
 * 1 for output, 2 for errors.  Called by the thread of the command, one at a
 * time.  Without it lines are dropped.  [loop], before the command starts */
void plating_session_on_print (struct plating_session *session,
                               void (*print) (void *data, int stream,
                                              struct plating_text line),
                               void *data);

/* WRITE gets bytes that a command writes as they are; STREAM, thread and order
 * as for plating_session_on_print.  It returns 0 or PLATING_E_IO, which the
 * command is told.  Without it they are dropped.  [loop], before the
 * command starts */
void plating_session_on_write (struct plating_session *session,
                               int (*write) (void *data, int stream,
                                             struct plating_text bytes),
                               void *data);

/* -- plating-result(3): what was made and found --------------------------- */

/* What happened to a file. */
#define PLATING_FILE_WRITTEN   100u  /* new, or with other bytes */
#define PLATING_FILE_UNCHANGED 200u  /* the same bytes were there */
#define PLATING_FILE_REMOVED   300u  /* --prune */
#define PLATING_FILE_DIFFERS   400u  /* --check, --dry-run: would be written */
#define PLATING_FILE_MISSING   500u  /* the same, and there is none yet */
#define PLATING_FILE_UNWANTED  600u  /* no longer wanted, not removed */
#define PLATING_FILE_KEPT      700u  /* existed and was to be kept */
#define PLATING_FILE_FAILED    800u  /* could not be made or written */

/* A file of the result. */
struct plating_result_file {
  uint32_t struct_size;
  uint32_t status;              /* PLATING_FILE_ */
  const char *path;             /* relative to the output directory (or with
                                   the directory, for other roots) */
  const char *diff;             /* --diff: unified diff, or NULL */
  uint64_t size;                /* bytes of the new content */
};

/* What was found: a defect, or a page that could not be made. */
struct plating_result_finding {
  uint32_t struct_size;
  uint32_t severity;            /* PLATING_LEVEL_ */
  const char *plugin;           /* who found it, or NULL: the host */
  const char *rule;             /* or NULL */
  const char *message;
  const char *component;        /* or NULL */
  const char *file;             /* or NULL */
  uint32_t line, column;        /* from 1, 0: not known */
  /* Set if it stands for a failed page and not for a defect that was
   * looked for. */
  const struct plating_error *error;
};

/* info: it has a template of its own, or one of its kind's.  Only in a
 * result, beside what a plugin says. */
#define PLATING_COMPONENT_HAS_TEMPLATE 0x10000u

/* A component of the provider. */
struct plating_result_component {
  uint32_t struct_size;
  uint32_t flags;               /* PLATING_COMPONENT_ */
  const char *kind;
  const char *name;
};

/* The result in numbers. */
struct plating_result_counts {
  uint32_t struct_size;
  uint32_t reserved;
  uint64_t components;          /* in the catalog */
  uint64_t planned;             /* documents the plan lists */
  uint64_t written, unchanged, removed, differs, missing, unwanted, kept,
    failed;                     /* files by status */
  uint64_t errors, warnings;    /* findings; failed pages are errors */
  uint64_t bytes_written;
  uint64_t duration_ns;
};

/* Counted.  A result is immutable and may be read by any thread; what it gives
 * out is borrowed as long as it is held.  NULL is allowed.  [any] */
struct plating_result *plating_result_ref (struct plating_result *r);
void plating_result_unref (struct plating_result *r);

/* Fills in *COUNTS, whose struct_size the caller has set. [any] */
void plating_result_counts_get (const struct plating_result *r,
                                struct plating_result_counts *counts);

/* Element I, borrowed as long as R; NULL beyond the end.  Files are sorted
 * by path; findings by file, line, column, rule and message; components by
 * kind and name. [any] */
const struct plating_result_file *plating_result_file_at
  (const struct plating_result *r, size_t i);
const struct plating_result_finding *plating_result_finding_at
  (const struct plating_result *r, size_t i);
const struct plating_result_component *plating_result_component_at
  (const struct plating_result *r, size_t i);

/* The run came to its end, no finding is an error, no page has failed, no file
 * was refused. */
#define PLATING_RESULT_SUCCESS 1u

/* What plating_adorn leaves. */
struct plating_adorn_result {
  uint32_t struct_size;
  uint32_t flags;               /* PLATING_RESULT_SUCCESS */
  uint64_t components_processed;
  uint64_t templates_generated; /* files really written */
  uint64_t examples_created;    /* the same */
  uint64_t n_errors;            /* findings of that severity */
  double duration_seconds;
};

/* What plating_plate leaves. */
struct plating_plate_result {
  uint32_t struct_size;
  uint32_t flags;               /* PLATING_RESULT_SUCCESS */
  uint64_t components_processed; /* not filtered out */
  uint64_t files_generated;     /* pages made, also those that were there */
  uint64_t files_written;       /* of these: new or with other bytes */
  uint64_t n_errors;
  double duration_seconds;
};

/* What plating_validate leaves. */
struct plating_validate_result {
  uint32_t struct_size;
  uint32_t flags;               /* PLATING_RESULT_SUCCESS */
  uint64_t total;               /* pages */
  uint64_t passed;
  uint64_t failed;              /* pages with errors */
  uint64_t skipped;             /* pages that were not looked at */
  uint64_t n_errors;
  uint64_t n_warnings;
  double duration_seconds;
  const char *terraform_version; /* of the provider's schema; "" when not
                                    known.  Borrowed. */
  uint64_t n_lint_errors;       /* of the errors: breaches of a rule; the
                                   others are pages that could not be checked */
};

/* Fill in what the struct_size that the caller has set has room for.  Each
 * returns 0, or PLATING_E_STATE for the result of another operation. [any] */
int plating_result_adorn (const struct plating_result *r,
                          struct plating_adorn_result *out);
int plating_result_plate (const struct plating_result *r,
                          struct plating_plate_result *out);
int plating_result_validate (const struct plating_result *r,
                             struct plating_validate_result *out);

/* Finding number I of those that are errors (a failed page or a defect),
 * borrowed; NULL beyond the end.  Sorted as all findings are. [any] */
const struct plating_result_finding *plating_result_error_at
  (const struct plating_result *r, size_t i);

/* A file with errors. */
struct plating_result_failure {
  uint32_t struct_size;
  uint32_t n_errors;
  const char *path;
  const char *text;             /* what is wrong, "LINE:COLUMN RULE MESSAGE" of
                                   each, separated by "; " */
};

/* Failure number I, borrowed; NULL beyond the end.  Sorted by path. [any] */
const struct plating_result_failure *plating_result_failure_at
  (const struct plating_result *r, size_t i);

/* File number I of those that the run made, whether its bytes were there
 * already or not; borrowed; NULL beyond the end. [any] */
const struct plating_result_file *plating_result_output_at
  (const struct plating_result *r, size_t i);

/* The exit status that a command asks for; 0 of other results. [any] */
int plating_result_exit_status (const struct plating_result *r);

/* The page at PATH, when the run was asked to keep pages in memory (option
 * "in-memory"): borrowed; ptr is NULL if there is none. [any] */
struct plating_text plating_result_page (const struct plating_result *r,
                                         const char *path);

#if defined __GNUC__
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
