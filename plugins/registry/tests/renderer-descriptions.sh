#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: with warn-missing-descriptions, each attribute, block and
# parameter without a description is a warning with its component and path,
# up to a number; pages are the same, and by default nothing is said.

. "$PLATING_TEST_FUNCTIONS"

none='{"type":"string","optional":true}'
many=$(awk -v none="$none" 'BEGIN {
  for (i = 0; i < 130; i++)
    printf "%s\"a%d\":%s", (i ? "," : ""), i, none }')
cat > schema.json <<EOF
{"format_version": "1.0", "provider_schemas": {"foo": {
  "provider": {"block": {"attributes": {"token": $none}}},
  "resource_schemas": {
    "foo_many": {"block": {"attributes": {$many}}},
    "foo_x": {"block": {
      "attributes": {
        "blank": {"type": "string", "optional": true, "description": " "},
        "full": {"type": "string", "optional": true, "description": "f"},
        "id": {"type": "string", "computed": true},
        "nest": {"optional": true, "description": "n", "nested_type": {
          "nesting_mode": "list", "attributes": {"id": $none}}}},
      "block_types": {
        "part": {"nesting_mode": "list", "block": {
          "attributes": {"deep": $none},
          "block_types": {"inner": {"nesting_mode": "single", "block": {
            "description": "i", "attributes": {"q": $none}}}}}},
        "timeouts": {"nesting_mode": "single", "block": {
          "attributes": {"create": $none}}}}}}},
  "functions": {"fn": {"return_type": "string", "parameters": [
    {"name": "p", "type": "string"}]}}}}}
EOF

$PLATING plate --quiet --provider-name foo --output-dir plain \
  --providers-schema schema.json 2> log
[ ! -s log ] || { cat log >&2; fail 'warnings that nobody asked for'; }
$PLATING plate --verbose --provider-name foo --output-dir warned \
  --providers-schema schema.json \
  --plugin registry,warn-missing-descriptions=true 2> log
diff -r plain warned >&2 || fail 'pages differ'
sed -n 's,^plating: warning: ,,p' log > warnings
grep -v foo_many warnings | LC_ALL=C sort > made
cat > expected <<'EOF'
fn: function: parameter "p" has no description [registry-renderer]
foo: provider: attribute "token" has no description [registry-renderer]
foo_x: resource: attribute "blank" has no description [registry-renderer]
foo_x: resource: attribute "nest.id" has no description [registry-renderer]
foo_x: resource: attribute "part.deep" has no description [registry-renderer]
foo_x: resource: attribute "part.inner.q" has no description [registry-renderer]
foo_x: resource: block "part" has no description [registry-renderer]
EOF
expect_same expected made
[ "$(grep -c foo_many warnings)" = 101 ] || fail 'not bounded'
expect_text log '30 more attributes or blocks have no description'
