/* SPDX-License-Identifier: Apache-2.0 */
/* Front matter: the block of YAML or TOML at the top of a page.
 *
 * A block is found and understood as tfplugindocs does it (goldmark with
 * its front matter extension, then yaml.v3), down to the words of the
 * errors, because its users search for those.  All functions may be called
 * from any thread. */

#ifndef FM_FRONTMATTER_H
#define FM_FRONTMATTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/arena.h"

enum fm_format {
  FM_NONE,
  FM_YAML,
  FM_TOML
};

struct fm_block {
  enum fm_format format;
  const char *text;     /* between the fences; borrowed from the page */
  size_t len;
  size_t end;           /* offset in the page of what follows the block */
  uint32_t line;        /* of the page, from 1, on which TEXT starts */
};

/* Finds the block of a page.  Returns false, and the format FM_NONE, if
 * there is none. */
bool fm_find (const char *page, size_t len, struct fm_block *block);

/* The fields that registries know. */
enum fm_field {
  FM_DESCRIPTION,
  FM_LAYOUT,
  FM_PAGE_TITLE,
  FM_SIDEBAR_CURRENT,
  FM_SUBCATEGORY,
  FM_N_FIELDS
};

/* "page_title" and so on, as YAML spells them. */
extern const char *const fm_field_names[FM_N_FIELDS];

struct fm_value {
  bool present;         /* a null value counts as absent */
  const char *text;     /* LEN bytes and a NUL */
  size_t len;
  uint32_t line;        /* of the key, in the page; from 1 */
  uint32_t column;      /* of the key, in bytes; from 1 */
};

struct fm_fields {
  struct fm_value values[FM_N_FIELDS];
};

struct fm_error {
  const char *message;  /* "yaml: …" or "toml: …" */
  size_t len;
  uint32_t line;        /* in the page, from 1; 0: not known */
  uint32_t column;      /* in bytes, from 1; 0: not known */
};

/* Decodes BLOCK into the five fields.  TYPE_NAME is what the errors call
 * the whole of them ("check.FrontMatterData").  Texts live in ARENA or are
 * static.  Returns 0, or PLATING_E_FORMAT or _LIMIT with *ERROR filled in,
 * or PLATING_E_NOMEM. */
int fm_decode (struct pl_arena *arena, const struct fm_block *block,
               const char *type_name, struct fm_fields *fields,
               struct fm_error *error);

/* -- all keys ------------------------------------------------------------ */

enum fm_type {
  FM_TYPE_STRING,
  FM_TYPE_BOOL,         /* also yes, no, on and off without quotes */
  FM_TYPE_INT,
  FM_TYPE_NULL,
  FM_TYPE_OTHER
};

struct fm_entry {
  const char *key;      /* KEY_LEN bytes and a NUL */
  size_t key_len;
  enum fm_type type;
  bool is_true;         /* BOOL */
  int64_t integer;      /* INT */
  const char *text;     /* of a scalar: LEN bytes and a NUL */
  size_t len;
  uint32_t line, column;        /* of the key, in the page; bytes, from 1 */
};

/* Lists the keys of a block of YAML; none if it is no mapping or of another
 * format.  Texts live in ARENA.  Returns as fm_decode does. */
int fm_entries (struct pl_arena *arena, const struct fm_block *block,
                const struct fm_entry **entries, size_t *n,
                struct fm_error *error);

/* The first entry of KEY, or NULL. */
const struct fm_entry *fm_entry_find (const struct fm_entry *entries,
                                      size_t n, const char *key);

#endif
