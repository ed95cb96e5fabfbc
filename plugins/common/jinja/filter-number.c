/* SPDX-License-Identifier: Apache-2.0 */
/* Filters for numbers. */

#include <config.h>

#include "plugins/common/jinja/filters.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/common/jinja/big-integer.h"
#include "plugins/common/jinja/number-text.h"

int
jinja_filter_abs (struct jinja_run *run, struct tv self,
                  const struct jinja_args *args, struct tv *result)
{
  if (args->n_keywords)
    return jinja_raise (run, "TypeError",
                        "abs() takes no keyword arguments");
  if (args->n_args)
    return jinja_raise (run, "TypeError", "abs() takes exactly one argument "
                        "(%zu given)", args->n_args + 1);
  if (!jinja_is_any_number (self))
    return jinja_raise (run, "TypeError", "bad operand type for abs(): '%s'",
                        jinja_type_name (self));
  if (tv_kind (self) == TV_FLOAT)
    *result = tv_float (fabs (self.u.number));
  else if (jinja_is_big_integer (self) || jinja_integer (self) == INT64_MIN) {
    *result = self;
    return jinja_integer_is_negative (self)
      ? jinja_integer_negate (run, self, result) : 0;
  } else
    *result = tv_int (llabs (jinja_integer (self)));
  return 0;
}

/* float (V) as the filters use it: 1 with *D, 0 if Python's ValueError or
 * TypeError would be raised, or an error. */
static int
to_float (struct jinja_run *run, struct tv v, double *d)
{
  int status;

  if (jinja_is_any_number (v)) {
    status = jinja_to_float (run, v, d);
    return status ? status : 1;
  }
  if (jinja_is_string (v))
    return jinja_parse_float (run, v.u.text, v.len, d);
  return jinja_is_undefined (v) ? jinja_raise_undefined (run, v) : 0;
}

static const struct jinja_parameter size_parameters[] = {
  { "binary", true }
};
static const struct jinja_signature filesizeformat =
  JINJA_SIGNATURE ("do_filesizeformat", 1, size_parameters);

static int
bad_size (struct jinja_run *run, struct tv self)
{
  if (!jinja_is_string (self))
    return jinja_raise (run, "TypeError", "float() argument must be a string "
                        "or a real number, not '%s'", jinja_type_name (self));
  return jinja_raise_repr (run, "ValueError",
                           "could not convert string to float: ", self, "");
}

int
jinja_filter_filesizeformat (struct jinja_run *run, struct tv self,
                             const struct jinja_args *args,
                             struct tv *result)
{
  static const double decimal[] = {
    1e6, 1e9, 1e12, 1e15, 1e18, 1e21, 1e24, 1e27
  };
  struct pl_buffer out;
  struct tv v[1];
  double bytes, base, unit;
  size_t i;
  int binary, status = jinja_bind (run, &filesizeformat, args, v);

  if (status)
    return status;
  status = to_float (run, self, &bytes);
  if (status < 1)
    return status ? status : bad_size (run, self);
  binary = jinja_optional_truth (run, v[0], false);
  if (binary < 0)
    return binary;
  if (isinf (bytes) && bytes < 0)
    return jinja_raise (run, "OverflowError",
                        "cannot convert float infinity to integer");
  base = binary ? 1024 : 1000;
  jinja_buffer_init (run, &out);
  if (bytes == 1)
    pl_buffer_puts (&out, "1 Byte");
  else if (bytes < base)
    pl_buffer_printf (&out, "%.0f Bytes", trunc (bytes) + 0.0);
  else {
    for (i = 0; i < 8; i++) {
      unit = binary ? ldexp (1, 10 * ((int) i + 2)) : decimal[i];
      if (bytes < unit)
        break;
    }
    if (i == 8)
      i = 7;
    pl_buffer_printf (&out, "%.1f %c%sB", fabs (base * bytes / unit),
                      binary ? "KMGTPEZY"[i] : "kMGTPEZY"[i],
                      binary ? "i" : "");
  }
  return jinja_take_string (run, &out, &tv_type_string, result);
}

