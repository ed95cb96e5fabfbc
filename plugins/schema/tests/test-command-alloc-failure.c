/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation of `plating schema` fails once, those of the renderer that
 * makes its pieces and those of the JSON library among them: the command says
 * that it is out of memory and writes nothing, or all is as it is with enough
 * memory, and nothing crashes or leaks. */

#include <config.h>

#include <check.h>
#include <jansson.h>
#include <string.h>

#include <plating/plugin.h>

#include "common/text.h"
#include "plugins/schema/tests/fake-values.h"
#include "tests/unit/alloc-failure.h"

/* Its allocations are none: it is part of this file so that its folder needs
 * no library for others. */
#include "plugins/common/schemadoc/tests/sample-view.c"

/* An assertion takes memory, even one that holds. */
#define MUST(condition) \
  ((condition) ? (void) 0 : must_not_be (#condition))

static void
must_not_be (const char *condition)
{
  countdown = -1;
  ck_abort_msg ("not so: %s", condition);
}

/* For jansson.  Its lexer takes no notice when its buffer, of a power of two,
 * can't grow, and runs off its end: that is not ours to mend. */
static void *
json_alloc (size_t size)
{
  return size >= 32 && (size & (size - 1)) == 0 ? __real_malloc (size)
    : malloc (size);
}

/* -- two providers ------------------------------------------------------- */

#define COMPONENT(kind_, name_, flags_) \
  { .kind = PLATING_TEXT (kind_), .name = PLATING_TEXT (name_), \
    .flags = flags_ }

enum { PROVIDER, AXLE, WHEEL, TURN, STOP, N_COMPONENTS };

static const struct plating_component components[N_COMPONENTS] = {
  COMPONENT (PLATING_KIND_PROVIDER, "acme", 0),
  COMPONENT (PLATING_KIND_RESOURCE, "acme_axle",
             PLATING_COMPONENT_HAS_IDENTITY),
  COMPONENT (PLATING_KIND_RESOURCE, "acme_wheel",
             PLATING_COMPONENT_DEPRECATED),
  COMPONENT (PLATING_KIND_FUNCTION, "turn", 0),
  COMPONENT (PLATING_KIND_ACTION, "acme_stop", 0),
};

/* Of the old one the wheel takes part, of the new one the action. */
static const uint8_t selected[2][N_COMPONENTS] = {
  { 1, 1, 1, 1, 0 }, { 1, 1, 0, 1, 1 },
};

static const struct plating_schema_extra members[2][2] = {
  { { .key = PLATING_TEXT ("odd"), .json = PLATING_TEXT ("[ 1 ]") } },
  { { .key = PLATING_TEXT ("odd"), .json = PLATING_TEXT ("[ 2 ]") },
    { .key = PLATING_TEXT ("more"), .json = PLATING_TEXT ("true"),
      .reserved = PLATING_EXTRA_DOCUMENT } },
};

#define PROVIDER_WITH(extras_, n) \
  { .struct_size = sizeof (struct plating_provider), \
    .address = PLATING_TEXT ("registry.terraform.io/x/acme"), \
    .extras = extras_, .n_extras = n, \
    .extra_size = sizeof (struct plating_schema_extra) }

static const struct plating_provider providers[2] = {
  PROVIDER_WITH (members[0], 1), PROVIDER_WITH (members[1], 2),
};

static struct sample_view views[2][N_COMPONENTS];

static void
make_object (struct sample_view *s, const char *optional)
{
  sample_attribute (s, PLATING_TYPE_OBJECT, "shape", PLATING_FLAG_OPTIONAL,
                    NULL);
  sample_extra (s, "optional", optional);
  sample_down (s);
  sample_add (s, PLATING_NODE_FIELD, PLATING_TYPE_NUMBER, "round", 0, NULL);
  sample_add (s, PLATING_NODE_FIELD, PLATING_TYPE_STRING, "long", 0, NULL);
  sample_up (s);
}

static void
make_nested (struct sample_view *s, const char *name)
{
  sample_attribute (s, PLATING_TYPE_NESTED, name, PLATING_FLAG_OPTIONAL,
                    NULL)->mode = PLATING_MODE_LIST;
  sample_down (s);
  sample_attribute (s, PLATING_TYPE_BOOL, "hard", PLATING_FLAG_REQUIRED,
                    NULL);
  sample_attribute (s, PLATING_TYPE_NONE, "bare", PLATING_FLAG_COMPUTED,
                    NULL);
  sample_up (s);
}

static void
make_axle (struct sample_view *s, int is_new)
{
  sample_start_block (s, "acme_axle");
  make_object (s, is_new ? "[ \"round\" ]" : "[ \"round\", \"long\" ]");
  make_nested (s, "tip");
  if (is_new)
    make_nested (s, "length");
  else
    sample_attribute (s, PLATING_TYPE_NUMBER, "length", PLATING_FLAG_REQUIRED,
                      "Its <length>.");
  sample_block (s, PLATING_MODE_LIST, "part", NULL);
  sample_attribute (s, is_new ? PLATING_TYPE_BOOL : PLATING_TYPE_STRING,
                    "id", PLATING_FLAG_COMPUTED, is_new ? "New." : "Old.");
  sample_up (s);
  sample_up (s);
  sample_add (s, PLATING_NODE_IDENTITY, 0, NULL, 0, NULL);
  sample_down (s);
  sample_attribute (s, PLATING_TYPE_STRING, "serial",
                    PLATING_FLAG_REQUIRED_FOR_IMPORT, NULL);
  sample_finish (s);
}

static void
make_function (struct sample_view *s, uint16_t type)
{
  sample_start (s);
  sample_add (s, PLATING_NODE_COMPONENT, 0, "turn", 0, "Turns.");
  sample_down (s);
  sample_add (s, PLATING_NODE_SUMMARY, 0, NULL, 0, "turn it");
  sample_add (s, PLATING_NODE_RETURN, type, NULL, 0, NULL);
  sample_add (s, PLATING_NODE_PARAMETER, PLATING_TYPE_STRING, "by", 0, NULL);
  sample_finish (s);
}

static void
set_up (void)
{
  int i;

  for (i = 0; i < 2; i++) {
    sample_start_block (&views[i][PROVIDER], "acme");
    sample_finish (&views[i][PROVIDER]);
    make_axle (&views[i][AXLE], i);
    sample_start_block (&views[i][WHEEL], "acme_wheel");
    sample_finish (&views[i][WHEEL]);
    make_function (&views[i][TURN], i ? PLATING_TYPE_NUMBER
                   : PLATING_TYPE_STRING);
    sample_start_block (&views[i][STOP], "acme_stop");
    sample_finish (&views[i][STOP]);
  }
}

/* -- the host: takes no memory that could be exhausted ------------------- */

#define MOST_PAGES 16

struct page {
  uint32_t component;
  uint64_t data;
  struct plating_text path;
  char bytes[100];
};

static struct {
  /* The operation that was asked for and has not begun; no verb: none. */
  const char *verb;
  int (*on_document) (void *data, const struct plating_document *document);
  void (*done) (void *data, const struct plating_operation_outcome *outcome);
  void *data;
  int is_new, is_old_layout;

  struct page pages[MOST_PAGES];
  size_t n_pages;
  int document_status;

  /* What has become of the command. */
  char output[65536], message[1000];
  size_t n_output;
  int failed_with, status, n_done, n_printed;
  int32_t exit_status;
} now;

static const struct scene {
  const char *arguments[8];
  int status;                   /* it ends with */
  int32_t exit_status;
  const char *text;             /* in the output, or else the message */
  uint32_t severity;            /* of a finding of the operation; 0: none */
} scenes[] = {
  { { NULL }, 0, 0, ",\"odd\":[1]}}}\n", 0 },
  { { "--layout=1.11", "--address", "Y/Acme", "-C", "d" }, 0, 0,
    "{\"registry.terraform.io/y/acme\":{\"provider\":", 0 },
  { { "--summary", "--no-config" }, 0, 0,
    "resources                  2  (1 deprecated)\n", 0 },
  { { "--summary", "--format=markdown", "--components=*",
      "--components=acme*" }, 0, 0, "| resources | 2 | 1 |\n",
    PLATING_LEVEL_WARNING },
  { { "--summary", "--format=json" }, 0, 3, "", PLATING_LEVEL_ERROR },
  { { "--summary", "--format=json", "-q" }, 0, 0,
    "\"resource_schemas\":{\"count\":2,\"deprecated\":1}", 0 },
  { { "diff", "old", "new,", "--descriptions" }, 0, 1,
    "  !~ attribute length: type changed from number to "
    "list(object({bare=none, hard=bool}))", 0 },
  { { "diff", "--format", "markdown", "--provider-name=acme", "old", "new" },
    0, 1, "### Added\n\n- action `acme_stop`: added\n", 0 },
  { { "diff", "old", "new", "--format=json" }, 0, 1,
    "\"change\":\"member-changed\"", 0 },
  { { "diff", "old", "new" }, 0, 3, "", PLATING_LEVEL_ERROR },
  { { "--format=yaml" }, PLATING_E_CONFIG, 0, "json, not 'yaml'", 0 },
  { { "-jx", "--huh" }, PLATING_E_CONFIG, 0, "unknown option '--huh'", 0 },
};

static const struct scene *scene;

/* What stands at the end of option KEY, or of its last item. */
static int
ends_with (const struct plating_value *options, const char *key,
           const char *end)
{
  const struct plating_value *v = value_get (options, pl_text_of (key));
  struct plating_text text = value_string (v && v->n ? v->items[v->n - 1]
                                           : v);

  return text.len >= strlen (end)
    && !memcmp (text.ptr + text.len - strlen (end), end, strlen (end));
}

static int
run_operation (const struct plating_host *host, uint64_t op,
               const struct plating_operation *operation,
               void (*done) (void *data,
                             const struct plating_operation_outcome *outcome),
               void *data)
{
  const struct plating_value *o = operation->options;

  (void) host, (void) op;
  MUST (!now.verb);
  now.verb = operation->verb;
  now.on_document = operation->on_document;
  now.done = done;
  now.data = data;
  now.is_new = ends_with (o, "discover", "new,,")
    || ends_with (o, "discover", "new")
    || ends_with (o, "providers-schema", "new");
  now.is_old_layout = ends_with (o, "plugin", "layout=1.11");
  return 0;
}

static int
emit_plan (const struct plating_host *host, uint64_t op,
           const struct plating_plan_entry *all, size_t n, size_t stride)
{
  (void) host, (void) op;
  MUST (stride == sizeof *all);
  for (; n--; all++) {
    struct page *page = &now.pages[now.n_pages++];

    MUST (now.n_pages <= MOST_PAGES && all->path.len <= sizeof page->bytes);
    page->component = all->component;
    page->data = all->data;
    memcpy (page->bytes, all->path.ptr, all->path.len);
    page->path = (struct plating_text) { page->bytes, all->path.len };
  }
  return 0;
}

static int
emit_document (const struct plating_host *host, uint64_t op,
               const struct plating_document *document)
{
  (void) host, (void) op;
  now.document_status = now.on_document (now.data, document);
  return now.document_status;
}

static int
write_bytes (const struct plating_host *host, uint64_t op, uint32_t stream,
             struct plating_text bytes)
{
  (void) host, (void) op;
  MUST (stream == PLATING_STREAM_OUT);
  MUST (now.n_output + bytes.len < sizeof now.output);
  memcpy (now.output + now.n_output, bytes.ptr, bytes.len);
  now.n_output += bytes.len;
  now.output[now.n_output] = '\0';
  return 0;
}

static void
print (const struct plating_host *host, uint64_t op, uint32_t stream,
       struct plating_text line)
{
  (void) host, (void) op;
  MUST (stream == PLATING_STREAM_ERR);
  MUST (pl_text_same (line, pl_text_of (scene->severity
                                        == PLATING_LEVEL_ERROR
                                        ? "plating: error: f.json:3:4: odd"
                                        : "plating: warning: f.json:3:4: "
                                        "odd")));
  now.n_printed++;
}

static void
take_failure (const struct plating_host *host, uint64_t op,
              const struct plating_failure *failure)
{
  (void) host, (void) op;
  MUST (failure->message.len < sizeof now.message);
  now.failed_with = failure->code;
  if (failure->message.len > 0)
    memcpy (now.message, failure->message.ptr, failure->message.len);
  now.message[failure->message.len] = '\0';
}

static int
op_done (const struct plating_host *host, uint64_t op, int status)
{
  (void) host;
  if (op != 1)                  /* the renderer's */
    return 0;
  now.n_done++;
  now.status = status;
  return 0;
}

static const struct plating_host fake = {
  .struct_size = sizeof fake,
  .values = &values,
  .fail = take_failure,
  .print = print,
  .write = write_bytes,
  .op_done = op_done,
  .emit_plan = emit_plan,
  .emit_document = emit_document,
  .run_operation = run_operation,
};

/* -- operations ----------------------------------------------------------- */

static int
render_all (void *renderer, const struct plating_renderer_ops *ops)
{
  int i = now.is_new, status;
  const struct plating_catalog_request catalog = {
    .struct_size = sizeof catalog, .component_size = sizeof components[0],
    .provider = &providers[i], .components = components,
    .n_components = N_COMPONENTS, .selected = selected[i],
  };
  size_t k;

  now.n_pages = 0;
  status = ops->plan (renderer, &catalog, 2);
  for (k = 0; k < now.n_pages && status == 0; k++) {
    uint32_t c = now.pages[k].component;
    const struct plating_render_request request = {
      .struct_size = sizeof request, .provider = &providers[i],
      .component_index = c, .path = now.pages[k].path,
      .data = now.pages[k].data,
      .component = c == PLATING_NONE ? NULL : &components[c],
      .schema = c == PLATING_NONE ? NULL : &views[i][c].view,
    };

    now.document_status = 0;
    status = ops->render (renderer, &request, 2);
    MUST (status == 0 || status == PLATING_E_NOMEM);
    MUST (now.document_status == 0 || status == now.document_status);
  }
  return status;
}

static int
plate (void)
{
  static struct plating_value yes = { .truth = 1 }, layout;
  static const struct plating_value *items[] = { &yes, &yes, &layout };
  static struct plating_text keys[] = {
    PLATING_TEXT ("pieces"), PLATING_TEXT ("unknown"), PLATING_TEXT ("layout")
  };
  static const struct plating_value settings = {
    .items = items, .keys = keys, .n = 3
  };
  const struct plating_plugin *plugin = plating_plugin_v1 ();
  void *renderer;
  int status;

  layout.text = pl_text_of (now.is_old_layout ? "1.11" : "full");
  status = plugin->create (&fake, &settings, &renderer);
  if (status < 0)
    return status;
  status = render_all (renderer, plugin->ops);
  plugin->destroy (renderer);
  return status;
}

/* The one that the command has asked for, at a later time. */
static void
operate (void)
{
  static const struct plating_operation_component found[] = {
    { .kind = PLATING_TEXT (PLATING_KIND_RESOURCE),
      .flags = PLATING_COMPONENT_DEPRECATED },
    { .kind = PLATING_TEXT (PLATING_KIND_RESOURCE) },
  };
  const struct plating_finding finding = {
    .struct_size = sizeof finding, .severity = scene->severity,
    .message = PLATING_TEXT ("odd"), .file = PLATING_TEXT ("f.json"),
    .line = 3, .column = 4,
  };
  struct plating_operation_outcome outcome = {
    .struct_size = sizeof outcome, .findings = &finding,
    .n_findings = scene->severity != 0, .components = found, .n_components = 2,
  };

  if (!strcmp (now.verb, "plate")) {
    outcome.status = plate ();
    if (outcome.status < 0)
      outcome.message = pl_text_of ("out of memory");
  } else {
    MUST (!strcmp (now.verb, "info"));
  }
  now.verb = NULL;
  now.done (now.data, &outcome);
}

/* The command line, to its end.  Returns what that is. */
static int
work (void)
{
  const struct plating_plugin *plugin = plating_plugin_v1 ();
  const struct plating_commands *commands
    = plugin->extension (PLATING_EXT_COMMAND);
  static const struct plating_value none;
  struct plating_text arguments[8];
  struct plating_command_request request = {
    .struct_size = sizeof request, .arguments = arguments,
  };
  void *instance;
  int status = plugin->create (&fake, &none, &instance);

  if (status < 0)
    return status;
  while (request.n_arguments < 8 && scene->arguments[request.n_arguments]) {
    uint32_t i = request.n_arguments++;

    arguments[i] = pl_text_of (scene->arguments[i]);
  }
  status = commands->commands->run (instance, &request, &now.exit_status, 1);
  while (now.verb) {
    MUST (status == 0 && now.n_done == 0);
    operate ();
  }
  MUST (now.n_done == (status == 0));
  plugin->destroy (instance);
  return status == 0 ? now.status : status;
}

static int
start_over (void)
{
  memset (&now, 0, sizeof now);
  return work ();
}

START_TEST (each_allocation_fails)
{
  static char expected[sizeof now.output];
  int status, n_printed;
  long n;

  scene = &scenes[_i];
  set_up ();
  status = start_over ();
  ck_assert_msg (status == scene->status, "%d: %s", status, now.message);
  ck_assert_int_eq (now.exit_status, scene->exit_status);
  ck_assert_msg (strstr (status ? now.message : now.output, scene->text)
                 != NULL, "%s%s", now.message, now.output);
  ck_assert_int_eq (now.n_output != 0, status == 0 && now.exit_status < 3);
  n_printed = now.n_printed;
  strcpy (expected, now.output);
  for (n = 0; n < 100000; n++) {
    n_failures = 0;
    countdown = n;
    status = start_over ();
    countdown = -1;
    if (n_failures == 0)
      break;
    if (status == PLATING_E_NOMEM) {
      ck_assert_msg (now.failed_with == 0 || now.failed_with == status,
                     "allocation %ld: %d was stated", n, now.failed_with);
      ck_assert_msg (now.n_output == 0, "allocation %ld: output", n);
    } else {
      ck_assert_msg (status == scene->status
                     && now.exit_status == scene->exit_status
                     && now.n_printed == n_printed,
                     "allocation %ld: %d, exit status %d, %d lines", n,
                     status, (int) now.exit_status, now.n_printed);
      ck_assert_msg (!status || strstr (now.message, scene->text),
                     "allocation %ld: '%s' was stated", n, now.message);
      ck_assert_msg (!strcmp (now.output, expected), "allocation %ld: %s", n,
                     now.output);
    }
  }
  ck_assert_int_eq (status, scene->status);
  ck_assert_int_gt (n, 3);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("command-alloc-failure");
  TCase *c = tcase_create ("alloc-failure");
  SRunner *runner;
  int n_failed;

  json_set_alloc_funcs (json_alloc, free);
  tcase_set_timeout (c, 60);
  tcase_add_loop_test (c, each_allocation_fails, 0,
                       sizeof scenes / sizeof scenes[0]);
  suite_add_tcase (suite, c);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_ENV);
  n_failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
