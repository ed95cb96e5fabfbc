#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: the registry renderer does what tfplugindocs does.  Random
# projects are plated by both: the trees are the same, bytes and modes, and
# where tfplugindocs fails, `compatible' fails with its message.
#
# PLATING_DIFFERENTIAL_SEED and _PROJECTS choose other projects; with 600 or
# more of them, each rule of the generator must have been used 20 times.

. "$PLATING_TEST_FUNCTIONS"

seed=${PLATING_DIFFERENTIAL_SEED:-1}
projects=${PLATING_DIFFERENTIAL_PROJECTS:-30}
make_project=$builddir/tests/conformance/registry-differential/make-project

requires go
version=v0.25.0
original=$(go env GOPATH)/bin/tfplugindocs
if ! [ -x "$original" ]; then
  original=$tmp/bin/tfplugindocs
  GOBIN=$tmp/bin go install \
    "github.com/hashicorp/terraform-plugin-docs/cmd/tfplugindocs@$version" \
    || skip_without go "no tfplugindocs $version"
fi

"$make_project" . "$seed" "$projects" > coverage

# plate MODE [OPTION...]: plates into docs-MODE; sets $status.
plate ()
{
  mode=$1
  shift
  status=0
  (
    set -- "$@"
    while IFS= read -r option; do
      set -- "$@" "$option"
    done < options
    $PLATING plate --provider-dir . --providers-schema schema.json \
      --output-dir "docs-$mode" "$@"
  ) > "$mode.out" 2> "$mode.err" || status=$?
}

# modes DIRECTORY: its files with their permissions.
modes ()
{
  ( cd "$1" && find . -type f -exec stat -c '%a %n' {} + | LC_ALL=C sort )
}

# In front of an error of a page.
prefix='Error executing command: unable to generate website: error rendering'
prefix="$prefix static website: unable to render templated website to static"
prefix="$prefix markdown: "

same=0
failed=0
i=0
while [ "$i" -lt "$projects" ]; do
  i=$((i + 1))
  cd "$tmp/$i"
  expected=0
  (
    set -- generate --provider-dir . --providers-schema schema.json
    while IFS= read -r option; do
      set -- "$@" "$option"
    done < options
    "$original" "$@"
  ) > original.out 2> original.err || expected=$?
  [ "$expected" -lt 2 ] || fail "project $i of seed $seed: crash"
  mkdir -p docs
  mv docs docs-original
  plate compatible --plugin registry,compatible=true
  if [ "$expected" = 0 ]; then
    [ "$status" = 0 ] || { cat compatible.err >&2
                           fail "project $i of seed $seed: status $status"; }
    modes='compatible native'
    if [ -e compatible-only ]; then
      modes=compatible
    else
      plate native
      [ "$status" = 0 ] || { cat native.err >&2
                             fail "project $i of seed $seed: native fails"; }
    fi
    for mode in $modes; do
      diff -r docs-original "docs-$mode" >&2 \
        || fail "project $i of seed $seed: $mode pages differ"
      modes docs-original > original.modes
      modes "docs-$mode" > "$mode.modes"
      expect_same original.modes "$mode.modes"
    done
    same=$((same + 1))
  else
    [ "$status" = 3 ] || fail "project $i of seed $seed: status $status"
    message=$(sed -n "s/^$prefix//p" original.err)
    [ -n "$message" ] || { cat original.err >&2
                           fail "project $i of seed $seed: other error"; }
    # Of several members without a group the original names any.
    mask='s/no match for ".*", this can/no match for ANY, this can/'
    sed "$mask" compatible.err > masked.err
    expect_text masked.err "$(printf '%s\n' "$message" | sed "$mask")"
    failed=$((failed + 1))
  fi
done

cd "$tmp"
echo "seed $seed: $same projects with the same pages, $failed with the same" \
  "error"
cat coverage
if [ "$projects" -ge 600 ]; then
  awk '$1 < 20 { print; bad = 1 } END { exit bad }' coverage >&2 \
    || fail 'these rules were used too rarely'
fi
