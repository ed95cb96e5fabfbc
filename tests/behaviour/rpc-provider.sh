#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Promise: schemas come from a provider's executable, by protocol 5 and 6,
# over a socket or TLS on TCP, started by us or running already; whatever
# else it does meanwhile, nothing of it is left; and what it gets of the
# environment is what was asked for.

. "$PLATING_TEST_FUNCTIONS"
. "$srcdir/tests/behaviour/rpc-functions.sh"

all='action fake_throw
data-source fake_apple
ephemeral-resource fake_key
function check
list-resource fake_apple
provider fake-provider
resource fake_apple
resource fake_rock'

# finds MODE [SETTINGS]: the provider of MODE is found, with all it has.
finds ()
{
  ask "$@"
  [ "$status" = 0 ] || { cat err >&2; fail "$1: exit status $status"; }
  case $1 in
    5:*) echo "$all" > expected ;;
    *) printf '%s\nstate-store fake_store\n' "$all" > expected ;;
  esac
  # Behind the list stand its counts.
  sed -e '/^$/,$d' -e 's/  */ /' out > found
  expect_same expected found
}

finds ok
finds 5:ok
[ ! -s err ] || { cat err >&2; fail 'something is said without need'; }
finds more-fields
finds no-identity
finds warnings
expect_text err 'Old orchard: It will be cut down. (orchard[2])'
finds log-flood
finds grandchild
finds grandchild-session
finds ignores-term

# Its log lines, with level and name, only when asked for.
finds ok
! grep -q 'ready' err || fail 'log lines without --verbose'
options=--verbose finds ok
expect_text err 'rpc-discovery: [warn] fake: ready apples=7'

# The environment.
SECRET=x HANDED_ON=y finds environment ',env=GIVEN=a b,env=HANDED_ON'

# What a killed run has left goes with the next one, but not what is in use.
has_made ()
{
  set -- litter/plating-run-*
  [ -d "$1" ] && [ -s pids ]
}
# start: a run that waits for its provider; sets $waiting.
start ()
{
  rm -f pids
  TMPDIR=$tmp/litter LD_LIBRARY_PATH=$builddir/core/.libs \
    "$builddir/core/plating" info --discover \
    "rpc,binary=$provider,args=silent,cache=no,env=PIDS=$tmp/pids,\
start-timeout=3600" \
    > waiting.out 2>&1 &
  waiting=$!
  wait_for has_made
}
start
mkdir -m 0700 litter/plating-run-killed
mkdir litter/plating-run-others
chmod 0755 litter/plating-run-others
TMPDIR=$tmp/litter $PLATING info --discover \
  "rpc,binary=$provider,args=ok,cache=no" > out 2> err \
  || { cat err >&2; fail 'not found beside one that waits'; }
[ -d litter/plating-run-others ] || fail 'another mode, and removed'
rmdir litter/plating-run-others
has_made || fail 'a directory in use was removed'
[ "$(ls litter | wc -l)" = 1 ] || { ls litter >&2; fail 'not only the used'; }
kill -9 $waiting
wait $waiting || :
wait_for are_gone
[ "$(ls litter | wc -l)" = 1 ] || fail 'nothing was left to be removed'
set -- litter/plating-run-*
mkdir "$1/deep"
: > "$1/deep/file"
finds ok

# A provider that runs already.
mkdir sockets
export PIDS=$tmp/running
TF_PLUGIN_MAGIC_COOKIE=$(printf '%064d' 0) PLUGIN_PROTOCOL_VERSIONS=5,6 \
  PLUGIN_UNIX_SOCKET_DIR=$tmp/sockets "$provider" ok > line 2>/dev/null &
wait_for test -s line
address=$(cut -d '|' -f 4 line)
TF_REATTACH_PROVIDERS='{"example.com/acme/fake":{"Protocol":"grpc",
  "ProtocolVersion":6,"Pid":1,"Test":false,
  "Addr":{"Network":"unix","String":"'$address'"}}}'
export TF_REATTACH_PROVIDERS
$PLATING info --discover rpc,reattach=yes,provider=nobody > out 2> err \
  && fail 'a provider that is not there was found'
expect_text err 'does not name the provider'
$PLATING info --discover rpc,reattach=yes > out 2> err \
  || { cat err >&2; fail 'a running provider is not found'; }
expect_text out fake_rock
wait
# It is not there any more, and nothing is waited for.
$PLATING info --discover rpc,reattach=yes > out 2> err \
  && fail 'a provider that has ended was found'
expect_text err "no connection to the provider: $address: No such file"
unset TF_REATTACH_PROVIDERS PIDS

# TLS.
if grep -q '^#define HAVE_OPENSSL 1' "$builddir/config.h"; then
  finds ok ,tls=yes
  finds 5:ok ,tls=yes
  refuses wrong-certificate 'certificate is not the one' ,tls=yes
  refuses bad-certificate 'certificate cannot be read' ,tls=yes
  refuses elsewhere 'it is not on this machine' ,tls=yes
  refuses no-tls 'TLS was asked for and the provider does without' ,tls=yes
fi

# Pages are made from it as from any other source.
mkdir project
cd project
$PLATING plate --discover "rpc,binary=$provider,cache=no" \
  --provider-name fake 2> ../err || { cat ../err >&2; fail 'no pages'; }
expect_text docs/resources/apple.md 'An apple.' 'How <large> it is.'
