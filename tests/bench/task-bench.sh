#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: a million tasks a second go through one loop by gather, and a pending
# task takes 200 bytes at most.  Prints both beside libuv's own means.
#
#   make bench-tasks            in tests/bench of the build tree
#
# Other programs may keep the processors busy: the best of five runs counts.

. "$PLATING_TEST_FUNCTIONS"

[ "$SANITIZERS" = no ] || skip 'sanitizers take their own time'
requires valgrind-free
unset MALLOC_PERTURB_
bench=$builddir/tests/bench/task-bench

kept=no
for try in 1 2 3 4 5; do
  if "$builddir/run" "$bench"; then
    kept=yes
    break
  fi
done
[ "$kept" = yes ] || fail 'too slow, or too large'

# The check itself.
expect_status 1 "$builddir/run" "$bench" 10000 1000000000 200 > log
expect_text log 'BROKEN'
expect_status 1 "$builddir/run" "$bench" 10000 1000 100 > log
