#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Thread models hold: a serial plugin is never called twice at once, and one
# that does not block is called on the loop.

. "$PLATING_TEST_FUNCTIONS"

mkdir provider
for stage in serial on-loop; do
  rm -rf provider/docs
  $PLATING plate -C provider -j 16 --quiet \
    --plugin-path "$builddir/tests/fixtures/stages/.libs" \
    --discover fake,count=200 -p pages -p "$stage"
  [ "$(find provider/docs -name '*.md' | wc -l)" = 201 ] \
    || fail "pages are missing with $stage"
done
