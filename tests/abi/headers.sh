#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: each public header compiles alone, in any order and twice, as C99
# and as C++11, and brings no header of a library with it.

. "$PLATING_TEST_FUNCTIONS"

includes="-I$srcdir/include -I$builddir/include"
strict='-Wall -Wextra -Wundef -pedantic -Werror -fsyntax-only'

# compile LANGUAGE STANDARD FILE: succeeds if FILE compiles.
compile ()
{
  $CC -x "$1" -std="$2" $strict $includes "$3"
}

languages='c:c99 c:c17'
if echo 'class c {};' | $CC -x c++ -fsyntax-only - 2>/dev/null; then
  languages="$languages c++:c++11"
else
  echo 'no C++ compiler: C alone is tested'
fi

all=
for header in "$srcdir"/include/plating/*.h "$builddir"/include/plating/*.h
do
  name=${header##*/}
  all="#include <plating/$name>
$all"
  printf '#include <plating/%s>\n#include <plating/%s>\nextern int x;\n' \
    "$name" "$name" > one.c
  for language in $languages; do
    compile "${language%:*}" "${language#*:}" one.c \
      || fail "$name as ${language#*:}"
  done
done
echo "$all" > all.c
for language in $languages; do
  compile "${language%:*}" "${language#*:}" all.c || fail "all: $language"
done

$CC $includes -M all.c > depends
if grep -E '/(uv|jansson|ltdl|yaml|check|stdbool)\.h' depends >&2; then
  fail 'these come with the public headers'
fi

# The check itself: a header that needs another one first.
echo 'extern struct { size_t n; } planted;' > planted.c
for language in $languages; do
  if compile "${language%:*}" "${language#*:}" planted.c 2>/dev/null; then
    fail 'a header that does not compile was not seen'
  fi
done
