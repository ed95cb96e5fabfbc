/* SPDX-License-Identifier: Apache-2.0 */
/* Reading what a plugin says of itself: checks and copies of the pieces that
 * a descriptor and its tables are made of. */

#include <config.h>

#include "descriptor-source.h"

#include <inttypes.h>
#include <stdalign.h>
#include <stdarg.h>
#include <string.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "common/utf8.h"
#include "error.h"
#include "naming.h"

#define LARGEST_STRIDE 4096

int
pl_descriptor_refuse (const struct pl_descriptor_source *s, const char *fmt,
                      ...)
{
  struct pl_buffer why;
  va_list ap;
  int status;

  pl_buffer_init (&why);
  va_start (ap, fmt);
  pl_buffer_vprintf (&why, fmt, ap);
  va_end (ap);
  status = why.failed
    ? pl_error_set (s->err, PLATING_E_NOMEM, "out of memory")
    : pl_error_set (s->err, PLATING_E_PLUGIN, "plugin file '%s' %s", s->path,
                    why.data);
  pl_buffer_release (&why);
  return status;
}

int
pl_descriptor_no_memory (const struct pl_descriptor_source *s)
{
  return pl_error_set (s->err, PLATING_E_NOMEM, "out of memory");
}

/* Whether the well-formed UTF-8 at TEXT has control characters, which would
 * move the cursor of whoever prints it. */
static int
has_controls (const char *text, size_t len, int may_have_lines)
{
  for (size_t i = 0; i < len; i++) {
    unsigned char c = (unsigned char) text[i];

    if (may_have_lines && (c == '\n' || c == '\t'))
      continue;
    if (c < 0x20 || c == 0x7f)
      return 1;
    /* U+0080 to U+009F */
    if (c == 0xc2 && (unsigned char) text[i + 1] < 0xa0)
      return 1;
  }
  return 0;
}

int
pl_descriptor_copy_text (const struct pl_descriptor_source *s,
                         const char *what, const char *text, size_t most,
                         const char **copy)
{
  size_t len;

  if (!text)
    return pl_descriptor_refuse (s, "states no %s", what);
  len = strnlen (text, most + 1);
  if (len > most)
    return pl_descriptor_refuse (s, "states a %s of more than %zu bytes",
                                 what, most);
  if (pl_utf8_valid_prefix (text, len) != len)
    return pl_descriptor_refuse (s, "states a %s that is not UTF-8", what);
  if (has_controls (text, len, most >= PL_DESCRIPTOR_PAGE_MAX))
    return pl_descriptor_refuse (s, "states a %s with control characters",
                                 what);
  *copy = pl_arena_strndup (s->memory, text, len);
  return *copy ? 0 : pl_descriptor_no_memory (s);
}

int
pl_descriptor_copy_list (const struct pl_descriptor_source *s,
                         const char *what, const char *const *list,
                         size_t most, const char *const **copy)
{
  const char **texts;
  size_t n = 0;

  while (list && list[n])
    if (++n > most)
      return pl_descriptor_refuse (s, "states a %s more than %zu times",
                                   what, most);
  texts = pl_arena_array (s->memory, n + 1, sizeof *texts);
  if (!texts)
    return pl_descriptor_no_memory (s);
  for (size_t i = 0; i < n; i++) {
    int status = pl_descriptor_copy_text (s, what, list[i],
                                          PL_DESCRIPTOR_LINE_MAX, &texts[i]);

    if (status < 0)
      return status;
  }
  *copy = texts;
  return 0;
}

int
pl_descriptor_check_array (const struct pl_descriptor_source *s,
                           const char *what, const void *array, size_t n,
                           size_t most, size_t stride, size_t least_stride)
{
  if (n > most)
    return pl_descriptor_refuse (s, "states %zu %s, %zu are allowed", n, what,
                                 most);
  if (n && !array)
    return pl_descriptor_refuse (s, "states %zu %s but gives none", n, what);
  if (n && (stride < least_stride || stride > LARGEST_STRIDE
            || stride % alignof (void *) != 0))
    return pl_descriptor_refuse (s, "states that one of its %s has %zu bytes",
                                 what, stride);
  return 0;
}

int
pl_descriptor_check_name (const struct pl_descriptor_source *s,
                          const char *what, const char *name)
{
  if (pl_naming_is_name (name, strlen (name)))
    return 0;
  return pl_descriptor_refuse (s, "states the %s '%s': small letters, digits "
                               "and '-' are allowed, a letter first", what,
                               name);
}

int
pl_descriptor_check_flags (const struct pl_descriptor_source *s,
                           const char *what, uint32_t flags, uint32_t known)
{
  uint32_t unknown = flags & ~known;

  if (!unknown)
    return 0;
  return pl_descriptor_refuse (s, "has the unknown %s 0x%" PRIx32
                               ": it may need a newer plating", what,
                               unknown & (~unknown + 1));
}
