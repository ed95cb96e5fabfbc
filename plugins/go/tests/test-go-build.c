/* SPDX-License-Identifier: Apache-2.0 */
/* A provider is built once and for all as long as nothing that it is made
 * from changes, and each time if that can't be known; what builds leave is
 * removed, what is damaged is built again, and every allocation may fail.
 *
 * The go command is a script that counts its calls. */

#include <config.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>

#include <plating/types.h>

#include "plugins/go/build.h"
#include "tests/unit/alloc-failure.h"

static char top[64];
static char program[128], module[128], cache[128];

/* -- files ---------------------------------------------------------------- */

__attribute__ ((format (printf, 1, 2)))
static const char *
path_of (const char *fmt, ...)
{
  static char path[300];
  va_list ap;

  va_start (ap, fmt);
  vsnprintf (path, sizeof path, fmt, ap);
  va_end (ap);
  return path;
}

static void
write_text (const char *path, const char *text)
{
  FILE *f = fopen (path, "w");

  ck_assert_ptr_nonnull (f);
  ck_assert_int_ge (fputs (text, f), 0);
  ck_assert_int_eq (fclose (f), 0);
}

static long
size_of (const char *path)
{
  struct stat st;

  return stat (path, &st) == 0 ? (long) st.st_size : -1;
}

/* How often the go command was called. */
static long
n_calls (void)
{
  long size = size_of (path_of ("%s/calls", top));

  return size < 0 ? 0 : size;
}

/* Entries of DIRECTORY, whose names begin with START. */
static unsigned
n_entries (const char *directory, const char *start)
{
  DIR *dir = opendir (directory);
  struct dirent *entry;
  unsigned n = 0;

  while (dir && (entry = readdir (dir)))
    n += entry->d_name[0] != '.'
      && !strncmp (entry->d_name, start, strlen (start));
  if (dir)
    closedir (dir);
  return n;
}

static void
set_up (void)
{
  char script[512];

  strcpy (top, "/tmp/plating-test.XXXXXX");
  ck_assert_ptr_nonnull (mkdtemp (top));
  snprintf (program, sizeof program, "%s/go", top);
  snprintf (module, sizeof module, "%s/work/module", top);
  snprintf (cache, sizeof cache, "%s/cache/plating/go", top);
  ck_assert_int_eq (mkdir (path_of ("%s/cache", top), 0700), 0);
  ck_assert_int_eq (mkdir (path_of ("%s/tmp", top), 0700), 0);
  ck_assert_int_eq (mkdir (path_of ("%s/work", top), 0700), 0);
  ck_assert_int_eq (mkdir (module, 0700), 0);
  snprintf (script, sizeof script, "#!/bin/sh\nprintf x >> '%s/calls'\n"
            "if [ -f broken.go ]; then echo 'broken.go:1:1: no'; exit 2; fi\n"
            "if [ -f slow.go ]; then sleep 600; fi\n"
            "printf '#!/bin/sh\\n' > \"$3\"\nchmod +x \"$3\"\n", top);
  write_text (program, script);
  ck_assert_int_eq (chmod (program, 0700), 0);
  write_text (path_of ("%s/go.mod", module), "module example.com/apple\n");
  write_text (path_of ("%s/main.go", module), "package main\n");
  setenv ("XDG_CACHE_HOME", path_of ("%s/cache", top), 1);
  setenv ("XDG_CONFIG_HOME", path_of ("%s/config", top), 1);
  setenv ("TMPDIR", path_of ("%s/tmp", top), 1);
  unsetenv ("GOENV");
  unsetenv ("GOWORK");
}

static void
tear_down (void)
{
  char command[200];

  snprintf (command, sizeof command, "rm -rf '%s'", top);
  ck_assert_int_eq (system (command), 0);
}

/* -- builds --------------------------------------------------------------- */

/* Builds as WANTED says; fails unless that gives STATUS, and an executable if
 * that is 0.  Returns whether it was there before. */
