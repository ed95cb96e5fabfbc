/* SPDX-License-Identifier: Apache-2.0 */
/* Template inheritance: blocks, "extends", "self" and "super". */

#include <config.h>

#include "plugins/common/jinja/run.h"

#include <string.h>

/* -- tables of blocks -------------------------------------------------- */

static struct jinja_block_stack *
find_stack (struct jinja_context *context, const char *name, size_t len)
{
  struct jinja_block_table *t = &context->blocks;
  size_t i;

  for (i = 0; i < t->n; i++)
    if (t->stacks[i].name_len == len
        && memcmp (t->stacks[i].name, name, len) == 0)
      return &t->stacks[i];
  return NULL;
}

/* Doubles the room of an array of N elements. */
static void *
grow (struct jinja_run *run, const void *old, size_t n, size_t *cap,
      size_t size)
{
  void *new;

  *cap = *cap ? *cap * 2 : 4;
  new = pl_arena_array (run->arena, *cap, size);
  if (!new)
    jinja_no_memory (run);
  else if (n)
    memcpy (new, old, n * size);
  return new;
}

static struct jinja_block_stack *
add_stack (struct jinja_run *run, struct jinja_context *context,
           const struct jinja_name *name)
{
  struct jinja_block_table *t = &context->blocks;

  if (t->n == t->cap) {
    struct jinja_block_stack *stacks
      = grow (run, t->stacks, t->n, &t->cap, sizeof *stacks);

    if (!stacks)
      return NULL;
    t->stacks = stacks;
  }
  t->stacks[t->n] = (struct jinja_block_stack) {
    .name = name->text, .name_len = name->len
  };
  return &t->stacks[t->n++];
}

int
jinja_add_blocks (struct jinja_run *run, struct jinja_context *context,
                  const struct jinja_template *template)
{
  size_t i;
  int status = jinja_charge_fast (run, template->n_blocks);

  for (i = 0; i < template->n_blocks && !status; i++) {
    const struct jinja_node *node = template->blocks[i];
    const struct jinja_name *name = node->u.block.name;
    struct jinja_block_stack *s
      = find_stack (context, name->text, name->len);

    if (!s)
      s = add_stack (run, context, name);
    if (!s)
      return run->status;
    if (s->n == s->cap) {
      struct jinja_block *blocks
        = grow (run, s->blocks, s->n, &s->cap, sizeof *blocks);

      if (!blocks)
        return run->status;
      s->blocks = blocks;
    }
    s->blocks[s->n++] = (struct jinja_block) { template, node };
    status = jinja_charge_fast (run, context->blocks.n / 8);
  }
  return status;
}

/* -- running blocks ---------------------------------------------------- */

static int make_self (struct jinja_run *run, struct jinja_context *context,
                      struct tv *v);
static int make_super (struct jinja_run *run, struct jinja_context *context,
                       const struct jinja_block *block, struct tv *v);

/* Runs BODY as CODE of TEMPLATE in CONTEXT; BLOCK is for "super". */
static int
run_code (struct jinja_run *run, const struct jinja_template *template,
          struct jinja_context *context, const struct jinja_code *code,
          const struct jinja_nodes *body, const struct jinja_block *block)
{
  struct jinja_frame *frame = jinja_frame_new (run, code, NULL);
  int status = 0;

  if (!frame)
    return run->status;
  run->template = template;
  run->context = context;
  run->frame = frame;
  run->scope = code->scope;
  run->parent = NULL;
  run->marker = run->where = block ? block->node : NULL;
  if (code->self_slot != JINJA_NO_SLOT)
    status = make_self (run, context, &frame->slots[code->self_slot]);
  if (!status && code->super_slot != JINJA_NO_SLOT)
    status = make_super (run, context, block,
                         &frame->slots[code->super_slot]);
  if (!status)
    status = jinja_enter_scope (run, code->scope);
  if (!status)
    status = jinja_execute (run, body);
  jinja_frame_free (run, code, frame);
  return status;
}

static int
run_block (struct jinja_run *run, struct jinja_context *context,
           const struct jinja_block *block)
{
  struct jinja_position here = jinja_position_save (run);
  const struct jinja_node *node = block->node;
  int status = jinja_enter (run);

  if (status)
    return status;
  status = run_code (run, block->template, context, &node->u.block.code,
                     &node->u.block.body, block);
  jinja_position_restore (run, &here);
  jinja_leave (run);
  return status;
}

int
jinja_execute_block (struct jinja_run *run, const struct jinja_node *node)
{
  const struct jinja_name *name = node->u.block.name;
  struct jinja_context *context = run->context;
  const struct jinja_block_stack *stack;
  int status;

  if (node->is_toplevel && run->parent)
    return 0;
  run->marker = run->where = node;
  if (node->flag) {
    status = jinja_derive_context (run, node->u.block.outer, &context);
    if (status)
      return status;
  }
  stack = find_stack (context, name->text, name->len);
  if (!stack || (node->flag2 && stack->n <= 1))
    return jinja_raise (run, "TemplateRuntimeError", "Required block '%s' "
                        "not found", name->text);
  return run_block (run, context, &stack->blocks[0]);
}

