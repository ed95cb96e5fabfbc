#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Go templates give the same output, or the same error, as Go's own
# text/template: all cases written by hand, and as many generated ones as
# $GOTEMPLATE_COUNT says from the seed $GOTEMPLATE_SEED.
. "$PLATING_TEST_FUNCTIONS"

requires go

folder=$srcdir/tests/conformance/gotemplate-differential
program=$builddir/tests/conformance/gotemplate-differential/gotemplate-differential

(cd "$folder/go" && go build -o "$tmp/judge" .) || fail 'go build'
./judge cases "${GOTEMPLATE_SEED:-1}" "${GOTEMPLATE_COUNT:-3000}" \
  "$folder"/*.cases > cases || fail 'not all productions were reached'
./judge run "$folder/data.json" cases > go.out
"$builddir/run" "$program" "$folder/data.json" cases > c.out
./judge compare cases go.out c.out || fail 'the results differ'
