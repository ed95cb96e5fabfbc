#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: the index shows the provider's real schema, or is made from the
# provider's own template; it speaks of no framework, keeps what stands
# between markers, and lists what there is whatever a run leaves out.

. "$PLATING_TEST_FUNCTIONS"

mkdir -p resources/a.plating/docs data_sources/d.plating/docs
printf -- '---\nsubcategory: "Zoo"\n---\n# a\n' \
  > resources/a.plating/docs/acme_a.tmpl.md
printf '# d\n' > data_sources/d.plating/docs/acme_d.tmpl.md
cat > schema.json <<'END'
{"format_version": "1.0", "provider_schemas": {"x/y/acme": {
  "provider": {"version": 0, "block": {"attributes": {
    "token": {"type": "string", "required": true}}}},
  "resource_schemas": {"acme_a": {"version": 0, "block": {}}},
  "data_source_schemas": {"acme_d": {"version": 0, "block": {}}}}}}
END
plate ()
{
  $PLATING plate --quiet --no-config --provider-name acme \
    --providers-schema schema.json --plugin jinja,schema-style=flat "$@"
}
plate
cat > expected <<'END'
---
page_title: "Acme Provider"
description: |-
  Terraform provider for acme
---

# Acme Provider

Terraform provider for acme.

## Example Usage

```terraform
provider "acme" {
  # Configuration options
}
```

## Schema

### Required

- `token` (String)

### Data Sources

- [`acme_d`](./data-sources/d.md)

## Zoo

### Resources

- [`acme_a`](./resources/a.md)

END
diff docs/index.md expected || fail 'the index'
! grep -qi pyvider docs/index.md || fail 'the words of another provider'

# A run that leaves components out lists them all the same.
cp docs/index.md whole
cp mkdocs.yml whole.yml
plate --component-type resource
cmp docs/index.md whole || fail 'the index of a filtered run'
cmp mkdocs.yml whole.yml || fail 'the navigation of a filtered run'

# Sections of the readers' own.
printf '<!-- BEGIN: notes -->\nours\n<!-- END: notes -->\n' >> docs/index.md
plate
expect_text docs/index.md ours
cp docs/index.md kept
plate
cmp docs/index.md kept || fail 'one run more'
plate --check || fail 'a check after it'

# The provider's own template.
mkdir -p provider.plating/docs provider.plating/examples
printf 'provider "acme" {}\n' > provider.plating/examples/example.tf
cat > provider.plating/docs/acme.tmpl.md <<'END'
# {{ component_type }} {{ provider_name }}

{{ example("example") }}

{{ schema() }}
<!-- BEGIN: notes -->
theirs
<!-- END: notes -->
END
plate
cat > expected <<'END'
# Provider acme

```terraform
provider "acme" {}

```

## Schema

### Required

- `token` (String)

<!-- BEGIN: notes -->
ours
<!-- END: notes -->

## Components

### Data Sources

- [`acme_d`](./data-sources/d.md)

## Zoo

### Resources

- [`acme_a`](./resources/a.md)

END
diff docs/index.md expected || fail 'the index of a template'
printf 'start\n{{ components() }}\nend\n' > provider.plating/docs/acme.tmpl.md
plate
[ "$(head -n 1 docs/index.md)" = start ] || fail 'lists in their place'
[ "$(grep -c 'acme_d' docs/index.md)" = 1 ] || fail 'lists twice'

# An empty one is still to be written.
: > provider.plating/docs/acme.tmpl.md
plate 2> err
expect_text err 'provider.plating/docs/acme.tmpl.md' 'the template is empty'
[ "$(sed -n 2p docs/index.md)" = 'page_title: "Acme Provider"' ] \
  || fail 'the index of an empty template'

# What this run leaves out for good is not there any more, though its page may
# still be.
rm -r provider.plating
plate
cp schema.json all.json
sed -i '/acme_a/s/"block": {}/"block": {"deprecated": true}/' schema.json
grep -q '(./resources/a.md)' docs/index.md || fail 'nothing to leave out'
plate --ignore-deprecated
[ -f docs/resources/a.md ] || fail 'a page was removed'
! grep 'resources/a.md' docs/index.md mkdocs.yml || fail 'it is linked'
mv all.json schema.json
plate
grep -q '(./resources/a.md)' docs/index.md || fail 'it is not linked again'
for template in resources/*/docs/acme_a.tmpl.md; do
  mv "$template" kept
  : > "$template"
done
plate 2> err
expect_text err 'the template is empty'
! grep 'resources/a.md' docs/index.md mkdocs.yml \
  || fail 'the page of an empty template is linked'
mv kept "$template"
plate --rendered-provider-name 'ACME Cloud'
expect_text docs/index.md 'page_title: "ACME Cloud Provider"' \
  'Terraform provider for ACME Cloud.' 'provider "acme" {'

# Links to pages of any name are links, here and for who follows them.
rm -r docs
for name in 'a b' 'x(y)[z]<w>' 'per%20cent' 'h#?&' 'back\\slash' 'back`tick'
do
  mkdir -p "resources/$name.plating/docs"
  printf -- '---\npage_title: T\n---\n# t\n' \
    > "resources/$name.plating/docs/$name.tmpl.md"
done
plate
expect_text docs/index.md '[`a b`](./resources/a%20b.md)' \
  '[`per%20cent`](./resources/per%2520cent.md)' \
  '[``back`tick``](./resources/back%60tick.md)'
$PLATING validate --no-config --provider-name acme --plugin links \
  > out 2>&1 || :
expect_text out ' files checked'
! grep dead-link out || fail 'links that lead nowhere'
mv 'docs/resources/a b.md' "docs/resources/a's.md"
$PLATING validate --no-config --provider-name acme --plugin links \
  > out 2>&1 || :
expect_text out 'docs/index.md:' 'no file for the link ./resources/a%20b.md'
