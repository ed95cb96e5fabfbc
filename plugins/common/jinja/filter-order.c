/* SPDX-License-Identifier: Apache-2.0 */
/* Filters that compare and add up what is in a sequence. */

#include <config.h>

#include "plugins/common/jinja/filters.h"

#include <string.h>

#include "plugins/common/jinja/big-integer.h"
#include "plugins/common/jinja/case.h"
#include "plugins/common/jinja/number-text.h"
#include "plugins/common/jinja/sort.h"
#include "plugins/common/jinja/undefined.h"

/* -- paths ------------------------------------------------------------- */

/* A part of a path: digits alone are an index.  Returns 0 or an error. */
static int
part_of (struct jinja_run *run, const char *text, size_t len, struct tv *part)
{
  size_t i;
  int status;

  *part = tv_string (text, len);
  for (i = 0; i < len && text[i] >= '0' && text[i] <= '9'; i++)
    ;
  if (!len || i < len)
    return 0;
  status = jinja_parse_integer (run, text, len, 10, part);
  return status < 0 ? status : status ? 0 : jinja_raise_digits (run);
}

int
jinja_path_init (struct jinja_run *run, struct jinja_path *path,
                 struct tv attribute, struct tv fallback, bool folds)
{
  const char *p = attribute.u.text, *end;
  struct tv *parts;
  size_t n = 1, i;
  int status = 0;

  *path = (struct jinja_path) { .fallback = fallback, .folds = folds };
  if (jinja_is_none (fallback))
    path->fallback = tv_none ();
  if (jinja_is_absent (attribute) || jinja_is_none (attribute))
    return 0;
  for (i = 0; jinja_is_string (attribute) && i < attribute.len; i++)
    n += p[i] == '.';
  path->parts = parts = pl_arena_array (jinja_arena (run), n, sizeof *parts);
  if (!parts)
    return jinja_no_memory (run);
  path->n_parts = n;
  if (!jinja_is_string (attribute)) {
    parts[0] = attribute;
    return 0;
  }
  end = p + attribute.len;
  for (i = 0; i < n && !status; i++) {
    const char *dot = memchr (p, '.', (size_t) (end - p));
    const char *stop = dot ? dot : end;

    status = part_of (run, p, (size_t) (stop - p), &parts[i]);
    p = stop + 1;
  }
  return status;
}

int
jinja_path_follow (struct jinja_run *run, const struct jinja_path *path,
                   struct tv item, struct tv *found)
{
  size_t i;
  int status = 0;

  for (i = 0; i < path->n_parts && !status; i++) {
    status = jinja_get_item (run, item, path->parts[i], &item);
    if (!status && !jinja_is_absent (path->fallback)
        && jinja_is_undefined (item))
      item = path->fallback;
  }
  if (!status && path->folds && jinja_is_string (item))
    status = jinja_change_case (run, item, JINJA_CASE_LOWER, &item);
  *found = item;
  return status;
}

/* Whether text is compared without its case; CASE_SENSITIVE may be
 * absent. */
static int
read_folds (struct jinja_run *run, struct tv case_sensitive, bool *folds)
{
  int truth = jinja_optional_truth (run, case_sensitive, false);

  *folds = truth == 0;
  return truth < 0 ? truth : 0;
}

/* The items of V as pairs, with keys still to be set. */
static int
collect (struct jinja_run *run, struct tv v, struct jinja_sorted **pairs,
         size_t *n)
{
  struct tv list;
  size_t i;
  int status = jinja_to_list (run, v, &list);

  if (status)
    return status;
  *n = jinja_list_of (list)->n;
  *pairs = pl_arena_array (jinja_arena (run), *n, sizeof **pairs);
  if (*n && !*pairs)
    return jinja_no_memory (run);
  for (i = 0; i < *n; i++)
    (*pairs)[i].value = jinja_list_of (list)->items[i];
  return 0;
}

