#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What asking a provider costs: beside a bare client that only waits for the
# answer, beside terraform, and from the cache; and how much memory large
# replies take.  Prints a table in Markdown; fails if a bound is broken.
#
# What is compared with the bare client is the discovery alone, as the trace
# of the run has it: from before the provider is started until its components
# are in the catalog.  The start of plating and the provider's end, which
# nothing waits for until the end of the run, are in the time of the whole.
#
#   make bench-provider PROVIDER=/path/to/terraform-provider-NAME
#
# The programs take turns, BENCH_RUNS times (default 10); the bounds are on
# the medians.  The shortest times, which tell more on a machine that has other
# things to do, are beside them.  Without PROVIDER, the provider of the tests
# is asked.

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
# ./run fills what is allocated and freed, which takes as long as the rest.
unset MALLOC_PERTURB_
mkdir cache

# median FILE: of a file with one number a line.
median ()
{
  sort -n "$1" | awk '{ n[NR] = $1 } END { print n[int((NR + 1) / 2)] }'
}

# least FILE: of a file with one number a line.
least ()
{
  sort -n "$1" | sed -n 1p
}

# measured NAME COMMAND...: adds the seconds of one run to NAME.times.
measured ()
{
  way=$1
  shift
  "$here/measure" one "$@" || fail "$way: failed"
  awk '{ print $1 }' one >> "$way.times"
}

# discovery: prints how many seconds it took in the run that made the trace.
discovery ()
{
  sed -n 's/.*"name":"discover".*"dur":\([0-9.]*\).*/\1/p' trace \
    | awk '{ printf "%.6f\n", $1 / 1e6 }'
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

# beside A B: prints A/B.
beside ()
{
  awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'
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
  measured rpc "$plating" info --trace trace --discover \
    "rpc,binary=$provider,cache=no"
  discovery >> discovery.times
  measured cached "$plating" info --discover "rpc,binary=$provider"
  "$here/bare-client" "$fake" large 8 >> bare8.times \
    || fail 'the bare client: 8 MiB'
  measured rpc8 "$plating" info --trace trace --discover \
    "rpc,binary=$fake,args=large,args=8,cache=no"
  discovery >> discovery8.times
  measured cached8 "$plating" info --discover \
    "rpc,binary=$fake,args=large,args=8"
  awk '{ print $2 + $3 }' one >> cpu8.times
  [ ! -d terraform ] || measured terraform \
    terraform -chdir=terraform providers schema -json
done
# The first one of these filled the cache.
for way in cached cached8 cpu8; do
  sed 1d $way.times > rest && mv rest $way.times
done

bare=$(median bare.times)
rpc=$(median rpc.times)
cached=$(median cached.times)
discovery=$(median discovery.times)
bare8=$(median bare8.times)
discovery8=$(median discovery8.times)
cached8=$(median cached8.times)
cpu8=$(median cpu8.times)
mib8=$(peak "$plating" info --discover \
         "rpc,binary=$fake,args=large,args=8,cache=no")
mib60=$(peak "$plating" info --discover \
          "rpc,binary=$fake,args=large,args=60,cache=no")
cat <<END
| what | median of $runs | least |
| --- | ---: | ---: |
| a bare client, until the answer is there | $bare s | $(least bare.times) s |
| plating's discovery | $discovery s | $(least discovery.times) s |
| beside the bare client | $(beside "$discovery" "$bare") | \
$(beside "$(least discovery.times)" "$(least bare.times)") |
| all of plating info --discover rpc | $rpc s | $(least rpc.times) s |
| the same from the cache | $cached s | $(least cached.times) s |
| a bare client, 8 MiB | $bare8 s | $(least bare8.times) s |
| plating's discovery, 8 MiB | $discovery8 s | $(least discovery8.times) s |
| beside the bare client, 8 MiB | $(beside "$discovery8" "$bare8") | \
$(beside "$(least discovery8.times)" "$(least bare8.times)") |
| all from the cache, 8 MiB | $cached8 s | $(least cached8.times) s |
| the same, time of processor | $cpu8 s | $(least cpu8.times) s |
END
[ ! -d terraform ] || echo "| terraform providers schema -json |" \
  "$(median terraform.times) s | $(least terraform.times) s |"
cat <<END
| most memory for a reply of 8 MiB | $((mib8 / 1024)) MiB | |
| most memory for a reply of 60 MiB | $((mib60 / 1024)) MiB | |
END
bound 'seconds from the cache' "$cached" 0.020
bound 'seconds from the cache, 8 MiB' "$cached8" 0.020
bound 'discovery, beside the bare client' \
  "$(beside "$discovery" "$bare")" 1.15
bound 'discovery, beside the bare client, 8 MiB' \
  "$(beside "$discovery8" "$bare8")" 1.15
bound 'KiB for 8 MiB' "$mib8" 40960
bound 'KiB for 60 MiB' "$mib60" 184320
[ ! -d terraform ] \
  || bound 'seconds, beside terraform' "$rpc" "$(median terraform.times)"
exit $broken
