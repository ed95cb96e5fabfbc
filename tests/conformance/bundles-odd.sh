#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Bundles that nobody would write by plan (front matter of all kinds, partials
# with mistakes, letters of all scripts, odd layouts, links, names that are
# alike) give the pages that the Python tool makes of them, or a page that
# differs for a reason that a table has; what fails there fails here.

. "$PLATING_TEST_FUNCTIONS"
requires python

python_tools
odd=$srcdir/tests/conformance/bundles-odd
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
python3 "$odd/make-projects.py" projects

for project in projects/*; do
  (
    cd "$project" || exit
    PYTHONPATH=$PWD/pk "$venv/bin/plating" plate --force \
      --package-name acme --output-dir theirs > theirs.log 2>&1 \
      || { cat theirs.log; fail "the Python tool, $project"; }
    # Where a page fails the status is not 0.
    $PLATING plate --no-config --provider-name acme \
      --providers-schema schema.json --plugin jinja,schema-style=flat \
      --discover bundles,package=acme,python-path=pk > ours.log 2>&1 \
      || [ $? = 3 ] || { cat ours.log; fail "$project"; }
  ) || exit
done
python3 "$odd/compare.py" projects "$odd/explained.txt" \
  || fail 'pages differ'
