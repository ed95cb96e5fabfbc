#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Front matter is found, decoded and refused as by tfplugindocs (goldmark's
# front matter extension and yaml.v3), on $FRONTMATTER_COUNT pages that are
# made from the seed $FRONTMATTER_SEED.
. "$PLATING_TEST_FUNCTIONS"

requires go

folder=$srcdir/tests/conformance/frontmatter-differential
program=$builddir/tests/conformance/frontmatter-differential/compare

cp -R "$folder/judge" go
chmod -R u+w go
(cd go && go mod download) \
  || skip_without go 'the Go modules that tfplugindocs uses'
(cd go && go build -o "$tmp/judge" .) || fail 'go build'
./judge -seed "${FRONTMATTER_SEED:-1}" -count "${FRONTMATTER_COUNT:-20000}" \
  > pages
"$builddir/run" "$program" < pages || fail 'too many verdicts differ'
