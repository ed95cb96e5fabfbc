/* SPDX-License-Identifier: Apache-2.0 */
/* Finding a component's example files. */

#include <config.h>

#include "plugins/registry/examples.h"

#include <string.h>

#include <plating/types.h>

#include "common/snapshot.h"
#include "common/utf8.h"
#include "plugins/registry/site.h"

/* The entries of one directory: those of TREE from FIRST on whose path
 * begins with PREFIX. */
struct listing {
  const struct plating_tree *tree;
  size_t first;
  struct plating_text prefix;   /* ends in a slash, or is empty */
};

void
registry_examples_start (struct registry_examples_root *root)
{
  size_t i;

  root->has_links = false;
  for (i = 0; i < root->tree->n_entries; i++) {
    const struct plating_tree_entry *e = pl_snapshot_entry (root->tree, i);

    if (e->type == PLATING_ENTRY_LINK
        && e->target_type == PLATING_ENTRY_DIRECTORY)
      root->has_links = true;
  }
}

/* The next entry of the directory itself, or NULL; sets *NAME. */
static const struct plating_tree_entry *
next_entry (const struct listing *l, size_t *i, struct plating_text *name)
{
  while (*i < l->tree->n_entries) {
    const struct plating_tree_entry *e = pl_snapshot_entry (l->tree, (*i)++);

    if (e->path.len < l->prefix.len
        || (l->prefix.len
            && memcmp (e->path.ptr, l->prefix.ptr, l->prefix.len)))
      break;
    name->ptr = e->path.ptr + l->prefix.len;
    name->len = e->path.len - l->prefix.len;
    if (name->len && !memchr (name->ptr, '/', name->len))
      return e;
  }
  return NULL;
}

/* Opens DIRECTORY, which ends in a slash. */
static int
open_listing (const struct registry_examples_root *root,
              const struct plating_host *host, uint64_t op,
              struct plating_text directory, struct listing *l)
{
  static const struct plating_text name
    = PLATING_TEXT (PLATING_ROOT_EXAMPLES);
  struct plating_text path = { directory.ptr, directory.len - 1 };
  const struct plating_tree_entry *e = registry_find_entry (root->tree,
                                                            path);

  l->tree = root->tree;
  l->prefix = directory;
  l->first = pl_snapshot_bound (root->tree, directory);
  if (!root->has_links || (e && e->type != PLATING_ENTRY_LINK))
    return 0;
  /* It, or a directory that it is in, may be a link, which the snapshot
   * does not follow. */
  l->prefix = (struct plating_text) { NULL, 0 };
  l->first = 0;
  return host->tree (host, op, name, path, &l->tree);
}

static bool
is_file (const struct plating_tree_entry *e)
{
  return e->type == PLATING_ENTRY_FILE || e->type == PLATING_ENTRY_OTHER
         || (e->type == PLATING_ENTRY_LINK && e->target_type
             && e->target_type != PLATING_ENTRY_DIRECTORY);
}

static bool
matches (struct plating_text name, const struct registry_kind_names *k)
{
  return name.len >= strlen (k->example) + strlen (k->example_suffix)
         && pl_text_starts_with (name, k->example)
         && pl_text_ends_with (name, k->example_suffix);
}

/* The absolute path of NAME in DIRECTORY. */
static int
set_path (const struct registry_examples_root *root,
          struct plating_text directory, struct plating_text name,
          struct pl_arena *arena, struct plating_text *path)
{
  const struct plating_text parts[] = {
    root->path, pl_text_of ("/"), directory, name
  };

  *path = pl_text_join (arena, parts, 4);
  return path->ptr ? 0 : PLATING_E_NOMEM;
}

/* A file that is looked for by its name. */
struct wanted {
  struct plating_text name;
  struct registry_example *example;
};

static int
collect (const struct registry_examples_root *root, const struct listing *l,
         struct plating_text directory, const struct registry_kind_names *k,
         const struct wanted *wanted, size_t n_wanted,
         struct pl_arena *arena, struct registry_examples *examples)
{
  struct plating_text name;
  const struct plating_tree_entry *e;
  size_t i, w, n = 0;
  int code = 0;

