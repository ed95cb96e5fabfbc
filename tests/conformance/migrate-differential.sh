#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# `tfplugindocs migrate` makes the same templates and examples, and says the
# same, of $MIGRATE_COUNT pages that are made from the seed $MIGRATE_SEED.

. "$PLATING_TEST_FUNCTIONS"

requires go

version=v0.25.0
original=$(go env GOPATH)/bin/tfplugindocs
if ! [ -x "$original" ]; then
  GOBIN=$tmp/bin go install \
    "github.com/hashicorp/terraform-plugin-docs/cmd/tfplugindocs@$version" \
    || skip_without go "no tfplugindocs $version"
  original=$tmp/bin/tfplugindocs
fi
mkdir -p ours
ln -s "$builddir/core/plating" ours/tfplugindocs
unset PWD

project=$tmp/work/terraform-provider-foo
for kind in resources data-sources functions ephemeral-resources actions \
            list-resources state-stores; do
  mkdir -p "$project/docs/$kind"
done
awk -v SEED="${MIGRATE_SEED:-1}" -v COUNT="${MIGRATE_COUNT:-500}" \
  -v DIRECTORY="$project" \
  -f "$srcdir/tests/conformance/migrate-differential/make-pages.awk"
cp -r work pristine

# run PROGRAM NAME
run ()
{
  rm -rf "$tmp/work"
  cp -r pristine work
  status=0
  (cd "$project" && "$1" migrate) > "$2.out" 2> "$2.err" < /dev/null \
    || status=$?
  echo "$status" > "$2.status"
  mv work "$2.tree"
}
run "$original" original
run "$tmp/ours/tfplugindocs" ours

pages=$(find original.tree -path '*/docs/*' -type f | wc -l)
made=$(find original.tree -name '*.md.tmpl' | wc -l)
examples=$(find original.tree -path '*/examples/*' -type f | wc -l)
differ=$(diff -rq original.tree ours.tree | wc -l)
echo "migrate-differential: seed ${MIGRATE_SEED:-1}: $pages pages," \
     "$made templates, $examples examples; $differ files differ"
if [ -n "$MIGRATE_KEEP" ]; then
  rm -rf "$MIGRATE_KEEP"
  cp -r "$tmp" "$MIGRATE_KEEP"
fi
[ "$made" -gt 0 ] && [ "$examples" -gt 0 ] || fail 'nothing was made'
diff original.status ours.status || fail 'the exit status differs'
diff -u original.out ours.out || fail 'standard output differs'
diff -u original.err ours.err || fail 'standard error differs'
diff -ru original.tree ours.tree || fail 'the files differ'
