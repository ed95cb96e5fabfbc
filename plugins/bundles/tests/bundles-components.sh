#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: which components a bundle documents, of which type, and where: by
# the place below the root alone, partials left out, nothing lost of a bundle
# with many templates, always in the same order.

. "$PLATING_TEST_FUNCTIONS"

# make FILE...: makes files with something in them.
make ()
{
  for file in "$@"; do
    mkdir -p "${file%/*}"
    echo text > "$file"
  done
}

# shown ARGUMENT...: "KIND NAME FOLDER INNER-NAME" of each component.
shown ()
{
  rm -rf "$tmp/list"
  $PLATING plate -C "$project" -o "$tmp/list" --no-config -p folders \
    --plugin-path "$builddir/tests/fixtures/stages/.libs" "$@" \
    2> "$tmp/stderr" || { cat "$tmp/stderr" >&2; fail "plate $*"; }
  sed -e 's/, none, no schema$//' "$tmp/list/list.txt"
}

# Below a directory whose name says something else.
project=$tmp/functions/provider
make functions/provider/src/resources/wheel.plating/docs/wheel.tmpl.md \
  functions/provider/src/resources/wheel.plating/docs/_part.tmpl.md \
  functions/provider/src/resources/wheel.plating/docs/_note.md \
  functions/provider/src/resources/axle.plating/docs/main.md.j2 \
  functions/provider/src/resources/bare.plating/examples/example.tf \
  functions/provider/src/data_sources/many.plating/docs/b.tmpl.md \
  functions/provider/src/data_sources/many.plating/docs/a.tmpl.md \
  functions/provider/src/functions/parts.plating/first/docs/first.tmpl.md \
  functions/provider/src/functions/parts.plating/second/docs/second.tmpl.md \
  functions/provider/src/functions/parts.plating/data_source/docs/x.tmpl.md \
  functions/provider/src/functions/parts.plating/docs/ignored.tmpl.md \
  functions/provider/src/functions/parts.plating/examples/docs/main.tf \
  functions/provider/src/ephemerals/token.plating/docs/token.tmpl.md \
  functions/provider/src/list_resources/wheel.plating/docs/wheel.tmpl.md \
  functions/provider/src/state_stores/box.plating/docs/box.tmpl.md \
  functions/provider/src/actions/resources/go.plating/docs/go.tmpl.md \
  functions/provider/src/provider.plating/docs/widget.tmpl.md \
  functions/provider/plain.plating/docs/plain.tmpl.md \
  functions/provider/.hidden/no.plating/docs/no.tmpl.md \
  functions/provider/src/.no.plating/docs/no.tmpl.md \
  functions/provider/env/pyvenv.cfg \
  functions/provider/env/no.plating/docs/no.tmpl.md \
  functions/provider/node_modules/no.plating/docs/no.tmpl.md \
  functions/provider/plain.plating/deep/no.plating/docs/no.tmpl.md
echo text > functions/provider/src/file.plating
ln -s . functions/provider/src/loop
ln -s resources/wheel.plating functions/provider/src/loop.plating.txt
cat > expected <<'END'
action go: project/src/actions/resources/go.plating as go
data-source a: project/src/data_sources/many.plating as a
data-source b: project/src/data_sources/many.plating as b
data-source data_source: project/src/functions/parts.plating/data_source as data_source
ephemeral-resource token: project/src/ephemerals/token.plating as token
function first: project/src/functions/parts.plating/first as first
function second: project/src/functions/parts.plating/second as second
list-resource wheel: project/src/list_resources/wheel.plating as wheel
provider widget: project/src/provider.plating as widget
resource axle: project/src/resources/axle.plating as axle
resource bare: project/src/resources/bare.plating as bare
resource plain: project/plain.plating as plain
resource wheel: project/src/resources/wheel.plating as wheel
state-store box: project/src/state_stores/box.plating as box
END
shown --discover bundles > found
expect_same expected found
[ ! -s stderr ] || expect_text stderr '3 written'

# Roots: relative, outside the project, many, one within another.
cd functions
make other/functions/turn.plating/docs/turn.tmpl.md
shown --discover bundles,root=src/state_stores,root=src/ephemerals > "$tmp/found"
cd ..
cat > expected <<'END'
resource box: project/src/state_stores/box.plating as box
resource token: project/src/ephemerals/token.plating as token
END
expect_same expected found
shown --discover "bundles,root=$tmp/functions/other,root=src,root=src/actions" \
  > found
