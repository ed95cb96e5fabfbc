/* SPDX-License-Identifier: Apache-2.0 */
/* Compiles the examples that several components make together.
 *
 * Each bundle may give a main file and fixtures to a group.  Two files of one
 * name in a group are an error, which leaves that group out alone. */

#include <config.h>

#include "plugins/jinja/examples.h"

#include <stdlib.h>
#include <string.h>

#include "common/snapshot.h"
#include "common/toml.h"

#define MAIN_FILE "/main.tf"
#define FIXTURES "fixtures"
#define META_SUFFIX ".meta.toml"
#define BUNDLE_REQUIREMENTS "_requirements" META_SUFFIX

/* -- collecting ----------------------------------------------------------- */

struct collecting {
  struct plate_compiler *c;
  struct plate_component *const *components;
  size_t n_components;
  const struct plating_tree *tree;
  struct plating_text examples; /* the directory, with a slash */
  size_t first, end;            /* its entries in the tree */
};

static int
add_file (struct plate_compiler *c, const struct plate_group_file *file)
{
  struct plate_group_file copy = *file;

  if (c->n_files == c->cap_files) {
    size_t cap = c->cap_files ? 2 * c->cap_files : 32;
    struct plate_group_file *files = pl_arena_array (&c->memory, cap,
                                                     sizeof *files);

    if (!files)
      return PLATING_E_NOMEM;
    if (c->n_files)
      memcpy (files, c->files, c->n_files * sizeof *files);
    c->files = files;
    c->cap_files = cap;
  }
  copy.group = pl_text_copy (&c->memory, file->group);
  copy.name = pl_text_copy (&c->memory, file->name);
  copy.source = pl_text_copy (&c->memory, file->source);
  if (!copy.group.ptr || !copy.name.ptr || !copy.source.ptr)
    return PLATING_E_NOMEM;
  c->files[c->n_files++] = copy;
  return 0;
}

/* The entry's path below the directory of examples. */
static struct plating_text
below (const struct collecting *k, size_t i)
{
  return pl_text_skip (pl_snapshot_entry (k->tree, i)->path, k->examples.len);
}

/* Which components of the bundle the main file shows: its only one; those
 * that it uses; or else the first. */
static int
set_components (struct collecting *k, struct plate_group_file *file)
{
  struct plate_compiler *c = k->c;
  struct plate_example_text text;
  struct plating_text bytes = { NULL, 0 };
  struct hcl_error error;
  int code = 0;
  size_t i;

  file->components = pl_arena_array (&c->memory, k->n_components,
                                     sizeof *file->components);
  if (!file->components)
    return PLATING_E_NOMEM;
  file->n_components = 0;
  if (k->n_components > 1)
    code = plate_compiler_read (c, file->root, file->source, &bytes);
  if (code < 0)
    return code;
  if (bytes.ptr && plate_example_read (bytes, c->provider.name, &c->arena,
                                       &text, &error) == 0)
    for (i = 0; i < k->n_components; i++)
      if (plate_example_uses (&text, k->components[i]->kind,
                              k->components[i]->name))
        file->components[file->n_components++] = k->components[i]->name;
  if (!file->n_components)
    file->components[file->n_components++] = k->components[0]->name;
  return 0;
}

static int
add_main_file (struct collecting *k, size_t i, struct plating_text group)
{
  struct plate_compiler *c = k->c;
  struct plate_group_file file = {
    .group = group, .root = k->components[0]->bundle.root,
    .source = pl_snapshot_entry (k->tree, i)->path
  };
  struct plating_text parts[2] = { { NULL, 0 }, pl_text_of (".tf") };
  int code = set_components (k, &file);

  if (code < 0)
    return code;
  parts[0] = file.components[0];
  file.name = pl_text_join (&c->memory, parts, 2);
  return file.name.ptr ? add_file (c, &file) : PLATING_E_NOMEM;
}

/* What the bundle requires, and the group in it. */
static int
add_requirements (struct collecting *k, struct plating_text group)
{
  const struct plating_text meta[] = { group, pl_text_of (META_SUFFIX) };
  const struct plating_text inner[] = {
    group, pl_text_of ("/" BUNDLE_REQUIREMENTS)
  };
  struct plating_text names[] = {
    pl_text_of (BUNDLE_REQUIREMENTS), pl_text_join (&k->c->arena, meta, 2),
    pl_text_join (&k->c->arena, inner, 2)
  };
  int code = names[1].ptr && names[2].ptr ? 0 : PLATING_E_NOMEM;
  size_t i, m;

  for (i = k->first; i < k->end && code == 0; i++)
    for (m = 0; m < 3 && code == 0; m++)
      if (pl_text_same (below (k, i), names[m])
          && plate_is_file (pl_snapshot_entry (k->tree, i))) {
        struct plate_group_file file = {
          .group = group, .name = pl_text_of (""),
          .root = k->components[0]->bundle.root,
          .source = pl_snapshot_entry (k->tree, i)->path,
          .is_requirements = true
        };

        code = add_file (k->c, &file);
      }
  return code;
}

