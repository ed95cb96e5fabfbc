/* SPDX-License-Identifier: Apache-2.0 */
/* Documents reach their place, whatever the mode, and nothing else does. */

#include <config.h>

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "core/error.h"
#include "core/sink.h"
#include "scratch.h"

static char base[PATH_MAX];      /* the project */
static struct pl_sink *sink;
static struct pl_arena arena;

static void
set_up (void)
{
  strcpy (base, scratch_path (scratch_new (), "project"));
  ck_assert_int_eq (mkdir (base, 0755), 0);
  pl_arena_init (&arena, 0);
  sink = NULL;
}

static void
tear_down (void)
{
  pl_sink_free (sink);
  pl_arena_release (&arena);
}

static struct plating_text
text (const char *s)
{
  return (struct plating_text) { s, strlen (s) };
}

static void
start_with (struct pl_sink_options options)
{
  char dir[PATH_MAX];

  options.project = base;
  pl_sink_free (sink);
  ck_assert_int_eq (pl_sink_new (&sink, &options, NULL), 0);
  strcpy (dir, scratch_path (base, "docs"));
  ck_assert_int_eq (pl_sink_root (sink, PLATING_TO_OUTPUT, dir, "docs", 0,
                                  NULL), 0);
  strcpy (dir, scratch_path (base, "templates"));
  ck_assert_int_eq (pl_sink_root (sink, PLATING_TO_TEMPLATES, dir,
                                  "templates", 1, NULL), 0);
  ck_assert_int_eq (pl_sink_root (sink, PLATING_TO_PROJECT_FILE, base, "", 0,
                                  NULL), 0);
}

static void
start (uint32_t mode)
{
  start_with ((struct pl_sink_options) { .mode = mode });
}

static uint64_t next_sequence;

static int
put_full (uint32_t to, uint64_t sequence, const char *path,
          struct plating_text bytes, uint32_t flags, uint32_t mode,
          struct plating_error **err)
{
  return pl_sink_put (sink, sequence, &(struct plating_document) {
    .struct_size = sizeof (struct plating_document), .to = to,
    .flags = flags, .mode = mode, .path = text (path),
    .media_type = text (PLATING_MEDIA_MARKDOWN), .bytes = bytes,
  }, err);
}

static void
put (const char *path, const char *bytes)
{
  struct plating_error *e = NULL;
  int code = put_full (PLATING_TO_OUTPUT, ++next_sequence, path, text (bytes),
                       0, 0, &e);

  ck_assert_msg (code == 0, "%s", e ? plating_error_message (e) : "-");
}

/* Puts a document that is refused; returns the message. */
static const char *
refused (const char *path, const char *bytes, int code)
{
  static char message[2048];
  struct plating_error *e = NULL;

  ck_assert_int_eq (put_full (PLATING_TO_OUTPUT, ++next_sequence, path,
                              text (bytes), 0, 0, &e), code);
  snprintf (message, sizeof message, "%s", plating_error_message (e));
  plating_error_unref (e);
  return message;
}

/* The results in one line: a letter for the status, then the path. */
static const char *
results (void)
{
  static const struct { uint32_t status; char letter; } letters[] = {
    { PLATING_FILE_WRITTEN, 'W' }, { PLATING_FILE_UNCHANGED, '=' },
    { PLATING_FILE_REMOVED, 'R' }, { PLATING_FILE_DIFFERS, 'D' },
    { PLATING_FILE_MISSING, 'M' }, { PLATING_FILE_UNWANTED, 'U' },
    { PLATING_FILE_KEPT, 'K' }, { PLATING_FILE_FAILED, 'F' },
  };
  static char out[65536];
  const struct plating_result_file *files;
  size_t n, i, k, len = 0;

  ck_assert_int_eq (pl_sink_finish (sink, NULL), 0);
  ck_assert_int_eq (pl_sink_list (sink, NULL), 0);
  files = pl_sink_files (sink, &n);
  out[0] = '\0';
  for (i = 0; i < n; i++) {
    for (k = 0; letters[k].status != files[i].status; k++)
      ck_assert_uint_lt (k, 7);
    len += (size_t) snprintf (out + len, sizeof out - len, "%s%c:%s",
                              i ? " " : "", letters[k].letter,
                              files[i].path);
  }
  return out;
}

static const char *
on_disk (const char *name)
{
  return scratch_read (base, name);
}

static ino_t
inode_of (const char *name)
{
  struct stat st;

  ck_assert_int_eq (stat (scratch_path (base, name), &st), 0);
  return st.st_ino;
}

