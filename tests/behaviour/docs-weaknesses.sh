#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: the page on the differences from the Python tool has each of the 27
# weaknesses once and in order, and every test that it names is there and is
# run.

. "$PLATING_TEST_FUNCTIONS"

page=$srcdir/doc/differences-from-plating.md
sed -n 's/^| \(W[0-9]*\) |.*/\1/p' "$page" > numbers
i=1
while [ "$i" -le 27 ]; do
  echo "W$i"
  i=$((i + 1))
done | diff - numbers || fail 'numbers'

sed -n 's/^| \(W[0-9]*\) | .* | \(`.*`\) |$/\1 \2/p' "$page" \
  | sed 's/[`,]//g' > tests
[ "$(wc -l < tests)" = 27 ] || fail 'a weakness without a test'
while read -r number names; do
  for name in $names; do
    [ -f "$srcdir/$name" ] || fail "$number: there is no $name"
    # In the list of its folder, below which it is named.
    folder=${name%/*}
    makefile=$folder/Makefile.am
    [ -f "$srcdir/$makefile" ] || makefile=${folder%/*}/Makefile.am
    base=${name##*/}
    grep -q "\(/\|[[:space:]]\)${base%.c}" "$srcdir/$makefile" \
      || fail "$number: $makefile does not run $name"
  done
done < tests
# What the comparison with that tool explains is among them.
sed -n 's/^\(W[0-9]*\) .*/\1/p' \
  "$srcdir/tests/conformance/corpus-bundles/explained.txt" | sort -u \
  | while read -r number; do
      grep -qx "$number" numbers || fail "$number is not on the page"
    done
