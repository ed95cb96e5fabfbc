/* SPDX-License-Identifier: Apache-2.0 */
/* Shows what differs between two schemas. */

#include <config.h>

#include "plugins/schema/changes.h"

#include <string.h>

#include "plugins/schema/text.h"

/* Longest text of a side that is shown in full. */
#define LONGEST 400u

/* Appends TEXT for a terminal or a Markdown line: control characters are
 * shown as such. */
static void
put_safely (struct pl_buffer *out, struct plating_text text)
{
  size_t i;

  for (i = 0; i < text.len; i++) {
    unsigned char c = (unsigned char) text.ptr[i];

    if (c < 0x20 || c == 0x7f)
      pl_buffer_printf (out, "\\x%02x", c);
    else
      pl_buffer_putc (out, (char) c);
  }
}

static void
put_side (struct pl_buffer *out, const char *s, const char *quote)
{
  struct plating_text text = { s, strlen (s) };
  bool is_cut = text.len > LONGEST;

  if (is_cut)
    text.len = LONGEST;
  /* Not in the middle of a character. */
  while (is_cut && text.len > 0 && (s[text.len] & 0xc0) == 0x80)
    text.len--;
  pl_buffer_puts (out, quote);
  put_safely (out, text);
  pl_buffer_puts (out, is_cut ? "..." : "");
  pl_buffer_puts (out, quote);
}

/* What has happened: "type changed from A to B". */
static void
put_event (struct pl_buffer *out, const struct schema_change *change,
           const char *quote)
{
  pl_buffer_puts (out, change->text);
  if (change->before && change->after) {
    pl_buffer_puts (out, " from ");
    put_side (out, change->before, quote);
    pl_buffer_puts (out, " to ");
    put_side (out, change->after, quote);
  } else if (change->after) {
    pl_buffer_puts (out, ": ");
    put_side (out, change->after, "");
  }
}

static void
put_part (struct pl_buffer *out, const struct schema_change *change,
          const char *quote)
{
  if (!change->part)
    return;
  pl_buffer_puts (out, change->part);
  if (change->path.len) {
    pl_buffer_puts (out, " ");
    pl_buffer_puts (out, quote);
    put_safely (out, change->path);
    pl_buffer_puts (out, quote);
  }
  pl_buffer_puts (out, ": ");
}

static void
put_component (struct pl_buffer *out, const struct schema_change *change,
               const char *quote)
{
  pl_buffer_puts (out, change->section->one);
  if (!change->section->directory)
    return;
  pl_buffer_puts (out, " ");
  pl_buffer_puts (out, quote);
  put_safely (out, change->component);
  pl_buffer_puts (out, quote);
}

/* -- text ----------------------------------------------------------------- */

static bool
is_same_component (const struct schema_change *a,
                   const struct schema_change *b)
{
  return a->section == b->section
    && schema_text_compare (a->component, b->component) == 0;
}

static void
put_total (struct pl_buffer *out, const struct schema_changes *changes)
{
  size_t n = changes->n - changes->n_breaking;

  if (!changes->n)
    pl_buffer_puts (out, "no changes\n");
  else
    pl_buffer_printf (out, "\n%zu breaking change%s, %zu other%s\n",
                      changes->n_breaking, changes->n_breaking == 1 ? "" : "s",
                      n, n == 1 ? "" : "s");
}

void
schema_report_text (const struct schema_changes *changes,
                    struct pl_buffer *out)
{
  static const char marks[SCHEMA_N_GROUPS] = { '+', '~', '~', '-' };
  size_t i;

  for (i = 0; i < changes->n; i++) {
    const struct schema_change *change = &changes->items[i];

    if (i == 0 || !is_same_component (&changes->items[i - 1], change)) {
      put_component (out, change, "");
      pl_buffer_putc (out, '\n');
    }
    pl_buffer_printf (out, "  %c%c ", change->is_breaking ? '!' : ' ',
                      marks[change->group]);
    put_part (out, change, "");
    put_event (out, change, "");
    pl_buffer_puts (out, change->is_breaking ? " (breaking)\n" : "\n");
  }
  put_total (out, changes);
}

/* -- Markdown ------------------------------------------------------------- */

/* The lines of one section of a changelog. */
static void
put_list (struct pl_buffer *out, const struct schema_changes *changes,
          const char *title, bool is_breaking, enum schema_group group)
{
  bool has_title = false;
  size_t i;

  for (i = 0; i < changes->n; i++) {
    const struct schema_change *change = &changes->items[i];

    if (change->is_breaking != is_breaking
        || (!is_breaking && change->group != group))
      continue;
    if (!has_title)
      pl_buffer_printf (out, "%s### %s\n\n", out->len ? "\n" : "", title);
    has_title = true;
    pl_buffer_puts (out, "- ");
    put_component (out, change, "`");
    pl_buffer_puts (out, ": ");
    put_part (out, change, "`");
    put_event (out, change, "`");
    pl_buffer_putc (out, '\n');
  }
}

void
schema_report_markdown (const struct schema_changes *changes,
                        struct pl_buffer *out)
{
  put_list (out, changes, "Breaking changes", true, SCHEMA_GROUP_REMOVED);
  put_list (out, changes, "Added", false, SCHEMA_GROUP_ADDED);
  put_list (out, changes, "Changed", false, SCHEMA_GROUP_CHANGED);
  put_list (out, changes, "Deprecated", false, SCHEMA_GROUP_DEPRECATED);
  put_list (out, changes, "Removed", false, SCHEMA_GROUP_REMOVED);
  if (!changes->n)
    pl_buffer_puts (out, "No changes.\n");
}

/* -- JSON ----------------------------------------------------------------- */

static void
put_string (struct pl_buffer *out, const char *key, const char *value)
{
  if (!value)
    return;
  pl_buffer_printf (out, ",\"%s\":", key);
  schema_text_quote (out, (struct plating_text) { value, strlen (value) });
}

void
schema_report_json (const struct schema_changes *changes,
                    struct pl_buffer *out)
{
  size_t i;

  pl_buffer_printf (out, "{\"format_version\":\"1.0\",\"breaking\":%zu,"
                    "\"changes\":[", changes->n_breaking);
  for (i = 0; i < changes->n; i++) {
    const struct schema_change *change = &changes->items[i];

    pl_buffer_printf (out, "%s{\"section\":\"%s\",\"component\":",
                      i ? "," : "", change->section->key);
    schema_text_quote (out, change->component);
    put_string (out, "part", change->part ? change->part : "component");
    if (change->path.len) {
      pl_buffer_puts (out, ",\"path\":");
      schema_text_quote (out, change->path);
    }
    put_string (out, "change", change->code);
    put_string (out, "message", change->text);
    put_string (out, "before", change->before);
    put_string (out, "after", change->after);
    pl_buffer_printf (out, ",\"breaking\":%s}",
                      change->is_breaking ? "true" : "false");
  }
  pl_buffer_puts (out, "]}\n");
}
