#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Help, version and what is said about mistakes on the command line.

. "$PLATING_TEST_FUNCTIONS"

for command in '' plate adorn validate info plugin monitor stats migrate \
               schema tfplugindocs 'schema diff old.json' 'stats -v'; do
  $PLATING $command --help > help || fail "$command --help"
  expect_text help Usage
done
expect_status 0 $PLATING tfplugindocs validate --help > out 2> help
expect_text help 'Usage: tfplugindocs validate'
$PLATING --version > out
grep -qx 'plating [0-9.]*' out || fail 'no version'

mistake () # TEXT ARGUMENTS...
{
  text=$1
  shift
  expect_status 2 $PLATING "$@" > out 2> log
  [ ! -s out ] || fail "standard output: $*"
  expect_text log "$text" 'plating: '
}
mistake "did you mean 'provider-dir'" plate --provder-dir x
mistake "needs a value: --provider-name NAME" plate --provider-name
mistake "takes a number from 0 to 1024, not 'many'" plate --jobs many
mistake "takes one of text, json" plate --format xml
mistake "unknown option 'X'" plate -X
expect_text log "'plating plate --help' lists its options"
mistake "unknown option 'quite-another'" plate --quite-another
expect_text log "'plating plate --help' lists its options"
mistake "unexpected argument 'x'" plate x
mistake "option '--check' is not for 'plating info'" info --check
mistake "there is no command 'plait'" plait
mistake "there is no plugin 'nosuch'" plugin show nosuch
echo '{"format_version":"1.0","provider_schemas":{"x/y/z":{}}}' > schema.json
for command in plate info stats adorn; do
  mistake "there is no type of component 'resourcs'" $command --no-config \
    --providers-schema schema.json --component-type resourcs
  expect_text log 'one of provider, resource, data-source, function, '
done
expect_status 0 $PLATING info --no-config --providers-schema schema.json \
  --component-type data_source --component-type action > out 2> log
mistake "no plugin knows the layout 'nosuch'" plate --no-config \
  --providers-schema schema.json --layout nosuch
expect_text log '--layout takes bundles, registry, or'
