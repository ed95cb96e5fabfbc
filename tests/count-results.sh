#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# count-results.sh BUILDDIR: prints what the last `make check` there has
# done, as "N passed, N failed, N skipped", and the names of tests that
# failed.  Exits 1 if any has, or if none was run at all.
#
# A program made with Check counts as the number of its checks, any other
# test as one.  A test that is expected to fail and does has passed.  A
# Check program that fails apart from its checks (a leak, a crash, a time
# limit) counts as one failure more.

find "${1:-.}" -name '*.trs' | LC_ALL=C sort | {
  passed=0 failed=0 skipped=0
  while read -r trs; do
    log=${trs%.trs}.log
    result=$(sed -n 's/^:test-result: \([A-Z]*\).*/\1/p' "$trs" | head -n 1)
    # The line "50%: Checks: 4, Failures: 1, Errors: 1", as numbers.
    numbers=$(sed -n 's/^[0-9]*%: Checks: \([0-9]*\), Failures: \([0-9]*\), Errors: \([0-9]*\).*/\1 \2 \3/p' \
                "$log" 2>/dev/null | tail -n 1)
    read -r checks failures errors <<LINE
${numbers:-0 0 0}
LINE
    bad=$((failures + errors))
    case $result in
      PASS | XFAIL)
        if [ "$checks" -gt 0 ]; then passed=$((passed + checks))
        else passed=$((passed + 1)); fi ;;
      SKIP)
        echo "skipped: ${trs%.trs}: $(grep -a '^SKIPPED: ' "$log" \
              | head -n 1)"
        skipped=$((skipped + 1)) ;;
      *)
        echo "failed: $log"
        [ "$bad" -gt 0 ] || bad=1 checks=$((checks + 1))
        passed=$((passed + checks - bad)) failed=$((failed + bad)) ;;
    esac
  done
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
}
