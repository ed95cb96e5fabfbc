/* SPDX-License-Identifier: Apache-2.0 */
/* Files, pipes and standard input are read once and whole; one that changes
 * meanwhile, is too large or is no file is refused. */

#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <check.h>

#include "../fault.h"
#include "../file.h"
#include "plugins/common/schemaview/json.h"
#include "fake-host.h"

static const char schema[]
  = "{\"format_version\":\"1.0\",\"provider_schemas\":{\"p\":"
  "{\"functions\":{\"f\":{\"return_type\":\"string\"}}}}}\n";

static struct fake_host host;
static struct sj_fault fault;
static char directory[512];

static void
set_up (void)
{
  fake_host_init (&host);
  sj_fault_init (&fault);
  snprintf (directory, sizeof directory, "%s/schema-json-test.XXXXXX",
            getenv ("TMPDIR") ? getenv ("TMPDIR") : "/tmp");
  ck_assert_ptr_nonnull (mkdtemp (directory));
}

static void
tear_down (void)
{
  char command[600];

  snprintf (command, sizeof command, "rm -rf '%s'", directory);
  ck_assert_int_eq (system (command), 0);
  sj_fault_release (&fault);
  fake_host_release (&host);
}

/* The path of NAME in the test's directory. */
static const char *
path_of (const char *name)
{
  static char path[600];

  snprintf (path, sizeof path, "%s/%s", directory, name);
  return path;
}

static void
write_file (const char *name, const char *text, size_t len)
{
  FILE *file = fopen (path_of (name), "wb");

  ck_assert_ptr_nonnull (file);
  ck_assert_uint_eq (fwrite (text, 1, len, file), len);
  ck_assert_int_eq (fclose (file), 0);
}

/* Reads PATH, of at most MAX_SIZE bytes, and expects TEXT. */
static void
expect_text (const char *path, uint64_t max_size, const char *text,
             size_t text_len)
{
  const struct sj_file_request req = { .path = path, .max_size = max_size };
  char *read_text = NULL;
  size_t len = 0, i;

  ck_assert_msg (sj_file_read (&req, &read_text, &len, &fault) == 0, "%s",
                 fault.message.data);
  ck_assert_uint_eq (len, text_len);
  ck_assert_mem_eq (read_text, text, text_len);
  for (i = 0; i < SJ_PADDING; i++)
    ck_assert_int_eq (read_text[len + i], 0);
  free (read_text);
}

static void
expect_failure (const struct sj_file_request *req, int code,
                const char *format)
{
  char message[2000];
  char *text = NULL;
  size_t len;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  snprintf (message, sizeof message, format, req->path, req->path);
#pragma GCC diagnostic pop
  ck_assert_int_eq (sj_file_read (req, &text, &len, &fault), code);
  ck_assert_str_eq (fault.message.data, message);
  ck_assert_ptr_null (text);
}

START_TEST (test_regular_file)
{
  write_file ("a", schema, sizeof schema - 1);
  expect_text (path_of ("a"), 1000, schema, sizeof schema - 1);
  expect_text (path_of ("a"), sizeof schema - 1, schema, sizeof schema - 1);
  write_file ("a", "", 0);
  expect_text (path_of ("a"), 1000, "", 0);
}
END_TEST

/* What has no size is read all the same. */
START_TEST (test_file_without_size)
{
  const struct sj_file_request req = {
    .path = "/proc/self/status", .max_size = 100000
  };
  char *text;
  size_t len;

  ck_assert_int_eq (sj_file_read (&req, &text, &len, &fault), 0);
  ck_assert_uint_gt (len, 100);
  ck_assert_mem_eq (text, "Name:", 5);
  free (text);
}
END_TEST

START_TEST (test_what_cannot_be_read)
{
  struct sj_file_request req = { .path = path_of ("none"), .max_size = 10 };

  expect_failure (&req, PLATING_E_IO, "unable to read file \"%s\": open %s:"
                  " no such file or directory");
  req.path = directory;
  expect_failure (&req, PLATING_E_IO,
                  "unable to read file \"%s\": read %s: is a directory");
  if (geteuid () != 0) {
    write_file ("a", "x", 1);
    ck_assert_int_eq (chmod (path_of ("a"), 0), 0);
    req.path = path_of ("a");
    expect_failure (&req, PLATING_E_IO, "unable to read file \"%s\": open"
                    " %s: permission denied");
  }
  ck_assert_int_eq (mkfifo (path_of ("fifo"), 0600), 0);
  req.path = path_of ("fifo");
  req.must_be_regular = true;
  expect_failure (&req, PLATING_E_IO,
                  "unable to read file \"%s\": it is no regular file");
}
END_TEST

