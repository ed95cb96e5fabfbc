#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The TOML reader passes the public test suite for TOML 1.0, toml-test: as a
# program on the PATH, or through `go install`.
. "$PLATING_TEST_FUNCTIONS"

version=v2.2.0
program=$builddir/tests/conformance/toml-test/decoder

if command -v toml-test >/dev/null 2>&1; then
  suite=toml-test
else
  requires go
  suite=$tmp/bin/toml-test
  GOBIN=$tmp/bin go install \
    "github.com/toml-lang/toml-test/v2/cmd/toml-test@$version" \
    || skip_without go "no toml-test $version"
fi

expect_status 0 "$suite" test -toml=1.0 -color=never -decoder="$program" \
  > out
cat out
# A suite that ran nothing has shown nothing.
grep -Eq '^ *valid tests: [1-9][0-9]{2,} passed, +0 failed' out \
  || fail 'valid texts'
grep -Eq '^ *invalid tests: [1-9][0-9]{2,} passed, +0 failed' out \
  || fail 'invalid texts'
