#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: a mistake in a configuration file is named with its place, and
# with what was meant; a repository's file can't have code run, files read
# from anywhere, or pages written elsewhere; what a file may cost is bounded.

. "$PLATING_TEST_FUNCTIONS"

cp "$srcdir/doc/demo/schema.json" .

# refused TEXT PLACE: plating.yaml, from standard input, is refused.
refused ()
{
  cat > plating.yaml
  expect_status 2 $PLATING plate --provider-name orchard \
    --providers-schema schema.json > out 2> log
  expect_text log "$1" "plating.yaml$2"
  [ ! -d docs ] || fail "pages were written: $1"
}

printf 'jobs: 2\noutputdir: x\n' | refused "unknown key 'outputdir'" :2:1
expect_text log "did you mean 'output-dir'?"
printf 'output-dir: x\noutput_dir: x\n' \
  | refused "key 'output_dir' stands here twice" :2:1
echo 'in-memory: true' | refused "unknown key 'in-memory'" :1:1
echo 'jobs: many' | refused "'jobs' takes a whole number, not a string" :1:7
echo 'jobs: 5000' | refused 'from 0 to 1024' :1:7
echo 'jobs:' | refused "'jobs' has no value" :1:
echo 'provider-name: 12' | refused "'provider-name' takes a string" :1:16
expect_text log 'put it between quotes'
echo 'prune: yes' | refused 'takes true or false' :1:8
echo 'format: xml' | refused 'takes one of text, json' :1:9
echo 'components: {a: b}' | refused 'takes a list of strings' :1:13
echo 'components: [a, 1]' | refused 'takes a string, not a number' :1:17
echo '- jobs' | refused 'a map of options is wanted, not a list' :1:1
printf 'jobs: 1\njobs: 2\n' | refused "key 'jobs' stands here twice" :2:1
printf 'jobs: 1\n  x: [\n' | refused '' :2
printf 'jobs: 1\n---\njobs: 2\n' | refused 'a second document' :2:1
echo 'subcategories: [a]' | refused "'subcategories' takes a map" :1:16

# Plugins.
printf 'plugins:\n  - nmae: x\n' | refused "unknown key 'nmae'" :2:5
printf 'plugins:\n  - kind: renderer\n' | refused 'needs a name' :2:5
printf 'plugins:\n  - registry,compatble=true\n' \
  | refused "did you mean 'compatible'?" :2:5
printf 'plugins:\n  - name: registry\n    settings: {compatible: maybe}\n' \
  | refused 'true or false is wanted' :2:5
printf 'plugins:\n  - nosuch\n' | refused nosuch :2:5

# What is not for a repository to decide.
for plugin in ./evil.so ../evil.so /tmp/evil.so plugins/evil.so; do
  printf 'plugins: ["%s"]\n' "$plugin" | refused "'plugin' names a file" :1:11
  printf 'plugin: "%s"\n' "$plugin" | refused "'plugin' names a file" :1:9
  printf 'plugins: [{name: "%s"}]\n' "$plugin" | refused "names a file" :1:
  printf 'discover: "%s"\n' "$plugin" | refused "'discover' names a file" :1:
done
for option in plugin-path provider-dir allow-outside config; do
  echo "$option: x" | refused "'$option' can't be set here" :1:1
done
ln -s /tmp outside
ln -s nowhere/at/all broken
for option in output-dir templates-dir examples-dir; do
  for dir in /tmp/pages .. ../pages a/../../b outside outside/pages ''; do
    echo "$option: \"$dir\"" \
      | refused "'$option' has to be a directory inside the project" :1:
  done
done
expect_text log 'the command line may'

# Bounds.
printf 'provider-name: &a x\nrendered-provider-name: *a\n' \
  | refused 'aliases are not supported' :2:25
echo 'provider-name: !!str x' | refused 'tags are not supported' :1:16
awk 'BEGIN { printf "components: "; for (i = 0; i < 1000; i++) printf "["
             printf "\n" }' | refused 'nested too deeply' :1:
awk 'BEGIN { print "components:"
             for (i = 0; i < 5000; i++) print "- a" i }' \
  | refused 'more than 4096 values' :4098:
awk 'BEGIN { for (i = 0; i < 300000; i++) print "# abc" }' \
  | refused 'has more than 1048576 bytes' ''
printf 'provider-name: "a\\0b"\n' | refused 'a NUL character' :1:
printf 'provider-name: "\377"\n' | refused '' ''
rm plating.yaml
mkdir plating.yaml
expect_status 3 $PLATING plate --providers-schema schema.json 2> log
expect_text log plating.yaml
rmdir plating.yaml

# TOML.
toml ()
{
  cat > pyproject.toml
  expect_status 2 $PLATING plate --providers-schema schema.json 2> log
  expect_text log "$1" "pyproject.toml$2"
}
printf '[tool.plating]\nouput-dir = "x"\n' \
  | toml "did you mean 'output-dir'?" :2:1
printf '[tool.plating]\noutput-dir = "/x"\n' | toml 'inside the project' :2:14
printf '[tool.plating]\nplugin-path = "x"\n' | toml "can't be set here" :2:1
printf '[tool.plating]\njobs = 1.5\n' | toml 'a whole number' :2:8
printf '[tool.plating]\njobs = 1979-05-27\n' | toml 'not a date' :2:8
printf 'x = [\n' | toml '' :
printf 'tool = {plating = 1}\n' | toml 'a map of options is wanted' :1:

# A file named on the command line has to be there.
rm pyproject.toml
expect_status 3 $PLATING plate --config nosuch.yaml 2> log
expect_text log "can't read" nosuch.yaml
echo '[tool]' > x.toml
expect_status 2 $PLATING plate --config x.toml 2> log
expect_text log 'there is no table [tool.plating]'
mkfifo plating.yaml
expect_status 3 $PLATING plate 2> log
expect_text log "can't read 'plating.yaml': it is no regular file"
