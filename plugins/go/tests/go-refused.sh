#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: what go says of sources that cannot be built is shown, a line for
# each complaint, and the error names the first; a package that is no program
# is told from a provider that fails.

. "$PLATING_TEST_FUNCTIONS"

# refused BODY: info with a go command of that body; makes err.
refused ()
{
  printf '#!/bin/sh\n%s\n' "$1" > go
  chmod +x go
  status=0
  $PLATING info -C project --discover "go,cache=no,go=$tmp/go" > out 2> err \
    || status=$?
  [ "$status" = 3 ] || { cat err >&2; fail "status $status: $1"; }
  [ ! -s out ] || fail "something was printed: $1"
}

# said LINE...: err has these lines, and then a hint.
said ()
{
  printf 'plating: error: go-discovery: %s\n' "$@" > expected
  grep -v '^plating: hint: ' err | expect_same expected -
  grep -q '^plating: hint: .*--provider-binary' err || fail 'no hint'
}

mkdir project
echo 'module example.com/apple' > project/go.mod

refused 'echo "# example.com/apple"; echo "./a.go:1:2: no" >&2; exit 1'
said 'go build: exit status 1: ./a.go:1:2: no'

refused 'printf "# one\n./a.go:1:2: no\n./b.go:3:4: no\n\n./c.go:5:6: no\n"
exit 2'
said './a.go:1:2: no' './b.go:3:4: no' './c.go:5:6: no' \
  'go build: exit status 2: ./a.go:1:2: no'

refused 'exit 1'
said 'go build: exit status 1'

library="the package is no program: the provider's directory has to be that"
refused ': library'
said "$library of its package main"
# shellcheck disable=SC2016
refused 'echo archive > "$3"'
said "$library of its package main"
