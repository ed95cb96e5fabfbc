/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the view of one component of a schema file. */

#include <config.h>

#include "load.h"

#include "plugins/common/schemaview/build.h"
#include "decoder.h"
#include "document.h"
#include "fault.h"

/* Nodes that are not counted when the file is checked: COMPONENT, BLOCK,
 * IDENTITY, SUMMARY, DEPRECATION, RETURN. */
#define EXTRA_NODES 6u

static const struct plating_text no_text = { NULL, 0 };

static int
add_text_node (struct sj_builder *b, uint16_t kind, struct plating_text text)
{
  struct plating_schema_node *node;

  if (text.len == 0)
    return 0;
  node = sj_build_node (b, kind, no_text);
  if (!node)
    return PLATING_E_NOMEM;
  node->text = text;
  return 0;
}

static int
add_typed_node (struct sj_decoder *d, uint16_t kind,
                const struct sj_part *part)
{
  struct sj_builder *b = d->builder;
  struct plating_schema_node *node
    = sj_build_node (b, kind, part->node.name);
  const struct sj_part_extra *extra;

  if (!node)
    return PLATING_E_NOMEM;
  node->text = part->node.text;
  node->flags = part->node.flags;
  for (extra = part->extras; extra; extra = extra->next)
    sj_build_extra (b, node, extra->key, extra->json.ptr,
                    extra->json.ptr + extra->json.len);
  if (part->type_at && sj_decoder_build_type (d, node, part->type_at) < 0)
    return b->no_memory || d->no_memory ? PLATING_E_NOMEM
      : PLATING_E_FORMAT;
  sj_build_close (b, node);
  return 0;
}

/* The parts of a function, which were put aside. */
static int
add_function_parts (struct sj_decoder *d)
{
  struct sj_builder *b = d->builder;
  const struct sj_part result = { .type_at = b->return_at };
  const struct sj_part *part = b->parameters;
  uint32_t i;
  int status;

  status = add_text_node (b, PLATING_NODE_SUMMARY, b->summary);
  if (status == 0)
    status = add_text_node (b, PLATING_NODE_DEPRECATION, b->deprecation);
  for (i = 0; i < b->n_parameters && status == 0; i++, part = part->next)
    status = add_typed_node (d, PLATING_NODE_PARAMETER, part);
  if (status == 0 && b->variadic)
    status = add_typed_node (d, PLATING_NODE_VARIADIC, b->variadic);
  if (status == 0 && b->return_at)
    status = add_typed_node (d, PLATING_NODE_RETURN, &result);
  return status;
}

static int
add_identity (struct sj_decoder *d, const struct sj_document *doc,
              const struct sj_record *record)
{
  struct plating_schema_node *node
    = sj_build_node (d->builder, PLATING_NODE_IDENTITY, no_text);
  int status;

  if (!node)
    return PLATING_E_NOMEM;
  status = sj_decoder_build (d, sj_kind_structs[SJ_IDENTITY], node,
                             doc->text + record->value);
  sj_build_close (d->builder, node);
  return status;
}

static int
add_component (struct sj_decoder *d, const struct sj_document *doc,
               const struct sj_record *record, struct plating_text name)
{
  struct plating_schema_node *node
    = sj_build_node (d->builder, PLATING_NODE_COMPONENT, name);
  const struct sj_record *piece = record;
  int status = 0;

  if (!node)
    return PLATING_E_NOMEM;
  if (record->flags & PLATING_COMPONENT_NO_SCHEMA) {
    node->flags = PLATING_FLAG_MISSING;
    piece = NULL;
  }
  while (piece && status == 0) {
    status = sj_decoder_build (d, sj_kind_structs[record->kind], node,
                               doc->text + piece->value);
    piece = record->kind == SJ_PROVIDER && piece->next != SJ_NO_RECORD
      ? &doc->records[piece->next] : NULL;
  }
  if (status == 0 && record->kind == SJ_FUNCTION)
    status = add_function_parts (d);
  if (status == 0 && record->kind == SJ_RESOURCE
      && record->next != SJ_NO_RECORD)
    status = add_identity (d, doc, &doc->records[record->next]);
  sj_build_close (d->builder, node);
  return status;
}

/* Adds up what the view needs at most, and whether it must be resolved. */
static bool
measure (const struct sj_document *doc, const struct sj_record *record,
         uint64_t *n_nodes, uint64_t *n_extras)
{
  uint8_t state = record->state;

  *n_nodes = EXTRA_NODES + (uint64_t) record->n_nodes;
  *n_extras = record->n_extras;
  while (record->next != SJ_NO_RECORD) {
    record = &doc->records[record->next];
    *n_nodes += record->n_nodes;
    *n_extras += record->n_extras;
    state |= record->state;
  }
  return (state & SJ_RECORD_REPEATED) != 0;
}

static int
build (struct sj_builder *b, struct sj_decoder *d,
       const struct sj_document *doc, const struct sj_record *record,
       struct plating_text name, bool must_resolve)
{
  int status = add_component (d, doc, record, name);

  if (status == 0)
    sj_build_settle_extras (b);
  if (status == 0 && must_resolve && sj_build_resolve (b) < 0)
    status = PLATING_E_NOMEM;
  return status == 0 && b->no_memory ? PLATING_E_NOMEM : status;
}

int
sj_load (const struct sj_document *doc, uint32_t record,
         struct plating_text name, const struct plating_host *host,
         uint64_t op, struct plating_schema_view **view,
         struct sj_fault *fault)
{
  uint64_t n_nodes, n_extras;
  struct sj_builder b;
  struct sj_decoder d;
  bool must_resolve = measure (doc, &doc->records[record], &n_nodes,
                               &n_extras);
  int status = PLATING_E_NOMEM;

  *view = NULL;
  if (n_nodes >= UINT32_MAX || n_extras >= UINT32_MAX)
    return sj_fault_say (fault, PLATING_E_LIMIT, "the schema is too large");
  if (sj_build_init (&b, host, op, (uint32_t) n_nodes,
                     (uint32_t) n_extras) == 0) {
    sj_decoder_init (&d, doc->text, SJ_DEPTH_LIMIT, NULL, &b, fault);
    status = build (&b, &d, doc, &doc->records[record], name, must_resolve);
    sj_decoder_release (&d);
    if (status == 0)
      *view = sj_build_view (&b);
    if (status == 0 && !*view)
      status = PLATING_E_NOMEM;
  }
  sj_build_release (&b);
  if (status == PLATING_E_NOMEM)
    return sj_fault_say (fault, status, "out of memory");
  if (status < 0 && fault->code == 0)
    return sj_fault_say (fault, status, "the schema cannot be read again");
  return status;
}
