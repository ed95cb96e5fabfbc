#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: the JSON Schema for editors knows every option that a
# configuration file can set, and no other; it accepts the example in doc/
# and refuses mistakes, as the command does.

. "$PLATING_TEST_FUNCTIONS"
requires python

schema=$builddir/core/plating.schema.json
for verb in plate adorn validate info plugin; do
  $PLATING "$verb" --help
done | sed -n 's/^ *\(-., \)\{0,1\}--\([a-z-]*\).*/\2/p' | sort -u > options
[ "$(wc -l < options)" -gt 20 ] || fail 'few options'

cat > keys.py <<'END'
import json, sys

with open(sys.argv[1]) as f:
    schema = json.load(f)
for key, value in schema["properties"].items():
    if not value.get("description"):
        sys.exit("no description: " + key)
    print(key)
END
python3 keys.py "$schema" | sort > keys
# A file sets what is not the command line's alone.
mkdir empty
while read -r option; do
  grep -qx "$option" keys && continue
  echo "$option: x" > empty/plating.yaml
  expect_status 2 $PLATING plate -C empty 2> log
  grep -qF -e "can't be set here" -e "unknown key 'help'" log \
    || { cat log; fail "the schema lacks $option"; }
done < options
while read -r key; do
  case $key in plugins | subcategories | profiles) continue ;; esac
  grep -qx -e "$key" options || fail "no option $key"
  echo "$key: {a: b}" > empty/plating.yaml
  expect_status 2 $PLATING plate -C empty 2> log
  ! grep -q -e 'unknown key' -e "can't be set" log \
    || { cat log; fail "$key is no key"; }
done < keys

# The example is what the command takes, too.
mkdir project
cp "$srcdir/doc/examples/plating.yaml" project
cp "$srcdir/doc/demo/schema.json" project
$PLATING info -C project > out 2> log \
  || { cat log; fail 'the example is refused'; }

python3 -c 'import jsonschema, yaml' 2> log \
  || skip_without jsonschema 'no Python modules jsonschema and yaml'
cat > check.py <<'END'
import json, sys
import jsonschema, yaml

with open(sys.argv[1]) as f:
    schema = json.load(f)
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)
with open(sys.argv[2]) as f:
    validator.validate(yaml.safe_load(f))
for bad in ("outputdir: x", "jobs: many", "jobs: 5000", "plugin-path: x",
            "format: xml", "output-dir: /x", "prune: 1", "- a",
            "plugins: [{kind: renderer}]", "subcategories: [a]",
            "plugins: [{name: a, settings: {b: {c: d}}}]",
            "components: [1]"):
    if validator.is_valid(yaml.safe_load(bad)):
        sys.exit("accepted: " + bad)
for good in ("", "plugins: [a, {name: b, settings: {c: [1, d], e: true}}]",
             "components: a"):
    if not validator.is_valid(yaml.safe_load(good)):
        sys.exit("refused: " + good)
END
python3 check.py "$schema" "$srcdir/doc/examples/plating.yaml" \
  || fail 'schema and files do not fit'
