/* SPDX-License-Identifier: Apache-2.0 */
/* Environments: settings, the host's functions, compiled templates.
 *
 * Templates are found by a hash of name and content, and compared.  One
 * mutex guards the table; nothing is compiled or called while it is held.
 * When the table has grown too large, all that nobody uses at the moment is
 * dropped. */

#include <config.h>

#include "plugins/common/jinja/run.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/common/jinja/parser.h"

#define N_BUCKETS 512
#define DEFAULT_MAX_CACHED ((size_t) 64 << 20)

struct jinja_environment {
  struct jinja_settings settings;
  struct jinja_lexer_settings lexer;
  char *delimiters;                     /* their texts, one after another */
  const struct jinja_function **functions;  /* sorted by name */
  size_t n_functions;
  pthread_mutex_t mutex;
  struct jinja_template *buckets[N_BUCKETS];
  size_t cached_bytes;
  uint64_t n_compiled, n_found;
};

bool
jinja_escape_by_name (const char *name, size_t name_len)
{
  static const char *const ends[] = { ".html", ".htm", ".xml" };
  size_t i, j;

  for (i = 0; i < sizeof ends / sizeof ends[0]; i++) {
    size_t len = strlen (ends[i]);

    if (name_len < len)
      continue;
    for (j = 0; j < len; j++) {
      char c = name[name_len - len + j];

      if (c >= 'A' && c <= 'Z')
        c = (char) (c | 32);
      if (c != ends[i][j])
        break;
    }
    if (j == len)
      return true;
  }
  return false;
}

/* -- settings ---------------------------------------------------------- */

static int
compare_functions (const void *a, const void *b)
{
  const struct jinja_function *const *x = a, *const *y = b;

  return strcmp ((*x)->name, (*y)->name);
}

/* Of functions of one name only the last table's stays. */
static bool
add_function (struct jinja_environment *e, const struct jinja_function *f)
{
  size_t i;

  for (i = 0; i < e->n_functions; i++)
    if (strcmp (e->functions[i]->name, f->name) == 0) {
      e->functions[i] = f;
      return false;
    }
  e->functions[e->n_functions++] = f;
  return true;
}

static bool
set_functions (struct jinja_environment *e)
{
  const struct jinja_settings *s = &e->settings;
  size_t i, j, n = 0;

  for (i = 0; i < s->n_tables; i++)
    n += s->tables[i].n_functions;
  if (!n)
    return true;
  e->functions = calloc (n, sizeof *e->functions);
  if (!e->functions)
    return false;
  for (i = 0; i < s->n_tables; i++)
    for (j = 0; j < s->tables[i].n_functions; j++)
      add_function (e, &s->tables[i].functions[j]);
  qsort (e->functions, e->n_functions, sizeof *e->functions,
         compare_functions);
  return true;
}

/* Longer starts are tried first, as Jinja does; equally long ones by their
 * kind's name, the last first. */
static void
order_starts (struct jinja_lexer_settings *l)
{
  static const enum jinja_delimiter starts[3] = {
    JINJA_VARIABLE_START, JINJA_COMMENT_START, JINJA_BLOCK_START
  };
  size_t i, j;

  for (i = 0; i < 3; i++) {
    for (j = i; j > 0 && l->lengths[l->order[j - 1]]
         < l->lengths[starts[i]]; j--)
      l->order[j] = l->order[j - 1];
    l->order[j] = starts[i];
  }
}

static bool
set_delimiters (struct jinja_environment *e)
{
  struct jinja_settings *s = &e->settings;
  const char *given[JINJA_N_DELIMITERS] = {
    [JINJA_BLOCK_START] = s->block_start ? s->block_start : "{%",
    [JINJA_BLOCK_END] = s->block_end ? s->block_end : "%}",
    [JINJA_VARIABLE_START] = s->variable_start ? s->variable_start : "{{",
    [JINJA_VARIABLE_END] = s->variable_end ? s->variable_end : "}}",
    [JINJA_COMMENT_START] = s->comment_start ? s->comment_start : "{#",
    [JINJA_COMMENT_END] = s->comment_end ? s->comment_end : "#}",
  };
  size_t i, total = 0;
  char *p;

  for (i = 0; i < JINJA_N_DELIMITERS; i++) {
    if (!given[i][0])
      return false;
    total += strlen (given[i]) + 1;
  }
  if (strcmp (given[JINJA_BLOCK_START], given[JINJA_VARIABLE_START]) == 0
      || strcmp (given[JINJA_BLOCK_START], given[JINJA_COMMENT_START]) == 0
      || strcmp (given[JINJA_VARIABLE_START], given[JINJA_COMMENT_START])
      == 0)
    return false;
  p = e->delimiters = malloc (total);
  if (!p)
    return false;
  for (i = 0; i < JINJA_N_DELIMITERS; i++) {
    size_t len = strlen (given[i]);

    memcpy (p, given[i], len + 1);
    e->lexer.delimiters[i] = p;
    e->lexer.lengths[i] = len;
    p += len + 1;
  }
  order_starts (&e->lexer);
  return true;
}

