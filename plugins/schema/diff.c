/* SPDX-License-Identifier: Apache-2.0 */
/* `plating schema diff OLD NEW`.
 *
 * The pieces of OLD are kept as text; those of NEW are compared as they come.
 * Only a component whose text differs is parsed, so that memory is that of
 * OLD's text and of one component. */

#include <config.h>

#include "plugins/schema/command.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "plugins/schema/changes.h"
#include "plugins/schema/compare.h"
#include "plugins/schema/json.h"
#include "plugins/schema/text.h"

/* For the JSON of pieces. */
#define FLAGS (JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL)

struct piece {
  const struct schema_section *section;
  struct plating_text key;      /* JSON string */
  struct plating_text value;    /* JSON */
  bool is_seen;                 /* NEW has it, too */
};

/* Stands for members that one of the two has not. */
static const struct plating_text no_members = PLATING_TEXT ("{}");

struct schema_diff {
  struct pl_arena texts;
  struct piece *pieces;         /* of OLD; sorted when it is complete */
  size_t n, cap;
  struct schema_changes changes;
};

void
schema_diff_free (struct schema_diff *d)
{
  if (!d)
    return;
  schema_changes_release (&d->changes);
  pl_arena_release (&d->texts);
  free (d->pieces);
  free (d);
}

static int
compare_pieces (const void *a, const void *b)
{
  const struct piece *x = a, *y = b;
  int order = (x->section > y->section) - (x->section < y->section);

  return order ? order : schema_text_compare (x->key, y->key);
}

/* Takes PIECE apart.  Returns false for what is none. */
static bool
split (const struct plating_document *document, struct piece *piece)
{
  struct plating_text all = document->bytes;
  size_t end;

  piece->section = schema_section_of_path (document->path);
  piece->is_seen = false;
  if (!piece->section)
    return false;
  if (piece->section->form == SCHEMA_FORM_MEMBERS) {
    piece->key = (struct plating_text) PLATING_TEXT ("\"\"");
    piece->value = all;
    return true;
  }
  end = schema_text_string_end (all, 0);
  piece->key = (struct plating_text) { all.ptr, end };
  piece->value = (struct plating_text) { all.ptr + end + 1,
                                         all.len - end - 1 };
  return true;
}

static int
take_old (void *data, const struct plating_document *document)
{
  struct schema_diff *d = ((struct schema_command *) data)->diff;
  struct piece piece;

  if (!split (document, &piece))
    return 0;
  if (d->n == d->cap) {
    size_t cap = d->cap ? 2 * d->cap : 256;
    struct piece *pieces = realloc (d->pieces, cap * sizeof *pieces);

    if (!pieces)
      return PLATING_E_NOMEM;
    d->pieces = pieces;
    d->cap = cap;
  }
  piece.key.ptr = pl_arena_strndup (&d->texts, piece.key.ptr, piece.key.len);
  piece.value.ptr = pl_arena_strndup (&d->texts, piece.value.ptr,
                                      piece.value.len);
  if (!piece.key.ptr || !piece.value.ptr)
    return PLATING_E_NOMEM;
  d->pieces[d->n++] = piece;
  return 0;
}

/* -- comparing ------------------------------------------------------------ */

/* A whole component was added, or removed, or can't be looked into. */
static int
note_component (struct schema_diff *d, const struct piece *piece,
                const char *code, const char *text, enum schema_group group,
                bool is_breaking)
{
  json_t *name;
  int status = schema_json_read (piece->key, FLAGS, &name);
  struct schema_change change = {
    .section = piece->section, .code = code, .text = text, .group = group,
    .is_breaking = is_breaking,
    .component = { json_string_value (name), json_string_length (name) },
  };

  if (status < 0)
    return status;
  schema_changes_add (&d->changes, &change);
  json_decref (name);
  return d->changes.no_memory ? PLATING_E_NOMEM : 0;
}

/* Sets all of them, those that can't be read to NULL. */
static int
read_all (const struct piece *old, const struct piece *new_one,
          json_t **name, json_t **before, json_t **after)
{
  const int codes[] = {
    schema_json_read (old->key, FLAGS, name),
    schema_json_read (old->value, FLAGS, before),
    schema_json_read (new_one->value, FLAGS, after),
  };
  int status = 0;
  size_t i;

  for (i = 0; i < sizeof codes / sizeof *codes; i++)
    if (codes[i] < 0 && status != PLATING_E_NOMEM)
      status = codes[i];
  return status;
}

static int
compare_values (struct schema_command *c, const struct piece *old,
                const struct piece *new_one)
{
  struct schema_compare compare = {
    .changes = &c->diff->changes, .section = old->section,
    .has_descriptions = c->wants_descriptions,
  };
  json_t *name, *before, *after;
  int status = read_all (old, new_one, &name, &before, &after);

  if (status == 0) {
    compare.component.ptr = json_string_value (name);
    compare.component.len = json_string_length (name);
    pl_buffer_init (&compare.path);
    schema_compare_component (&compare, before, after);
    if (compare.changes->no_memory)
      status = PLATING_E_NOMEM;
    pl_buffer_release (&compare.path);
  } else if (status == PLATING_E_FORMAT) {
    status = note_component (c->diff, old, "component-changed",
                             "changed, but is too deep, or has too large"
                             " numbers, to be compared",
                             SCHEMA_GROUP_CHANGED, true);
  }
  json_decref (name);
  json_decref (before);
  json_decref (after);
  return status;
}

