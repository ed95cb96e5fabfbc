/* SPDX-License-Identifier: Apache-2.0 */
/* Findings of a run, from many threads: collected, put in order, without
 * repeats.
 *
 * Repeats are recognised by a fingerprint of 128 bits under a random seed,
 * which is kept for each different finding, so that counts are exact however
 * many findings are not kept.  The list may grow to twice the limit before
 * it is sorted and cut: a constant cost for each finding. */

#include <config.h>

#include "findings.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "common/buffer.h"
#include "common/utf8.h"
#include "error.h"
#include "hash.h"
#include "log.h"
#include "quote.h"

struct fingerprint {
  uint64_t a, b;               /* both 0: an empty slot */
};

/* What is kept of a finding: one allocation, the texts follow. */
struct entry {
  struct plating_result_finding result;
  struct plating_error *error;
  char texts[];
};

struct pl_findings {
  pthread_mutex_t lock;        /* guards all below; no call goes out */
  size_t limit;
  struct entry **entries;
  size_t n_entries, cap_entries;
  struct fingerprint *seen;    /* open addressing, a power of two slots */
  size_t n_seen, cap_seen;
  uint64_t seeds[2];
  struct pl_findings_counts counts;
};

/* Bytes that are kept of one text. */
#define LONGEST_TEXT 65536

/* -- a finding's texts, before it is copied --------------------------- */

struct parts {
  struct plating_text plugin, rule, message, component, file;
  uint32_t severity, line, column;
};

static struct plating_text
shorten (struct plating_text text)
{
  if (text.len > LONGEST_TEXT)
    text.len = pl_utf8_valid_prefix (text.ptr, LONGEST_TEXT);
  return text;
}

static struct plating_text
text_of (const char *s)
{
  return (struct plating_text) { s, s ? strlen (s) : 0 };
}

static uint64_t
hash_parts (const struct parts *p, uint64_t seed)
{
  uint64_t h = pl_hash_mix (seed, p->severity);

  h = pl_hash_mix (h, ((uint64_t) p->line << 32) | p->column);
  h = pl_hash_text (h, p->plugin);
  h = pl_hash_text (h, p->rule);
  h = pl_hash_text (h, p->message);
  h = pl_hash_text (h, p->component);
  return pl_hash_text (h, p->file);
}

/* -- fingerprints ----------------------------------------------------- */

static void
place_fingerprint (struct fingerprint *slots, size_t cap,
                   struct fingerprint f)
{
  size_t i = (size_t) f.a & (cap - 1);

  while (slots[i].a || slots[i].b)
    i = (i + 1) & (cap - 1);
  slots[i] = f;
}

static int
grow_seen (struct pl_findings *f)
{
  size_t cap = f->cap_seen ? 2 * f->cap_seen : 256, i;
  struct fingerprint *slots = calloc (cap, sizeof *slots);

  if (!slots)
    return PLATING_E_NOMEM;
  for (i = 0; i < f->cap_seen; i++)
    if (f->seen[i].a || f->seen[i].b)
      place_fingerprint (slots, cap, f->seen[i]);
  free (f->seen);
  f->seen = slots;
  f->cap_seen = cap;
  return 0;
}

/* Returns 1 if such a finding came before, else remembers it and returns 0
 * or PLATING_E_NOMEM. */
static int
see (struct pl_findings *f, const struct parts *p)
{
  struct fingerprint print = {
    .a = hash_parts (p, f->seeds[0]),
    .b = hash_parts (p, f->seeds[1]) | 1,
  };
  size_t i;

  if (2 * (f->n_seen + 1) > f->cap_seen && grow_seen (f) < 0)
    return PLATING_E_NOMEM;
  i = (size_t) print.a & (f->cap_seen - 1);
  while (f->seen[i].a || f->seen[i].b) {
    if (f->seen[i].a == print.a && f->seen[i].b == print.b)
      return 1;
    i = (i + 1) & (f->cap_seen - 1);
  }
  f->seen[i] = print;
  f->n_seen++;
  return 0;
}

/* -- order ------------------------------------------------------------ */

static int
compare_strings (const char *a, const char *b)
{
  return strcmp (a ? a : "", b ? b : "");
}

static int
compare_numbers (uint32_t a, uint32_t b)
{
  return a < b ? -1 : a > b;
}

static int
compare (const void *left, const void *right)
{
  const struct plating_result_finding *a
    = &(*(const struct entry *const *) left)->result;
  const struct plating_result_finding *b
    = &(*(const struct entry *const *) right)->result;
  int c;

  if ((c = compare_strings (a->file, b->file))
      || (c = compare_numbers (a->line, b->line))
      || (c = compare_numbers (a->column, b->column))
      || (c = compare_strings (a->rule, b->rule))
      || (c = compare_strings (a->message, b->message))
      || (c = compare_strings (a->component, b->component))
      || (c = compare_strings (a->plugin, b->plugin)))
    return c;
  return compare_numbers (a->severity, b->severity);
}

