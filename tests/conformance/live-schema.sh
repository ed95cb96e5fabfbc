#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: what a running provider says becomes, byte for byte, what Terraform
# prints of it, and what that Terraform leaves out is there as well; asking
# Terraform gives the same; pages made straight from the provider are those
# that are made from the schema file.

. "$PLATING_TEST_FUNCTIONS"

requires go terraform valgrind-free

CHECKPOINT_DISABLE=1
TF_IN_AUTOMATION=1
export CHECKPOINT_DISABLE TF_IN_AUTOMATION

# what_terraform_prints BINARY ADDRESS > FILE
what_terraform_prints ()
{
  rm -rf asked
  mkdir -p asked/bin
  ln -s "$1" "asked/bin/terraform-provider-${2##*/}"
  cat > asked/cli.tfrc <<END
provider_installation {
  dev_overrides {
    "$2" = "$PWD/asked/bin"
  }
}
END
  cat > asked/main.tf <<END
terraform {
  required_providers {
    it = { source = "$2" }
  }
}
END
  (cd asked && TF_CLI_CONFIG_FILE=$PWD/cli.tfrc \
    terraform providers schema -json) 2> terraform.err \
    || { cat terraform.err >&2; fail "terraform and $1"; }
}

# compare NAME BINARY ADDRESS [OPTION...]: the OPTIONS say where to ask.
compare ()
{
  name=$1 binary=$2 address=$3
  shift 3
  [ $# -gt 0 ] || set -- --discover "rpc,binary=$binary,provider=$address"
  what_terraform_prints "$binary" "$address" > "$name-terraform.json"
  $PLATING schema --no-config --no-cache --layout 1.11 "$@" \
    > "$name-ours.json" || fail "plating schema: $name"
  cmp "$name-terraform.json" "$name-ours.json" >&2 \
    || fail "$name: the schemas differ"
  $PLATING schema --no-config --discover \
    "terraform,provider-binary=$binary,address=$address" \
    > "$name-asked.json" || fail "plating schema by terraform: $name"
  cmp "$name-terraform.json" "$name-asked.json" >&2 \
    || fail "$name: the schema by way of terraform differs"
  $PLATING schema --no-config --no-cache "$@" > "$name-full.json" \
    || fail "plating schema: $name"
  # The full schema goes through a file without a change, and compares equal.
  $PLATING schema --no-config --providers-schema "$name-full.json" \
    > "$name-again.json"
  cmp "$name-full.json" "$name-again.json" >&2 \
    || fail "$name: the schema changes on its way through a file"
  $PLATING schema diff "$name-full.json" "$name-again.json" > diff.out \
    || fail "$name: a schema differs from itself"
  expect_text diff.out 'no changes'
  # tfplugindocs refuses some of the nesting modes: then both ways say so.
  for way in live file; do
    mkdir -p "$name-$way"
    if [ $way = file ]; then
      set -- --providers-schema "$name-full.json"
    fi
    status=0
    $PLATING plate --no-config --quiet -C "$name-$way" \
      --provider-name "terraform-provider-${address##*/}" "$@" \
      > "$name-$way/out" 2> "$name-$way/err" || status=$?
    echo "$status" >> "$name-$way/err"
  done
  diff -r "$name-live" "$name-file" >&2 || fail "$name: the pages differ"
  case $name in
    raw*) expect_text "$name-live/err" 'unexpected nesting mode' ;;
    *) [ -f "$name-live/docs/index.md" ] || fail "$name: no pages" ;;
  esac
}

# expect_members FILE MEMBER...
expect_members ()
{
  file=$1
  shift
  for member; do
    grep -qF "\"$member\":{" "$file" || fail "$file has no $member"
  done
}

cp -R "$srcdir/tests/conformance/provider" source
chmod -R u+w source
(cd source && go mod download) \
  || skip_without go 'the Go modules that providers are made of'
mkdir bin
for flavour in framework sdk raw5 raw6; do
  (cd source && go build -buildvcs=false \
    -o "$tmp/bin/terraform-provider-orchard-$flavour" "./$flavour") \
    || fail "go build $flavour"
  compare $flavour "$tmp/bin/terraform-provider-orchard-$flavour" acme/orchard
done
for flavour in framework raw6; do
  expect_members $flavour-full.json list_resource_schemas \
    resource_identity_schemas action_schemas state_store_schemas
done
expect_members raw5-full.json list_resource_schemas \
  resource_identity_schemas action_schemas
expect_members sdk-full.json resource_identity_schemas
expect_text raw6-full.json '"deprecation_message":"No more."'

# From its sources.
$PLATING schema --no-config --layout 1.11 -C source \
  --discover "go,directory=$tmp/source/raw6,provider=acme/orchard" > built.json
expect_same raw6-terraform.json built.json

# A provider of others.
GOBIN=$tmp/bin go install \
  github.com/hashicorp/terraform-provider-time@v0.14.2 \
  || skip_without go 'terraform-provider-time'
compare time "$tmp/bin/terraform-provider-time" hashicorp/time

# One in Python.
if ! command -v pyvider > /dev/null 2>&1; then
  python_tools
  PATH=$venv/bin:$PATH
fi
mkdir python
cat > python/pyproject.toml <<'END'
[tool.pyvider]
name = "pyvider"
component_packages = ["pyvider.components"]
END
cat > bin/terraform-provider-pyvider <<END
#!/bin/sh
cd "$tmp/python" && exec "$tmp/python/terraform-provider-pyvider" provide
END
chmod +x bin/terraform-provider-pyvider
ln -s "$(command -v pyvider)" python/terraform-provider-pyvider
compare python "$tmp/bin/terraform-provider-pyvider" pyvider/pyvider \
  --discover "python,directory=$tmp/python,provider=pyvider/pyvider"
