#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: `plating migrate` makes templates and examples of rendered pages,
# below the provider's directory wherever it is started, shortens what it
# writes over, and removes website only if the pages were there.

. "$PLATING_TEST_FUNCTIONS"

mkdir -p foo/docs/resources foo/website foo/templates/resources elsewhere
cat > foo/docs/resources/foo_a.md <<'END'
---
page_title: "a"
layout: foo
---
# A

Some   text here.

```terraform
resource "foo_a" "x" {}
```

```console
terraform import foo_a.x 1
```
END
echo other > foo/website/other
yes 'an old template' | head -n 1000 > foo/templates/resources/a.md.tmpl

expect_status 0 $PLATING migrate --help > out
expect_text out 'Usage: plating migrate'
cd elsewhere
expect_status 0 $PLATING migrate --provider-dir ../foo > ../out 2> ../err
cd ..
[ ! -s err ] || fail 'messages on standard error'
[ -z "$(ls elsewhere)" ] || fail 'files in the current directory'
cat > expected <<'END'
---
page_title: "a"
---

{{/* This template serves as a starting point for documentation generation, and can be customized with hardcoded values and/or doc gen templates.

For example, the {{ .SchemaMarkdown }} template can be used to replace manual schema documentation if descriptions of schema attributes are added in the provider source code. */ -}}

# A

Some text here.

{{tffile "examples/resources/a/example_1.tf"}}

{{codefile "shell" "examples/resources/a/import_1.sh"}}
END
diff -u expected foo/templates/resources/a.md.tmpl \
  || fail 'another template'
echo 'resource "foo_a" "x" {}' | cmp - foo/examples/resources/a/example_1.tf
echo 'terraform import foo_a.x 1' | cmp - foo/examples/resources/a/import_1.sh
[ -e foo/website/other ] || fail 'website is gone'

mkdir foo/website/docs
echo '# Foo' > foo/website/docs/index.md
expect_status 0 $PLATING migrate --provider-dir foo > out 2> err
expect_text err 'no frontmatter found in '
echo '# Foo' | cmp - foo/templates/index.md.tmpl
[ ! -e foo/website ] || fail 'website is left'

printf -- '---\na: b\n' > foo/docs/index.md
status=0
$PLATING migrate --provider-dir foo > out 2> err || status=$?
[ $status != 0 ] || fail 'an unclosed front matter is taken'
expect_text err 'cannot find ending of frontmatter block'
status=0
$PLATING migrate --provider-dir elsewhere > out 2> err || status=$?
[ $status != 0 ] || fail 'a directory without pages is taken'
