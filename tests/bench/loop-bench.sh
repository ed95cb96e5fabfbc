#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: while thousands of pages are made, no callback takes more than 5 ms
# of the processor time of the loop's thread.  Prints how late a timer of that
# loop comes, beside one in an idle program with as many busy threads.
#
#   make bench-loop             in tests/bench of the build tree
#
# The schema is that of awscc-defaults, or a made one of its size.  A thread's
# clock also runs when the machine interrupts it: a callback that is too slow
# is so each time, so the best of three runs counts.

. "$PLATING_TEST_FUNCTIONS"

[ "$SANITIZERS" = no ] || skip 'sanitizers take their own time'
requires valgrind-free
unset MALLOC_PERTURB_
bench=$builddir/tests/bench/loop-bench
make_schema ()
{
  awk -v n="$1" -f "$srcdir/tests/bench/make-schema.awk" > made.json
}
schema=$CORPUS/registry/awscc-defaults/schema.json name=awscc
if [ ! -f "$schema" ]; then
  make_schema 5000
  schema=made.json name=large
fi

kept=no
for try in 1 2 3; do
  rm -rf provider
  mkdir provider
  if "$builddir/run" "$bench" "$schema" "$name" provider 2 2>&1; then
    kept=yes
    break
  fi
done
[ "$kept" = yes ] || fail 'a callback held the loop for too long'
[ "$(find provider -name '*.md' | wc -l)" -gt 1000 ] || fail 'too few pages'

# The check itself: a callback of 8 ms.
make_schema 200
if "$builddir/run" "$bench" --plant made.json large provider 2 > log 2>&1; then
  fail 'a slow callback was not seen'
fi
expect_text log 'BROKEN'