START_TEST (test_write)
{
  struct plating_result_counts counts = { .struct_size = sizeof counts };
  ino_t before;

  scratch_write (base, "docs/same.md", "same");
  scratch_write (base, "docs/other.md", "old");
  before = inode_of ("docs/same.md");
  start (PL_SINK_WRITE);
  put ("same.md", "same");
  put ("other.md", "new!");
  put ("a/b/c/deep.md", "deep");
  put ("a/b/c/deep2.md", "");
  put ("index.md", "index");
  pl_sink_counts (sink, &counts);
  ck_assert_uint_eq (counts.written, 4);
  ck_assert_uint_eq (counts.unchanged, 1);
  ck_assert_uint_eq (counts.bytes_written, 4 + 4 + 5);
  ck_assert_uint_eq (counts.failed + counts.missing + counts.differs
                     + counts.kept + counts.unwanted + counts.removed, 0);
  ck_assert_str_eq (results (), "W:a/b/c/deep.md W:a/b/c/deep2.md "
                                "W:index.md W:other.md =:same.md");
  ck_assert_str_eq (on_disk ("docs/other.md"), "new!");
  ck_assert_str_eq (on_disk ("docs/a/b/c/deep.md"), "deep");
  ck_assert_str_eq (on_disk ("docs/a/b/c/deep2.md"), "");
  ck_assert (inode_of ("docs/same.md") == before);
  ck_assert_int_eq (scratch_count_temporaries (base), 0);
}
END_TEST

START_TEST (test_places_and_prefixes)
{
  start (PL_SINK_WRITE);
  put ("x.md", "x");
  ck_assert_int_eq (put_full (PLATING_TO_TEMPLATES, 500, "x.md", text ("t"),
                              0, 0, NULL), 0);
  ck_assert_int_eq (put_full (PLATING_TO_PROJECT_FILE, 501, "mkdocs.yml",
                              text ("m"), 0, 0, NULL), 0);
  ck_assert_int_eq (put_full (PLATING_TO_EXAMPLES, 502, "x", text ("m"), 0, 0,
                              NULL), PLATING_E_INVAL);
  ck_assert_str_eq (results (), "W:mkdocs.yml W:templates/x.md F:x W:x.md");
  ck_assert_str_eq (on_disk ("templates/x.md"), "t");
  ck_assert_str_eq (on_disk ("mkdocs.yml"), "m");
}
END_TEST

START_TEST (test_modes_of_files)
{
  struct stat st;

  umask (022);
  scratch_write (base, "docs/keep.md", "x");
  chmod (scratch_path (base, "docs/keep.md"), 0640);
  start (PL_SINK_WRITE);
  put ("keep.md", "y");
  put ("new.md", "y");
  ck_assert_int_eq (put_full (PLATING_TO_OUTPUT, 900, "run.sh", text ("z"), 0,
                              0777, NULL), 0);
  stat (scratch_path (base, "docs/keep.md"), &st);
  ck_assert_uint_eq (st.st_mode & 07777, 0640);
  stat (scratch_path (base, "docs/new.md"), &st);
  ck_assert_uint_eq (st.st_mode & 07777, 0644);
  stat (scratch_path (base, "docs/run.sh"), &st);
  ck_assert_uint_eq (st.st_mode & 07777, 0755);
}
END_TEST

static void
check_without_writing (uint32_t mode)
{
  scratch_write (base, "docs/same.md", "same");
  scratch_write (base, "docs/other.md", "old\n");
  start (mode);
  put ("same.md", "same");
  put ("other.md", "new\n");
  put ("sub/x.md", "x\n");
  put ("y.md", "y\n");
  ck_assert_str_eq (results (), "D:other.md =:same.md M:sub/x.md M:y.md");
  ck_assert_str_eq (on_disk ("docs/other.md"), "old\n");
  ck_assert_int_ne (access (scratch_path (base, "docs/sub"), F_OK), 0);
  ck_assert_int_ne (access (scratch_path (base, "docs/y.md"), F_OK), 0);
}

START_TEST (test_check_and_dry_run)
{
  check_without_writing (_i ? PL_SINK_CHECK : PL_SINK_DRY_RUN);
}
END_TEST

START_TEST (test_check_without_a_directory)
{
  start (PL_SINK_CHECK);
  put ("sub/x.md", "x\n");
  ck_assert_int_eq (pl_sink_unwanted (sink, PLATING_TO_OUTPUT,
                                      (const char *[]) { "sub/", NULL }, 1,
                                      NULL), 0);
  ck_assert_str_eq (results (), "M:sub/x.md");
  ck_assert_int_ne (access (scratch_path (base, "docs"), F_OK), 0);
}
END_TEST

