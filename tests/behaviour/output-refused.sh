#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# An output directory that can't be written, or is full: one clear message,
# exit status 3, and what was there before is whole.

. "$PLATING_TEST_FUNCTIONS"

mkdir provider
plate ()
{
  $PLATING plate -C provider -o "$1" --no-color \
    --plugin-path "$builddir/tests/fixtures/stages/.libs" \
    --discover fake,count=200 -p pages
}

# A file stands where a directory is needed.
mkdir provider/blocked
echo here > provider/blocked/resource
expect_status 3 plate blocked 2> log
expect_text log 'blocked/resource'
[ "$(cat provider/blocked/resource)" = here ] || fail 'overwritten'

# Full: a small file system, where one can be made.
mkdir provider/full
if mount -t tmpfs -o size=64k tmpfs provider/full 2> /dev/null; then
  trap 'umount "$tmp/provider/full" 2>/dev/null; clean_up' EXIT
  mkdir provider/full/resource
  echo old > provider/full/resource/fake_000001.md
  expect_status 3 plate full 2> log
  umount provider/full
  trap clean_up EXIT
  expect_text log 'No space left on device'
  [ "$(grep -c 'No space' log)" = 1 ] || { cat log; fail 'said again'; }
else
  echo 'no small file system could be made here'
fi

# Not writable, for somebody who is not root.
mkdir provider/locked
chmod 555 provider/locked
if [ "$(id -u)" = 0 ]; then
  requires setpriv
  chmod 755 "$tmp" provider
  as_nobody='setpriv --reuid 65534 --regid 65534 --clear-groups'
else
  as_nobody=
fi
status=0
$as_nobody $PLATING plate -C provider -o locked --no-color \
  --plugin-path "$builddir/tests/fixtures/stages/.libs" \
  --discover fake,count=200 -p pages 2> log || status=$?
if grep -q 'Permission denied' log; then
  [ "$status" = 3 ] || fail "status $status"
  [ "$(grep -c 'Permission denied' log)" = 1 ] \
    || { cat log >&2; fail 'said for each page'; }
elif [ "$(id -u)" = 0 ]; then
  skip 'nobody may not read the build tree'
else
  cat log >&2
  fail 'no message'
fi
