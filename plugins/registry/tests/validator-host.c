/* SPDX-License-Identifier: Apache-2.0 */
/* Serves the plugin from tables. */

#include <config.h>

#include "plugins/registry/tests/validator-host.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROJECT "/project"

/* -- values: only what settings need ----------------------------------- */

struct plating_value {
  uint32_t type;
  const char *text;
  const struct sample_setting *settings;        /* of a map */
  const char *name;                             /* of a list */
};

static struct plating_value pool[64];
static size_t n_pool;

static const struct plating_value *
make_value (struct plating_value value)
{
  if (n_pool == sizeof pool / sizeof pool[0])
    abort ();
  pool[n_pool] = value;
  return &pool[n_pool++];
}

static uint32_t
value_type (const struct plating_value *value)
{
  return value ? value->type : PLATING_VALUE_NULL;
}

static struct plating_text
value_string (const struct plating_value *value)
{
  if (value_type (value) != PLATING_VALUE_STRING)
    return (struct plating_text) { NULL, 0 };
  return (struct plating_text) { value->text, strlen (value->text) };
}

static const struct sample_setting *
find_setting (const struct sample_setting *s, const char *name, size_t i)
{
  for (; s && s->name; s++)
    if (strcmp (s->name, name) == 0 && i-- == 0)
      return s;
  return NULL;
}

static size_t
value_size (const struct plating_value *value)
{
  size_t n = 0;

  if (value_type (value) == PLATING_VALUE_LIST)
    while (find_setting (value->settings, value->name, n))
      n++;
  return n;
}

static const struct plating_value *
value_at (const struct plating_value *value, size_t i)
{
  const struct sample_setting *s = find_setting (value->settings,
                                                 value->name, i);

  return s ? make_value ((struct plating_value) {
      .type = PLATING_VALUE_STRING, .text = s->text }) : NULL;
}

static const struct plating_value *
value_get (const struct plating_value *map, struct plating_text key)
{
  char name[64];
  const struct sample_setting *s;

  snprintf (name, sizeof name, "%.*s", (int) key.len, key.ptr);
  s = find_setting (map->settings, name, 0);
  if (!s)
    return NULL;
  if (strstr (s->name, "-file"))
    return make_value ((struct plating_value) {
        .type = PLATING_VALUE_STRING, .text = s->text });
  return make_value ((struct plating_value) {
      .type = PLATING_VALUE_LIST, .settings = map->settings,
      .name = s->name });
}

static const struct plating_values values = {
  .struct_size = sizeof values,
  .type = value_type,
  .string_get = value_string,
  .size = value_size,
  .at = value_at,
  .get = value_get
};

/* -- the host ---------------------------------------------------------- */

static struct sample_host *
self (const struct plating_host *host)
{
  return host->context;
}

static void
put_text (struct pl_buffer *b, struct plating_text text)
{
  pl_buffer_append (b, text.ptr, text.len);
}

static void
host_fail (const struct plating_host *host, uint64_t op,
           const struct plating_failure *failure)
{
  struct pl_buffer *b = &self (host)->failure;

  (void) op;
  pl_buffer_clear (b);
  pl_buffer_printf (b, "%d ", (int) failure->code);
  put_text (b, failure->message);
  pl_buffer_putc (b, ' ');
  put_text (b, failure->file);
}

static void
host_report (const struct plating_host *host, uint64_t op,
             const struct plating_finding *f)
{
  struct pl_buffer *b = &self (host)->findings;

  (void) op;
  pthread_mutex_lock (&self (host)->lock);
  put_text (b, f->file);
  pl_buffer_printf (b, ":%u:%u [", (unsigned) f->line,
                    (unsigned) f->column);
  put_text (b, f->rule);
  pl_buffer_puts (b, "] ");
  put_text (b, f->message);
  if (f->component.len) {
    pl_buffer_puts (b, " (");
    put_text (b, f->component);
    pl_buffer_putc (b, ')');
  }
  pl_buffer_putc (b, '\n');
  pthread_mutex_unlock (&self (host)->lock);
}

static int
host_op_done (const struct plating_host *host, uint64_t op, int status)
{
  (void) op;
  (void) status;
  pthread_mutex_lock (&self (host)->lock);
  self (host)->n_done++;
  pthread_mutex_unlock (&self (host)->lock);
  return 0;
}

