#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# kill -9 at random moments never leaves half a page, and the next run repairs
# everything and leaves no temporary file.  KILLS says how many kills count:
# those that hit while some pages were written and some were not.

# Thousands of pages are written: in memory, where there is such a place.
[ ! -w /dev/shm ] || export TMPDIR="${TMPDIR:-/dev/shm}"
. "$PLATING_TEST_FUNCTIONS"

# A killed process says nothing to valgrind, which makes it minutes slower.
requires valgrind-free

kills=${KILLS:-5}
limit=$((kills * 20))
seed=${SEED:-$(date +%s)}
echo "seed $seed, $kills kills"
mkdir provider
plate ()
{
  $PLATING plate -C provider --quiet \
    --plugin-path "$builddir/tests/fixtures/stages/.libs" \
    --discover "fake,count=600" -p "$@"
}
plate pages
cp -r provider/docs complete
rm -rf provider/docs
begin=$(date +%s%N)
plate pages -p split
# How long a whole run takes, in us: the time in which to kill.  Where in it
# the pages are written is learnt from kills that came too early or too late.
span=$((($(date +%s%N) - begin) / 1000 + 5000))
from=0 to=$span
cp -r provider/docs split
rm -rf provider/docs

# What each file may be: nothing but the bytes of one of the two sites.
for site in complete split; do
  (cd "$site" && find . -name '*.md' | sort | xargs sha256sum)
done > allowed

count=0 tries=0 random=$((seed % 32768))
while [ "$count" -lt "$kills" ]; do
  tries=$((tries + 1))
  [ "$tries" -le "$limit" ] || fail "only $count of $tries kills count"
  rm -rf provider/docs
  [ $((tries % 2)) = 0 ] || cp -r complete provider/docs
  random=$(((random * 1103515245 + 12345) % 2147483648))
  $builddir/run plating plate -C provider --quiet \
    --plugin-path "$builddir/tests/fixtures/stages/.libs" \
    --discover "fake,count=600" -p pages -p split &
  pid=$!
  wait=$((from + random / 64 % (to - from + 1)))
  sleep "$((wait / 1000000)).$(printf %06d $((wait % 1000000)))"
  kill -9 "$pid" 2>/dev/null || :
  wait "$pid" 2>/dev/null || :
  halves=$(find provider/docs -name '*.2.md' 2>/dev/null | wc -l)
  # A step towards where it was missed, and back, as machines differ in speed
  # from one moment to the next.
  if [ "$halves" -eq 0 ]; then
    from=$(((from * 3 + wait) / 4)) to=$((to + to / 20 + 1))
    continue
  elif [ "$halves" -ge 600 ]; then
    to=$(((to * 3 + wait) / 4)) from=$((from - from / 20))
    [ "$to" -gt "$from" ] || to=$((from + 1000))
    continue
  fi
  count=$((count + 1))
  (cd provider/docs && find . -name '*.md' | xargs sha256sum) > found
  if grep -vxF -f allowed found; then
    fail "a page is not whole (seed $seed, try $tries)"
  fi
  plate pages -p split
  diff -r split provider/docs || fail "not repaired (seed $seed)"
  [ -z "$(find provider -name '.plating-*')" ] || fail 'temporaries are left'
done
echo "$count of $tries kills count"
