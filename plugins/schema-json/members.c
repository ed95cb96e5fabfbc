/* SPDX-License-Identifier: Apache-2.0 */
/* The reader of schema files: members of objects and what is done with
 * them. */

#include <config.h>

#include "decoder.h"

#include <string.h>

#include <plating/document.h>

#include "plugins/common/schemaview/build.h"
#include "document.h"

/* No field's name is longer, however it is escaped. */
#define NAME_ROOM 512u

/* -- objects ------------------------------------------------------- */

/* Opens the object at D->p. */
static struct sj_frame *
open_object (struct sj_decoder *d, const struct sj_struct *type,
             struct plating_schema_node *node)
{
  struct sj_frame *f;

  if (sj_decoder_enter (d) < 0)
    return NULL;
  f = sj_decoder_push (d, SJ_IN_STRUCT);
  if (f) {
    f->type = type;
    f->node = node;
  }
  return f;
}

/* The block of a component; a repeated one goes on with the same node. */
static int
read_block (struct sj_decoder *d, struct sj_frame *f)
{
  struct sj_builder *b = d->builder;
  struct plating_schema_node *node = NULL;

  if (b) {
    uint32_t i = (uint32_t) (f->node - b->nodes) + 1;

    node = i < b->n_nodes ? &b->nodes[i] : NULL;
    if (*d->p == 'n' && node)
      sj_build_cut (b, node, true);
    if (*d->p == '{' && !node)
      node = sj_build_node (b, PLATING_NODE_BLOCK,
                            (struct plating_text) { NULL, 0 });
    if (b->no_memory)
      return -1;
  }
  if (*d->p == 'n') {
    sj_set_flag (&d->component_flags, PLATING_COMPONENT_DEPRECATED, false);
    return sj_decoder_word (d, "null", 4);
  }
  f = open_object (d, f->field->of, node);
  if (!f)
    return -1;
  f->owns_node = true;
  return 0;
}

/* The block of a block type shares its node. */
static int
read_inner_block (struct sj_decoder *d, struct sj_frame *f)
{
  struct plating_schema_node *node = f->node;

  if (*d->p == '{') {
    if (node)
      node->flags &= ~PLATING_FLAG_MISSING;
    return open_object (d, f->field->of, node) ? 0 : -1;
  }
  if (node) {
    sj_build_cut (d->builder, node, false);
    node->text = (struct plating_text) { NULL, 0 };
    node->flags &= ~(PLATING_FLAG_DEPRECATED | PLATING_FLAG_MARKDOWN);
    node->flags |= PLATING_FLAG_MISSING;
  }
  return sj_decoder_word (d, "null", 4);
}

/* A nested type shares the attribute's node and wins over a plain type. */
static int
read_nested_type (struct sj_decoder *d, struct sj_frame *f)
{
  struct plating_schema_node *node = f->node;

  if (*d->p == '{') {
    if (node && node->type != PLATING_TYPE_NESTED) {
      if (node->type == PLATING_TYPE_TUPLE)
        node->flags |= PLATING_FLAG_TUPLE_TOO;
      sj_build_cut (d->builder, node, false);
      node->type = PLATING_TYPE_NESTED;
    }
    return open_object (d, f->field->of, node) ? 0 : -1;
  }
  if (node && node->type == PLATING_TYPE_NESTED) {
    sj_build_cut (d->builder, node, false);
    node->type = PLATING_TYPE_NONE;
    node->mode = PLATING_MODE_NONE;
    node->min_items = node->max_items = 0;
    node->flags &= ~PLATING_FLAG_TUPLE_TOO;
  }
  return sj_decoder_word (d, "null", 4);
}

/* Opens a parameter, which goes to *SLOT; one that is there already is
 * completed. */
static int
open_part (struct sj_decoder *d, const struct sj_struct *type,
           struct sj_part **slot)
{
  struct sj_frame *f;

