/* SPDX-License-Identifier: Apache-2.0 */
/* The discovery plugin `terraform`: has Terraform or OpenTofu print the schema
 * of a provider's executable. */

#include <config.h>

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "document.h"
#include "fault.h"
#include "plugins/common/schemaview/json.h"
#include "plugins/common/process/process.h"
#include "reader.h"
#include "terraform-ask.h"

#define DEFAULT_HOST      "registry.terraform.io"
#define DEFAULT_NAMESPACE "hashicorp"

static const char prefix[] = "terraform-provider-";

static const struct plating_setting settings[] = {
  { .name = "terraform", .type = PLATING_SETTING_STRING,
    .help = "the program to ask, a path or a name on the PATH; default:"
            " terraform, or else tofu" },
  { .name = "provider-binary", .type = PLATING_SETTING_PATH,
    .help = "the provider's executable" },
  { .name = "address", .type = PLATING_SETTING_STRING,
    .help = "the provider's address, HOST/NAMESPACE/NAME or the last parts of"
            " it; default: guessed from the name" },
  { .name = "timeout", .type = PLATING_SETTING_INT, .default_value = "300",
    .min = 1, .max = 86400, .help = "most seconds until it has answered" },
};

static int
terraform_probe (void *instance, const struct plating_discover_request *req,
                 uint32_t *score)
{
  const struct sj_reader *p = instance;

  (void) req;
  *score = sj_reader_text (p, "provider-binary").len > 0
    ? PLATING_PROBE_CERTAIN : PLATING_PROBE_NO;
  return 0;
}

static int
refuse (struct sj_discovery *run, int code, const char *message,
        const char *hint)
{
  sj_fault_say (run->fault, code, message);
  pl_buffer_puts (&run->fault->hint, hint);
  return run->fault->code;
}

/* Puts the program to ask into PATH. */
static int
find_program (struct sj_discovery *run, struct pl_buffer *path)
{
  struct plating_text given = sj_reader_text (run->reader, "terraform");
  char full[PATH_MAX];

  if (given.len > 0 ? process_find (given.ptr, path)
      : process_find ("terraform", path) || process_find ("tofu", path)) {
    /* It is started in another directory. */
    if (path->data[0] == '/')
      return 0;
    if (realpath (path->data, full)) {
      pl_buffer_clear (path);
      pl_buffer_puts (path, full);
      return path->failed ? PLATING_E_NOMEM : 0;
    }
  }
  if (path->failed)
    return sj_fault_say (run->fault, PLATING_E_NOMEM, "out of memory");
  return refuse (run, PLATING_E_DISCOVERY,
                 given.len > 0 ? "the Terraform that was named is no program"
                 : "there is neither terraform nor tofu on the PATH",
                 "name one with --terraform BIN; --discover rpc needs none");
}

/* The provider's type, in lower case, from the executable's name without its
 * version. */
static void
put_type (struct pl_buffer *out, const char *path)
{
  const char *slash = strrchr (path, '/');
  const char *name = slash ? slash + 1 : path, *version;
  size_t start = out->len, i;

  if (!strncmp (name, prefix, sizeof prefix - 1))
    name += sizeof prefix - 1;
  version = strstr (name, "_v");
  pl_buffer_append (out, name, version && version > name
                    ? (size_t) (version - name) : strlen (name));
  for (i = start; i < out->len; i++)
    if (out->data[i] >= 'A' && out->data[i] <= 'Z')
      out->data[i] = (char) (out->data[i] - 'A' + 'a');
}

/* Sets the parts of the address, which are in BUFFER. */
static int
find_address (struct sj_discovery *run, const char *provider,
              struct pl_buffer *buffer, struct terraform_question *q)
{
  struct plating_text given = sj_reader_text (run->reader, "address");
  char *parts[3] = { NULL, NULL, NULL }, *rest;
  size_t n = 0;