START_TEST (test_diff)
{
  const struct plating_result_file *files;
  size_t n;

  scratch_write (base, "docs/old/z.md", "gone\n");
  check_without_writing (PL_SINK_DIFF);
  files = pl_sink_files (sink, &n);
  ck_assert_str_eq (files[0].diff,
                    "--- a/docs/other.md\n+++ b/docs/other.md\n"
                    "@@ -1 +1 @@\n-old\n+new\n");
  ck_assert_ptr_null (files[1].diff);
  ck_assert_str_eq (files[2].diff,
                    "--- /dev/null\n+++ b/docs/sub/x.md\n"
                    "@@ -0,0 +1 @@\n+x\n");
  start (PL_SINK_DIFF);
  pl_sink_unwanted (sink, PLATING_TO_OUTPUT,
                    (const char *[]) { "old/", NULL }, 1, NULL);
  ck_assert_str_eq (results (), "U:old/z.md");
  files = pl_sink_files (sink, &n);
  ck_assert_str_eq (files[0].diff,
                    "--- a/docs/old/z.md\n+++ /dev/null\n"
                    "@@ -1 +0,0 @@\n-gone\n");
  ck_assert_str_eq (on_disk ("docs/old/z.md"), "gone\n");
}
END_TEST

START_TEST (test_memory)
{
  struct plating_text bytes;

  start (PL_SINK_MEMORY);
  put ("a/x.md", "bytes");
  put ("y.md", "");
  bytes = pl_sink_page (sink, "a/x.md");
  ck_assert_str_eq (bytes.ptr, "bytes");
  ck_assert_uint_eq (bytes.len, 5);
  ck_assert_ptr_nonnull (pl_sink_page (sink, "y.md").ptr);
  ck_assert_ptr_null (pl_sink_page (sink, "z.md").ptr);
  ck_assert_int_eq (pl_sink_read (sink, PLATING_TO_OUTPUT, text ("a/x.md"),
                                  &arena, &bytes, NULL), 0);
  ck_assert_str_eq (bytes.ptr, "bytes");
  ck_assert_str_eq (results (), "W:a/x.md W:y.md");
  ck_assert_int_ne (access (scratch_path (base, "docs"), F_OK), 0);
}
END_TEST

static void
expect_reading (const char *path, const char *content)
{
  struct plating_text bytes;

  ck_assert_int_eq (pl_sink_read (sink, PLATING_TO_OUTPUT, text (path),
                                  &arena, &bytes, NULL), 0);
  ck_assert_str_eq (bytes.ptr, content);
  ck_assert_uint_eq (bytes.len, strlen (content));
}

START_TEST (test_reading_back)
{
  static const uint32_t modes[] = { PL_SINK_WRITE, PL_SINK_CHECK,
                                    PL_SINK_DIFF, PL_SINK_MEMORY };
  struct plating_error *e = NULL;
  struct plating_text bytes;

  scratch_write (base, "docs/same.md", "same");
  scratch_write (base, "docs/other.md", "old");
  start_with ((struct pl_sink_options) { .mode = modes[_i],
                                         .keep_for_reading = 1 });
  put ("same.md", "same");
  put ("other.md", "new");
  put ("sub/empty.md", "");
  put ("sub/x.md", "x");
  expect_reading ("same.md", "same");
  expect_reading ("other.md", "new");
  expect_reading ("sub/x.md", "x");
  expect_reading ("sub/empty.md", "");
  ck_assert_int_eq (pl_sink_read (sink, PLATING_TO_OUTPUT, text ("no.md"),
                                  &arena, &bytes, &e), PLATING_E_NOT_FOUND);
  plating_error_unref (e);
  results ();
  expect_reading ("other.md", "new");
}
END_TEST

START_TEST (test_reading_what_was_not_kept)
{
  struct plating_text bytes;

  start (PL_SINK_CHECK);
  put ("x.md", "x");
  ck_assert_int_eq (pl_sink_read (sink, PLATING_TO_OUTPUT, text ("x.md"),
                                  &arena, &bytes, NULL), PLATING_E_STATE);
}
END_TEST

START_TEST (test_keep_existing)
{
  const uint32_t keep = PLATING_DOCUMENT_KEEP_EXISTING;

  scratch_write (base, "templates/a.tmpl", "mine");
  scratch_link ("nowhere", base, "templates/link.tmpl");
  start (_i ? PL_SINK_WRITE : PL_SINK_CHECK);
  ck_assert_int_eq (put_full (PLATING_TO_TEMPLATES, 1, "a.tmpl",
                              text ("generated"), keep, 0, NULL), 0);
  ck_assert_int_eq (put_full (PLATING_TO_TEMPLATES, 2, "b.tmpl",
                              text ("generated"), keep, 0, NULL), 0);
  ck_assert_int_eq (put_full (PLATING_TO_TEMPLATES, 3, "link.tmpl",
                              text ("generated"), keep, 0, NULL), 0);
  ck_assert_str_eq (results (), _i ? "K:templates/a.tmpl W:templates/b.tmpl "
                                     "K:templates/link.tmpl"
                                   : "K:templates/a.tmpl M:templates/b.tmpl "
                                     "K:templates/link.tmpl");
  ck_assert_str_eq (on_disk ("templates/a.tmpl"), "mine");
}
END_TEST

