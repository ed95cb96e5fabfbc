/* SPDX-License-Identifier: Apache-2.0 */
/* Data for templates: structs whose type names and fields, in this order,
 * appear in what templates print and in their errors. */

#include <config.h>

#include "plugins/registry/data.h"

#define STRING &tv_type_string
#define BOOL &tv_type_bool
#define STRINGS &tv_type_list_string

#define EXAMPLE_FIELDS \
  TV_FIELD ("HasExample", BOOL), \
  TV_FIELD ("HasExamples", BOOL), \
  TV_FIELD ("ExampleFile", STRING), \
  TV_FIELD ("ExampleFiles", STRINGS)

#define PROVIDER_FIELDS \
  TV_FIELD ("ProviderName", STRING), \
  TV_FIELD ("ProviderShortName", STRING)

static const struct tv_field resource_fields[] = {
  TV_FIELD ("Type", STRING),
  TV_FIELD ("Name", STRING),
  TV_FIELD ("Description", STRING),
  EXAMPLE_FIELDS,
  TV_FIELD ("HasImport", BOOL),
  TV_FIELD ("ImportFile", STRING),
  TV_FIELD ("HasImportIDConfig", BOOL),
  TV_FIELD ("ImportIDConfigFile", STRING),
  TV_FIELD ("HasImportIdentityConfig", BOOL),
  TV_FIELD ("ImportIdentityConfigFile", STRING),
  TV_FIELD ("IdentitySchemaMarkdown", STRING),
  PROVIDER_FIELDS,
  TV_FIELD ("SchemaMarkdown", STRING),
  TV_FIELD ("RenderedProviderName", STRING)
};

static const struct tv_field action_fields[] = {
  TV_FIELD ("Type", STRING),
  TV_FIELD ("Name", STRING),
  TV_FIELD ("Description", STRING),
  EXAMPLE_FIELDS,
  PROVIDER_FIELDS,
  TV_FIELD ("SchemaMarkdown", STRING),
  TV_FIELD ("RenderedProviderName", STRING)
};

static const struct tv_field provider_fields[] = {
  TV_FIELD ("Description", STRING),
  EXAMPLE_FIELDS,
  PROVIDER_FIELDS,
  TV_FIELD ("SchemaMarkdown", STRING),
  TV_FIELD ("RenderedProviderName", STRING)
};

static const struct tv_field function_fields[] = {
  TV_FIELD ("Type", STRING),
  TV_FIELD ("Name", STRING),
  TV_FIELD ("Description", STRING),
  TV_FIELD ("Summary", STRING),
  EXAMPLE_FIELDS,
  PROVIDER_FIELDS,
  TV_FIELD ("FunctionSignatureMarkdown", STRING),
  TV_FIELD ("FunctionArgumentsMarkdown", STRING),
  TV_FIELD ("HasVariadic", BOOL),
  TV_FIELD ("FunctionVariadicArgumentMarkdown", STRING),
  TV_FIELD ("RenderedProviderName", STRING)
};

static const struct tv_type resource_type
  = TV_STRUCT_TYPE ("provider.ResourceTemplateType", resource_fields);
static const struct tv_type action_type
  = TV_STRUCT_TYPE ("provider.ActionTemplateType", action_fields);
static const struct tv_type provider_type
  = TV_STRUCT_TYPE ("provider.ProviderTemplateType", provider_fields);
static const struct tv_type function_type
  = TV_STRUCT_TYPE ("provider.FunctionTemplateType", function_fields);

/* The fields of a struct, filled in one after the other. */
struct filler {
  struct tv *next;
};

static void
put_text (struct filler *f, struct plating_text text)
{
  *f->next++ = tv_string (text.ptr, text.len);
}

static void
put_bool (struct filler *f, bool b)
{
  *f->next++ = tv_bool (b);
}

static void
put_file (struct filler *f, const struct registry_example *file)
{
  put_bool (f, file->exists);
  put_text (f, file->path);
}

static bool
put_examples (struct filler *f, const struct registry_examples *examples,
              struct pl_arena *arena)
{
  size_t n = examples->n_files, i;
  struct tv *items = NULL;

  if (n && !(items = pl_arena_array (arena, n, sizeof *items)))
    return false;
  for (i = 0; i < n; i++)
    items[i] = tv_string (examples->files[i].ptr, examples->files[i].len);
  put_bool (f, examples->single.exists);
  put_bool (f, n > 0);
  put_text (f, examples->single.path);
  *f->next++ = n ? tv_list (STRINGS, items, n) : tv_nil_of (STRINGS);
  return true;
}

static void
put_provider (struct filler *f, const struct registry_page_data *data)
{
  put_text (f, data->provider_name);
  put_text (f, registry_short_name (data->rendered_name));
}

struct tv
registry_data_value (const struct registry_page_data *data,
                     struct pl_arena *arena)
{
  const struct tv_type *type
    = data->kind == REGISTRY_PROVIDER ? &provider_type
      : data->kind == REGISTRY_ACTION ? &action_type
      : data->kind == REGISTRY_FUNCTION ? &function_type : &resource_type;
  struct tv *fields = pl_arena_array (arena, type->n_fields,
                                      sizeof *fields);
  struct filler f = { .next = fields };

  if (!fields)
    return tv_none ();
  if (type != &provider_type) {
    put_text (&f, pl_text_of (registry_kinds[data->kind].type));
    put_text (&f, data->name);
  }
  put_text (&f, data->description);
  if (type == &function_type)
    put_text (&f, data->summary);
  if (!put_examples (&f, data->examples, arena))
    return tv_none ();
  if (type == &resource_type) {
    put_file (&f, &data->examples->import);
    put_file (&f, &data->examples->import_id);
    put_file (&f, &data->examples->import_identity);
    put_text (&f, data->identity);
  }
  put_provider (&f, data);
  if (type == &function_type) {
    put_text (&f, data->signature);
    put_text (&f, data->arguments);
    put_bool (&f, data->has_variadic);
    put_text (&f, data->variadic);
  } else {
    put_text (&f, data->schema);
  }
  put_text (&f, data->rendered_name);
  return tv_struct (type, fields);
}