  if (given.len > 0)
    pl_buffer_append (buffer, given.ptr, given.len);
  else
    put_type (buffer, provider);
  if (buffer->failed)
    return sj_fault_say (run->fault, PLATING_E_NOMEM, "out of memory");
  for (rest = buffer->data; rest && n < 3; n++) {
    parts[n] = rest;
    rest = strchr (rest, '/');
    if (rest)
      *rest++ = '\0';
  }
  if (rest || !parts[n - 1][0])
    return refuse (run, PLATING_E_CONFIG, "the provider's address is not"
                   " HOST/NAMESPACE/NAME", "give the setting address");
  q->type = parts[n - 1];
  q->namespace = n > 1 ? parts[n - 2] : DEFAULT_NAMESPACE;
  q->host = n > 2 ? parts[0] : DEFAULT_HOST;
  return 0;
}

/* The answer, with the padding that the reader needs. */
static int
take_answer (struct sj_discovery *run, struct pl_buffer *answer, char **text,
             size_t *len)
{
  size_t n = answer->len;

  pl_buffer_fill (answer, '\0', SJ_PADDING);
  if (answer->failed || n > SJ_SIZE_LIMIT)
    return sj_fault_say (run->fault, n > SJ_SIZE_LIMIT ? PLATING_E_LIMIT
                         : PLATING_E_NOMEM, n > SJ_SIZE_LIMIT
                         ? "the schema is too large" : "out of memory");
  *text = pl_buffer_take (answer, NULL);
  *len = n;
  return 0;
}

static int
get_text (struct sj_discovery *run, char **text, size_t *len)
{
  const struct plating_values *values = run->reader->host->values;
  struct plating_text binary
    = sj_reader_text (run->reader, "provider-binary");
  struct pl_buffer program, address, answer;
  struct terraform_question q = {
    .provider = binary.ptr, .is_cancelled = sj_reader_is_cancelled,
    .data = run,
    .time_limit_ms = 1000 * (uint64_t) values->int_get
      (sj_reader_setting (run->reader, "timeout")),
  };
  int status;

  if (!binary.len)
    return refuse (run, PLATING_E_DISCOVERY,
                   "no provider's executable was named",
                   "name it with --provider-binary PATH");
  if (access (binary.ptr, X_OK) < 0)
    return refuse (run, PLATING_E_DISCOVERY,
                   "the provider's executable can't be executed",
                   "name it with --provider-binary PATH");
  pl_buffer_init (&program);
  pl_buffer_init (&address);
  pl_buffer_init (&answer);
  run->may_be_any = true;
  status = find_program (run, &program);
  if (status == 0)
    status = find_address (run, binary.ptr, &address, &q);
  if (status == 0) {
    q.program = program.data;
    status = terraform_ask (&q, &answer, run->fault);
  }
  if (status == 0) {
    pl_buffer_printf (&run->shown, "output of %s", program.data);
    status = take_answer (run, &answer, text, len);
  }
  pl_buffer_release (&program);
  pl_buffer_release (&address);
  pl_buffer_release (&answer);
  return status;
}

static int
terraform_discover (void *instance,
                    const struct plating_discover_request *req, uint64_t op)
{
  return sj_reader_discover (instance, req, op, get_text);
}

static const struct plating_discovery_ops ops = {
  .struct_size = sizeof ops,
  .probe = terraform_probe,
  .discover = terraform_discover,
  .load_schema = sj_reader_load,
};

static const struct plating_plugin descriptor = {
  .struct_size = sizeof descriptor,
  .abi = PLATING_ABI,
  .abi_min_minor = PLATING_ABI_MINOR,
  .kind = PLATING_PLUGIN_DISCOVERY,
  .thread_model = PLATING_THREADS_PARALLEL,
  .flags = PLATING_PLUGIN_BLOCKING | PLATING_PLUGIN_RUNS_PROGRAMS,
  .n_settings = sizeof settings / sizeof settings[0],
  .setting_size = sizeof settings[0],
  .settings = settings,
  .name = "terraform",
  .version = PACKAGE_VERSION,
  .summary = "components of a provider, as Terraform or OpenTofu sees them",
  .license = "Apache-2.0",
  .bare_setting = "provider-binary",
  .create = sj_reader_create,
  .destroy = sj_reader_destroy,
  .ops = &ops,
};

PLATING_PLUGIN_DEFINE (descriptor)
