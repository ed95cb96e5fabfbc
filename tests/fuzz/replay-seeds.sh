#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The fuzz targets take all of their seeds, and what fuzzing has found
# before, without a complaint.

. "$PLATING_TEST_FUNCTIONS"

replay () # NAME FOLDER
{
  target=$builddir/tests/fuzz/fuzz-$1
  case $1 in
    provider-*)
      # Left out where there is no libnghttp2.
      [ -f "$builddir/plugins/common/provider-rpc/libprovider-rpc.la" ] \
        || return 0 ;;
  esac
  [ -x "$target" ] || fail "no target for $2"
  find "$2" -type f -exec "$builddir/run" "$target" {} + > out 2>&1 \
    || { cat out >&2; fail "$2"; }
  echo "$1: $(tail -1 out)"
}

for seeds in "$srcdir"/tests/fuzz/seeds/*; do
  replay "${seeds##*/}" "$seeds"
done
for archive in "$srcdir"/tests/fuzz/found/*.tar.gz; do
  name=${archive##*/}
  name=${name%.tar.gz}
  mkdir "$name"
  gzip -dc "$archive" | tar -C "$name" -xf -
  replay "$name" "$name"
done
