#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: `plating info' counts the components of each kind, without the
# provider, behind a list that is the same with and without it, as text and as
# JSON; nothing is counted twice or left out.

. "$PLATING_TEST_FUNCTIONS"

cp "$srcdir/doc/demo/schema.json" .
$PLATING info --no-config --providers-schema schema.json > out 2> err \
  || { cat err >&2; fail "status $?"; }
sed '/^$/,$d' out > list
sed '1,/^$/d' out > statistics

# The list is the measure.
kinds=$(sed -n 's/^\([a-z-]*\)  *.*/\1/p' list | grep -vx provider | uniq)
{
  echo 'Registry Statistics:'
  echo "   Total components: $(grep -vc '^provider ' list)"
  echo "   Component types: $(echo $kinds | sed 's/ /, /g')"
  for kind in $kinds; do
    echo "   $kind: $(grep -c "^$kind " list) total"
  done
} > expected
expect_same expected statistics
[ "$(wc -l < expected)" -gt 6 ] || fail 'too few kinds to tell'

$PLATING info --no-config --providers-schema schema.json --format json > json
python3 - json <<'END' || fail 'JSON says something else'
import collections, json, sys

info = json.load (open (sys.argv[1]))
counted = collections.Counter (c['kind'] for c in info['components']
                               if c['kind'] != 'provider')
assert info['statistics'] == {
    'total_components': sum (counted.values ()),
    'component_types': list (counted), 'totals': counted,
}, info['statistics']
END

# Where there is nothing, nothing is counted.
echo '{"format_version":"1.0","provider_schemas":{"x/y/z":{}}}' > empty.json
$PLATING info --no-config --providers-schema empty.json > out 2> err \
  || { cat err >&2; fail "empty: status $?"; }
expect_text out 'Total components: 0'
! grep -q 'Component types' out || fail 'types of nothing'