/* Sets the mode of a fixture.  The snapshot of the bundles has none; *MODES
 * is one of the directory PREFIX below that of the examples, taken when it is
 * first asked for. */
static int
set_mode (struct collecting *k, struct plating_text prefix,
          const struct plating_tree **modes, struct plate_group_file *file)
{
  const struct plating_host *host = k->c->r->host;
  const struct plating_text parts[] = { k->examples, prefix };
  struct plating_text directory;
  size_t i;
  int code = 0;

  if (!*modes) {
    directory = pl_text_join (&k->c->arena, parts, 2);
    if (!directory.ptr)
      return PLATING_E_NOMEM;
    directory.len--;
    code = host->tree (host, k->c->op, file->root->name, directory, modes);
  }
  /* Without it the file is one like others. */
  if (code < 0)
    return code == PLATING_E_NOMEM || code == PLATING_E_CANCELLED ? code : 0;
  file->name = pl_text_skip (file->source, k->examples.len + prefix.len);
  i = pl_snapshot_bound (*modes, file->name);
  if (i < (*modes)->n_entries) {
    const struct plating_tree_entry *e = pl_snapshot_entry (*modes, i);

    if (e->type == PLATING_ENTRY_FILE && e->mode & 0111
        && pl_text_same (e->path, file->name))
      file->mode = 0755;
  }
  return 0;
}

/* The fixtures that lie beside the main file. */
static int
add_fixtures (struct collecting *k, struct plating_text group)
{
  const struct plating_text parts[] = { group, pl_text_of ("/" FIXTURES "/") };
  struct plating_text prefix = pl_text_join (&k->c->arena, parts, 2);
  const struct plating_tree *modes = NULL;
  int code = prefix.ptr ? 0 : PLATING_E_NOMEM;
  size_t i;

  for (i = k->first; i < k->end && code == 0; i++) {
    const struct plating_tree_entry *e = pl_snapshot_entry (k->tree, i);
    struct plate_group_file file = {
      .group = group, .root = k->components[0]->bundle.root,
      .source = e->path
    };

    if (!plate_is_file (e) || !pl_text_starts_with (below (k, i), prefix.ptr))
      continue;
    code = set_mode (k, prefix, &modes, &file);
    file.name = pl_text_skip (below (k, i), group.len + 1);
    if (code == 0)
      code = add_file (k->c, &file);
  }
  return code;
}

int
plate_groups_collect (struct plate_compiler *c,
                      struct plate_component *const *components, size_t n)
{
  const struct plate_bundle *bundle = &components[0]->bundle;
  const struct plating_text parts[] = {
    bundle->path, pl_text_of (bundle->path.len ? "/examples/" : "examples/")
  };
  struct collecting k = {
    .c = c, .components = components, .n_components = n,
    .tree = bundle->root->tree, .examples = pl_text_join (&c->arena, parts, 2)
  };
  int code = k.examples.ptr ? 0 : PLATING_E_NOMEM;
  size_t i;

  if (code < 0)
    return code;
  k.first = k.end = pl_snapshot_bound (k.tree, k.examples);
  while (k.end < k.tree->n_entries
         && pl_text_starts_with (pl_snapshot_entry (k.tree, k.end)->path,
                                 k.examples.ptr))
    k.end++;
  for (i = k.first; i < k.end && code == 0; i++) {
    struct plating_text group = below (&k, i);

    if (!plate_is_file (pl_snapshot_entry (k.tree, i))
        || !pl_text_ends_with (group, MAIN_FILE))
      continue;
    group.len -= strlen (MAIN_FILE);
    if (!group.len || memchr (group.ptr, '/', group.len)
        || pl_text_same (group, pl_text_of (FIXTURES)))
      continue;
    code = add_main_file (&k, i, group);
    if (code == 0)
      code = add_fixtures (&k, group);
    if (code == 0)
      code = add_requirements (&k, group);
  }
  return code;
}

/* -- collisions ----------------------------------------------------------- */

