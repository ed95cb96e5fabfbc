#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: `plating info' counts the components of each kind and those that
# have templates, without the provider, behind a list that is the same with
# and without it, as text and as JSON; nothing is counted twice or left out,
# and nothing is written.

. "$PLATING_TEST_FUNCTIONS"

cp "$srcdir/doc/demo/schema.json" .
listed ()
{
  $PLATING info --no-config --providers-schema schema.json "$@" > out 2> err \
    || { cat err >&2; fail "status $?"; }
  sed '/^$/,$d' out > list
  sed '1,/^$/d' out > statistics
}

listed
# Two of one kind have templates of their own, all of another one's kind do.
kinds=$(sed -n 's/^\([a-z-]*\)  *.*/\1/p' list | grep -vx provider | uniq)
mkdir -p templates/resources
for name in $(awk '$1 == "resource" { print $2 }' list | head -n 2); do
  echo "# $name" > "templates/resources/$name.md.tmpl"
done
echo '# {{.Name}}' > templates/data-sources.md.tmpl
listed

expected_of () # KIND: how many have templates
{
  case $1 in
  resource) echo 2 ;;
  data-source) grep -c "^$1 " list ;;
  *) echo 0 ;;
  esac
}
# The list is the measure.
{
  echo 'Registry Statistics:'
  echo "   Total components: $(grep -vc '^provider ' list)"
  echo "   Component types: $(echo $kinds | sed 's/ /, /g')"
  for kind in $kinds; do
    echo "   $kind: $(grep -c "^$kind " list) total," \
         "$(expected_of "$kind") with templates"
  done
} > expected
expect_same expected statistics
[ "$(wc -l < expected)" -gt 6 ] || fail 'too few kinds to tell'
[ "$(expected_of data-source)" -gt 0 ] || fail 'no data source'
[ ! -e docs ] || fail 'something was written'

$PLATING info --no-config --providers-schema schema.json --format json > json
python3 - json <<'END' || fail 'JSON says something else'
import collections, json, sys

info = json.load (open (sys.argv[1]))
ours = [c for c in info['components'] if c['kind'] != 'provider']
counted = collections.Counter (c['kind'] for c in ours)
made = collections.Counter (c['kind'] for c in ours if c['has_template'])
assert info['statistics'] == {
    'total_components': sum (counted.values ()),
    'component_types': list (counted), 'totals': counted,
    'with_templates': {kind: made[kind] for kind in counted},
}, info['statistics']
assert made['resource'] == 2 and made['data-source'] > 0
END

# Bundles have templates, or only examples.
rm -r templates
mkdir -p b/resources/one.plating/docs b/resources/two.plating/examples
echo '# one' > b/resources/one.plating/docs/one.tmpl.md
touch b/resources/two.plating/examples/example.tf
# One that has still to be written is no template yet.
mkdir -p b/resources/three.plating/docs
: > b/resources/three.plating/docs/three.tmpl.md
n=$(grep -c '^resource ' list)
listed --discover bundles,root=b
expect_text statistics "resource: $((n + 3)) total, 1 with templates"

rm -r b

# Where there is nothing, nothing is counted.
echo '{"format_version":"1.0","provider_schemas":{"x/y/z":{}}}' > empty.json
$PLATING info --no-config --providers-schema empty.json > out 2> err \
  || { cat err >&2; fail "empty: status $?"; }
expect_text out 'Total components: 0'
! grep -q 'Component types' out || fail 'types of nothing'

# What was not asked for is neither listed nor counted.
listed --component-type data_source
[ -z "$(grep -v '^data-source ' list)" ] && [ -s list ] \
  || fail 'other kinds are listed'
n=$(grep -c '^data-source ' list)
expect_text statistics "Total components: $n" 'Component types: data-source'
name=$(awk 'NR == 1 { print $2 }' list)
listed --components "$name" --components 'no_such_*'
[ "$(awk '{ print $2 }' list | sort -u)" = "$name" ] \
  || fail 'other names are listed'
expect_text err "warning: no component has a name that matches 'no_such_*'"
listed --component-type state-store
[ ! -s list ] && expect_text statistics 'Total components: 0'
$PLATING stats --no-config --providers-schema schema.json \
  --component-type data_source > out
printf 'Registry Statistics:\n   Total components: %s\n' "$n" > expected
head -n 2 out | diff - expected || fail 'stats counts others'
[ "$(grep -vc "^   data_source: $n total" out)" = 2 ] || fail 'stats, types'