static const struct jinja_parameter float_parameters[] = {
  { "default", true }
};
static const struct jinja_signature float_signature =
  JINJA_SIGNATURE ("do_float", 1, float_parameters);

int
jinja_filter_float (struct jinja_run *run, struct tv self,
                    const struct jinja_args *args, struct tv *result)
{
  struct tv v[1];
  double d;
  int status = jinja_bind (run, &float_signature, args, v);

  if (status)
    return status;
  status = to_float (run, self, &d);
  if (status < 0)
    return status;
  *result = status ? tv_float (d)
    : jinja_is_absent (v[0]) ? tv_float (0) : v[0];
  return 0;
}

static const struct jinja_parameter int_parameters[] = {
  { "default", true }, { "base", true }
};
static const struct jinja_signature int_signature =
  JINJA_SIGNATURE ("do_int", 1, int_parameters);

/* int (D), or FALLBACK for what is no number. */
static int
truncate_float (struct jinja_run *run, double d, struct tv fallback,
                struct tv *result)
{
  if (isnan (d)) {
    *result = fallback;
    return 0;
  }
  return jinja_integer_from_float (run, d, result);
}

int
jinja_filter_int (struct jinja_run *run, struct tv self,
                  const struct jinja_args *args, struct tv *result)
{
  struct tv v[2], fallback;
  int64_t base = 10;
  double d;
  int status = jinja_bind (run, &int_signature, args, v);

  if (status)
    return status;
  fallback = jinja_is_absent (v[0]) ? tv_int (0) : v[0];
  if (jinja_is_any_integer (self)) {
    *result = jinja_is_big_integer (self) ? self
      : tv_int (jinja_integer (self));
    return 0;
  }
  if (tv_kind (self) == TV_FLOAT) {
    if (isinf (self.u.number))
      return jinja_raise (run, "OverflowError",
                          "cannot convert float infinity to integer");
    return truncate_float (run, self.u.number, fallback, result);
  }
  if (jinja_is_undefined (self))
    return jinja_raise_undefined (run, self);
  *result = fallback;
  if (!jinja_is_string (self))
    return 0;
  if (!jinja_is_absent (v[1]))
    base = jinja_is_integer (v[1]) ? jinja_integer (v[1]) : -1;
  status = jinja_parse_integer (run, self.u.text, self.len, base, result);
  if (status)
    return status < 0 ? status : 0;
  status = jinja_parse_float (run, self.u.text, self.len, &d);
  if (status <= 0 || isinf (d))
    return status < 0 ? status : 0;
  return truncate_float (run, d, fallback, result);
}

/* -- round ------------------------------------------------------------- */

/* D rounded to a multiple of 10 ** N, half to even, exactly. */
static double
round_to_tens (double d, unsigned n)
{
  char text[400] = "0";     /* one digit more than there is */
  double whole = trunc (fabs (d));
  int len = 1 + snprintf (text + 1, sizeof text - 1, "%.0f", whole);
  bool up;
  size_t at, i;

  if (len < 2 || (size_t) len <= n)
    return copysign (0, d);
  at = (size_t) len - n;    /* digits that are kept */
  up = text[at] > '5';
  if (text[at] == '5') {
    for (i = at + 1; text[i] == '0'; i++)
      ;
    up = text[i] || whole != fabs (d) || (at && (text[at - 1] & 1));
  }
  memset (text + at, '0', n);
  if (up) {
    for (i = at - 1; text[i] == '9'; i--)
      text[i] = '0';
    text[i]++;
  }
  return copysign (strtod (text, NULL), d);
}

static int
round_float (struct jinja_run *run, double d, int64_t n, struct tv *result)
{
  char text[800];

  if (!isfinite (d) || n > 323) {
    *result = tv_float (d);
    return 0;
  }
  if (n < -308)
    d = copysign (0, d);
  else if (n < 0)
    d = round_to_tens (d, (unsigned) -n);
  else {
    snprintf (text, sizeof text, "%.*f", (int) n, d);
    d = strtod (text, NULL);
  }
  if (isinf (d))
    return jinja_raise (run, "OverflowError",
                        "rounded value too large to represent");
  *result = tv_float (d);
  return 0;
}

