#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: the reader of schema files sees what terraform-json sees, and
# refuses what it refuses, with the same message.
#
# Inputs are made from a seed: SEED=N and COUNT=N choose them.  The sample
# data is read as it is and written in other ways.

. "$PLATING_TEST_FUNCTIONS"

requires go valgrind-free

here=$srcdir/tests/conformance/schema-json-differential
dump=$builddir/tests/conformance/schema-json-differential/dump

(cd "$here/go" && GOFLAGS=-mod=readonly go build -o "$tmp/judge" .) \
  >go.log 2>&1 || {
  cat go.log >&2
  skip_without go 'no terraform-json: go cannot build the program that judges'
}

seed=${SEED:-20240607}
count=${COUNT:-2000}
schemas=
for schema in "$CORPUS"/registry/*/schema.json; do
  [ ! -f "$schema" ] || [ "$(wc -c <"$schema")" -gt 1000000 ] \
    || schemas="$schemas $schema"
done
[ -n "$schemas" ] || echo 'without the sample data'

echo "seed $seed, $count inputs at random, $(echo $schemas | wc -w) schemas"
# The list has blanks between its members.
./judge generate "$seed" "$count" pack $schemas
./judge dump pack expected
"$builddir/run" "$dump" pack found
./judge compare pack expected found \
  || fail "differences (SEED=$seed COUNT=$count)"

# A comparison that could not fail would prove nothing.
LC_ALL=C sed 's/required/Required/' found >spoilt
! ./judge compare pack expected spoilt >compare.log \
  || fail 'a spoilt outcome was not noticed'
expect_text compare.log ' differences'
