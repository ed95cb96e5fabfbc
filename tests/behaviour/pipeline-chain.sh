#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A chain of foreign stages, one of which completes late and one of which
# fails now and then, gives the same bytes and findings however many threads
# there are.

. "$PLATING_TEST_FUNCTIONS"

mkdir provider
for jobs in 1 2 16; do
  status=0
  $PLATING plate -C provider -o "out$jobs" -j "$jobs" --quiet --verbose \
    --plugin-path "$builddir/tests/fixtures/stages/.libs" \
    --discover fake,count=120 -p pages -p split -p late -p seventh \
    2> "findings$jobs" || status=$?
  [ "$status" = 3 ] || fail "exit status $status at -j$jobs"
  (cd "provider/out$jobs" && find . -type f | sort | xargs cat) > "bytes$jobs"
done
expect_text findings1 'seventh-renderer: resource/fake_' 'a seventh page'
[ "$(wc -l < findings1)" -gt 20 ] || fail 'too few findings'
[ -f provider/out1/resource/fake_000001.md.2.md ] || fail 'no second half'
for jobs in 2 16; do
  expect_same bytes1 "bytes$jobs"
  expect_same findings1 "findings$jobs"
done
