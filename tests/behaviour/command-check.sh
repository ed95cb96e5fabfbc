#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# --check, --diff, --dry-run and --prune: what they say, what they write, what
# they return.

. "$PLATING_TEST_FUNCTIONS"

mkdir provider
plate ()
{
  count=$1
  shift
  $PLATING plate -C provider --no-color \
    --plugin-path "$builddir/tests/fixtures/stages/.libs" \
    --discover "fake,count=$count" -p pages "$@"
}
state ()
{
  (cd provider/docs && find . -type f | sort | xargs cat; ls -lR --time-style=full-iso)
}

expect_status 1 plate 10 --check > out
[ ! -e provider/docs ] || fail '--check has written'
expect_text out 'missing: resource/fake_000000.md'
plate 10 --dry-run > out
[ ! -e provider/docs ] || fail '--dry-run has written'
expect_text out 'missing: resource/fake_000009.md'

plate 10 2> log
expect_text log '11 written, 0 unchanged, 0 removed, 0 problems'
plate 10 2> log
expect_text log '0 written, 11 unchanged'
expect_status 0 plate 10 --check
state > before

echo changed > provider/docs/resource/fake_000003.md
rm provider/docs/resource/fake_000004.md
expect_status 1 plate 9 --check > out
cat > expected <<'END'
differs: list.md
differs: resource/fake_000003.md
missing: resource/fake_000004.md
no longer wanted: resource/fake_000009.md
END
expect_same expected out

# The difference is one that patch(1) understands.
requires patch
cp -r provider copy
expect_status 1 plate 9 --diff > out.diff
patch -d copy -p1 -s < out.diff
plate 9 --prune --quiet
diff -r provider copy || fail 'the difference is not what is written'
[ ! -e provider/docs/resource/fake_000009.md ] || fail 'not removed'

# What a filtered or failed run did not make may still be wanted.
plate 9 --components '*3' --prune --quiet
[ -e provider/docs/resource/fake_000004.md ] || fail 'removed by a filter'
expect_status 3 plate 2 -p silent --prune --quiet 2> /dev/null
[ -e provider/docs/resource/fake_000004.md ] || fail 'removed by a failure'

# Deprecated components are left out on request, and their pages then are
# not wanted.
plate 10 --quiet
plate 10 --ignore-deprecated --prune --quiet
[ ! -e provider/docs/resource/fake_000009.md ] || fail 'still there'

# JSON on standard output, and nothing else.
requires python3
plate 10 --format json 2> /dev/null | python3 -c '
import json, sys
r = json.load(sys.stdin)
assert r["counts"]["unchanged"] + r["counts"]["written"] == 11, r["counts"]
assert len(r["files"]) == 11 and r["findings"] == []'
