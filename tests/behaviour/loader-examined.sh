#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: a plugin file that crashes, exits or hangs while it is looked at
# does so in another process: `plugin list` marks it and shows the others, and
# a run that was given the file ends with a message.

. "$PLATING_TEST_FUNCTIONS"

[ -x "$builddir/core/plating" ] || skip 'the command was not built'

PLATING_REGISTRY=$tmp/registry.json
export PLATING_REGISTRY

mkdir plugins
for name in minimal crash-in-constructor crash-in-descriptor \
            exit-in-constructor noisy complete
do
  kind=renderer
  [ "$name" != complete ] || kind=validator
  $CC -std=c17 -shared -fPIC -fvisibility=hidden -I"$srcdir/include" \
    "$srcdir/tests/fixtures/plugins/$name.c" \
    -o "plugins/plating-$name-$kind.so"
done

# The second time from the cache file.
for round in 1 2; do
  $PLATING plugin list --plugin-path plugins > list
  expect_text list 'renderer   minimal ' 'validator  complete '
  grep '^renderer *crash-in-constructor ' list > line
  expect_text line 'cannot be used: ' 'crashed while it was examined' \
    'signal 11'
  grep '^renderer *crash-in-descriptor ' list > line
  expect_text line 'cannot be used: ' 'signal 11'
  grep '^renderer *exit-in-constructor ' list > line
  expect_text line 'cannot be used: ' 'exit status'
  grep '^renderer *noisy ' list > line
  expect_text line 'renders for the tests'
done
[ -s "$PLATING_REGISTRY" ] || fail 'no cache file'
echo '{' > "$PLATING_REGISTRY"
$PLATING plugin list --plugin-path plugins > again
expect_same list again

$PLATING plugin show complete --plugin-path plugins --raw > raw
expect_text raw 'setting.width.type=int' 'rule.known-words.severity=warning'
$PLATING plugin show ./plugins/plating-minimal-renderer.so > human
expect_text human 'minimal: renders for the tests' 'thread model    parallel'
expect_status 2 $PLATING plugin show \
  ./plugins/plating-crash-in-descriptor-renderer.so 2> stderr
expect_text stderr 'crashed while it was examined'

# By path in a run.
echo '{ "format_version": "1.0", "provider_schemas": { "a/b/c": {} } }' \
  > schema.json
mkdir provider
for name in crash-in-constructor crash-in-descriptor exit-in-constructor; do
  expect_status 2 $PLATING plate --provider-dir provider \
    --providers-schema schema.json --output-dir "$tmp/out" \
    --plugin "./plugins/plating-$name-renderer.so" 2> stderr < /dev/null
  expect_text stderr "plating-$name-renderer.so" 'while it was examined'
  [ ! -e out ] || fail "$name: something was written"
done
