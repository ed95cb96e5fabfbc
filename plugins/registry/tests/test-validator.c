/* SPDX-License-Identifier: Apache-2.0 */
/* The validator plugin: rules for pages, for the site, and its settings. */

#include <config.h>

#include <check.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "plugins/registry/tests/validator-host.h"

#define DOCS PLATING_ROOT_OUTPUT
#define PROJECT PLATING_ROOT_PROJECT
#define GOOD "---\npage_title: T\n---\n"
#define LEGACY "---\nlayout: x\npage_title: T\ndescription: D\n---\n"
#define FRONT "error checking file frontmatter: "

static const struct plating_plugin *plugin;
static const struct plating_validator_ops *ops;

static struct plating_text
text (const char *s)
{
  return (struct plating_text) { s, strlen (s) };
}

static const char *
shown (const struct pl_buffer *b)
{
  return b->data ? b->data : "";
}

static void
set_up (void)
{
  plugin = plating_plugin_v1 ();
  ops = plugin->ops;
}

static int
start_validate (void *instance, const char *path, const char *bytes)
{
  struct plating_document document = {
    .struct_size = sizeof document, .to = PLATING_TO_OUTPUT,
    .path = text (path), .media_type = text (PLATING_MEDIA_MARKDOWN),
    .bytes = text (bytes)
  };
  struct plating_validate_request request = {
    .struct_size = sizeof request, .document = &document
  };

  return ops->validate (instance, &request, 1);
}

static int
validate_page (struct sample_host *h, void *instance, const char *path,
               const char *bytes)
{
  pl_buffer_clear (&h->findings);
  return start_validate (instance, path, bytes);
}

static int
finish (struct sample_host *h, void *instance,
        const struct plating_component *components, uint32_t n,
        const uint8_t *selected)
{
  struct plating_provider provider = {
    .struct_size = sizeof provider,
    .name = text ("terraform-provider-foo"), .short_name = text ("foo")
  };
  struct plating_catalog_request request = {
    .struct_size = sizeof request,
    .component_size = sizeof *components,
    .provider = &provider, .components = components, .n_components = n,
    .selected = selected
  };

  pl_buffer_clear (&h->findings);
  return ops->finish (instance, &request, 2);
}

/* -- the descriptor ---------------------------------------------------- */

START_TEST (every_rule_is_complete)
{
  uint32_t i, j;

  ck_assert_uint_eq (ops->rule_size, sizeof (struct plating_rule));
  for (i = 0; i < ops->n_rules; i++) {
    ck_assert_ptr_nonnull (ops->rules[i].id);
    ck_assert_uint_eq (ops->rules[i].severity, PLATING_LEVEL_ERROR);
    ck_assert_ptr_nonnull (ops->rules[i].text);
    ck_assert_ptr_null (strchr (ops->rules[i].text, '\n'));
    for (j = 0; j < i; j++)
      ck_assert_str_ne (ops->rules[i].id, ops->rules[j].id);
  }
  ck_assert_uint_eq (plugin->thread_model, PLATING_THREADS_PARALLEL);
  ck_assert_uint_eq (plugin->flags,
                     PLATING_PLUGIN_BLOCKING | PLATING_PLUGIN_PURE);
}
END_TEST

/* -- pages --------------------------------------------------------------- */

