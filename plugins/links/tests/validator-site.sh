#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: the links validator finds links to files and parts of pages that
# are not there, front matter that is no YAML, and pages that do not agree
# with the schema, each with file and line; a site that holds together has no
# findings.

. "$PLATING_TEST_FUNCTIONS"

mkdir -p docs/resources docs/guides
cat > schema.json <<'END'
{"format_version": "1.0", "provider_schemas": {"example.org/x/acme": {
  "resource_schemas": {"acme_pipe": {"version": 0, "block": {
    "attributes": {
      "length": {"type": "number", "required": true},
      "color": {"type": "string", "optional": true}}}}}}}}
END
cat > docs/index.md <<'END'
---
page_title: "Acme"
---
# Acme

- [pipe](./resources/pipe.md#schema)
- [guide](guides/start.md)
END
cat > docs/guides/start.md <<'END'
---
page_title: "Start"
---
# Start

Back to [the index](../index.md#acme).
END
cat > docs/resources/pipe.md <<'END'
---
page_title: "Pipe"
---
# acme_pipe

## Example Usage

## Schema

- `length` (Number)
- `color` (String)
END
validate="$PLATING validate --provider-name acme --providers-schema schema.json --plugin links"
expect_status 0 $validate 2> err
grep -q '/links' err && fail 'findings in a site that has none'

cat >> docs/index.md <<'END'
- [gone](resources/gone.md)
- [part](resources/pipe.md#nowhere)
- [up](../outside.md)
- [elsewhere](https://example.org/gone.md)
END
cat > docs/resources/pipe.md <<'END'
---
page_title: "Pipe"
---
# acme_pipe

## Schema

- `length` (Number)
- `diameter` (Number)
END
cat > docs/guides/bad.md <<'END'
---
a: "open
---
# Bad
END
expect_status 1 $validate 2> err
links='[links-validator'
expect_text err "docs/index.md:8: the site has no file for the link resources/gone.md $links/dead-link]"
expect_text err "docs/index.md:9: the page has no such part: resources/pipe.md#nowhere $links/dead-anchor]"
expect_text err "docs/index.md:10: the link leads out of the site: ../outside.md $links/outside-link]"
expect_text err "docs/resources/pipe.md:9: the schema has no attribute 'diameter' $links/stale-attribute]"
expect_text err "docs/resources/pipe.md: the page does not name 'color' of the schema $links/undocumented]"
expect_text err "docs/resources/pipe.md: the page has no section with an example $links/section]"
expect_text err "docs/guides/bad.md:3:1: yaml: line 2"
grep -q elsewhere err && fail 'a link to another site was followed'
exit 0
