#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: with --deduplicate-nested, pages of real providers come close to
# what they would be with each different nested section there once: where
# that would be a fifth of the page or less, so is the page.  Each anchor is
# there once, each link leads to one, and whoever follows the links finds
# what the page without the option tells.

. "$PLATING_TEST_FUNCTIONS"
requires corpus

# plate NAME OUT [OPTION]
plate ()
{
  name=$1
  out=$2
  shift 2
  rm -rf project
  mkdir project
  $PLATING plate -C project --quiet --provider-name "${name%-defaults}" \
    --output-dir "$PWD/$out" "$@" \
    --providers-schema "$CORPUS/registry/$name/schema.json"
}

# The least that a page with all that PAGE tells can have: each different
# section once, its anchor no more than the last name of its path.
cat > least.awk <<'END'
function close_section () {
  sub (/\n+$/, "", body)
  if (heading != "" && !(body in seen)) {
    least += length (id) + 1 + length (heading) + 1 + length (body) + 2
    seen[body] = 1
  }
  body = ""
}
{ gsub (/\(#[^)]*--/, "(#") }
/^<a id="[^"]*"><\/a>$/ {
  close_section ()
  inside = 1
  heading = ""
  id = $0
  sub (/".*--/, "\"", id)
  next
}
inside && heading == "" { heading = $0; next }
inside { body = body $0 "\n"; next }
{ least += length ($0) + 1 }
END { close_section (); print least }
END

# Follows the links of both pages side by side, from the schema's first lines
# on: each section of PLAIN must be what the link in SHARED leads to.
cat > compare.awk <<'END'
function put (id, line) {
  while (match (line, /\(see \[(below for )?nested schema\]\(#[^)]*\)\)$/)) {
    link = substr (line, RSTART, RLENGTH)
    sub (/.*\(#/, "", link)
    sub (/\)\)$/, "", link)
    n[id]++
    links[id, n[id]] = link
    line = substr (line, 1, RSTART - 1) "@"
  }
  body[id] = body[id] line "\n"
}
function load (file, which) {
  id = which " "
  while ((getline line < file) > 0)
    if (line ~ /^<a id="[^"]*"><\/a>$/) {
      sub (/\n+$/, "", body[id])
      split (line, part, "\"")
      id = which " " part[2]
      body[id] = ""
      getline line < file
    } else if (line ~ /^Also the schema of /)
      getline line < file
    else
      put (id, line)
  sub (/\n+$/, "", body[id])
}
BEGIN {
  load (plain, "plain")
  load (shared, "shared")
  last = 1
  x[1] = "plain "; y[1] = "shared "
  for (i = 1; i <= last; i++) {
    if (!(y[i] in body) || body[x[i]] != body[y[i]] || n[x[i]] != n[y[i]]) {
      print x[i] " is not " y[i]
      exit 1
    }
    for (k = 1; k <= n[x[i]]; k++) {
      x[++last] = "plain " links[x[i], k]
      y[last] = "shared " links[y[i], k]
    }
  }
  # Without the first lines.
  print last - 1
}
END

expect_valid_links ()
{
  sed -n 's/.*<a id="\([^"]*\)"><\/a>.*/\1/p' "$1" | LC_ALL=C sort > anchors
  uniq -d anchors > twice
  [ ! -s twice ] || { cat twice >&2; fail "$1: anchors come twice"; }
  grep -o '](#[^)]*)' "$1" | sed 's/^](#\(.*\))$/\1/' | LC_ALL=C sort -u \
    > links
  expect_same anchors links
}

pages=0
must_shrink=0
echo 'provider, page: sections, bytes, least; sections, bytes shared'
for folder in "$CORPUS"/registry/*/; do
  provider=$(basename "$folder")
  rm -rf plain shared
  plate "$provider" plain
  plate "$provider" shared --deduplicate-nested
  grep -rc '^### Nested Schema for' plain \
    | awk -F: '$NF > 100 { print $(NF - 1) }' | LC_ALL=C sort > big
  while read -r page; do
    page=${page#plain/}
    before=$(wc -c < "plain/$page")
    after=$(wc -c < "shared/$page")
    least=$(LC_ALL=C awk -f least.awk "plain/$page")
    sections=$(grep -c '^### Nested Schema for' "plain/$page")
    echo "$provider, $page: $sections, $before, $least;" \
      "$(grep -c '^### Nested Schema for' "shared/$page"), $after"
    expect_valid_links "shared/$page"
    followed=$(LC_ALL=C awk -v plain="plain/$page" -v shared="shared/$page" \
      -f compare.awk) || fail "$page: $followed"
    [ "$followed" = "$sections" ] \
      || fail "$page: links lead to $followed of $sections sections"
    pages=$((pages + 1))
    [ $((5 * least)) -le "$before" ] || continue
    must_shrink=$((must_shrink + 1))
    [ $((5 * after)) -le "$before" ] \
      || fail "$page: $before bytes became $after, not $least"
  done < big
done
echo "$pages pages, $must_shrink that can be a fifth"
[ "$must_shrink" -ge 3 ] || fail 'too few pages to tell anything'