static const struct page_case {
  const char *path, *bytes, *findings;
} page_cases[] = {
  { "resources/a.md", GOOD, "" },
  { "resources/a.md", "---\n---\n", "" },
  { "index.md", GOOD, "" },
  { "guides/a.md", GOOD, "" },
  { "cdktf/go/resources/a.md", "", "" },
  { "other.md", "", "" },
  { "resources/a.html.md", GOOD, "" },
  { "resources/a.txt", GOOD,
    "docs/resources/a.txt:0:0 [file-extension] error checking file "
    "extension: file does not end with a valid extension, valid "
    "extensions: [.md]\n" },
  { "resources/sub/a.md", "# A\n",
    "docs/resources/sub/a.md:0:0 [front-matter-present] " FRONT
    "no frontmatter found\n" },
  { "cdktf/resources/a.md", "",
    "docs/cdktf/resources/a.md:0:0 [front-matter-present] " FRONT
    "no frontmatter found\n" },
  { "resources/a.md", "---\na: 1\nb: c: d\n---\n",
    "docs/resources/a.md:3:5 [front-matter-syntax] " FRONT
    "error parsing YAML frontmatter: yaml: line 2: mapping values are not "
    "allowed in this context\n" },
  { "resources/a.md", "# T\n---\nlayout: [a]\n---\n",
    "docs/resources/a.md:3:9 [front-matter-syntax] " FRONT
    "error parsing YAML frontmatter: yaml: unmarshal errors:\n"
    "  line 1: cannot unmarshal !!seq into string\n" },
  { "resources/a.md", "---\npage_title: x\nlayout: y\n---\n",
    "docs/resources/a.md:3:1 [layout-forbidden] " FRONT
    "YAML frontmatter should not contain layout\n" },
  { "index.md", "---\nsidebar_current: y\nsubcategory: a\n---\n",
    "docs/index.md:2:1 [sidebar-current-forbidden] " FRONT
    "YAML frontmatter should not contain sidebar_current\n" },
  { "resources/index.md", "---\nsubcategory: y\n---\n",
    "docs/resources/index.md:2:1 [subcategory-forbidden] " FRONT
    "YAML frontmatter should not contain subcategory\n" },
  { "guides/a.md", "---\ndescription: y\n---\n",
    "docs/guides/a.md:1:0 [page-title-required] " FRONT
    "YAML frontmatter missing required page_title\n" },
  { "guides/a.md", "---\npage_title: ~\n---\n",
    "docs/guides/a.md:1:0 [page-title-required] " FRONT
    "YAML frontmatter missing required page_title\n" }
};

START_TEST (pages_are_checked)
{
  const struct page_case *c = &page_cases[_i];
  struct sample_file none = { .root = NULL };
  struct sample_host h;
  void *instance;

  sample_host_init (&h, &none);
  instance = sample_host_create (&h, plugin, NULL);
  ck_assert_int_eq (validate_page (&h, instance, c->path, c->bytes), 0);
  ck_assert_str_eq (shown (&h.findings), c->findings);
  ck_assert_int_eq (h.n_done, 1);
  plugin->destroy (instance);
  sample_host_release (&h);
}
END_TEST

START_TEST (sizes_are_limited)
{
  struct sample_file none = { .root = NULL };
  struct sample_host h;
  void *instance;
  char *page = malloc (500001);

  ck_assert_ptr_nonnull (page);
  memset (page, 'x', 500000);
  page[500000] = '\0';
  memcpy (page, GOOD, sizeof GOOD - 1);
  sample_host_init (&h, &none);
  instance = sample_host_create (&h, plugin, NULL);
  ck_assert_int_eq (validate_page (&h, instance, "index.md", page), 0);
  ck_assert_str_eq (shown (&h.findings),
                    "docs/index.md:0:0 [file-size] error checking file "
                    "size: exceeded maximum (500000) size of documentation "
                    "file for Terraform Registry: 500000\n");
  page[499999] = '\0';
  ck_assert_int_eq (validate_page (&h, instance, "index.md", page), 0);
  ck_assert_str_eq (shown (&h.findings), "");
  plugin->destroy (instance);
  sample_host_release (&h);
  free (page);
}
END_TEST

START_TEST (other_documents_are_left_alone)
{
  struct sample_file none = { .root = NULL };
  struct sample_host h;
  struct plating_document document = {
    .struct_size = sizeof document, .to = PLATING_TO_PROJECT_FILE,
    .path = text ("index.txt")
  };
  struct plating_validate_request request = {
    .struct_size = sizeof request, .document = &document
  };
  void *instance;

  sample_host_init (&h, &none);
  instance = sample_host_create (&h, plugin, NULL);
  ck_assert_int_eq (ops->validate (instance, &request, 1), 0);
  ck_assert_str_eq (shown (&h.findings), "");
  ck_assert_int_eq (h.n_done, 1);
  plugin->destroy (instance);
  sample_host_release (&h);
}
END_TEST

/* -- subcategories ----------------------------------------------------- */

