/* SPDX-License-Identifier: Apache-2.0 */
/* A host that tests and fuzzers give to the plugin. */

#include <config.h>

#include "fake-host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The operation of calls that are made one by one. */
#define OP (FAKE_HOST_OPS - 1)

/* -- settings ---------------------------------------------------------- */

/* A value of any type, or a map of them. */
struct plating_value {
  const char *text;
  int64_t number;
  const char *names[12];
  const struct plating_value *members[12];
  size_t n;
};

static const struct plating_value *
value_ref (const struct plating_value *value)
{
  return value;
}

static void
value_unref (const struct plating_value *value)
{
  (void) value;
}

static int
value_bool (const struct plating_value *value)
{
  return value && value->number != 0;
}

static int64_t
value_int (const struct plating_value *value)
{
  return value ? value->number : 0;
}

static struct plating_text
value_string (const struct plating_value *value)
{
  if (!value || !value->text)
    return (struct plating_text) { "", 0 };
  return (struct plating_text) { value->text, strlen (value->text) };
}

static const struct plating_value *
value_get (const struct plating_value *map, struct plating_text key)
{
  size_t i;

  for (i = 0; i < map->n; i++)
    if (strlen (map->names[i]) == key.len
        && !memcmp (map->names[i], key.ptr, key.len))
      return map->members[i];
  return NULL;
}

static const struct plating_values values = {
  .struct_size = sizeof values,
  .ref = value_ref,
  .unref = value_unref,
  .bool_get = value_bool,
  .int_get = value_int,
  .string_get = value_string,
  .get = value_get,
};

static void
set_member (struct fake_host *host, struct plating_value *map,
            const struct fake_setting *setting)
{
  struct plating_value *value = pl_arena_zalloc (&host->run, sizeof *value);
  size_t i;

  value->text = setting->text;
  value->number = setting->number;
  for (i = 0; i < map->n && strcmp (map->names[i], setting->name); )
    i++;
  map->names[i] = setting->name;
  map->members[i] = value;
  map->n += i == map->n;
}

/* -- the table ----------------------------------------------------------- */

static struct fake_host *
fake (const struct plating_host *host)
{
  return host->context;
}

static void
append (struct pl_buffer *to, struct plating_text text)
{
  pl_buffer_clear (to);
  pl_buffer_append (to, text.ptr, text.len);
}

static void
host_fail (const struct plating_host *host, uint64_t op,
           const struct plating_failure *failure)
{
  struct fake_host *h = fake (host);

  (void) op;
  h->n_failures++;
  h->code = failure->code;
  h->line = failure->line;
  h->column = failure->column;
  append (&h->message, failure->message);
  append (&h->hint, failure->hint);
  append (&h->file, failure->file);
}

static void
host_report (const struct plating_host *host, uint64_t op,
             const struct plating_finding *finding)
{
  struct fake_host *h = fake (host);

  (void) op;
  h->n_findings++;
  pl_buffer_printf (&h->findings, "%u:%u: ", finding->line, finding->column);
  pl_buffer_append (&h->findings, finding->message.ptr,
                    finding->message.len);
  pl_buffer_putc (&h->findings, '\n');
}

static int
host_op_done (const struct plating_host *host, uint64_t op, int status)
{
  (void) status;
  if (op == OP)
    fake (host)->n_done++;
  return 0;
}

static int
host_op_is_cancelled (const struct plating_host *host, uint64_t op)
{
  (void) op;
  return fake (host)->is_cancelled;
}

static void *
host_arena_alloc (const struct plating_host *host, uint64_t op, size_t len)
{
  struct fake_host *h = fake (host);

  if (h->allocations_left == 0)
    return NULL;
  if (h->allocations_left > 0)
    h->allocations_left--;
  return pl_arena_alloc (&h->jobs[op], len);
}

static int
host_emit_components (const struct plating_host *host, uint64_t op,
                      const struct plating_component *components, size_t n,
                      size_t stride)
{
  struct fake_host *h = fake (host);
  size_t i;

  (void) op;
  if (stride != sizeof *components)
    return PLATING_E_INVAL;
  if (h->n_components + n > h->cap_components) {
    struct plating_component *larger;

    h->cap_components = (h->n_components + n) * 2;
    larger = realloc (h->components, h->cap_components * sizeof *larger);
    if (!larger)
      return PLATING_E_NOMEM;
    h->components = larger;
  }
  for (i = 0; i < n; i++) {
    struct plating_component c = components[i];

    c.kind.ptr = pl_arena_strndup (&h->run, c.kind.ptr, c.kind.len);
    c.name.ptr = pl_arena_strndup (&h->run, c.name.ptr, c.name.len);
    h->components[h->n_components++] = c;
  }
  return 0;
}

static int
host_emit_provider (const struct plating_host *host, uint64_t op,
                    const struct plating_provider *provider)
{
  struct fake_host *h = fake (host);

  (void) op;
  h->n_providers++;
  append (&h->address, provider->address);
  return 0;
}

static int
host_emit_schema (const struct plating_host *host, uint64_t op,
                  const struct plating_schema_view *view)
{
  fake (host)->views[op] = view;
  return 0;
}

/* -- for tests ------------------------------------------------------------ */

