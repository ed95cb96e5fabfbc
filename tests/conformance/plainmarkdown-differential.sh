#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Markdown becomes the same plain text, and the same uniform Markdown, as by
# tfplugindocs: the examples of the CommonMark specification and all their
# prefixes, the descriptions in the sample data if they are there, and
# $MARKDOWN_COUNT texts that are made from the seed $MARKDOWN_SEED.
. "$PLATING_TEST_FUNCTIONS"

requires go

folder=$srcdir/tests/conformance/plainmarkdown-differential
program=$builddir/tests/conformance/plainmarkdown-differential/compare

cp -R "$folder/judge" go
chmod -R u+w go
(cd go && go mod download) \
  || skip_without go 'the Go modules that tfplugindocs uses'
(cd go && go build -buildvcs=false -o "$tmp/judge" .) || fail 'go build'
spec=$(cd go && go list -m -f '{{.Dir}}' github.com/yuin/goldmark)/_test/spec.json
[ -r "$spec" ] || fail "no examples in $spec"
corpus=
[ ! -d "$CORPUS/registry" ] || corpus=$CORPUS/registry
LC_ALL=C ./judge -seed "${MARKDOWN_SEED:-1}" \
  -count "${MARKDOWN_COUNT:-50000}" -spec "$spec" ${corpus:+-corpus "$corpus"} \
  > records || fail 'judge'
"$builddir/run" "$program" < records || fail 'the results differ'
