#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# An interrupted run ends soon, with status 130 and nothing but whole files; a
# second signal ends it at once.

. "$PLATING_TEST_FUNCTIONS"

mkdir provider
plate ()
{
  exec $PLATING plate -C provider --quiet -j 2 --max-in-flight 2 \
    --plugin-path "$builddir/tests/fixtures/stages/.libs" \
    --discover fake,count=2000 -p pages "$@"
}
some_pages ()
{
  [ "$(find provider/docs -name 'fake*.md' 2>/dev/null | wc -l)" -gt 3 ]
}

for signal in INT TERM; do
  rm -rf provider/docs
  (plate -p late) 2> log &
  pid=$!
  wait_for some_pages
  pkill -"$signal" -P "$pid" 2>/dev/null || kill -"$signal" "$pid"
  status=0
  wait "$pid" || status=$?
  [ "$status" = 130 ] || { cat log >&2; fail "SIG$signal: status $status"; }
  expect_text log 'the run was cancelled'
  [ -z "$(find provider/docs -name '.plating-*')" ] || fail 'temporaries'
  for page in provider/docs/resource/*.md; do
    [ "$(wc -l < "$page")" = 3 ] || fail "$page is not whole"
  done
done

# A plugin that does not end when it is asked to is given up.
rm -rf provider/docs
mkdir run
XDG_RUNTIME_DIR=$PWD/run
export XDG_RUNTIME_DIR
(plate -p never-done --monitor) 2> log &
pid=$!
is_in_stage () { $PLATING monitor list 2>&1 | grep -q never-done-renderer; }
wait_for is_in_stage
pkill -INT -P "$pid" 2>/dev/null || kill -INT "$pid"
status=0
wait "$pid" || status=$?
[ "$status" = 130 ] || { cat log >&2; fail "never-done: status $status"; }