void
fake_host_init (struct fake_host *host)
{
  size_t i;

  *host = (struct fake_host) {
    .table = {
      .struct_size = sizeof host->table,
      .abi = PLATING_ABI,
      .context = host,
      .values = &values,
      .fail = host_fail,
      .report = host_report,
      .op_done = host_op_done,
      .op_is_cancelled = host_op_is_cancelled,
      .arena_alloc = host_arena_alloc,
      .emit_components = host_emit_components,
      .emit_provider = host_emit_provider,
      .emit_schema = host_emit_schema,
    },
    .allocations_left = -1,
  };
  pl_arena_init (&host->run, 0);
  for (i = 0; i < FAKE_HOST_OPS; i++)
    pl_arena_init (&host->jobs[i], 0);
  pl_buffer_init (&host->address);
  pl_buffer_init (&host->findings);
  pl_buffer_init (&host->message);
  pl_buffer_init (&host->hint);
  pl_buffer_init (&host->file);
  /* So that a test of failing allocations sees none of these fail. */
  pl_buffer_reserve (&host->message, 1000);
  pl_buffer_reserve (&host->hint, 1000);
  pl_buffer_reserve (&host->file, 1000);
}

void
fake_host_reset (struct fake_host *host)
{
  host->n_components = host->n_findings = 0;
  host->code = 0;
  host->line = host->column = 0;
  host->n_failures = host->n_done = host->n_providers = 0;
  host->view = NULL;
  pl_buffer_clear (&host->address);
  pl_buffer_clear (&host->findings);
  pl_buffer_clear (&host->message);
  pl_buffer_clear (&host->hint);
  pl_buffer_clear (&host->file);
}

void
fake_host_release (struct fake_host *host)
{
  size_t i;

  free (host->components);
  pl_arena_release (&host->run);
  for (i = 0; i < FAKE_HOST_OPS; i++)
    pl_arena_release (&host->jobs[i]);
  pl_buffer_release (&host->address);
  pl_buffer_release (&host->findings);
  pl_buffer_release (&host->message);
  pl_buffer_release (&host->hint);
  pl_buffer_release (&host->file);
}

const struct plating_value *
fake_host_settings (struct fake_host *host, const char *file,
                    const struct fake_setting *settings)
{
  static const struct fake_setting defaults[] = {
    { "strict", NULL, 0 },
    { "max-file-size", NULL, (int64_t) 1 << 30 },
    { "max-depth", NULL, 10000 },
  };
  struct fake_setting file_setting = { "file", file, 0 };
  struct plating_value *map = pl_arena_zalloc (&host->run, sizeof *map);
  size_t i;

  for (i = 0; i < sizeof defaults / sizeof defaults[0]; i++)
    set_member (host, map, &defaults[i]);
  if (file)
    set_member (host, map, &file_setting);
  for (; settings && settings->name; settings++)
    set_member (host, map, settings);
  return map;
}

void *
fake_host_create (struct fake_host *host, const char *file,
                  const struct fake_setting *settings)
{
  const struct plating_value *map = fake_host_settings (host, file, settings);
  void *instance = NULL;

  if (plating_plugin_v1 ()->create (&host->table, map, &instance) < 0)
    return NULL;
  return instance;
}

void
fake_host_destroy (void *instance)
{
  plating_plugin_v1 ()->destroy (instance);
}

int
fake_host_discover (struct fake_host *host, void *instance,
                    const char *directory, const char *name)
{
  static const char prefix[] = "terraform-provider-";
  const struct plating_discovery_ops *ops = plating_plugin_v1 ()->ops;
  struct plating_provider provider = {
    .struct_size = sizeof provider,
    .name = { name, strlen (name) },
    .short_name = { name, strlen (name) },
  };
  struct plating_discover_request req = {
    .struct_size = sizeof req,
    .provider_dir = { directory, strlen (directory) },
    .provider = &provider,
  };

  if (!strncmp (name, prefix, sizeof prefix - 1)) {
    provider.short_name.ptr += sizeof prefix - 1;
    provider.short_name.len -= sizeof prefix - 1;
  }
  /* A name that is the directory's was not given by the user. */
  if (name[0] && strcmp (strrchr (directory, '/') + 1, name) != 0)
    provider.flags = PLATING_PROVIDER_NAMED;
  fake_host_reset (host);
  return ops->discover (instance, &req, OP);
}

int
fake_host_load_as (struct fake_host *host, void *instance, size_t i,
                   uint64_t op)
{
  const struct plating_discovery_ops *ops = plating_plugin_v1 ()->ops;

  pl_arena_reset (&host->jobs[op]);
  host->views[op] = NULL;
  return ops->load_schema (instance, &host->components[i], op);
}

int
fake_host_load (struct fake_host *host, void *instance, size_t i)
{
  int status = fake_host_load_as (host, instance, i, OP);

  host->view = host->views[OP];
  return status;
}

long
fake_host_find (const struct fake_host *host, const char *kind,
                const char *name)
{
  size_t i;

  for (i = 0; i < host->n_components; i++) {
    const struct plating_component *c = &host->components[i];

    if (!strcmp (c->kind.ptr, kind) && strlen (name) == c->name.len
        && !memcmp (c->name.ptr, name, c->name.len))
      return (long) i;
  }
  return -1;
}

int
fake_host_file (const char *text, size_t len, char *path)
{
  int fd = memfd_create ("schema", MFD_CLOEXEC);
  size_t done = 0;

  while (fd >= 0 && done < len) {
    ssize_t n = write (fd, text + done, len - done);

    if (n < 0) {
      close (fd);
      return -1;
    }
    done += (size_t) n;
  }
  snprintf (path, 64, "/proc/self/fd/%d", fd);
  return fd;
}
