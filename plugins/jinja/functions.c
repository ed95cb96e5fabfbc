/* SPDX-License-Identifier: Apache-2.0 */
/* What templates can call: schema, example, include, render, components. */

#include <config.h>

#include <errno.h>
#include <string.h>

#include "common/utf8.h"
#include "plugins/jinja/renderer.h"

static int
give_text (struct plating_text text, struct tv *result)
{
  *result = tv_string (text.ptr, text.len);
  return 0;
}

static int
call_schema (struct jinja_run *run, const struct jinja_function *function,
             const struct tv *values, size_t n_values, struct tv *result)
{
  const struct plate_job *job = jinja_user (run);

  (void) function;
  (void) values;
  (void) n_values;
  return give_text (job->schema_text, result);
}

/* -- examples --------------------------------------------------------- */

/* Line ends as Python reads them. */
static struct plating_text
universal_lines (struct plating_text text, struct pl_arena *arena)
{
  char *to;
  size_t i, n = 0;

  if (!memchr (text.ptr, '\r', text.len))
    return text;
  to = pl_arena_alloc (arena, text.len + 1);
  if (!to)
    return (struct plating_text) { NULL, 0 };
  for (i = 0; i < text.len; i++)
    if (text.ptr[i] != '\r')
      to[n++] = text.ptr[i];
    else if (i + 1 == text.len || text.ptr[i + 1] != '\n')
      to[n++] = '\n';
  to[n] = '\0';
  return (struct plating_text) { to, n };
}

struct plating_text
plate_job_example (struct plate_job *job, size_t i)
{
  struct plating_text *text = &job->example_texts[i];
  const struct plate_root *root = job->component->bundle.root;

  if (text->ptr)
    return *text;
  if (plate_job_read (job, root, job->examples.items[i].path, text) < 0)
    return (struct plating_text) { NULL, 0 };
  *text = universal_lines (*text, &job->space->arena);
  return *text;
}

static int
call_example (struct jinja_run *run, const struct jinja_function *function,
              const struct tv *values, size_t n_values, struct tv *result)
{
  struct plate_job *job = jinja_user (run);
  const struct plate_file *file;
  struct plating_text parts[3] = {
    pl_text_of ("```terraform\n"), { NULL, 0 }, pl_text_of ("\n```")
  };

  (void) function;
  (void) n_values;
  *result = tv_string ("", 0);
  if (tv_kind (values[0]) != TV_STRING)
    return 0;
  file = plate_files_find (&job->examples, (struct plating_text) {
    values[0].u.text, values[0].len
  });
  if (!file)
    return 0;
  parts[1] = plate_job_example (job, (size_t) (file - job->examples.items));
  if (!parts[1].ptr)
    return jinja_raise (run, "OSError", "example '%.*s' can't be read",
                        (int) file->key.len, file->key.ptr);
  if (!parts[1].len)
    return 0;
  parts[0] = pl_text_join (jinja_arena (run), parts, 3);
  return parts[0].ptr ? give_text (parts[0], result) : jinja_no_memory (run);
}

/* -- partials --------------------------------------------------------- */

/* The text of the partial NAME; ptr is NULL if there is none or it could
 * not be read, which is then stated. */
static struct plating_text
partial_text (struct plate_job *job, struct plating_text name)
{
  const struct plate_file *file = plate_files_find (&job->partials, name);
  struct plating_text text = { NULL, 0 };
  size_t i;

  if (file) {
    plate_job_read (job, job->component->bundle.root, file->path, &text);
    return text;
  }
  for (i = 0; i < job->r->n_partials; i++)
    if (pl_text_same (job->r->partials[i].name, name))
      return job->r->partials[i].text;
  return text;
}

int
plate_load (void *user, const char *name, size_t len, const char **text,
            size_t *text_len)
{
  struct plate_job *job = user;
  struct plating_text found
    = partial_text (job, (struct plating_text) { name, len });

  if (!found.ptr)
    return job->is_stated ? -EINVAL : -ENOENT;
  *text = found.ptr;
  *text_len = found.len;
  return 0;
}

static int
call_include (struct jinja_run *run, const struct jinja_function *function,
              const struct tv *values, size_t n_values, struct tv *result)
{
  struct plate_job *job = jinja_user (run);
  struct plating_text text = { NULL, 0 };

  (void) function;
  (void) n_values;
  if (tv_kind (values[0]) == TV_STRING)
    text = partial_text (job, (struct plating_text) { values[0].u.text,
                                                      values[0].len });
  /* What is wrong with it has been stated. */
  if (job->is_stated)
    return jinja_raise (run, "OSError", "a partial can't be read");
  if (!text.ptr)
    return give_text (pl_text_of (""), result);
  text = universal_lines (text, jinja_arena (run));
  return text.ptr ? give_text (text, result) : jinja_no_memory (run);
}

static int
call_render (struct jinja_run *run, const struct jinja_function *function,
             const struct tv *values, size_t n_values, struct tv *result)
{
  struct plating_text text;
  struct pl_buffer out;
  int code;

  (void) function;
  (void) n_values;
  if (tv_kind (values[0]) != TV_STRING)
    return jinja_raise (run, "TypeError", "render() takes the name of a "
                        "partial");
  pl_buffer_init (&out);
  code = jinja_include (run, values[0].u.text, values[0].len, &out);
  if (code == 0) {
    text = pl_text_copy (jinja_arena (run), (struct plating_text) {
      out.data, out.len
    });
    code = text.ptr ? give_text (text, result) : jinja_no_memory (run);
  }
  pl_buffer_release (&out);
  return code;
}

static int
call_components (struct jinja_run *run,
                 const struct jinja_function *function,
                 const struct tv *values, size_t n_values, struct tv *result)
{
  struct plate_job *job = jinja_user (run);

  (void) function;
  (void) values;
  (void) n_values;
  job->has_components = true;
  return give_text (job->components_text.ptr ? job->components_text
                    : pl_text_of (""), result);
}

static const struct jinja_parameter one_key[] = { { "key", false } };
static const struct jinja_parameter one_name[] = { { "name", false } };

static const struct jinja_function functions[] = {
  { .name = "schema", .call = call_schema },
  { .name = "example", .parameters = one_key, .n_parameters = 1,
    .call = call_example },
  { .name = "include", .parameters = one_name, .n_parameters = 1,
    .call = call_include },
  { .name = "render", .parameters = one_name, .n_parameters = 1,
    .call = call_render },
  { .name = "components", .call = call_components }
};

const struct jinja_function_table plate_functions = {
  .functions = functions,
  .n_functions = sizeof functions / sizeof functions[0]
};