static int
round_integer (struct jinja_run *run, struct tv v, int64_t n,
               struct tv *result)
{
  if (!jinja_is_big_integer (v))
    v = tv_int (jinja_integer (v));
  return jinja_integer_round (run, v, n, result);
}

/* ceil or floor to PLACES places, which may be any number. */
static int
round_one_way (struct jinja_run *run, struct tv self, struct tv places,
               bool up, struct tv *result)
{
  struct tv power, scaled, whole;
  int status = jinja_arithmetic (run, "**", tv_int (10), places, &power);

  if (!status)
    status = jinja_arithmetic (run, "*", self, power, &scaled);
  if (status)
    return status;
  if (!jinja_is_any_number (scaled)) {
    if (jinja_is_undefined (scaled))
      return jinja_raise_undefined (run, scaled);
    return jinja_raise (run, "TypeError", "must be real number, not %s",
                        jinja_type_name (scaled));
  }
  whole = scaled;
  if (tv_kind (scaled) == TV_FLOAT) {
    double d = up ? ceil (scaled.u.number) : floor (scaled.u.number);

    if (isnan (d))
      return jinja_raise (run, "ValueError",
                          "cannot convert float NaN to integer");
    if (isinf (d))
      return jinja_raise (run, "OverflowError",
                          "cannot convert float infinity to integer");
    status = jinja_integer_from_float (run, d, &whole);
    if (status)
      return status;
  }
  return jinja_arithmetic (run, "/", whole, power, result);
}

static const struct jinja_parameter round_parameters[] = {
  { "precision", true }, { "method", true }
};
static const struct jinja_signature round_signature =
  JINJA_SIGNATURE ("do_round", 1, round_parameters);

static bool
is_text (struct tv v, const char *text)
{
  return jinja_is_string (v) && v.len == strlen (text)
    && !memcmp (v.u.text, text, v.len);
}

int
jinja_filter_round (struct jinja_run *run, struct tv self,
                    const struct jinja_args *args, struct tv *result)
{
  struct tv v[2], whole;
  int64_t places = 0;
  uint64_t hash;
  int status = jinja_bind (run, &round_signature, args, v);

  if (status)
    return status;
  if (jinja_is_absent (v[1]))
    v[1] = tv_string ("common", 6);
  /* The methods are a set: what is looked for in it must have a hash. */
  status = jinja_hash (run, v[1], &hash);
  if (status)
    return status;
  if (!is_text (v[1], "common") && !is_text (v[1], "ceil")
      && !is_text (v[1], "floor"))
    return jinja_raise (run, "FilterArgumentError",
                        "method must be common, ceil or floor");
  if (is_text (v[1], "common") && !jinja_is_any_number (self))
    return jinja_raise (run, "TypeError", "type %s doesn't define __round__ "
                        "method", jinja_type_name (self));
  if (jinja_is_none (v[0]) && is_text (v[1], "common")) {
    /* To an integer. */
    status = jinja_is_any_integer (self)
      ? round_integer (run, self, 0, &whole)
      : round_float (run, self.u.number, 0, &whole);
    if (!status && tv_kind (whole) == TV_FLOAT)
      status = jinja_filter_int (run, whole, &(struct jinja_args) { 0 },
                                 &whole);
    *result = whole;
    return status;
  }
  if (!is_text (v[1], "common"))
    return round_one_way (run, self, jinja_is_absent (v[0]) ? tv_int (0)
                          : v[0], is_text (v[1], "ceil"), result);
  if (jinja_is_big_integer (v[0]))
    places = jinja_integer_clamp (v[0]);
  else if (!jinja_is_absent (v[0])) {
    status = jinja_to_index (run, v[0], &places);
    if (status)
      return status;
  }
  return jinja_is_any_integer (self)
    ? round_integer (run, self, places, result)
    : round_float (run, self.u.number, places, result);
}
