#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: what lies beside bundles does not hinder them, one that can't be
# listed is told and hinders no other, and links to bundles and their parts
# lead where they say.

. "$PLATING_TEST_FUNCTIONS"

bundle () # DIRECTORY NAME: the template is standard input
{
  mkdir -p "$1/docs"
  cat > "$1/docs/$2.tmpl.md"
}
cat > schema.json <<'END'
{"format_version": "1.0", "provider_schemas": {"x/y/acme": {}}}
END
plate ()
{
  $PLATING plate --no-config --provider-name acme \
    --providers-schema schema.json --generate-examples \
    --discover bundles,root=one --discover bundles,root=two "$@" 2> err
}
deep=$(printf '%080d' 0 | sed 's|0|d/|g')

# Something between the bundles that nobody can list.
echo '# {{ name }} {% include "_p.md" %}' | bundle one/acme_a.plating acme_a
echo 'part' > one/acme_a.plating/docs/_p.md
echo '# {{ name }}' | bundle two/acme_b.plating acme_b
mkdir -p "other/$deep"
plate || { cat err >&2; fail "what is no bundle's hinders them: $?"; }
[ "$(cat docs/resources/a.md)" = '# acme_a part' ] || fail 'the page a'
[ "$(cat docs/resources/b.md)" = '# acme_b' ] || fail 'the page b'

# One of the bundles is such a thing itself.
mkdir -p "two/acme_b.plating/examples/$deep"
rm -rf docs
status=0
plate || status=$?
[ "$status" = 1 ] || { cat err >&2; fail "it can't be listed: $status"; }
expect_text err "two/acme_b.plating: can't list the bundle: it has too many"
[ "$(cat docs/resources/a.md)" = '# acme_a part' ] || fail 'the other one'
[ ! -e docs/resources/b.md ] || fail 'a page of it'
rm -r two/acme_b.plating/examples

# Without and with the other directory: the snapshot is made in two ways.
mkdir -p text/docs text/examples/set/fixtures
echo '# {{ name }}: {% include "_q.md" %} {{ example("x") }}' \
  > text/docs/acme_l.tmpl.md
echo 'linked' > text/docs/_q.md
echo 'resource "acme_l" "x" {}' > text/examples/x.tf
echo 'resource "acme_l" "g" {}' > text/examples/set/main.tf
echo 'data' > text/examples/set/fixtures/data
mkdir -p one/kept one/acme_m.plating/docs one/acme_n.plating/examples \
  one/many.plating
cp -r text one/kept/whole
ln -s kept/whole one/acme_l.plating
sed 's/acme_l/acme_m/' text/docs/acme_l.tmpl.md \
  > one/acme_m.plating/docs/acme_m.tmpl.md
cp text/docs/_q.md one/acme_m.plating/docs
cp -r text/examples one/kept/examples
sed -i 's/acme_l/acme_m/' one/kept/examples/x.tf one/kept/examples/set/main.tf
ln -s ../kept/examples one/acme_m.plating/examples
mkdir one/kept/n
echo '# {{ name }} {{ example("set") }}' > one/kept/n/acme_n.tmpl.md
ln -s ../kept/n one/acme_n.plating/docs
mkdir -p one/kept/set
echo 'resource "acme_n" "g" {}' > one/kept/set/main.tf
ln -s ../../kept/set one/acme_n.plating/examples/set
# Not into itself for ever.
ln -s .. one/acme_n.plating/examples/up
mkdir -p one/kept/part/docs
echo '# {{ name }}' > one/kept/part/docs/acme_part.tmpl.md
ln -s ../kept/part one/many.plating/acme_part
pages ()
{
  rm -rf docs examples mkdocs.yml
  plate || { cat err >&2; fail "links, $1: $?"; }
  for name in l m; do
    printf '# acme_%s: linked ```terraform\nresource "acme_%s" "x" {}\n\n```' \
      $name $name > expected
    expect_same expected docs/resources/$name.md
    [ -f examples/resource/$name/x.tf ] || fail "$1: the example of $name"
    [ -f examples/integration/set/acme_$name.tf ] \
      || fail "$1: the group's part of $name"
  done
  [ -f examples/integration/set/fixtures/data ] || fail "$1: the fixture"
  printf '# acme_n ```terraform\nresource "acme_n" "g" {}\n\n```' > expected
  expect_same expected docs/resources/n.md
  [ "$(cat docs/resources/part.md)" = '# acme_part' ] \
    || fail "$1: a part of a bundle"
}
pages 'each by itself'
rm -r other
pages 'all at once'
