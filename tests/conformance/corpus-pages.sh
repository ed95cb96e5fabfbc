#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The pages of real providers are those of tfplugindocs, byte for byte: with
# their templates and examples, and without.

. "$PLATING_TEST_FUNCTIONS"
requires corpus

n=0
for provider in "$CORPUS"/registry/*; do
  name=${provider##*/}
  if [ -f "$provider/expected.sha256" ]; then
    sums=$provider/expected.sha256
  else
    sums=$provider/expected-defaults.sha256
  fi
  if [ -f "$sums" ]; then
    rm -rf project
    mkdir project
    $PLATING plate -C project --quiet \
      --provider-name "terraform-provider-${name%-defaults}" \
      --providers-schema "$provider/schema.json"
    (cd project/docs && sha256sum -c --quiet "$sums") \
      || fail "default pages of $name"
    [ "$(find project/docs -type f | wc -l)" = "$(wc -l < "$sums")" ] \
      || fail "number of default pages of $name"
    n=$((n + 1))
  fi
  [ -d "$provider/expected" ] || continue
  rm -rf project
  mkdir project
  for folder in templates examples; do
    [ ! -d "$provider/$folder" ] || cp -r "$provider/$folder" project/
  done
  $PLATING plate -C project --quiet \
    --provider-name "terraform-provider-${name%-defaults}" \
    --providers-schema "$provider/schema.json"
  diff -r project/docs "$provider/expected" > differences \
    || { head -50 differences; fail "pages of $name"; }
  n=$((n + 1))
done
[ "$n" -ge 14 ] || fail "only $n sites compared"
echo "$n sites are the same"
