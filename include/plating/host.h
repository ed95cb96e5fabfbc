/* SPDX-License-Identifier: Apache-2.0 */
/* The table of functions that the host gives to a plugin.
 *
 * Every call takes the table itself first.  Threads: [loop] the thread of
 * the uv loop, [worker] a thread of the session, [any].  An op is the
 * handle of one operation, see op.h. */

#ifndef PLATING_HOST_H
#define PLATING_HOST_H

#include <plating/document.h>
#include <plating/op.h>
#include <plating/types.h>
#include <plating/value.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Types of a tree entry. */
#define PLATING_ENTRY_FILE      100u
#define PLATING_ENTRY_DIRECTORY 200u
#define PLATING_ENTRY_LINK      300u  /* symbolic link; not followed */
#define PLATING_ENTRY_OTHER     400u

struct plating_tree_entry {
  struct plating_text path;     /* relative to the directory asked for */
  uint32_t type;                /* PLATING_ENTRY_ */
  uint32_t mode;                /* permission bits */
  uint32_t target_type;         /* of a link: what it leads to, or 0 */
  uint32_t reserved;
};

/* One snapshot of a directory tree, sorted bytewise by path, a directory
 * before what is in it. */
struct plating_tree {
  uint32_t struct_size;
  uint32_t entry_size;          /* bytes from one entry to the next */
  size_t n_entries;
  const void *entries;          /* struct plating_tree_entry */
};

/* A document of the finished site, see site_list. */
struct plating_site_entry {
  struct plating_text path;
  struct plating_text media_type;
  uint32_t component;           /* index in the catalog, or PLATING_NONE */
  uint32_t reserved;
};

/* A template function that a plugin of this run offers. */
struct plating_template_function_ref {
  struct plating_text name;
  uint32_t id;                  /* for call_template_function */
  uint32_t least, most;         /* arguments; most may be PLATING_NONE */
  uint32_t reserved;
};

/* An operation of the host's that a command asks for. */
struct plating_operation {
  uint32_t struct_size;
  uint32_t reserved;
  const char *verb;             /* "plate", "adorn", "validate" or "info" */
  /* Options by name, as on the command line: strings, booleans (switches),
   * integers, or lists of strings.  Borrowed during the call.  No
   * configuration file is read unless "config" is given or "no-config" is
   * false. */
  const struct plating_value *options;
  /* plate: gets the documents instead of the file system, in the order of
   * the plan, one at a time, with the DATA of run_operation; no renderer or
   * validator of a configuration file takes part.  Borrowed during the
   * call; a negative return stops the run.  May be NULL.  [worker] */
  int (*on_document) (void *data, const struct plating_document *document);
};

struct plating_operation_file {
  struct plating_text path;
  uint32_t status;              /* PLATING_FILE_ of <plating/run.h> */
  uint32_t reserved;
};

struct plating_operation_component {
  struct plating_text kind;     /* PLATING_KIND_ */
  struct plating_text name;
  uint32_t flags;               /* PLATING_COMPONENT_ */
  uint32_t reserved;
};

/* What became of it.  Borrowed while the callback runs. */
struct plating_operation_outcome {
  uint32_t struct_size;
  int32_t status;               /* 0 or PLATING_E_: the run itself failed */
  struct plating_text message;  /* why */
  /* Findings, failed pages among them (then SEVERITY is
   * PLATING_LEVEL_ERROR and RULE is empty), and files, sorted. */
  const struct plating_finding *findings;
  size_t n_findings;
  const struct plating_operation_file *files;
  size_t n_files;
  /* Components that were found, by kind and name. */
  const struct plating_operation_component *components;
  size_t n_components;
  /* MESSAGE without the place, and the plugin that failed, as
   * "schema-json-discovery"; or empty. */
  struct plating_text reason;
  struct plating_text plugin;
  struct plating_text hint;     /* what the user can do, or empty */
};

#define PLATING_STREAM_OUT 100u
#define PLATING_STREAM_ERR 200u

struct plating_host {
  uint32_t struct_size;
  uint32_t abi;                 /* PLATING_ABI of the host */
  void *context;                /* the host's own; leave it alone */
  const struct plating_values *values;

