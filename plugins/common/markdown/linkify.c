/* SPDX-License-Identifier: Apache-2.0 */
/* URLs and mail addresses in plain text. */

#include <config.h>

#include "plugins/common/markdown/inline.h"

#include <string.h>

#include "plugins/common/markdown/chars.h"

#define MAX_HOST 256

size_t
md_match_domain (const char *s, size_t len)
{
  size_t i = 0, end = 0;

  for (;;) {
    size_t n = 0, label = 0;

    /* A label: at most 63 letters, digits and hyphens, no hyphen at the
     * ends. */
    for (; n < 63 && i + n < len && (md_is_alnum (s[i + n])
                                     || (s[i + n] == '-' && n > 0)); n++)
      if (s[i + n] != '-')
        label = n + 1;
    if (label == 0)
      return end;
    end = i + label;
    if (end + 1 >= len || s[end] != '.')
      return end;
    i = end + 1;
  }
}

/* Length of the host at S, with a top level domain of lower case letters; 0:
 * there is none. */
static size_t
match_host (const char *s, size_t len)
{
  size_t n = 0, dot = 0;

  for (; n <= MAX_HOST && n + 1 < len; n++) {
    if (n > 0 && s[n] == '.' && s[n + 1] >= 'a' && s[n + 1] <= 'z')
      dot = n;
    if (!md_char_is (s[n], MD_CH_HOST))
      break;
  }
  if (dot == 0)
    return 0;
  for (n = dot + 1; n < len && s[n] >= 'a' && s[n] <= 'z'; n++)
    ;
  return n;
}

static size_t
match_path (const char *s, size_t len, bool with_dollar)
{
  size_t n = 1;

  if (len == 0 || (s[0] != '/' && s[0] != '#' && s[0] != '?'))
    return 0;
  while (n < len && (md_char_is (s[n], MD_CH_PATH)
                     || (with_dollar && s[n] == '$')))
    n++;
  return n;
}

static size_t
match_url (const char *s, size_t len, size_t scheme)
{
  size_t n = scheme, host, digits;

  if (len < scheme + 2 || s[scheme] != '/' || s[scheme + 1] != '/')
    return 0;
  n += 2;
  host = match_host (s + n, len - n);
  if (host == 0)
    return 0;
  n += host;
  digits = n + 1;
  if (n < len && s[n] == ':')
    while (digits < len && md_char_is (s[digits], MD_CH_DIGIT))
      digits++;
  if (digits > n + 1)
    n = digits;
  return n + match_path (s + n, len - n, true);
}

static size_t
match_www (const char *s, size_t len)
{
  size_t host = match_host (s + 4, len - 4);

  return host == 0 ? 0
         : 4 + host + match_path (s + 4 + host, len - 4 - host, false);
}

/* Length of the URL S without punctuation that ends a sentence. */
static size_t
trim_url (const char *s, size_t len)
{
  size_t i;

  switch (s[len - 1]) {
  case '.':
    return len - 1;
  case ')': {
    long open = 0;

    for (i = 0; i < len; i++)
      open += s[i] == '(' ? 1 : s[i] == ')' ? -1 : 0;
    return open < 0 ? len - (size_t) -open : len;
  }
  case ';':
    /* Something that looks like an entity. */
    for (i = len - 1; i > 0 && md_is_alnum (s[i - 1]); i--)
      ;
    return i < len - 1 && i > 0 && s[i - 1] == '&' ? i - 1 : len;
  default:
    return len;
  }
}

/* Length of the mail address at S, whose place is START; 0: there is none. */
static size_t
match_bare_mail (struct md_inline *in, const char *s, size_t len,
                 size_t start)
{
  size_t n, domain, stop = start + len;

  if (start < in->mail_from || start >= in->mail_at) {
    n = 0;
    while (n < len && md_char_is (s[n], MD_CH_EMAIL))
      n++;
    if (n == 0)
      return 0;
    in->mail_from = start;
    in->mail_at = start + n;
    in->mail_stop = 0;
    if (in->mail_at + 1 < stop && s[n] == '@') {
      domain = md_match_domain (s + n + 1, len - n - 1);
      if (domain > 0 && memchr (s + n + 1, '.', domain - 1) != NULL)
        in->mail_stop = in->mail_at + 1 + domain;
      if (in->mail_stop != 0 && in->mail_stop < stop
          && (s[n + 1 + domain] == '-' || s[n + 1 + domain] == '_'))
        in->mail_stop = 0;
    }
  }
  return in->mail_stop > 0 ? in->mail_stop - start : 0;
}

static bool
has_prefix (const char *s, size_t len, const char *prefix)
{
  size_t n = strlen (prefix);

  return len >= n && memcmp (s, prefix, n) == 0;
}

struct md_node *
md_parse_bare_link (struct md_inline *in)
{
  size_t start = in->r.place.at.start, skip = 0, len, n = 0;
  unsigned flags = 0;
  struct md_node *link;
  struct md_view v;
  const char *s;

  if (in->n_brackets > 0 || !md_reader_line (&in->r, &v))
    return NULL;
  if (strchr (" *_~(", v.s[0]) != NULL && v.s[0] != '\0')
    skip = 1;
  s = v.s + skip;
  len = v.len - skip;
  if (len == 0)
    return NULL;
  if (has_prefix (s, len, "http:"))
    n = match_url (s, len, 5);
  else if (has_prefix (s, len, "https:"))
    n = match_url (s, len, 6);
  else if (has_prefix (s, len, "ftp:"))
    n = match_url (s, len, 4);
  else if (has_prefix (s, len, "www.")) {
    n = match_www (s, len);
    flags = MD_WWW;
  }
  if (n > 0) {
    n = trim_url (s, n);
  } else {
    if (md_is_punct (s[0]))
      return NULL;
    n = match_bare_mail (in, s, len, start + skip);
    /* The reference tool keeps the protocol that it found for a www. */
    flags |= MD_EMAIL;
  }
  if (n == 0)
    return NULL;
  while (n > 1 && strchr ("?!.,:*_~", s[n - 1]) != NULL)
    n--;
  if (skip > 0 && !md_append_text (in, start, start + 1))
    return NULL;
  link = md_parser_node (in->p, MD_AUTOLINK);
  if (link == NULL)
    return NULL;
  link->flags |= flags;
  link->u.span = (struct md_span) {
    .start = start + skip, .stop = start + skip + n
  };
  md_reader_advance (&in->r, skip + n);
  return link;
}
