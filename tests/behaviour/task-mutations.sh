#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: the search through all schedules finds faults: with each of the
# mistakes below, planted into a copy of the core's source, it fails.

. "$PLATING_TEST_FUNCTIONS"

[ "$SANITIZERS" = no ] || skip 'a mutant is linked without sanitizers'
requires "$PKG_CONFIG" valgrind-free
test=$builddir/tests/unit/test-schedules.o
[ -f "$test" ] || skip 'the unit tests were not built'

# link NAME OBJECT...
link ()
{
  output=$1
  shift
  "$builddir/libtool" --quiet --tag=CC --mode=link $CC -no-install \
    -o "$output" "$@" "$test" "$builddir/core/libcore.la" \
    $($PKG_CONFIG --libs check libuv) > link.log 2>&1 \
    || { cat link.log >&2; fail "$output was not linked"; }
}

# mutant NAME FILE SED-SCRIPT: must be found.
mutant ()
{
  sed "$3" "$srcdir/core/$2" > "$1.c"
  ! cmp -s "$1.c" "$srcdir/core/$2" || fail "$1: nothing was planted"
  $CC -std=c17 -D_GNU_SOURCE -g -O1 -w -iquote "$srcdir/core" \
    -I"$builddir" -I"$builddir/include" -I"$srcdir/include" -I"$srcdir" \
    $($PKG_CONFIG --cflags libuv) -c -o "$1.o" "$1.c"
  link "$1" "$1.o"
  if CK_FORK=yes timeout 15 "./$1" > out 2>&1; then
    fail "not found: $1"
  fi
  n=$((n + 1))
}

n=0
mutant group-ends-early group.c \
  's/if (g->members || !(g->is_closed/if (!(g->is_closed/'
mutant gather-ends-early gather.c 's/if (n == g->n)/if (n == 1)/'
mutant state-and-error task.c \
  's/? PLATING_TASK_CANCELLED : PLATING_TASK_FAILED;/? PLATING_TASK_FAILED : PLATING_TASK_FAILED;/'
mutant ends-twice task.c 's/} else if (flags & READY) {/} else if (flags) {/'
mutant nothing-is-late bound.c \
  '/^on_late/,/^}/s/plating_task_cancel (o->task);//'
echo "$n of $n mutants found"
