/* SPDX-License-Identifier: Apache-2.0 */
/* Checks and copies what a plugin says of itself: what all kinds have.
 * The tables of the kinds and the extensions are in optables.c. */

#include <config.h>

#include "descriptor.h"

#include <inttypes.h>
#include <string.h>

#include "descriptor-source.h"
#include "error.h"
#include "naming.h"
#include "setting.h"
#include "value.h"

#define MOST_SETTINGS 1000
#define MOST_CHOICES  1000
#define LARGEST_DESCRIPTOR 65536

/* What version 0.2 and all later ones have. */
#define SMALLEST_DESCRIPTOR \
  (offsetof (struct plating_plugin, ops) + sizeof (const void *))

/* -- versions and numbers ------------------------------------------------ */

int
pl_descriptor_check_abi (uint32_t host, uint32_t abi, uint32_t min_minor,
                         const char *path, struct plating_error **err)
{
  uint32_t host_major = host >> 16, host_minor = host & 0xffff;
  uint32_t major = abi >> 16, minor = abi & 0xffff;

  /* Before 1.0 each minor number may break the one before. */
  if (major != host_major || (major == 0 && minor != host_minor))
    return pl_error_set (err, PLATING_E_PLUGIN,
                         "plugin file '%s' is built for plugin ABI %u.%u, "
                         "this plating has %u.%u: install a build for %u.%u",
                         path, (unsigned) major, (unsigned) minor,
                         (unsigned) host_major, (unsigned) host_minor,
                         (unsigned) host_major, (unsigned) host_minor);
  if (min_minor > host_minor)
    return pl_error_set (err, PLATING_E_PLUGIN,
                         "plugin file '%s' needs plugin ABI %u.%u or later, "
                         "this plating has %u.%u: install a newer plating",
                         path, (unsigned) major, (unsigned) min_minor,
                         (unsigned) host_major, (unsigned) host_minor);
  return 0;
}

/* Kind and name, also against the file name. */
static int
check_identity (const struct pl_descriptor_source *s,
                const struct plating_plugin *p)
{
  const char *file_name;
  uint32_t file_kind;
  size_t len;
  int status;

  if (!pl_naming_kind (p->kind))
    return pl_descriptor_refuse (s, "is of unknown kind %" PRIu32
                                 ": it may need a newer plating", p->kind);
  status = pl_descriptor_check_name (s, "name", p->name);
  if (status < 0)
    return status;
  /* A file given by its path may have any name. */
  if (!pl_naming_split_file (s->path, &file_kind, &file_name, &len))
    return 0;
  if (file_kind != p->kind)
    return pl_descriptor_refuse (s, "is a %s by its name, but it holds a %s",
                                 pl_naming_kind (file_kind),
                                 pl_naming_kind (p->kind));
  if (strlen (p->name) != len || memcmp (p->name, file_name, len) != 0)
    return pl_descriptor_refuse (s, "holds the plugin '%s', which belongs in "
                                 "plating-%s-%s.so", p->name, p->name,
                                 pl_naming_kind (p->kind));
  return 0;
}

static int
check_numbers (const struct pl_descriptor_source *s,
               const struct plating_plugin *p)
{
  if (p->thread_model != PLATING_THREADS_SERIAL
      && p->thread_model != PLATING_THREADS_PER_INSTANCE
      && p->thread_model != PLATING_THREADS_PARALLEL)
    return pl_descriptor_refuse (s, "has the unknown thread model %" PRIu32
                                 ": it may need a newer plating",
                                 p->thread_model);
  if (!p->create || !p->destroy)
    return pl_descriptor_refuse (s, "has no %s function",
                                 p->create ? "destroy" : "create");
  if (!p->ops)
    return pl_descriptor_refuse (s, "has no table of operations");
  return pl_descriptor_check_flags (s, "flag", p->flags,
                                    PLATING_PLUGIN_BLOCKING
                                    | PLATING_PLUGIN_NETWORK
                                    | PLATING_PLUGIN_PURE
                                    | PLATING_PLUGIN_RUNS_PROGRAMS);
}

