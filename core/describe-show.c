/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptions of plugins as text: the second half of describe.h.
 *
 * A description may come from a child process that ran a plugin's code, or
 * from a cache file: nothing about its shape is taken for granted, and every
 * text is made fit for a terminal. */

#include <config.h>

#include "describe.h"

#include <errno.h>
#include <string.h>

#include "common/buffer.h"
#include "naming.h"
#include "quote.h"
#include "registry.h"

/* -- access -------------------------------------------------------------- */

static const char *
text_of (const json_t *object, const char *key)
{
  const char *text = json_string_value (json_object_get (object, key));

  return text ? text : "";
}

static void
put_text (struct pl_buffer *out, const char *text)
{
  pl_quote_append (out, (struct plating_text) { text, strlen (text) }, 0);
}

/* Appends the texts of ARRAY with SEPARATOR between them. */
static void
put_array (struct pl_buffer *out, const json_t *array, const char *separator)
{
  for (size_t i = 0; i < json_array_size (array); i++) {
    const char *text = json_string_value (json_array_get (array, i));

    if (i > 0)
      pl_buffer_puts (out, separator);
    put_text (out, text ? text : "");
  }
}

static int
dump_to_buffer (const char *bytes, size_t len, void *out)
{
  pl_buffer_append (out, bytes, len);
  return ((struct pl_buffer *) out)->failed ? -1 : 0;
}

static void
put_json (struct pl_buffer *out, const json_t *json)
{
  if (json_dump_callback (json, dump_to_buffer, out, JSON_INDENT (2)) < 0
      && !out->failed)
    out->failed = -ENOMEM;
  pl_buffer_putc (out, '\n');
}

/* -- for people ---------------------------------------------------------- */

/* Width of the first column of the head. */
#define HEAD_WIDTH 16

/* Starts a line of the head: indented LABEL. */
static void
put_label (struct pl_buffer *out, const char *label)
{
  size_t len = strlen (label);

  pl_buffer_printf (out, "  %s", label);
  pl_buffer_fill (out, ' ', len < HEAD_WIDTH ? HEAD_WIDTH - len : 1);
}

static void
show_head (const json_t *d, struct pl_buffer *out)
{
  static const struct {
    const char *key, *label;
  } lines[] = {
    { "kind", "kind" },
    { "version", "version" },
    { "license", "license" },
    { "url", "web page" },
    { "file", "file" },
    { "abi", "plugin ABI" },
    { "thread_model", "thread model" },
    { "flags", "flags" },
    { "operations", "operations" },
    { "renderer", "renderer" },
    { "scopes", "looks at" },
    { "accepts", "accepts" },
    { "produces", "produces" },
    { "manages", "looks after" },
    { "project_files", "project files" },
    { "bare_setting", "bare setting" },
  };

  put_text (out, text_of (d, "name"));
  pl_buffer_puts (out, ": ");
  put_text (out, text_of (d, "summary"));
  pl_buffer_puts (out, "\n\n");
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    const json_t *value = json_object_get (d, lines[i].key);

    if (!json_is_string (value) && json_array_size (value) == 0)
      continue;
    put_label (out, lines[i].label);
    if (json_is_string (value))
      put_text (out, json_string_value (value));
    else
      put_array (out, value, ", ");
    pl_buffer_putc (out, '\n');
  }
}

static void
show_setting (const json_t *s, struct pl_buffer *out)
{
  const json_t *choices = json_object_get (s, "choices");
  const json_t *min = json_object_get (s, "min");
  const json_t *value = json_object_get (s, "default");

  pl_buffer_puts (out, "  ");
  put_text (out, text_of (s, "name"));
  pl_buffer_putc (out, '=');
  if (json_array_size (choices) > 0)
    put_array (out, choices, "|");
  else
    put_text (out, text_of (s, "type"));
  pl_buffer_puts (out, "\n      ");
  put_text (out, text_of (s, "help"));
  if (json_is_integer (min))
    pl_buffer_printf (out, "; %" JSON_INTEGER_FORMAT " to %"
                      JSON_INTEGER_FORMAT, json_integer_value (min),
                      json_integer_value (json_object_get (s, "max")));
  if (json_is_string (value)) {
    pl_buffer_puts (out, "; default '");
    put_text (out, json_string_value (value));
    pl_buffer_putc (out, '\'');
  }
  if (json_is_true (json_object_get (s, "required")))
    pl_buffer_puts (out, "; required");
  if (json_is_true (json_object_get (s, "secret")))
    pl_buffer_puts (out, "; secret");
  if (strcmp (text_of (s, "type"), "list") == 0)
    pl_buffer_puts (out, "; may be repeated");
  pl_buffer_putc (out, '\n');
}

