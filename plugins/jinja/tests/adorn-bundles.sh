#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: adorn gives each component that has none, of any kind, a bundle
# where its like are, with the usual template and an example that has what the
# schema requires; it touches nothing that exists and stays in the project.

. "$PLATING_TEST_FUNCTIONS"

mkdir -p p
cat > p/schema.json <<'END'
{ "format_version": "1.0", "provider_schemas": {
  "registry.terraform.io/acme/widget": {
    "provider": { "version": 0, "block": { "attributes": {
        "host": { "type": "string", "required": true } } } },
    "functions": { "turn": { "return_type": "string", "summary": "Turns.",
        "parameters": [ { "name": "by", "type": "number" } ] } },
    "data_source_schemas": { "widget_wheel": { "version": 0, "block": {} } },
    "ephemeral_resource_schemas": { "widget_key": { "version": 0,
        "block": { "attributes": {
          "for": { "type": "string", "required": true } } } } },
    "list_resource_schemas": { "widget_wheel": { "version": 0,
        "block": {} } },
    "action_schemas": { "widget_go": { "block": { "attributes": {
          "far": { "type": "number", "required": true } } } } },
    "state_store_schemas": { "widget_box": { "version": 0, "block": {} } },
    "resource_schemas": {
      "widget_axle": { "version": 0, "block": {} },
      "widget_wheel": { "version": 0, "block": {
        "description": "A wheel with {{ braces }}.\nMore of it.",
        "attributes": {
          "spokes": { "type": "number", "required": true },
          "name": { "type": "string", "optional": true } } } } } } } }
END

adorn ()
{
  $PLATING adorn -C p --no-config --layout bundles "$@" 2> stderr \
    || { cat stderr >&2; fail "adorn $*"; }
}

adorn --dry-run
[ "$(find p -type f | wc -l)" = 1 ] || fail '--dry-run writes'
adorn --templates-only --component-type resource
(cd p && find . -name '*.md' -o -name '*.tf') | LC_ALL=C sort > found
printf './components/resources/widget_%s.plating/docs/widget_%s.tmpl.md\n' \
  axle axle wheel wheel > expected
sed -i 's/widget_\(axle\|wheel\).plating/\1.plating/' expected
expect_same expected found
rm -r p/components

adorn -p jinja,test-only=action/widget_go
(cd p && find . -type f ! -name schema.json) | LC_ALL=C sort > found
cat > expected <<'END'
./components/actions/go.plating/docs/widget_go.tmpl.md
./components/actions/go.plating/examples/example.tf
./components/data_sources/wheel.plating/docs/widget_wheel.tmpl.md
./components/data_sources/wheel.plating/examples/example.tf
./components/ephemerals/key.plating/docs/widget_key.tmpl.md
./components/ephemerals/key.plating/examples/example.tf
./components/functions/turn.plating/docs/turn.tmpl.md
./components/functions/turn.plating/examples/example.tf
./components/list_resources/wheel.plating/docs/widget_wheel.tmpl.md
./components/list_resources/wheel.plating/examples/example.tfquery.hcl
./components/resources/axle.plating/docs/widget_axle.tmpl.md
./components/resources/axle.plating/examples/example.tf
./components/resources/wheel.plating/docs/widget_wheel.tmpl.md
./components/resources/wheel.plating/examples/example.tf
./components/state_stores/box.plating/docs/widget_box.tmpl.md
./components/state_stores/box.plating/examples/example.tf
END
expect_same expected found
expect_text stderr '16 written' '0 kept'

cd p/components
cat > expected <<'END'
---
page_title: "Resource: widget_wheel"
description: |-
  {% raw %}A wheel with {{ braces }}.{% endraw %}
---

# widget_wheel (Resource)

{% raw %}A wheel with {{ braces }}.{% endraw %}

## Example Usage

{{ example("example") }}

{{ schema() }}

## Import

```bash
terraform import widget_wheel.example <id>
```
END
expect_same expected resources/wheel.plating/docs/widget_wheel.tmpl.md
cat > expected <<'END'
resource "widget_wheel" "example" {
  spokes = 1
}

output "example_id" {
  description = "The ID of the widget_wheel resource"
  value       = widget_wheel.example.id
}
END
expect_same expected resources/wheel.plating/examples/example.tf
cat > expected <<'END'
data "widget_wheel" "example" {
  # Configuration options here
}