  if (d->builder && !*slot) {
    *slot = sj_build_part (d->builder);
    if (!*slot)
      return -1;
  }
  if (slot)
    (*slot)->node.flags &= ~PLATING_FLAG_MISSING;
  d->n_nodes++;
  f = open_object (d, type, slot ? &(*slot)->node : NULL);
  if (!f)
    return -1;
  f->part = slot;
  return 0;
}

static int
read_variadic (struct sj_decoder *d, struct sj_frame *f)
{
  struct sj_part **slot = d->builder ? &d->builder->variadic : NULL;

  if (*d->p == '{')
    return open_part (d, f->field->of, slot);
  if (slot)
    *slot = NULL;
  return sj_decoder_word (d, "null", 4);
}

/* The provider's own block: a component without a name. */
static int
read_provider_block (struct sj_decoder *d, struct sj_frame *f)
{
  if (*d->p == 'n') {
    sj_document_take_back_records (d->document, SJ_PROVIDER);
    return sj_decoder_word (d, "null", 4);
  }
  d->n_nodes = d->n_extras = d->component_flags = 0;
  d->is_repeated = false;
  sj_document_begin_record (d->document, SJ_PROVIDER, NULL,
                            (size_t) (d->p - d->text));
  f = open_object (d, f->field->of, NULL);
  if (!f)
    return -1;
  f->is_record = true;
  return 0;
}

static int
read_object (struct sj_decoder *d, struct sj_frame *f)
{
  if (*d->p != '{' && *d->p != 'n')
    return sj_decoder_mismatch (d, NULL, f->field->go_type);
  switch (f->field->use) {
  case SJ_USE_BLOCK:
    return read_block (d, f);
  case SJ_USE_INNER_BLOCK:
    return read_inner_block (d, f);
  case SJ_USE_NESTED_TYPE:
    return read_nested_type (d, f);
  case SJ_USE_VARIADIC:
    return read_variadic (d, f);
  default:
    return read_provider_block (d, f);
  }
}

/* -- maps and lists ------------------------------------------------- */

static void
take_back_map (struct sj_decoder *d, struct sj_frame *f)
{
  const struct sj_field *field = f->field;

  if (d->builder)
    sj_build_take_back (d->builder, f->node, field->of->node_kind);
  else if (field->use == SJ_USE_COMPONENTS)
    sj_document_take_back_records (d->document, (enum sj_kind) field->value);
  else if (field->use == SJ_USE_PROVIDERS)
    sj_document_take_back_providers (d->document);
}

static int
read_map (struct sj_decoder *d, struct sj_frame *f)
{
  const struct sj_field *field = f->field;
  struct plating_schema_node *node = f->node;

  if (*d->p == 'n') {
    take_back_map (d, f);
    return sj_decoder_word (d, "null", 4);
  }
  if (*d->p != '{')
    return sj_decoder_mismatch (d, NULL, field->go_type);
  if (sj_decoder_enter (d) < 0)
    return -1;
  f = sj_decoder_push (d, SJ_IN_MAP);
  if (!f)
    return -1;
  f->field = field;
  f->type = field->of;
  f->node = node;
  return 0;
}

/* The list of parameters, of which there is one kind. */
static int
read_list (struct sj_decoder *d, struct sj_frame *f)
{
  const struct sj_field *field = f->field;
  struct plating_schema_node *node = f->node;

  if (*d->p != 'n' && *d->p != '[')
    return sj_decoder_mismatch (d, NULL, field->go_type);
  if (node)
    sj_set_flag (&node->flags, PLATING_FLAG_PARAMETERS, *d->p == '[');
  if (*d->p == 'n') {
    if (d->builder)
      sj_build_drop_parameters (d->builder);
    return sj_decoder_word (d, "null", 4);
  }
  if (sj_decoder_enter (d) < 0)
    return -1;
  f = sj_decoder_push (d, SJ_IN_LIST);
  if (!f)
    return -1;
  f->field = field;
  f->type = field->of;
  f->part = d->builder ? &d->builder->parameters : NULL;
  if (d->builder)
    d->builder->n_parameters = 0;
  return 0;
}

