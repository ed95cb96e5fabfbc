#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: a template reaches what it was given and nothing else, whatever it
# asks objects for; one that would not end is ended.

. "$PLATING_TEST_FUNCTIONS"

docs=resources/a.plating/docs
mkdir -p $docs
echo secret > secret
ln -s ../../../secret $docs/secret
echo '{"format_version": "1.0", "provider_schemas": {"x/y/acme": {
  "resource_schemas": {"a": {"version": 0, "block": {}}}}}}' > schema.json
plate ()
{
  $PLATING plate --quiet --no-config --provider-name acme \
    --providers-schema schema.json
}
refused () # TEMPLATE
{
  printf '%s' "$1" > $docs/a.tmpl.md
  status=0
  plate 2> err || status=$?
  [ "$status" = 3 ] || fail "status $status: $1"
  [ ! -e ran ] || fail "a command ran: $1"
}
refused '{{ cycler.__init__.__globals__.os.popen("touch ran").read() }}'
refused '{{ ""["__class__"].__mro__[1].__subclasses__() }}'
refused '{{ name.__class__.__base__ }}'
refused '{% include "../../../secret" %}'
refused '{% include "/etc/passwd" %}'
refused '{% include "secret" %}'
refused '{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}'
refused '{{ "x" * 10000000000 }}'
refused '{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}'
# include() gives nothing for what is no partial.
echo '{{ include("../../../secret") }}|' > $docs/a.tmpl.md
plate
[ "$(cat docs/resources/a.md)" = '|' ] || fail 'a file that is no partial'
