/* SPDX-License-Identifier: Apache-2.0 */
/* Options from configuration files. */

#include <config.h>

#include "config-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/arena.h"
#include "common/buffer.h"
#include "confine.h"
#include "config-detect.h"
#include "config-tree.h"
#include "error.h"
#include "file.h"
#include "naming.h"
#include "options.h"
#include "params.h"

/* Keys that are no options: other forms of options. */
#define KEY_PLUGINS       "plugins"
#define KEY_SUBCATEGORIES "subcategories"
/* Maps of options by name, see --profile. */
#define KEY_PROFILES      "profiles"

struct source {
  struct plating_options *options;      /* of the run */
  struct plating_options *unused;       /* what is not for its verb */
  uint32_t verb;
  const char *dir;                      /* of the provider */
  const char *name;                     /* for messages */
  int has_profile;                      /* some file has that of --profile */
  unsigned char is_said[PL_OPTIONS_MAX]; /* in the map being read */
  /* Options that were set before this file. */
  unsigned char was_given[PL_OPTIONS_MAX];
  struct plating_error **err;
};

static int
no_memory (struct plating_error **err)
{
  return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
}

/* -- messages ------------------------------------------------------------- */

static int
wrong_type (struct source *s, const struct pl_config_node *node,
            const char *key, const char *wanted)
{
  if (node->type == PL_CONFIG_NULL)
    pl_error_set (s->err, PLATING_E_CONFIG, "'%s' has no value: %s is wanted",
                  key, wanted);
  else
    pl_error_set (s->err, PLATING_E_CONFIG, "'%s' takes %s, not %s", key,
                  wanted, pl_config_type_name (node->type));
  if (!strcmp (wanted, "a string")
      && (node->type == PL_CONFIG_INT || node->type == PL_CONFIG_NUMBER
          || node->type == PL_CONFIG_BOOL))
    pl_error_add_hint (s->err, "put it between quotes");
  pl_error_add_place (s->err, NULL, node->line, node->column);
  return PLATING_E_CONFIG;
}

static int
unknown_key (struct source *s, const struct pl_config_node *node)
{
  const char *names[PL_OPTIONS_MAX + 3];
  size_t n_options, n = 0, i;
  const struct pl_option *table = pl_options_table (&n_options);
  int near;

  for (i = 0; i < n_options; i++)
    if (table[i].verbs && !(table[i].flags & PL_OPTION_TRUSTED))
      names[n++] = table[i].name;
  names[n++] = KEY_PLUGINS;
  names[n++] = KEY_SUBCATEGORIES;
  names[n++] = KEY_PROFILES;
  near = pl_naming_nearest (node->key, names, n);
  pl_error_set (s->err, PLATING_E_CONFIG, "unknown key '%s'", node->key);
  if (near >= 0)
    pl_error_add_hint (s->err, "did you mean '%s'?", names[near]);
  pl_error_add_place (s->err, NULL, node->key_line, node->key_column);
  return PLATING_E_CONFIG;
}

static int
refuse (struct source *s, uint32_t line, uint32_t column, const char *what)
{
  pl_error_set (s->err, PLATING_E_CONFIG, "%s", what);
  pl_error_add_hint (s->err, "a file of the repository may not decide that; "
                     "the command line may");
  pl_error_add_place (s->err, NULL, line, column);
  return PLATING_E_CONFIG;
}

/* -- what a repository may say -------------------------------------------- */

/* Whether VALUE names a plugin by its file. */
static int
is_plugin_file (const char *value)
{
  struct pl_params *params;
  int is_file = 0;

  if (pl_params_parse (value, PLATING_PLUGIN_RENDERER, &params, NULL) == 0) {
    is_file = params->path != NULL;
    pl_params_free (params);
  }
  return is_file;
}

static int
check_value (struct source *s, const struct pl_option *option,
             const struct pl_config_node *node, const char *value)
{
  char what[128];

  if ((option->flags & PL_OPTION_INSIDE)
      && !pl_confine_holds (s->dir, value)) {
    snprintf (what, sizeof what, "'%s' has to be a %s inside the project",
              option->name, strcmp (option->argument, "FILE") ? "directory"
              : "file");
    return refuse (s, node->line, node->column, what);
  }
  if ((!strcmp (option->name, "plugin") || !strcmp (option->name, "discover"))
      && is_plugin_file (value)) {
    snprintf (what, sizeof what, "'%s' names a file: only a plugin's name "
              "can stand here", option->name);
    return refuse (s, node->line, node->column, what);
  }
  return 0;
}

/* -- values --------------------------------------------------------------- */