static int
step_list (struct sj_decoder *d, struct sj_frame *f)
{
  struct sj_part **slot = f->part;
  int next = sj_decoder_next (d, f, ']');

  if (next <= 0) {
    if (next == 0 && d->builder && d->builder->n_parameters == 0)
      sj_build_drop_parameters (d->builder);
    d->n_frames--;
    return next;
  }
  if (d->builder) {
    if (!*slot)
      *slot = sj_build_part (d->builder);
    if (!*slot)
      return -1;
    f->part = &(*slot)->next;
    d->builder->n_parameters++;
  }
  if (*d->p == '{')
    return open_part (d, f->type, slot);
  if (*d->p != 'n')
    return sj_decoder_mismatch (d, NULL, f->type->go_type);
  if (slot)
    sj_build_clear_part (*slot);
  d->n_nodes++;
  return sj_decoder_word (d, "null", 4);
}

static int
read_field (struct sj_decoder *d, struct sj_frame *f, bool is_again)
{
  switch (f->field->shape) {
  case SJ_STRUCT:
    return read_object (d, f);
  case SJ_MAP:
    return read_map (d, f);
  case SJ_LIST:
    return read_list (d, f);
  default:
    return sj_value_read (d, f, is_again);
  }
}

/* Reads the value of a member of a map. */
static int
read_entry (struct sj_decoder *d, struct sj_frame *f,
            struct plating_schema_node *node)
{
  bool is_record = !d->builder && f->field->use == SJ_USE_COMPONENTS;

  if (*d->p == '{') {
    f = open_object (d, f->type, node);
    if (!f)
      return -1;
    f->owns_node = node != NULL;
    f->is_record = is_record;
    return 0;
  }
  if (*d->p != 'n')
    return sj_decoder_mismatch (d, NULL, f->type->go_type);
  if (is_record) {
    d->component_flags = PLATING_COMPONENT_NO_SCHEMA;
    sj_document_end_record (d->document, d);
  }
  if (node)
    node->flags |= PLATING_FLAG_MISSING;
  return sj_decoder_word (d, "null", 4);
}

static int
step_map (struct sj_decoder *d, struct sj_frame *f)
{
  struct plating_schema_node *node = NULL;
  struct sj_string key;
  int next = sj_decoder_next (d, f, '}');

  if (next <= 0) {
    if (next == 0 && !d->builder)
      sj_decoder_close_keys (d, f->keys);
    d->n_frames--;
    return next;
  }
  if (sj_decoder_key (d, &key) < 0)
    return -1;
  if (d->builder) {
    node = sj_build_node (d->builder, f->type->node_kind,
                          sj_build_text (d->builder, &key));
    if (!node)
      return -1;
    if (node->kind == PLATING_NODE_BLOCK_TYPE)
      node->flags = PLATING_FLAG_MISSING;
    return read_entry (d, f, node);
  }
  if (sj_decoder_add_key (d, &key, false) < 0)
    return -1;
  if (f->field->use == SJ_USE_COMPONENTS) {
    d->n_nodes = d->n_extras = d->component_flags = 0;
    d->is_repeated = false;
    sj_document_begin_record (d->document, (enum sj_kind) f->field->value,
                              &key, (size_t) (d->p - d->text));
  } else if (f->field->use == SJ_USE_PROVIDERS) {
    sj_document_begin_provider (d->document, &key, *d->p == 'n');
  } else {
    d->n_nodes++;
  }
  return read_entry (d, f, NULL);
}

/* -- members of objects ---------------------------------------------- */

/* Names that are not written plainly, or in other letters. */
static const struct sj_field *
find_odd_field (const struct sj_struct *type, const struct sj_string *name)
{
  char decoded[NAME_ROOM];

  if (sj_string_room (name) > sizeof decoded)
    return NULL;
  return sj_field_find_folded (type, decoded,
                               sj_string_decode (name, decoded));
}

