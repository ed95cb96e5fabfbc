/* SPDX-License-Identifier: Apache-2.0 */
/* What every other header needs: text, status codes, numbers of the ABI. */

#ifndef PLATING_TYPES_H
#define PLATING_TYPES_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* -- plating-types(3): text, and versions of structs ---------------------- */

/* Version of the plugin ABI that these headers describe.  Before 1.0 a
 * host takes only plugins of its own minor number; from 1.0 on, minor
 * numbers only append. */
#define PLATING_ABI_MAJOR 0u
#define PLATING_ABI_MINOR 3u
#define PLATING_ABI ((PLATING_ABI_MAJOR << 16) | PLATING_ABI_MINOR)

/* UTF-8 text or bytes.  Not NUL-terminated, may contain NUL.  PTR may be
 * NULL if LEN is 0. */
struct plating_text {
  const char *ptr;
  size_t len;              /* bytes */
};

/* -- plating-error(3): errors, with class, place and cause ---------------- */

/* Status codes: 0 is success, all errors are negative.  The same numbers
 * are the classes of an embedder's errors.  New codes may appear: treat
 * one that you do not know as PLATING_E_INVAL. */
#define PLATING_OK               0
#define PLATING_E_NOMEM      (-100)  /* out of memory */
#define PLATING_E_INVAL      (-200)  /* wrong argument, caller's mistake */
#define PLATING_E_STATE      (-300)  /* not allowed now or in this thread */
#define PLATING_E_NOT_FOUND  (-400)  /* there is no such thing */
#define PLATING_E_UNSUPPORTED (-500) /* known but not done by this party */
#define PLATING_E_LIMIT      (-600)  /* a size, depth, count or time bound */
#define PLATING_E_IO         (-700)  /* file system or other system call */
#define PLATING_E_OUTSIDE    (-800)  /* a path that leaves its root */
#define PLATING_E_FORMAT     (-900)  /* malformed input */
#define PLATING_E_SCHEMA    (-1000)  /* a provider schema that can't be shown */
#define PLATING_E_TEMPLATE  (-1100)  /* parsing or executing a template */
#define PLATING_E_BUNDLE    (-1200)  /* a .plating bundle */
#define PLATING_E_VALIDATION (-1300) /* validation could not be done */
#define PLATING_E_ADORN     (-1400)  /* proposing files failed */
#define PLATING_E_CONFIG    (-1500)  /* option, setting, configuration file */
#define PLATING_E_PLUGIN    (-1600)  /* a plugin fails to load or misbehaves */
#define PLATING_E_DISCOVERY (-1700)  /* finding the provider or its schema */
#define PLATING_E_TIMEOUT   (-1800)  /* took longer than allowed */
#define PLATING_E_CANCELLED (-1900)  /* somebody asked to stop */

/* Levels of log lines and severities of findings. */
#define PLATING_LEVEL_ERROR   1000u
#define PLATING_LEVEL_WARNING 2000u
#define PLATING_LEVEL_INFO    3000u
#define PLATING_LEVEL_DEBUG   4000u
#define PLATING_LEVEL_TRACE   5000u

/* -- plating-types(3): text, and versions of structs ---------------------- */

/* An index that points at nothing. */
#define PLATING_NONE UINT32_MAX

/* Initialiser of a text from a string literal. */
#define PLATING_TEXT(literal) { literal, sizeof (literal) - 1 }

/* Whether struct OBJECT, whose first member is struct_size, is long enough
 * to hold MEMBER: how to ask for a function of a newer host. */
#define PLATING_HAS(object, member)                                       \
  ((object)->struct_size                                                  \
   >= (size_t) ((const char *) &(object)->member - (const char *) (object)) \
      + sizeof ((object)->member))

#ifdef __cplusplus
}
#endif

#endif
