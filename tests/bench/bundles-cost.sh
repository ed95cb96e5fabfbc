#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a site of 2,000 bundles costs, beside the Python tool: a fresh site in
# at most one twentieth of its time and in 40 MiB, and a check in which
# nothing has changed in at most one twentieth of its run that does nothing.
# Prints a table in Markdown; fails if a bound is broken.
#
#   make bench-bundles          in tests/bench of the build tree
#   BENCH_RUNS=3 BENCH_BUNDLES=200 make bench-bundles     quickly
#
# All files are on one memory file system ($BENCH_DIR, default /dev/shm).
# The programs take turns; the table has the medians.  The Python tool comes
# from $BENCH_PLATING, or is installed by pip in a scratch environment.

TMPDIR=${BENCH_DIR:-/dev/shm}
export TMPDIR
. "$PLATING_TEST_FUNCTIONS"
requires python

unset MALLOC_PERTURB_
runs=${BENCH_RUNS:-5}
n=${BENCH_BUNDLES:-2000}
measure=$builddir/tests/bench/measure
plating=$builddir/core/plating
broken=0

original=$BENCH_PLATING
if [ -z "$original" ]; then
  python_tools
  original=$venv/bin/plating
fi

python3 "$srcdir/tests/bench/make-bundles.py" "$n" project
cd project
PYTHONPATH=$PWD/lib
export PYTHONPATH

measured () # NAME COMMAND...
{
  name=$1
  shift
  "$measure" line "$@" > log 2>&1 || { cat log; fail "status $?: $*"; }
  cat line >> "../$name.runs"
}

median () # NAME COLUMN: 1 wall, 2 user, 3 sys, 4 KiB
{
  awk -v c="$2" '{ print $c }' "../$1.runs" | sort -n \
    | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] \
             : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

i=0
while [ "$i" -lt "$runs" ]; do
  rm -rf docs theirs mkdocs.yml
  measured original "$original" plate --force --output-dir theirs/docs
  measured original-nothing "$original" plate --output-dir theirs/docs
  rm -rf docs mkdocs.yml
  measured plating "$plating" plate --quiet --no-config \
    --provider-name acme --providers-schema schema.json
  measured check "$plating" plate --quiet --no-config --check \
    --provider-name acme --providers-schema schema.json
  i=$((i + 1))
done
pages=$(find docs -name '*.md' | wc -l)
[ "$pages" -gt "$n" ] || fail "only $pages pages"

echo "- $n bundles, $runs alternating runs, medians, load" \
  "$(cut -d ' ' -f 1-3 /proc/loadavg), files on" \
  "$(df --output=fstype "$tmp" | tail -n 1)"
echo
echo '| run | wall s | CPU s | MiB |'
echo '| --- | ---: | ---: | ---: |'
for name in original plating original-nothing check; do
  awk -v n="$name" -v w="$(median $name 1)" -v u="$(median $name 2)" \
    -v s="$(median $name 3)" -v k="$(median $name 4)" \
    'BEGIN { printf "| %s | %.3f | %.3f | %.1f |\n", n, w, u + s, k / 1024 }'
done
echo

bound () # WHAT VALUE LIMIT
{
  if awk -v v="$2" -v l="$3" 'BEGIN { exit !(v <= l) }'; then
    echo "- $1: $2 <= $3"
  else
    echo "- $1: $2 > $3 BROKEN"
    broken=1
  fi
}
ratio ()
{
  awk -v a="$1" -v b="$2" 'BEGIN { printf "%.4f", a / b }'
}
bound 'time of a fresh site, of that of the Python tool' \
  "$(ratio "$(median plating 1)" "$(median original 1)")" 0.05
bound 'time of a check, of its run that does nothing' \
  "$(ratio "$(median check 1)" "$(median original-nothing 1)")" 0.05
cpu ()
{
  awk -v u="$(median "$1" 2)" -v s="$(median "$1" 3)" 'BEGIN { print u + s }'
}
echo "- processor time of a fresh site, of that of the Python tool:" \
  "$(ratio "$(cpu plating)" "$(cpu original)")"
echo "- processor time of a check, of its run that does nothing:" \
  "$(ratio "$(cpu check)" "$(cpu original-nothing)")"
bound 'KiB of a fresh site' "$(median plating 4)" 40960
exit $broken
