/* SPDX-License-Identifier: Apache-2.0 */
/* What travels through the stages: components, plan entries, documents,
 * findings. */

#ifndef PLATING_DOCUMENT_H
#define PLATING_DOCUMENT_H

#include <plating/schema.h>
#include <plating/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Kinds of component are strings, so that a new kind of Terraform's needs
 * no new host.  These are the ones known today. */
#define PLATING_KIND_PROVIDER           "provider"
#define PLATING_KIND_RESOURCE           "resource"
#define PLATING_KIND_DATA_SOURCE        "data-source"
#define PLATING_KIND_FUNCTION           "function"
#define PLATING_KIND_EPHEMERAL_RESOURCE "ephemeral-resource"
#define PLATING_KIND_ACTION             "action"
#define PLATING_KIND_LIST_RESOURCE      "list-resource"
#define PLATING_KIND_STATE_STORE        "state-store"

/* Names of read roots that always exist. */
#define PLATING_ROOT_PROJECT   "project"    /* the provider's directory */
#define PLATING_ROOT_TEMPLATES "templates"
#define PLATING_ROOT_EXAMPLES  "examples"
#define PLATING_ROOT_OUTPUT    "output"     /* pages on disk */

/* The component is marked as deprecated by its schema. */
#define PLATING_COMPONENT_DEPRECATED   0x01u
/* A resource with an identity schema. */
#define PLATING_COMPONENT_HAS_IDENTITY 0x02u
/* The component is named but its schema is missing (null in the source). */
#define PLATING_COMPONENT_NO_SCHEMA    0x04u

/* Where documentation of a component's own lives. */
struct plating_folder {
  uint32_t struct_size;
  uint32_t reserved;            /* 0 */
  struct plating_text root;     /* name of a read root */
  struct plating_text path;     /* directory below it; empty: the root */
  struct plating_text name;     /* what the folder calls the component */
};

struct plating_component {
  struct plating_text kind;
  struct plating_text name;     /* full name, as in a configuration */
  uint8_t source[16];           /* of the discovery plugin; opaque to others */
  uint32_t flags;               /* PLATING_COMPONENT_ */
  uint32_t reserved;            /* 0 */
  const struct plating_folder *folder;  /* NULL: it has none */
};

/* The name was given by the user (and not taken from the directory). */
#define PLATING_PROVIDER_NAMED 0x01u

/* The provider that is documented, as the user and the discovery named
 * it. */
struct plating_provider {
  uint32_t struct_size;
  uint32_t flags;                     /* PLATING_PROVIDER_ */
  struct plating_text name;           /* --provider-name, else as the address
                                         has it, else the name of the
                                         directory; not shortened */
  struct plating_text short_name;     /* without "terraform-provider-" */
  struct plating_text rendered_name;  /* --rendered-provider-name, else name */
  struct plating_text address;        /* from discovery, may be empty:
                                         registry.terraform.io/acme/widget */
  struct plating_text version;        /* from discovery, may be empty */
  /* Since 0.3: what a schema file says beside the components and nobody
   * knows, from discovery: struct plating_schema_extra, whose node is 0. */
  const void *extras;
  uint32_t n_extras;
  uint32_t extra_size;                /* bytes from one extra to the next */
};

/* Where a document goes. */
#define PLATING_TO_OUTPUT        100u
#define PLATING_TO_TEMPLATES     200u  /* adorn only */
#define PLATING_TO_EXAMPLES      300u
/* Examples of many components, plate only: --grouped-examples-dir. */
#define PLATING_TO_GROUPED_EXAMPLES 350u
/* A file of the project that the renderer's ops table lists. */
#define PLATING_TO_PROJECT_FILE  400u
/* Anywhere in the project, or below --output-dir: adorn only. */
#define PLATING_TO_PROJECT       500u

/* Media types that renderers agree on; others are allowed. */
#define PLATING_MEDIA_COMPONENT "component"  /* input of a first renderer */
#define PLATING_MEDIA_MARKDOWN  "text/markdown"
#define PLATING_MEDIA_HTML      "text/html"
#define PLATING_MEDIA_JSON      "application/json"
#define PLATING_MEDIA_TEXT      "text/plain"
#define PLATING_MEDIA_OTHER     "application/octet-stream"
#define PLATING_MEDIA_ANY       "*/*"        /* in accepts only */

/* The file keeps an existing one of the same path as it is. */
#define PLATING_DOCUMENT_KEEP_EXISTING 0x01u
/* Copied by the renderer from a file; PATH's bytes are not rendered text:
 * later renderers are skipped. */
#define PLATING_DOCUMENT_VERBATIM      0x02u
/* It is an example, to be counted as one.  All of PLATING_TO_EXAMPLES and
 * PLATING_TO_GROUPED_EXAMPLES are, without saying so. */
#define PLATING_DOCUMENT_EXAMPLE       0x04u

struct plating_document {
  uint32_t struct_size;
  uint32_t to;                  /* PLATING_TO_ */
  uint32_t flags;               /* PLATING_DOCUMENT_ */
  uint32_t mode;                /* permission bits; 0: 0666 less the umask */
  struct plating_text path;     /* relative, '/' between parts, no ".." */
  struct plating_text media_type;
  struct plating_text bytes;
};

/* One document to make. */
struct plating_plan_entry {
  struct plating_text path;     /* as in struct plating_document */
  uint32_t component;           /* index in the request, or PLATING_NONE */
  uint32_t flags;               /* 0 */
  uint64_t data;                /* the renderer's own; comes back in render */
  /* Files that the document is made from, for messages and caches;
   * relative to the project.  May be NULL if N_SOURCES is 0. */
  const struct plating_text *sources;
  size_t n_sources;
};

/* Something found in the input or in a page; not a failure of the
 * operation.  Empty texts and zeros mean "not known". */
struct plating_finding {
  uint32_t struct_size;
  uint32_t severity;            /* PLATING_LEVEL_ERROR, _WARNING or _INFO */
  struct plating_text rule;     /* id from the validator's table, or empty */
  struct plating_text message;
  struct plating_text component;
  struct plating_text file;     /* relative to the project where possible */
  uint32_t line, column;        /* from 1; bytes */
};

/* Why an operation could not be done. */
struct plating_failure {
  uint32_t struct_size;
  int32_t code;                 /* PLATING_E_ */
  struct plating_text message;
  struct plating_text component;
  struct plating_text file;
  uint32_t line, column;        /* from 1; bytes */
  struct plating_text hint;     /* what the user can do, or empty */
};

#ifdef __cplusplus
}
#endif

#endif