static void
show_rule (const json_t *r, struct pl_buffer *out)
{
  pl_buffer_puts (out, "  ");
  put_text (out, text_of (r, "id"));
  pl_buffer_puts (out, " (");
  put_text (out, text_of (r, "severity"));
  pl_buffer_puts (out, ")\n      ");
  put_text (out, text_of (r, "text"));
  if (*text_of (r, "url")) {
    pl_buffer_puts (out, "\n      ");
    put_text (out, text_of (r, "url"));
  }
  pl_buffer_putc (out, '\n');
}

/* "2", "1 to 3", "1 or more" */
static void
put_arity (const json_t *f, struct pl_buffer *out)
{
  const json_t *most = json_object_get (f, "most");
  json_int_t least = json_integer_value (json_object_get (f, "least"));

  pl_buffer_printf (out, "%" JSON_INTEGER_FORMAT, least);
  if (!json_is_integer (most))
    pl_buffer_puts (out, " or more");
  else if (json_integer_value (most) != least)
    pl_buffer_printf (out, " to %" JSON_INTEGER_FORMAT,
                      json_integer_value (most));
}

static void
show_function (const json_t *f, struct pl_buffer *out)
{
  pl_buffer_puts (out, "  ");
  put_text (out, text_of (f, "name"));
  pl_buffer_puts (out, "\n      arguments: ");
  put_arity (f, out);
  pl_buffer_putc (out, '\n');
}

static void
show_command (const json_t *c, struct pl_buffer *out)
{
  pl_buffer_puts (out, "  ");
  put_text (out, text_of (c, "name"));
  pl_buffer_puts (out, "\n      ");
  put_text (out, text_of (c, "summary"));
  if (*text_of (c, "program_name")) {
    pl_buffer_puts (out, "; also called as '");
    put_text (out, text_of (c, "program_name"));
    pl_buffer_putc (out, '\'');
  }
  pl_buffer_putc (out, '\n');
}

static void
show_human (const json_t *d, struct pl_buffer *out)
{
  static const struct {
    const char *key, *title;
    void (*show) (const json_t *one, struct pl_buffer *out);
  } sections[] = {
    { "settings", "settings", show_setting },
    { "rules", "rules", show_rule },
    { "template_functions", "template functions", show_function },
    { "commands", "commands", show_command },
  };

  show_head (d, out);
  for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
    const json_t *array = json_object_get (d, sections[i].key);

    if (json_array_size (array) == 0)
      continue;
    pl_buffer_printf (out, "\n%s:\n", sections[i].title);
    for (size_t j = 0; j < json_array_size (array); j++)
      sections[i].show (json_array_get (array, j), out);
  }
}

/* -- for programs -------------------------------------------------------- */

/* Appends "PREFIX" "KEY=VALUE" lines for all that OBJECT holds.  Lists of
 * texts are joined by spaces; of a list of objects each one's NAME_KEY
 * becomes part of the prefix. */
static void
show_raw_members (json_t *object, const char *prefix, struct pl_buffer *out)
{
  const char *key;
  json_t *value;

  json_object_foreach (object, key, value) {
    if (json_is_object (value) || json_is_null (value))
      continue;
    if (json_is_array (value)
        && json_is_object (json_array_get (value, 0)))
      continue;
    put_text (out, prefix);
    put_text (out, key);
    pl_buffer_putc (out, '=');
    if (json_is_string (value))
      put_text (out, json_string_value (value));
    else if (json_is_integer (value))
      pl_buffer_printf (out, "%" JSON_INTEGER_FORMAT,
                        json_integer_value (value));
    else if (json_is_boolean (value))
      pl_buffer_puts (out, json_is_true (value) ? "true" : "false");
    else if (json_is_array (value))
      put_array (out, value, " ");
    pl_buffer_putc (out, '\n');
  }
}

static void
show_raw (json_t *d, struct pl_buffer *out)
{
  static const struct {
    const char *key, *prefix, *name;
  } sections[] = {
    { "settings", "setting", "name" },
    { "rules", "rule", "id" },
    { "template_functions", "function", "name" },
    { "commands", "command", "name" },
  };

  show_raw_members (d, "", out);
  for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
    json_t *array = json_object_get (d, sections[i].key);

    for (size_t j = 0; j < json_array_size (array); j++) {
      json_t *one = json_array_get (array, j);
      struct pl_buffer prefix;

      pl_buffer_init (&prefix);
      pl_buffer_printf (&prefix, "%s.%s.", sections[i].prefix,
                        text_of (one, sections[i].name));
      if (prefix.failed)
        out->failed = prefix.failed;
      else
        show_raw_members (one, prefix.data, out);
      pl_buffer_release (&prefix);
    }
  }
}

