/* SPDX-License-Identifier: Apache-2.0 */
/* The tests: what may follow "is". */

#include <config.h>

#include "plugins/common/jinja/arguments.h"
#include "plugins/common/jinja/case.h"
#include "plugins/common/jinja/range.h"
#include "plugins/common/jinja/sequence.h"
#include "plugins/common/jinja/undefined.h"

/* -- with one argument ------------------------------------------------- */

/* The argument of what Python's operator module calls NAME. */
static int
read_other (struct jinja_run *run, const struct jinja_args *args,
            const char *name, struct tv *other)
{
  if (args->n_keywords)
    return jinja_raise (run, "TypeError", "_operator.%s() takes no keyword "
                        "arguments", name);
  if (args->n_args != 1)
    return jinja_raise (run, "TypeError", "%s expected 2 arguments, got %zu",
                        name, args->n_args + 1);
  *other = args->args[0];
  return 0;
}

static int
test_eq (struct jinja_run *run, struct tv self, const struct jinja_args *args)
{
  struct tv other;
  int status = read_other (run, args, "eq", &other);

  return status ? status : jinja_equal (run, self, other);
}

static int
test_ne (struct jinja_run *run, struct tv self, const struct jinja_args *args)
{
  struct tv other;
  int status = read_other (run, args, "ne", &other);

  if (!status)
    status = jinja_equal (run, self, other);
  return status < 0 ? status : !status;
}

static int
order (struct jinja_run *run, struct tv self, const struct jinja_args *args,
       const char *name, const char *operator, int *order)
{
  struct tv other;
  int status = read_other (run, args, name, &other);

  return status ? status : jinja_compare (run, self, other, operator, order);
}

static int
test_ge (struct jinja_run *run, struct tv self, const struct jinja_args *args)
{
  int sign, status = order (run, self, args, "ge", ">=", &sign);

  return status ? status : sign == 0 || sign == 1;
}

static int
test_gt (struct jinja_run *run, struct tv self, const struct jinja_args *args)
{
  int sign, status = order (run, self, args, "gt", ">", &sign);

  return status ? status : sign == 1;
}

static int
test_le (struct jinja_run *run, struct tv self, const struct jinja_args *args)
{
  int sign, status = order (run, self, args, "le", "<=", &sign);

  return status ? status : sign <= 0;
}

static int
test_lt (struct jinja_run *run, struct tv self, const struct jinja_args *args)
{
  int sign, status = order (run, self, args, "lt", "<", &sign);

  return status ? status : sign < 0;
}

static const struct jinja_parameter in_parameters[] = { { "seq", false } };
static const struct jinja_signature in =
  JINJA_SIGNATURE ("test_in", 1, in_parameters);

static int
test_in (struct jinja_run *run, struct tv self, const struct jinja_args *args)
{
  struct tv v[1];
  int status = jinja_bind (run, &in, args, v);

  return status ? status : jinja_contains (run, v[0], self);
}

static const struct jinja_parameter sameas_parameters[] = {
  { "other", false }
};
static const struct jinja_signature sameas =
  JINJA_SIGNATURE ("test_sameas", 1, sameas_parameters);

/* Small numbers and texts are equal or not; Python may keep two of larger
 * ones. */
static int
test_sameas (struct jinja_run *run, struct tv self,
             const struct jinja_args *args)
{
  struct tv v[1];
  int status = jinja_bind (run, &sameas, args, v);

  if (status)
    return status;
  if (self.type != v[0].type)
    return 0;
  if (tv_kind (self) == TV_OBJECT && !jinja_is_big_integer (self))
    return self.u.object == v[0].u.object;
  if (tv_kind (self) == TV_STRING)
    return self.len == v[0].len
      && (self.u.text == v[0].u.text
          || jinja_equal (run, self, v[0]) == 1);
  return jinja_is_none (self) || jinja_equal (run, self, v[0]);
}

/* SELF % NUM == WANTED */
static int
has_rest (struct jinja_run *run, struct tv self, struct tv num, int64_t wanted)
{
  struct tv rest;
  int status = jinja_arithmetic (run, "%", self, num, &rest);

  return status ? status : jinja_equal (run, rest, tv_int (wanted));
}

static const struct jinja_parameter divisibleby_parameters[] = {
  { "num", false }
};
static const struct jinja_signature divisibleby =
  JINJA_SIGNATURE ("test_divisibleby", 1, divisibleby_parameters);

static int
test_divisibleby (struct jinja_run *run, struct tv self,
                  const struct jinja_args *args)
{
  struct tv v[1];
  int status = jinja_bind (run, &divisibleby, args, v);

  return status ? status : has_rest (run, self, v[0], 0);
}

/* -- without ----------------------------------------------------------- */

static int
test_even (struct jinja_run *run, struct tv self,
           const struct jinja_args *args)
{
  int status = jinja_bind_none (run, "test_even", 1, args);

  return status ? status : has_rest (run, self, tv_int (2), 0);
}

static int
test_odd (struct jinja_run *run, struct tv self,
          const struct jinja_args *args)
{
  int status = jinja_bind_none (run, "test_odd", 1, args);

  return status ? status : has_rest (run, self, tv_int (2), 1);
}

static int
test_callable (struct jinja_run *run, struct tv self,
               const struct jinja_args *args)
{
  if (args->n_keywords)
    return jinja_raise (run, "TypeError",
                        "callable() takes no keyword arguments");
  if (args->n_args)
    return jinja_raise (run, "TypeError", "callable() takes exactly one "
                        "argument (%zu given)", args->n_args + 1);
  return jinja_is_callable (self) || jinja_is_undefined (self);
}