static bool
set_lexer (struct jinja_environment *e)
{
  const char *newline = e->settings.newline ? e->settings.newline : "\n";

  e->lexer.trim_blocks = e->settings.trim_blocks;
  e->lexer.lstrip_blocks = e->settings.lstrip_blocks;
  e->lexer.keep_trailing_newline = e->settings.keep_trailing_newline;
  if (strcmp (newline, "\r\n") == 0)
    e->lexer.newline = "\r\n";
  else if (strcmp (newline, "\r") == 0)
    e->lexer.newline = "\r";
  else if (strcmp (newline, "\n") == 0)
    e->lexer.newline = "\n";
  return e->lexer.newline && set_delimiters (e);
}

struct jinja_environment *
jinja_environment_new (const struct jinja_settings *settings)
{
  struct jinja_environment *e = calloc (1, sizeof *e);

  if (!e)
    return NULL;
  if (settings)
    e->settings = *settings;
  if (!e->settings.max_cached_bytes)
    e->settings.max_cached_bytes = DEFAULT_MAX_CACHED;
  if (pthread_mutex_init (&e->mutex, NULL) != 0) {
    free (e);
    return NULL;
  }
  if (!set_lexer (e) || !set_functions (e)) {
    jinja_environment_free (e);
    return NULL;
  }
  /* These were the caller's. */
  e->settings.tables = NULL;
  e->settings.newline = NULL;
  return e;
}

static void
free_template (struct jinja_template *t)
{
  pl_arena_release (&t->arena);
  free (t);
}

void
jinja_environment_free (struct jinja_environment *environment)
{
  struct jinja_template *t;
  size_t i;

  if (!environment)
    return;
  for (i = 0; i < N_BUCKETS; i++)
    while ((t = environment->buckets[i])) {
      environment->buckets[i] = t->next;
      free_template (t);
    }
  pthread_mutex_destroy (&environment->mutex);
  free (environment->functions);
  free (environment->delimiters);
  free (environment);
}

void
jinja_environment_count (struct jinja_environment *environment,
                         uint64_t *compiled, uint64_t *found)
{
  pthread_mutex_lock (&environment->mutex);
  *compiled = environment->n_compiled;
  *found = environment->n_found;
  pthread_mutex_unlock (&environment->mutex);
}

enum jinja_undefined
jinja_environment_undefined (const struct jinja_environment *environment)
{
  return environment->settings.undefined;
}

int
jinja_find_function (const struct jinja_environment *environment,
                     const char *name, size_t len, struct tv *v)
{
  size_t low = 0, high = environment->n_functions;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    const struct jinja_function *f = environment->functions[middle];
    int order = strncmp (name, f->name, len);

    if (!order && f->name[len])
      order = -1;
    if (!order) {
      *v = jinja_object (&jinja_function_type, (void *) (uintptr_t) f);
      return 1;
    }
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return 0;
}

/* -- compiled templates ------------------------------------------------ */

/* Templates are long: eight bytes at a time. */
static uint64_t
hash_bytes (uint64_t hash, const char *bytes, size_t len)
{
  const uint64_t factor = 0x9e3779b97f4a7c15u;
  uint64_t word;

  hash ^= len;
  for (; len >= sizeof word; bytes += sizeof word, len -= sizeof word) {
    memcpy (&word, bytes, sizeof word);
    hash = (hash ^ word) * factor;
    hash ^= hash >> 32;
  }
  for (word = 0; len; len--)
    word = word << 8 | (unsigned char) bytes[len - 1];
  hash = (hash ^ word) * factor;
  return hash ^ hash >> 32;
}

