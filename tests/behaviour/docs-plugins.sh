#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: the manual page of each plugin has every setting with its type and
# default, every rule with its severity, every command with its synopsis, and
# no other.

. "$PLATING_TEST_FUNCTIONS"

# From the page: "setting NAME TYPE", "default NAME VALUE", "rule ID
# SEVERITY", "command NAME".
of_page ()
{
  awk '
    /^=head1/ { section = $2 }
    section == "PARAMETERS" && /^=item/ {
      name = type = $0
      sub(/^=item B</, "", name)
      sub(/=>.*/, "", name)
      sub(/.*I</, "", type)
      sub(/>.*/, "", type)
      print "setting", name, type
    }
    section == "PARAMETERS" && match($0, /Default: C<[^>]*>/) {
      print "default", name, substr($0, RSTART + 11, RLENGTH - 12)
    }
    section == "RULES" && /^=item/ {
      gsub(/=item B<|[>()]/, "")
      print "rule", $1, $2
    }
    # Of the words behind it the first one counts.
    section == "SYNOPSIS" && /^B<plating / {
      sub(/^B<plating /, "")
      sub(/[ >].*/, "")
      if ($0 != "plate" && $0 != "validate")
        print "command", $0
    }' "$1" | LC_ALL=C sort -u
}

of_plugin ()
{
  $PLATING plugin show --raw "$1" | sed -n \
    -e 's/^setting\.\(.*\)\.type=/setting \1 /p' \
    -e 's/^setting\.\(.*\)\.default=/default \1 /p' \
    -e 's/^rule\.\(.*\)\.severity=/rule \1 /p' \
    -e 's/^command\..*\.name=/command /p' | LC_ALL=C sort
}

n=0
for page in "$srcdir"/plugins/*/plating-*.pod; do
  file=${page##*/plating-}
  file=${file%.pod}
  kind=${file##*-}
  name=${file%-*}
  case $kind in discovery | renderer | validator) ;; *) continue ;; esac
  of_page "$page" > told
  of_plugin "$kind/$name" > shown
  diff -u told shown >&2 || fail "${page##*/} and plugin show differ"
  grep -q "^plating-$name-$kind - " "$page" || fail "$page has another name"
  n=$((n + 1))
done
[ "$n" -ge 3 ] || fail "only $n pages"

# Each plugin has one.
for plugin in "$builddir"/plugins/*/.libs/plating-*.so; do
  family=${plugin%/.libs/*}
  page=$srcdir/plugins/${family##*/}/$(basename "$plugin" .so).pod
  [ -f "$page" ] || fail "there is no ${page##*/}"
done
