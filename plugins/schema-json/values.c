/* SPDX-License-Identifier: Apache-2.0 */
/* The reader of schema files: strings, flags, numbers, types. */

#include <config.h>

#include "decoder.h"

#include <string.h>

#include <plating/document.h>

#include "plugins/common/schemaview/build.h"
#include "document.h"

static bool
is_text (struct plating_text text, const char *literal)
{
  return text.len == strlen (literal)
    && !memcmp (text.ptr, literal, text.len);
}

static uint16_t
nesting_mode (struct plating_text word)
{
  if (is_text (word, "single"))
    return PLATING_MODE_SINGLE;
  if (is_text (word, "list"))
    return PLATING_MODE_LIST;
  if (is_text (word, "set"))
    return PLATING_MODE_SET;
  if (is_text (word, "map"))
    return PLATING_MODE_MAP;
  if (is_text (word, "group"))
    return PLATING_MODE_GROUP;
  return word.len ? PLATING_MODE_OTHER : PLATING_MODE_NONE;
}

/* Keeps the value from START to D->p as an extra of F's node. */
static void
keep_extra (struct sj_decoder *d, struct sj_frame *f, const char *start)
{
  struct plating_text key = { f->field->name, f->field->len };

  sj_value_extra (d, f, key, start);
}

/* Whether F is an object inside the one that its node is made from. */
static bool
is_inner (const struct sj_frame *f)
{
  return f->node->kind != f->type->node_kind
    && (f->node->kind == PLATING_NODE_BLOCK_TYPE
        || f->node->kind == PLATING_NODE_ATTRIBUTE);
}

void
sj_value_extra (struct sj_decoder *d, struct sj_frame *f,
                struct plating_text key, const char *start)
{
  struct sj_builder *b = d->builder;
  uint32_t n = b->n_extras;

  if (f->part)
    sj_build_part_extra (b, *f->part, key, start, d->p);
  else
    sj_build_extra (b, f->node, key, start, d->p);
  if (b->n_extras > n && is_inner (f))
    b->extras[n].reserved = PLATING_EXTRA_INNER;
}

static void
build_string (struct sj_decoder *d, struct sj_frame *f,
              const struct sj_string *s)
{
  struct plating_text text = sj_build_text (d->builder, s);

  switch (f->field->use) {
  case SJ_USE_NAME:
    f->node->name = text;
    break;
  case SJ_USE_DESCRIPTION:
    f->node->text = text;
    break;
  case SJ_USE_DESCRIPTION_KIND:
    sj_set_flag (&f->node->flags, PLATING_FLAG_MARKDOWN,
              is_text (text, "markdown"));
    if (!is_text (text, "markdown") && !is_text (text, "plain"))
      keep_extra (d, f, s->ptr - 1);
    break;
  case SJ_USE_NESTING_MODE:
    f->node->mode = nesting_mode (text);
    if (f->node->mode == PLATING_MODE_OTHER)
      keep_extra (d, f, s->ptr - 1);
    break;
  case SJ_USE_SUMMARY:
    d->builder->summary = text;
    break;
  case SJ_USE_DEPRECATION:
    d->builder->deprecation = text;
    break;
  default:
    break;
  }
}

static void
check_string (struct sj_decoder *d, const struct sj_frame *f,
              const struct sj_string *s)
{
  switch (f->field->use) {
  case SJ_USE_FORMAT_VERSION:
    d->document->format_version = *s;
    break;
  case SJ_USE_DEPRECATION:
    sj_set_flag (&d->component_flags, PLATING_COMPONENT_DEPRECATED, s->len > 0);
    break;
  case SJ_USE_DESCRIPTION_KIND:
  case SJ_USE_NESTING_MODE:
    d->n_extras++;
    break;
  default:
    break;
  }
}

static int
read_string (struct sj_decoder *d, struct sj_frame *f)
{
  struct sj_string s;

  if (*d->p == 'n')
    return sj_decoder_word (d, "null", 4);
  if (*d->p != '"')
    return sj_decoder_mismatch (d, NULL, f->field->go_type);
  if (sj_decoder_string (d, &s) < 0)
    return -1;
  if (d->builder)
    build_string (d, f, &s);
  else
    check_string (d, f, &s);
  return 0;
}

/* Whether F is the block of the component itself. */
static bool
is_root_block (const struct sj_decoder *d, const struct sj_frame *f)
{
  return f - d->frames > 0 && f[-1].kind == SJ_IN_STRUCT
    && f[-1].field->use == SJ_USE_BLOCK;
}

static int
read_bool (struct sj_decoder *d, struct sj_frame *f)
{
  bool value = *d->p == 't';

  if (*d->p == 'n')
    return sj_decoder_word (d, "null", 4);
  if (!value && *d->p != 'f')
    return sj_decoder_mismatch (d, NULL, f->field->go_type);
  if (value ? sj_decoder_word (d, "true", 4) < 0
      : sj_decoder_word (d, "false", 5) < 0)
    return -1;
  if (d->builder)
    sj_set_flag (&f->node->flags, f->field->value, value);
  else if (f->field->value == PLATING_FLAG_DEPRECATED && is_root_block (d, f))
    sj_set_flag (&d->component_flags, PLATING_COMPONENT_DEPRECATED, value);
  return 0;
}

static int
read_uint (struct sj_decoder *d, struct sj_frame *f)
{
  const char *start = d->p, *end;
  uint64_t n;

  if (*start == 'n')
    return sj_decoder_word (d, "null", 4);
  if (*start != '-' && (*start < '0' || *start > '9'))
    return sj_decoder_mismatch (d, NULL, f->field->go_type);
  end = sj_skip_number (start);
  if (!end)
    return -1;
  if (!sj_number_to_uint64 (start, end, &n))
    return sj_decoder_mismatch (d, "number ", f->field->go_type);
  d->p = end;
  if (!d->builder)
    d->n_extras += f->field->use == SJ_USE_VERSION;
  else if (f->field->use == SJ_USE_VERSION)
    keep_extra (d, f, start);
  else if (f->field->use == SJ_USE_MIN_ITEMS)
    f->node->min_items = n;
  else
    f->node->max_items = n;
  return 0;
}

static int
read_type (struct sj_decoder *d, struct sj_frame *f, bool is_again)
{
  struct plating_schema_node *node = f->node;
  const char *end;

  if (!d->builder)
    return sj_type_begin (d, NULL);
  f->type_at = d->p;
  if (f->field->use == SJ_USE_TYPE && node->type != PLATING_TYPE_NESTED) {
    if (is_again) {
      sj_build_cut (d->builder, node, false);
      node->type = PLATING_TYPE_NONE;
    }
    return sj_type_begin (d, node);
  }
  if (f->field->use == SJ_USE_TYPE)
    sj_set_flag (&node->flags, PLATING_FLAG_TUPLE_TOO, sj_type_is_tuple (d->p));
  end = sj_skip_value (d->p, SJ_DEPTH_LIMIT);
  if (!end)
    return -1;
  d->p = end;
  return 0;
}

int
sj_value_read (struct sj_decoder *d, struct sj_frame *f, bool is_again)
{
  switch (f->field->shape) {
  case SJ_STRING:
    return read_string (d, f);
  case SJ_BOOL:
    return read_bool (d, f);
  case SJ_UINT:
    return read_uint (d, f);
  default:
    return read_type (d, f, is_again);
  }
}
