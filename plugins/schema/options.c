/* SPDX-License-Identifier: Apache-2.0 */
/* The arguments of `plating schema`. */

#include <config.h>

#include "plugins/schema/command.h"

#include <string.h>

/* Of an option. */
#define SWITCH 0x01u
#define LIST   0x02u        /* may come again */
#define OWN    0x04u        /* not for the host's operation */

struct option {
  const char *name;
  char letter;
  unsigned flags;
};

static const struct option options[] = {
  { "address", 0, OWN },
  { "component-type", 0, LIST },
  { "components", 0, LIST },
  { "config", 0, 0 },
  { "descriptions", 0, OWN | SWITCH },
  { "discover", 0, LIST },
  { "format", 0, OWN },
  { "ignore-deprecated", 0, SWITCH },
  { "jobs", 'j', 0 },
  { "layout", 0, OWN },
  { "no-cache", 0, SWITCH },
  { "no-color", 0, OWN | SWITCH },
  { "no-config", 0, SWITCH },
  { "offline", 0, SWITCH },
  { "plugin-path", 0, LIST },
  { "provider-binary", 0, 0 },
  { "provider-dir", 'C', 0 },
  { "provider-name", 0, 0 },
  { "providers-schema", 0, 0 },
  { "quiet", 'q', OWN | SWITCH },
  { "summary", 0, OWN | SWITCH },
  { "terraform", 0, 0 },
  { "time-limit", 0, 0 },
  { "verbose", 'v', SWITCH },
};

static int
refuse (struct schema_command *c, const char *hint, const char *fmt, ...)
  __attribute__ ((format (printf, 3, 4)));

static int
refuse (struct schema_command *c, const char *hint, const char *fmt, ...)
{
  struct plating_failure failure = {
    .struct_size = sizeof failure, .code = PLATING_E_CONFIG,
  };
  struct pl_buffer b;
  va_list ap;
  int status;

  pl_buffer_init (&b);
  va_start (ap, fmt);
  pl_buffer_vprintf (&b, fmt, ap);
  va_end (ap);
  failure.message.ptr = b.data;
  failure.message.len = b.len;
  failure.hint.ptr = hint;
  failure.hint.len = strlen (hint);
  if (!b.failed)
    c->host->fail (c->host, c->op, &failure);
  status = b.failed ? PLATING_E_NOMEM : PLATING_E_CONFIG;
  pl_buffer_release (&b);
  return status;
}

static const char help[] = "'plating schema --help' lists the options";

static const struct option *
find (const char *name, size_t len)
{
  size_t i, k;

  for (i = 0; i < sizeof options / sizeof *options; i++) {
    const char *own = options[i].name;

    for (k = 0; k < len && own[k]; k++)
      if (own[k] != name[k] && !(own[k] == '-' && name[k] == '_'))
        break;
    if (k == len && !own[k])
      return &options[i];
  }
  return NULL;
}

static const struct option *
find_letter (char letter)
{
  size_t i;

  for (i = 0; i < sizeof options / sizeof *options; i++)
    if (options[i].letter == letter)
      return &options[i];
  return NULL;
}

int
schema_options_add (struct schema_command *c, const char *name,
                    const char *value, bool is_list)
{
  struct schema_passed *passed = c->passed;

  if (c->n_passed == c->cap_passed) {
    c->cap_passed = c->cap_passed ? 2 * c->cap_passed : 16;
    passed = pl_arena_array (&c->arena, c->cap_passed, sizeof *passed);
    if (!passed)
      return PLATING_E_NOMEM;
    if (c->n_passed)
      memcpy (passed, c->passed, c->n_passed * sizeof *passed);
    c->passed = passed;
  }
  passed[c->n_passed++] = (struct schema_passed) { name, value, is_list };
  return 0;
}

static int
set_format (struct schema_command *c, const char *value)
{
  static const char *const names[] = { "text", "markdown", "json" };
  size_t i;

  c->has_format = true;
  for (i = 0; i < sizeof names / sizeof *names; i++)
    if (!strcmp (names[i], value)) {
      c->format = (enum schema_format) i;
      return 0;
    }
  return refuse (c, help, "option 'format' takes one of text, markdown, "
                 "json, not '%s'", value);
}

