#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Title case is that of golang.org/x/text/cases, for each character of
# Unicode within others and for random texts.
. "$PLATING_TEST_FUNCTIONS"

requires go valgrind-free

folder=$srcdir/tests/conformance/gotemplate-title-differential
program=$builddir/tests/conformance/gotemplate-title-differential/title

# The module comes from the network unless it is there already.
cp -R "$folder/go" judge
chmod -R u+w judge
(cd judge && go mod download) > download.log 2>&1 \
  || skip_without go-modules "no golang.org/x/text: $(tail -n 1 download.log)"
(cd judge && go build -o "$tmp/title-judge" .) || fail 'go build'
./title-judge make "${GOTEMPLATE_SEED:-1}" > texts
./title-judge title < texts > go.out
"$program" < texts > c.out
cmp go.out c.out || {
  diff go.out c.out | sed -n '1,20p'
  fail 'the results differ'
}
echo "$(wc -l < texts) texts, seed ${GOTEMPLATE_SEED:-1}: no difference"
