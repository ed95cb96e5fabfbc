#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: from one frozen ABI version to the next, and to the headers of
# today, structs and constants only grow at their ends.

. "$PLATING_TEST_FUNCTIONS"
. "$srcdir/tests/abi/functions.sh"

today=$(abi_of "$srcdir/include")
snapshots > all
[ "$(wc -l < all)" -ge 2 ] || fail 'fewer than two snapshots'

# Each one is what its name says.
while read -r dir; do
  [ "v$(abi_of "$dir")" = "${dir##*/}" ] \
    || fail "$dir holds headers of $(abi_of "$dir")"
done < all

old=
while read -r dir; do
  frozen "$dir" > "${dir##*/}.txt" || fail "$dir can't be read"
  if [ -n "$old" ]; then
    only_appended "$old.txt" "${dir##*/}.txt" \
      || fail "${dir##*/} does more than append to $old"
  fi
  old=${dir##*/}
done < all

frozen "$srcdir/include" > today.txt || fail 'the headers cannot be read'
only_appended "$old.txt" today.txt \
  || fail "the headers of today do more than append to $old"
if [ "v$today" = "$old" ]; then
  diff -u "$old.txt" today.txt \
    || fail "the headers of today are not those frozen as $old: raise" \
            "PLATING_ABI_MINOR (or run tests/abi/snapshot.sh --again, if" \
            "$old was never released)"
fi

# The check itself: faults that it has to see.
# must_differ WHAT: fails if the headers in planted/ pass.
must_differ ()
{
  frozen planted > planted.txt || fail "planted: $1: does not compile"
  if only_appended "$old.txt" planted.txt > said; then
    fail "not seen: $1"
  fi
}

plant ()
{
  rm -rf planted
  mkdir planted
  cp -r "$srcdir/include/plating" planted/plating
  chmod -R u+w planted
}

plant
swap_members planted/plating/plugin.h 'const char *version;' \
             'const char *summary;'
must_differ 'two members of one type and size exchanged'

plant
sed 's/^  uint32_t line, column;/  uint32_t column, line;/' \
    "$srcdir/include/plating/document.h" > planted/plating/document.h
must_differ 'two members of one line exchanged'

plant
sed 's/^  uint64_t min_items;/  int64_t min_items;/' \
    "$srcdir/include/plating/schema.h" > planted/plating/schema.h
must_differ 'a member of another type of the same size'

plant
sed 's/^  void (\*destroy).*//' \
    "$srcdir/include/plating/plugin.h" > planted/plating/plugin.h
must_differ 'a member gone'

plant
sed 's/^  size_t len;.*/  size_t len; size_t capacity;/' \
    "$srcdir/include/plating/types.h" > planted/plating/types.h
must_differ 'a struct grown that stands by value in others'

plant
sed 's/^#define PLATING_E_IO .*/#define PLATING_E_IO (-701)/' \
    "$srcdir/include/plating/types.h" > planted/plating/types.h
must_differ 'a constant of another value'

plant
sed 's/^  const void \*(\*extension) (const char \*id);/&\n  int later;/' \
    "$srcdir/include/plating/plugin.h" > planted/plating/plugin.h
frozen planted > planted.txt
if cmp -s planted.txt today.txt; then
  fail 'planted: nothing appended'
fi
only_appended "$old.txt" planted.txt || fail 'appending was refused'