/* The plugin's own options. */
static int
set_own (struct schema_command *c, const struct option *o, const char *value)
{
  if (!strcmp (o->name, "summary"))
    c->is_summary = true;
  else if (!strcmp (o->name, "quiet"))
    c->is_quiet = true;
  else if (!strcmp (o->name, "descriptions"))
    c->wants_descriptions = true;
  else if (!strcmp (o->name, "address"))
    c->address = value;
  else if (!strcmp (o->name, "format"))
    return set_format (c, value);
  else if (!strcmp (o->name, "layout")) {
    if (strcmp (value, "full") && strcmp (value, "1.11"))
      return refuse (c, help, "option 'layout' takes one of full, 1.11, "
                     "not '%s'", value);
    c->is_old = !strcmp (value, "1.11");
  }
  return 0;
}

static int
set (struct schema_command *c, const struct option *o, const char *value)
{
  if (o->flags & OWN)
    return set_own (c, o, value);
  return schema_options_add (c, o->name, o->flags & SWITCH ? NULL : value,
                             o->flags & LIST);
}

/* -- arguments ------------------------------------------------------------ */

struct arguments {
  struct schema_command *c;
  const char **items;
  size_t n, i;              /* I: the next one */
};

/* Takes option O; VALUE is NULL if none stood beside it. */
static int
take (struct arguments *a, const struct option *o, const char *value)
{
  if (o->flags & SWITCH && value)
    return refuse (a->c, help, "option '--%s' takes no value", o->name);
  if (!(o->flags & SWITCH) && !value) {
    if (a->i == a->n)
      return refuse (a->c, help, "option '--%s' needs a value", o->name);
    value = a->items[a->i++];
  }
  return set (a->c, o, value);
}

static int
take_long (struct arguments *a, const char *text)
{
  const char *equals = strchr (text, '=');
  size_t len = equals ? (size_t) (equals - text) : strlen (text);
  const struct option *o = find (text, len);

  if (!o)
    return refuse (a->c, help, "unknown option '--%.*s'", (int) len, text);
  return take (a, o, equals ? equals + 1 : NULL);
}

static int
take_letters (struct arguments *a, const char *text)
{
  int status = 0;

  for (; *text && status == 0; text++) {
    const struct option *o = find_letter (*text);

    if (!o)
      return refuse (a->c, help, "unknown option '-%c'", *text);
    if (!(o->flags & SWITCH))
      return take (a, o, text[1] ? text + 1 : NULL);
    status = take (a, o, NULL);
  }
  return status;
}

static int
take_word (struct schema_command *c, const char *word)
{
  if (c->n_words == sizeof c->words / sizeof *c->words
      || (c->n_words == 0 && strcmp (word, "diff")))
    return refuse (c, help, "unexpected argument '%s'", word);
  c->words[c->n_words++] = word;
  return 0;
}

static int
check (struct schema_command *c)
{
  c->is_diff = c->n_words > 0;
  if (c->is_diff && c->n_words < 3)
    return refuse (c, "name two schema files or providers",
                   "usage: plating schema diff OLD NEW");
  if (c->is_diff && c->is_summary)
    return refuse (c, help, "option '--summary' is not for "
                   "'plating schema diff'");
  if (c->has_format && !c->is_diff && !c->is_summary
      && c->format != SCHEMA_FORMAT_JSON)
    return refuse (c, help, "a schema is printed as json; --format %s is for "
                   "--summary and diff",
                   c->format == SCHEMA_FORMAT_TEXT ? "text" : "markdown");
  return 0;
}

int
schema_options_read (struct schema_command *c,
                     const struct plating_command_request *req)
{
  struct arguments a = { .c = c, .n = req->n_arguments };
  bool only_words = false;
  int status = 0;
  size_t i;

  a.items = pl_arena_array (&c->arena, a.n + 1, sizeof *a.items);
  for (i = 0; a.items && i < a.n; i++) {
    a.items[i] = pl_arena_strndup (&c->arena, req->arguments[i].ptr,
                                   req->arguments[i].len);
    if (!a.items[i])
      return PLATING_E_NOMEM;
  }
  if (!a.items)
    return PLATING_E_NOMEM;
  while (status == 0 && a.i < a.n) {
    const char *text = a.items[a.i++];

    if (only_words || text[0] != '-' || !text[1])
      status = take_word (c, text);
    else if (!strcmp (text, "--"))
      only_words = true;
    else if (text[1] == '-')
      status = take_long (&a, text + 2);
    else
      status = take_letters (&a, text + 1);
  }
  return status < 0 ? status : check (c);
}
