/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation of planning, rendering and finishing a site of bundles,
 * with its examples, and of adorning, fails once, from an arena or not: the
 * operation says that memory is exhausted each time, nothing crashes or
 * leaks, and what is made with enough memory is all there. */

#include <config.h>

#include <check.h>
#include <string.h>

#include "common/snapshot.h"
#include "plugins/jinja/adorn.h"
#include "plugins/jinja/renderer.h"
#include "tests/unit/arena-failure.h"

/* Its allocations are none: it is part of this file so that its folder needs
 * no library for others. */
#include "plugins/common/schemadoc/tests/sample-view.c"

#define EXAMPLE(name) \
  "terraform {\n  required_providers {\n    acme = { source = \"x/acme\" }\n" \
  "  }\n}\nprovider \"acme\" {}\nresource \"" name "\" \"x\" {\n  a = 1\n}\n"

/* In the order of a snapshot; a text of NULL: a directory. */
static const struct {
  const char *path, *text;
} files[] = {
  { "b", NULL },
  { "b/functions", NULL },
  { "b/functions/turn.plating", NULL },
  { "b/functions/turn.plating/docs", NULL },
  { "b/functions/turn.plating/docs/turn.tmpl.md",
    "# {{ name }}\n\n{{ signature_markdown }}\n" },
  { "b/provider.plating", NULL },
  { "b/provider.plating/docs", NULL },
  { "b/provider.plating/docs/provider.tmpl.md",
    "---\npage_title: Acme\n---\n\n# Acme\n\n{{ schema() }}\n"
    "{{ components() }}\n" },
  { "b/resources", NULL },
  { "b/resources/axle.plating", NULL },
  { "b/resources/axle.plating/docs", NULL },
  { "b/resources/axle.plating/docs/_p.md", "part of {{ name }}\n" },
  { "b/resources/axle.plating/docs/axle.tmpl.md",
    "---\nsubcategory: \"A: b\"\ntags: [x]\n---\n\n# {{ name }}\n\n"
    "{{ schema() }}\n{{ example('one') }}\n{{ include('_p.md') }}\n"
    "{{ render('_p.md') }}{% include '_p.md' %}"
    "{% for k in examples %}{{ k }}{% endfor %}\n" },
  { "b/resources/axle.plating/examples", NULL },
  { "b/resources/axle.plating/examples/_requirements.meta.toml",
    "[requirements]\nnetwork = [\"a\"]\n" },
  { "b/resources/axle.plating/examples/group", NULL },
  { "b/resources/axle.plating/examples/group/fixtures", NULL },
  { "b/resources/axle.plating/examples/group/fixtures/f.txt", "f\n" },
  { "b/resources/axle.plating/examples/group/main.tf",
    EXAMPLE ("acme_axle") },
  { "b/resources/axle.plating/examples/one.meta.toml",
    "[requirements]\nnetwork = [\"b\"]\nconverges = false\n" },
  { "b/resources/axle.plating/examples/one.tf", EXAMPLE ("acme_axle") },
  { "b/resources/wheel.plating", NULL },
  { "b/resources/wheel.plating/docs", NULL },
  { "b/resources/wheel.plating/docs/wheel.tmpl.md", "# {{ name }}\n" },
  { "b/resources/wheel.plating/examples", NULL },
  { "b/resources/wheel.plating/examples/_requirements.meta.toml",
    "[requirements]\nnetwork = [\"c\"]\n" },
  { "b/resources/wheel.plating/examples/group", NULL },
  { "b/resources/wheel.plating/examples/group/main.tf",
    EXAMPLE ("acme_wheel") },
};

#define N_FILES (sizeof files / sizeof files[0])

#define FOLDER(path_, name_) \
  &(const struct plating_folder) { \
    .struct_size = sizeof (struct plating_folder), \
    .root = PLATING_TEXT (PLATING_ROOT_PROJECT), \
    .path = PLATING_TEXT (path_), .name = PLATING_TEXT (name_) }
#define COMPONENT(kind_, name_, folder_) \
  { .kind = PLATING_TEXT (kind_), .name = PLATING_TEXT (name_), \
    .folder = folder_ }

static const struct plating_component components[] = {
  COMPONENT (PLATING_KIND_FUNCTION, "turn",
             FOLDER ("b/functions/turn.plating", "turn")),
  COMPONENT (PLATING_KIND_PROVIDER, "acme",
             FOLDER ("b/provider.plating", "provider")),
  COMPONENT (PLATING_KIND_RESOURCE, "acme_axle",
             FOLDER ("b/resources/axle.plating", "axle")),
  COMPONENT (PLATING_KIND_RESOURCE, "acme_bare", NULL),
  COMPONENT (PLATING_KIND_RESOURCE, "acme_wheel",
             FOLDER ("b/resources/wheel.plating", "wheel")),
};

#define N_COMPONENTS (sizeof components / sizeof components[0])

static const struct plating_provider provider = {
  .struct_size = sizeof provider, .name = PLATING_TEXT ("acme"),
  .short_name = PLATING_TEXT ("acme"), .rendered_name = PLATING_TEXT ("acme"),
  .address = PLATING_TEXT ("registry.terraform.io/x/acme"),
};