static int
make_sorted_list (struct jinja_run *run, struct jinja_sorted *pairs,
                  size_t n, bool reverse, struct tv *result)
{
  size_t i;
  int status = jinja_sort (run, pairs, n, reverse);

  if (!status)
    status = jinja_make_list (run, n, result);
  for (i = 0; !status && i < n; i++)
    jinja_list_of (*result)->items[i] = pairs[i].value;
  return status;
}

/* -- sort -------------------------------------------------------------- */

static const struct jinja_parameter sort_parameters[] = {
  { "reverse", true }, { "case_sensitive", true }, { "attribute", true }
};
static const struct jinja_signature sort =
  JINJA_SIGNATURE ("do_sort", 2, sort_parameters);

/* "a,b.c" as one path for each attribute. */
static int
read_paths (struct jinja_run *run, struct tv attribute, bool folds,
            struct jinja_path **paths, size_t *n)
{
  const char *p, *end;
  size_t i;
  int status = 0;

  *n = 1;
  if (jinja_is_string (attribute))
    for (i = 0; i < attribute.len; i++)
      *n += attribute.u.text[i] == ',';
  *paths = pl_arena_array (jinja_arena (run), *n, sizeof **paths);
  if (!*paths)
    return jinja_no_memory (run);
  if (!jinja_is_string (attribute))
    return jinja_path_init (run, *paths, attribute, tv_none (), folds);
  p = attribute.u.text;
  end = p + attribute.len;
  for (i = 0; i < *n && !status; i++) {
    const char *comma = memchr (p, ',', (size_t) (end - p));
    const char *stop = comma ? comma : end;

    status = jinja_path_init (run, *paths + i,
                              tv_string (p, (size_t) (stop - p)), tv_none (),
                              folds);
    p = stop + 1;
  }
  return status;
}

int
jinja_filter_sort (struct jinja_run *run, struct tv self,
                   const struct jinja_args *args, struct tv *result)
{
  struct jinja_sorted *pairs;
  struct jinja_path *paths;
  struct tv v[3];
  size_t n, n_paths, i, j;
  bool reverse = false;
  bool folds;
  int status = jinja_bind (run, &sort, args, v);

  if (status)
    return status;
  status = read_folds (run, v[1], &folds);
  if (!status)
    status = read_paths (run, v[2], folds, &paths, &n_paths);
  if (!status)
    status = collect (run, self, &pairs, &n);
  if (!status && !jinja_is_absent (v[0]))
    status = jinja_to_flag (run, v[0], &reverse);
  if (status)
    return status;
  for (i = 0; i < n && !status; i++) {
    /* Python compares lists of keys; a list of one is compared like its
     * element, but for NaN. */
    status = jinja_make_list (run, n_paths, &pairs[i].key);
    for (j = 0; j < n_paths && !status; j++)
      status = jinja_path_follow (run, paths + j, pairs[i].value,
                                  &jinja_list_of (pairs[i].key)->items[j]);
  }
  return status ? status
    : make_sorted_list (run, pairs, n, reverse, result);
}

/* -- dictsort ---------------------------------------------------------- */

static const struct jinja_parameter dictsort_parameters[] = {
  { "case_sensitive", true }, { "by", true }, { "reverse", true }
};
static const struct jinja_signature dictsort =
  JINJA_SIGNATURE ("do_dictsort", 1, dictsort_parameters);

static bool
is_text (struct tv v, const char *text)
{
  return jinja_is_string (v) && v.len == strlen (text)
    && !memcmp (v.u.text, text, v.len);
}

/* The pairs of the dict, with their keys. */
static int
collect_entries (struct jinja_run *run, struct tv dict, bool by_value,
                 bool folds, struct jinja_sorted *pairs)
{
  struct jinja_entry *entry;
  size_t position = 0, i = 0;
  int status = 0;

  while (!status && jinja_dict_next (dict, &position, &entry)) {
    struct tv key = by_value ? entry->value : entry->key;

    status = jinja_make_tuple (run, 2, &pairs[i].value);
    if (status)
      break;
    jinja_list_of (pairs[i].value)->items[0] = entry->key;
    jinja_list_of (pairs[i].value)->items[1] = entry->value;
    if (folds && jinja_is_string (key))
      status = jinja_change_case (run, key, JINJA_CASE_LOWER, &key);
    pairs[i++].key = key;
  }
  return status;
}

