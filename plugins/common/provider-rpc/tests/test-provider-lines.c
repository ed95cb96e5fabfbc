/* SPDX-License-Identifier: Apache-2.0 */
/* What a provider says in lines: handshakes, places to attach to, logs. */

#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include <plating/types.h>

#include "plugins/common/provider-rpc/fault.h"
#include "plugins/common/provider-rpc/handshake.h"
#include "plugins/common/provider-rpc/log.h"
#include "plugins/common/provider-rpc/reattach.h"

/* -- handshakes ----------------------------------------------------------- */

#define LONG_50 "01234567890123456789012345678901234567890123456789"

static const struct {
  const char *line;
  unsigned protocol;            /* 0: refused */
  int is_tcp;
  const char *rest;             /* address, or a part of the message */
} lines[] = {
  { "1|5|unix|/d/plugin1|grpc|\n", 5, 0, "/d/plugin1" },
  { "1|6|unix|/d/plugin1|grpc|", 6, 0, "/d/plugin1" },
  { "  1|6|unix|/d/plugin1|grpc|\r\n", 6, 0, "/d/plugin1" },
  { "1|6|unix|/d/p|grpc\n", 6, 0, "/d/p" },
  { "1|6|tcp|127.0.0.1:1234|grpc||true|more|and more\n", 6, 1,
    "127.0.0.1:1234" },
  { "", 0, 0, "is empty" },
  { "\n", 0, 0, "is empty" },
  { "1|6|unix\n", 0, 0, "is no handshake" },
  { "1|6|unix|/d/p\n", 0, 0, "other than grpc" },
  { "1|6|unix|/d/p|netrpc|\n", 0, 0, "other than grpc" },
  { "2|6|unix|/d/p|grpc|\n", 0, 0, "core protocol other than 1" },
  { "1|4|unix|/d/p|grpc|\n", 0, 0, "protocol 4, which is too old" },
  { "1|7|unix|/d/p|grpc|\n", 0, 0, "protocol 7, which is too new" },
  { "1|+6|unix|/d/p|grpc|\n", 0, 0, "is no handshake" },
  { "1|06|unix|/d/p|grpc|\n", 0, 0, "is no handshake" },
  { "1| 6|unix|/d/p|grpc|\n", 0, 0, "is no handshake" },
  { "1|99999999999999999999|unix|/d/p|grpc|\n", 0, 0, "is no handshake" },
  { "one|6|unix|/d/p|grpc|\n", 0, 0, "is no handshake" },
  { "1|6|udp|/d/p|grpc|\n", 0, 0, "other than unix and tcp" },
  { "1|6|unix||grpc|\n", 0, 0, "has no address" },
  { "hello\x1b[1m\n", 0, 0, "is no handshake: 'hello\\x1b[1m'" },
};

START_TEST (test_handshake)
{
  struct plating_text line = { lines[_i].line, strlen (lines[_i].line) };
  struct pr_handshake h;
  struct pr_fault fault;
  int status;

  pr_fault_init (&fault);
  status = pr_handshake_parse (line, &h, &fault);
  if (lines[_i].protocol) {
    ck_assert_msg (status == 0, "%s", pr_fault_message (&fault).ptr);
    ck_assert_uint_eq (h.protocol, lines[_i].protocol);
    ck_assert_int_eq (h.is_tcp, lines[_i].is_tcp);
    ck_assert_uint_eq (h.address.len, strlen (lines[_i].rest));
    ck_assert_mem_eq (h.address.ptr, lines[_i].rest, h.address.len);
    ck_assert_uint_eq (h.certificate.len, 0);
  } else {
    ck_assert_int_eq (status, -1);
    ck_assert_ptr_nonnull (strstr (pr_fault_message (&fault).ptr,
                                   lines[_i].rest));
  }
  pr_fault_release (&fault);
}
END_TEST