static const struct plating_catalog_request request = {
  .struct_size = sizeof request, .component_size = sizeof components[0],
  .provider = &provider, .components = components,
  .n_components = N_COMPONENTS,
};

/* -- the host: takes no memory that could be exhausted ------------------ */

#define MOST_PAGES 16

/* An assertion takes memory, even one that holds. */
#define MUST(condition) \
  ((condition) ? (void) 0 : must_not_be (#condition))

static void
must_not_be (const char *condition)
{
  countdown = -1;
  ck_abort_msg ("not so: %s", condition);
}

static struct plating_tree_entry entries[N_FILES];
static const struct plating_tree files_tree = {
  sizeof files_tree, sizeof entries[0], N_FILES, entries
}, no_tree = { sizeof no_tree, sizeof entries[0], 0, NULL };
static struct plating_site_entry pages[MOST_PAGES];
static char paths[MOST_PAGES][100];
static size_t n_pages, n_documents[600];
static uint64_t planned[MOST_PAGES];
static size_t n_planned;
static int failed_with;
static struct sample_view sample;

static int
list (const struct plating_host *host, uint64_t op, struct plating_text root,
      struct plating_text directory, const struct plating_tree **tree)
{
  (void) host, (void) op, (void) directory;
  *tree = pl_text_same (root, pl_text_of (PLATING_ROOT_PROJECT)) ? &files_tree
    : &no_tree;
  return 0;
}

static int
tree (const struct plating_host *host, uint64_t op, struct plating_text root,
      struct plating_text directory, const struct plating_tree **found)
{
  (void) host, (void) op, (void) root, (void) directory;
  *found = &no_tree;
  return 0;
}

static int
read_file (const struct plating_host *host, uint64_t op,
           struct plating_text root, struct plating_text path,
           struct plating_text *bytes, int32_t *system_error)
{
  size_t i;

  (void) host, (void) op, (void) root;
  if (system_error)
    *system_error = 0;
  for (i = 0; i < N_FILES; i++)
    if (files[i].text && pl_text_same (path, pl_text_of (files[i].path))) {
      *bytes = pl_text_of (files[i].text);
      return 0;
    }
  return PLATING_E_NOT_FOUND;
}

static int
root_path (const struct plating_host *host, uint64_t op,
           struct plating_text root, struct plating_text *path)
{
  (void) host, (void) op, (void) root;
  *path = pl_text_of ("/project");
  return 0;
}

static int
emit_plan (const struct plating_host *host, uint64_t op,
           const struct plating_plan_entry *all, size_t n, size_t stride)
{
  (void) host, (void) op;
  MUST (stride == sizeof *all);
  for (; n--; all++) {
    MUST (n_planned < MOST_PAGES);
    planned[n_planned++] = all->data;
  }
  return 0;
}

static int
emit_document (const struct plating_host *host, uint64_t op,
               const struct plating_document *d)
{
  (void) host, (void) op;
  MUST (d->to < sizeof n_documents / sizeof n_documents[0]);
  n_documents[d->to]++;
  if (d->to != PLATING_TO_OUTPUT)
    return 0;
  MUST (n_pages < MOST_PAGES);
  MUST (d->path.len < sizeof paths[0]);
  memcpy (paths[n_pages], d->path.ptr, d->path.len);
  pages[n_pages].path
    = (struct plating_text) { paths[n_pages], d->path.len };
  pages[n_pages].component = PLATING_NONE;
  n_pages++;
  return 0;
}

static int
site_list (const struct plating_host *host, uint64_t op,
           const struct plating_site_entry **all, size_t *n, size_t *stride)
{
  (void) host, (void) op;
  *all = pages;
  *n = n_pages;
  *stride = sizeof pages[0];
  return 0;
}

static int
site_read (const struct plating_host *host, uint64_t op, size_t i,
           struct plating_text *bytes)
{
  (void) host, (void) op, (void) i;
  *bytes = pl_text_of ("---\nsubcategory: \"A: b\"\n---\n\n# X\n");
  return 0;
}

static int
component_schema (const struct plating_host *host, uint64_t op, uint32_t i,
                  const struct plating_schema_view **view)
{
  (void) host, (void) op, (void) i;
  *view = &sample.view;
  return 0;
}

static void
take_failure (const struct plating_host *host, uint64_t op,
      const struct plating_failure *failure)
{
  (void) host, (void) op;
  MUST (failed_with == 0);
  failed_with = failure->code;
}

static void
report (const struct plating_host *host, uint64_t op,
        const struct plating_finding *finding)
{
  (void) host, (void) op;
  countdown = -1;
  ck_abort_msg ("a finding: %.*s", (int) finding->message.len,
                finding->message.ptr);
}

static int
op_done (const struct plating_host *host, uint64_t op, int status)
{
  (void) host, (void) op;
  MUST (status == 0);
  return 0;
}

static int
op_is_cancelled (const struct plating_host *host, uint64_t op)
{
  (void) host, (void) op;
  return 0;
}

static const struct plating_host fake = {
  .struct_size = sizeof fake,
  .fail = take_failure,
  .report = report,
  .op_done = op_done,
  .op_is_cancelled = op_is_cancelled,
  .emit_plan = emit_plan,
  .emit_document = emit_document,
  .tree = tree,
  .read = read_file,
  .root_path = root_path,
  .component_schema = component_schema,
  .site_list = site_list,
  .site_read = site_read,
  .list = list,
};

static void
set_up (void)
{
  size_t i;

  for (i = 0; i < N_FILES; i++)
    entries[i] = (struct plating_tree_entry) {
      .path = pl_text_of (files[i].path),
      .type = files[i].text ? PLATING_ENTRY_FILE : PLATING_ENTRY_DIRECTORY,
    };
  for (i = 1; i < N_FILES; i++)
    ck_assert_uint_eq (pl_snapshot_bound (&files_tree, entries[i].path), i);
  sample_start_block (&sample, "x");
  sample_attribute (&sample, PLATING_TYPE_STRING, "name",
                    PLATING_FLAG_REQUIRED, "Its name.");
  sample_attribute (&sample, PLATING_TYPE_NUMBER, "size",
                    PLATING_FLAG_OPTIONAL, NULL);
  sample_block (&sample, PLATING_MODE_LIST, "part", NULL);
  sample_attribute (&sample, PLATING_TYPE_STRING, "id",
                    PLATING_FLAG_COMPUTED, NULL);
  sample_up (&sample);
  sample_finish (&sample);
}

/* -- the work ----------------------------------------------------------- */

static int
render_all (struct plate_renderer *r)
{
  size_t i;
  int code = 0;

  for (i = 0; i < n_planned && code == 0; i++) {
    const struct plating_render_request req = {
      .struct_size = sizeof req, .provider = &provider,
      .component_index = PLATING_NONE, .data = planned[i],
      /* That of the function is not known. */
      .schema = i ? &sample.view : NULL,
    };

    code = plate_render (r, &req, 2);
  }
  return code;
}

static int
plate (struct plate_renderer *r)
{
  int code = plate_plan (r, &request, 1);

  if (code == 0)
    code = render_all (r);
  return code == 0 ? plate_finish (r, &request, 3) : code;
}

static int
adorn (struct plate_renderer *r)
{
  return plate_adorn (r, &request, 1);
}

static const struct {
  int (*work) (struct plate_renderer *r);
  size_t output, examples, grouped, project;
} cases[] = {
  { plate, 4, 4, 6, 0 },
  { adorn, 0, 0, 0, 2 },
};

/* Works with a new instance, as the plugin's entry point makes it. */
static int
work (int i)
{
  struct jinja_settings jinja = {
    .autoescape = jinja_escape_by_name, .tables = &plate_functions,
    .n_tables = 1,
  };
  struct plate_renderer r = {
    .host = &fake, .environment = jinja_environment_new (&jinja),
    .settings = { .makes_index = true, .makes_navigation = true,
                  .makes_examples = true },
  };
  int code = PLATING_E_NOMEM;

  failed_with = 0;
  n_pages = n_planned = 0;
  memset (n_documents, 0, sizeof n_documents);
  pthread_mutex_init (&r.mutex, NULL);
  pl_arena_init (&r.memory, 0);
  pl_arena_init (&r.results, 0);
  if (r.environment)
    code = cases[i].work (&r);
  plate_plan_release (&r);
  plate_workspaces_free (r.workspaces);
  jinja_environment_free (r.environment);
  pthread_mutex_destroy (&r.mutex);
  return code;
}

START_TEST (each_allocation_fails)
{
  long n;
  int code;

  n_failures = 0;
  ck_assert_int_eq (work (_i), 0);
  ck_assert_int_eq (failed_with, 0);
  ck_assert_uint_eq (n_documents[PLATING_TO_OUTPUT], cases[_i].output);
  ck_assert_uint_eq (n_documents[PLATING_TO_EXAMPLES], cases[_i].examples);
  ck_assert_uint_eq (n_documents[PLATING_TO_GROUPED_EXAMPLES],
                     cases[_i].grouped);
  ck_assert_uint_eq (n_documents[PLATING_TO_PROJECT], cases[_i].project);
  for (n = 0; n < 100000; n++) {
    countdown = n;
    n_failures = 0;
    code = work (_i);
    countdown = -1;
    if (n_failures == 0)
      break;
    ck_assert_msg (code == PLATING_E_NOMEM
                   && (failed_with == code || failed_with == 0),
                   "allocation %ld gives %d, %d was stated", n, code,
                   failed_with);
  }
  ck_assert_int_eq (code, 0);
  ck_assert_int_gt (n, 40);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("renderer-alloc-failure");
  TCase *c = tcase_create ("alloc-failure");
  SRunner *runner;
  int failed;

  tcase_add_checked_fixture (c, set_up, NULL);
  tcase_add_loop_test (c, each_allocation_fails, 0,
                       (int) (sizeof cases / sizeof cases[0]));
  suite_add_tcase (suite, c);
  runner = srunner_create (suite);
  srunner_run_all (runner, CK_NORMAL);
  failed = srunner_ntests_failed (runner);
  srunner_free (runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
