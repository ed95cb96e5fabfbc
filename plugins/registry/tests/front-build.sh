#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: without a schema file the compatible front builds the provider and
# asks terraform or, where there is none, tofu; it takes no other version than
# --tf-version names, downloads nothing, and leaves no files behind.

. "$PLATING_TEST_FUNCTIONS"

mkdir bin programs terraform-provider-foo temporary
ln -s "$builddir/core/plating" bin/tfplugindocs
TMPDIR=$tmp/temporary
export TMPDIR
cat > programs/go <<'END'
#!/bin/sh
mkdir -p "${3%/*}" && echo "${3##*/plugins/}" > "$3"
END
cat > programs/tofu <<'END'
#!/bin/sh
case $1 in
  version) echo 'Terraform v1.2.3'; exit ;;
  init) cat plugins/*/hashicorp/foo/0.0.1/*/terraform-provider-foo >&2; exit ;;
esac
address=$(cd plugins && echo *)/hashicorp/foo
cat <<JSON
{"format_version": "1.0", "provider_schemas": {"$address": {
  "provider": {"block": {"description": "by ${0##*/} as $address"}}}}}
JSON
END
chmod +x programs/*
PATH=$tmp/programs:/usr/bin:/bin
cd terraform-provider-foo

expect_status 0 "$tmp/bin/tfplugindocs" > out 2> err
expect_text out 'compiling provider "foo"' 'running terraform init'
expect_text docs/index.md 'by tofu as registry.opentofu.org/hashicorp/foo'

mv ../programs/tofu ../programs/terraform
expect_status 0 "$tmp/bin/tfplugindocs" --tf-version=v1.2.3 > out 2> err
expect_text docs/index.md \
  'by terraform as registry.terraform.io/hashicorp/foo'
expect_status 1 "$tmp/bin/tfplugindocs" --tf-version=1.2.30 > out 2> err
expect_text err 'unable to download Terraform binary: '

rm ../programs/terraform
if ! command -v terraform > /dev/null && ! command -v tofu > /dev/null; then
  expect_status 1 "$tmp/bin/tfplugindocs" > out 2> err
  expect_text err 'unable to download Terraform binary: '
fi
rm ../programs/go
if ! command -v go > /dev/null; then
  expect_status 1 "$tmp/bin/tfplugindocs" validate > out 2> err
  expect_text err 'exec: "go": executable file not found in $PATH'
fi
[ -z "$(ls "$TMPDIR")" ] || fail 'temporary files are left'
