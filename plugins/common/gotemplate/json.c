/* SPDX-License-Identifier: Apache-2.0 */
/* Template values as JSON, byte for byte as Go's encoding/json writes
 * them. */

#include <config.h>

#include "plugins/common/gotemplate/json.h"

#include <inttypes.h>
#include <math.h>

#include "common/utf8.h"
#include "plugins/common/gotemplate/float.h"
#include "plugins/common/gotemplate/format.h"

static int append_value (struct gotmpl_call *call, struct pl_buffer *out,
                         struct tv v, int depth);

static void
append_string (struct pl_buffer *out, const char *s, size_t len)
{
  size_t i = 0;

  pl_buffer_putc (out, '"');
  while (i < len) {
    uint32_t rune;
    size_t n = pl_utf8_decode (s + i, len - i, &rune);

    if (rune == '"' || rune == '\\')
      pl_buffer_printf (out, "\\%c", (char) rune);
    else if (rune == '\b' || rune == '\f' || rune == '\n' || rune == '\r'
             || rune == '\t')
      pl_buffer_printf (out, "\\%c", "btn?fr"[rune - '\b']);
    else if (rune < ' ' || rune == '<' || rune == '>' || rune == '&'
             || rune == 0x2028 || rune == 0x2029
             || (rune == PL_RUNE_ERROR && n == 1))
      pl_buffer_printf (out, "\\u%04x", (unsigned) rune);
    else
      pl_buffer_append (out, s + i, n);
    i += n;
  }
  pl_buffer_putc (out, '"');
}

/* As JavaScript writes numbers: exponents only for the very small and the
 * very large, and without leading zeros. */
static int
append_number (struct gotmpl_call *call, struct pl_buffer *out, double v)
{
  double size = fabs (v);
  bool is_plain = size == 0 || (size >= 1e-6 && size < 1e21);
  size_t end;

  if (!isfinite (v))
    return gotmpl_call_fail (call, "json: unsupported value: %s",
                             isnan (v) ? "NaN" : v < 0 ? "-Inf" : "+Inf");
  gotmpl_float_append (out, v, is_plain ? 'f' : 'e', -1);
  end = out->len;
  if (!is_plain && !out->failed && out->data[end - 4] == 'e'
      && out->data[end - 2] == '0') {
    out->data[end - 2] = out->data[end - 1];
    out->len--;
  }
  return 0;
}

static int
append_list (struct gotmpl_call *call, struct pl_buffer *out, struct tv v,
             int depth)
{
  size_t i;
  int status = 0;

  pl_buffer_putc (out, '[');
  for (i = 0; i < v.len && !status; i++) {
    if (i > 0)
      pl_buffer_putc (out, ',');
    status = append_value (call, out, tv_at (v, i), depth + 1);
  }
  pl_buffer_putc (out, ']');
  return status;
}

static int
append_map (struct gotmpl_call *call, struct pl_buffer *out, struct tv v,
            int depth)
{
  size_t i;
  int status = 0;

  pl_buffer_putc (out, '{');
  for (i = 0; i < v.len && !status; i++) {
    if (i > 0)
      pl_buffer_putc (out, ',');
    append_string (out, v.u.entries[i].key, v.u.entries[i].key_len);
    pl_buffer_putc (out, ':');
    status = append_value (call, out, tv_entry_value (v, i), depth + 1);
  }
  pl_buffer_putc (out, '}');
  return status;
}

static int
append_struct (struct gotmpl_call *call, struct pl_buffer *out, struct tv v,
               int depth)
{
  size_t i;
  int status = 0;

  pl_buffer_putc (out, '{');
  for (i = 0; i < v.type->n_fields && !status; i++) {
    if (i > 0)
      pl_buffer_putc (out, ',');
    append_string (out, v.type->fields[i].name,
                   v.type->fields[i].name_len);
    pl_buffer_putc (out, ':');
    status = append_value (call, out, tv_field_value (v, i), depth + 1);
  }
  pl_buffer_putc (out, '}');
  return status;
}

static int
append_value (struct gotmpl_call *call, struct pl_buffer *out, struct tv v,
              int depth)
{
  if (depth > GOTMPL_MAX_VALUE_DEPTH)
    return gotmpl_call_fail (call, "value is nested too deeply (limit %d)",
                             GOTMPL_MAX_VALUE_DEPTH);
  if (out->failed)
    return gotmpl_call_no_memory (call);
  v = tv_unwrap (v);
  if (tv_kind (v) != TV_FUNCTION && tv_is_nil (v)) {
    pl_buffer_puts (out, "null");
    return 0;
  }
  switch (tv_kind (v)) {
  case TV_BOOL:
    pl_buffer_puts (out, v.u.boolean ? "true" : "false");
    return 0;
  case TV_INT:
    pl_buffer_printf (out, "%" PRId64, v.u.integer);
    return 0;
  case TV_UINT:
    pl_buffer_printf (out, "%" PRIu64, v.u.natural);
    return 0;
  case TV_FLOAT:
    return append_number (call, out, v.u.number);
  case TV_STRING:
    append_string (out, v.u.text, v.len);
    return 0;
  case TV_LIST:
    return append_list (call, out, v, depth);
  case TV_MAP:
    return append_map (call, out, v, depth);
  case TV_STRUCT:
    return append_struct (call, out, v, depth);
  default:
    return gotmpl_call_fail (call, "json: unsupported type: %s",
                             v.type->name);
  }
}

int
gotmpl_json_append (struct gotmpl_call *call, struct pl_buffer *out,
                    struct tv v)
{
  return append_value (call, out, v, 0);
}
