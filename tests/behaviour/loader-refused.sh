#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: a plugin that cannot be used is refused with one message that
# names it and says why, with exit status 2, and nothing is written.

. "$PLATING_TEST_FUNCTIONS"

[ -x "$builddir/core/plating" ] || skip 'the command was not built'

cat > schema.json <<'END'
{ "format_version": "1.0", "provider_schemas": {
  "registry.terraform.io/acme/widget": { "resource_schemas": {
    "widget_wheel": { "version": 0, "block": {} } } } } }
END
mkdir terraform-provider-widget

# build FIXTURE [KIND]: compiles it to plugins/plating-FIXTURE-KIND.so.
build ()
{
  $CC -std=c17 -shared -fPIC -fvisibility=hidden -I"$srcdir/include" \
    "$srcdir/tests/fixtures/plugins/$1.c" \
    -o "plugins/plating-$1-${2:-renderer}.so"
}

plate ()
{
  $PLATING plate --provider-dir terraform-provider-widget \
    --providers-schema schema.json --output-dir "$tmp/out" "$@" \
    > stdout 2> stderr < /dev/null
}

# refused STATUS PLUGIN TEXT...: fails unless it is, with TEXT on stderr.
refused ()
{
  expected=$1
  plugin=$2
  shift 2
  status=0
  plate --plugin-path plugins --plugin "$plugin" || status=$?
  [ "$status" = "$expected" ] \
    || { cat stderr >&2; fail "$plugin: exit status $status"; }
  expect_text stderr "$@"
  [ "$(grep -c 'error: ' stderr)" = 1 ] \
    || { cat stderr >&2; fail "$plugin: not one message"; }
  [ ! -e out ] || fail "$plugin: something was written"
}

mkdir plugins
build minimal
plate --plugin-path plugins --plugin minimal || { cat stderr; fail minimal; }
[ "$(cat out/resource/widget_wheel.txt)" = widget_wheel ] \
  || fail 'the good one does not render'
rm -r out
good=plugins/plating-minimal-renderer.so

for name in no-descriptor null-descriptor newer-abi older-abi \
            needs-newer-host short-struct wrong-kind wrong-name \
            unknown-flag undefined-symbol create-fails \
            create-fails-silently
do
  build "$name"
done

refused 2 no-descriptor plating-no-descriptor-renderer.so \
  'is not a plugin: it has no descriptor'
refused 2 null-descriptor 'gives no descriptor'
refused 2 newer-abi 'is built for plugin ABI' 'install a build for'
refused 2 older-abi 'is built for plugin ABI' 'install a build for'
refused 2 needs-newer-host 'install a newer plating'
refused 2 short-struct 'states a descriptor of'
refused 2 wrong-kind 'is a renderer by its name, but it holds a validator'
refused 2 wrong-name "holds the plugin 'other-name'"
refused 2 unknown-flag 'has the unknown flag 0x4000'
refused 2 undefined-symbol 'undefined symbol: function_that_nobody_defines'
refused 2 create-fails create-fails 'the moon is in the wrong phase' \
  'wait for two weeks'
refused 3 create-fails-silently create-fails-silently

refused 2 minimal,depth=3 "plugin 'minimal': unknown setting 'depth'"
refused 2 minmal "no renderer plugin 'minmal' found" \
  "did you mean 'minimal'?" "$tmp/plugins"
refused 2 plating-minimal-renderer.so "a name does not end in '.so'"
refused 2 ./absent.so absent.so

# Files, by path and by name.
mkdir files
# put NAME: copies the good plugin to files/plating-NAME-renderer.so.
put ()
{
  spoilt=files/plating-$1-renderer.so
  cp "$good" "$spoilt"
  chmod 755 "$spoilt"
}

size=$(wc -c < "$good")
for part in 100 2000 $((size / 2)) $((size - 1)); do
  put minimal
  head -c "$part" "$good" > "$spoilt"
  refused 2 "./$spoilt" "plating-minimal-renderer.so' is truncated"
done
put minimal
# The machine is the 2-byte number at 18.
printf '\026\000' | dd of="$spoilt" bs=1 seek=18 conv=notrunc 2> /dev/null
refused 2 "./$spoilt" 'is for another machine'
put minimal
echo '#!/bin/sh' > "$spoilt"
refused 2 "./$spoilt" 'is not a plugin: it is not an ELF shared object'
: > "$spoilt"
refused 2 "./$spoilt" 'is not a plugin: it is empty'
put minimal
chmod 757 "$spoilt"
refused 2 "./$spoilt" 'can be written by others'
rm "$spoilt"
mkdir "$spoilt"
refused 2 "./$spoilt" 'is a directory'
rmdir "$spoilt"
ln -s nowhere "$spoilt"
refused 2 "./$spoilt" "$spoilt"
mv "$spoilt" plugins/plating-dangling-renderer.so
refused 2 dangling 'is a link to a file that does not exist'