/* -- paths -------------------- */

START_TEST (test_bad_paths)
{
  static const struct { const char *path; int code; } cases[] = {
    { "", PLATING_E_INVAL }, { "/etc/x", PLATING_E_OUTSIDE },
    { "../x", PLATING_E_OUTSIDE }, { "../../etc/x.md", PLATING_E_OUTSIDE },
    { "a/../../x", PLATING_E_OUTSIDE }, { "a/..", PLATING_E_OUTSIDE },
    { "a/../b", PLATING_E_OUTSIDE }, { "./a", PLATING_E_OUTSIDE },
    { "a//b", PLATING_E_INVAL }, { "a/", PLATING_E_INVAL },
    { "a/.plating-1-2.tmp", PLATING_E_INVAL },
  };
  size_t i;

  start (PL_SINK_WRITE);
  for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    const char *message = refused (cases[i].path, "x", cases[i].code);

    ck_assert_msg (strstr (message, cases[i].path) != NULL, "%s", message);
  }
  ck_assert_int_eq (pl_sink_check_path ((struct plating_text) { "a\0b", 3 },
                                        NULL), PLATING_E_INVAL);
  ck_assert_int_eq (pl_sink_check_path (text ("..a/b../...c"), NULL), 0);
  ck_assert_int_ne (access (scratch_path (base, "x"), F_OK), 0);
  results ();
}
END_TEST

START_TEST (test_long_paths)
{
  char path[5000];
  const char *message;
  int i;

  start (PL_SINK_WRITE);
  memset (path, 'n', sizeof path);
  path[255] = '\0';
  put (path, "fits");
  path[255] = 'n';
  path[256] = '\0';
  ck_assert_ptr_nonnull (strstr (refused (path, "x", PLATING_E_LIMIT),
                                 "longer than 255 bytes"));
  for (i = 100; i < 5000; i += 100)
    path[i] = '/';
  path[256] = 'n';
  path[4097] = '\0';
  message = refused (path, "x", PLATING_E_LIMIT);
  ck_assert_ptr_nonnull (strstr (message, "longer than 4096 bytes"));
  ck_assert_uint_lt (strlen (message), 700);
  path[100 * 36] = '\0';
  path[256] = '/';
  put (path, "fits");
  expect_reading (path, "fits");
}
END_TEST

START_TEST (test_names_with_strange_bytes)
{
  start (PL_SINK_WRITE);
  put ("a b\n\xff.md", "x");
  ck_assert_str_eq (on_disk ("docs/a b\n\xff.md"), "x");
}
END_TEST

START_TEST (test_things_in_the_way)
{
  start (PL_SINK_WRITE);
  scratch_make_directory (base, "docs/dir.md");
  scratch_write (base, "docs/file", "x");
  ck_assert_int_eq (mkfifo (scratch_path (base, "docs/fifo.md"), 0600), 0);
  ck_assert_str_eq (refused ("dir.md", "x", PLATING_E_IO),
                    "write docs/dir.md: Is a directory");
  ck_assert_str_eq (refused ("file/x.md", "x", PLATING_E_IO),
                    "write docs/file/x.md: Not a directory");
  ck_assert_str_eq (refused ("fifo.md", "x", PLATING_E_IO),
                    "write docs/fifo.md: it is no regular file");
  put ("fine.md", "x");
  ck_assert_str_eq (results (),
                    "F:dir.md F:fifo.md F:file/x.md W:fine.md");
  ck_assert_int_eq (scratch_count_temporaries (base), 0);
}
END_TEST

START_TEST (test_document_size)
{
  start_with ((struct pl_sink_options) { .mode = PL_SINK_WRITE,
                                         .document_size = 3 });
  put ("a.md", "123");
  ck_assert_ptr_nonnull (strstr (refused ("b.md", "1234", PLATING_E_LIMIT),
                                 "b.md"));
}
END_TEST

/* -- links -------------------- */

