#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: what nobody says is found: the project from any directory in it,
# the provider's name in pyproject.toml; the command line comes before the
# environment, that before configuration, that before what is found, and
# --verbose says which it was.

. "$PLATING_TEST_FUNCTIONS"

mkdir -p repo/.git repo/src/deep
cat > schema.json <<'END'
{"format_version": "1.0", "provider_schemas": {"x/y/found": {
  "provider": {"version": 0, "block": {}},
  "resource_schemas": {"found_a": {"version": 0, "block": {}}}}}}
END
top=$PWD
told () # TEXT ARGUMENT...: what --verbose says in repo/src/deep
{
  text=$1
  shift
  (cd repo/src/deep && $PLATING info --verbose \
     --providers-schema "$top/schema.json" "$@") > out 2> err || :
  expect_text err "$text"
}
name ()
{
  cat > repo/pyproject.toml
}
printf '[project]\nname = "terraform-provider-found"\n' | name
told "provider-dir: $top/repo (search above the current directory)"
told 'provider-name: found (pyproject.toml:2)'
printf '[project]\nname = "found-provider"\n' | name
told 'provider-name: found (pyproject.toml:2)'
printf '[tool.pyvider]\nname = "found"\n[project]\nname = "other"\n' | name
told 'provider-name: found (pyproject.toml:2)'
printf '[pyvider]\nprovider_name = "found"\n' | name
told 'provider-name: found (pyproject.toml:2)'
printf '[tool.pyvider]\ncomponent_packages = ["found-provider", "b"]\n' | name
told 'provider-name: found (pyproject.toml:2)'
# The Python tool's own spelling.
printf '[tool.plating]\nprovider_name = "found"\n' | name
told 'provider-name: found ('
told "output-dir: $top/repo/docs (default)"

# Precedence.
PLATING_PROVIDER_NAME=environment
export PLATING_PROVIDER_NAME
told 'provider-name: environment (environment variable PLATING_PROVIDER_NAME)'
told 'provider-name: line (command line)' --provider-name line
unset PLATING_PROVIDER_NAME

# Other files show where a Python project begins, too.
mv repo/pyproject.toml kept
for mark in pyvider.toml setup.py setup.cfg; do
  : > repo/$mark
  told "provider-dir: $top/repo (search above the current directory)"
  rm repo/$mark
done
mv kept repo/pyproject.toml

# Nothing is looked for above the top of the repository, nor with --config.
rm repo/pyproject.toml
echo 'provider-name: above' > plating.yaml
told "provider-dir: $top/repo/src/deep (current directory)"
told 'provider-name: deep (name of the directory)'
rm plating.yaml
# Better than that is what the only provider there is calls itself.
told 'provider-name: found (provider that was found)'
(cd repo/src/deep \
   && $PLATING plate --quiet --providers-schema "$top/schema.json") \
  || fail 'pages of a provider that nobody named'
[ -f repo/src/deep/docs/resources/a.md ] || fail 'the name of its pages'
grep -q '^page_title: "found Provider"' repo/src/deep/docs/index.md \
  || fail 'the name in its pages'
rm -r repo/src/deep/docs

# One above that somebody else has put there is none.
if [ "$(id -u)" = 0 ]; then
  mkdir -p shared/mine/deep
  echo 'provider-name: theirs' > shared/plating.yaml
  chown 65534 shared/plating.yaml
  in_deep ()
  {
    (cd shared/mine/deep && $PLATING info --verbose \
       --providers-schema "$top/schema.json") > out 2> err || :
    expect_text err "$1"
  }
  in_deep 'provider-name: deep ('
  chown 65534 shared/mine/deep
  in_deep 'provider-name: theirs ('
fi

# Other names and further options.
told "provider-dir: $top/repo (command line)" --project-root "$top/repo"
cat > repo/plating.yaml <<'END'
provider-name: all
profiles:
  release:
    provider-name: released
END
told 'provider-name: all ('
told 'provider-name: released (' --profile release
expect_status 2 $PLATING info -C repo --providers-schema schema.json \
  --profile none 2> err
expect_text err "no configuration file has the profile 'none'"
expect_status 2 $PLATING info -C repo --providers-schema schema.json \
  --log-level loud 2> err
expect_text err 'takes one of trace, debug'
PLATING_JOBS=many expect_status 2 $PLATING info -C repo \
  --providers-schema schema.json 2> err
expect_text err 'environment variable PLATING_JOBS'
$PLATING info -C repo --providers-schema schema.json --provider-name found \
  --log-level debug \
  --log-file log --log-format json > out 2> err
[ ! -s err ] || fail 'messages beside the log file'
grep -q '^{.*provider-name' log || fail 'the log file'
! $PLATING info -C repo --providers-schema schema.json --verbose \
  --provider-name found -l error 2>&1 >/dev/null | grep -q provider-name || fail 'too much is told'

# Written again, checked while being made.
rm repo/plating.yaml
plate="$PLATING plate -C repo --provider-name found --providers-schema schema.json"
$plate --quiet
$plate --force 2> err
grep -q ' 0 unchanged' err || fail 'not written again'
$plate 2> err
grep -q '^plating: 0 written' err || fail 'written without need'
mkdir -p repo/templates
echo 'no front matter' > repo/templates/index.md.tmpl
$plate --quiet
expect_status 1 $plate --validate --quiet 2> err
expect_text err front-matter-present
$plate --no-validate --validate --plugin validator/registry --quiet 2> err \
  || { cat err >&2; fail 'validated all the same'; }
expect_status 3 $plate --package-name no.such.package 2> err
expect_text err no.such.package