static int
set_value (struct source *s, const struct pl_option *option,
           const struct pl_config_node *node, const char *value)
{
  size_t n;
  const struct pl_option *table = pl_options_table (&n);
  struct plating_options *to = option->verbs & s->verb
    && !s->was_given[option - table] ? s->options : s->unused;
  int status = check_value (s, option, node, value);

  if (status < 0)
    return status;
  status = pl_options_set (to, option, value, s->dir, s->err);
  if (status == 0
      && pl_options_set_origin (to, option, s->name, node->line,
                                node->column) < 0)
    return no_memory (s->err);
  if (status < 0)
    pl_error_add_place (s->err, NULL, node->line, node->column);
  return status;
}

static int
set_string (struct source *s, const struct pl_option *option,
            const struct pl_config_node *node, const char *wanted)
{
  if (node->type != PL_CONFIG_STRING)
    return wrong_type (s, node, option->name, wanted);
  return set_value (s, option, node, node->text);
}

static int
apply_option (struct source *s, const struct pl_option *option,
              const struct pl_config_node *node)
{
  const struct pl_config_node *item;
  int status = 0;

  switch (option->type) {
  case PL_OPTION_SWITCH:
    if (node->type != PL_CONFIG_BOOL)
      return wrong_type (s, node, option->name, "true or false");
    return set_value (s, option, node, node->text);
  case PL_OPTION_COUNT:
    if (node->type != PL_CONFIG_INT)
      return wrong_type (s, node, option->name, "a whole number");
    return set_value (s, option, node, node->text);
  case PL_OPTION_LIST:
  case PL_OPTION_PATHS:
    if (node->type != PL_CONFIG_LIST)
      return set_string (s, option, node, "a list of strings");
    for (item = node->first; item && status == 0; item = item->next)
      status = set_string (s, option, item, "a string");
    return status;
  default:
    return set_string (s, option, node, "a string");
  }
}

/* -- other forms ---------------------------------------------------------- */

static void
append_doubled (struct pl_buffer *out, const char *text)
{
  for (; *text; text++) {
    if (*text == ',')
      pl_buffer_putc (out, ',');
    pl_buffer_putc (out, *text);
  }
}

static int
append_setting (struct source *s, const char *key,
                const struct pl_config_node *value, struct pl_buffer *out)
{
  if (!value->text || value->type == PL_CONFIG_NULL
      || value->type == PL_CONFIG_DATE)
    return wrong_type (s, value, key, "a string, a number or a list of "
                       "these");
  pl_buffer_putc (out, ',');
  append_doubled (out, key);
  pl_buffer_putc (out, '=');
  append_doubled (out, value->text);
  return 0;
}

static int
append_settings (struct source *s, const struct pl_config_node *map,
                 struct pl_buffer *out)
{
  const struct pl_config_node *setting, *item;
  int status = 0;

  if (map->type != PL_CONFIG_MAP)
    return wrong_type (s, map, "settings", "a map");
  for (setting = map->first; setting && status == 0;
       setting = setting->next) {
    if (!pl_naming_is_name (setting->key, strlen (setting->key))) {
      pl_error_set (s->err, PLATING_E_CONFIG, "'%s' is no name of a setting",
                    setting->key);
      pl_error_add_place (s->err, NULL, setting->key_line,
                          setting->key_column);
      return PLATING_E_CONFIG;
    }
    if (setting->type != PL_CONFIG_LIST)
      status = append_setting (s, setting->key, setting, out);
    else
      for (item = setting->first; item && status == 0; item = item->next)
        status = append_setting (s, setting->key, item, out);
  }
  return status;
}

/* One plugin as a map: its name, perhaps its kind, its settings. */
static int
plugin_of_map (struct source *s, const struct pl_config_node *map,
               struct pl_buffer *out)
{
  const struct pl_config_node *n, *name = NULL, *kind = NULL,
    *settings = NULL;

  for (n = map->first; n; n = n->next) {
    if (!strcmp (n->key, "settings")) {
      settings = n;
      continue;
    }
    if (strcmp (n->key, "name") && strcmp (n->key, "kind")) {
      pl_error_set (s->err, PLATING_E_CONFIG, "unknown key '%s' of a plugin",
                    n->key);
      pl_error_add_hint (s->err, "its keys are name, kind and settings");
      pl_error_add_place (s->err, NULL, n->key_line, n->key_column);
      return PLATING_E_CONFIG;
    }
    if (n->type != PL_CONFIG_STRING)
      return wrong_type (s, n, n->key, "a string");
    *(strcmp (n->key, "name") ? &kind : &name) = n;
  }
  if (!name) {
    pl_error_set (s->err, PLATING_E_CONFIG, "a plugin needs a name");
    pl_error_add_place (s->err, NULL, map->line, map->column);
    return PLATING_E_CONFIG;
  }
  if (!kind) {
    append_doubled (out, name->text);
  } else {
    append_doubled (out, kind->text);
    pl_buffer_putc (out, '/');
    append_doubled (out, name->text);
  }
  return settings ? append_settings (s, settings, out) : 0;
}

