/* SPDX-License-Identifier: Apache-2.0 */
/* The line by which a provider says where it listens:
 *   CORE|APP|NETWORK|ADDRESS|PROTOCOL|CERTIFICATE|...
 * Fields behind those are let be. */

#include <config.h>

#include "handshake.h"

#include <stdint.h>
#include <string.h>

#include "fault.h"

/* Bytes of a strange line that a message shows. */
#define SHOWN 200u

#define N_FIELDS 6u

/* Up to this length the sixth field is no certificate: old servers put
 * other things there. */
#define SHORTEST_CERTIFICATE 50u

static bool
is_word (struct plating_text text, const char *word)
{
  return text.len == strlen (word) && !memcmp (text.ptr, word, text.len);
}

static bool
is_space (char c)
{
  return c == ' ' || (c >= '\t' && c <= '\r');
}

static struct plating_text
trim (struct plating_text text)
{
  while (text.len > 0 && is_space (text.ptr[0])) {
    text.ptr++;
    text.len--;
  }
  while (text.len > 0 && is_space (text.ptr[text.len - 1]))
    text.len--;
  return text;
}

/* Digits only; -1 if it is no number that could be meant. */
static long
number (struct plating_text text)
{
  long n = 0;
  size_t i;

  if (text.len == 0 || text.len > 6
      || (text.len > 1 && text.ptr[0] == '0'))
    return -1;
  for (i = 0; i < text.len; i++) {
    if (text.ptr[i] < '0' || text.ptr[i] > '9')
      return -1;
    n = n * 10 + (text.ptr[i] - '0');
  }
  return n;
}

static unsigned
split (struct plating_text line, struct plating_text *fields)
{
  const char *p = line.ptr, *end = p + line.len;
  unsigned n = 0;

  for (;;) {
    const char *bar = memchr (p, '|', (size_t) (end - p));
    const char *stop = bar ? bar : end;

    if (n < N_FIELDS)
      fields[n] = (struct plating_text) { p, (size_t) (stop - p) };
    n++;
    if (!bar)
      return n;
    p = bar + 1;
  }
}

static int
refuse (struct plating_text line, const char *why, struct pr_fault *fault)
{
  struct pl_buffer shown;

  pl_buffer_init (&shown);
  pr_fault_escape (&shown, line.ptr, line.len < SHOWN ? line.len : SHOWN);
  pr_fault_say (fault, PLATING_E_DISCOVERY,
                "the provider's first line %s: '%s'%s", why,
                shown.data ? shown.data : "",
                line.len > SHOWN ? " and more" : "");
  pl_buffer_release (&shown);
  return -1;
}

static int
check_versions (struct plating_text line, const struct plating_text *fields,
                struct pr_handshake *handshake, struct pr_fault *fault)
{
  long core = number (fields[0]), protocol = number (fields[1]);

  if (core < 0 || protocol < 0)
    return refuse (line, "is no handshake", fault);
  if (core != 1)
    return refuse (line, "speaks a core protocol other than 1", fault);
  if (protocol < 5 || protocol > 6) {
    pr_fault_say (fault, PLATING_E_DISCOVERY, "the provider speaks protocol"
                  " %ld, which is too %s: 5 and 6 are understood", protocol,
                  protocol < 5 ? "old" : "new");
    return -1;
  }
  handshake->protocol = (unsigned) protocol;
  return 0;
}

int
pr_handshake_parse (struct plating_text line,
                    struct pr_handshake *handshake, struct pr_fault *fault)
{
  struct plating_text fields[N_FIELDS] = { { NULL, 0 } };
  unsigned n;

  *handshake = (struct pr_handshake) { .protocol = 0 };
  line = trim (line);
  if (line.len == 0)
    return refuse ((struct plating_text) { "", 0 }, "is empty", fault);
  n = split (line, fields);
  if (n < 4)
    return refuse (line, "is no handshake", fault);
  if (check_versions (line, fields, handshake, fault) < 0)
    return -1;
  handshake->is_tcp = is_word (fields[2], "tcp");
  if (!handshake->is_tcp && !is_word (fields[2], "unix"))
    return refuse (line, "names a network other than unix and tcp", fault);
  if (n < 5 || !is_word (fields[4], "grpc"))
    return refuse (line, "names a protocol other than grpc", fault);
  if (fields[3].len == 0 || memchr (fields[3].ptr, '\0', fields[3].len))
    return refuse (line, "has no address", fault);
  handshake->address = fields[3];
  if (n >= 6 && fields[5].len > SHORTEST_CERTIFICATE)
    handshake->certificate = fields[5];
  return 0;
}
