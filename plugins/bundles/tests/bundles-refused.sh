#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: a component with two bundles, a root that is none, and a tree
# without end are errors that name what they are about.

. "$PLATING_TEST_FUNCTIONS"

# refused STATUS SETTINGS WORD...
refused ()
{
  wanted=$1 settings=$2
  shift 2
  status=0
  $PLATING info -C p --no-config --discover "bundles$settings" > stdout \
    2> stderr || status=$?
  [ "$status" = "$wanted" ] || { cat stderr >&2; fail "$settings: $status"; }
  expect_text stderr "$@"
}

make ()
{
  for file in "$@"; do
    mkdir -p "${file%/*}"
    echo text > "$file"
  done
}

make p/resources/a.plating/docs/x.tmpl.md p/resources/b.plating/docs/x.tmpl.md
refused 3 '' "the resource 'x' has two bundles" "'resources/a.plating'" \
  "'resources/b.plating'" 'exclude='
make q/b.plating/docs/x.tmpl.md
rm -r p/resources/b.plating
refused 3 ",root=.,root=$tmp/q" "'resources/a.plating'" \
  "'$tmp/q/b.plating'"
make p/functions/a.plating/docs/x.tmpl.md
$PLATING info -C p --no-config --discover bundles > stdout 2> stderr
expect_text stdout 'function' 'resource'

refused 3 ,root=nowhere "can't look for bundles" "$tmp/p/nowhere" 'No such file'
refused 3 ,root=resources/a.plating/docs/x.tmpl.md "can't look for bundles" \
  'Not a directory'
refused 2 ,max-depth=0 max-depth
refused 2 ,nothing=1 nothing root package

# A place that was named and has none is told of; one is no bundle itself.
mkdir p/empty
for root in empty resources/a.plating; do
  $PLATING info -C p --no-config --discover "bundles,root=$root" \
    > stdout 2> stderr || fail "nothing in $root: $?"
  expect_text stderr 'there is no bundle' "$root"
done
rmdir p/empty

deep=p/d
for i in 1 2 3 4 5 6 7 8; do
  deep=$deep/d
done
make "$deep/z.plating/docs/z.tmpl.md"
refused 3 ,max-depth=4 'more than 4 levels' 'd/d/d/d' 'max-depth='
refused 3 ,max-entries=5 'more than 5 names' 'max-entries='
$PLATING info -C p --no-config --discover bundles,max-depth=9 > stdout 2> stderr
expect_text stdout z

# A name that no page can have is told, as it would be to all who look for
# the page, and the rest goes on.
control=$(printf 'p/resources/c\001x.plating')
latin=$(printf 'p/resources/l\377x.plating')
make "$control/docs/_part.md" "$latin/docs/_part.md"
refused 1 ,max-depth=9 'c\x01x' 'has a control character' 'l\xffx' \
  'is not in UTF-8'
expect_text stdout z
rm -r "$control" "$latin"

# What can't be read is told and the rest goes on.
if [ "$(id -u)" != 0 ]; then
  mkdir -p p/locked p/closed.plating/docs
  chmod 0 p/locked p/closed.plating/docs
  status=0
  $PLATING info -C p --no-config --discover bundles > stdout 2> stderr \
    || status=$?
  chmod 755 p/locked p/closed.plating/docs
  [ "$status" = 1 ] || fail "an unreadable bundle: $status"
  expect_text stderr 'locked' 'Permission denied' 'closed.plating/docs'
  expect_text stdout z
fi
