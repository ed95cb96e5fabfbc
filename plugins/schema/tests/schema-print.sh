#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: `plating schema` prints a schema as Terraform does, whatever form
# the source has: order, escapes, what is left out; unknown members stay in
# their object, the document's and the provider's among them; a layout, filters and an address can be asked for; --summary
# counts; a configuration file starts no program.

. "$PLATING_TEST_FUNCTIONS"

schema () { $PLATING schema --no-config "$@"; }

cat > in.json <<'END'
{ "whole": [ 1, " " ], "format_version": "1.0", "provider_schemas": {
  "acme/Orchard": {
  "more": 1, "\u006dost": { "a" : "\u00e9" },
  "state_store_schemas": { "shed": { "version": 1, "block": {} } },
  "resource_identity_schemas": { "b": { "attributes": {
    "z": { "type": "string", "required_for_import": true },
    "a": { "optional_for_import": true, "type": ["list", "number"],
           "description": "" } }, "version": 2 } },
  "functions": { "f": {
    "parameters": [ { "type": "bool", "is_nullable": true, "name": "p" } ],
    "return_type": [ "object", { "y": "string", "x": ["tuple", []] },
                     [ "y", "x", "y" ] ],
    "summary": "S", "variadic_parameter": { "name": "v", "type": "dynamic" },
    "description": "D", "odd": [ 1, " " ] } },
  "action_schemas": { "go": { "block": { "description": "x" } } },
  "list_resource_schemas": { "b": { "version": 0, "block": {} } },
  "resource_schemas": {
    "b": { "block": {
      "extra": { "k" : null },
      "block_types": { "t": { "max_items": 2, "min_items": 0, "own": true,
        "block": { "inside": false, "deprecated": true,
                   "deprecation_message": "no" },
        "nesting_mode": "list" } },
      "attributes": {
        "n": { "optional": true, "strange": 7,
               "nested_type": { "nesting_mode": "map", "deep": "y",
                 "attributes": { "q": { "type": "number" } } } },
        "A": { "sensitive": true, "write_only": true, "type": "string",
               "deprecation_message": "old", "deprecated": true,
               "description": "<&> \"\\/ \u0000\u001f\u2028 \u00e9\ud83c\udf4e",
               "description_kind": "markdown" },
        "_": { "type": ["map", ["set", "bool"]], "computed": true,
               "deprecated": false } } },
      "version": 18446744073709551615 },
    "B": { "version": 0, "block": null } } } },
  "last\n": null }
END
tr -d '\n' > full.json <<'END'
{"format_version":"1.0","provider_schemas":{"acme/Orchard":{
"provider":{"version":0},
"resource_schemas":{"B":{"version":0},
"b":{"version":18446744073709551615,"block":{"attributes":{
"A":{"type":"string","description":"\u003c\u0026\u003e \"\\/ \u0000\u001f\u2028 é🍎","description_kind":"markdown","deprecated":true,"deprecation_message":"old","sensitive":true,"write_only":true},
"_":{"type":["map",["set","bool"]],"description_kind":"plain","computed":true},
"n":{"nested_type":{"attributes":{"q":{"type":"number","description_kind":"plain"}},"nesting_mode":"map","deep":"y"},"description_kind":"plain","optional":true,"strange":7}},
"block_types":{"t":{"nesting_mode":"list","block":{"description_kind":"plain","deprecated":true,"deprecation_message":"no","inside":false},"max_items":2,"own":true}},
"description_kind":"plain","extra":{"k":null}}}},
"list_resource_schemas":{"b":{"version":0,"block":{"description_kind":"plain"}}},
"functions":{"f":{"description":"D","summary":"S","return_type":["object",{"x":["tuple",[]],"y":"string"},["x","y"]],"parameters":[{"name":"p","is_nullable":true,"type":"bool"}],"variadic_parameter":{"name":"v","type":"dynamic"},"odd":[1," "]}},
"resource_identity_schemas":{"b":{"version":2,"attributes":{"a":{"type":["list","number"],"optional_for_import":true},"z":{"type":"string","required_for_import":true}}}},
"action_schemas":{"go":{"block":{"description":"x","description_kind":"plain"}}},
"state_store_schemas":{"shed":{"version":1,"block":{"description_kind":"plain"}}},
"more":1,"most":{"a":"\u00e9"}
}},
"whole":[1," "],"last\n":null}
END
echo >> full.json
schema --providers-schema in.json > out.json
expect_same full.json out.json
schema --providers-schema - < in.json > out.json
expect_same full.json out.json
for jobs in 1 8; do
  schema -j$jobs --providers-schema out.json > again.json
  expect_same full.json again.json
