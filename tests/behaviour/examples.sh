#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: each program of doc/examples compiles without a warning against the
# public headers, and says what it should.

. "$PLATING_TEST_FUNCTIONS"

requires "$PKG_CONFIG"
examples=$srcdir/doc/examples
schema=$srcdir/doc/demo/schema.json

# compile OUTPUT SOURCE OPTION...
compile ()
{
  output=$1 source=$2
  shift 2
  $CC $SANITIZE -std=c17 -D_GNU_SOURCE -g -Wall -Wextra -Wshadow -Wstrict-prototypes \
    -Wmissing-prototypes -Wpointer-arith -Wwrite-strings -Wvla -Wformat=2 \
    -Wconversion -Wno-sign-conversion -Wundef -Wcast-qual -Werror \
    -I"$srcdir/include" -I"$builddir/include" \
    $($PKG_CONFIG --cflags libuv) -o "$output" "$source" "$@"
}

# example NAME ARGUMENT...: runs it in a new provider; its output is in `out`.
example ()
{
  name=$1
  shift
  rm -rf provider
  mkdir provider
  "$builddir/run" "./$name" "$PWD/provider" "$schema" "$@" > out 2> log \
    || { cat out log >&2; fail "$name: status $?"; }
}

expect_output ()
{
  printf "$1" > expected
  expect_same expected out
}

for source in "$examples"/*.c; do
  name=${source##*/}; name=${name%.c}
  case $name in
    async-*) compile "plating-$name.so" "$source" -shared -fPIC ;;
    *) compile "$name" "$source" -rdynamic -L"$builddir/core/.libs" \
         -lplating $($PKG_CONFIG --libs libuv) ;;
  esac || fail "$name does not compile"
done

example script; expect_output 'Done\n'
[ -f provider/docs/index.md ] && [ -f provider/templates/index.md.tmpl ] \
  || fail 'script made no files'
example application; expect_output '2 runs, 10 pages each\n'
example chain
expect_output 'some templates\ncleaned up\n10 pages\n'
"$builddir/run" ./chain "$PWD/provider" none.json > out
expect_output 'failed: file-system\ncleaned up\n'
example statistics
expect_text out 'function: 2' 'resource: 2' 'resources/hive.md: whole'
[ ! -e provider/docs ] || fail 'statistics wrote pages'
example parallel
expect_text out '10 pages' 'one by one: ' 'at once: '
example errors; expect_output '0 broken templates\n'
mkdir provider/templates
echo '{{ .Nothing' > provider/templates/index.md.tmpl
"$builddir/run" ./errors "$PWD/provider" "$schema" > out
expect_text out 'template templates/index.md.tmpl, line ' '1 broken templates'
expect_status 0 "$builddir/run" ./errors "$PWD/provider" none.json > out
expect_text out 'try again later: ' 'none.json'
echo 'no schema' > text.json
expect_status 1 "$builddir/run" ./errors "$PWD/provider" text.json > out
expect_text out 'format error: '
example retry
expect_output 'attempt 1: file-system\nattempt 2: file-system\nattempt 3: done\n10 pages\n'
example scoped; expect_output 'with an attribute: 10 pages\nplainly: 10 pages\n'
example existing-loop
expect_output '10 pages\nsession closed\nthe clock went on\n'
example background; expect_output 'the program goes on\npages: done\n'
example batches; expect_output '12 of 12 providers, 3 at once\n'
[ "$(find provider -name index.md | wc -l)" = 12 ] || fail 'batches: pages'
example group; expect_output 'adorn: done\nplate: done\n'
example interrupt; expect_output 'cancelled\n'
example events; expect_output '10 components, 10 pages, 10 of 10\n'

example never-awaited; expect_output 'done\n'
line=$(grep -n 'forgotten = ' "$examples/never-awaited.c" | cut -d: -f1)
expect_text log "(operation) was never awaited" "never-awaited.c:$line" \
  'was completed twice' 'callback sleep_in_callback+0x0' 'held the loop for'
# Where other programs have the processors, more may take long.
[ "$(grep debug: log | grep -cv 'held the loop')" = 2 ] \
  || { cat log >&2; fail 'other reports'; }

example traced "$PWD/trace.json"
expect_text trace.json '"traceEvents"' '"worker 1"' '"name":"render"' \
  'registry' 'orchard_hive'

mkdir provider.monitored
"$builddir/run" ./monitored "$PWD/provider.monitored" "$schema" "$PWD/socket" \
  > out &
wait_for test -S socket
[ "$(stat -c %a socket)" = 600 ] || fail 'the socket is open to others'
$PLATING monitor list "$PWD/socket" > tree
expect_text tree 'timeout' '    delay'
id=$(awk '$2 == "timeout" { print $1 }' tree)
$PLATING monitor cancel "$id" "$PWD/socket" > log
wait $! || fail 'monitored'
expect_output 'cancelled from outside\n'
[ ! -e socket ] || fail 'the socket was left behind'

# Asynchronous plugins.
mkdir async
orchard="-C async --provider-name orchard --providers-schema $schema --quiet
  --plugin-path $PWD"
$PLATING plate $orchard -p registry -p renderer/async
[ "$(find async/docs -name '*.md' | wc -l)" = 10 ] || fail 'async renderer'
