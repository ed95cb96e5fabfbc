#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: templates/schema.md.tmpl words the schema Markdown: lines, group
# headings and nested headings; what it does not define stays; mistakes in
# it have their place; a file that defines none of it is a page, and
# `compatible' knows nothing of it.

. "$PLATING_TEST_FUNCTIONS"

cat > schema.json <<'EOF'
{"format_version": "1.0", "provider_schemas": {"foo": {
  "provider": {"block": {}}, "resource_schemas": {"foo_x": {"block": {
    "attributes": {
      "a": {"type": ["list", "string"], "required": true,
            "description": " An a. ", "deprecated": true},
      "hidden": {"type": "string", "optional": true},
      "o": {"type": ["object", {"k": "number"}], "computed": true,
            "sensitive": true},
      "w": {"type": "string", "optional": true, "write_only": true}},
    "block_types": {"b": {"nesting_mode": "list", "min_items": 1,
      "block": {"description": "A b.", "attributes": {
        "c": {"type": "bool", "optional": true, "computed": true}}}}}}}}}}}
EOF

plate ()
{
  $PLATING plate --quiet --provider-name foo --providers-schema schema.json \
    "$@"
}

plate --output-dir plain
mkdir templates
cat > templates/schema.md.tmpl <<'EOF'
{{/* Lines of a table, so to say. */ -}}
{{ define "attribute" }}
{{- if ne .Name "hidden" }}
* {{ .Path }}|{{ .Name }}|{{ .Type }}|{{ .Description }}|{{ .Group -}}
|{{ if .Required }}r{{ end }}{{ if .Optional }}o{{ end -}}
{{ if .Computed }}c{{ end }}{{ if .Sensitive }}s{{ end -}}
{{ if .Deprecated }}d{{ end }}{{ if .WriteOnly }}w{{ end -}}
{{ if .IsBlock }}b{{ end }}|{{ .Anchor }}
{{- end }}
{{ end }}
{{ define "group" }}**{{ .Name | upper }}**{{ with .Path }} in {{ . }}{{ end -}}
{{ end }}
{{ define "nested" }}<a id="{{ .Anchor }}"></a>
#### {{ .Path }} ({{ .Name }})

{{ end }}
EOF
plate --output-dir worded
sed '1,/^## Schema/d' worded/resources/x.md > made
cat > expected <<'EOF'

**REQUIRED**

* a|a|List of String|An a.|Required|rd|
* b|b|Block List, Min: 1|A b.|Required|b|nestedblock--b

**OPTIONAL**

> **NOTE**: [Write-only arguments](https://developer.hashicorp.com/terraform/language/resources/ephemeral#write-only-arguments) are supported in Terraform 1.11 and later.

* w|w|String||Optional|ow|

**READ-ONLY**

* o|o|Object||Read-Only|cs|nestedatt--o

<a id="nestedblock--b"></a>
#### b (b)

**OPTIONAL** in b

* b.c|c|Boolean||Optional|oc|


<a id="nestedatt--o"></a>
#### o (o)

**READ-ONLY** in o

* o.k|k|Number||Read-Only||
EOF
expect_same expected made
[ ! -e worded/schema.md ] || fail 'the template became a page'

# The defaults can be had, alone or with more.
cat > templates/schema.md.tmpl <<'EOF'
{{ define "attribute" }}{{ .Default }}{{ end }}
{{ define "group" }}{{ .Default }}{{ end }}
{{ define "nested" }}{{ .Default }}{{ end }}
EOF
plate --output-dir default
expect_same plain/resources/x.md default/resources/x.md
echo '{{ define "group" }}#{{ .Default }}{{ end }}' \
  > templates/schema.md.tmpl
plate --output-dir some
sed -E 's/^### (Required|Optional|Read-Only)$/#&/
        s/^(Required|Optional|Read-Only):$/#&/' plain/resources/x.md > right
expect_same right some/resources/x.md

# Shared sections and words go together.
cat > templates/schema.md.tmpl <<'EOF'
{{ define "nested" }}<a id="{{ .Anchor }}"></a>!{{ end }}
EOF
plate --output-dir shared --plugin registry,deduplicate-nested=true
expect_text shared/resources/x.md '<a id="nestedblock--b"></a>!'

# Mistakes: while it is read, and while it works.
printf '{{ define "group" }}\n  {{ nofunction }}{{ end }}' \
  > templates/schema.md.tmpl
status=0
plate --output-dir bad 2> log || status=$?
[ "$status" != 0 ] || fail 'a template that is none was taken'
expect_text log 'templates/schema.md.tmpl:2' \
  'template: schema.md.tmpl:2: function "nofunction" not defined'
printf '{{ define "attribute" }}\n  {{ .Nothing }}{{ end }}' \
  > templates/schema.md.tmpl
expect_status 3 $PLATING plate --quiet --provider-name foo \
  --providers-schema schema.json --output-dir bad 2> log
expect_text log 'templates/schema.md.tmpl:2:6' \
  'executing "attribute" at <.Nothing>' "can't evaluate field Nothing in" \
  'schema.Attribute'
printf '{{ define "nested" }}{{ template "nested" . }}{{ end }}' \
  > templates/schema.md.tmpl
expect_status 3 $PLATING plate --quiet --provider-name foo \
  --providers-schema schema.json --output-dir bad 2> log
expect_text log 'exceeded maximum template depth'

# Other files of that name are pages.
echo 'A page{{ define "other" }}{{ end }}.' > templates/schema.md.tmpl
plate --output-dir page
expect_text page/schema.md 'A page.'
expect_same plain/resources/x.md page/resources/x.md
echo 'A page{{ define "group" }}{{ end }}.' > templates/schema.md.tmpl
plate --output-dir compatible --plugin registry,compatible=true
expect_text compatible/schema.md 'A page.'
expect_same plain/resources/x.md compatible/resources/x.md
