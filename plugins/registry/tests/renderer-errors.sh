#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: each template, example or component that can't be rendered is one
# failure with its place, others go on; templates read nothing outside the
# project.

. "$PLATING_TEST_FUNCTIONS"

good='{"block":{"attributes":{"x":{"type":"string","optional":true}}}}'
bad='{"block":{"attributes":{"x":{"type":"string"}}}}'
long=$(printf '%0300d' 0)
cat > schema.json <<EOF
{"format_version": "1.0", "provider_schemas": {"foo": {
  "provider": $good,
  "resource_schemas": {"foo_good": $good, "foo_bad": $bad,
    "../../up": $good, "foo_$long": $good}}}}
EOF
mkdir -p templates/guides
cd templates/guides
printf 'a\n  {{ nofunction }}' > parse.md.tmpl
printf 'a\n {{ tffile "gone.tf" }}' > gone.md.tmpl
echo '{{ tffile "templates" }}' > directory.md.tmpl
echo '{{ tffile "empty.tf" }}' > empty.md.tmpl
echo '{{ codefile "x" "/etc/passwd" }}' > absolute.md.tmpl
echo '{{ codefile "x" "../../../../../../../../etc/passwd" }}' \
  > relative.md.tmpl
echo '{{ codefile "x" "link" }}' > link.md.tmpl
printf '%s\n' '{{ tffile "nul\x00.tf" }}' > nul.md.tmpl
echo '{{ include "loop.txt" }}' > include.md.tmpl
echo '{{ "[a]()" | plainmarkdown }}' > plain.md.tmpl
cd ../..
echo '{{ include "loop.txt" }}' > loop.txt
printf ' \n' > empty.tf
ln -s /etc/passwd link

expect_status 3 $PLATING plate --provider-name foo \
  --providers-schema schema.json 2> log
expect_text log \
  'unable to render resource template "resources/bad.md.tmpl": unable to' \
  'unable to render schema: unable to render schema: no match for "x", this' \
  'template: docTemplate:2: function "nofunction" not defined' \
  'templates/guides/parse.md.tmpl:2' \
  'unable to execute template: template: docTemplate:2:4: executing' \
  'at <tffile "gone.tf">: error calling tffile: unable to read content from' \
  'gone.tf: no such file or directory' \
  'templates/guides/gone.md.tmpl:2:5' \
  'templates: is a directory' \
  'error calling tffile: no file content in' \
  'open /etc/passwd: it lies outside' \
  'link: it lies outside' \
  'nul\x00.tf: invalid argument' \
  'more than 20 files include each other' \
  'error calling plainmarkdown: runtime error: index out of range' \
  'no page can be named after this component: it holds a slash' \
  'no page can be named after this component: it is too long'
if grep -q 'unable to parse template "' log; then
  fail 'the text of a template is in a message'
fi
[ "$(grep -c '^plating: error: ' log)" = 13 ] \
  || { cat log >&2; fail 'other failures'; }
find docs -type f | LC_ALL=C sort > made
printf '%s\n' docs/index.md docs/resources/good.md > expected
expect_same expected made

# The original shows the template.
expect_status 3 $PLATING plate --provider-name foo --output-dir compatible \
  --providers-schema schema.json --plugin registry,compatible=true 2> log
expect_text log 'unable to parse template "a\n  {{ nofunction }}": template:' \
  'function "include" not defined'

# What is no file stops everything, as there.
rm -r docs
ln -s parse.md.tmpl templates/guides/sym.md.tmpl
expect_status 3 $PLATING plate --provider-name foo \
  --providers-schema schema.json 2> log
expect_text log 'unknown file type (134218239 / Lrwxrwxrwx) for' \
  '/templates/guides/sym.md.tmpl'
[ ! -e docs/index.md ] || fail 'pages were made all the same'
