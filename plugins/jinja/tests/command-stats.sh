#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: `plating stats` counts components by type and those that have
# templates, as text and as JSON, and writes nothing.

. "$PLATING_TEST_FUNCTIONS"

mkdir -p resources/a.plating/docs functions/f.plating/docs
echo '# a' > resources/a.plating/docs/acme_a.tmpl.md
echo '# f' > functions/f.plating/docs/f.tmpl.md
cat > schema.json <<'END'
{"format_version": "1.0", "provider_schemas": {"x/y/acme": {
  "resource_schemas": {"acme_a": {"version": 0, "block": {}},
                       "acme_b": {"version": 0, "block": {}}},
  "functions": {"f": {"return_type": "string"}}}}}
END
stats="$PLATING stats --provider-name acme --providers-schema=schema.json"
$stats --no-config > out
cat > expected <<'END'
Registry Statistics:
   Total components: 3
   function: 1 total, 1 with templates
   resource: 2 total, 1 with templates
END
diff out expected || fail 'text'
[ ! -e docs ] && [ ! -e mkdocs.yml ] || fail 'something was written'
$stats --format json > out
cat > expected <<'END'
{"total_components": 3, "function": {"total": 1, "with_templates": 1}, "resource": {"total": 2, "with_templates": 1}, "component_types": ["function", "resource"]}
END
diff out expected || fail 'JSON'

# One without a word is no template yet; one that fails is.
mkdir -p resources/b.plating/docs
: > resources/b.plating/docs/acme_b.tmpl.md
echo '{{' > resources/a.plating/docs/acme_a.tmpl.md
$stats > out
expect_text out 'resource: 2 total, 1 with templates'
$PLATING info --no-config --provider-name acme \
  --providers-schema schema.json > out
expect_text out 'resource: 2 total, 1 with templates'
rm -r resources/b.plating
echo '# a' > resources/a.plating/docs/acme_a.tmpl.md

expect_status 2 $stats --nosuch 2> err
expect_text err "unknown option 'nosuch'"
expect_status 2 $stats --format xml 2> err
expect_status 2 $stats x 2> err
expect_status 3 $PLATING stats --provider-name other \
  --providers-schema schema.json 2> err
expect_text err 'unable to find schema'

# As `plating info' it finds the project and its configuration from any
# directory in it, and takes the environment before them; what is wrong with
# a bundle is told.
mkdir -p sub other/resources/z.plating/docs
echo '# z' > other/resources/z.plating/docs/acme_z.tmpl.md
printf '%s\n' 'discover: ["bundles,root=other"]' \
  'providers-schema: schema.json' > plating.yaml
(cd sub && $PLATING stats) > out || fail 'from another directory'
expect_text out 'Total components: 4' 'resource: 3 total, 1 with templates'
PLATING_COMPONENT_TYPE=function $PLATING stats > out
expect_text out 'Total components: 1'
$PLATING stats --no-config --providers-schema schema.json > out
expect_text out 'resource: 3 total, 2 with templates'
touch "other/resources/z.plating/docs/a$(printf '\t')b.tmpl.md"
expect_status 1 $PLATING stats > out 2> err
expect_text err 'plating: error: other/resources/z.plating: rename'
expect_text out 'Registry Statistics:'
