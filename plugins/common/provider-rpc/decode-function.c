/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the functions of a reply. */

#include <config.h>

#include "decode.h"

#include <plating/document.h>

#include "wire.h"

static const struct plating_text no_text = { NULL, 0 };

/* What a Function says. */
struct function {
  struct plating_text summary, description, deprecation, variadic, result;
  bool has_variadic, has_result;
};

static int
read_fields (struct pr_decoder *d, struct pr_wire wire, struct function *fn)
{
  struct pr_field f;
  int next;

  while ((next = pr_wire_next (&wire, &f)) > 0) {
    if (f.type != PR_WIRE_BYTES)
      continue;
    if (f.number == 2) {
      fn->has_variadic = true;
      if (pr_decode_merge (d, &fn->variadic, f.bytes) < 0)
        return -1;
    } else if (f.number == 3) {
      fn->has_result = true;
      if (pr_decode_merge (d, &fn->result, f.bytes) < 0)
        return -1;
    } else if (f.number == 4) {
      fn->summary = f.bytes;
    } else if (f.number == 5) {
      fn->description = f.bytes;
    } else if (f.number == 7) {
      fn->deprecation = f.bytes;
    }
  }
  if (next < 0)
    return pr_decode_fail (d, "malformed message");
  if (!fn->has_result)
    return pr_decode_fail (d, "it has no return value");
  return pr_decode_text (d, fn->summary, "summary") < 0
    || pr_decode_text (d, fn->description, "description") < 0
    || pr_decode_text (d, fn->deprecation, "deprecation message") < 0
    ? -1 : 0;
}

static int
add_text (struct pr_decoder *d, uint16_t kind, struct plating_text text)
{
  struct plating_schema_node *node;

  if (text.len == 0)
    return 0;
  if (pr_decode_node (d, kind, no_text, &node) < 0)
    return -1;
  if (node)
    node->text = text;
  return 0;
}

/* A letter or _, then also digits and -; what is beyond ASCII is taken. */
static bool
is_identifier (struct plating_text name)
{
  size_t i;

  for (i = 0; i < name.len; i++) {
    unsigned char c = (unsigned char) name.ptr[i];

    if (!(c >= 0x80 || c == '_' || (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (i > 0 && (c == '-' || (c >= '0' && c <= '9')))))
      return false;
  }
  return name.len > 0;
}

static int
read_parameter (struct pr_decoder *d, struct plating_text message,
                uint16_t kind)
{
  struct plating_text type = no_text, description = no_text, name = no_text;
  struct pr_place place = { d->place, "parameter", { "", 0 } };
  struct pr_wire wire = pr_wire_of (message);
  struct plating_schema_node *node;
  struct pr_field f;
  int next;

  d->place = &place;
  if (pr_decode_enter (d) < 0
      || pr_decode_node (d, kind, no_text, &node) < 0)
    return -1;
  while ((next = pr_wire_next (&wire, &f)) > 0) {
    if (f.type == PR_WIRE_BYTES && f.number == 1)
      place.name = name = f.bytes;
    else if (f.type == PR_WIRE_BYTES && f.number == 2)
      type = f.bytes;
    else if (f.type == PR_WIRE_BYTES && f.number == 5)
      description = f.bytes;
    else if (f.type == PR_WIRE_VARINT && f.number == 3)
      pr_decode_flag (node, PLATING_FLAG_NULLABLE, f.value != 0);
  }
  if (next < 0)
    return pr_decode_fail (d, "malformed message");
  if (pr_decode_text (d, name, "name") < 0
      || pr_decode_text (d, description, "description") < 0)
    return -1;
  if (node) {
    node->name = name;
    node->text = description;
  }
  if (!is_identifier (name))
    pr_decode_note (d, "its name is no identifier");
  if (type.len == 0)
    return pr_decode_fail (d, "it has no type");
  if (pr_decode_type (d, type, node) < 0)
    return -1;
  pr_decode_close (d, node);
  pr_decode_leave (d);
  d->place = place.outer;
  return 0;
}

static int
read_parameters (struct pr_decoder *d, struct plating_text function,
                 struct plating_schema_node *node)
{
  struct pr_wire wire = pr_wire_of (function);
  struct pr_field f;

  while (pr_wire_next (&wire, &f) > 0) {
    if (f.number != 1 || f.type != PR_WIRE_BYTES)
      continue;
    pr_decode_flag (node, PLATING_FLAG_PARAMETERS, true);
    if (read_parameter (d, f.bytes, PLATING_NODE_PARAMETER) < 0)
      return -1;
  }
  return 0;
}

/* Complains of two parameters with one name. */
static int
check_names (struct pr_decoder *d, struct plating_text function)
{
  static const uint32_t fields[] = { 1 };
  struct pr_wire wire = pr_wire_of (function);
  struct pr_members names;
  struct pr_field f;
  uint32_t n = 0;

  if (d->builder)
    return 0;
  if (pr_decode_members (d, function, fields, &names, 1) < 0)
    return -1;
  while (pr_wire_next (&wire, &f) > 0)
    n += f.number == 1 && f.type == PR_WIRE_BYTES;
  if (n != names.n)
    pr_decode_note (d, "two of its parameters have one name");
  return 0;
}

static int
read_result (struct pr_decoder *d, struct plating_text message)
{
  struct pr_place place = { d->place, "return value", no_text };
  struct pr_wire wire = pr_wire_of (message);
  struct plating_text type = no_text;
  struct plating_schema_node *node;
  struct pr_field f;
  int next;

  d->place = &place;
  while ((next = pr_wire_next (&wire, &f)) > 0)
    if (f.number == 1 && f.type == PR_WIRE_BYTES)
      type = f.bytes;
  if (next < 0)
    return pr_decode_fail (d, "malformed message");
  if (type.len == 0)
    return pr_decode_fail (d, "it has no type");
  if (pr_decode_node (d, PLATING_NODE_RETURN, no_text, &node) < 0
      || pr_decode_type (d, type, node) < 0)
    return -1;
  pr_decode_close (d, node);
  d->place = place.outer;
  return 0;
}

int
pr_decode_function (struct pr_decoder *d, struct plating_text function,
                    struct plating_schema_node *node)
{
  struct function fn = { .has_result = false };

  if (pr_decode_enter (d) < 0
      || read_fields (d, pr_wire_of (function), &fn) < 0)
    return -1;
  if (node)
    node->text = fn.description;
  if (!is_identifier (d->place->name))
    pr_decode_note (d, "its name is no identifier");
  if (fn.deprecation.len > 0)
    d->flags |= PLATING_COMPONENT_DEPRECATED;
  if (add_text (d, PLATING_NODE_SUMMARY, fn.summary) < 0
      || add_text (d, PLATING_NODE_DEPRECATION, fn.deprecation) < 0
      || read_parameters (d, function, node) < 0
      || check_names (d, function) < 0
      || (fn.has_variadic
          && read_parameter (d, fn.variadic, PLATING_NODE_VARIADIC) < 0)
      || read_result (d, fn.result) < 0)
    return -1;
  pr_decode_leave (d);
  return 0;
}