done

# What Terraform 1.11 does not know is left out.
schema --providers-schema in.json --layout 1.11 > old.json
for member in list_resource action_schemas identity state_store \
    deprecation_message\":\"old '"odd"' '"extra"' '"inside"' '"more"' \
    '"whole"'; do
  if grep -qF "$member" old.json; then fail "--layout 1.11 has $member"; fi
done
expect_text old.json '"write_only":true' '"max_items":2' '"functions":{'

# Filters, and an address.
schema --providers-schema in.json --component-type resource \
  --components 'b*' --address Some/Thing > some.json
expect_text some.json \
  '{"registry.terraform.io/some/thing":{"resource_schemas":{"b":{"version"' \
  '"resource_identity_schemas":{"b":'
if grep -qF '"B"' some.json; then fail 'B was filtered out'; fi
if grep -qE 'more|whole' some.json; then fail 'members were asked for'; fi

# Members of other providers are not of this one; a provider that has nothing
# else keeps its own.
cat > two.json <<'END'
{ "format_version": "1.0", "provider_schemas": {
  "acme/one": { "mine": 1 }, "acme/two": { "theirs": 2 } }, "all": {} }
END
schema --providers-schema two.json --provider-name one > out
echo '{"format_version":"1.0","provider_schemas":{"acme/one":{"provider":'\
'{"version":0},"mine":1}},"all":{}}' > expected
expect_same expected out

# Counts.
schema --providers-schema in.json --summary > out
printf '%s\n' 'resources                  2' 'list resources             1' \
  'functions                  1' 'resource identities        1' \
  'actions                    1' 'state stores               1' > expected
expect_same expected out
schema --providers-schema in.json --summary --format json > out
expect_text out '"resource_schemas":{"count":2,"deprecated":0}' \
  '"functions":{"count":1'
schema --providers-schema in.json --summary --format markdown > out
expect_text out '| resources | 2 | 0 |'

# As a renderer it makes a file of each.
mkdir project
$PLATING plate -q --no-config -C project --providers-schema "$PWD/in.json" \
  --plugin schema > /dev/null
printf '%s\n' '{"version":0,"block":{"description_kind":"plain"}}' > expected
expect_same expected project/docs/list-resources/b.json

# What is wrong is said, and nothing is printed.
echo '{' > bad.json
for arguments in '2 --nonsense' '2 --layout 2' '2 --format text' '2 unwanted' \
    '2 --summary=yes' '2 diff in.json' '2 diff a b --summary' \
    '2 --provider-dir' '3 --providers-schema none.json' \
    '3 --providers-schema bad.json' '3'; do
  set -- $arguments
  expected=$1
  shift
  status=0
  schema "$@" > out 2> err || status=$?
  [ "$status" = "$expected" ] || fail "status $status: schema $*"
  [ ! -s out ] || fail "output of: schema $*"
  grep -q '^plating: error: ' err || fail "no message of: schema $*"
done

# A repository cannot make a program run.
for plugin in rpc terraform go python; do
  echo "discover: [$plugin]" > project/plating.yaml
  expect_status 2 $PLATING schema -C project 2> err
  expect_text err 'starts programs: a configuration file may not choose it' \
    plating.yaml:1
done
for option in 'provider-binary: /bin/true' 'terraform: /bin/true'; do
  echo "$option" > project/plating.yaml
  expect_status 2 $PLATING schema -C project 2> err
  expect_text err "${option%%:*}"
done
rm project/plating.yaml
printf '#!/bin/sh\n: > started\n' > project/terraform-provider-project
chmod +x project/terraform-provider-project
expect_status 3 $PLATING schema -C project 2> err
expect_text err '--discover rpc would fit; it starts programs'
if [ -e started ] || [ -e project/started ]; then fail 'it was started'; fi