static int
host_op_is_cancelled (const struct plating_host *host, uint64_t op)
{
  (void) op;
  return self (host)->is_cancelled;
}

static int
is_text (struct plating_text text, const char *s)
{
  return text.len == strlen (s) && memcmp (text.ptr, s, text.len) == 0;
}

static const struct sample_file *
find_file (struct sample_host *h, struct plating_text root,
           struct plating_text path)
{
  const struct sample_file *f;

  for (f = h->files; f->root; f++)
    if (is_text (root, f->root) && is_text (path, f->path))
      return f;
  return NULL;
}

static int
host_tree (const struct plating_host *host, uint64_t op,
           struct plating_text root, struct plating_text directory,
           const struct plating_tree **tree)
{
  struct sample_host *h = self (host);
  const struct sample_file *link = find_file (h, root, directory), *f;
  size_t n = 0;

  (void) op;
  if (link && link->target)
    directory = (struct plating_text) { link->target,
                                        strlen (link->target) };
  for (f = h->files; f->root; f++) {
    const char *path = f->path;

    if (!is_text (root, f->root)
        || strncmp (path, directory.ptr, directory.len) != 0
        || (directory.len && path[directory.len] != '/'))
      continue;
    path += directory.len ? directory.len + 1 : 0;
    if (n == sizeof h->entries / sizeof h->entries[0])
      abort ();
    h->entries[n++] = (struct plating_tree_entry) {
      .path = { path, strlen (path) },
      .type = f->target ? PLATING_ENTRY_LINK
        : f->content ? PLATING_ENTRY_FILE : PLATING_ENTRY_DIRECTORY,
      .target_type = f->target ? PLATING_ENTRY_DIRECTORY : 0
    };
  }
  h->tree = (struct plating_tree) {
    .struct_size = sizeof h->tree, .entry_size = sizeof h->entries[0],
    .n_entries = n, .entries = h->entries
  };
  *tree = &h->tree;
  return 0;
}

static int
host_read (const struct plating_host *host, uint64_t op,
           struct plating_text root, struct plating_text path,
           struct plating_text *bytes, int32_t *system_error)
{
  struct sample_host *h = self (host);
  const struct sample_file *f = find_file (h, root, path);

  (void) op;
  pthread_mutex_lock (&h->lock);
  h->n_reads++;
  pthread_mutex_unlock (&h->lock);
  if (!f || !f->content) {
    if (system_error)
      *system_error = f ? EISDIR : ENOENT;
    return f ? PLATING_E_IO : PLATING_E_NOT_FOUND;
  }
  *bytes = (struct plating_text) { f->content, strlen (f->content) };
  return 0;
}

static int
host_root_path (const struct plating_host *host, uint64_t op,
                struct plating_text root, struct plating_text *path)
{
  struct sample_host *h = self (host);
  const char *s = PROJECT;

  (void) op;
  if (is_text (root, PLATING_ROOT_OUTPUT))
    s = h->output ? h->output : PROJECT "/docs";
  *path = (struct plating_text) { s, strlen (s) };
  return 0;
}

void
sample_host_init (struct sample_host *h, const struct sample_file *files)
{
  *h = (struct sample_host) {
    .host = {
      .struct_size = sizeof h->host,
      .abi = PLATING_ABI,
      .context = h,
      .values = &values,
      .fail = host_fail,
      .report = host_report,
      .op_done = host_op_done,
      .op_is_cancelled = host_op_is_cancelled,
      .tree = host_tree,
      .read = host_read,
      .root_path = host_root_path
    },
    .files = files
  };
  pthread_mutex_init (&h->lock, NULL);
  n_pool = 0;
}

void
sample_host_release (struct sample_host *h)
{
  pl_buffer_release (&h->findings);
  pl_buffer_release (&h->failure);
  pthread_mutex_destroy (&h->lock);
}

void *
sample_host_create (struct sample_host *h,
                    const struct plating_plugin *plugin,
                    const struct sample_setting *settings)
{
  const struct plating_value *map = make_value ((struct plating_value) {
      .type = PLATING_VALUE_MAP, .settings = settings });
  void *instance = NULL;

  if (plugin->create (&h->host, map, &instance) < 0)
    abort ();
  return instance;
}
