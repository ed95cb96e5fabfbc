#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The comparison with Go's text/template finds planted mistakes: each one of
# gotemplate-differential/mutations is put into a copy of the sources, and
# the comparison must fail with it, as it must succeed without.
#
# Takes a minute; not part of `make check`.
. "$PLATING_TEST_FUNCTIONS"

requires go

folder=$srcdir/tests/conformance/gotemplate-differential
flags="-std=c17 -D_GNU_SOURCE -O1 -I$tmp/source -I$folder -I$builddir"
flags="$flags $($PKG_CONFIG --cflags jansson libpcre2-8)"
libs="$($PKG_CONFIG --libs jansson libpcre2-8) -lunistring -lm"

# build UNIT...: compiles files of the copy and links the program.
build ()
{
  for unit; do
    # shellcheck disable=SC2086
    $CC $flags -c -o "objects/$(basename "$unit" .c).o" "$unit" || return 1
  done
  # shellcheck disable=SC2086
  $CC -o program objects/*.o $libs
}

# agrees: whether the program's results are Go's.
agrees ()
{
  timeout 60 ./program "$folder/data.json" cases > c.out 2>/dev/null \
    && ./judge compare cases go.out c.out > compared
}

# mutate FILE OLD NEW: replaces the one line OLD by NEW.
mutate ()
{
  OLD=$2 NEW=$3 awk '
    $0 == ENVIRON["OLD"] { print ENVIRON["NEW"]; n++; next }
    { print }
    END { exit n != 1 }' "$1" > mutated.c && mv mutated.c "$1"
}

mkdir objects source source/plugins source/plugins/common
cp -R "$srcdir/common" source/
cp -R "$srcdir/plugins/common/value" "$srcdir/plugins/common/gotemplate" \
  source/plugins/common/
sources=source/plugins/common/gotemplate

(cd "$folder/go" && go build -o "$tmp/judge" .) || fail 'go build'
./judge cases "${GOTEMPLATE_SEED:-1}" "${GOTEMPLATE_COUNT:-3000}" \
  "$folder"/*.cases > cases 2>/dev/null
./judge run "$folder/data.json" cases > go.out
build source/common/arena.c source/common/buffer.c source/common/utf8.c \
  source/plugins/common/value/*.c $sources/*.c "$folder"/*.c \
  || fail 'cannot build the sources'
agrees || { cat compared; fail 'the results differ without a mistake'; }

# A mistake is four lines: what it is, the file, the old and the new line.
n=0
survivors=
while IFS= read -r name; do
  case $name in '' | '#'*) continue ;; esac
  IFS= read -r file
  IFS= read -r old
  IFS= read -r new
  n=$((n + 1))
  cp "$sources/$file" saved.c
  mutate "$sources/$file" "${old#-}" "${new#+}" \
    || fail "cannot be planted: $name"
  build "$sources/$file" || fail "cannot be built: $name"
  if agrees; then
    echo "NOT FOUND: $name"
    survivors="$survivors $n"
  else
    echo "found: $name: $(tail -n 1 compared)"
  fi
  cp saved.c "$sources/$file"
  build "$sources/$file"
done < "$folder/mutations"

echo "$n mistakes planted"
[ "$n" -ge 20 ] || fail 'too few mistakes'
[ -z "$survivors" ] || fail "not found:$survivors"
