#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: a release has every file of the repository in it, except those
# that only the repository needs.

. "$PLATING_TEST_FUNCTIONS"

requires git

left_out='^(\.gitignore|tests/behaviour/\.gitignore)$'

( cd "$srcdir" && git ls-files ) | grep -Ev "$left_out" \
  | LC_ALL=C sort > wanted
[ -s wanted ] || skip 'nothing is committed'

copy=lint-dist-$$
at_exit='chmod -R u+w "$builddir/$copy"; rm -rf "$builddir/$copy"'
# Not part of the make that runs this test.
unset MAKEFLAGS MFLAGS MAKELEVEL
( cd "$builddir" && $MAKE -s distdir distdir=$copy ) > log 2>&1 \
  || { cat log >&2; fail 'make distdir'; }
( cd "$builddir/$copy" && find . ! -type d -print ) | sed 's,^\./,,' \
  | LC_ALL=C sort > found
LC_ALL=C comm -23 wanted found > missing
if [ -s missing ]; then
  cat missing >&2
  fail 'these files are not in any Makefile.am'
fi
