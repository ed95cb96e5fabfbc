/* SPDX-License-Identifier: Apache-2.0 */
/* The words of a command line: options, as the table has them, and others. */

#include <config.h>

#include "main-arguments.h"

#include <stdio.h>
#include <string.h>

#include "error.h"
#include "options.h"

static int
refuse (struct plating_error **err, const char *what, const char *which)
{
  return pl_error_set (err, PLATING_E_CONFIG, "%s '%s'", what, which);
}

static void
add_hint (const struct pl_arguments *a, struct plating_error **err)
{
  pl_error_add_hint (err, "'plating %s --help' lists its options",
                     a->verb->name);
}

/* Sets OPTION; its value is VALUE or, if that is NULL, the next argument. */
static int
take_option (struct pl_arguments *a, const struct pl_option *option,
             const char *value, char ***next, struct plating_error **err)
{
  if (!(option->verbs & a->verb->bit)) {
    pl_error_set (err, PLATING_E_CONFIG,
                  "option '--%s' is not for 'plating %s'", option->name,
                  a->verb->name);
    add_hint (a, err);
    return PLATING_E_CONFIG;
  }
  if (option->type == PL_OPTION_SWITCH)
    value = value ? value : "true";
  else if (option->type == PL_OPTION_OPTIONAL)
    value = value ? value : "";
  else if (!value && !(value = *(*next)++)) {
    (*next)--;
    return pl_error_set (err, PLATING_E_CONFIG,
                         "option '--%s' needs a value: --%s %s",
                         option->name, option->name, option->argument);
  }
  return pl_options_set (a->options, option, value, NULL, err);
}

static int
parse_long (struct pl_arguments *a, const char *text, char ***next,
            struct plating_error **err)
{
  const char *equals = strchr (text, '=');
  size_t len = equals ? (size_t) (equals - text) : strlen (text);
  const struct pl_option *option = pl_options_find (text, len);
  char name[64];
  int status;

  if (!strcmp (text, "help")) {
    a->help = 1;
    return 0;
  }
  if (option)
    return take_option (a, option, equals ? equals + 1 : NULL, next, err);
  snprintf (name, sizeof name, "%.*s", (int) len, text);
  /* Says so, with the nearest name if one is near. */
  status = plating_options_set (a->options, name, "", err);
  if (!plating_error_hint (*err))
    add_hint (a, err);
  return status;
}

static int
parse_short (struct pl_arguments *a, const char *text, char ***next,
             struct plating_error **err)
{
  for (; *text; text++) {
    const struct pl_option *option = pl_options_find_letter (*text);
    char letter[2] = { *text, '\0' };
    int status;

    if (*text == 'h') {
      a->help = 1;
      continue;
    }
    if (!option) {
      status = refuse (err, "unknown option", letter);
      add_hint (a, err);
      return status;
    }
    if (option->type != PL_OPTION_SWITCH)
      return take_option (a, option, text[1] ? text + 1 : NULL, next, err);
    status = take_option (a, option, NULL, next, err);
    if (status < 0)
      return status;
  }
  return 0;
}

int
pl_arguments_parse (struct pl_arguments *a, char **next,
                    struct plating_error **err)
{
  int status = 0, only_words = 0;

  while (status == 0 && *next) {
    char *arg = *next++;

    if (only_words || arg[0] != '-' || !arg[1])
      a->words[a->n_words++] = arg;
    else if (!strcmp (arg, "--"))
      only_words = 1;
    else if (arg[1] == '-')
      status = parse_long (a, arg + 2, &next, err);
    else
      status = parse_short (a, arg + 1, &next, err);
  }
  if (status == 0 && a->n_words && a->verb->start && !a->help)
    return refuse (err, "unexpected argument", a->words[0]);
  return status;
}
