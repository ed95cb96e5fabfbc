#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: of mkdocs.yml only the navigation is written, all other bytes stay;
# a file that cannot be edited is left alone, with an error that says where; a
# check sees a navigation that is old.

. "$PLATING_TEST_FUNCTIONS"

mkdir -p resources/a.plating/docs
printf '# a\n' > resources/a.plating/docs/acme_a.tmpl.md
echo '{"format_version": "1.0", "provider_schemas": {"x/y/acme": {
  "resource_schemas": {"acme_a": {"version": 0, "block": {}}}}}}' > schema.json
plate ()
{
  $PLATING plate --quiet --no-config --provider-name acme \
    --providers-schema schema.json "$@"
}
cat > mkdocs.yml <<'END'
# our site
site_name:   "Acme"	# with a name
nav:
  - Home: index.md   # gone soon
markdown_extensions:
  - pymdownx.emoji:
      emoji_index: !!python/name:material.extensions.emoji.twemoji
extra: &e
  key: !ENV [KEY, "x"]
again: *e
END
sed '/^nav:/,/^  - Home/d' mkdocs.yml > others
expect_status 1 plate --check > out 2>&1
grep -q mkdocs.yml out || fail 'a check that does not see it'
plate
cat > nav <<'END'
nav:
- Overview: index.md
- Resources:
  - a: resources/a.md
END
{ sed '/^markdown/,$d' others; cat nav; sed -n '/^markdown/,$p' others; } \
  | diff - mkdocs.yml || fail 'mkdocs.yml'
plate --check || fail 'a check when nothing has changed'

printf 'a: [1\nb: 2\n' > mkdocs.yml
cp mkdocs.yml before
expect_status 1 plate 2> err
expect_text err 'mkdocs.yml:'
cmp mkdocs.yml before || fail 'a file that cannot be edited'

# Paths start where the site's pages do.
where () # DOCS_DIR OUTPUT PAGE
{
  printf 'site_name: x\n%s' "$1" > mkdocs.yml
  plate -o "$2"
  expect_text mkdocs.yml "a: $3" "Overview: ${3%resources/a.md}index.md"
  rm -r "${2%%/*}"
}
mkdir guides
echo '# g' > guides/g.md
where '' docs/reference reference/resources/a.md
where '' docs resources/a.md
where 'docs_dir: ./site/docs/
' site/docs resources/a.md
where 'docs_dir: "site"
' site/x/y x/y/resources/a.md
where 'docs_dir: sit
' site/x resources/a.md
where 'docs_dir: .
' site site/resources/a.md
where 'docs_dir: !ENV [A, docs]
' docs/x x/resources/a.md
rm -r guides

rm mkdocs.yml
plate --plugin jinja,navigation=false
[ ! -e mkdocs.yml ] || fail 'a navigation that is not wanted'
plate
cmp mkdocs.yml nav || fail 'a file that was not there'

# What can't be read keeps neither the index nor examples from being made.
rm -rf docs examples mkdocs.yml
mkdir -p resources/a.plating/examples
echo 'resource "acme_a" "x" {}' > resources/a.plating/examples/x.tf
mkfifo mkdocs.yml
expect_status 1 plate --generate-examples 2> err
expect_text err "mkdocs.yml: can't read it: it is no regular file"
for file in docs/index.md examples/resource/a/x.tf; do
  [ -f $file ] || fail "$file was not made"
done
