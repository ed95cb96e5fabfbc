#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: pages made from a real provider's executable equal those made from
# what terraform prints for it; and nothing of the provider is left.  Of our
# own providers, which have every kind of component by either protocol, there
# are also the pages of what terraform 1.11 leaves out.

. "$PLATING_TEST_FUNCTIONS"
requires go terraform
[ -d "$builddir/plugins/rpc" ] || skip 'the rpc plugins are not built'

version=v0.14.2
mkdir bin litter cache
GOBIN=$tmp/bin go install \
  github.com/hashicorp/terraform-provider-time@$version > go.log 2>&1 \
  || { cat go.log >&2; skip_without go "no terraform-provider-time $version"; }

# What terraform 1.11 does not print.
left_out='\(actions\|list-resources\|state-stores\)'

# plated KIND OPTIONS: makes the pages, and ../WAY.errors.  Only those of KIND
# raw may have errors: no page has a place for blocks of mode group.
plated ()
{
  kind=$1
  shift
  status=0
  TMPDIR=$tmp/litter XDG_CACHE_HOME=$tmp/cache "$builddir/core/plating" \
    plate --provider-name "$name" "$@" 2> said || status=$?
  grep 'error' said > "../$(basename "$PWD").errors" || :
  case $kind:$status in
    *:0 | raw*) ;;
    *) cat said >&2; fail "$name $kind: status $status" ;;
  esac
}

# compare NAME [FOLDER]: both ways for bin/FOLDER/terraform-provider-NAME.
compare ()
{
  name=$1 bin=$tmp/bin/$2
  mkdir "$name" "$name/json" "$name/rpc" "$name/again"
  cat > "$name/main.tf" <<END
terraform {
  required_providers {
    $name = { source = "hashicorp/$name" }
  }
}
END
  cat > "$name/config" <<END
provider_installation {
  dev_overrides {
    "hashicorp/$name" = "$bin"
  }
}
END
  ( cd "$name" && CHECKPOINT_DISABLE=1 TF_CLI_CONFIG_FILE=$PWD/config \
      terraform providers schema -json > schema.json 2> terraform.log ) \
    || { cat "$name/terraform.log" >&2; fail "terraform has no schema"; }
  ( cd "$name/json" && plated "$2" --providers-schema ../schema.json ) \
    || exit 1
  for way in rpc again; do
    ( cd "$name/$way" && plated "$2" --discover \
        "rpc,$bin/terraform-provider-$name" ) || exit 1
    expect_same "$name/json.errors" "$name/$way.errors"
    diff -r "$name/json/docs" "$name/$way/docs" > "$name/other" || :
    if [ -n "$2" ]; then
      sed -i "/^Only in $name\/$way\/docs: $left_out\$/d" "$name/other"
    fi
    [ ! -s "$name/other" ] \
      || { cat "$name/other" >&2; fail "$name $2: the pages differ"; }
  done
  [ -z "$(ls litter)" ] || { ls -R litter >&2; fail "$name: litter"; }
}

# As ./run would have it, but with a cache of its own.
LD_LIBRARY_PATH=$builddir/core/.libs
export LD_LIBRARY_PATH
unset PLATING_REGISTRY
compare time
[ -n "$(ls cache/plating/providers 2>/dev/null)" ] \
  || fail 'nothing was kept in the cache'
find time/json/docs -type f > pages
[ "$(wc -l < pages)" -ge 8 ] || fail 'too few pages'

for kind in framework sdk raw5 raw6; do
  mkdir "bin/$kind"
  ( cd "$srcdir/tests/conformance/provider" \
      && go build -o "$tmp/bin/$kind/terraform-provider-orchard" "./$kind" ) \
    > go.log 2>&1 \
    || { cat go.log >&2; skip_without go "cannot build $kind"; }
  rm -rf orchard
  compare orchard "$kind"
done
