/* SPDX-License-Identifier: Apache-2.0 */
/* The values of Python that the common values do not have, and what can be
 * done with all of them.
 *
 * How a Python value looks here:
 *
 *   None              tv_nil () (kind TV_INTERFACE)
 *   bool, float       TV_BOOL, TV_FLOAT
 *   int               TV_INT: 64 bits; TV_OBJECT with jinja_big_integer for
 *                     what does not fit, and for nothing else
 *   str               TV_STRING with tv_type_string: UTF-8; indices and
 *                     lengths count code points
 *   Markup            TV_STRING with jinja_markup: safe text
 *   everything else   TV_OBJECT: v.type is the "tv" of a struct jinja_type,
 *                     v.u.object the object
 *   no value          tv_none (), only inside: "missing", an argument that
 *                     was not given; never seen by templates
 *
 * Compare v.type with the address of a type to tell objects apart.  Objects
 * live in the arena of the rendering, none is freed before its end.
 * v.in_interface is always 0 here, and maps, lists, structs and unsigned
 * numbers of the host become dicts, lists and ints before anything sees
 * them (jinja_adopt).
 *
 * Functions return 0, or a negative code after the error was raised; those
 * that find something return 1 for found, 0 for not.  *RESULT is set only
 * on success. */

#ifndef JINJA_OBJECT_H
#define JINJA_OBJECT_H

#include "plugins/common/jinja/jinja.h"

struct jinja_iterator;

/* A Python class.  What is NULL, it cannot do. */
struct jinja_type {
  struct tv_type tv;      /* kind TV_OBJECT, name as Python prints it */
  const char *module;     /* "jinja2.utils"; NULL for what is built in */
  bool is_tuple;          /* the object is a struct jinja_list, unchanging */
  /* Attribute NAME: 1, 0 (there is none) or an error.  Methods need not be
   * found here: see method.h. */
  int (*attribute) (struct jinja_run *run, struct tv self, const char *name,
                    size_t len, struct tv *result);
  int (*item) (struct jinja_run *run, struct tv self, struct tv key,
               struct tv *result);
  int (*call) (struct jinja_run *run, struct tv self,
               const struct jinja_args *args, struct tv *result);
  int (*iterate) (struct jinja_run *run, struct tv self,
                  struct jinja_iterator **it);
  int (*length) (struct jinja_run *run, struct tv self, size_t *n);
  int (*truth) (struct jinja_run *run, struct tv self);   /* 1, 0, error */
  int (*equal) (struct jinja_run *run, struct tv a, struct tv b);
  /* Appends str (SELF), or repr (SELF). */
  int (*print) (struct jinja_run *run, struct pl_buffer *out,
                struct tv self, bool is_repr);
};

/* SELF's type; its kind must be TV_OBJECT. */
static inline const struct jinja_type *
jinja_type_of (struct tv v)
{
  return (const struct jinja_type *) (const void *) v.type;
}

static inline struct tv
jinja_object (const struct jinja_type *type, void *object)
{
  return (struct tv) { .type = &type->tv, .u.object = object };
}

extern const struct tv_type jinja_markup;       /* kind TV_STRING */
extern const struct jinja_type jinja_big_integer; /* see big-integer.h */
extern const struct jinja_type jinja_list;      /* struct jinja_list */
extern const struct jinja_type jinja_tuple;     /* struct jinja_list */
extern const struct jinja_type jinja_dict;      /* struct jinja_dict */
extern const struct jinja_type jinja_range;     /* struct jinja_range */
extern const struct jinja_type jinja_generator; /* struct jinja_iterator */
extern const struct jinja_type jinja_undefined_type;
extern const struct jinja_type jinja_namespace; /* struct jinja_dict */
extern const struct jinja_type jinja_module_type; /* an imported template */
extern const struct jinja_type jinja_function_type; /* of the host, range..*/

#define JINJA_IS(v, TYPE) ((v).type == &(TYPE).tv)

static inline bool
jinja_is_none (struct tv v)
{
  return v.type == &tv_type_any;
}

static inline bool
jinja_is_undefined (struct tv v)
{
  return JINJA_IS (v, jinja_undefined_type);
}

static inline bool
jinja_is_string (struct tv v)                   /* str or Markup */
{
  return tv_kind (v) == TV_STRING;
}

static inline bool
jinja_is_safe (struct tv v)
{
  return v.type == &jinja_markup;
}

static inline bool
jinja_is_tuple (struct tv v)
{
  return tv_kind (v) == TV_OBJECT && jinja_type_of (v)->is_tuple;
}

static inline bool
jinja_is_sequence (struct tv v)                 /* list or tuple */
{
  return JINJA_IS (v, jinja_list) || jinja_is_tuple (v);
}

