#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The same schema in other words makes the same pages: keys shuffled, other
# white space and escapes, the provider object last, members that nobody
# knows, read from a pipe byte by byte.

. "$PLATING_TEST_FUNCTIONS"
requires corpus

seed=${SEED:-$(date +%s)}
echo "seed $seed"
variant=$builddir/tests/conformance/schema-variant
slowly=$builddir/tests/conformance/one-byte-writes

plate () # NAME SCHEMA
{
  rm -rf project
  mkdir project
  $PLATING plate -C project --quiet --provider-name "terraform-provider-${1%-defaults}" \
    --providers-schema "$2"
}
compare () # NAME SUMS HOW
{
  (cd project/docs && sha256sum -c --quiet "$2") || fail "$1, $3, seed $seed"
}

for name in awscc-defaults random grafana datadog docker; do
  provider=$CORPUS/registry/$name
  sums=$provider/expected-defaults.sha256
  [ -f "$sums" ] || sums=$provider/expected.sha256
  for how in 'shuffle' 'pretty escape' 'shuffle pretty escape unknown'; do
    "$variant" "$seed" $how < "$provider/schema.json" > schema.json
    plate "$name" schema.json
    compare "$name" "$sums" "$how"
  done
  # Fourteen million writes are for the long checks.
  case $name in awscc*) [ -n "$PLATING_LONG" ] || continue ;; esac
  "$slowly" schema.json | {
    plate "$name" -
  }
  compare "$name" "$sums" 'byte by byte'
done
