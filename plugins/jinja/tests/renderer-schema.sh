#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: schema() shows all of a schema by default, and the lists or tables
# of the Python tool on request; signatures and arguments of functions are
# those of the schema.

. "$PLATING_TEST_FUNCTIONS"

mkdir -p resources/a.plating/docs functions/f.plating/docs
echo '{{ schema() }}' > resources/a.plating/docs/acme_a.tmpl.md
cat > functions/f.plating/docs/f.tmpl.md <<'END'
`{{ signature_markdown }}`

{{ arguments_markdown }}
{% if has_variadic %}
{{ variadic_argument_markdown }}
{% endif %}
END
cat > schema.json <<'END'
{"format_version": "1.0", "provider_schemas": {"x/y/acme": {
  "resource_schemas": {"acme_a": {"version": 0, "block": {
    "attributes": {
      "z": {"type": "string", "required": true, "description": "Zed."},
      "deep": {"optional": true, "nested_type": {"nesting_mode": "single",
        "attributes": {"inner": {"type": "number", "optional": true,
                                 "sensitive": true}}}},
      "pair": {"type": ["tuple", ["string", "bool"]], "computed": true},
      "obj": {"type": ["object", {"m": "string"}], "computed": true}},
    "block_types": {"blk": {"nesting_mode": "list", "max_items": 1, "block": {
      "attributes": {"in_block": {"type": "bool", "required": true,
                                  "deprecated": true}}}}}}}},
  "functions": {"f": {"return_type": ["list", "string"],
    "parameters": [{"name": "n", "type": "number", "description": "A number."}],
    "variadic_parameter": {"name": "more", "type": "string"}}}}}}
END
plate ()
{
  $PLATING plate --quiet --no-config --provider-name acme \
    --providers-schema schema.json --plugin "jinja$1"
}
plate ''
for text in '- `z` (String) Zed.' 'nestedatt--deep' '- `inner` (Number, Sensitive)' \
  '- `pair` (Tuple)' 'nestedatt--obj' '- `m` (String)' 'nestedblock--blk' \
  '- `in_block` (Boolean, Deprecated)' '(Block List, Max: 1)'; do
  expect_text docs/resources/a.md "$text"
done
cat > expected <<'END'
`f(n number, more string...) list of string`

1. `n` (Number) A number.

1. `more` (Variadic, String) 
END
diff docs/functions/f.md expected || fail 'the page of the function'

plate ,schema-style=flat
cat > expected <<'END'
## Schema

### Required

- `z` (String) - Zed.

### Optional

- `deep` (String)

### Read-Only

- `pair` (Dynamic)
- `obj` (Object)

### Blocks

- `blk` (Optional)
END
diff docs/resources/a.md expected || fail 'flat lists'

plate ,schema-style=table
expect_text docs/resources/a.md '| `z` | String | **Yes** | Zed. |'
expect_text docs/resources/a.md '### blk Block'
expect_text docs/resources/a.md '| `in_block` | Boolean | **Yes** | No description available |'
