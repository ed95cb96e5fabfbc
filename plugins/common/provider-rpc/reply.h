/* SPDX-License-Identifier: Apache-2.0 */
/* A provider's replies, kept as they came, and where in them each component
 * stands.
 *
 * Once read nothing changes it, and any number of threads may load
 * components from it. */

#ifndef PR_REPLY_H
#define PR_REPLY_H

#include <stdbool.h>
#include <stdint.h>

#include <plating/host.h>
#include <plating/schema.h>

#include "decode.h"

struct pr_fault;

/* Most components. */
#define PR_ENTRIES 100000u

/* Memory that reading one component of LEN bytes may take beside its view. */
#define PR_SCRATCH(len) (((size_t) 64 << 20) + 16 * (len))

struct pr_entry {
  struct pr_source source;
  uint32_t n_nodes, n_extras;   /* most that its view needs */
  uint32_t flags;               /* PLATING_COMPONENT_ */
  uint32_t number;              /* order in the reply */
};

/* What checking a component has shown. */
struct pr_measure {
  uint32_t n_nodes, n_extras, flags;
};

struct pr_reply {
  unsigned protocol;
  char *schema, *identity;      /* the messages, from malloc; or NULL */
  size_t schema_len, identity_len;
  struct pr_entry *entries;     /* by kind and name; the provider first */
  uint32_t n_entries, cap_entries;
  struct plating_text provider; /* its own Schema */
  struct pl_arena memory;       /* what was merged */

  /* Of replies from the cache: what checking the entries, in their order,
   * has shown; n_measures is 0 if that is not known. */
  struct pr_measure *measures;
  uint32_t n_measures;
  bool has_notes;               /* an entry is odd: the listener is told */
};

/* Who wants to hear what the replies say beside the schema: severity
 * PLATING_LEVEL_ERROR or _WARNING. */
struct pr_listener {
  void (*told) (void *data, uint32_t severity, const char *message);
  int (*is_cancelled) (void *data);
  void *data;
};

struct pr_reply *pr_reply_new (unsigned protocol);
void pr_reply_free (struct pr_reply *reply);

/* Reads the messages that have been put into REPLY: finds the components,
 * checks each and measures it, unless that was done before.  Then what is
 * wrong in one all the same is seen when it is loaded, which checks again.
 * Returns 0, or -1 with FAULT set. */
int pr_reply_read (struct pr_reply *reply, const struct pr_listener *listener,
                   struct pr_fault *fault);

/* Sets *VIEW to the view of entry I under NAME, which lasts as long as OP's
 * memory: from there, with texts of REPLY.  Returns 0, or -1 with FAULT
 * set.  [worker], many at once */
int pr_reply_load (const struct pr_reply *reply, uint32_t i,
                   struct plating_text name, const struct plating_host *host,
                   uint64_t op, struct plating_schema_view **view,
                   struct pr_fault *fault);

#endif
