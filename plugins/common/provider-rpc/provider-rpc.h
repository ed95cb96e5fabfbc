/* SPDX-License-Identifier: Apache-2.0 */
/* What a discovery plugin needs that gets its schemas from a running
 * provider: "launch this, give me the catalog".
 *
 * A plugin keeps a struct pr_client for each instance, has PR_SETTINGS in
 * its table of settings (and PR_CACHE_SETTING, if the executable alone says
 * what a provider replies), and hands its operations on:
 *   create       pr_client_new
 *   discover     pr_client_discover, with what is to be launched
 *   load_schema  pr_client_load_schema
 *   cancel       pr_client_cancel
 *   destroy      pr_client_free
 * It is BLOCKING and of the parallel thread model. */

#ifndef PR_PROVIDER_RPC_H
#define PR_PROVIDER_RPC_H

#include <stdbool.h>
#include <stddef.h>

#include <plating/plugin.h>

struct pr_client;

/* Rows of the plugin's table of settings. */
#define PR_SETTINGS                                                         \
  { .name = "provider", .type = PLATING_SETTING_STRING,                     \
    .help = "address of the provider, as HOST/NAMESPACE/NAME or a part of"  \
            " that" },                                                      \
  { .name = "env", .type = PLATING_SETTING_LIST,                            \
    .help = "NAME=VALUE to add to the provider's environment, or NAME to"   \
            " hand on" },                                                   \
  { .name = "tls", .type = PLATING_SETTING_BOOL, .default_value = "no",     \
    .help = "ask the provider for TLS, which allows it to listen on TCP" }, \
  { .name = "strict", .type = PLATING_SETTING_BOOL, .default_value = "no",  \
    .help = "fail for schemas that Terraform would refuse" },               \
  { .name = "start-timeout", .type = PLATING_SETTING_INT,                   \
    .default_value = "30", .min = 1, .max = 86400,                          \
    .help = "most seconds until the provider says where it listens" },      \
  { .name = "call-timeout", .type = PLATING_SETTING_INT,                    \
    .default_value = "120", .min = 1, .max = 86400,                         \
    .help = "most seconds until it has answered" },                         \
  { .name = "timeout", .type = PLATING_SETTING_INT,                         \
    .default_value = "300", .min = 1, .max = 86400,                         \
    .help = "most seconds from the start to the answer" },                  \
  { .name = "max-reply", .type = PLATING_SETTING_SIZE,                      \
    .default_value = "64M", .min = 1024, .max = 0x7fffffff,                 \
    .help = "largest reply to take" }

/* Without it nothing is cached. */
#define PR_CACHE_SETTING                                                    \
  { .name = "cache", .type = PLATING_SETTING_BOOL, .default_value = "yes",  \
    .help = "take replies of the same executable from before, and keep"     \
            " them" }

/* A program to start, or (PATH is NULL) one that runs. */
struct pr_launch {
  const char *path;             /* absolute */
  const char *const *argv;      /* ended by NULL; argv[0] is its name */
  const char *const *env;       /* "NAME=VALUE" more, ended by NULL; or NULL */
  const char *directory;        /* to start in, or NULL */
  struct plating_text name;     /* of the provider, if no one else knows */
  /* For a failure: what the user can do.  May be NULL. */
  const char *hint;
  bool attaches;                /* to what TF_REATTACH_PROVIDERS names */
};

/* SETTINGS is borrowed.  NULL when memory is exhausted.  [worker] */
struct pr_client *pr_client_new (const struct plating_host *host,
                                 const struct plating_value *settings);

/* Waits until no provider of it is left.  [worker] */
void pr_client_free (struct pr_client *client);

/* Does all of OP, its end included.  Returns 0, or a negative code after
 * host->fail.  [worker] */
int pr_client_discover (struct pr_client *client,
                        const struct pr_launch *launch,
                        const struct plating_discover_request *req,
                        uint64_t op);

/* The same for load_schema.  [worker] */
int pr_client_load_schema (struct pr_client *client,
                           const struct plating_component *component,
                           uint64_t op);

/* [any] */
void pr_client_cancel (struct pr_client *client, uint64_t op);

#endif