static int
compare_worth (const void *left, const void *right)
{
  int c = compare_numbers ((*(struct entry *const *) left)->result.severity,
                           (*(struct entry *const *) right)->result.severity);

  return c ? c : compare (left, right);
}

/* -- collecting ------------------------------------------------------- */

struct pl_findings *
pl_findings_new (size_t limit)
{
  struct pl_findings *f = calloc (1, sizeof *f);

  if (!f)
    return NULL;
  f->limit = limit ? limit : PL_FINDINGS_LIMIT;
  f->seeds[0] = pl_hash_seed (f);
  f->seeds[1] = pl_hash_seed (f) ^ 0x2545f4914f6cdd1du;
  pthread_mutex_init (&f->lock, NULL);
  return f;
}

static void
free_entry (struct entry *e)
{
  plating_error_unref (e->error);
  free (e);
}

void
pl_findings_free (struct pl_findings *f)
{
  size_t i;

  if (!f)
    return;
  for (i = 0; i < f->n_entries; i++)
    free_entry (f->entries[i]);
  free (f->entries);
  free (f->seen);
  pthread_mutex_destroy (&f->lock);
  free (f);
}

static void
count (struct pl_findings *f, uint32_t severity)
{
  if (severity == PLATING_LEVEL_WARNING)
    f->counts.warnings++;
  else if (severity == PLATING_LEVEL_INFO)
    f->counts.infos++;
  else
    f->counts.errors++;
}

static const char *
copy_text (char **next, struct plating_text text)
{
  char *copy = *next;
  size_t i;

  if (!text.len)
    return NULL;
  memcpy (copy, text.ptr, text.len);
  /* A finding's texts end at their NUL: one in the middle is shown. */
  for (i = 0; i < text.len; i++)
    if (!copy[i])
      copy[i] = ' ';
  copy[text.len] = '\0';
  *next += text.len + 1;
  return copy;
}

static struct entry *
make_entry (const struct parts *p, struct plating_error *error)
{
  struct entry *e;
  char *next;

  e = malloc (sizeof *e + p->plugin.len + p->rule.len + p->message.len
              + p->component.len + p->file.len + 5);
  if (!e)
    return NULL;
  next = e->texts;
  e->error = plating_error_ref (error);
  e->result = (struct plating_result_finding) {
    .struct_size = sizeof e->result,
    .severity = p->severity,
    .plugin = copy_text (&next, p->plugin),
    .rule = copy_text (&next, p->rule),
    .message = copy_text (&next, p->message),
    .component = copy_text (&next, p->component),
    .file = copy_text (&next, p->file),
    .line = p->line,
    .column = p->column,
    .error = error,
  };
  if (!e->result.message)
    e->result.message = "";
  return e;
}

static void
cut_to_limit (struct pl_findings *f)
{
  size_t i;

  if (f->n_entries <= f->limit)
    return;
  qsort (f->entries, f->n_entries, sizeof *f->entries, compare_worth);
  for (i = f->limit; i < f->n_entries; i++)
    free_entry (f->entries[i]);
  f->counts.dropped += f->n_entries - f->limit;
  f->n_entries = f->limit;
}

static int
keep (struct pl_findings *f, struct entry *e)
{
  size_t cap = f->cap_entries ? 2 * f->cap_entries : 64;
  struct entry **entries;

  if (f->n_entries / 2 >= f->limit)
    cut_to_limit (f);
  if (f->n_entries == f->cap_entries) {
    entries = realloc (f->entries, cap * sizeof *entries);
    if (!entries)
      return PLATING_E_NOMEM;
    f->entries = entries;
    f->cap_entries = cap;
  }
  f->entries[f->n_entries++] = e;
  return 0;
}

static int
add (struct pl_findings *f, const struct parts *p,
     struct plating_error *error)
{
  struct entry *e = make_entry (p, error);
  int code;

  pthread_mutex_lock (&f->lock);
  code = see (f, p);
  if (code <= 0)
    count (f, p->severity);
  if (code == 0)
    code = e ? keep (f, e) : PLATING_E_NOMEM;
  if (code == 0)
    e = NULL;
  else if (code < 0)
    f->counts.dropped++;
  pthread_mutex_unlock (&f->lock);
  if (e)
    free_entry (e);
  return code < 0 ? code : 0;
}

static uint32_t
known_severity (uint32_t severity)
{
  return severity == PLATING_LEVEL_WARNING || severity == PLATING_LEVEL_INFO
         ? severity : PLATING_LEVEL_ERROR;
}

int
pl_findings_add (struct pl_findings *f, const char *plugin,
                 const struct plating_finding *finding)
{
  struct plating_finding copy = { 0 };
  size_t size = finding->struct_size;

  memcpy (&copy, finding, size < sizeof copy ? size : sizeof copy);
  return add (f, &(struct parts) {
    .plugin = text_of (plugin),
    .rule = shorten (copy.rule),
    .message = shorten (copy.message),
    .component = shorten (copy.component),
    .file = shorten (copy.file),
    .severity = known_severity (copy.severity),
    .line = copy.line,
    .column = copy.column,
  }, NULL);
}

