/* SPDX-License-Identifier: Apache-2.0 */
/* The filters by subject, for the table, and what they share. */

#ifndef JINJA_FILTERS_H
#define JINJA_FILTERS_H

#include "plugins/common/jinja/arguments.h"

jinja_filter_call
  /* filter-text.c */
  jinja_filter_capitalize, jinja_filter_center, jinja_filter_format,
  jinja_filter_indent, jinja_filter_lower, jinja_filter_replace,
  jinja_filter_string, jinja_filter_title, jinja_filter_trim,
  jinja_filter_truncate, jinja_filter_upper, jinja_filter_wordcount,
  /* filter-wrap.c */
  jinja_filter_wordwrap,
  /* filter-html.c */
  jinja_filter_escape, jinja_filter_forceescape, jinja_filter_safe,
  jinja_filter_striptags, jinja_filter_urlencode, jinja_filter_xmlattr,
  /* filter-urlize.c */
  jinja_filter_urlize,
  /* filter-number.c */
  jinja_filter_abs, jinja_filter_filesizeformat, jinja_filter_float,
  jinja_filter_int, jinja_filter_round,
  /* filter-value.c */
  jinja_filter_attr, jinja_filter_default, jinja_filter_items,
  jinja_filter_join, jinja_filter_length, jinja_filter_list,
  jinja_filter_random, jinja_filter_first, jinja_filter_last,
  jinja_filter_reverse,
  /* filter-order.c */
  jinja_filter_dictsort, jinja_filter_groupby, jinja_filter_max,
  jinja_filter_min, jinja_filter_sort, jinja_filter_sum,
  /* filter-each.c */
  jinja_filter_batch, jinja_filter_map, jinja_filter_reject,
  jinja_filter_rejectattr, jinja_filter_select, jinja_filter_selectattr,
  jinja_filter_slice, jinja_filter_unique,
  /* filter-json.c, filter-pprint.c */
  jinja_filter_tojson, jinja_filter_pprint;

/* Where in an item a filter looks: "address.zip" or 0 or nothing. */
struct jinja_path {
  const struct tv *parts;
  size_t n_parts;
  struct tv fallback;      /* instead of undefined; none: no value */
  bool folds;              /* text is made lower case */
};

/* ATTRIBUTE may be absent or None. */
int jinja_path_init (struct jinja_run *run, struct jinja_path *path,
                     struct tv attribute, struct tv fallback, bool folds);

int jinja_path_follow (struct jinja_run *run, const struct jinja_path *path,
                       struct tv item, struct tv *found);

#endif
