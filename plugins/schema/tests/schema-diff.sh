#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: `plating schema diff` finds each kind of difference and knows which
# of them break configurations; its status tells, in all formats.

. "$PLATING_TEST_FUNCTIONS"

# document FILE MEMBERS: a schema with these members of the provider.
document ()
{
  printf '{"format_version":"1.0","provider_schemas":{"p":{%s}}}' "$2" > "$1"
}

n=0
# compare STATUS TEXT OLD NEW: the report, without heading and total, is TEXT.
compare ()
{
  document old.json "$3"
  document new.json "$4"
  status=0
  $PLATING schema diff old.json new.json --no-config > out 2> err || status=$?
  sed -n 's/^  //p' out > lines
  printf '%s' "${2:+$2
}" > expected
  cmp -s expected lines && [ "$status" = "$1" ] && [ ! -s err ] \
    || { cat out err >&2; fail "status $status of: $3 -> $4"; }
  n=$((n + 1))
}

# The same for the block of a resource, for one attribute of it, and so on.
block ()
{
  compare "$1" "$2" "\"resource_schemas\":{\"r\":{\"block\":{$3}}}" \
    "\"resource_schemas\":{\"r\":{\"block\":{$4}}}"
}
attribute ()
{
  block "$1" "$2" "\"attributes\":{\"a\":{$3}}" "\"attributes\":{\"a\":{$4}}"
}
nested ()
{
  attribute "$1" "$2" "\"nested_type\":{$3},$5" "\"nested_type\":{$4},$5"
}
signature ()
{
  compare "$1" "$2" "\"functions\":{\"f\":{$3}}" "\"functions\":{\"f\":{$4}}"
}
identity ()
{
  resource='"resource_schemas":{"r":{}},"resource_identity_schemas"'
  compare "$1" "$2" "$resource:{\"r\":{$3}}" "$resource:{\"r\":{$4}}"
}

s='"type":"string"' number='"type":"number"' any='"type":"dynamic"'
o='"optional":true' r='"required":true' c='"computed":true'
b=' (breaking)'