/* A filter or test by name: names are keys of a dict. */
static int
read_name (struct jinja_run *run, struct tv self, bool *is_name)
{
  uint64_t hash;

  *is_name = jinja_is_string (self);
  return *is_name ? 0 : jinja_hash (run, self, &hash);
}

static int
test_filter (struct jinja_run *run, struct tv self,
             const struct jinja_args *args)
{
  bool is_name = false;
  int status = jinja_bind_none (run, "test_filter", 2, args);

  if (!status)
    status = read_name (run, self, &is_name);
  return status ? status
    : is_name && jinja_find_filter (self.u.text, self.len) != NULL;
}

static int
test_test (struct jinja_run *run, struct tv self,
           const struct jinja_args *args)
{
  bool is_name = false;
  int status = jinja_bind_none (run, "test_test", 2, args);

  if (!status)
    status = read_name (run, self, &is_name);
  return status ? status
    : is_name && jinja_find_test (self.u.text, self.len) != NULL;
}

static int
test_lower (struct jinja_run *run, struct tv self,
            const struct jinja_args *args)
{
  struct tv text;
  int status = jinja_bind_none (run, "test_lower", 1, args);

  if (!status)
    status = jinja_to_string (run, self, &text);
  return status ? status : jinja_text_is_lower (text.u.text, text.len);
}

static int
test_upper (struct jinja_run *run, struct tv self,
            const struct jinja_args *args)
{
  struct tv text;
  int status = jinja_bind_none (run, "test_upper", 1, args);

  if (!status)
    status = jinja_to_string (run, self, &text);
  return status ? status : jinja_text_is_upper (text.u.text, text.len);
}

static int
test_sequence (struct jinja_run *run, struct tv self,
               const struct jinja_args *args)
{
  int status = jinja_bind_none (run, "test_sequence", 1, args);

  if (status)
    return status;
  /* Undefined has a length and subscripts; a strict one fails. */
  if (jinja_is_undefined (self))
    return !jinja_is_strict (self);
  return jinja_is_string (self) || jinja_is_sequence (self)
    || JINJA_IS (self, jinja_dict)
    || (jinja_is_range (self) && jinja_range_has_length (self));
}

static int
test_iterable (struct jinja_run *run, struct tv self,
               const struct jinja_args *args)
{
  int status = jinja_bind_none (run, "test_iterable", 1, args);

  if (!status && jinja_is_strict (self))
    return jinja_raise_undefined (run, self);
  return status ? status : jinja_can_iterate (self);
}

/* A test that looks at the type and nothing else. */
#define TYPE_TEST(NAME, IS) \
  static int \
  test_##NAME (struct jinja_run *run, struct tv self, \
               const struct jinja_args *args) \
  { \
    int status = jinja_bind_none (run, "test_" #NAME, 1, args); \
    \
    return status ? status : (IS); \
  }

TYPE_TEST (boolean, tv_kind (self) == TV_BOOL)
TYPE_TEST (defined, !jinja_is_undefined (self))
/* A chainable undefined value has HTML, too: none. */
TYPE_TEST (escaped, jinja_is_safe (self)
           || (jinja_is_undefined (self)
               && jinja_undefined_of (self)->kind
               == JINJA_UNDEFINED_CHAINABLE))
TYPE_TEST (false, tv_kind (self) == TV_BOOL && !self.u.boolean)
TYPE_TEST (float, tv_kind (self) == TV_FLOAT)
TYPE_TEST (integer, tv_kind (self) == TV_INT || jinja_is_big_integer (self))
TYPE_TEST (mapping, JINJA_IS (self, jinja_dict))
TYPE_TEST (none, jinja_is_none (self))
TYPE_TEST (number, jinja_is_any_number (self))
TYPE_TEST (string, jinja_is_string (self))
TYPE_TEST (true, tv_kind (self) == TV_BOOL && self.u.boolean)
TYPE_TEST (undefined, jinja_is_undefined (self))

const struct jinja_test jinja_tests[] = {
  { "!=", test_ne },
  { "<", test_lt },
  { "<=", test_le },
  { "==", test_eq },
  { ">", test_gt },
  { ">=", test_ge },
  { "boolean", test_boolean },
  { "callable", test_callable },
  { "defined", test_defined },
  { "divisibleby", test_divisibleby },
  { "eq", test_eq },
  { "equalto", test_eq },
  { "escaped", test_escaped },
  { "even", test_even },
  { "false", test_false },
  { "filter", test_filter },
  { "float", test_float },
  { "ge", test_ge },
  { "greaterthan", test_gt },
  { "gt", test_gt },
  { "in", test_in },
  { "integer", test_integer },
  { "iterable", test_iterable },
  { "le", test_le },
  { "lessthan", test_lt },
  { "lower", test_lower },
  { "lt", test_lt },
  { "mapping", test_mapping },
  { "ne", test_ne },
  { "none", test_none },
  { "number", test_number },
  { "odd", test_odd },
  { "sameas", test_sameas },
  { "sequence", test_sequence },
  { "string", test_string },
  { "test", test_test },
  { "true", test_true },
  { "undefined", test_undefined },
  { "upper", test_upper },
};
const size_t jinja_n_tests = sizeof jinja_tests / sizeof jinja_tests[0];
