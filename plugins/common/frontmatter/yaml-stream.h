/* SPDX-License-Identifier: Apache-2.0 */
/* A YAML text and the libyaml parser over it, with the faults that yaml.v3
 * would find.  Private to this folder. */

#ifndef FM_YAML_STREAM_H
#define FM_YAML_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include <yaml.h>

#include "common/arena.h"

#include "frontmatter.h"

/* Collections within collections. */
#define FM_DEPTH_MAX 200

struct fm_stream {
  struct pl_arena *arena;
  struct fm_error *error;
  const char *text;         /* changes when it is repaired */
  size_t len;
  yaml_parser_t parser;
  bool is_repaired;         /* start again */
  /* The rest is private. */
  bool has_slash_escape;    /* "\/" somewhere */
  bool has_colon;           /* the character for ':' */
  int n_repairs;
  size_t fed;               /* bytes given to the parser */
  size_t index, offset;     /* a character and its place in TEXT */
};

/* Sets up a stream over TEXT.  Returns as fm_decode does. */
int fm_stream_init (struct fm_stream *s, struct pl_arena *arena,
                    const char *text, size_t len, struct fm_error *error);

/* Starts a parser at the start of the text. */
int fm_stream_start (struct fm_stream *s);

/* Closes the parser after CODE.  Returns CODE, or the fault that yaml.v3
 * meets first. */
int fm_stream_finish (struct fm_stream *s, int code);

/* Moves on to the character that MARK counts and returns its place. */
size_t fm_stream_offset (struct fm_stream *s, yaml_mark_t mark);

/* States a fault at PROBLEM; SHOWN is the line that yaml.v3 would name,
 * 0: none.  Returns PLATING_E_FORMAT or _NOMEM. */
int fm_stream_fault (struct fm_stream *s, size_t shown, yaml_mark_t problem,
                     const char *text);

/* The same for what libyaml has found.  When the text could be repaired,
 * is_repaired is set and nothing is stated. */
int fm_stream_libyaml_fault (struct fm_stream *s);

/* Puts back what was hidden from libyaml in a scalar. */
void fm_stream_restore (const struct fm_stream *s, char *value, size_t *len);

/* Fills in *ERROR with a formatted message in ARENA, without a place;
 * returns CODE or PLATING_E_NOMEM. */
int fm_fail (struct pl_arena *arena, struct fm_error *error, int code,
             const char *fmt, ...) __attribute__ ((format (printf, 4, 5)));

#endif