  for (i = l->first; next_entry (l, &i, &name);)
    n += matches (name, k);
  if (n) {
    examples->files = pl_arena_array (arena, n, sizeof *examples->files);
    if (!examples->files)
      return PLATING_E_NOMEM;
  }
  for (i = l->first; code == 0 && (e = next_entry (l, &i, &name));) {
    for (w = 0; w < n_wanted; w++)
      if (pl_text_same (name, wanted[w].name))
        wanted[w].example->exists = is_file (e);
    if (matches (name, k))
      code = set_path (root, directory, name, arena,
                       &examples->files[examples->n_files++]);
  }
  return code;
}

struct plating_text
registry_examples_directory (enum registry_kind kind,
                             struct plating_text name,
                             struct pl_arena *arena)
{
  const struct plating_text parts[] = {
    pl_text_of (registry_kinds[kind].examples), name, pl_text_of ("/")
  };

  return pl_text_join (arena, parts, kind == REGISTRY_PROVIDER ? 1 : 3);
}

int
registry_examples_find (const struct registry_examples_root *root,
                        const struct plating_host *host, uint64_t op,
                        enum registry_kind kind, struct plating_text name,
                        struct pl_arena *arena,
                        struct registry_examples *examples)
{
  const struct registry_kind_names *k = &registry_kinds[kind];
  const struct plating_text single_parts[] = {
    pl_text_of (k->example), pl_text_of (k->example_suffix)
  };
  struct wanted wanted[] = {
    { .example = &examples->single },
    { pl_text_of ("import.sh"), &examples->import },
    { pl_text_of ("import-by-string-id.tf"), &examples->import_id },
    { pl_text_of ("import-by-identity.tf"), &examples->import_identity }
  };
  size_t n_wanted = kind == REGISTRY_RESOURCE ? 4 : 1, i;
  struct plating_text directory = registry_examples_directory (kind, name,
                                                               arena);
  struct listing l;
  int code;

  memset (examples, 0, sizeof *examples);
  wanted[0].name = pl_text_join (arena, single_parts, 2);
  if (!directory.ptr || !wanted[0].name.ptr)
    return PLATING_E_NOMEM;
  for (i = 0; i < n_wanted; i++) {
    code = set_path (root, directory, wanted[i].name, arena,
                     &wanted[i].example->path);
    if (code < 0)
      return code;
  }
  if (root->tree->n_entries == 0)
    return 0;
  code = open_listing (root, host, op, directory, &l);
  if (code < 0)
    return code;
  return collect (root, &l, directory, k, wanted, n_wanted, arena,
                  examples);
}

/* Reads one member of a class between brackets; false if there is none. */
static bool
class_member (struct plating_text path, size_t *i)
{
  uint32_t rune;
  size_t n;

  if (*i >= path.len || path.ptr[*i] == '-' || path.ptr[*i] == ']')
    return false;
  if (path.ptr[*i] == '\\' && ++*i >= path.len)
    return false;
  n = pl_utf8_decode (path.ptr + *i, path.len - *i, &rune);
  if (rune == PL_RUNE_ERROR && n == 1)
    return false;
  *i += n;
  return *i < path.len;
}

/* Reads a class, *I is behind its bracket; false if it has no end. */
static bool
read_class (struct plating_text path, size_t *i)
{
  size_t n = 0;

  if (*i < path.len && path.ptr[*i] == '^')
    ++*i;
  for (;; n++) {
    if (*i < path.len && path.ptr[*i] == ']' && n > 0) {
      ++*i;
      return true;
    }
    if (!class_member (path, i))
      return false;
    if (path.ptr[*i] == '-') {
      ++*i;
      if (!class_member (path, i))
        return false;
    }
  }
}

bool
registry_is_pattern (struct plating_text path, bool *is_bad)
{
  bool is_pattern = false;
  size_t i = 0;

  *is_bad = false;
  while (i < path.len && !*is_bad) {
    char c = path.ptr[i++];

    if (c == '\\' || c == '[')
      is_pattern = true;
    if (c == '\\')
      *is_bad = i++ >= path.len;
    else if (c == '[')
      *is_bad = !read_class (path, &i);
  }
  return is_pattern;
}
