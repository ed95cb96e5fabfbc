/* SPDX-License-Identifier: Apache-2.0 */
/* The templates of components that have none of their own. */

#ifndef REGISTRY_DEFAULT_TEMPLATES_H
#define REGISTRY_DEFAULT_TEMPLATES_H

#include "plugins/registry/names.h"

/* The default template of a kind, static; empty for REGISTRY_PLAIN. */
struct plating_text registry_default_template (enum registry_kind kind);

/* The same with the function `subcategory' in the front matter. */
struct plating_text
registry_default_template_by_rule (enum registry_kind kind);

#endif