int
jinja_filter_dictsort (struct jinja_run *run, struct tv self,
                       const struct jinja_args *args, struct tv *result)
{
  struct jinja_sorted *pairs;
  struct tv v[3];
  bool reverse = false, folds = false;
  size_t n;
  int status = jinja_bind (run, &dictsort, args, v);

  if (status)
    return status;
  if (jinja_is_strict (v[1]))
    return jinja_raise_undefined (run, v[1]);
  if (!jinja_is_absent (v[1]) && !is_text (v[1], "key")
      && !is_text (v[1], "value"))
    return jinja_raise (run, "FilterArgumentError", "You can only sort by "
                        "either \"key\" or \"value\"");
  if (!JINJA_IS (self, jinja_dict))
    return jinja_no_method (run, self, "items");
  n = jinja_dict_of (self)->n;
  if (!jinja_is_absent (v[2]))
    status = jinja_to_flag (run, v[2], &reverse);
  /* Asked for each entry: not at all where there is none. */
  if (!status && n)
    status = read_folds (run, v[0], &folds);
  if (status)
    return status;
  pairs = pl_arena_array (jinja_arena (run), n, sizeof *pairs);
  if (n && !pairs)
    return jinja_no_memory (run);
  status = collect_entries (run, self, is_text (v[1], "value"), folds, pairs);
  return status ? status
    : make_sorted_list (run, pairs, n, reverse, result);
}

/* -- groupby ----------------------------------------------------------- */

/* A tuple of the key and the list, which have names, too. */
static int
group_attribute (struct jinja_run *run, struct tv self, const char *name,
                 size_t len, struct tv *result)
{
  const struct jinja_list *pair = jinja_list_of (self);

  (void) run;
  if (len == 7 && !memcmp (name, "grouper", 7))
    *result = pair->items[0];
  else if (len == 4 && !memcmp (name, "list", 4))
    *result = pair->items[1];
  else
    return 0;
  return 1;
}

static int
group_item (struct jinja_run *run, struct tv self, struct tv key,
            struct tv *result)
{
  return jinja_tuple.item (run, self, key, result);
}

static int
group_iterate (struct jinja_run *run, struct tv self,
               struct jinja_iterator **it)
{
  return jinja_tuple.iterate (run, self, it);
}

static int
group_length (struct jinja_run *run, struct tv self, size_t *n)
{
  return jinja_tuple.length (run, self, n);
}

static int
group_equal (struct jinja_run *run, struct tv a, struct tv b)
{
  return jinja_tuple.equal (run, a, b);
}

static const struct jinja_type group_type = {
  .tv = { .kind = TV_OBJECT, .name = "_GroupTuple" },
  .module = "jinja2.filters",
  .is_tuple = true,
  .attribute = group_attribute,
  .item = group_item,
  .iterate = group_iterate,
  .length = group_length,
  .equal = group_equal
};

static const struct jinja_parameter groupby_parameters[] = {
  { "attribute", false }, { "default", true }, { "case_sensitive", true }
};
static const struct jinja_signature groupby =
  JINJA_SIGNATURE ("sync_do_groupby", 2, groupby_parameters);

/* Appends a group whose key is that of its first member. */
static int
add_group (struct jinja_run *run, struct tv groups,
           const struct jinja_path *path, struct tv first, struct tv *members)
{
  struct tv group;
  int status = jinja_make_tuple (run, 2, &group);

  if (!status)
    status = jinja_make_list (run, 0, members);
  if (status)
    return status;
  group.type = &group_type.tv;
  jinja_list_of (group)->items[1] = *members;
  status = jinja_path_follow (run, path, first,
                              &jinja_list_of (group)->items[0]);
  return status ? status : jinja_append (run, groups, group);
}

