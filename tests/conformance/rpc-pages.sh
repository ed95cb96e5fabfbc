#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: pages made from a real provider's executable equal those made from
# what terraform prints for it; and nothing of the provider is left.

. "$PLATING_TEST_FUNCTIONS"
requires go terraform
[ -d "$builddir/plugins/rpc" ] || skip 'the rpc plugins are not built'

version=v0.14.2
mkdir bin litter cache
GOBIN=$tmp/bin go install \
  github.com/hashicorp/terraform-provider-time@$version > go.log 2>&1 \
  || { cat go.log >&2; skip_without go "no terraform-provider-time $version"; }

# compare NAME: both ways for bin/terraform-provider-NAME.
compare ()
{
  name=$1
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
    "hashicorp/$name" = "$tmp/bin"
  }
}
END
  ( cd "$name" && CHECKPOINT_DISABLE=1 TF_CLI_CONFIG_FILE=$PWD/config \
      terraform providers schema -json > schema.json 2> terraform.log ) \
    || { cat "$name/terraform.log" >&2; fail "terraform has no schema"; }
  ( cd "$name/json" && $PLATING plate --provider-name "$name" \
      --providers-schema ../schema.json ) || fail "$name: from JSON"
  for way in rpc again; do
    ( cd "$name/$way" && TMPDIR=$tmp/litter XDG_CACHE_HOME=$tmp/cache \
        $builddir/core/plating plate --provider-name "$name" \
        --discover "rpc,$tmp/bin/terraform-provider-$name" ) \
      || fail "$name: by rpc"
    diff -r "$name/json/docs" "$name/$way/docs" >&2 \
      || fail "$name: the pages differ"
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
