#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: each function that the library exports is described on one of the
# pages of plating-api(3), which are made from the headers' comments; the
# program of plating-api(3) compiles and works.

. "$PLATING_TEST_FUNCTIONS"

requires awk
generator=$srcdir/doc/api-pages.awk
sed 's/@@.*//' "$srcdir/tests/abi/exports/libplating.txt" \
  | LC_ALL=C sort > exported
[ -s exported ] || fail 'no list of exports'

# described DIRECTORY: prints the functions that its headers describe.
described ()
{
  awk -v list=calls -f "$generator" "$1/run.h" "$1/async.h" "$1/observe.h" \
    "$1/types.h" > calls
  # A few words are no description.
  awk '$3 > 40 { print $1 }' calls | LC_ALL=C sort
}

headers=$srcdir/include/plating
described "$headers" > found
diff -u exported found \
  || fail 'exported and described functions are not the same'

# The check itself: a new function without a comment, and one without any
# page.
mkdir planted
cp "$headers"/*.h planted
chmod u+w planted/*
echo 'void plating_planted (void);' > planted/more
sed -i '/^\/\* -- plating-options/r planted/more' planted/run.h
described planted > found
grep -q '^plating_planted ' calls || fail 'the planted function was not read'
diff exported found > /dev/null || fail 'it counts as described'
sed -i '/^int plating_group_add/,/;/d' planted/async.h
described planted > found
if diff exported found > /dev/null; then
  fail 'a function without a page was not seen'
fi

# The list of pages.
awk -v list=pages -f "$generator" "$headers/run.h" "$headers/async.h" \
  "$headers/observe.h" "$headers/types.h" | sed 's/$/.3/' \
  | LC_ALL=C sort > pages
sed -n '/^api_pages/,/NULL/s/^	\(plating-[a-z]*\.3\).*/\1/p' \
  "$srcdir/doc/Makefile.am" | LC_ALL=C sort > listed
expect_same pages listed

# What was built, or came with a release.
described "$headers" > found
n=0
while read -r page; do
  file=$builddir/doc/$page
  [ -f "$file" ] || file=$srcdir/doc/$page
  [ -f "$file" ] || continue
  n=$((n + 1))
  sed 's/\\-/-/g; s/\\//g' "$file" > text
  awk -v page="${page%.3}" '$2 == page { print $1 }' calls > names
  while read -r name; do
    grep -q "[ *]$name\( (\|\$\)" text || fail "$page lacks $name"
  done < names
done < pages
[ "$n" = 0 ] || [ "$n" = "$(wc -l < pages)" ] || fail 'pages are missing'

# The first program.
awk '/^=head1/ { on = /A FIRST PROGRAM/ } on && /^ / { print substr($0, 2) }
     on && /^$/ { print }' "$srcdir/doc/plating-api.pod" > first.c
grep -q 'int main\|^main' first.c || fail 'no program in the page'
$CC $SANITIZE -std=c17 -Wall -Wextra -Werror -I"$srcdir/include" \
  -I"$builddir/include" -o first first.c -L"$builddir/core/.libs" -lplating \
  || fail 'the first program does not compile'
mkdir provider
cd provider
"$builddir/run" ../first "$srcdir/doc/demo/schema.json" > ../out
echo '10 pages' > ../expected
expect_same ../expected ../out
expect_status 1 "$builddir/run" ../first none.json 2> ../log
expect_text ../log 'none.json'