/* Old servers put short things where others have a certificate. */
START_TEST (test_certificate)
{
  static const struct plating_text
    junk = PLATING_TEXT ("1|6|unix|/d/p|grpc|" LONG_50 "\n"),
    real = PLATING_TEXT ("1|6|unix|/d/p|grpc|" LONG_50 "A|x\n");
  struct pr_handshake h;
  struct pr_fault fault;

  pr_fault_init (&fault);
  ck_assert_int_eq (pr_handshake_parse (junk, &h, &fault), 0);
  ck_assert_uint_eq (h.certificate.len, 0);
  ck_assert_int_eq (pr_handshake_parse (real, &h, &fault), 0);
  ck_assert_uint_eq (h.certificate.len, 51);
  pr_fault_release (&fault);
}
END_TEST

START_TEST (test_nul_in_address)
{
  static const struct plating_text line
    = PLATING_TEXT ("1|6|unix|/d/\0p|grpc|\n");
  struct pr_handshake h;
  struct pr_fault fault;

  pr_fault_init (&fault);
  ck_assert_int_eq (pr_handshake_parse (line, &h, &fault), -1);
  pr_fault_release (&fault);
}
END_TEST

/* -- attaching ------------------------------------------------------------ */

#define ONE(name, rest) "{\"" name "\":{" rest "}}"
#define ADDR "\"Addr\":{\"Network\":\"unix\",\"String\":\"/run/s\"}"

static const struct {
  const char *json, *provider;
  unsigned protocol;            /* 0: refused */
  int stays;
  const char *message;
} places[] = {
  { ONE ("r.io/acme/fake", "\"Protocol\":\"grpc\",\"ProtocolVersion\":6,"
         "\"Pid\":12,\"Test\":true," ADDR), "", 6, 1, NULL },
  { ONE ("fake", ADDR), "", 5, 0, NULL },
  { ONE ("fake", "\"ProtocolVersion\":0," ADDR), "", 5, 0, NULL },
  { "{\"a/b/one\":{" ADDR "},\"a/b/two\":{\"ProtocolVersion\":6," ADDR "}}",
    "two", 6, 0, NULL },
  { "{\"a/b/one\":{" ADDR "},\"a/b/two\":{" ADDR "}}", "", 0, 0,
    "more than one" },
  { "{\"a/b/one\":{" ADDR "}}", "ne", 0, 0, "does not name" },
  { "{}", "", 0, 0, "does not name" },
  { NULL, "", 0, 0, "is not set" },
  { "", "", 0, 0, "is not set" },
  { "nonsense", "", 0, 0, "no JSON object" },
  { "[]", "", 0, 0, "no JSON object" },
  { "{\"a\":5}", "", 0, 0, "Addr with Network" },
  { ONE ("a", "\"Pid\":1"), "", 0, 0, "Addr with Network" },
  { ONE ("a", "\"Protocol\":\"netrpc\"," ADDR), "", 0, 0,
    "other than grpc" },
  { ONE ("a", "\"ProtocolVersion\":7," ADDR), "", 0, 0, "protocol 7" },
  { ONE ("a", "\"ProtocolVersion\":\"6\"," ADDR), "", 0, 0, "no number" },
  { ONE ("a", "\"Addr\":{\"Network\":\"tcp\",\"String\":\"1.2.3.4:5\"}"), "",
    0, 0, "listens on tcp" },
};

START_TEST (test_reattach)
{
  struct plating_text provider = {
    places[_i].provider, strlen (places[_i].provider)
  };
  struct pr_reattach r;
  struct pr_fault fault;
  int status;

  pr_fault_init (&fault);
  pr_reattach_init (&r);
  status = pr_reattach_read (&r, places[_i].json, provider, &fault);
  if (places[_i].protocol) {
    ck_assert_msg (status == 0, "%s", pr_fault_message (&fault).ptr);
    ck_assert_uint_eq (r.protocol, places[_i].protocol);
    ck_assert_int_eq (r.stays, places[_i].stays);
    ck_assert_str_eq (r.address.data, "/run/s");
  } else {
    ck_assert_int_eq (status, -1);
    ck_assert_ptr_nonnull (strstr (pr_fault_message (&fault).ptr,
                                   places[_i].message));
  }
  pr_reattach_release (&r);
  pr_fault_release (&fault);
}
END_TEST

/* -- logs ----------------------------------------------------------------- */

static struct pl_buffer forwarded;

