#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: a second run writes what has changed and nothing else, without
# being forced to; pages that are no longer made are named, and removed when
# asked for; the order of work does not show.

. "$PLATING_TEST_FUNCTIONS"

for name in a b c d e; do
  mkdir -p resources/$name.plating/docs
  echo "# $name {{ schema() }}" > resources/$name.plating/docs/acme_$name.tmpl.md
done
{
  echo '{"format_version": "1.0", "provider_schemas": {"x/y/acme": {
    "resource_schemas": {'
  for name in a b c d; do
    echo "\"acme_$name\": {\"version\": 0, \"block\": {}},"
  done
  echo '"acme_e": {"version": 0, "block": {}}}}}}'
} > schema.json
plate ()
{
  $PLATING plate --no-config --provider-name acme \
    --providers-schema schema.json "$@"
}
plate -j1 2> err
expect_text err '7 written, 0 unchanged'
cp -r docs first
plate -j8 2> err
expect_text err '0 written, 7 unchanged'
rm -rf docs
plate -j8 --quiet
diff -r docs first || fail 'eight threads'
touch -d '2001-01-01' docs/resources/*.md
# The same size and the same time.
time=$(stat -c %Y resources/b.plating/docs/acme_b.tmpl.md)
sed -i 's/# b/# B/' resources/b.plating/docs/acme_b.tmpl.md
touch -d "@$time" resources/b.plating/docs/acme_b.tmpl.md
expect_status 1 plate --check --quiet
plate 2> err
expect_text err '1 written, 6 unchanged'
grep -q '# B' docs/resources/b.md || fail 'an edit that was not seen'
[ "$(stat -c %Y docs/resources/a.md)" -lt 1000000000 ] \
  || fail 'a page that was written again'
rm -r resources/e.plating
plate 2> err
[ -f docs/resources/e.md ] || fail 'removed without being asked'
plate --prune --quiet
[ ! -e docs/resources/e.md ] || fail 'a page that is no longer made'
