#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The registry's checks find what `tfplugindocs validate` finds, in the same
# words and order, on $VALIDATE_COUNT projects that are made from the seed
# $VALIDATE_SEED.
. "$PLATING_TEST_FUNCTIONS"

requires go

version=v0.25.0
folder=$srcdir/tests/conformance/validate-differential
program=$builddir/tests/conformance/validate-differential/driver

original=$(go env GOPATH)/bin/tfplugindocs
if ! [ -x "$original" ]; then
  original=$tmp/bin/tfplugindocs
  GOBIN=$tmp/bin go install \
    "github.com/hashicorp/terraform-plugin-docs/cmd/tfplugindocs@$version" \
    || skip_without go "no tfplugindocs $version"
fi

(cd "$folder/judge" && go build -buildvcs=false -o "$tmp/judge" .) \
  || fail 'go build'
TMPDIR=$tmp ./judge -original "$original" -ours "$program" \
  -seed "${VALIDATE_SEED:-1}" -count "${VALIDATE_COUNT:-300}" \
  || fail 'the findings differ'
