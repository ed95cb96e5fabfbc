/* SPDX-License-Identifier: Apache-2.0 */
/* tfplugindocs validate: the checks on the file system, with the names that
 * the host's operation `info' finds. */

#include <config.h>

#include "plugins/registry/front.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/text.h"
#include "plugins/registry/checks.h"

/* Go's scanner reads no longer lines. */
#define LINE_MAX_BYTES 65536

struct validation {
  struct registry_front *front;
  struct checks_options options;
  struct pl_arena scratch;      /* of one call of the source */
  struct plating_tree tree;
  struct pl_buffer bytes;
  struct pl_buffer findings;
  int code;
};

/* -- allowed subcategories -------------------------------------------- */

struct texts {
  struct plating_text *items;
  size_t n, cap;
};

static bool
add_text (struct registry_front *f, struct texts *t, const char *s,
          size_t len)
{
  if (t->n == t->cap) {
    size_t cap = t->cap ? t->cap * 2 : 16;
    struct plating_text *items = pl_arena_array (&f->arena, cap,
                                                 sizeof *items);

    if (!items)
      return registry_front_say (f, "%e", ENOMEM);
    if (t->n)
      memcpy (items, t->items, t->n * sizeof *items);
    t->items = items;
    t->cap = cap;
  }
  t->items[t->n++] = (struct plating_text) { s, len };
  return true;
}

static bool
split_list (struct registry_front *f, const char *list, struct texts *t)
{
  for (;;) {
    size_t len = strcspn (list, ",");

    if (!add_text (f, t, list, len))
      return false;
    if (!list[len])
      return true;
    list += len + 1;
  }
}

static bool
read_list (struct registry_front *f, const char *path, struct texts *t)
{
  struct pl_buffer bytes;
  const char *s, *end;
  bool is_fine = true;
  int code;

  registry_front_log (f, "[DEBUG] Reading Subcategories File %s", path);
  pl_buffer_init (&bytes);
  code = registry_file_read (registry_path_absolute (f, &f->arena, path),
                             &bytes);
  if (code) {
    pl_buffer_release (&bytes);
    return registry_front_say (f, code == EISDIR
                               ? "error reading allowed subcategories file "
                                 "(%s): read %s: %e"
                               : "error opening allowed subcategories file "
                                 "(%s): open %s: %e", path, path, code);
  }
  s = pl_arena_strndup (&f->arena, bytes.data, bytes.len);
  end = s ? s + bytes.len : NULL;
  pl_buffer_release (&bytes);
  t->n = 0;
  while (s && s < end && is_fine) {
    const char *stop = memchr (s, '\n', (size_t) (end - s));
    size_t len = (size_t) ((stop ? stop : end) - s);

    if (len >= LINE_MAX_BYTES)
      return registry_front_say (f, "error reading allowed subcategories "
                                 "file (%s): bufio.Scanner: token too long",
                                 path);
    is_fine = add_text (f, t, s, len && s[len - 1] == '\r' ? len - 1 : len);
    s = stop ? stop + 1 : end;
  }
  return is_fine;
}

static bool
load_list (struct registry_front *f, const char *what,
           enum registry_flag list, enum registry_flag file,
           const struct plating_text **items, size_t *n)
{
  struct texts t = { NULL, 0, 0 };

  if (*f->flags[list] && !split_list (f, f->flags[list], &t))
    return false;
  if (*f->flags[file] && !read_list (f, f->flags[file], &t))
    return registry_front_wrap (f, "error loading allowed subcategories: "
                                "error getting allowed %s subcategories: ",
                                what);
  *items = t.items;
  *n = t.n;
  return true;
}

/* -- the file system -------------------------------------------------- */

static const char *
locate (struct validation *v, const char *path)
{
  return registry_path_join (&v->scratch, v->front->provider_dir, path);
}

static int
check_cancelled (const struct validation *v)
{
  const struct plating_host *host = v->front->host;

  return host->op_is_cancelled (host, v->front->op) ? PLATING_E_CANCELLED
         : 0;
}

static int
is_directory (void *data, const char *path, bool *result)
{
  struct validation *v = data;
  const char *full = locate (v, path);
  struct stat st;

  if (!full)
    return PLATING_E_NOMEM;
  *result = stat (full, &st) == 0 && S_ISDIR (st.st_mode);
  return 0;
}

static int
tree (void *data, const char *directory, const struct plating_tree **result)
{
  struct validation *v = data;
  const char *full;
  int code = check_cancelled (v);

  pl_arena_reset (&v->scratch);
  full = locate (v, directory);
  if (code < 0 || !full)
    return code < 0 ? code : PLATING_E_NOMEM;
  code = registry_scan_tree (&v->scratch, full, &v->tree);
  *result = &v->tree;
  return code == 0 ? 0 : code == ENOMEM ? PLATING_E_NOMEM : PLATING_E_LIMIT;
}

static int
read_file (void *data, const char *path, struct plating_text *bytes,
           int32_t *system_error)
{
  struct validation *v = data;
  const char *full = locate (v, path);
  int code = check_cancelled (v);

  if (code < 0 || !full)
    return code < 0 ? code : PLATING_E_NOMEM;
  code = registry_file_read (full, &v->bytes);
  *system_error = code;
  *bytes = (struct plating_text) { v->bytes.data, v->bytes.len };
  return code == 0 ? 0 : code == ENOMEM ? PLATING_E_NOMEM
         : code == ENOENT ? PLATING_E_NOT_FOUND : PLATING_E_IO;
}

