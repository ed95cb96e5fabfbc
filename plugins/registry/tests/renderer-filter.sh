#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: filters leave pages of other components alone and change nothing
# else; --ignore-deprecated leaves out a deprecated component unless it has
# a template of its own.

. "$PLATING_TEST_FUNCTIONS"

new='{"block":{"attributes":{"x":{"type":"string","optional":true}}}}'
old='{"block":{"deprecated":true}}'
cat > schema.json <<EOF
{"format_version": "1.0", "provider_schemas": {"foo": {
  "provider": $new,
  "resource_schemas": {"foo_a": $new, "foo_b": $new, "foo_old": $old,
                       "foo_own": $old},
  "data_source_schemas": {"foo_a": $new, "foo_old": $old},
  "functions": {"gone": {"return_type": "bool",
                         "deprecation_message": "x"}}}}}
EOF
mkdir -p templates/resources templates/guides
echo 'own {{ .Name }}' > templates/resources/own.md.tmpl
echo 'fallback {{ .Name }}' > templates/data-sources.md.tmpl
echo 'guide' > templates/guides/g.md

# expect_pages PAGE... -- OPTION...
expect_pages ()
{
  : > expected
  while [ "$1" != -- ]; do
    echo "$1" >> expected
    shift
  done
  shift
  rm -rf docs
  $PLATING plate --provider-name foo --providers-schema schema.json "$@" \
    2> log
  ( cd docs && find . -type f | sed 's,^\./,,' | LC_ALL=C sort ) > made
  expect_same expected made
}

expect_pages data-sources/a.md data-sources/old.md functions/gone.md \
  guides/g.md index.md resources/a.md resources/b.md resources/old.md \
  resources/own.md --
expect_text docs/data-sources/old.md 'fallback foo_old'
expect_pages data-sources/a.md guides/g.md index.md resources/a.md \
  resources/b.md resources/own.md -- --ignore-deprecated
expect_text docs/resources/own.md 'own foo_own'
expect_pages guides/g.md resources/a.md resources/b.md resources/old.md \
  resources/own.md -- --component-type resource
expect_pages data-sources/a.md guides/g.md resources/a.md -- \
  --components foo_a
