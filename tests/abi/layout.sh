#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: layout.c knows each member of each public struct, and does not
# compile once one has moved.

. "$PLATING_TEST_FUNCTIONS"
. "$srcdir/tests/abi/functions.sh"

# check_layout INCLUDE: compiles layout.c with the headers in INCLUDE.
check_layout ()
{
  $CC -std=c17 -fsyntax-only -I"$1" -I"$builddir/include" "$abi/layout.c"
}

awk -f "$abi/list-fields.awk" "$srcdir"/include/plating/*.h \
  | awk '$1 == "field" { print $2 "." $3 }' | LC_ALL=C sort > members
tr '\n' ' ' < "$abi/layout.c" | tr ';' '\n' \
  | sed -n 's/.*FIELD (\([a-z_0-9]*\), *\([a-z_0-9]*\), [0-9].*/\1.\2/p' \
  | LC_ALL=C sort > known
[ -s members ] || fail 'no members found'
diff -u known members || fail 'layout.c does not list these'

check_layout "$srcdir/include" || fail 'a member has moved'

# The check itself.
# plant FILE FIRST SECOND: exchanges two lines of a header.
plant ()
{
  rm -rf planted
  mkdir planted
  cp -r "$srcdir/include/plating" planted/plating
  chmod -R u+w planted
  swap_members "planted/plating/$1" "$2" "$3"
  if check_layout planted 2> messages; then
    fail "not seen: '$2' and '$3' exchanged in $1"
  fi
  grep -q 'offset of' messages || { cat messages >&2; fail 'another error'; }
}

plant plugin.h 'const char *version;' 'const char *summary;'
plant host.h '  void (*report)' '  void (*fail)'
plant schema.h 'uint64_t min_items;' 'uint64_t max_items;'
plant run.h 'const char *rule;' 'const char *message;'
