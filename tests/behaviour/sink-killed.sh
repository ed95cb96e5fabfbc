#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# kill -9 at random moments never leaves half a page, and the next run repairs
# everything and leaves no temporary file.  KILLS says how many kills count:
# those that hit while some pages were written and some were not.

. "$PLATING_TEST_FUNCTIONS"

kills=${KILLS:-12}
limit=$((kills * 20))
seed=${SEED:-$(date +%s)}
echo "seed $seed, $kills kills"
mkdir provider
plate ()
{
  $PLATING plate -C provider --quiet \
    --plugin-path "$builddir/tests/fixtures/stages/.libs" \
    --discover "fake,count=1500" -p "$@"
}
plate pages
cp -r provider/docs complete
plate pages -p split
cp -r provider/docs split
rm -rf provider/docs

whole () # FILE: has the bytes of one of the two finished sites
{
  cmp -s "$1" "complete/${1#provider/docs/}" \
    || cmp -s "$1" "split/${1#provider/docs/}"
}

count=0 tries=0 random=$((seed % 32768))
while [ "$count" -lt "$kills" ]; do
  tries=$((tries + 1))
  [ "$tries" -le "$limit" ] || fail "only $count of $tries kills count"
  rm -rf provider/docs
  [ $((tries % 2)) = 0 ] || cp -r complete provider/docs
  random=$(((random * 1103515245 + 12345) % 2147483648))
  $builddir/run plating plate -C provider --quiet \
    --plugin-path "$builddir/tests/fixtures/stages/.libs" \
    --discover "fake,count=1500" -p pages -p split &
  pid=$!
  sleep "0.0$(printf %03d $((random / 64 % 70 + 5)))"
  kill -9 "$pid" 2>/dev/null || :
  wait "$pid" 2>/dev/null || :
  halves=$(find provider/docs -name '*.2.md' 2>/dev/null | wc -l)
  [ "$halves" -gt 0 ] && [ "$halves" -lt 1500 ] || continue
  count=$((count + 1))
  find provider/docs -name '*.md' > pages
  while read -r page; do
    whole "$page" || fail "$page is not whole (seed $seed, try $tries)"
  done < pages
  plate pages -p split
  diff -r split provider/docs || fail "not repaired (seed $seed)"
  [ -z "$(find provider -name '.plating-*')" ] || fail 'temporaries are left'
done
echo "$count of $tries kills count"