START_TEST (test_links)
{
  char outside[PATH_MAX], project[PATH_MAX];

  strcpy (project, base);
  strcpy (outside, scratch_path (base, "../outside"));
  ck_assert_int_eq (mkdir (outside, 0755), 0);
  scratch_write (base, "README.md", "old");
  scratch_write (base, "elsewhere/x.md", "old");
  scratch_link ("../README.md", base, "docs/index.md");
  scratch_link ("../elsewhere", base, "docs/inside");
  scratch_link (scratch_path (base, "elsewhere"), base, "docs/absolute");
  scratch_link ("../../outside", base, "docs/evil");
  scratch_link ("../../outside/f.md", base, "docs/evil.md");
  scratch_link ("../elsewhere/new.md", base, "docs/dangling.md");
  scratch_link ("loop.md", base, "docs/loop.md");
  start (PL_SINK_WRITE);
  put ("index.md", "new");
  put ("inside/x.md", "new");
  put ("inside/sub/y.md", "y");
  put ("absolute/z.md", "z");
  put ("dangling.md", "d");
  ck_assert_ptr_nonnull (strstr (refused ("evil/f.md", "x",
                                          PLATING_E_OUTSIDE),
                                 "docs/evil' leads out of the project"));
  ck_assert_ptr_nonnull (strstr (refused ("evil/sub/f.md", "x",
                                          PLATING_E_OUTSIDE), "docs/evil'"));
  ck_assert_int_eq (put_full (PLATING_TO_OUTPUT, 99, "evil.md", text ("x"),
                              0, 0, NULL), PLATING_E_OUTSIDE);
  ck_assert_ptr_nonnull (strstr (refused ("loop.md", "x", PLATING_E_IO),
                                 "symbolic links"));
  ck_assert_str_eq (on_disk ("README.md"), "new");
  ck_assert_str_eq (on_disk ("elsewhere/x.md"), "new");
  ck_assert_str_eq (on_disk ("elsewhere/sub/y.md"), "y");
  ck_assert_str_eq (on_disk ("elsewhere/z.md"), "z");
  ck_assert_str_eq (on_disk ("elsewhere/new.md"), "d");
  ck_assert_int_ne (access (scratch_path (outside, "f.md"), F_OK), 0);
  expect_reading ("index.md", "new");
  ck_assert_str_eq (results (), "W:absolute/z.md W:dangling.md F:evil.md "
                    "F:evil/f.md F:evil/sub/f.md W:index.md W:inside/sub/y.md "
                    "W:inside/x.md F:loop.md");
  ck_assert_int_eq (scratch_count_temporaries (base), 0);
  /* The same again, to see that links are looked through. */
  start (PL_SINK_CHECK);
  put ("index.md", "new");
  put ("inside/x.md", "other");
  put ("dangling.md", "d");
  ck_assert_str_eq (results (), "=:dangling.md =:index.md D:inside/x.md");
}
END_TEST

START_TEST (test_output_directory_is_a_link)
{
  scratch_make_directory (base, "../site");
  scratch_link ("../site", base, "docs");
  start (PL_SINK_WRITE);
  put ("a/x.md", "x");
  put ("y.md", "y");
  ck_assert_str_eq (on_disk ("../site/a/x.md"), "x");
}
END_TEST

/* -- conflicts -------------------- */

static void
put_numbered (const char *path, uint64_t sequence)
{
  char content[32];

  snprintf (content, sizeof content, "content %d", (int) sequence);
  ck_assert_int_eq (put_full (PLATING_TO_OUTPUT, sequence, path,
                              text (content), 0, 0, NULL), 0);
}

START_TEST (test_conflicts_do_not_depend_on_order)
{
  static const int orders[][3] = {
    { 1, 2, 3 }, { 1, 3, 2 }, { 2, 1, 3 }, { 2, 3, 1 }, { 3, 1, 2 },
    { 3, 2, 1 },
  };
  const struct pl_sink_conflict *conflicts;
  struct plating_result_counts counts;
  size_t n;
  int i;

  start (PL_SINK_WRITE);
  for (i = 0; i < 3; i++)
    put_numbered ("x.md", (uint64_t) orders[_i][i]);
  put_numbered ("y.md", 7);
  ck_assert_str_eq (results (), "F:x.md W:y.md");
  ck_assert_str_eq (on_disk ("docs/x.md"), "content 1");
  conflicts = pl_sink_conflicts (sink, &n);
  ck_assert_uint_eq (n, 2);
  for (i = 0; i < 2; i++) {
    ck_assert_str_eq (conflicts[i].path, "x.md");
    ck_assert_uint_eq (conflicts[i].kept, 1);
    ck_assert_uint_eq (conflicts[i].dropped, 2 + i);
  }
  pl_sink_counts (sink, &counts);
  ck_assert_uint_eq (counts.failed, 1);
  ck_assert_uint_eq (counts.written, 1);
  ck_assert_uint_eq (counts.bytes_written, 9);
}
END_TEST

