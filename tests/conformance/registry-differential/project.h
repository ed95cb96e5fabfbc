/* SPDX-License-Identifier: Apache-2.0 */
/* A random provider project: its schema and the files beside it. */

#ifndef TEST_PROJECT_H
#define TEST_PROJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"

/* What the generator can produce; each is counted. */
#define RULES(X) \
  X (RULE_ATTRIBUTE) X (RULE_NESTED_ATTRIBUTE) X (RULE_OBJECT) \
  X (RULE_COLLECTION_OF_OBJECT) X (RULE_LIST) X (RULE_SET) X (RULE_MAP) \
  X (RULE_TUPLE_ELEMENT) X (RULE_TUPLE_ATTRIBUTE) X (RULE_BLOCK) \
  X (RULE_BLOCK_SINGLE) X (RULE_BLOCK_LIST) X (RULE_BLOCK_SET) \
  X (RULE_BLOCK_MAP) X (RULE_BAD_MODE) X (RULE_MIN_ITEMS) \
  X (RULE_MAX_ITEMS) X (RULE_EMPTY_BLOCK) X (RULE_REQUIRED) \
  X (RULE_OPTIONAL) X (RULE_COMPUTED) X (RULE_NO_FLAG) X (RULE_NO_GROUP) \
  X (RULE_SENSITIVE) X (RULE_DEPRECATED) X (RULE_WRITE_ONLY) X (RULE_ROOT_ID) \
  X (RULE_ATTRIBUTE_AND_BLOCK) X (RULE_DEEP) X (RULE_IDENTITY) \
  X (RULE_FUNCTION) X (RULE_VARIADIC) X (RULE_EMPTY_PARAMETERS) \
  X (RULE_ODD_NAME) X (RULE_ODD_TEXT) X (RULE_TWINS) X (RULE_CATCH_ALL) \
  X (RULE_NO_PREFIX) X (RULE_OWN_TEMPLATE) X (RULE_EMPTY_TEMPLATE) \
  X (RULE_FALLBACK) X (RULE_STATIC_PAGE) X (RULE_LEGACY_PAGE) \
  X (RULE_PAGE_AND_TEMPLATE) X (RULE_GUIDE) X (RULE_OTHER_FILE) \
  X (RULE_LOST_TEMPLATE) X (RULE_BROKEN_TEMPLATE) X (RULE_EXAMPLE) \
  X (RULE_MANY_EXAMPLES) X (RULE_EMPTY_EXAMPLE) X (RULE_IMPORT) \
  X (RULE_IMPORT_ID) X (RULE_IMPORT_IDENTITY) X (RULE_DEPRECATED_COMPONENT) \
  X (RULE_IGNORE_DEPRECATED) X (RULE_RENDERED_NAME)

#define RULE_NAME(rule) rule,
enum rule { RULES (RULE_NAME) N_RULES };
#undef RULE_NAME

enum kind {
  KIND_RESOURCE, KIND_DATA_SOURCE, KIND_FUNCTION, KIND_EPHEMERAL,
  KIND_ACTION, KIND_LIST, KIND_STATE_STORE, N_KINDS
};

struct kind_names {
  const char *schemas;          /* member of the schema file */
  const char *directory;
  const char *example;
  const char *example_suffix;
  const char *legacy;           /* or NULL */
};

extern const struct kind_names kind_names[N_KINDS];

#define COMPONENTS_MAX 12

struct component {
  enum kind kind;
  char name[160];
  bool has_identity;
};

struct project {
  uint64_t state;               /* of the random numbers */
  char provider[128];            /* as given by --provider-name */
  char short_name[64];
  bool may_fail;                /* parts that make tfplugindocs fail */
  bool has_lost_components;     /* that tfplugindocs shows nothing of */
  struct component components[COMPONENTS_MAX];
  size_t n_components;
  unsigned long *counts;        /* by rule */
};

/* Random numbers: less than N; true once in N times. */
uint32_t any (struct project *p, uint32_t n);
bool once_in (struct project *p, uint32_t n);

/* True once in N times, and counts RULE then.  A rule of failures holds only
 * if the project may fail. */
bool rule_in (struct project *p, uint32_t n, enum rule rule);
void count (struct project *p, enum rule rule);

/* Appends the schema of all components, which it makes up. */
void make_schema (struct project *p, struct pl_buffer *out);

/* Appends the Terraform name of a component that is not used yet. */
void make_component_name (struct project *p, struct component *c);

#endif
