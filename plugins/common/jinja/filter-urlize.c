/* SPDX-License-Identifier: Apache-2.0 */
/* The filter urlize: makes links of what looks like addresses. */

#include <config.h>

#include "plugins/common/jinja/filters.h"

#ifndef HAVE_PCRE2
int
jinja_filter_urlize (struct jinja_run *run, struct tv self,
                     const struct jinja_args *args, struct tv *result)
{
  (void) self;
  (void) args;
  (void) result;
  return jinja_raise (run, "TemplateRuntimeError", "The filter 'urlize' needs "
                      "regular expressions, without which this program was "
                      "built.");
}
#else

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/common/jinja/big-integer.h"
#include "plugins/common/jinja/methods.h"
#include "plugins/common/jinja/print.h"
#include "plugins/common/jinja/text.h"

/* A word that takes longer is no address. */
#define MATCH_LIMIT 100000

static const char web_pattern[] =
  "^(?:"
  /* With a scheme or "www.", any host name. */
  "(?:https?://|www\\.)(?:[\\w%-]+\\.)*(?:[a-z]{2,63}|xn--[\\w%]{2,59})"
  /* Without, only the oldest top level domains. */
  "|(?:[\\w%-]{2,63}\\.)+(?:com|edu|gov|info|int|mil|net|org)"
  /* Addresses in digits. */
  "|https?://(?:\\d{1,3}(?:\\.\\d{1,3}){3}"
  "|\\[(?:[\\da-f]{0,4}:){2}(?:[\\da-f]{0,4}:?){1,6}\\])"
  ")(?::\\d{1,5})?(?:[/?#]\\S*)?$";
static const char mail_pattern[] = "^\\S+@\\w[\\w.-]*\\.\\w+$";
static const char scheme_pattern[] = "^[\\w.+-]{2,}:/{0,2}$";

struct urlizer {
  struct jinja_run *run;
  struct pl_buffer *out;
  struct pl_buffer attributes;   /* rel and target, as they are printed */
  struct tv limit;               /* most characters of a shown address */
  struct tv schemes;             /* a list; no value: none */
  pcre2_code *web, *mail;
  pcre2_match_data *match;
  pcre2_match_context *context;
};

/* Some bytes of a word. */
struct span {
  const char *text;
  size_t len;
};

static pcre2_code *
compile (const char *pattern)
{
  int code;
  PCRE2_SIZE at;

  return pcre2_compile ((PCRE2_SPTR) pattern, PCRE2_ZERO_TERMINATED,
                        PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS, &code, &at,
                        NULL);
}

static bool
matches (const struct urlizer *u, const pcre2_code *code, struct span s)
{
  return pcre2_match (code, (PCRE2_SPTR) s.text, s.len, 0, 0, u->match,
                      u->context) > 0;
}

static bool
begins_with (struct span s, const char *start)
{
  size_t len = strlen (start);

  return s.len >= len && !memcmp (s.text, start, len);
}

static size_t
count (struct span s, const char *part)
{
  struct tv text = tv_string (s.text, s.len);
  struct tv needle = tv_string (part, strlen (part));
  size_t at = 0, n = 0;

  while ((at = jinja_text_find (text, at, needle)) != (size_t) -1) {
    at += needle.len;
    n++;
  }
  return n;
}

/* -- taking a word apart ----------------------------------------------- */

/* The bytes of opening brackets at the start. */
static size_t
head_length (struct span s)
{
  size_t i = 0;

  while (i < s.len)
    if (s.text[i] == '(' || s.text[i] == '<')
      i++;
    else if (s.len - i >= 4 && !memcmp (s.text + i, "&lt;", 4))
      i += 4;
    else
      break;
  return i;
}

/* Where the punctuation at the end begins. */
static size_t
tail_start (struct span s)
{
  size_t i = s.len;

  while (i > 0)
    if (strchr (")>.,\n", s.text[i - 1]) && s.text[i - 1])
      i--;
    else if (i >= 4 && !memcmp (s.text + i - 4, "&gt;", 4))
      i -= 4;
    else
      break;
  return i;
}

/* Gives closing brackets of the tail back to the address that opens them;
 * the tail follows the address. */
static void
balance (struct span *middle, struct span *tail)
{
  static const char *const pairs[][2] = {
    { "(", ")" }, { "<", ">" }, { "&lt;", "&gt;" }
  };
  size_t i;

  for (i = 0; i < 3; i++) {
    size_t opened = count (*middle, pairs[i][0]);
    size_t n = count (*tail, pairs[i][1]);
    struct tv close = tv_string (pairs[i][1], strlen (pairs[i][1]));

    if (opened <= count (*middle, pairs[i][1]))
      continue;
    for (n = n < opened ? n : opened; n > 0; n--) {
      size_t len = jinja_text_find (tv_string (tail->text, tail->len), 0,
                                    close) + close.len;

      middle->len += len;
      tail->text += len;
      tail->len -= len;
    }
  }
}

/* -- putting it together ----------------------------------------------- */

static void
put (struct urlizer *u, struct span s)
{
  pl_buffer_append (u->out, s.text, s.len);
}

