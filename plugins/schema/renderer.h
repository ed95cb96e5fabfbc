/* SPDX-License-Identifier: Apache-2.0 */
/* What the plugin's renderer and its command share. */

#ifndef SCHEMA_RENDERER_H
#define SCHEMA_RENDERER_H

#include <stdbool.h>

#include <plating/plugin.h>

struct schema_renderer {
  const struct plating_host *host;
  bool is_old;              /* setting layout */
  bool is_plain;            /* setting unknown, negated */
  bool has_pieces;          /* setting pieces */
};

/* command.c */
extern const struct plating_commands schema_commands;

#endif
