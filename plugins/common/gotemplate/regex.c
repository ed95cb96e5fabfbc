/* SPDX-License-Identifier: Apache-2.0 */
/* Replacing by regular expressions, with PCRE2 in the manner of Go's regexp
 * package: "$" only matches at the very end, and an empty match right after
 * another match does not count.
 *
 * Bytes that are not UTF-8 count as U+FFFD each.  PCRE2 does not see them so;
 * it is shown a copy of the text in which they are that character, and its
 * offsets are translated. */

#include <config.h>

#include "plugins/common/gotemplate/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>

#include "common/utf8.h"
#include "plugins/common/gotemplate/unicode.h"

/* Backtracking and memory of one match. */
#define MATCH_LIMIT 1000000
#define HEAP_LIMIT_KIB 20000

struct regex {
  pcre2_code *code;
  pcre2_match_context *context;
  pcre2_match_data *match;
  struct gotmpl_call *call;
  int status;               /* of the call, when matching became too much */
};

/* The text to be searched. */
struct subject {
  struct tv original;
  const char *text;          /* the same in well-formed UTF-8 */
  size_t len;
  const size_t *replaced;    /* offsets in TEXT of what stands for a byte */
  size_t n_replaced;
};

/* Makes the copy if there must be one. */
static int
prepare_subject (struct gotmpl_call *call, struct subject *s, struct tv v)
{
  char *copy;
  size_t *replaced, i, n;
  uint32_t rune;

  *s = (struct subject) { .original = v, .text = v.u.text, .len = v.len };
  if (pl_utf8_valid_prefix (v.u.text, v.len) == v.len)
    return 0;
  copy = v.len < SIZE_MAX / 3 ? pl_arena_alloc (call->arena, v.len * 3)
    : NULL;
  replaced = pl_arena_array (call->arena, v.len, sizeof *replaced);
  if (!copy || !replaced)
    return gotmpl_call_no_memory (call);
  s->text = copy;
  s->len = 0;
  for (i = 0; i < v.len; i += n) {
    n = pl_utf8_decode (v.u.text + i, v.len - i, &rune);
    if (n == 1 && rune == PL_RUNE_ERROR)
      replaced[s->n_replaced++] = s->len;
    s->len += pl_utf8_encode (rune, copy + s->len);
  }
  s->replaced = replaced;
  return 0;
}

/* The offset in the original of an offset in the text. */
static size_t
original_offset (const struct subject *s, size_t offset)
{
  size_t low = 0, high = s->n_replaced;

  while (low < high) {
    size_t middle = low + (high - low) / 2;

    if (s->replaced[middle] < offset)
      low = middle + 1;
    else
      high = middle;
  }
  return offset - 2 * low;
}

static void
append_part (struct pl_buffer *out, const struct subject *s, size_t from,
             size_t to)
{
  from = original_offset (s, from);
  pl_buffer_append (out, s->original.u.text + from,
                    original_offset (s, to) - from);
}

static void
release (struct regex *r)
{
  pcre2_match_data_free (r->match);
  pcre2_match_context_free (r->context);
  pcre2_code_free (r->code);
}

/* PCRE2 calls this before each item of the pattern that it tries, so that
 * patterns which backtrack without end use up the execution's steps. */
static int
count_step (pcre2_callout_block *block, void *data)
{
  struct regex *r = data;

  (void) block;
  r->status = gotmpl_call_charge (r->call, 1);
  return r->status ? PCRE2_ERROR_CALLOUT : 0;
}

static int
fail (struct gotmpl_call *call, struct tv pattern, int code)
{
  PCRE2_UCHAR message[256];

  if (pcre2_get_error_message (code, message, sizeof message) < 0)
    strcpy ((char *) message, "unknown error");
  return gotmpl_call_fail (call, "regular expression '%.*s': %s",
                           (int) pattern.len, pattern.u.text, message);
}

static int
compile (struct gotmpl_call *call, struct regex *r, struct tv pattern)
{
  PCRE2_SIZE offset;
  int code;

  *r = (struct regex) { .call = call };
  r->code = pcre2_compile ((PCRE2_SPTR) pattern.u.text, pattern.len,
                           PCRE2_UTF | PCRE2_DOLLAR_ENDONLY
                           | PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT,
                           &code, &offset, NULL);
  if (!r->code)
    return fail (call, pattern, code);
  r->context = pcre2_match_context_create (NULL);
  r->match = pcre2_match_data_create_from_pattern (r->code, NULL);
  if (!r->context || !r->match) {
    release (r);
    return gotmpl_call_no_memory (call);
  }
  pcre2_set_callout (r->context, count_step, r);
  pcre2_set_match_limit (r->context, MATCH_LIMIT);
  pcre2_set_heap_limit (r->context, HEAP_LIMIT_KIB);
  return 0;
}