/* Replaces the texts of *P by copies. */
static int
copy_texts (const struct pl_descriptor_source *s, struct plating_plugin *p)
{
  const struct {
    const char *what;
    const char **text;
    size_t most;
    int may_miss;
  } texts[] = {
    { "name", &p->name, PL_NAMING_NAME_MAX, 0 },
    { "version", &p->version, PL_NAMING_NAME_MAX, 0 },
    { "summary", &p->summary, PL_DESCRIPTOR_LINE_MAX, 0 },
    { "license", &p->license, PL_DESCRIPTOR_LINE_MAX, 0 },
    { "URL", &p->url, PL_DESCRIPTOR_LINE_MAX, 1 },
    { "bare setting", &p->bare_setting, PL_NAMING_NAME_MAX, 1 },
  };

  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    int status;

    if (!*texts[i].text && texts[i].may_miss)
      continue;
    status = pl_descriptor_copy_text (s, texts[i].what, *texts[i].text,
                                      texts[i].most, texts[i].text);
    if (status < 0)
      return status;
  }
  return 0;
}

/* -- settings ------------------------------------------------------------ */

/* The default must pass what a user's text must pass. */
static int
check_default (const struct pl_descriptor_source *s,
               const struct plating_plugin *p,
               const struct plating_setting *t)
{
  const struct plating_value *value;
  struct plating_error *why = NULL;
  int status;

  if (!t->default_value)
    return 0;
  status = pl_setting_convert (p->name, t, t->default_value, "/", &value,
                               &why);
  pl_value_unref (value);
  plating_error_unref (why);
  if (status == PLATING_E_NOMEM)
    return pl_descriptor_no_memory (s);
  if (status < 0)
    return pl_descriptor_refuse (s, "states a default of setting '%s' that "
                                 "the setting itself does not allow",
                                 t->name);
  return 0;
}

static int
check_setting (const struct pl_descriptor_source *s,
               const struct plating_plugin *p,
               const struct plating_setting *t)
{
  int has_range = t->min != 0 || t->max != 0, status;

  switch (t->type) {
  case PLATING_SETTING_BOOL: case PLATING_SETTING_INT:
  case PLATING_SETTING_SIZE: case PLATING_SETTING_STRING:
  case PLATING_SETTING_PATH: case PLATING_SETTING_CHOICE:
  case PLATING_SETTING_LIST:
    break;
  default:
    return pl_descriptor_refuse (s, "states the unknown type %" PRIu32
                                 " for setting '%s': it may need a newer "
                                 "plating", t->type, t->name);
  }
  if (t->type == PLATING_SETTING_CHOICE && !t->choices[0])
    return pl_descriptor_refuse (s, "states no choices for setting '%s'",
                                 t->name);
  if (t->type != PLATING_SETTING_CHOICE && t->choices[0])
    return pl_descriptor_refuse (s, "states choices for setting '%s', which "
                                 "is none", t->name);
  if (has_range && (t->min > t->max
                    || (t->type != PLATING_SETTING_INT
                        && t->type != PLATING_SETTING_SIZE)))
    return pl_descriptor_refuse (s, "states a wrong range for setting '%s'",
                                 t->name);
  status = pl_descriptor_check_flags (s, "flag of a setting", t->flags,
                                      PLATING_SETTING_REQUIRED
                                      | PLATING_SETTING_SECRET
                                      | PLATING_SETTING_PLACES);
  return status < 0 ? status : check_default (s, p, t);
}

static int
copy_setting (const struct pl_descriptor_source *s,
              const struct plating_plugin *p,
              const struct plating_setting *from, struct plating_setting *to)
{
  int status;

  *to = *from;
  status = pl_descriptor_copy_text (s, "name of a setting", from->name,
                                    PL_NAMING_NAME_MAX, &to->name);
  if (status == 0)
    status = pl_descriptor_check_name (s, "name of a setting", to->name);
  if (status == 0)
    status = pl_descriptor_copy_text (s, "help of a setting", from->help,
                                      PL_DESCRIPTOR_LINE_MAX, &to->help);
  if (status == 0 && from->default_value)
    status = pl_descriptor_copy_text (s, "default of a setting",
                                      from->default_value,
                                      PL_DESCRIPTOR_LINE_MAX,
                                      &to->default_value);
  if (status == 0)
    status = pl_descriptor_copy_list (s, "choice of a setting",
                                      from->choices, MOST_CHOICES,
                                      &to->choices);
  return status < 0 ? status : check_setting (s, p, to);
}

