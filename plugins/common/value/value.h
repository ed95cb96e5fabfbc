/* SPDX-License-Identifier: Apache-2.0 */
/* The values that templates compute with: small, immutable, passed by value.
 *
 * A value carries its type as Go's text/template would see it, because the
 * errors name types and because printing, comparing and indexing depend on
 * them.  Three things that look alike are kept apart, as there:
 *
 *   - no value (tv_none): what a field of missing data gives; has no type;
 *   - nil (tv_nil): an empty slot of type "interface {}";
 *   - a nil list or map: empty, has a type, and equals nil.
 *
 * A value that was read out of an "interface {}" slot (an element of a
 * []interface {}, a field declared so) has in_interface set: Go's errors
 * then name the type of the slot.  The readers here set it; tv_unwrap
 * clears it.
 *
 * Nothing is copied: a value borrows its bytes, elements and fields, which
 * live in an arena or in static memory at least as long as the value.
 * All functions may be called from any thread; values that are visible to
 * two threads must not be changed, and nothing here does. */

#ifndef TV_VALUE_H
#define TV_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/arena.h"

enum tv_kind {
  TV_NONE,       /* no value; only tv_none has it */
  TV_INTERFACE,  /* an empty interface slot, nil */
  TV_BOOL,
  TV_INT,        /* signed, of any width */
  TV_UINT,       /* unsigned, of any width */
  TV_FLOAT,
  TV_COMPLEX,
  TV_STRING,
  TV_LIST,
  TV_MAP,        /* keys are strings */
  TV_STRUCT,
  TV_FUNCTION,
  TV_OBJECT      /* what only one template language knows; its type says */
};

struct tv_field;

/* Types are compared by address: describe each only once. */
struct tv_type {
  enum tv_kind kind;
  const char *name;               /* as Go prints it: "[]string" */
  const struct tv_type *element;  /* of a list or map */
  const struct tv_field *fields;  /* of a struct, in declared order */
  size_t n_fields;
};

struct tv_field {
  const char *name;
  size_t name_len;
  const struct tv_type *type;     /* tv_type_any: an interface slot */
};

/* Initialiser for an element of a field table. */
#define TV_FIELD(field_name, field_type) \
  { .name = field_name, .name_len = sizeof field_name - 1, \
    .type = field_type }

/* Initialiser for a struct type from its field table. */
#define TV_STRUCT_TYPE(type_name, table) \
  { .kind = TV_STRUCT, .name = type_name, .fields = table, \
    .n_fields = sizeof table / sizeof table[0] }

extern const struct tv_type tv_type_any;      /* interface {} */
extern const struct tv_type tv_type_bool;
extern const struct tv_type tv_type_int;
extern const struct tv_type tv_type_int64;
extern const struct tv_type tv_type_uint8;
extern const struct tv_type tv_type_uint;
extern const struct tv_type tv_type_uint64;
extern const struct tv_type tv_type_float64;
extern const struct tv_type tv_type_complex128;
extern const struct tv_type tv_type_string;
extern const struct tv_type tv_type_list_any;
extern const struct tv_type tv_type_list_bool;
extern const struct tv_type tv_type_list_int;
extern const struct tv_type tv_type_list_float64;
extern const struct tv_type tv_type_list_string;
extern const struct tv_type tv_type_map_any;
extern const struct tv_type tv_type_map_int;
extern const struct tv_type tv_type_map_string;

struct tv;
struct tv_entry;

/* A function as a value, for the template function "call".  CALL gets the
 * arguments already checked against ARGS; it returns 0, or -1 with *ERROR
 * set to a text that lives in ARENA or is static. */
struct tv_function {
  const struct tv_type *const *args;  /* types of the parameters */
  size_t n_args;
  bool is_variadic;                   /* the last type may repeat */
  int (*call) (const struct tv_function *function, struct pl_arena *arena,
               const struct tv *args, size_t n_args, struct tv *result,
               const char **error);
  void *data;
};

struct tv {
  const struct tv_type *type;         /* NULL: no value */
  union {
    bool boolean;
    int64_t integer;
    uint64_t natural;
    double number;
    const double *complex;            /* real and imaginary part */
    const char *text;                 /* LEN bytes, not terminated */
    const struct tv *items;           /* LEN elements; NULL: nil list */
    const struct tv_entry *entries;   /* LEN, sorted; NULL: nil map */
    const struct tv *fields;          /* as many as the type has */
    const struct tv_function *function; /* NULL: nil */
    void *object;
  } u;
  size_t len;
  uint32_t spare;                     /* list: elements of room after LEN */
  uint8_t in_interface;
};

struct tv_entry {
  const char *key;
  size_t key_len;
  struct tv value;
  size_t position;    /* when it was set; only the builder uses it */
};

static inline enum tv_kind
tv_kind (struct tv v)
{
  return v.type ? v.type->kind : TV_NONE;
}

/* -- making values ---------------------------------------------------- */

