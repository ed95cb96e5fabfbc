#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: components whose names tfplugindocs can't cope with get their
# pages, and one whose page is taken by another is named in a warning; with
# `compatible', the same inputs fail as there.

. "$PLATING_TEST_FUNCTIONS"

block='{"block":{"attributes":{"x":{"type":"string","optional":true}}}}'
cat > schema.json <<EOF
{"format_version": "1.0", "provider_schemas": {"foo": {
  "provider": $block,
  "resource_schemas": {"foo": $block, "foo_foo": $block, "foo_a": $block},
  "data_source_schemas": {"bar_x": $block, "foo_a.b": $block},
  "functions": {"foo_fn": {"return_type": "string"},
                "plain": {"return_type": "bool"}}}}}
EOF

$PLATING plate --provider-name foo --providers-schema schema.json 2> log
expect_text docs/data-sources/bar_x.md '# bar_x (Data Source)'
expect_text docs/data-sources/a.b.md '# foo_a.b (Data Source)'
expect_text docs/functions/fn.md 'foo_fn() string'
expect_text docs/functions/plain.md 'plain() bool'
expect_text docs/resources/foo.md '# foo_foo (Resource)'
expect_text log 'resource "foo" has no page' \
  '"resources/foo.md" is that of "foo_foo"'
[ "$(find docs -type f | wc -l)" = 7 ] || fail 'other pages'

# A template of the same name shows the component, too.
mkdir -p templates/functions templates/data-sources
echo '{{ .FunctionSignatureMarkdown }}' > templates/functions/fn.md.tmpl
echo '{{ .Name }}!' > templates/data-sources/a.b.md.tmpl
$PLATING plate --provider-name foo --providers-schema schema.json 2> log
expect_text docs/functions/fn.md 'foo_fn() string'
expect_text docs/data-sources/a.b.md 'foo_a.b!'

rm -r docs templates
expect_status 3 $PLATING plate --provider-name foo \
  --providers-schema schema.json --plugin registry,compatible=true 2> log
expect_text log 'template: docTemplate:6:14: executing "docTemplate" at' \
  '<plainmarkdown>: invalid value; expected string' \
  'function entitled "fn" does not exist' \
  'data source entitled "foo", or "foo_bar_x" does not exist' \
  'data source entitled "foo", or "foo_a" does not exist'
[ ! -e docs/functions/fn.md ] || fail 'compatible made functions/fn.md'
[ -e docs/functions/plain.md ] || fail 'compatible lacks functions/plain.md'
