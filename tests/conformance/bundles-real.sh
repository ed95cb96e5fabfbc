#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A real provider from end to end: the package pyvider-components as PyPI has
# it is found by its name and without being run, all 49 documents are made,
# no link in the site is dead, and MkDocs builds the site in its strict mode.

. "$PLATING_TEST_FUNCTIONS"
requires corpus python

schema=$CORPUS/bundles/pyvider/schema.json
[ -f "$schema" ] || skip_without corpus "no bundles in $CORPUS"
python_tools
# It is changed below.
cp -R "$venv" venv
# What is imported would say so.
packages=$(venv/bin/python -c \
  'import sysconfig; print(sysconfig.get_path("purelib"))')
for file in "$packages"/pyvider/components/__init__.py; do
  echo 'open("'"$tmp"'/imported", "w")' >> "$file"
done

mkdir project
cp "$schema" project
cd project
echo 'site_name: Pyvider  # ours' > mkdocs.yml
common='--provider-name pyvider --providers-schema schema.json'
# shellcheck disable=SC2086
$PLATING plate $common --quiet --discover \
  "bundles,package=pyvider-components,python-path=$packages"
[ "$(find docs -name '*.md' | wc -l)" = 49 ] || fail 'number of documents'
[ ! -e ../imported ] || fail 'the package was imported'
head -n 1 mkdocs.yml | grep -qx 'site_name: Pyvider  # ours' \
  || fail 'the first line of mkdocs.yml'

# shellcheck disable=SC2086
$PLATING validate $common --plugin links > validated 2>&1 || :
! grep -E 'links-validator/(dead-link|dead-anchor|outside-link)' validated \
  || fail 'dead links'
../venv/bin/python -m mkdocs build --strict > build.log 2>&1 \
  || { cat build.log; fail 'mkdocs build --strict'; }
[ "$(find site -name index.html | wc -l)" -ge 49 ] \
  || fail 'pages of the built site'
