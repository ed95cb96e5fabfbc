/* SPDX-License-Identifier: Apache-2.0 */
/* Undefined values from inside. */

#ifndef JINJA_UNDEFINED_H
#define JINJA_UNDEFINED_H

#include "plugins/common/jinja/object.h"

struct jinja_undefined_value {
  enum jinja_undefined kind;
  const char *hint;      /* the whole message, or NULL */
  const char *name;      /* "'NAME' is undefined", or NULL */
  size_t name_len;
  struct tv object, key; /* OBJECT has no KEY */
};

static inline const struct jinja_undefined_value *
jinja_undefined_of (struct tv v)
{
  return v.u.object;
}

/* What an inline "if" on LINE gives that is false and has no "else". */
int jinja_make_undefined_else (struct jinja_run *run, unsigned line,
                               struct tv *v);

/* Appends what the error about V says. */
int jinja_undefined_message (struct jinja_run *run, struct pl_buffer *out,
                             struct tv v);

/* Whether V may only be tested for. */
static inline bool
jinja_is_strict (struct tv v)
{
  return jinja_is_undefined (v)
    && jinja_undefined_of (v)->kind == JINJA_UNDEFINED_STRICT;
}

#endif
