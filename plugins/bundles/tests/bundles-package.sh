#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: a Python package is found by its files: by module, distribution,
# entry point, list of files, in environments and path files, and nothing is
# run.

. "$PLATING_TEST_FUNCTIONS"

make ()
{
  for file in "$@"; do
    mkdir -p "${file%/*}"
    echo "raise SystemExit('this was run')" > "$file"
  done
}

mkdir -p p bin
unset VIRTUAL_ENV PYTHONPATH

# found PACKAGE [SETTING...]: names of the components.
found ()
{
  package=$1
  shift
  $PLATING info -C p --no-config --discover "bundles,package=$package$*" \
    2> stderr | sed -n 's/^resource *//p' | tr '\n' ' '
}

# expect PACKAGE NAMES [SETTING...]
expect ()
{
  package=$1 names=$2
  shift 2
  now=$(found "$package" "$@")
  [ "$now" = "$names " ] || { cat stderr >&2; fail "$package: '$now'"; }
}

# Modules: in the project, in src, a package before a part of a name.
make p/one/__init__.py p/one/sub/__init__.py p/one/sub/a.plating/docs/a.tmpl.md \
  p/src/two/__init__.py p/src/two/b.plating/docs/b.tmpl.md
expect one a
expect one.sub a
expect two b
make lib1/space/part1/__init__.py lib1/space/part1/c.plating/docs/c.tmpl.md \
  lib2/space/part2/__init__.py lib2/space/part2/d.plating/docs/d.tmpl.md
expect space 'c d' ",python-path=$tmp/lib1,python-path=$tmp/lib2"
PYTHONPATH=$tmp/lib1::$tmp/lib2
export PYTHONPATH
expect space 'c d'
expect space.part2 d
unset PYTHONPATH

# A virtual environment, the active one before the project's own.
site=lib/python3.11/site-packages
make "env/$site/three/__init__.py" "env/$site/three/e.plating/docs/e.tmpl.md" \
  "p/.venv/$site/three/__init__.py" \
  "p/.venv/$site/three/f.plating/docs/f.tmpl.md"
expect three f
VIRTUAL_ENV=$tmp/env
export VIRTUAL_ENV
expect three e

# Distributions: by entry point, top level, rest of the name, list of files.
make "env/$site/acme/__init__.py" "env/$site/acme/parts/__init__.py" \
  "env/$site/acme/parts/g.plating/docs/g.tmpl.md" \
  "env/$site/acme/h.plating/docs/h.tmpl.md"
mkdir "env/$site/Acme_Parts-1.0.dist-info" "env/$site/acme_all-2.dist-info" \
  "env/$site/zed.parts-3.dist-info" "env/$site/listed-4.dist-info"
echo acme > "env/$site/Acme_Parts-1.0.dist-info/top_level.txt"
expect acme-parts g
expect acme_parts g
echo acme > "env/$site/acme_all-2.dist-info/top_level.txt"
expect acme-all 'g h'
printf '[console_scripts]\nx = y:z\n[pyvider]\nzed-parts = acme.parts:run\n' \
  > "env/$site/zed.parts-3.dist-info/entry_points.txt"
expect zed-parts g
printf '%s\n' 'listed-4.dist-info/RECORD,,' '../../bin/x,,' 'acme/__init__.py,sha256=x,1' \
  > "env/$site/listed-4.dist-info/RECORD"
expect listed 'g h'

# Path files, as editable installations have them; code in them is not run.
printf '%s\n' '# comment' 'import os; os.system("touch ran")' "$tmp/lib1" ../lib2 \
  > "env/$site/editable.pth"
expect space c

# The first python3 on PATH, which is not started.
mkdir -p sys/bin
printf '#!/bin/sh\ntouch "%s/ran"\n' "$tmp" > sys/bin/python3
chmod +x sys/bin/python3
make "sys/$site/four/__init__.py" "sys/$site/four/i.plating/docs/i.tmpl.md"
now=$(PATH=$tmp/sys/bin:$PATH; export PATH; found four)
[ "$now" = 'i ' ] || fail "not the system's: '$now'"
[ ! -e ran ] && [ ! -e p/ran ] || fail 'something was run'

# Errors.
status=0
$PLATING info -C p --no-config --discover bundles,package=nosuch-thing \
  2> stderr || status=$?
[ "$status" = 3 ] || fail "nosuch: $status"
expect_text stderr "no Python package 'nosuch-thing' found" "$tmp/env/$site" \
  'python-path='
make p/single.py
status=0
$PLATING info -C p --no-config --discover bundles,package=single \
  2> stderr || status=$?
[ "$status" = 3 ] || fail "single: $status"
expect_text stderr "the package 'single' is a single file" p/single.py
for name in ../env /etc .. one..sub 'a b' ''; do
  status=0
  $PLATING info -C p --no-config --discover "bundles,package=$name" \
    2> stderr || status=$?
  [ "$status" = 3 ] || fail "'$name' was accepted: $status"
done

# Without a word of the user's all packages that the project names are looked
# into, and nothing else, wherever they are; they are found by themselves.
# own NAMES [ARGUMENT...]
own ()
{
  names=$1
  shift
  now=$($PLATING info -C own --no-config "$@" 2> stderr \
    | sed -n 's/^resource *//p' | tr '\n' ' ')
  [ "$now" = "$names " ] || { cat stderr >&2; fail "'$now', not '$names'"; }
}
make own/src/one/__init__.py own/src/one/j.plating/docs/j.tmpl.md \
  own/other/k.plating/docs/k.tmpl.md
own 'j k' --discover bundles
cat > own/pyproject.toml <<'END'
[pyvider]
component_packages = ["none"]
[tool.pyvider]
component_packages = ["one", "acme.parts"]
END
own 'g j' --discover bundles
own 'k' --discover bundles,root=other
own 'e' --package-name three
# It adds to what --discover says.
make lib9/nine/__init__.py lib9/nine/n.plating/docs/n.tmpl.md
own 'e k n' --package-name three --package-name nine \
  --discover "bundles,root=other,python-path=$tmp/lib9"
rm -r own/src/one/j.plating own/other
own 'g'
printf '[pyvider]\ncomponent_packages = ["none"]\n' > own/pyproject.toml
status=0
$PLATING info -C own --no-config --discover bundles 2> stderr || status=$?
[ "$status" = 3 ] || fail "a package that is not there: $status"
expect_text stderr "no Python package 'none' found" component_packages
# Nor are other pages made instead, without a word.
echo '{"format_version": "1.0", "provider_schemas": {"x/y/acme": {}}}' \
  > own/schema.json
expect_status 3 $PLATING plate -C own --no-config 2> stderr
expect_text stderr "no Python package 'none' found" component_packages
[ ! -e own/docs ] || fail 'pages of another kind were made'
