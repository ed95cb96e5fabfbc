#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Freezes the public headers of today as tests/abi/vMAJOR.MINOR, for ever:
# fixture plugins are built from each snapshot, and the next ones may only
# append.  Run it from anywhere when a new ABI version is released; --again
# replaces the snapshot of a version that is not released yet.

set -e

top=$(cd "$(dirname "$0")/../.." && pwd)
version=$(sed -n \
  -e 's/^#define PLATING_ABI_MAJOR \([0-9]*\)u.*/\1./p' \
  -e 's/^#define PLATING_ABI_MINOR \([0-9]*\)u.*/\1/p' \
  "$top/include/plating/types.h" | tr -d '\n')
target=$top/tests/abi/v$version/plating

case ${1-} in
  '') again= ;;
  --again) again=yes ;;
  *) echo "usage: $0 [--again]" >&2; exit 2 ;;
esac
if [ -d "$target" ] && [ -z "$again" ]; then
  echo "$0: error: there is a snapshot of $version already: raise" \
       "PLATING_ABI_MINOR, or use --again if it was never released" >&2
  exit 1
fi
rm -rf "$target"
mkdir -p "$target"
cp "$top"/include/plating/*.h "$target"/
chmod 644 "$target"/*.h
echo "frozen as $target"
