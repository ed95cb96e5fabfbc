#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: a template that fails ends its page, with the file, line and column
# that are at fault, in a partial too; all other pages are made, what failed is
# linked from nowhere, and the exit status tells.

. "$PLATING_TEST_FUNCTIONS"

bundle () # NAME: the template is standard input
{
  mkdir -p "resources/$1.plating/docs"
  cat > "resources/$1.plating/docs/$1.tmpl.md"
}
echo '# Good {{ name }}' | bundle good
printf 'one\ntwo {{ nothing.at.all }}\n' | bundle undefined
printf '# X\n\n{%% if x %%}\n' | bundle open
printf '{{ 1 // 0 }}' | bundle zero
printf '{%% include "_part.md" %%}\n' | bundle partial
printf 'fine\n\n  {{ name.x.y }}\n' > resources/partial.plating/docs/_part.md
printf '{{ render("_none.md") }}' | bundle missing
printf -- '---\npage_title: "open\n---\n# X\n' | bundle matter
cat > schema.json <<'END'
{"format_version": "1.0", "provider_schemas": {"x/y/acme": {
  "resource_schemas": {}}}}
END
expect_status 3 $PLATING plate --provider-name acme \
  --providers-schema schema.json 2> err
expect_text err "resources/undefined.plating/docs/undefined.tmpl.md:2:"
expect_text err "resources/open.plating/docs/open.tmpl.md:"
expect_text err "resources/zero.plating/docs/zero.tmpl.md:1:"
expect_text err "ZeroDivisionError"
expect_text err "resources/partial.plating/docs/_part.md:3:"
expect_text err "resources/missing.plating/docs/missing.tmpl.md:1:"
expect_text err "there is no template '_none.md'"
expect_text err "resources/matter.plating/docs/matter.tmpl.md"
expect_text err "its front matter is wrong"
[ "$(ls docs/resources)" = good.md ] || fail 'pages that were made'
[ "$(cat docs/resources/good.md)" = '# Good good' ] || fail 'the good page'
# Neither the index nor the navigation links what is not there.
grep -q 'resources/good.md' docs/index.md || fail 'the index'
for name in undefined open zero partial missing matter; do
  ! grep -q "resources/$name.md" docs/index.md mkdocs.yml \
    || fail "$name is linked"
done

# An empty template is no page, and no mistake.
mkdir -p resources/empty.plating/docs
: > resources/empty.plating/docs/empty.tmpl.md
rm -rf resources/[mopuz]*.plating docs
$PLATING plate --provider-name acme --providers-schema schema.json 2> err \
  || fail "an empty template: $?"
expect_text err 'the template is empty' 'resources/empty.plating/docs'
[ "$(ls docs/resources)" = good.md ] || fail 'the page of an empty template'
! grep -q empty docs/index.md mkdocs.yml || fail 'it is linked'

# The provider's own template: the index fails, the pages do not.
rm -rf resources/[mopuz]*.plating docs
mkdir -p provider.plating/docs
printf '# P\n{{ nothing.at.all }}\n' > provider.plating/docs/acme.tmpl.md
expect_status 1 $PLATING plate --provider-name acme \
  --providers-schema schema.json 2> err
expect_text err "provider.plating/docs/acme.tmpl.md:2:"
[ -f docs/resources/good.md ] || fail 'the page beside a bad index'
[ ! -e docs/index.md ] || fail 'an index'