static bool
build_as (struct go_build wanted, int status, const char *message)
{
  struct pl_buffer why;
  bool was_there;

  wanted.program = program;
  wanted.directory = module;
  pl_buffer_init (&why);
  ck_assert_int_eq (go_build (&wanted, &why), status);
  if (status == 0)
    ck_assert_int_eq (access (wanted.executable.data, X_OK), 0);
  if (message)
    ck_assert_ptr_nonnull (strstr (why.data, message));
  was_there = wanted.was_there;
  go_build_release (&wanted);
  pl_buffer_release (&why);
  ck_assert_uint_eq (n_entries (path_of ("%s/tmp", top), ""), 0);
  ck_assert_uint_eq (n_entries (cache, "building-"), 0);
  return was_there;
}

static bool
build (void)
{
  return build_as ((struct go_build) { .has_cache = true }, 0, NULL);
}

START_TEST (test_kept)
{
  ck_assert (!build ());
  ck_assert (build ());
  ck_assert_int_eq (n_calls (), 1);
  write_text (path_of ("%s/main.go", module), "package other\n");
  ck_assert (!build ());
  write_text (path_of ("%s/main.go", module), "package main\n");
  ck_assert (build ());
  ck_assert_int_eq (n_calls (), 2);
  ck_assert (!build_as ((struct go_build) { .has_cache = false }, 0, NULL));
  ck_assert_int_eq (n_calls (), 3);
}
END_TEST

/* What go takes from elsewhere than the tree. */
START_TEST (test_workspace)
{
  write_text (path_of ("%s/work/go.work", top), "go 1.21\nuse ./module\n");
  ck_assert (!build ());
  ck_assert (!build ());
  setenv ("GOWORK", "off", 1);
  ck_assert (!build ());
  ck_assert (build ());
  setenv ("GOWORK", "", 1);
  ck_assert (!build ());
  ck_assert_int_eq (unlink (path_of ("%s/work/go.work", top)), 0);
  setenv ("GOWORK", path_of ("%s/elsewhere.work", top), 1);
  ck_assert (!build ());
  ck_assert (!build ());
}
END_TEST

START_TEST (test_replacement)
{
  write_text (path_of ("%s/go.mod", module), "module example.com/apple\n"
              "replace example.com/pear => ../pear\n");
  ck_assert (!build ());
  ck_assert (!build ());
  ck_assert_int_eq (n_calls (), 2);
}
END_TEST

/* What `go env -w` has written. */
START_TEST (test_settings)
{
  ck_assert (!build ());
  ck_assert_int_eq (mkdir (path_of ("%s/config", top), 0700), 0);
  ck_assert_int_eq (mkdir (path_of ("%s/config/go", top), 0700), 0);
  write_text (path_of ("%s/config/go/env", top), "GOFLAGS=-tags=apple\n");
  ck_assert (!build ());
  ck_assert (build ());
  setenv ("GOENV", "off", 1);
  ck_assert (build ());
}
END_TEST

/* The only entry of the cache. */
static const char *
kept_place (void)
{
  static char place[300];
  DIR *dir = opendir (cache);
  struct dirent *entry;

  ck_assert_ptr_nonnull (dir);
  while ((entry = readdir (dir)))
    if (entry->d_name[0] != '.')
      snprintf (place, sizeof place, "%s/%.100s", cache, entry->d_name);
  closedir (dir);
  return place;
}

START_TEST (test_damaged)
{
  ck_assert (!build ());
  ck_assert_int_eq (unlink (path_of ("%s/terraform-provider-built",
                                     kept_place ())), 0);
  ck_assert (!build ());
  ck_assert (build ());
}
END_TEST

/* What a killed build left goes; what another one uses, or is none of ours,
 * stays. */