/* An int or bool, which counts as int in Python, of 64 bits: what
 * jinja_integer can give. */
static inline bool
jinja_is_integer (struct tv v)
{
  return tv_kind (v) == TV_INT || tv_kind (v) == TV_BOOL;
}

/* What jinja_number can give. */
static inline bool
jinja_is_number (struct tv v)
{
  return jinja_is_integer (v) || tv_kind (v) == TV_FLOAT;
}

static inline bool
jinja_is_big_integer (struct tv v)
{
  return JINJA_IS (v, jinja_big_integer);
}

/* Of any size. */
static inline bool
jinja_is_any_integer (struct tv v)
{
  return jinja_is_integer (v) || jinja_is_big_integer (v);
}

static inline bool
jinja_is_any_number (struct tv v)
{
  return jinja_is_number (v) || jinja_is_big_integer (v);
}

static inline int64_t
jinja_integer (struct tv v)
{
  return tv_kind (v) == TV_BOOL ? v.u.boolean : v.u.integer;
}

static inline double
jinja_number (struct tv v)
{
  return tv_kind (v) == TV_FLOAT ? v.u.number : (double) jinja_integer (v);
}

/* -- lists and tuples --------------------------------------------------- */

struct jinja_list {
  struct tv *items;
  size_t n, cap;
};

static inline struct jinja_list *
jinja_list_of (struct tv v)                     /* a list or tuple */
{
  return v.u.object;
}

/* Make one with room for N items that the caller sets; it has N items
 * (None) at once. */
int jinja_make_list (struct jinja_run *run, size_t n, struct tv *list);
int jinja_make_tuple (struct jinja_run *run, size_t n, struct tv *tuple);

int jinja_append (struct jinja_run *run, struct tv list, struct tv v);

/* list (V): all that iterating over V gives. */
int jinja_to_list (struct jinja_run *run, struct tv v, struct tv *list);

/* -- dicts --------------------------------------------------------------- */

struct jinja_entry {
  struct tv key;          /* no value: the entry was deleted */
  struct tv value;
  uint64_t hash;
};

/* Entries in the order in which their keys were first set. */
struct jinja_dict {
  struct jinja_entry *entries;
  size_t n_entries, cap;  /* with deleted ones */
  size_t n;               /* without */
  uint32_t *index;        /* hash table of entry numbers + 1; 0: free */
  size_t n_index;         /* a power of two, or 0: search from the start */
};

static inline struct jinja_dict *
jinja_dict_of (struct tv v)
{
  return v.u.object;
}

int jinja_make_dict (struct jinja_run *run, struct tv *dict);

/* 1, 0 or the error that KEY is not hashable. */
int jinja_dict_get (struct jinja_run *run, struct tv dict, struct tv key,
                    struct tv *value);
int jinja_dict_set (struct jinja_run *run, struct tv dict, struct tv key,
                    struct tv value);
int jinja_dict_delete (struct jinja_run *run, struct tv dict, struct tv key);

/* 1 or 0; never fails. */
int jinja_dict_get_text (struct tv dict, const char *key, size_t len,
                         struct tv *value);

/* Walks the entries: starts with *POSITION 0 and returns false at the end. */
bool jinja_dict_next (struct tv dict, size_t *position,
                      struct jinja_entry **entry);

/* -- ranges ------------------------------------------------------------ */

struct jinja_range {
  int64_t start, stop, step;
  size_t n;
};

/* -- iterators and generators ------------------------------------------- */

/* What yields values one by one.  Embed it as the first member of a struct
 * with own state, made in the arena.  NEXT returns 1 with *V, 0 at the end
 * (and then for ever), or an error.
 *
 * Filters that are generators in Jinja (map, select, batch, slice, unique,
 * items ...) return one as a value through jinja_make_generator: it is lazy,
 * can be iterated once, has no length and is true. */
struct jinja_iterator {
  int (*next) (struct jinja_run *run, struct jinja_iterator *it,
               struct tv *v);
  const char *name;       /* "sync_do_map", for printing; may be NULL */
};

/* The value of the iterator IT. */
static inline struct tv
jinja_make_generator (struct jinja_iterator *it)
{
  return jinja_object (&jinja_generator, it);
}

/* iter (V), or "'int' object is not iterable". */
int jinja_iterate (struct jinja_run *run, struct tv v,
                   struct jinja_iterator **it);

/* Charges one step for each value. */
int jinja_next (struct jinja_run *run, struct jinja_iterator *it,
                struct tv *v);

/* -- undefined values -------------------------------------------------- */

/* 'NAME' is undefined. */
int jinja_make_undefined (struct jinja_run *run, const char *name,
                          size_t len, struct tv *v);

/* Undefined whose error is the text of FMT. */
int jinja_make_undefined_hint (struct jinja_run *run, struct tv *v,
                               const char *fmt, ...)
  __attribute__ ((format (printf, 3, 4)));