grep -q '^function turn: bundles-1/functions/turn.plating as turn$' found \
  || { cat found >&2; fail 'a root outside is lost'; }
[ "$(grep -c 'go.plating' found)" = 1 ] || fail 'one bundle came twice'
shown --discover 'bundles,exclude=src/*,exclude=plain.plating' > found
[ ! -s found ] || { cat found >&2; fail 'exclude= excludes nothing'; }

# By looking; not where templates for a registry are.
shown | grep -q 'resource wheel: project/src' || fail 'not found by looking'
make functions/provider/templates/index.md.tmpl
status=0
$PLATING info -C "$project" --no-config > stdout 2> stderr || status=$?
[ "$status" = 3 ] || fail "found in spite of templates: $status"
expect_text stderr 'no provider schema found'

# A link that is named as a bundle counts if it stays inside.
rm -r functions/provider
project=$tmp/p
make p/a/docs/x.tmpl.md outside/docs/y.tmpl.md
ln -s a p/linked.plating
ln -s "$tmp/outside" p/out.plating
ln -s nowhere p/dangling.plating
shown --discover bundles > found
echo 'resource x: project/linked.plating as x' > expected
expect_same expected found
expect_text stderr 'out.plating' 'leads out'

# Links inside a bundle are followed, and below a link that is one.
make q/texts/z.tmpl.md q/part/docs/part.tmpl.md q/plain.plating/docs/p.tmpl.md
mkdir q/linked.plating q/parts.plating
ln -s ../texts q/linked.plating/docs
ln -s ../part q/parts.plating/part
ln -s ../q/parts.plating q/again.plating
project=$tmp/q
status=0
$PLATING info -C q --no-config --discover bundles > stdout 2> stderr \
  || status=$?
[ "$status" = 3 ] || fail "one component in two bundles: $status"
expect_text stderr "'part' has two bundles: 'again.plating/part' and" \
  "'parts.plating/part'"
rm q/again.plating
shown --discover bundles > found
cat > expected <<'END'
resource p: project/plain.plating as p
resource part: project/parts.plating/part as part
resource z: project/linked.plating as z
END
expect_same expected found

# By looking, too, behind what is deep or large; but not in copies that are
# built to be installed.
project=$tmp/far
deep=far/a/$(printf '%020d' 0 | sed 's|0|d/|g')
make "${deep}deep.plating/docs/deep.tmpl.md" \
  far/z/src/near.plating/docs/near.tmpl.md
shown > found
cat > expected <<EOF
resource deep: project/${deep#far/}deep.plating as deep
resource near: project/z/src/near.plating as near
EOF
expect_same expected found
rm -r far/a
for built in lib lib.linux-x86_64-cpython-311 bdist.linux-x86_64; do
  make "far/z/build/$built/near.plating/docs/near.tmpl.md"
done
make far/z/build/lib.plating/docs/lib.tmpl.md far/z/setup.cfg
shown > found
cat > expected <<'EOF'
resource lib: project/z/build/lib.plating as lib
resource near: project/z/src/near.plating as near
EOF
expect_same expected found
rm far/z/setup.cfg
status=0
$PLATING info -C far --no-config > stdout 2> stderr || status=$?
[ "$status" = 3 ] || fail "a directory that somebody called so: $status"

# Messages name what is below a root as it is in the project.
rm -r far/z/build
make far/b/one.plating/docs/one.tmpl.md
ln -s /etc far/z/src/out.plating
mkdir -p "far/z/src/t.plating/docs"
touch "far/z/src/t.plating/docs/a$(printf '\t')b.tmpl.md"
$PLATING info -C far --no-config --discover bundles,root=b,root=z \
  > stdout 2> stderr || :
expect_text stderr ' z/src/out.plating: ' ' z/src/t.plating: '
mkdir -p far/z/src/more/still
expect_status 3 $PLATING info -C far --no-config \
  --discover bundles,root=b,root=z,max-depth=1 > stdout 2> stderr
expect_text stderr 'more than 1 levels of directories: z/src/more'
