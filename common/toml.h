/* SPDX-License-Identifier: Apache-2.0 */
/* A reader for TOML 1.0. */

#ifndef TOML_H
#define TOML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/arena.h"

enum toml_kind {
  TOML_TABLE,
  TOML_ARRAY,
  TOML_STRING,
  TOML_INTEGER,
  TOML_FLOAT,
  TOML_BOOLEAN,
  TOML_OFFSET_DATE_TIME,
  TOML_LOCAL_DATE_TIME,
  TOML_LOCAL_DATE,
  TOML_LOCAL_TIME
};

struct toml_value;

struct toml_member {
  const char *key;              /* KEY_LEN bytes of UTF-8 and a NUL */
  size_t key_len;
  uint32_t line, column;        /* of the key; bytes, from 1 */
  struct toml_value *value;
};

struct toml_table {
  struct toml_member *members;  /* in the order in which they came up */
  size_t n;
  /* The rest is the reader's own. */
  size_t cap;
  uint32_t *slots;              /* hash table over MEMBERS, from a size on */
  size_t n_slots;
  uint32_t origin, section;
  uint64_t seed;
};

struct toml_array {
  struct toml_value **items;
  size_t n;
  /* The rest is the reader's own. */
  size_t cap;
  bool is_of_tables;            /* made by [[ ]] */
};

/* What the kind does not have is 0. */
struct toml_date_time {
  int year, month, day;
  int hour, minute, second;     /* second: up to 60 */
  uint32_t nanosecond;          /* further digits are cut off */
  int offset;                   /* minutes east of UTC */
  const char *text;             /* as it was written */
  size_t len;
};

struct toml_value {
  enum toml_kind kind;
  uint32_t line, column;        /* bytes, from 1 */
  union {
    struct toml_table table;
    struct toml_array array;
    struct {
      const char *text;         /* LEN bytes of UTF-8 and a NUL */
      size_t len;
    } string;
    int64_t integer;
    double number;
    bool boolean;
    struct toml_date_time date_time;
  } u;
};

/* 0: the default. */
struct toml_limits {
  size_t size;                  /* bytes of the document; 16 MiB */
  size_t depth;                 /* values within values, and parts of a
                                   key; 128 */
};

struct toml_error {
  uint32_t line, column;        /* bytes, from 1 */
  char message[160];
};

/* Reads TEXT.  *ROOT is a table and lives, as all that it leads to, in
 * ARENA.  LIMITS may be NULL.  Returns 0, or PLATING_E_FORMAT or _LIMIT with
 * *ERROR filled in, or PLATING_E_NOMEM.  Any thread. */
int toml_read (struct pl_arena *arena, const char *text, size_t len,
               const struct toml_limits *limits, struct toml_value **root,
               struct toml_error *error);

/* The member KEY of TABLE; NULL if there is none, or TABLE is no table. */
const struct toml_member *toml_find (const struct toml_value *table,
                                     const char *key, size_t key_len);

/* Its value, for a NUL-terminated key. */
const struct toml_value *toml_get (const struct toml_value *table,
                                   const char *key);

#endif
