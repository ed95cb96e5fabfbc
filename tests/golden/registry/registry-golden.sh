#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: a project that uses every rule of the schema Markdown, templates
# of all sorts and examples gives the pages that stand beside this script,
# with any number of workers, and as `compatible' too.  The pages were made
# by tfplugindocs 0.25.0:
#
#   tfplugindocs generate --provider-name terraform-provider-forge \
#     --rendered-provider-name Forge --providers-schema schema.json \
#     --rendered-website-dir expected

. "$PLATING_TEST_FUNCTIONS"

project=$srcdir/tests/golden/registry

# plate NAME OPTION...: plates and compares.
plate ()
{
  name=$1
  shift
  $PLATING plate --provider-dir "$project" \
    --provider-name terraform-provider-forge \
    --rendered-provider-name Forge \
    --providers-schema "$project/schema.json" \
    --output-dir "$tmp/$name" "$@" > log 2>&1 \
    || { cat log >&2; fail "$name: plating failed"; }
  expect_text log 'resource entitled "forge", or "forge_smith" does not exist'
  diff -r "$project/expected" "$name" >&2 || fail "$name: pages differ"
}

plate one --jobs 1
plate eight --jobs 8
plate compatible --plugin registry,compatible=true
