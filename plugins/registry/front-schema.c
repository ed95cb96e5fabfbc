/* SPDX-License-Identifier: Apache-2.0 */
/* Where the compatible front gets the schema from, and how it asks the host
 * for an operation on it. */

#include <config.h>

#include "plugins/registry/front.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "common/text.h"

/* Options that all operations get. */
#define N_COMMON 4
#define N_OPTIONS_MAX 16

/* Whether the file can be read, or an errno value. */
static int
try_to_read (const char *path)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC), code = 0;
  char byte;

  if (fd < 0)
    return errno;
  if (read (fd, &byte, 1) < 0)
    code = errno;
  close (fd);
  return code;
}

static bool
find_file (struct registry_front *f, const char *path)
{
  int code;

  f->schema_error = "error exporting provider schema from JSON file: ";
  registry_front_info (f, "exporting schema from JSON file");
  registry_front_info (f, "getting provider schema");
  f->schema_path = registry_path_absolute (f, &f->arena, path);
  if (!f->schema_path) {
    registry_front_abandon (f, PLATING_E_NOMEM);
    return false;
  }
  code = try_to_read (f->schema_path);
  if (code == 0)
    return true;
  registry_front_say (f, "%sunable to retrieve provider schema from JSON "
                      "file: unable to read file %q: %s %s: %e",
                      f->schema_error, path,
                      code == EISDIR ? "read" : "open", path, code);
  registry_front_fail (f);
  return false;
}

bool
registry_front_find_schema (struct registry_front *f)
{
  const char *path = f->flags[REGISTRY_FLAG_SCHEMA];

  if (*path)
    return find_file (f, path);
  f->schema_error = "error exporting provider schema from Terraform: ";
  registry_front_info (f, "exporting schema from Terraform");
  if (registry_provider_build (f))
    return true;
  registry_front_wrap (f, "%s", f->schema_error);
  registry_front_fail (f);
  return false;
}

/* -- operations ------------------------------------------------------- */

/* The discovery plugin with its settings, in which commas are doubled. */
static const char *
describe_discovery (struct registry_front *f)
{
  const char *s, *text = NULL;
  struct pl_buffer b;

  pl_buffer_init (&b);
  pl_buffer_puts (&b, "schema-json,strict=true");
  if (f->schema_address)
    pl_buffer_printf (&b, ",provider=%s", f->schema_address);
  pl_buffer_puts (&b, ",file=");
  for (s = f->schema_path; *s; s++) {
    if (*s == ',')
      pl_buffer_putc (&b, ',');
    pl_buffer_putc (&b, *s);
  }
  if (!b.failed)
    text = pl_arena_strndup (&f->arena, b.data, b.len);
  pl_buffer_release (&b);
  return text;
}

static bool
is_of_discovery (struct plating_text plugin)
{
  return pl_text_ends_with (plugin, "-discovery");
}

/* A provider without a schema is found, and the original takes it. */
static bool
is_null (struct plating_text reason)
{
  return pl_text_starts_with (reason, "the schema of provider ")
         && pl_text_ends_with (reason, " is null");
}

static void
fail_null (struct registry_front *f, struct plating_text reason)
{
  if (f->command->run == registry_front_generate) {
    registry_front_info (f, "generating missing templates");
    registry_front_info (f, "generating missing resource content");
  }
  registry_front_say (f, "%t", &reason);
  registry_front_panic (f);
}

static void
on_done (void *data, const struct plating_operation_outcome *outcome)
{
  static const char not_found[]
    = "unable to find schema in JSON for provider ";
  struct registry_front *f = data;

  if (outcome->status == PLATING_E_CANCELLED
      || outcome->status == PLATING_E_NOMEM) {
    registry_front_abandon (f, outcome->status);
  } else if (outcome->status < 0 && is_null (outcome->reason)) {
    fail_null (f, outcome->reason);
  } else if (outcome->status < 0 && is_of_discovery (outcome->plugin)) {
    bool is_read = !pl_text_starts_with (outcome->reason, not_found);

    registry_front_say (f, "%s%s%t", f->schema_error,
                        !is_read ? "" : f->build_dir
                        ? "unable to retrieve provider schema from "
                          "terraform exec: "
                        : "unable to retrieve provider schema from JSON "
                          "file: ", &outcome->reason);
    registry_front_fail (f);
  } else {
    f->on_outcome (f, outcome);
  }
}

void
registry_front_operate (struct registry_front *f, const char *verb,
                        const char *const *keys, const char *const *values,
                        size_t n)
{
  const struct plating_values *v = f->host->values;
  const char *const common[N_COMMON][2] = {
    { "provider-dir", f->provider_dir },
    { "provider-name", f->provider_name },
    { "discover", describe_discovery (f) },
    { "quiet", "true" }
  };
  struct plating_text names[N_OPTIONS_MAX];
  const struct plating_value *settings[N_OPTIONS_MAX];
  struct plating_operation operation = {
    .struct_size = sizeof operation, .verb = verb
  };
  size_t n_all = N_COMMON + n, i;
  int code = PLATING_E_NOMEM;

  for (i = 0; i < n_all; i++) {
    const char *name = i < N_COMMON ? common[i][0] : keys[i - N_COMMON];
    const char *text = i < N_COMMON ? common[i][1] : values[i - N_COMMON];

    names[i] = pl_text_of (name);
    settings[i] = text ? v->new_string (pl_text_of (text)) : NULL;
    if (!settings[i])
      break;
  }
  if (i == n_all && (operation.options = v->new_map (names, settings, n_all)))
    code = f->host->run_operation (f->host, f->op, &operation, on_done, f);
  while (i > 0)
    v->unref (settings[--i]);
  if (operation.options)
    v->unref (operation.options);
  if (code < 0)
    registry_front_abandon (f, code);
}
