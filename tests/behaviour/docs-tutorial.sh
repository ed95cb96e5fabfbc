#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: the commands of the tutorial's first chapter work in this order and
# do what it says.

. "$PLATING_TEST_FUNCTIONS"

# From the first one that needs no set-up to the end of the chapter.
awk '
  /^## 2\./ { exit }
  /^    rm -r docs$/ { on = 1 }
  on && (/^    / || /^$/) { sub(/^    /, ""); if (!/^plating: /) print }
' "$srcdir/doc/tutorial.md" > commands
[ "$(grep -c '^plating ' commands)" -ge 6 ] || fail 'commands are missed'

cp -R "$srcdir/doc/demo" terraform-provider-orchard
chmod -R u+w terraform-provider-orchard
cd terraform-provider-orchard
mkdir docs
(
  set +e
  plating ()
  {
    $PLATING "$@"
    echo "status $?"
  }
  . ../commands
) > ../out 2> ../log
cd ..
grep -o '^status .*' out | tr '\n' ' ' > statuses
[ "$(cat statuses)" = 'status 0 status 0 status 1 status 1 status 0 status 0 status 0 status 0 status 0 ' ] \
  || { cat out log statuses >&2; fail 'other exit statuses'; }
expect_text out 'differs: resources/tree.md' '+## Example Usage'
grep -o '^plating: [0-9]* [a-z]*, .* problems' log > counts
cat > expected <<'END'
plating: 10 written, 0 unchanged, 0 removed, 0 problems
plating: 0 missing, 1 different, 9 unchanged, 0 problems
plating: 0 missing, 1 different, 9 unchanged, 0 problems
plating: 1 written, 9 unchanged, 0 removed, 0 problems
plating: 1 written, 9 unchanged, 0 removed, 0 problems
plating: 18 written, 0 kept, 0 problems
plating: 29 written, 0 unchanged, 0 removed, 0 problems
END
expect_same expected counts
[ -f terraform-provider-orchard/ready/resource/tree/provider.tf ] \
  || fail 'no compiled example'
grep -qx '# Trees' terraform-provider-orchard/docs/resources/tree.md \
  || fail 'the template was not used'