# Members that nobody knows, at each level: said, but nothing breaks.
for pair in '"x":1||removed|-' '|"x":[1]|added|+' '"x":1|"x":"1"|changed|~' \
    '"x":{"a":1,"b":2}|"x":{"b":2,"a":1}||'; do
  old=${pair%%|*} pair=${pair#*|}
  new=${pair%%|*} pair=${pair#*|}
  said=${pair%%|*} mark=${pair#*|}
  # line PATH: what is said of it
  line () { [ -z "$said" ] || echo " $mark member $1: $said"; }
  compare 0 "$(line x)" "$old" "$new"
  compare 0 "$(line x)" "\"resource_schemas\":{\"r\":{$old}}" \
    "\"resource_schemas\":{\"r\":{$new}}"
  block 0 "$(line x)" "$old" "$new"
  attribute 0 "$(line a.x)" "$old" "$new"
  nested 0 "$(line a.x)" "$old" "$new" "$o"
  block 0 "$(line t.x)" "\"block_types\":{\"t\":{$old}}" \
    "\"block_types\":{\"t\":{$new}}"
  block 0 "$(line t.x)" "\"block_types\":{\"t\":{\"block\":{$old}}}" \
    "\"block_types\":{\"t\":{\"block\":{$new}}}"
  signature 0 "$(line x)" "$old" "$new"
  signature 0 "$(line p.x)" \
    "\"parameters\":[{\"name\":\"p\"${old:+,$old}}]" \
    "\"parameters\":[{\"name\":\"p\"${new:+,$new}}]"
  identity 0 "$(line x)" "$old" "$new"
  identity 0 "$(line i.x)" "\"attributes\":{\"i\":{$old}}" \
    "\"attributes\":{\"i\":{$new}}"
  printf '{"format_version":"1.0"%s,"provider_schemas":{"p":{}}}' \
    "${old:+,$old}" > old.json
  printf '{"format_version":"1.0"%s,"provider_schemas":{"p":{}}}' \
    "${new:+,$new}" > new.json
  expect_status 0 $PLATING schema diff old.json new.json --no-config > out
  expect_text out "${said:+member x: $said}"
  expect_status 0 $PLATING schema diff old.json new.json --no-config \
    --layout 1.11 > out
  expect_text out 'no changes'
done

# components
compare 0 '' '"resource_schemas":{"r":{}}' '"resource_schemas":{"r":{}}'
compare 0 ' + added' '' '"resource_schemas":{"r":{}}'
compare 1 "!- removed$b" '"resource_schemas":{"r":{}}' ''
compare 1 "!- removed$b" '"action_schemas":{"r":{}}' ''
compare 0 ' ~ schema version changed from 1 to 2' \
  '"resource_schemas":{"r":{"version":1}}' \
  '"resource_schemas":{"r":{"version":2}}'
compare 1 "!~ schema version changed from 2 to 1$b" \
  '"resource_schemas":{"r":{"version":2}}' \
  '"resource_schemas":{"r":{"version":1}}'
block 0 ' ~ deprecated: Use b.' '' \
  '"deprecated":true,"deprecation_message":"Use b."'
block 0 ' ~ no longer deprecated' '"deprecated":true' ''
block 0 '' '"description":"x"' '"description":"y"'

# attributes come and go
block 0 ' + attribute a: added: optional' '' "\"attributes\":{\"a\":{$s,$o}}"
block 0 ' + attribute a: added: computed' '' "\"attributes\":{\"a\":{$s,$c}}"
block 1 "!+ attribute a: added: required$b" '' \
  "\"attributes\":{\"a\":{$s,$r}}"
block 1 "!- attribute a: removed$b" "\"attributes\":{\"a\":{$s,$c}}" ''

# usage STATUS OLD NEW
flags ()
{
  case $1 in
    required) echo "$r" ;; optional) echo "$o" ;; computed) echo "$c" ;;
    *) echo "$o,$c" ;;
  esac
}
usage ()
{
  text="attribute a: usage changed from $2 to $3"
  if [ "$1" = 0 ]; then text=" ~ $text"; else text="!~ $text$b"; fi
  attribute "$1" "$text" "$s,$(flags "$2")" "$s,$(flags "$3")"
}
both='optional, computed'
usage 1 optional required
usage 0 required optional
usage 1 computed required
usage 1 required computed
usage 1 optional computed
usage 1 computed optional
usage 0 computed "$both"
usage 1 "$both" computed
usage 0 optional "$both"
usage 1 "$both" optional
usage 0 required "$both"
usage 1 "$both" required

# flags
attribute 1 "!~ attribute a: now sensitive$b" "$s,$o" \
  "$s,$o,\"sensitive\":true"
attribute 0 ' ~ attribute a: no longer sensitive' \
  "$s,$o,\"sensitive\":true" "$s,$o"
attribute 1 "!~ attribute a: now write-only$b" "$s,$o" \
  "$s,$o,\"write_only\":true"
attribute 1 "!~ attribute a: no longer write-only$b" \
  "$s,$o,\"write_only\":true" "$s,$o"
attribute 0 ' ~ attribute a: deprecated' "$s,$o" "$s,$o,\"deprecated\":true"
attribute 0 ' ~ attribute a: no longer deprecated' \
  "$s,$o,\"deprecated\":true" "$s,$o"

# types
x='["object",{"x":"string"}]' xy='["object",{"x":"string","y":"bool"}]'
xo='["object",{"x":"string","y":"bool"},["y"]]'
type ()
{
  text="attribute a: type changed from $2 to $3"
  if [ "$1" = 0 ]; then text=" ~ $text"; else text="!~ $text$b"; fi
  attribute "$1" "$text" "\"type\":$4,$6" "\"type\":$5,$6"
}
type 1 string number '"string"' '"number"' "$o"
type 1 string any '"string"' '"dynamic"' "$o"
type 1 'list(string)' 'set(string)' '["list","string"]' '["set","string"]' \
  "$o"
type 0 'list(object({x=string}))' 'list(object({x=string, y=bool}))' \
  "[\"list\",$x]" "[\"list\",$xy]" "$c"
type 1 'object({x=string})' 'object({x=string, y=bool})' "$x" "$xy" "$o"
type 0 'object({x=string})' 'object({x=string, y=optional(bool)})' \
  "$x" "$xo" "$o"
type 1 'object({x=string, y=optional(bool)})' 'object({x=string, y=bool})' \
  "$xo" "$xy" "$o"