START_TEST (test_left)
{
  int used;

  ck_assert (!build ());
  ck_assert_int_eq (mkdir (path_of ("%s/building-killed", cache), 0700), 0);
  write_text (path_of ("%s/building-killed/x", cache), "x");
  ck_assert_int_eq (mkdir (path_of ("%s/building-inuse1", cache), 0700), 0);
  ck_assert_int_eq (mkdir (path_of ("%s/building-others1", cache), 0700), 0);
  used = open (path_of ("%s/building-inuse1", cache), O_RDONLY | O_DIRECTORY);
  ck_assert_int_ge (used, 0);
  ck_assert_int_eq (flock (used, LOCK_EX), 0);
  write_text (path_of ("%s/main.go", module), "package other\n");
  {
    struct go_build wanted = {
      .program = program, .directory = module, .has_cache = true
    };
    struct pl_buffer why;

    pl_buffer_init (&why);
    ck_assert_int_eq (go_build (&wanted, &why), 0);
    go_build_release (&wanted);
    pl_buffer_release (&why);
  }
  ck_assert_int_eq (size_of (path_of ("%s/building-killed", cache)), -1);
  ck_assert_int_ge (size_of (path_of ("%s/building-inuse1", cache)), 0);
  ck_assert_int_ge (size_of (path_of ("%s/building-others1", cache)), 0);
  close (used);
}
END_TEST

START_TEST (test_old)
{
  const struct timespec long_ago[2] = { { 1000000, 0 }, { 1000000, 0 } };
  char place[300];

  ck_assert (!build ());
  strcpy (place, kept_place ());
  ck_assert_int_eq (utimensat (AT_FDCWD, place, long_ago, 0), 0);
  /* Asked for, it is young again. */
  ck_assert (build ());
  write_text (path_of ("%s/main.go", module), "package other\n");
  ck_assert (!build ());
  ck_assert_int_ge (size_of (place), 0);
  ck_assert_int_eq (utimensat (AT_FDCWD, place, long_ago, 0), 0);
  write_text (path_of ("%s/main.go", module), "package another\n");
  ck_assert (!build ());
  ck_assert_int_eq (size_of (place), -1);
}
END_TEST

START_TEST (test_broken)
{
  write_text (path_of ("%s/broken.go", module), "what?\n");
  build_as ((struct go_build) { .has_cache = true }, PLATING_E_DISCOVERY,
            "go build: exit status 2\nbroken.go:1:1: no");
}
END_TEST

static bool
always (void *data)
{
  (void) data;
  return true;
}

START_TEST (test_ended)
{
  write_text (path_of ("%s/slow.go", module), "package main\n");
  build_as ((struct go_build) { .has_cache = true, .time_limit_ms = 1000 },
            PLATING_E_TIMEOUT, "go build: not done within 1 seconds");
  build_as ((struct go_build) { .has_cache = true, .is_cancelled = always },
            PLATING_E_CANCELLED, "cancelled");
}
END_TEST

/* The cache is never needed: without memory for it there may be a build
 * without it. */
START_TEST (test_no_memory)
{
  long i;

  for (i = 0; ; i++) {
    struct go_build wanted = {
      .program = program, .directory = module, .has_cache = true
    };
    struct pl_buffer why;
    int status, n;

    pl_buffer_init (&why);
    n_failures = 0;
    countdown = i;
    status = go_build (&wanted, &why);
    n = n_failures;
    countdown = -1;
    if (status == 0)
      ck_assert_int_eq (access (wanted.executable.data, X_OK), 0);
    else
      ck_assert_int_gt (n, 0);
    go_build_release (&wanted);
    pl_buffer_release (&why);
    ck_assert_uint_eq (n_entries (path_of ("%s/tmp", top), ""), 0);
    ck_assert_uint_eq (n_entries (cache, "building-"), 0);
    if (n == 0)
      break;
    /* The next one has to build, too. */
    ck_assert_int_eq (system (path_of ("rm -rf '%s'", cache)), 0);
  }
  ck_assert_int_gt (i, 10);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("go-build");
  TCase *c = tcase_create ("build");
  SRunner *runner;
  int n_failed;

  tcase_set_timeout (c, 300);
  tcase_add_checked_fixture (c, set_up, tear_down);
  tcase_add_test (c, test_kept);
  tcase_add_test (c, test_workspace);
  tcase_add_test (c, test_replacement);
  tcase_add_test (c, test_settings);
  tcase_add_test (c, test_damaged);
  tcase_add_test (c, test_left);
  tcase_add_test (c, test_old);
  tcase_add_test (c, test_broken);
  tcase_add_test (c, test_ended);
  tcase_add_test (c, test_no_memory);
  suite_add_tcase (suite, c);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed > 0;
}
