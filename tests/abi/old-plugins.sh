#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: a plugin built from the frozen headers of this ABI version is
# loaded and renders; one of a version that is no longer served is refused
# in words that say what to do.

. "$PLATING_TEST_FUNCTIONS"
. "$srcdir/tests/abi/functions.sh"

[ -x "$builddir/core/plating" ] || skip 'the command was not built'

today=$(abi_of "$srcdir/include")
cat > schema.json <<'END'
{ "format_version": "1.0", "provider_schemas": {
  "registry.terraform.io/acme/widget": {
    "provider": { "version": 0, "block": { "description": "the provider" } },
    "resource_schemas": {
      "widget_wheel": { "version": 0, "block": {
        "description": "a wheel", "attributes": {
          "spokes": { "type": "number", "required": true } } } } } } } }
END
mkdir terraform-provider-widget

n_loaded=0
n_refused=0
snapshots > all
while read -r dir; do
  version=${dir##*/v}
  mkdir "$version"
  plugin=$version/plating-frozen-renderer.so
  $CC -std=c99 -Wall -Wextra -Werror -shared -fPIC -fvisibility=hidden \
      -Wl,-z,defs -I"$dir" "$abi/fixture.c" -o "$plugin"
  status=0
  $PLATING plate --provider-dir terraform-provider-widget \
    --providers-schema schema.json --output-dir "$tmp/$version/out" \
    --plugin "./$plugin,greeting=good day," > stdout 2> stderr < /dev/null \
    || status=$?
  [ "$status" != 0 ] || fail 'an empty setting was accepted'
  status=0
  $PLATING plate --provider-dir terraform-provider-widget \
    --providers-schema schema.json --output-dir "$tmp/$version/out" \
    --plugin "./$plugin,greeting=good day" > stdout 2> stderr < /dev/null \
    || status=$?
  if [ "$version" = "$today" ]; then
    [ "$status" = 0 ] || { cat stderr >&2; fail "$version: status $status"; }
    echo 'good day resource widget_wheel: a wheel' > expected
    expect_same expected "$version/out/resource/widget_wheel.txt"
    n_loaded=$((n_loaded + 1))
  else
    [ "$status" = 2 ] || { cat stderr >&2; fail "$version: status $status"; }
    expect_text stderr "plating-frozen-renderer.so" \
      "is built for plugin ABI $version, this plating has $today" \
      "install a build for $today"
    [ ! -e "$version/out" ] || fail "$version: something was written"
    n_refused=$((n_refused + 1))
  fi
done < all
[ "$n_loaded" = 1 ] || fail "no snapshot of $today"
[ "$n_refused" -ge 1 ] || fail 'no snapshot of an older version'
