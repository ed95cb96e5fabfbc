#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: templates can include files of the project, with data, call the
# functions that tfplugindocs lacks, and read what links in the examples
# directory lead to.

. "$PLATING_TEST_FUNCTIONS"

cat > schema.json <<'EOF'
{"format_version": "1.0", "provider_schemas": {"foo": {
  "provider": {"block": {}},
  "resource_schemas": {"foo_a": {"block": {"description": "d"}}}}}}
EOF
mkdir -p templates/resources parts examples/shared examples/resources
echo '{{ define "p" }}<{{ . }}>{{ end }}{{ template "p" .Name }}' \
  > parts/n.txt
printf 'plain {{ . }}' > parts/plain.txt
: > parts/empty.txt
cat > templates/resources/a.md.tmpl <<'EOF'
{{ include "parts/n.txt" . | trimspace }}
{{ include "parts/plain.txt" }}
[{{ include "parts/empty.txt" . }}]
{{ include "parts/n.txt" (dict "Name" "x") | upper }}
{{ hasPrefix "foo" .Name }} {{ .Name | replace "_" "-" }}
{{ .ExampleFiles | len }} {{ .HasExample }} {{ .HasImport }}
{{ tffile .ExampleFile }}
EOF
echo 'a = 1' > examples/shared/resource.tf
echo 'b = 1' > examples/shared/resource_b.tf
ln -s ../shared examples/resources/foo_a

$PLATING plate --provider-name foo --providers-schema schema.json
cat > expected <<'EOF'
<foo_a>
plain <no value>
[]
<X>

true foo-a
2 true false
```terraform
a = 1
```
EOF
expect_same expected docs/resources/a.md
