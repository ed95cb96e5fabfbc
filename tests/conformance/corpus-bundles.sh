#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The pages that the jinja renderer makes of real bundles are those of the
# Python tool, byte for byte, with and without global partials; each line that
# differs comes from a weakness of that tool which the table names, and
# functions are described as their schema says.  The navigation is the same,
# and one run more changes nothing.

. "$PLATING_TEST_FUNCTIONS"
requires corpus python

corpus=$CORPUS/bundles/pyvider
[ -d "$corpus/components" ] || skip_without corpus "no bundles in $CORPUS"
check=$srcdir/tests/conformance/corpus-bundles

project () # starts again
{
  rm -rf project
  mkdir project
  cp -r "$corpus/components" "$corpus/input" project
  cp "$corpus/schema.json" "$corpus/schema-published.json" project
}

common=schema-style=flat,test-mode-variable=PYVIDER_TESTMODE
plate () # SETTING... (with a comma before each)
{
  $PLATING plate -C project --quiet --provider-name pyvider \
    --providers-schema project/schema.json \
    --plugin "jinja,$common,published-schema=project/schema-published.json$1"
}

compare () # RUN EXPECTED
{
  python3 "$check/check-pages.py" "$1" project/docs "$2" \
    project/schema.json "$check/explained.txt" || fail "pages, run $1"
}

project
plate ",guides-dir=project/input/guides"
compare plain "$corpus/expected"
cmp project/mkdocs.yml "$corpus/expected-mkdocs.yml" || fail 'navigation'
$PLATING plate -C project --quiet --provider-name pyvider --check \
  --providers-schema project/schema.json \
  --plugin "jinja,$common,published-schema=project/schema-published.json,guides-dir=project/input/guides" \
  || fail 'a second run changes something'

# The lists of the index are the same, whatever stands before them.
for index in project/docs/index.md "$corpus/expected/index.md"; do
  sed -n '/^### Resources$/,$p' "$index" > "$(basename "$(dirname "$index")").list"
done
diff docs.list expected.list || fail 'lists of the index'

project
plate ",global-partials-dir=project/input/partials"
compare partials "$corpus/expected-with-partials"

project
rm -rf project/components/provider.plating
plate ",guides-dir=project/input/guides"
compare own-index "$corpus/expected"
