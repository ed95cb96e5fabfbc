/* SPDX-License-Identifier: Apache-2.0 */
/* Template functions that read files of the project: codefile, tffile and
 * include.
 *
 * They read through the host, which keeps them inside the read roots.  A
 * file that is included is parsed once; the list of parsed files is short,
 * so it is searched one by one. */

#include <config.h>

#include "plugins/registry/file-functions.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <plating/types.h>

#include "common/utf8.h"
#include "plugins/common/gotemplate/quote.h"
#include "plugins/registry/renderer.h"

/* Files that include each other: each is a line of the message when
 * something goes wrong. */
#define INCLUDES_MAX 20

struct registry_include {
  struct registry_include *next;
  struct plating_text path;     /* allocated with the struct */
  struct registry_template template;
};

/* -- paths ------------------------------------------------------------- */

/* Cleans the path in OUT, which is absolute: no empty, "." or ".." parts. */
static void
clean_path (struct pl_buffer *out)
{
  size_t from = 0, to = 0;

  while (from < out->len) {
    size_t start, len;

    while (from < out->len && out->data[from] == '/')
      from++;
    start = from;
    while (from < out->len && out->data[from] != '/')
      from++;
    len = from - start;
    if (!len || (len == 1 && out->data[start] == '.'))
      continue;
    if (len == 2 && !memcmp (out->data + start, "..", 2)) {
      while (to > 0 && out->data[--to] != '/')
        ;
      continue;
    }
    out->data[to++] = '/';
    memmove (out->data + to, out->data + start, len);
    to += len;
  }
  if (to == 0 && out->len)
    out->data[to++] = '/';
  out->len = to;
  if (out->data)
    out->data[to] = '\0';
}

/* Sets *CLEAN (memory of OUT) to the path of the file that FILE names, and
 * *SHOWN to what messages call it. */
static int
resolve_path (struct registry_renderer *r, struct plating_text file,
              struct pl_buffer *out, struct plating_text *clean,
              struct plating_text *shown)
{
  bool is_absolute = file.len && file.ptr[0] == '/';

  if (!is_absolute) {
    pl_buffer_append (out, r->project.ptr, r->project.len);
    pl_buffer_putc (out, '/');
  }
  pl_buffer_append (out, file.ptr, file.len);
  if (out->failed)
    return PLATING_E_NOMEM;
  clean_path (out);
  *clean = (struct plating_text) { out->data, out->len };
  *shown = is_absolute ? file : *clean;
  return 0;
}

/* The words for an error of the system, in English. */
static const char *
describe (int32_t system_error)
{
#if defined __GLIBC__ && __GLIBC_PREREQ (2, 32)
  const char *text = strerrordesc_np (system_error);

  if (text)
    return text;
#endif
  return strerror (system_error);
}

/* Go's words are those of the C library, but begin with a small letter. */
void
registry_read_failure (struct pl_buffer *message, struct plating_text path,
                       int code, int32_t system_error)
{
  size_t start;

  if (code == PLATING_E_NOT_FOUND && !system_error)
    system_error = ENOENT;
  else if (path.len && memchr (path.ptr, '\0', path.len))
    system_error = EINVAL;
  pl_buffer_puts (message, system_error == EISDIR ? "read " : "open ");
  pl_buffer_append (message, path.ptr, path.len);
  pl_buffer_puts (message, ": ");
  start = message->len;
  if (code == PLATING_E_OUTSIDE)
    pl_buffer_puts (message, "it lies outside of the directories that may "
                    "be read");
  else if (code == PLATING_E_LIMIT)
    pl_buffer_puts (message, "it is too large");
  else if (code == PLATING_E_NOMEM)
    pl_buffer_puts (message, "out of memory");
  else if (system_error > 0)
    pl_buffer_puts (message, describe (system_error));
  else
    pl_buffer_puts (message, "it is no regular file");
  if (!message->failed && message->len > start)
    message->data[start]
      = (char) tolower ((unsigned char) message->data[start]);
}

/* Reads FILE; on failure the call has failed and *STATUS is what the
 * function returns. */
static bool
read_file (struct gotmpl_call *call, struct plating_text file,
           struct plating_text *content, int *status)
{
  static const struct plating_text root
    = PLATING_TEXT (PLATING_ROOT_PROJECT);
  struct registry_page_run *run = call->user;
  const struct plating_host *host = run->renderer->host;
  struct pl_buffer path, message;
  struct plating_text clean, shown;
  int32_t system_error = 0;
  int code;

  pl_buffer_init (&path);
  pl_buffer_init (&message);
  code = resolve_path (run->renderer, file, &path, &clean, &shown);
  if (code == 0)
    code = host->read (host, run->op, root, clean, content, &system_error);
  if (code == PLATING_E_NOMEM) {
    *status = gotmpl_call_no_memory (call);
  } else if (code < 0) {
    run->is_outside |= code == PLATING_E_OUTSIDE;
    pl_buffer_puts (&message, "unable to read content from ");
    gotmpl_quote (&message, shown.ptr, shown.len, false);
    pl_buffer_puts (&message, ": ");
    registry_read_failure (&message, shown, code, system_error);
    *status = message.failed ? gotmpl_call_no_memory (call)
              : gotmpl_call_fail_text (call, message.data, message.len);
  }
  pl_buffer_release (&path);
  pl_buffer_release (&message);
  return code == 0;
}

/* -- codefile, tffile -------------------------------------------------- */