type 1 'object({x=string, y=bool})' 'object({x=string})' "$xy" "$x" "$c"
type 1 'tuple([string])' 'tuple([string, bool])' '["tuple",["string"]]' \
  '["tuple",["string","bool"]]' "$c"

# nested types
l='"nesting_mode":"list"'
nested 1 "!~ attribute a: nesting changed from list to set$b" "$l" \
  '"nesting_mode":"set"' "$o"
nested 1 "!+ attribute a.b: added: required$b" "$l" \
  "$l,\"attributes\":{\"b\":{$s,$r}}" "$o"
nested 0 ' + attribute a.b: added: required' "$l" \
  "$l,\"attributes\":{\"b\":{$s,$r}}" "$c"
nested 1 "!- attribute a.b: removed$b" \
  "$l,\"attributes\":{\"b\":{$s,$c}}" "$l" "$c"
nested 1 "!~ attribute a: least number changed from 0 to 1$b" "$l" \
  "$l,\"min_items\":1" "$o"
attribute 0 '' "\"type\":[\"list\",$x],$o" \
  "\"nested_type\":{$l,\"attributes\":{\"x\":{$s,$o}}},$o"
attribute 1 "!~ attribute a: type changed from map(string) to list(object({x=string}))$b" \
  "\"type\":[\"map\",\"string\"],$o" \
  "\"nested_type\":{$l,\"attributes\":{\"x\":{$s,$o}}},$o"

# blocks
t () { printf '"block_types":{"b":{%s%s}}' "$l" "$1"; }
block 0 ' + block b: added: optional' '' "$(t '')"
block 1 "!+ block b: added: required$b" '' "$(t ',"min_items":1')"
block 1 "!- block b: removed$b" "$(t '')" ''
block 1 "!~ block b: nesting changed from list to map$b" "$(t '')" \
  '"block_types":{"b":{"nesting_mode":"map"}}'
block 1 "!~ block b: least number changed from 1 to 2$b" \
  "$(t ',"min_items":1')" "$(t ',"min_items":2')"
block 0 ' ~ block b: least number changed from 2 to 0' \
  "$(t ',"min_items":2')" "$(t '')"
block 1 "!~ block b: largest number changed from no limit to 3$b" \
  "$(t '')" "$(t ',"max_items":3')"
block 0 ' ~ block b: largest number changed from 3 to no limit' \
  "$(t ',"max_items":3')" "$(t '')"
block 1 "!~ block b: largest number changed from 3 to 2$b" \
  "$(t ',"max_items":3')" "$(t ',"max_items":2')"
block 0 ' ~ block b: deprecated' "$(t '')" "$(t ',"block":{"deprecated":true}')"
block 1 "!+ attribute b.x: added: required$b" "$(t ',"block":{}')" \
  "$(t ",\"block\":{\"attributes\":{\"x\":{$s,$r}}}")"
block 1 "!~ block b: became something else from block to attribute$b" \
  "$(t '')" "\"attributes\":{\"b\":{$s,$o}}"
block 1 "!~ attribute b: became something else from attribute to block$b" \
  "\"attributes\":{\"b\":{$s,$o}}" "$(t '')"

# functions
p () { printf '"parameters":[{"name":"x",%s}]' "$1"; }
signature 1 "!+ parameter x: added$b" '' "$(p "$s")"
signature 1 "!- parameter x: removed$b" "$(p "$s")" ''
signature 0 ' ~ parameter y: renamed from x to y' "$(p "$s")" \
  "\"parameters\":[{\"name\":\"y\",$s}]"
signature 1 "!~ parameter x: type changed from string to number$b" \
  "$(p "$s")" "$(p "$number")"
signature 0 ' ~ parameter x: type changed from string to any' \
  "$(p "$s")" "$(p "$any")"
signature 0 ' ~ parameter x: may now be null' "$(p "$s")" \
  "$(p "$s,\"is_nullable\":true")"
signature 1 "!~ parameter x: may no longer be null$b" \
  "$(p "$s,\"is_nullable\":true")" "$(p "$s")"
v="\"variadic_parameter\":{\"name\":\"v\",$s}"
signature 0 ' + variadic parameter v: added' '' "$v"
signature 1 "!- variadic parameter v: removed$b" "$v" ''
signature 1 "!~ result: type changed from string to number$b" \
  '"return_type":"string"' '"return_type":"number"'