static uint64_t
hash_content (const char *name, size_t name_len, const char *text,
              size_t len)
{
  return hash_bytes (hash_bytes (0, name, name_len), text, len);
}

/* With the mutex held. */
static struct jinja_template *
find_cached (struct jinja_environment *e, uint64_t hash, const char *name,
             size_t name_len, const char *text, size_t len)
{
  struct jinja_template *t;

  for (t = e->buckets[hash % N_BUCKETS]; t; t = t->next)
    if (t->content_hash == hash && t->name_len == name_len
        && t->text_len == len && memcmp (t->name, name, name_len) == 0
        && (!len || memcmp (t->text, text, len) == 0)) {
      t->n_references++;
      return t;
    }
  return NULL;
}

/* With the mutex held: drops what is not in use. */
static void
drop_unused (struct jinja_environment *e)
{
  struct jinja_template **link, *t;
  size_t i;

  for (i = 0; i < N_BUCKETS; i++)
    for (link = &e->buckets[i]; (t = *link); ) {
      if (t->n_references) {
        link = &t->next;
        continue;
      }
      *link = t->next;
      e->cached_bytes -= t->arena.total;
      free_template (t);
    }
}

static struct jinja_template *
new_template (struct jinja_environment *e, const char *name, size_t name_len,
              const char *text, size_t len)
{
  struct jinja_template *t = calloc (1, sizeof *t);

  if (!t)
    return NULL;
  pl_arena_init (&t->arena, 8192);
  t->name = pl_arena_strndup (&t->arena, name, name_len);
  t->name_len = name_len;
  t->text = pl_arena_strndup (&t->arena, text, len);
  t->text_len = len;
  if (!t->name || !t->text) {
    free_template (t);
    return NULL;
  }
  t->autoescape = e->settings.autoescape
    && e->settings.autoescape (name, name_len);
  t->n_references = 1;
  return t;
}

/* Puts T into the table, unless another thread was faster: then that one's
 * is returned. */
static struct jinja_template *
insert (struct jinja_environment *e, struct jinja_template *t)
{
  struct jinja_template *other, **bucket;

  pthread_mutex_lock (&e->mutex);
  other = find_cached (e, t->content_hash, t->name, t->name_len, t->text,
                       t->text_len);
  e->n_compiled++;
  if (!other) {
    if (e->cached_bytes + t->arena.total > e->settings.max_cached_bytes)
      drop_unused (e);
    bucket = &e->buckets[t->content_hash % N_BUCKETS];
    t->next = *bucket;
    *bucket = t;
    e->cached_bytes += t->arena.total;
  }
  pthread_mutex_unlock (&e->mutex);
  if (!other)
    return t;
  free_template (t);
  return other;
}

static int
fail_memory (struct jinja_error *error, const char *name, size_t len)
{
  jinja_error_set (error, "MemoryError", name, len, 0, 0, "out of memory",
                   13);
  return -ENOMEM;
}

int
jinja_environment_get (struct jinja_environment *environment,
                       const char *name, size_t name_len, const char *text,
                       size_t len, struct jinja_template **template,
                       struct jinja_error *error)
{
  uint64_t hash = hash_content (name, name_len, text, len);
  struct jinja_template *t;
  int status;

  pthread_mutex_lock (&environment->mutex);
  t = find_cached (environment, hash, name, name_len, text, len);
  environment->n_found += t != NULL;
  pthread_mutex_unlock (&environment->mutex);
  if (t) {
    *template = t;
    return 0;
  }
  t = new_template (environment, name, name_len, text, len);
  if (!t)
    return fail_memory (error, name, name_len);
  t->content_hash = hash;
  status = jinja_compile (t, &environment->lexer, error);
  if (status) {
    free_template (t);
    return status == -ENOMEM ? fail_memory (error, name, name_len) : status;
  }
  *template = insert (environment, t);
  return 0;
}

void
jinja_environment_put (struct jinja_environment *environment,
                       struct jinja_template *template)
{
  pthread_mutex_lock (&environment->mutex);
  template->n_references--;
  pthread_mutex_unlock (&environment->mutex);
}
