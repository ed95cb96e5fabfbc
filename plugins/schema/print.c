/* SPDX-License-Identifier: Apache-2.0 */
/* Prints the schema: pieces come in the order of the document and are written
 * as they come. */

#include <config.h>

#include "plugins/schema/command.h"

#include <string.h>

#include "plugins/schema/text.h"

/* Bytes that are written at once. */
#define CHUNK 65536u

#define DEFAULT_HOST "registry.terraform.io"

/* -- the address ---------------------------------------------------------- */

static size_t
count_parts (const char *address)
{
  size_t n = 1;

  for (; *address; address++)
    n += *address == '/';
  return n;
}

/* Appends ADDRESS with the parts that it lacks, in lower case. */
static void
put_address (struct pl_buffer *out, const char *address)
{
  size_t n = count_parts (address), start;
  struct pl_buffer full;

  pl_buffer_init (&full);
  if (n < 3)
    pl_buffer_puts (&full, DEFAULT_HOST "/");
  if (n < 2)
    pl_buffer_puts (&full, "hashicorp/");
  start = full.len;
  pl_buffer_puts (&full, address);
  for (; start < full.len; start++)
    if (full.data[start] >= 'A' && full.data[start] <= 'Z')
      full.data[start] = (char) (full.data[start] - 'A' + 'a');
  if (full.failed)
    out->failed = full.failed;
  else
    schema_text_quote (out, (struct plating_text) { full.data, full.len });
  pl_buffer_release (&full);
}

/* The document's beginning, with the address that FOUND is the JSON of. */
static void
begin (struct schema_command *c, struct plating_text found)
{
  pl_buffer_puts (&c->out, "{\"format_version\":\"1.0\","
                  "\"provider_schemas\":{");
  if (c->address)
    put_address (&c->out, c->address);
  else
    pl_buffer_append (&c->out, found.ptr, found.len);
  pl_buffer_puts (&c->out, ":{");
  c->has_begun = true;
}

/* -- pieces --------------------------------------------------------------- */

static void
close_section (struct schema_command *c)
{
  if (c->section && c->section->directory)
    pl_buffer_putc (&c->out, '}');
}

static void
put_comma (struct schema_command *c)
{
  if (c->section)
    pl_buffer_putc (&c->out, ',');
}

/* Members that belong to no component, in braces: at the end of the object
 * of the provider, or of the document. */
static void
put_members (struct schema_command *c, const struct schema_section *section,
             struct plating_text object)
{
  close_section (c);
  if (section == &schema_sections[schema_n_sections]) {
    put_comma (c);
  } else {
    pl_buffer_puts (&c->out, "}},");
    c->is_closed = true;
  }
  pl_buffer_append (&c->out, object.ptr + 1, object.len - 2);
  c->section = section;
}

static int
take_piece (void *data, const struct plating_document *piece)
{
  struct schema_command *c = data;
  const struct schema_section *section;

  if (!c->has_begun) {
    begin (c, piece->bytes);
    return c->out.failed ? PLATING_E_NOMEM : 0;
  }
  section = schema_section_of_path (piece->path);
  if (!section)
    return PLATING_E_INVAL;
  if (section->form == SCHEMA_FORM_MEMBERS) {
    put_members (c, section, piece->bytes);
    return c->out.failed ? PLATING_E_NOMEM : 0;
  }
  if (section != c->section) {
    close_section (c);
    put_comma (c);
    if (section->directory)
      pl_buffer_printf (&c->out, "\"%s\":{", section->key);
    c->section = section;
  } else {
    pl_buffer_putc (&c->out, ',');
  }
  pl_buffer_append (&c->out, piece->bytes.ptr, piece->bytes.len);
  if (c->out.failed)
    return PLATING_E_NOMEM;
  return c->out.len < CHUNK ? 0 : schema_command_flush (c);
}

static void
on_done (void *data, const struct plating_operation_outcome *outcome)
{
  struct schema_command *c = data;
  int status;

  if (!schema_command_is_fine (c, outcome))
    return;
  close_section (c);
  pl_buffer_puts (&c->out, c->is_closed ? "}\n" : "}}}\n");
  status = schema_command_flush (c);
  if (status < 0)
    schema_command_fail (c, status, "the schema can't be written", NULL);
  else
    schema_command_end (c, 0);
}

int
schema_print (struct schema_command *c)
{
  const struct schema_passed layout = {
    "plugin", c->is_old ? "renderer/schema,pieces=yes,layout=1.11"
      : "renderer/schema,pieces=yes", true
  };

  return schema_command_operate (c, "plate", &layout, 1, take_piece,
                                 on_done);
}