static int
apply_plugins (struct source *s, const struct pl_option *option,
               const struct pl_config_node *node)
{
  const struct pl_config_node *item;
  struct pl_buffer argument;
  int status = 0;

  if (node->type != PL_CONFIG_LIST)
    return wrong_type (s, node, node->key, "a list of plugins");
  pl_buffer_init (&argument);
  for (item = node->first; item && status == 0; item = item->next) {
    if (item->type != PL_CONFIG_MAP) {
      status = set_string (s, option, item, "a string or a map");
      continue;
    }
    pl_buffer_clear (&argument);
    status = plugin_of_map (s, item, &argument);
    if (status == 0)
      status = argument.failed ? no_memory (s->err)
        : set_value (s, option, item, argument.data);
  }
  pl_buffer_release (&argument);
  return status;
}

/* A map PREFIX: NAME. */
static int
apply_subcategories (struct source *s, const struct pl_option *option,
                     const struct pl_config_node *map)
{
  const struct pl_config_node *n;
  int status = 0;

  if (map->type != PL_CONFIG_MAP)
    return wrong_type (s, map, map->key, "a map");
  for (n = map->first; n && status == 0; n = n->next) {
    char *pair;

    if (n->type != PL_CONFIG_STRING)
      return wrong_type (s, n, n->key, "a string");
    if (asprintf (&pair, "%s=%s", n->key, n->text) < 0)
      return no_memory (s->err);
    status = set_value (s, option, n, pair);
    free (pair);
  }
  return status;
}

static int
apply_key (struct source *s, const struct pl_config_node *node)
{
  size_t n;
  const struct pl_option *table = pl_options_table (&n);
  const struct pl_option *option = pl_options_find (node->key,
                                                    strlen (node->key));
  char what[128];

  if (!strcmp (node->key, KEY_PLUGINS) || !strcmp (node->key, "plugin"))
    if (node->type != PL_CONFIG_STRING)
      return apply_plugins (s, pl_options_find ("plugin", 6), node);
  if (!strcmp (node->key, KEY_SUBCATEGORIES))
    return apply_subcategories (s, pl_options_find ("subcategory", 11), node);
  if (!option || !option->verbs)
    return unknown_key (s, node);
  /* With a dash here and an underscore there. */
  if (s->is_said[option - table]++) {
    pl_error_set (s->err, PLATING_E_CONFIG, "key '%s' stands here twice",
                  node->key);
    pl_error_add_place (s->err, NULL, node->key_line, node->key_column);
    return PLATING_E_CONFIG;
  }
  if (option->flags & PL_OPTION_TRUSTED) {
    snprintf (what, sizeof what, "'%s' can't be set here", option->name);
    return refuse (s, node->key_line, node->key_column, what);
  }
  return apply_option (s, option, node);
}

/* -- files ---------------------------------------------------------------- */

/* Reads the file PATH; *BYTES is NULL if there is none and that is fine. */
static int
read_bytes (struct source *s, struct pl_arena *arena, const char *path,
            int is_named, struct plating_text *bytes)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY), code;

  bytes->ptr = NULL;
  bytes->len = 0;
  if (fd < 0)
    return (errno == ENOENT || errno == ENOTDIR) && !is_named ? 0
      : pl_error_set_system (s->err, errno, "can't read '%s'", s->name);
  code = pl_file_read (fd, PL_CONFIG_SIZE_MAX, arena, bytes);
  close (fd);
  if (code == -EFBIG)
    return pl_error_set (s->err, PLATING_E_CONFIG,
                         "'%s' has more than %zu bytes", s->name,
                         PL_CONFIG_SIZE_MAX);
  if (code == -ENODEV || code == -ESTALE)
    return pl_error_set (s->err, PLATING_E_IO, "can't read '%s': %s", s->name,
                         code == -ENODEV ? "it is no regular file"
                         : "its size changed while it was read");
  return code < 0 ? pl_error_set_system (s->err, -code, "can't read '%s'",
                                         s->name) : 0;
}

/* Applies the options of the profile that was asked for, before those that
 * hold for all. */