START_TEST (subcategories_come_from_settings)
{
  static const struct sample_setting settings[] = {
    { "allowed-guide-subcategories", "G" },
    { "allowed-resource-subcategories", "A" },
    { "allowed-resource-subcategories", "" },
    { NULL, NULL }
  };
  struct sample_file none = { .root = NULL };
  struct sample_host h;
  void *instance;

  sample_host_init (&h, &none);
  instance = sample_host_create (&h, plugin, settings);
  validate_page (&h, instance, "resources/a.md",
                 "---\nsubcategory: A\n---\n");
  ck_assert_str_eq (shown (&h.findings), "");
  validate_page (&h, instance, "resources/a.md",
                 "---\nsubcategory: ''\n---\n");
  ck_assert_str_eq (shown (&h.findings), "");
  validate_page (&h, instance, "resources/a.md", "---\n---\n");
  ck_assert_str_eq (shown (&h.findings), "");
  validate_page (&h, instance, "resources/a.md",
                 "---\nsubcategory: G\n---\n");
  ck_assert_str_eq (shown (&h.findings),
                    "docs/resources/a.md:2:1 [subcategory-allowed] " FRONT
                    "YAML frontmatter contains a subcategory (G) that is "
                    "not in the allowed list\n");
  validate_page (&h, instance, "guides/a.md",
                 "---\npage_title: x\nsubcategory: A\n---\n");
  ck_assert_str_eq (shown (&h.findings),
                    "docs/guides/a.md:3:1 [subcategory-allowed] " FRONT
                    "YAML frontmatter contains a subcategory (A) that is "
                    "not in the allowed list\n");
  plugin->destroy (instance);
  sample_host_release (&h);
}
END_TEST

START_TEST (subcategories_come_from_files)
{
  static const struct sample_setting settings[] = {
    { "allowed-resource-subcategories", "A" },
    { "allowed-resource-subcategories-file", "list.txt" },
    { NULL, NULL }
  };
  static const struct sample_file files[] = {
    { PROJECT, "list.txt", "B\r\n\nC", NULL },
    { NULL, NULL, NULL, NULL }
  };
  struct sample_host h;
  void *instance;

  sample_host_init (&h, files);
  instance = sample_host_create (&h, plugin, settings);
  validate_page (&h, instance, "resources/a.md",
                 "---\nsubcategory: B\n---\n");
  validate_page (&h, instance, "resources/a.md",
                 "---\nsubcategory: ''\n---\n");
  validate_page (&h, instance, "resources/a.md",
                 "---\nsubcategory: C\n---\n");
  ck_assert_str_eq (shown (&h.findings), "");
  ck_assert_int_eq (h.n_reads, 1);
  validate_page (&h, instance, "resources/a.md",
                 "---\nsubcategory: A\n---\n");
  ck_assert_str_ne (shown (&h.findings), "");
  plugin->destroy (instance);
  sample_host_release (&h);
}
END_TEST

START_TEST (a_missing_list_is_one_error)
{
  static const struct sample_setting settings[] = {
    { "allowed-guide-subcategories-file", "/project/none.txt" },
    { NULL, NULL }
  };
  struct sample_file none = { .root = NULL };
  struct sample_host h;
  void *instance;

  sample_host_init (&h, &none);
  instance = sample_host_create (&h, plugin, settings);
  ck_assert_int_eq (validate_page (&h, instance, "guides/a.md", GOOD), 0);
  ck_assert_str_eq (shown (&h.failure), "");
  ck_assert_int_eq (finish (&h, instance, NULL, 0, NULL),
                    PLATING_E_CONFIG);
  ck_assert_str_eq (shown (&h.failure),
                    "-1500 read allowed guide subcategories: No such file "
                    "or directory /project/none.txt");
  ck_assert_int_eq (h.n_done, 1);
  plugin->destroy (instance);
  sample_host_release (&h);
}
END_TEST

/* -- threads ------------------------------------------------------------- */

#define N_THREADS 4
#define N_PAGES 200

static void *
validate_many (void *instance)
{
  int i;

  for (i = 0; i < N_PAGES; i++)
    if (start_validate (instance, "resources/a.md",
                        "---\nsubcategory: A\n---\n") < 0)
      abort ();
  return NULL;
}

START_TEST (pages_are_checked_at_once)
{
  static const struct sample_setting settings[] = {
    { "allowed-resource-subcategories-file", "list.txt" },
    { NULL, NULL }
  };
  static const struct sample_file files[] = {
    { PROJECT, "list.txt", "B\n", NULL },
    { NULL, NULL, NULL, NULL }
  };
  struct sample_host h;
  pthread_t threads[N_THREADS];
  void *instance;
  size_t n = 0, i;

  sample_host_init (&h, files);
  instance = sample_host_create (&h, plugin, settings);
  for (i = 0; i < N_THREADS; i++)
    ck_assert_int_eq (pthread_create (&threads[i], NULL, validate_many,
                                      instance), 0);
  for (i = 0; i < N_THREADS; i++)
    pthread_join (threads[i], NULL);
  for (i = 0; i < h.findings.len; i++)
    n += h.findings.data[i] == '\n';
  ck_assert_uint_eq (n, N_THREADS * N_PAGES);
  ck_assert_int_eq (h.n_done, N_THREADS * N_PAGES);
  plugin->destroy (instance);
  sample_host_release (&h);
}
END_TEST

