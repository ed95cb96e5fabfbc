/* SPDX-License-Identifier: Apache-2.0 */
/* Reads one component of a provider's reply: checks and measures it, or
 * makes its view.  Both are the same pass; without a builder nothing is
 * made.
 *
 * Maps and lists of named things are sorted by name, of one name the last
 * counts, and absent fields have protobuf's defaults: the view is the one
 * that Terraform's JSON for the same reply gives. */

#ifndef PR_DECODE_H
#define PR_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <plating/schema.h>

#include "common/arena.h"
#include "plugins/common/schemaview/build.h"

struct pr_fault;

/* Kinds of component, in the order of pr_kind_names. */
enum pr_kind {
  PR_PROVIDER,
  PR_RESOURCE,
  PR_DATA_SOURCE,
  PR_FUNCTION,
  PR_EPHEMERAL_RESOURCE,
  PR_ACTION,
  PR_LIST_RESOURCE,
  PR_STATE_STORE,
  PR_N_KINDS
};

/* PLATING_KIND_ of each. */
extern const char *const pr_kind_names[PR_N_KINDS];

/* Limits. */
#define PR_DEPTH 100u           /* messages in each other */
#define PR_TYPE_DEPTH 64u       /* types in each other */
#define PR_TEXT_LIMIT ((size_t) 1 << 20)    /* a description, a type */
#define PR_MEMBERS 10000u       /* attributes and blocks of a block */
#define PR_MESSAGES 1000000u    /* in a component */

/* One component as it stands in a reply. */
struct pr_source {
  enum pr_kind kind;
  struct plating_text name;
  struct plating_text message;  /* Schema, Function or ActionSchema */
  struct plating_text identity; /* of a resource */
  bool has_identity;
};

/* Where the reading is, for messages. */
struct pr_place {
  const struct pr_place *outer;
  const char *what;
  struct plating_text name;
};

struct pr_decoder {
  unsigned protocol;            /* 5 or 6 */
  struct pl_arena *scratch;     /* what only the reading needs */
  struct sj_builder *builder;   /* NULL: only check */
  struct pr_fault *fault;
  const struct pr_place *place;
  unsigned depth;
  uint32_t n_messages;
  uint32_t n_nodes, n_extras;   /* found: what building needs at most */
  uint32_t flags;               /* found: PLATING_COMPONENT_ */
  bool is_lenient;              /* rules for attributes do not apply */
  unsigned sets;                /* open blocks and objects that are sets */
  bool has_dynamic;             /* the type last read has a dynamic part */
  uint16_t type;                /* the type last read: PLATING_TYPE_ */
  bool is_inner;                /* extras are those of the inner one of two
                                   objects that share a node */
  /* What is odd but can be shown.  May be NULL. */
  void (*note) (void *data, const char *message);
  void *note_data;
};

/* Reads SOURCE.  Returns 0, or -1 with the fault set. */
int pr_decode (struct pr_decoder *d, const struct pr_source *source);

/* -- between decode.c, decode-block.c, decode-function.c, decode-type.c ------
 *
 * A node is NULL when nothing is built.  All that return int return 0, or
 * -1 with the fault set. */

/* States a fault of the schema, with the place. */
int pr_decode_fail (struct pr_decoder *d, const char *fmt, ...)
  __attribute__ ((format (printf, 2, 3)));

/* The same for what is only odd. */
void pr_decode_note (struct pr_decoder *d, const char *fmt, ...)
  __attribute__ ((format (printf, 2, 3)));

/* Memory that lasts as long as the view, or as the reading if there is
 * none; NULL, with the fault set, when there is no more. */
void *pr_decode_alloc (struct pr_decoder *d, size_t len);

/* Memory for the reading. */
void *pr_decode_scratch (struct pr_decoder *d, size_t n, size_t size);

/* Appends a node or counts it; sets *NODE. */
int pr_decode_node (struct pr_decoder *d, uint16_t kind,
                    struct plating_text name,
                    struct plating_schema_node **node);
void pr_decode_close (struct pr_decoder *d, struct plating_schema_node *node);

/* Adds members for which a node has no place. */
int pr_decode_extra_number (struct pr_decoder *d,
                            const struct plating_schema_node *node,
                            const char *key, uint64_t number);
int pr_decode_extra_text (struct pr_decoder *d,
                          const struct plating_schema_node *node,
                          const char *key, struct plating_text text);
int pr_decode_extra_json (struct pr_decoder *d,
                          const struct plating_schema_node *node,
                          const char *key, struct plating_text json);

/* Enters a message that holds others, and leaves it. */
int pr_decode_enter (struct pr_decoder *d);
void pr_decode_leave (struct pr_decoder *d);

/* Checks a text field, called NAME. */
int pr_decode_text (struct pr_decoder *d, struct plating_text text,
                    const char *name);

/* A message field that came: as protobuf has it, a second one is merged
 * into the first, which is what reading both in a row does.  *MESSAGE is
 * NULL before the first. */
int pr_decode_merge (struct pr_decoder *d, struct plating_text *message,
                     struct plating_text more);

/* A named member of a message. */
struct pr_member {
  struct plating_text name, message;
  uint32_t number;              /* order in the message */
};

struct pr_members {
  struct pr_member *list;
  uint32_t n;
};

/* Collects the members that MESSAGE has in FIELDS, each into a list of its
 * own: they hold their name in field 1, are sorted by name, of one name the
 * last.  Returns 0, or -1 with the fault set. */
int pr_decode_members (struct pr_decoder *d, struct plating_text message,
                       const uint32_t *fields, struct pr_members *lists,
                       unsigned n_lists);

/* Sorts members by name, of one name the last. */
void pr_decode_sort (struct pr_member *members, uint32_t *n);

/* Reads a Block, whose members belong to NODE. */
int pr_decode_block (struct pr_decoder *d, struct plating_text block,
                     struct plating_schema_node *node, bool is_root);

/* Reads a ResourceIdentitySchema. */
int pr_decode_identity (struct pr_decoder *d, struct plating_text identity);

/* Reads a Function. */
int pr_decode_function (struct pr_decoder *d, struct plating_text function,
                        struct plating_schema_node *node);

/* Reads a type, which is JSON; its parts follow NODE. */
int pr_decode_type (struct pr_decoder *d, struct plating_text json,
                    struct plating_schema_node *node);

/* Appends TEXT as a JSON string, the way Go's encoder writes it. */
struct pl_buffer;
void pr_decode_quote (struct pl_buffer *out, struct plating_text text);

/* Sets or clears a flag of a node, if there is one. */
static inline void
pr_decode_flag (struct plating_schema_node *node, uint32_t flag, bool value)
{
  if (node)
    node->flags = value ? node->flags | flag : node->flags & ~flag;
}

#endif