static int
copy_settings (const struct pl_descriptor_source *s, struct plating_plugin *p)
{
  const char *from = (const char *) p->settings;
  struct plating_setting *settings;
  int status, has_bare = !p->bare_setting;

  status = pl_descriptor_check_array (s, "settings", from, p->n_settings,
                                      MOST_SETTINGS, p->setting_size,
                                      sizeof *settings);
  if (status < 0)
    return status;
  settings = pl_arena_array (s->memory, p->n_settings + 1, sizeof *settings);
  if (!settings)
    return pl_descriptor_no_memory (s);
  for (size_t i = 0; i < p->n_settings; i++) {
    status = copy_setting (s, p, (const void *) (from + i * p->setting_size),
                           &settings[i]);
    if (status < 0)
      return status;
    for (size_t j = 0; j < i; j++)
      if (strcmp (settings[i].name, settings[j].name) == 0)
        return pl_descriptor_refuse (s, "states setting '%s' twice",
                                     settings[i].name);
    if (p->bare_setting && strcmp (p->bare_setting, settings[i].name) == 0)
      has_bare = 1;
  }
  if (!has_bare)
    return pl_descriptor_refuse (s, "names '%s' as its bare setting, which "
                                 "it does not have", p->bare_setting);
  p->settings = settings;
  p->setting_size = sizeof *settings;
  return 0;
}

/* -- the whole ----------------------------------------------------------- */

static int
check_head (const struct pl_descriptor_source *s,
            const struct plating_plugin *plugin)
{
  uint32_t size;
  int status;

  if (!plugin)
    return pl_descriptor_refuse (s, "gives no descriptor");
  size = plugin->struct_size;
  if (size >= offsetof (struct plating_plugin, kind)) {
    status = pl_descriptor_check_abi (PLATING_ABI, plugin->abi,
                                      plugin->abi_min_minor, s->path, s->err);
    if (status < 0)
      return status;
  }
  if (size < SMALLEST_DESCRIPTOR || size > LARGEST_DESCRIPTOR)
    return pl_descriptor_refuse (s, "states a descriptor of %" PRIu32
                                 " bytes, %zu or more are needed", size,
                                 SMALLEST_DESCRIPTOR);
  return 0;
}

static int
copy_all (const struct pl_descriptor_source *s,
          const struct plating_plugin *plugin, struct pl_descriptor *copy)
{
  struct plating_plugin *p = &copy->plugin;
  size_t size;
  int status;

  status = check_head (s, plugin);
  if (status < 0)
    return status;
  size = plugin->struct_size;
  memcpy (p, plugin, size < sizeof *p ? size : sizeof *p);
  p->struct_size = sizeof *p;
  status = copy_texts (s, p);
  if (status == 0)
    status = check_identity (s, p);
  if (status == 0)
    status = check_numbers (s, p);
  if (status == 0)
    status = copy_settings (s, p);
  if (status == 0)
    status = pl_optables_copy (s, p, &copy->tables);
  return status;
}

int
pl_descriptor_copy (const struct plating_plugin *plugin, const char *path,
                    struct pl_descriptor *copy, struct plating_error **err)
{
  struct pl_descriptor_source source = { path, &copy->memory, err };
  int status;

  *copy = (struct pl_descriptor) { 0 };
  pl_arena_init (&copy->memory, 4096);
  status = copy_all (&source, plugin, copy);
  if (status < 0)
    pl_descriptor_release (copy);
  return status;
}

void
pl_descriptor_release (struct pl_descriptor *copy)
{
  pl_arena_release (&copy->memory);
  *copy = (struct pl_descriptor) { 0 };
}