int
jinja_filter_groupby (struct jinja_run *run, struct tv self,
                      const struct jinja_args *args, struct tv *result)
{
  struct jinja_sorted *pairs;
  struct jinja_path path, plain;
  struct tv v[3], members = tv_none ();
  bool folds;
  size_t n = 0, i;
  int same, status = jinja_bind (run, &groupby, args, v);

  if (!status)
    status = read_folds (run, v[2], &folds);
  if (!status)
    status = jinja_path_init (run, &path, v[0], v[1], folds);
  if (!status)
    status = collect (run, self, &pairs, &n);
  for (i = 0; i < n && !status; i++)
    status = jinja_path_follow (run, &path, pairs[i].value, &pairs[i].key);
  if (!status)
    status = jinja_sort (run, pairs, n, false);
  if (!status)
    status = jinja_make_list (run, 0, result);
  if (status)
    return status;
  plain = path;
  plain.folds = false;
  for (i = 0; i < n && !status; i++) {
    same = i ? jinja_equal (run, pairs[i].key, pairs[i - 1].key) : 0;
    if (same < 0)
      return same;
    if (!same)
      status = add_group (run, *result, &plain, pairs[i].value, &members);
    if (!status)
      status = jinja_append (run, members, pairs[i].value);
  }
  return status;
}

/* -- min, max, sum ----------------------------------------------------- */

static const struct jinja_parameter best_parameters[] = {
  { "case_sensitive", true }, { "attribute", true }
};

static int
find_best (struct jinja_run *run, struct tv self,
           const struct jinja_args *args, const char *function, bool largest,
           struct tv *result)
{
  struct jinja_signature signature = JINJA_SIGNATURE (function, 2,
                                                      best_parameters);
  struct jinja_iterator *it;
  struct jinja_path path;
  struct tv v[2], item, key, best;
  bool folds;
  int order, status = jinja_bind (run, &signature, args, v);

  if (!status)
    status = jinja_iterate (run, self, &it);
  if (status)
    return status;
  status = jinja_next (run, it, result);
  if (status < 0)
    return status;
  if (!status)
    return jinja_make_undefined_hint (run, result, "No aggregated item, "
                                      "sequence was empty.");
  status = read_folds (run, v[0], &folds);
  if (!status)
    status = jinja_path_init (run, &path, v[1], tv_none (), folds);
  if (!status)
    status = jinja_path_follow (run, &path, *result, &best);
  while (!status && (status = jinja_next (run, it, &item)) == 1) {
    status = jinja_path_follow (run, &path, item, &key);
    if (!status)
      status = jinja_compare (run, key, best, largest ? ">" : "<", &order);
    if (!status && (largest ? order == 1 : order < 0)) {
      *result = item;
      best = key;
    }
  }
  return status;
}

int
jinja_filter_max (struct jinja_run *run, struct tv self,
                  const struct jinja_args *args, struct tv *result)
{
  return find_best (run, self, args, "do_max", true, result);
}

int
jinja_filter_min (struct jinja_run *run, struct tv self,
                  const struct jinja_args *args, struct tv *result)
{
  return find_best (run, self, args, "do_min", false, result);
}

static const struct jinja_parameter sum_parameters[] = {
  { "attribute", true }, { "start", true }
};
static const struct jinja_signature sum =
  JINJA_SIGNATURE ("sync_do_sum", 2, sum_parameters);

int
jinja_filter_sum (struct jinja_run *run, struct tv self,
                  const struct jinja_args *args, struct tv *result)
{
  struct jinja_iterator *it;
  struct jinja_path path;
  struct tv v[2], item;
  int status = jinja_bind (run, &sum, args, v);

  if (!status)
    status = jinja_path_init (run, &path, v[0], tv_none (), false);
  if (!status)
    status = jinja_iterate (run, self, &it);
  if (status)
    return status;
  *result = jinja_is_absent (v[1]) ? tv_int (0) : v[1];
  if (jinja_is_string (*result))
    return jinja_raise (run, "TypeError", "sum() can't sum strings [use "
                        "''.join(seq) instead]");
  while ((status = jinja_next (run, it, &item)) == 1) {
    status = jinja_path_follow (run, &path, item, &item);
    if (!status)
      status = jinja_arithmetic (run, "+", *result, item, result);
    if (status)
      break;
  }
  return status;
}
