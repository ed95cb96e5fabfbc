#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: the rules of `subcategory' fill in the front matter of default
# pages, the longest prefix first, as valid YAML; templates can ask for the
# same; without rules, and with `compatible', nothing changes.

. "$PLATING_TEST_FUNCTIONS"

block='{"block":{"attributes":{"x":{"type":"string","optional":true}}}}'
cat > schema.json <<EOF
{"format_version": "1.0", "provider_schemas": {"foo": {
  "provider": $block,
  "resource_schemas": {"foo_db": $block, "foo_db_user": $block,
                       "foo_net": $block, "foo_own": $block,
                       "foo_zone": $block},
  "data_source_schemas": {"foo_db": $block},
  "action_schemas": {"foo_go": $block},
  "functions": {"parse_id": {"return_type": "string"}}}}}
EOF
mkdir -p templates/guides templates/resources
cat > templates/guides/start-here.md.tmpl <<'EOF'
subcategory: {{ subcategory | printf "%q" }}
EOF
echo '<{{ subcategory }}>' > templates/resources/own.md.tmpl

# plate DIRECTORY [,SETTING=VALUE]...
plate ()
{
  out=$1
  shift
  settings=
  for setting; do
    settings=$settings$setting
  done
  $PLATING plate --quiet --provider-name foo --output-dir "$out" \
    --providers-schema schema.json --plugin "registry$settings"
}

# expect_line TEXT PAGE: the fourth line of the page.
expect_line ()
{
  line=$(sed -n 4p "$2")
  [ "$line" = "subcategory: $1" ] || fail "$2: $line"
}

plate ruled ',subcategory=foo_db=Data: "bases" \ more' \
  ',subcategory=foo_db_=Users & roles' \
  ',subcategory=foo_=Other' \
  ',subcategory=data-sources/foo_db=Lookup' \
  ',subcategory=foo_zone=Überall = all' \
  ',subcategory=parse_=Parsers' \
  ',subcategory=guides/start=First steps'
expect_line '"Data: \"bases\" \\ more"' ruled/resources/db.md
expect_line '"Users & roles"' ruled/resources/db_user.md
expect_line '"Other"' ruled/resources/net.md
expect_line '"Überall = all"' ruled/resources/zone.md
expect_line '"Lookup"' ruled/data-sources/db.md
expect_line '"Other"' ruled/actions/go.md
expect_line '"Parsers"' ruled/functions/parse_id.md
expect_text ruled/resources/own.md '<Other>'
expect_text ruled/guides/start-here.md 'subcategory: "First steps"'
if grep -q subcategory ruled/index.md; then
  fail 'the index has a subcategory'
fi

# All but that line is as without rules.
plate plain
expect_line '""' plain/resources/db.md
expect_text plain/resources/own.md '<>'
for page in resources/db data-sources/db actions/go functions/parse_id; do
  sed '4s/: .*/: ""/' "ruled/$page.md" > ruled.md
  expect_same "plain/$page.md" ruled.md
done
plate unmatched ',subcategory=bar_=x'
diff -r plain unmatched >&2 || fail 'a rule that applies to nothing'
rm templates/resources/own.md.tmpl templates/guides/start-here.md.tmpl
plate compatible ',compatible=true,subcategory=foo_=x'
expect_line '""' compatible/resources/db.md

# The provider's name may be left out; what covers more of the name wins.
plate short ',subcategory=db=A' ',subcategory=foo_db_=B' \
  ',subcategory=foo_=C' ',subcategory=db_u=D' ',subcategory=n=E'
expect_line '"A"' short/resources/db.md
expect_line '"D"' short/resources/db_user.md
expect_line '"E"' short/resources/net.md
expect_line '"C"' short/resources/zone.md

# Later rules of the same prefix win; a rule can be for none at all.
plate again ',subcategory==Rest' \
  ',subcategory=foo_db=A' \
  ',subcategory=foo_db=B' \
  ',subcategory=resources/foo_net='
expect_line '"B"' again/resources/db.md
expect_line '""' again/resources/net.md
expect_line '"Rest"' again/functions/parse_id.md

# Templates that are made under rules keep to them.
$PLATING adorn --quiet --provider-name foo --providers-schema schema.json \
  --templates-only --plugin 'registry,subcategory=foo_=A'
plate adorned ',subcategory=foo_=B'
expect_line '"B"' adorned/resources/db.md

for rule in foo_ 'pages/foo_=x' '/=x'; do
  status=0
  plate bad ",subcategory=$rule" 2> log || status=$?
  [ "$status" != 0 ] || fail "the rule $rule was taken"
  expect_text log "\"$rule\"; a rule is [DIRECTORY/]PREFIX=NAME"
done
