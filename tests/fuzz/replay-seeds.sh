#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The fuzz targets take all of their seeds, and what fuzzing has found
# before, without a complaint.

. "$PLATING_TEST_FUNCTIONS"

for seeds in "$srcdir"/tests/fuzz/seeds/*; do
  name=${seeds##*/}
  target=$builddir/tests/fuzz/fuzz-$name
  [ -x "$target" ] || fail "no target for the seeds $name"
  find "$seeds" -type f -exec "$builddir/run" "$target" {} + > out 2>&1 \
    || { cat out >&2; fail "$name"; }
  echo "$name: $(tail -1 out)"
done
