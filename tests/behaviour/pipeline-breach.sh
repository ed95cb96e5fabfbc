#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A plugin that breaks its contract is named, once and clearly, and what was
# there before stays whole.

. "$PLATING_TEST_FUNCTIONS"

mkdir provider
plate ()
{
  $PLATING plate -C provider \
    --plugin-path "$builddir/tests/fixtures/stages/.libs" \
    --discover fake,count=20 -p pages "$@"
}
plate --quiet
cp -r provider/docs before

breach () # STATUS TEXT OPTIONS...
{
  expected=$1 text=$2
  shift 2
  status=0
  plate "$@" 2> log || status=$?
  [ "$status" = "$expected" ] || { cat log >&2; fail "status $status: $*"; }
  expect_text log "$text"
  diff -r before provider/docs || fail "pages have changed: $*"
}

breach 3 'double-done-renderer: plugin misbehaves' -p double-done
breach 3 'never-done-renderer: plugin misbehaves' -p never-done --time-limit 1
breach 3 'did not end within the time limit' -p never-done --time-limit 1
breach 3 'stuck-renderer: plugin misbehaves' -p stuck --time-limit 1
breach 3 'the plugin gave no reason' -p silent
breach 0 'unchanged' -p escape
[ ! -e escaped.md ] && [ ! -e ../escaped.md ] || fail 'a page has escaped'
breach 2 "no renderer plugin 'nosuch' found" -p nosuch
breach 2 'only one renderer can stand first' -p registry
# Said once, not for each page.
plate -p stuck --time-limit 1 2> log || :
[ "$(grep -c 'time limit' log)" = 1 ] || { cat log >&2; fail 'said again'; }