signature 0 ' ~ result: type changed from object({x=string}) to object({x=string, y=bool})' \
  "\"return_type\":$x" "\"return_type\":$xy"
signature 0 ' ~ deprecated: No.' '' '"deprecation_message":"No."'

# identities
q='"required_for_import":true' i='"optional_for_import":true'
identity 0 ' + attribute x: added: optional for import' '' \
  "\"attributes\":{\"x\":{$s,$i}}"
identity 1 "!+ attribute x: added: required for import$b" '' \
  "\"attributes\":{\"x\":{$s,$q}}"
identity 1 "!- attribute x: removed$b" "\"attributes\":{\"x\":{$s,$i}}" ''
identity 1 "!~ attribute x: usage changed from optional for import to required for import$b" \
  "\"attributes\":{\"x\":{$s,$i}}" "\"attributes\":{\"x\":{$s,$q}}"
identity 0 ' ~ attribute x: usage changed from required for import to optional for import' \
  "\"attributes\":{\"x\":{$s,$q}}" "\"attributes\":{\"x\":{$s,$i}}"
[ $n -ge 70 ] || fail "only $n cases"

# The other formats tell the same.
document old.json "\"resource_schemas\":{\"r\":{\"block\":{\"description\":\"one\",
  \"attributes\":{\"a\":{$s,$o}}}}}"
document new.json "\"resource_schemas\":{\"r\":{\"block\":{\"description\":\"two\",
  \"attributes\":{\"a\":{$s,$r},\"b\":{$s,$o}}}}}"
expect_status 1 $PLATING schema diff old.json new.json --no-config \
  --format markdown --descriptions > out
cat > expected <<'END'
### Breaking changes

- resource `r`: attribute `a`: usage changed from `optional` to `required`

### Added

- resource `r`: attribute `b`: added: optional

### Changed

- resource `r`: description changed from `one` to `two`
END
expect_same expected out
expect_status 1 $PLATING schema diff old.json new.json --no-config \
  --format json > out
expect_text out '{"format_version":"1.0","breaking":1,"changes":[' \
  '"path":"a","change":"usage-changed","message":"usage changed","before":"optional","after":"required","breaking":true}'
expect_status 0 $PLATING schema diff old.json old.json --no-config > out
expect_text out 'no changes'
expect_status 3 $PLATING schema diff old.json none.json --no-config \
  > out 2> err

# What a directory says of its own provider is not asked about files that are
# named, unless the user names one.
mkdir elsewhere
cat > elsewhere/pyproject.toml <<'END'
[tool.pyvider]
name = "other"
END
cp old.json elsewhere/old,er.json
cp new.json elsewhere
cd elsewhere
expect_status 1 $PLATING schema diff old,er.json new.json > out
expect_text out 'attribute a: usage changed'
expect_status 1 $PLATING schema diff - new.json < old,er.json > out
expect_text out 'attribute a: usage changed'
expect_status 3 $PLATING schema diff --provider-name other old,er.json \
  new.json > out 2> err
expect_text err 'for provider "other"'

# What nothing here can hold is seen, if not looked into, and is no lack of
# memory.
vast ()
{
  printf '%s%s%s' '{"format_version":"1.0","provider_schemas":{"x/y/a":{' \
    '"provider":{"version":0,"block":{}},"resource_schemas":{"a_b":{' \
    '"version":0,"vast":'"$1"',"block":{}}}}}}'
}
vast 1e999 > vast.json
vast 2e999 > vaster.json
expect_status 1 $PLATING schema diff vast.json vaster.json > out
expect_text out 'a_b' 'has too large numbers, to be compared'
expect_status 0 $PLATING schema diff vast.json vast.json > out
nested=$(printf '%3000s' '' | tr ' ' '[')$(printf '%3000s' '' | tr ' ' ']')
vast 1 > plain.json
for value in '"\ud800"' '"\udc00"' '"\ud800\ud800"' '{"\u0000":1}' \
             "$nested" "$(printf '"\377"')"; do
  vast "$value" > vaster.json
  expect_status 1 $PLATING schema diff plain.json vaster.json > out 2> err
  expect_text out 'a_b' 'to be compared'
done