static void
on_line (void *data, uint32_t level, const char *text, size_t len)
{
  (void) data;
  pl_buffer_printf (&forwarded, "%c:",
                    level == PLATING_LEVEL_TRACE ? 'T' : 'D');
  pl_buffer_append (&forwarded, text, len);
  pl_buffer_putc (&forwarded, '\n');
}

static const char log_text[] =
  "{\"@level\":\"warn\",\"@message\":\"soon\",\"@module\":\"m\",\"n\":5,"
  "\"s\":\"x\\u001by\"}\r\n"
  "{\"@level\":\"trace\",\"@message\":\"t\"}\n"
  "{\"@level\":7,\"@message\":[1]}\n"
  "{broken\n"
  "\n"
  "[TRACE] old style\n"
  "panic: it is over\n"
  "last";

static const char log_shown[] =
  "D:[warn] m: soon n=5 s=x\\x1by\n"
  "T:[trace] t\n"
  "D:\n"
  "D:{broken\n"
  "T:[TRACE] old style\n"
  "D:panic: it is over\n"
  "D:last\n";

/* The same lines whatever the pieces in which they come. */
START_TEST (test_log)
{
  size_t step = (size_t) _i, at, n;
  struct pr_log log;

  pl_buffer_init (&forwarded);
  ck_assert_int_eq (pr_log_init (&log), 0);
  log.line = on_line;
  for (at = 0; at < sizeof log_text - 1; at += n) {
    n = sizeof log_text - 1 - at < step ? sizeof log_text - 1 - at : step;
    pr_log_add (&log, log_text + at, n);
  }
  pr_log_flush (&log);
  ck_assert_str_eq (forwarded.data, log_shown);
  ck_assert (log.has_crashed);
  pr_log_release (&log);
  pl_buffer_release (&forwarded);
}
END_TEST

/* However much comes, the end of it is kept, from the start of a line on. */
START_TEST (test_log_tail)
{
  struct pl_buffer tail;
  struct pr_log log;
  unsigned i;
  char line[32];

  ck_assert_int_eq (pr_log_init (&log), 0);
  pl_buffer_init (&tail);
  pr_log_tail (&log, 100, &tail);
  ck_assert_uint_eq (tail.len, 0);
  for (i = 0; i < 20000; i++) {
    int n = snprintf (line, sizeof line, "line %u\n", i);

    pr_log_add (&log, line, (size_t) n);
  }
  pr_log_tail (&log, 30, &tail);
  ck_assert_str_eq (tail.data, "line 19998 | line 19999");
  pl_buffer_clear (&tail);
  pr_log_tail (&log, 1 << 20, &tail);
  ck_assert_uint_gt (tail.len, PR_LOG_KEPT / 2);
  ck_assert_ptr_nonnull (strstr (tail.data, "line 19999"));
  pl_buffer_release (&tail);
  pr_log_release (&log);
}
END_TEST

/* A line without end takes no memory without end. */
START_TEST (test_log_long_line)
{
  static char piece[10000];
  struct pr_log log;
  int i;

  memset (piece, 'x', sizeof piece);
  pl_buffer_init (&forwarded);
  ck_assert_int_eq (pr_log_init (&log), 0);
  log.line = on_line;
  for (i = 0; i < 1000; i++)
    pr_log_add (&log, piece, sizeof piece);
  pr_log_add (&log, "\nnext\n", 6);
  ck_assert_uint_le (log.partial.cap, 2 * PR_LOG_LINE + 64);
  ck_assert_ptr_nonnull (strstr (forwarded.data, "x\nD:next\n"));
  ck_assert_uint_le (forwarded.len, PR_LOG_LINE + 64);
  pr_log_release (&log);
  pl_buffer_release (&forwarded);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("provider-lines");
  TCase *c = tcase_create ("lines");
  SRunner *runner;
  int n_failed;

  tcase_add_loop_test (c, test_handshake, 0, sizeof lines / sizeof lines[0]);
  tcase_add_test (c, test_certificate);
  tcase_add_test (c, test_nul_in_address);
  tcase_add_loop_test (c, test_reattach, 0,
                       sizeof places / sizeof places[0]);
  tcase_add_loop_test (c, test_log, 1, 12);
  tcase_add_test (c, test_log_tail);
  tcase_add_test (c, test_log_long_line);
  suite_add_tcase (suite, c);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed > 0;
}