  /* -- messages --------------------------------------------------- */

  /* Writes one log line, named after the plugin.  OP may be 0.  [any] */
  void (*log) (const struct plating_host *host, uint64_t op, uint32_t level,
               struct plating_text message);

  /* Says why OP is about to fail; the next op_done, or a negative return
   * of the call, carries it.  Copied.  The last call counts.  Outside an
   * operation (create, ready, probe) OP is 0.  [any] */
  void (*fail) (const struct plating_host *host, uint64_t op,
                const struct plating_failure *failure);

  /* Adds a finding.  Copied.  Order of calls does not show.  [any] */
  void (*report) (const struct plating_host *host, uint64_t op,
                  const struct plating_finding *finding);

  /* Prints a line of a command (plating.command/1) in the order of the
   * calls; a line feed is added.  [any] */
  void (*print) (const struct plating_host *host, uint64_t op,
                 uint32_t stream, struct plating_text line);

  /* -- operations ------------------------------------------------- */

  /* Ends OP: exactly once for an op whose start returned 0.  STATUS is 0
   * or PLATING_E_.  May be called before the start returns.  Returns 0, or
   * PLATING_E_STATE for a stale handle (which disables the plugin). [any] */
  int (*op_done) (const struct plating_host *host, uint64_t op, int status);

  /* 1 if OP should end soon with PLATING_E_CANCELLED, or its time is up.
   * A long blocking operation asks from time to time.  [any] */
  int (*op_is_cancelled) (const struct plating_host *host, uint64_t op);

  /* Tells how far OP is.  TOTAL 0: not known.  [any] */
  void (*op_progress) (const struct plating_host *host, uint64_t op,
                       uint64_t done, uint64_t total);

  /* -- memory ------------------------------------------------------ */

  /* Returns at least LEN bytes, aligned for any type, that stay until OP's
   * job is over (for load_schema: until the page is done); NULL when
   * memory or the job's limit is exhausted.  [worker], while OP runs, one
   * thread at a time. */
  void *(*arena_alloc) (const struct plating_host *host, uint64_t op,
                        size_t len);

  /* -- results: only for an op of the kind named ------------------- */

  /* discover: adds components.  STRIDE is sizeof (struct
   * plating_component).  Copied, with their folders.  A name may come once
   * for a kind.  Errors: PLATING_E_INVAL, _LIMIT, _NOMEM.  [any] */
  int (*emit_components) (const struct plating_host *host, uint64_t op,
                          const struct plating_component *components,
                          size_t n, size_t stride);

  /* discover: names the provider found (address, version, extras).
   * Copied. [any] */
  int (*emit_provider) (const struct plating_host *host, uint64_t op,
                        const struct plating_provider *provider);

  /* discover: allows reading below PATH (absolute) under the name ROOT.
   * Copied.  [any] */
  int (*add_root) (const struct plating_host *host, uint64_t op,
                   struct plating_text root, struct plating_text path);

  /* load_schema: delivers the view.  Not copied: it and its texts must be
   * from arena_alloc of this op, static, or live as long as the instance.
   * [worker] */
  int (*emit_schema) (const struct plating_host *host, uint64_t op,
                      const struct plating_schema_view *view);

  /* plan: adds documents to make.  Copied.  STRIDE is sizeof (struct
   * plating_plan_entry).  [any] */
  int (*emit_plan) (const struct plating_host *host, uint64_t op,
                    const struct plating_plan_entry *entries, size_t n,
                    size_t stride);

  /* render, adorn, finish: hands on one document.  Copied before return,
   * unless the bytes are from arena_alloc of this op.  Errors:
   * PLATING_E_OUTSIDE for a path that leaves its root, _LIMIT, _NOMEM.
   * [any] */
  int (*emit_document) (const struct plating_host *host, uint64_t op,
                        const struct plating_document *document);

  /* -- reading ------------------------------------------------------ */

