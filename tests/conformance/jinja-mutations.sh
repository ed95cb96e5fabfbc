#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The comparison with Jinja2 finds planted mistakes: each one of
# jinja-differential/mutations is put into a copy of the sources, and the
# comparison must fail with it, as it must succeed without.
#
# Takes some minutes; not part of `make check`.
. "$PLATING_TEST_FUNCTIONS"

requires python

folder=$srcdir/tests/conformance/jinja-differential
packages='jansson libpcre2-8 libcmark-gfm libtommath'
flags="-std=c17 -D_GNU_SOURCE -O1 -I$tmp/source -I$folder -I$builddir"
# shellcheck disable=SC2086
flags="$flags $($PKG_CONFIG --cflags $packages)"
# shellcheck disable=SC2086
libs="$($PKG_CONFIG --libs $packages) -lunistring -lm"

PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
python_tools
judge ()
{
  "$venv/bin/python" "$folder/judge.py" "$@"
}

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

# agrees: whether the program's results are Jinja2's.
agrees ()
{
  timeout 120 ./program "$folder/data.json" < cases > here.out 2>/dev/null \
    && judge compare cases jinja2.out here.out > compared 2>&1
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
cp -R "$srcdir/plugins/common/value" "$srcdir/plugins/common/jinja" \
  "$srcdir/plugins/common/gotemplate" source/plugins/common/
sources=source/plugins/common/jinja

judge cases "${JINJA_SEED:-1}" "${JINJA_COUNT:-2300}" "$folder/data.json" \
  jinja2.out "$folder"/*.cases > cases 2>cases.log \
  || { cat cases.log; fail 'not all productions were reached'; }
build source/common/arena.c source/common/buffer.c source/common/utf8.c \
  source/plugins/common/value/*.c source/plugins/common/gotemplate/float.c \
  $sources/*.c "$folder"/*.c || fail 'cannot build the sources'
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
    echo "found: $name: $(grep -o '[0-9][0-9]* differ;' compared)"
  fi
  cp saved.c "$sources/$file"
  build "$sources/$file"
done < "$folder/mutations"

echo "$n mistakes planted"
[ "$n" -ge 20 ] || fail 'too few mistakes'
[ -z "$survivors" ] || fail "not found:$survivors"