/* An address as it is shown: cut if it is too long.  That the limit is no
 * number matters only here, where there is something to be cut. */
static int
put_shown (struct urlizer *u, struct span s)
{
  int64_t n = (int64_t) jinja_count_points (s.text, s.len), keep;
  int order;

  if (!jinja_is_absent (u->limit) && !jinja_is_none (u->limit)) {
    int status = jinja_compare (u->run, tv_int (n), u->limit, ">", &order);

    if (status)
      return status;
    if (order == 1) {
      if (!jinja_is_any_integer (u->limit))
        return jinja_raise (u->run, "TypeError", "slice indices must be "
                            "integers or None or have an __index__ method");
      keep = jinja_integer_clamp (u->limit);
      if (keep < 0)
        keep = n + keep < 0 ? 0 : n + keep;
      s.len = jinja_point_offset (s.text, s.len, (size_t) keep);
      put (u, s);
      pl_buffer_puts (u->out, "...");
      return 0;
    }
  }
  put (u, s);
  return 0;
}

static int
put_link (struct urlizer *u, const char *before, struct span address,
          bool has_attributes, struct span shown, bool is_cut)
{
  int status = 0;

  pl_buffer_puts (u->out, "<a href=\"");
  pl_buffer_puts (u->out, before);
  put (u, address);
  pl_buffer_putc (u->out, '"');
  if (has_attributes)
    pl_buffer_append (u->out, u->attributes.data, u->attributes.len);
  pl_buffer_putc (u->out, '>');
  if (is_cut)
    status = put_shown (u, shown);
  else
    put (u, shown);
  pl_buffer_puts (u->out, "</a>");
  return status;
}

/* Whether one of the schemes that the caller added begins the word. */
static bool
has_scheme (const struct urlizer *u, struct span s)
{
  size_t i;

  for (i = 0; !jinja_is_absent (u->schemes)
       && i < jinja_list_of (u->schemes)->n; i++) {
    struct tv scheme = jinja_list_of (u->schemes)->items[i];

    if (s.len > scheme.len && !memcmp (s.text, scheme.u.text, scheme.len))
      return true;
  }
  return false;
}

static int
put_word (struct urlizer *u, struct span word)
{
  struct span head = word, middle, tail;
  int status = jinja_charge (u->run, 1 + word.len / 8);

  if (status)
    return status;
  head.len = head_length (word);
  middle.text = word.text + head.len;
  middle.len = word.len - head.len;
  tail = middle;
  middle.len = tail_start (middle);
  tail.text += middle.len;
  tail.len -= middle.len;
  balance (&middle, &tail);
  put (u, head);
  if (matches (u, u->web, middle)) {
    bool has_start = begins_with (middle, "https://")
      || begins_with (middle, "http://");

    status = put_link (u, has_start ? "" : "https://", middle, true, middle,
                       true);
  } else if (begins_with (middle, "mailto:")
             && matches (u, u->mail, (struct span) { middle.text + 7,
                                                     middle.len - 7 }))
    status = put_link (u, "", middle, false, (struct span) {
                         middle.text + 7, middle.len - 7 }, false);
  else if (middle.len && memchr (middle.text, '@', middle.len)
           && !begins_with (middle, "www.") && middle.text[0] != '@'
           && !memchr (middle.text, ':', middle.len)
           && matches (u, u->mail, middle))
    status = put_link (u, "mailto:", middle, false, middle, false);
  else if (has_scheme (u, middle))
    status = put_link (u, "", middle, true, middle, false);
  else
    put (u, middle);
  put (u, tail);
  return status;
}

static int
put_words (struct urlizer *u, struct tv text)
{
  size_t i = 0, start, n = 0;
  uint32_t c;
  int status = 0;

  while (!status && i < text.len) {
    for (start = i; i < text.len; i += n) {
      n = jinja_point (text.u.text + i, text.len - i, &c);
      if (jinja_point_is_space (c))
        break;
    }
    status = put_word (u, (struct span) { text.u.text + start, i - start });
    start = i;
    i += jinja_space_length (text.u.text + i, text.len - i);
    put (u, (struct span) { text.u.text + start, i - start });
  }
  return status;
}

/* -- options ----------------------------------------------------------- */

static int
compare_words (const void *a, const void *b)
{
  const struct span *x = a, *y = b;
  size_t len = x->len < y->len ? x->len : y->len;
  int order = len ? memcmp (x->text, y->text, len) : 0;

  return order ? order : (x->len > y->len) - (x->len < y->len);
}