output "example_data" {
  description = "Data from widget_wheel"
  value       = data.widget_wheel.example
}
END
expect_same expected data_sources/wheel.plating/examples/example.tf
cat > expected <<'END'
# Save as example.tfquery.hcl and run `terraform query`.
list "widget_wheel" "example" {
  provider = widget

  config {
    # Filter options here
  }
}
END
expect_same expected list_resources/wheel.plating/examples/example.tfquery.hcl
cat > expected <<'END'
terraform {
  state_store "widget_box" {
    provider "widget" {}

    # Configuration options here
  }
}
END
expect_same expected state_stores/box.plating/examples/example.tf
cat > expected <<'END'
locals {
  example_result = provider::widget::turn(1)
}

output "function_result" {
  description = "Result of turn function"
  value       = local.example_result
}
END
expect_same expected functions/turn.plating/examples/example.tf
cat > expected <<'END'
---
page_title: "Action: widget_go"
subcategory: "Test Mode"
description: |-
  Terraform action for widget_go
---

# widget_go (Action)

Terraform action for widget_go

Actions run as a side effect of an apply. They are either triggered from a
resource's `lifecycle.action_trigger` block or invoked directly.

## Example Usage

{{ example("example") }}

{{ schema() }}
END
expect_same expected actions/go.plating/docs/widget_go.tmpl.md
grep -q '^    far = 1$' actions/go.plating/examples/example.tf \
  || fail 'the action has no arguments'
cd ../..

# Again: nothing to do.  What was made plates.
adorn
expect_text stderr '0 written'
$PLATING plate -C p --no-config --generate-examples 2> stderr \
  || { cat stderr >&2; fail 'what was adorned does not plate'; }
[ -f p/docs/resources/widget_wheel.md ] || [ -f p/docs/resources/wheel.md ] \
  || fail 'no page'
grep -rq 'A wheel with {{ braces }}' p/docs/resources || fail 'not raw'

# Beside those that are there; a bundle without template gets one, and keeps
# its examples.
rm -r p/components p/docs p/examples
mkdir -p p/src/wheels p/src/kinds/functions/old.plating/docs \
  p/src/kinds/functions/turn.plating/examples
echo x > p/src/kinds/functions/old.plating/docs/old.tmpl.md
echo '# mine' > p/src/kinds/functions/turn.plating/examples/mine.tf
adorn
[ -f p/src/kinds/resources/wheel.plating/docs/widget_wheel.tmpl.md ] \
  || fail 'not beside the others'
[ -f p/src/kinds/functions/turn.plating/docs/turn.tmpl.md ] \
  || fail 'a bundle without template got none'
[ "$(ls p/src/kinds/functions/turn.plating/examples)" = mine.tf ] \
  || fail 'examples were added to others'
[ "$(cat p/src/kinds/functions/old.plating/docs/old.tmpl.md)" = x ] \
  || fail 'a template was touched'

# Only inside the project: bundles elsewhere are left alone.
mkdir -p other/resources/axle.plating
rm -r p/src
adorn --discover auto --discover "bundles,root=$tmp/other"
[ -z "$(find other -type f)" ] || fail 'wrote outside the project'
rm -r p/components
adorn -o elsewhere
[ -f p/elsewhere/components/actions/go.plating/docs/widget_go.tmpl.md ] \
  || fail '--output-dir does nothing'

# The provider if it is asked for.
rm -r p/elsewhere
adorn --component-type provider
[ -f p/components/provider.plating/docs/widget.tmpl.md ] \
  || fail 'no bundle of the provider'
cat > expected <<'END'
provider "widget" {
  host = "example"
}
END
expect_same expected p/components/provider.plating/examples/example.tf

# A bundle that nobody would find again is none.
mkdir q
cat > q/schema.json <<'EOF'
{"format_version": "1.0", "provider_schemas": {"x/y/acme": {
  "resource_schemas": {"acme_a/b": {"version": 0, "block": {}},
                       "../up": {"version": 0, "block": {}},
                       "_part": {"version": 0, "block": {}}}}}}
EOF
$PLATING adorn -C q --no-config --layout bundles > out 2> err \
  || fail "names that are none of files: $?"
[ "$(find q -type f)" = q/schema.json ] || fail 'a bundle of such a name'
for name in a/b ../up _part; do
  expect_text err "$name: no bundle was made: its name can't be that of a file"
done
