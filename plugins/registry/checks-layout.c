/* SPDX-License-Identifier: Apache-2.0 */
/* Tells from paths what they are in a provider's documentation. */

#include <config.h>

#include "plugins/registry/checks-layout.h"

#include <string.h>

#define REGISTRY_PREFIX CHECKS_REGISTRY_DIRECTORY "/"
#define LEGACY_PREFIX CHECKS_LEGACY_DIRECTORY "/"
#define CDKTF "cdktf"

static const char *const page_directories[] = {
  "actions", "data-sources", "ephemeral-resources", "functions", "guides",
  "list-resources", "resources", "state-stores", NULL
};

static const char *const legacy_directories[] = {
  "actions", "d", "ephemeral-resources", "functions", "guides",
  "list-resources", "r", "state-stores", NULL
};

static const char *const cdktf_languages[] = {
  "csharp", "go", "java", "python", "typescript", NULL
};

/* Below a language, the layout's own directory is accepted too, as in the
 * original; functions are not. */
static const char *const cdktf_page_directories[] = {
  "actions", "data-sources", "docs", "ephemeral-resources", "guides",
  "list-resources", "resources", "state-stores", NULL
};

static const char *const cdktf_legacy_directories[] = {
  "actions", "d", "ephemeral-resources", "guides", "list-resources", "r",
  "state-stores", "website/docs", NULL
};

static bool
is_listed (const char *const *list, const char *s)
{
  for (; *list; list++)
    if (strcmp (*list, s) == 0)
      return true;
  return false;
}

/* The path behind PREFIX, or NULL. */
static const char *
skip_prefix (const char *path, const char *prefix)
{
  size_t n = strlen (prefix);

  return strncmp (path, prefix, n) == 0 ? path + n : NULL;
}

/* What follows "docs/K" or "docs/cdktf/K", for a kind K: "" or what starts
 * with '/'.  NULL if PATH does not start so. */
static const char *
skip_kind (const char *path)
{
  const char *rest = skip_prefix (path, REGISTRY_PREFIX), *inner;
  size_t i;

  if (!rest)
    return NULL;
  inner = skip_prefix (rest, CDKTF "/");
  if (inner)
    rest = inner;
  for (i = 0; page_directories[i]; i++) {
    inner = skip_prefix (rest, page_directories[i]);
    if (inner && (!*inner || *inner == '/'))
      return inner;
  }
  return NULL;
}

bool
checks_is_legacy (const char *path)
{
  return skip_prefix (path, LEGACY_PREFIX) != NULL;
}

bool
checks_is_documentation (const char *path)
{
  const char *rest = skip_prefix (path, REGISTRY_PREFIX "index.");

  if (rest && !strchr (rest, '/'))
    return true;
  rest = skip_kind (path);
  if (rest)
    return rest[0] && rest[1];
  rest = skip_prefix (path, LEGACY_PREFIX);
  return rest && *rest;
}

bool
checks_is_checked_directory (const char *path)
{
  const char *rest = skip_kind (path);

  if (rest)
    return !*rest || !strchr (rest + 1, '/');
  rest = skip_prefix (path, LEGACY_PREFIX);
  return rest && *rest;
}

bool
checks_is_registry_directory (const char *path)
{
  const char *rest = skip_prefix (path, REGISTRY_PREFIX);

  return rest && is_listed (page_directories, rest);
}

bool
checks_is_legacy_directory (const char *path)
{
  const char *rest = skip_prefix (path, LEGACY_PREFIX);

  return strcmp (path, CHECKS_LEGACY_DIRECTORY) == 0
    || (rest && is_listed (legacy_directories, rest));
}

static bool
is_valid_cdktf_directory (const char *path)
{
  const char *rest = skip_prefix (path, REGISTRY_PREFIX CDKTF), *inner;
  const char *const *directories = cdktf_page_directories;
  size_t i;

  if (!rest) {
    rest = skip_prefix (path, LEGACY_PREFIX CDKTF);
    directories = cdktf_legacy_directories;
  }
  if (!rest)
    return false;
  if (!*rest)
    return true;
  if (*rest != '/')
    return false;
  for (i = 0; cdktf_languages[i]; i++) {
    inner = skip_prefix (rest + 1, cdktf_languages[i]);
    if (inner && !*inner)
      return true;
    if (inner && *inner == '/')
      return is_listed (directories, inner + 1);
  }
  return false;
}

bool
checks_is_valid_directory (const char *path)
{
  return strcmp (path, CHECKS_REGISTRY_DIRECTORY) == 0
    || checks_is_registry_directory (path)
    || checks_is_legacy_directory (path) || is_valid_cdktf_directory (path);
}

/* Whether the file name without all of its extensions is "index": a name
 * that is but an extension keeps it. */
static bool
is_index (const char *path)
{
  const char *name = strrchr (path, '/');

  name = name ? name + 1 : path;
  return strcmp (name, "index") == 0 || skip_prefix (name, "index.");
}

enum checks_class
checks_class_of (const char *path)
{
  if (is_index (path))
    return CHECKS_CLASS_INDEX;
  if (skip_prefix (path, REGISTRY_PREFIX "guides/"))
    return CHECKS_CLASS_GUIDE;
  return CHECKS_CLASS_OTHER;
}

int
checks_compare_paths (const char *a, const char *b)
{
  unsigned char x, y;

  while (*a && *a == *b) {
    a++;
    b++;
  }
  x = (unsigned char) *a;
  y = (unsigned char) *b;
  /* The end of a name counts less than any character of one. */
  if (x == '/')
    x = 1;
  if (y == '/')
    y = 1;
  if (x == y && *a != *b)
    return *a == '/' ? -1 : 1;
  return x == y ? 0 : x < y ? -1 : 1;
}
