/* SPDX-License-Identifier: Apache-2.0 */
/* An example to copy: a renderer that puts a footer under each page, with a
 * setting of each type, and one template function, shout.
 *
 *   plating plate --plugin ./plating-footer-renderer.so,text=Bye */

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <plating/plugin.h>

struct footer {
  const struct plating_host *host;
  const struct plating_value *settings;
};

static const char *const positions[] = { "top", "bottom", NULL };
static const struct plating_setting settings[] = {
  { "text", PLATING_SETTING_STRING, 0, "Made with plating.",
    "what the footer says", NULL, 0, 0 },
  { "rule", PLATING_SETTING_BOOL, 0, "true", "draw a line above", NULL, 0, 0 },
  { "level", PLATING_SETTING_INT, 0, "0", "heading level, 0: no heading",
    NULL, 0, 6 },
  { "max-size", PLATING_SETTING_SIZE, 0, "1M",
    "leave pages alone that would be larger", NULL, 0, INT64_MAX },
  { "position", PLATING_SETTING_CHOICE, 0, "bottom", "where it goes",
    positions, 0, 0 },
  { "link", PLATING_SETTING_LIST, 0, NULL, "an address to add (repeatable)",
    NULL, 0, 0 },
  { "note", PLATING_SETTING_PATH, 0, NULL, "a file of the project to add",
    NULL, 0, 0 },
};

static const struct plating_value *
get (const struct footer *f, const char *name)
{
  return f->host->values->get (f->settings,
                               (struct plating_text) { name, strlen (name) });
}

static int
footer_create (const struct plating_host *host,
               const struct plating_value *given, void **instance)
{
  struct footer *f = malloc (sizeof *f);

  if (!f)
    return PLATING_E_NOMEM;
  f->host = host;
  f->settings = host->values->ref (given);
  *instance = f;
  return 0;
}

static void
footer_destroy (void *instance)
{
  struct footer *f = instance;

  f->host->values->unref (f->settings);
  free (f);
}

/* Adds text to a page of known room. */
static size_t
add (char *page, size_t at, struct plating_text t)
{
  memcpy (page + at, t.ptr, t.len);
  return at + t.len;
}

static int
footer_render (void *instance, const struct plating_render_request *req,
               uint64_t op)
{
  struct footer *f = instance;
  const struct plating_values *v = f->host->values;
  const struct plating_value *links = get (f, "link"), *note;
  struct plating_document out = *req->in;
  struct plating_text text = v->string_get (get (f, "text")), more;
  size_t room = req->in->bytes.len + text.len + 64, at = 0, i;
  struct plating_text extra = { "", 0 };
  char line[16];
  char *page;
  int status;

  note = get (f, "note");
  if (note) {
    more = v->string_get (note);
    status = f->host->read (f->host, op,
                            (struct plating_text) { "project", 7 }, more,
                            &extra, NULL);
    if (status < 0) {
      struct plating_failure why = { .struct_size = sizeof why,
        .code = status, .message = PLATING_TEXT ("can't read the note"),
        .file = more };

      f->host->fail (f->host, op, &why);
      return status;
    }
  }
  for (i = 0; i < v->size (links); i++)
    room += v->string_get (v->at (links, i)).len + 4;
  page = f->host->arena_alloc (f->host, op, room + extra.len);
  if (!page)
    return PLATING_E_NOMEM;
  if (!strcmp (v->string_get (get (f, "position")).ptr, "bottom"))
    at = add (page, at, req->in->bytes);
  if (v->bool_get (get (f, "rule")))
    at = add (page, at, (struct plating_text) PLATING_TEXT ("\n---\n"));
  snprintf (line, sizeof line, "\n%.*s ", (int) v->int_get (get (f, "level")),
            "######");
  at = add (page, at, (struct plating_text) { line, strlen (line) });
  at = add (page, at, text);
  for (i = 0; i < v->size (links); i++) {
    at = add (page, at, (struct plating_text) PLATING_TEXT (" <"));
    at = add (page, at, v->string_get (v->at (links, i)));
    at = add (page, at, (struct plating_text) PLATING_TEXT (">"));
  }
  at = add (page, at, (struct plating_text) PLATING_TEXT ("\n"));
  at = add (page, at, extra);
  if (strcmp (v->string_get (get (f, "position")).ptr, "bottom"))
    at = add (page, at, req->in->bytes);
  if ((int64_t) at <= v->int_get (get (f, "max-size")))
    out.bytes = (struct plating_text) { page, at };
  status = f->host->emit_document (f->host, op, &out);
  return status < 0 ? status : f->host->op_done (f->host, op, 0);
}

/* {{ shout "hello" }} gives HELLO! */
static int
shout (void *instance, const struct plating_host *host, uint64_t op,
       const struct plating_value *const *arguments, size_t n,
       const struct plating_value **result)
{
  struct plating_text in = host->values->string_get (arguments[0]);
  char *out = malloc (in.len + 1);
  size_t i;

  (void) instance, (void) op, (void) n;
  if (!out)
    return PLATING_E_NOMEM;
  for (i = 0; i < in.len; i++)
    out[i] = (char) toupper ((unsigned char) in.ptr[i]);
  out[in.len] = '!';
  *result = host->values->new_string ((struct plating_text) { out,
                                                              in.len + 1 });
  free (out);
  return *result ? 0 : PLATING_E_NOMEM;
}

static const struct plating_template_function functions[] = {
  { "shout", 1, 1, shout },
};

static const struct plating_template_functions function_table = {
  .struct_size = sizeof function_table,
  .function_size = sizeof functions[0],
  .n_functions = 1,
  .functions = functions,
};

static const void *
footer_extension (const char *id)
{
  return strcmp (id, PLATING_EXT_TEMPLATE_FUNCTIONS) ? NULL : &function_table;
}

static const char *const markdown[] = { PLATING_MEDIA_MARKDOWN, NULL };
static const struct plating_renderer_ops ops = {
  .struct_size = sizeof ops,
  .accepts = markdown,
  .produces = markdown,
  .render = footer_render,
};

static const struct plating_plugin footer = {
  .struct_size = sizeof footer,
  .abi = PLATING_ABI,
  .kind = PLATING_PLUGIN_RENDERER,
  .thread_model = PLATING_THREADS_PARALLEL,
  .flags = PLATING_PLUGIN_BLOCKING | PLATING_PLUGIN_PURE,
  .n_settings = sizeof settings / sizeof *settings,
  .setting_size = sizeof *settings,
  .settings = settings,
  .name = "footer",
  .version = "1.0",
  .summary = "adds a footer to each page",
  .license = "Apache-2.0",
  .create = footer_create,
  .destroy = footer_destroy,
  .ops = &ops,
  .extension = footer_extension,
};

PLATING_PLUGIN_DEFINE (footer)
