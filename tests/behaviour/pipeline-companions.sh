#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: companions stand beside a source of schemas or alone; what they
# found is joined by kind and name, with or without the provider's in front,
# and two folders of one component are an error that names both.  Those that
# fit are found by looking, and a look that memory is short for ends the run.

. "$PLATING_TEST_FUNCTIONS"

mkdir -p provider/kept
cat > schema.json <<'END'
{ "format_version": "1.0", "provider_schemas": {
  "registry.example.org/acme/widget": {
    "provider": { "version": 0, "block": { "description": "a provider" } },
    "functions": { "turn": { "return_type": "string" } },
    "data_source_schemas": {
      "widget_wheel": { "version": 0, "block": { "description": "old" } } },
    "resource_schemas": {
      "widget_axle": { "version": 0, "block": { "description": "an axle" } },
      "widget_wheel": { "version": 0, "block": { "description": "a wheel" } }
    } } } }
END

# plate_it ARGUMENT...: makes provider/docs/list.txt.
plate_it ()
{
  rm -rf provider/docs provider/examples
  $PLATING plate -C provider -p folders --no-config \
    --plugin-path "$builddir/tests/fixtures/stages/.libs" "$@"
}

entries=entry=resource/wheel/kept/a,entry=function/turn/kept/a
entries=$entries,entry=resource/widget_axle/kept/b,entry=action/go/kept/c
entries=$entries,entry=provider/provider/kept/p,entry=list-resource/bare
plate_it --providers-schema schema.json --discover "companion,$entries"
cat > expected <<'END'
action go: project/kept/c as go, none, no schema
data-source widget_wheel: nowhere, schema
function turn: project/kept/a as turn, schema
list-resource bare: nowhere, none, no schema
provider widget: project/kept/p as provider, schema
resource widget_axle: project/kept/b as widget_axle, schema
resource widget_wheel: project/kept/a as wheel, schema
END
expect_same expected provider/docs/list.txt
[ "$(cat provider/examples/one/example.tf)" = one ] || fail 'no example'
[ "$(cat provider/examples/integration/all/main.tf)" = all ] \
  || fail 'no grouped example'
plate_it --providers-schema schema.json --grouped-examples-dir g \
  --discover "companion,$entries"
[ "$(cat provider/g/all/main.tf)" = all ] || fail 'not where it should be'

# Several companions, in any order with the source.
plate_it --discover companion,entry=resource/wheel/kept/a \
  --discover "schema-json,file=$tmp/schema.json" \
  --discover companion,entry=resource/axle/kept/b 2> stderr
grep -q '^resource widget_wheel: project/kept/a as wheel, schema' \
  provider/docs/list.txt || fail 'the first is missing'
grep -q '^resource widget_axle: project/kept/b as axle, schema' \
  provider/docs/list.txt || fail 'the second is missing'

# Alone.
plate_it --discover companion,entry=resource/wheel/kept/a
echo 'resource wheel: project/kept/a as wheel, none, no schema' > expected
expect_same expected provider/docs/list.txt

# refused WORD...: what plate_it was told is wrong.
refused ()
{
  [ "$status" != 0 ] || fail "accepted: $*"
  expect_text stderr "$@"
}

status=0
plate_it --providers-schema schema.json --discover \
  companion,entry=resource/wheel/kept/a,entry=resource/widget_wheel/kept/b \
  2> stderr || status=$?
refused companion-discovery "resource 'widget_wheel' has two folders" \
  "'kept/a' ('wheel')" "'kept/b' ('widget_wheel')"
status=0
plate_it --discover \
  companion,entry=resource/wheel/kept/a,entry=resource/wheel/kept/b \
  2> stderr || status=$?
refused "resource 'wheel' was found twice: in 'kept/" "kept/b'"
status=0
plate_it --providers-schema schema.json --discover fake 2> stderr || status=$?
refused "'fake-discovery'" "'schema-json-discovery'"

# By looking: a companion that is likely to be right, with its renderer, and
# the source that fits best; only what is named if something is.
cp schema.json provider/schema.json
auto ()
{
  rm -rf provider/docs
  $PLATING plate -C provider --no-config \
    --plugin-path "$builddir/tests/fixtures/stages/.libs" "$@"
}
auto
[ "$(grep -c ', schema$' provider/docs/list.txt)" = 5 ] \
  || fail 'not the renderer of the companion, or no schemas'
auto --discover schema-json
[ ! -e provider/docs/list.txt ] || fail 'looked for a companion unasked'
auto --discover auto --discover companion,entry=resource/wheel/kept/a
grep -q '^resource widget_wheel: project/kept/a as wheel, schema' \
  provider/docs/list.txt || fail 'auto does not go with a named companion'
auto --providers-schema schema.json
[ -e provider/docs/list.txt ] || fail 'no companion beside a schema file'

# One that can't look does not fit, unless memory is short: then nobody knows.
touch provider/unreadable
auto
[ ! -e provider/docs/list.txt ] || fail 'took a companion that could not look'
rm provider/unreadable
touch provider/memory-is-short
status=0
auto 2> stderr || status=$?
refused 'out of memory'
[ ! -e provider/docs ] || fail 'pages were made without the companion'
rm provider/memory-is-short
rm provider/schema.json
auto 2> stderr
expect_text stderr 'warning' 'no provider schema found'
rmdir provider/kept
status=0
auto 2> stderr || status=$?
refused 'no provider schema found'

# A configuration file's source gives way to the command line's, its
# companions do not.
cat > provider/plating.yaml <<'END'
discover:
  - fake
  - companion,entry=resource/wheel/kept/a
plugin: folders
END
rm -rf provider/docs
$PLATING plate -C provider --providers-schema schema.json \
  --plugin-path "$builddir/tests/fixtures/stages/.libs"
grep -q '^resource widget_wheel: project/kept/a as wheel, schema' \
  provider/docs/list.txt || fail 'the companion of the file is lost'
if grep -q fake provider/docs/list.txt; then
  fail 'the source of the file was not overridden'
fi

# adorn writes into the project and keeps what there is.
$PLATING adorn -C provider --no-config -p folders --discover companion \
  --plugin-path "$builddir/tests/fixtures/stages/.libs"
[ "$(cat provider/kept/new/page)" = new ] || fail 'nothing adorned'
echo mine > provider/kept/new/page
$PLATING adorn -C provider --no-config -p folders --discover companion \
  --plugin-path "$builddir/tests/fixtures/stages/.libs"
[ "$(cat provider/kept/new/page)" = mine ] || fail 'adorn wrote over a file'
$PLATING adorn -C provider --no-config -p folders --discover companion \
  --plugin-path "$builddir/tests/fixtures/stages/.libs" -o elsewhere
[ "$(cat provider/elsewhere/kept/new/page)" = new ] || fail 'not elsewhere'