/* OBJECT has no attribute or element KEY, with Jinja's text. */
int jinja_make_undefined_key (struct jinja_run *run, struct tv object,
                              struct tv key, struct tv *v);

/* Raises UndefinedError with the text of V. */
int jinja_raise_undefined (struct jinja_run *run, struct tv v);

/* -- strings ----------------------------------------------------------- */

/* The contents of BUFFER, which is released in any case; raises its
 * failure. TYPE is tv_type_string or jinja_markup. */
int jinja_take_string (struct jinja_run *run, struct pl_buffer *buffer,
                       const struct tv_type *type, struct tv *v);

/* Sets BUFFER up with the limit that strings of this rendering have. */
void jinja_buffer_init (struct jinja_run *run, struct pl_buffer *buffer);

/* Code points. */
size_t jinja_text_length (struct tv text);

/* The byte offset of code point I, at most the length. */
size_t jinja_text_offset (struct tv text, size_t i);

/* Appends TEXT with & < > ' " escaped as MarkupSafe does. */
void jinja_escape_append (struct pl_buffer *out, const char *text,
                          size_t len);

/* escape (V): V itself if it is safe, else its str escaped. */
int jinja_escape (struct jinja_run *run, struct tv v, struct tv *result);

/* -- what Python can do with values ------------------------------------ */

/* type (V).__name__: "str", "int", "NoneType", "list" ... */
const char *jinja_type_name (struct tv v);

/* 1, 0 or an error (strict undefined). */
int jinja_truth (struct jinja_run *run, struct tv v);

/* a == b: 1, 0 or an error. */
int jinja_equal (struct jinja_run *run, struct tv a, struct tv b);

/* The sign of A - B in *ORDER for "<" and its like, or the TypeError
 * "'<' not supported between instances of 'A' and 'B'" with OPERATOR.  NaN
 * gives 2. */
int jinja_compare (struct jinja_run *run, struct tv a, struct tv b,
                   const char *operator, int *order);

/* needle in haystack: 1, 0 or an error. */
/* Whether A and B are one object, to which Python asks nothing else. */
bool jinja_is_same (struct tv a, struct tv b);

int jinja_contains (struct jinja_run *run, struct tv haystack,
                    struct tv needle);

int jinja_length (struct jinja_run *run, struct tv v, size_t *n);

/* The hash of text, as jinja_hash gives it for strings. */
uint64_t jinja_hash_text (const char *text, size_t len);

/* Whether V is of a type without hashes; tuples are not looked into. */
bool jinja_is_unhashable (struct tv v);

/* hash (V), or "unhashable type: 'list'". */
int jinja_hash (struct jinja_run *run, struct tv v, uint64_t *hash);

/* V.NAME as templates say it: attribute first, then element; undefined if
 * there is neither. */
int jinja_get_attribute (struct jinja_run *run, struct tv v,
                         const char *name, size_t len, struct tv *result);

/* V[KEY] as templates say it: element first, then attribute. */
int jinja_get_item (struct jinja_run *run, struct tv v, struct tv key,
                    struct tv *result);

/* getattr (V, NAME) of Python alone: 1, 0 or an error. */
int jinja_find_attribute (struct jinja_run *run, struct tv v,
                          const char *name, size_t len, struct tv *result);

/* V[KEY] of Python alone: 1, 0 (KeyError, IndexError, TypeError) or an
 * error. */
int jinja_find_item (struct jinja_run *run, struct tv v, struct tv key,
                     struct tv *result);

bool jinja_is_callable (struct tv v);
int jinja_call (struct jinja_run *run, struct tv callee,
                const struct jinja_args *args, struct tv *result);

/* Binary operators, with Python's errors; OPERATOR is "+", "-", "*", "/",
 * "//", "%" or "**". */
int jinja_arithmetic (struct jinja_run *run, const char *operator,
                      struct tv a, struct tv b, struct tv *result);

/* Any number as a float, or the OverflowError that it is too large. */
int jinja_to_float (struct jinja_run *run, struct tv v, double *d);

/* "integer too large": more bits than JINJA_MAX_BITS. */
int jinja_raise_integer (struct jinja_run *run);

/* Raises the error of a limit: NOUN is "output", "memory", "steps" ... */
int jinja_raise_limit (struct jinja_run *run, const char *noun);

/* Calls into templates and nested values: fails at the depth limit. */
int jinja_enter (struct jinja_run *run);
void jinja_leave (struct jinja_run *run);

/* Makes a value of the host one of the above. */
int jinja_adopt (struct jinja_run *run, struct tv v, struct tv *result);

/* Whether the place that is executed escapes what it prints. */
bool jinja_autoescapes (struct jinja_run *run);

#endif