START_TEST (test_limit)
{
  struct sj_file_request req = { .path = path_of ("a"), .max_size = 9 };
  int ends[2];

  write_file ("a", "0123456789", 10);
  expect_failure (&req, PLATING_E_LIMIT,
                  "unable to read file \"%s\": it is larger than 9 bytes");
  ck_assert_str_eq (fault.hint.data,
                    "raise the limit with the setting max-file-size");
  req.max_size = 10;
  expect_text (req.path, 10, "0123456789", 10);
  ck_assert_int_eq (pipe (ends), 0);
  ck_assert_int_eq (write (ends[1], "0123456789", 10), 10);
  close (ends[1]);
  ck_assert_int_eq (dup2 (ends[0], STDIN_FILENO), STDIN_FILENO);
  close (ends[0]);
  req.path = "-";
  req.max_size = 9;
  expect_failure (&req, PLATING_E_LIMIT,
                  "unable to read file \"%s\": it is larger than 9 bytes");
}
END_TEST

/* Called by the reader, which has asked for the size: makes the file
 * another one. */
static off_t new_size;

static bool
change_size (void *data)
{
  ck_assert_int_eq (truncate (data, new_size), 0);
  return false;
}

START_TEST (test_file_that_changes)
{
  char path[600];
  const struct sj_file_request req = {
    .path = path, .max_size = 1000, .is_cancelled = change_size, .data = path
  };
  char *text = NULL;
  size_t len;

  strcpy (path, path_of ("a"));
  write_file ("a", schema, sizeof schema - 1);
  new_size = 20;
  expect_failure (&req, PLATING_E_IO, "unable to read file \"%s\": it shrank"
                  " while it was read");
  write_file ("a", schema, sizeof schema - 1);
  new_size = sizeof schema + 50;
  expect_failure (&req, PLATING_E_IO, "unable to read file \"%s\": it grew"
                  " while it was read");
  write_file ("a", schema, sizeof schema - 1);
  new_size = sizeof schema - 1;
  ck_assert_int_eq (sj_file_read (&req, &text, &len, &fault), 0);
  free (text);
}
END_TEST

static bool
count_down (void *data)
{
  return --*(int *) data <= 0;
}

START_TEST (test_cancelled)
{
  int ends[2], times = 3;
  const struct sj_file_request req = {
    .path = "-", .max_size = 1000, .is_cancelled = count_down, .data = &times
  };

  /* Nobody writes, and nobody closes. */
  ck_assert_int_eq (pipe (ends), 0);
  ck_assert_int_eq (dup2 (ends[0], STDIN_FILENO), STDIN_FILENO);
  expect_failure (&req, PLATING_E_CANCELLED,
                  "unable to read file \"%s\": cancelled");
  ck_assert_int_eq (times, 0);
}
END_TEST

/* Discovers what a child writes to standard input byte by byte. */
START_TEST (test_pipe_of_single_bytes)
{
  int ends[2], status;
  void *instance;
  pid_t child;
  size_t i;

  ck_assert_int_eq (pipe (ends), 0);
  child = fork ();
  ck_assert_int_ge (child, 0);
  if (child == 0) {
    close (ends[0]);
    for (i = 0; i < sizeof schema - 1; i++)
      if (write (ends[1], schema + i, 1) != 1)
        _exit (1);
    _exit (0);
  }
  close (ends[1]);
  ck_assert_int_eq (dup2 (ends[0], STDIN_FILENO), STDIN_FILENO);
  close (ends[0]);
  instance = fake_host_create (&host, "-", NULL);
  ck_assert_int_eq (fake_host_discover (&host, instance, "/none", "p"), 0);
  ck_assert_uint_eq (host.n_components, 2);
  ck_assert_int_eq (fake_host_load (&host, instance, 1), 0);
  fake_host_destroy (instance);
  ck_assert_int_eq (waitpid (child, &status, 0), child);
  ck_assert_int_eq (status, 0);
}
END_TEST