static int
compare_files (const void *a, const void *b)
{
  const struct plate_group_file *x = a, *y = b;
  int order = pl_text_compare (x->group, y->group);

  if (!order)
    order = pl_text_compare (x->name, y->name);
  if (!order)
    order = pl_text_compare (x->root->name, y->root->name);
  return order ? order : pl_text_compare (x->source, y->source);
}

/* Whether both files have the same bytes. */
static int
have_same_bytes (struct plate_compiler *c, const struct plate_group_file *a,
                 const struct plate_group_file *b, bool *is_same)
{
  struct plating_text x = { NULL, 0 }, y = { NULL, 0 };
  int code = plate_compiler_read (c, a->root, a->source, &x);

  if (code == 0 && x.ptr)
    code = plate_compiler_read (c, b->root, b->source, &y);
  *is_same = x.ptr && y.ptr && pl_text_same (x, y);
  return code;
}

/* Two files that claim one name; *IS_FINE if they are the same fixture. */
static int
check_pair (struct plate_compiler *c, const struct plate_group_file *a,
            const struct plate_group_file *b, bool *is_fine)
{
  bool is_fixture = !a->n_components && !b->n_components;
  struct plating_text shown = plate_compiler_shown (c, a->root, a->source);
  struct plating_text other = plate_compiler_shown (c, b->root, b->source);
  const struct plating_text parts[] = {
    a->group, pl_text_of ("': '"), a->name, pl_text_of ("' is from '"),
    shown, pl_text_of ("' and '"), other,
    pl_text_of ("'; the group was left out")
  };
  struct plating_text message = pl_text_join (&c->arena, parts, 8);
  int code = 0;

  *is_fine = false;
  if (!message.ptr)
    return PLATING_E_NOMEM;
  if (is_fixture)
    code = have_same_bytes (c, a, b, is_fine);
  if (code == 0 && !*is_fine)
    plate_compiler_report (c, other, 0, 0, is_fixture
                           ? "fixture collision in grouped example '"
                           : "filename collision in grouped example '",
                           message);
  return code;
}

/* The N files of a group, sorted: *IS_FINE unless two can't be there at
 * once. */
static int
check_group (struct plate_compiler *c, const struct plate_group_file *files,
             size_t n, bool *is_fine)
{
  bool is_pair_fine;
  int code = 0;
  size_t i;

  *is_fine = true;
  for (i = 1; i < n && code == 0; i++) {
    if (files[i].is_requirements
        || !pl_text_same (files[i - 1].name, files[i].name))
      continue;
    code = check_pair (c, &files[i - 1], &files[i], &is_pair_fine);
    *is_fine = *is_fine && is_pair_fine;
  }
  return code;
}

/* -- emitting ------------------------------------------------------------- */

/* Reads the main file; what is wrong with it is reported, and *IS_FINE set to
 * false. */
static int
read_main_file (struct plate_compiler *c, const struct plate_group_file *file,
                struct plate_example_text *text, bool *is_fine)
{
  struct plating_text bytes;
  struct hcl_error error;
  int code = plate_compiler_read (c, file->root, file->source, &bytes);

  if (code < 0)
    return code;
  if (bytes.ptr) {
    code = plate_example_read (bytes, c->provider.name, &c->arena, text,
                               &error);
    if (code == 0 || code == PLATING_E_NOMEM)
      return code;
    plate_compiler_report (c, plate_compiler_shown (c, file->root,
                                                    file->source),
                           error.line, error.column, "",
                           pl_text_of (error.message));
  }
  *is_fine = false;
  return 0;
}

/* Reads the main files of a group into *TEXTS, new, one for each of its N
 * files.  Without one of them it would show something else. */
static int
read_main_files (struct plate_compiler *c,
                 const struct plate_group_file *files, size_t n,
                 struct plate_example_text **texts, bool *is_fine)
{
  int code = 0;
  size_t i;

  *texts = pl_arena_array (&c->arena, n, sizeof **texts);
  if (!*texts)
    return PLATING_E_NOMEM;
  for (i = 0; i < n && code == 0; i++)
    if (files[i].n_components)
      code = read_main_file (c, &files[i], &(*texts)[i], is_fine);
  return code;
}

static int
emit_main_file (struct plate_compiler *c, const struct plate_group_file *file,
                const struct plate_example_text *text,
                struct plate_requirements *others)
{
  int code;

  pl_buffer_clear (&c->text);
  code = plate_example_write (text, c->provider.name, false, &c->arena,
                              others, &c->text);
  return code < 0 ? code
         : plate_compiler_emit (c, PLATING_TO_GROUPED_EXAMPLES, file->name,
                                0);
}

