/* SPDX-License-Identifier: Apache-2.0 */
/* Which paths a document may have. */

#include <config.h>

#include "sink-path.h"

#include <string.h>

#include "file.h"
#include "quote.h"

static int
is_dots (const char *part, size_t len)
{
  return (len == 1 && part[0] == '.')
         || (len == 2 && part[0] == '.' && part[1] == '.');
}

/* What is wrong with one part of a path; *CODE is set with it. */
static const char *
fault_of_part (const char *part, size_t len, int *code)
{
  *code = PLATING_E_INVAL;
  if (len == 0)
    return "a part of it is empty";
  if (is_dots (part, len)) {
    *code = PLATING_E_OUTSIDE;
    return len == 2 ? "'..' would leave the output directory"
                    : "'.' is no name";
  }
  if (len > PL_SINK_LONGEST_PART) {
    *code = PLATING_E_LIMIT;
    return "a part of it is longer than 255 bytes";
  }
  if (pl_file_is_temporary (part, len))
    return "such names are kept for temporary files";
  return NULL;
}

const char *
pl_sink_path_fault (struct plating_text path, int *code)
{
  const char *fault = NULL, *slash;
  size_t i = 0, end;

  *code = PLATING_E_INVAL;
  if (!path.len)
    return "it is empty";
  if (memchr (path.ptr, 0, path.len))
    return "it contains a NUL byte";
  if (path.ptr[0] == '/') {
    *code = PLATING_E_OUTSIDE;
    return "it is absolute";
  }
  do {
    slash = memchr (path.ptr + i, '/', path.len - i);
    end = slash ? (size_t) (slash - path.ptr) : path.len;
    fault = fault_of_part (path.ptr + i, end - i, code);
    i = end + 1;
  } while (!fault && slash);
  if (!fault && path.len > PL_SINK_LONGEST_PATH) {
    *code = PLATING_E_LIMIT;
    fault = "it is longer than 4096 bytes";
  }
  return fault;
}

void
pl_sink_path_copy (struct plating_text path, char *out)
{
  int code;

  if (pl_sink_path_fault (path, &code)) {
    pl_quote (out, path);
  } else {
    memcpy (out, path.ptr, path.len);
    out[path.len] = '\0';
  }
}
