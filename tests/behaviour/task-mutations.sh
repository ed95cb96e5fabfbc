#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: the tests of tasks find faults: with each of the mistakes below,
# planted into a copy of the core's source, one of them fails, and without a
# mistake, compiled and linked in the same way, it passes.

. "$PLATING_TEST_FUNCTIONS"

[ "$SANITIZERS" = no ] || skip 'a mutant is linked without sanitizers'
requires "$PKG_CONFIG" valgrind-free
tests=$builddir/tests/unit
[ -f "$tests/test-schedules.o" ] || skip 'the unit tests were not built'

# link NAME TEST OBJECT...
link ()
{
  name=$1 test=$2
  shift 2
  "$builddir/libtool" --quiet --tag=CC --mode=link $CC -no-install \
    -o "$name" "$@" "$tests/test-$test.o" "$builddir/core/libcore.la" \
    $($PKG_CONFIG --libs check libuv) > link.log 2>&1 \
    || { cat link.log >&2; fail "$name was not linked"; }
}

# build NAME TEST SED-SCRIPT FILE: a test with what sed makes of the file.
build ()
{
  sed "$3" "$srcdir/core/$4" > "$1.c"
  $CC -std=c17 -D_GNU_SOURCE -O1 -w -iquote "$srcdir/core" \
    -I"$builddir" -I"$builddir/include" -I"$srcdir/include" -I"$srcdir" \
    $($PKG_CONFIG --cflags libuv) -c -o "$1.o" "$1.c"
  link "$1" "$2" "$1.o"
}

# passes NAME: runs it, which takes seconds.  Check's own limits would count
# as a fault that was found.
passes ()
{
  status=0
  CK_FORK=yes CK_TIMEOUT_MULTIPLIER=1000 timeout -k 5 240 "./$1" > out 2>&1 \
    || status=$?
  [ "$status" -lt 124 ] || fail "$1 did not come to an end"
  return "$status"
}

# mutant TEST FILE NAME SED-SCRIPT: must be found by that test.
n=0
mutant ()
{
  build "$3" "$1" "$4" "$2"
  ! cmp -s "$3.c" "$srcdir/core/$2" || fail "$3: nothing was planted"
  if passes "$3"; then
    fail "not found by test-$1: $3"
  fi
  rm -f "$3"*
  n=$((n + 1))
}

build schedules schedules '' bound.c
passes schedules || { cat out >&2; fail 'without a mistake it fails'; }
build group group '' batch.c
passes group || { cat out >&2; fail 'without a mistake it fails'; }

mutant schedules task.c state-and-error \
  's/? PLATING_TASK_CANCELLED : PLATING_TASK_FAILED;/? PLATING_TASK_FAILED : PLATING_TASK_FAILED;/'
mutant schedules task.c ends-twice \
  's/} else if (flags & READY) {/} else if (flags) {/'
mutant schedules task.c second-outcome-wins \
  '/^pl_task_finish (/,/^}/s/CLAIMED) & CLAIMED/CLAIMED) \& 0u/'

# Time limits.
mutant schedules bound.c nothing-is-late \
  '/^on_late/,/^}/s/plating_task_cancel (o->task);//'
mutant schedules bound.c late-is-cancelled 's/if (!o->is_late ||/if (1 ||/'
mutant schedules bound.c done-is-late \
  's/if (!o->is_late || .*/if (!o->is_late) {/'
mutant schedules bound.c cancelled-is-late \
  '/^on_late/,/^}/s/if (pl_task_is_cancelled/if (0 \&\& pl_task_is_cancelled/'
mutant schedules bound.c timer-stays \
  '/^on_timed_end/,/^}/s/pl_loop_remove_timer (.*//'
mutant bound bound.c shield-is-open \
  's/^  \.name = "shield",/&\n  .cancel = timeout_cancel,/'

# Groups.
mutant schedules group.c group-ends-early \
  's/if (g->members || !(g->is_closed/if (!(g->is_closed/'
mutant schedules group.c close-cancels-nobody \
  's/if (how == PLATING_GROUP_CANCEL)/if (0)/'
mutant schedules group.c siblings-go-on 's/g->has_failed = 1;/return;/'
mutant schedules group.c loose-group-cancels \
  's/if (g->flags & PLATING_GROUP_CANCEL_ON_ERROR)/if (1)/'
mutant schedules group.c last-error-wins \
  's/== PLATING_TASK_FAILED && !g->error/== PLATING_TASK_FAILED/'

# Tasks side by side.
mutant schedules gather.c gather-ends-early 's/if (n == g->n)/if (n == 1)/'
mutant schedules gather.c losers-go-on 's/if (n < g->n)/if (0)/'
mutant schedules gather.c last-one-wins 's/if (!g->is_decided$/if (1/'
mutant schedules gather.c any-takes-failures \
  's/(g->mode == MODE_ANY && is_done)/(g->mode == MODE_ANY)/'
mutant schedules gather.c cancel-is-forgotten \
  '/^finish/,/^}/s/if (pl_task_is_cancelled (t))/if (0)/'

# Attempts and batches.
mutant retry retry.c one-attempt-more \
  's/r->n >= r->options.attempts/r->n > r->options.attempts/'
mutant retry retry.c cancelled-again \
  's/|| code == PLATING_E_CANCELLED)/)/; s/!pl_task_is_cancelled (t) \&\& is_worth/is_worth/'
mutant retry retry.c same-delay 's/delay \*= o->factor/delay *= 1/'
mutant group batch.c one-more-at-once \
  's/b->free = slot->next;/if (slot->next) b->free = slot->next;/'
mutant group batch.c batch-goes-on \
  '/^note_error/,/^}/s/cancel_running (b);/;/'
echo "$n of $n mutants found"