  /* Sets *TREE to a snapshot of DIRECTORY (relative to ROOT; empty: the
   * root itself), taken once in a run.  A directory that does not exist
   * gives an empty tree.  Borrowed until the run ends.  [worker] */
  int (*tree) (const struct plating_host *host, uint64_t op,
               struct plating_text root, struct plating_text directory,
               const struct plating_tree **tree);

  /* Sets *BYTES to the content of the file PATH: relative to ROOT, or an
   * absolute path inside any root.  Borrowed until OP's job is over,
   * followed by a NUL byte.  Errors: PLATING_E_NOT_FOUND, _OUTSIDE,
   * _LIMIT, _IO; *SYSTEM_ERROR (may be NULL) is set to the errno value, or
   * to 0.  Links are followed as long as they stay inside a root.
   * [worker] */
  int (*read) (const struct plating_host *host, uint64_t op,
               struct plating_text root, struct plating_text path,
               struct plating_text *bytes, int32_t *system_error);

  /* Sets *PATH to the absolute path of ROOT; borrowed until the run
   * ends.  [any] */
  int (*root_path) (const struct plating_host *host, uint64_t op,
                    struct plating_text root, struct plating_text *path);

  /* The schema of component I of the catalog, as load_schema gives it;
   * borrowed until OP's job is over.  Not for discovery and plan.
   * [worker] */
  int (*component_schema) (const struct plating_host *host, uint64_t op,
                           uint32_t component,
                           const struct plating_schema_view **view);

  /* finish: the documents made so far, sorted by path.  Borrowed until OP
   * is done. STRIDE is set to the bytes from one to the next. [worker] */
  int (*site_list) (const struct plating_host *host, uint64_t op,
                    const struct plating_site_entry **entries, size_t *n,
                    size_t *stride);

  /* finish: the bytes of document I of site_list, as written.  Borrowed
   * until OP is done.  [worker] */
  int (*site_read) (const struct plating_host *host, uint64_t op, size_t i,
                    struct plating_text *bytes);

  /* -- work --------------------------------------------------------- */

  /* Calls FUNCTION (DATA) once, on a worker or on the loop's thread, in a
   * later turn.  PLATING_E_STATE once the session is closing.  [any] */
  int (*run_on_worker) (const struct plating_host *host,
                        void (*function) (void *data), void *data);
  int (*run_on_loop) (const struct plating_host *host,
                      void (*function) (void *data), void *data);

  /* -- template functions of this run's plugins ---------------------- */

  /* Sorted by name; borrowed as long as the instance lives.  [any] */
  int (*template_functions)
    (const struct plating_host *host,
     const struct plating_template_function_ref **refs, size_t *n,
     size_t *stride);

  /* Calls one.  *RESULT is new: the caller drops it with unref.  A failure
   * has been stated for OP when the return is negative.  [worker] */
  int (*call_template_function)
    (const struct plating_host *host, uint64_t op, uint32_t id,
     const struct plating_value *const *arguments, size_t n,
     const struct plating_value **result);

  /* Returns the table of an optional feature, or NULL.  [any] */
  const void *(*extension) (const struct plating_host *host, const char *id);

  /* -- commands ------------------------------------------------------- */

  /* Runs an operation as part of a command's op; DONE is called once, on
   * the loop's thread, if this returns 0.  Not from other ops.  [any] */
  int (*run_operation)
    (const struct plating_host *host, uint64_t op,
     const struct plating_operation *operation,
     void (*done) (void *data,
                   const struct plating_operation_outcome *outcome),
     void *data);

  /* Writes bytes of a command as they are, in the order of the calls and of
   * those of print.  Returns 0 or PLATING_E_IO.  [any] */
  int (*write) (const struct plating_host *host, uint64_t op,
                uint32_t stream, struct plating_text bytes);

  /* -- reading, cheaper ----------------------------------------------- */

  /* Like tree, but the paths are relative to ROOT, not to DIRECTORY, and no
   * entry has a mode: it is 0.  What a list of a directory above has shown
   * in this run is not listed again.  [worker] */
  int (*list) (const struct plating_host *host, uint64_t op,
               struct plating_text root, struct plating_text directory,
               const struct plating_tree **tree);
};

#ifdef __cplusplus
}
#endif

#endif
