#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What asking a provider costs: beside a bare client that only waits for the
# answer, beside terraform, and from the cache; and how much memory large
# replies take.  Prints a table in Markdown; fails if a bound is broken.
#
#   make bench-provider PROVIDER=/path/to/terraform-provider-NAME
#
# The programs take turns, BENCH_RUNS times (default 10); the table has the
# medians.  Without PROVIDER, the provider of the tests is asked.

. "$PLATING_TEST_FUNCTIONS"

runs=${BENCH_RUNS:-10}
here=$builddir/tests/bench
fake=$builddir/tests/fixtures/provider/fake-provider
provider=${PROVIDER:-$fake}
plating=$builddir/core/plating
broken=0
LD_LIBRARY_PATH=$builddir/core/.libs
XDG_CACHE_HOME=$tmp/cache
export LD_LIBRARY_PATH XDG_CACHE_HOME
mkdir cache

# median FILE: of a file with one number a line.
median ()
{
  sort -n "$1" | awk '{ n[NR] = $1 } END { print n[int((NR + 1) / 2)] }'
}

# measured NAME COMMAND...: adds the seconds of one run to NAME.times.
measured ()
{
  way=$1
  shift
  "$here/measure" one "$@" || fail "$way: failed"
  awk '{ print $1 }' one >> "$way.times"
}

# peak COMMAND...: prints the most KiB that the process itself had; what
# wait tells would be that of the provider, which is its child.
peak ()
{
  "$@" > peak.log 2>&1 &
  pid=$!
  most=0
  while kill -0 $pid 2>/dev/null; do
    now=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' /proc/$pid/status \
            2>/dev/null) || :
    [ -z "$now" ] || most=$now
  done
  wait $pid || { cat peak.log >&2; fail "$*"; }
  echo "$most"
}

# bound WHAT A B: complains if A > B.
bound ()
{
  awk -v a="$2" -v b="$3" 'BEGIN { exit !(a > b) }' || return 0
  echo "BROKEN: $1: $2 is more than $3" >&2
  broken=1
}

# terraform's way, if there is one.
name=$(basename "$provider" | sed 's/^terraform-provider-//')
if command -v terraform >/dev/null 2>&1 && [ -n "$PROVIDER" ]; then
  mkdir terraform
  cat > terraform/main.tf <<END
terraform {
  required_providers {
    $name = { source = "hashicorp/$name" }
  }
}
END
  cat > terraform/config <<END
provider_installation {
  dev_overrides {
    "hashicorp/$name" = "$(dirname "$provider")"
  }
}
END
  TF_CLI_CONFIG_FILE=$tmp/terraform/config CHECKPOINT_DISABLE=1
  export TF_CLI_CONFIG_FILE CHECKPOINT_DISABLE
fi

i=0
while [ $i -lt "$runs" ]; do
  i=$((i + 1))
  "$here/bare-client" "$provider" >> bare.times || fail 'the bare client'
  measured rpc "$plating" info --discover "rpc,binary=$provider,cache=no"
  measured cached "$plating" info --discover "rpc,binary=$provider"
  [ ! -d terraform ] || measured terraform \
    terraform -chdir=terraform providers schema -json
done
# The first one of these filled the cache.
sed 1d cached.times > rest && mv rest cached.times

bare=$(median bare.times)
rpc=$(median rpc.times)
cached=$(median cached.times)
mib8=$(peak "$plating" info --discover \
         "rpc,binary=$fake,args=large,args=8,cache=no")
mib60=$(peak "$plating" info --discover \
          "rpc,binary=$fake,args=large,args=60,cache=no")
cat <<END
| what | median of $runs |
| --- | --- |
| a bare client, until the answer is there | $bare s |
| all of plating info --discover rpc | $rpc s |
| the same from the cache | $cached s |
END
[ ! -d terraform ] || echo "| terraform providers schema -json |" \
  "$(median terraform.times) s |"
cat <<END
| most memory for a reply of 8 MiB | $((mib8 / 1024)) MiB |
| most memory for a reply of 60 MiB | $((mib60 / 1024)) MiB |
END
bound 'seconds from the cache' "$cached" 0.020
bound 'KiB for 8 MiB' "$mib8" 40960
bound 'KiB for 60 MiB' "$mib60" 184320
[ ! -d terraform ] \
  || bound 'seconds, beside terraform' "$rpc" "$(median terraform.times)"
exit $broken