/* -- the site ------------------------------------------------------------ */

#define COMPONENT(k, n) { .kind = PLATING_TEXT (k), .name = PLATING_TEXT (n) }

START_TEST (the_site_is_checked)
{
  static const struct sample_file files[] = {
    { DOCS, "data-sources", NULL, NULL },
    { DOCS, "data-sources/sub", NULL, NULL },
    { DOCS, "data-sources/sub/x.md", GOOD, NULL },
    { DOCS, "resources", NULL, NULL },
    { DOCS, "resources/a.md", GOOD, NULL },
    { DOCS, "resources/old.txt", "x", NULL },
    { NULL, NULL, NULL, NULL }
  };
  static const struct plating_component components[] = {
    COMPONENT ("data-source", "foo_d"),
    COMPONENT ("function", "f"),
    COMPONENT ("provider", "foo"),
    COMPONENT ("resource", "foo_a"),
    COMPONENT ("resource", "foo_b"),
    COMPONENT ("resource", "foo_c")
  };
  static const uint8_t selected[] = { 1, 1, 1, 1, 1, 0 };
  struct sample_host h;
  void *instance;

  sample_host_init (&h, files);
  instance = sample_host_create (&h, plugin, NULL);
  /* A page of this run that is not on disk yet. */
  validate_page (&h, instance, "functions/g.md", "---\n---\n");
  validate_page (&h, instance, "resources/a.md", "---\n---\n");
  ck_assert_int_eq (finish (&h, instance, components, 6, selected), 0);
  ck_assert_str_eq (shown (&h.findings),
    "docs/data-sources/sub:0:0 [invalid-directory] invalid Terraform "
    "Provider documentation directory found: docs/data-sources/sub\n"
    "docs/resources/old.txt:0:0 [file-extension] error checking file "
    "extension: file does not end with a valid extension, valid "
    "extensions: [.md]\n"
    "docs/resources/old.txt:0:0 [extraneous-file] matching resource for "
    "documentation file (old.txt) not found, file is extraneous or "
    "incorrectly named\n"
    ":0:0 [missing-file] missing documentation file for resource: foo_b "
    "(foo_b)\n"
    "docs/data-sources/sub:0:0 [extraneous-file] matching datasource for "
    "documentation file (sub) not found, file is extraneous or "
    "incorrectly named\n"
    ":0:0 [missing-file] missing documentation file for datasource: foo_d "
    "(foo_d)\n"
    "docs/functions/g.md:0:0 [extraneous-file] matching function for "
    "documentation file (g.md) not found, file is extraneous or "
    "incorrectly named\n"
    ":0:0 [missing-file] missing documentation file for function: f (f)\n");
  ck_assert_int_eq (h.n_done, 3);
  /* What was seen belongs to one run. */
  ck_assert_int_eq (finish (&h, instance, NULL, 0, NULL), 0);
  ck_assert_ptr_null (strstr (shown (&h.findings), "functions/g.md"));
  plugin->destroy (instance);
  sample_host_release (&h);
}
END_TEST

START_TEST (the_legacy_layout_is_checked)
{
  static const struct sample_file files[] = {
    { PROJECT, "website/docs/guides", NULL, NULL },
    { PROJECT, "website/docs/guides/g.markdown", GOOD, NULL },
    { PROJECT, "website/docs/index.html.markdown", LEGACY, NULL },
    { PROJECT, "website/docs/r", NULL, NULL },
    { PROJECT, "website/docs/r/a.html.md", LEGACY, NULL },
    { PROJECT, "website/docs/resources", NULL, NULL },
    { NULL, NULL, NULL, NULL }
  };
  struct sample_host h;
  void *instance;

  sample_host_init (&h, files);
  instance = sample_host_create (&h, plugin, NULL);
  ck_assert_int_eq (finish (&h, instance, NULL, 0, NULL), 0);
  ck_assert_str_eq (shown (&h.findings),
    "website/docs/guides/g.markdown:1:0 [description-required] " FRONT
    "YAML frontmatter missing required description\n"
    "website/docs/resources:0:0 [invalid-directory] invalid Terraform "
    "Provider documentation directory found: website/docs/resources\n");
  plugin->destroy (instance);
  sample_host_release (&h);
}
END_TEST

