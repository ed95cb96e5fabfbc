/* SPDX-License-Identifier: Apache-2.0 */
/* Text as values. */

#include <config.h>

#include "plugins/common/jinja/object.h"

#include <errno.h>
#include <string.h>

#include "plugins/common/jinja/run.h"
#include "plugins/common/jinja/text.h"
#include "plugins/common/jinja/undefined.h"

/* A copy of TEXT in the arena. */
static int
make_string (struct jinja_run *run, const char *text, size_t len,
             struct tv *v)
{
  const char *copy;
  int status = jinja_charge_fast (run, len / 64);

  if (status)
    return status;
  copy = pl_arena_strndup (run->arena, text, len);
  if (!copy)
    return jinja_no_memory (run);
  *v = tv_string (copy, len);
  return 0;
}

int
jinja_take_string (struct jinja_run *run, struct pl_buffer *buffer,
                   const struct tv_type *type, struct tv *v)
{
  int status;

  if (run->status)
    status = run->status;
  else if (buffer->failed == -EFBIG)
    status = jinja_raise_limit (run, "memory");
  else if (buffer->failed)
    status = jinja_no_memory (run);
  else
    status = make_string (run, buffer->data, buffer->len, v);
  if (!status)
    v->type = type;
  pl_buffer_release (buffer);
  return status;
}

size_t
jinja_text_length (struct tv text)
{
  return jinja_count_points (text.u.text, text.len);
}

size_t
jinja_text_offset (struct tv text, size_t i)
{
  return jinja_point_offset (text.u.text, text.len, i);
}

void
jinja_escape_append (struct pl_buffer *out, const char *text, size_t len)
{
  size_t i, start = 0;

  for (i = 0; i < len; i++) {
    const char *escape;

    switch (text[i]) {
    case '&': escape = "&amp;"; break;
    case '<': escape = "&lt;"; break;
    case '>': escape = "&gt;"; break;
    case '"': escape = "&#34;"; break;
    case '\'': escape = "&#39;"; break;
    default: continue;
    }
    pl_buffer_append (out, text + start, i - start);
    pl_buffer_puts (out, escape);
    start = i + 1;
  }
  pl_buffer_append (out, text + start, len - start);
}

int
jinja_escape (struct jinja_run *run, struct tv v, struct tv *result)
{
  struct pl_buffer out;
  struct tv text;
  int status;

  if (jinja_is_safe (v)) {
    *result = v;
    return 0;
  }
  status = jinja_to_string (run, v, &text);
  if (status)
    return status;
  if (JINJA_IS (v, jinja_module_type) || !text.len
      || (!memchr (text.u.text, '&', text.len)
          && !memchr (text.u.text, '<', text.len)
          && !memchr (text.u.text, '>', text.len)
          && !memchr (text.u.text, '"', text.len)
          && !memchr (text.u.text, '\'', text.len))) {
    *result = text;
    result->type = &jinja_markup;
    return 0;
  }
  jinja_buffer_init (run, &out);
  jinja_escape_append (&out, text.u.text, text.len);
  return jinja_take_string (run, &out, &jinja_markup, result);
}
