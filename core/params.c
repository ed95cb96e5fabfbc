/* SPDX-License-Identifier: Apache-2.0 */
/* Plugin arguments of the command line and typed settings: parsing, and
 * what belongs to all settings of a plugin.  setting.c has the types. */

#include <config.h>

#include "params.h"

#include <stdlib.h>
#include <string.h>

#include "common/buffer.h"
#include "error.h"
#include "naming.h"
#include "setting.h"
#include "value.h"

static int
no_memory (struct plating_error **err)
{
  return pl_error_set (err, PLATING_E_NOMEM, "out of memory");
}

/* -- parsing ------------------------------------------------------------- */

int
pl_params_new (uint32_t kind, const char *name, struct pl_params **params,
               struct plating_error **err)
{
  struct pl_params *p = calloc (1, sizeof *p);

  *params = NULL;
  if (!p)
    return no_memory (err);
  p->kind = kind;
  p->name = strdup (name);
  if (!p->name) {
    pl_params_free (p);
    return no_memory (err);
  }
  *params = p;
  return 0;
}

void
pl_params_free (struct pl_params *p)
{
  if (!p)
    return;
  for (size_t i = 0; i < p->n_pairs; i++) {
    free (p->pairs[i].key);
    free (p->pairs[i].value);
    free (p->pairs[i].base_dir);
  }
  free (p->pairs);
  free (p->name);
  free (p->path);
  free (p);
}

const char *
pl_params_label (const struct pl_params *p)
{
  return p->name ? p->name : p->path;
}

int
pl_params_add (struct pl_params *p, const char *key, const char *value,
               const char *base_dir, struct plating_error **err)
{
  struct pl_params_pair pair = { 0 };

  if (p->n_pairs == p->cap_pairs) {
    size_t cap = p->cap_pairs ? p->cap_pairs * 2 : 4;
    struct pl_params_pair *pairs = NULL;

    if (cap <= SIZE_MAX / 2 / sizeof *pairs)
      pairs = realloc (p->pairs, cap * sizeof *pairs);
    if (!pairs)
      return no_memory (err);
    p->pairs = pairs;
    p->cap_pairs = cap;
  }
  pair.key = key ? strdup (key) : NULL;
  pair.value = strdup (value);
  pair.base_dir = base_dir ? strdup (base_dir) : NULL;
  if ((key && !pair.key) || !pair.value || (base_dir && !pair.base_dir)) {
    free (pair.key);
    free (pair.value);
    free (pair.base_dir);
    return no_memory (err);
  }
  p->pairs[p->n_pairs++] = pair;
  return 0;
}

/* Moves *REST behind the next part, which ends at a single comma, and puts
 * the part, doubled commas made single, into OUT.  Returns 0 at the end. */
static int
next_part (const char **rest, struct pl_buffer *out)
{
  const char *s = *rest;

  pl_buffer_clear (out);
  if (!s)
    return 0;
  pl_buffer_puts (out, "");
  for (; *s; s++) {
    if (*s == ',') {
      if (s[1] != ',')
        break;
      s++;
    }
    pl_buffer_putc (out, *s);
  }
  *rest = *s ? s + 1 : NULL;
  return 1;
}

/* Tells a file from a name, see params.h. */
static int
parse_head (struct pl_params *p, const char *head, uint32_t default_kind,
            struct plating_error **err)
{
  const char *slash = strchr (head, '/'), *equals = strchr (head, '=');
  size_t len = strlen (head);
  int is_object = len > 3 && strcmp (head + len - 3, ".so") == 0, status;