static inline struct tv
tv_none (void)
{
  return (struct tv) { .type = NULL };
}

static inline struct tv
tv_nil (void)
{
  return (struct tv) { .type = &tv_type_any };
}

static inline struct tv
tv_bool (bool b)
{
  return (struct tv) { .type = &tv_type_bool, .u.boolean = b };
}

static inline struct tv
tv_int (int64_t i)
{
  return (struct tv) { .type = &tv_type_int, .u.integer = i };
}

static inline struct tv
tv_float (double d)
{
  return (struct tv) { .type = &tv_type_float64, .u.number = d };
}

/* TYPE is of kind TV_INT or TV_UINT. */
static inline struct tv
tv_integer (const struct tv_type *type, uint64_t bits)
{
  return (struct tv) { .type = type, .u.natural = bits };
}

/* PARTS points to the real and the imaginary part. */
static inline struct tv
tv_complex (const double *parts)
{
  return (struct tv) { .type = &tv_type_complex128, .u.complex = parts };
}

/* Borrows TEXT, which may be NULL if LEN is 0. */
static inline struct tv
tv_string (const char *text, size_t len)
{
  return (struct tv) { .type = &tv_type_string, .u.text = len ? text : "",
                       .len = len };
}

/* Borrows the NUL-terminated TEXT; NULL is the empty string. */
struct tv tv_cstring (const char *text);

/* Borrows ITEMS; the elements must be of TYPE's element type.  With N 0
 * the list is empty, not nil. */
struct tv tv_list (const struct tv_type *type, const struct tv *items,
                   size_t n);

/* A nil list, map or function. */
static inline struct tv
tv_nil_of (const struct tv_type *type)
{
  return (struct tv) { .type = type };
}

/* Borrows FIELDS: one value for each field of TYPE, in its order. */
static inline struct tv
tv_struct (const struct tv_type *type, const struct tv *fields)
{
  return (struct tv) { .type = type, .u.fields = fields };
}

/* TYPE is of kind TV_FUNCTION and names the signature. */
static inline struct tv
tv_function (const struct tv_type *type, const struct tv_function *function)
{
  return (struct tv) { .type = type, .u.function = function };
}

/* Collects the entries of a map.  A key that is set twice keeps the last
 * value.  Failures are remembered and come out at the end. */
struct tv_map_builder {
  struct pl_arena *arena;
  struct tv_entry *entries;
  size_t n, cap;
  bool failed;
};

void tv_map_builder_init (struct tv_map_builder *b, struct pl_arena *arena,
                          size_t expected);

/* Borrows KEY and what V borrows. */
void tv_map_builder_set (struct tv_map_builder *b, const char *key,
                         size_t key_len, struct tv v);

/* Sorts the entries and stores the map, whose memory is the arena's, in
 * *MAP.  Returns 0 or -1 when memory ran out. */
int tv_map_builder_finish (struct tv_map_builder *b,
                           const struct tv_type *type, struct tv *map);

/* -- reading values --------------------------------------------------- */

/* The type Go sees when it holds V in its slot; NULL for no value. */
static inline const struct tv_type *
tv_static_type (struct tv v)
{
  return v.in_interface ? &tv_type_any : v.type;
}

/* The value itself, without the slot it was read from: an empty slot gives
 * no value. */
static inline struct tv
tv_unwrap (struct tv v)
{
  v.in_interface = 0;
  if (v.type == &tv_type_any)
    v.type = NULL;
  return v;
}

/* Whether it counts as true in an "if". */
bool tv_is_true (struct tv v);

/* No value, nil, or a nil list, map or function. */
bool tv_is_nil (struct tv v);

/* Element I (< len) of a list, as its slot gives it. */
static inline struct tv
tv_at (struct tv list, size_t i)
{
  struct tv v = list.u.items[i];

  v.in_interface = list.type->element == &tv_type_any
    && v.type != &tv_type_any;
  return v;
}

/* Value of entry I (< len) of a map; entries are sorted by key. */
static inline struct tv
tv_entry_value (struct tv map, size_t i)
{
  struct tv v = map.u.entries[i].value;

  v.in_interface = map.type->element == &tv_type_any
    && v.type != &tv_type_any;
  return v;
}

/* Value of field I of a struct. */
static inline struct tv
tv_field_value (struct tv structure, size_t i)
{
  struct tv v = structure.u.fields[i];

  v.in_interface = structure.type->fields[i].type == &tv_type_any
    && v.type != &tv_type_any;
  return v;
}

/* Look up by name.  Return false if there is no such key or field. */
bool tv_map_get (struct tv map, const char *key, size_t key_len,
                 struct tv *value);
bool tv_struct_get (struct tv structure, const char *name, size_t name_len,
                    struct tv *value);

/* The zero value of TYPE, as Go makes it for a missing map entry.  ARENA
 * holds the fields of a struct; without memory the result is no value. */
struct tv tv_zero (const struct tv_type *type, struct pl_arena *arena);

#endif
