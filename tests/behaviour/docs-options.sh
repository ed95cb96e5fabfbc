#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: plating(1) has every option of every command, and no other.

. "$PLATING_TEST_FUNCTIONS"

commands='plate adorn validate info plugin'
page=$srcdir/doc/plating.pod

# "COMMAND OPTION" for each option, with a * where a value follows, as the
# command shows them.
for command in $commands; do
  $PLATING $command --help | sed -n \
    -e "s/^  \(-.,\|   \) \(--[a-z-]*\) [A-Z].*/$command \2*/p" \
    -e "s/^  \(-.,\|   \) \(--[a-z-]*\)\[=[A-Z]*\].*/$command \2*/p" \
    -e "s/^  \(-.,\|   \) \(--[a-z-]*\)\$/$command \2/p" \
    -e "s/^  \(-.,\|   \) \(--[a-z-]*\)  .*/$command \2/p"
done | LC_ALL=C sort > shown

# The same from the page: the headings say whose options follow.
awk -v all="$commands" '
  /^=head/ { n = 0 }
  /^=head2 Options of / {
    gsub(/,/, "")
    for (i = 4; i <= NF; i++)
      if ($i != "and")
        command[++n] = $i
  }
  n && /^=item .*B<--/ {
    option = $0
    sub(/.*B<--/, "--", option)
    value = option ~ /> I</ ? "*" : ""
    sub(/>.*/, "", option)
    if ($0 ~ /B<--[a-z-]*>( I<|\[)/)
      value = "*"
    for (i = 1; i <= n; i++)
      print command[i], option value
  }' "$page" | LC_ALL=C sort > told
[ "$(wc -l < shown)" -gt 50 ] || { cat shown >&2; fail 'options are missed'; }
diff -u told shown >&2 || fail 'plating(1) and --help differ'

# The letters too.
$PLATING plate --help \
  | sed -n 's/^  -\(.\), --\([a-z-]*\).*/-\1 --\2/p' > letters
while read -r letter option; do
  grep -q "^=item B<$letter>, B<$option>" "$page" \
    || fail "plating(1) does not have $letter for $option"
done < letters

# The commands.
for command in plate adorn validate info 'plugin list'; do
  grep -qx "=item B<$command>" "$page" || fail "no command '$command'"
done