/* -- results ---------------------------------------------------------- */

static void
on_progress (void *data, const char *line)
{
  registry_front_info (((struct validation *) data)->front, "%s", line);
}

static void
on_debug (void *data, const char *line)
{
  registry_front_log (((struct validation *) data)->front, "[DEBUG] %s",
                      line);
}

static int
on_finding (void *data, const struct checks_finding *finding)
{
  struct validation *v = data;

  if (v->findings.len)
    pl_buffer_putc (&v->findings, '\n');
  checks_format_finding (finding, &v->findings);
  return v->findings.failed ? PLATING_E_NOMEM : 0;
}

/* -- names ------------------------------------------------------------ */

static int
compare_names (const void *a, const void *b)
{
  return pl_text_compare (((const struct checks_name *) a)->name,
                          ((const struct checks_name *) b)->name);
}

/* The outcome is gone when the checks begin: its names are copied. */
static bool
take_names (struct validation *v,
            const struct plating_operation_outcome *outcome)
{
  struct pl_arena *arena = &v->front->arena;
  struct checks_name *names[CHECKS_N_KINDS] = { NULL };
  size_t n[CHECKS_N_KINDS] = { 0 }, i;
  enum checks_kind k;

  for (i = 0; i < outcome->n_components; i++)
    if (checks_find_kind (outcome->components[i].kind, &k))
      n[k]++;
  for (i = 0; i < CHECKS_N_KINDS; i++) {
    names[i] = pl_arena_array (arena, n[i] + 1, sizeof *names[i]);
    n[i] = 0;
    if (!names[i])
      return false;
  }
  for (i = 0; i < outcome->n_components; i++)
    if (checks_find_kind (outcome->components[i].kind, &k)) {
      struct plating_text name = outcome->components[i].name;

      name.ptr = pl_arena_strndup (arena, name.ptr, name.len);
      if (!name.ptr)
        return false;
      names[k][n[k]++].name = name;
    }
  for (i = 0; i < CHECKS_N_KINDS; i++) {
    qsort (names[i], n[i], sizeof *names[i], compare_names);
    v->options.names[i].names = names[i];
    v->options.names[i].n = n[i];
  }
  return true;
}

/* -- the command ------------------------------------------------------ */

static void
run_checks (void *data)
{
  struct validation *v = data;
  struct registry_front *f = v->front;
  const struct checks_source source = {
    .data = v, .is_directory = is_directory, .tree = tree,
    .read = read_file
  };
  const struct checks_sink sink = {
    .data = v, .progress = on_progress, .debug = on_debug,
    .finding = on_finding
  };
  int code;

  pl_arena_init (&v->scratch, 0);
  pl_buffer_init (&v->bytes);
  pl_buffer_init (&v->findings);
  code = checks_run (&v->options, &source, &sink);
  if (code == 0 && v->findings.len)
    registry_front_say (f, "%s", v->findings.data);
  pl_arena_release (&v->scratch);
  pl_buffer_release (&v->bytes);
  if (code == 0 && v->findings.len) {
    pl_buffer_release (&v->findings);
    registry_front_fail (f);
    return;
  }
  pl_buffer_release (&v->findings);
  if (code == 0)
    registry_front_end (f, 0);
  else
    registry_front_abandon (f, code == PLATING_E_CANCELLED ? code
                            : PLATING_E_NOMEM);
}

static void
on_outcome (struct registry_front *f,
            const struct plating_operation_outcome *outcome)
{
  struct validation *v = f->state;

  if (outcome->status < 0) {
    registry_front_say (f, "%t", &outcome->reason);
    registry_front_fail (f);
  } else if (!take_names (v, outcome)
             || f->host->run_on_worker (f->host, run_checks, v) < 0) {
    registry_front_abandon (f, PLATING_E_NOMEM);
  }
}

void
registry_front_validate (struct registry_front *f)
{
  struct validation *v;

  if (!registry_front_open (f))
    return;
  v = pl_arena_zalloc (&f->arena, sizeof *v);
  if (!v) {
    registry_front_abandon (f, PLATING_E_NOMEM);
    return;
  }
  v->front = f;
  v->options.provider = pl_text_of (f->short_name);
  v->options.project_path = pl_text_of (f->provider_dir);
  if (!load_list (f, "guide", REGISTRY_FLAG_GUIDES, REGISTRY_FLAG_GUIDES_FILE,
                  &v->options.guide_subcategories,
                  &v->options.n_guide_subcategories)
      || !load_list (f, "resource", REGISTRY_FLAG_RESOURCES,
                     REGISTRY_FLAG_RESOURCES_FILE,
                     &v->options.resource_subcategories,
                     &v->options.n_resource_subcategories)) {
    registry_front_fail (f);
    return;
  }
  if (!registry_front_find_schema (f))
    return;
  f->state = v;
  f->on_outcome = on_outcome;
  registry_front_operate (f, "info", NULL, NULL, 0);
}
