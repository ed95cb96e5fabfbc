#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: the plugin of doc/examples/plugin builds without a warning and does
# what it says, settings of each type and the template function alike: from
# the build tree, and against an installed copy with its own Makefile, make
# and pkg-config alone.

. "$PLATING_TEST_FUNCTIONS"

requires "${MAKE%% *}" "$PKG_CONFIG"
unset MAKEFLAGS MFLAGS MAKELEVEL

mkdir -p provider/templates provider/parts
cat > provider/schema.json <<'END'
{"format_version": "1.0", "provider_schemas": {"acme/w": {
  "provider": {"block": {}}, "resource_schemas": {"w_a": {"block": {}}}}}}
END
echo 'Loud: {{ shout "quite" }} {{ .ProviderName | shout }}' \
  > provider/templates/index.md.tmpl
printf 'A note.\n' > provider/parts/note.md

# page EXPECTED PLUGIN[,SETTING...]: the index that $plating makes with it.
page ()
{
  rm -rf provider/docs
  $plating plate -C provider --provider-name w --quiet \
    --providers-schema provider/schema.json --plugin "$2" \
    || fail "plate with $2"
  printf "$1" > expected
  expect_same expected provider/docs/index.md
}

refused () # TEXT PLUGIN,SETTING
{
  expect_status 2 $plating plate -C provider --provider-name w --quiet \
    --providers-schema provider/schema.json --plugin "$2" 2> log
  expect_text log "$1"
}

# try PLUGIN: the footer, as a name or a file.
try ()
{
  text='Loud: QUITE! W!\n'
  page "$text\n---\n\nMade with plating.\n" "$1"
  page "$text\n---\n\nBye, now\n" "$1,text=Bye,, now"
  page "$text\nMade with plating.\n" "$1,rule=no"
  page "$text\n### Made with plating.\n" "$1,rule=off,level=3"
  page "$text" "$1,max-size=20"
  page "$text\n---\n\nMade with plating.\n" "$1,max-size=2K"
  page "\nMade with plating.\n$text" "$1,rule=no,position=top"
  page "$text\nMade with plating. <http://a> <http://b>\n" \
    "$1,rule=no,link=http://a,link=http://b"
  page "$text\nMade with plating.\nA note.\n" \
    "$1,rule=no,note=$tmp/provider/parts/note.md"
  refused "'level' is '7'" "$1,level=7"
  refused "'max-size' is 'big'" "$1,max-size=big"
  refused "'rule' is 'maybe'" "$1,rule=maybe"
  refused "'position' is 'middle'" "$1,position=middle"
  refused "unknown setting 'texts', did you mean 'text'?" "$1,texts=x"
  # A note that is not there, or outside the project.
  for note in "$tmp/provider/none" /etc/passwd; do
    expect_status 3 $plating plate -C provider --provider-name w --quiet \
      --providers-schema provider/schema.json --plugin "$1,note=$note" 2> log
    expect_text log 'footer-renderer: ' "the note can't be read: $note"
  done
}

# -- the build tree --------------------------------------------------------

example=$srcdir/doc/examples/plugin
mkdir tree
$CC -O2 -Wall -Wextra -Werror -std=c11 -fPIC -shared -Wl,-z,now,-z,defs \
  -I"$builddir/include" -I"$srcdir/include" -o tree/plating-footer-renderer.so \
  "$example/footer.c" || fail 'the example does not compile'
plating=$PLATING
try ./tree/plating-footer-renderer.so
rm -r tree

# -- an installed copy -------------------------------------------------------

value ()
{
  printf 'include Makefile\nprint-value:\n\t@echo $(%s)\n' "$1" \
    | ( cd "$builddir" && $MAKE -s -f - print-value )
}
root=$tmp/root
( cd "$builddir" && $MAKE -s install DESTDIR="$root" ) > log 2>&1 \
  || { cat log >&2; fail 'make install'; }
PKG_CONFIG_LIBDIR=$root$(value libdir)/pkgconfig
export PKG_CONFIG_LIBDIR PKG_CONFIG
unset PKG_CONFIG_PATH

mkdir away
cp "$example/footer.c" "$example/Makefile" away/
chmod u+w away/*
PKG_CONFIG_SYSROOT_DIR=$root $MAKE -s -C away CC="$CC" \
  CFLAGS='-O2 -Wall -Wextra -Werror' || fail 'make, out of tree'
$MAKE -s -C away install DESTDIR="$root" || fail 'make install, out of tree'
plugindir=$root$($PKG_CONFIG --variable=plugindir plating-plugin)
[ -f "$plugindir/plating-footer-renderer.so" ] || fail 'not installed'
rm -r away

# The command as it was installed, with the plugins that were.
unset LD_LIBRARY_PATH
PLATING_PLUGIN_PATH=$plugindir
PLATING_DESCRIBE_PLUGIN=$root$(value helperdir)/plating-describe-plugin
export PLATING_PLUGIN_PATH PLATING_DESCRIBE_PLUGIN
plating=$root$(value bindir)/plating
try footer
$plating plugin show footer > out
expect_text out 'adds a footer to each page' text=string rule=bool level=int \
  max-size=size 'position=top|bottom' link=list note=path "$plugindir"