int
pl_findings_add_error (struct pl_findings *f, const char *file,
                       struct plating_error *error)
{
  const char *place = plating_error_file (error);
  struct pl_buffer message;
  int code;

  pl_buffer_init (&message);
  pl_error_format_message (error, &message);
  code = add (f, &(struct parts) {
    .plugin = text_of (plating_error_plugin (error)),
    .message = message.failed ? text_of ("out of memory")
               : (struct plating_text) { message.data, message.len },
    .component = text_of (plating_error_component (error)),
    .file = text_of (place ? place : file),
    .severity = PLATING_LEVEL_ERROR,
    .line = place ? plating_error_line (error) : 0,
    .column = place ? plating_error_column (error) : 0,
  }, error);
  pl_buffer_release (&message);
  return code;
}

void
pl_findings_counts_get (struct pl_findings *f,
                        struct pl_findings_counts *counts)
{
  pthread_mutex_lock (&f->lock);
  *counts = f->counts;
  if (f->n_entries > f->limit)
    counts->dropped += f->n_entries - f->limit;
  pthread_mutex_unlock (&f->lock);
}

int
pl_findings_finish (struct pl_findings *f)
{
  pthread_mutex_lock (&f->lock);
  cut_to_limit (f);
  if (f->n_entries)
    qsort (f->entries, f->n_entries, sizeof *f->entries, compare);
  free (f->seen);
  f->seen = NULL;
  f->n_seen = f->cap_seen = 0;
  pthread_mutex_unlock (&f->lock);
  return 0;
}

size_t
pl_findings_n (const struct pl_findings *f)
{
  return f->n_entries;
}

const struct plating_result_finding *
pl_findings_at (const struct pl_findings *f, size_t i)
{
  return i < f->n_entries ? &f->entries[i]->result : NULL;
}

/* -- formats ---------------------------------------------------------- */

void
pl_findings_format (const struct plating_result_finding *finding,
                    int with_severity, struct pl_buffer *out)
{
  const struct plating_result_finding *r = finding;

  if (r->file) {
    pl_quote_append (out, text_of (r->file), 0);
    if (r->line)
      pl_buffer_printf (out, ":%lu", (unsigned long) r->line);
    if (r->line && r->column)
      pl_buffer_printf (out, ":%lu", (unsigned long) r->column);
    pl_buffer_puts (out, ": ");
  } else if (r->component) {
    pl_quote_append (out, text_of (r->component), 0);
    pl_buffer_puts (out, ": ");
  }
  if (with_severity)
    pl_buffer_printf (out, "%s: ", pl_log_level_name (r->severity));
  pl_quote_append (out, text_of (r->message), 0);
  if (r->plugin || r->rule)
    pl_buffer_printf (out, " [%s%s%s]", r->plugin ? r->plugin : "",
                      r->plugin && r->rule ? "/" : "",
                      r->rule ? r->rule : "");
}

/* A JSON string of S; NULL when memory is exhausted. */
static json_t *
json_text (const char *s)
{
  size_t len = strlen (s), i, used;
  struct pl_buffer b;
  uint32_t rune;
  char bytes[4];
  json_t *json;

  if (pl_utf8_valid_prefix (s, len) == len)
    return json_stringn (s, len);
  pl_buffer_init (&b);
  for (i = 0; i < len; i += used) {
    used = pl_utf8_decode (s + i, len - i, &rune);
    pl_buffer_append (&b, bytes, pl_utf8_encode (rune, bytes));
  }
  json = b.failed ? NULL : json_stringn (b.data, b.len);
  pl_buffer_release (&b);
  return json;
}

static int
set_text (json_t *object, const char *key, const char *value)
{
  return value ? json_object_set_new (object, key, json_text (value)) : 0;
}

static int
set_number (json_t *object, const char *key, uint32_t value)
{
  return value ? json_object_set_new (object, key,
                                      json_integer ((json_int_t) value)) : 0;
}

struct json_t *
pl_findings_json (const struct plating_result_finding *finding)
{
  const struct plating_result_finding *r = finding;
  json_t *object = json_object ();

  if (object
      && set_text (object, "severity", pl_log_level_name (r->severity)) == 0
      && set_text (object, "message", r->message) == 0
      && set_text (object, "plugin", r->plugin) == 0
      && set_text (object, "rule", r->rule) == 0
      && set_text (object, "component", r->component) == 0
      && set_text (object, "file", r->file) == 0
      && set_number (object, "line", r->line) == 0
      && set_number (object, "column", r->column) == 0
      && set_text (object, "class", plating_error_class (r->error)) == 0)
    return object;
  json_decref (object);
  return NULL;
}