int
jinja_execute_extends (struct jinja_run *run, const struct jinja_node *node)
{
  const struct jinja_template *parent;
  struct tv name;
  int status;

  run->marker = node->u.import.noted;
  run->where = node;
  if (run->parent)
    return jinja_raise (run, "TemplateRuntimeError",
                        "extended multiple times");
  run->marker = node;
  status = jinja_evaluate (run, node->u.import.template, &name);
  if (!status)
    status = jinja_get_template (run, name, &parent);
  if (!status)
    status = jinja_add_blocks (run, run->context, parent);
  if (!status)
    run->parent = parent;
  return status;
}

int
jinja_execute_root (struct jinja_run *run,
                    const struct jinja_template *template,
                    struct jinja_context *context)
{
  struct jinja_position here = jinja_position_save (run);
  unsigned depth = 0;
  int status = 0;

  while (template && !status) {
    status = jinja_enter (run);
    if (status)
      break;
    depth++;
    status = run_code (run, template, context, &template->code,
                       &template->body, NULL);
    template = run->parent;
  }
  while (depth-- > 0)
    jinja_leave (run);
  jinja_position_restore (run, &here);
  return status;
}

/* -- "super" and "self" ------------------------------------------------ */

struct reference {
  const char *name;
  size_t name_len;
  struct jinja_context *context;
  const struct jinja_block_stack *stack;
  size_t depth;
};

static int make_reference (struct jinja_run *run,
                           struct jinja_context *context,
                           const struct jinja_block_stack *stack,
                           size_t depth, struct tv *v);

static int
reference_attribute (struct jinja_run *run, struct tv self, const char *name,
                     size_t len, struct tv *result)
{
  const struct reference *r = self.u.object;
  int status;

  if (len == 4 && memcmp (name, "name", 4) == 0) {
    *result = tv_string (r->name, r->name_len);
    return 1;
  }
  if (len != 5 || memcmp (name, "super", 5) != 0)
    return 0;
  if (r->depth + 1 < r->stack->n)
    status = make_reference (run, r->context, r->stack, r->depth + 1,
                             result);
  else
    status = jinja_make_undefined_hint (run, result, "there is no parent "
                                        "block called '%.*s'.",
                                        (int) r->name_len, r->name);
  return status ? status : 1;
}

static int
reference_call (struct jinja_run *run, struct tv self,
                const struct jinja_args *args, struct tv *result)
{
  static const struct jinja_signature signature = {
    "BlockReference.__call__", 1, NULL, 0
  };
  const struct reference *r = self.u.object;
  struct jinja_capture capture;
  bool is_safe;
  int status = jinja_bind (run, &signature, args, NULL);

  if (status)
    return status;
  jinja_capture (run, &capture);
  status = run_block (run, r->context, &r->stack->blocks[r->depth]);
  is_safe = *r->context->autoescape;
  if (jinja_release_capture (run, &capture, is_safe ? &jinja_markup
                             : &tv_type_string, status ? NULL : result))
    status = run->status;
  return status;
}

static const struct jinja_type reference_type = {
  .tv = { .kind = TV_OBJECT, .name = "BlockReference" },
  .module = "jinja2.runtime",
  .attribute = reference_attribute,
  .call = reference_call
};

static int
make_reference (struct jinja_run *run, struct jinja_context *context,
                const struct jinja_block_stack *stack, size_t depth,
                struct tv *v)
{
  struct reference *r = pl_arena_alloc (run->arena, sizeof *r);

  if (!r)
    return jinja_no_memory (run);
  *r = (struct reference) {
    stack->name, stack->name_len, context, stack, depth
  };
  *v = jinja_object (&reference_type, r);
  return 0;
}

static int
make_super (struct jinja_run *run, struct jinja_context *context,
            const struct jinja_block *block, struct tv *v)
{
  const struct jinja_name *name = block->node->u.block.name;
  const struct jinja_block_stack *stack
    = find_stack (context, name->text, name->len);
  size_t i = 0;

  while (stack && i < stack->n && stack->blocks[i].node != block->node)
    i++;
  if (stack && i + 1 < stack->n)
    return make_reference (run, context, stack, i + 1, v);
  return jinja_make_undefined_hint (run, v, "there is no parent block called "
                                    "'%s'.", name->text);
}

static int
self_item (struct jinja_run *run, struct tv self, struct tv key,
           struct tv *result)
{
  struct jinja_context *context = self.u.object;
  const struct jinja_block_stack *stack;
  int status;

  if (!jinja_is_string (key))
    return 0;
  stack = find_stack (context, key.u.text, key.len);
  if (!stack)
    return 0;
  status = make_reference (run, context, stack, 0, result);
  return status ? status : 1;
}

static int
self_print (struct jinja_run *run, struct pl_buffer *out, struct tv self,
            bool is_repr)
{
  const struct jinja_context *context = self.u.object;
  struct tv name = tv_string (context->template->name,
                              context->template->name_len);
  int status;

  (void) is_repr;
  pl_buffer_puts (out, "<TemplateReference ");
  status = jinja_print_repr (run, out, name);
  pl_buffer_puts (out, ">");
  return status;
}

static const struct jinja_type self_type = {
  .tv = { .kind = TV_OBJECT, .name = "TemplateReference" },
  .module = "jinja2.runtime",
  .item = self_item,
  .print = self_print
};

static int
make_self (struct jinja_run *run, struct jinja_context *context,
           struct tv *v)
{
  (void) run;
  *v = jinja_object (&self_type, context);
  return 0;
}
