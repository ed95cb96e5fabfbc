#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: line feeds, partials, examples, undefined names and front matter
# come out of a template as users of the Python tool know it, but for a front
# matter with dashes in a value, which stays whole.

. "$PLATING_TEST_FUNCTIONS"

docs=resources/b.plating/docs
mkdir -p $docs resources/b.plating/examples
echo '{"format_version": "1.0", "provider_schemas": {"x/y/acme": {
  "resource_schemas": {"b": {"version": 0, "block": {}}}}}}' > schema.json
printf 'n {{ name }} {{ schema() }}\n\n' > $docs/_n.md
printf 'raw {{ name }}\n' > $docs/_raw.md
printf 'v' > resources/b.plating/examples/k.tf

# vector TEMPLATE PAGE: both in the notation of printf
vector ()
{
  # shellcheck disable=SC2059
  printf -- "$1" > $docs/b.tmpl.md
  # shellcheck disable=SC2059
  printf -- "$2" > expected
  $PLATING plate --quiet --provider-name acme --providers-schema schema.json \
    --no-config || fail "status of $1"
  cmp docs/resources/b.md expected || {
    od -c docs/resources/b.md >&2
    fail "the page of $1"
  }
}
vector 'x\n\n\n' 'x\n\n'
vector 'x\r\ny\r\n' 'x\ny'
vector 'a\n{%% include "_missing.md" ignore missing %%}b' 'a\nb'
vector '{%% include "_n.md" %%}|' 'n b \n|'
vector '{{ schema() }}|{{ schema_markdown }}|' '||'
vector '{{ example("") }}{{ example("k") }}' '```terraform\nv\n```'
vector '{{ examples.zz }}|{{ "a" if zz else "b" }} {{ zz is defined }} {{ zz|default("D") }}' \
  '|b False D'
vector '---\na: 1\n---\n\n\n# H\n' '---\na: 1\n---\n# H'
vector '---\na: "x --- y"\n---\n\n# H\n' '---\na: "x --- y"\n---\n# H'
vector '---\nonly' '---\nonly'
vector '\n\n# nofm\n\nd\n\n\n' '\n\n# nofm\n\nd\n\n'
# What is promised beside: partials as they are, and rendered.
vector '{{ include("_raw.md") }}|{{ include("_none.md") }}|' \
  'raw {{ name }}\n||'
vector '{{ render("_raw.md") }}|' 'raw b|'
vector '{{ "{{ schema() }}" }}' '{{ schema() }}'
vector '{{ name }} {{ component_type }} {{ provider_name }} {{ description }}' \
  'b Resource acme Terraform resource for b'
vector '{{ examples["k"] }}{%% for k, v in examples.items() %%}<{{ k }}={{ v }}>{%% endfor %%}' \
  'v<k=v>'
