/* SPDX-License-Identifier: Apache-2.0 */
/* The cache gives back what was kept for an executable, for a copy of it
 * too, and nothing for one that has changed, however little that shows; what
 * is damaged or another's is as if it were not there. */

#include <config.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>

#include "plugins/common/provider-rpc/cache.h"
#include "plugins/common/provider-rpc/fault.h"
#include "plugins/common/provider-rpc/hash.h"
#include "plugins/common/provider-rpc/provider-rpc.h"
#include "plugins/common/provider-rpc/reply.h"
#include "tests/fixtures/provider/message.h"

static char top[64];
static char program[128], copy[128], entries[128];
static const char *argv_1[] = { "p", "one", NULL };
static const char *argv_2[] = { "p", "two", NULL };

static void
write_text (const char *path, const char *text)
{
  FILE *f = fopen (path, "w");

  ck_assert_ptr_nonnull (f);
  ck_assert_int_ge (fputs (text, f), 0);
  ck_assert_int_eq (fclose (f), 0);
}

static void
set_up (void)
{
  strcpy (top, "/tmp/plating-test.XXXXXX");
  ck_assert_ptr_nonnull (mkdtemp (top));
  snprintf (program, sizeof program, "%s/program", top);
  snprintf (copy, sizeof copy, "%s/copy", top);
  snprintf (entries, sizeof entries, "%s/plating/providers", top);
  setenv ("XDG_CACHE_HOME", top, 1);
  write_text (program, "\177ELF and so on");
}

static void
tear_down (void)
{
  char command[200];

  snprintf (command, sizeof command, "rm -rf '%s'", top);
  ck_assert_int_eq (system (command), 0);
}

static void
key_of (struct pr_cache_key *key, const char *path, const char *const *argv)
{
  const struct pr_launch launch = { .path = path, .argv = argv };

  pr_cache_key_init (key, &launch, NULL, 0);
  /* The files are younger than a tick of the clock needs. */
  key->is_fresh = false;
}

static void
store (const char *path, const char *const *argv, const char *text)
{
  struct pr_reply *reply = pr_reply_new (6);
  struct pr_cache_key key;

  reply->schema = strdup (text);
  reply->schema_len = strlen (text);
  reply->identity = strdup ("identity");
  reply->identity_len = 8;
  key_of (&key, path, argv);
  pr_cache_store (&key, reply);
  pr_cache_key_release (&key);
  pr_reply_free (reply);
}

/* What the cache has: the schema as text, to be freed; or NULL. */
static char *
find (const char *path, const char *const *argv)
{
  struct pr_cache_key key;
  struct pr_reply *reply;
  char *text = NULL;

  key_of (&key, path, argv);
  reply = pr_cache_find (&key);
  if (reply) {
    ck_assert_uint_eq (reply->protocol, 6);
    ck_assert_uint_eq (reply->identity_len, 8);
    ck_assert_mem_eq (reply->identity, "identity", 8);
    text = strndup (reply->schema, reply->schema_len);
  }
  pr_reply_free (reply);
  pr_cache_key_release (&key);
  return text;
}

static void
expect (const char *path, const char *const *argv, const char *wanted)
{
  char *found = find (path, argv);

  if (wanted)
    ck_assert_msg (found && !strcmp (found, wanted), "found: %s",
                   found ? found : "nothing");
  else
    ck_assert_msg (!found, "found: %s", found);
  free (found);
}

static bool
has_hashes (void)
{
  char hash[PR_HASH_TEXT];
  int fd = open ("/dev/null", O_RDONLY);
  bool has = pr_hash_file (fd, "", 0, hash) == 0;

  close (fd);
  return has;
}

START_TEST (test_kept)
{
  expect (program, argv_1, NULL);
  store (program, argv_1, "schema");
  expect (program, argv_1, "schema");
  expect (program, argv_2, NULL);
  store (program, argv_2, "other");
  expect (program, argv_2, "other");
  expect (program, argv_1, "schema");
}
END_TEST

