#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: with deduplicate-nested, nested schemas that are the same are
# printed once on a page: a recursive schema becomes at least five times
# smaller, each anchor is there once, and each link leads to one; what
# differs anywhere is not shared, and `compatible' knows nothing of it.

. "$PLATING_TEST_FUNCTIONS"

# A filter that may be nested in itself by three names, to a depth of 6.
awk 'function inner (depth, i) {
       printf "{\"attributes\":{\"field\":{\"type\":\"string\","
       printf "\"required\":true,\"description\":\"what to look at\"},"
       printf "\"size\":{\"type\":[\"object\",{\"n\":\"number\"}],"
       printf "\"optional\":true}}"
       if (depth) {
         printf ",\"block_types\":{"
         for (i = 1; i <= 3; i++) {
           printf "%s\"%s\":{\"nesting_mode\":\"list\",\"block\":", \
             (i > 1 ? "," : ""), name[i]
           inner (depth - 1)
           printf "}"
         }
         printf "}"
       }
       printf "}"
     }
     BEGIN {
       name[1] = "all_of"; name[2] = "any_of"; name[3] = "none_of"
       printf "{\"format_version\":\"1.0\",\"provider_schemas\":{\"foo\":{"
       printf "\"provider\":{\"block\":{}},\"resource_schemas\":{"
       printf "\"foo_filter\":"
       printf "{\"block\":"
       inner (6)
       printf "}}}}}\n"
     }' > schema.json

# expect_valid_links PAGE: each anchor once, each linked to, each link valid.
expect_valid_links ()
{
  sed -n 's/.*<a id="\([^"]*\)"><\/a>.*/\1/p' "$1" | LC_ALL=C sort > anchors
  uniq -d anchors > twice
  [ ! -s twice ] || { cat twice >&2; fail "$1: anchors come twice"; }
  grep -o '](#[^)]*)' "$1" | sed 's/^](#\(.*\))$/\1/' | LC_ALL=C sort -u \
    > links
  expect_same anchors links
}

plate ()
{
  out=$1
  shift
  $PLATING plate --quiet --provider-name foo --output-dir "$out" \
    --providers-schema schema.json "$@"
}

plate plain
plate shared --plugin registry,deduplicate-nested=true
plate compatible \
  --plugin registry,compatible=true,deduplicate-nested=true
expect_same plain/resources/filter.md compatible/resources/filter.md
before=$(wc -c < plain/resources/filter.md)
after=$(wc -c < shared/resources/filter.md)
echo "$before bytes became $after," \
  "$(grep -c '^### Nested' plain/resources/filter.md) sections" \
  "$(grep -c '^### Nested' shared/resources/filter.md)"
[ "$before" -ge $((5 * after)) ] || fail "$before bytes became $after"
# One for each depth, and that of the objects.
[ "$(grep -c '^### Nested' shared/resources/filter.md)" = 7 ] \
  || fail 'not one section for each depth'
expect_valid_links shared/resources/filter.md
expect_text shared/resources/filter.md \
  'Also the schema of `any_of` and `none_of`.' \
  'Also the schema of `all_of.size`, `all_of.all_of.size`'

# Two alike, and each difference there can be.
cat > schema.json <<'EOF'
{"format_version": "1.0", "provider_schemas": {"foo": {
  "provider": {"block": {}}, "resource_schemas": {"foo_x": {"block": {
    "attributes": {
      "m1": {"optional": true, "nested_type": {"nesting_mode": "list",
        "attributes": {"a": {"type": "string", "optional": true,
                             "description": " d "}}}},
      "m2": {"required": true, "nested_type": {"nesting_mode": "map",
        "attributes": {"a": {"type": "string", "optional": true,
                             "description": "d"}}}},
      "n_flag": {"required": true, "nested_type": {"nesting_mode": "map",
        "attributes": {"a": {"type": "string", "required": true,
                             "description": "d"}}}},
      "n_name": {"required": true, "nested_type": {"nesting_mode": "map",
        "attributes": {"b": {"type": "string", "optional": true,
                             "description": "d"}}}},
      "n_text": {"required": true, "nested_type": {"nesting_mode": "map",
        "attributes": {"a": {"type": "string", "optional": true,
                             "description": "e"}}}},
      "n_type": {"required": true, "nested_type": {"nesting_mode": "map",
        "attributes": {"a": {"type": "bool", "optional": true,
                             "description": "d"}}}},
      "o1": {"optional": true, "type": ["object", {"k": "string"}]},
      "o2": {"optional": true, "type": ["list", ["object",
                                                 {"k": "string"}]]},
      "o_group": {"required": true, "type": ["object", {"k": "string"}]}},
    "block_types": {
      "p--q": {"nesting_mode": "list", "block": {"attributes": {
        "u": {"type": "string", "optional": true}}}},
      "p": {"nesting_mode": "list", "block": {"block_types": {
        "q": {"nesting_mode": "list", "block": {"attributes": {
          "v": {"type": "string", "optional": true}}}}}}},
      "r\") s": {"nesting_mode": "list", "block": {"attributes": {
        "w": {"type": "string", "optional": true}}}}}}}}}}}
EOF
plate other --plugin registry,deduplicate-nested=true
expect_valid_links other/resources/x.md
grep '^### Nested' other/resources/x.md | LC_ALL=C sort > made
LC_ALL=C sort > expected <<'EOF'
### Nested Schema for `m2`
### Nested Schema for `n_flag`
### Nested Schema for `n_name`
### Nested Schema for `n_text`
### Nested Schema for `n_type`
### Nested Schema for `o1`
### Nested Schema for `o_group`
### Nested Schema for `p--q`
### Nested Schema for `p`
### Nested Schema for `p.q`
### Nested Schema for `r") s`
EOF
expect_same expected made
expect_text other/resources/x.md 'Also the schema of `m1`.' \
  'Also the schema of `o2`.' '(see [nested schema](#nestedatt--m2))'
