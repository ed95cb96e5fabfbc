/* SPDX-License-Identifier: Apache-2.0 */
/* All that a plugin needs: include this one header, fill in a
 * struct plating_plugin, name it in PLATING_PLUGIN_DEFINE, and build a
 * shared object `plating-NAME-KIND.so` that links nothing of ours.
 *
 * The descriptor is pure data: reading it allocates nothing, opens nothing
 * and starts nothing.  All that happens, happens in instances. */

#ifndef PLATING_PLUGIN_H
#define PLATING_PLUGIN_H

#include <plating/discovery.h>
#include <plating/document.h>
#include <plating/extensions.h>
#include <plating/host.h>
#include <plating/op.h>
#include <plating/renderer.h>
#include <plating/schema.h>
#include <plating/types.h>
#include <plating/validator.h>
#include <plating/value.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Kinds of plugin. */
#define PLATING_PLUGIN_DISCOVERY 1000u
#define PLATING_PLUGIN_RENDERER  2000u
#define PLATING_PLUGIN_VALIDATOR 3000u

/* Thread models: what the plugin can bear.  The strictest of all parties
 * wins. */
#define PLATING_THREADS_SERIAL       1000u  /* one op at a time, all told */
#define PLATING_THREADS_PER_INSTANCE 2000u  /* one op at a time an instance */
#define PLATING_THREADS_PARALLEL     3000u

/* Flags. A host refuses a plugin with a flag that it does not know. */
#define PLATING_PLUGIN_BLOCKING 0x01u  /* call the ops on a worker */
#define PLATING_PLUGIN_NETWORK  0x02u  /* talks to others; not with --offline */
#define PLATING_PLUGIN_PURE     0x04u  /* same input, same bytes */
/* Starts programs that the project has or names: not from a configuration
 * file, and never chosen by itself. */
#define PLATING_PLUGIN_RUNS_PROGRAMS 0x08u

/* Types of setting and what create finds in the settings map. */
#define PLATING_SETTING_BOOL   100u   /* bool: true false yes no on off 1 0 */
#define PLATING_SETTING_INT    200u   /* int, min to max */
#define PLATING_SETTING_SIZE   300u   /* int: bytes, with suffix K M G */
#define PLATING_SETTING_STRING 400u   /* string */
#define PLATING_SETTING_PATH   500u   /* string: made absolute; "-" stays */
#define PLATING_SETTING_CHOICE 600u   /* string: one of choices */
#define PLATING_SETTING_LIST   700u   /* list of strings; given repeatedly */

#define PLATING_SETTING_REQUIRED 0x01u
#define PLATING_SETTING_SECRET   0x02u  /* never shown or logged */
/* A STRING or LIST that names files or directories (a PATH does so anyway):
 * from a configuration file of the project, only ones inside it. */
#define PLATING_SETTING_PLACES   0x04u

/* One setting.  All texts static. */
struct plating_setting {
  const char *name;             /* [a-z][a-z0-9-]* */
  uint32_t type;                /* PLATING_SETTING_ */
  uint32_t flags;
  const char *default_value;    /* as the user would type it; NULL: unset,
                                   the key is then absent from the map */
  const char *help;             /* one line */
  const char *const *choices;   /* CHOICE: ended by NULL; else NULL */
  int64_t min, max;             /* INT, SIZE; both 0: no range */
};

struct plating_plugin {
  uint32_t struct_size;
  uint32_t abi;                 /* PLATING_ABI of the headers used */
  uint32_t abi_min_minor;       /* lowest minor of a host it works with */
  uint32_t kind;                /* PLATING_PLUGIN_ */
  uint32_t thread_model;        /* PLATING_THREADS_ */
  uint32_t flags;
  uint32_t n_settings;
  uint32_t setting_size;        /* bytes from one setting to the next */
  const struct plating_setting *settings;
  const char *name;             /* [a-z][a-z0-9-]*, that of the file */
  const char *version;
  const char *summary;          /* one line */
  const char *license;          /* SPDX expression */
  const char *url;              /* or NULL */
  const char *bare_setting;     /* takes an argument without '='; or NULL */

  /* Makes an instance from SETTINGS (a map with every key that is set or
   * has a default; borrowed: ref it to keep it).  HOST lives as long as the
   * instance.  On a negative return, host->fail (host, 0, …) says why.
   * [worker] */
  int (*create) (const struct plating_host *host,
                 const struct plating_value *settings, void **instance);

  /* Checks that need more than one setting; the last call whose error is
   * one of configuration.  May be NULL.  [worker] */
  int (*ready) (void *instance);

  /* Called exactly once for each successful create.  [worker] */
  void (*destroy) (void *instance);

  /* The table of its kind: struct plating_discovery_ops, …renderer_ops,
   * …validator_ops.  Static. */
  const void *ops;

  /* Returns the static table of an optional feature, or NULL.  The
   * pointer itself may be NULL.  [any] */
  const void *(*extension) (const char *id);
};

/* The one symbol of a plugin. */
#if defined __GNUC__
#define PLATING_EXPORT __attribute__ ((visibility ("default")))
#else
#define PLATING_EXPORT
#endif

PLATING_EXPORT const struct plating_plugin *plating_plugin_v1 (void);

/* Defines the entry point: PLATING_PLUGIN_DEFINE (my_descriptor). */
#define PLATING_PLUGIN_DEFINE(descriptor)       \
  const struct plating_plugin *                 \
  plating_plugin_v1 (void)                      \
  {                                             \
    return &(descriptor);                       \
  }

#ifdef __cplusplus
}
#endif

#endif
