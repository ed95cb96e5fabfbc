#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: `make install DESTDIR=...` puts every file in its place and no
# libtool archive beside the plugins, pkg-config leads to them, and
# `make uninstall` takes all of it away.

. "$PLATING_TEST_FUNCTIONS"

requires "${MAKE%% *}"
unset MAKEFLAGS MFLAGS MAKELEVEL

# value NAME: prints a directory as the top Makefile knows it.
value ()
{
  printf 'include Makefile\nprint-value:\n\t@echo $(%s)\n' "$1" \
    | ( cd "$builddir" && $MAKE -s -f - print-value )
}
helperdir=$(value helperdir)
libdir=$(value libdir) plugindir=$(value plugindir)
bindir=$(value bindir) includedir=$(value includedir)
mandir=$(value mandir) datadir=$(value datadir)

( cd "$builddir" && $MAKE -s install DESTDIR="$tmp/root" ) > log 2>&1 \
  || { cat log >&2; fail 'make install'; }

for file in "$libdir/libplating.so" "$libdir/pkgconfig/plating.pc" \
    "$libdir/pkgconfig/plating-plugin.pc" "$includedir/plating/plugin.h" \
    "$includedir/plating/run.h" "$includedir/plating/version.h" \
    "$datadir/aclocal/plating.m4" "$datadir/plating/plating.schema.json"; do
  [ -f "root$file" ] || fail "not installed: $file"
done
if [ -x "$builddir/core/plating" ]; then
  [ -x "root$bindir/plating" ] || fail 'the command is not installed'
  [ -x "root$helperdir/plating-describe-plugin" ] \
    || fail 'the helper is not installed'
fi
for source in "$srcdir"/include/plating/*.h; do
  [ -f "root$includedir/plating/${source##*/}" ] \
    || fail "not installed: ${source##*/}"
done
for page in plating.1 plating-plugin.3 plating-api.3 plating-group.3; do
  if [ -f "$builddir/doc/$page" ]; then
    [ -f "root$mandir/man${page##*.}/$page" ] || fail "not installed: $page"
  fi
done
if [ -f "$builddir/doc/plating-group.3" ]; then
  echo '.so man3/plating-group.3' > expected
  expect_same expected "root$mandir/man3/plating_group_add.3"
fi
find "$builddir/plugins" -path '*/.libs/plating-*.so' > plugins
while read -r plugin; do
  [ -f "root$plugindir/${plugin##*/}" ] \
    || fail "not installed: ${plugin##*/}"
done < plugins
if find root -name '*.la' -path '*/plugins/*' | grep . >&2; then
  fail 'libtool archives beside the plugins'
fi

# A plugin author's way in.
if command -v "$PKG_CONFIG" >/dev/null 2>&1; then
  PKG_CONFIG_LIBDIR=$tmp/root$libdir/pkgconfig
  export PKG_CONFIG_LIBDIR
  found=$($PKG_CONFIG --variable=plugindir plating-plugin)
  [ "$found" = "$plugindir" ] || fail "plating-plugin.pc says $found"
  abi=$($PKG_CONFIG --variable=abi plating-plugin)
  echo "#include <plating/plugin.h>
    _Static_assert (PLATING_ABI_MAJOR == ${abi%.*} \
                    && PLATING_ABI_MINOR == ${abi#*.}, \"abi\");" > try.c
  $CC -Iroot"$includedir" -fsyntax-only try.c \
    || fail 'abi of plating-plugin.pc is not that of the header'
  [ -z "$($PKG_CONFIG --libs plating-plugin)" ] \
    || fail 'plating-plugin.pc links something'
fi

( cd "$builddir" && $MAKE -s uninstall DESTDIR="$tmp/root" ) > log 2>&1 \
  || { cat log >&2; fail 'make uninstall'; }
if find root ! -type d | grep . >&2; then
  fail 'make uninstall left these files'
fi
