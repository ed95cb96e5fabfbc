/* SPDX-License-Identifier: Apache-2.0 */
/* Has Terraform or OpenTofu print the schema of a provider.
 *
 * In a directory of its own stand a configuration that requires the provider,
 * a link to the executable under the name that is looked for, and a
 * configuration of the command line that overrides where the provider comes
 * from.  With that no initialisation is needed. */

#include <config.h>

#include "terraform-ask.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <plating/types.h>

#include "fault.h"
#include "plugins/common/process/process.h"
#include "plugins/common/process/scratch.h"

/* Most bytes of what the program complains of that are shown. */
#define COMPLAINT 4000u

/* Appends TEXT as a string of HCL. */
static void
put_string (struct pl_buffer *out, const char *text)
{
  pl_buffer_putc (out, '"');
  for (; *text; text++) {
    if (*text == '"' || *text == '\\')
      pl_buffer_putc (out, '\\');
    /* No template begins here. */
    if ((*text == '$' || *text == '%') && text[1] == '{')
      pl_buffer_putc (out, *text);
    pl_buffer_putc (out, *text);
  }
  pl_buffer_putc (out, '"');
}

static int
fail_system (struct sj_fault *fault, const char *what, int code)
{
  struct pl_buffer b;
  int status;

  pl_buffer_init (&b);
  pl_buffer_printf (&b, "%s: %s", what, strerror (code));
  status = sj_fault_say (fault, code == ENOMEM || b.failed ? PLATING_E_NOMEM
                         : PLATING_E_IO, b.failed ? "out of memory" : b.data);
  pl_buffer_release (&b);
  return status;
}

/* Puts the link to the provider where it is looked for. */
static int
link_provider (const struct terraform_question *q, const char *directory)
{
  struct pl_buffer path;
  int code = 0;

  pl_buffer_init (&path);
  pl_buffer_printf (&path, "%s/bin", directory);
  if (path.failed || mkdir (path.data, 0700) < 0)
    code = path.failed ? ENOMEM : errno;
  pl_buffer_printf (&path, "/terraform-provider-%s", q->type);
  if (code == 0 && (path.failed || symlink (q->provider, path.data) < 0))
    code = path.failed ? ENOMEM : errno;
  pl_buffer_release (&path);
  return code;
}

static int
write_files (const struct terraform_question *q,
             const struct process_scratch *scratch)
{
  struct pl_buffer address, text;
  int code;

  pl_buffer_init (&address);
  pl_buffer_init (&text);
  pl_buffer_printf (&address, "%s/%s/%s", q->host, q->namespace, q->type);
  pl_buffer_puts (&text, "provider_installation {\n  dev_overrides {\n    ");
  put_string (&text, address.data ? address.data : "");
  pl_buffer_puts (&text, " = ");
  put_string (&text, process_scratch_path (scratch));
  /* The directory, not its name alone: inside the string. */
  if (!text.failed)
    text.len--;
  pl_buffer_puts (&text, "/bin\"\n  }\n}\n");
  code = text.failed || address.failed ? ENOMEM
    : process_scratch_write (scratch, "cli.tfrc", text.data, text.len);
  pl_buffer_clear (&text);
  pl_buffer_puts (&text, "terraform {\n  required_providers {\n    wanted = {\n"
                  "      source = ");
  put_string (&text, address.data ? address.data : "");
  pl_buffer_puts (&text, "\n    }\n  }\n}\n");
  if (code == 0)
    code = text.failed ? ENOMEM
      : process_scratch_write (scratch, "main.tf", text.data, text.len);
  pl_buffer_release (&text);
  pl_buffer_release (&address);
  return code;
}

/* How the program has failed, and what it has said. */
static int
fail_program (const struct terraform_question *q,
              const struct process_result *result, struct sj_fault *fault)
{
  const char *said = result->err.data ? result->err.data : "";
  size_t len = result->err.len;
  int code = PLATING_E_DISCOVERY;
  struct pl_buffer b;

  pl_buffer_init (&b);
  pl_buffer_printf (&b, "%s providers schema: ", q->program);
  if (result->end == PROCESS_TIMED_OUT) {
    code = PLATING_E_TIMEOUT;
    pl_buffer_printf (&b, "no answer within %llu seconds",
                      (unsigned long long) (q->time_limit_ms / 1000));
  } else if (result->end == PROCESS_CANCELLED) {
    code = PLATING_E_CANCELLED;
    pl_buffer_puts (&b, "cancelled");
  } else if (result->end == PROCESS_TOO_LOUD) {
    code = PLATING_E_LIMIT;
    pl_buffer_puts (&b, "its output is too long");
  } else {
    process_describe (result->status, &b);
  }
  while (len > 0 && (said[len - 1] == '\n' || said[len - 1] == ' '))
    len--;
  if (len > 0) {
    pl_buffer_puts (&b, "\n");
    pl_buffer_append (&b, said, len < COMPLAINT ? len : COMPLAINT);
  }
  sj_fault_say (fault, b.failed ? PLATING_E_NOMEM : code,
                b.failed ? "out of memory" : b.data);
  pl_buffer_release (&b);
  return fault->code;
}

static int
run (const struct terraform_question *q, const char *directory,
     struct process_result *result)
{
  static const char *const dropped[] = {
    "TF_", "CHECKPOINT_DISABLE=", "TOFU_", NULL
  };
  const char *arguments[] = {
    q->program, "providers", "schema", "-json", NULL
  };
  struct pl_buffer config, data;
  const char *added[] = { "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1",
                          "TF_INPUT=0", NULL, NULL, NULL };
  struct process_request request = {
    .path = q->program, .arguments = arguments, .directory = directory,
    .keeps_errors_apart = true, .time_limit_ms = q->time_limit_ms,
    .is_cancelled = q->is_cancelled, .data = q->data,
  };
  char **environment = NULL;
  int code = ENOMEM;

  pl_buffer_init (&config);
  pl_buffer_init (&data);
  pl_buffer_printf (&config, "TF_CLI_CONFIG_FILE=%s/cli.tfrc", directory);
  pl_buffer_printf (&data, "TF_DATA_DIR=%s/data", directory);
  if (!config.failed && !data.failed) {
    added[3] = config.data;
    added[4] = data.data;
    environment = process_environment (dropped, added);
  }
  request.environment = environment;
  if (environment)
    code = process_run (&request, result);
  free (environment);
  pl_buffer_release (&config);
  pl_buffer_release (&data);
  return code;
}

int
terraform_ask (const struct terraform_question *q, struct pl_buffer *out,
               struct sj_fault *fault)
{
  struct process_result result = { .end = PROCESS_ENDED };
  struct process_scratch *scratch = process_scratch_new (0);
  int code = scratch ? link_provider (q, process_scratch_path (scratch))
    : errno, status;

  if (code == 0)
    code = write_files (q, scratch);
  if (code) {
    process_scratch_free (scratch);
    return fail_system (fault, "a directory for Terraform", code);
  }
  code = run (q, process_scratch_path (scratch), &result);
  process_scratch_free (scratch);
  if (code)
    status = fail_system (fault, q->program, code);
  else if (result.end != PROCESS_ENDED || result.status != 0)
    status = fail_program (q, &result, fault);
  else
    status = 0;
  if (status == 0) {
    *out = result.out;
    pl_buffer_init (&result.out);
    out->limit = 0;
  }
  process_result_release (&result);
  return status;
}