static int
fail_empty (struct gotmpl_call *call, struct plating_text file)
{
  struct registry_page_run *run = call->user;
  struct pl_buffer path, message;
  struct plating_text clean, shown;
  int status;

  pl_buffer_init (&path);
  pl_buffer_init (&message);
  pl_buffer_puts (&message, "no file content in ");
  if (resolve_path (run->renderer, file, &path, &clean, &shown) == 0)
    gotmpl_quote (&message, shown.ptr, shown.len, false);
  status = path.failed || message.failed ? gotmpl_call_no_memory (call)
           : gotmpl_call_fail_text (call, message.data, message.len);
  pl_buffer_release (&path);
  pl_buffer_release (&message);
  return status;
}

/* Makes the contents of FILE, without white space around it, a fenced code
 * block. */
static int
code_file (struct gotmpl_call *call, struct plating_text format,
           struct plating_text file, struct tv *result)
{
  struct plating_text parts[] = {
    pl_text_of ("```"), format, pl_text_of ("\n"), { NULL, 0 },
    pl_text_of ("\n```")
  };
  struct plating_text content, text;
  int status;

  if (!read_file (call, file, &content, &status))
    return status;
  status = gotmpl_call_charge (call, content.len / 64);
  if (status < 0)
    return status;
  pl_utf8_trim (&content.ptr, &content.len);
  if (content.len == 0)
    return fail_empty (call, file);
  parts[3] = content;
  text = pl_text_join (call->arena, parts, sizeof parts / sizeof parts[0]);
  if (!text.ptr)
    return gotmpl_call_no_memory (call);
  *result = tv_string (text.ptr, text.len);
  return 0;
}

static struct plating_text
argument (const struct tv *arg)
{
  return (struct plating_text) { arg->u.text, arg->len };
}

int
registry_function_codefile (struct gotmpl_call *call, const struct tv *args,
                            size_t n_args, struct tv *result)
{
  (void) n_args;
  return code_file (call, argument (&args[0]), argument (&args[1]), result);
}

int
registry_function_tffile (struct gotmpl_call *call, const struct tv *args,
                          size_t n_args, struct tv *result)
{
  (void) n_args;
  return code_file (call, pl_text_of ("terraform"), argument (&args[0]),
                    result);
}

/* -- include ----------------------------------------------------------- */

static struct registry_include *
find_include (struct registry_renderer *r, struct plating_text path)
{
  struct registry_include *i;

  pthread_mutex_lock (&r->mutex);
  for (i = r->includes; i; i = i->next)
    if (pl_text_same (i->path, path))
      break;
  pthread_mutex_unlock (&r->mutex);
  return i;
}

static void
free_include (struct registry_include *i)
{
  registry_template_release (&i->template);
  free (i);
}

/* Adds NEW unless another worker was faster; returns what counts. */
static struct registry_include *
add_include (struct registry_renderer *r, struct registry_include *new)
{
  struct registry_include *i;

  pthread_mutex_lock (&r->mutex);
  for (i = r->includes; i; i = i->next)
    if (pl_text_same (i->path, new->path))
      break;
  if (!i) {
    new->next = r->includes;
    r->includes = new;
  }
  pthread_mutex_unlock (&r->mutex);
  if (!i)
    return new;
  free_include (new);
  return i;
}

/* Returns the parsed file, or NULL with *STATUS set. */
static struct registry_include *
load_include (struct gotmpl_call *call, struct plating_text path,
              int *status)
{
  struct registry_page_run *run = call->user;
  struct registry_include *i = find_include (run->renderer, path);
  struct plating_text content;
  char *name;

  if (i || !read_file (call, path, &content, status))
    return i;
  i = calloc (1, sizeof *i + path.len + 1);
  if (!i) {
    *status = gotmpl_call_no_memory (call);
    return NULL;
  }
  name = (char *) (i + 1);
  if (path.len)
    memcpy (name, path.ptr, path.len);
  i->path = (struct plating_text) { name, path.len };
  i->template.text = content;
  registry_template_parse (run->renderer, &i->template, name);
  /* The bytes are the op's. */
  i->template.text.ptr = NULL;
  return add_include (run->renderer, i);
}

int
registry_function_include (struct gotmpl_call *call, const struct tv *args,
                           size_t n_args, struct tv *result)
{
  struct registry_page_run *run = call->user;
  struct registry_include *i;
  struct pl_buffer out;
  int status = 0;

  if (run->n_includes == INCLUDES_MAX)
    return gotmpl_call_fail (call, "more than %d files include each other",
                             INCLUDES_MAX);
  i = load_include (call, argument (&args[0]), &status);
  if (!i)
    return status;
  if (i->template.code == PLATING_E_NOMEM)
    return gotmpl_call_no_memory (call);
  if (i->template.code < 0)
    return gotmpl_call_fail (call, "unable to parse: %s",
                             i->template.error.message.data);
  pl_buffer_init (&out);
  run->n_includes++;
  if (i->template.text.len)
    status = gotmpl_call_execute (call, i->template.set, i->path.ptr,
                                  n_args > 1 ? args[1] : tv_none (), &out);
  run->n_includes--;
  if (status == 0) {
    const char *copy = pl_arena_strndup (call->arena, out.data, out.len);

    if (copy)
      *result = tv_string (copy, out.len);
    else
      status = gotmpl_call_no_memory (call);
  }
  pl_buffer_release (&out);
  return status;
}

void
registry_includes_free (struct registry_include *first)
{
  while (first) {
    struct registry_include *next = first->next;

    free_include (first);
    first = next;
  }
}
