/* SPDX-License-Identifier: Apache-2.0 */
/* What is said when a document can't be written, compared or read. */

#include <config.h>

#include "sink-parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "outdir.h"
#include "quote.h"
#include "sink-path.h"

static int
is_lasting (int system)
{
  return system == ENOSPC || system == EDQUOT || system == EROFS
         || system == EIO;
}

static void
note_broken (struct pl_sink *sink, int system)
{
  int none = 0;

  if (is_lasting (system))
    atomic_compare_exchange_strong (&sink->broken, &none, system);
}

int
pl_sink_broken (const struct pl_sink *sink)
{
  return atomic_load (&sink->broken);
}

static int
say_outside (struct pl_sink_root *root, const char *verb, const char *path,
             const char *shown, struct plating_error **err)
{
  char *link = pl_outdir_find_link (root->dir, path), place[PL_QUOTE_SIZE];

  if (link)
    pl_error_set (err, PLATING_E_OUTSIDE,
                  "%s %s: the link '%s' leads out of the project", verb,
                  shown, pl_quote (place, (struct plating_text)
                                          { link, strlen (link) }));
  else
    pl_error_set (err, PLATING_E_OUTSIDE,
                  "%s %s: a link leads out of the project", verb, shown);
  free (link);
  return PLATING_E_OUTSIDE;
}

int
pl_sink_say (struct pl_sink *sink, struct pl_sink_root *root,
             const char *verb, const char *path, int code,
             struct plating_error **err)
{
  char shown[PL_QUOTE_SIZE + PL_SINK_LONGEST_PART + 1], *end = shown;
  size_t len = strlen (root->name);

  if (len && len <= PL_SINK_LONGEST_PART) {
    memcpy (shown, root->name, len);
    end = shown + len;
    *end++ = '/';
  }
  pl_quote (end, (struct plating_text) { path, strlen (path) });
  note_broken (sink, -code);
  if (code == -EXDEV)
    return say_outside (root, verb, path, shown, err);
  if (code == -ENODEV)
    return pl_error_set (err, PLATING_E_IO, "%s %s: it is no regular file",
                         verb, shown);
  if (code == -ESTALE)
    return pl_error_set (err, PLATING_E_IO,
                         "%s %s: its size changed while it was read", verb,
                         shown);
  return pl_error_set_system (err, -code, "%s %s", verb, shown);
}
