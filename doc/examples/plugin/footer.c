/* SPDX-License-Identifier: Apache-2.0 */
/* An example to copy: a renderer that puts a footer on each page, with a
 * setting of each type, and a function for templates, shout. */

#define _POSIX_C_SOURCE 200809L

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <plating/plugin.h>

/* Settings: name, type, default as the user would type it, help, more. */
#define SETTING(n, t, d, ...) { .name = n, .type = PLATING_SETTING_##t, \
                                .default_value = d, .help = __VA_ARGS__ }
static const char *const positions[] = { "top", "bottom", NULL };
static const struct plating_setting settings[] = {
  SETTING ("text", STRING, "Made with plating.", "what the footer says"),
  SETTING ("rule", BOOL, "yes", "draw a line above"),
  SETTING ("level", INT, "0", "make it a heading of this level", .max = 6),
  SETTING ("max-size", SIZE, "1M", "spare pages that would be larger"),
  SETTING ("position", CHOICE, "bottom", "its place", .choices = positions),
  SETTING ("link", LIST, NULL, "an address to add (repeatable)"),
  SETTING ("note", PATH, NULL, "a file of the project to add"),
};

/* An instance: what the host can do for us, and what the user has set. */
struct footer {
  const struct plating_host *host;
  const struct plating_value *settings;
};

static int
footer_create (const struct plating_host *host,
               const struct plating_value *given, void **instance)
{
  struct footer *f = malloc (sizeof *f);

  if (!f)
    return PLATING_E_NOMEM;
  *f = (struct footer) { host, host->values->ref (given) };
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

/* The value of a setting; NULL, which getters take too, if there is none. */
static const struct plating_value *
get (const struct footer *f, const char *name)
{
  return f->host->values->get (f->settings,
                               (struct plating_text) { name, strlen (name) });
}

static void
print_footer (FILE *out, const struct footer *f, struct plating_text note)
{
  const struct plating_values *v = f->host->values;
  const struct plating_value *links = get (f, "link");
  int level = (int) v->int_get (get (f, "level"));
  size_t i;

  fprintf (out, "\n%s%.*s%s%s", v->bool_get (get (f, "rule")) ? "---\n\n" : "",
           level, "######", level ? " " : "",
           v->string_get (get (f, "text")).ptr);
  for (i = 0; i < v->size (links); i++)
    fprintf (out, " <%s>", v->string_get (v->at (links, i)).ptr);
  fputs ("\n", out);
  fwrite (note.ptr, 1, note.len, out);
}

/* Makes one page of one page.  What the host lends stays valid until
 * op_done; the bytes that are emitted are copied. */
static int
footer_render (void *instance, const struct plating_render_request *req,
               uint64_t op)
{
  const struct footer *f = instance;
  const struct plating_values *v = f->host->values;
  const struct plating_text project = PLATING_TEXT (PLATING_ROOT_PROJECT);
  struct plating_text note = { "", 0 }, path = v->string_get (get (f, "note"));
  int on_top = v->string_get (get (f, "position")).ptr[0] == 't', code = 0;
  struct plating_document page = *req->in;
  char *bytes;
  size_t len;
  FILE *out;

  if (path.len)
    code = f->host->read (f->host, op, project, path, &note, NULL);
  if (code < 0) {
    f->host->fail (f->host, op, &(struct plating_failure) {
      .struct_size = sizeof (struct plating_failure), .code = code,
      .message = PLATING_TEXT ("the note can't be read"), .file = path });
    return code;
  }
  out = open_memstream (&bytes, &len);
  if (!out)
    return PLATING_E_NOMEM;
  if (on_top)
    print_footer (out, f, note);
  fwrite (req->in->bytes.ptr, 1, req->in->bytes.len, out);
  if (!on_top)
    print_footer (out, f, note);
  code = fclose (out) == 0 ? 0 : PLATING_E_NOMEM;
  if ((int64_t) len <= v->int_get (get (f, "max-size")))
    page.bytes = (struct plating_text) { bytes, len };
  if (code == 0)
    code = f->host->emit_document (f->host, op, &page);
  free (bytes);
  return code < 0 ? code : f->host->op_done (f->host, op, 0);
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
  out[i] = '!';
  *result = host->values->new_string ((struct plating_text) { out, i + 1 });
  free (out);
  return *result ? 0 : PLATING_E_NOMEM;
}

static const struct plating_template_function functions[] = {
  { "shout", 1, 1, shout },
};
static const struct plating_template_functions function_table = {
  .struct_size = sizeof function_table, .function_size = sizeof *functions,
  .n_functions = 1, .functions = functions
};

static const void *
footer_extension (const char *id)
{
  return strcmp (id, PLATING_EXT_TEMPLATE_FUNCTIONS) ? NULL : &function_table;
}

static const char *const markdown[] = { PLATING_MEDIA_MARKDOWN, NULL };
static const struct plating_renderer_ops ops = {
  .struct_size = sizeof ops, .accepts = markdown, .produces = markdown,
  .render = footer_render
};
static const struct plating_plugin footer = {
  .struct_size = sizeof footer, .abi = PLATING_ABI,
  .kind = PLATING_PLUGIN_RENDERER, .thread_model = PLATING_THREADS_PARALLEL,
  .flags = PLATING_PLUGIN_BLOCKING | PLATING_PLUGIN_PURE,
  .n_settings = sizeof settings / sizeof *settings,
  .setting_size = sizeof *settings, .settings = settings,
  .name = "footer", .version = "1.0", .license = "Apache-2.0",
  .summary = "adds a footer to each page", .create = footer_create,
  .destroy = footer_destroy, .ops = &ops, .extension = footer_extension
};

PLATING_PLUGIN_DEFINE (footer)
