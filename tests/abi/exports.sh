#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: the library and each plugin export what exports/*.txt lists and
# nothing else, and neither library nor command has a plugin's code in it.

. "$PLATING_TEST_FUNCTIONS"

lists=$srcdir/tests/abi/exports

# exports OBJECT: prints what it defines for others, with versions.
exports ()
{
  $NM -D --defined-only "$1" | awk '$2 != "A" { print $3 }' \
    | grep -v '^__odr_asan' | LC_ALL=C sort
}

# compare OBJECT LIST: fails if they differ.
compare ()
{
  exports "$1" > found
  LC_ALL=C sort "$2" > expected
  # Without symbol maps (--disable-linker-script) there are no versions.
  if ! grep -q @@ found; then
    sed 's/@@.*//' expected > plain
    mv plain expected
  fi
  diff -u expected found
}

library=$builddir/core/.libs/libplating.so
[ -e "$library" ] || fail "no $library"
status=0
compare "$library" "$lists/libplating.txt" >&2 || status=1

: > plugins
find "$builddir/plugins" -path '*/.libs/plating-*.so' > plugins
while read -r plugin; do
  name=${plugin##*/}
  list=$lists/${name%.so}.txt
  [ -f "$list" ] || fail "no list of exports for $name"
  compare "$plugin" "$list" >&2 || status=1
done < plugins
[ "$status" = 0 ] || fail 'exports differ from the lists'

# The check itself: one name more, one name less.
LC_ALL=C sort "$lists/libplating.txt" > longer
echo plating_planted@@PLATING_0.1 >> longer
if compare "$library" longer > /dev/null; then
  fail 'a missing export was not seen'
fi
sed 1d "$lists/libplating.txt" > shorter
if compare "$library" shorter > /dev/null; then
  fail 'a new export was not seen'
fi

# The names that the plugins' objects define, without those of their tests.
( cd "$builddir" && find plugins -path '*/tests/*' \
    -o -path '*/.libs/*.o' -exec $NM --defined-only --extern-only {} + ) \
  2>/dev/null \
  | awk 'NF == 3 && $2 ~ /[TDRBVW]/ { print $3 }' | LC_ALL=C sort -u > theirs
[ -s plugins ] && { [ -s theirs ] || fail 'plugins define nothing'; }

# has_plugin_code OBJECT: succeeds if OBJECT defines one of them.
has_plugin_code ()
{
  $NM --defined-only "$1" | awk 'NF == 3 { print $3 }' | LC_ALL=C sort -u \
    > ours
  LC_ALL=C comm -12 theirs ours | grep -v '^__' >&2
}
for object in "$library" "$builddir/core/plating"; do
  [ -e "$object" ] || continue
  if has_plugin_code "$object"; then
    fail "the names above are of plugins, but stand in $object"
  fi
done

# The check itself: a plugin has a plugin's code.
while read -r plugin; do
  has_plugin_code "$plugin" 2>/dev/null \
    || fail "code of a plugin was not seen in $plugin"
done < plugins