/* Keeps a member that is not known.  Blocks and nested types share a node
 * with what they belong to; who looks there for the word that stands for
 * MODE_OTHER must not find another member of that name. */
static int
skip_unknown (struct sj_decoder *d, struct sj_frame *f,
              const struct sj_string *key)
{
  static const struct plating_text taken = PLATING_TEXT ("nesting_mode");
  const char *start = d->p;
  const char *end = sj_skip_value (start, d->max_depth - d->depth);

  if (!end)
    return -1;
  d->p = end;
  if (d->builder) {
    struct plating_text name = sj_build_text (d->builder, key);

    if (name.len != taken.len || memcmp (name.ptr, taken.ptr, taken.len))
      sj_value_extra (d, f, name, start);
  } else if (f->type == &sj_root_struct || f->type == &sj_provider_struct) {
    sj_document_add_member (d->document, key, start, end,
                            f->type == &sj_root_struct);
  } else {
    d->n_extras++;
  }
  return 0;
}

/* An attribute whose nested type was taken back has its plain type
 * again. */
static int
close_attribute (struct sj_decoder *d, struct sj_frame *f)
{
  struct plating_schema_node *node = f->node;
  const char *type_at = f->type_at;

  f->type_at = NULL;
  if (node->type != PLATING_TYPE_NONE || !type_at)
    return 0;
  return sj_decoder_build_type (d, node, type_at);
}

static int
close_object (struct sj_decoder *d, struct sj_frame *f)
{
  uint32_t i = (uint32_t) (f - d->frames);

  if (d->builder) {
    if (f->part && f->type_at)
      (*f->part)->type_at = f->type_at;
    else if (f->type == &sj_function_struct)
      d->builder->return_at = f->type_at;
    else if (f->type == &sj_attribute_struct && close_attribute (d, f) < 0)
      return -1;
    f = &d->frames[i];
    if (f->owns_node)
      sj_build_close (d->builder, f->node);
  } else if (f->is_record) {
    sj_document_end_record (d->document, d);
  }
  d->n_frames--;
  return 0;
}

static int
step_object (struct sj_decoder *d, struct sj_frame *f)
{
  const struct sj_field *field;
  struct sj_string key;
  bool is_again;
  int next = sj_decoder_next (d, f, '}');
  uint32_t bit;

  if (next < 0)
    return -1;
  if (next == 0)
    return close_object (d, f);
  if (sj_decoder_key (d, &key) < 0)
    return -1;
  field = sj_field_find (f->type, key.ptr, key.len);
  if (!field)
    field = find_odd_field (f->type, &key);
  if (!field)
    return skip_unknown (d, f, &key);
  bit = 1u << (field - f->type->fields);
  is_again = (f->seen & bit) != 0;
  f->seen |= bit;
  f->field = field;
  if (is_again && !d->builder) {
    d->is_repeated = true;
    sj_document_note (d->document, SJ_NOTE_REPEATED_FIELD,
                      (size_t) (key.ptr - d->text));
  }
  return read_field (d, f, is_again);
}

int
sj_member_step (struct sj_decoder *d, struct sj_frame *f)
{
  switch (f->kind) {
  case SJ_IN_STRUCT:
    return step_object (d, f);
  case SJ_IN_MAP:
    return step_map (d, f);
  default:
    return step_list (d, f);
  }
}

int
sj_member_object (struct sj_decoder *d, const struct sj_struct *type,
                  struct plating_schema_node *node)
{
  return open_object (d, type, node) ? 0 : -1;
}

int
sj_member_root (struct sj_decoder *d)
{
  if (*d->p == 'n')
    return sj_decoder_word (d, "null", 4);
  if (*d->p != '{')
    return sj_decoder_mismatch (d, NULL, sj_root_struct.go_type);
  return sj_member_object (d, &sj_root_struct, NULL);
}
