#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: what is strange in a schema, but readable, costs one page at most:
# names that can't be those of files are refused, with their component, and
# no file is made elsewhere; repeated keys, NUL and invalid UTF-8 are
# rendered, with a warning; a text of 200 MB does not need much more memory
# than that.

. "$PLATING_TEST_FUNCTIONS"

mkdir -p outer/provider
: > outer/mark

# plate EXPECTED-STATUS NAME: a provider with the resources w_a and NAME.
plate ()
{
  rm -rf outer/provider/docs
  mkdir -p outer/provider/docs/resources
  echo old > outer/provider/docs/resources/b.md
  printf '%s' '{"format_version": "1.0", "provider_schemas": {"acme/w": {
    "provider": {"block": {}}, "resource_schemas": {
      "w_a": {"block": {}}, "' "$2" '": {"block": {}}}}}}' > schema.json
  expect_status "$1" $PLATING plate -C outer/provider --provider-name w \
    --no-color --providers-schema schema.json 2> log
  ( cd outer/provider && find . -type f ) | LC_ALL=C sort > made
  [ -f outer/provider/docs/resources/a.md ] || fail 'the other page is gone'
  [ "$(cat outer/provider/docs/resources/b.md)" = old ] || fail 'b.md is new'
  [ "$(find . -newer outer/mark -type f | grep -v '/provider/docs/' \
        | grep -vxE './(log|made|schema\.json|expected)')" = '' ] \
    || fail "files elsewhere: $2"
}

# refused NAME TEXT...: one message, which has each TEXT, one page less.
refused ()
{
  plate 3 "$1"
  shift
  [ "$(grep -c '^plating: error: registry-renderer: resources/' log)" = 1 ] \
    || { cat log >&2; fail 'not one message'; }
  expect_text log 'no page can be named after this component' "$@" \
    '2 written, 0 unchanged, 0 removed, 1 failed, 1 problem'
  printf '%s\n' ./docs/index.md ./docs/resources/a.md ./docs/resources/b.md \
    > expected
  expect_same expected made
}
refused '../../etc/x' 'it holds a slash' %2E%2E%2F%2E%2E%2Fetc%2Fx
refused 'w_x/y' 'it holds a slash' w_x%2Fy
refused '/etc/x' 'it holds a slash'
refused 'w_\u0000' 'it holds a NUL character' %00
refused "w_$(head -c 9998 /dev/zero | tr '\0' n)" 'it is too long' w_nnnnnn
[ "$(wc -c < log)" -lt 2000 ] || fail 'a long name makes a long message'

# These stay where they belong.
plate 0 '..'
[ -f outer/provider/docs/resources/...md ] || fail 'no page for ".."'
plate 0 'w_\u001b[31mred'
printf '\033' > escape
$PLATING info -C outer/provider --provider-name w \
  --providers-schema schema.json > out
expect_text out 'w_\x1b[31mred'
if grep -qF -f escape log out; then
  fail 'a name reaches the terminal as it is'
fi

# Rendered with a warning that has the place.
cat > schema.json <<'END'
{"format_version": "1.0", "provider_schemas": {"acme/w": {
 "provider": {"block": {}}, "resource_schemas": {
  "w_a": {"block": {"attributes": {
   "nul": {"type": "string", "optional": true, "description": "A\u0000Z"},
   "bad": {"type": "string", "optional": true, "description": "A@Z"},
   "half": {"type": "string", "optional": true, "description": "A\ud800Z"},
   "twice": {"type": "string", "optional": true, "description": "first"},
   "twice": {"type": "string", "optional": true, "description": "second"}
  }}}}}}}
END
LC_ALL=C sed 's/@/\xff/' schema.json > bytes && mv bytes schema.json
rm -rf outer/provider/docs
$PLATING plate -C outer/provider --provider-name w --no-color \
  --providers-schema schema.json 2> log
expect_text log 'schema.json:4:63: the text holds a NUL character' \
  'schema.json:5:63: the text is not valid UTF-8' \
  'schema.json:6:64: the text holds half a surrogate pair' \
  'schema.json:8:4: "twice" comes twice' ' 4 warnings in '
[ "$(grep -c '^plating: warning: ' log)" = 4 ] \
  || { cat log >&2; fail 'not four warnings'; }
if grep -q 'warning:.*warning:' log; then
  fail 'a warning says twice that it is one'
fi
page=outer/provider/docs/resources/a.md
tr '\0' '0' < "$page" > shown
expect_text shown '`bad` (String) A�Z' '`half` (String) A�Z' \
  '`nul` (String) A' '`twice` (String) second'

# A text of 200 MB: the page is refused for its size, in bounded memory, and
# the other one is made.
[ -z "$PLATING_VALGRIND" ] || exit 0
{
  printf '%s' '{"format_version": "1.0", "provider_schemas": {"acme/w": {
    "provider": {"block": {}}, "resource_schemas": {"w_a": {"block": {}},
    "w_b": {"block": {"attributes": {"x": {"type": "string", "optional": true,
    "description": "'
  head -c 200000000 /dev/zero | tr '\0' a
  echo '"}}}}}}}}'
} > schema.json
rm -rf outer/provider/docs
(
  # Address space, so more than is used; the file itself is 200 MB of it.
  [ "$SANITIZERS" != no ] || ulimit -v 1000000
  expect_status 3 $PLATING plate -C outer/provider --provider-name w -j 2 \
    --no-color --providers-schema schema.json 2> log
)
expect_text log 'registry-renderer: resources/b.md: ' \
  'exceeded maximum output size'
[ "$(wc -c < log)" -lt 2000 ] || fail 'a long text makes a long message'
[ -f outer/provider/docs/resources/a.md ] || fail 'the other page is gone'
[ ! -e outer/provider/docs/resources/b.md ] || fail 'a page of 200 MB'
