/* SPDX-License-Identifier: Apache-2.0 */
/* A project with a sink, for the programs that test what becomes of
 * documents.  Each has its own copy. */

#ifndef SINK_PROJECT_H
#define SINK_PROJECT_H

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <check.h>

#include "common/arena.h"
#include "core/error.h"
#include "core/sink.h"
#include "scratch.h"

static char base[PATH_MAX];      /* the project */
static struct pl_sink *sink;
static struct pl_arena arena;

static inline void
set_up (void)
{
  strcpy (base, scratch_path (scratch_new (), "project"));
  ck_assert_int_eq (mkdir (base, 0755), 0);
  pl_arena_init (&arena, 0);
  sink = NULL;
}

static inline void
tear_down (void)
{
  pl_sink_free (sink);
  pl_arena_release (&arena);
}

static inline struct plating_text
text (const char *s)
{
  return (struct plating_text) { s, strlen (s) };
}

static inline void
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

static inline void
start (uint32_t mode)
{
  start_with ((struct pl_sink_options) { .mode = mode });
}

static uint64_t next_sequence;

static inline int
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

static inline void
put (const char *path, const char *bytes)
{
  struct plating_error *e = NULL;
  int code = put_full (PLATING_TO_OUTPUT, ++next_sequence, path, text (bytes),
                       0, 0, &e);

  ck_assert_msg (code == 0, "%s", e ? plating_error_message (e) : "-");
}

/* Puts a document that is refused; returns the message. */
static inline const char *
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
static inline const char *
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

static inline const char *
on_disk (const char *name)
{
  return scratch_read (base, name);
}

static inline ino_t
inode_of (const char *name)
{
  struct stat st;

  ck_assert_int_eq (stat (scratch_path (base, name), &st), 0);
  return st.st_ino;
}

static inline void
expect_reading (const char *path, const char *content)
{
  struct plating_text bytes;

  ck_assert_int_eq (pl_sink_read (sink, PLATING_TO_OUTPUT, text (path),
                                  &arena, &bytes, NULL), 0);
  ck_assert_str_eq (bytes.ptr, content);
  ck_assert_uint_eq (bytes.len, strlen (content));
}

#endif
