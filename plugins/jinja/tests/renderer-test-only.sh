#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: components that only a provider under test has are told by patterns
# and by a second schema, each by itself whatever its bundle holds; they get
# a note and their place at the end of all lists.

. "$PLATING_TEST_FUNCTIONS"

mkdir -p actions/both.plating/docs resources/r.plating/docs
for name in good bad; do
  printf -- '---\npage_title: "%s"\n---\n\n# %s\n\ntext\n' $name $name \
    > "actions/both.plating/docs/acme_$name.tmpl.md"
done
printf '# r\n' > resources/r.plating/docs/acme_r.tmpl.md
schema () # ACTION...
{
  echo '{"format_version": "1.0", "provider_schemas": {"x/y/acme": {
    "resource_schemas": {"acme_r": {"version": 0, "block": {}}},
    "action_schemas": {'
  separator=
  for action; do
    echo "$separator\"acme_$action\": {\"block\": {}}"
    separator=,
  done
  echo '}}}}'
}
schema good bad > schema.json
schema good > published.json
plate () # SETTINGS
{
  rm -rf docs mkdocs.yml
  $PLATING plate --quiet --no-config --provider-name acme \
    --providers-schema schema.json --plugin "jinja$1"
}
check () # the action "bad" alone is for tests
{
  grep -q 'Test-mode only' docs/actions/bad.md || fail "$1: no note"
  grep -qx 'subcategory: "Test Mode"' docs/actions/bad.md \
    || fail "$1: no subcategory"
  ! grep -q 'Test-mode only' docs/actions/good.md docs/resources/r.md \
    || fail "$1: a note too many"
  tail -n 3 mkdocs.yml > end
  printf -- '- Test Mode:\n  - Actions:\n    - bad: actions/bad.md\n' \
    | diff - end || fail "$1: navigation"
  grep -qx '### Test Actions' docs/index.md || fail "$1: index"
}
plate ''
! grep -rq 'Test-mode only' docs || fail 'a note without a reason'
plate ,published-schema=published.json
check published
! grep -q 'launched with' docs/actions/bad.md || fail 'a variable'
plate ,test-only=acme_b*,test-mode-variable=ACME_TEST
check pattern
grep -q '^> `ACME_TEST=true`' docs/actions/bad.md || fail 'no variable'
plate ,test-only=action/acme_b*,test-only=data_source/*
check kind
# A project says so for good in its configuration, a run by options.
with () # OPTION...
{
  rm -rf docs mkdocs.yml
  $PLATING plate --quiet --provider-name acme --providers-schema schema.json \
    --plugin jinja "$@"
}
echo 'test_only: ["action/acme_b*"]' > plating.yaml
with
check 'test_only of plating.yaml'
echo 'published_schema: published.json' > plating.yaml
with
check 'published_schema of plating.yaml'
rm plating.yaml
with --test-only 'acme_b*' --test-only 'nothing*'
check --test-only
with --published-schema published.json
check --published-schema
expect_status 2 $PLATING plate --no-config --provider-name acme \
  --providers-schema schema.json --plugin registry --test-only 'acme_*' 2> err
expect_text err "'registry-renderer' has no such setting"
# A kind that the second schema does not know is not judged by it.
echo '{"provider_schemas": {"x/y/acme": {"resource_schemas": {
  "acme_r": {}}}}}' > published.json
plate ,published-schema=published.json
! grep -rq 'Test-mode only' docs || fail 'an unknown kind'
echo '{"provider' > published.json
expect_status 3 $PLATING plate --no-config --provider-name acme \
  --providers-schema schema.json \
  --plugin jinja,published-schema=published.json 2> err
expect_text err 'published.json'
