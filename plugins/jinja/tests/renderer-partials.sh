#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: partials are no pages; the global header and footer are templates
# that stand where the page's structure has a place for them, unless front
# matter says no; guides are templates if their names say so.

. "$PLATING_TEST_FUNCTIONS"

docs=resources/a.plating/docs
mkdir -p $docs parts guides
echo '{"format_version": "1.0", "provider_schemas": {"x/y/acme": {
  "resource_schemas": {"acme_a": {"version": 0, "block": {}}}}}}' > schema.json
echo 'part of {{ name }}' > $docs/_x.tmpl.md
echo 'HEAD {{ name }} {{ component_type }}' > parts/_global_header.md
echo '{% include "_sign.md" %} {{ provider_name }}' > parts/_global_footer.md
echo 'signed' > parts/_sign.md
printf -- '---\npage_title: "{{ provider_name }}"\n---\n# {{ 1 + 1 }}\n' \
  > guides/made.tmpl.md
printf '# {{ raw }}\n' > guides/copied.md
plate ()
{
  $PLATING plate --quiet --no-config --provider-name acme \
    --providers-schema schema.json \
    --plugin jinja,global-partials-dir=parts,guides-dir=guides
}
cat > $docs/acme_a.tmpl.md <<'END'
---
page_title: "a --- b"
---

```sh
# no heading
```

# Heading
one
paragraph

{% include "_x.tmpl.md" %}
END
plate
cat > expected <<'END'
---
page_title: "a --- b"
---
```sh
# no heading
```

# Heading
one
paragraph

HEAD acme_a Resource



part of acme_a

signed acme
END
diff docs/resources/a.md expected || fail 'header and footer'
[ "$(ls docs/resources)" = a.md ] || fail 'a partial has a page'
printf -- '---\npage_title: "acme"\n---\n# 2' | cmp - docs/guides/made.md \
  || fail 'the guide that is a template'
cmp guides/copied.md docs/guides/copied.md || fail 'the guide that is none'
printf -- '- Guides:\n  - Copied: guides/copied.md\n  - acme: guides/made.md\n' \
  > expected
sed -n '/Guides/,/made/p' mkdocs.yml | diff - expected || fail 'guides in nav'

printf -- '---\nskip_global_header: yes\nskip_global_footer: "true"\n---\n# H\n' \
  > $docs/acme_a.tmpl.md
plate
! grep -q HEAD docs/resources/a.md || fail 'a header that is not wanted'
grep -q signed docs/resources/a.md || fail 'no footer for a text "true"'

# What is named has to be there, and to be text.
for setting in guides-dir global-partials-dir; do
  expect_status 3 $PLATING plate --no-config --provider-name acme \
    --providers-schema schema.json -p "jinja,$setting=nowhere" 2> err
  expect_text err "'$setting' names a directory that is not there" nowhere
  expect_status 3 $PLATING plate --no-config --provider-name acme \
    --providers-schema schema.json -p "jinja,$setting=schema.json" 2> err
  expect_text err "'$setting' names a file"
done
cp parts/_global_footer.md footer
printf 'caf\351\n' > parts/_global_footer.md
expect_status 3 plate 2> err
expect_text err 'not in UTF-8' 'parts/_global_footer.md'
mv footer parts/_global_footer.md

# A fault of the header is one of each page, in the header's file.
echo '{{ name.no.such }}' > parts/_global_header.md
printf '# H\n' > $docs/acme_a.tmpl.md
expect_status 3 plate 2> err
expect_text err 'parts/_global_header.md:1:'

# include() of one that is no text fails the page, as {% include %} does.
rm parts/_global_*
printf 'caf\351\n' > $docs/_latin.md
for call in '{{ include("_latin.md") }}' '{{ render("_latin.md") }}' \
            '{% include "_latin.md" %}'; do
  printf '# H %s\n' "$call" > $docs/acme_a.tmpl.md
  expect_status 3 plate 2> err
  expect_text err 'not in UTF-8' "$docs/_latin.md"
done
# So does one that is too large, with the reason.
truncate -s 3G $docs/_latin.md
expect_status 3 plate 2> err
expect_text err 'it is too large' "$docs/_latin.md"
rm $docs/_latin.md

# Dots in a path are no way out, nor in the way.
printf '# H\n' > $docs/acme_a.tmpl.md
at ()
{
  $PLATING plate --no-config --provider-name acme \
    --providers-schema schema.json --guides-dir "$1" --plugin jinja
}
rm -r docs
at "$docs/../../..//guides/./" || fail 'guides by a roundabout path'
[ -f docs/guides/copied.md ] || fail 'no guides by a roundabout path'
expect_status 3 at "$docs/../../../.." 2> err
expect_text err "'guides-dir' has to be inside the project"

# A byte order mark is no part of what it stands before.
mark=$(printf '\357\273\277')
for file in $docs/acme_a.tmpl.md $docs/_x.tmpl.md parts/_sign.md \
  parts/_global_footer.md guides/made.tmpl.md guides/copied.md; do
  [ -f "$file" ] || continue
  printf '%s' "$mark" | cat - "$file" > marked
  mv marked "$file"
done
cat > $docs/acme_a.tmpl.md <<END
$mark---
subcategory: Marked
---
# A
{{ include("_x.tmpl.md") }}{{ example("e") }}
END
mkdir -p $docs/../examples
printf '%sx = 1\r\n' "$mark" > $docs/../examples/e.tf
printf '%s---\npage_title: Copied\n---\n# C\n' "$mark" > guides/copied.md
plate || fail "marks: $?"
! grep -q "$mark" docs/resources/a.md docs/guides/made.md docs/index.md \
  || fail 'a byte order mark on a page'
expect_text mkdocs.yml 'Copied: guides/copied.md' '- Marked:'
expect_text docs/index.md '## Marked'
cmp -s guides/copied.md docs/guides/copied.md || fail 'a copy is no copy'

# Directories start at the project, wherever the command is run.
(cd guides && $PLATING plate --quiet --no-config -C .. --provider-name acme \
  --providers-schema ../schema.json --guides-dir guides \
  --global-partials-dir ./parts --check) || fail 'from another directory'
