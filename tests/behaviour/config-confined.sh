#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: a repository can't have anything outside of it read into pages,
# written or removed: not by settings of plugins that name files, not by links
# in the place of a directory, a file or a package.  Who means it says so on
# the command line.

. "$PLATING_TEST_FUNCTIONS"

mkdir -p outside/docs/resources outside/private outside/bn/a.plating/docs
echo SECRET > outside/private/key
cp outside/private/key outside/private/key.md
cp outside/private/key outside/private/index.md.tmpl
cp outside/private/key outside/bn/a.plating/docs/a.tmpl.md
cp "$srcdir/doc/demo/schema.json" outside/schema.json
cp -r outside before

# new: an empty project.
new ()
{
  cd "$tmp"
  rm -rf project
  mkdir project
  cd project
  cp ../outside/schema.json .
}

# untouched: nothing outside has changed, and nothing of it is in the project.
untouched ()
{
  diff -r "$tmp/before" "$tmp/outside" || fail "changed outside: $1"
  [ -z "$(find . -type f -exec grep -l SECRET {} +)" ] \
    || fail "read from outside: $1"
}

# refused STATUS TEXT COMMAND...
refused ()
{
  wanted=$1 text=$2
  shift 2
  status=0
  $PLATING "$@" > "$tmp/out" 2> "$tmp/log" < /dev/null || status=$?
  [ $status = $wanted ] \
    || { cat "$tmp/log" >&2; fail "status $status instead of $wanted: $*"; }
  [ -z "$text" ] || expect_text "$tmp/log" "$text"
  untouched "$text"
}

plate='plate --provider-name orchard'

# Settings that name files.
for value in "$tmp/outside/schema.json" ../outside/schema.json link.json \
             a/../../outside/schema.json broken.json; do
  new
  ln -s ../outside/schema.json link.json
  ln -s ../outside/nothing.json broken.json
  echo "discover: \"schema-json,file=$value\"" > plating.yaml
  refused 2 'it has to be inside the project: plating.yaml:1:11' $plate
  expect_text ../log 'the command line may'
  printf 'plugins:\n- {kind: discovery, name: schema-json, settings: {file: "%s"}}\n' \
    "$value" > plating.yaml
  refused 2 'it has to be inside the project: plating.yaml:2:' $plate
  echo "providers-schema: \"$value\"" > plating.yaml
  refused 2 "'providers-schema' has to be a file inside" $plate
done
for setting in root python-path; do
  new
  echo "discover: [\"bundles,$setting=../outside/bn\"]" > plating.yaml
  refused 2 'it has to be inside the project: plating.yaml:1:12' \
    $plate --providers-schema schema.json
done
new
mv schema.json own.json
ln -s ../outside/schema.json schema.json
refused 3 'schema.json is a link that leads out of the project' $plate
expect_text ../log 'name it with --providers-schema'
ln -sf own.json schema.json
expect_status 0 $PLATING $plate -q
new
mkdir data
mv schema.json data/own.json
ln -s data/own.json own.json
echo 'discover: "schema-json,file=./own.json"' > plating.yaml
expect_status 0 $PLATING $plate -q
rm plating.yaml
expect_status 0 $PLATING $plate -q --check \
  --discover schema-json,file=../outside/schema.json

# The configuration itself.
for name in plating.yaml pyproject.toml; do
  new
  ln -s ../outside/private/key $name
  refused 2 "the link '$name' leads out of the project" $plate
  expect_text ../log --config
done

# Links in the place of directories.
for dir in docs templates examples; do
  for to in ../outside/$dir ../outside/private ../outside/nothing; do
    for verb in plate adorn validate; do
      new
      ln -s $to $dir
      refused 2 "/$dir' leads out of the project" \
        $verb --provider-name orchard
    done
  done
done
new
mkdir examples
ln -s ../../outside/private examples/integration
refused 2 '/examples/integration' $plate
new
ln -s ../outside/docs docs
expect_status 0 $PLATING $plate -q -o docs
[ -e ../outside/docs/index.md ] || fail 'not written where it was told to'
rm -rf ../outside/docs
cp -r ../before/docs ../outside/docs
new
ln -s ../outside/private templates
expect_status 0 $PLATING $plate -q --allow-outside ../outside/private
grep -q SECRET docs/index.md || fail 'not read where it was allowed to'

# And below them.
new
mkdir docs
ln -s ../../outside/docs/resources docs/resources
refused 3 'leads out of the project' $plate
new
mkdir docs
ln -s ../../outside/private/key docs/index.md
refused 3 'leads out of the project' $plate
new
mkdir templates
ln -s ../outside/private k
for path in k/key ../outside/private/key "$tmp/outside/private/key"; do
  echo "{{ codefile \"\" \"$path\" }}" > templates/index.md.tmpl
  refused 3 'outside of the directories that may be read' $plate
done

# Bundles and packages of components.
bundle=src/resources/hive.plating
new
mkdir -p $bundle/docs $bundle/examples
echo '{{ example("example") }}' > $bundle/docs/hive.tmpl.md
ln -s ../../../../../outside/private/key $bundle/examples/example.tf
refused 3 "can't read it: a link leads out of the project: $bundle" $plate
new
mkdir -p $bundle/docs
ln -s ../../../../../outside/private/key $bundle/docs/hive.tmpl.md
refused 3 "can't read it: a link leads out of the project: $bundle" $plate
new
mkdir -p $bundle/docs
echo a > $bundle/docs/hive.tmpl.md
ln -s ../outside/private/key mkdocs.yml
refused 1 "mkdocs.yml: can't read it: a link leads out of the project" $plate
unset VIRTUAL_ENV PYTHONPATH
# package_project: one whose components are in the package bn.
package_project ()
{
  new
  mkdir .venv
  printf '[tool.pyvider]\nname = "orchard"\ncomponent_packages = ["bn"]\n' \
    > pyproject.toml
}
site=.venv/lib/python3.11/site-packages
package_project
ln -s ../outside/bn bn
refused 3 "the package 'bn' is a link that leads out" $plate --discover bundles
package_project
mkdir -p $site
echo "$tmp/outside" > $site/x.pth
refused 3 "no Python package 'bn' found" $plate --discover bundles
package_project
mkdir -p ${site%/*}
ln -s ../../../../outside $site
refused 3 "no Python package 'bn' found" $plate --discover bundles
expect_status 0 $PLATING plate -q --discover bundles,root=../outside/bn
package_project
mkdir -p $site
echo "$tmp/outside" > $site/x.pth
VIRTUAL_ENV=$PWD/.venv expect_status 0 $PLATING plate -q --discover bundles

# Migration writes by itself.
page ()
{
  printf -- '---\na: b\n---\n```terraform\nx\n```\n'
}
new
mkdir -p docs/resources
ln -s ../../../outside/private/key.md docs/resources/a.md
refused 3 'a link leads out of the project' migrate
new
mkdir website
ln -s ../../outside/private website/docs
refused 0 '' migrate
for link in templates/resources templates/resources/a.md.tmpl \
            examples/resources/a examples/resources/a/example_1.tf
do
  new
  mkdir -p docs/resources "$(dirname $link)"
  page > docs/resources/a.md
  case $link in
    *.t*) ln -s "$tmp/outside/private/key" $link ;;
    *) ln -s "$tmp/outside/docs" $link ;;
  esac
  refused 3 'a link leads out of the project' migrate
done
new
mkdir -p docs/guides templates
page > docs/guides/a.md
ln -s ../../outside/docs templates/guides
refused 3 'a link leads out of the project' migrate