START_TEST (test_failures)
{
  size_t n;

  scratch_write (base, "docs/old/kept.md", "old");
  start (PL_SINK_WRITE);
  ck_assert_int_eq (pl_sink_fail (sink, 1, PLATING_TO_OUTPUT,
                                  text ("old/kept.md")), 0);
  ck_assert_int_eq (pl_sink_fail (sink, 1, PLATING_TO_OUTPUT,
                                  text ("../../x")), 0);
  /* A document outdoes a failure, before or after. */
  ck_assert_int_eq (pl_sink_fail (sink, 2, PLATING_TO_OUTPUT,
                                  text ("a.md")), 0);
  put_numbered ("a.md", 3);
  put_numbered ("b.md", 4);
  ck_assert_int_eq (pl_sink_fail (sink, 1, PLATING_TO_OUTPUT,
                                  text ("b.md")), 0);
  ck_assert_int_eq (pl_sink_unwanted (sink, PLATING_TO_OUTPUT,
                                      (const char *[]) { "/", NULL }, 1,
                                      NULL), 0);
  ck_assert_str_eq (results (), "F:../../x W:a.md W:b.md F:old/kept.md");
  pl_sink_conflicts (sink, &n);
  ck_assert_uint_eq (n, 0);
  ck_assert_str_eq (on_disk ("docs/old/kept.md"), "old");
}
END_TEST

/* -- unwanted files and left-overs -------------------- */

static void
make_unwanted (void)
{
  scratch_write (base, "docs/index.md", "x");
  scratch_write (base, "docs/mine.md", "x");
  scratch_write (base, "docs/resources/a.md", "x");
  scratch_write (base, "docs/resources/gone.md", "x");
  scratch_write (base, "docs/resources/.hidden", "x");
  scratch_write (base, "docs/old/x/y/gone.md", "x");
  scratch_make_directory (base, "docs/resources/empty");
  scratch_write (base, "docs/guides/guide.md", "x");
  scratch_write (base, "precious/file", "x");
  scratch_link ("../../precious", base, "docs/resources/linkdir");
  scratch_link ("../../precious/file", base, "docs/resources/link");
}

static const char *const managed[] = {
  "index.md", "resources/", "old/", "nothing/", "no.md", "index.md", NULL
};

START_TEST (test_unwanted)
{
  make_unwanted ();
  start (_i ? PL_SINK_WRITE : PL_SINK_CHECK);
  put ("resources/a.md", "x");
  ck_assert_int_eq (pl_sink_unwanted (sink, PLATING_TO_OUTPUT, managed, !_i,
                                      NULL), 0);
  ck_assert_str_eq (results (), "U:index.md U:old/x/y/gone.md "
                    "U:resources/.hidden =:resources/a.md "
                    "U:resources/gone.md U:resources/link "
                    "U:resources/linkdir");
  ck_assert_ptr_nonnull (on_disk ("docs/resources/gone.md"));
}
END_TEST

START_TEST (test_prune)
{
  struct plating_result_counts counts;
  struct stat st;

  make_unwanted ();
  start (PL_SINK_WRITE);
  put ("resources/a.md", "x");
  ck_assert_int_eq (pl_sink_unwanted (sink, PLATING_TO_OUTPUT, managed, 1,
                                      NULL), 0);
  pl_sink_counts (sink, &counts);
  ck_assert_uint_eq (counts.removed, 6);
  ck_assert_str_eq (results (), "R:index.md R:old/x/y/gone.md "
                    "R:resources/.hidden =:resources/a.md "
                    "R:resources/gone.md R:resources/link "
                    "R:resources/linkdir");
  ck_assert_ptr_null (on_disk ("docs/resources/gone.md"));
  ck_assert_ptr_null (on_disk ("docs/index.md"));
  ck_assert_int_ne (lstat (scratch_path (base, "docs/resources/link"), &st),
                    0);
  ck_assert_int_ne (lstat (scratch_path (base, "docs/old"), &st), 0);
  /* Not ours, or empty before. */
  ck_assert_ptr_nonnull (on_disk ("docs/mine.md"));
  ck_assert_ptr_nonnull (on_disk ("docs/guides/guide.md"));
  ck_assert_ptr_nonnull (on_disk ("precious/file"));
  ck_assert_int_eq (lstat (scratch_path (base, "docs/resources/empty"), &st),
                    0);
}
END_TEST

