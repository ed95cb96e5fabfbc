#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: plating.yaml and [tool.plating] of pyproject.toml say what options
# say; the command line comes before the former, and that before the latter;
# options of another command have no effect; --config names another file,
# --no-config leaves all of them out.

. "$PLATING_TEST_FUNCTIONS"

cp "$srcdir/doc/demo/schema.json" .
plate ()
{
  rm -rf docs pages site manual
  $PLATING plate "$@" > out 2> log || { cat log >&2; fail "plate $*"; }
}
made ()
{
  [ -f "$1/index.md" ] || { cat log >&2; fail "no pages in $1"; }
}

# YAML, and who comes first.
cat > plating.yaml <<'END'
provider-name: orchard
providers-schema: schema.json
output-dir: pages
check: false
component-type: [provider, resource]
END
cat > pyproject.toml <<'END'
[project]
name = "orchard"
[tool.plating]
output-dir = "site"
rendered-provider-name = "Orchard House"
component-type = "function"
END
plate
made pages
grep -q 'Orchard House' pages/resources/*.md || fail 'TOML was not read'
[ ! -d pages/functions ] || fail 'TOML came before YAML'
[ -d pages/resources ] || fail 'no resources'
plate -o manual --component-type provider
made manual
[ ! -d manual/resources ] || fail 'a list was added to, not replaced'

# TOML alone; with lists, and without the table.
mv plating.yaml other.yml
cat >> pyproject.toml <<'END'
provider-name = "orchard"
providers-schema = "schema.json"
quiet = true
END
sed -i 's/"function"/["provider", "data-source"]/' pyproject.toml
plate
made site
[ -d site/data-sources ] || fail 'no data sources'
[ ! -d site/resources ] || fail 'resources'
[ ! -s log ] || fail 'quiet had no effect'
plate --config other.yml
made pages
plate --no-config --provider-name orchard --providers-schema schema.json
made docs
echo '[project]' > pyproject.toml
plate --provider-name orchard --providers-schema schema.json
made docs

# In the provider's directory; relative paths start there.
mkdir -p project/data
cp schema.json project/data/s.json
cat > project/plating.yaml <<'END'
provider-name: orchard
providers-schema: data/s.json
format: json
END
rm -rf docs
$PLATING plate -C project > out
made project/docs
expect_text out '{'

# What is for another command is checked, and has no effect.
cat > plating.yaml <<'END'
provider-name: orchard
providers-schema: schema.json
check: true
prune: true
output-dir: site
templates-only: true
subcategories: { tree_: Trees }
END
$PLATING adorn 2> log || { cat log >&2; fail 'adorn'; }
[ -d templates ] || fail 'adorn wrote nothing'
[ ! -d examples ] || fail 'templates-only had no effect'
$PLATING info > out || fail 'info'
echo 'check: perhaps' > plating.yaml
expect_status 2 $PLATING info --providers-schema schema.json 2> log
expect_text log "'check' takes true or false, not a string" plating.yaml:1:8
rm -r templates

# Plugins: as strings, as maps, and for which command.
cat > plating.yaml <<'END'
provider-name: orchard
plugins:
  - name: registry
    kind: renderer
    settings: { compatible: true }
  - discovery/schema-json,file=schema.json
END
plate
made docs
$PLATING validate > out 2> log || { cat log >&2; fail 'validate'; }
cat > plating.yaml <<'END'
provider-name: orchard
discover: schema-json,file=nosuch.json
END
expect_status 3 $PLATING plate 2> log
plate --providers-schema schema.json
made docs

# An empty file says nothing.
: > plating.yaml
plate --provider-name orchard --providers-schema schema.json
made docs
