#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Jinja templates give the same output as with Jinja2 itself, or an error of
# the same class in the same line of the same template: all cases written by
# hand, and as many generated ones as $JINJA_COUNT says from the seed
# $JINJA_SEED, or more, so that every production of the grammar is reached.
. "$PLATING_TEST_FUNCTIONS"

requires python
for library in PCRE2 CMARK; do
  grep -q "^#define HAVE_$library 1" "$builddir/config.h" \
    || skip "this build is without $library"
done

folder=$srcdir/tests/conformance/jinja-differential
program=$builddir/tests/conformance/jinja-differential/render

PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
python_tools
judge ()
{
  "$venv/bin/python" "$folder/judge.py" "$@"
}

"$venv/bin/python" -c 'import jinja2, sys; print("Jinja2", jinja2.__version__,
  "on Python", sys.version.split()[0])'
judge cases "${JINJA_SEED:-1}" "${JINJA_COUNT:-2300}" "$folder/data.json" \
  jinja2.out "$folder"/*.cases > cases \
  || fail 'not all productions were reached'
"$builddir/run" "$program" "$folder/data.json" < cases > here.out
judge compare cases jinja2.out here.out "$builddir/run $program" \
  "$folder/data.json" || fail 'the results differ'
