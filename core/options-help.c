/* SPDX-License-Identifier: Apache-2.0 */
/* The table of options as --help shows it. */

#include <config.h>

#include <string.h>

#include "common/buffer.h"
#include "options.h"

/* Columns of help: where what an option does begins, and where lines end. */
#define HELP_COLUMN 30
#define HELP_END    79

/* Puts HELP behind the USED columns of the line, and below. */
static void
put_help (struct pl_buffer *out, size_t used, const char *help)
{
  size_t n;

  if (used > HELP_COLUMN - 2) {
    pl_buffer_putc (out, '\n');
    used = 0;
  }
  pl_buffer_printf (out, "%*s", (int) (HELP_COLUMN - used), "");
  for (used = HELP_COLUMN; *help; help += n, used += n) {
    n = strcspn (help + 1, " ") + 1;
    if (used + n > HELP_END) {
      help++, n--;
      pl_buffer_printf (out, "\n%*s", HELP_COLUMN, "");
      used = HELP_COLUMN;
    }
    pl_buffer_append (out, help, n);
  }
  pl_buffer_putc (out, '\n');
}

void
pl_options_help (uint32_t verb, struct pl_buffer *out)
{
  size_t n, i;
  const struct pl_option *table = pl_options_table (&n);

  for (i = 0; i < n; i++) {
    const struct pl_option *o = &table[i];
    size_t start = out->len;

    if (!(o->verbs & verb))
      continue;
    if (o->letter)
      pl_buffer_printf (out, "  -%c, ", o->letter);
    else
      pl_buffer_puts (out, "      ");
    pl_buffer_printf (out, "--%s%s%s", o->name,
                      o->argument && o->type != PL_OPTION_OPTIONAL ? " " : "",
                      o->argument ? o->argument : "");
    put_help (out, out->len - start, o->help);
  }
  pl_buffer_puts (out, "  -h, --help");
  put_help (out, strlen ("  -h, --help"), "show this help");
}