START_TEST (test_copy)
{
  store (program, argv_1, "schema");
  write_text (copy, "\177ELF and so on");
  expect (copy, argv_1, "schema");
  expect (copy, argv_2, NULL);
  write_text (copy, "\177ELF and so off");
  expect (copy, argv_1, NULL);
  write_text (copy, "\177ELF And so on");
  expect (copy, argv_1, NULL);
}
END_TEST

/* An edit of the same size, with the times set back. */
START_TEST (test_hidden_change)
{
  struct timespec times[2];
  struct stat before, after;
  int fd;

  store (program, argv_1, "schema");
  ck_assert_int_eq (stat (program, &before), 0);
  /* The clock of the times has ticks. */
  do {
    fd = open (program, O_WRONLY);
    ck_assert_int_eq (pwrite (fd, "X", 1, 8), 1);
    times[0] = before.st_atim;
    times[1] = before.st_mtim;
    ck_assert_int_eq (futimens (fd, times), 0);
    close (fd);
    ck_assert_int_eq (stat (program, &after), 0);
  } while (after.st_ctim.tv_nsec == before.st_ctim.tv_nsec
           && after.st_ctim.tv_sec == before.st_ctim.tv_sec);
  ck_assert_int_eq (after.st_mtim.tv_nsec, before.st_mtim.tv_nsec);
  ck_assert_int_eq (after.st_size, before.st_size);
  expect (program, argv_1, NULL);
}
END_TEST

/* Calls FUNCTION for each file of the cache whose name starts with C. */
static int
each (char c, void (*function) (const char *path))
{
  DIR *dir = opendir (entries);
  struct dirent *entry;
  char path[512];
  int n = 0;

  ck_assert_ptr_nonnull (dir);
  while ((entry = readdir (dir)))
    if (entry->d_name[0] == c) {
      snprintf (path, sizeof path, "%s/%s", entries, entry->d_name);
      function (path);
      n++;
    }
  closedir (dir);
  return n;
}

static void
flip (const char *path)
{
  int fd = open (path, O_RDWR);
  struct stat st;
  char c;

  ck_assert_int_eq (fstat (fd, &st), 0);
  ck_assert_int_eq (pread (fd, &c, 1, st.st_size - 3), 1);
  c ^= 1;
  ck_assert_int_eq (pwrite (fd, &c, 1, st.st_size - 3), 1);
  close (fd);
}

static void
cut (const char *path)
{
  struct stat st;

  ck_assert_int_eq (stat (path, &st), 0);
  ck_assert_int_eq (truncate (path, st.st_size / 2), 0);
}

static void
open_to_others (const char *path)
{
  ck_assert_int_eq (chmod (path, 0622), 0);
}

static void
check_mode (const char *path)
{
  struct stat st;

  ck_assert_int_eq (stat (path, &st), 0);
  ck_assert_int_eq (st.st_mode & 07777, 0600);
}

START_TEST (test_damaged)
{
  static void (*const harms[]) (const char *path) = {
    flip, cut, open_to_others,
  };

  store (program, argv_1, "schema");
  ck_assert_int_eq (each ('r', check_mode), 1);
  ck_assert_int_eq (each ('k', check_mode), 1);
  ck_assert_int_eq (each ('t', check_mode), 0);
  ck_assert_int_eq (each (_i < 3 ? 'r' : 'k', harms[_i % 3]), 1);
  if (_i < 3)
    expect (program, argv_1, NULL);
  else
    /* Known by its content still. */
    expect (program, argv_1, "schema");
}
END_TEST

START_TEST (test_not_ours_alone)
{
  store (program, argv_1, "schema");
  ck_assert_int_eq (chmod (entries, 0777), 0);
  expect (program, argv_1, NULL);
}
END_TEST

static int
read_reply (struct pr_reply *reply)
{
  static const struct pr_listener listener = { .told = NULL };
  struct pr_fault fault;
  int status;

  pr_fault_init (&fault);
  status = pr_reply_read (reply, &listener, &fault);
  pr_fault_release (&fault);
  return status;
}