START_TEST (layouts_are_not_mixed)
{
  static const struct sample_file files[] = {
    { DOCS, "resources", NULL, "real" },
    { DOCS, "real/a.md", GOOD, NULL },
    { PROJECT, "website/docs/x.md", LEGACY, NULL },
    { NULL, NULL, NULL, NULL }
  };
  struct sample_host h;
  void *instance;

  sample_host_init (&h, files);
  instance = sample_host_create (&h, plugin, NULL);
  ck_assert_int_eq (finish (&h, instance, NULL, 0, NULL), 0);
  ck_assert_str_eq (shown (&h.findings),
                    ":0:0 [mixed-layouts] mixed Terraform Provider "
                    "documentation directory layouts found, must use only "
                    "legacy or registry layout\n");
  plugin->destroy (instance);
  sample_host_release (&h);
}
END_TEST

START_TEST (the_output_may_be_elsewhere)
{
  static const struct sample_file files[] = {
    { DOCS, "resources", NULL, NULL },
    { DOCS, "resources/sub", NULL, NULL },
    { DOCS, "resources/sub/a.md", "", NULL },
    { NULL, NULL, NULL, NULL }
  };
  struct sample_host h;
  void *instance;

  sample_host_init (&h, files);
  h.output = "/project/site/pages";
  instance = sample_host_create (&h, plugin, NULL);
  validate_page (&h, instance, "index.txt", "");
  ck_assert_ptr_nonnull (strstr (shown (&h.findings),
                                 "site/pages/index.txt:0:0 ["));
  ck_assert_int_eq (finish (&h, instance, NULL, 0, NULL), 0);
  ck_assert_str_eq (shown (&h.findings),
    "site/pages/resources/sub:0:0 [invalid-directory] invalid Terraform "
    "Provider documentation directory found: site/pages/resources/sub\n"
    "site/pages/resources/sub/a.md:0:0 [front-matter-present] " FRONT
    "no frontmatter found\n");
  h.output = "/elsewhere";
  validate_page (&h, instance, "index.txt", "");
  ck_assert_ptr_nonnull (strstr (shown (&h.findings),
                                 "/elsewhere/index.txt:0:0 ["));
  plugin->destroy (instance);
  sample_host_release (&h);
}
END_TEST

START_TEST (a_cancelled_check_ends)
{
  static const struct sample_file files[] = {
    { DOCS, "index.txt", "", NULL },
    { NULL, NULL, NULL, NULL }
  };
  struct sample_host h;
  void *instance;

  sample_host_init (&h, files);
  h.is_cancelled = 1;
  instance = sample_host_create (&h, plugin, NULL);
  ck_assert_int_eq (finish (&h, instance, NULL, 0, NULL),
                    PLATING_E_CANCELLED);
  ck_assert_int_eq (h.n_done, 0);
  plugin->destroy (instance);
  sample_host_release (&h);
}
END_TEST

int
main (void)
{
  Suite *s = suite_create ("registry-validator");
  TCase *t = tcase_create ("validator");
  SRunner *r;
  int failed;

  tcase_add_checked_fixture (t, set_up, NULL);
  tcase_add_test (t, every_rule_is_complete);
  tcase_add_loop_test (t, pages_are_checked, 0,
                       sizeof page_cases / sizeof page_cases[0]);
  tcase_add_test (t, sizes_are_limited);
  tcase_add_test (t, other_documents_are_left_alone);
  tcase_add_test (t, subcategories_come_from_settings);
  tcase_add_test (t, subcategories_come_from_files);
  tcase_add_test (t, a_missing_list_is_one_error);
  tcase_add_test (t, pages_are_checked_at_once);
  tcase_add_test (t, the_site_is_checked);
  tcase_add_test (t, the_legacy_layout_is_checked);
  tcase_add_test (t, layouts_are_not_mixed);
  tcase_add_test (t, the_output_may_be_elsewhere);
  tcase_add_test (t, a_cancelled_check_ends);
  suite_add_tcase (s, t);
  r = srunner_create (s);
  srunner_run_all (r, CK_ENV);
  failed = srunner_ntests_failed (r);
  srunner_free (r);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