static int
emit_fixture (struct plate_compiler *c, const struct plate_group_file *file)
{
  struct plating_text bytes;
  int code = plate_compiler_read (c, file->root, file->source, &bytes);

  if (code < 0 || !bytes.ptr)
    return code;
  pl_buffer_clear (&c->text);
  pl_buffer_append (&c->text, bytes.ptr, bytes.len);
  return plate_compiler_emit (c, PLATING_TO_GROUPED_EXAMPLES, file->name,
                              file->mode);
}

/* Reads the tables of requirements; one that is wrong is reported. */
static int
emit_requirements (struct plate_compiler *c,
                   const struct plate_group_file *files, size_t n)
{
  const struct toml_value **tables
    = pl_arena_array (&c->arena, n + 1, sizeof (*tables));
  size_t n_tables = 0, i;
  int code = tables ? 0 : PLATING_E_NOMEM;

  for (i = 0; i < n && code == 0; i++) {
    struct plating_text bytes;

    if (!files[i].is_requirements)
      continue;
    code = plate_compiler_read_requirements (c, files[i].root,
                                             files[i].source, &bytes,
                                             &tables[n_tables]);
    n_tables += tables[n_tables] != NULL;
  }
  if (code < 0 || !n_tables)
    return code;
  pl_buffer_clear (&c->text);
  code = plate_requirements_merge (tables, n_tables, &c->arena, &c->text);
  return code < 0 ? code
         : plate_compiler_emit (c, PLATING_TO_GROUPED_EXAMPLES,
                                pl_text_of (BUNDLE_REQUIREMENTS), 0);
}

static int
compare_names (const void *a, const void *b)
{
  const struct plating_text *x = a, *y = b;

  return pl_text_compare (*x, *y);
}

static int
emit_readme (struct plate_compiler *c, const struct plate_group_file *files,
             size_t n)
{
  struct plating_text *names;
  size_t n_names = 0, n_unique = 0, i, k;

  for (i = 0; i < n; i++)
    n_names += files[i].n_components;
  names = pl_arena_array (&c->arena, n_names + 1, sizeof *names);
  if (!names)
    return PLATING_E_NOMEM;
  n_names = 0;
  for (i = 0; i < n; i++)
    for (k = 0; k < files[i].n_components; k++)
      names[n_names++] = files[i].components[k];
  if (n_names > 1)
    qsort (names, n_names, sizeof *names, compare_names);
  for (i = 0; i < n_names; i++)
    if (!i || !pl_text_same (names[i], names[n_unique - 1]))
      names[n_unique++] = names[i];
  pl_buffer_clear (&c->text);
  plate_put_group_readme (&c->provider, files[0].group, names, n_unique,
                          &c->text);
  return plate_compiler_emit (c, PLATING_TO_GROUPED_EXAMPLES,
                              pl_text_of ("README.md"), 0);
}

static int
emit_group (struct plate_compiler *c, const struct plate_group_file *files,
            size_t n)
{
  struct plate_requirements others = { NULL, 0 };
  struct plate_example_text *texts = NULL;
  bool is_fine;
  int code;
  size_t i;

  pl_arena_reset (&c->arena);
  code = check_group (c, files, n, &is_fine);
  if (code == 0)
    code = read_main_files (c, files, n, &texts, &is_fine);
  if (code < 0 || !is_fine)
    return code;
  pl_buffer_clear (&c->path);
  pl_buffer_append (&c->path, files[0].group.ptr, files[0].group.len);
  pl_buffer_putc (&c->path, '/');
  for (i = 0; i < n && code == 0; i++)
    if (files[i].n_components)
      code = emit_main_file (c, &files[i], &texts[i], &others);
    else if (!files[i].is_requirements
             && (!i || !pl_text_same (files[i - 1].name, files[i].name)))
      code = emit_fixture (c, &files[i]);
  pl_buffer_clear (&c->text);
  plate_put_group_provider_file (&c->provider, &others, &c->text);
  if (code == 0)
    code = plate_compiler_emit (c, PLATING_TO_GROUPED_EXAMPLES,
                                pl_text_of ("provider.tf"), 0);
  if (code == 0)
    code = emit_readme (c, files, n);
  return code < 0 ? code : emit_requirements (c, files, n);
}

int
plate_groups_emit (struct plate_compiler *c)
{
  int code = 0;
  size_t i, k;

  if (c->n_files > 1)
    qsort (c->files, c->n_files, sizeof *c->files, compare_files);
  for (i = 0; i < c->n_files && code == 0; i = k) {
    for (k = i + 1; k < c->n_files
         && pl_text_same (c->files[i].group, c->files[k].group); k++)
      continue;
    code = emit_group (c, c->files + i, k - i);
  }
  return code;
}
