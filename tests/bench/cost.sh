#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What documenting real providers costs, beside tfplugindocs and beside a
# floor that only reads the schema and writes the pages.  Prints a table in
# Markdown; fails if a bound is broken.
#
#   make bench                  in tests/bench of the build tree
#   BENCH_RUNS=3 make bench     quickly
#
# All files are on one memory file system ($BENCH_DIR, default /dev/shm).
# The programs take turns, BENCH_RUNS times (default 10); the table has the
# medians.  Nothing is cached between two runs: each starts without pages,
# except in the lines "again" and "--check".  tfplugindocs is taken from
# $PATH or $(go env GOPATH)/bin, or installed by go for this run.

TMPDIR=${BENCH_DIR:-/dev/shm}
export TMPDIR
. "$PLATING_TEST_FUNCTIONS"
requires corpus

unset MALLOC_PERTURB_
runs=${BENCH_RUNS:-10}
here=$builddir/tests/bench
scripts=$srcdir/tests/bench
plating=$builddir/core/plating
broken=0

# -- programs and machine ------------------------------------------------

# The real one: plating may stand under its name.
is_original ()
{
  [ -x "$1" ] && grep -qF 'Go buildinf:' "$1"
}

find_original ()
{
  original=$(command -v tfplugindocs || :)
  is_original "$original" && return
  command -v go >/dev/null 2>&1 || { original=; return; }
  original=$(go env GOPATH)/bin/tfplugindocs
  is_original "$original" && return
  original=$tmp/bin/tfplugindocs
  GOBIN=$tmp/bin go install \
    github.com/hashicorp/terraform-plugin-docs/cmd/tfplugindocs@v0.25.0 \
    >&2 || original=
}

print_facts ()
{
  [ "$SANITIZERS" = no ] || echo 'BUILT WITH SANITIZERS: not a measurement.'
  echo "- $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)," \
    "$(getconf _NPROCESSORS_ONLN) processors," \
    "$(awk '/MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo) GiB"
  echo "- $(uname -s) $(uname -r), $($CC --version | head -n 1)," \
    "load $(cut -d ' ' -f 1-3 /proc/loadavg) at the start"
  echo "- files on $(df --output=fstype "$tmp" | tail -n 1)," \
    "$runs alternating runs, medians, no caches"
  if [ -n "$original" ]; then
    echo "- tfplugindocs: $(go version -m "$original" 2>/dev/null \
      | awk '$1 == "mod" || $1 == "dep" && /terraform-plugin-docs/ \
             { print $2, $3 }' | head -n 1)"
  else
    echo '- tfplugindocs: absent, so nothing is compared with it'
  fi
  echo
}

# -- measuring ---------------------------------------------------------------

# measured NAME COMMAND...: adds a line to NAME.runs.
measured ()
{
  name=$1
  shift
  "$here/measure" line "$@" || fail "status $?: $*"
  cat line >> "$name.runs"
}

