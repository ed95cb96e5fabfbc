/* SPDX-License-Identifier: Apache-2.0 */
/* The discovery plugin `schema-json`: a provider's components from a file
 * as `terraform providers schema -json` prints it. */

#include <config.h>

#include <stdlib.h>
#include <string.h>

#include <plating/plugin.h>

#include "document.h"
#include "fault.h"
#include "file.h"
#include "reader.h"

/* Names that are looked for in the provider's directory. */
static const char *const usual_names[] = {
  "providers-schema.json", "schema.json",
};
static const uint32_t usual_scores[] = {
  PLATING_PROBE_LIKELY, PLATING_PROBE_POSSIBLE,
};
#define N_USUAL (sizeof usual_names / sizeof usual_names[0])

static const struct plating_setting settings[] = {
  { .name = "file", .type = PLATING_SETTING_PATH,
    .help = "the schema file, or - for standard input; default:"
            " providers-schema.json or schema.json of the provider" },
  { .name = "provider", .type = PLATING_SETTING_STRING,
    .help = "address of the provider to take, as it stands in the file" },
  { .name = "strict", .type = PLATING_SETTING_BOOL, .default_value = "no",
    .help = "take a provider only by its bare name or as HashiCorp's, as"
            " tfplugindocs does" },
  { .name = "any", .type = PLATING_SETTING_BOOL, .default_value = "no",
    .help = "take the file's only provider, whatever it is called" },
  { .name = "max-file-size", .type = PLATING_SETTING_SIZE,
    .default_value = "1G", .min = 1, .max = SJ_SIZE_LIMIT,
    .help = "largest file to read" },
  { .name = "max-depth", .type = PLATING_SETTING_INT,
    .default_value = "10000", .min = 16, .max = SJ_DEPTH_LIMIT,
    .help = "most levels of objects and lists in the file" },
};

/* -- finding the file ----------------------------------------------------- */

/* Puts DIRECTORY/NAME into PATH.  Returns whether it is a file. */
static bool
is_in_directory (struct plating_text directory, const char *name,
                 struct pl_buffer *path)
{
  pl_buffer_clear (path);
  pl_buffer_append (path, directory.ptr, directory.len);
  pl_buffer_putc (path, '/');
  pl_buffer_puts (path, name);
  return !path->failed && sj_file_is_regular (path->data);
}

static int
schema_json_probe (void *instance, const struct plating_discover_request *req,
                   uint32_t *score)
{
  struct sj_reader *p = instance;
  struct pl_buffer path;
  size_t i;

  *score = PLATING_PROBE_NO;
  if (sj_reader_text (p, "file").len > 0) {
    *score = PLATING_PROBE_CERTAIN;
    return 0;
  }
  pl_buffer_init (&path);
  for (i = 0; i < N_USUAL && *score == PLATING_PROBE_NO; i++)
    if (is_in_directory (req->provider_dir, usual_names[i], &path))
      *score = usual_scores[i];
  pl_buffer_release (&path);
  return 0;
}

/* Whether PATH, a file of DIRECTORY, is in it in truth, too. */
static bool
is_inside (struct plating_text directory, const char *path)
{
  char *top = strndup (directory.ptr, directory.len);
  char *inside = top ? realpath (top, NULL) : NULL;
  char *target = realpath (path, NULL);
  size_t len = inside ? strlen (inside) : 0;
  /* Only the root's own name ends with a slash. */
  bool is = inside && target && strncmp (target, inside, len) == 0
            && (target[len] == '/' || inside[len - 1] == '/');

  free (top);
  free (inside);
  free (target);
  return is;
}

/* Nobody named the file that was found, and the project may come from
 * anywhere: a link in it shall not have other files read. */