void
pl_describe_show (json_t *description, uint32_t form, struct pl_buffer *out)
{
  if (form == PL_DESCRIBE_JSON)
    put_json (out, description);
  else if (form == PL_DESCRIBE_RAW)
    show_raw (description, out);
  else
    show_human (description, out);
}

/* -- lists --------------------------------------------------------------- */

/* Appends TEXT and blanks up to WIDTH and two more. */
static void
put_cell (struct pl_buffer *out, const char *text, size_t width)
{
  size_t start = out->len, used;

  put_text (out, text);
  used = out->len - start;
  pl_buffer_fill (out, ' ', (used < width ? width - used : 0) + 2);
}

static const char *
version_of (const struct pl_registry_entry *e)
{
  const char *version = text_of (e->description, "version");

  return *version ? version : "-";
}

static void
list_human (const struct pl_registry_list *list, struct pl_buffer *out)
{
  size_t name_width = strlen ("NAME"), version_width = strlen ("VERSION");
  size_t kind_width = strlen ("discovery");

  if (list->n_entries == 0) {
    pl_buffer_puts (out, "no plugins found\n");
    return;
  }
  for (size_t i = 0; i < list->n_entries; i++) {
    size_t name_len = strlen (list->entries[i].name);
    size_t version_len = strlen (version_of (&list->entries[i]));

    if (name_len > name_width)
      name_width = name_len;
    if (version_len > version_width && version_len <= PL_NAMING_NAME_MAX)
      version_width = version_len;
  }
  put_cell (out, "KIND", kind_width);
  put_cell (out, "NAME", name_width);
  put_cell (out, "VERSION", version_width);
  pl_buffer_puts (out, "SUMMARY\n");
  for (size_t i = 0; i < list->n_entries; i++) {
    const struct pl_registry_entry *e = &list->entries[i];

    put_cell (out, pl_naming_kind (e->kind), kind_width);
    put_cell (out, e->name, name_width);
    put_cell (out, version_of (e), version_width);
    if (e->is_hidden)
      pl_buffer_puts (out, "(not used, another one comes first) ");
    if (e->problem) {
      pl_buffer_puts (out, "cannot be used: ");
      put_text (out, e->problem);
    } else
      put_text (out, text_of (e->description, "summary"));
    pl_buffer_putc (out, '\n');
  }
}

static void
list_raw (const struct pl_registry_list *list, struct pl_buffer *out)
{
  for (size_t i = 0; i < list->n_entries; i++) {
    const struct pl_registry_entry *e = &list->entries[i];

    if (e->is_hidden)
      continue;
    pl_buffer_printf (out, "%s.%s.%s=", pl_naming_kind (e->kind), e->name,
                      e->problem ? "problem" : "version");
    put_text (out, e->problem ? e->problem : version_of (e));
    pl_buffer_printf (out, "\n%s.%s.file=", pl_naming_kind (e->kind),
                      e->name);
    put_text (out, e->path);
    pl_buffer_putc (out, '\n');
  }
}

/* A new text that JSON can hold, NULL when memory is exhausted. */
static json_t *
shown (const char *text)
{
  struct pl_buffer b;
  json_t *json;

  pl_buffer_init (&b);
  put_text (&b, text);
  pl_buffer_puts (&b, "");
  json = b.failed ? NULL : json_string (b.data);
  pl_buffer_release (&b);
  return json;
}

static void
list_json (const struct pl_registry_list *list, struct pl_buffer *out)
{
  json_t *all = json_array (), *top = json_object ();
  int failed = 0;

  for (size_t i = 0; i < list->n_entries; i++) {
    const struct pl_registry_entry *e = &list->entries[i];
    json_t *one = json_object ();

    failed |= json_object_set_new (one, "kind",
                                   json_string (pl_naming_kind (e->kind)));
    failed |= json_object_set_new (one, "name", json_string (e->name));
    failed |= json_object_set_new (one, "file", shown (e->path));
    failed |= json_object_set_new (one, "used", json_boolean (!e->is_hidden));
    if (e->problem)
      failed |= json_object_set_new (one, "problem", shown (e->problem));
    if (e->description)
      failed |= json_object_set (one, "description", e->description);
    failed |= json_array_append_new (all, one);
  }
  failed |= json_object_set_new (top, "plugins", all);
  if (failed)
    out->failed = -ENOMEM;
  else
    put_json (out, top);
  json_decref (top);
}

void
pl_describe_list (const struct pl_registry_list *list, uint32_t form,
                  struct pl_buffer *out)
{
  if (form == PL_DESCRIBE_JSON)
    list_json (list, out);
  else if (form == PL_DESCRIBE_RAW)
    list_raw (list, out);
  else
    list_human (list, out);
}