# median NAME COLUMN: of what was measured; 1 wall, 2 user, 3 sys, 4 KiB.
median ()
{
  sort -n -k "$2,$2" "$1.runs" | awk -v c="$2" '
    { v[NR] = $c }
    END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# peak NAME: the largest, in KiB.
peak ()
{
  sort -n -k 4,4 "$1.runs" | awk 'END { print $4 }'
}

# bound WHAT VALUE MOST: notes whether VALUE <= MOST; prints the verdict.
bound ()
{
  if awk -v a="$2" -v b="$3" 'BEGIN { exit !(a <= b) }'; then
    echo "$1: kept"
  else
    echo broken > broken
    echo "$1: **BROKEN**"
  fi
}

table_head ()
{
  echo '| project | program | wall s | user s | sys s | peak MiB | share of tfplugindocs | bounds |'
  echo '| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |'
}

# row PROJECT PROGRAM NAME VERDICT: a line of the table.
row ()
{
  memory=$(peak "$3" | awk '{ if ($1) printf "%.1f", $1 / 1024 }')
  share=
  [ ! -f original.runs ] \
    || share=$(awk -v a="$(median "$3" 1)" -v b="$(median original 1)" \
                   'BEGIN { printf "%.2f", a / b }')
  printf '| %s | %s | %.3f | %.3f | %.3f | %s | %s | %s |\n' "$1" "$2" \
    "$(median "$3" 1)" "$(median "$3" 2)" "$(median "$3" 3)" \
    "$memory" "$share" "$4"
}

# -- one project ----------------------------------------------------------------

# in_project COMMAND...
in_project ()
{
  env -C project "$@"
}

# compare NAME PROVIDER SHARE MIB: measures the directory `project` with
# schema.json; SHARE: of tfplugindocs' wall time; MIB: peak; 0: no bound.
compare ()
{
  rm -f ./*.runs
  options="--provider-name terraform-provider-$2 --providers-schema $tmp/schema.json"
  # Options are words without blanks.
  # shellcheck disable=SC2086
  for run in $(seq "$runs"); do
    if [ -n "$original" ]; then
      rm -rf project/docs
      measured original env -C project "$original" generate $options
      [ "$run" != 1 ] || cp -r project/docs original-docs
    fi
    rm -rf project/docs
    measured plating "$plating" plate -C project --quiet $options
    if [ "$run" = 1 ] && [ -n "$original" ]; then
      diff -r original-docs project/docs > differences \
        || { head differences; fail "pages of $1 differ"; }
    fi
    measured again "$plating" plate -C project --quiet $options
    measured check "$plating" plate -C project --quiet --check $options
    rm -rf floor-docs
    "$here/floor" line schema.json project/docs floor-docs
    cat line >> floor.runs
  done
  "$plating" plate -C project --no-color $options 2> log
  grep -q ': 0 written, ' log || fail 'the second run wrote something'
  wall=$(median plating 1)
  verdict=
  [ -z "$original" ] \
    || verdict=$(bound "wall <= $3 of tfplugindocs" "$wall" \
                   "$(awk -v a="$(median original 1)" -v b="$3" \
                          'BEGIN { print a * b }')")
  [ "$4" = 0 ] \
    || verdict="${verdict:+$verdict; }$(bound "peak <= $4 MiB" \
                  "$(peak plating)" $(($4 * 1024)))"
  [ -z "$original" ] || row "$1" tfplugindocs original ''
  row "$1" plating plating "$verdict"
  # The medians of one and the same command differ by up to a twentieth.
  first=$(awk -v a="$wall" 'BEGIN { print 1.05 * a }')
  row "$1" 'plating again' again \
    "$(bound 'wall <= first run' "$(median again 1)" "$first")"
  row "$1" 'plating --check' check \
    "$(bound 'wall <= first run' "$(median check 1)" "$first")"
  row "$1" floor floor ''
  rm -rf original-docs floor-docs
}

# provider NAME: its schema, templates and examples.
provider ()
{
  rm -rf project schema.json
  mkdir project
  cp "$CORPUS/registry/$1/schema.json" .
  for folder in templates examples; do
    [ ! -d "$CORPUS/registry/$1/$folder" ] \
      || cp -r "$CORPUS/registry/$1/$folder" project/
  done
}

# A template and an example for each component.
furnish ()
{
  "$plating" info -C project --provider-name terraform-provider-awscc \
    --providers-schema schema.json > info
  sed '/^$/,$d' info > components
  ( cd project \
    && awk -v folders=1 -f "$scripts/make-project.awk" ../components \
       | sort -u | xargs mkdir -p \
    && awk -f "$scripts/make-project.awk" ../components )
}

# Memory beyond the schema file, in KiB.
beyond ()
{
  echo $(($1 - $(wc -c < schema.json) / 1024))
}

# -- all -----------------------------------------------------------------------------

find_original
print_facts
table_head
provider awscc-defaults
compare awscc-defaults awscc 0.2 48
awscc_wall=$(median plating 1)
awscc_beyond=$(beyond "$(peak plating)")
furnish
compare 'awscc, all with template and example' awscc 0.2 0
provider datadog
compare datadog datadog 0.25 64
provider grafana
compare grafana grafana 0.2 0

# Forty thousand components: time and memory beside those of awscc-defaults.
rm -rf project ./*.runs
mkdir project
awk -v n=40000 -f "$scripts/make-schema.awk" > schema.json
for run in $(seq "$runs"); do
  rm -rf project/docs floor-docs
  measured plating "$plating" plate -C project --quiet --provider-name large \
    --providers-schema schema.json
  "$here/floor" line schema.json project/docs floor-docs
  cat line >> floor.runs
done
[ "$(find project/docs -type f | wc -l)" = 40001 ] || fail 'pages are missing'
verdict=$(bound 'wall <= 10 x awscc-defaults' "$(median plating 1)" \
            "$(awk -v a="$awscc_wall" 'BEGIN { print 10 * a }')")
verdict="$verdict; $(bound \
  'memory beyond the schema <= 1.5 x awscc-defaults' \
  "$(beyond "$(peak plating)")" $((awscc_beyond * 3 / 2)))"
name="40,000 components, $(($(wc -c < schema.json) / 1048576)) MiB"
row "$name" plating plating "$verdict"
row "$name" floor floor ''
echo
echo "Memory beyond the schema file: awscc-defaults $awscc_beyond KiB," \
  "40,000 components $(beyond "$(peak plating)") KiB."
[ ! -e broken ] || fail 'a bound is broken'