static bool
is_same_text (struct plating_text a, struct plating_text b)
{
  return a.len == b.len && !memcmp (a.ptr, b.ptr, a.len);
}

static int
take_new (void *data, const struct plating_document *document)
{
  struct schema_command *c = data;
  struct schema_diff *d = c->diff;
  struct piece piece, *old;

  if (!split (document, &piece))
    return 0;
  old = d->n ? bsearch (&piece, d->pieces, d->n, sizeof piece,
                        compare_pieces) : NULL;
  if (!old && piece.section->form == SCHEMA_FORM_MEMBERS)
    return compare_values (c, &(struct piece) {
        .section = piece.section, .key = piece.key, .value = no_members
      }, &piece);
  if (!old)
    return note_component (d, &piece, "component-added", "added",
                           SCHEMA_GROUP_ADDED, false);
  old->is_seen = true;
  return is_same_text (old->value, piece.value) ? 0
    : compare_values (c, old, &piece);
}

/* -- the two operations --------------------------------------------------- */

static int
note_missing (struct schema_command *c)
{
  struct schema_diff *d = c->diff;
  int status = 0;
  size_t i;

  for (i = 0; i < d->n && status == 0; i++) {
    struct piece *piece = &d->pieces[i], none = *piece;

    none.value = no_members;
    if (!piece->is_seen)
      status = piece->section->form == SCHEMA_FORM_MEMBERS
        ? compare_values (c, piece, &none)
        : note_component (d, piece, "component-removed", "removed",
                          SCHEMA_GROUP_REMOVED, true);
  }
  return status;
}

static void
on_new_done (void *data, const struct plating_operation_outcome *outcome)
{
  struct schema_command *c = data;
  struct schema_changes *changes = &c->diff->changes;
  int status;

  if (!schema_command_is_fine (c, outcome))
    return;
  status = note_missing (c);
  if (status == 0) {
    schema_changes_sort (changes);
    if (c->format == SCHEMA_FORMAT_JSON)
      schema_report_json (changes, &c->out);
    else if (c->format == SCHEMA_FORMAT_MARKDOWN)
      schema_report_markdown (changes, &c->out);
    else
      schema_report_text (changes, &c->out);
    status = schema_command_flush (c);
  }
  if (status < 0)
    schema_command_fail (c, status, "the differences can't be written",
                         NULL);
  else
    schema_command_end (c, changes->n_breaking > 0);
}

/* Whether PATH is something that can be started. */
static bool
is_program (const char *path, const struct stat *st)
{
  return S_ISREG (st->st_mode) && access (path, X_OK) == 0;
}

/* Whether the user says what the provider is called. */
static bool
has_name (const struct schema_command *c)
{
  size_t i;

  for (i = 0; i < c->n_passed; i++)
    if (!strcmp (c->passed[i].name, "provider-name"))
      return true;
  return false;
}

/* A file's only provider is the one that is meant: what is compared need not
 * be the provider of this directory. */
static int
take_any (struct schema_command *c, const char *word,
          struct schema_passed *passed)
{
  struct pl_buffer text;

  pl_buffer_init (&text);
  pl_buffer_puts (&text, "schema-json,any=yes,file=");
  for (; *word; word++) {
    if (*word == ',')
      pl_buffer_putc (&text, ',');
    pl_buffer_putc (&text, *word);
  }
  passed->name = "discover";
  passed->is_list = true;
  passed->value = text.failed ? NULL
    : pl_arena_strndup (&c->arena, text.data, text.len);
  pl_buffer_release (&text);
  return passed->value ? 0 : PLATING_E_NOMEM;
}

/* Sets *PASSED to the option that stands for what a word names. */
static int
find_source (struct schema_command *c, const char *word,
             struct schema_passed *passed)
{
  struct stat st;

  *passed = (struct schema_passed) { "providers-schema", word, false };
  if (strcmp (word, "-") && stat (word, &st) == 0) {
    if (S_ISDIR (st.st_mode))
      passed->name = "provider-dir";
    else if (is_program (word, &st))
      passed->name = "provider-binary";
  }
  return !strcmp (passed->name, "providers-schema") && !has_name (c)
    ? take_any (c, word, passed) : 0;
}

static int
start (struct schema_command *c, const char *word,
       int (*take) (void *data, const struct plating_document *document),
       void (*done) (void *data,
                     const struct plating_operation_outcome *outcome))
{
  struct schema_passed more[] = {
    { NULL, NULL, false },
    { "plugin", c->is_old ? "renderer/schema,pieces=yes,layout=1.11"
      : "renderer/schema,pieces=yes", true },
  };

  int status = find_source (c, word, &more[0]);

  return status < 0 ? status
    : schema_command_operate (c, "plate", more, 2, take, done);
}

static void
on_old_done (void *data, const struct plating_operation_outcome *outcome)
{
  struct schema_command *c = data;
  int status;

  if (!schema_command_is_fine (c, outcome))
    return;
  if (c->diff->n)
    qsort (c->diff->pieces, c->diff->n, sizeof *c->diff->pieces,
           compare_pieces);
  status = start (c, c->words[2], take_new, on_new_done);
  if (status < 0)
    schema_command_fail (c, status, "the comparison can't be started", NULL);
}

int
schema_diff (struct schema_command *c)
{
  c->diff = calloc (1, sizeof *c->diff);
  if (!c->diff)
    return PLATING_E_NOMEM;
  schema_changes_init (&c->diff->changes);
  pl_arena_init (&c->diff->texts, 0);
  return start (c, c->words[1], take_old, on_old_done);
}