/* The number of the group that is called NAME, -1 if there is none. */
static int
group_number (const struct regex *r, const char *name, size_t len)
{
  char copy[128];
  uint32_t number = 0;
  size_t i;

  for (i = 0; i < len && name[i] >= '0' && name[i] <= '9' && i < 6; i++)
    number = number * 10 + (uint32_t) (name[i] - '0');
  if (i == len)
    return (int) number;
  if (len >= sizeof copy)
    return -1;
  memcpy (copy, name, len);
  copy[len] = '\0';
  return pcre2_substring_number_from_name (r->code, (PCRE2_SPTR) copy);
}

static void
append_group (struct pl_buffer *out, const struct regex *r,
              const struct subject *subject, const char *name, size_t len)
{
  const PCRE2_SIZE *bounds = pcre2_get_ovector_pointer (r->match);
  int n = group_number (r, name, len);

  if (n < 0 || (uint32_t) n >= pcre2_get_ovector_count (r->match)
      || bounds[2 * n] == PCRE2_UNSET || bounds[2 * n] > bounds[2 * n + 1])
    return;
  append_part (out, subject, bounds[2 * n], bounds[2 * n + 1]);
}

/* Length of the letters, digits and underscores at S. */
static size_t
name_length (const char *s, size_t len)
{
  size_t i = 0, n;
  uint32_t rune;

  while (i < len) {
    n = pl_utf8_decode (s + i, len - i, &rune);
    if (!gotmpl_is_identifier (rune))
      break;
    i += n;
  }
  return i;
}

/* Appends the replacement of one match. */
static void
expand (struct pl_buffer *out, const struct regex *r,
        const struct subject *subject, struct tv template)
{
  const char *p = template.u.text, *end = p + template.len;

  while (p < end) {
    const char *dollar = memchr (p, '$', (size_t) (end - p)), *name;
    bool in_braces;
    size_t len;

    if (!dollar) {
      pl_buffer_append (out, p, (size_t) (end - p));
      return;
    }
    pl_buffer_append (out, p, (size_t) (dollar - p));
    p = dollar + 1;
    if (p < end && *p == '$') {
      pl_buffer_putc (out, '$');
      p++;
      continue;
    }
    in_braces = p < end && *p == '{';
    name = p + in_braces;
    len = name_length (name, (size_t) (end - name));
    if (len == 0 || (in_braces && (name + len == end || name[len] != '}'))) {
      /* No group: the sign stands for itself. */
      pl_buffer_putc (out, '$');
      continue;
    }
    append_group (out, r, subject, name, len);
    p = name + len + in_braces;
  }
}

static int
replace (struct gotmpl_call *call, struct pl_buffer *out,
         const struct regex *r, struct tv pattern,
         const struct subject *subject, struct tv replacement)
{
  const PCRE2_SIZE *bounds = pcre2_get_ovector_pointer (r->match);
  size_t pos = 0, last_end = 0, width;
  uint32_t rune;

  while (pos <= subject->len && !out->failed) {
    int n = pcre2_match (r->code, (PCRE2_SPTR) subject->text, subject->len,
                         pos, PCRE2_NO_UTF_CHECK, r->match, r->context);

    if (n == PCRE2_ERROR_NOMATCH)
      break;
    if (r->status)
      return r->status;
    if (n < 0)
      return fail (call, pattern, n);
    n = gotmpl_call_charge (call, (bounds[1] - pos) / 64 + 1);
    if (n)
      return n;
    append_part (out, subject, last_end,
                 bounds[0] > last_end ? bounds[0] : last_end);
    if (bounds[1] > last_end || bounds[0] == 0)
      expand (out, r, subject, replacement);
    last_end = bounds[1];
    width = pos < subject->len
      ? pl_utf8_decode (subject->text + pos, subject->len - pos, &rune) : 1;
    pos = pos + width > bounds[1] ? pos + width : bounds[1];
  }
  append_part (out, subject, last_end, subject->len);
  return 0;
}

int
gotmpl_regex_replace (struct gotmpl_call *call, struct pl_buffer *out,
                      struct tv pattern, struct tv text,
                      struct tv replacement)
{
  struct subject subject;
  struct regex r;
  int status = prepare_subject (call, &subject, text);

  if (!status)
    status = compile (call, &r, pattern);
  if (status)
    return status;
  status = replace (call, out, &r, pattern, &subject, replacement);
  release (&r);
  return status;
}