  /* What has a value before the slash was meant as a setting. */
  if (slash && equals && equals < slash && !is_object)
    slash = NULL;
  if (slash && head[0] != '.' && head[0] != '/' && !is_object) {
    p->kind = pl_naming_kind_of (head, (size_t) (slash - head));
    if (!p->kind)
      return pl_error_set (err, PLATING_E_CONFIG,
                           "plugin '%s': unknown kind '%.*s' (discovery, "
                           "renderer, validator)", head,
                           (int) (slash - head), head);
    p->name = strdup (slash + 1);
  } else if (slash || head[0] == '.') {
    p->path = strdup (head);
    return p->path ? 0 : no_memory (err);
  } else if (is_object) {
    status = pl_error_set (err, PLATING_E_CONFIG,
                           "plugin '%s': a name does not end in '.so'", head);
    pl_error_add_hint (err, "write './%s' for the file in the current "
                       "directory", head);
    return status;
  } else {
    p->kind = default_kind;
    p->name = strdup (head);
  }
  if (!p->name)
    return no_memory (err);
  if (pl_naming_is_name (p->name, strlen (p->name)))
    return 0;
  status = pl_error_set (err, PLATING_E_CONFIG,
                         "'%s' is no name of a plugin: small letters, digits "
                         "and '-', a letter first", p->name);
  if (equals)
    pl_error_add_hint (err, "settings follow the name behind commas: "
                       "%.*s,KEY=VALUE", (int) (equals - head), head);
  return status;
}

static int
parse_setting (struct pl_params *p, char *text, struct plating_error **err)
{
  char *equals = strchr (text, '=');

  if (!*text)
    return pl_error_set (err, PLATING_E_CONFIG,
                         "plugin '%s': an empty setting: a comma at the end",
                         pl_params_label (p));
  if (!equals)
    return pl_params_add (p, NULL, text, NULL, err);
  if (equals == text)
    return pl_error_set (err, PLATING_E_CONFIG,
                         "plugin '%s': no name of a setting before '%s'",
                         pl_params_label (p), text);
  *equals = '\0';
  return pl_params_add (p, text, equals + 1, NULL, err);
}

int
pl_params_parse (const char *argument, uint32_t default_kind,
                 struct pl_params **params, struct plating_error **err)
{
  struct pl_params *p = calloc (1, sizeof *p);
  struct pl_buffer part;
  const char *rest = argument;
  int status = 0, is_head = 1;

  *params = NULL;
  if (!p)
    return no_memory (err);
  pl_buffer_init (&part);
  while (status == 0 && next_part (&rest, &part)) {
    if (part.failed)
      status = no_memory (err);
    else if (is_head && !*part.data)
      status = pl_error_set (err, PLATING_E_CONFIG,
                             "a plugin is to be named: NAME, KIND/NAME or "
                             "./FILE.so");
    else if (is_head)
      status = parse_head (p, part.data, default_kind, err);
    else
      status = parse_setting (p, part.data, err);
    is_head = 0;
  }
  pl_buffer_release (&part);
  if (status < 0) {
    pl_params_free (p);
    return status;
  }
  *params = p;
  return 0;
}

/* -- conversion ---------------------------------------------------------- */

static const struct plating_setting *
setting_at (const struct plating_plugin *d, size_t i)
{
  return (const void *) ((const char *) d->settings + i * d->setting_size);
}

static const struct plating_setting *
find_setting (const struct plating_plugin *d, const char *name)
{
  for (size_t i = 0; i < d->n_settings; i++)
    if (strcmp (setting_at (d, i)->name, name) == 0)
      return setting_at (d, i);
  return NULL;
}

static const char *
key_of (const struct plating_plugin *d, const struct pl_params_pair *pair)
{
  return pair->key ? pair->key : d->bare_setting;
}

/* Says which settings there are. */
static int
refuse_key (const struct plating_plugin *d, const struct pl_params_pair *pair,
            struct plating_error **err)
{
  const char **names = calloc (d->n_settings + 1, sizeof *names);
  struct pl_buffer all;
  int nearest = -1, status;