static int
check_found (const struct plating_discover_request *req, const char *name,
             const char *path, struct sj_fault *fault)
{
  if (is_inside (req->provider_dir, path))
    return 0;
  sj_fault_set (fault, PLATING_E_DISCOVERY);
  pl_buffer_printf (&fault->message,
                    "%s is a link that leads out of the project", name);
  pl_buffer_puts (&fault->hint, "if it is the schema that you want, name it"
                  " with --providers-schema");
  return fault->code;
}

/* Puts the path of the file into PATH.  *IS_FOUND: nobody named it. */
static int
find_file (const struct sj_reader *p,
           const struct plating_discover_request *req,
           struct pl_buffer *path, bool *is_found, struct sj_fault *fault)
{
  struct plating_text file = sj_reader_text (p, "file");
  size_t i;

  *is_found = file.len == 0;
  pl_buffer_append (path, file.ptr, file.len);
  for (i = 0; *is_found && i < N_USUAL; i++)
    if (is_in_directory (req->provider_dir, usual_names[i], path))
      break;
  if (path->failed)
    return sj_fault_say (fault, PLATING_E_NOMEM, "out of memory");
  if (!*is_found)
    return 0;
  if (i < N_USUAL)
    return check_found (req, usual_names[i], path->data, fault);
  sj_fault_say (fault, PLATING_E_DISCOVERY, "no schema file was named, and"
                " the provider's directory has no providers-schema.json and"
                " no schema.json");
  pl_buffer_puts (&fault->hint, "name the output of 'terraform providers"
                  " schema -json' with --providers-schema");
  return fault->code;
}

/* -- discovery ------------------------------------------------------------ */

/* The name under which messages show the file. */
static void
put_shown (struct sj_discovery *run, const struct pl_buffer *path)
{
  struct plating_text dir = run->req->provider_dir;
  const char *s = path->data;

  if (!strcmp (s, "-"))
    s = "standard input";
  else if (path->len > dir.len + 1 && dir.len > 0 && s[dir.len] == '/'
           && !memcmp (s, dir.ptr, dir.len))
    s += dir.len + 1;
  pl_buffer_puts (&run->shown, s);
}

/* The file, and its name for messages. */
static int
get_text (struct sj_discovery *run, char **text, size_t *len)
{
  struct sj_file_request file = { .is_cancelled = sj_reader_is_cancelled };
  const struct sj_reader *p = run->reader;
  struct pl_buffer path;
  int status;

  pl_buffer_init (&path);
  status = find_file (p, run->req, &path, &file.must_be_regular, run->fault);
  if (status == 0) {
    put_shown (run, &path);
    file.path = path.data;
    file.max_size = (uint64_t) p->host->values->int_get
      (sj_reader_setting (p, "max-file-size"));
    file.data = run;
    status = sj_file_read (&file, text, len, run->fault);
  }
  pl_buffer_release (&path);
  return status;
}

static int
schema_json_discover (void *instance,
                      const struct plating_discover_request *req,
                      uint64_t op)
{
  return sj_reader_discover (instance, req, op, get_text);
}

static const struct plating_discovery_ops ops = {
  .struct_size = sizeof ops,
  .probe = schema_json_probe,
  .discover = schema_json_discover,
  .load_schema = sj_reader_load,
};

static const struct plating_plugin descriptor = {
  .struct_size = sizeof descriptor,
  .abi = PLATING_ABI,
  .abi_min_minor = PLATING_ABI_MINOR,
  .kind = PLATING_PLUGIN_DISCOVERY,
  .thread_model = PLATING_THREADS_PARALLEL,
  .flags = PLATING_PLUGIN_BLOCKING | PLATING_PLUGIN_PURE,
  .n_settings = sizeof settings / sizeof settings[0],
  .setting_size = sizeof settings[0],
  .settings = settings,
  .name = "schema-json",
  .version = PACKAGE_VERSION,
  .summary = "components of a provider from a schema file in JSON",
  .license = "Apache-2.0",
  .bare_setting = "file",
  .create = sj_reader_create,
  .destroy = sj_reader_destroy,
  .ops = &ops,
};

PLATING_PLUGIN_DEFINE (descriptor)
