# SPDX-License-Identifier: Apache-2.0
# Sourced by the tests of discovery from a running provider.

provider=$builddir/tests/fixtures/provider/fake-provider
[ -x "$provider" ] || skip 'the rpc plugins are not built'

# Where the providers' own directories are made.
mkdir -p litter

# is_left PID: succeeds if there is such a process, and it has not ended.
is_left ()
{
  grep -q '^State:[^ZX]*$' "/proc/$1/status" 2>/dev/null
}

# are_gone: succeeds if no process of the provider is left.
are_gone ()
{
  for pid in $(cat pids 2>/dev/null); do
    ! is_left "$pid" || return 1
  done
}

# ask MODE [SETTINGS]: runs plating with the provider of MODE; sets $status,
# makes out and err, and fails if anything of the provider is left.  Where a
# limit is what is tested, SETTINGS has it: the usual ones are not reached by
# a provider that goes on, however busy the machine is.
ask ()
{
  rm -f pids
  status=0
  # shellcheck disable=SC2086
  TMPDIR=$tmp/litter $PLATING info $options --discover \
"rpc,binary=$provider,args=$1,cache=no,env=PIDS=$tmp/pids$2" \
    > out 2> err || status=$?
  # The kernel may need a moment for those that were killed.
  wait_for are_gone
  [ -z "$(ls litter)" ] || { ls -R litter >&2; fail "$1: litter"; }
}

# refuses MODE TEXT [SETTINGS]: it ends with one message that has TEXT.
refuses ()
{
  ask "$1" "$3"
  [ "$status" = 3 ] || { cat err >&2; fail "$1: exit status $status"; }
  grep -q -F -e "$2" err || { cat err >&2; fail "$1: no message: $2"; }
  [ "$(grep -c 'error:' err)" = 1 ] \
    || { cat err >&2; fail "$1: not one message"; }
  if LC_ALL=C grep -q '[[:cntrl:]]' err; then
    fail "$1: control characters"
  fi
}
