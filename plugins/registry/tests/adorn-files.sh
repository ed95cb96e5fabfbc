#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: adorn makes templates and examples of every kind of component,
# with what its schema requires and nothing more, in the form of `terraform
# fmt'; it leaves alone what is there in any way; the counts are true;
# --dry-run writes nothing, --templates-only makes no examples, --output-dir
# puts both elsewhere, filters hold.

. "$PLATING_TEST_FUNCTIONS"

cat > schema.json <<'EOS'
{"format_version": "1.0", "provider_schemas": {"forge": {
  "provider": {"block": {"attributes": {
    "url": {"type": "string", "required": true},
    "token": {"type": "string", "optional": true}}}},
  "resource_schemas": {
    "forge_anvil": {"block": {
      "attributes": {
        "mass": {"type": "number", "required": true},
        "is_hot": {"type": "bool", "required": true},
        "anything": {"type": "dynamic", "required": true},
        "id": {"type": "string", "computed": true},
        "names": {"type": ["list", "string"], "required": true},
        "deep": {"type": ["set", ["list", "number"]], "required": true},
        "pair": {"type": ["tuple", ["string", "bool"]], "required": true},
        "tags": {"type": ["map", "string"], "required": true},
        "shape": {"type": ["object", {"w": "number", "colour": "string",
          "a b": "bool", "for": "number", "${x}": "string",
          "\u00fc": "number", "z": ["object", {}],
          "more": ["list", ["object", {"q": "string"}]],
          "spare": "string"}, ["spare"]], "required": true},
        "bad name": {"type": "string", "required": true},
        "one": {"nested_type": {"nesting_mode": "single", "attributes": {
          "in": {"type": "string", "required": true},
          "out": {"type": "string", "optional": true}}}, "required": true},
        "none": {"nested_type": {"nesting_mode": "single", "attributes": {
          "out": {"type": "string", "optional": true}}}, "required": true},
        "many": {"nested_type": {"nesting_mode": "list", "min_items": 2,
          "attributes": {"in": {"type": "string", "required": true}}},
          "required": true},
        "keyed": {"nested_type": {"nesting_mode": "map", "attributes": {
          "in": {"type": "string", "required": true}}}, "required": true}},
      "block_types": {
        "spare": {"nesting_mode": "list", "block": {"attributes": {
          "x": {"type": "string", "required": true}}}},
        "pin": {"nesting_mode": "list", "min_items": 2, "block": {
          "attributes": {"x": {"type": "string", "required": true}},
          "block_types": {"end": {"nesting_mode": "single",
            "min_items": 1, "block": {}}}}},
        "lid": {"nesting_mode": "map", "min_items": 1, "block": {}}}}},
    "forge_old": {"block": {"deprecated": true}},
    "forge_own": {"block": {}},
    "forge_static": {"block": {}}},
  "resource_identity_schemas": {"forge_anvil": {"version": 1, "attributes": {
    "region": {"type": "string", "optional_for_import": true},
    "id": {"type": "string", "required_for_import": true},
    "numbers": {"type": ["list", "number"], "required_for_import": true}}}},
  "data_source_schemas": {"forge_ore": {"block": {}}, "a/b": {"block": {}}},
  "ephemeral_resource_schemas": {"forge_heat": {"block": {"attributes": {
    "level": {"type": "number", "required": true}}}}},
  "action_schemas": {
    "forge_ring": {"block": {"attributes": {
      "times": {"type": "number", "required": true}}}},
    "forge_rest": {"block": {}}},
  "list_resource_schemas": {
    "forge_anvil": {"block": {"attributes": {
      "where": {"type": "string", "required": true}}}},
    "forge_own": {"block": {}}},
  "state_store_schemas": {"forge_shelf": {"block": {"attributes": {
    "row": {"type": "number", "required": true}}}}},
  "functions": {
    "add": {"return_type": "number", "parameters": [
      {"name": "a", "type": "number"}, {"name": "b", "type": "string"}],
      "variadic_parameter": {"name": "more", "type": ["list", "bool"]}},
    "cast": {"return_type": "number", "parameters": [
      {"name": "a", "type": ["object", {"x": "number", "long": "string"}]},
      {"name": "b", "type": "string"}]},
    "now": {"return_type": "string"},
    "1st": {"return_type": "string"}}}}}
EOS

# adorn DIR OPTION...
adorn ()
{
  dir=$1
  shift
  mkdir -p "$dir"
  $PLATING adorn -C "$dir" --provider-name terraform-provider-forge \
    --providers-schema schema.json "$@" 2> log
}

# example DIRECTORY/FILE: compares it with standard input.
example ()
{
  cat > wanted
  expect_same wanted "p/examples/$1"
}

adorn p
expect_text log '36 written, 0 kept, 0 problems, 2 warnings' \
  "no template was made: its name can't be that of a file" \
  "no function.tf was made: its name can't be written in a configuration"
[ "$(find p -type f | wc -l)" = 36 ] || fail 'number of files'

example resources/forge_anvil/resource.tf <<'END'
resource "forge_anvil" "example" {
  anything = "example"
  deep     = [[1]]
  is_hot   = true
  mass     = 1
  names    = ["example"]
  none     = {}
  pair     = ["example", true]

  keyed = {
    key = {
      in = "example"
    }
  }

  many = [
    {
      in = "example"
    },
    {
      in = "example"
    }
  ]

  one = {
    in = "example"
  }

  shape = {
    "$${x}" = "example"
    "a b"   = true
    colour  = "example"
    "for"   = 1
    w       = 1
    z       = {}

    more = [
      {
        q = "example"
      }
    ]

    "ü" = 1
  }

  tags = {
    key = "example"
  }

  lid "key" {
  }

  pin {
    x = "example"

    end {
    }
  }

  pin {
    x = "example"

    end {
    }
  }
}
END
example resources/forge_anvil/import.sh <<'END'
terraform import forge_anvil.example "id"
END
example resources/forge_anvil/import-by-identity.tf <<'END'
import {
  to = forge_anvil.example
  identity = {
    id      = "example"
    numbers = [1]
  }
}
END
[ ! -e p/examples/resources/forge_own/import-by-identity.tf ] \
  || fail 'an identity where there is none'