START_TEST (test_prune_all_but_links_in_use)
{
  scratch_write (base, "elsewhere/x.md", "x");
  scratch_write (base, "docs/a/b/gone.md", "x");
  scratch_link ("../elsewhere", base, "docs/linked");
  start (PL_SINK_WRITE);
  put ("linked/sub/y.md", "y");
  ck_assert_int_eq (pl_sink_unwanted (sink, PLATING_TO_OUTPUT,
                                      (const char *[]) { "/", NULL }, 1,
                                      NULL), 0);
  ck_assert_str_eq (results (), "R:a/b/gone.md W:linked/sub/y.md");
  ck_assert_ptr_nonnull (on_disk ("docs/linked/x.md"));
  ck_assert_int_ne (access (scratch_path (base, "docs/a"), F_OK), 0);
}
END_TEST

START_TEST (test_prune_never_leaves_the_directory)
{
  static const char *const bad[] = { "../", "a/../../x/", "", "/etc/", "a//b",
                                     "..", "./" };
  struct plating_error *e;
  size_t i;

  scratch_write (base, "x/file", "x");
  scratch_write (base, "docs/f", "x");
  for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    e = NULL;
    start (PL_SINK_WRITE);
    ck_assert_int_eq (pl_sink_unwanted (sink, PLATING_TO_OUTPUT,
                                        (const char *[]) { bad[i], NULL }, 1,
                                        &e), PLATING_E_INVAL);
    ck_assert_ptr_nonnull (strstr (plating_error_message (e), bad[i]));
    plating_error_unref (e);
  }
  ck_assert_ptr_nonnull (on_disk ("x/file"));
  ck_assert_ptr_nonnull (on_disk ("docs/f"));
}
END_TEST

START_TEST (test_deep_directories_are_a_limit)
{
  struct plating_error *e = NULL;
  char name[400] = "docs";
  int i;

  for (i = 0; i < 70; i++)
    strcat (name, "/d");
  scratch_write (base, strcat (name, "/f"), "x");
  start (PL_SINK_WRITE);
  ck_assert_int_eq (pl_sink_unwanted (sink, PLATING_TO_OUTPUT,
                                      (const char *[]) { "d/", NULL }, 1,
                                      &e), PLATING_E_LIMIT);
  ck_assert_ptr_nonnull (strstr (plating_error_message (e), "d/d/d"));
  plating_error_unref (e);
  ck_assert_ptr_nonnull (on_disk (name));
}
END_TEST

START_TEST (test_sweep)
{
  size_t n;

  scratch_write (base, "docs/.plating-1-1.tmp", "x");
  scratch_write (base, "docs/resources/a/.plating-1-2.tmp", "x");
  scratch_write (base, "docs/guides/.plating-1-3.tmp", "x");
  scratch_write (base, "docs/resources/.plating-other", "x");
  start (PL_SINK_CHECK);
  ck_assert_int_eq (pl_sink_sweep (sink, PLATING_TO_OUTPUT, managed, &n,
                                   NULL), 0);
  ck_assert_uint_eq (n, 0);
  start (PL_SINK_WRITE);
  ck_assert_int_eq (pl_sink_sweep (sink, PLATING_TO_OUTPUT, managed, &n,
                                   NULL), 0);
  ck_assert_uint_eq (n, 2);
  ck_assert_ptr_nonnull (on_disk ("docs/guides/.plating-1-3.tmp"));
  ck_assert_ptr_nonnull (on_disk ("docs/resources/.plating-other"));
  /* Writing to a directory cleans it, whoever manages it. */
  put ("guides/g.md", "g");
  ck_assert_ptr_null (on_disk ("docs/guides/.plating-1-3.tmp"));
}
END_TEST

/* -- threads -------------------- */

struct writer {
  pthread_t thread;
  int number;
};

static void *
put_many (void *data)
{
  struct writer *w = data;
  char path[64], content[96];
  int i, k;

  for (i = 0; i < 400; i++) {
    k = (i * 7 + w->number) % 400;
    snprintf (path, sizeof path, "d%d/e%d/f%d.md", k % 7, k % 5,
              k % 100 == 0 ? k : k + 1000 * w->number);
    snprintf (content, sizeof content, "%s by %d", path, w->number);
    ck_assert_int_eq (put_full (PLATING_TO_OUTPUT,
                                (uint64_t) (k * 10 + w->number), path,
                                text (content), 0, 0, NULL), 0);
  }
  return NULL;
}

