/* SPDX-License-Identifier: Apache-2.0 */
/* One setting of a plugin: from the text that was given to a typed value. */

#include <config.h>

#include "setting.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/buffer.h"
#include "confine.h"
#include "error.h"
#include "naming.h"
#include "value.h"

static int
no_memory (struct plating_error **err)
{
  return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
}

/* What a conversion needs for its messages. */
struct subject {
  const char *plugin;
  const struct plating_setting *setting;
  const char *text;
  struct plating_error **err;
};

static int refuse (const struct subject *s, const char *fmt, ...)
  __attribute__ ((format (printf, 2, 3)));

/* Sets "plugin 'P': setting 'S' is 'TEXT', …". */
static int
refuse (const struct subject *s, const char *fmt, ...)
{
  struct pl_buffer why;
  va_list ap;
  int status;

  pl_buffer_init (&why);
  va_start (ap, fmt);
  pl_buffer_vprintf (&why, fmt, ap);
  va_end (ap);
  if (why.failed)
    status = no_memory (s->err);
  else if (s->setting->flags & PLATING_SETTING_SECRET)
    status = pl_error_set (s->err, PLATING_E_CONFIG,
                           "plugin '%s': setting '%s': %s", s->plugin,
                           s->setting->name, why.data);
  else
    status = pl_error_set (s->err, PLATING_E_CONFIG,
                           "plugin '%s': setting '%s' is '%s': %s",
                           s->plugin, s->setting->name, s->text, why.data);
  pl_buffer_release (&why);
  return status;
}

static int
convert_bool (const struct subject *s, const struct plating_value **value)
{
  static const char *const words[] = {
    "false", "true", "no", "yes", "off", "on", "0", "1",
  };

  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strcmp (s->text, words[i]) == 0) {
      *value = pl_value_new_bool (i % 2 == 1);
      return 0;
    }
  return refuse (s, "true or false is wanted (also yes, no, on, off, 1, 0)");
}

static int
check_range (const struct subject *s, int64_t number)
{
  const struct plating_setting *t = s->setting;

  if ((t->min == 0 && t->max == 0) || (number >= t->min && number <= t->max))
    return 0;
  return refuse (s, "%" PRId64 " to %" PRId64 " is allowed", t->min, t->max);
}

/* Reads an optional sign and digits at TEXT.  Returns where they end, NULL
 * if there are none or the number is too large. */
static const char *
read_number (const char *text, int64_t *number)
{
  const char *digits = text + (*text == '-' || *text == '+');
  char *end;

  if (*digits < '0' || *digits > '9')
    return NULL;
  errno = 0;
  *number = strtoll (text, &end, 10);
  return errno ? NULL : end;
}

static int
convert_int (const struct subject *s, const struct plating_value **value)
{
  const char *end;
  int64_t number;
  int status;

  end = read_number (s->text, &number);
  if (!end || *end)
    return refuse (s, "a whole number is wanted");
  status = check_range (s, number);
  if (status < 0)
    return status;
  *value = pl_value_new_int (number);
  return *value ? 0 : no_memory (s->err);
}

static int
convert_size (const struct subject *s, const struct plating_value **value)
{
  static const char suffixes[] = "KMG";
  const char *end, *suffix;
  int64_t number;
  int status;

  end = read_number (s->text, &number);
  if (end && *end && end[1] == '\0'
      && (suffix = strchr (suffixes, *end)) != NULL) {
    int shift = 10 * (int) (suffix - suffixes + 1);

    if (number > INT64_MAX >> shift || number < 0)
      end = NULL;
    else
      number <<= shift, end++;
  }
  if (!end || *end || number < 0)
    return refuse (s, "a number of bytes is wanted, with K, M or G behind "
                   "it or not");
  status = check_range (s, number);
  if (status < 0)
    return status;
  *value = pl_value_new_int (number);
  return *value ? 0 : no_memory (s->err);
}

static int
convert_path (const struct subject *s, const char *base_dir,
              const struct plating_value **value)
{
  struct pl_buffer path;
  const char *rest = s->text;

  if (!*rest)
    return refuse (s, "a path is wanted");
  pl_buffer_init (&path);
  /* "-" is standard input or output by custom, not a file. */
  if (*rest != '/' && strcmp (rest, "-") != 0) {
    while (rest[0] == '.' && rest[1] == '/') {
      rest += 2;
      while (*rest == '/')
        rest++;
    }
    pl_buffer_puts (&path, base_dir);
    if (*rest && (path.len == 0 || path.data[path.len - 1] != '/'))
      pl_buffer_putc (&path, '/');
  }
  pl_buffer_puts (&path, rest);
  *value = path.failed ? NULL
    : pl_value_new_string ((struct plating_text) { path.data, path.len });
  pl_buffer_release (&path);
  return *value ? 0 : no_memory (s->err);
}

static int
convert_choice (const struct subject *s, const struct plating_value **value)
{
  const char *const *choices = s->setting->choices;
  struct pl_buffer all;
  size_t n;
  int nearest, status;

  for (n = 0; choices[n]; n++)
    if (strcmp (choices[n], s->text) == 0) {
      *value = pl_value_new_c_string (s->text);
      return *value ? 0 : no_memory (s->err);
    }
  pl_buffer_init (&all);
  for (size_t i = 0; i < n; i++)
    pl_buffer_printf (&all, "%s%s", i ? ", " : "", choices[i]);
  if (all.failed || !n) {
    pl_buffer_release (&all);
    return no_memory (s->err);
  }
  nearest = pl_naming_nearest (s->text, choices, n);
  status = refuse (s, "one of %s is wanted", all.data);
  if (nearest >= 0 && !(s->setting->flags & PLATING_SETTING_SECRET))
    pl_error_add_hint (s->err, "did you mean '%s'?", choices[nearest]);
  pl_buffer_release (&all);
  return status;
}

int
pl_setting_convert (const char *plugin, const struct plating_setting *setting,
                    const char *text, const char *base_dir,
                    const struct plating_value **value,
                    struct plating_error **err)
{
  struct subject s = { plugin, setting, text, err };

  *value = NULL;
  switch (setting->type) {
  case PLATING_SETTING_BOOL:
    return convert_bool (&s, value);
  case PLATING_SETTING_INT:
    return convert_int (&s, value);
  case PLATING_SETTING_SIZE:
    return convert_size (&s, value);
  case PLATING_SETTING_PATH:
    return convert_path (&s, base_dir, value);
  case PLATING_SETTING_CHOICE:
    return convert_choice (&s, value);
  case PLATING_SETTING_STRING:
  case PLATING_SETTING_LIST:
    *value = pl_value_new_c_string (text);
    return *value ? 0 : no_memory (err);
  default:
    return refuse (&s, "its type %" PRIu32 " is not known", setting->type);
  }
}

int
pl_setting_check_place (const char *plugin,
                        const struct plating_setting *setting,
                        const char *text, const char *base_dir,
                        struct plating_error **err)
{
  struct subject s = { plugin, setting, text, err };
  int status;

  if (!strcmp (text, "-")
      || (setting->type != PLATING_SETTING_PATH
          && !(setting->flags & PLATING_SETTING_PLACES))
      || pl_confine_holds (base_dir, text))
    return 0;
  status = refuse (&s, "it has to be inside the project");
  pl_error_add_hint (err, "a file of the repository may not decide that; "
                     "the command line may");
  return status;
}