example provider/provider.tf <<'END'
provider "forge" {
  url = "example"
}
END
example data-sources/forge_ore/data-source.tf <<'END'
data "forge_ore" "example" {
}
END
example ephemeral-resources/forge_heat/ephemeral-resource.tf <<'END'
ephemeral "forge_heat" "example" {
  level = 1
}
END
example actions/forge_ring/action.tf <<'END'
action "forge_ring" "example" {
  config {
    times = 1
  }
}
END
example actions/forge_rest/action.tf <<'END'
action "forge_rest" "example" {
}
END
example list-resources/forge_anvil/list-resource.tfquery.hcl <<'END'
list "forge_anvil" "example" {
  provider = forge

  config {
    where = "example"
  }
}
END
example list-resources/forge_own/list-resource.tfquery.hcl <<'END'
list "forge_own" "example" {
  provider = forge
}
END
example state-stores/forge_shelf/state-store.tf <<'END'
terraform {
  state_store "forge_shelf" {
    row = 1

    provider "forge" {
    }
  }
}
END
example functions/add/function.tf <<'END'
output "example" {
  value = provider::forge::add(1, "example", [true])
}
END
example functions/cast/function.tf <<'END'
output "example" {
  value = provider::forge::cast(
    {
      long = "example"
      x    = 1
    },
    "example"
  )
}
END
example functions/now/function.tf <<'END'
output "example" {
  value = provider::forge::now()
}
END
if command -v terraform > tool; then
  find p/examples -name '*.tf' -o -name '*.hcl' | while read -r file; do
    terraform fmt -check - < "$file" > differs 2>&1 \
      || { cat differs; fail "$file is not in the form of terraform fmt"; }
  done
fi

# All is there: nothing is written.
find p -type f -exec sha256sum {} + > before
adorn p
expect_text log '0 written, 36 kept'
sha256sum -c --quiet before || fail 'adorn touched what it had made'

# What is there in other ways is enough.
mkdir -p q/templates/r q/examples/resources/forge_own \
  q/examples/data-sources/forge_ore q/templates/resources
echo own > q/templates/resources/own.md.tmpl
echo static > q/templates/r/static.html.markdown
echo fallback > q/templates/functions.md.tmpl
echo '# mine' > q/examples/resources/forge_own/resource_1.tf
echo '# mine' > q/examples/data-sources/forge_ore/data-source.tf
adorn q --dry-run > list
expect_text log ' missing' ' 0 problems'
[ "$(find q -type f | wc -l)" = 5 ] || fail 'a dry run wrote'
adorn q
expect_text log ' 2 kept'
for file in templates/resources/static.md.tmpl templates/functions \
  examples/resources/forge_own/resource.tf; do
  [ ! -e "q/$file" ] || fail "q/$file was made"
done
echo own | expect_same - q/templates/resources/own.md.tmpl
[ -e q/examples/resources/forge_static/resource.tf ] \
  || fail 'no example beside a static page'
[ -e q/examples/functions/now/function.tf ] || fail 'no example of now'
written=$(sed -n 's/^plating: \([0-9]*\) written.*/\1/p' log)
[ "$(find q -type f | wc -l)" = $((written + 5)) ] \
  || fail "the count of files written is not $written"

adorn r --templates-only --ignore-deprecated
expect_text log '15 written'
[ ! -e r/examples ] || fail 'examples in spite of --templates-only'
[ ! -e r/templates/resources/old.md.tmpl ] || fail 'deprecated'

adorn s --output-dir ../elsewhere --component-type action
[ -z "$(find s -type f)" ] || fail 'files in the project'
[ "$(cd elsewhere && find . -type f | LC_ALL=C sort | tr '\n' ' ')" = \
  "./examples/actions/forge_rest/action.tf\
 ./examples/actions/forge_ring/action.tf\
 ./templates/actions/rest.md.tmpl ./templates/actions/ring.md.tmpl " ] \
  || fail 'other files elsewhere'

# What would be too large or too deep is said so, and costs little.
deep='{}'
for i in 1 2 3 4 5 6 7 8 9 10; do
  deep="{\"block_types\":{\"a\":{\"nesting_mode\":\"list\",\"min_items\":9,\
\"block\":$deep}}}"
done
awk 'BEGIN { for (i = 0; i < 150; i++)
               printf "{\"attributes\":{},\"block_types\":{\"b\":"\
                 "{\"nesting_mode\":\"single\",\"min_items\":1,\"block\":"
             printf "{}"
             for (i = 0; i < 150; i++) printf "}}}" }' > nested
cat > large.json <<END
{"format_version": "1.0", "provider_schemas": {"forge": {
  "resource_schemas": {
    "forge_deep": {"block": $(cat nested)},
    "forge_wide": {"block": $deep},
    "forge_endless": {"block": {"block_types": {"a": {"nesting_mode": "list",
      "min_items": 4000000000, "block": {}}}}}}}}}
END
mkdir t
$PLATING adorn -C t --provider-name forge --providers-schema large.json 2> log
expect_text log \
  'forge_deep: no resource.tf was made: its blocks are nested too deeply' \
  'forge_wide: no resource.tf was made: it is too large' \
  'forge_endless: no resource.tf was made: it is too large' ' 4 warnings'