START_TEST (test_many_threads)
{
  struct writer writers[4];
  struct plating_result_counts counts;
  const struct pl_sink_conflict *conflicts;
  size_t n;
  int i;

  start (_i ? PL_SINK_WRITE : PL_SINK_MEMORY);
  for (i = 0; i < 4; i++) {
    writers[i].number = 3 - i;
    pthread_create (&writers[i].thread, NULL, put_many, &writers[i]);
  }
  for (i = 0; i < 4; i++)
    pthread_join (writers[i].thread, NULL);
  pl_sink_counts (sink, &counts);
  ck_assert_uint_eq (counts.failed, 4);
  ck_assert_uint_eq (counts.written, 4 * 396);
  results ();
  conflicts = pl_sink_conflicts (sink, &n);
  ck_assert_uint_eq (n, 12);
  ck_assert_str_eq (conflicts[0].path, "d0/e0/f0.md");
  ck_assert_uint_eq (conflicts[0].kept, 0);
  ck_assert_uint_eq (conflicts[2].dropped, 3);
  if (_i)
    ck_assert_str_eq (on_disk ("docs/d2/e0/f100.md"),
                      "d2/e0/f100.md by 0");
}
END_TEST

START_TEST (test_many_directories)
{
  struct plating_result_counts counts;
  char path[64];
  int i;

  start_with ((struct pl_sink_options) { .mode = PL_SINK_WRITE,
                                         .fsync = 0 });
  for (i = 0; i < 300; i++) {
    snprintf (path, sizeof path, "d%d/x.md", i);
    put (path, path);
  }
  pl_sink_counts (sink, &counts);
  ck_assert_uint_eq (counts.written, 300);
}
END_TEST

START_TEST (test_fsync)
{
  start_with ((struct pl_sink_options) { .mode = PL_SINK_WRITE,
                                         .fsync = 1 });
  put ("a/x.md", "x");
  ck_assert_str_eq (results (), "W:a/x.md");
}
END_TEST

START_TEST (test_bad_use)
{
  struct plating_error *e = NULL;
  struct pl_sink *s;

  ck_assert_int_eq (pl_sink_new (&s, &(struct pl_sink_options) { .mode = 7 },
                                 &e), PLATING_E_INVAL);
  plating_error_unref (e);
  e = NULL;
  start (PL_SINK_WRITE);
  ck_assert_int_eq (pl_sink_root (sink, PLATING_TO_EXAMPLES, "relative", "",
                                  0, &e), PLATING_E_INVAL);
  plating_error_unref (e);
  e = NULL;
  ck_assert_int_eq (pl_sink_root (sink, PLATING_TO_OUTPUT, "/x", "", 0, &e),
                    PLATING_E_STATE);
  plating_error_unref (e);
  pl_sink_free (NULL);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("sink");
  TCase *tests = tcase_create ("all");
  SRunner *runner = srunner_create (suite);
  int n_failed;

  scratch_begin ();
  tcase_set_timeout (tests, 60);
  tcase_add_checked_fixture (tests, set_up, tear_down);
  tcase_add_test (tests, test_write);
  tcase_add_test (tests, test_places_and_prefixes);
  tcase_add_test (tests, test_modes_of_files);
  tcase_add_loop_test (tests, test_check_and_dry_run, 0, 2);
  tcase_add_test (tests, test_check_without_a_directory);
  tcase_add_test (tests, test_diff);
  tcase_add_test (tests, test_memory);
  tcase_add_loop_test (tests, test_reading_back, 0, 4);
  tcase_add_test (tests, test_reading_what_was_not_kept);
  tcase_add_loop_test (tests, test_keep_existing, 0, 2);
  tcase_add_test (tests, test_bad_paths);
  tcase_add_test (tests, test_long_paths);
  tcase_add_test (tests, test_names_with_strange_bytes);
  tcase_add_test (tests, test_things_in_the_way);
  tcase_add_test (tests, test_document_size);
  tcase_add_test (tests, test_links);
  tcase_add_test (tests, test_output_directory_is_a_link);
  tcase_add_loop_test (tests, test_conflicts_do_not_depend_on_order, 0, 6);
  tcase_add_test (tests, test_failures);
  tcase_add_loop_test (tests, test_unwanted, 0, 2);
  tcase_add_test (tests, test_prune);
  tcase_add_test (tests, test_prune_all_but_links_in_use);
  tcase_add_test (tests, test_prune_never_leaves_the_directory);
  tcase_add_test (tests, test_deep_directories_are_a_limit);
  tcase_add_test (tests, test_sweep);
  tcase_add_loop_test (tests, test_many_threads, 0, 2);
  tcase_add_test (tests, test_many_directories);
  tcase_add_test (tests, test_fsync);
  tcase_add_test (tests, test_bad_use);
  suite_add_tcase (suite, tests);
  srunner_run_all (runner, CK_NORMAL);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  scratch_end ();
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