/* The words of REL and those that every link gets, each once and sorted. */
static int
read_rel (struct urlizer *u, struct tv rel, bool nofollow)
{
  struct span *words;
  struct pl_buffer text;
  size_t n = 0, i = 0, at, len;
  uint32_t c;

  words = pl_arena_array (jinja_arena (u->run), rel.len / 2 + 3,
                          sizeof *words);
  if (!words)
    return jinja_no_memory (u->run);
  words[n++] = (struct span) { "noopener", 8 };
  if (nofollow)
    words[n++] = (struct span) { "nofollow", 8 };
  while (i < rel.len) {
    i += jinja_space_length (rel.u.text + i, rel.len - i);
    for (at = i; i < rel.len; i += len) {
      len = jinja_point (rel.u.text + i, rel.len - i, &c);
      if (jinja_point_is_space (c))
        break;
    }
    if (i > at)
      words[n++] = (struct span) { rel.u.text + at, i - at };
  }
  qsort (words, n, sizeof *words, compare_words);
  pl_buffer_init (&text);
  pl_buffer_puts (&text, " rel=\"");
  for (i = 0; i < n; i++) {
    if (i && !compare_words (words + i, words + i - 1))
      continue;
    if (i)
      pl_buffer_putc (&text, ' ');
    jinja_escape_append (&text, words[i].text, words[i].len);
  }
  pl_buffer_putc (&text, '"');
  pl_buffer_append (&u->attributes, text.data, text.len);
  if (text.failed)
    u->attributes.failed = text.failed;
  pl_buffer_release (&text);
  return 0;
}

static int
read_schemes (struct urlizer *u, struct tv schemes)
{
  pcre2_code *code;
  size_t i;
  int status = jinja_to_list (u->run, schemes, &u->schemes);

  if (status)
    return status;
  code = compile (scheme_pattern);
  if (!code)
    return jinja_no_memory (u->run);
  for (i = 0; i < jinja_list_of (u->schemes)->n && !status; i++) {
    struct tv one = jinja_list_of (u->schemes)->items[i];
    struct pl_buffer text;

    if (!jinja_is_string (one)) {
      status = jinja_raise (u->run, "TypeError", "expected string or "
                            "bytes-like object, got '%s'",
                            jinja_type_name (one));
      break;
    }
    if (matches (u, code, (struct span) { one.u.text, one.len }))
      continue;
    jinja_buffer_init (u->run, &text);
    jinja_quote (&text, one.u.text, one.len, false);
    status = jinja_raise (u->run, "FilterArgumentError", "%s is not a valid "
                          "URI scheme prefix.", text.failed ? "" : text.data);
    pl_buffer_release (&text);
  }
  pcre2_code_free (code);
  return status;
}

static int
read_options (struct urlizer *u, const struct tv v[5])
{
  struct tv rel = v[3], target;
  int truth, status;

  truth = jinja_optional_truth (u->run, v[1], false);
  if (truth < 0)
    return truth;
  status = jinja_is_absent (rel) ? 0 : jinja_truth (u->run, rel);
  if (status < 0)
    return status;
  if (!status)
    rel = tv_string ("", 0);
  else if (!jinja_is_string (rel))
    return jinja_no_method (u->run, rel, "split");
  status = read_rel (u, rel, truth);
  if (status)
    return status;
  truth = jinja_optional_truth (u->run, v[2], false);
  if (truth < 0)
    return truth;
  if (truth) {
    status = jinja_escape (u->run, v[2], &target);
    if (status)
      return status;
    pl_buffer_puts (&u->attributes, " target=\"");
    pl_buffer_append (&u->attributes, target.u.text, target.len);
    pl_buffer_putc (&u->attributes, '"');
  }
  u->limit = v[0];
  if (!jinja_is_absent (v[4]) && !jinja_is_none (v[4]))
    status = read_schemes (u, v[4]);
  return status;
}

static const struct jinja_parameter urlize_parameters[] = {
  { "trim_url_limit", true }, { "nofollow", true }, { "target", true },
  { "rel", true }, { "extra_schemes", true }
};
static const struct jinja_signature urlize =
  JINJA_SIGNATURE ("do_urlize", 2, urlize_parameters);

int
jinja_filter_urlize (struct jinja_run *run, struct tv self,
                     const struct jinja_args *args, struct tv *result)
{
  struct pl_buffer out;
  struct urlizer u = { .run = run, .out = &out };
  struct tv v[5], text;
  int status = jinja_bind (run, &urlize, args, v);

  if (status)
    return status;
  jinja_buffer_init (run, &out);
  jinja_buffer_init (run, &u.attributes);
  u.match = pcre2_match_data_create (1, NULL);
  u.context = pcre2_match_context_create (NULL);
  u.web = compile (web_pattern);
  u.mail = compile (mail_pattern);
  if (!u.match || !u.context || !u.web || !u.mail)
    status = jinja_no_memory (run);
  else {
    pcre2_set_match_limit (u.context, MATCH_LIMIT);
    status = read_options (&u, v);
  }
  if (!status)
    status = jinja_escape (run, self, &text);
  if (!status)
    status = put_words (&u, text);
  if (u.attributes.failed)
    out.failed = u.attributes.failed;
  pcre2_match_data_free (u.match);
  pcre2_match_context_free (u.context);
  pcre2_code_free (u.web);
  pcre2_code_free (u.mail);
  pl_buffer_release (&u.attributes);
  if (status) {
    pl_buffer_release (&out);
    return status;
  }
  return jinja_take_string (run, &out, jinja_autoescapes (run)
                            ? &jinja_markup : &tv_type_string, result);
}
#endif