static int
apply_profile (struct source *s, const struct pl_config_node *root)
{
  const struct pl_config_node *all, *own, *n;
  int status = 0;

  for (all = root->first; all; all = all->next)
    if (!strcmp (all->key, KEY_PROFILES))
      break;
  if (all && all->type != PL_CONFIG_MAP)
    return wrong_type (s, all, KEY_PROFILES, "a map");
  if (!all || !s->options->profile)
    return 0;
  for (own = all->first; own; own = own->next)
    if (!strcmp (own->key, s->options->profile))
      break;
  if (!own)
    return 0;
  s->has_profile = 1;
  if (own->type != PL_CONFIG_MAP)
    return wrong_type (s, own, own->key, "a map");
  memset (s->is_said, 0, sizeof s->is_said);
  for (n = own->first; n && status == 0; n = n->next)
    status = apply_key (s, n);
  memcpy (s->was_given, s->options->is_given, sizeof s->was_given);
  return status;
}

static int
apply_root (struct source *s, const struct pl_config_node *root)
{
  const struct pl_config_node *n;
  int status = 0;

  memcpy (s->was_given, s->options->is_given, sizeof s->was_given);
  if (root->type == PL_CONFIG_NULL)
    return 0;
  if (root->type != PL_CONFIG_MAP) {
    pl_error_set (s->err, PLATING_E_CONFIG, "a map of options is wanted, not "
                  "%s", pl_config_type_name (root->type));
    pl_error_add_place (s->err, NULL, root->line, root->column);
    return PLATING_E_CONFIG;
  }
  status = apply_profile (s, root);
  /* What the profile has said stays. */
  memset (s->is_said, 0, sizeof s->is_said);
  for (n = root->first; n && status == 0; n = n->next)
    if (strcmp (n->key, KEY_PROFILES))
      status = apply_key (s, n);
  return status;
}

static int
is_toml (const char *path)
{
  size_t len = strlen (path);

  return len > 5 && !strcmp (path + len - 5, ".toml");
}

static int
apply_file (struct source *s, const char *path, int is_named)
{
  struct pl_config_node *root = NULL;
  struct plating_text bytes;
  struct pl_arena arena;
  int status;

  pl_arena_init (&arena, 0);
  status = read_bytes (s, &arena, path, is_named, &bytes);
  if (status == 0 && bytes.ptr) {
    status = (is_toml (path) ? pl_config_read_toml : pl_config_read_yaml)
      (&arena, bytes.ptr, bytes.len, &root, s->err);
    if (status == 0 && root)
      status = apply_root (s, root);
    else if (status == 0 && is_named)
      status = pl_error_set (s->err, PLATING_E_CONFIG,
                             "there is no table [tool.plating]");
    if (status < 0)
      pl_error_add_place (s->err, s->name, 0, 0);
  }
  pl_arena_release (&arena);
  return status;
}

/* A file in the provider's directory; its name alone is shown if that was
 * not given. */
static int
apply_own_file (struct source *s, const char *name)
{
  struct stat st;
  char *path;
  int status;

  if (asprintf (&path, "%s/%s", s->dir, name) < 0)
    return no_memory (s->err);
  s->name = s->options->provider_dir ? path : name;
  if (lstat (path, &st) == 0 && S_ISLNK (st.st_mode)
      && !pl_confine_holds (s->dir, name)) {
    status = pl_error_set (s->err, PLATING_E_CONFIG, "the link '%s' leads "
                           "out of the project", s->name);
    pl_error_add_hint (s->err, "if that is meant, name the file on the "
                       "command line, with --config");
  } else {
    status = apply_file (s, path, 0);
  }
  free (path);
  return status;
}

int
pl_config_apply (struct plating_options *o, uint32_t verb,
                 struct plating_error **err)
{
  struct source s = { .options = o, .verb = verb, .err = err };
  char *dir;
  int status = 0;

  if (o->no_config)
    return 0;
  if (!o->config) {
    status = pl_config_find_project (o, err);
    if (status < 0)
      return status;
  }
  dir = o->provider_dir ? strdup (o->provider_dir) : realpath (".", NULL);
  if (!dir)
    return pl_error_set (err, PLATING_E_IO, "no current directory");
  s.dir = dir;
  s.unused = plating_options_new ();
  if (!s.unused) {
    status = no_memory (err);
  } else if (o->config) {
    s.name = o->config;
    status = apply_file (&s, o->config, 1);
  } else {
    status = apply_own_file (&s, "plating.yaml");
    if (status == 0)
      status = apply_own_file (&s, "pyproject.toml");
  }
  if (status == 0)
    status = pl_config_find_name (o, dir, err);
  if (status == 0 && o->profile && !s.has_profile)
    status = pl_error_set (err, PLATING_E_CONFIG, "no configuration file has "
                           "the profile '%s'", o->profile);
  plating_options_free (s.unused);
  free (dir);
  if (status == 0)
    o->no_config = 1;
  return status;
}