START_TEST (test_standard_input_in_messages)
{
  int fd = open ("/dev/null", O_RDONLY);
  void *instance;

  ck_assert_int_eq (dup2 (fd, STDIN_FILENO), STDIN_FILENO);
  close (fd);
  instance = fake_host_create (&host, "-", NULL);
  ck_assert_int_eq (fake_host_discover (&host, instance, "/none", "p"),
                    PLATING_E_FORMAT);
  ck_assert_str_eq (host.file.data, "standard input");
  ck_assert_str_eq (host.message.data, "unexpected end of JSON input");
  fake_host_destroy (instance);
}
END_TEST

static uint32_t
probe (void *instance)
{
  const struct plating_discovery_ops *ops = plating_plugin_v1 ()->ops;
  struct plating_provider provider = { .struct_size = sizeof provider };
  const struct plating_discover_request req = {
    .struct_size = sizeof req,
    .provider_dir = { directory, strlen (directory) },
    .provider = &provider,
  };
  uint32_t score = 12345;

  ck_assert_int_eq (ops->probe (instance, &req, &score), 0);
  return score;
}

START_TEST (test_usual_names)
{
  void *instance = fake_host_create (&host, NULL, NULL), *with_file;

  ck_assert_uint_eq (probe (instance), PLATING_PROBE_NO);
  ck_assert_int_eq (fake_host_discover (&host, instance, directory, "p"),
                    PLATING_E_DISCOVERY);
  ck_assert_ptr_nonnull (strstr (host.message.data, "no schema file"));
  ck_assert_ptr_nonnull (strstr (host.hint.data, "--providers-schema"));

  ck_assert_int_eq (mkdir (path_of ("providers-schema.json"), 0700), 0);
  write_file ("schema.json", schema, sizeof schema - 1);
  ck_assert_uint_eq (probe (instance), PLATING_PROBE_POSSIBLE);
  ck_assert_int_eq (fake_host_discover (&host, instance, directory, "p"), 0);

  ck_assert_int_eq (rmdir (path_of ("providers-schema.json")), 0);
  write_file ("providers-schema.json", "{\"a\": x}", 8);
  ck_assert_uint_eq (probe (instance), PLATING_PROBE_LIKELY);
  ck_assert_int_eq (fake_host_discover (&host, instance, directory, "p"),
                    PLATING_E_FORMAT);
  ck_assert_str_eq (host.file.data, "providers-schema.json");
  ck_assert_uint_eq (host.line, 1);
  ck_assert_uint_eq (host.column, 7);
  fake_host_destroy (instance);

  with_file = fake_host_create (&host, path_of ("schema.json"), NULL);
  ck_assert_uint_eq (probe (with_file), PLATING_PROBE_CERTAIN);
  fake_host_destroy (with_file);
}
END_TEST

START_TEST (test_descriptor)
{
  const struct plating_plugin *plugin = plating_plugin_v1 ();

  ck_assert_str_eq (plugin->name, "schema-json");
  ck_assert_uint_eq (plugin->kind, PLATING_PLUGIN_DISCOVERY);
  ck_assert_uint_eq (plugin->thread_model, PLATING_THREADS_PARALLEL);
  ck_assert_uint_eq (plugin->flags,
                     PLATING_PLUGIN_BLOCKING | PLATING_PLUGIN_PURE);
  ck_assert_str_eq (plugin->bare_setting, "file");
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("schema-json-input");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  tcase_set_timeout (tests, 60);
  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_test (tests, test_regular_file);
  tcase_add_test (tests, test_file_without_size);
  tcase_add_test (tests, test_what_cannot_be_read);
  tcase_add_test (tests, test_limit);
  tcase_add_test (tests, test_file_that_changes);
  tcase_add_test (tests, test_cancelled);
  tcase_add_test (tests, test_pipe_of_single_bytes);
  tcase_add_test (tests, test_standard_input_in_messages);
  tcase_add_test (tests, test_usual_names);
  tcase_add_test (tests, test_descriptor);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