/* Keeps TEXT, once it is read, and returns what the cache then has. */
static struct pr_reply *
store_read (struct pr_reply *reply, const struct pl_buffer *text)
{
  struct pr_cache_key key;
  struct pr_reply *found;

  reply->schema = malloc (text->len);
  memcpy (reply->schema, text->data, text->len);
  reply->schema_len = text->len;
  ck_assert_int_eq (read_reply (reply), 0);
  key_of (&key, program, argv_1);
  pr_cache_store (&key, reply);
  found = pr_cache_find (&key);
  ck_assert_ptr_nonnull (found);
  pr_cache_key_release (&key);
  return found;
}

/* What checking has shown is kept, and not found out again. */
START_TEST (test_measures)
{
  struct pr_reply *reply = pr_reply_new (6), *found;
  struct pl_buffer text;
  char *type;
  uint32_t i;

  pl_buffer_init (&text);
  make_reply (&text, 6);
  found = store_read (reply, &text);
  ck_assert_uint_eq (found->n_measures, reply->n_entries);
  /* It is not looked into: this would be refused. */
  type = memmem (found->schema, found->schema_len, "\"number\"", 8);
  ck_assert_ptr_nonnull (type);
  *type = '?';
  ck_assert_int_eq (read_reply (found), 0);
  ck_assert_uint_eq (found->n_entries, reply->n_entries);
  for (i = 0; i < reply->n_entries; i++) {
    ck_assert_uint_gt (found->entries[i].n_nodes, 0);
    ck_assert_uint_eq (found->entries[i].n_nodes, reply->entries[i].n_nodes);
    ck_assert_uint_eq (found->entries[i].n_extras,
                       reply->entries[i].n_extras);
    ck_assert_uint_eq (found->entries[i].flags, reply->entries[i].flags);
    ck_assert_int_eq (found->entries[i].source.kind,
                      reply->entries[i].source.kind);
  }
  pr_reply_free (found);
  pr_reply_free (reply);
  pl_buffer_release (&text);
}
END_TEST

/* What is odd is told each time. */
START_TEST (test_notes)
{
  struct pr_reply *reply = pr_reply_new (6), *found;
  struct pl_buffer text, schema, block, attribute;

  pl_buffer_init (&text);
  make_reply (&text, 6);
  pl_buffer_init (&schema);
  pl_buffer_init (&block);
  pl_buffer_init (&attribute);
  put_text (&attribute, 1, "odd");
  put_text (&attribute, 2, "\"bool\"");
  put_message (&block, 2, &attribute);
  put_message (&schema, 2, &block);
  put_entry (&text, 2, "fake_odd", &schema);
  found = store_read (reply, &text);
  ck_assert (reply->has_notes);
  ck_assert_uint_eq (found->n_measures, 0);
  ck_assert_int_eq (read_reply (found), 0);
  ck_assert (found->has_notes);
  pr_reply_free (found);
  pr_reply_free (reply);
  pl_buffer_release (&text);
}
END_TEST

/* What a script does stands elsewhere. */
START_TEST (test_script)
{
  write_text (program, "#!/bin/sh\nexec true\n");
  store (program, argv_1, "schema");
  ck_assert_int_lt (access (entries, F_OK), 0);
  expect (program, argv_1, NULL);
}
END_TEST

/* One that has just been written could be written again unseen. */
START_TEST (test_fresh)
{
  const struct pr_launch launch = { .path = program, .argv = argv_1 };
  struct pr_cache_key key;

  pr_cache_key_init (&key, &launch, NULL, 0);
  ck_assert (key.is_usable);
  ck_assert (key.is_fresh);
  pr_cache_key_release (&key);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("provider-cache");
  TCase *c = tcase_create ("cache");
  SRunner *runner;
  int n_failed;

  tcase_add_checked_fixture (c, set_up, tear_down);
  if (has_hashes ()) {
    tcase_add_test (c, test_kept);
    tcase_add_test (c, test_copy);
    tcase_add_test (c, test_hidden_change);
    tcase_add_loop_test (c, test_damaged, 0, 6);
    tcase_add_test (c, test_not_ours_alone);
    tcase_add_test (c, test_measures);
    tcase_add_test (c, test_notes);
  }
  tcase_add_test (c, test_script);
  tcase_add_test (c, test_fresh);
  suite_add_tcase (suite, c);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed > 0;
}
