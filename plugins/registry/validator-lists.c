/* SPDX-License-Identifier: Apache-2.0 */
/* Reads lists of allowed subcategories.  A file has one on each line; empty
 * lines are entries, a carriage return at the end of a line is not part of
 * one. */

#include <config.h>

#include "plugins/registry/validator-lists.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <plating/document.h>

static const struct plating_value *
setting (const struct plating_values *values,
         const struct plating_value *settings, const char *name,
         const char *suffix)
{
  char key[80];
  size_t n = strlen (name), m = strlen (suffix);

  if (n + m >= sizeof key)
    return NULL;
  memcpy (key, name, n);
  memcpy (key + n, suffix, m + 1);
  return values->get (settings, (struct plating_text) { key, n + m });
}

/* Copies the texts of a list value. */
static int
copy_texts (struct validator_list *list, const struct plating_values *values,
            const struct plating_value *value)
{
  size_t n = values->size (value), len = 0, i;
  char *at;

  for (i = 0; i < n; i++)
    len += values->string_get (values->at (value, i)).len;
  list->bytes = malloc (len + 1);
  list->texts = calloc (n + 1, sizeof *list->texts);
  if (!list->bytes || !list->texts)
    return PLATING_E_NOMEM;
  at = list->bytes;
  for (i = 0; i < n; i++) {
    struct plating_text text = values->string_get (values->at (value, i));

    if (text.len)
      memcpy (at, text.ptr, text.len);
    list->texts[i] = (struct plating_text) { at, text.len };
    at += text.len;
  }
  list->n = n;
  list->is_loaded = true;
  return 0;
}

int
validator_list_init (struct validator_list *list,
                     const struct plating_values *values,
                     const struct plating_value *settings, const char *name)
{
  const struct plating_value *file = setting (values, settings, name,
                                              "-file");

  *list = (struct validator_list) { .file = NULL };
  pthread_mutex_init (&list->lock, NULL);
  if (values->type (file) == PLATING_VALUE_STRING
      && values->string_get (file).len) {
    struct plating_text path = values->string_get (file);

    list->file = malloc (path.len + 1);
    if (!list->file)
      return PLATING_E_NOMEM;
    memcpy (list->file, path.ptr, path.len);
    list->file[path.len] = '\0';
    return 0;
  }
  return copy_texts (list, values, setting (values, settings, name, ""));
}

void
validator_list_release (struct validator_list *list)
{
  free (list->file);
  free (list->bytes);
  free (list->texts);
  pthread_mutex_destroy (&list->lock);
}

/* Splits BYTES, which the list takes, into lines. */
static int
split_lines (struct validator_list *list, char *bytes, size_t len)
{
  size_t n = 0, at = 0;
  const char *end;

  for (end = bytes; (end = memchr (end, '\n',
                                   len - (size_t) (end - bytes)));
       end++)
    n++;
  list->bytes = bytes;
  list->texts = calloc (n + 1, sizeof *list->texts);
  if (!list->texts)
    return PLATING_E_NOMEM;
  for (n = 0; at < len; n++) {
    struct plating_text *text = &list->texts[n];

    end = memchr (bytes + at, '\n', len - at);
    text->ptr = bytes + at;
    text->len = end ? (size_t) (end - text->ptr) : len - at;
    at += text->len + 1;
    if (text->len && text->ptr[text->len - 1] == '\r')
      text->len--;
  }
  list->n = n;
  return 0;
}

static int
load (struct validator_list *list, const struct plating_host *host,
      uint64_t op, int32_t *system_error)
{
  static const struct plating_text root
    = PLATING_TEXT (PLATING_ROOT_PROJECT);
  struct plating_text path = { list->file, strlen (list->file) }, bytes;
  struct validator_list loaded = { .file = NULL };
  char *copy;
  int code = host->read (host, op, root, path, &bytes, system_error);

  if (code < 0)
    return code;
  copy = malloc (bytes.len + 1);
  if (!copy)
    return PLATING_E_NOMEM;
  if (bytes.len)
    memcpy (copy, bytes.ptr, bytes.len);
  code = split_lines (&loaded, copy, bytes.len);
  pthread_mutex_lock (&list->lock);
  /* Another thread may have been faster. */
  if (code == 0 && !list->is_loaded) {
    list->bytes = loaded.bytes;
    list->texts = loaded.texts;
    list->n = loaded.n;
    list->is_loaded = true;
    loaded.bytes = NULL;
    loaded.texts = NULL;
  }
  pthread_mutex_unlock (&list->lock);
  free (loaded.bytes);
  free (loaded.texts);
  return code;
}

int
validator_list_get (struct validator_list *list,
                    const struct plating_host *host, uint64_t op,
                    const struct plating_text **texts, size_t *n,
                    int32_t *system_error)
{
  bool is_loaded;
  int code = 0;

  *texts = NULL;
  *n = 0;
  *system_error = 0;
  pthread_mutex_lock (&list->lock);
  is_loaded = list->is_loaded;
  pthread_mutex_unlock (&list->lock);
  /* No lock is held while the host is called. */
  if (!is_loaded)
    code = load (list, host, op, system_error);
  if (code == 0) {
    *texts = list->texts;
    *n = list->n;
  }
  return code;
}
