#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: options that are the renderer's business reach the first one, from
# the command line and from a file, as a list or as a map; a renderer without
# such a setting is named in an error.

. "$PLATING_TEST_FUNCTIONS"

plate ()
{
  rm -rf docs
  $PLATING plate --plugin-path "$builddir/tests/fixtures/stages/.libs" \
    --discover fake,count=1 "$@" 2> log
}

# shows OPTION...: compares the page with standard input.
shows ()
{
  cat > wanted
  plate -p settings "$@" || { cat log >&2; fail "plate $*"; }
  expect_same wanted docs/settings.md
}

echo 'each time' | shows
printf 'a=A\nb=B,C\nonce\n' \
  | shows --subcategory a=A --subcategory b=B,C --deduplicate-nested
cat > plating.yaml <<'END'
subcategories:
  x: The X
  "y z": Yes, Z
deduplicate-nested: true
END
printf 'x=The X\ny z=Yes, Z\nonce\n' | shows
printf 'a=A\neach time\n' \
  | shows --subcategory a=A --deduplicate-nested=false
echo 'subcategory: [p=P, q=Q]' > plating.yaml
printf 'p=P\nq=Q\neach time\n' | shows

expect_status 2 plate -p pages
expect_text log "option 'subcategory' is the renderer's, and" \
  "'pages-renderer' has no such setting" plating.yaml:1
rm plating.yaml
expect_status 2 plate -p pages --deduplicate-nested
expect_text log "option 'deduplicate-nested' is the renderer's"
