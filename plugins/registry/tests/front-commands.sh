#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: started as tfplugindocs, or as `plating tfplugindocs`, the program
# takes that command line: channels, exit statuses and progress lines are
# those of tfplugindocs, and a page that fails leaves the old one alone.

. "$PLATING_TEST_FUNCTIONS"

mkdir bin terraform-provider-foo
ln -s "$builddir/core/plating" bin/tfplugindocs
tool=$tmp/bin/tfplugindocs
cd terraform-provider-foo
block='{"block":{"attributes":{"x":{"type":"string","optional":true}}}}'
cat > ../schema.json <<END
{"format_version": "1.0", "provider_schemas": {"foo": {
  "provider": $block, "resource_schemas": {"foo_a": $block}}}}
END

# The command line.
expect_status 0 "$tool" --help > out 2> err
[ ! -s out ] || fail 'help on standard output'
expect_text err 'Usage: tfplugindocs [--version] [--help] <command> [<args>]'
expect_status 0 "$tool" --version 2> err
expect_text err 'tfplugindocs Version '
expect_status 127 "$tool" help 2> err
expect_status 127 "$tool" --provider-name foo 2> err
expect_status 1 "$tool" --provider-name=foo generate 2> err
expect_text err 'Invalid flags before the subcommand.'
expect_status 2 "$tool" generate --nope 2> err
expect_text err 'flag provided but not defined: -nope' 'Usage of generate:'
expect_status 2 "$tool" validate --provider-dir 2> err
expect_text err 'flag needs an argument: -provider-dir'
expect_status 1 "$tool" --provider-dir=nowhere 2> err
expect_text err 'Error executing command: unable to generate website: error'

# Pages.
mkdir -p docs/resources docs/cdktf
echo old > docs/resources/old.md
echo kept > docs/cdktf/kept.md
expect_status 0 "$tool" --providers-schema=../schema.json > out 2> err
[ ! -s err ] || fail 'messages on standard error'
expect_text out \
  'rendering website for provider "terraform-provider-foo" (as' \
  'generating new template for "foo_a"' 'removing directory: "resources"' \
  'rendering "resources/a.md.tmpl"'
expect_text docs/resources/a.md '# foo_a (Resource)'
[ ! -e docs/resources/old.md ] || fail 'an old page is left'
[ -e docs/cdktf/kept.md ] || fail 'a page of others is gone'
cp -r docs ../first
expect_status 0 $PLATING tfplugindocs generate --providers-schema \
  ../schema.json > again 2> err
diff -r docs ../first || fail 'the second run makes other pages'

# A temporary directory that is another than it looks like.
echo mine > mine
expect_status 0 "$tool" --providers-schema=../schema.json \
  --website-temp-dir=none/.. > out
[ -e mine ] || fail 'the project is removed'
rm -r mine none templates
diff -r docs ../first || fail 'with a temporary directory other pages come'

# A failing page.
mkdir -p templates/resources
echo '{{ .Nope }}' > templates/resources/a.md.tmpl
expect_status 1 "$tool" --providers-schema=../schema.json > out 2> err
expect_text err 'unable to render resource template "resources/a.md.tmpl"' \
  "can't evaluate field Nope"
diff -r docs ../first || fail 'a failing page does harm'
rm -r templates

# What is deprecated and has a template of its own has a page.
sed 's/"foo_a": {"block":{/&"deprecated":true,/' ../schema.json > ../gone.json
mkdir -p templates/resources
echo '{{ .Name }}' > templates/resources/a.md.tmpl
expect_status 0 "$tool" --providers-schema=../gone.json \
  --ignore-deprecated > out 2> err
[ ! -s err ] || { cat err >&2; fail 'what has a page is said to be missing'; }
expect_text docs/resources/a.md 'foo_a'
rm -r templates
expect_status 0 "$tool" --providers-schema=../gone.json \
  --ignore-deprecated > out 2> err
[ ! -e docs/resources/a.md ] || fail 'what is deprecated has a page'
expect_status 0 "$tool" --providers-schema=../schema.json > out
diff -r docs ../first || fail 'something of it is left'

# What the original dies of.
sed 's/{"foo_a": {.*}}$/{"foo_a": {}}}}}/' ../schema.json > ../bad.json
sed -i 's/"foo_a": {"block.*/"foo_a": {}}}}}/' ../bad.json
expect_status 2 "$tool" --providers-schema=../bad.json > out 2> err
[ "$(wc -l < err)" = 1 ] || fail 'a crash is not told in one line'

# Checks.
expect_status 0 "$tool" validate --providers-schema=../schema.json \
  > out 2> err
expect_text out 'running mixed directories check' \
  'running file checks on docs/resources/a.md'
rm docs/resources/a.md
echo > docs/resources/b.md
expect_status 1 "$tool" validate --providers-schema=../schema.json \
  > out 2> err
expect_text err 'Error executing command: validation errors found: ' \
  'missing documentation file for resource: foo_a'

# Links in the output are not written through.
echo mine > ../mine.md
rm docs/index.md
ln -s ../../mine.md docs/index.md
expect_status 0 "$tool" --providers-schema=../schema.json > out
[ "$(cat ../mine.md)" = mine ] || fail 'a link is written through'