  if (!names)
    return no_memory (err);
  pl_buffer_init (&all);
  pl_buffer_puts (&all, d->n_settings ? "its settings are " : "it has none");
  for (size_t i = 0; i < d->n_settings; i++) {
    names[i] = setting_at (d, i)->name;
    pl_buffer_printf (&all, "%s%s", i ? ", " : "", names[i]);
  }
  if (pair->key) {
    nearest = pl_naming_nearest (pair->key, names, d->n_settings);
    status = pl_error_set (err, PLATING_E_CONFIG,
                           "plugin '%s': unknown setting '%s'%s%s%s", d->name,
                           pair->key,
                           nearest >= 0 ? ", did you mean '" : "",
                           nearest >= 0 ? names[nearest] : "",
                           nearest >= 0 ? "'?" : "");
  } else
    status = pl_error_set (err, PLATING_E_CONFIG,
                           "plugin '%s': '%s' is no setting: KEY=VALUE is "
                           "wanted", d->name, pair->value);
  if (!all.failed)
    pl_error_add_hint (err, "%s", all.data);
  pl_buffer_release (&all);
  free (names);
  return status;
}

/* Sets *VALUE to what the pairs, else the default, give SETTING; NULL if
 * it stays unset. */
static int
convert_setting (const struct pl_params *p, const struct plating_plugin *d,
                 const struct plating_setting *setting, const char *base_dir,
                 const struct plating_value **value,
                 struct plating_error **err)
{
  struct pl_value_builder list;
  int is_list = setting->type == PLATING_SETTING_LIST, status = 0, is_set = 0;
  const struct plating_value *one;

  *value = NULL;
  pl_value_builder_init_list (&list);
  for (size_t i = 0; i <= p->n_pairs; i++) {
    const struct pl_params_pair *pair = i < p->n_pairs ? &p->pairs[i] : NULL;
    const char *text, *key, *base = base_dir;

    if (pair) {
      key = key_of (d, pair);
      if (!key || strcmp (key, setting->name) != 0)
        continue;
      text = pair->value;
      if (pair->base_dir)
        base = pair->base_dir;
      if (pair->is_confined)
        status = pl_setting_check_place (d->name, setting, text, base, err);
    } else {
      if (is_set || !setting->default_value)
        break;
      text = setting->default_value;
    }
    if (status == 0)
      status = pl_setting_convert (d->name, setting, text, base, &one, err);
    if (status < 0)
      break;
    is_set = 1;
    if (is_list) {
      pl_value_builder_take (&list, (struct plating_text) { 0 }, one);
    } else {
      pl_value_unref (*value);
      *value = one;
    }
  }
  if (status == 0 && is_list && is_set) {
    *value = pl_value_builder_finish (&list);
    status = *value ? 0 : no_memory (err);
  }
  pl_value_builder_release (&list);
  if (status < 0) {
    pl_value_unref (*value);
    *value = NULL;
  } else if (!is_set && setting->flags & PLATING_SETTING_REQUIRED) {
    status = pl_error_set (err, PLATING_E_CONFIG,
                           "plugin '%s': setting '%s' is required (%s)",
                           d->name, setting->name, setting->help);
    pl_error_add_hint (err, "give it as '%s,%s=…'", pl_params_label (p),
                       setting->name);
  }
  return status;
}

int
pl_params_convert (const struct pl_params *p, const struct plating_plugin *d,
                   const char *base_dir,
                   const struct plating_value **settings,
                   struct plating_error **err)
{
  struct pl_value_builder map;
  int status = 0;

  *settings = NULL;
  for (size_t i = 0; i < p->n_pairs; i++) {
    const char *key = key_of (d, &p->pairs[i]);

    if (!key || !find_setting (d, key))
      return refuse_key (d, &p->pairs[i], err);
  }
  pl_value_builder_init_map (&map);
  for (size_t i = 0; i < d->n_settings && status == 0; i++) {
    const struct plating_setting *setting = setting_at (d, i);
    const struct plating_value *value;

    status = convert_setting (p, d, setting, base_dir, &value, err);
    if (status == 0 && value)
      pl_value_builder_take (&map, (struct plating_text)
                             { setting->name, strlen (setting->name) },
                             value);
  }
  if (status == 0) {
    *settings = pl_value_builder_finish (&map);
    return *settings ? 0 : no_memory (err);
  }
  pl_value_builder_release (&map);
  return status;
}
